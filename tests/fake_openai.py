"""A scripted OpenAI-protocol server on loopback for the tests, standard library only.

    with FakeOpenAI(good(ANSWER)) as server:
        ...  # settings with base_url=server.address
    server.bodies  # what was asked, in order; server.requests has every byte of it

Each POST takes the next step of the script; the last one repeats. A step gets the handler and the request's body, and
answers however it likes.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Body = dict[str, Any]
Step = Callable[["Handler", Body], None]
USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fake: FakeOpenAI

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["content-length"]))
        body = json.loads(data)
        step = self.fake.arrived(body, dict(self.headers), self.path, self.raw_requestline + bytes(self.headers) + data)
        try:
            step(self, body)
        except OSError:
            self.close_connection = True
        finally:
            self.fake.left()

    def send(self, raw: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(raw)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(raw)


class FakeOpenAI:
    handler: type[Handler] = Handler

    def __init__(self, *script: Step) -> None:
        self.script = script
        self.bodies: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.requests: list[bytes] = []
        self.times: list[float] = []
        self.paths: list[str] = []
        self.peak = self._under_way = 0
        self._lock = threading.Lock()
        bound = type("Bound", (self.handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def asked(self) -> int:
        return len(self.bodies)

    def arrived(self, body: Body, headers: dict[str, str], path: str, whole: bytes) -> Step:
        with self._lock:
            step = self.script[min(len(self.bodies), len(self.script) - 1)]
            self.bodies.append(body)
            self.headers.append(headers)
            self.requests.append(whole)
            self.times.append(time.monotonic())
            self.paths.append(path)
            self._under_way += 1
            self.peak = max(self.peak, self._under_way)
            return step

    def left(self) -> None:
        with self._lock:
            self._under_way -= 1


def way_of(body: Body) -> str:
    return "tools" if "tools" in body else body["response_format"]["type"]


def completion(body: Body, message: Body, finish: str = "stop") -> bytes:
    whole = {"role": "assistant", "refusal": None, **message}
    choice = {"index": 0, "finish_reason": finish, "message": whole, "logprobs": None}
    envelope = {"id": "c1", "object": "chat.completion", "created": 1, "model": body["model"]}
    return json.dumps({**envelope, "choices": [choice], "usage": USAGE}).encode()


def said(body: Body, text: str) -> Body:
    """The text as a message in the form that was asked for: a tool call where tools were sent."""
    if "tools" not in body:
        return {"content": text}
    function = {"name": body["tools"][0]["function"]["name"], "arguments": text}
    return {"content": None, "tool_calls": [{"id": "t1", "type": "function", "function": function}]}


def good(answer: object) -> Step:
    return words(json.dumps(answer))


def words(text: str, finish: str = "stop") -> Step:
    return lambda handler, body: handler.send(completion(body, said(body, text), finish))


def refusal(text: str = "I will not read Nadia's letters.") -> Step:
    return lambda handler, body: handler.send(completion(body, {"content": None, "refusal": text}))


def filtered() -> Step:
    return lambda handler, body: handler.send(completion(body, {"content": None}, "content_filter"))


def no_choices() -> Step:
    return raw(json.dumps({"id": "c1", "choices": [], "usage": USAGE}).encode())


def raw(data: bytes, kind: str = "application/json") -> Step:
    return lambda handler, _: handler.send(data, kind=kind)


def fault(status: int, message: str = "no", code: str | None = None, param: str | None = None, **headers: str) -> Step:
    """An error answer. Like real servers it echoes the last message and the key."""

    def step(handler: Handler, body: Body) -> None:
        echo = f"{message}: {body['messages'][-1]['content']} {handler.headers['authorization']}"
        error = {"message": echo, "type": "invalid_request_error", "param": param, "code": code}
        handler.send(json.dumps({"error": error}).encode(), status, **headers)

    return step


def drop(after: bytes = b"") -> Step:
    def step(handler: Handler, body: Body) -> None:
        if after:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n" + after)
        handler.close_connection = True
        handler.connection.shutdown(2)

    return step


def drip(answer: object, every: float = 0.02) -> Step:
    def step(handler: Handler, body: Body) -> None:
        data = completion(body, said(body, json.dumps(answer)))
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(data)))
        handler.end_headers()
        for each in data:
            handler.wfile.write(bytes([each]))
            time.sleep(every)

    return step


def after(seconds: float, step: Step) -> Step:
    def slow(handler: Handler, body: Body) -> None:
        time.sleep(seconds)
        step(handler, body)

    return slow


def about(choose: Callable[[str], Step]) -> Step:
    """A step chosen by the text that is sent, so that it does not matter in which order calls come."""
    return lambda handler, body: choose(body["messages"][1]["content"])(handler, body)


def charged(answer: object, input_tokens: int | None, output_tokens: int = 100) -> Step:
    """An answer for which the server counts so many tokens; without a number, it counts none."""
    counted = {"prompt_tokens": input_tokens, "completion_tokens": output_tokens}

    def step(handler: Handler, body: Body) -> None:
        whole = json.loads(completion(body, said(body, json.dumps(answer))))
        whole["usage"] = counted if input_tokens is not None else None
        handler.send(json.dumps(whole).encode())

    return step


def only(way: str, step: Step, otherwise: Step) -> Step:
    return lambda handler, body: (step if way_of(body) == way else otherwise)(handler, body)


def unless_sent(parameter: str, step: Step) -> Step:
    """Refuses the parameter, as the models that think do."""
    refused = fault(400, "Unsupported value", "unsupported_value", parameter)
    return lambda handler, body: (refused if parameter in body else step)(handler, body)

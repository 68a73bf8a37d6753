"""The files and batches endpoints of an OpenAI-protocol server, beside the scripted calls of ``fake_openai``.

    with FakeBatches(good(ANSWER)) as server:
        ...  # whatever is asked live takes the script's steps; batches are answered by ``server.work``

A batch is done at the second look at it, unless ``server.busy``. ``server.work`` gets the request lines of a batch and gives
its final status, the lines of its output file and those of its error file. ``server.faults[what]`` are steps that
answer the next calls of that sort instead; ``server.stop_at(what, when)`` lets a call hang before or after it took effect.
"""

from __future__ import annotations

import email
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fake_openai import Body, FakeOpenAI, Handler, Step, completion, said

Line = dict[str, Any]
Work = Callable[[list[Line]], tuple[str, list[Line], list[Line]]]
HUNG_SECONDS = 30


class BatchHandler(Handler):
    fake: FakeBatches

    def do_POST(self) -> None:  # noqa: N802 (the library's name)
        path = urlsplit(self.path).path
        if path.endswith("/chat/completions"):
            super().do_POST()
            return
        data = self.rfile.read(int(self.headers.get("content-length") or 0))
        if path.endswith("/files"):
            self.route("upload", lambda: self.fake.keep(self.headers["content-type"], data))
        elif path.endswith("/batches"):
            self.route("create", lambda: self.fake.begin(json.loads(data)))
        else:
            self.route("cancel", lambda: self.fake.cancel(path.split("/")[-2]))

    def do_GET(self) -> None:  # noqa: N802 (the library's name)
        url = urlsplit(self.path)
        name = url.path.split("/")
        if url.path.endswith("/content"):
            self.route("download", lambda: self.fake.content(name[-2]))
        elif url.path.endswith("/files"):
            after = parse_qs(url.query).get("after", [None])[0]
            self.route("list files", lambda: page(self.fake.listed_files(), after))
        elif url.path.endswith("/batches"):
            after = parse_qs(url.query).get("after", [None])[0]
            self.route("list batches", lambda: page(self.fake.listed_batches(), after))
        else:
            self.route("retrieve", lambda: self.fake.look(name[-1]))

    def do_DELETE(self) -> None:  # noqa: N802 (the library's name)
        name = urlsplit(self.path).path.split("/")[-1]
        self.route("delete", lambda: self.fake.delete(name))

    def route(self, what: str, effect: Callable[[], Any]) -> None:
        fake = self.fake
        fake.calls.append(what)
        try:
            if fake.faults[what]:
                fake.faults[what].pop(0)(self, {"messages": [{"content": "words of a note"}]})
                return
            fake.hang(what, "before")
            found = effect()
            fake.hang(what, "after")
            if found is None:
                error = {"message": "No such thing", "type": "invalid_request_error", "param": "id", "code": None}
                self.send(json.dumps({"error": error}).encode(), 404)
            elif isinstance(found, bytes):
                self.send(found, kind="application/octet-stream")
            else:
                self.send(json.dumps(found).encode())
        except OSError:
            self.close_connection = True


class FakeBatches(FakeOpenAI):
    handler = BatchHandler

    def __init__(self, *script: Step, work: Work | None = None, answer: Callable[[Body], object] | None = None) -> None:
        super().__init__(*script)
        self.files: dict[str, tuple[str, bytes]] = {}
        self.batches: dict[str, Line] = {}
        self.deleted: list[str] = []
        self.calls: list[str] = []
        self.faults: dict[str, list[Step]] = defaultdict(list)
        self.busy = False
        self.page_size = 2
        self.hung = threading.Event()
        self._ended = threading.Event()
        self._stop: tuple[str, str] | None = None
        self._answer = answer or (lambda _: {"people": [], "items": []})
        self.work = work or self.all_answered
        self._number = 0

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        super().__exit__()

    # --- what the tests look at -------------------------------------------------------------------------------------

    def uploaded(self) -> list[list[Line]]:
        """The request lines of every batch that was ever begun, in order."""
        return [batch["requests"] for batch in self.batches.values()]

    def stop_at(self, what: str, when: str) -> None:
        """Let the next call of that sort hang, before or after its effect; ``hung`` is set then."""
        self.hung.clear()
        self._stop = what, when

    def hang(self, what: str, when: str) -> None:
        if self._stop == (what, when):
            self._stop = None
            self.hung.set()
            self._ended.wait(HUNG_SECONDS)
            raise ConnectionAbortedError  # whoever asked is gone by now

    # --- what a batch is answered -----------------------------------------------------------------------------------

    def all_answered(self, requests: list[Line]) -> tuple[str, list[Line], list[Line]]:
        return "completed", [self.answered(each) for each in requests], []

    def answered(self, request: Line, answer: object = None) -> Line:
        text = answer if isinstance(answer, str) else json.dumps(answer or self._answer(request["body"]))
        return line(request, 200, json.loads(completion(request["body"], said(request["body"], text))))

    # --- effects ----------------------------------------------------------------------------------------------------

    def keep(self, kind: str, data: bytes) -> Line:
        message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + data, policy=HTTP)
        parts = {part.get_param("name", header="content-disposition"): part for part in message.iter_parts()}
        assert parts["purpose"].get_payload(decode=True).strip() == b"batch"
        return self.store_file(parts["file"].get_filename(), parts["file"].get_payload(decode=True))

    def store_file(self, name: str, data: bytes) -> Line:
        self._number += 1
        self.files[f"file-{self._number}"] = name, data
        return self._told(f"file-{self._number}")

    def _told(self, name: str) -> Line:
        filename, data = self.files[name]
        whole = {"object": "file", "bytes": len(data), "created_at": int(time.time()), "status": "processed"}
        return {"id": name, "filename": filename, "purpose": "batch", **whole}

    def begin(self, asked: Line) -> Line | None:
        assert (asked["endpoint"], asked["completion_window"]) == ("/v1/chat/completions", "24h")
        if asked["input_file_id"] not in self.files:
            return None
        requests = [json.loads(each) for each in self.files[asked["input_file_id"]][1].splitlines()]
        self._number += 1
        name = f"batch_{self._number}"
        self.batches[name] = {
            "id": name, "object": "batch", "endpoint": asked["endpoint"], "completion_window": "24h",
            "input_file_id": asked["input_file_id"], "metadata": asked.get("metadata"), "created_at": int(time.time()),
            "status": "validating", "output_file_id": None, "error_file_id": None, "errors": None,
            "request_counts": {"total": len(requests), "completed": 0, "failed": 0}, "requests": requests,
        }  # fmt: skip
        return shown(self.batches[name])

    def look(self, name: str) -> Line | None:
        batch = self.batches.get(name)
        if batch is None:
            return None
        if batch["status"] == "cancelling":
            self.finish(name, "cancelled")
        elif batch["status"] == "validating":
            batch["status"] = "in_progress"
        elif batch["status"] == "in_progress" and not self.busy:
            self.finish(name)
        return shown(batch)

    def finish(self, name: str, status: str | None = None) -> None:
        batch = self.batches[name]
        batch["status"], output, errors = self.work(batch["requests"])
        batch["status"] = status or batch["status"]
        if batch["status"] == "failed":
            batch["errors"] = {
                "object": "list",
                "data": [{"code": "token_limit_exceeded", "message": "words of a note"}],
            }
        for key, lines in (("output_file_id", output), ("error_file_id", errors)):
            if lines:
                data = b"".join(
                    each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in lines
                )
                batch[key] = self.store_file(f"{key}.jsonl", data)["id"]
        batch["request_counts"] |= {"completed": len(output), "failed": len(errors)}

    def cancel(self, name: str) -> Line | None:
        batch = self.batches.get(name)
        if batch is not None:
            batch["status"] = "cancelling"
        return batch and shown(batch)

    def content(self, name: str) -> bytes | None:
        return self.files[name][1] if name in self.files else None

    def delete(self, name: str) -> Line | None:
        if self.files.pop(name, None) is None:
            return None
        self.deleted.append(name)
        return {"id": name, "object": "file", "deleted": True}

    def listed_files(self) -> list[Line]:
        return [self._told(name) for name in reversed(self.files)]

    def listed_batches(self) -> list[Line]:
        return [shown(batch) for batch in reversed(self.batches.values())]


def page(found: list[Line], after: str | None = None, size: int = 2) -> Line:
    """A page of a list, small, so that a second one is needed."""
    start = next((n + 1 for n, each in enumerate(found) if each["id"] == after), 0)
    some = found[start : start + size] if after is not None or len(found) > size else found
    more = start + len(some) < len(found)
    ends = {"first_id": some[0]["id"], "last_id": some[-1]["id"]} if some else {"first_id": None, "last_id": None}
    return {"object": "list", "data": some, "has_more": more, **ends}


def shown(batch: Line) -> Line:
    return {key: value for key, value in batch.items() if key != "requests"}


def line(request: Line, status: int, body: Line) -> Line:
    """A line of an output or error file."""
    response = {"status_code": status, "request_id": "r1", "body": body}
    return {
        "id": f"batch_req_{request['custom_id']}",
        "custom_id": request["custom_id"],
        "response": response,
        "error": None,
    }


def fault_line(request: Line, status: int, code: str | None = None) -> Line:
    """A request that failed; like real servers it echoes words."""
    error = {"message": request["body"]["messages"][-1]["content"], "type": "error", "param": None, "code": code}
    return line(request, status, {"error": error})


def expired_line(request: Line) -> Line:
    """A request that the server did not get to."""
    error = {
        "code": "batch_expired",
        "message": "This request could not be executed before the completion window expired.",
    }
    return {"id": "batch_req_x", "custom_id": request["custom_id"], "response": None, "error": error}

"""A letter put into prose by the model: sentences that name the lines they stand on; others are dropped.

Asked for only by the owner. Lines from private documents are not sent; with masking on, stand-ins go out in place of names
and addresses and come back as what they stand for.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from notesight.errors import ConfigError, LimitReached, ServerError, Unreachable
from notesight.extractors.openai import client, masking, prices, tokens
from notesight.extractors.openai.client import OPENAI, is_loopback, printable
from notesight.extractors.openai.prompt import load
from notesight.letters import Letter, Told
from notesight.model import Document

if TYPE_CHECKING:
    from notesight.config import Settings

PROMPT = "tell.v1"
ANSWER_TOKENS = 1_500
MOST_SENTENCES = 12
_MARKS = re.compile(r"\s*((?:\[\d{1,4}(?:\s*,\s*\d{1,4})*\]\s*)+)[.!?]?\s*$")
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_PLACE = re.compile(r"\{([a-z]+)\}")


def tell(letter: Letter, settings: Settings) -> Letter:
    """The letter with its prose; without any when nothing in it may be sent.

    Raises ``ConfigError`` when no model is named, ``LimitReached`` when it might cost more than may be spent,
    ``Unreachable`` or ``ServerError`` when no answer comes.
    """
    if settings.model is None:
        raise ConfigError("No model is named.", hint="Name one with --model, or leave out --prose.")
    if settings.api_key is None and settings.base_url is None:
        raise ConfigError("OpenAI's server wants a key, and none is set.", hint="Set NOTESIGHT_API_KEY, or --base-url.")
    numbered = [(n, line) for n, line in enumerate(letter.lines, start=1) if not line.private]
    if not numbered:
        return letter
    text = "\n".join(
        f"[{n}] "
        + " ".join(part for part in (line.words, f"“{line.more}”" if line.more else "", line.day or "") if part)
        for n, line in numbered
    )
    sent = Document("letter", f"{letter.title}\n{text}", date.today())  # noqa: DTZ011 - no day in it counts from this one
    mask = masking.mask(sent, settings.owner) if settings.mask else None
    title, _, body = (mask.document.text if mask else sent.text).partition("\n")
    answer = asyncio.run(_ask(_messages(title, body), settings))
    prose = sentences(mask.words(answer) if mask else answer, {n for n, _ in numbered})
    return replace(letter, prose=prose)


def sentences(answer: str, known: set[int]) -> tuple[Told, ...]:
    """The sentences of an answer that name lines, and none that there is not."""
    found = []
    for line in _THINKING.sub("", answer).splitlines():
        words = line.strip().lstrip("-*• ").strip()
        marks = _MARKS.search(words)
        if marks is None or not words[: marks.start()].strip():
            continue
        numbers = tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", marks[1])))
        if set(numbers) <= known:
            said = words[: marks.start()].strip()
            found.append(Told(said if said.endswith((".", "!", "?")) else f"{said}.", numbers))
    return tuple(found[:MOST_SENTENCES])


def _messages(title: str, body: str) -> list[dict[str, str]]:
    prompt = load(PROMPT)
    values = {"title": title, "text": body, "mark": f"=== {secrets.token_hex(4)} ==="}
    user = _PLACE.sub(lambda place: values[place[1]], prompt.document)
    user = user.encode("utf-8", "replace").decode("utf-8")
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": user}]


async def _ask(messages: list[dict[str, str]], settings: Settings) -> str:
    """The answer to one call, without a repeat: nothing is lost when it fails."""
    assert settings.model is not None
    address = settings.base_url or OPENAI
    _afford(messages, settings, address)
    openai = client.libraries().openai
    connection = client.open_client(address, settings.api_key, 1)
    try:
        async with asyncio.timeout(settings.timeout_seconds):
            reply = await connection.chat.completions.create(model=settings.model, messages=messages)
    except openai.APIConnectionError:
        raise Unreachable(
            f"No model server answers at {printable(address)}.", hint="Start it, or leave out --prose."
        ) from None
    except (openai.OpenAIError, TimeoutError, ValueError) as error:
        what = (
            f"status {error.status_code}" if isinstance(error, openai.APIStatusError) else "no answer that can be read"
        )
        raise ServerError(f"The model server gave {what}.", hint="Try again, or leave out --prose.") from None
    finally:
        await connection.close()
    choices = getattr(reply, "choices", None) or []
    return str(choices[0].message.content or "") if choices and choices[0].message else ""


def _afford(messages: list[dict[str, str]], settings: Settings, address: str) -> None:
    """Refuse a call that might cost more than may be spent."""
    if settings.max_cost is None:
        return
    here = is_loopback(address)
    price = prices.price_of(str(settings.model), settings.prices, listed=not here) or (prices.FREE if here else None)
    if price is None:
        raise ConfigError(
            "What this model costs is not known.", hint="Say it with --price IN,OUT, or leave out --max-cost."
        )
    most = prices.cost(price, tokens.of_request({"messages": messages}), ANSWER_TOKENS)
    if most > settings.max_cost:
        sentence = f"Putting it into prose may cost {most:.4f} USD, more than the {settings.max_cost:.4f} USD that may be spent."
        raise LimitReached(sentence, hint="Allow more with --max-cost, or leave out --prose.")

"""Numbers for the meaning of short texts, from ``/v1/embeddings`` of the configured server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from notesight.errors import AnswerError, ConfigError, Unreachable
from notesight.extractors.openai import client, faults
from notesight.extractors.openai.client import OPENAI
from notesight.extractors.openai.faults import Server

if TYPE_CHECKING:
    from notesight.config import Settings

AT_ONCE = 64
"""Texts that are sent in one call."""
_SECONDS = 20.0
"""The longest that one call may take: a list of suggestions is waited for."""


class Embedder:
    """Asks the configured server for embeddings. Raises ``ConfigError`` when no model for them, or no needed key, is set."""

    def __init__(self, settings: Settings) -> None:
        if settings.embedding_model is None:
            raise ConfigError("No model for embeddings is named.", hint="notesight config embedding_model NAME")
        if settings.api_key is None and settings.base_url is None:
            sentence = "OpenAI's server wants a key, and none is set."
            raise ConfigError(sentence, hint="Set NOTESIGHT_API_KEY, or name your own server with --base-url.")
        self.model = settings.embedding_model
        self._address = settings.base_url or OPENAI
        self._key = settings.api_key
        self._seconds = min(_SECONDS, settings.timeout_seconds)
        self._server = Server(client.printable(self._address), self.model, has_key=self._key is not None)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text, all of one length.

        Raises ``ConfigError`` for a wrong key or model, ``Unreachable`` when none answers in time, ``AnswerError`` for an
        answer that is none, ``ServerError`` for a server that fails.
        """
        return asyncio.run(self._all(texts))

    async def _all(self, texts: Sequence[str]) -> list[list[float]]:
        found: list[list[float]] = []
        connection = client.open_client(self._address, self._key, 1)
        try:
            for start in range(0, len(texts), AT_ONCE):
                found += await self._some(connection, list(texts[start : start + AT_ONCE]))
        finally:
            await connection.close()
        if len({len(each) for each in found}) > 1:
            raise self._odd()
        return found

    async def _some(self, connection: Any, texts: list[str]) -> list[list[float]]:
        openai = client.libraries().openai
        try:
            async with asyncio.timeout(self._seconds):
                made = await connection.embeddings.create(model=self.model, input=texts, encoding_format="float")
        except TimeoutError:
            raise Unreachable(f"The model server at {self._server.address} does not answer in time.") from None
        except openai.APIStatusError as error:
            raise faults.of_status(error.status_code, error.body, error.response.headers, self._server).error from None
        except openai.APIConnectionError as error:
            raise faults.of_connection(error.__cause__, self._server).error from None
        except (openai.OpenAIError, ValueError):
            raise self._odd() from None
        try:
            by_place = {int(each.index): [float(number) for number in each.embedding] for each in made.data}
            return [by_place[place] for place in range(len(texts))]
        except (AttributeError, KeyError, TypeError, ValueError):
            raise self._odd() from None

    def _odd(self) -> AnswerError:
        return AnswerError(f"What the model server at {self._server.address} answers are no embeddings.")

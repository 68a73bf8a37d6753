"""How near texts are in meaning, by the embeddings of the configured server, each asked for once and then kept.

A server that cannot be asked is no hindrance: it is said once, and the lexicon alone decides.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from notesight.errors import Locked, NotesightError

if TYPE_CHECKING:
    from notesight.store import Store

VERSION = "1"
"""Raised when other texts than before are sent for the same ask or offer."""


class Embeds(Protocol):
    """Whoever gives vectors for texts."""

    model: str

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text. Raises a ``NotesightError``."""


class Likeness:
    """Says how near texts are to one. ``tell`` is called with a sentence when the server cannot be asked."""

    def __init__(self, store: Store, embedder: Embeds, tell: Callable[[str], None]) -> None:
        self._store = store
        self._embedder = embedder
        self._tell = tell
        self._failed = False

    def __call__(self, text: str, others: Sequence[str]) -> list[float] | None:
        """The cosines of a text with others, from -1 to 1; ``None`` when they cannot be had."""
        if self._failed:
            return None
        try:
            one, *rest = self._vectors([text, *others])
        except NotesightError as error:
            self._failed = True
            self._tell(f"{error.sentence} The suggestions are put in order without it.")
            return None
        return [_cosine(one, each) for each in rest]

    def _vectors(self, texts: Sequence[str]) -> list[array[float]]:
        digests = {text: hashlib.sha256(f"{VERSION}\0{text}".encode("utf-8", "replace")).hexdigest() for text in texts}
        found = self._store.vectors(self._embedder.model, digests.values())
        missing = [text for text, digest in digests.items() if digest not in found]
        if missing:
            made = self._embedder.embed(missing)
            new = {digests[text]: array("f", vector).tobytes() for text, vector in zip(missing, made, strict=True)}
            found |= new
            with suppress(Locked):  # another program writes: they are asked for again another time
                self._store.keep_vectors(self._embedder.model, new)
        return [array("f", found[digests[text]]) for text in texts]


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    if len(one) != len(other):
        return 0.0
    product = sum(map(float.__mul__, one, other))
    size = math.sqrt(sum(each * each for each in one)) * math.sqrt(sum(each * each for each in other))
    return product / size if size else 0.0

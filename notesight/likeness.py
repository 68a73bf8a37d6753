"""How near texts are in meaning, by the embeddings of the configured server, each asked for once and then kept.

A server that cannot be asked is no hindrance: it is said once, and the lexicon alone decides. :class:`Judges` hands that to
the pages, which wait for no server: a page looks at what is kept, and a thread beside it asks.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from notesight.errors import Locked, NotesightError

if TYPE_CHECKING:
    import sqlite3

    from notesight.config import Settings

VERSION = "1"
"""Raised when other texts than before are sent for the same ask or offer."""


class Embeds(Protocol):
    """Whoever gives vectors for texts."""

    model: str

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text. Raises a ``NotesightError``."""


class Keeps(Protocol):
    """Whoever keeps vectors, by digests of their texts: a notebook."""

    def vectors(self, model: str, digests: Iterable[str]) -> dict[str, bytes]:
        """Those that are there."""

    def keep_vectors(self, model: str, new: Mapping[str, bytes], /) -> None:
        """Keep some more."""


class Likeness:
    """Says how near texts are to one. ``tell`` is called with a sentence when the server cannot be asked.

    Where no ``embedder`` is given, by what is kept of the ``model`` alone.
    """

    def __init__(
        self, store: Keeps, embedder: Embeds | None, tell: Callable[[str], None], *, model: str | None = None
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._model = embedder.model if embedder else model or ""
        self._tell = tell
        self._failed = False
        self._known: dict[str, array[float]] = {}

    def __call__(self, text: str, others: Sequence[str]) -> list[float] | None:
        """The cosines of a text with others, from -1 to 1; ``None`` when they cannot be had."""
        if self._failed:
            return None
        try:
            one, *rest = self._vectors([text, *others])
        except KeyError:  # only what is kept may be looked at, and something is new
            return None
        except NotesightError as error:
            self._failed = True
            self._tell(f"{error.sentence} The suggestions are put in order without it.")
            return None
        return [sum(map(float.__mul__, one, each)) if len(one) == len(each) else 0.0 for each in rest]

    def _vectors(self, texts: Sequence[str]) -> list[array[float]]:
        """A vector of length one for each text. Raises ``KeyError`` for a text that is not kept where none may be asked for."""
        digests = {
            text: hashlib.sha256(f"{VERSION}\0{text}".encode("utf-8", "replace")).hexdigest()
            for text in texts
            if text not in self._known
        }
        found = self._store.vectors(self._model, digests.values()) if digests else {}
        missing = [text for text, digest in digests.items() if digest not in found]
        if missing and self._embedder is not None:
            made = self._embedder.embed(missing)
            new = {digests[text]: array("f", vector).tobytes() for text, vector in zip(missing, made, strict=True)}
            found |= new
            with suppress(Locked):  # another program writes: they are asked for again another time
                self._store.keep_vectors(self._model, new)
        self._known |= {text: _of_length_one(array("f", found[digest])) for text, digest in digests.items()}
        return [self._known[text] for text in texts]


def _of_length_one(vector: array[float]) -> array[float]:
    size = math.sqrt(sum(each * each for each in vector))
    return array("d", (each / size for each in vector)) if size else vector


class Judges:
    """Judges of meaning for the pages of a served notebook: one that only looks at what is kept, and one that asks."""

    def __init__(self, settings: Settings, tell: Callable[[str], None]) -> None:
        from notesight.extractors.openai.embedding import Embedder

        self._embedder = Embedder(settings)
        self._tell = tell

    def kept(self, conn: sqlite3.Connection) -> Likeness:
        """A judge that asks no server, over a connection that may only read."""
        from notesight.store.vectors import Kept

        return Likeness(Kept(conn), None, self._tell, model=self._embedder.model)

    @contextmanager
    def asking(self, path: Path) -> Iterator[Likeness]:
        """A judge that asks the server for what is new and keeps it in the notebook at ``path``; it takes its time."""
        from notesight.store import Store

        with Store.open(path, create=False) as store:
            yield Likeness(store, self._embedder, self._tell)


def judges(settings: Settings, tell: Callable[[str], None]) -> Judges | None:
    """The judges of a configured server for embeddings; ``None`` where there is none.

    With masking on there is none either: the words of an ask say little once its names are others. Raises ``ConfigError``.
    """
    return Judges(settings, tell) if settings.embedding_model and not settings.mask else None

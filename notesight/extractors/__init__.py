"""What every extractor is, and how one is found by its name and imported only when it is used."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from notesight.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from notesight.candidates import Candidates
    from notesight.errors import NotesightError
    from notesight.model import Document, Owner, Piece, Run

GROUP = "notesight.extractors"
"""The entry point group in which a package may offer an extractor of its own."""

_OURS = {
    "offline": "notesight.extractors.offline:load",
    "openai": "notesight.extractors.openai:load",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One document read once: its candidates, or the error that kept it from being read, and the run's record."""

    document: Document
    candidates: Candidates | None
    run: Run
    error: NotesightError | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """About what reading a document would take: calls, tokens, money; ``cost_usd`` is ``None`` where no price is known."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0


class Extractor(Protocol):
    """Something that proposes people and items for documents.

    ``fingerprint`` covers all of the extractor that could change an answer; ``prompt`` and ``model`` name what
    was used, where there is such a thing.
    """

    @property
    def name(self) -> str:
        """The name it is chosen by."""

    @property
    def local(self) -> bool:
        """Whether it reads in this process, so that many processes may share the work and nothing is sent."""

    @property
    def model(self) -> str | None:
        """The language model it asks, if any."""

    @property
    def prompt(self) -> str | None:
        """The version of the prompt it sends, if any."""

    @property
    def fingerprint(self) -> str:
        """A short text that differs whenever another answer is to be expected."""

    def read(self, documents: Iterable[Document], owner: Owner) -> Iterator[Reading]:
        """Read documents; every one yields exactly one reading, as it is ready, in any order."""

    def close(self) -> None:
        """Give back what is held open."""


@runtime_checkable
class Paid(Protocol):
    """What an extractor can besides that sends documents to a model: read the rest of one, and say what it would cost."""

    def read_on(self, jobs: Iterable[tuple[Document, Sequence[Piece]]], owner: Owner) -> Iterator[Reading]:
        """As ``read``, for documents of which an earlier run of the same fingerprint has read some pieces."""

    def estimate(self, document: Document, owner: Owner, earlier: Sequence[Piece] = ()) -> Estimate:
        """About what reading a document would take, but for the pieces that were read before; nothing is sent."""


def load(name: str, settings: object) -> Extractor:
    """The extractor called ``name``, made with these settings.

    Raises ``ConfigError`` when nothing goes by that name.
    """
    for point in entry_points(group=GROUP, name=name):
        return cast("Extractor", point.load()(settings))
    if name in _OURS:
        module, _, maker = _OURS[name].partition(":")
        make: Callable[[object], Extractor] = getattr(import_module(module), maker)
        return make(settings)
    raise ConfigError(f"There is no extractor called {name}.", hint="notesight config extractor offline")

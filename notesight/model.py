"""The types that everything else speaks: documents, what was proved about them, and how it was read.

All are frozen. Offsets are characters of ``Document.text``, half-open. ``Candidates`` (what an extractor
proposes, unproved) live next door in :mod:`notesight.candidates`; here stands only what is known.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

DocumentKind = Literal["note", "email", "thread"]
ItemKind = Literal["ask", "offer", "followup"]
Role = Literal["header", "new", "quoted", "forwarded", "signature", "boilerplate"]
Certainty = Literal["stated", "hedged"]
IntroductionState = Literal["asked", "offered", "made", "happened", "known"]
Manner = Literal["introduced", "spoke", "through", "tie"]

INTRODUCTION_STATES: tuple[IntroductionState, ...] = ("asked", "offered", "made", "happened", "known")
MANNERS: tuple[Manner, ...] = ("introduced", "spoke", "through", "tie")

ITEM_KINDS: tuple[ItemKind, ...] = ("ask", "offer", "followup")
PLURALS: dict[ItemKind, str] = {"ask": "asks", "offer": "offers", "followup": "followups"}
FINGERPRINT_BYTES = 16
"""The length of the hash of a message's bytes."""
CONTACT_KEY = "contact:"
"""What the key of a document begins with that was a card of an address book: its fields are facts, nobody reads it."""
ME = "me"
"""How the owner of the notebook is written in ``by`` and ``to``."""


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox as a header gives it: a display name, an address, or both (the other one is empty)."""

    name: str = ""
    address: str = ""

    def __str__(self) -> str:
        if self.name and self.address:
            return f"{self.name} <{self.address}>"
        return self.name or self.address


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the notebook knows by a full name, as far as it helps to tell whom a text means."""

    name: str
    organization: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch ``text[start:end]`` of a document that one person wrote at one time.

    ``role``: ``header`` (the mail's own From/To/Date/Subject lines, or a note's front matter), ``new``
    (the document's own words), ``quoted``, ``forwarded``, ``signature``, ``boilerplate``. The parts of a
    document are in order, do not overlap and cover its text. ``author`` is empty when unknown; in a
    note's ``new`` part it is empty too: the owner wrote it.
    """

    role: Role
    start: int
    end: int
    author: Address = Address()
    date: datetime | None = None
    to: tuple[Address, ...] = ()
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One note, mail or thread, as it was read.

    ``key`` says what it is (``mid:<Message-ID>``, ``path:<absolute path>``, ``sha256:<content>`` or ``contact:<hash>``),
    ``digest`` which version. ``text`` is stored as read and never cleaned. A mail's text begins with its
    decoded header lines (a part with role ``header``), so that the people in From and To stand on a span too.
    """

    key: str
    text: str
    date: date
    kind: DocumentKind = "note"
    parts: tuple[Part, ...] = ()
    title: str | None = None
    channel: str | None = None
    sender: Address | None = None
    to: tuple[Address, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    private: bool = False
    source: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()
    """People of the notebook whom the text may mean; for whoever reads it, and never stored with it."""

    @property
    def is_contact(self) -> bool:
        """Whether it was a card of an address book."""
        return self.key.startswith(CONTACT_KEY)

    @property
    def digest(self) -> str:
        """The version of the document: ``sha256:`` and the hash of its text."""
        return content_digest(self.text)


@dataclass(frozen=True, slots=True)
class Owner:
    """The person whose notebook this is: the names and addresses that mean ``me``."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def is_me(self, who: Address) -> bool:
        """Whether this mailbox is one of the owner's; an address decides before a name does."""
        if who.address and self.addresses:
            return who.address.casefold() in {address.casefold() for address in self.addresses}
        return bool(who.name) and fold(who.name) in {fold(name) for name in self.names}


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the text that names a person: ``document.text[start:end] == text``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Person:
    """One human being in one document, with every span that names them (at least one)."""

    name: str
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()
    email: str | None = None
    organization: str | None = None
    role: str | None = None
    known: str | None = None
    """The full name of whom the reader took this to be, out of the people that the notebook knows."""


@dataclass(frozen=True, slots=True)
class Item:
    """An ask, an offer or a follow-up that stands on ``document.text[start:end] == quote``.

    ``by`` and ``to`` are a ``Person.name`` of the same extraction, ``me``, the document's own words for
    somebody unnamed, or ``None``. ``due`` is resolved from ``due_text`` against ``said_on``, the date of the
    part the quote stands in.
    """

    kind: ItemKind
    quote: str
    start: int
    end: int
    summary: str
    by: str | None
    to: str | None
    said_on: date
    due: date | None = None
    due_text: str | None = None
    certainty: Certainty = "stated"


@dataclass(frozen=True, slots=True)
class Introduction:
    """Somebody brings two sides together; it stands on ``document.text[start:end] == quote``.

    ``by`` introduces, ``who`` is made known, ``to`` is to whom; each is written like an item's ``by``. One of the sides
    is often ``me``. ``state``: ``asked`` for, ``offered`` or promised, ``made`` (the word was given, the number passed
    on), ``happened`` (the two have met or spoken), ``known`` for a tie. ``manner``: ``introduced``, ``spoke`` (for
    ``who``, in their absence), ``through`` (met at what ``by`` runs, or by way of their work), ``tie`` (``by`` and
    ``who`` are said to belong together: "Ada's client"; nobody has said anything of an introduction).
    """

    quote: str
    start: int
    end: int
    by: str | None
    who: str | None
    to: str | None
    state: IntroductionState
    manner: Manner
    said_on: date
    certainty: Certainty = "stated"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that came of knowing somebody; it stands on ``document.text[start:end] == quote``.

    ``what`` is one line, ``source`` the one it came from and ``whose`` the one who has it (both written like an item's
    ``by``), ``worth`` the document's own words for the money.
    """

    quote: str
    start: int
    end: int
    what: str
    source: str | None
    whose: str | None
    worth: str | None
    said_on: date
    certainty: Certainty = "stated"


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that an extractor said and that could not be proved, with the reason in plain words."""

    kind: Literal["person", "ask", "offer", "followup", "introduction", "outcome"]
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was proved about one document, in the order of the text, and what was rejected."""

    people: tuple[Person, ...] = ()
    items: tuple[Item, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    introductions: tuple[Introduction, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def of(self, kind: ItemKind) -> tuple[Item, ...]:
        """The items of one kind, in the order of the text."""
        return tuple(item for item in self.items if item.kind == kind)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece ``text[start:end]`` of a document that was too long for one call, and what became of it.

    ``answer`` is what was proposed for it, in a form that its extractor understands; ``None`` when ``error`` says why
    there is none. A piece that was answered in an earlier run is ``kept``: its tokens, cost and tries are those of that
    run, and are no part of this one's.
    """

    start: int
    end: int
    answer: str | None = None
    error: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    tries: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """How one document was read once: by whom, at what cost, with what answer.

    ``fingerprint`` covers all that could change the answer (extractor version, model, prompt text, schema,
    owner); an unchanged fingerprint on an unchanged document means no new call. ``raw`` is the model's own answer.
    ``seconds`` is wall clock of all tries, ``tries`` counts the calls that were sent. ``pieces`` are those of a document
    that took several calls. When some were answered and some were not, the run is ``incomplete``: it failed, and what
    it proved holds until a whole reading comes.
    """

    extractor: str
    fingerprint: str
    model: str | None = None
    prompt: str | None = None
    started: datetime | None = None
    seconds: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    tries: int = 0
    raw: str | None = None
    error: str | None = field(default=None)
    pieces: tuple[Piece, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether some pieces of the document were read and others were not."""
        return self.error is not None and any(piece.error is None for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class MboxMessage:
    """A message of a mailbox file, by the hash of its bytes (``FINGERPRINT_BYTES`` long), and whether it could be read."""

    fingerprint: bytes
    was_read: bool


def content_digest(text: str) -> str:
    """``sha256:`` and the hash of a text, the name of one version of a document."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fold(text: str) -> str:
    """A text for comparing: case folded, runs of white space as one space, ends trimmed."""
    return " ".join(text.casefold().split())

"""Which mails belong to one conversation: by their Message-IDs, else by subject and by who wrote to whom.

A mail says where it belongs in In-Reply-To and References. Where that is lost (a forward, a copy that was pasted, a client
that sends neither), subject and participants speak, with care: the subject without its ``Re:``, a pair of people of
whom one wrote to the other, one of the two mails an answer, and not long between them. "Invoice" from two customers
is two conversations, and so is "Invoice" of January and of June.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice

from notesight.model import Address, Document, fold

TOPIC_DAYS = 90
"""Two mails of one subject that have more days than these between them are no conversation by their subject alone."""
_MAX_REFERENCES = 100
_MAX_PEOPLE = 20

_PREFIX = re.compile(
    r"(?:\[[^\[\]]{1,40}\]\s*+|(?:re|r|fwd?|fw|aw|wg|sv|vs|vb|tr|rv|rif|i|res|enc|odp|pd|antw|antwort|doorst|ynt|ilt|vá|"
    r"továbbítás|ha|atb|перес|ответ|отв|на|回复|回覆|答复|转发|轉寄|転送|返信)"
    r"(?:\s?\[\d{1,3}\]|\s?\(\d{1,3}\)|\^\d{1,3})?\s?[:：]\s*+)"
)
_MARKS = " \t\r\n.,;:!?-–—\"'()"


@dataclass(frozen=True, slots=True)
class Link:
    """Something that the mails of a conversation have in common; ``value`` is a hash of 8 bytes, as SQLite's integer.

    Two documents with the same value belong together where at least one of them is an ``answer`` and at least one is
    ``loose``, that is, has nothing surer to be found by. A ``dated`` link holds for :data:`TOPIC_DAYS` only.
    """

    value: int
    answer: bool = True
    loose: bool = True
    dated: bool = False


def links(document: Document) -> tuple[Link, ...]:
    """All links of a document, each value once; none for a note that quotes nobody."""
    found: dict[int, Link] = {}
    for link in (*_by_id(document), *_by_topic(document)):
        before = found.get(link.value, link)
        found[link.value] = replace(link, answer=before.answer or link.answer, loose=before.loose or link.loose)
    return tuple(found.values())


def topic(subject: str) -> tuple[str, bool]:
    """A subject folded and without the ``Re:``, ``Fwd:`` and list names before it, and whether it had an answer's prefix."""
    text = fold(subject)
    answers = False
    while (prefix := _PREFIX.match(text)) is not None:
        answers = answers or not prefix[0].startswith("[")
        text = text[prefix.end() :]
    return text.strip(_MARKS), answers


def _by_id(document: Document) -> Iterator[Link]:
    own = [document.key.removeprefix("mid:")] if document.key.startswith("mid:") else []
    named = [document.in_reply_to, *document.references[-_MAX_REFERENCES:]]
    for each in (*own, *named):
        if each:
            yield Link(_hash("id", each.strip("<> \t")))


def _by_topic(document: Document) -> Iterator[Link]:
    answered = any(part.role in ("quoted", "forwarded") for part in document.parts)
    if document.kind != "note" and document.title and (subject := topic(document.title)[0]):
        answer = topic(document.title)[1] or answered or document.in_reply_to is not None or bool(document.references)
        # References name the whole conversation; In-Reply-To alone is of no use when that one mail is not there.
        sure = bool(document.references) if answer else document.key.startswith("mid:")
        quoted = [part.author for part in document.parts if part.role in ("quoted", "forwarded")]
        for pair in _pairs(document.sender, (*document.to, *quoted)):
            yield Link(_hash("topic", subject, *pair), answer=answer, loose=not sure, dated=True)
    for part in document.parts:
        if part.role in ("quoted", "forwarded") and part.subject and (subject := topic(part.subject)[0]):
            for pair in _pairs(part.author, part.to):
                yield Link(_hash("topic", subject, *pair), dated=True)


def _pairs(sender: Address | None, to: Iterable[Address]) -> Iterator[tuple[str, str]]:
    """The writer with each receiver, by address and by name, in either direction the same."""
    if sender is None:
        return
    for receiver in islice(dict.fromkeys(to), _MAX_PEOPLE):
        for one, other in ((sender.address, receiver.address), (sender.name, receiver.name)):
            if one and other and fold(one) != fold(other):
                low, high = sorted((fold(one), fold(other)))
                yield low, high


def _hash(*words: str) -> int:
    digest = blake2b("\0".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)

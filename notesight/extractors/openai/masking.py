"""A document with stand-ins for names, addresses, numbers and firms, and the way back to its own words. Pure.

Words are replaced one by one, each always by the same stand-in: "Priya Raman", "Priya", "RAMAN's" and
"priya.raman@lumen.example" agree in the masked text as they did before, and so does who is whom. Where every
replacement stood is kept, so that a quote of the masked text is a span of the real one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from notesight.candidates import Candidates, Span
from notesight.extractors.offline import lexicon
from notesight.extractors.openai.identifying import WORD, folded_word, identifying, mailboxes
from notesight.extractors.openai.standins import StandIns
from notesight.grounding import Haystack
from notesight.model import ME, Address, Document, Known, Owner, Part, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notesight.candidates import (
        CandidateIntroduction,
        CandidateItem,
        CandidateOutcome,
        CandidatePerson,
        Candidates,
        Span,
    )

_HOST = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}"
_TOKEN = re.compile(
    rf"""(?P<url>(?:https?|ftp)://[^\s<>"')\]]+|www\.[^\s<>"')\]]+)
    |(?P<mail>[\w.+%'-]{{1,64}}(?<!')@{_HOST})
    |(?P<handle>(?<![\w@])@[\w][\w.-]{{0,60}})
    |(?P<host>(?<![\w.@-]){_HOST}(?![\w-])(?:/[^\s<>"')\]]*)?)
    |(?P<phone>(?<![\w.,/:£$€-])(?!\d{{4}}-\d\d?-\d\d?(?!\d))(?!\d\d?[./-]\d\d?[./-]\d{{2,4}}(?!\d))
        (?!(?:19|20)\d\d[ ]?[–/-][ ]?(?:19|20)\d\d(?!\d))\+?\(?\d(?:[ ().\u00a0‑–/-]{{0,3}}\d){{6,17}}(?![\w]))
    |(?P<post>(?<!\w)[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}}(?!\w))
    |(?P<street>(?<![\w.,:/-])\d{{1,4}}[a-zA-Z]?(?=[ ](?:[A-Z][\w'’-]+[ ]){{1,3}}
        (?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Square|Place|Court|Row|Hill|Terrace|Close|Way|Gardens)\b))
    |(?P<word>{WORD})""",
    re.VERBOSE,
)
_WORD = re.compile(WORD)
_LETTERS = re.compile(r"[^\W\d_]+")
_TAILS = ("s", "es")
_OFFICES = frozenset(
    "office info hello contact team support sales help admin news newsletter reply noreply service list billing orders".split()
)
"""What stands before an ``@`` and is nobody's name: it tells the model that no person writes."""
_DOMAINS = frozenset(
    "com org net edu gov info biz io co uk eu de fr nl ch es pl se dk fi ie ca au nz za jp cn br ru ai dev app"
    " example test".split()
)
"""Top-level domains that are no English words: "ferret.org" is a host, "call.me" a blank forgotten."""


@dataclass(frozen=True, slots=True)
class _Place:
    """``text[start:end]`` of the real text stands as ``masked[begin:stop]`` in the masked one."""

    start: int
    end: int
    begin: int
    stop: int


class Mask:
    """One document masked: ``document`` and ``owner`` are what may be sent, ``restored`` is the way back to ``real``."""

    def __init__(self, document: Document, owner: Owner) -> None:
        self.real = document
        self._hidden = identifying(document, owner)
        written = "\n".join(_all_words(document, owner))
        self._standins = StandIns(written.casefold() + "\n" + " ".join(map(folded_word, _WORD.findall(written))))
        self._words: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._hosts: dict[str, str] = {}
        self._back: dict[str, Counter[str]] = {}
        self.owner = Owner(tuple(map(self.label, owner.names)), tuple(map(self.label, owner.addresses)))
        text, self._places = self._text(document)
        self._begins = [place.begin for place in self._places]
        self._starts = [place.start for place in self._places]
        self.document = replace(
            document,
            text=text,
            parts=tuple(map(self._part, document.parts)),
            title=self.label(document.title) if document.title else document.title,
            channel=self.label(document.channel) if document.channel else document.channel,
            sender=self._mailbox(document.sender) if document.sender else None,
            to=tuple(map(self._mailbox, document.to)),
            people=tuple(map(self.label, document.people)),
            tags=tuple(map(self.label, document.tags)),
            known=tuple(
                Known(
                    self.label(each.name),
                    self.label(each.organization or "") or None,
                    self.label(each.email or "") or None,
                )
                for each in document.known
            ),
            source=None,
        )
        self.haystack = Haystack(text)

    @property
    def replaced(self) -> int:
        """How many words, addresses and numbers of the text have a stand-in."""
        return len(self._places)

    # --- there -----------------------------------------------------------------------------------------------------

    def _text(self, document: Document) -> tuple[str, list[_Place]]:
        out: list[str] = []
        places: list[_Place] = []
        at = length = 0
        bounds = sorted({0, len(document.text), *(part.start for part in document.parts)})
        for start, end in pairwise(bounds):
            # a token that reached over the end of a part would leave the part no place of its own
            for match in _TOKEN.finditer(document.text, start, end):
                standin = self._standin(match, match.start())
                if standin is None:
                    continue
                out += (document.text[at : match.start()], standin)
                begin = length + match.start() - at
                length = begin + len(standin)
                at = match.end()
                places.append(_Place(match.start(), at, begin, length))
        out.append(document.text[at:])
        return "".join(out), places

    def label(self, text: str) -> str:
        """Some words with stand-ins, wherever they stand."""
        return _TOKEN.sub(lambda match: self._standin(match, -1) or match.group(), text)

    def _mailbox(self, who: Address) -> Address:
        return Address(self.label(who.name), self.label(who.address))

    def _part(self, part: Part) -> Part:
        return replace(
            part,
            start=self.masked_at(part.start),
            end=self.masked_at(part.end),
            author=self._mailbox(part.author),
            to=tuple(map(self._mailbox, part.to)),
            subject=self.label(part.subject) if part.subject else part.subject,
        )

    def _standin(self, match: re.Match[str], start: int) -> str | None:
        """What stands in for a token, or ``None`` where it may stand as it is."""
        kind, token = match.lastgroup, match.group()
        if kind == "word":
            standin = self._word(token, start)
        elif kind == "host" and not self._is_host(token):
            standin = _WORD.sub(lambda word: self._word(word.group(), -1) or word.group(), token)
            standin = None if standin == token else standin
        else:
            key = fold(token)
            if key not in self._tokens:
                self._tokens[key] = self._made(str(kind), token)
            standin = self._tokens[key]
        if standin is not None:
            self._back.setdefault(fold(standin), Counter())[token] += 1
        return standin

    def _made(self, kind: str, token: str) -> str:
        if kind == "mail":
            local, _, host = token.rpartition("@")
            return self._standins.numbered(self._local(local), f"@{self._host(host)}")
        if kind == "handle":
            return self._standins.numbered("@" + self._local(token[1:]), "")
        if kind in ("url", "host"):
            host, slash, _ = re.sub(r"^\w+://|^www\.", "", token).partition("/")
            if kind == "host" and not slash:
                return self._host(host)
            return self._standins.numbered(f"{'https://' * (kind == 'url')}{self._host(host)}/page", "")
        return self._standins.number(token)

    def _local(self, local: str) -> str:
        """The words before the ``@``: those of a name by their stand-ins, a plain "office" as it is, all else invented."""
        pieces = [self._small(word) for word in _LETTERS.findall(local)]
        return ".".join(pieces) or self._small("x" + local)

    def _small(self, word: str) -> str:
        folded = folded_word(word)
        known = folded in self._hidden.anywhere or folded in self._hidden.capitals
        if not known and len(folded) > 2 and folded in _OFFICES:
            return folded
        return self._of(folded, word).lower()

    def _host(self, host: str) -> str:
        key = fold(host.rpartition("@")[2].partition(":")[0])
        labels = key.removeprefix("www.").split(".")
        if key not in self._hosts:
            longest = max(labels[:-1] or labels, key=len)
            self._hosts[key] = self._standins.numbered(self._of(folded_word(longest), longest).lower(), ".example")
        return self._hosts[key]

    def _is_host(self, token: str) -> bool:
        """Whether words with dots between them are a host: "karahantiles.example", and not the end of "cohort.we"."""
        words = _LETTERS.findall(token.partition("/")[0])
        return words[-1] in _DOMAINS or (len(words[-1]) in (2, 3, 4) and not all(map(_is_plain, words)))

    def _word(self, word: str, start: int) -> str | None:
        if self._hidden.hides(word, start):
            return _shaped(self._of(folded_word(word), word), word)
        for tail in _TAILS:
            stem = word[: -len(tail)]
            if len(stem) > 2 and word.casefold().endswith(tail) and self._hidden.hides(stem):
                return _shaped(self._of(folded_word(stem), stem), stem) + word[-len(tail) :]
        return None

    def _of(self, folded: str, like: str) -> str:
        if folded not in self._words:
            self._words[folded] = self._standins.word(self._hidden.sorts.get(folded, "name"), like)
        return self._words[folded]

    def masked_at(self, at: int) -> int:
        """Where a place of the real text stands in the masked one; inside a hidden word, where its stand-in ends."""
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return at
        place = self._places[index]
        return place.begin if at == place.start else place.stop + max(0, at - place.end)

    # --- back ------------------------------------------------------------------------------------------------------

    def span(self, begin: int, stop: int) -> Span:
        """The stretch of the real text that ``masked[begin:stop]`` is; a stand-in that it cuts counts whole."""
        return Span(self._real_at(begin, end=False), self._real_at(stop, end=True))

    def _real_at(self, at: int, *, end: bool) -> int:
        index = bisect_right(self._begins, at - end) - 1
        if index < 0:
            return at
        place = self._places[index]
        if at - end >= place.stop:
            return place.end + at - place.stop
        return place.end if end else place.start

    def restored(self, candidates: Candidates) -> Candidates:
        """Candidates of the masked document in the words of the real one, quotes by their place."""
        return Candidates(
            tuple(map(self._person, candidates.people)),
            tuple(map(self._item, candidates.items)),
            tuple(map(self._introduction, candidates.introductions)),
            tuple(map(self._outcome, candidates.outcomes)),
        )

    def _person(self, person: CandidatePerson) -> CandidatePerson:
        mentions = [words for mention in person.mentions for words in self._forms(mention)]
        return replace(
            person,
            name=self._said(person.name) or "",
            mentions=tuple(dict.fromkeys(mentions)),
            email=self._said(person.email),
            organization=self._said(person.organization),
            role=self._said(person.role),
        )

    def _item(self, item: CandidateItem) -> CandidateItem:
        quote, span = self._place(item)
        return replace(
            item,
            quote=quote,
            span=span,
            summary=self.words(item.summary),
            by=self._party(item.by),
            to=self._party(item.to),
            due_text=self._said(item.due_text),
        )

    def _introduction(self, each: CandidateIntroduction) -> CandidateIntroduction:
        quote, span = self._place(each)
        by, who, to = (self._party(side) for side in (each.by, each.who, each.to))
        return replace(each, quote=quote, span=span, by=by, who=who, to=to)

    def _outcome(self, each: CandidateOutcome) -> CandidateOutcome:
        quote, span = self._place(each)
        return replace(
            each,
            quote=quote,
            span=span,
            what=self.words(each.what),
            source=self._party(each.source),
            whose=self._party(each.whose),
            worth=self._said(each.worth),
        )

    def _place(self, said: CandidateItem | CandidateIntroduction | CandidateOutcome) -> tuple[str, Span | None]:
        """The real words of a quote, and where they stand if that is clear."""
        places = self._found(said.quote)
        known = self.span(said.span.start, said.span.end) if said.span else None
        places = [known] if known is not None and known in places else places
        inside = [each for each in places if self._in_part(each, said.part)] or places
        quote = self.real.text[inside[0].start : inside[0].end] if inside else self.words(said.quote)
        # with several places, grounding takes the first that is still free
        return quote, inside[0] if len(inside) == 1 else None

    def _party(self, masked: str | None) -> str | None:
        return masked if masked == ME else self._said(masked)

    def _in_part(self, span: Span, part: int | None) -> bool:
        if part is None or not 0 <= part < len(self.real.parts):
            return True
        return self.real.parts[part].start <= span.start < self.real.parts[part].end

    def _found(self, masked: str) -> list[Span]:
        """Where some words of the masked text stand in the real one."""
        places = self.haystack.find(masked, whole_words=True) or self.haystack.find(masked)
        return [self.span(place.start, place.end) for place in places]

    def _forms(self, masked: str) -> list[str]:
        """Every form that a mention has in the real text; invented ones as the model put them."""
        forms = [self.real.text[place.start : place.end] for place in self._found(masked)] or [self.words(masked)]
        # a handle is hidden with its sign, and may be named without it
        return forms if masked.startswith("@") else [form.removeprefix("@") for form in forms]

    def _said(self, masked: str | None) -> str | None:
        """Words of an answer: from their place in the text if they have one, else word by word."""
        if not masked:
            return masked
        return next(iter(self._forms(masked)))

    def words(self, masked: str) -> str:
        """Free words of the model, with the real words put back for the stand-ins that they use."""
        return _TOKEN.sub(lambda match: self._unmasked(match.group()), masked)

    def _unmasked(self, token: str) -> str:
        key = fold(token)
        if key in self._back:
            real = self._back[key].most_common(1)[0][0]
            if token.isupper() and len(token) > 1:
                return real.upper()
            # a dictated text writes names small, a summary of it need not
            return real[:1].upper() + real[1:] if token[0].isupper() else real
        for tail in _TAILS:
            if key.endswith(tail) and key[: -len(tail)] in self._back:
                return self._back[key[: -len(tail)]].most_common(1)[0][0] + token[-len(tail) :]
        if _WORD.fullmatch(token):
            return token
        return _WORD.sub(lambda word: self._unmasked(word.group()), token)


def mask(document: Document, owner: Owner) -> Mask:
    """The mask of a document."""
    return Mask(document, owner)


def _is_plain(word: str) -> bool:
    return folded_word(word) in lexicon.words()


def _shaped(word: str, like: str) -> str:
    """A word with the capitals of another one."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word if like[0].isupper() or not like[0].islower() else word.lower()


def _all_words(document: Document, owner: Owner) -> Iterator[str]:
    yield document.text
    yield from (document.title or "", document.channel or "", *document.people, *document.tags, *owner.names)
    yield from (word for each in document.known for word in (each.name, each.organization, each.email) if word)
    yield from map(str, mailboxes(document, owner))
    yield from (part.subject or "" for part in document.parts)

"""Whom the owner met, called or wrote to, as the words of a note tell it. Pure.

A note says so around a name ("Lunch with Ana", "Ben rang"), in the sentences behind one ("Ben, accounts. I told him …"), or
by its setting: whoever begins a line of the notes of a party was there. Names in plans, wishes and hearsay are no contact.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from notesight import sentences
from notesight.contacts import words
from notesight.contacts.when import happened

Span = tuple[int, int]

_BEFORE, _AFTER = 140, 160
"""Characters around a name that are looked at."""
_FAR = 260
"""Characters behind a name within which "she" still is whoever has it."""
_GAP = re.compile(
    r"(?:[\s,&+/()\[\]\"“”'*#:-]|\b(?:and|with|my|old|the|both|dear|our|new|then|also|friend|at|last|in|w/)\b)*$",
    re.IGNORECASE,
)
_MARK = re.compile(r"^\s*(?:[-*+•‣◦–—>]|\d{1,3}[.)]|\[[ xX]?\]|#{1,6})?\s*(?:[\"“*_\[]+)?")
_OPENS = re.compile(r"^\s*(?:---\n.*?\n---\n)?\s*", re.DOTALL)
_POSSESSIVE = re.compile(r"^\]*[’'](?:s\b(?! (?:been|on|in|here|there|back|looking|got)\b))?")
_LISTED = re.compile(r"(?:(?<!^)[A-ZÀ-Ý][\w’'-]+\.?\s?){1,3}(?:\([^)\n]{0,40}\)\s?)?(?:,|\band\b|&)\s*$")
"""Others in a list of whom this one is named behind."""
_OBJECT = re.compile(r"^\s*(?:about |if |whether |for )?$")
_WITH = re.compile(r"\b(?:with|w/)\s*(?:my |old |the |both )*[\[\"“]*$", re.IGNORECASE)
_HOST = re.compile(r"(?:^|\b(?:at|round at|over at|to))\W*$", re.IGNORECASE)
_PRESENT = re.compile(r"\b(?:present|attendees|attending|in the room)\s*:", re.IGNORECASE)
_REPORTED = re.compile(r"^[^.\n]{0,3} (?:has|have|had) (?:paid|sent|been|gone|left|moved|not|no)\b", re.IGNORECASE)
_DATED = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*)?(?:\d{1,2}[/.]\d{1,2}\.?|\d{1,2}\.? [a-z]{3,9}|[a-z]{3,9} \d{1,2})?[\s,:–—-]*$",
    re.IGNORECASE,
)
_TIE = re.compile(r"\b(?:is|was|are|were|with|named|called|it[’']s|am)\s*$|=\s*$", re.IGNORECASE)
_SAYS_OF = re.compile(r"\b(?:says?|said|told me|thinks|reckons|mentioned|heard|hears)\b", re.IGNORECASE)
_REPORTS = re.compile(
    r"\b(?:says?|said|tells?|told me|thinks|reckons|heard|hears|mentioned)(?: that)?\s*[\"“]?$", re.IGNORECASE
)
_DATE_LINE = re.compile(
    r"^[\W\d]*(?:(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\W\d]*){1,4}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A contact with the ``nth`` of the people on a day; the ``setting``, if told, and the words; ``scene`` is the note's."""

    nth: int
    day: date
    setting: str | None
    start: int
    end: int
    scene: str | None
    real: bool = True


def read(
    text: str,
    people: Sequence[Sequence[Span]],
    day: date,
    *,
    title: str | None,
    given: str | None,
    places: Sequence[Span],
) -> list[Found]:
    """Whom a note tells to have been met: ``people`` are the places of their names, ``places`` those of the owner's words.

    ``given`` is the channel if the owner has stated it.
    """
    return list(_Note(text, people, day, title, given, places).found())


class _Note:
    """One note, cut into sentences, with all names in their order."""

    def __init__(
        self, text: str, people: Sequence[Sequence[Span]], day: date, title: str | None, given: str | None,
        places: Sequence[Span],
    ) -> None:  # fmt: skip
        self.text, self.day = text, day
        self.cut = [place for start, end in places for place in sentences.cut(text, start, end)]
        self.starts = [start for start, _ in self.cut]
        self.names = sorted(
            (start, end, nth)
            for nth, spans in enumerate(people)
            for start, end in spans
            if any(begin <= start and end <= stop for begin, stop in places)
        )
        self.count = len(people)
        self.first = next((place for place in self.cut if not _DATE_LINE.match(text[slice(*place)])), (0, 0))
        self.head = f"{title or ''}\n{text[slice(*self.first)]}"
        ahead = bool(words.AHEAD.search(self.head))
        self.scene = None if ahead else words.setting(self.head)
        alone = any(self.first[0] <= begin < self.first[1] for begin, _, _ in self.names)
        self.there = (bool(given) and not alone) or self.scene in (words.GROUPS if alone else words.EVENTS)

    def found(self) -> Iterator[Found]:
        """For each person the first words that tell of a contact, surest first; else those that tell that it was passed on."""
        absent = {nth for start, _, nth in self.names if words.ABSENT.search(self._line(start)[1])}
        for nth in range(self.count):
            own = [(start, end) for start, end, whose in self.names if whose == nth]
            if nth in absent:
                continue
            for rule in (self._said_around, self._talked_behind, self._was_there):
                told = [each for start, end in own if (each := rule(nth, start, end)) is not None]
                if told:
                    yield from {each.day: each for each in reversed(told)}.values()
                    break
            else:
                yield from self._passed_on(nth, own)

    # --- the rules ------------------------------------------------------------------------------------------------

    def _said_around(self, nth: int, start: int, end: int) -> Found | None:
        """The words before or behind a name say it: "met Ana", "lunch with Ana", "Ana rang", "at Ana's"."""
        first, last = self._sentence(start)
        before, after = self.text[max(first, start - _BEFORE) : start], self.text[end : min(last, end + _AFTER)]
        if after.count("(") > after.count(")") or after.endswith(".)"):  # an abbreviation in it ends no sentence
            after = self.text[end : end + _AFTER].partition("\n")[0]
        possessive = _POSSESSIVE.match(after)
        bare = self._without_names(first, start, before)
        cue = None if possessive else self._i_did(bare, before, first, start)
        telling = cue is not None and words.TELLING.search(cue) is not None
        if possessive and first == self.first[0] and self.scene and _HOST.search(before):
            cue = self.head
        if cue is not None and words.AHEAD.search(before + after):
            cue = None
        if cue is None and (found := words.THEIR_MAIL.match(after)):
            cue = found[0]
        ahead = 25 if cue else 0
        if cue is None:
            cue = self._they_did(after, before, first, start, end)
            ahead = len(cue or "") + 20
        if cue is None:
            return None
        near = self.text[max(first, start - 40) : end + min(len(after), ahead)]
        told = words.of_cue(cue) or (self.scene if _PRESENT.search(before) else None) or words.setting(near)
        aside = telling and words.ASIDE.match(self.text[first:last])
        return self._made(nth, first, last, told, scene=not aside)

    def _i_did(self, bare: str, before: str, first: int, start: int) -> str | None:
        occasion = words.OCCASION_WITH.search(bare) or (_WITH.search(bare) if first == self.first[0] else None)
        if occasion is not None and not words.NOT_YET.search(f"{bare[: occasion.start()].rstrip()} "):
            return before if first == self.first[0] else occasion[0]
        found = words.I_DID.search(bare)
        if found is None or words.NOT_YET.search(bare[: found.start()]):
            return None
        lead = bare[: found.start()]
        verb = start - len(bare) + found.start()
        clause = re.split(r"[,;:(—–]\s|\band\b|\bbut\b", lead)[-1] if lead else lead
        mine = (
            bool(re.search(r"\b(?:i|we|i[’']ve|i[’']d|me)\b", clause, re.IGNORECASE))
            or words.ELIDED.match(clause) is not None
        )
        hers = any(stop <= verb for begin, stop, _ in self._named(first, verb) if stop > verb - len(clause) - 1)
        return found[0] if mine and not hers else None

    def _they_did(self, after: str, before: str, first: int, start: int, end: int) -> str | None:
        found = words.THEY_DID.match(after)
        if found is None or words.NOT_YET.search(before) or re.search(r"\bthrough\b", after[: found.end() + 12]):
            return None
        behind = end + found.end()
        next_name = bisect_left(self.names, (end,))
        nearest = self.names[next_name][0] if next_name < len(self.names) else None
        verb = found[0].split()[-1].casefold()
        if nearest is not None and nearest < behind:  # what comes is said of somebody else
            return None
        if nearest is not None and _OBJECT.match(self.text[behind:nearest]) and verb not in {"says", "said", "thinks"}:
            return None  # "Ana called Ben"
        if re.match(r"\s+(?:him|her|them)\b", self.text[behind : behind + 8]):
            return None
        if _REPORTS.search(before):
            return None
        told = [stop for _, stop, _ in self._named(first, start) if stop <= start]
        hearsay = told and _SAYS_OF.search(self.text[max(told[-1], start - 60) : start])
        return None if hearsay else found[0]

    def _talked_behind(self, nth: int, start: int, end: int) -> Found | None:
        """The sentences behind a name tell it with "she" or "him", before anybody else is named."""
        first, last = self._sentence(start)
        lead = _MARK.sub("", self.text[max(first, self._line(start)[0]) : start]).strip()
        if self._named(first, start) or _POSSESSIVE.match(self.text[end : end + 3]):
            return None
        if lead and not _TIE.search(lead) and not _DATED.match(lead):
            return None
        others = [begin for begin, _, whose in self._named(end, end + _FAR) if whose != nth]
        near = self._sentence(last + 2)[1] if last < len(self.text) else last
        if not self._line(start)[1].strip():
            near = max(near, self.text.find("\n", end))
        stop = min(end + _FAR, max(near, last), others[0] if others else len(self.text))
        said = words.THEY_SAID.search(self.text, end, stop)
        if said is None and first == self.first[0] and not lead:
            stop = len(self.text) if self.count == 1 else max(stop, min(len(self.text), end + 3 * _FAR))
            said = words.TALKED.search(self.text, end, stop) or words.THEY_SAID.search(self.text, end, stop)
        if said is None or words.NOT_YET.search(self.text[max(first, said.start() - 40) : said.start()]):
            return None
        place = self._sentence(said.start())
        told = words.of_cue(said[0]) or words.setting(self.text[first:end]) or words.setting(self.text[slice(*place)])
        return self._made(nth, *place, told)

    def _was_there(self, nth: int, start: int, end: int) -> Found | None:
        """The note is of an occasion, and a line of it begins with the name, or it stands in the first one."""
        _, lead = self._line(start)
        lead = _MARK.sub("", lead).strip(' \t[*_"“')
        if not self.there or _POSSESSIVE.match(self.text[end : end + 3]) or "[ ]" in self._line(start)[1]:
            return None
        if (lead and not _DATED.match(lead)) or _REPORTED.match(self.text[end : end + 40]):
            return None
        first, last = self._sentence(start)
        stop = self.text.find("\n", end)
        return self._made(nth, max(first, self._line(start)[0]), min(last, stop) if stop > 0 else last, self.scene)

    def _passed_on(self, nth: int, own: Sequence[Span]) -> Iterator[Found]:
        for start, _ in own:
            first, last = self._sentence(start)
            if words.PASSED_ON.search(self.text[first:last]):
                yield Found(nth, self.day, None, first, last, self.scene, real=False)
                return

    # --- places ---------------------------------------------------------------------------------------------------

    def _made(self, nth: int, first: int, last: int, setting: str | None, *, scene: bool = True) -> Found | None:
        day = happened(self.text[first:last], self.day)
        if day is None:
            return None
        first += _MARK.match(self.text[first:last]).end()  # type: ignore[union-attr]  # it matches nothing, too
        return Found(nth, day, setting or (self.scene if scene else None), first, last, self.scene)

    def _sentence(self, at: int) -> Span:
        n = bisect_right(self.starts, at) - 1
        return self.cut[n] if n >= 0 and self.cut[n][1] > at else (at, min(len(self.text), at + _AFTER))

    def _named(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """The names that begin in a stretch, in order."""
        return self.names[bisect_left(self.names, (first,)) : bisect_left(self.names, (last,))]

    def _line(self, at: int) -> tuple[int, str]:
        begin = self.text.rfind("\n", 0, at) + 1
        return begin, self.text[begin:at]

    def _without_names(self, first: int, start: int, before: str) -> str:
        """What stands before a name without other names right before it, so that a list of names is as one."""
        bare, at = before.rstrip(" ["), start
        while True:
            gap = _GAP.search(bare)
            assert gap is not None
            stripped = bare[: gap.start()]
            if (listed := _LISTED.search(bare)) and listed.start():
                stripped, bare = bare[: listed.start()], bare[: listed.start()].rstrip(" [")
                continue
            place = start - len(before) + len(stripped)
            other = next((begin for begin, stop, _ in self._named(first, at) if stop == place), None)
            if other is None:
                return bare
            at = other
            bare = self.text[max(first, start - _BEFORE) : other].rstrip(" [")

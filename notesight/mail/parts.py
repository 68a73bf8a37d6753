"""Cut the text of a mail into stretches by who wrote them: new, quoted, forwarded, signature, boilerplate.

Nothing is taken away: the parts are in order, do not overlap and cover the text. The text is read once, line by
line; for each depth of ``>`` there is one voice, and marks (:mod:`notesight.mail.marks`) change it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from notesight.mail.closings import endings
from notesight.mail.lines import MAX_LINES, Mark, split_lines
from notesight.mail.marks import Marks
from notesight.model import Address, Part, Role

_TAG = r"\s{0,4}(?:\[[^\]]{0,30}\]\s{0,4})?(?:%s)\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?[:：]"
_FORWARDING = re.compile(
    _TAG % r"fwd?|wg|tr|rv|enc|doorst|i|vb|pd|vl|redir\.?|videresend|i\u0307?lt|転送|转发|轉寄|전달", re.IGNORECASE
)
_REPLYING = re.compile(
    _TAG % r"re|aw|antw|sv|ré|rép|res|r|rif|odp|ynt|vá|atb|отв|回复|答复|回覆|返信|답장", re.IGNORECASE
)
_FEW_WORDS = 25
_TAIL_CHARS, _WRAPPED_CHARS = 30, 55


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is speaking: what every part of theirs carries."""

    role: Role
    author: Address = Address()
    date: datetime | None = None
    to: tuple[Address, ...] = ()
    subject: str | None = None


@dataclass(slots=True)
class _Stretch:
    """Lines ``start`` to ``end`` of one voice; the first ``head`` of them announce it and are not its words."""

    voice: Voice
    start: int
    end: int
    head: int = 0


def parts(
    text: str, voice: Voice | None = None, *, offset: int = 0, pasted: bool = False, lines: int = MAX_LINES
) -> tuple[Part, ...]:
    """The parts of a body text; ``voice`` is whoever wrote it as a whole (by default unknown, role ``new``).

    ``offset`` is added to every span. ``pasted`` is for notes: there a line that begins with ``>`` is the
    writer's own, unless it follows words that say who is quoted, and a note's own words have no signature. Only the first
    ``lines`` are looked at; the last voice in them says the rest.
    """
    own = voice or Voice("new")
    if not text:
        return ()
    reader = _Reader(Marks(split_lines(text, lines)), own, pasted=pasted)
    reader.read()
    return _as_parts(reader, text, offset, own if pasted else None)


@dataclass(slots=True)
class _Reader:
    """Goes through the lines once and notes the stretches."""

    marks: Marks
    own: Voice
    pasted: bool = False
    voices: list[Voice] = field(default_factory=list)
    stretches: list[_Stretch] = field(default_factory=list)
    opened: list[tuple[int, Voice]] = field(default_factory=list)
    words: int = 0

    def read(self) -> None:
        lines = self.marks.lines
        self.voices = [self.own]
        index = 0
        while index < len(lines):
            line = lines[index]
            above = lines[index - 1].depth if index else 0
            if not line.text and (line.depth <= above or not line.depth):
                self._say(self.stretches[-1].voice if self.stretches else self.own, index, index + 1)
                index += 1
                continue
            mark = self.marks.at(index)
            if mark is not None and self._begin(mark, index):
                index = mark.end
                continue
            voice = self._voice_at(above if self._is_tail(index) else line.depth)
            if voice is self.own:
                self.words += len(line.text.split()) if self.words <= _FEW_WORDS else 0
            self._say(voice, index, index + 1)
            index += 1

    def _begin(self, mark: Mark, index: int) -> bool:
        """Let the mark's voice speak from here on; False when the lines below do not bear the mark out."""
        lines = self.marks.lines
        if mark.kind == "end":
            return self._end(mark, index)
        following = self.marks.next_text(mark.end)
        deeper = following < len(lines) and lines[following].depth > mark.depth
        if not mark.strong and not deeper:
            return False
        above = self._heard(min(lines[index].depth, mark.depth))
        voice = Voice(self._role(mark, above), mark.author, mark.date, mark.to, mark.subject)
        depth = mark.depth + 1 if deeper else mark.depth
        if mark.kind in ("forward", "original"):
            self.opened.append((depth, above))
        del self.voices[depth:]
        while len(self.voices) < depth:
            self.voices.append(Voice("quoted"))
        self.voices.append(voice)
        self._say(voice, index, mark.end, head=mark.end - index)
        return True

    def _end(self, mark: Mark, index: int) -> bool:
        """Give the word back to whoever had it before the forward that ends here; False when none was opened."""
        if not self.opened:
            return False
        depth, before = self.opened.pop()
        self._say(self._voice_at(mark.depth), index, mark.end)
        del self.voices[depth:]
        self.voices.append(before)
        return True

    def _role(self, mark: Mark, above: Voice) -> Role:
        if mark.kind == "forward" or above.role == "forwarded":
            return "forwarded"
        subject = above.subject or ""
        if above is self.own and _FORWARDING.match(subject):
            return "forwarded"
        if mark.kind == "attribution":
            return "quoted"
        if (self.pasted and above is self.own) or _FORWARDING.match(subject):
            return "forwarded"
        if above is not self.own:
            return "quoted"
        if _REPLYING.match(subject):
            return "quoted" if self.words else "forwarded"
        return "quoted" if self.words > _FEW_WORDS else "forwarded"

    def _is_tail(self, index: int) -> bool:
        """Whether these are the last words of the quoted line above, which a program on the way has wrapped."""
        lines = self.marks.lines
        if not index or index + 1 >= len(lines) or len(lines[index].text) > _TAIL_CHARS:
            return False
        above, line, below = lines[index - 1 : index + 2]
        full = len(above.text) >= _WRAPPED_CHARS and above.text[-1] not in ".!?:"
        return full and line.depth < above.depth == below.depth and bool(below.text) and line.text[:1].islower()

    def _heard(self, depth: int) -> Voice:
        """Whoever speaks around a mark at this depth; where only ``>`` says that somebody does, the one who quotes them."""
        voice = self._voice_at(depth)
        while voice == Voice("quoted") and depth:
            depth -= 1
            voice = self.voices[depth]
        return voice

    def _voice_at(self, depth: int) -> Voice:
        if self.pasted and depth and len(self.voices) == 1:
            return self.voices[0]
        while len(self.voices) <= depth:
            self.voices.append(Voice("quoted"))
        return self.voices[depth]

    def _say(self, voice: Voice, start: int, end: int, *, head: int = 0) -> None:
        last = self.stretches[-1] if self.stretches else None
        if last is not None and last.voice is voice and not head:
            last.end = end
        else:
            self.stretches.append(_Stretch(voice, start, end, head))


def _as_parts(reader: _Reader, text: str, offset: int, unsigned: Voice | None) -> tuple[Part, ...]:
    """Stretches of lines to spans of characters, each cut once more where a signature or a footer begins."""
    lines = reader.marks.lines
    cuts: list[tuple[int, Role, Voice]] = []
    for stretch in reader.stretches:
        voice = stretch.voice
        cuts.append((stretch.start, voice.role, voice))
        if voice is unsigned:
            continue
        said = stretch.start + stretch.head
        roles = endings([line.text for line in lines[said : stretch.end]], voice.author)
        before: Role = voice.role
        for index, ending in enumerate(roles):
            role: Role = ending or voice.role
            if role != before and lines[said + index].text.strip():
                cuts.append((said + index, role, voice))
                before = role
    found: list[Part] = []
    for (line, role, voice), following in zip(cuts, [*cuts[1:], None], strict=True):
        start = lines[line].start
        end = lines[following[0]].start if following else len(text)
        if found and found[-1].role == role and _is_same(found[-1], voice) and found[-1].end == start + offset:
            previous = found.pop()
            start = previous.start - offset
        if end > start:
            found.append(Part(role, start + offset, end + offset, voice.author, voice.date, voice.to, voice.subject))
    return tuple(found)


def _is_same(part: Part, voice: Voice) -> bool:
    return (part.author, part.date, part.to, part.subject) == (voice.author, voice.date, voice.to, voice.subject)

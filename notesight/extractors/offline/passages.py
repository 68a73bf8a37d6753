"""Go through what a part says clause by clause, and keep in mind who speaks and who is spoken of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline import clauses, mentions, patterns, speakers
from notesight.extractors.offline.lexicon.cues import ACTS
from notesight.extractors.offline.parties import OBJECTS, Voice, named, possesses, subject
from notesight.extractors.offline.scene import NAMED, OWNER, STRANGER, SUBJECT, Scene, antecedent, owns, unnamed
from notesight.extractors.offline.tokens import HANDLE, MARK, WORD, Token
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notesight.extractors.offline.mentions import Mention
    from notesight.extractors.offline.patterns import Hit
    from notesight.extractors.offline.people import Cast, Figure
    from notesight.extractors.offline.sentences import Sentence
    from notesight.model import Document, Owner, Part

_GREETING: Final = frozenset({"hi", "hello", "hey", "dear", "morning", "afternoon"})
_LABEL_WORDS: Final = 5


@dataclass(slots=True)
class Passage:
    """One clause with all that is known of it before it is judged.

    ``tokens[start:stop]`` of its sentence are its words; ``by`` and ``how`` say who its subject is and how that was
    known, ``doer`` which figure that is, ``meant`` whom its first object pronoun means, ``label`` whom the line names in
    front ("Tom: …"), ``mate`` whom the other cells of its row of a table name, ``imperative`` whether it begins with a
    plain verb, ``mentions`` who is spoken of in it without a name.
    """

    part: Part
    voice: Voice
    sentence: Sentence
    start: int
    stop: int
    loose: bool
    hits: list[Hit] = field(default_factory=list)
    by: str | None = None
    how: str = "none"
    doer: Figure | None = None
    meant: Figure | None = None
    label: str | None = None
    mate: str | None = None
    imperative: bool = False
    scene: Scene = field(default_factory=Scene)
    mentions: list[Mention] = field(default_factory=list)

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the clause."""
        return self.sentence.tokens[self.start : self.stop]

    @property
    def begin(self) -> int:
        """Where the clause begins in the document's text."""
        return self.sentence.tokens[self.start].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.sentence.tokens[self.stop - 1].end


def passages(
    document: Document, read: Sequence[tuple[Part, list[Sentence]]], cast: Cast, owner: Owner
) -> Iterator[Passage]:
    """All clauses of a document in order, each in its scene."""
    number = 0
    for part, said in read:
        voice = voice_of(document, part, said, cast, owner)
        scene = Scene()
        mates = _mates(said, cast)
        spoken: tuple[Voice, int] | None = None
        for sentence in said:
            if cast.nicks and sentence.first:
                spoken = _spoken(document.text, sentence, cast)
            heard, after = spoken if spoken is not None else (voice, 0)
            for passage in _of_sentence(number, part, heard, sentence, cast, scene, after):
                passage.mate = mates.get(sentence.block.row) if sentence.block.kind == "cell" else None
                yield passage
            number += 1


def _of_sentence(
    number: int, part: Part, voice: Voice, sentence: Sentence, cast: Cast, scene: Scene, begin: int
) -> Iterator[Passage]:
    tokens = sentence.tokens
    label, after = _label(sentence, cast) if begin <= sentence.start else (None, 0)
    after = max(after, next((n for n, token in enumerate(tokens) if token.start >= begin), len(tokens)))
    scene.fade(paragraph=sentence.first)
    if sentence.first:
        scene.line = None
    if sentence.first and sentence.block.kind in {"heading", "text"} and sentence.block.section != "actions":
        scene.topic = _first_figure(tokens, cast) or scene.topic
    elif sentence.first and sentence.block.kind == "bullet" and _first_figure(tokens, cast):
        scene.topic = scene.topic or _first_figure(tokens, cast)
    norms = [token.norm for token in tokens]
    for clause in clauses.cut(number, sentence, cast):
        start = max(clause.start, after)
        while start < clause.stop and tokens[start].kind == MARK:
            start += 1
        if start >= clause.stop:
            continue
        passage = Passage(part, voice, sentence, start, clause.stop, clause.loose, label=label)
        passage.scene = scene.copy()
        passage.mentions = mentions.find(tokens, start, clause.stop, cast)
        passage.hits = patterns.hits(norms, start, clause.stop)
        place = passage.hits[0].start if passage.hits else min(start + 3, clause.stop)
        passage.by, passage.how, passage.doer = subject(tokens, start, place, cast, scene, voice, passage.mentions)
        passage.imperative = _imperative(tokens, start, clause.stop)
        passage.meant = _meant(passage, cast)
        yield passage
        _speak(passage, cast, scene)


def _spoken(text: str, sentence: Sentence, cast: Cast) -> tuple[Voice, int] | None:
    """Who speaks a line of a log, whom they address, and where their words begin.

    Where somebody writes down what all say, a nick behind the first one says who spoke; elsewhere whom that is said to.
    """
    found = speakers.spoken_by(text, sentence.start, sentence.end)
    if found is None or found[0] not in cast.nicks:
        return None
    who, at = found
    inner = speakers.addressed(text, at, sentence.end)
    if inner is None or inner[0] not in cast.nicks:
        return Voice(cast.nicks[who].name, None), at
    if inner[2] and "scribe" in text.casefold():
        return Voice(cast.nicks[inner[0]].name, None), inner[1]
    return Voice(cast.nicks[who].name, cast.nicks[inner[0]].name), at


def _meant(passage: Passage, cast: Cast) -> Figure | None:
    """Whom the first object pronoun of a clause means."""
    tokens = passage.sentence.tokens
    for place in range(passage.start, passage.stop):
        if tokens[place].norm in OBJECTS and not possesses(tokens, place, passage.stop):
            return antecedent(tokens[place].norm, tokens[:place], cast, passage.scene, but=(passage.by,))
    return None


def _speak(passage: Passage, cast: Cast, scene: Scene) -> None:
    """Let the scene know whom a clause speaks of."""
    tokens, doer = passage.sentence.tokens, passage.doer
    spoken = [doer] if doer is not None else []
    for place in range(passage.start, passage.stop):
        figure = cast.at.get(tokens[place].start)
        if figure is not None and not figure.me:
            scene.last = figure
            scene.line = scene.line or figure
            if figure not in spoken:
                scene.add(figure, OWNER if owns(tokens, place, cast) else NAMED)
                spoken.append(figure)
    for mention in passage.mentions:
        if mention.sort == "person" and (doer is None or doer.name != mention.words):
            scene.add(unnamed(mention), OWNER)
    if doer is None and spoken and tokens[passage.start].start in cast.at and passage.how == "none":
        scene.add(spoken[0], SUBJECT - NAMED)  # "Yolanda Okafor. Electrician."
    if passage.meant is not None and passage.meant is not doer:
        scene.add(passage.meant, NAMED)
    if doer is not None:
        scene.add(doer, STRANGER if doer.unnamed else SUBJECT)
        scene.prior = doer
    scene.until = tokens[passage.stop - 1].end


def _mates(said: Sequence[Sentence], cast: Cast) -> dict[int, str | None]:
    """Whom the cells that hold nothing but a name give to their row of a table."""
    found: dict[int, str | None] = {}
    for sentence in said:
        if sentence.block.kind == "cell" and sentence.first and len(sentence.tokens) <= _LABEL_WORDS:
            who = _first_figure(sentence.tokens, cast)
            if who is not None:
                found.setdefault(sentence.block.row, named(who))
    return found


def _first_figure(tokens: Sequence[Token], cast: Cast) -> Figure | None:
    return next((cast.at[t.start] for t in tokens if t.start in cast.at and not cast.at[t.start].me), None)


def _label(sentence: Sentence, cast: Cast) -> tuple[str | None, int]:
    """Whom a line names in front of a colon, and where its words begin: "Tom: …", "@tom to …", "AI (Tom): …"."""
    if not sentence.first:
        return None, 0
    tokens = sentence.tokens
    for place in range(min(len(tokens) - 1, _LABEL_WORDS)):
        if tokens[place].text == ":" and place:
            who = _first_figure(tokens[:place], cast)
            if who is not None:
                return named(who), place + 1
            if tokens[place - 1].kind == HANDLE:
                return tokens[place - 1].text, place + 1
            if tokens[place - 1].norm in {"me", "i"}:
                return ME, place + 1
            return None, 0
    return None, 0


def _imperative(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether a clause begins with a verb that tells somebody to do something."""
    place = start
    while place < stop and tokens[place].norm in {"and", "also", "then", "so", "please", "just", "maybe", "to", "must"}:
        place += 1
    if place >= stop or tokens[place].kind != WORD or tokens[place].norm not in ACTS:
        return False
    following = tokens[place + 1] if place + 1 < stop else None
    if following is None:
        return False
    return following.norm not in {"is", "was", "are", "were", "'s", "has", "had", "went", "of", "will", "would", "and"}


def voice_of(document: Document, part: Part, said: Sequence[Sentence], cast: Cast, owner: Owner) -> Voice:
    """Who writes a part, and whom it speaks to."""
    if document.kind == "note" and part.role == "new":
        return Voice(ME, None)
    author: str | None = None
    if owner.is_me(part.author):
        author = ME
    elif str(part.author):
        author = named(cast.by_address(part.author.address) or cast.by_name(part.author.name))
    return Voice(author, _reader(document, part, said, cast, owner, author))


def _reader(
    document: Document, part: Part, said: Sequence[Sentence], cast: Cast, owner: Owner, author: str | None
) -> str | None:
    greeted = _greeted(said, cast)
    if greeted is not None and greeted != author:
        return greeted
    to = part.to or (document.to if part.role == "new" else ())
    if not to and part.role == "quoted" and document.sender is not None:
        to = (document.sender,)
    for who in to:
        if owner.is_me(who):
            if author != ME:
                return ME
            continue
        name = named(cast.by_address(who.address) or cast.by_name(who.name))
        if name is not None and name != author:
            return name
    return None


def _greeted(said: Sequence[Sentence], cast: Cast) -> str | None:
    """Whom the first line of a message greets: "Hi Tom,", "Gail -"."""
    for sentence in said[:2]:
        tokens = sentence.tokens
        if not sentence.first:
            continue
        start = 1 if tokens[0].norm in _GREETING else 0
        if start < len(tokens) and tokens[start].start in cast.at:
            figure = cast.at[tokens[start].start]
            end = cast.ends[tokens[start].start]
            following = next((t for t in tokens[start:] if t.start >= end), None)
            if start or following is None or following.text in {",", "-", "–", "—", ":", "!"}:
                return named(figure)
        if start:
            return None
    return None

"""Say who asks, gives or acts, and for whom: one of those on the scene, chosen by a trained model.

Each party of the scene has a role ("author", "subject", "topic" …); the model says which role ``by`` and ``to`` have,
from the words of the item and from which roles are the same person. What it cannot choose from it cannot make up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from notesight.extractors.offline import labeller
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.lexicon.classes import grammar
from notesight.extractors.offline.parties import OBJECTS, antecedent, named, possesses
from notesight.extractors.offline.tokens import WORD
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.features import Form
    from notesight.extractors.offline.items import Claim
    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.tokens import Token
    from notesight.model import ItemKind

ROLES: Final = tuple(
    "author subject label row object named second reader prior line topic last before kin body".split()
)
"""In the order in which a party is looked for when one has several roles."""
NOBODY: Final = "-"
_SURE: Final[dict[Form, dict[ItemKind, float]]] = {
    "note": {"ask": 0.85, "offer": 0.6, "followup": 0.75},
    "mail": {"ask": 0.5, "offer": 0.5, "followup": 0.5},
    "minutes": {"ask": 0.6, "offer": 0.6, "followup": 0.0},
}
"""So sure the model must be that something is for nobody: what is jotted down of a talk was mostly said to somebody."""
_POSSESSIVE: Final = frozenset("his her their my our the a an".split())
_LONGEST_KIN: Final = 4
_WHO: Final = tables.KIN | tables.ROLE_WORDS


def parties(claim: Claim, cast: Cast) -> tuple[str | None, str | None]:
    """Who is ``by`` and who is ``to``."""
    scene = options(claim, cast)
    shown = features(claim, scene)
    by = _chosen("by", shown, scene, but=None)
    role = next((role for role in ROLES if scene.get(role) == by), NOBODY) if by else NOBODY
    told = [*shown, f"by={role}", f"by+kind={role}+{claim.kind}"]
    return by, _chosen("to", told, scene, but=by, sure=_SURE[claim.form][claim.kind])


def options(claim: Claim, cast: Cast) -> dict[str, str]:
    """Everybody on the scene of an item by role: a person's name, ``me``, or the text's words for somebody unnamed."""
    first = claim.passages[0]
    tokens = [token for passage in claim.passages for token in passage.tokens]
    figures = []
    for token in tokens:
        if token.start in cast.at and cast.at[token.start] not in figures:
            figures.append(cast.at[token.start])
    found: dict[str, str | None] = {
        "author": first.voice.author,
        "reader": first.voice.reader,
        "subject": first.by,
        "label": first.label,
        "row": first.mate,
        "named": named(figures[0]) if figures else None,
        "second": named(figures[1]) if len(figures) > 1 else None,
        "topic": named(first.scene.topic),
        "prior": named(first.scene.prior),
        "line": named(first.scene.line),
        "last": named(first.scene.last),
        "before": _before(claim, cast),
        "object": _object(claim, cast),
        "kin": _kin(tokens, cast),
        "body": _body(tokens, cast),
    }
    return {role: name for role, name in found.items() if name}


def features(claim: Claim, scene: dict[str, str]) -> list[str]:
    """What is to be seen of an item for choosing its parties."""
    first = claim.passages[0]
    note = "note" if first.voice.reader is None and scene.get("author") == ME else "mail"
    names = ["bias", f"kind={claim.kind}", f"in={note}", f"kind+in={claim.kind}+{note}", f"how={first.how}"]
    names += [
        f"kind+how={claim.kind}+{first.how}",
        f"head={claim.words[0]}",
        f"head+kind={claim.words[0]}+{claim.kind}",
    ]
    names += [f"imperative={first.imperative}", f"block={first.sentence.block.kind}", f"first={first.sentence.first}"]
    names += [f"has:{role}" for role in scene]
    names += [f"me:{role}" for role, name in scene.items() if name == ME]
    roles = list(scene)
    for n, one in enumerate(roles):
        names += [f"same:{one}={other}" for other in roles[n + 1 :] if scene[one] == scene[other]]
    names += [f"form={claim.form}", f"form+kind={claim.form}+{claim.kind}", f"section={first.sentence.block.section}"]
    classes = grammar(claim.words)
    names += [f"c={one} {two}" for one, two in zip(["^", *classes], [*classes, "$"], strict=True)]
    names += [f"opens={' '.join(classes[:size])}" for size in (2, 3)]
    names += [f"w={word}" for word in dict.fromkeys(claim.words)]
    names += [f"b={one} {two}" for one, two in zip(["^", *claim.words], claim.words, strict=False)]
    names += [f"cue:{hit.cue.pattern}" for passage in claim.passages for hit in passage.hits]
    return names


def _chosen(model: str, shown: list[str], scene: dict[str, str], *, but: str | None, sure: float = 0.0) -> str | None:
    tagger = labeller.tagger(model)
    tagger.set([shown])
    there = {label: name for label in tagger.labels() if (name := scene.get(label)) is not None and name != but}
    probable = {label: tagger.marginal(label, 0) for label in tagger.labels() if label == NOBODY or label in there}
    for label in sorted(probable, key=lambda each: -probable[each]):
        if label != NOBODY:
            return there[label]
        if probable[label] >= sure:
            return None
    return None


def _before(claim: Claim, cast: Cast) -> str | None:
    """The first person named in the sentence before the item's own words."""
    tokens = claim.passages[0].sentence.tokens
    return next((named(cast.at[t.start]) for t in tokens if t.start < claim.start and t.start in cast.at), None)


def _object(claim: Claim, cast: Cast) -> str | None:
    """Whom the first object pronoun of the item means."""
    for passage in claim.passages:
        tokens = passage.sentence.tokens
        for place in range(passage.start, passage.stop):
            if tokens[place].norm in OBJECTS and not possesses(tokens, place, passage.stop):
                return named(antecedent(tokens[place].norm, tokens[:place], cast, passage.scene))
            if tokens[place].norm in {"me", "us"}:
                return passage.voice.author
            if tokens[place].norm == "you":
                return passage.voice.reader
    return None


def _kin(tokens: Sequence[Token], cast: Cast) -> str | None:
    """The first unnamed person in the text's words: "her roommate", "Femi's sister", "the caretaker"."""
    for place, token in enumerate(tokens):
        owned = place > 1 and token.norm == "'s" and any(t.start in cast.at for t in tokens[max(0, place - 3) : place])
        if not owned and token.norm not in _POSSESSIVE:
            continue
        for stop in range(place + 1, min(len(tokens), place + 1 + _LONGEST_KIN)):
            if tokens[stop].kind != WORD or tokens[stop].start in cast.at:
                break
            if tokens[stop].norm in _WHO:
                begin = _owner_begins(tokens, place, cast) if owned else place
                return _text(tokens[begin : stop + 1])
    return None


def _owner_begins(tokens: Sequence[Token], place: int, cast: Cast) -> int:
    return next((n for n in range(max(0, place - 3), place) if tokens[n].start in cast.at), place)


def _body(tokens: Sequence[Token], cast: Cast) -> str | None:
    """The first organisation in the text's words: "the council", "Morrow Archive"."""
    for place, token in enumerate(tokens):
        if token.kind != WORD or token.norm not in tables.ORGANISATION or token.start in cast.at:
            continue
        begin = place
        while begin and place - begin < 3 and (tokens[begin - 1].cap or tokens[begin - 1].norm == "the"):
            begin -= 1
            if tokens[begin].norm == "the":
                break
        if begin < place:
            return _text(tokens[begin : place + 1])
    return None


def _text(words: Sequence[Token]) -> str:
    return "".join(" " * (n > 0 and token.start > words[n - 1].end) + token.text for n, token in enumerate(words))

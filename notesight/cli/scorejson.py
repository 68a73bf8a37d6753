"""The figures of readers, their errors and what tells them apart, as plain values for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notesight import scoring
from notesight.scoring.figures import ROWS, TOLD_ROWS

if TYPE_CHECKING:
    from notesight.cli.scoreboard import Scored


def figures(scored: Sequence[Scored], reader: str, folder: Path, *, errors: bool = False) -> dict[str, Any]:
    """The figures of one reader, with what it cost, and on demand its errors by document."""
    found = scoring.figures(each.match for each in scored)
    kept = [each.kept for each in scored]
    value: dict[str, Any] = {"gold": str(folder), "reader": reader, **found.as_json()}
    value |= {
        "refused": sum(each.refused for each in kept),
        "failed": [each.case.name for each in scored if each.kept.error],
        "seconds": round(sum(each.seconds for each in kept), 3),
        "cost_usd": round(sum(each.cost_usd for each in kept), 6),
        "input_tokens": sum(each.input_tokens for each in kept),
        "output_tokens": sum(each.output_tokens for each in kept),
    }
    if errors:
        value["errors"] = {each.case.name: _errors(each.match) for each in scored if not each.match.faultless}
    return value


def _errors(match: scoring.Match) -> dict[str, Any]:
    wrong = [
        {"wanted": _plain(pair.wanted), "found": _plain(pair.found), "wrong": fields}
        for pair in match.pairs
        if (fields := [field for field in ("by", "to", "due") if getattr(pair, field) is False])
    ]
    return {
        "missed": [_plain(each) for each in match.missed],
        "extra": [_plain(each) for each in match.extra],
        "wrong_kind": [{"wanted": _plain(each.wanted), "found": _plain(each.found)} for each in match.confused],
        "wrong": wrong,
        "missed_people": [each.name for each in match.missed_people],
        "extra_people": [each.name for each in match.extra_people],
        "not_in_the_text": [_plain(each) for each in match.loose],
        **{name: _told(told) for name in ("introductions", "outcomes") if (told := getattr(match, name)) is not None},
    }


def _told(told: scoring.Told[Any]) -> dict[str, Any]:
    return {
        "missed": [asdict(each) for each in told.missed],
        "extra": [asdict(each) for each in told.extra],
        "wrong": [
            {
                "wanted": asdict(goal),
                "found": asdict(given),
                "wrong": [name for name, is_right in right.items() if not is_right],
            }
            for (goal, given), right in zip(told.pairs, told.right, strict=True)
            if not all(right.values())
        ],
    }


def comparison(
    one: Sequence[Scored], other: Sequence[Scored], readers: tuple[str, str], folder: Path
) -> dict[str, Any]:
    """The figures of two readers, how their F1 differ, and what only one of them says, by document."""
    sides = [[scoring.Counts.of(each.match) for each in side] for side in (one, other)]
    differences = {}
    told = [row for row in TOLD_ROWS if any((row, "looked") in each.values for each in sides[0])]
    for row in (*ROWS, *told):
        apart = scoring.difference(sides[0], sides[1], row)
        interval = {"by": round(apart.by, 3), "low": round(apart.low, 3), "high": round(apart.high, 3)}
        differences[row] = {**interval, "more_than_chance": apart.more_than_chance}
    documents = {}
    for first, second in zip(one, other, strict=True):
        found = scoring.compare(first.match, second.match, first.case.document.text)
        if not found.same:
            documents[first.case.name] = {
                letter: {
                    "right": [_plain(each) for each in found.found[n]],
                    "right_people": [each.name for each in found.people[n]],
                    "wrong": [_plain(each) for each in found.extra[n]],
                    "wrong_people": [each.name for each in found.extra_people[n]],
                }
                for n, letter in enumerate("AB")
            } | {
                "found_by_both": [
                    {"wanted": _plain(wanted), "field": field, "right": "A" if right else "B", "A": a_says, "B": b_says}
                    for wanted, field, right, a_says, b_says in found.parties
                ]
            }
    a, b = (figures(side, readers[n], folder) for n, side in enumerate((one, other)))
    return {"A": a, "B": b, "B_less_A": differences, "documents": documents}


def _plain(thing: scoring.Thing) -> dict[str, Any]:
    return {"kind": thing.kind, "by": thing.by, "to": thing.to, "due": thing.due, "quote": thing.quote}

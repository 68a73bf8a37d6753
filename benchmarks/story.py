"""How much of a story the notebook tells again: who is who, what was kept, who met whom by whom, what came of it.

    python benchmarks/story.py DIR               # gold in DIR, the story in DIR/story/story.json or DIR/story.json
    python benchmarks/story.py DIR --errors      # and each thing that was missed or made up, in its words

The notes that the story names are loaded twice, into notebooks of their own: with their gold as the reading, which measures
the logic, and as ``offline`` reads them. A story says of its notes who is who (``identities``, ``not_the_same``), which
promises a later note shows as kept (``kept_promises``) and which asks are open at the end, which offers answer which asks
(``matches``, ``near_misses``), who was met through whom (``introductions``) and what came of it (``outcomes``); every place is
``{"note": ..., "quote": ...}``. A measure is a function from a :class:`Notebook` to a :class:`Measured`, plugged in by
:func:`measure` under its heading.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from notesight import config, pipeline  # noqa: E402
from notesight.cli import goldfolder, loadgold  # noqa: E402
from notesight.extractors import load  # noqa: E402
from notesight.model import fold  # noqa: E402
from notesight.store import Store  # noqa: E402

Row = Mapping[str, Any]


@dataclass
class Measured:
    """Of ``wanted`` things ``right`` were found; ``false`` were said and are not so; ``errors`` tell which, in words."""

    right: int = 0
    wanted: int = 0
    false: int = 0
    said: int = 0
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        share = self.right / self.wanted if self.wanted else 1.0
        false = f", {self.false} false of {self.said}" if self.said or self.false else ""
        return f"{share:.2f}  {self.right} of {self.wanted}{false}"


class Notebook:
    """A notebook with the notes of a story, and where everything stands in it."""

    def __init__(self, store: Store, story: Row) -> None:
        self.store = store
        self.story = story
        self.documents: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        for document_id, document in store.current():
            name = Path(document.source or "").stem
            self.documents[name], self.texts[name] = document_id, document.text
        self.names = {document_id: name for name, document_id in self.documents.items()}
        self.items: list[Row] = store.items()

    @property
    def end(self) -> date:
        """The day on which the story ends."""
        return max(date.fromisoformat(note["date"]) for note in self.story["notes"])

    def span(self, place: Row) -> tuple[int, int, int]:
        """The document and the stretch of the words that a place of the story names."""
        text, quote = self.texts[place["note"]], place["quote"]
        start = text.find(quote)
        if start < 0:  # white space counts as one blank
            start = fold(text).find(fold(quote))
        return self.documents[place["note"]], start, start + len(quote)

    def items_at(self, place: Row, kind: str | None = None) -> list[Row]:
        """The items whose words overlap those of a place."""
        document, start, end = self.span(place)
        return [
            item
            for item in self.items
            if item["document_id"] == document
            and item["start"] < end
            and item["end"] > start
            and kind in (None, item["kind"])
        ]

    def people(self, note: str, name: str) -> set[str]:
        """Who is called so in a note."""
        found = self.store.people_of(self.documents[note])
        exact = {row["id"] for row in found if fold(row["said"]) == fold(name)}
        return exact or {
            row["id"]
            for row in found
            for mention in (self.store.person(row["id"]) or {})["mentions"]
            if mention["document_id"] == self.documents[note] and fold(mention["text"]) == fold(name)
        }


Measure = Callable[[Notebook], Measured]
MEASURES: dict[str, Measure] = {}
"""What is measured, by its heading."""


def measure(heading: str) -> Callable[[Measure], Measure]:
    """Plug a measure in under a heading."""

    def plug(function: Measure) -> Measure:
        MEASURES[heading] = function
        return function

    return plug


@measure("people: one, or asked about")
def identities(book: Notebook) -> Measured:
    """Named in several notes, a person is one, or the notebook asks whether they are; joined although two is false."""
    asked = {frozenset((each.one, each.other)) for each in book.store.suggestions()}
    asked |= {frozenset((each.person, other)) for each in book.store.unclear() for other in each.candidates}
    found = Measured()
    for identity in book.story["identities"]:
        if len(identity["names"]) < 2:
            continue
        found.wanted += 1
        by_name = {(note, name): book.people(note, name) for note, names in identity["names"].items() for name in names}
        every = set().union(*by_name.values())
        reached = set(sorted(every)[:1])
        while more := {other for other in every - reached for one in reached if frozenset((one, other)) in asked}:
            reached |= more
        if every and reached == every and all(by_name.values()):
            found.right += 1
        else:
            found.errors.append(
                f"{identity['person']}: {len(every)} people, {len(reached)} of them joined or asked about"
            )
    for two in book.story["not_the_same"]:
        sides = [book.people(each["note"], each["name"]) for each in two["names"]]
        for n, one in enumerate(sides):
            for other in sides[n + 1 :]:
                found.said += 1
                if one & other:
                    found.false += 1
                    found.errors.append(
                        f"joined, and two: {', '.join(each['name'] for each in two['names'])}: {two['why']}"
                    )
    return found


@measure("kept promises")
def kept_promises(book: Notebook) -> Measured:
    """A promise that a later note shows as kept looks done; what looks done and is not in the story is false."""
    promises = [item for item in book.items if item["kind"] == "followup"]
    signs = book.store.closings(item["id"] for item in promises)
    found, right = Measured(said=len(signs)), set()
    for kept in book.story["kept_promises"]:
        found.wanted += 1
        here = [item["id"] for item in book.items_at(kept["promise"], "followup")]
        if any(item in signs for item in here):
            found.right += 1
            right.update(here)
        else:
            found.errors.append(
                f"{kept['id']} {kept['promise']['quote']} | {kept['kept']['note']}: {kept['kept']['quote']}"
            )
    for item in promises:
        if item["id"] in signs and item["id"] not in right:
            found.false += 1
            found.errors.append(f"false: {item['quote']} | {signs[item['id']]['quote']}")
    return found


@measure("kept promises, by the story's words")
def kept_by_these_words(book: Notebook) -> Measured:
    """The same, and the words that are shown are those of the story."""
    promises = {item["id"] for item in book.items if item["kind"] == "followup"}
    signs = book.store.closings(promises)
    found = Measured()
    for kept in book.story["kept_promises"]:
        found.wanted += 1
        document, start, end = book.span(kept["kept"])
        shown = [signs[item["id"]] for item in book.items_at(kept["promise"], "followup") if item["id"] in signs]
        if any(sign["document_id"] == document and sign["start"] < end and sign["end"] > start for sign in shown):
            found.right += 1
        else:
            found.errors.append(f"{kept['id']} {kept['kept']['quote']} | {' · '.join(sign['quote'] for sign in shown)}")
    return found


@measure("asks that are open stay open")
def open_asks(book: Notebook) -> Measured:
    """What is an open ask at the end of the story does not look answered."""
    signs = book.store.closings(item["id"] for item in book.items if item["kind"] == "ask")
    found = Measured()
    for ask in book.story.get("open_asks_at_the_end", ()):
        here = [item["id"] for item in book.items_at(ask, "ask")]
        found.wanted += 1
        wrong = [signs[item]["quote"] for item in here if item in signs]
        found.right += not wrong
        found.errors += [f"{ask['quote']} | {quote}" for quote in wrong]
    return found


@measure("matches in the first three")
def matches_found(book: Notebook) -> Measured:
    """An offer that answers an ask is among the first three that are suggested for it."""
    found = Measured()
    for match in book.story["matches"]:
        found.wanted += 1
        offers = {item["id"] for item in book.items_at(match["offer"], "offer")}
        suggested = [
            each.offer["id"]
            for ask in book.items_at(match["ask"], "ask")
            for each in book.store.matches.ranked(ask["id"], on=book.end, limit=3)
            if each.offer is not None
        ]
        if offers.intersection(suggested):
            found.right += 1
        else:
            found.errors.append(f"{match['id']} {match['ask']['quote']} | {match['offer']['quote']}")
    return found


@measure("near misses not first")
def near_misses(book: Notebook) -> Measured:
    """What only looks like an answer to an ask is not the first that is suggested; where nothing answers, nothing is."""
    found = Measured()
    for miss in book.story["near_misses"]:
        found.wanted += 1
        wrong = {item["id"] for item in book.items_at(miss["offer"], "offer")} if miss["offer"] else None
        first = [
            each
            for ask in book.items_at(miss["ask"], "ask")
            for each in book.store.matches.ranked(ask["id"], on=book.end, limit=1)
        ]
        bad = [each for each in first if wrong is None or (each.offer is not None and each.offer["id"] in wrong)]
        found.right += not bad
        found.errors += [f"{miss['ask']['quote']} | {each.evidence['quote']}" for each in bad]
    return found


def _whom(book: Notebook, name: str) -> set[str]:
    """All people of the notebook whom the story means by a name, and ``me``."""
    if fold(name) == "me":
        return {"me"}
    named = next((each["names"] for each in book.story["identities"] if fold(each["person"]) == fold(name)), {})
    by_note = {person for note, names in named.items() for each in names for person in book.people(note, each)}
    return by_note or {row["id"] for row in book.store.people(name)}


@measure("introduction chains")
def introduction_chains(book: Notebook) -> Measured:
    """Each two who follow one another in a chain are joined by an introduction, or a tie, that stands on words."""
    joined = []
    for each in book.store.introductions.listed():
        sides = ((each[f"{side}_person_id"], each[f"{side}_text"]) for side in ("by", "who", "to"))
        joined.append({person or words for person, words in sides if person or words == "me"})
    found = Measured()
    for told in book.story["introductions"]:
        found.wanted += 1
        steps = list(zip(told["chain"], told["chain"][1:], strict=False))
        missing = [
            two
            for two in steps
            if not any(each & _whom(book, two[0]) and each & _whom(book, two[1]) for each in joined)
        ]
        found.right += not missing
        if missing:
            found.errors.append(f"{told['id']} " + "; ".join(" and ".join(two) for two in missing))
    return found


@measure("chains of outcomes")
def outcome_chains(book: Notebook) -> Measured:
    """What came is known by its words, and the steps of its chain stand in all the notes that the story names for it."""
    outcomes = [each for each in book.store.outcomes.listed() if each["quote"]]
    found = Measured()
    for told in book.story["outcomes"]:
        found.wanted += 1
        document, start, end = book.span(told["evidence"])
        here = [
            each for each in outcomes if each["document_id"] == document and each["start"] < end and each["end"] > start
        ]
        chain = book.store.outcomes.chain(here[0]["id"]) if here else None
        notes = {book.names.get(step["document_id"]) for step in chain["steps"]} if chain else set()
        missing = [step["note"] for step in told["provenance"] if step["note"] not in notes]
        if chain and not missing:
            found.right += 1
        else:
            found.errors.append(f"{told['id']} {told['what']}: " + (", ".join(missing) if chain else "not known"))
    return found


def with_gold(store: Store, cases: list[goldfolder.Case]) -> None:
    """Load the notes with their gold as the reading."""
    for _ in pipeline.keep(loadgold.readings(cases, config.load({}, {"database": store.path})), store):
        pass


def with_offline(store: Store, cases: list[goldfolder.Case]) -> None:
    """Load the notes as ``offline`` reads them."""
    settings = config.load({}, {"database": store.path})
    reader = load("offline", settings)
    for case in cases:
        for _ in pipeline.keep(pipeline.read_alone([case.document], reader, settings), store):
            pass


def _notebooks(folder: Path, story: Row) -> Iterator[tuple[str, Notebook]]:
    cases = goldfolder.load(folder, only=[note["note"] for note in story["notes"]])
    for name, fill in (("gold readings", with_gold), ("offline readings", with_offline)):
        with tempfile.TemporaryDirectory() as place, Store.open(Path(place) / "story.db") as store:
            fill(store, cases)
            yield name, Notebook(store, story)


def _story(folder: Path) -> Row:
    for path in (folder / "story/story.json", folder / "story.json"):
        if path.is_file():
            return json.loads(path.read_text(encoding="utf-8"))
    raise SystemExit(f"There is no story.json in {folder}, nor in {folder / 'story'}.")


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true", help="what was missed and made up")
    asked = parser.parse_args(arguments)
    story = _story(asked.folder)
    for name, book in _notebooks(asked.folder, story):
        print(f"{len(book.documents)} notes, {name}")
        for heading, function in MEASURES.items():
            with contextlib.redirect_stderr(io.StringIO()):
                found = function(book)
            print(f"  {heading:<36} {found}")
            for error in found.errors if asked.errors else ():
                print(f"      {error}")
        print()


if __name__ == "__main__":
    main()

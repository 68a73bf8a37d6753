"""Gold as an extractor would have proposed it: so that what comes after the reading is tried with readings that are right."""

from __future__ import annotations

from notesight import dates
from notesight.candidates import CandidateItem, CandidatePerson, Candidates
from notesight.scoring.gold import Gold, Thing


def candidates(gold: Gold) -> Candidates:
    """What a reader that makes no mistake proposes of a document, still to be grounded like any proposal."""
    people = (
        CandidatePerson(each.name, each.mentions or (each.name,), (), each.email, each.organization, each.role)
        for each in gold.wanted.people
    )
    items = tuple(_item(each, gold) for each in gold.wanted.items)
    return Candidates(tuple(people), items, gold.wanted.introductions or (), gold.wanted.outcomes or ())


def _item(thing: Thing, gold: Gold) -> CandidateItem:
    said = thing.due_text
    if said and thing.due is None and dates.resolve(said, gold.date):
        said = None  # people found no day in these words, whatever the calendar makes of them
    return CandidateItem(thing.kind, thing.quote, thing.summary, thing.by, thing.to, said, due=thing.due)

"""Notes for the tests of the store, written as short as they can be: who and what stands on which words of a text."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from notesight.model import Document, Extraction, Item, Mention, Person, Rejection, Run
from notesight.store import Store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)
LATER = date(2026, 3, 9)
_WHO = re.compile(r"(?P<name>.+?)(?: <(?P<email>[^>]+)>)?(?: @(?P<organization>.+))?")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "notebook.db") as opened:
        yield opened


def mention(text, words):
    start = text.index(words)
    return Mention(words, start, start + len(words))


def person(text, who, *aliases):
    """``Ana Costa <ana@x.example> @Acme``, standing on its name, or for an address alone on that."""
    found = _WHO.fullmatch(who)
    mentions = tuple(mention(text, words) for words in (found["name"], *aliases))
    return Person(found["name"], mentions, aliases, found["email"], found["organization"])


def item(text, kind, quote, by=None, to=None, *, due=None, summary=None, nth=0, said_on=DAY):
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return Item(kind, quote, start, start + len(quote), summary or quote.capitalize(), by, to, said_on, due)


def extraction(text, people=(), items=(), rejected=()):
    return Extraction(
        tuple(person(text, *((who,) if isinstance(who, str) else who)) for who in people),
        tuple(item(text, *each) if isinstance(each, tuple) else each for each in items),
        tuple(Rejection(*each) for each in rejected),
    )


def read(store, text, who=(), items=(), *, key=None, day=DAY, fingerprint="f", rejected=(), **more):
    """Put a note, with a reading of it, in one unit; its id."""
    run = {each: more.pop(each) for each in ("model", "cost_usd", "input_tokens", "raw", "extractor") if each in more}
    with store.transaction():
        stored = store.put(Document(key or text, text, day, **more), seen_at=NOW)
        store.record(
            stored.id,
            Run(**{"extractor": "offline", "fingerprint": fingerprint, **run}),
            extraction(text, who, items, rejected),
        )
    return stored.id


def met(store, *notes):
    """Read one note for each group of people; they stand on words of a text of their own."""
    for n, who in enumerate(notes):
        names = [each.split(" <")[0].split(" @")[0] for each in who]
        addresses = [each.split("<")[1].split(">")[0] for each in who if "<" in each]
        read(store, f"Note {n}. " + "; ".join([*names, *addresses]), who)


def people(store):
    """Everybody as ``name: documents``, sorted."""
    return sorted(f"{row['name']}: {row['documents']}" for row in store.people())


def rows(store, sql, *values):
    """What stands in the file, as another program sees it."""
    with closing(sqlite3.connect(store.path)) as conn:
        return conn.execute(sql, values).fetchall()

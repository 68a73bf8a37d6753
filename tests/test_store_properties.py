"""In whatever order a notebook is written, its lists are those of a fresh rebuild, and nothing decided is lost."""

import sqlite3
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from notesight.model import Document, Extraction, Item, Mention, Person, Run
from notesight.store import Store
from notesight.store.schema import ITEM_TABLES, PROJECTION_TABLES, SEARCHED

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = ("Jim", "Jim Baker", "Jim Hall", "J. Hall", "jim b.", "Ana", "Ana Costa", "Mrs Baker", "R", "hello@x.example")
ADDRESSES = (None, None, None, "jim@x.example", "shared@x.example", "hello@x.example")
ORGANIZATIONS = (None, None, "Acme", "Acme Ltd", "Zeta")
QUOTES = ("needs a van", "can lend a van", "will call")
KEYS = ("a", "b", "c", "d")

people = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(ADDRESSES), st.sampled_from(ORGANIZATIONS)),
    min_size=0,
    max_size=4,
)
items = st.lists(st.tuples(st.sampled_from(("ask", "offer", "followup")), st.sampled_from(QUOTES)), max_size=3)


def a_text(variant: int) -> str:
    return f"Version {variant}: " + ". ".join((*NAMES, *QUOTES))


def an_extraction(text: str, who: list, what: list) -> Extraction:
    named = tuple(
        Person(
            name,
            (Mention(name, text.index(name), text.index(name) + len(name)),),
            email=email,
            organization=organization,
        )
        for name, email, organization in who
    )
    parties = [person.name for person in named] + ["me", "her roommate", None]
    found = tuple(
        Item(kind, quote, text.index(quote), text.index(quote) + len(quote), quote.capitalize(),
             parties[n % len(parties)], parties[-1 - n % len(parties)], date(2026, 3, 2), date(2026, 3, 9))
        for n, (kind, quote) in enumerate(what)
    )  # fmt: skip
    return Extraction(named, found)


def projected(path: Path) -> dict[str, list[tuple]]:
    """All rows that are computed, without the numbers that only say when a row was written."""
    with sqlite3.connect(path) as conn:
        tables = {}
        for table in PROJECTION_TABLES:
            if table == "_person_forms":
                sql = "SELECT name, address, organization, kind, block, cluster FROM _person_forms"
            elif table == "_person_nodes":
                sql = """SELECT node.document_id, entry, node.name, node.organization, role, date, first_id, alone, node.cluster,
                         own_id, person_id, form.name, form.address, form.organization
                         FROM _person_nodes AS node JOIN _person_forms AS form ON form.id = form_id"""
            else:
                sql = f"SELECT * FROM {table}"
            tables[table] = sorted(map(repr, conn.execute(sql)))
    conn.close()
    return tables


class Notebook(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.path = Path(self._folder.name) / "notebook.db"
        self.store = Store.open(self.path)
        self.said: dict[str, str] = {}

    def teardown(self) -> None:
        self.store.close()
        self._folder.cleanup()

    @rule(
        key=st.sampled_from(KEYS),
        variant=st.integers(0, 2),
        hints=st.sampled_from([(), ("Jim Baker",), ("Jim Hall", "Jim Baker")]),
    )
    def put(self, key, variant, hints):
        document = Document(key, f"{key} {a_text(variant)}", date(2026, 3, 2), people=hints)
        stored = self.store.put(document, seen_at=NOW)
        assert self.store.document(stored.id).text == document.text

    @rule(key=st.sampled_from(KEYS), who=people, what=items)
    def put_and_record(self, key, who, what):
        with self.store.transaction():
            stored = self.store.put(Document(key, f"{key} {a_text(0)}", date(2026, 3, 2)), seen_at=NOW)
            text = self.store.document(stored.id).text
            self.store.record(stored.id, Run("offline", "f"), an_extraction(text, who, what))

    @rule(data=st.data(), who=people, what=items, fingerprint=st.sampled_from("fg"))
    def record(self, data, who, what, fingerprint):
        if ids := self._documents():
            document_id = data.draw(st.sampled_from(ids))
            text = self.store.document(document_id).text
            self.store.record(document_id, Run("offline", fingerprint), an_extraction(text, who, what))

    @rule(data=st.data())
    def fail(self, data):
        if ids := self._documents():
            document_id = data.draw(st.sampled_from(ids))
            self.store.record_failure(document_id, Run("openai", "f", error="The server gave up."))

    @rule(data=st.data(), fingerprint=st.sampled_from("fg"))
    def take_over(self, data, fingerprint):
        if ids := self._documents():
            document_id = data.draw(st.sampled_from(ids))
            if not self.store.needs_run(document_id, fingerprint):
                assert self.store.run(document_id).fingerprint == fingerprint

    @rule(key=st.sampled_from(KEYS))
    def copy(self, key):
        before = self.store.counts()
        self.store.put(Document(f"copy of {key}", f"{key} {a_text(0)}", date(2026, 3, 2)), seen_at=NOW)
        if self.store.counts() == before:
            assert self.store.put(
                Document(f"copy of {key}", f"{key} {a_text(0)}", date(2026, 3, 2)), seen_at=NOW
            ).status in {"copy", "known"}

    @rule(data=st.data(), action=st.sampled_from(("done", "dismissed", "snoozed", "reopened")))
    def decide(self, data, action):
        if found := self.store.items():
            item = data.draw(st.sampled_from(sorted(row["id"] for row in found)))
            self.store.decide(action, item, value="2026-04-01" if action == "snoozed" else None, origin="cli", at=NOW)
            self.said[item] = "open" if action == "reopened" else action

    @rule(data=st.data())
    def undo(self, data):
        if made := self.store.decisions():
            self.store.undo(data.draw(st.sampled_from([each.id for each in made])), origin="web", at=NOW)
            self.said.clear()
            self.said = {row["id"]: row["state"] for row in self.store.items()}

    @rule()
    def rebuild(self):
        self.store.rebuild()

    @rule(who=people)
    def fail_in_the_middle(self, who):
        before = projected(self.path)
        try:
            with self.store.transaction():
                stored = self.store.put(Document("lost", "lost " + a_text(0), date(2026, 3, 2)), seen_at=NOW)
                self.store.record(stored.id, Run("offline", "f"), an_extraction("lost " + a_text(0), who, []))
                raise KeyboardInterrupt  # noqa: TRY301
        except KeyboardInterrupt:
            pass
        assert projected(self.path) == before

    def _documents(self) -> list[int]:
        return list(range(1, self.store.counts()["versions"] + 1))

    @invariant()
    def lists_are_those_of_a_rebuild(self):
        now = projected(self.path)
        with tempfile.TemporaryDirectory() as folder:
            again = Path(folder) / "again.db"
            with sqlite3.connect(self.path) as conn:
                conn.execute("VACUUM INTO ?", [str(again)])
            conn.close()
            with Store.open(again) as store:
                store.rebuild()
            assert now == projected(again)

    @invariant()
    def ids_are_unique_and_decisions_hold(self):
        found = self.store.items()
        assert len({row["id"] for row in found}) == len(found)
        for row in found:
            assert row["state"] == self.said.get(row["id"], row["state"])

    @invariant()
    def everything_stands_on_its_words(self):
        with sqlite3.connect(self.path) as conn:
            for table in ("mentions", *ITEM_TABLES):
                words = "text" if table == "mentions" else "quote"
                sql = f"SELECT documents.text, start, end, {table}.{words} FROM {table} JOIN documents ON documents.id = document_id"
                assert all(text[start:end] == quote for text, start, end, quote in conn.execute(sql))
        conn.close()

    @invariant()
    def the_file_and_its_search_are_sound(self):
        assert self.store.check() == []
        with sqlite3.connect(self.path) as conn:
            for table in SEARCHED:
                conn.execute(f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)")
            conn.rollback()
        conn.close()


TestNotebook = Notebook.TestCase
TestNotebook.settings = settings(
    max_examples=40,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

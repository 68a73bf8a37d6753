"""In whatever order a notebook is written, its lists are those of a fresh rebuild, and nothing decided is lost."""

import sqlite3
import tempfile
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from notesight.errors import UsageError
from notesight.model import Address, Document, Extraction, Introduction, Item, Mention, Outcome, Part, Person, Run
from notesight.store import Store
from notesight.store.schema import ITEM_TABLES, PROJECTION_TABLES, SEARCHED

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = ("Jim", "Jim Baker", "Jim Hall", "J. Hall", "jim b.", "Ana", "Ana Costa", "Mrs Baker", "R", "hello@x.example")
ADDRESSES = (None, None, None, "jim@x.example", "shared@x.example", "hello@x.example")
ORGANIZATIONS = (None, None, "Acme", "Acme Ltd", "Zeta")
QUOTES = ("needs a van", "can lend a van", "will call")
TOLD = ("told them of me", "signed with us")
KEYS = ("a", "b", "c", "d")

people = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(ADDRESSES), st.sampled_from(ORGANIZATIONS)),
    min_size=0,
    max_size=4,
)
items = st.lists(st.tuples(st.sampled_from(("ask", "offer", "followup")), st.sampled_from(QUOTES)), max_size=3)
told = st.lists(st.tuples(st.sampled_from(("introduction", "outcome")), st.sampled_from(TOLD)), max_size=2)


def a_text(variant: int) -> str:
    return f"Version {variant}: " + ". ".join((*NAMES, *QUOTES, *TOLD))


def an_extraction(text: str, who: list, what: list, told: list = ()) -> Extraction:
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
    introductions, outcomes = [], []
    for n, (kind, quote) in enumerate(told):
        start = text.index(quote)
        side = parties[n % len(parties)]
        if kind == "introduction":
            introductions.append(
                Introduction(
                    quote,
                    start,
                    start + len(quote),
                    side,
                    "me",
                    parties[-2 - n],
                    "made",
                    "introduced",
                    date(2026, 3, 2),
                )
            )
        else:
            outcomes.append(Outcome(quote, start, start + len(quote), quote, side, "me", None, date(2026, 3, 2)))
    return Extraction(named, found, introductions=tuple(introductions), outcomes=tuple(outcomes))


SENTENCES = (
    "Could you lend us the van on Friday?", "We can lend the big van.", "Could you lend us the small van?",
    "I can bring all of the chairs.",
)  # fmt: skip
WRITERS = (Address("Ana Costa", "ana@x.example"), Address("Jim Baker", "jim@x.example"))


def a_mail(number: int, answers: set[int], *, identified: bool) -> Document:
    quoted = sorted(answers - {number})
    writer, reader = WRITERS[number % 2], WRITERS[(number + 1) % 2]
    texts = [f"Subject: The van\n\n{SENTENCES[number]}\n", *(f"> {SENTENCES[each]}\n" for each in quoted)]
    parts = []
    start = 0
    for n, text in enumerate(texts):
        author = WRITERS[quoted[n - 1] % 2] if n else writer
        parts.append(Part("quoted" if n else "new", start, start + len(text), author, date=NOW if n != 1 else None))
        start += len(text)
    return Document(
        f"mid:{number}@x" if identified else f"mail {number}", "".join(texts), date(2026, 3, 2 + number), "email",
        tuple(parts), ("Re: " if quoted else "") + "The van", "mail", writer, (reader,),
        references=tuple(f"{each}@x" for each in quoted if identified),
    )  # fmt: skip


PROMISED = "I promised to send Jim Baker the tile catalogue by Friday."
KEPT = "Jim Baker rang. The tile catalogue I sent him is on his kitchen wall."


def a_promise() -> tuple[Document, Extraction]:
    """A note of a promise, which :func:`what_shows_it` shows to be kept."""
    quote, start = PROMISED[2:], 2
    item = Item(
        "followup",
        quote,
        start,
        start + len(quote),
        "Send Jim Baker the tile catalogue",
        "me",
        "Jim Baker",
        date(2026, 3, 2),
    )
    return Document("promise", PROMISED, date(2026, 3, 2)), Extraction((_jim(PROMISED),), (item,))


def what_shows_it() -> tuple[Document, Extraction]:
    return Document("kept", KEPT, date(2026, 3, 20)), Extraction((_jim(KEPT),))


def _jim(text: str) -> Person:
    start = text.index("Jim Baker")
    return Person("Jim Baker", (Mention("Jim Baker", start, start + 9),))


def a_mail_reading(document: Document, read: list) -> Extraction:
    """Whole sentences, or the last words of them, each in the part it stands in."""
    found = []
    for kind, n, short in read:
        part = document.parts[n % len(document.parts)]
        words = document.text[part.start : part.end].strip().removeprefix("Subject: The van").strip().removeprefix("> ")
        quote = words[words.index(" ") + 1 :] if short else words
        start = document.text.index(quote, part.start)
        said_on = document.date if part.role == "new" or part.date is None else date(2026, 3, 1)
        found.append(Item(kind, quote, start, start + len(quote), quote, None, "me", said_on))
    return Extraction(items=tuple(found))


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
        self.told: dict[str, str] = {}

    def teardown(self) -> None:
        self.store.close()
        self._folder.cleanup()

    @initialize(who=people, mails=st.booleans(), promise=st.booleans())
    def begin(self, who, mails, promise):
        """Something of every kind is there from the first step, so that few steps go a long way."""
        what = [("ask", QUOTES[0]), ("offer", QUOTES[1]), ("followup", QUOTES[2])]
        self.put_and_record(
            key="a",
            who=[*who, (NAMES[1], None, "Acme")],
            what=what,
            told=[("introduction", TOLD[0]), ("outcome", TOLD[1])],
        )
        if mails:
            self.put_mail(number=0, identified=True, answers=set(), read=[("ask", 0, False)])
            self.put_mail(number=3, identified=True, answers={0}, read=[])
        if promise:
            for document, extraction in (a_promise(), what_shows_it()):
                stored = self.store.put(document, seen_at=NOW)
                self.store.record(stored.id, Run("offline", "f"), extraction)

    @rule(
        key=st.sampled_from(KEYS),
        variant=st.integers(0, 2),
        hints=st.sampled_from([(), ("Jim Baker",), ("Jim Hall", "Jim Baker")]),
    )
    def put(self, key, variant, hints):
        document = Document(key, f"{key} {a_text(variant)}", date(2026, 3, 2), people=hints)
        stored = self.store.put(document, seen_at=NOW)
        if stored.status != "forgotten":  # as it was before somebody in it was forgotten
            assert self.store.document(stored.id).text == document.text

    @rule(key=st.sampled_from(KEYS), who=people, what=items, told=told)
    def put_and_record(self, key, who, what, told):
        with self.store.transaction():
            stored = self.store.put(Document(key, f"{key} {a_text(0)}", date(2026, 3, 2)), seen_at=NOW)
            if stored.status != "forgotten":
                text = self.store.document(stored.id).text
                self.store.record(stored.id, Run("offline", "f"), an_extraction(text, who, what, told))

    @rule(
        number=st.integers(0, 3),
        identified=st.booleans(),
        answers=st.sets(st.integers(0, 3), max_size=2),
        read=st.lists(st.tuples(st.sampled_from(("ask", "offer")), st.integers(0, 5), st.booleans()), max_size=4),
    )
    def put_mail(self, number, identified, answers, read):
        """A mail with a sentence of its own that quotes others whole; its Message-ID may be lost."""
        with self.store.transaction():
            stored = self.store.put(a_mail(number, answers, identified=identified), seen_at=NOW)
            if stored.status == "forgotten":
                return
            found = a_mail_reading(self.store.document(stored.id), read)
            self.store.record(stored.id, Run("offline", "f"), found)

    @rule(data=st.data(), who=people, what=items, told=told, fingerprint=st.sampled_from("fg"))
    def record(self, data, who, what, told, fingerprint):
        if ids := self._documents():
            document_id = data.draw(st.sampled_from(ids))
            text = self.store.document(document_id).text
            if "Version" in text and "█" not in text:  # a note, not a mail, and as it was
                self.store.record(document_id, Run("offline", fingerprint), an_extraction(text, who, what, told))

    @rule(data=st.data())
    def fail(self, data):
        if ids := self._documents():
            document_id = data.draw(st.sampled_from(ids))
            self.store.record_failure(document_id, Run("openai", "f", error="The server gave up."))

    @rule(data=st.data(), who=people, what=items, fingerprint=st.sampled_from("fgh"), fails=st.booleans())
    def reread(self, data, who, what, fingerprint, fails):
        """A reading that does not count: no list changes, and a document is as unread as it was."""
        if ids := self._documents():
            document_id = data.draw(st.sampled_from(ids))
            text = self.store.document(document_id).text
            before = projected(self.path), self.store.counting(document_id), self.store.needs_run(document_id, "i")
            if fails:
                self.store.record_failure(document_id, Run("openai", fingerprint, error="It gave up."), proposed=True)
            elif "Version" in text and "█" not in text:
                found = an_extraction(text, who, what)
                self.store.record(document_id, Run("openai", fingerprint), found, proposed=True)
            assert before == (
                projected(self.path), self.store.counting(document_id), self.store.needs_run(document_id, "i")
            )  # fmt: skip

    @rule(data=st.data())
    def accept(self, data):
        """A run that the owner accepts counts, and a later run does not change that; undone, the one before counts again."""
        done = [
            (document, row["id"])
            for document in self._documents()
            for row in self.store.runs(document)
            if row["status"] == "done"
        ]
        if done:
            document, run = data.draw(st.sampled_from(done))
            before = self.store.counting(document)
            made = self._say("accepted", str(document), {"run": run})
            if made is not None:
                assert self.store.counting(document) == run
                if data.draw(st.booleans()):
                    self.store.undo(made.id, origin="cli", at=NOW)
                    assert self.store.counting(document) == before

    @rule(data=st.data(), fingerprint=st.sampled_from("fgh"))
    def take_over(self, data, fingerprint):
        if ids := self._documents():
            document_id = data.draw(st.sampled_from(ids))
            if not self.store.needs_run(document_id, fingerprint):
                last = [row for row in self.store.runs(document_id) if not row["proposed"]][-1]
                assert (last["fingerprint"], last["status"]) == (fingerprint, "done")

    @rule(key=st.sampled_from(KEYS))
    def copy(self, key):
        before = self.store.counts()
        self.store.put(Document(f"copy of {key}", f"{key} {a_text(0)}", date(2026, 3, 2)), seen_at=NOW)
        if self.store.counts() == before:
            assert self.store.put(
                Document(f"copy of {key}", f"{key} {a_text(0)}", date(2026, 3, 2)), seen_at=NOW
            ).status in {"copy", "known", "forgotten"}

    @rule(data=st.data(), action=st.sampled_from(("done", "dismissed", "snoozed", "reopened", "wrong")))
    def decide(self, data, action):
        if item := self._an_item(data):
            self._say(action, item, "2026-04-01" if action == "snoozed" else None)
            self.said.pop(item, None)
            self.said[item] = "open" if action == "reopened" else action

    @rule(
        data=st.data(),
        fields=st.dictionaries(
            st.sampled_from(("kind", "summary", "due", "by", "to")), st.integers(0, 2), min_size=1, max_size=2
        ),
    )
    def correct(self, data, fields):
        if item := self._an_item(data):
            values = {
                "kind": ("ask", "offer", "followup"),
                "summary": ("Other words", "Quite other words", "One more"),
                "due": (None, "2026-05-01", "2026-06-01"),
                "by": (None, "me", self._a_person(data) or "her boss"),
                "to": ("me", "her boss", self._a_person(data)),
            }
            self._say("corrected", item, {name: values[name][n] for name, n in fields.items()})

    @rule(data=st.data(), action=st.sampled_from(("wrong", "renamed", "added", "corrected")))
    def say_of_a_person(self, data, action):
        if person := self._a_person(data):
            name = data.draw(st.sampled_from(NAMES))
            value = {"renamed": name, "added": name, "corrected": {"email": "new@x.example"}}.get(action)
            self._say(action, person, value)

    @rule(data=st.data(), action=st.sampled_from(("merged", "merged", "apart")))
    def say_of_two_people(self, data, action):
        one, other = self._a_person(data), self._a_person(data)
        if one and other:
            self._say(action, one, other)

    @rule(data=st.data())
    def split(self, data):
        if person := self._a_person(data):
            documents = sorted({each["document_id"] for each in self.store.person(person)["mentions"]})
            self._say("split", person, data.draw(st.lists(st.sampled_from(documents), min_size=1, max_size=2)))

    @rule(
        data=st.data(), kind=st.sampled_from(("ask", "followup", "person")), quote=st.sampled_from((*QUOTES, NAMES[1]))
    )
    def add_by_hand(self, data, kind, quote):
        if ids := self._documents():
            document = data.draw(st.sampled_from(ids))
            parties = {"by": "me", "to": self._a_person(data)} if kind == "ask" else {}
            self._say("added", str(document), {"kind": kind, "quote": quote, **parties})

    @rule(data=st.data(), action=st.sampled_from(("wrong", "confirmed", "reopened")), worth=st.booleans())
    def say_of_what_was_told(self, data, action, worth):
        """An introduction or an outcome that was read is right, wrong, or neither again."""
        if ids := [*self._introductions(), *self._outcomes()]:
            subject = data.draw(st.sampled_from(sorted(ids)))
            value = {"worth": "$350"} if worth and action == "confirmed" else None
            if self._say(action, subject, value) is not None:
                self.told[subject] = "suggested" if action == "reopened" else action

    @rule(
        data=st.data(),
        of=st.sampled_from(("person", "item", "document")),
        what=st.sampled_from(("A first course", "Ana Costa signed", "R")),
        worth=st.sampled_from((None, "$5", "a car of Jim Baker's")),
    )
    def say_what_came(self, data, of, what, worth):
        """What came of it stands in the list, and is gone when it is taken back."""
        documents = [str(each) for each in self._documents()]
        subject = {
            "person": self._a_person, "item": self._an_item,
            "document": lambda data: data.draw(st.sampled_from(documents)) if documents else None,
        }[of](data)  # fmt: skip
        if subject is None:
            return
        before = self.store.outcomes.listed(wrong=True)
        made = self._say("outcome", subject, {"what": what, "on": "2026-03-05"} | ({"worth": worth} if worth else {}))
        (mine,) = [row for row in self.store.outcomes.listed(wrong=True) if row["decision_id"] == made.id]
        assert (mine["what"], mine["worth"], mine["state"], mine["quote"]) == (what, worth, "confirmed", None)
        if data.draw(st.booleans()):
            self.store.undo(made.id, origin="cli", at=NOW)
            assert self.store.outcomes.listed(wrong=True) == before

    @rule(data=st.data(), every=st.sampled_from(("3 months", "2 weeks", None)), group=st.booleans())
    def keep_in_touch(self, data, every, group):
        subject = (
            data.draw(st.sampled_from(("organization:acme", "organization:Zeta"))) if group else self._a_person(data)
        )
        if subject:
            self._say("kept", subject, {"every": every})

    @rule(data=st.data(), channel=st.sampled_from(("call", "Phone", "Jim's party", None)), one=st.booleans())
    def say_by_which_channel(self, data, channel, one):
        there = [(each, row["person_id"]) for each in self._documents() for row in self.store.touch.of_document(each)]
        if there:
            document, person = data.draw(st.sampled_from(sorted(there)))
            self._say("corrected", str(document), {"channel": channel} | ({"with": person} if one else {}))

    @rule(data=st.data())
    def decline(self, data):
        """What is no answer to an ask is not suggested for it again, until that is taken back."""
        pairs = [
            (each.ask_id, each.other)
            for each in self.store.matches.newest(on=date(2026, 3, 20), lately=None)
            if each.other is not None
        ]
        if pairs:
            ask, other = data.draw(st.sampled_from(sorted(pairs)))
            before = self._suggested(ask)
            made = self._say("declined", ask, other)
            if made is not None:
                assert other not in self._suggested(ask)
                if data.draw(st.booleans()):
                    self.store.undo(made.id, origin="cli", at=NOW)
                    assert self._suggested(ask) == before

    def _suggested(self, ask):
        return [each.other for each in self.store.matches.ranked(ask, on=date(2026, 3, 20))]

    @rule(data=st.data())
    def say_that_it_is_not_done(self, data):
        """What a document seems to show is not shown for that item again, until that is taken back."""
        items = [row["id"] for row in self.store.items(state="open")]
        if shown := self.store.closings(items):
            item = data.draw(st.sampled_from(sorted(shown)))
            made = self._say("not_done", item, str(shown[item]["document_id"]))
            assert made is not None
            assert self.store.closings([item]).get(item, {}).get("document_id") != shown[item]["document_id"]
            if data.draw(st.booleans()):
                self.store.undo(made.id, origin="cli", at=NOW)
                assert self.store.closings(items) == shown

    def _introductions(self):
        return {row["id"]: row for row in self.store.introductions.listed(wrong=True)}

    def _outcomes(self):
        return {row["id"]: row for row in self.store.outcomes.listed(wrong=True) if row["decision_id"] is None}

    def _say(self, action, subject, value):
        with suppress(UsageError):  # what makes no sense is refused, and changes nothing
            return self.store.decide(action, subject, value, origin="cli", at=NOW)
        return None

    def _an_item(self, data):
        found = sorted(row["id"] for row in self.store.items())
        return data.draw(st.sampled_from(found)) if found else None

    def _a_person(self, data):
        found = sorted(row["id"] for row in self.store.people())
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data())
    def undo(self, data):
        if made := self.store.decisions():
            self.store.undo(data.draw(st.sampled_from([each.id for each in made])), origin="web", at=NOW)
            self._as_it_is()

    def _as_it_is(self):
        """What was said holds no longer by itself: from here on, what is said is."""
        self.said = {row["id"]: row["state"] for row in (*self.store.items(), *self.store.items(state="wrong"))}
        self.told = self._told_states()

    @rule()
    def rebuild(self):
        self.store.rebuild()

    @rule(data=st.data(), whole=st.booleans())
    def forget(self, data, whole):
        """A document or its conversation: nothing of it is left, and what was decided holds where its words are quoted."""
        if ids := self._documents():
            plan = self.store.forgotten.plan("document", data.draw(st.sampled_from(ids)), whole=whole)
            keys = {self.store.document(each).key for each in plan.documents}
            texts = [self.store.document(each) for each in plan.documents]
            self.store.forgotten.carry_out(plan, at=NOW)
            assert not keys & {document.key for _, document in self.store.current()}
            for document in texts:  # it stays away until it is asked for
                assert self.store.put(document, seen_at=NOW).status == "forgotten"
                assert self.store.forgotten.remember_document(document)
            self._as_it_is()

    @rule(data=st.data(), whole=st.booleans())
    def forget_person(self, data, whole):
        if found := self.store.people():
            person = data.draw(st.sampled_from(sorted(row["id"] for row in found)))
            plan = self.store.forgotten.plan("person", person, whole=whole)
            assert self.store.forgotten.carry_out(plan, at=NOW)
            held = self.path.read_bytes() + self.path.with_name(self.path.name + "-wal").read_bytes()
            staying = dict(plan.staying)
            assert [
                name
                for name in (*plan.names, *plan.addresses)
                if len(name.strip("█ ")) > 1 and name not in staying and name.encode() in held
            ] == []
            self._as_it_is()

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
        with sqlite3.connect(self.path) as conn:
            found = [row[0] for row in conn.execute("SELECT id FROM documents ORDER BY id")]
        conn.close()
        return found

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
    def counts_are_those_of_the_rows(self):
        with sqlite3.connect(self.path) as conn:
            kept = conn.execute("SELECT * FROM _item_counts ORDER BY 1, 2, 3, 4, 5, 6, 7, 8").fetchall()
            counted = conn.execute("""
                SELECT kind, state, certainty, ifnull(due, ''),
                    CASE coalesce(by_person_id, by_text, '') WHEN '' THEN 'nobody' WHEN 'me' THEN 'me' ELSE 'other' END,
                    CASE coalesce(to_person_id, to_text, '') WHEN '' THEN 'nobody' WHEN 'me' THEN 'me' ELSE 'other' END,
                    confirmed, ifnull(snoozed_until, ''), count(*)
                FROM items GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
            """).fetchall()
            months = conn.execute("SELECT * FROM _month_counts ORDER BY 1, 2").fetchall()
            current = conn.execute("""
                SELECT substr(date, 1, 7), ifnull(channel, kind), count(*) FROM current_documents GROUP BY 1, 2 ORDER BY 1, 2
            """).fetchall()
        conn.close()
        assert (kept, months) == (counted, current)

    @invariant()
    def ids_are_unique_and_decisions_hold(self):
        found = [*self.store.items(), *self.store.items(state="wrong")]
        assert len({row["id"] for row in found}) == len(found)
        states = {row["id"]: row["state"] for row in found}
        last: dict[str, str] = {}
        for quoted, action in self.said.items():  # in the order in which they were last said
            if row := next(iter(self.store.find(quoted)), None):
                last[row["id"]] = action
        assert {item: states[item] for item in last} == last

    @invariant()
    def what_was_said_of_what_was_told_holds(self):
        assert {each: state for each, state in self._told_states().items() if each in self.told} == {
            each: state for each, state in self.told.items() if each in self._told_states()
        }

    def _told_states(self):
        introductions = {
            each: "wrong" if row["wrong"] else "confirmed" if row["confirmed"] else "suggested"
            for each, row in self._introductions().items()
        }
        return introductions | {each: row["state"] for each, row in self._outcomes().items()}

    @invariant()
    def the_run_that_counts_is_the_last_accepted_one_else_the_last_that_is_no_proposal(self):
        for document_id in self._documents():
            done = [
                row["id"] for row in self.store.runs(document_id) if row["status"] == "done" and not row["proposed"]
            ]
            expected = self._accepted(document_id)[-1:] or done[-1:]
            assert [self.store.counting(document_id)] == (expected or [None])
            assert [row["id"] for row in self.store.runs(document_id) if row["counts"]] == expected

    @invariant()
    def what_waits_is_what_no_reading_that_counts_has_read(self):
        waiting = set()
        for document_id, _ in self.store.current():
            last = [row["status"] for row in self.store.runs(document_id) if not row["proposed"]][-1:]
            if last != ["done"] and not self._accepted(document_id):
                waiting.add(document_id)
        assert {document_id for document_id, _ in self.store.queued()} == waiting

    def _accepted(self, document_id):
        """The runs over this version of a document that the owner has accepted, in the order in which that was said."""
        gone, key = self.store.undone(), self.store.document(document_id).key
        said = [each for each in self.store.decisions() if each.action == "accepted" and each.id not in gone]
        mine = {row["id"] for row in self.store.runs(document_id)}
        return [each.said["run"] for each in said if each.subject == key and each.said["run"] in mine]

    @invariant()
    def everything_stands_on_its_words(self):
        with sqlite3.connect(self.path) as conn:
            for table in ("mentions", "quotes", *ITEM_TABLES, "introductions", "outcomes"):
                words = "text" if table == "mentions" else "quote"
                sql = f"""SELECT documents.text, start, end, {table}.{words} FROM {table}
                          JOIN documents ON documents.id = document_id WHERE {table}.{words} IS NOT NULL"""
                assert all(text[start:end] == quote for text, start, end, quote in conn.execute(sql))
        conn.close()

    @invariant()
    def every_item_is_once_and_its_own_words_come_first(self):
        with sqlite3.connect(self.path) as conn:
            own = conn.execute("SELECT id FROM quotes WHERE id = item_id ORDER BY id").fetchall()
            assert own == conn.execute("SELECT id FROM items ORDER BY id").fetchall()
            assert not conn.execute("SELECT 1 FROM quotes WHERE item_id NOT IN (SELECT id FROM items)").fetchall()
            assert not conn.execute("SELECT 1 FROM quotes WHERE fresh AND id <> telling_id").fetchall()
            same = "SELECT 1 FROM quotes GROUP BY item_id, document_id, part HAVING count(*) > 1"
            assert not conn.execute(same).fetchall()
        conn.close()

    @invariant()
    def the_file_and_its_search_are_sound(self):
        assert self.store.check() == []
        with sqlite3.connect(self.path) as conn:
            for table in SEARCHED:
                conn.execute(f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)")
            conn.rollback()
        conn.close()


TestNotebook = pytest.mark.timeout(900)(Notebook.TestCase)
TestNotebook.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

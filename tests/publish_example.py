"""A small notebook for the tests of the pages: notes, mails with quoted history, a changed note, a failure, rejects."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from notesight.model import Address, Document, Extraction, Item, Mention, Part, Person, Rejection, Run
from notesight.store import Store

TODAY = date(2026, 3, 10)
SEEN = datetime(2026, 3, 9, 18, 30, tzinfo=UTC)

COFFEE = """coffee with Priya Raman at the station

She's looking for a fractional CFO, two days a week from May. Knows Tom Okafor from the old co-op.
Tom has a spare desk in his studio, free until summer if anybody wants it.

- send Priya the deck by Thursday
- we talk again in April
"""

CALL = """Quick call with Tom. He would lend the projector for the workshop (maybe also the screen).
I said I'd ask Ines about the venue by Monday.
He wants an intro to Priya, her team is hiring.
"""

MAIL = """From: Ines Duarte <ines@harbour.example>
To: me <me@notes.example>
Date: Mon, 9 Mar 2026 09:14:00 +0100
Subject: Re: A room for the workshop

Hello! Could you send me the number of guests by tomorrow?
I'll hold the big room until Friday. Happy to show you the roof terrace, too.

On 6 Mar 2026, me wrote:
> Dear Ines, could we have the big room on 24 April?
> Bruno Keller will bring the chairs.

-- 
Ines Duarte
Harbour House · events
"""

_PARTS = (
    ("header", "From: Ines", "Hello!", Address(), None),
    (
        "new",
        "Hello!",
        "On 6 Mar",
        Address("Ines Duarte", "ines@harbour.example"),
        datetime(2026, 3, 9, 9, 14, tzinfo=timezone(timedelta(hours=1))),
    ),
    (
        "quoted",
        "On 6 Mar",
        "-- \nInes",
        Address("me", "me@notes.example"),
        datetime(2026, 3, 6, 17, 2, tzinfo=timezone(timedelta(hours=1))),
    ),
    ("signature", "-- \nInes", None, Address("Ines Duarte", "ines@harbour.example"), None),
)

HOSTILE_NAME = '<img src=x onerror=alert(1)>"Zed" \u202eevil'
HOSTILE = f"""</div><script>alert('note')</script>
Met {HOSTILE_NAME} today, who needs {"x" * 10_000} and <b>bold</b> help.\x07
"""

RUN = Run("offline", "sha256:example", started=datetime(2026, 3, 9, 18, 31, tzinfo=UTC), seconds=0.02)


def item(text, kind, quote, summary, by, to, said_on, **more):
    """An item on the first place of its quote."""
    start = text.index(quote)
    return Item(kind, quote, start, start + len(quote), summary, by, to, said_on, **more)


def person(text, name, *forms, **more):
    """A person with every place where one of the forms stands."""
    places = []
    for form in forms or (name,):
        start = text.find(form)
        while start >= 0:
            if not any(one.start <= start < one.end for one in places):
                places.append(Mention(form, start, start + len(form)))
            start = text.find(form, start + 1)
    return Person(name, tuple(sorted(places, key=lambda one: one.start)), **more)


def note(key, text, on, **more):
    """A note of the owner's."""
    return Document(f"path:/notes/{key}", text, on, parts=(Part("new", 0, len(text)),), source=f"/notes/{key}", **more)


def mail():
    """A mail with header, new words, quoted history and a signature."""
    cuts = [MAIL.index(begins) for _, begins, *_ in _PARTS] + [len(MAIL)]
    parts = tuple(
        Part(role, start, end, author, written)
        for (role, _, _, author, written), start, end in zip(_PARTS, cuts[:-1], cuts[1:], strict=True)
    )
    return Document(
        "mid:room@harbour.example", MAIL, date(2026, 3, 9), "email", parts, "A room for the workshop", "mail",
        Address("Ines Duarte", "ines@harbour.example"), (Address("me", "me@notes.example"),), source="/mail/room.eml",
    )  # fmt: skip


def make(path: Path) -> dict[str, int]:
    """Write the notebook; the ids of its documents by name."""
    ids = {}
    with Store.open(path) as store:

        def add(name, document, extraction=None, run=RUN):
            ids[name] = store.put(document, seen_at=SEEN).id
            if extraction is not None:
                store.record(ids[name], run, extraction)

        _notes(add)
        _mail(add)
        _hostile(add)
        add(
            "old",
            note("plan.md", "Plan: ask Wanda Lind about flyers.", date(2026, 2, 1), title="Plan"),
            Extraction(people=(person("Plan: ask Wanda Lind about flyers.", "Wanda Lind"),)),
        )
        add("changed", note("plan.md", "Plan: no flyers this year.", date(2026, 2, 1), title="Plan"), Extraction())
        add("failed", note("broken.md", "Lunch with Olga", date(2026, 3, 8)))
        store.record_failure(
            ids["failed"], Run("openai", "sha256:other", model="small-model", error="The model cut its answer off.")
        )
        add("waiting", note("later.md", "Not read yet", date(2026, 3, 9)))
        store.sources.note(Path("/notes/scan.bin"), 10, 1, documents=0, error="This file is not text.", seen_at=SEEN)
        done = next(row for row in store.items("offer") if row["summary"].startswith("Lend"))
        store.decide("done", done["id"], origin="cli", at=SEEN)
        put_off = next(row for row in store.items("followup") if row["summary"].startswith("Talk"))
        store.decide("snoozed", put_off["id"], value="2026-04-01", origin="cli", at=SEEN)
    return ids


def _notes(add):
    on = date(2026, 3, 2)
    add("coffee", note("coffee.md", COFFEE, on, title="Coffee with Priya", channel="coffee", tags=("cfo",)), Extraction(
        people=(
            person(COFFEE, "Priya Raman", "Priya Raman", "Priya", aliases=("Priya",), organization="Lumen", role="VP Product"),
            person(COFFEE, "Tom Okafor", "Tom Okafor", "Tom", aliases=("Tom",)),
        ),
        items=(
            item(COFFEE, "ask", "She's looking for a fractional CFO", "Find a fractional CFO", "Priya Raman", None, on),
            item(COFFEE, "offer", "Tom has a spare desk in his studio, free until summer", "A desk in the studio", "Tom Okafor", None, on),
            item(COFFEE, "followup", "send Priya the deck by Thursday", "Send Priya the deck", "me", "Priya Raman", on, due=date(2026, 3, 5), due_text="by Thursday"),
            item(COFFEE, "followup", "we talk again in April", "Talk again with Priya", "me", "Priya Raman", on, due=date(2026, 4, 30), due_text="in April"),
        ),
        rejected=(Rejection("ask", "she needs a <lawyer>", "These words do not stand in the text."),),
    ))  # fmt: skip
    on = date(2026, 3, 6)
    add("call", note("call.md", CALL, on, title="Call with Tom", channel="call"), Extraction(
        people=(person(CALL, "Tom Okafor", "Tom"), person(CALL, "Ines"), person(CALL, "Priya")),
        items=(
            item(CALL, "offer", "He would lend the projector for the workshop", "Lend the projector", "Tom Okafor", "me", on),
            item(CALL, "followup", "I'd ask Ines about the venue by Monday", "Ask Ines about the venue", "me", "Ines", on, due=date(2026, 3, 9), due_text="by Monday"),
            item(CALL, "ask", "wants an intro to Priya", "An introduction to Priya", "Tom Okafor", "me", on, certainty="hedged"),
        ),
    ), Run("openai", "sha256:m", "small-model", "v3", SEEN, 1.4, 812, 143, 0.0021, 1))  # fmt: skip


def _mail(add):
    on = date(2026, 3, 9)
    add("mail", mail(), Extraction(
        people=(
            person(MAIL, "Ines Duarte", "Ines Duarte", "Ines", aliases=("Ines",), email="ines@harbour.example", organization="Harbour House", role="events"),
            person(MAIL, "Bruno Keller"),
        ),
        items=(
            item(MAIL, "ask", "Could you send me the number of guests by tomorrow?", "Send Ines the number of guests", "Ines Duarte", "me", on, due=date(2026, 3, 10), due_text="by tomorrow"),
            item(MAIL, "followup", "I'll hold the big room until Friday", "Hold the big room", "Ines Duarte", "me", on, due=date(2026, 3, 13), due_text="until Friday"),
            item(MAIL, "offer", "Happy to show you the roof terrace", "Show the roof terrace", "Ines Duarte", "me", on),
            item(MAIL, "ask", "could we have the big room on 24 April?", "The big room on 24 April", "me", "Ines Duarte", date(2026, 3, 6), due=date(2026, 4, 24), due_text="on 24 April"),
            item(MAIL, "followup", "Bruno Keller will bring the chairs", "Bring the chairs", "Bruno Keller", None, date(2026, 3, 6)),
        ),
    ))  # fmt: skip


def _hostile(add):
    on = date(2026, 3, 8)
    ask = f"needs {'x' * 10_000} and <b>bold</b> help"
    add("hostile", note("<b>zed</b>.md", HOSTILE, on, title="</title><script>alert('title')</script>"), Extraction(
        people=(person(HOSTILE, HOSTILE_NAME, organization="<u>Org</u>"),),
        items=(item(HOSTILE, "ask", ask, "Help with " + "y" * 10_000, HOSTILE_NAME, None, on),),
    ))  # fmt: skip

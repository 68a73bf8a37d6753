"""A large notebook, made from a seed: mails and notes of ten years, each with two people, an ask, an offer and a promise.

Most people are named a few times and some in every fourth document, as it is with real ones. Everything is open, as after the
reading of an archive; some documents tell of an introduction, of an outcome, or that an earlier promise was kept.
"""

from __future__ import annotations

import random
import re
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from notesight.model import (
    Address,
    Document,
    Extraction,
    Introduction,
    Item,
    ItemKind,
    Mention,
    Outcome,
    Part,
    Person,
    Run,
)
from notesight.store import Store

GIVEN = (
    "Ada Anna Bruno Carla Dario Edda Fynn Greta Hanno Ilse Jim Jonas Karin Lasse Maria Mira Nils Olga Pavel Priya Rosa Sam "
    "Sofia Tom Uma Vera Wim Yara Zoe Amadou Bea Chidi Devi Emeka Farid Gwen Hugo Ines Jorun Kofi Lien Malik Nour Oona".split()
)
FAMILY = [
    one + two + three
    for one in "Ab Bra Con Dre Ek Fal Gru Hol Iv Jan Kle Lun Mo No Ok Per Ra".split()
    for two in "en er i man o sen".split()
    for three in ("", "sky", "ton", "wall", "berg", "s")
]
WANTED = (
    "a website for the shop|somebody to prune an old apple tree|a bookkeeper for a small society|a place to live by May|"
    "a drummer for June|a translator from Polish|a proofreader for her thesis|a plumber who answers|a pram|"
    "a hall to rehearse in|a quiet week to finish the book|someone to mind two toddlers|a lift to the airport|"
    "an apprenticeship with wood|a dog walker|a sewing machine to borrow|a speaker on bees|help with a visa|piano lessons|"
    "a roofer|a graphic designer|a physio|a desk in town|a used van|an editor|two spare chairs|somebody who mends looms"
).split("|")
GIVEN_AWAY = (
    "builds small sites|prunes trees at cost|does accounts for societies|has a room to let|plays the drums with anyone|"
    "translates Polish|proofreads for fun|was a plumber and still fixes things|lends a pram|has an empty hall|"
    "has a cabin by the lake|babysits any evening|drives to town every day|takes an apprentice in the workshop|walks dogs|"
    "has a spare sewing machine|talks about bees at any school|helps with forms and visas|teaches piano|mends roofs|"
    "draws logos and posters|does physiotherapy at home|has a desk nobody uses|sells a van|edits books|gives away chairs|"
    "repairs looms"
).split("|")
TRADES = "a baker|a carpenter|a nurse|a teacher|a lawyer|an architect|a photographer|a gardener|a translator|an editor".split(
    "|"
)
TALK = (
    "The heating in the hall is loud|It rains on the allotment|The train is late again|Nobody likes the new timetable|"
    "The soup is better than last week|The fair opens in spring|Prices at the market go up and up|The river is high|"
    "The school has a new roof|The choir sings on Sundays|The museum is free on Mondays|The bridge is narrow|"
    "There is a film about whales|The bakery has new ovens|The library wants volunteers|The council meets on Thursdays"
).split("|")
CHANNELS = ("mail", "coffee", "call", "class", "party")
DAYS = 3333
"""The last document is of the day on which the notebook is made, the first so many days older."""


def name_of(number: int) -> str:
    """The name of a person of the notebook, each another one."""
    return f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN) % len(FAMILY)]}"


def a_document(number: int, documents: int, people: int, seed: random.Random) -> tuple[Document, Extraction]:
    """A mail or a note with two people, an ask, an offer and a promise; some tell of an introduction or an outcome."""
    one, other = (
        min(int(seed.paretovariate(0.35)) - 1, people - 1) if seed.random() < 0.6 else seed.randrange(people)
        for _ in range(2)
    )
    mail, mine = number % 3 == 0, number % 5 == 0
    writer, reader = name_of(one), name_of(other)
    said_on = date.today() - timedelta(days=max(0, DAYS - number * DAYS // documents))
    ask = f"{writer} is looking for {seed.choice(WANTED)}"
    offer = f"{reader} {seed.choice(GIVEN_AWAY)}"
    promise = (
        f"I'll send {reader} the list no. {number}" if number % 2 else f"{writer} will send me the list no. {number}"
    )
    known = f"{writer} is {seed.choice(TRADES)} in {seed.choice(FAMILY)}"
    brought = f"{writer} introduced me to {reader}" if number % 12 == 0 else ""
    sent = f"I sent {reader} the list no. {number - 60}" if number % 30 == 29 else ""
    gained = f"{writer} got a new client out of it, no. {number}" if number % 40 == 1 else ""
    asked = f"Could you look at the list no. {number}, {reader}?" if mail and mine else ""
    text = ". ".join(filter(None, (ask, offer, promise, known, brought, sent, gained))) + f". {asked} "
    text += ". ".join(seed.sample(TALK, 6)) + "."
    by, due = ("me", writer)[number % 2 == 0], said_on + timedelta(days=seed.randrange(60))
    to = (None, None, "me", reader)[number % 4]

    def item(kind: ItemKind, quote: str, summary: str, by: str, to: str | None, due: date | None = None) -> Item:
        start = text.index(quote)
        return Item(kind, quote, start, start + len(quote), summary, by, to, said_on, due)

    items = (
        item("ask", ask, f"Find {ask[ask.index('for ') + 4:]}", "me" if number % 7 == 0 else writer, to),
        item("offer", offer, offer[len(reader) + 1 :].capitalize(), reader, None),
        item("followup", promise, f"Send the list no. {number}", by, reader if number % 2 else "me", due if number % 3 else None),
    )  # fmt: skip
    introductions = [
        Introduction(brought, text.index(brought), text.index(brought) + len(brought), writer, "me", reader, "made",
                     "introduced", said_on)
    ] if brought else []  # fmt: skip
    outcomes = [
        Outcome(gained, text.index(gained), text.index(gained) + len(gained), f"A new client, no. {number}", writer, writer,
                "900 euros", said_on)
    ] if gained else []  # fmt: skip
    sender = Address("me", "me@x.example") if mine else Address(writer, f"p{one}@mail.example")
    to_whom = Address(reader, f"p{other}@mail.example") if mine else Address("me", "me@x.example")
    document = Document(
        f"mid:{number}@x" if mail else f"path:/notes/{number}.txt", text, said_on, "email" if mail else "note",
        (Part("new", 0, len(text), sender if mail else Address()),), f"About {number // 4}", seed.choice(CHANNELS),
        sender if mail else None, (to_whom,) if mail else (), tags=("choir",) if number % 20 == 2 else (),
        in_reply_to=f"{number - 3}@x" if mail and number % 4 and number % 9 else None,
    )  # fmt: skip
    found = []
    for each in dict.fromkeys((one, other)):
        address = f"p{each}@mail.example" if mail and each == (other if mine else one) else None
        where = f"{FAMILY[each % 97]} & Sons" if each % 3 == 0 else None
        found.append(Person(name_of(each), _mentions(text, name_of(each)), email=address, organization=where))
    return document, Extraction(tuple(found), items, (), tuple(introductions), tuple(outcomes))


def _mentions(text: str, name: str) -> tuple[Mention, ...]:
    return tuple(Mention(name, found.start(), found.end()) for found in re.finditer(re.escape(name), text))


def build(path: Path, documents: int, people: int) -> None:
    """The notebook, if it is not there yet."""
    if path.exists():
        return
    seed = random.Random(7)
    begun = time.monotonic()
    with Store.open(path) as store:
        for start in range(0, documents, 500):
            with store.transaction():
                for number in range(start, min(documents, start + 500)):
                    document, extraction = a_document(number, documents, people, seed)
                    stored = store.put(document, seen_at=datetime.now(UTC))
                    store.record(stored.id, Run("offline", "benchmark"), extraction)
            if start % 10_000 == 0:
                print(f"  {start:,} of {documents:,} documents, {time.monotonic() - begun:.0f} s", file=sys.stderr)

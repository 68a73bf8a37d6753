"""A conversation of six mails, each quoting all before it, as mail programs write them; and what it says."""

from datetime import date

from notesight.config import Settings
from notesight.extractors import load
from notesight.model import Owner
from notesight.pipeline import Line
from notesight.store import Store

ANNA, BORIS, ME = (
    "Anna Brandt <anna@brandt.example>",
    "Boris Hale <boris@hale.example>",
    "Ines Duarte <ines@duarte.example>",
)
MESSAGES = (
    (ANNA, ME, 2, "Could you send me the floor plan of the hall by Friday?"),
    (ME, ANNA, 3, "I'll send you the plan tomorrow. Do you know anybody who can print posters?"),
    (ANNA, ME, 4, "Boris has a print shop, I could introduce you if you like."),
    (ME, ANNA, 5, "Yes please! And I need two more volunteers for the door."),
    (BORIS, ME, 6, "Anna told me about the posters. I can lend you my cargo bike, too."),
    (ME, BORIS, 9, "Thank you both. I will bring the poster files on Thursday."),
)
SAID = [
    ("ask", "Anna Brandt", "2026-03-02", "2026-03-06"),
    ("ask", "me", "2026-03-03", None),
    ("ask", "me", "2026-03-05", None),
    ("followup", "me", "2026-03-03", "2026-03-04"),
    ("followup", "me", "2026-03-09", "2026-03-12"),
    ("offer", "Anna Brandt", "2026-03-04", None),
    ("offer", "Boris Hale", "2026-03-06", None),
]
"""Kind, by, said on, due."""
OWNER = Owner(("Ines Duarte",), ("ines@duarte.example",))


def name_of(who: str) -> str:
    return who.partition(" <")[0]


def on_wrote(n: int) -> str:
    who, _, day, words = MESSAGES[n]
    history = f"\n\n{on_wrote(n - 1)}" if n else ""
    body = f"{words}{history}"
    return f"On {day} Mar 2026 at 09:30, {who} wrote:\n" + "\n".join(f"> {line}".rstrip() for line in body.split("\n"))


def outlook(n: int) -> str:
    who, to, day, words = MESSAGES[n]
    history = f"\n\n{outlook(n - 1)}" if n else ""
    return (
        f"-----Original Message-----\nFrom: {who}\nSent: {date(2026, 3, day):%A, %B} {day}, 2026 9:30 AM\nTo: {to}\n"
        f"Subject: {'Re: ' if n else ''}The hall\n\n{words}{history}"
    )


def eml(n: int, *, quoting=on_wrote, ids: bool = True) -> bytes:
    """The n-th message with all before it quoted below."""
    who, to, day, words = MESSAGES[n]
    head = [f"From: {who}", f"To: {to}", f"Date: {date(2026, 3, day):%a}, {day} Mar 2026 09:30:00 +0100"]
    head.append(f"Subject: {'Re: ' if n else ''}The hall")
    if ids:
        head.append(f"Message-ID: <m{n}@mail.example>")
        head += [f"In-Reply-To: <m{n - 1}@mail.example>"] if n else []
    history = f"\n\n{quoting(n - 1)}" if n else ""
    return ("\n".join(head) + f"\n\n{words}\n\nBest,\n{name_of(who).split()[0]}{history}\n").encode()


def a_line(store: Store) -> Line:
    settings = Settings(store.path.with_suffix(".toml"), store.path, owner=OWNER)
    return Line(store, load("offline", settings), settings, today=date(2026, 3, 20), jobs=1)

"""``notesight review``: what is least certain, one thing at a time, one key each; from a terminal or a pipe."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli.common import Db, command, opened, talk, today
from notesight.cli.correct import changes
from notesight.cli.owed import HOW
from notesight.cli.view import KINDS, count, faint, lit, parties, strong, summary, visible, wrapped
from notesight.cli.words import say
from notesight.errors import UsageError

if TYPE_CHECKING:
    from notesight.store import Decision, Question, Store

AROUND = 240
"""Characters of the text shown before and after the words in question."""
_TITLES = {
    "who": "Who is this?",
    "same": "The same person?",
    "rejected": "Close to what a reader said, and left out",
}
_ITEM_KEYS = "a accept · e edit · x wrong · d done"
_KEYS = {
    "closing": "a it is done · x it is not · d done",
    "hedged": _ITEM_KEYS,
    "unconfirmed": _ITEM_KEYS,
    "who": "a the first · 1-9 that one · e give the name · x none of these",
    "same": "a the same · x not the same",
    "rejected": "a add it · x leave it out",
}
_ALWAYS = "s skip · u undo · q quit · ? help"
_HELP = """  a  yes: it is so, they are the same, it is the first one, add it
  e  put it right: you are asked which field and what it should say
  x  no: there is no such thing, it is none of these people
  d  it is right, and done
  s  skip it for now
  u  take back the last answer and look at it again
  q  stop; everything that was said is kept"""
_FIELDS = {"s": "summary", "b": "by", "t": "to", "d": "due", "k": "kind"}


@app.command(rich_help_panel="Decide")
def review(
    db: Db = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="At most so many.", show_default=False)
    ] = None,
) -> None:
    """Look at what is least certain, one key for each thing."""
    with opened(db) as (store, current):
        asked = store.questions(on=today())
        if not asked:
            talk("Everything was looked at.")
            return
        keys = _Keys()
        session = _Session(store, keys, asked[:limit], len(asked))
        session.run()
        talk(session.sum_up(len(asked)))
        if session.made:
            talk(f"See: {command('history', current)}")


class _Keys:
    """Where answers come from: single keys of a terminal, else the letters and lines of a pipe."""

    def __init__(self) -> None:
        self._terminal = sys.stdin is not None and sys.stdin.isatty()

    def key(self) -> str:
        """The next key, in small letters; ``q`` at the end of the input."""
        if self._terminal:
            with suppress(EOFError, KeyboardInterrupt):
                pressed = typer.getchar()
                return pressed.lower() if pressed not in ("\x03", "\x04", "\x1b") else "q"
            return "q"
        while True:
            letter = sys.stdin.read(1) if sys.stdin is not None else ""
            if not letter:
                return "q"
            if not letter.isspace():
                return letter.lower()

    def line(self, prompt: str) -> str | None:
        """A line of words; ``None`` when nothing is said."""
        typer.echo(f"  {prompt} ", nl=False, err=True)
        if not self._terminal:
            words = sys.stdin.readline() if sys.stdin is not None else ""
            while words == "\n":  # the end of the line with the letter
                words = sys.stdin.readline()
            typer.echo(words.strip(), err=True)
        else:
            with suppress(EOFError, KeyboardInterrupt):
                return input().strip() or None
            return None
        return words.strip() or None


class _Session:
    """One sitting: the questions, where it stands, and what was said in it."""

    def __init__(self, store: Store, keys: _Keys, asked: list[Question], whole: int) -> None:
        self.made: list[tuple[int, list[Decision]]] = []
        self._store = store
        self._keys = keys
        self._asked = asked
        self._more = whole - len(asked)
        self._at = 0

    def run(self) -> None:
        """Ask until all is answered or it is enough."""
        while self._at < len(self._asked):
            question = self._asked[self._at]
            if not self._is_there(question):  # an earlier answer has settled it
                self._at += 1
                continue
            self._show(question)
            if not self._answered(question):
                return

    def sum_up(self, whole: int) -> str:
        """What was done, and how many are left."""
        answered = len({at for at, _ in self.made})
        left = whole - answered
        return f"{count(answered, 'answer')}, {left if left > 0 else 'none'} left."

    # --- asking ---------------------------------------------------------------------------------------------------

    def _answered(self, question: Question) -> bool:
        """Take keys until the question is dealt with; whether to go on."""
        while True:
            key = self._keys.key()
            if key == "q":
                return False
            if key == "?":
                typer.echo(_HELP)
                continue
            if key == "u":
                if self._undo():
                    return True
                continue
            if key == "s":
                self._at += 1
                return True
            try:
                made = self._said(question, key)
            except UsageError as error:
                talk(f"  {error.sentence}")
                continue
            if made is None:
                talk(f"  “{visible(key)}” is no answer here. {_KEYS[question.kind]} · {_ALWAYS}")
                continue
            if made:
                self.made.append((self._at, made))
                for each in made:
                    talk(f"  {self._store.in_words(each)}")
                self._at += 1
                return True

    def _said(self, question: Question, key: str) -> list[Decision] | None:
        """The decisions that a key comes to, none when nothing was said after all; ``None`` for a key that means nothing."""
        store, is_item = self._store, question.kind in ("hedged", "unconfirmed")
        if key == "d" and question.kind == "closing":
            return say(store, store.accepting(question))
        if key == "a":
            return say(store, store.accepting(question))
        if key == "x":
            from notesight.store import reviewing

            return say(store, reviewing.refuse(question))
        if key == "d" and is_item:
            return say(store, [*store.accepting(question), ("done", question.subject, None)])
        if key == "e" and is_item:
            return self._edit(question)
        if key == "e" and question.kind == "who":
            name = self._keys.line("Name:")
            return say(store, [("renamed", question.subject, name)]) if name else []
        if key.isascii() and key.isdecimal() and question.kind == "who" and 0 < int(key) <= len(question.others):
            return say(store, store.accepting(question, choice=int(key) - 1))
        return None

    def _edit(self, question: Question) -> list[Decision]:
        talk("  Which? s summary · b by · t to · d due · k kind")
        name = _FIELDS.get(self._keys.key())
        if name is None:
            talk("  Nothing was changed.")
            return []
        words = self._keys.line(f"{name.capitalize()}:")
        if words is None:
            talk("  Nothing was changed.")
            return []
        return say(self._store, [("corrected", question.subject, changes(self._store, **{name: words}))])

    def _undo(self) -> bool:
        """Take back the last answer of this sitting and go back to it; whether there was one."""
        if not self.made:
            talk("  Nothing was said yet.")
            return False
        self._at, made = self.made.pop()
        at = datetime.now(UTC)
        with self._store.transaction():
            taken = [self._store.undo(each.id, origin="cli", at=at) for each in reversed(made)]
        for each in taken:
            talk(f"  {self._store.in_words(each)}")
        return True

    # --- showing --------------------------------------------------------------------------------------------------

    def _is_there(self, question: Question) -> bool:
        if question.kind == "closing":
            return question.subject in self._store.closings([question.subject])
        if question.kind in ("hedged", "unconfirmed"):
            return self._store.item(question.subject) is not None
        if question.kind == "rejected":
            return True
        people = [self._store.person(each) for each in (question.subject, *question.others)]
        return all(each is not None for each in people)

    def _show(self, question: Question) -> None:
        left = len(self._asked) - self._at + self._more
        typer.echo()
        show = {
            "closing": self._show_closing,
            "who": self._show_who,
            "same": self._show_same,
            "rejected": self._show_rejected,
        }
        typer.echo(faint(f"{left} left"), nl=False)
        show.get(question.kind, self._show_item)(question)
        if question.document_id is not None and question.start is not None and question.end is not None:
            self._show_words(question.document_id, question.start, question.end)
        typer.echo(faint(f"  {_KEYS[question.kind]} · {_ALWAYS}"))

    def _show_item(self, question: Question) -> None:
        item = self._store.item(question.subject, on=today())
        assert item is not None
        typer.echo(f"  {strong(KINDS[item['kind']])}  {visible(summary(item))}")
        due = f", due {item['due']}" if item["due"] else ""
        typer.echo(f"  {visible(parties(item))}{due}")

    def _show_closing(self, question: Question) -> None:
        item = self._store.item(question.subject, on=today())
        assert item is not None
        looks = HOW[question.how or "kept"].capitalize()
        typer.echo(f"  {strong(looks + '?')}  {KINDS[item['kind']]}: {visible(summary(item))}")
        typer.echo(f"  {visible(parties(item))}, said {item['said_on']}: “{visible(_one_line(item['quote']))}”")

    def _show_who(self, question: Question) -> None:
        person = self._person(question.subject)
        typer.echo(f"  {strong(_TITLES['who'])}  {visible(person['name'])}")
        for number, other in enumerate(question.others[:9], start=1):
            typer.echo(f"  {number}  {visible(_card(self._person(other)))}")

    def _show_same(self, question: Question) -> None:
        typer.echo(f"  {strong(_TITLES['same'])}")
        for each in (question.subject, *question.others):
            typer.echo(f"     {visible(_card(self._person(each)))}")
        typer.echo(wrapped(visible("; ".join(question.reasons)), first="  ", indent=2))

    def _show_rejected(self, question: Question) -> None:
        typer.echo(f"  {strong(_TITLES['rejected'])}  {question.item and _kind(question.item)}")
        typer.echo(wrapped(visible(f"It said: “{' '.join((question.rejected or '').split())}”"), first="  ", indent=2))

    def _show_words(self, document_id: int, start: int, end: int) -> None:
        document = self._store.document(document_id)
        assert document is not None
        text = document.text
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        if start > AROUND:
            before = "… " + before.partition(" ")[2]
        if end + AROUND < len(text):
            after = after.rpartition(" ")[0] + " …"
        around, words, behind = (_one_line(visible(each)) for each in (before, text[start:end], after))
        typer.echo(wrapped(f"{around}{lit(words)}{behind}", first="    ", indent=4))
        title = document.title or f"document {document_id}"
        typer.echo(faint(f"    {visible(title)}, {document.date.isoformat()}, document {document_id}"))

    def _person(self, person_id: str) -> Mapping[str, Any]:
        found = self._store.person(person_id)
        assert found is not None
        return found


def _one_line(text: str) -> str:
    """A text on one line, with a space at either end if it had one."""
    return re.sub(r"\s+", " ", text)


def _kind(kind: str) -> str:
    return {"ask": "Ask", "offer": "Offer", "followup": "Follow-up"}[kind]


def _card(person: Mapping[str, Any]) -> str:
    told = [person[key] for key in ("email", "role", "organization") if person[key]]
    told.append(count(person["documents"], "document"))
    also = f", also {person['also_known_as']}" if person["also_known_as"] else ""
    return f"{person['name']}{also} ({', '.join(told)})"

"""What the templates call: addresses of pages that keep their day, and words for days, people and kinds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from notesight.publish import searching
from notesight.publish.acts import Acts
from notesight.publish.cells import card_anchor, document_path, person_path, thread_path, words_anchor
from notesight.publish.document import DocumentPage
from notesight.publish.facts import DocumentLine, Fact, Party
from notesight.publish.highlight import found_html, visible
from notesight.publish.tables import READABLE
from notesight.publish.words import (
    BADGE_LETTERS,
    CLOSING_WORDS,
    KIND_WORDS,
    SOON_DAYS,
    TOLD_WORDS,
    ago_words,
    counted,
    day_words,
    dollar_words,
    due_words,
    moment_words,
    month_words,
    urgency,
)


class View:
    """What the templates call: addresses of pages, and words for days, people and kinds, as of one day.

    ``today`` is the day the page is seen from; when the reader has asked for another than the real one (``?as_of=``),
    ``as_of`` is that day and every address leads on with it. ``here`` is the address of
    this page: its path, and what it asks for.
    """

    acts: Acts | None = None  # what the buttons need; none for who may only read, and none in the past
    demo = False  # whether the real day is that of the demo's invented year
    kind_words: Mapping[str, str] = {**KIND_WORDS, **TOLD_WORDS}
    closing_words = CLOSING_WORDS
    letters = BADGE_LETTERS
    soon_days = SOON_DAYS

    def __init__(
        self,
        base: str,
        today: date,
        real: date,
        *,
        css: str,
        instance: str,
        alone: bool,
        here: tuple[str, Mapping[str, str]],
    ) -> None:
        self.base = base
        self.today = today
        self.real = real
        self.as_of = today.isoformat() if today != real else ""
        self.css = css
        self.index = f"{instance}-/"
        self.now = instance if alone else f"{base}/-/home"
        self._path, asked = here
        self._asked = {key: value for key, value in asked.items() if key != "as_of"}
        self._day = {"as_of": self.as_of} if self.as_of else {}
        self._query = f"?{urlencode(self._day)}" if self._day else ""
        self.home = self.now + self._query
        self.search = f"{base}/-/search"

    @property
    def without_day(self) -> str:
        """The same page as of today."""
        return self._path + (f"?{urlencode(self._asked)}" if self._asked else "")

    def page(self, name: str, **asked: object) -> str:
        """The address of one of our pages by its name, with what is asked of it."""
        query = {**{key: value for key, value in asked.items() if value not in (None, "")}, **self._day}
        return f"{self.base}/-/{name}" + (f"?{urlencode(query)}" if query else "")

    text = staticmethod(visible)
    counted = staticmethod(counted)
    moment = staticmethod(moment_words)
    dollars = staticmethod(dollar_words)
    card_anchor = staticmethod(card_anchor)
    words_anchor = staticmethod(words_anchor)

    def person(self, person_id: str) -> str:
        """The address of a person's page."""
        return person_path(self.base, person_id, self._query)

    def document(self, document_id: int, fact_id: str | None = None) -> str:
        """The address of a document's page, at the words of a fact when one is given."""
        return document_path(self.base, document_id, fact_id, self._query)

    @property
    def feed(self) -> str:
        """The address of the feed of what came in last."""
        return f"{self.base}/-/feed.atom"

    def thread(self, document_id: int) -> str:
        """The address of the conversation that a document stands in."""
        return thread_path(self.base, document_id, self._query)

    def table(self, table: str, **filters: object) -> str:
        """The address of Datasette's own page of a table, with its filters, showing the columns that a reader wants."""
        asked = [("_col", column) for column in READABLE.get(table, ())] + list(filters.items())
        return f"{self.base}/{table}" + (f"?{urlencode(asked)}" if asked else "")

    def rows(self, table: str, form: str, **filters: object) -> str:
        """The address of the rows of a table for programs, all of them: ``csv`` or ``json``."""
        whole = {"csv": {"_stream": "on"}, "json": {"_shape": "array", "_size": "max"}}[form]
        return f"{self.base}/{table}.{form}?{urlencode({**filters, **whole})}"

    @property
    def standing(self) -> str:
        """Which day the home page shows: "Today, Wed 25 Nov", or "As of Sat 31 Oct"."""
        return f"{'As of' if self.as_of else 'Today,'} {day_words(self.today, self.real)}"

    @staticmethod
    def short_month(month: str) -> str:
        """A month like ``2026-03`` in three letters, January with its year."""
        words = month_words(month)
        return month[:4] if month.endswith("-01") else words[:3]

    @property
    def long_day(self) -> str:
        """The day that the page is seen from, with its year."""
        return f"{day_words(self.today, self.today)} {self.today.year}"

    @staticmethod
    def month(month: str) -> str:
        """A month like ``2026-03`` in words."""
        return month_words(month)

    def day(self, day: date | None) -> str:
        """A day in words, nothing for none."""
        return "" if day is None else day_words(day, self.today)

    def ago(self, day: date | None) -> str:
        """How long ago a day was, nothing for none."""
        return "" if day is None else ago_words(day, self.today)

    def due(self, fact: Fact) -> str:
        """How far the due day of a fact is."""
        return "" if fact.due is None else due_words(fact.due, self.today)

    def urgency(self, fact: Fact) -> str:
        """How pressing a due day is, as a class name; a fact that is settled is not."""
        return "" if fact.due is None or fact.state in {"done", "dismissed"} else urgency(fact.due, self.today)

    def state(self, fact: Fact) -> str:
        """What the owner said about a fact, in words; nothing while it is open."""
        if fact.state == "snoozed" and fact.snoozed_until is not None:
            return "" if fact.snoozed_until <= self.today else f"put off until {self.day(fact.snoozed_until)}"
        return "" if fact.state == "open" else fact.state

    @staticmethod
    def channel(line: DocumentLine | DocumentPage) -> str:
        """Where a document came from, unless its kind says as much: an email that came by mail."""
        said = {line.kind, *(["mail"] if line.kind in {"email", "thread"} else [])}
        return "" if line.channel is None or line.channel in said else line.channel

    @staticmethod
    def who(party: Party | None) -> str:
        """A party by name; the owner is "me"."""
        return visible("someone" if party is None else party.name)

    @staticmethod
    def found(passage: str) -> str:
        """A passage of a search with the found words marked."""
        return found_html(passage, searching.OPENS, searching.CLOSES)

"""Being in touch: when, and by which channel, the owner was last in contact with whom, and with whom it is time again."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from notesight.store import connection, contacts, keeping
from notesight.store.queries import Row


class Touch:
    """The contacts of an open notebook, and the cadences in which the owner wants to keep them."""

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        self._conn = conn
        self._path = path

    def last(self, person_id: str, *, on: date) -> Row | None:
        """The last real contact with a person up to a day: ``day``, ``channel``, ``how``, its document, the ``quote``."""
        with connection.speaking(self._path):
            return contacts.last(self._conn, person_id, on)

    def contacts(self, person_id: str | None = None, *, on: date, limit: int | None = None) -> list[Row]:
        """The contacts with a person, newest first; without one, everybody with the last contact, the latest first."""
        with connection.speaking(self._path):
            most = -1 if limit is None else limit
            if person_id is None:
                return contacts.everybody(self._conn, on, limit=most)
            return contacts.of_person(self._conn, person_id, on, limit=most)

    def of_document(self, document_id: int) -> list[Row]:
        """Who was in touch with the owner in a document: ``person_id``, ``name``, ``day``, ``channel``."""
        with connection.speaking(self._path):
            return contacts.real(self._conn, document_id)

    def number(self, person_id: str | None = None, *, on: date) -> int:
        """How many :meth:`contacts` there are."""
        with connection.speaking(self._path):
            return contacts.number(self._conn, person_id, on)

    def channels(self, *, until: date, since: date | None = None, person_id: str | None = None) -> list[Row]:
        """By which ``channel`` how many ``contacts`` (each a person, a document and a day), with ``people``, the ``last`` day."""
        with connection.speaking(self._path):
            return contacts.channels(self._conn, until, since=since, person_id=person_id)

    def kept(self, *, on: date) -> list[Row]:
        """Everybody with whom the owner keeps in touch: cadence, last contact, when it is due; the soonest first."""
        with connection.speaking(self._path):
            return keeping.standing(self._conn, on)

    def nudges(self, *, on: date, limit: int | None = None) -> list[Row]:
        """Who is due or overdue by a cadence, with the last contact and a reason to write, if there is one."""
        with connection.speaking(self._path):
            return keeping.nudges(self._conn, on, limit=-1 if limit is None else limit)

    def losing(self, *, on: date, limit: int | None = None) -> list[Row]:
        """With whom contact is unusually long ago by their own past, who have no cadence."""
        with connection.speaking(self._path):
            return keeping.losing(self._conn, on, limit=-1 if limit is None else limit)

    def lost(self, *, on: date) -> int:
        """How many :meth:`losing_touch` would give without a limit."""
        with connection.speaking(self._path):
            return keeping.lost(self._conn, on)

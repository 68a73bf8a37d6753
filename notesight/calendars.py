"""Follow-ups as an iCalendar (RFC 5545), for the calendar or the task list of any program.

An entry has the id of its follow-up, so that the same calendar taken in twice makes no doubles, and one that is done is gone
from an address that a program looks at again. Days are whole days; what has no day can only be a task.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from notesight.model import ME

As = Literal["events", "tasks"]
LONGEST = 300
"""Characters of a summary, and of each line below it, at most."""


def calendar(items: Iterable[Mapping[str, Any]], *, as_: As, at: datetime, name: str = "notesight") -> bytes:
    """Rows of follow-ups as one calendar: all-day events of those that are due on a day, or tasks of all.

    ``at`` stands as the moment at which it was made.
    """
    from icalendar import Calendar, Event, Todo

    made = Calendar()
    made.add("prodid", "-//notesight//follow-ups//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"{name}: follow-ups")
    for item in items:
        due = date.fromisoformat(item["due"]) if item["due"] else None
        if as_ == "events" and due is None:
            continue
        entry = Event() if as_ == "events" else Todo()
        entry.add("uid", f"{item['id']}@notesight")
        entry.add("dtstamp", at.astimezone(UTC))
        entry.add("created", datetime.combine(date.fromisoformat(item["said_on"]), time(), UTC))
        entry.add("summary", _plain(item["summary"])[:LONGEST])
        entry.add("description", _described(item))
        if as_ == "tasks":
            entry.add("status", "NEEDS-ACTION")
            if due is not None:
                entry.add("due", due)
        else:
            assert due is not None
            entry.add("dtstart", due)
            entry.add("dtend", due + timedelta(days=1))
            entry.add("transp", "TRANSPARENT")
        made.add_component(entry)
    return bytes(made.to_ical())


def _described(item: Mapping[str, Any]) -> str:
    """Who for whom, the words that it stands on, and where they stand."""
    who = " → ".join("me" if each == ME else each for each in (item["by"], item["to"]) if each)
    lines = (who, f"“{item['quote']}”", f"{item['title']}, {item['said_on']}", f"notesight show {item['id']}")
    return "\n".join(_plain(line)[:LONGEST] for line in lines if line)


def _plain(text: str) -> str:
    """A text on one line, without what no calendar may hold."""
    return "".join(
        " " if each in "\n\r\t\u2028\u2029\x85" else each for each in text if each >= " " or each in "\n\r\t"
    ).strip()

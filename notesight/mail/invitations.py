"""Read an invitation (``text/calendar``): who meets whom, about what, when and where, as lines that a person reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from notesight.model import Address

MAX_CHARS = 1 << 20
_MAX_GUESTS = 100
_FOLDED = re.compile(r"\r?\n[ \t]")
_PARAMETER = re.compile(r';([A-Za-z-]{1,40})=(?:"([^"\n]{0,400})"|([^";:\n]{0,400}))')
_ESCAPE = re.compile(r"\\([\\;,nN])")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?$")
_DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:\d{1,5}S)?)?$")
_MARKUP = re.compile(r"<[^<>]{1,500}>")
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True, slots=True)
class Invitation:
    """One meeting. ``answer`` is True for an acceptance, a refusal or a cancellation: news, and no new meeting."""

    text: str
    organiser: Address
    guests: tuple[Address, ...]
    answer: bool
    by_machine: bool


def invitation(calendar: str, *, described: bool = True) -> Invitation | None:
    """The first meeting in an iCalendar text; None without one. Its description is left out unless ``described``."""
    properties, head = _properties(_FOLDED.sub("", calendar[:MAX_CHARS]))
    start = _moment(*_first(properties, "DTSTART"))
    if start is None:
        return None
    what = _text(_first(properties, "SUMMARY")[1])
    organiser = _person(*_first(properties, "ORGANIZER"))
    guests = tuple(_person(parameters, value) for parameters, value in properties.get("ATTENDEE", [])[:_MAX_GUESTS])
    guests = tuple(guest for guest in dict.fromkeys(guests) if guest not in (organiser, Address()))
    method = head.get("METHOD", "").upper()
    status = _first(properties, "STATUS")[1].upper()
    answer = method in ("REPLY", "CANCEL", "COUNTER", "DECLINECOUNTER") or status == "CANCELLED"
    when = _when(start, _end(properties, start), _first(properties, "DTSTART"))
    verb = "Cancelled" if "CANCEL" in method + status else "Answer" if answer else "We'll meet on"
    lines = [f"{verb} {when}: {what}" if what else f"{verb} {when}"]
    if where := _text(_first(properties, "LOCATION")[1]):
        lines.append(f"Where: {where}")
    if organiser != Address():
        lines.append(f"Invited by: {organiser}")
    if guests:
        lines.append(f"With: {', '.join(str(guest) for guest in guests)}")
    if described and (words := _text(_first(properties, "DESCRIPTION")[1], lines=True)):
        lines += ["", words]
    machine = "google" in head.get("PRODID", "").casefold()
    return Invitation("\n".join(lines) + "\n", organiser, guests, answer, machine)


Property = tuple[dict[str, str], str]


def _properties(calendar: str) -> tuple[dict[str, list[Property]], dict[str, str]]:
    """The properties of the first event, and the ones of the calendar around it; alarms are left out."""
    event: dict[str, list[Property]] = {}
    head: dict[str, str] = {}
    inside: list[str] = []
    for line in calendar.splitlines():
        name, parameters, value = _property(line)
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END" and inside:
            if inside.pop() == "VEVENT":
                break
        elif inside == ["VCALENDAR"]:
            head.setdefault(name, value.strip())
        elif inside[-1:] == ["VEVENT"]:
            event.setdefault(name, []).append((parameters, value))
    return event, head


def _property(line: str) -> tuple[str, dict[str, str], str]:
    at = 0
    while at < len(line) and line[at] not in ";:":
        at += 1
    name, parameters = line[:at].strip().upper(), {}
    while (found := _PARAMETER.match(line, at)) is not None:
        parameters[found[1].upper()] = found[2] if found[2] is not None else found[3]
        at = found.end()
    return name, parameters, line[at + 1 :]


def _first(properties: dict[str, list[Property]], name: str) -> Property:
    return properties.get(name, [({}, "")])[0]


def _text(value: str, *, lines: bool = False) -> str:
    text = _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    text = _MARKUP.sub(" ", text) if lines else text
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip() if lines else " ".join(text.split())


def _person(parameters: dict[str, str], value: str) -> Address:
    address = re.sub(r"^\s{0,4}mailto:", "", value, flags=re.IGNORECASE).strip()
    name = " ".join(parameters.get("CN", "").split()).strip("'\" ")
    if "@" not in address or any(letter in address for letter in " <>,;"):
        address = ""
    return Address("" if name.casefold() == address.casefold() or "@" in name else name[:200], address[:320])


def _moment(parameters: dict[str, str], value: str) -> datetime | date | None:
    found = _STAMP.match(value.strip())
    if found is None:
        return None
    try:
        if found[4] is None or parameters.get("VALUE") == "DATE":
            return date(int(found[1]), int(found[2]), int(found[3]))
        return datetime(*(int(found[n]) for n in range(1, 6)))  # type: ignore[arg-type]  # noqa: DTZ001 - as its clock says
    except ValueError:
        return None


def _end(properties: dict[str, list[Property]], start: datetime | date) -> datetime | date | None:
    end = _moment(*_first(properties, "DTEND"))
    if end is None and (found := _DURATION.match(_first(properties, "DURATION")[1].strip())):
        weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
        try:
            return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
        except OverflowError:
            return None
    if end is not None and not isinstance(end, datetime):
        return end - timedelta(days=1) if end > date.min else None  # a day's end is told as the next day
    return end


def _when(start: datetime | date, end: datetime | date | None, stated: Property) -> str:
    day = _day(start)
    if not isinstance(start, datetime):
        return f"{day} to {_day(end)}" if end is not None and not isinstance(end, datetime) and end > start else day
    zone = stated[0].get("TZID", "").strip("/ ") or ("UTC" if stated[1].strip().endswith("Z") else "")
    until = ""
    if isinstance(end, datetime) and end > start:
        until = f" to {end:%H:%M}" if end.date() == start.date() else f" to {_day(end)}, {end:%H:%M}"
    return f"{day}, {start:%H:%M}{until}" + (f" ({zone[:60]})" if zone else "")


def _day(day: date) -> str:
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"

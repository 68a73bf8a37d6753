"""How figures and errors look: one table, and the errors with the words they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import typer

from notesight import scoring
from notesight.cli.goldfolder import Case
from notesight.cli.readings import Kept, Readings
from notesight.cli.view import KINDS, coloured, count, faint, lit, strong, visible, width, wrapped
from notesight.grounding import Haystack
from notesight.scoring.figures import PARTIES, ROWS, TOLD_ROWS, Ratio

AROUND = 100
"""Characters of a line that are shown before and after the words it is about."""
_INDENT = 6
_LABELS = {
    "people": "people", "asks": "asks", "offers": "offers", "followups": "follow-ups", "items": "all items",
    "introductions": "introduced", "outcomes": "outcomes",
}  # fmt: skip
_TOLD = {
    "introducer": "of the introductions found, by whom is right",
    "sides": "and so is who is brought together with whom",
    "state": "and whether it is asked for, offered, made or has happened",
    "source": "of the outcomes found, from whom is right",
}


class Scored(NamedTuple):
    """One document, its reading, and how both go together."""

    case: Case
    kept: Kept
    match: scoring.Match


def score(cases: Iterable[Case], readings: Readings) -> list[Scored]:
    """Hold each reading against its gold."""
    scored = []
    for case in cases:
        kept = readings.of(case)
        scored.append(Scored(case, kept, scoring.match(case.gold.wanted, kept.found, case.document.text)))
    return scored


def print_figures(scored: Sequence[Scored], reader: str, folder: str) -> None:
    """The one table, and what stands beside it."""
    found = scoring.figures(each.match for each in scored)
    typer.echo(visible(f"{count(len(scored), 'document')} of {folder}, read by {reader}"))
    typer.echo()
    typer.echo(strong(f"{'':12}{'precision':>9}{'recall':>9}{'F1':>8}{'right':>8}{'found':>8}{'wanted':>8}"))
    for row in found.rates:
        rates = found.rates[row]
        shares = f"{rates.precision:>9.3f}{rates.recall:>9.3f}{rates.f1:>8.3f}"
        line = f"{_LABELS[row]:<12}{shares}{rates.right:>8}{rates.found:>8}{rates.wanted:>8}"
        typer.echo(strong(line) if row == "items" else line)
    typer.echo()
    for name, meaning in (
        ("by", "of the items found, who asks, offers or acts is right"),
        ("to", "and so is whom it is for"),
        ("due", "where either has a day, it is the same"),
        ("grounded", "of the quotes stand in their text"),
        ("faultless", "of the documents have no error at all"),
    ):
        typer.echo(_ratio(name, getattr(found, name), meaning))
    for name, ratio in found.told.items():
        typer.echo(_ratio(name, ratio, _TOLD[name]))
    kept = [each.kept for each in scored]
    if refused := sum(each.refused for each in kept):
        typer.echo(_row("refused", str(refused), "said by the reader, but not proved by its words"))
    typer.echo(_row("cost", _cost(kept), _seconds(kept)))
    here = sum(each.fingerprint.startswith("offline:") for each in kept)
    if here and not reader.startswith("offline"):
        typer.echo(f"{count(here, 'private document was', 'private documents were')} read by offline.")


def _ratio(name: str, ratio: Ratio, meaning: str) -> str:
    return _row(name, _share(ratio), f"{ratio.right} of {ratio.of}: {meaning}")


def _row(name: str, value: str, meaning: str) -> str:
    begin = f"{name:<12}{value:>9}  "
    return wrapped(meaning, first=begin, indent=len(begin))


def _cost(kept: Sequence[Kept]) -> str:
    cost, tokens = sum(each.cost_usd for each in kept), _tokens(kept)
    return "–" if tokens and not cost else f"${cost:.4f}"


def _tokens(kept: Sequence[Kept]) -> int:
    return sum(each.input_tokens + each.output_tokens for each in kept)


def _seconds(kept: Sequence[Kept]) -> str:
    seconds = sum(each.seconds for each in kept)
    tokens = _tokens(kept)
    priced = "" if any(each.cost_usd for each in kept) else ", of a price that is not known"
    told = f"{tokens:,} tokens{priced}; " if tokens else ""
    return f"{told}{seconds:.1f} s of reading, {seconds / max(1, len(kept)):.2f} s a document"


# --- errors -------------------------------------------------------------------------------------------------------


def print_errors(scored: Sequence[Scored]) -> None:
    """Every document that is not as its gold says, and in it what is wrong, each in its words."""
    wrong = [each for each in scored if not each.match.faultless or each.kept.error]
    for case, kept, match in wrong:
        typer.echo()
        _head(case)
        if kept.error:
            typer.echo(f"  {_bad('Not read')}: {visible(kept.error)}")
        place = _Place(case.document.text)
        wanted = {each.wanted for each in match.confused}
        found = {each.found for each in match.confused}
        _section("Missed", ((_thing(each), each.quote) for each in match.missed if each not in wanted), place)
        _section("Extra", ((_thing(each), each.quote) for each in match.extra if each not in found), place)
        _section("Wrong kind", ((_confusion(each), each.found.quote) for each in match.confused), place)
        pairs = ((_faults(pair), pair.found.quote) for pair in match.pairs)
        _section("Wrong by, to or due", ((words, quote) for words, quote in pairs if words), place)
        _section("Missed people", ((each.name, each.name) for each in match.missed_people), place, mark=_bad)
        _section("Extra people", ((each.name, each.name) for each in match.extra_people), place)
        _section("Words that stand nowhere", ((_thing(each), each.quote) for each in match.loose), place)
        for name, told in (("introductions", match.introductions), ("outcomes", match.outcomes)):
            if told is not None:
                _told_errors(name, told, place)
    typer.echo()
    typer.echo(f"{count(len(scored) - len(wrong), 'document')} of {len(scored)} without any error.")


def _told_errors(name: str, told: scoring.Told[Any], place: _Place) -> None:
    """What is wrong with the introductions, or with the outcomes, of a document."""
    _section(f"Missed {name}", ((_brought(each), each.quote) for each in told.missed), place)
    _section(f"Extra {name}", ((_brought(each), each.quote) for each in told.extra), place)
    wrong = (
        (f"should be {_brought(goal)}, said {_brought(given)}", given.quote)
        for (goal, given), right in zip(told.pairs, told.right, strict=True)
        if not all(right.values())
    )
    _section(f"Wrong in {name}", wrong, place)


def _brought(told: scoring.Introduction | scoring.Outcome) -> str:
    """An introduction or an outcome in one line."""
    if isinstance(told, scoring.Outcome):
        return f"from {told.source or 'nobody named'}: {told.what or told.quote}"
    sides = " → ".join(each for each in (told.who, told.to) if each)
    return f"{told.by or 'nobody named'} ⇢ {sides} ({told.state})"


def _head(case: Case) -> None:
    what = "mail" if case.gold.kind != "note" else "note"
    title = f", {case.document.title}" if case.document.title else ""
    typer.echo(f"{strong(case.name)}  {faint(visible(f'{what} of {case.gold.date:%a} {case.gold.date}{title}'))}")


def _section(
    heading: str, rows: Iterable[tuple[str, str]], place: _Place, *, mark: Callable[[str], str] | None = None
) -> None:
    shown = list(rows)
    if not shown:
        return
    bad = heading.startswith("Missed")
    typer.echo(f"  {(mark or (_bad if bad else _odd))(heading)}")
    for words, quote in shown:
        typer.echo(wrapped(visible(words), first="    ", indent=8))
        for line in place.lines(quote):
            typer.echo(line)


def _bad(text: str) -> str:
    return typer.style(text, fg="red") if coloured() else text


def _odd(text: str) -> str:
    return typer.style(text, fg="yellow") if coloured() else text


def _thing(thing: scoring.Thing) -> str:
    who = f"{thing.by or 'nobody named'}" + (f" → {thing.to}" if thing.to else "")
    return f"{KINDS[thing.kind]}: {who}" + (f", due {_shown('due', thing)}" if thing.due else "")


def _confusion(confusion: scoring.Confusion) -> str:
    wanted, found = confusion.wanted, confusion.found
    return (
        f"{KINDS[wanted.kind]} is wanted ({_parties(wanted)}), {KINDS[found.kind].lower()} was said ({_parties(found)})"
    )


def _parties(thing: scoring.Thing) -> str:
    return f"{thing.by or 'nobody'} → {thing.to}" if thing.to else thing.by or "nobody"


def _faults(pair: scoring.Pair) -> str:
    wrong = [
        f"{party} should be {_shown(party, pair.wanted)}, said {_shown(party, pair.found)}"
        for party in PARTIES
        if getattr(pair, party) is False
    ]
    return f"{KINDS[pair.wanted.kind]}: {'; '.join(wrong)}" if wrong else ""


def _shown(field: str, thing: scoring.Thing) -> str:
    return _said(field, getattr(thing, field))


def _said(field: str, value: object) -> str:
    if value is None:
        return "no day" if field == "due" else "nobody"
    return f"{value:%a} {value}" if isinstance(value, date) else str(value)


class _Place:
    """Where words stand in a text, shown in their line."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._haystack = Haystack(text)

    def lines(self, quote: str) -> list[str]:
        """The line of the text in which the words stand, with the words lit, broken at the width of the screen."""
        spans = self._haystack.find(quote, whole_words=True) or self._haystack.find(quote)
        if not spans:
            return [faint(wrapped(f"“{' '.join(visible(quote).split())}”", first=" " * _INDENT, indent=_INDENT))]
        start, end = spans[0].start, spans[0].end
        begin = self._text.rfind("\n", 0, start) + 1
        stop = self._text.find("\n", end)
        before = self._text[begin:start].lstrip()
        after = self._text[end : stop if stop >= 0 else len(self._text)].rstrip()
        if len(before) > AROUND:
            before = "… " + before[-AROUND:].partition(" ")[2]
        if len(after) > AROUND:
            after = after[:AROUND].rpartition(" ")[0] + " …"
        return _lit_lines(before, self._text[start:end], after)


def _lit_lines(before: str, words: str, after: str) -> list[str]:
    """Three stretches as lines of the screen, the middle one lit on every line that it reaches."""
    import textwrap

    parts = [" ".join(visible(part).split()) for part in (before, words, after)]
    gaps = [" " if part[-1:].isspace() else "" for part in (before, words)]
    gaps[1] = gaps[1] or (" " if after[:1].isspace() else "")
    whole = parts[0] + gaps[0] + parts[1] + gaps[1] + parts[2]
    start = len(parts[0]) + len(gaps[0])
    end = start + len(parts[1])
    room = max(20, width() - _INDENT - 2)
    lines = textwrap.wrap(whole, room, break_on_hyphens=False, break_long_words=False)
    shown, at = [], 0
    for line in lines:
        at = whole.index(line, at)
        a, b = max(0, start - at), min(len(line), end - at)
        piece = line if a >= b else faint(line[:a]) * bool(a) + lit(line[a:b]) + faint(line[b:]) * bool(line[b:])
        shown.append(" " * _INDENT + (piece if a < b else faint(line)))
        at += len(line)
    return shown


# --- two readers --------------------------------------------------------------------------------------------------


def print_comparison(first: Sequence[Scored], second: Sequence[Scored], readers: tuple[str, str], folder: str) -> None:
    """The figures of two readers side by side, then where they differ, document by document."""
    a, b = (scoring.figures(each.match for each in side) for side in (first, second))
    typer.echo(visible(f"{count(len(first), 'document')} of {folder}"))
    for letter, reader in zip("AB", readers, strict=True):
        typer.echo(f"  {strong(letter)}  {visible(reader)}")
    typer.echo()
    typer.echo(strong(f"{'F1':<12}{'A':>9}{'B':>9}{'B less A':>10}"))
    sides = [[scoring.Counts.of(each.match) for each in side] for side in (first, second)]
    told = [row for row in TOLD_ROWS if row in a.rates]
    for row in (*ROWS, *told):
        apart = scoring.difference(sides[0], sides[1], row)
        line = f"{_LABELS[row]:<12}{a.rates[row].f1:>9.3f}{b.rates[row].f1:>9.3f}{apart.by:>+10.3f}"
        typer.echo(f"{line}  {_chance(apart)}")
    for name in (*PARTIES, "grounded"):
        typer.echo(f"{name:<12}{_share(getattr(a, name)):>9}{_share(getattr(b, name)):>9}")
    for label, of in (("cost", _cost), ("seconds", lambda kept: f"{sum(each.seconds for each in kept):.1f}")):
        typer.echo(f"{label:<12}{of([each.kept for each in first]):>9}{of([each.kept for each in second]):>9}")
    differing = 0
    for one, other in zip(first, second, strict=True):
        found = scoring.compare(one.match, other.match, one.case.document.text)
        if found.same and not one.kept.error and not other.kept.error:
            continue
        differing += 1
        typer.echo()
        _head(one.case)
        for letter, each in zip("AB", (one, other), strict=True):
            if each.kept.error:
                typer.echo(f"  {_bad('Not read')} by {letter}: {visible(each.kept.error)}")
        _print_differences(found, _Place(one.case.document.text))
    typer.echo()
    typer.echo(f"They differ in {count(differing, 'document')} of {len(first)}.")


def _print_differences(found: scoring.Comparison, place: _Place) -> None:
    for n, letter in enumerate("AB"):
        rows = [(_thing(each), each.quote) for each in found.found[n]]
        rows += [(f"Person: {each.name}", each.name) for each in found.people[n]]
        _section(f"Right, and only {letter} found it", rows, place, mark=_good)
    for n, letter in enumerate("AB"):
        rows = [(_thing(each), each.quote) for each in found.extra[n]]
        rows += [(f"Person: {each.name}", each.name) for each in found.extra_people[n]]
        _section(f"Wrong, and only {letter} says it", rows, place, mark=_bad)
    parties = (
        (
            f"{KINDS[wanted.kind]}: {field} should be {_shown(field, wanted)}; "
            + (f"A is right, B says {_said(field, two)}" if right else f"B is right, A says {_said(field, one)}"),
            wanted.quote,
        )
        for wanted, field, right, one, two in found.parties
    )
    _section("Found by both, and one is wrong", parties, place)


def _good(text: str) -> str:
    return typer.style(text, fg="green") if coloured() else text


def _chance(apart: scoring.Difference) -> str:
    told = "more than chance" if apart.more_than_chance else "within chance"
    return "the same" if apart.by == apart.low == apart.high == 0 else f"{told} ({apart.low:+.3f} to {apart.high:+.3f})"


def _share(ratio: Ratio) -> str:
    return "–" if ratio.share is None else f"{ratio.share:.3f}"

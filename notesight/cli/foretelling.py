"""How it looks when a command is asked what it would read and cost, before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from notesight.cli.common import talk
from notesight.cli.view import Column, count, dollars, faint, print_json, print_table, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from notesight.extractors import Estimate, Extractor
    from notesight.foresight import Foreseen

MOST_DOCUMENTS = 20
_COLUMNS = (
    Column("document", "name", rest=True),
    Column("calls", "calls"),
    Column("tokens in", "sent"),
    Column("tokens out", "answered"),
    Column("cost", "cost"),
)


def show(foreseen: Iterable[Foreseen], extractor: Extractor, *, as_json: bool = False) -> int:
    """Print every document that would be read with what that would take, and the sum; how many could not be read."""
    documents: list[Foreseen] = []
    failed = 0
    for each in foreseen:
        if each.error:
            failed += 1
            talk(each.error.sentence if each.name in each.error.sentence else f"{each.name}: {each.error.sentence}")
        else:
            documents.append(each)
    whole = _sum([each.estimate for each in documents])
    reader = extractor.name + (f" {extractor.model}" if extractor.model else "")
    if as_json:
        print_json(
            {
                "documents": [{"name": each.name, **_plain(each.estimate)} for each in documents],
                "total": {"documents": len(documents), **_plain(whole)},
                "extractor": extractor.name,
                "model": extractor.model,
            }
        )
        return failed
    if documents:
        paid = whole.calls > 0
        rows = [_row(each) if paid else {"name": each.name} for each in documents[:MOST_DOCUMENTS]]
        print_table(rows, _COLUMNS if paid else _COLUMNS[:1])
        if (more := len(documents) - MOST_DOCUMENTS) > 0:
            typer.echo(faint(f"and {more:,} more"))
        typer.echo()
    typer.echo(visible(_in_words(len(documents), whole, reader)))
    if whole.calls and whole.cost_usd is None:
        talk(f"What {extractor.model} costs is not known. Say it in USD per million tokens: --price 0.25,2.00")
    elif whole.cost_usd:
        talk("A model that thinks before it answers writes more, and a call that is repeated costs again.")
    talk("Nothing was sent, and nothing was stored.")
    return failed


def _in_words(documents: int, whole: Estimate, reader: str) -> str:
    if not documents:
        return "There is nothing to read."
    read = f"{count(documents, 'document')} would be read by {reader}"
    if not whole.calls:
        return f"{read}, on this machine, at no cost."
    sentence = (
        f"{read}: {count(whole.calls, 'call')}, about {whole.input_tokens:,} tokens in and {whole.output_tokens:,} out"
    )
    if whole.cost_usd is None:
        return f"{sentence}; the price is not known."
    return f"{sentence}, " + (f"about {dollars(whole.cost_usd)}." if whole.cost_usd else "at no cost.")


def _row(each: Foreseen) -> dict[str, Any]:
    estimate = each.estimate
    if not estimate.calls:
        return {"name": each.name, "cost": "on this machine"}
    cost = (
        "not known"
        if estimate.cost_usd is None
        else f"about {dollars(estimate.cost_usd)}"
        if estimate.cost_usd
        else "0"
    )
    return {
        "name": each.name,
        "calls": estimate.calls,
        "sent": f"about {estimate.input_tokens:,}",
        "answered": f"about {estimate.output_tokens:,}",
        "cost": cost,
    }


def _plain(estimate: Estimate) -> dict[str, Any]:
    return {
        "calls": estimate.calls,
        "input_tokens": estimate.input_tokens,
        "output_tokens": estimate.output_tokens,
        "cost_usd": None if estimate.cost_usd is None else round(estimate.cost_usd, 6),
    }


def _sum(estimates: list[Estimate]) -> Estimate:
    from notesight.extractors import Estimate

    costs = [each.cost_usd for each in estimates]
    return Estimate(
        sum(each.calls for each in estimates),
        sum(each.input_tokens for each in estimates),
        sum(each.output_tokens for each in estimates),
        None if None in costs else sum(cost or 0.0 for cost in costs),
    )

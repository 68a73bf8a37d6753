"""The command for programs that talk with the owner: mcp."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli.common import (
    BaseUrl,
    Db,
    Mask,
    MaxCost,
    Model,
    Price,
    Reader,
    chosen,
    extractor,
    opened,
    talk,
    today,
)

if TYPE_CHECKING:
    from notesight.pipeline import Line


@app.command(rich_help_panel="Look")
def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Serve on this machine by HTTP instead of standard input.")
    ] = False,
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65_535, help="The port of --http.")] = 8002,
    write: Annotated[
        bool, typer.Option("--write", help="Let notes be added; without it nothing can be changed.")
    ] = False,
    db: Db = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
) -> None:
    """Tools for agents, by the Model Context Protocol.

    A program such as an assistant starts it and asks; private documents are not shown to it.
    """
    from notesight import toolserver

    options = chosen(reader, model, base_url, mask, price, max_cost)
    with opened(db, create=False, **options) as (_, current):
        path = current.database

    def add_note(text: str, day: date | None) -> dict[str, Any]:
        from notesight import pipeline, sources

        with opened(db, create=False, **options) as (store, settings):
            line: Line = pipeline.Line(store, extractor(settings), settings, today(), date=day, jobs=1)
            (outcome,) = pipeline.add(sources.from_stdin(text.encode()), line)
            if outcome.error is not None:
                raise outcome.error
            assert outcome.document_id is not None
            found = store.items(document=outcome.document_id, on=today())
            people = store.people_of(outcome.document_id)
            return {"document": outcome.document_id, "status": outcome.status, "people": people, "items": found}

    notebook = toolserver.Notebook(path, today)
    made = toolserver.server(notebook, add_note=add_note if write else None)
    if http:
        talk(f"Tools for agents at http://127.0.0.1:{port}/mcp  (Ctrl-C stops)")
    toolserver.serve(made, transport="http" if http else "stdio", port=port)

"""All in which the two lines of Datasette, 0.65 and 1.0, differ for us; nothing else asks which one it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from datasette.version import __version__

V1 = not __version__.startswith("0.")
"""Whether this is the 1.0 line."""

EDIT = "notesight-edit"
"""The permission, in Datasette's sense, to decide about what stands in a notebook; its resource is the database."""

Tables = Mapping[str, Mapping[str, Any]]
"""Settings and descriptions by table, in the form of Datasette's metadata."""


async def ensure_visible(datasette: Any, actor: Any, database: str, tables: Iterable[str]) -> None:
    """Raise Datasette's ``Forbidden`` unless the actor may see all of these tables."""
    if V1:
        from datasette.resources import TableResource

        for table in tables:
            await datasette.ensure_permission(
                action="view-table", resource=TableResource(database=database, table=table), actor=actor
            )
        return
    for table in tables:
        asked = [("view-table", (database, table)), ("view-database", database), "view-instance"]
        await datasette.ensure_permissions(actor, asked)


async def may_see(datasette: Any, actor: Any, database: str, tables: Iterable[str]) -> bool:
    """Whether the actor may see all of these tables."""
    from datasette import Forbidden

    try:
        await ensure_visible(datasette, actor, database, tables)
    except Forbidden:
        return False
    return True


async def may_edit(datasette: Any, actor: Any, database: str) -> bool:
    """Whether Datasette's permissions let the actor decide in this notebook; nobody unless it is configured."""
    if V1:
        from datasette.resources import DatabaseResource

        return bool(await datasette.allowed(action=EDIT, resource=DatabaseResource(database=database), actor=actor))
    return bool(await datasette.permission_allowed(actor, EDIT, resource=database, default=False))


def configured(datasette: Any, actor: Any) -> bool | None:
    """What the plugin's setting ``edit`` says of an actor: an allow block of Datasette's; ``None`` where it says nothing."""
    from datasette.utils import actor_matches_allow

    setting = (datasette.plugin_config("notesight") or {}).get("edit")
    return bool(actor_matches_allow(actor, setting)) if isinstance(setting, dict | bool) else None


def permission_hooks() -> dict[str, Any]:
    """The hooks by which this line of Datasette asks a plugin about :data:`EDIT`."""
    if not V1:

        def permission_allowed(datasette: Any, actor: Any, action: str) -> bool | None:
            return configured(datasette, actor) if action == EDIT else None

        return {"permission_allowed": permission_allowed}
    from datasette.permissions import Action, PermissionSQL
    from datasette.resources import DatabaseResource

    def register_actions() -> list[Any]:
        return [
            Action(name=EDIT, description="Decide about what stands in a notebook", resource_class=DatabaseResource)
        ]

    def permission_resources_sql(datasette: Any, actor: Any, action: str) -> Any:
        said = configured(datasette, actor) if action == EDIT else None
        if said is None:
            return None
        return (PermissionSQL.allow if said else PermissionSQL.deny)(reason="the plugin's setting edit")

    return {"register_actions": register_actions, "permission_resources_sql": permission_resources_sql}


def metadata(datasette: Any, database: str, tables: Tables) -> Tables:
    """What 0.65 is told of the tables: it sets the user's own settings over these, one by one."""
    mine = datasette._metadata_local.get("databases", {}).get(database, {}).get("tables", {})  # noqa: SLF001
    ordered = {table for table, settings in mine.items() if "sort" in settings}
    return {
        table: {key: value for key, value in said.items() if not (key == "sort_desc" and table in ordered)}
        for table, said in tables.items()
    }


def questions(datasette: Any, database: str, asked: Tables) -> dict[str, dict[str, Any]]:
    """The stored queries that 0.65 is told of: those of ours that the user has none of the same name for."""
    mine = datasette.metadata("queries", database=database, fallback=False) or {}
    return {name: dict(question) for name, question in asked.items() if name not in mine}


async def store_questions(datasette: Any, database: str, asked: Tables) -> None:
    """Give 1.0 the stored queries that the user has none of the same name for; 0.65 asks for them by a hook."""
    if not V1:
        return
    for name, question in asked.items():
        if await datasette.get_query(database, name) is None:
            await datasette.add_query(database, name, **question)


async def describe(datasette: Any, database: str, tables: Tables) -> None:
    """Give the tables their settings and descriptions where the user has set none; 0.65 asks for them by a hook."""
    if not V1:
        return
    configured = datasette.config.setdefault("databases", {}).setdefault(database, {}).setdefault("tables", {})
    for table, said in tables.items():
        settings = configured.setdefault(table, {})
        for key, value in said.items():
            if key not in {"description", "columns"} and not (key == "sort_desc" and "sort" in settings):
                settings.setdefault(key, value)
        if "description" in said and "description" not in await datasette.get_resource_metadata(database, table):
            await datasette.set_resource_metadata(database, table, "description", said["description"])
        for column, words in said.get("columns", {}).items():
            if "description" not in await datasette.get_column_metadata(database, table, column):
                await datasette.set_column_metadata(database, table, column, "description", words)

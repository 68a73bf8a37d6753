"""The files that come with the program: prompts and fixtures.

An installed wheel has them inside the package; a checkout has them beside it.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder ``prompts`` or ``fixtures`` of this installation; the checkout's own wins in an editable install."""
    beside = _PACKAGE.parent / name
    return beside if (_PACKAGE.parent / "pyproject.toml").exists() and beside.is_dir() else _PACKAGE / name

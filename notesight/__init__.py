"""notesight: people, asks, offers and follow-ups, read from your notes and mail, each with the words it came from."""

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """``notesight.__version__``, looked up when asked for: the metadata module costs every start 20 ms otherwise."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("notesight")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0"

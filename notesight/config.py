"""Settings: what the user said in the configuration file, in the environment and on the command line.

The later of these wins: built-in default, file, environment, option. The file is flat TOML, found at
``$NOTESIGHT_CONFIG``, else in the user's configuration folder. A key for a model server is read from the
environment only (``NOTESIGHT_API_KEY``, else ``OPENAI_API_KEY``) and is never written anywhere.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from notesight.errors import ConfigError, UsageError
from notesight.model import Owner

APP = "notesight"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be set: its key in the file, its environment variable, what it means."""

    key: str
    variable: str
    meaning: str
    kind: type


OPTIONS: tuple[Option, ...] = (
    Option("name", "NOTESIGHT_NAME", "your own name, as notes and mails write it", str),
    Option("addresses", "NOTESIGHT_ADDRESSES", "your own mail addresses, separated by commas", list),
    Option("database", "NOTESIGHT_DB", "the SQLite file that holds everything", str),
    Option("folder", "NOTESIGHT_FOLDER", "the folder that `notesight watch` reads when none is given", str),
    Option(
        "receive_addresses",
        "NOTESIGHT_RECEIVE_ADDRESSES",
        "addresses that `notesight receive` takes mail for, besides your own",
        list,
    ),
    Option("extractor", "NOTESIGHT_EXTRACTOR", "who reads: `offline` (embedded) or `openai` (a model server)", str),
    Option("model", "NOTESIGHT_MODEL", "the model's name; naming one makes `openai` the extractor", str),
    Option("base_url", "NOTESIGHT_BASE_URL", "the address of an OpenAI-compatible server", str),
    Option(
        "embedding_model",
        "NOTESIGHT_EMBEDDING_MODEL",
        "the server's model for embeddings, which orders matches and adds some; unset: none is asked",
        str,
    ),
    Option("concurrency", "NOTESIGHT_CONCURRENCY", "how many calls to the server are under way at once", int),
    Option("mask", "NOTESIGHT_MASK", "`true`: names and addresses reach a model server only as stand-ins", bool),
    Option(
        "close_by_itself",
        "NOTESIGHT_CLOSE_BY_ITSELF",
        "`true`: what a later document shows for certain to be done closes by itself",
        bool,
    ),
    Option("timeout_seconds", "NOTESIGHT_TIMEOUT_SECONDS", "the longest that reading one document may take", float),
)
_TRUE, _FALSE = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})
_BY_KEY = {option.key: option for option in OPTIONS}
KEY_VARIABLES = ("NOTESIGHT_API_KEY", "OPENAI_API_KEY")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is set, checked.

    ``prices`` maps a model's name to USD per million (input, output) tokens. ``max_cost`` is what one command may spend,
    in USD; it is an option of the command line only, as is ``price`` for the model in use.
    ``prompt`` is a version of the prompt other than the current one; only the command line can name it.
    """

    path: Path
    database: Path
    owner: Owner = Owner()
    extractor: str = "offline"
    model: str | None = None
    prompt: str | None = None
    base_url: str | None = None
    embedding_model: str | None = None
    api_key: str | None = field(default=None, repr=False)
    mask: bool = False
    close_by_itself: bool = False
    concurrency: int = 8
    timeout_seconds: float = 120.0
    folder: Path | None = None
    receive_addresses: tuple[str, ...] = ()
    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    max_cost: float | None = None
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown_base_url(self) -> str | None:
        """The server's address without a user, a password or a query, which may be keys."""
        if self.base_url is None:
            return None
        scheme, _, rest = self.base_url.partition("://")
        return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}"


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the configuration file is, or would be."""
    if named := environ.get("NOTESIGHT_CONFIG"):
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "config.toml"


def load(environ: Mapping[str, str], options: Mapping[str, object | None] | None = None) -> Settings:
    """The settings in force. ``options`` are the command line's, ``None`` where not given.

    Raises ``ConfigError`` with a sentence that names the key and where its value came from.
    """
    path = config_path(environ)
    values, origins = _gather(path, environ, options or {})
    key = next((environ[name].strip() for name in KEY_VARIABLES if environ.get(name, "").strip()), None)
    return _settings(path, values, origins, key)


def _settings(
    path: Path, values: Mapping[str, object], origins: Mapping[str, str], api_key: str | None = None
) -> Settings:
    """Settings out of plain values. Raises ``ConfigError`` for one that cannot be."""
    extractor = values.get("extractor") or ("openai" if "model" in values or "base_url" in values else "offline")
    database = values.get("database")
    return Settings(
        path=path,
        database=Path(str(database)).expanduser() if database else _default_database(),
        owner=_owner(values),
        extractor=str(extractor),
        model=_text(values.get("model")),
        prompt=_text(values.get("prompt")),
        base_url=_base_url(values.get("base_url")),
        embedding_model=_text(values.get("embedding_model")),
        api_key=api_key,
        mask=bool(values.get("mask", False)),
        close_by_itself=bool(values.get("close_by_itself", False)),
        concurrency=_positive_int("concurrency", values.get("concurrency", 8)),
        timeout_seconds=_positive("timeout_seconds", values.get("timeout_seconds", 120.0)),
        folder=Path(str(values["folder"])).expanduser() if values.get("folder") else None,
        receive_addresses=_texts(values.get("receive_addresses")),
        prices=_prices(values.get("prices")) | _price_of(_text(values.get("model")), values.get("price")),
        max_cost=_max_cost(values.get("max_cost")),
        origins=origins,
    )


def set_value(path: Path, key: str, value: str) -> object:
    """Write one setting to the file, keeping the user's own comments and order; the stored value is returned.

    Raises ``UsageError`` for an unknown key and ``ConfigError`` for a value that cannot be.
    """
    option = _option(key)
    stored = _parse(option, value, "the command line")
    if stored in ("", []):
        raise UsageError("A setting cannot be empty.", hint=f"notesight config {key} --unset")
    _settings(path, {key: stored}, {})  # a value that cannot be is said now, and not written
    document = _toml_document(path)
    document[key] = stored
    _write(path, document)
    return stored


def unset(path: Path, key: str) -> bool:
    """Remove one setting from the file; whether it stood there."""
    _option(key)
    document = _toml_document(path)
    if key not in document:
        return False
    del document[key]
    _write(path, document)
    return True


def _gather(
    path: Path, environ: Mapping[str, str], options: Mapping[str, object | None]
) -> tuple[dict[str, object], dict[str, str]]:
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for key, value in _read(path).items():
        if key == "prices":
            values[key] = value
            continue
        if key not in _BY_KEY:
            raise ConfigError(f"{path} sets “{key}”, which is no setting.", hint="notesight config lists the settings.")
        if (checked := _checked(_BY_KEY[key], value, str(path))) not in ("", []):
            values[key] = checked
            origins[key] = "file"
    for option in OPTIONS:
        raw = environ.get(option.variable, "").strip(" ,")
        if raw:
            values[option.key] = _parse(option, raw, f"${option.variable}")
            origins[option.key] = f"${option.variable}"
    for key, value in options.items():
        if value is not None:
            values[key] = value
            origins[key] = "option"
    return values, origins


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.", hint="Mend the line, or move the file away.") from None
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> ConfigError:
    reason = (error.strerror or type(error).__name__).lower()
    return ConfigError(f"{path} cannot be read: {reason}.", hint="Name another file with $NOTESIGHT_CONFIG.")


def _checked(option: Option, value: object, where: str) -> object:
    wanted: tuple[type, ...] = (int, float) if option.kind is float else (option.kind,)
    if option.kind is list and isinstance(value, str):
        return _split(value)
    if not isinstance(value, wanted) or (isinstance(value, bool) and option.kind is not bool):
        raise ConfigError(f"“{option.key}” in {where} has the wrong kind of value.", hint=f"It is {option.meaning}.")
    if isinstance(value, list):
        return [str(each) for each in value]
    return value.strip() if isinstance(value, str) else value


def _parse(option: Option, raw: str, where: str) -> object:
    if option.kind is list:
        return _split(raw)
    if option.kind is bool:
        if (low := raw.strip().casefold()) not in _TRUE | _FALSE:
            raise ConfigError(f"“{option.key}” from {where} is neither true nor false.", hint="Write true or false.")
        return low in _TRUE
    if option.kind in (int, float):
        try:
            return option.kind(raw)
        except ValueError:
            raise ConfigError(f"“{option.key}” from {where} is not a number.") from None
    return raw.strip()


def _split(raw: str) -> list[str]:
    return [each.strip() for each in raw.split(",") if each.strip()]


def _option(key: str) -> Option:
    if key in ("api_key", "key"):
        raise UsageError("A key is never stored.", hint=f"Set it in the environment: {KEY_VARIABLES[0]}.")
    if key not in _BY_KEY:
        raise UsageError(f"There is no setting “{key}”.", hint="notesight config lists the settings.")
    return _BY_KEY[key]


def _owner(values: Mapping[str, object]) -> Owner:
    name = _text(values.get("name"))
    return Owner(names=(name,) if name else (), addresses=_texts(values.get("addresses")))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()


def owner_from(words: list[str]) -> Owner:
    """The owner that ``--me`` names: what has an ``@`` is an address, all else a name."""
    return Owner(
        names=tuple(word for word in words if "@" not in word),
        addresses=tuple(word for word in words if "@" in word),
    )


def _text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None


def _base_url(value: object) -> str | None:
    text = _text(value)
    if text and not text.startswith(("http://", "https://")):
        raise ConfigError(
            "“base_url” must begin with http:// or https://.", hint="For example http://127.0.0.1:11434/v1"
        )
    return text.rstrip("/") if text else None


def _positive(key: str, value: object) -> float:
    if not isinstance(value, int | float) or not value > 0:
        raise ConfigError(f"“{key}” must be a number above zero.")
    return float(value)


def _positive_int(key: str, value: object) -> int:
    number = _positive(key, value)
    if number != int(number):
        raise ConfigError(f"“{key}” must be a whole number.")
    return int(number)


def _prices(value: object) -> dict[str, tuple[float, float]]:
    if value is None:
        return {}
    try:
        assert isinstance(value, dict)
        found = {str(name): (float(row["input"]), float(row["output"])) for name, row in value.items()}
        assert all(map(_is_money, (amount for price in found.values() for amount in price)))
        return found  # noqa: TRY300
    except (AssertionError, KeyError, TypeError, ValueError):
        raise ConfigError(
            "[prices] must give each model an input and an output price.",
            hint='[prices."my-model"] with input = 0.10 and output = 0.40, USD per million tokens.',
        ) from None


def _price_of(model: str | None, value: object) -> dict[str, tuple[float, float]]:
    """The price that an option gives for the model in use: ``INPUT,OUTPUT``, USD per million tokens."""
    if value is None:
        return {}
    try:
        each_way = tuple(map(float, str(value).split(",")))
    except ValueError:
        each_way = ()
    if len(each_way) != 2 or not all(map(_is_money, each_way)):
        raise UsageError(
            "A price is two numbers, USD per million tokens of input and of output.", hint="--price 0.25,2.00"
        )
    return {model: (each_way[0], each_way[1])} if model else {}


def _max_cost(value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or not _is_money(float(value)):
        raise UsageError("--max-cost is an amount of USD, for example 0.50.")
    return float(value)


def _is_money(amount: float) -> bool:
    return 0 <= amount < float("inf")


def _default_database() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "notes.db"


def _toml_document(path: Path) -> dict[str, object]:
    import tomlkit
    from tomlkit.exceptions import ParseError

    try:
        document: dict[str, object] = tomlkit.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (ParseError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.", hint="Mend the line, or move the file away.") from None
    except OSError as error:
        raise _unreadable(path, error) from None
    return document


def _write(path: Path, document: dict[str, object]) -> None:
    """Write the file whole or not at all."""
    import tomlkit

    whole = path.resolve()  # a link stays one
    beside = whole.with_name(f".{whole.name}.{os.getpid()}")
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(tomlkit.dumps(document), encoding="utf-8")
        beside.replace(whole)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigError(
            f"{path} cannot be written: {reason}.", hint="Name another file with $NOTESIGHT_CONFIG."
        ) from None

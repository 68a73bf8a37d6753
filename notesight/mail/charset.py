"""Turn the bytes of a mail into characters, whatever its headers claim about them."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_WIDER = {
    # What mail programs call by the narrow name is as a rule the wider Windows set.
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
}
_UNFIT = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "unicode-escape", "mbcs"})
_META = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_META_WINDOW = 2048


@lru_cache(maxsize=256)
def _codec(name: str) -> str | None:
    """The Python codec for a declared charset, or None for one that is unknown or no charset at all."""
    try:
        info = codecs.lookup(name.strip().strip("\"'").lower())
    except (LookupError, ValueError, UnicodeError):
        return None
    if info.name in _UNFIT or not getattr(info, "_is_text_encoding", True):
        return None
    return _WIDER.get(info.name, info.name)


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of ``data``: as declared where that holds, else UTF-8, else Windows-1252; never an error.

    The result holds no NUL and no lone surrogate, so that it can be stored and printed anywhere.
    """
    if data.isascii() and (declared is None or _codec(declared) in (None, "utf-8", "cp1252")):
        return _clean(data.decode("ascii"))
    codec = _codec(declared) if declared else None
    for name in (codec, "utf-8"):
        if name is None:
            continue
        try:
            return _clean(data.decode(name))
        except (UnicodeError, ValueError):
            continue
    if codec is None or codec in ("utf-8", "cp1252"):
        return _clean(_broken(data))
    return _clean(data.decode(codec, "replace"))


def _broken(data: bytes) -> str:
    """UTF-8 with a few bad bytes stays UTF-8; what is bad more often than good is Windows-1252."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(byte >= 0xC2 for byte in data[:65536]) - bad
    return text if good > 2 * bad else data.decode("cp1252", "replace")


def meta_charset(data: bytes) -> str | None:
    """The charset that an HTML body names itself in its first lines."""
    found = _META.search(data, 0, _META_WINDOW)
    return found.group(1).decode("ascii") if found else None


def _clean(text: str) -> str:
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.removeprefix("\ufeff")

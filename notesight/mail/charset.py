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
_ASCII_ALIKE = frozenset(
    [
        "utf-8",
        "cp1252",
        *(f"iso8859-{n}" for n in range(1, 17)),
        *(f"cp{n}" for n in (437, 850, 852, 866, 874, *range(1250, 1259))),
        "koi8-r",
        "koi8-u",
        "mac-roman",
    ]
)
"""Sets whose lower half is ASCII and that take one byte a letter: in none of them is real text valid UTF-8."""
_ESCAPES = re.compile(rb"\x1b\$[@B]")
_LOOK = 65_536
_PUNCTUATION = "–—‘’“”„‚…€£°§«»·¿¡•™®©\xa0"
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
    """The text of ``data``: as declared where that holds, else as the bytes look; never an error.

    The result holds no NUL and no lone surrogate, so that it can be stored and printed anywhere.
    """
    codec = _codec(declared) if declared else None
    if data.isascii() and (codec is None or codec in _ASCII_ALIKE):
        if codec is None and _ESCAPES.search(data):
            codec = "iso2022_jp"
        else:
            return _clean(data.decode("ascii"))
    # Bytes that happen to be UTF-8 are UTF-8, whatever single-byte set a header claims: "Ã©" is nobody's text.
    for name in ("utf-8", codec) if codec is None or codec in _ASCII_ALIKE else (codec, "utf-8"):
        if name is None:
            continue
        try:
            return _clean(data.decode(name))
        except (UnicodeError, ValueError):
            continue
    if codec is None or codec in ("utf-8", "cp1252"):
        return _clean(_looked_at(data))
    return _clean(data.decode(codec, "replace"))


def _looked_at(data: bytes) -> str:
    """Bytes that are not what they are said to be: UTF-8 with a few that are not, or a set of one byte a letter."""
    if _is_mostly_utf8(data[:_LOOK]):
        # Somebody may have pasted another set into it: line by line, each as what it is.
        return "".join(
            line.decode("utf-8" if _is_mostly_utf8(line) else "cp1252", "replace")
            for line in data.splitlines(keepends=True)
        )
    return data.decode(_guessed(data[:_LOOK]), "replace")


def _is_mostly_utf8(data: bytes) -> bool:
    bad = data.decode("utf-8", "replace").count("\ufffd")
    return not bad or sum(byte >= 0xC2 for byte in data) > 2 * bad


def _guessed(data: bytes) -> str:
    """The set of bytes that are no UTF-8. Western letters win where they are plausible: they are the commonest."""
    western = data.decode("cp1252", "replace")
    strange = [letter for letter in western if ord(letter) > 127]
    plain = sum(letter.isascii() and letter.isalpha() for letter in western)
    if plain >= len(strange) and "\ufffd" not in western:
        likely = sum((letter.isalpha() and letter not in "ÐÞðþ") or letter in _PUNCTUATION for letter in strange)
        if likely >= 0.9 * len(strange):
            return "cp1252"
    for name in ("cp1251", "koi8-r"):
        # Russian is mostly small letters; the one set's small letters are the other's capitals.
        letters = [letter for letter in data.decode(name, "replace") if ord(letter) > 127]
        if sum("а" <= letter <= "ё" for letter in letters) > 0.7 * len(letters):
            return name
    from charset_normalizer import from_bytes

    best = from_bytes(data[:4096], threshold=0.3).best()
    return best.encoding if best is not None and best.encoding != "ascii" else "cp1252"


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

"""From the bytes of an export to its text; programs write UTF-8, some UTF-16."""

from __future__ import annotations

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decoded(data: bytes | str) -> str:
    """The text of an export without a byte order mark and without zeros; what is a text already stays as it is."""
    if isinstance(data, str):
        return data
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace").replace("\0", "\ufffd")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        mended = data.decode("utf-8", "replace")
        text = mended if mended.count("\ufffd") * 50 < len(mended) else data.decode("cp1252", "replace")
    return text.replace("\0", "\ufffd")

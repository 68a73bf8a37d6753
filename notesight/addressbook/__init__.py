"""Address books: people out of other programs' files, and people for other programs.

``cards`` is what is known of somebody and the document it becomes, ``vcard`` the ``.vcf`` files of address books (Apple's and
Google's too), ``tables`` the CSV files of LinkedIn, Google and Outlook. Pure: texts in, cards out, and back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from notesight.addressbook import tables, vcard
from notesight.addressbook.cards import CHANNEL, Card, candidates_of, card_of, document_of, merged
from notesight.addressbook.vcard import written
from notesight.errors import SourceError

__all__ = ["CHANNEL", "Card", "candidates_of", "card_of", "document_of", "merged", "read", "written"]


def read(data: bytes, name: str) -> Iterator[Card | SourceError]:
    """The cards of a file, by its beginning or the end of its name; for what is none, the reason.

    Raises ``SourceError`` for a file that is no address book.
    """
    text = _text(data)
    begins = text.lstrip("\ufeff \t\r\n")[:11].casefold()
    is_vcard = begins == "begin:vcard" or PurePath(name).suffix.casefold() in {".vcf", ".vcard"}
    return vcard.read(text) if is_vcard else tables.read(text)


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

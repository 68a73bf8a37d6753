"""Telephone numbers in a signature, as they are written there. Pure.

A signature holds other numbers too: of the company's register, of an account, a fax, a postcode, a year. A number is one of a
telephone when it begins like one (``+``, ``00``, ``0``, a bracket) or a word for it stands right before it, and no other
word for what it is does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"(?<![\w.,/:£$€@+-])(?:\+|\(\+?)?\d(?:[ ().\u00a0\u2011–/-]{0,3}\d){5,16}(?![\w@]|[.,]\d)")
_LABEL = re.compile(r"[^\W\d_]+(?:\.|\b)|[☎☏✆📞📱🕿]")
_TELEPHONE = frozenset(
    "t tel tél tlf tfno tfn telephone telefon telefono teléfono telefone téléphone telefoon puhelin phone ph p cell c mobile"
    " mob m móvil movil mobil mobiel mobiltelefon portable port handy gsm direct dd office whatsapp signal call ring"
    " ☎ ☏ ✆ 📞 📱 🕿".split()
)
_OTHER = frozenset(
    "fax f telefax vat ust ustid tva iva nif cif reg registered registration register no nr number company charity hrb account"
    " konto iban bic sort code siret siren kvk abn ein id ref po box".split()
)
_NUMBERED = frozenset("no nr number".split())
_DIGITS = re.compile(r"\D")
_FEWEST, _MOST = 7, 15


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as it is written: ``text[start:end] == number``; ``digits`` tell two spellings of one from two."""

    number: str
    start: int
    end: int

    @property
    def digits(self) -> str:
        """See :func:`digits`."""
        return digits(self.number)


def digits(number: str) -> str:
    """The last nine digits of a number: it is written with its country or without."""
    return _DIGITS.sub("", number)[-9:]


def phones(text: str) -> list[Phone]:
    """The telephone numbers of a signature, in their order, each once."""
    found: dict[str, Phone] = {}
    start = 0
    for line in text.splitlines(keepends=True):
        before = 0
        for hit in _NUMBER.finditer(line):
            said, before = line[before : hit.start()], hit.end()
            number = hit[0]
            length = len(_DIGITS.sub("", number))
            if _FEWEST <= length <= _MOST and _is_one(number, said):
                each = Phone(number, start + hit.start(), start + hit.end())
                found.setdefault(each.digits, each)
        start += len(line)
    return list(found.values())


def _is_one(number: str, said: str) -> bool:
    """Whether a number is one of a telephone, with what stands before it in its line, back to the number before."""
    labels = [label.casefold().rstrip(".") for label in _LABEL.findall(said)]
    if len(labels) > 1 and labels[-1] in _NUMBERED and labels[-2] in _TELEPHONE:
        labels.pop()
    near = labels[-1:] if re.search(r"[|·•,;]\s*\S*\s*$", said) else labels[-2:]
    if any(label in _OTHER for label in near):
        return False
    if near and near[-1] in _TELEPHONE:
        return True
    bare = number.lstrip("(")
    return bare.startswith(("+", "0")) and not re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", number)

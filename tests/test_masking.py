"""Masking: nobody's name, address or number is in what is sent, and everything comes back in the document's own words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_openai import FakeOpenAI, completion, said
from hypothesis import given, settings
from hypothesis import strategies as st

from notesight import resources, sources
from notesight.candidates import CandidateItem, CandidatePerson, Candidates, Span
from notesight.config import Settings, owner_from
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.openai import OpenAIExtractor, masking
from notesight.extractors.openai.identifying import WORD, folded_word
from notesight.grounding import ground
from notesight.model import Address, Document, Owner, Part

ON = date(2026, 3, 2)
GOLD = Path(__file__).parent.parent / "fixtures" / "gold"
ME = Owner(("Ines Kaldor",), ("ines@kaldor.example",))
GENERIC = tables.ORGANISATION | tables.TITLES | tables.PARTICLES | {"co", "op", "of", "and", "the"}
"""Words in the names of firms and people that tell what they are, and not which."""


def note(text, **more):
    return Document("k", text, ON, **more)


def masked(text, **more):
    return masking.mask(note(text, **more), ME).document.text


def restored(mask):
    """The real text, put together again from the masked one and its places."""
    text = mask.document.text
    found = [mask.span(at, at + 1) for at in range(len(text))]
    real = mask._real.text
    return "".join(real[span.start : span.end] for span in dict.fromkeys(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Priya Raman needs a CFO.", "Alma Aldbury needs a CFO."),
        ("Met Priya. PRIYA's deck, priya's cat.", "Met Alma. ALMA's deck, alma's cat."),
        ("José Pérez rang; Jose wants Perez & Co.", "Anton Aldbury rang; Anton wants Aldbury & Co."),
        ("Mail priya.raman@lumen.example by Friday", "Mail alma.aldbury@braadine.example by Friday"),
        ("See https://lumen.example/priya or @priyar_92", "See https://braadine.example/page or @caldalto"),
        ("Coffee with Bex in May, at 12:30 on 2026-03-04", "Coffee with Kim in May, at 12:30 on 2026-03-04"),
        ("I Isn't she on the board? Don't ask.", "I Isn't she on the board? Don't ask."),
    ],
)
def test_words_become_stand_ins_of_the_same_sort(text, expected):
    assert masked(text) == expected

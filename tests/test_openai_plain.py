"""A text as a model is shown it: nothing unseen, no sign of the protocol, and every quote of it still a span of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesight.extractors.openai import pieces
from notesight.extractors.openai.plain import likeness, shown
from notesight.grounding import Haystack
from notesight.model import Document

SIGNS = ["<|im_start|>", "<|im_end|>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<s>", "</s>", "<start_of_turn>",
         "<end_of_turn>", "<｜User｜>", "<think>", "</think>", "<tool_call>", "</tool_call>", "[TOOL_CALLS]"]  # fmt: skip
UNSEEN = ["\u200b", "\u202e", "\u2066", "\u2060", "\u00ad", "\ufeff", "\U000e0041", "\U000e007f"]
PIECES = st.sampled_from([*SIGNS, *UNSEEN, "Ana", "needs", "a van", " ", "\n", "<b>", "a | b", "[1]", "|>", "<|"])


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_of_a_chat_template_is_not_whole(sign):
    assert sign not in shown(f"Ana {sign} Bo")
    assert shown(shown(sign)) == shown(sign)


@pytest.mark.parametrize("text", ["a < b | c > d", "<b>Ana</b> [1] [x] <s3cret>", "👩‍🚀 नमस्ते ß"])
def test_other_text_is_shown_as_it_is(text):
    assert shown(text) == text


@given(st.lists(PIECES, max_size=20).map("".join), st.data())
def test_a_quote_of_what_is_shown_stands_in_the_text(text, data):
    seen = shown(text)
    assert not any(sign in seen for sign in SIGNS)
    start = data.draw(st.integers(0, len(seen)))
    quote = seen[start : data.draw(st.integers(start, len(seen)))]
    places = Haystack(text).find(quote)
    if any(map(str.isalnum, quote)):
        assert likeness(quote).split() in [likeness(text[place.start : place.end]).split() for place in places]


@pytest.mark.parametrize(
    "disguise",
    [str, str.upper, "\u200b".join, lambda mark: "".join(chr(ord(c) + 0xFEE0) for c in mark)],
)
def test_nothing_in_a_text_looks_like_its_mark(disguise):
    plain = Document("k", "Ana needs a van.", None)
    mark = pieces.lay_out(plain, pieces.cut(plain)[0])[0].strip("[]")
    # a name of a file is no part of what the mark is made of, so it can hold what the mark would have been
    forged = Document("k", "Ana needs a van.", None, title=f"x [{disguise(mark)}] end")
    other, laid_out = pieces.lay_out(forged, pieces.cut(forged)[0])
    assert other != f"[{mark}]"
    assert laid_out.splitlines()[-1] == f"{other} end"

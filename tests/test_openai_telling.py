"""A letter put into prose: every sentence with its sources, nothing private sent, names masked when asked."""

from pathlib import Path

import pytest
from fake_openai import FakeOpenAI, words

from notesight.config import Settings
from notesight.errors import ConfigError, LimitReached, ServerError, Unreachable
from notesight.extractors.openai.telling import sentences, tell
from notesight.letters import Letter, Line, Section, Told

HERE = Path("here")
LETTER = Letter(
    "Nadia Brook",
    ("Lead.",),
    (
        Section("i_owe", "What I owe them", (Line("Send Nadia Brook the deck", None, 1, "Note", "2026-05-01"),
                                             Line("Lend her 600", None, 2, "Money", "2026-05-02", private=True))),
        Section("looking_for", "What they are looking for", (Line("A van {text}", None, 3, "Note", "2026-05-03"),)),
    ),
    "Nothing.",
)  # fmt: skip


def test_only_sentences_that_name_known_lines_are_kept():
    answer = "You owe her the deck [1].\n- She needs a van. [3]\nShe is nice.\nShe has 600 [2]\nBoth [1, 3]\n[1]\nOne more [9]."
    assert sentences(answer, {1, 3}) == (
        Told("You owe her the deck.", (1,)),
        Told("She needs a van.", (3,)),
        Told("Both.", (1, 3)),
    )
    assert sentences("<think>She [1]\n</think>She needs a van [3]", {1, 3}) == (Told("She needs a van.", (3,)),)


def settings_of(server, **more):
    return Settings(HERE, HERE, model="m", base_url=server.address, **more)


def test_what_is_private_is_not_sent_and_the_prose_stands_in_the_letter():
    with FakeOpenAI(words("You owe her the deck [1]. \nShe got 600 [2].")) as server:
        told = tell(LETTER, settings_of(server))
    assert told.prose == (Told("You owe her the deck.", (1,)),)
    [body] = server.bodies
    said = body["messages"][1]["content"]
    assert ("[1] Send Nadia Brook the deck 2026-05-01" in said, "600" in said, "A van {text}" in said) == (
        True,
        False,
        True,
    )


def test_with_masking_no_name_leaves_and_the_names_come_back():
    def echo(handler, body):
        line = next(line for line in body["messages"][1]["content"].splitlines() if line.startswith("[1]"))
        return words(f"You owe: {line.removeprefix('[1] ')} [1]")(handler, body)

    with FakeOpenAI(echo) as server:
        told = tell(LETTER, settings_of(server, mask=True))
    assert "Nadia" not in str(server.bodies)
    assert told.prose[0].words.startswith("You owe: Send Nadia Brook the deck")


def test_without_a_model_or_money_or_server_it_is_a_sentence():
    with pytest.raises(ConfigError, match="No model is named"):
        tell(LETTER, Settings(HERE, HERE))
    with pytest.raises(Unreachable):
        tell(LETTER, Settings(HERE, HERE, model="m", base_url="http://127.0.0.1:9/v1"))
    with pytest.raises(LimitReached):
        tell(LETTER, Settings(HERE, HERE, model="gpt-4o", api_key="k", max_cost=0.0000001, base_url=None))


def test_a_letter_of_private_lines_alone_asks_nobody():
    section = Section("i_owe", "What I owe them", (Line("Lend her 600", private=True),))
    assert (
        tell(Letter("N", (), (section,), ""), Settings(HERE, HERE, model="m", base_url="http://127.0.0.1:9/v1")).prose
        == ()
    )


def test_a_server_that_fails_is_a_sentence():
    from fake_openai import fault

    with FakeOpenAI(fault(500)) as server, pytest.raises(ServerError):
        tell(LETTER, settings_of(server))

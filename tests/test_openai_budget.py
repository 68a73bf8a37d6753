"""What may be spent: reserved before a call, settled after it, never passed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from fake_openai import FakeOpenAI, about, after, charged, drop, fault, good, unless_sent, words
from hypothesis import given
from hypothesis import strategies as st
from test_openai_seam import ANSWER, FOUND, INVENTED, extractor, note

from notesight.errors import ConfigError, Incomplete, LimitReached
from notesight.extractors.openai import pieces, prices, seam
from notesight.extractors.openai.budget import ANSWER_TOKENS, MARGIN, Budget
from notesight.model import Owner

PRICE = (1.0, 10.0)
ESTIMATED = extractor("http://127.0.0.1:1/v1").estimate(note(), Owner()).input_tokens
"""What asking about a short note is thought to take: the prompt, the schema and the note."""
WORST = prices.cost(PRICE, round((ESTIMATED + 100) * MARGIN), ANSWER_TOKENS)
"""A little more than is reserved for a call about a short note."""
ANSWERED = prices.cost(PRICE, 1000, 100)
"""What the scripted server counts for an answer."""


@pytest.fixture(autouse=True)
def _no_long_backoff(monkeypatch):
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)


def spend(limit, *script, documents=1, concurrency=1, price=PRICE, **more):
    """The readings that came, what ended them, what was spent, and the server."""
    found = []
    own = {"prices": {"gpt-5-mini": price}} if price else {}
    with FakeOpenAI(*script) as server:
        reader = extractor(server.address, max_cost=limit, concurrency=concurrency, **own, **more)
        try:
            for reading in reader.read([note(number=n) for n in range(documents)], Owner()):
                found += [reading]
            error = None
        except (LimitReached, ConfigError) as fatal:
            error = fatal
    return found, error, reader._budget, server


def test_a_limit_stops_before_it_is_passed_and_says_what_was_spent():
    found, error, budget, server = spend(0.06, good(ANSWER), documents=20)
    assert type(error) is LimitReached
    assert (
        error.sentence
        == f"The limit of 0.06 USD is reached: about {len(found) * ANSWERED:.4f} USD were spent, and the next call might pass it."
    )
    assert (budget.spent, server.asked) == (pytest.approx(len(found) * ANSWERED), len(found))
    assert 0 < len(found) < 20
    assert 0.06 - WORST < budget.spent <= 0.06
    assert {body["max_tokens"] for body in server.bodies} == {ANSWER_TOKENS}


def test_calls_at_once_never_reserve_more_than_the_limit_together():
    limit = 3 * WORST + ANSWERED
    found, error, budget, server = spend(limit, after(0.02, good(ANSWER)), documents=80, concurrency=8)
    assert type(error) is LimitReached
    assert server.peak <= 3, "three worst cases fit, and no fourth"
    assert (len(found), budget.reserved, budget.out) == (server.asked, pytest.approx(0.0, abs=1e-12), 0)
    assert budget.spent <= limit


def test_a_limit_that_is_high_enough_stops_nothing():
    found, error, budget, _ = spend(5.0, good(ANSWER), documents=12, concurrency=4)
    assert (len(found), error, budget.spent) == (12, None, pytest.approx(12 * ANSWERED))


def test_nothing_is_sent_when_not_even_one_call_fits():
    found, error, _, server = spend(0.001, good(ANSWER), documents=3)
    assert (found, server.asked) == ([], 0)
    assert error.sentence == "The limit of 0.001 USD is reached: nothing was spent, and the next call might pass it."
    assert spend(0.0, good(ANSWER))[3].asked == 0


def test_every_try_counts():
    [reading], error, budget, server = spend(1.0, good(INVENTED), good(ANSWER))
    assert (error, reading.candidates, server.asked) == (None, FOUND, 2)
    assert budget.spent == pytest.approx(2 * ANSWERED) == pytest.approx(reading.run.cost_usd)
    [reading], _, budget, _ = spend(1.0, words("prose"))
    assert reading.error is not None
    assert reading.run.cost_usd == pytest.approx(budget.spent) == pytest.approx(6 * ANSWERED)


def test_a_refused_call_costs_nothing_and_a_lost_answer_what_was_set_aside_for_it():
    [reading], _, budget, _ = spend(1.0, fault(503), good(ANSWER))
    assert budget.spent == pytest.approx(ANSWERED) == pytest.approx(reading.run.cost_usd)
    [reading], _, budget, _ = spend(1.0, drop(), good(ANSWER))
    assert budget.spent > prices.cost(PRICE, 0, ANSWER_TOKENS), "the server may charge for the answer that was lost"
    assert reading.run.input_tokens == pytest.approx(ESTIMATED + 1000, rel=0.02), "the question was read twice"


def test_a_re_ask_that_does_not_fit_leaves_the_first_answer():
    [reading], error, _, server = spend(WORST + ANSWERED / 2, good(INVENTED), good(ANSWER))
    assert (error, server.asked) == (None, 1)
    assert reading.candidates.items[0].quote == "Nadia wants plumbing"


def test_a_document_whose_money_ends_in_the_middle_keeps_what_was_paid_for(monkeypatch):
    monkeypatch.setattr(pieces.cut, "__defaults__", (60, 0))
    text = "Nadia needs a plumber, says her brother.\n\nOmar Lindqvist can come on Monday and look at it."
    with FakeOpenAI(good(ANSWER)) as server:
        limit = WORST + ANSWERED / 2
        reader = extractor(server.address, max_cost=limit, prices={"gpt-5-mini": PRICE})
        found = []
        with pytest.raises(LimitReached):  # noqa: PT012 (the loop is the point)
            for reading in reader.read([note(text)], Owner()):
                found += [reading]
    assert [(reading.run.incomplete, reading.run.tries) for reading in found] == [(True, 1)]
    assert server.asked == 1
    assert reader._budget.spent == pytest.approx(ANSWERED)


def test_an_answer_that_is_cut_off_is_asked_for_with_more_room():
    [reading], _, _, server = spend(1.0, words('{"people": [', "length"), good(ANSWER))
    assert (reading.candidates, [body["max_tokens"] for body in server.bodies]) == (FOUND, [4096, 8192])


def test_a_server_that_knows_only_the_other_name_of_the_limit_is_told_that_one():
    [reading], error, _, server = spend(1.0, unless_sent("max_tokens", good(ANSWER)))
    assert (reading.candidates, error) == (FOUND, None)
    assert [body.get("max_completion_tokens") for body in server.bodies] == [None, 4096]


def test_a_server_that_takes_no_limit_of_an_answer_gets_no_call_that_could_cost_anything():
    step = unless_sent("max_tokens", unless_sent("max_completion_tokens", good(ANSWER)))
    found, error, _, server = spend(1.0, step)
    assert (found, type(error), server.asked) == ([], ConfigError, 2)
    assert "no limit on the length of an answer" in error.sentence


def test_an_unknown_price_is_refused_with_how_to_say_it():
    with pytest.raises(ConfigError) as caught:
        extractor("https://gateway.example/v1", model="mystery", max_cost=1.0)
    assert caught.value.sentence == "What mystery costs is not known, so --max-cost cannot be kept."
    assert "--price 0.25,2.00" in caught.value.hint
    extractor("https://gateway.example/v1", model="mystery", max_cost=1.0, prices={"mystery": PRICE})


def test_a_server_on_this_machine_costs_nothing_and_is_not_held_back():
    found, error, budget, server = spend(0.0, good(ANSWER), documents=3, price=None)
    assert (len(found), error, budget.spent) == (3, None, 0.0)
    assert "max_tokens" not in server.bodies[0]


def test_a_server_that_counts_nothing_is_counted_by_letters():
    [reading], _, _, _ = spend(1.0, charged(ANSWER, None))
    assert reading.run.input_tokens == pytest.approx(ESTIMATED, rel=0.02)
    assert 40 < reading.run.output_tokens < 200


def test_a_server_that_counts_more_than_we_thought_makes_us_careful():
    _, _, budget, _ = spend(1.0, charged(ANSWER, 4 * ESTIMATED))
    assert budget._margin > 3


@given(
    st.floats(0.0, 3.0),
    st.lists(st.tuples(st.integers(0, 400_000), st.floats(0.0, 1.0)), max_size=12),
    st.integers(1, 5),
)
def test_what_is_spent_and_reserved_never_passes_the_limit(limit, calls, at_once):
    budget = Budget(limit, (1.0, 1.0), "m")
    gate = asyncio.Semaphore(at_once)
    sums, refused = [], []

    async def call(output, share):
        async with gate:
            reserved = await budget.reserve(0, output)
            sums.append(budget.spent + budget.reserved)
            if reserved is None:
                refused.append(output)
                return
            await asyncio.sleep(0)
            budget.settle(reserved, reserved * share)
            sums.append(budget.spent + budget.reserved)

    async def story():
        budget.open()
        await asyncio.gather(*(call(*each) for each in calls))

    asyncio.run(story())
    assert max(sums, default=0.0) <= limit + 1e-6
    assert (budget.reserved, budget.out) == (pytest.approx(0.0, abs=1e-9), 0)
    assert all(prices.cost((1.0, 1.0), 0, output) + budget.spent > 0 for output in refused)


def test_estimates_are_those_of_what_is_sent():
    reader = extractor("http://127.0.0.1:1/v1", prices={"gpt-5-mini": PRICE})
    alone = reader.estimate(note(), Owner())
    assert (alone.calls, alone.cost_usd) == (1, prices.cost(PRICE, alone.input_tokens, alone.output_tokens))
    long = reader.estimate(note("Nadia needs a plumber. " * 1200), Owner())
    assert (long.calls, long.input_tokens > 2 * alone.input_tokens) == (3, True)
    assert reader.estimate(note(private=True), Owner()).calls == 0
    unknown = extractor("https://gateway.example/v1", model="mystery").estimate(note(), Owner())
    assert (unknown.calls, unknown.cost_usd) == (1, None)
    assert replace(unknown, cost_usd=0.0).input_tokens == alone.input_tokens


def test_of_a_document_that_was_read_in_part_only_the_rest_is_estimated(monkeypatch):
    monkeypatch.setattr(pieces.cut, "__defaults__", (60, 0))
    text = "Nadia needs a plumber, says her brother.\n\nOmar Lindqvist can come on Monday and look at it."
    bad = about(
        lambda text: good(ANSWER) if "brother" in text.partition("part 1")[2] else fault(503, x_should_retry="false")
    )
    with FakeOpenAI(bad) as server:
        reader = extractor(server.address)
        [reading] = reader.read([note(text)], Owner())
        assert type(reading.error) is Incomplete
        assert reader.estimate(note(text), Owner()).calls == 2
        assert reader.estimate(note(text), Owner(), reading.run.pieces).calls == 1

"""The models are weighed as CRFsuite weighs them, and what is remembered weighs what its names weigh."""

from __future__ import annotations

from datetime import date
from functools import cache

import pycrfsuite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notesight import sources
from notesight.extractors import offline
from notesight.extractors.offline import crf, items, labeller, names, naming, people, roles
from notesight.extractors.offline.sentences import sentences
from notesight.model import Owner

MODELS = ("items", "names", "by", "to")
MONDAY = date(2026, 3, 2)
SAM = Owner(("Sam Rivera",), ("sam@notes.example",))
NOTE = """Coffee with Tom Baker (Lumen)

- he needs a bookkeeper by Friday, do I know anyone? I said I'd ask Priya.
- Priya's roommate could lend him the van
“Żaneta” will call on Tuesday; their landlord wants the keys back

| who | what |
| Tom | send the figures to Priya |
"""


@cache
def crfsuite(name):
    """CRFsuite's own tagger with a model."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(labeller.MODELS / f"{name}.crfsuite"))
    return tagger


@cache
def known(name):
    """Names of features, most of which the model knows."""
    return st.one_of(
        st.sampled_from(sorted(labeller.model(name)._rows)), st.sampled_from(["w=unheard", "pair=", "żółć"])
    )


@pytest.mark.parametrize("name", MODELS)
@given(data=st.data())
@settings(deadline=None)
def test_every_label_is_as_probable_as_crfsuite_says(name: str, data: st.DataObject) -> None:
    field, tagger, seen = labeller.model(name), crfsuite(name), known(name)
    chain = data.draw(st.lists(st.lists(seen, max_size=30), min_size=1, max_size=12))

    tagger.set(chain)
    told = [[tagger.marginal(label, place) for label in field.labels] for place in range(len(chain))]

    found = field.probabilities([field.sum(field.rows(each)) for each in chain])
    assert [list(map(pytest.approx, row)) for row in told] == [list(row) for row in found]


def test_weights_beyond_all_powers_are_still_weighed() -> None:
    for name in MODELS:
        field = labeller.model(name)
        count = len(field.labels)
        heavy = [tuple(sign * 1e5 * n for n in range(count)) for sign in (1, -1)]

        assert [max(row) for row in field.probabilities(heavy)] == [pytest.approx(1.0)] * 2


def test_a_chain_of_three_labels_is_weighed_as_any_chain() -> None:
    rows = [(0.5, -1.0, 2.0), (0.0, 0.0, 0.0), (-3.0, 1.5, 0.25)]
    after = [(1.0, 0.2, 3.0), (0.5, 0.5, 0.1), (2.0, 1.0, 1.0)]

    assert [pytest.approx(row) for row in crf._chain(rows, after)] == crf._chain_of_three(rows, after)
    assert pytest.approx(crf._sum(rows)) == crf._sum_of_three(rows)


@pytest.mark.parametrize("name", ["by", "to"])
def test_names_made_of_two_are_found_by_what_stands_behind(name: str) -> None:
    field = labeller.model(name)
    left, right = ["subject", "author", "never"], ["kind=ask", "w=send", "w=unheard"]

    for sign in "&|/":
        found = [row for known in field.behind(sign, right) for one, row in known.items() if one in left]
        together = field.behind_together(sign, tuple(right))
        assert sorted(found) == sorted(field.rows(crf.crossed(left, sign, right)))
        for one in left:
            assert together.get(one, (0.0, 0.0, 0.0)) == pytest.approx(
                field.sum(field.rows(crf.crossed([one], sign, right)))
            )


def test_a_file_that_is_no_model_is_refused(tmp_path) -> None:
    good = (labeller.MODELS / "by.crfsuite").read_bytes()
    for data in (b"", b"lCRF", b"PK\x03\x04" + good[4:], good[:5000]):
        (tmp_path / "by.crfsuite").write_bytes(data)
        with pytest.raises(ValueError, match=r"by\.crfsuite is (broken|no model of CRFsuite)"):
            crf.Field(tmp_path / "by.crfsuite")


def test_a_name_weighs_what_the_features_by_name_weigh() -> None:
    field = labeller.model("names")
    none = field.labels.index(labeller.NONE)
    for text, small in ((NOTE, False), (NOTE.lower(), True)):
        read = sentences(text, 0, len(text))
        runs = [run for number, each in enumerate(read) for run in names.runs(number, each, small=small)]

        found = naming.probabilities(read, runs, small=small)

        for chances, shown in zip(found, naming.features(read, runs, small=small), strict=True):
            if shown is not None:
                told = field.probabilities([field.sum(field.rows(each)) for each in shown])
                assert all(
                    chance == pytest.approx(1.0 - row[none]) or chance == 0.0
                    for chance, row in zip(chances, told, strict=True)
                )
        assert max(map(max, found)) > 0.9


def test_a_party_weighs_what_the_features_by_name_weigh() -> None:
    document = sources.document(sources.Raw(NOTE.encode(), "note", "a test"), date=MONDAY, today=MONDAY)
    read = [(part, sentences(document.text, part.start, part.end)) for part in offline.parts(document)]
    cast = people.find(document, [sentence for _, said in read for sentence in said], SAM)
    claims = [claim for chain in items.chains(document, read, cast, SAM) for claim in items._claims(chain)]

    for claim in claims:
        those, said = roles.candidates(claim, cast), roles.words(claim)
        for model, by in (("by", None), ("to", those[-1])):
            field = labeller.model(model)
            told = [field.sum(field.rows(each)) for each in roles.features(those, said, by)]
            assert [pytest.approx(row) for row in told] == list(roles._weighed(field, those, said, by))
    assert len(claims) > 2


def test_a_clause_weighs_what_its_features_by_name_weigh() -> None:
    field = labeller.model("items")
    document = sources.document(sources.Raw(NOTE.encode(), "note", "a test"), date=MONDAY, today=MONDAY)
    read = [(part, sentences(document.text, part.start, part.end)) for part in offline.parts(document)]
    cast = people.find(document, [sentence for _, said in read for sentence in said], SAM)

    chains = list(items.chains(document, read, cast, SAM))

    for chain in chains:
        told = [field.sum(field.rows(names)) for names in chain.features]
        assert [pytest.approx(row) for row in told] == [field.weigh(shown) for shown in chain.shown]
    assert sum(len(chain.features) for chain in chains) > 5


def test_what_is_remembered_is_forgotten_again_before_there_is_too_much_of_it(monkeypatch) -> None:
    monkeypatch.setattr(crf, "_MOST_REMEMBERED", 2)
    remembered = labeller.model("by").remembered[lambda word: (f"subject&{word}",)]

    weighed = [remembered[word] for word in ("kind=ask", "kind=offer", "kind=followup", "kind=ask")]

    assert weighed == [
        labeller.model("by").sum(labeller.model("by").rows([f"subject&kind={kind}"]))
        for kind in ("ask", "offer", "followup", "ask")
    ]
    assert len(remembered) <= 2

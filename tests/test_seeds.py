"""The seeds are tested like code. What fails here is mended in ``seeds/``; ``kg check`` names the lines."""

from __future__ import annotations

import re

import pytest

from kg import load, paths, validate, vocab
from kg.errors import Problem
from kg.model import Records

#: The graphic whose claims this graph puts to the test: each of them points at the passage that makes it.
GRAPHIC = "cnyes-168485"


@pytest.fixture(scope="module")
def checked() -> tuple[Records, list[Problem]]:
    problems: list[Problem] = []
    ontology = vocab.load()
    records = load.load(paths.shipped("seeds"), ontology, problems)
    return records, problems + validate.validate(records, ontology)


def test_no_errors(checked: tuple[Records, list[Problem]]) -> None:
    assert [str(p) for p in sorted(checked[1]) if p.severity == "error"] == []


def test_the_shapes_hold(checked: tuple[Records, list[Problem]]) -> None:
    from kg import shacl

    if any(p.severity == "error" for p in checked[1]):
        pytest.fail("shapes wait until the errors are mended: kg check")
    assert [str(p) for p in shacl.check(checked[0], vocab.load())] == []


def test_there_is_enough_to_ask(checked: tuple[Records, list[Problem]]) -> None:
    assert len(checked[0].entities) >= 150
    assert len(checked[0].claims) >= 600


def test_every_claim_has_evidence(checked: tuple[Records, list[Problem]]) -> None:
    assert [str(c.where) for c in checked[0].claims if not c.evidence] == []


def test_no_source_is_an_orphan(checked: tuple[Records, list[Problem]]) -> None:
    assert [str(p) for p in sorted(checked[1]) if p.rule == "orphan-source"] == []


def test_claims_of_the_graphic_point_at_their_passage(checked: tuple[Records, list[Problem]]) -> None:
    records = checked[0]
    used = [(claim, item) for claim in records.claims for item in claim.evidence if item.source == GRAPHIC]
    assert len(used) >= 30
    assert [str(item.where) for _, item in used if item.locator not in records.sources[GRAPHIC].passages] == []


def test_every_passage_of_the_graphic_is_put_to_use(checked: tuple[Records, list[Problem]]) -> None:
    records = checked[0]
    used = {item.locator for claim in records.claims for item in claim.evidence if item.source == GRAPHIC}
    assert len(used & records.sources[GRAPHIC].passages.keys()) >= 20


def test_every_entity_has_an_english_name(checked: tuple[Records, list[Problem]]) -> None:
    assert [e.id for e in checked[0].entities.values() if not e.name.get("en")] == []


def test_chinese_names_are_chinese_where_given(checked: tuple[Records, list[Problem]]) -> None:
    """In both scripts of one language under its own tag; a name in Latin letters needs no second label."""
    wrong = [
        str(entity.where)
        for entity in checked[0].entities.values()
        for language, name in entity.name.items()
        if language.startswith("zh") and not re.search(r"[\u3400-\u9fff]", name)
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", ["Country", "Topic"])
def test_what_chinese_readers_have_a_word_for_has_it(checked: tuple[Records, list[Problem]], kind: str) -> None:
    ontology = vocab.load()
    wanting = [e.id for e in checked[0].entities.values() if ontology.is_a(e.type, kind) and "zh-Hant" not in e.name]
    assert wanting == []


def test_descriptions_come_in_both_languages(checked: tuple[Records, list[Problem]]) -> None:
    both = [e for e in checked[0].entities.values() if e.description and {"en", "zh-Hant"} - e.description.keys()]
    assert [f"{e.where}: {e.id}" for e in both] == []


def test_nothing_from_the_future(checked: tuple[Records, list[Problem]]) -> None:
    assert [str(p) for p in sorted(checked[1]) if p.rule == "future-date"] == []

"""The seeds are tested like code. What fails here is mended in ``seeds/``; ``kg check`` names the lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import claims, conflicts, datatests, load, paths, quality, rdf, rings, validate, vocab
from kg.errors import Problem
from kg.model import Records
from kg.store import Store

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
    assert len(checked[0].entities) >= 400
    assert len(checked[0].claims) >= 2000


@pytest.fixture(scope="module")
def graph(checked: tuple[Records, list[Problem]]) -> Store:
    return Store.in_memory(rdf.quads(checked[0], vocab.load()))


def test_rivals_stand_side_by_side(graph: Store) -> None:
    found = conflicts.find(claims.fetch(graph), vocab.load())
    assert len(found) >= 50
    assert sum(claim.is_refuted for claim in claims.fetch(graph)) >= 10


def test_money_goes_round(graph: Store) -> None:
    assert len(rings.loops(graph, vocab.load(), longest=4)) >= 30


def test_a_fifth_of_the_money_claims_has_two_independent_sources(graph: Store) -> None:
    found = {m.name: m for m in quality.measure(graph, vocab.load())}
    money = found["money claims with two or more independent sources"]
    assert money.part * 5 >= money.whole > 500


def test_figures_are_plausible_and_nothing_has_two_names(checked: tuple[Records, list[Problem]]) -> None:
    found = [*datatests.implausible(checked[0], vocab.load()), *datatests.spellings(checked[0], vocab.load())]
    assert [str(problem) for problem in found] == []


@pytest.mark.parametrize("path", sorted(paths.shipped("seeds").glob("*.yaml")), ids=lambda path: path.stem)
def test_files_are_in_order(path: Path) -> None:
    """Entities and sources by id, so that two people add to a file without meeting; mend by moving the block."""
    ids = [line[:-1] for line in path.read_text(encoding="utf-8").splitlines() if re.fullmatch(r"[a-z0-9-]+:", line)]
    ids = [name for name in ids if name != "claims"]
    assert ids == sorted(ids)


def test_every_entity_of_a_claim_file_is_defined_once(checked: tuple[Records, list[Problem]]) -> None:
    assert [str(p) for p in checked[1] if p.rule in ("duplicate-id", "duplicate-name", "confusable-name")] == []


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

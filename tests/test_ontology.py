"""The ontology is data, and tested like code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import RdfFormat, Store, parse

from kg import paths, vocab
from kg.terms import KG, OWL, PREFIXES, RDFS, TYPE, Literal, NamedNode, Quad

if TYPE_CHECKING:
    from kg.vocab import Ontology

BOTH = {"en", "zh-hant"}
#: What properties may have as domain or range beside entities.
OTHER_KINDS = {"Claim", "Source", "Date"}
DATATYPES = {"decimal", "langString", "string", "boolean", "anyURI", "Date"}


@pytest.fixture(scope="module")
def triples() -> list[Quad]:
    return vocab.read(paths.shipped("ontology") / "kg.ttl")


def of_type(triples: list[Quad], *kinds: NamedNode) -> set[NamedNode]:
    return {
        q.subject for q in triples if q.predicate == TYPE and q.object in kinds and isinstance(q.subject, NamedNode)
    }


def languages(triples: list[Quad], predicate: NamedNode) -> dict[object, list[str]]:
    found: dict[object, list[str]] = {}
    for quad in triples:
        if quad.predicate == predicate and isinstance(quad.object, Literal):
            assert quad.object.value.strip(), quad
            found.setdefault(quad.subject, []).append(quad.object.language or "")
    return found


def test_there_is_enough_to_say(ontology: Ontology) -> None:
    assert len([c for c in ontology.classes.values() if "Entity" in c.ancestors]) >= 35
    assert len(ontology.properties) >= 70
    assert sum(prop.is_relation for prop in ontology.properties.values()) >= 40


def test_every_term_has_one_label_and_one_comment_in_each_language(triples: list[Quad]) -> None:
    labels, comments = languages(triples, RDFS.label), languages(triples, RDFS.comment)
    named = {q.subject for q in triples if q.predicate == TYPE and str(q.subject).startswith(f"<{PREFIXES['kg']}")}
    explained = of_type(triples, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    words = of_type(triples, KG.Stage, KG.Status, KG.Bound, KG.Tier, KG.SourceType)
    assert {term for term in named if sorted(labels.get(term, [])) != sorted(BOTH)} == set()
    missing = {term for term in explained | words if sorted(comments.get(term, [])) != sorted(BOTH)}
    assert {term for term in missing if term.value.startswith(PREFIXES["kg"])} == set()


def test_labels_name_one_property_each(ontology: Ontology) -> None:
    for language in ("en", "zh-Hant"):
        labels = [prop.label[language] for prop in ontology.properties.values()]
        assert sorted({label for label in labels if labels.count(label) > 1}) == []


def test_domains_and_ranges_exist(ontology: Ontology) -> None:
    kinds = ontology.classes.keys() | OTHER_KINDS | ontology.words.keys()
    for prop in [*ontology.properties.values(), *ontology.qualifiers.values()]:
        assert prop.range in (kinds if prop.is_relation else DATATYPES), prop.name
        assert prop.domain in kinds or prop.is_qualifier, prop.name


def test_relations_can_be_read_both_ways_and_drawn(ontology: Ontology) -> None:
    for prop in ontology.properties.values():
        if prop.is_relation:
            assert prop.inverse_label.keys() == {"en", "zh-Hant"}, prop.name
            assert prop.family in ontology.families, prop.name
        assert prop.money_flow in (None, "SubjectToObject", "ObjectToSubject"), prop.name
        assert prop.seed_key == prop.name, prop.name


def test_figures_have_a_dimension_with_units(ontology: Ontology) -> None:
    for prop in [*ontology.properties.values(), *ontology.qualifiers.values()]:
        if prop.range == "decimal":
            assert prop.dimension in ontology.dimensions, prop.name
    for dimension in ontology.dimensions.values():
        assert dimension.units or dimension.name == "Any"


def test_colours_are_colours(triples: list[Quad], ontology: Ontology) -> None:
    colours = [q for q in triples if q.predicate in (KG.color, KG.colorDark)]
    assert len(colours) > 40
    assert [q for q in colours if not re.fullmatch("#[0-9A-F]{6}", getattr(q.object, "value", ""))] == []
    for found in ontology.classes.values():
        if "Entity" in found.ancestors:
            assert found.style.keys() >= {"color", "colorDark", "shape", "order"}, found.name


def test_no_two_terms_share_a_name(triples: list[Quad]) -> None:
    """A word, a class and a family may not be one term: a claim's stage would then be a kind of entity."""
    kinds: dict[object, set[str]] = {}
    for quad in triples:
        if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
            kinds.setdefault(quad.subject, set()).add(quad.object.value)
    words = {KG[kind].value for kind in ("Stage", "Status", "Bound", "Tier", "SourceType", "MoneyFlow")}
    assert {term for term, found in kinds.items() if found & words and len(found) > 1} == set()


def test_every_kg_term_that_is_used_is_declared(triples: list[Quad]) -> None:
    declared = {q.subject for q in triples if q.predicate == TYPE}
    used = {term for q in triples for term in (q.subject, q.predicate, q.object) if isinstance(term, NamedNode)}
    assert {term for term in used if term.value.startswith(PREFIXES["kg"])} <= declared


def test_shapes_speak_of_declared_terms(triples: list[Quad]) -> None:
    declared = {q.subject for q in triples if q.predicate == TYPE}
    shapes = list(parse(path=str(paths.shipped("ontology") / "shapes.ttl"), format=RdfFormat.TURTLE))
    own = {q.subject for q in shapes}
    used = {q.object for q in shapes if isinstance(q.object, NamedNode) and q.object.value.startswith(PREFIXES["kg"])}
    assert used - own <= declared


def test_the_types_of_sources_stand_in_their_order(ontology: Ontology) -> None:
    from kg import load

    assert load.source_types(ontology) == [
        "Article", "PressRelease", "Filing", "Paper", "Post", "Report", "Dataset", "Reference"
    ]  # fmt: skip


def test_rules_parse() -> None:
    rules = sorted((paths.shipped("ontology") / "rules").glob("*.rq"))
    assert len(rules) >= 5
    for path in rules:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# "), f"{path.name} does not say what it is for"
        Store().query(text, prefixes=PREFIXES)

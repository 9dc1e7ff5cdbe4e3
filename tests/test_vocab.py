from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg import vocab
from kg.errors import KGError

if TYPE_CHECKING:
    from kg.vocab import Ontology

PREFIXES = """\
@prefix kg: <https://w3id.org/aikg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def test_a_class_has_its_ancestors_nearest_first_and_their_style(ontology: Ontology) -> None:
    lab = ontology.classes["VentureCapitalFirm"]
    assert lab.ancestors[:3] == ("VentureCapitalFirm", "Investor", "Organization")
    assert lab.ancestors[-1] == "Entity"
    assert lab.style["group"] == "Investor"
    assert lab.label == {"en": "venture capital firm", "zh-Hant": "創投"}
    assert ontology.is_a("AILab", "Actor")
    assert not ontology.is_a("Actor", "AILab")
    assert not ontology.is_a("Nothing", "Nothing")


def test_a_property_is_read_whole(ontology: Ontology) -> None:
    invests = ontology.properties["investsIn"]
    assert (invests.domain, invests.range, invests.family, invests.money_flow) == (
        "Actor",
        "Entity",
        "Capital",
        "SubjectToObject",
    )
    assert invests.is_relation
    assert not invests.is_qualifier
    assert invests.inverse_label["en"] == "has investor"
    budget = ontology.properties["budget"]
    assert (budget.dimension, budget.minimum, budget.is_relation) == ("Money", Decimal(0), False)


def test_qualifiers_go_by_their_short_words(ontology: Ontology) -> None:
    keys = {
        "low",
        "high",
        "confidence",
        "cites",
        "at",
        "from",
        "until",
        "horizon",
        "said",
        "by",
        "amount",
        "share",
        "quantity",
        "bound",
        "stage",
        "basis",
        "role",
    }
    assert keys | {"status", "reason", "disputes", "refutes", "note"} == ontology.qualifiers.keys()
    assert ontology.qualifiers["by"].iri == "http://www.w3.org/ns/prov#wasAttributedTo"
    assert not ontology.qualifiers.keys() & ontology.properties.keys()


def test_words_stand_in_their_order(ontology: Ontology) -> None:
    assert ontology.words["Stage"] == ["Rumoured", "Intended", "Committed", "Completed", "Cancelled"]
    assert ontology.words["Tier"] == ["Primary", "Established", "Secondary", "Weak"]
    assert ontology.word_labels["AtMost"]["zh-Hant"] == "至多"


def test_dimensions_have_units_and_bounds(ontology: Ontology) -> None:
    assert {"USD", "TWD", "EUR"} <= ontology.dimensions["Money"].units
    assert "XXY" not in ontology.dimensions["Money"].units
    share = ontology.dimensions["Share"]
    assert (share.units, share.minimum, share.maximum) == ({"%"}, 0, 100)


def test_a_new_property_needs_no_python(tmp_path: Path) -> None:
    turtle = (
        PREFIXES
        + """
kg:Entity a owl:Class .
kg:Robot a owl:Class ; rdfs:subClassOf kg:Entity .
kg:repairs a owl:ObjectProperty ; rdfs:domain kg:Robot ; rdfs:range kg:Robot ; rdfs:label "repairs"@en .
"""
    )
    (tmp_path / "kg.ttl").write_text(turtle)
    found = vocab.load(tmp_path)
    assert found.properties["repairs"].range == "Robot"
    assert found.is_a("Robot", "Entity")


def test_a_broken_ontology_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "kg.ttl").write_text(PREFIXES + "kg:Entity a owl:Class\nkg:Other a owl:Class .\n")
    with pytest.raises(KGError, match=r"kg\.ttl:6:\d+: error: .* \[turtle\]"):
        vocab.load(tmp_path)
    with pytest.raises(KGError, match=r"kg\.ttl: error: cannot be read"):
        vocab.load(tmp_path / "nowhere")


def test_what_else_the_ontology_says_of_a_property(ontology: Ontology) -> None:
    assert ontology.properties["staffCount"].half_life == 12
    assert ontology.properties["founded"].half_life is None
    assert ontology.properties["founded"].inverse_matches == ("P112",)
    assert "P571" in ontology.properties["foundedOn"].matches
    assert "Q5" in ontology.classes["Person"].matches
    assert ontology.properties["powerCapacity"].plausible["GW"] == (Decimal("0.01"), Decimal(150))
    assert ontology.properties["remark"].plausible == {}


def test_a_plausible_range_is_no_wider_than_what_is_allowed(ontology: Ontology) -> None:
    """In a unit that the property may have, and the least below the most."""
    properties = [*ontology.properties.values(), *ontology.qualifiers.values()]
    for prop in (prop for prop in properties if prop.plausible):
        dimension = ontology.dimensions[prop.dimension or "Any"]
        assert prop.plausible.keys() <= dimension.units, prop.name
        assert all(least < most for least, most in prop.plausible.values()), prop.name

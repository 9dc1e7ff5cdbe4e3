"""The schema for editors: up to date, made of the ontology, and no stricter than ``kg check``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kg import paths, schema

if TYPE_CHECKING:
    from kg.vocab import Ontology


def test_the_committed_schema_is_up_to_date() -> None:
    committed = (paths.shipped("seeds") / "schema.json").read_text(encoding="utf-8")
    assert committed == schema.text(), "python -m kg.schema > seeds/schema.json"


def test_it_knows_what_the_ontology_knows(ontology: Ontology) -> None:
    defs = json.loads(schema.text())["$defs"]
    claim = defs["claim"]["properties"]
    assert claim.keys() == {*ontology.properties, *ontology.qualifiers, "evidence", "id"}
    assert defs["topicClaim"]["properties"].keys() - claim.keys() == {"subject"}
    assert all(value.get("description") for value in claim.values())
    classes = {choice["const"] for choice in defs["entity"]["properties"]["type"]["oneOf"]}
    assert {"Company", "AILab"} <= classes
    assert "Claim" not in classes
    stages = claim["stage"]["oneOf"]
    assert stages[0] == {"const": "Rumoured", "description": "Reported from unnamed people; talks."}
    assert defs["source"]["required"] == ["type", "title", "url", "tier"]


def test_every_reference_and_pattern_is_sound() -> None:
    document = json.loads(schema.text())
    todo: list[Any] = [document]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            todo += node.values()
            if isinstance(reference := node.get("$ref"), str):
                assert reference.removeprefix("#/$defs/") in document["$defs"], reference
            if isinstance(pattern := node.get("pattern"), str):
                re.compile(pattern)


def test_amounts_of_money() -> None:
    pattern = json.loads(schema.text())["$defs"]["numberMoney"]["pattern"]
    assert re.search(pattern, "500e9 USD")
    assert re.search(pattern, "-1.5 EUR")
    for wrong in ("500e9", "€5", "500 billion USD", "5 XXY", "1,5 USD"):
        assert not re.search(pattern, wrong)

"""The JSON Schema of seed files, for completion and first checks in editors; made from the ontology.

``python -m kg.schema > seeds/schema.json`` writes it anew. The schema does not know which entities and
sources exist, nor what a claim needs beside its evidence: ``kg check`` does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from kg import load, paths, vocab
from kg.terms import RDFS, local
from kg.vocab import Dimension, Ontology, Property

Schema = dict[str, Any]
#: Local name of a term of the ontology to what it says of it in English.
Comments = Mapping[str, str]

ID = "^(?!claims$)[a-z0-9][a-z0-9-]{0,80}$"
LANGUAGE = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
NUMBER = r"[+-]?\d+(\.\d+)?(e\+?\d{1,2})?"
EVIDENCE = "^[a-z0-9][a-z0-9-]{0,80}(#.+)?$"
DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def schema(ontology: Ontology, comments: Comments) -> Schema:
    """The schema of both kinds of seed file: those with entities and claims, and those with sources."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/aikg/seeds/schema.json",
        "title": "Seeds of the AI-industry knowledge graph",
        "description": "Entities, sources and claims; made from ontology/kg.ttl by python -m kg.schema.",
        "type": "object",
        "properties": {"claims": {"type": "array", "items": _ref("topicClaim"), "description": "Claims by topic."}},
        "patternProperties": {ID: {"anyOf": [_ref("entity"), _ref("source")]}},
        "additionalProperties": False,
        "$defs": {
            **_values(ontology),
            "entity": _entity(ontology, comments),
            "source": _source(ontology, comments),
            "claims": {"type": "array", "items": _ref("claim")},
            "claim": _claim(ontology, comments),
            "topicClaim": _claim(ontology, comments, subject=True),
        },
    }


def _values(ontology: Ontology) -> Schema:
    """What several keys may hold."""
    text = {"type": "string"}
    number = {"type": "integer", "minimum": 0}
    return {
        "id": {"type": "string", "pattern": ID},
        "ids": {"anyOf": [_ref("id"), {"type": "array", "items": _ref("id")}]},
        "date": {"type": ["string", "integer"], "pattern": DATE},  # editors read 2025 as a number
        "url": {"type": "string", "pattern": "^https?://"},
        "word": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "evidence": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": EVIDENCE}},
        "texts": {"anyOf": [text, _by_language(text)]},
        "names": _by_language({"type": "array", "items": text}),
        "passage": _object({"start": number, "end": number, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}),
        **{f"number{dimension.name}": _number(dimension) for dimension in ontology.dimensions.values()},
    }


def _number(dimension: Dimension) -> Schema:
    if not dimension.units:
        return {"type": ["string", "number"], "pattern": f"^{NUMBER}( +\\S+)?$"}
    return {"type": "string", "pattern": f"^{NUMBER} +({'|'.join(sorted(dimension.units))})$"}


def _entity(ontology: Ontology, comments: Comments) -> Schema:
    classes = [c.name for c in ontology.classes.values() if "Entity" in c.ancestors]
    known = {
        "type": _words(classes, comments, "The class of the entity."),
        "name": _ref("texts", "What it is called: in English always, in Chinese where a name is in use."),
        "aliases": _ref("names", "Other names, by language."),
        "description": _ref("texts", "What it is, in a sentence."),
        "wikidata": {"type": "string", "pattern": r"^Q[1-9]\d*$", "description": "Its item in Wikidata, if checked."},
        "replacedBy": _ref("id", "The entity that took its place."),
        "claims": _ref("claims", "What sources say of it."),
    }
    return _object({key: known[key] for key in load.ENTITY_KEYS}, load.ENTITY_NEEDS)


def _source(ontology: Ontology, comments: Comments) -> Schema:
    known = {
        "type": _words(load.source_types(ontology), comments, "What kind of document it is."),
        "title": {"type": "string"},
        "url": _ref("url", "Where it can be read."),
        "publisher": {"type": "string"},
        "date": _ref("date", "When it was published: a day, month or year."),
        "lang": {"type": "string", "pattern": LANGUAGE, "description": "en, zh-Hant, zh-Hans, ja, …"},
        "tier": _words(ontology.words["Tier"], comments, "How far it can be relied on."),
        "license": {"type": "string"},
        "note": _ref("texts", "What a reader should know, in our own words."),
        "passages": {"type": "object", "additionalProperties": _ref("passage"), "description": "Places in the text."},
    }
    return _object({key: known[key] for key in load.SOURCE_KEYS}, load.SOURCE_NEEDS)


def _claim(ontology: Ontology, comments: Comments, *, subject: bool = False) -> Schema:
    """A claim under an entity, or one by topic, which names its subject."""
    keys: Schema = {"subject": _ref("id", "Whom the claim is about.")} if subject else {}
    keys |= {prop.seed_key: _value(prop, ontology, comments) for prop in ontology.properties.values()}
    keys |= {key: _value(prop, ontology, comments) for key, prop in ontology.qualifiers.items()}
    keys["evidence"] = _ref("evidence", "Sources, each source-id or source-id#passage.")
    keys["id"] = _ref("id", "A handle, so that other claims can point here.")
    return _object(keys, ["subject", "evidence"] if subject else ["evidence"])


def _value(prop: Property, ontology: Ontology, comments: Comments) -> Schema:
    """What a property or qualifier may hold, with its comment and, for a relation, whom it is between."""
    says = prop.comment.get("en", prop.label["en"])
    if prop.range in ontology.words:
        return _words(ontology.words[prop.range], comments, says)
    if prop.is_relation:
        if prop.is_qualifier:
            return _ref("ids", says)
        return _ref("id", f"{says} ({prop.domain} → {prop.range})")
    if prop.range == "decimal":
        return _ref(f"number{prop.dimension or 'Any'}", says)
    if prop.range == "boolean":
        return {"type": "boolean", "description": says}
    of_range = {"Date": "date", "langString": "texts", "anyURI": "url"}
    if prop.range in of_range:
        return _ref(of_range[prop.range], says)
    return _ref("word", says) if prop.seed_key == "basis" else {"type": "string", "description": says}


def _object(properties: Schema, required: Iterable[str] | None = None) -> Schema:
    needed = list(properties if required is None else required)
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def _by_language(value: Schema) -> Schema:
    common = dict.fromkeys(("en", "zh-Hant", "zh-Hans"), value)
    return _object(common, ()) | {"patternProperties": {LANGUAGE: value}}


def _words(words: Iterable[str], comments: Comments, description: str) -> Schema:
    choices = [{"const": word} | ({"description": comments[word]} if word in comments else {}) for word in words]
    return {"description": description, "oneOf": choices}


def _ref(name: str, description: str | None = None) -> Schema:
    return {"$ref": f"#/$defs/{name}"} | ({"description": description} if description else {})


def text() -> str:
    """The schema of the shipped ontology as JSON, the same at each call."""
    quads = vocab.read(paths.shipped("ontology") / "kg.ttl")
    comments = {
        local(str(quad.subject)[1:-1]): getattr(quad.object, "value", "")
        for quad in quads
        if quad.predicate == RDFS.comment and getattr(quad.object, "language", None) == "en"
    }
    return json.dumps(schema(vocab.load(), comments), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(text().encode())

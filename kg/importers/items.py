"""Items of Wikidata, read from its JSON or from its RDF into one form.

JSON: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html (one entity, several, or a dump with one a
line). RDF: https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.errors import KGError
from kg.terms import PREFIXES, RDFS, SKOS, Literal, NamedNode, local

_WIKIBASE = "http://wikiba.se/ontology#"
_PROV = PREFIXES["prov"]
#: Precision of Wikidata's times, in how many characters of an ISO date: year, month, day.
_LENGTH = {9: 4, 10: 7, 11: 10}
#: The Julian calendar: only the year of its dates is sure to be ours.
_JULIAN = "Q1985786"


@dataclass(frozen=True, slots=True)
class Snak:
    """A value.

    :ivar kind: ``item``, ``time``, ``quantity``, ``text``, or ``none`` where it is unknown or of another kind
    :ivar text: the item's id, a date as exact as it is known, a number, or a text
    :ivar unit: for a quantity, its unit's item, or nothing
    """

    kind: str
    text: str = ""
    unit: str = ""


@dataclass(slots=True)
class Statement:
    """What an item says by one property.

    :ivar rank: ``preferred``, ``normal`` or ``deprecated``
    :ivar references: addresses that it cites
    """

    id: str
    property: str
    value: Snak
    rank: str = "normal"
    qualifiers: dict[str, list[Snak]] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    """An item with its names by language and its statements."""

    id: str
    labels: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, list[str]] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)


# ---- JSON ----


def from_json(text: str, shown: str) -> Iterator[Item]:
    """The items of a JSON file.

    :raises KGError: if it is no JSON, nests too deeply, or is not written as Wikidata writes it
    """
    try:
        found = json.loads(text)
    except RecursionError:
        raise KGError(f"{shown}: error: is nested too deeply [json]") from None
    except ValueError as error:
        found = _lines(text, shown, error)
    if isinstance(found, dict):
        found = list(found["entities"].values()) if isinstance(found.get("entities"), dict) else [found]
    for entity in found if isinstance(found, list) else []:
        if isinstance(entity, dict) and re.fullmatch(r"Q\d+", str(entity.get("id", ""))):
            try:
                item = _item(entity)
            except (ArithmeticError, AttributeError, TypeError, ValueError):
                raise KGError(
                    f"{shown}: error: {entity['id']} is not written as Wikidata writes items [json]"
                ) from None
            yield item


def _lines(text: str, shown: str, error: ValueError) -> list[Any]:
    """A dump: an entity a line, with a comma after it, between brackets."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip().rstrip(",")
        if line in ("", "[", "]"):
            continue
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError) as fault:
            where, what = (f"{shown}:{number}", fault) if found else (shown, error)
            raise KGError(f"{where}: error: is no JSON: {what} [json]") from None
    return found


def _item(entity: dict[str, Any]) -> Item:
    labels = {tag: str(label.get("value", "")) for tag, label in _mapping(entity, "labels").items()}
    aliases = {tag: [str(a.get("value", "")) for a in found] for tag, found in _mapping(entity, "aliases").items()}
    statements = [
        _statement(entity["id"], statement)
        for found in _mapping(entity, "claims").values()
        for statement in found
        if isinstance(statement, dict) and isinstance(statement.get("mainsnak"), dict)
    ]
    return Item(entity["id"], labels, aliases, statements)


def _mapping(entity: dict[str, Any], key: str) -> dict[str, Any]:
    found = entity.get(key)
    return found if isinstance(found, dict) else {}  # PHP writes an empty mapping as []


def _statement(item: str, statement: dict[str, Any]) -> Statement:
    main = statement["mainsnak"]
    qualifiers = {p: [_snak(s) for s in snaks] for p, snaks in _mapping(statement, "qualifiers").items()}
    references = {
        snak.text
        for reference in statement.get("references", [])
        for each in _mapping(reference, "snaks").get("P854", [])
        if (snak := _snak(each)).text
    }
    # Its RDF writes a hyphen for the sign after the item.
    name = str(statement.get("id") or f"{item}-{main.get('property')}").replace("$", "-")
    rank = str(statement.get("rank", "normal"))
    return Statement(name, str(main.get("property")), _snak(main), rank, qualifiers, sorted(references))


def _snak(snak: dict[str, Any]) -> Snak:
    value = snak.get("datavalue")
    if snak.get("snaktype") != "value" or not isinstance(value, dict):
        return Snak("none")
    held = value.get("value")
    if isinstance(held, str):
        return Snak("text", held)
    if not isinstance(held, dict):
        return Snak("none")
    match value.get("type"):
        case "wikibase-entityid":
            return Snak("item", str(held.get("id") or f"Q{held.get('numeric-id')}"))
        case "time":
            return _time(str(held.get("time")), int(held.get("precision", 0)), str(held.get("calendarmodel")))
        case "quantity":
            return Snak("quantity", str(held.get("amount")).lstrip("+"), local(str(held.get("unit"))).lstrip("1"))
        case "monolingualtext":
            return Snak("text", str(held.get("text")))
    return Snak("none")


def _time(text: str, precision: int, calendar: str) -> Snak:
    """A time as exact as it is known; decades and centuries are none of ours."""
    length = _LENGTH.get(precision)
    if length is not None and local(calendar) == _JULIAN:
        length = _LENGTH[9]
    match = re.match(r"\+?(\d{4}-\d{2}-\d{2})T", text)
    return Snak("time", match[1][:length]) if match and length else Snak("none")


# ---- RDF ----

_ITEM = re.compile(r"https?://www\.wikidata\.org/entity/(Q\d+)")
_PROPERTY = re.compile(r"https?://www\.wikidata\.org/prop/(P\d+)")


def from_triples(triples: Iterable[tuple[Any, Any, Any]]) -> Iterator[Item]:
    """The items of which triples in Wikidata's own form hold statements, in order of id.

    Of the others that its files name they say nothing else.
    """
    about: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    items: set[str] = set()
    for subject, predicate, obj in triples:
        if not isinstance(subject, NamedNode) or not isinstance(obj, NamedNode | Literal):
            continue  # a blank node stands for a value that is not known
        about[subject.value][predicate.value].append(obj)
        if _ITEM.fullmatch(subject.value) and _PROPERTY.fullmatch(predicate.value):
            items.add(subject.value)
    for iri in sorted(items, key=lambda name: int(local(name)[1:])):
        said = about[iri]
        item = Item(local(iri))
        for literal in said[str(RDFS.label.value)]:
            if isinstance(literal, Literal) and literal.language:
                item.labels[literal.language] = literal.value
        for literal in said[str(SKOS.altLabel.value)]:
            if isinstance(literal, Literal) and literal.language:
                item.aliases.setdefault(literal.language, []).append(literal.value)
        for predicate, nodes in said.items():
            if match := _PROPERTY.fullmatch(predicate):
                item.statements += [_of_node(about, node.value, match[1]) for node in nodes]
        yield item


def _of_node(about: Any, node: str, prop: str) -> Statement:
    said = about[node]
    snaks: dict[tuple[str, str], list[Snak]] = defaultdict(list)
    for predicate, values in said.items():
        match = re.fullmatch(r"https?://www\.wikidata\.org/prop/(statement|qualifier)/(P\d+)", predicate)
        if match:
            deep = predicate.replace(f"/{match[1]}/", f"/{match[1]}/value/")
            nodes = said.get(deep, [])
            snaks[match[1], match[2]] += [_of_value(about, n.value) for n in nodes] or [_of_term(v) for v in values]
    ranks = [local(rank.value).removesuffix("Rank").lower() for rank in said.get(_WIKIBASE + "rank", [])]
    references = {
        url.value
        for reference in said.get(_PROV + "wasDerivedFrom", [])
        for predicate, urls in about[reference.value].items()
        if predicate.endswith("/prop/reference/P854")
        for url in urls
        if not _is_unknown(url)
    }
    qualifiers = {name: found for (kind, name), found in snaks.items() if kind == "qualifier"}
    value = next(iter(snaks.get(("statement", prop), [])), Snak("none"))
    rank = ranks[0] if ranks else "normal"
    return Statement(local(node), prop, value, rank, qualifiers, sorted(references))


def _of_value(about: Any, node: str) -> Snak:
    said = about[node]

    def one(name: str) -> str:
        return next((term.value for term in said.get(_WIKIBASE + name, [])), "")

    if one("timeValue"):
        precision = one("timePrecision")
        return _time(
            one("timeValue"), int(precision) if precision in ("9", "10", "11") else 0, one("timeCalendarModel")
        )
    if one("quantityAmount"):
        unit = local(one("quantityUnit"))
        return Snak("quantity", one("quantityAmount").lstrip("+"), "" if unit == "Q199" else unit)
    return Snak("none")


def _of_term(term: NamedNode | Literal) -> Snak:
    is_item = _ITEM.fullmatch(term.value)
    if isinstance(term, NamedNode) and is_item:
        return Snak("item", is_item[1])
    return Snak("none") if _is_unknown(term) else Snak("text", term.value)


def _is_unknown(term: NamedNode | Literal) -> bool:
    """Whether a term stands for a value that is not known, as blank nodes did once."""
    return isinstance(term, NamedNode) and "/.well-known/genid/" in term.value

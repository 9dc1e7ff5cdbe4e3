"""Tests of what the data say, not of how they are written; what they find is for people to judge.

They look at the claims as every reader does, through SPARQL over the graph that the seeds become.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg import claims, conflicts, rdf, wording
from kg.errors import Problem
from kg.model import Claim, Number, Records
from kg.names import key
from kg.store import Store
from kg.vocab import Ontology, Property


def open_conflicts(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Rival values that are all accepted: nobody has yet said which is right or what each counts.

    One warning a set, at the claim that stands last in the files.
    """
    places = {claim.id: claim.where for claim in records.claims}
    store = Store.in_memory(rdf.quads(records, ontology))
    for conflict in conflicts.find(claims.fetch(store), ontology):
        if conflict.state != "open":
            continue
        values = dict.fromkeys(conflicts.in_words(point) for point in conflict.points)
        slip = f"; {conflict.slip.text()}" if conflict.slip else ""
        first = conflict.points[0].claim
        message = (
            f'rival claims of {first.predicate} of "{first.subject}": {" against ".join(values)}{slip}; '
            "say what each counts (basis), or which is wrong (status, reason)"
        )
        where = max(places[point.claim.id] for point in conflict.points)
        yield Problem(where, message, "conflict", "warning")


def implausible(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Figures far from what their property usually holds: a zero lost or added, or another unit; refuted ones not."""
    for claim in records.claims:
        if rdf.is_refuted(claim):
            continue
        for prop, number in _figures(claim, ontology):
            least, most = prop.plausible.get(number.unit or "", (number.value, number.value))
            if not least <= number.value <= most:
                limit, word = (least, "below") if number.value < least else (most, "above")
                said, usual = (wording.figure(value, number.unit) for value in (number.value, limit))
                message = f"{prop.seed_key} {said} is {word} {usual}; a zero too many or too few, or refuted?"
                yield Problem(claim.where, message, "implausible", "warning")


def _figures(claim: Claim, ontology: Ontology) -> Iterator[tuple[Property, Number]]:
    """The numbers of a claim, each with the property or qualifier that it is the value of."""
    if isinstance(claim.object, Number):
        yield ontology.properties[claim.predicate], claim.object
    for name, values in claim.qualifiers.items():
        yield from ((ontology.qualifiers[name], value) for value in values if isinstance(value, Number))


def spellings(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Entities whose names differ in hyphens, spaces, case or accents alone: one of them under two ids, it seems."""
    first: dict[str, str] = {}
    for entity in records.entities.values():
        names = {*entity.name.values(), *(name for found in entity.aliases.values() for name in found)}
        for folded in sorted({key(name) for name in names}):
            other = first.setdefault(folded, entity.id)
            kinds = [records.entities[slug].type for slug in (other, entity.id)]
            if other != entity.id and (ontology.is_a(kinds[0], kinds[1]) or ontology.is_a(kinds[1], kinds[0])):
                message = f'"{entity.id}" and "{other}" go by one name in two spellings; merge them (replacedBy)'
                yield Problem(entity.where, message, "two-spellings", "warning")

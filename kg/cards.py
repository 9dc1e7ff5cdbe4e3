"""A card about an entity: its names, its claims with their sources, and where they contradict one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg import claims, conflicts, wording
from kg.claims import Claim, Entity, Source
from kg.store import Graph, text
from kg.tables import printable
from kg.terms import ENTITY
from kg.vocab import Ontology



@dataclass(frozen=True)
class Line:
    """One claim as a card shows it.

    :ivar heading: the property, read from this entity's side
    :ivar says: the other end or the value
    :ivar rivals: ids of claims on this card or elsewhere that contradict it
    """

    heading: str
    says: str
    claim: Claim
    rivals: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """All that the graph knows of an entity; ``str()`` gives it as text."""

    entity: Entity
    aliases: tuple[str, ...]
    type_label: str
    lines: tuple[Line, ...]
    sources: Mapping[str, Source]
    entities: Mapping[str, Entity]

    def __str__(self) -> str:
        return "\n".join(self._text()) + "\n"

    def _text(self) -> Iterator[str]:
        entity = self.entity
        chinese = entity.label.get("zh-Hant")
        yield printable(entity.name() + (f"  {chinese}" if chinese else ""))
        yield printable(f"{self.type_label} · e:{entity.slug}")
        if entity.description:
            yield printable(entity.description.get("en", ""))
        if self.aliases:
            yield printable("also: " + ", ".join(self.aliases))
        for heading, lines in self.grouped().items():
            yield ""
            yield heading
            for line in lines:
                yield from self._claim(line)
        if not self.lines:
            yield ""
            yield "no claims"

    def grouped(self) -> dict[str, list[Line]]:
        """Lines by heading, in order."""
        found: defaultdict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.heading].append(line)
        return dict(found)

    def _claim(self, line: Line) -> Iterator[str]:
        claim = line.claim
        mark = {"Refuted": "✗ ", "Disputed": "≠ "}.get(claim.status, "≠ " if line.rivals else "  ")
        said = "; ".join([line.says, *wording.qualifiers(claim)])
        speakers = [self.entities[s].name() if s in self.entities else s for s in claim.words("wasAttributedTo")]
        by = f" — says {', '.join(speakers)}" if speakers else ""
        status = f" [{claim.status.lower()}]" if claim.status != "Accepted" else ""
        yield printable(f"  {mark}{said}{by}{status}")
        if reason := claim.texts("reason").get("en"):
            yield printable(f"      why: {reason}")
        for slug in claim.sources:
            yield printable(f"      {self._source(claim, slug)}")

    def _source(self, claim: Claim, slug: str) -> str:
        source = self.sources.get(slug)
        locator = f"#{claim.locators[slug]}" if slug in claim.locators else ""
        if source is None:
            return slug + locator
        parts = [source.publisher or "", source.date or "", source.tier.lower(), source.url or ""]
        return f"[{slug}{locator}] " + ", ".join(part for part in parts if part)

    def as_json(self) -> dict[str, Any]:
        """The card as plain data."""
        return {
            "entity": self.entity.slug, "type": self.entity.type, "label": dict(self.entity.label),
            "description": dict(self.entity.description), "aliases": list(self.aliases),
            "claims": [
                {
                    "id": line.claim.id, "property": line.claim.predicate, "subject": line.claim.subject,
                    "object": line.claim.object, "says": line.says, "qualifiers": wording.qualifiers(line.claim),
                    "status": line.claim.status, "by": line.claim.words("wasAttributedTo"),
                    "reason": line.claim.texts("reason"), "rivals": list(line.rivals),
                    "sources": [
                        {**self.sources[s]._asdict(), "locator": line.claim.locators.get(s)}
                        for s in line.claim.sources if s in self.sources
                    ],
                }
                for line in self.lines
            ],
        }  # fmt: skip


def card(graph: Graph, ontology: Ontology, slug: str) -> Card:
    """The card of the entity `slug`, which must exist."""
    entities, sources = claims.entities(graph), claims.sources(graph)
    found = claims.fetch(graph, slug)
    rivals = conflicts.rivals(claims.fetch(graph), ontology)
    lines = [_line(claim, slug, ontology, entities, rivals) for claim in found]
    order = {name: i for i, name in enumerate([*ontology.families, None])}

    def key(line: Line) -> tuple[bool, int, str, str, str]:
        prop = ontology.properties.get(line.claim.predicate)
        family = prop.family if prop else None
        return (line.claim.object is not None, order.get(family, 99), line.heading, line.claim.date, line.claim.id)

    entity = entities[slug]
    kind = ontology.classes.get(entity.type)
    aliases = tuple(dict.fromkeys(text(row, "name") or "" for row in graph.select(_NAMES_OF, entity=ENTITY[slug])))
    label = kind.label.get("en", entity.type) if kind else entity.type
    return Card(entity, aliases, label, tuple(sorted(lines, key=key)), sources, entities)


_NAMES_OF = "SELECT ?entity ?name { ?entity skos:altLabel ?name } ORDER BY ?name"


def _line(
    claim: Claim, slug: str, ontology: Ontology, entities: Mapping[str, Entity], rivals: Mapping[str, list[str]]
) -> Line:
    prop = ontology.properties.get(claim.predicate)
    label = (prop.label if prop else {}).get("en", claim.predicate)
    other = claim.object
    if claim.subject == slug:
        heading = label
    elif other == slug:
        heading = (prop.inverse_label if prop else {}).get("en", f"{label} (of it)")
        other = claim.subject
    else:  # it speaks of others
        heading = "says"
        subject = entities[claim.subject].name() if claim.subject in entities else claim.subject
        end = entities[other].name() if other and other in entities else wording.claim_value(claim) or ""
        return Line(heading, f"{subject} {label} {end}", claim, tuple(rivals.get(claim.id, ())))
    says = (entities[other].name() if other in entities else other) if other else wording.claim_value(claim)
    return Line(heading, says or "", claim, tuple(rivals.get(claim.id, ())))

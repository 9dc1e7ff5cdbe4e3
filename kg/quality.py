"""How good the data are, measured: support, age, names, loose ends and open questions.

A figure here is a count of what a reader may want to doubt or to mend, beside how many there are in all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg import claims as reading
from kg import conflicts
from kg.claims import Claim, Entity, Source
from kg.store import Graph
from kg.vocab import Ontology


class Measure(NamedTuple):
    """`part` of `whole` are so.

    :ivar kind: ``support``, ``tier``, ``stale``, ``label``, ``entity`` or ``conflict``
    """

    kind: str
    name: str
    part: int
    whole: int


#: Kinds of measure, in order.
KINDS = ("support", "tier", "stale", "label", "entity", "conflict")
_TIERS = ("Primary", "Established", "Secondary", "Weak")


def measure(graph: Graph, ontology: Ontology) -> list[Measure]:
    """All measures of what `graph` holds.

    Ages count to the newest day on which any of its sources was published, not to today: the same graph gives the same
    figures.
    """
    found = reading.fetch(graph)
    sources, entities = reading.sources(graph), reading.entities(graph)
    return [
        *_support(found, sources, ontology), *_tiers(found, sources), *_stale(found, sources, ontology),
        *_labels(entities.values()), *_loose(graph, found, entities, ontology), *_conflicts(found, ontology),
    ]  # fmt: skip


def _support(found: list[Claim], sources: Mapping[str, Source], ontology: Ontology) -> Iterator[Measure]:
    """How many claims rest on how many sources; two of one publisher are not independent."""

    def publishers(claim: Claim) -> set[str]:
        named = (sources[name] for name in claim.sources if name in sources)
        return {(source.publisher or source.url or source.id).casefold() for source in named}

    money = [claim for claim in found if is_money(claim, ontology)]
    yield Measure("support", "claims with one source", sum(len(c.sources) == 1 for c in found), len(found))
    yield Measure("support", "claims with two or more sources", sum(len(c.sources) > 1 for c in found), len(found))
    independent = sum(len(publishers(claim)) > 1 for claim in money)
    yield Measure("support", "money claims with two or more independent sources", independent, len(money))


def is_money(claim: Claim, ontology: Ontology) -> bool:
    """Whether a claim is about a sum, or about a relation along which money moves."""
    prop = ontology.properties.get(claim.predicate)
    return claim.number("amount") is not None or (
        prop is not None and (prop.dimension == "Money" or prop.money_flow is not None)
    )


def _tiers(found: list[Claim], sources: Mapping[str, Source]) -> Iterator[Measure]:
    """How many claims have which tier as their best source's."""
    best: Counter[str] = Counter()
    for claim in found:
        tiers = {sources[name].tier for name in claim.sources if name in sources}
        best.update([next((tier for tier in _TIERS if tier in tiers), "none")])
    yield from (
        Measure("tier", tier, best[tier], len(found)) for tier in (*_TIERS, "none") if best[tier] or tier != "none"
    )


def _stale(found: list[Claim], sources: Mapping[str, Source], ontology: Ontology) -> Iterator[Measure]:
    """Of each property with a half-life, how many of its newest claims are older than that.

    Newest means of one subject, one definition and, for a relation, one object; what holds since some day is as old as
    its newest source. What has ended, was cancelled or refuted, or speaks of a time to come, cannot grow stale.
    """
    newest: defaultdict[tuple[str, ...], str] = defaultdict(str)
    for claim in found:
        prop = ontology.properties.get(claim.predicate)
        over = claim.is_refuted or claim.word("endTime") or claim.word("horizon") or claim.word("stage") == "Cancelled"
        date = claim.word("pointInTime") or max(
            (sources[s].date or "" for s in claim.sources if s in sources), default=""
        )
        if prop is None or prop.half_life is None or over or not date:
            continue
        key = (claim.predicate, claim.subject, claim.object or "", claim.word("basis") or "")
        newest[key] = max(newest[key], date)
    today = max((source.date for source in sources.values() if source.date), default="")
    total: Counter[str] = Counter()
    stale: Counter[str] = Counter()
    for (name, *_), date in newest.items():
        total[name] += 1
        stale[name] += _months(today) - _months(date) > (ontology.properties[name].half_life or 0)
    yield Measure("stale", "all", stale.total(), total.total())
    for name, count in sorted(stale.items(), key=lambda pair: (-pair[1], pair[0])):
        if count:
            yield Measure("stale", name, count, total[name])


def _months(date: str) -> int:
    """Months since the year 0; a year counts as its last month, so that nothing is called stale too early."""
    return int(date[:4]) * 12 + int(date[5:7] or 12) if date else 0


def _labels(entities: Iterable[Entity]) -> Iterator[Measure]:
    entities = list(entities)
    tags = Counter(tag for entity in entities for tag in entity.label)
    yield from (Measure("label", tag, count, len(entities)) for tag, count in sorted(tags.items()))


def _loose(graph: Graph, found: list[Claim], entities: Mapping[str, Entity], ontology: Ontology) -> Iterator[Measure]:
    """Entities that the ontology has no class for, that nothing links to another, that no claim names."""
    linked = {slug for c in found if c.object is not None and c.object != c.subject for slug in (c.subject, c.object)}
    named = reading.named(found)
    replaced = {row["e"].value.rsplit("/", 1)[1] for row in graph.select("SELECT ?e { ?e dcterms:isReplacedBy ?by }")}  # type: ignore[union-attr]
    known = {slug: entity for slug, entity in entities.items() if slug not in replaced}
    untyped = sum(entity.type not in ontology.classes or entity.type == "Entity" for entity in known.values())
    yield Measure("entity", "without type", untyped, len(known))
    yield Measure("entity", "without link to another", len(known.keys() - linked), len(known))
    yield Measure("entity", "without claim", len(known.keys() - named), len(known))


def _conflicts(found: list[Claim], ontology: Ontology) -> Iterator[Measure]:
    states = Counter(conflict.state for conflict in conflicts.find(found, ontology))
    yield from (Measure("conflict", state, states[state], states.total()) for state in conflicts.STATES)

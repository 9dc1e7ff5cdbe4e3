"""Records against one another: names that exist, kinds that fit, dates in order, nothing said twice.

Each rule is one function from everything that was read to the problems that it finds.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from kg.errors import Problem, Where, did_you_mean
from kg.model import Claim, Date, Number, Records, Ref
from kg.vocab import Ontology

Rule = Callable[[Records, Ontology], Iterator[Problem]]


def validate(records: Records, ontology: Ontology) -> list[Problem]:
    """All problems between records, in order of file and line."""
    return sorted(problem for rule in RULES for problem in rule(records, ontology))


def unknown_entities(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Every id that stands for no entity, with the nearest that does."""
    known = records.entities

    def check(reference: Ref) -> Iterator[Problem]:
        if reference.slug not in known:
            message = f'unknown entity "{reference.slug}"{did_you_mean(reference.slug, known)}'
            yield Problem(reference.where, message, "unknown-entity")

    for claim in records.claims:
        yield from check(claim.subject)
        if isinstance(claim.object, Ref) and ontology.properties[claim.predicate].range not in ontology.words:
            yield from check(claim.object)
        for value in claim.qualifiers.get("by", ()):
            if isinstance(value, Ref):
                yield from check(value)
    for entity in records.entities.values():
        if entity.replaced_by is not None and entity.replaced_by not in known:
            yield from check(Ref(entity.replaced_by, entity.where))


def kinds(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Subjects and objects that are not of the class that the property asks for."""

    def check(reference: Ref, wanted: str | None, what: str, prop: str) -> Iterator[Problem]:
        entity = records.entities.get(reference.slug)
        if entity is not None and wanted in ontology.classes and not ontology.is_a(entity.type, wanted or ""):
            message = f'{what} of "{prop}" must be a {wanted}, but "{entity.id}" is a {entity.type}'
            yield Problem(reference.where, message, "wrong-class")

    for claim in records.claims:
        prop = ontology.properties[claim.predicate]
        yield from check(claim.subject, prop.domain, "the subject", prop.name)
        if isinstance(claim.object, Ref):
            yield from check(claim.object, prop.range, "the value", prop.name)
        for key, values in claim.qualifiers.items():
            for value in values:
                if isinstance(value, Ref):
                    yield from check(value, ontology.qualifiers[key].range, f'"{key}"', prop.name)


def evidence(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Sources and passages that do not exist."""
    for claim in records.claims:
        for item in claim.evidence:
            source = records.sources.get(item.source)
            if source is None:
                message = f'unknown source "{item.source}"{did_you_mean(item.source, records.sources)}'
                yield Problem(item.where, message, "unknown-source")
            elif item.locator is not None and source.type != "Dataset" and item.locator not in source.passages:
                hint = did_you_mean(item.locator, source.passages)
                message = f'source "{item.source}" has no passage "{item.locator}"{hint}'
                yield Problem(item.where, message, "unknown-passage")


def duplicate_claims(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Claims that say the very same thing; one of them should hold all the evidence."""
    first: dict[str, Where] = {}
    for claim in records.claims:
        if claim.id in first:
            message = f"says the same as the claim at {first[claim.id]}; put both sources into one claim"
            yield Problem(claim.where, message, "duplicate-claim")
        first.setdefault(claim.id, claim.where)


def handles(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Handles given twice, and mentions of handles that no claim has."""
    known: dict[str, Claim] = {}
    for claim in records.claims:
        if claim.handle in known:
            message = f'duplicate claim id "{claim.handle}", first at {known[claim.handle].where}'
            yield Problem(claim.where, message, "duplicate-id")
        elif claim.handle is not None:
            known[claim.handle] = claim
    for claim in records.claims:
        for key in ("disputes", "refutes"):
            for value in claim.qualifiers.get(key, ()):
                if isinstance(value, Ref) and value.slug not in known:
                    message = f'no claim has the id "{value.slug}"{did_you_mean(value.slug, known)}'
                    yield Problem(value.where, message, "unknown-claim")
                elif isinstance(value, Ref) and known[value.slug] is claim:
                    yield Problem(value.where, f"a claim cannot {key[:-1]} itself", "unknown-claim")


def reasons(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Claims that are called disputed or refuted without saying why."""
    for claim in records.claims:
        status = claim.first("status")
        if isinstance(status, Ref) and status.slug != "Accepted" and "reason" not in claim.qualifiers:
            yield Problem(claim.where, f"status {status.slug} needs a reason", "missing-reason")


def figures(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Amounts, shares and quantities where the value itself is the figure."""
    for claim in records.claims:
        if not isinstance(claim.object, Ref):
            for key in ("amount", "share", "quantity"):
                if key in claim.qualifiers:
                    message = f'"{key}" belongs to relations; "{claim.predicate}" is a figure itself'
                    yield Problem(claim.where, message, "misplaced-figure")


def order_of_dates(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Claims that end before they start."""
    for claim in records.claims:
        start, end = claim.first("from"), claim.first("until")
        if isinstance(start, Date) and isinstance(end, Date):
            precision = min(len(start.text), len(end.text))
            if start.text[:precision] > end.text[:precision]:
                yield Problem(claim.where, f"until {end.text} is before from {start.text}", "date-order")


def ownership(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Actors that own themselves (error), rings of owners and stakes beyond 100 % (warnings)."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    stakes: defaultdict[tuple[str, str], dict[str, tuple[Decimal, Where]]] = defaultdict(dict)
    for claim in records.claims:
        if claim.predicate not in ("owns", "ownsStakeIn") or not isinstance(claim.object, Ref):
            continue
        if claim.subject == claim.object:
            yield Problem(claim.where, f'"{claim.subject.slug}" cannot own itself', "self-ownership")
        elif not _is_refuted(claim):
            owners[claim.object.slug].add(claim.subject.slug)
            share, at = claim.first("share"), claim.first("at")
            if isinstance(share, Number) and isinstance(at, Date):
                stakes[claim.object.slug, at.text].setdefault(claim.subject.slug, (share.value, claim.where))
    for ring in _rings(owners):
        where = records.entities[ring[0]].where if ring[0] in records.entities else Where("")
        yield Problem(where, "owners in a ring: " + " → ".join(ring), "ownership-cycle", "warning")
    for (owned, at), shares in stakes.items():
        total = sum(value for value, _ in shares.values())
        if total > 100:
            where = max(where for _, where in shares.values())
            yield Problem(where, f'stakes in "{owned}" at {at} add up to {total} %', "stake-sum", "warning")


def _is_refuted(claim: Claim) -> bool:
    status = claim.first("status")
    return isinstance(status, Ref) and status.slug == "Refuted"


def _rings(owners: dict[str, set[str]]) -> list[list[str]]:
    """Rings in the relation "is owned by", each once, found by following owners without recursion."""
    found: dict[frozenset[str], list[str]] = {}
    for start in sorted(owners):
        trail, todo = [start], [iter(sorted(owners[start]))]
        seen = {start}
        while todo:
            owner = next(todo[-1], None)
            if owner is None:
                todo.pop()
                trail.pop()
            elif owner == start:
                found.setdefault(frozenset(trail), [*trail, start])
            elif owner not in seen:
                seen.add(owner)
                trail.append(owner)
                todo.append(iter(sorted(owners.get(owner, ()))))
    return [found[key] for key in sorted(found, key=sorted)]


def names(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Two entities under one name, and names that mix look-alike letters of two scripts."""
    first: dict[str, str] = {}
    for entity in records.entities.values():
        own = {_folded(name) for name in entity.name.values()}
        own |= {_folded(name) for aliases in entity.aliases.values() for name in aliases}
        for name in sorted(own):
            if first.setdefault(name, entity.id) != entity.id:
                message = f'"{entity.id}" and "{first[name]}" share the name "{name}"'
                yield Problem(entity.where, message, "duplicate-name", "warning")
            if _mixes_scripts(name):
                message = f'name "{name}" mixes Latin with Cyrillic or Greek letters'
                yield Problem(entity.where, message, "confusable-name", "warning")


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _mixes_scripts(name: str) -> bool:
    scripts = {unicodedata.name(c, "").partition(" ")[0] for c in name if c.isalpha()}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})


def orphans(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Sources that no claim uses, and entities that no claim mentions."""
    used = {item.source for claim in records.claims for item in claim.evidence}
    for source in records.sources.values():
        if source.id not in used:
            yield Problem(source.where, f'no claim uses source "{source.id}"', "orphan-source", "warning")
    mentioned = {claim.subject.slug for claim in records.claims}
    mentioned |= {claim.object.slug for claim in records.claims if isinstance(claim.object, Ref)}
    mentioned |= {v.slug for c in records.claims for v in c.qualifiers.get("by", ()) if isinstance(v, Ref)}
    mentioned |= {e.replaced_by for e in records.entities.values() if e.replaced_by}
    for entity in records.entities.values():
        if entity.id not in mentioned and entity.replaced_by is None:
            yield Problem(entity.where, f'no claim mentions entity "{entity.id}"', "orphan-entity", "warning")


RULES: tuple[Rule, ...] = (
    unknown_entities, kinds, evidence, duplicate_claims, handles, reasons, figures, order_of_dates, ownership,
    names, orphans,
)  # fmt: skip

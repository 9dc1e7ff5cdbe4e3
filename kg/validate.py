"""Records against one another: names that exist, kinds that fit, dates in order, nothing said twice.

Each rule is one function from everything that was read to the problems that it finds.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from kg.errors import Problem, Where, did_you_mean, quoted
from kg.model import Claim, Date, Records, Ref
from kg.ownership import ownership
from kg.vocab import Ontology

Rule = Callable[[Records, Ontology], Iterator[Problem]]


def validate(records: Records, ontology: Ontology, *, today: datetime.date | None = None) -> list[Problem]:
    """All problems between records, in order of file and line.

    :param today: the day after which a date lies in the future (by default, the clock's)
    """
    problems = [problem for rule in RULES for problem in rule(records, ontology)]
    problems += future_dates(records, today or datetime.date.today())
    return sorted(problems)


class _Hints:
    """The nearest of `names` for wrong ones; each is looked for once, and no more of them than a reader would mend."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        self.found: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        if name not in self.found:
            self.found[name] = did_you_mean(name, self.names) if len(self.found) < 100 else ""
        return self.found[name]


def unknown_entities(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Every id that stands for no entity, with the nearest that does."""
    known = records.entities.keys() | records.unread
    hint = _Hints(records.entities)

    def check(reference: Ref) -> Iterator[Problem]:
        if reference.slug not in known:
            yield Problem(reference.where, f'unknown entity "{reference.slug}"{hint(reference.slug)}', "unknown-entity")

    for claim in records.claims:
        yield from check(claim.subject)
        if isinstance(claim.object, Ref) and ontology.properties[claim.predicate].range not in ontology.words:
            yield from check(claim.object)
        for value in claim.qualifiers.get("by", ()):
            if isinstance(value, Ref):
                yield from check(value)
    for entity in records.entities.values():
        if entity.replaced_by is not None:
            yield from check(Ref(entity.replaced_by, entity.where))


def kinds(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Subjects and objects that are not of the class that the property asks for."""

    def check(reference: Ref, wanted: str | None, what: str, prop: str) -> Iterator[Problem]:
        entity = records.entities.get(reference.slug)
        if entity is not None and wanted in ontology.classes and not ontology.is_a(entity.type, wanted or ""):
            message = f'{what} of "{prop}" must be of class {wanted}, but "{entity.id}" is of class {entity.type}'
            yield Problem(reference.where, message, "wrong-class")

    for claim in records.claims:
        prop = ontology.properties[claim.predicate]
        yield from check(claim.subject, prop.domain, "the subject", prop.name)
        if isinstance(claim.object, Ref):
            yield from check(claim.object, prop.range, "the value", prop.name)
        for value in claim.qualifiers.get("by", ()):
            if isinstance(value, Ref):
                yield from check(value, ontology.qualifiers["by"].range, '"by"', prop.name)


def replaced(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Entities that replace one another in a ring (errors), and claims about those that were replaced (warnings)."""
    for entity in records.entities.values():
        trail = [entity.id]
        while (following := records.entities.get(trail[-1])) and following.replaced_by and trail.count(trail[-1]) == 1:
            trail.append(following.replaced_by)
        if trail.count(entity.id) > 1:
            yield Problem(entity.where, "replaced in a ring: " + " → ".join(trail), "replaced")
    for claim in records.claims:
        for reference in (claim.subject, claim.object, *claim.qualifiers.get("by", ())):
            found = records.entities.get(reference.slug) if isinstance(reference, Ref) else None
            if found is not None and found.replaced_by is not None:
                message = f'"{found.id}" was replaced; write "{found.replaced_by}"'
                yield Problem(claim.where, message, "replaced", "warning")


def evidence(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Sources and passages that do not exist."""
    hint = _Hints(records.sources)
    for claim in records.claims:
        for item in claim.evidence:
            source = records.sources.get(item.source)
            if source is None:
                if item.source not in records.unread:
                    message = f'unknown source "{item.source}"{hint(item.source)}'
                    yield Problem(item.where, message, "unknown-source")
            elif item.locator is not None and source.type != "Dataset" and item.locator not in source.passages:
                nearest = did_you_mean(item.locator, source.passages)
                message = f'source "{item.source}" has no passage {quoted(item.locator)}{nearest}'
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
    hint = _Hints(known)
    for claim in records.claims:
        for key in ("disputes", "refutes"):
            for value in claim.qualifiers.get(key, ()):
                if not isinstance(value, Ref):
                    continue
                if value.slug not in known:
                    if value.slug not in records.unread:
                        message = f'no claim has the id "{value.slug}"{hint(value.slug)}'
                        yield Problem(value.where, message, "unknown-claim")
                elif known[value.slug] is claim:
                    yield Problem(value.where, f"a claim cannot {key[:-1]} itself", "unknown-claim")


def reasons(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Claims that are called disputed or refuted without saying why."""
    for claim in records.claims:
        status = claim.word("status")
        if status not in (None, "Accepted") and "reason" not in claim.qualifiers:
            yield Problem(claim.where, f"status {status} needs a reason", "missing-reason")


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


def future_dates(records: Records, today: datetime.date) -> Iterator[Problem]:
    """What is said to be completed, or to have been published, on a day that has not come."""

    def is_future(date: str | None) -> bool:
        return date is not None and date > today.isoformat()[: len(date)]

    for source in records.sources.values():
        if is_future(source.date):
            message = f'source "{source.id}" is dated {source.date}, in the future'
            yield Problem(source.where, message, "future-date", "warning")
    for claim in records.claims:
        dates = {key: value.text for key in ("at", "from", "said") if isinstance(value := claim.first(key), Date)}
        for key, date in dates.items():
            if is_future(date) and (key == "said" or claim.word("stage") == "Completed"):
                what = "said" if key == "said" else f"stage Completed, but {key}"
                yield Problem(claim.where, f"{what} {date} is in the future", "future-date", "warning")


def names(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Two entities under one name, and names that only look like another's or mix look-alike letters."""
    first: dict[str, str] = {}
    foreign: list[tuple[str, str]] = []
    for entity in records.entities.values():
        own = {_folded(name) for name in entity.name.values()}
        own |= {_folded(name) for aliases in entity.aliases.values() for name in aliases}
        for name in sorted(own):
            if first.setdefault(name, entity.id) != entity.id:
                message = f'"{entity.id}" and "{first[name]}" share the name {quoted(name)}'
                yield Problem(entity.where, message, "duplicate-name", "warning")
            if not name.isascii() and name.translate(_LOOK_ALIKES) != name:
                foreign.append((name, entity.id))
    for name, slug in foreign:
        other = first.get(_folded(name.translate(_LOOK_ALIKES)))
        where = records.entities[slug].where
        if other is not None and other != slug:
            message = f'name {quoted(name)} looks like that of "{other}", in letters of another script'
            yield Problem(where, message, "confusable-name", "warning")
        elif _mixes_scripts(name):
            message = f"name {quoted(name)} mixes Latin with Cyrillic or Greek letters"
            yield Problem(where, message, "confusable-name", "warning")


#: Cyrillic and Greek letters, after case folding, that look like a Latin one (Greek ones as capitals do).
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕԁԛԝһ" + "αβεζηικμνορτυχ", "abekmhopctyxijsdqwh" + "abezhikmnoptyx")


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _mixes_scripts(name: str) -> bool:
    """Whether one word of `name` has letters of two scripts that look alike.

    >>> _mixes_scripts("openаi"), _mixes_scripts("αβ labs")
    (True, False)
    """
    for word in name.split():
        scripts = {unicodedata.name(c, "").partition(" ")[0] for c in word if c.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
            return True
    return False


def orphans(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Sources that no claim uses, and entities that no claim mentions."""
    if records.unread:  # what uses them may be in what could not be read
        return
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
    unknown_entities, kinds, replaced, evidence, duplicate_claims, handles, reasons, figures, order_of_dates,
    ownership, names, orphans,
)  # fmt: skip

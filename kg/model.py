"""Records: what a seed file or an importer says, before it becomes RDF.

A record is plain data with the place that it came from. It knows nothing of YAML and nothing of RDF,
so that each importer makes the same records and one module (:mod:`kg.rdf`) turns them into quads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from kg.errors import Where

#: Language tag to text, for example ``{"en": "Nvidia", "zh-Hant": "輝達"}``.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity, claim or word, by its slug, handle or name; equal to every other mention of it."""

    slug: str
    where: Where = field(default=Where(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit (``None`` where it counts nothing)."""

    value: Decimal
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A day, month or year, as ``2025-01-21``, ``2025-01`` or ``2025``."""

    text: str


@dataclass(frozen=True, slots=True)
class Plain:
    """A value without language: a string, an IRI or a boolean; `datatype` is the XSD local name."""

    text: str
    datatype: str = "string"


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in one or more languages."""

    texts: tuple[tuple[str, str], ...]


Value = Ref | Number | Date | Plain | Prose


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a source: characters `start` to `end` of its normalised text, and the hash of the passage."""

    start: int
    end: int
    sha256: str


@dataclass(slots=True)
class Source:
    """A document that claims rest on.

    :ivar type: a word of ``kg:SourceType``
    :ivar tier: a word of ``kg:Tier``
    :ivar date: when it was published: day, month, year or ``None``
    """

    id: str
    where: Where
    type: str
    title: str
    url: str
    tier: str
    lang: str | None = None
    publisher: str | None = None
    date: str | None = None
    license: str | None = None
    note: Texts = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)


@dataclass(slots=True)
class Entity:
    """Something that claims are about.

    :ivar type: a class of the ontology
    :ivar name: always has an English text
    :ivar replaced_by: the entity that this one was merged into or renamed to
    """

    id: str
    where: Where
    type: str
    name: Texts
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    wikidata: str | None = None
    replaced_by: str | None = None


@dataclass(slots=True)
class Also:
    """What a dataset adds to an entity that is described elsewhere: more names, and its item of Wikidata."""

    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source, and the place in it: the name of one of its passages, or a row of a dataset."""

    source: str
    locator: str | None = None
    where: Where = field(default=Where(""), compare=False, repr=False)

    def __str__(self) -> str:
        return self.source if self.locator is None else f"{self.source}#{self.locator}"


@dataclass(slots=True)
class Claim:
    """One statement, as one or more sources make it.

    :ivar qualifiers: seed key (``at``, ``amount``, ``by`` …) to one or more values, in order of the key
    :ivar handle: the name by which other claims may point at this one
    """

    where: Where
    subject: Ref
    predicate: str
    object: Value
    evidence: tuple[Evidence, ...]
    qualifiers: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    handle: str | None = None

    #: Qualifiers that judge or explain a claim but do not change what it says.
    COMMENTARY: ClassVar = frozenset({"status", "reason", "note", "disputes", "refutes", "confidence", "cites"})

    def says(self) -> tuple[Hashable, ...]:
        """What tells this claim from every other: all but its evidence and our judgement of it."""
        kept = [
            (key, tuple(sorted(values, key=canonical)))  # two speakers say the same whoever is named first
            for key, values in sorted(self.qualifiers.items())
            if key not in self.COMMENTARY
        ]
        return (self.subject, self.predicate, self.object, tuple(kept))

    @property
    def id(self) -> str:
        """The claim's slug: a hash of what it says, so that rebuilding or a further source changes nothing."""
        return hashlib.sha256(canonical(self.says()).encode()).hexdigest()[:16]

    def first(self, key: str) -> Value | None:
        """The first value of qualifier `key`, if there is one."""
        values = self.qualifiers.get(key)
        return values[0] if values else None

    def word(self, key: str) -> str | None:
        """The word that a qualifier such as ``stage`` holds, if it is there."""
        value = self.first(key)
        return value.slug if isinstance(value, Ref) else None


def canonical(thing: Hashable) -> str:
    """A text that is the same for equal values however they were written.

    >>> canonical(Number(Decimal("5e2"), "USD")) == canonical(Number(Decimal("500.0"), "USD"))
    True
    """
    if isinstance(thing, tuple):
        return "(" + ",".join(map(canonical, thing)) + ")"
    if isinstance(thing, Number):
        text = format(thing.value.normalize(), "f")
        return f"{text} {thing.unit}"
    if isinstance(thing, Ref):
        return "@" + thing.slug
    if isinstance(thing, Plain):
        return f"{thing.datatype}:{thing.text!r}"
    if isinstance(thing, Date):
        return thing.text
    if isinstance(thing, Prose):
        return canonical(thing.texts)
    return repr(thing)


@dataclass(slots=True)
class Records:
    """Everything that a set of seed files says, in the order of the files.

    :ivar also: more about entities that other records describe
    :ivar unread: ids of entities, sources and claims that are there but could not be read (an empty id for
        those that have none), so that one mistake does not look like many
    """

    entities: dict[str, Entity] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    also: dict[str, Also] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

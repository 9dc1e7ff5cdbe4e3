"""A card about an entity: its names, its claims with their sources, and where they contradict one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg import blocks, claims, conflicts, wording
from kg.blocks import Block, Screen
from kg.claims import Claim, Entity, Source
from kg.store import Graph, text
from kg.terms import ENTITY
from kg.turtle import language_tag
from kg.vocab import Ontology
from kg.wording import CHINESE

#: Of a heading, so many claims are shown, the newest first; contested ones always.
MOST_LINES = 8
#: Of a claim's sources, so many are named in a line, the best first.
MOST_SOURCES = 2
_SPOKEN = {"en": "says", CHINESE: "發言"}
_RAW = (
    "pointInTime", "startTime", "endTime", "issued", "horizon", "stage", "basis", "bound", "unit", "amount", "share",
    "quantity", "quantityUnit",
)  # fmt: skip
_SAY = {
    "why": {"en": "why: {}", CHINESE: "理由:{}"},
    "note": {"en": "note: {}", CHINESE: "註:{}"},
    "by": {"en": "by {}", CHINESE: "{}表示"},
    "also": {"en": "also: {}", CHINESE: "又名:{}"},
    "more": {"en": "… {} more, see --all", CHINESE: "……另有 {} 項，見 --all"},
    "counts": {"en": "{} claims from {} sources", CHINESE: "{} 項主張,{} 個來源"},
    "contested": {"en": ", {} contested (≠ disputed, ✗ refuted)", CHINESE: ",{} 項有異議(≠ 有爭議,✗ 已駁斥)"},
    "none": {"en": "no claims", CHINESE: "無主張"},
}


def say(what: str, language: str, *parts: object) -> str:
    """A phrase of ours in a language."""
    texts = _SAY[what]
    return texts.get(language, texts["en"]).format(*parts)


class Line(NamedTuple):
    """One claim on a card.

    :ivar side: ``subject``, ``object`` or ``speaker``: what the entity is in it
    :ivar rivals: ids of claims on this card or elsewhere that contradict it
    """

    claim: Claim
    side: str
    rivals: tuple[str, ...]

    @property
    def is_contested(self) -> bool:
        """Whether something says otherwise, or it was judged not to be sound."""
        return bool(self.rivals) or self.claim.status != "Accepted"


@dataclass(frozen=True)
class Speaker:
    """Says claims in a language, with the labels of entities, properties and words at hand."""

    ontology: Ontology
    entities: Mapping[str, Entity]
    sources: Mapping[str, Source]
    language: str = "en"

    def name(self, slug: str | None) -> str:
        """The label of an entity."""
        return self.entities[slug].name(self.language) if slug is not None and slug in self.entities else slug or ""

    def label(self, predicate: str, *, inverse: bool = False) -> str:
        """How a property reads, from subject to object or (inverse) back."""
        prop = self.ontology.properties.get(predicate)
        texts = {} if prop is None else prop.inverse_label if inverse else prop.label
        found = texts.get(self.language) or texts.get("en")
        return found or (f"{self.label(predicate)} ←" if inverse else predicate)

    def word(self, name: str) -> str:
        """The label of a stage, status or tier."""
        return wording.word(name, self.language, self.ontology.word_labels)

    def end(self, claim: Claim) -> str:
        """The object or value of a claim."""
        return self.name(claim.object) if claim.object else wording.claim_value(claim, self.language) or ""

    def sentence(self, claim: Claim, first: str | None = None) -> str:
        """A claim as a short sentence, beginning with the entity `first` (its subject if there is no other reason)."""
        if claim.object is not None and first == claim.object:
            return f"{self.name(claim.object)} {self.label(claim.predicate, inverse=True)} {self.name(claim.subject)}"
        return f"{self.name(claim.subject)} {self.label(claim.predicate)} {self.end(claim)}"

    def details(self, claim: Claim, *, measured: bool = True) -> str:
        """Figures of a relation (if `measured`), role, stage, basis and horizon."""
        parts = wording.measures(claim, self.language) if measured else []
        return ", ".join([*parts, *wording.circumstances(claim, self.language, self.ontology.word_labels)])

    def ranked(self, claim: Claim) -> list[str]:
        """Ids of a claim's sources, the best first."""
        tiers = {tier: rank for rank, tier in enumerate(self.ontology.words.get("Tier", ()))}
        return sorted(claim.sources, key=lambda s: (tiers.get(self.sources[s].tier, 9) if s in self.sources else 9, s))

    def cited(self, claim: Claim, most: int | None = None) -> str:
        """Sources with their tiers, the best first."""
        ids = self.ranked(claim)
        if most == 0:
            return ""
        shown = [f"{s} ({self.word(self.sources[s].tier)})" if s in self.sources else s for s in ids[:most]]
        return ", ".join(shown) + (f" +{len(ids) - len(shown)}" if len(ids) > len(shown) else "")

    def mark(self, claim: Claim, *, is_contested: bool = False) -> str:
        """✗ for what is refuted, ≠ for what is disputed."""
        return {"Refuted": "✗ ", "Disputed": "≠ "}.get(claim.status, "≠ " if is_contested else "  ")

    def remarks(self, claim: Claim, *, by: bool = True) -> list[str]:
        """Who says it (unless `by` is false), why it was judged as it was, and what a reader should know."""
        speakers = [self.name(slug) for slug in claim.words("wasAttributedTo") if slug != claim.subject]
        found = [say("by", self.language, ", ".join(speakers))] if by and speakers else []
        for name, what in (("reason", "why"), ("note", "note")):
            texts = claim.texts(name)
            if told := texts.get(self.language) or texts.get("en"):
                found.append(say(what, self.language, told))
        return found


def look(claim: Claim, *, is_contested: bool = False) -> str:
    """How a claim's line looks on a terminal."""
    return "struck" if claim.is_refuted else "contested" if is_contested or claim.status == "Disputed" else ""


@dataclass(frozen=True)
class Card:
    """All that the graph knows of an entity; ``str()`` gives it as text."""

    entity: Entity
    aliases: Mapping[str, tuple[str, ...]]
    lines: tuple[Line, ...]
    speaker: Speaker

    def __str__(self) -> str:
        return self.text()

    def text(
        self, language: str = "en", *, most: int | None = MOST_LINES, urls: bool = False, screen: Screen | None = None
    ) -> str:
        """The card to read.

        :param most: of a heading show so many claims, the newest, and all that are contested; ``None`` for all
        :param urls: name title, publisher, date and URL of each source
        """
        screen = screen or Screen()
        speaker = Speaker(self.speaker.ontology, self.speaker.entities, self.speaker.sources, language)
        found = [self._head(speaker)]
        for heading, lines in self.grouped(speaker).items():
            kept = lines if most is None else [x for i, x in enumerate(lines) if i < most or x.is_contested]
            more = len(lines) - len(kept)
            shown = [_line(line, speaker, urls=urls) for line in kept]
            if more:
                shown.append(blocks.Line((say("more", language, more),)))
            found.append(Block(f"{heading} ({len(lines)})" if len(lines) > 1 else heading, shown))
        return blocks.render(found, screen)

    def _head(self, speaker: Speaker) -> Block:
        entity, language = self.entity, speaker.language
        kind = speaker.ontology.classes.get(entity.type)
        label = kind.label.get(language) or kind.label.get("en", entity.type) if kind else entity.type
        others = [text for tag, text in sorted(entity.label.items()) if text != entity.name(language)]
        heading = "  ".join([entity.name(language), *others]) + f"  ·  {label}  ·  e:{entity.slug}"
        below = [entity.description.get(language) or entity.description.get("en", "")]
        aliases = dict.fromkeys([*self.aliases.get(language, ()), *(n for ns in self.aliases.values() for n in ns)])
        below += [say("also", language, ", ".join(aliases))] if aliases else []
        contested = sum(line.is_contested for line in self.lines)
        sources = {source for line in self.lines for source in line.claim.sources}
        counts = say("counts", language, f"{len(self.lines):,}", f"{len(sources):,}")
        counts += say("contested", language, contested) if contested else ""
        return Block(heading, (), [part for part in (*below, counts if self.lines else say("none", language)) if part])

    def grouped(self, speaker: Speaker | None = None) -> dict[str, list[Line]]:
        """Lines by heading (the property, read from this entity's side), in order; the newest first."""
        speaker = speaker or self.speaker
        found: defaultdict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.side == "speaker":
                heading = _SPOKEN.get(speaker.language, _SPOKEN["en"])
            else:
                heading = speaker.label(line.claim.predicate, inverse=line.side == "object")
            found[heading].append(line)
        return dict(found)

    def as_json(self) -> dict[str, Any]:
        """The card as plain data, with every claim."""
        return {
            "entity": self.entity.slug, "type": self.entity.type, "label": dict(self.entity.label),
            "description": dict(self.entity.description),
            "aliases": {tag: list(names) for tag, names in self.aliases.items()},
            "claims": [self._claim(line) for lines in self.grouped().values() for line in lines],
        }  # fmt: skip

    def _claim(self, line: Line) -> dict[str, Any]:
        claim, sources = line.claim, self.speaker.sources
        return {
            "id": claim.id, "property": claim.predicate, "subject": claim.subject, "object": claim.object,
            "says": self.speaker.sentence(claim), "value": None if claim.value is None else claim.value.value,
            "texts": claim.texts("object"), "qualifiers": wording.qualifiers(claim),
            **{name: found for name in _RAW if (found := claim.word(name)) is not None},
            "status": claim.status, "by": claim.words("wasAttributedTo"),
            **{name: claim.texts(name) for name in ("role", "reason", "note")},
            "rivals": list(line.rivals),
            "sources": [
                {**sources[s]._asdict(), "locator": claim.locators.get(s)} for s in claim.sources if s in sources
            ],
        }  # fmt: skip


def _line(line: Line, speaker: Speaker, *, urls: bool) -> blocks.Line:
    claim = line.claim
    says = {
        "speaker": speaker.sentence(claim),
        "object": speaker.name(claim.subject),
        "subject": speaker.end(claim),
    }[line.side]
    below = speaker.remarks(claim, by=line.side != "speaker")
    if urls:
        below += [_source(speaker.sources.get(slug), slug, claim.locators.get(slug)) for slug in speaker.ranked(claim)]
    status = "" if claim.status == "Accepted" else speaker.word(claim.status)
    details = ", ".join(part for part in (speaker.details(claim), status) if part)
    mark = speaker.mark(claim, is_contested=bool(line.rivals))
    dates = wording.claim_dates(claim, speaker.language)
    cited = speaker.cited(claim, MOST_SOURCES if not urls else 0)
    return blocks.Line((mark + says, details, dates), cited, below, look(claim, is_contested=bool(line.rivals)))


def _source(source: Source | None, slug: str, locator: str | None) -> str:
    place = f"{slug}#{locator}" if locator else slug
    if source is None:
        return place
    parts = [source.title, source.publisher or "", source.date or "", source.url or ""]
    return f"{place}: " + ", ".join(part for part in parts if part)


def card(graph: Graph, ontology: Ontology, slug: str) -> Card:
    """The card of the entity `slug`, which must exist."""
    near = claims.fetch(graph, slug, beside=True)
    found = [claim for claim in near if slug in claims.named([claim])]
    rivals = conflicts.rivals(near, ontology)
    entities = claims.entities(graph, {slug} | claims.named(found))
    sources = claims.sources(graph, (source for claim in found for source in claim.sources))
    speaker = Speaker(ontology, entities, sources)
    lines = [Line(claim, _side(claim, slug), tuple(rivals.get(claim.id, ()))) for claim in found]
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for row in graph.select(_NAMES_OF, entity=ENTITY[slug]):
        aliases[language_tag(text(row, "tag") or "en")].append(text(row, "name") or "")
    return Card(
        entities[slug], {tag: tuple(names) for tag, names in sorted(aliases.items())},
        tuple(_ordered(lines, ontology)), speaker,
    )  # fmt: skip


_NAMES_OF = "SELECT ?entity ?name (LANG(?name) AS ?tag) { ?entity skos:altLabel ?name } ORDER BY ?name"


def _side(claim: Claim, slug: str) -> str:
    return "subject" if claim.subject == slug else "object" if claim.object == slug else "speaker"


def _ordered(lines: Iterable[Line], ontology: Ontology) -> list[Line]:
    """Figures first, then relation by relation as the ontology orders their families; the newest first."""
    order = {name: family.order for name, family in ontology.families.items()}

    def key(line: Line) -> tuple[int, int, str, str]:
        prop = ontology.properties.get(line.claim.predicate)
        family = order.get(prop.family or "", 0 if line.claim.object is None else 999) if prop else 999
        side = ("subject", "object", "speaker").index(line.side)
        rank = 1000 if side == 2 else family
        return rank, side, line.claim.predicate, line.claim.id

    newest = sorted(lines, key=lambda line: line.claim.date, reverse=True)
    return sorted(newest, key=lambda line: key(line)[:3])

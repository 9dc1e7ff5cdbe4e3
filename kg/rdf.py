"""Records to quads.

A claim becomes a node (classic reification, so that every SPARQL 1.1 engine can query it), the same
node as an RDF 1.2 reifier, and, unless it is refuted, the plain statement itself. Evidence
follows the W3C Web Annotation model: https://www.w3.org/TR/annotation-model/#selectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.model import Claim, Date, Entity, Evidence, Number, Plain, Prose, Records, Ref, Source, Texts, Value
from kg.terms import (
    CLAIM,
    DCTERMS,
    ENTITY,
    GRAPH,
    KG,
    OA,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    SOURCE,
    TYPE,
    XSD,
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    Triple,
    date,
    number,
)  # fmt: skip
from kg.vocab import Ontology, Property

SEEDS = GRAPH.seeds

Term = NamedNode | BlankNode | Literal | Triple
Pair = tuple[NamedNode, Term]


def quads(records: Records, ontology: Ontology, graph: NamedNode = SEEDS) -> Iterator[Quad]:
    """Everything that `records` say, in one named graph; in order of entities, sources, claims.

    The records must have passed :func:`kg.validate.validate`: a reference to nothing is not looked for here.
    """
    writer = _Writer(records, ontology)
    for entity in records.entities.values():
        yield from _about(ENTITY[entity.id], writer.entity(entity), graph)
    for slug, also in records.also.items():
        yield from _about(ENTITY[slug], writer.also(also.aliases, also.wikidata), graph)
    for source in records.sources.values():
        yield from _about(SOURCE[source.id], writer.source(source), graph)
    for claim in records.claims:
        name = claim.id  # a hash of all that it says
        node = CLAIM[name]
        yield from _about(node, writer.claim(claim), graph)
        for index, evidence in enumerate(claim.evidence):
            if evidence.locator is not None:
                yield from writer.evidence(node, f"{name}e{index}", evidence, graph)
        if not is_refuted(claim):
            for statement in writer.statements(claim):
                yield Quad(statement.subject, statement.predicate, statement.object, graph)


def is_refuted(claim: Claim) -> bool:
    """Whether better sources show the claim to be wrong, so that it is not stated as fact."""
    status = claim.first("status")
    return isinstance(status, Ref) and status.slug == "Refuted"


def _about(subject: NamedNode | BlankNode, pairs: Iterator[Pair], graph: NamedNode) -> Iterator[Quad]:
    for predicate, term in pairs:
        yield Quad(subject, predicate, term, graph)


class _Writer:
    """Turns records into pairs of predicate and object, with the ontology and all records at hand."""

    def __init__(self, records: Records, ontology: Ontology) -> None:
        self.records, self.ontology = records, ontology
        self.claim_of_handle = {claim.handle: claim.id for claim in records.claims if claim.handle}

    def entity(self, entity: Entity) -> Iterator[Pair]:
        yield TYPE, KG[entity.type]
        yield from _texts(RDFS.label, entity.name)
        yield from self.also(entity.aliases, entity.wikidata)
        yield from _texts(DCTERMS.description, entity.description)
        if entity.replaced_by:
            yield DCTERMS.isReplacedBy, ENTITY[entity.replaced_by]

    def also(self, aliases: Mapping[str, tuple[str, ...]], wikidata: str | None) -> Iterator[Pair]:
        for language, names in aliases.items():
            for name in names:
                yield SKOS.altLabel, Literal(name, language=language)
        if wikidata:
            yield SKOS.exactMatch, NamedNode(PREFIXES["wd"] + wikidata)

    def source(self, source: Source) -> Iterator[Pair]:
        yield TYPE, KG.Source
        yield KG.sourceType, KG[source.type]
        yield DCTERMS.title, Literal(source.title, language=source.lang) if source.lang else Literal(source.title)
        yield SCHEMA.url, NamedNode(source.url)
        yield KG.tier, KG[source.tier]
        if source.lang:
            yield DCTERMS.language, Literal(source.lang)
        if source.publisher:
            yield DCTERMS.publisher, Literal(source.publisher)
        if source.date:
            yield DCTERMS.issued, date(source.date)
        if source.license:
            yield DCTERMS.license, Literal(source.license)
        yield from _texts(SKOS.note, source.note)

    def claim(self, claim: Claim) -> Iterator[Pair]:
        yield TYPE, KG.Claim
        for statement in self.statements(claim):
            yield RDF.object, statement.object
            yield RDF.reifies, statement
        yield RDF.subject, ENTITY[claim.subject.slug]
        yield RDF.predicate, KG[claim.predicate]
        if isinstance(claim.object, Number) and claim.object.unit:
            yield KG.unit, Literal(claim.object.unit)
        for key, values in claim.qualifiers.items():
            for value in values:
                yield from self.qualifier(self.ontology.qualifiers[key], value)
        if "status" not in claim.qualifiers:
            yield KG.status, KG.Accepted
        if "said" not in claim.qualifiers and (said := self.report_date(claim)):
            yield DCTERMS.issued, date(said)
        for source in dict.fromkeys(evidence.source for evidence in claim.evidence):
            yield PROV.wasDerivedFrom, SOURCE[source]

    def statements(self, claim: Claim) -> list[Triple]:
        """The plain statement; one for each language where the object is a text in several."""
        subject, predicate = ENTITY[claim.subject.slug], KG[claim.predicate]
        return [Triple(subject, predicate, term) for term in self.values(claim.object, ENTITY)]

    def values(self, value: Value, namespace: object) -> list[NamedNode | Literal]:
        match value:
            case Ref(slug):
                return [namespace[slug]]  # type: ignore[index]
            case Number(amount):
                return [number(amount)]
            case Date(text):
                return [date(text)]
            case Plain(text, datatype):
                return [Literal(text) if datatype == "string" else Literal(text, datatype=XSD[datatype])]
            case Prose(texts):
                return [Literal(text, language=language) for language, text in texts]
        raise TypeError(f"no term for {value!r}")

    def qualifier(self, prop: Property, value: Value) -> Iterator[Pair]:
        if prop.range == "Claim" and isinstance(value, Ref):
            yield NamedNode(prop.iri), CLAIM[self.claim_of_handle[value.slug]]
            return
        for term in self.values(value, KG if prop.range in self.ontology.words else ENTITY):
            yield NamedNode(prop.iri), term
        if isinstance(value, Number) and value.unit:
            # A claim has one kg:unit; money takes it, so that amount and unit are found as in DESIGN's example.
            if prop.dimension == "Money":
                yield KG.unit, Literal(value.unit)
            elif prop.dimension == "Any":
                yield KG.quantityUnit, Literal(value.unit)

    def report_date(self, claim: Claim) -> str | None:
        """When the first of the claim's sources said it."""
        dates = [s.date for e in claim.evidence if (s := self.records.sources.get(e.source)) and s.date]
        return min(dates, default=None)

    def evidence(self, claim: NamedNode, label: str, evidence: Evidence, graph: NamedNode) -> Iterator[Quad]:
        """A resource with a selector: characters of a text with their hash, or a row of a dataset."""
        resource, selector = BlankNode(label), BlankNode(label + "s")
        passage = self.records.sources[evidence.source].passages.get(evidence.locator or "")
        yield Quad(claim, KG.evidence, resource, graph)
        yield Quad(resource, TYPE, OA.SpecificResource, graph)
        yield Quad(resource, OA.hasSource, SOURCE[evidence.source], graph)
        yield Quad(resource, OA.hasSelector, selector, graph)
        yield Quad(selector, RDF.value, Literal(evidence.locator or ""), graph)
        if passage is None:
            yield Quad(selector, TYPE, OA.FragmentSelector, graph)
            return
        yield Quad(selector, TYPE, OA.TextPositionSelector, graph)
        yield Quad(selector, OA.start, Literal(passage.start), graph)
        yield Quad(selector, OA.end, Literal(passage.end), graph)
        yield Quad(resource, KG.quoteSha256, Literal(passage.sha256), graph)


def _texts(predicate: NamedNode, texts: Texts) -> Iterator[Pair]:
    for language, text in texts.items():
        yield predicate, Literal(text, language=language)

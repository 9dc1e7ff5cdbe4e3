"""Records against the shapes in ``ontology/shapes.ttl``, by pySHACL.

pySHACL is right on plain rdflib only, and slow: so it gets the graph of the seeds with the few triples of the
ontology that shapes look at, and nothing here is imported before ``kg check`` wants it. Triple terms, which
rdflib does not know, are left out.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyshacl
import rdflib
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef

from kg import paths, rdf, vocab
from kg.errors import Problem, Where, quoted
from kg.model import Records
from kg.terms import PREFIXES, NamedNode, Quad, local
from kg.terms import BlankNode as OxBlankNode
from kg.terms import Literal as OxLiteral
from kg.vocab import Ontology

if TYPE_CHECKING:
    from rdflib.term import Node

KG = rdflib.Namespace(PREFIXES["kg"])


def check(records: Records, ontology: Ontology, directory: Path | None = None) -> list[Problem]:
    """What the shapes find wrong with valid `records`, at the claim, entity or source that it concerns.

    :param directory: holds ``kg.ttl`` and ``shapes.ttl`` (the shipped ontology by default)
    """
    directory = directory or paths.shipped("ontology")
    data = data_graph(records, ontology, directory)
    return list(report(data, shapes_graph(ontology, directory), places(records)))


def data_graph(records: Records, ontology: Ontology, directory: Path) -> Graph:
    """The graph of `records`, and what ``kg.ttl`` says of the kinds of its terms."""
    made = graph(rdf.quads(records, ontology))
    for quad in vocab.read(directory / "kg.ttl"):
        if quad.predicate.value in (str(RDF.type), str(RDFS.subClassOf)):
            _add(made, quad)
    return made


def shapes_graph(ontology: Ontology, directory: Path) -> Graph:
    """The shapes that are written and those that follow from domains and ranges."""
    made = Graph().parse(directory / "shapes.ttl", format="turtle")
    property_shapes(ontology, made)
    return made


def places(records: Records) -> dict[str, Where]:
    """IRI of each entity, source and claim to the place where it is written."""
    found = {PREFIXES["e"] + entity.id: entity.where for entity in records.entities.values()}
    found |= {PREFIXES["src"] + source.id: source.where for source in records.sources.values()}
    return found | {PREFIXES["claim"] + claim.id: claim.where for claim in records.claims}


def graph(quads: Iterable[Quad]) -> Graph:
    """`quads` as one rdflib graph, without triple terms."""
    made = Graph(bind_namespaces="none")
    for quad in quads:
        _add(made, quad)
    return made


def _add(made: Graph, quad: Quad) -> None:
    if (subject := _term(quad.subject)) is not None and (obj := _term(quad.object)) is not None:
        made.add((subject, _iri(quad.predicate.value), obj))


_iri = functools.lru_cache(maxsize=100_000)(URIRef)


def _term(term: object) -> URIRef | BNode | Literal | None:
    if isinstance(term, NamedNode):
        return _iri(term.value)
    if isinstance(term, OxBlankNode):
        return BNode(term.value)
    if isinstance(term, OxLiteral):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        # Without normalisation: a value that its datatype does not allow must stay as it was written.
        return Literal(term.value, datatype=None if datatype == str(rdflib.XSD.string) else datatype, normalize=False)
    return None


def property_shapes(ontology: Ontology, shapes: Graph) -> None:
    """Add to `shapes` what each property's domain and range in ``kg.ttl`` ask of its subjects and objects."""
    for name, prop in ontology.properties.items():
        if prop.domain in ontology.classes:
            shape = KG[f"{name}-subject"]
            shapes.add((shape, SH.targetSubjectsOf, KG[name]))
            shapes.add((shape, SH["class"], KG[prop.domain]))
            _finish(shapes, shape, f"the subject of {name} is of class {prop.domain}")
        shape = KG[f"{name}-object"]
        if prop.range in ontology.classes:
            shapes.add((shape, SH["class"], KG[prop.range]))
        elif prop.range in ("boolean", "anyURI"):
            shapes.add((shape, SH.datatype, rdflib.XSD[prop.range]))
        elif prop.range == "langString":
            shapes.add((shape, SH.datatype, RDF.langString))
        elif prop.range in ("decimal", "Date"):
            shape = KG.NumberShape if prop.range == "decimal" else KG.DateShape
            shapes.add((shape, SH.targetObjectsOf, KG[name]))
            continue
        else:
            continue
        shapes.add((shape, SH.targetObjectsOf, KG[name]))
        _finish(shapes, shape, f"the object of {name} is of the range {prop.range}")


def _finish(shapes: Graph, shape: URIRef, message: str) -> None:
    shapes.add((shape, RDF.type, SH.NodeShape))
    shapes.add((shape, SH.message, Literal(message, lang="en")))


def report(data: Graph, shapes: Graph, where: dict[str, Where]) -> Iterator[Problem]:
    """Each validation result as a problem, with the local name of the shape in its rule."""
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True, inference="none")
    assert isinstance(results, Graph)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        focus = results.value(result, SH.focusNode) or result
        shape = results.value(result, SH.sourceShape)
        message = str(results.value(result, SH.resultMessage) or "does not fit its shape")
        value = results.value(result, SH.value)
        severity = "error" if results.value(result, SH.resultSeverity) == SH.Violation else "warning"
        shown = f"{message}, found {quoted(_shown(value))}" if value is not None else message
        rule = f"shacl:{_name(shapes, shape)}"
        for record in _records(data, focus, where):
            yield Problem(where.get(str(record), Where(_shown(record))), f"{_shown(record)}: {shown}", rule, severity)


def _records(data: Graph, focus: Node, where: dict[str, Where]) -> set[Node]:
    """The claims, entities or sources that `focus` belongs to: itself, or what points at it."""
    trail = {focus}
    for _ in range(3):  # claim → evidence → selector
        if found := {node for node in trail if str(node) in where}:
            return found
        trail = {subject for node in trail for subject in data.subjects(None, node)}
    return {focus}


def _name(shapes: Graph, shape: Node | None) -> str:
    """The local name of a shape, or of the one that an unnamed shape is a part of."""
    while isinstance(shape, BNode):
        shape = next(shapes.subjects(None, shape), None)
    return local(str(shape)) if shape is not None else "shape"


def _shown(node: Node | None) -> str:
    """`node` in a message: a literal's text, a record's id."""
    return local(str(node)) if isinstance(node, URIRef) else str(node)

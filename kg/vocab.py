"""The ontology as Python sees it: classes, properties, qualifiers, units and words.

Read from ``ontology/kg.ttl``, which is the only place that lists them. Adding a class or property
is an edit of that file alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from kg import paths
from kg.errors import KGError
from kg.terms import KG, OWL, RDFS, SKOS, TYPE, Literal, NamedNode, Quad, Term, local


@dataclass(frozen=True, slots=True)
class Class:
    """A kind of entity.

    :ivar ancestors: local names of this class and all that it is a kind of, itself first
    :ivar style: ``color``, ``colorDark``, ``shape``, ``order`` and ``group`` (the class that they are inherited from)
    :ivar matches: local names of terms of other vocabularies that mean about the same
    """

    name: str
    label: Mapping[str, str]
    comment: Mapping[str, str]
    ancestors: tuple[str, ...]
    style: Mapping[str, str]
    matches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """A relation, figure or qualifier.

    :ivar range: local name of a class or datatype
    :ivar money_flow: ``SubjectToObject``, ``ObjectToSubject`` or ``None``
    :ivar seed_key: the word for it in seed files
    :ivar ancestors: local names of this property and all that it is a special case of, itself first
    :ivar matches: local names of terms of other vocabularies that mean about the same
    :ivar inverse_matches: the same for those that say it from object to subject
    :ivar plausible: unit to the least and the most that is likely meant
    :ivar half_life: months after which the newest claim is likely out of date, or ``None`` if it lasts
    """

    iri: str
    name: str
    is_relation: bool
    is_qualifier: bool
    label: Mapping[str, str]
    comment: Mapping[str, str]
    domain: str | None
    range: str | None
    inverse_label: Mapping[str, str]
    family: str | None
    money_flow: str | None
    single_valued: bool
    dimension: str | None
    minimum: Decimal | None
    maximum: Decimal | None
    seed_key: str
    ancestors: tuple[str, ...]
    matches: tuple[str, ...]
    inverse_matches: tuple[str, ...]
    half_life: int | None
    plausible: Mapping[str, tuple[Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a number measures, the units that it may carry and its bounds."""

    name: str
    units: frozenset[str]
    minimum: Decimal | None
    maximum: Decimal | None


@dataclass(frozen=True, slots=True)
class Family:
    """A family of relations and how it is drawn."""

    name: str
    label: Mapping[str, str]
    color: str
    color_dark: str
    order: int


@dataclass(slots=True)
class Ontology:
    """Everything that ``kg.ttl`` declares.

    :ivar properties: local name to property that a seed claim may state (no qualifiers)
    :ivar qualifiers: seed key to qualifier
    :ivar words: class such as ``Stage`` to its members' local names, in order
    """

    classes: dict[str, Class] = field(default_factory=dict)
    properties: dict[str, Property] = field(default_factory=dict)
    qualifiers: dict[str, Property] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    word_labels: dict[str, Mapping[str, str]] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether class `name` is `ancestor` or a kind of it."""
        found = self.classes.get(name)
        return found is not None and ancestor in found.ancestors


class _Graph:
    """Just enough look-up over the ontology's triples."""

    def __init__(self, quads: list[Quad]) -> None:
        self.about: defaultdict[Term, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.of_type: defaultdict[str, list[NamedNode]] = defaultdict(list)
        for quad in quads:
            self.about[quad.subject][quad.predicate.value].append(quad.object)
            if quad.predicate == TYPE and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                self.of_type[quad.object.value].append(quad.subject)

    def all(self, subject: NamedNode, predicate: NamedNode) -> list[Term]:
        return self.about[subject][predicate.value]

    def text(self, subject: NamedNode, predicate: NamedNode) -> str | None:
        found = self.all(subject, predicate)
        return found[0].value if found and isinstance(found[0], Literal | NamedNode) else None

    def name(self, subject: NamedNode, predicate: NamedNode) -> str | None:
        found = self.text(subject, predicate)
        return local(found) if found else None

    def texts(self, subject: NamedNode, predicate: NamedNode) -> dict[str, str]:
        return {
            _tag(term.language): term.value
            for term in self.all(subject, predicate)
            if isinstance(term, Literal) and term.language
        }

    def names(self, subject: NamedNode, predicate: NamedNode) -> tuple[str, ...]:
        return tuple(sorted(local(t.value) for t in self.all(subject, predicate) if isinstance(t, NamedNode)))

    def number(self, subject: NamedNode, predicate: NamedNode) -> Decimal | None:
        found = self.text(subject, predicate)
        return Decimal(found) if found is not None else None


def _tag(language: str) -> str:
    """A language tag as people write it; the engine lower-cases it.

    >>> _tag("zh-hant")
    'zh-Hant'
    """
    return "-".join(part.title() if len(part) == 4 else part for part in language.split("-"))


def read(path: Path) -> list[Quad]:
    """The quads of a Turtle file.

    :raises KGError: naming file and line, if it is not Turtle
    """
    try:
        return list(parse(path=str(path), format=RdfFormat.TURTLE))
    except SyntaxError as error:
        raise KGError(f"{path}:{error.lineno}:{error.offset}: error: {error.msg} [turtle]") from None
    except OSError as error:
        raise KGError(f"{path}: error: cannot be read: {error} [file]") from None


def load(directory: Path | None = None) -> Ontology:
    """The ontology in `directory` (the shipped one by default).

    >>> load().properties["investsIn"].money_flow
    'SubjectToObject'
    """
    graph = _Graph(read((directory or paths.shipped("ontology")) / "kg.ttl"))
    ontology = Ontology()
    _read_classes(graph, ontology)
    _read_properties(graph, ontology)
    for node in graph.of_type[KG.Dimension.value]:
        units = frozenset(t.value for t in graph.all(node, KG.unitCode) if isinstance(t, Literal))
        ontology.dimensions[local(node.value)] = Dimension(
            local(node.value), units, graph.number(node, KG.minimum), graph.number(node, KG.maximum)
        )
    for node in graph.of_type[KG.RelationFamily.value]:
        ontology.families[local(node.value)] = Family(
            local(node.value),
            graph.texts(node, RDFS.label),
            graph.text(node, KG.color) or "",
            graph.text(node, KG.colorDark) or "",
            int(graph.text(node, KG.order) or 0),
        )
    _read_words(graph, ontology)
    prefix = str(KG)
    ontology.terms = frozenset(
        node.value.removeprefix(prefix)
        for node in graph.about
        if isinstance(node, NamedNode) and node.value.startswith(prefix)
    )
    return ontology


def _read_classes(graph: _Graph, ontology: Ontology) -> None:
    parents: dict[str, list[str]] = {}
    nodes = {local(node.value): node for node in graph.of_type[OWL.Class.value]}
    for name, node in nodes.items():
        found = [t.value for t in graph.all(node, RDFS.subClassOf) if isinstance(t, NamedNode)]
        parents[name] = [local(iri) for iri in found if iri.startswith(str(KG))]
    for name, node in nodes.items():
        ancestors = [name]
        for ancestor in ancestors:  # grows while it is walked: breadth first, nearest first
            ancestors.extend(p for p in parents[ancestor] if p not in ancestors)
        style = {}
        for key in ("color", "colorDark", "shape", "order"):
            for ancestor in ancestors:
                if (value := graph.text(nodes[ancestor], KG[key])) is not None:
                    style[key] = value
                    style.setdefault("group", ancestor)
                    break
        ontology.classes[name] = Class(
            name, graph.texts(node, RDFS.label), graph.texts(node, RDFS.comment), tuple(ancestors), style,
            graph.names(node, SKOS.closeMatch),
        )  # fmt: skip


def _read_properties(graph: _Graph, ontology: Ontology) -> None:
    qualifiers = set(graph.of_type[KG.Qualifier.value])
    relations = set(graph.of_type[OWL.ObjectProperty.value])
    for node in sorted(relations | set(graph.of_type[OWL.DatatypeProperty.value]), key=lambda n: n.value):
        name = local(node.value)
        found = Property(
            iri=node.value,
            name=name,
            is_relation=node in relations,
            is_qualifier=node in qualifiers,
            label=graph.texts(node, RDFS.label),
            comment=graph.texts(node, RDFS.comment),
            domain=graph.name(node, RDFS.domain),
            range=graph.name(node, RDFS.range),
            inverse_label=graph.texts(node, KG.inverseLabel),
            family=graph.name(node, KG.family),
            money_flow=graph.name(node, KG.moneyFlow),
            single_valued=graph.text(node, KG.singleValued) == "true",
            dimension=graph.name(node, KG.dimension),
            minimum=graph.number(node, KG.minimum),
            maximum=graph.number(node, KG.maximum),
            seed_key=graph.text(node, KG.seedKey) or name,
            ancestors=_ancestors(graph, node),
            matches=graph.names(node, SKOS.closeMatch),
            inverse_matches=graph.names(node, KG.inverseMatch),
            half_life=_months(graph.text(node, KG.halfLife)),
            plausible=_plausible(graph, node),
        )
        if found.is_qualifier:
            ontology.qualifiers[found.seed_key] = found
        elif found.domain is not None and ontology.is_a(found.domain, "Entity"):
            ontology.properties[name] = found


def _plausible(graph: _Graph, node: NamedNode) -> dict[str, tuple[Decimal, Decimal]]:
    """Least and most by unit, from texts such as ``"5e12 USD"``."""
    least, most = (
        {unit: Decimal(number) for term in graph.all(node, edge) for number, unit in [term.value.split(" ", 1)]}  # type: ignore[union-attr]
        for edge in (KG.plausibleMinimum, KG.plausibleMaximum)
    )
    return {unit: (least[unit], most[unit]) for unit in least.keys() & most.keys()}


def _months(duration: str | None) -> int | None:
    """A duration of years and months in months: https://www.w3.org/TR/xmlschema11-2/#yearMonthDuration.

    >>> _months("P1Y6M")
    18
    """
    match = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?", duration or "")
    return int(match[1] or 0) * 12 + int(match[2] or 0) if match else None


def _ancestors(graph: _Graph, node: NamedNode) -> tuple[str, ...]:
    nodes = [node]
    for found in nodes:  # grows while it is walked
        nodes += [t for t in graph.all(found, RDFS.subPropertyOf) if isinstance(t, NamedNode) and t not in nodes]
    return tuple(local(found.value) for found in nodes)


def _read_words(graph: _Graph, ontology: Ontology) -> None:
    """The members of each class of words, such as the stages of a deal."""
    ranges = {graph.name(node, RDFS.range) for node in graph.of_type[OWL.ObjectProperty.value]}
    for kind in sorted(name for name in ranges if name):
        members = graph.of_type[KG[kind].value]  # classes of entities have none in the ontology
        members.sort(key=lambda node: int(graph.text(node, KG.order) or 0))
        if members:
            ontology.words[kind] = [local(node.value) for node in members]
            for node in members:
                ontology.word_labels[local(node.value)] = graph.texts(node, RDFS.label)

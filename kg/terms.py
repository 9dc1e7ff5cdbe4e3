"""RDF terms and namespaces, and the reading of RDF files.

Everything that is pyoxigraph's and is not a store lives here, so that no other module left of
:mod:`kg.store` needs to know which library holds the terms. The namespaces are closed where that
matters (the ontology checks its own terms); these are prefixes only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = [
    "CLAIM", "DCTERMS", "ENTITY", "GRAPH", "KG", "OA", "OWL", "PREFIXES", "PROV", "RDF", "RDFS", "SCHEMA", "SKOS",
    "SOURCE", "TYPE", "XSD", "BlankNode", "DefaultGraph", "Literal", "NamedNode", "Namespace", "Quad", "Term", "Triple",
    "compact", "date", "local", "number",
]  # fmt: skip

Term = NamedNode | BlankNode | Literal | Triple

BASE = "https://w3id.org/aikg/"

#: Prefixes that queries need not declare and that exports use, in the order they are written.
PREFIXES: dict[str, str] = {
    "kg": BASE + "ontology#",
    "e": BASE + "entity/",
    "claim": BASE + "claim/",
    "src": BASE + "source/",
    "g": BASE + "graph/",
    "inference": BASE + "inference/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "wd": "http://www.wikidata.org/entity/",
}


class Namespace:
    """Terms whose IRI begins alike.

    >>> KG.budget
    <NamedNode value=https://w3id.org/aikg/ontology#budget>
    >>> ENTITY["deepseek-r1"].value
    'https://w3id.org/aikg/entity/deepseek-r1'
    """

    def __init__(self, iri: str) -> None:
        self._iri = iri
        self._made: dict[str, NamedNode] = {}  # checking an IRI takes longer than all else about it

    def __str__(self) -> str:
        return self._iri

    def __getitem__(self, name: str) -> NamedNode:
        node = self._made.get(name)
        if node is None:
            node = self._made[name] = NamedNode(self._iri + name)
        return node

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]


KG = Namespace(PREFIXES["kg"])
ENTITY = Namespace(PREFIXES["e"])
CLAIM = Namespace(PREFIXES["claim"])
SOURCE = Namespace(PREFIXES["src"])
GRAPH = Namespace(PREFIXES["g"])
RDF = Namespace(PREFIXES["rdf"])
RDFS = Namespace(PREFIXES["rdfs"])
XSD = Namespace(PREFIXES["xsd"])
OWL = Namespace(PREFIXES["owl"])
SKOS = Namespace(PREFIXES["skos"])
DCTERMS = Namespace(PREFIXES["dcterms"])
PROV = Namespace(PREFIXES["prov"])
OA = Namespace(PREFIXES["oa"])
SCHEMA = Namespace(PREFIXES["schema"])

TYPE = RDF.type


def local(iri: str) -> str:
    """The part of an IRI after its last ``#`` or ``/``.

    >>> local("https://w3id.org/aikg/entity/openai")
    'openai'
    """
    return re.split(r"[#/]", iri)[-1]


#: What may follow a prefix without an escape: a cautious part of Turtle's PN_LOCAL.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?\Z")


def compact(iri: str) -> str | None:
    """`iri` as a prefixed name that needs no escapes, or ``None``.

    >>> compact("https://w3id.org/aikg/entity/openai")
    'e:openai'
    """
    # The namespace ends at the last # or /, so one look-up does where a loop over prefixes would not.
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _PREFIX_OF.get(iri[:cut])
    if prefix is None or not _PLAIN_LOCAL.match(iri, cut):
        return None
    return f"{prefix}:{iri[cut:]}"


_PREFIX_OF = {iri: prefix for prefix, iri in PREFIXES.items()}


def number(value: Decimal) -> Literal:
    """`value` as ``xsd:integer`` where it is whole, else ``xsd:decimal``, never in exponent form.

    pyoxigraph would make a ``Decimal`` a double, so the text is built here.

    >>> from decimal import Decimal
    >>> number(Decimal("5e11")).value, number(Decimal("1.10")).value
    ('500000000000', '1.1')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Literal(text, datatype=XSD.decimal if "." in text else XSD.integer)


def date(text: str) -> Literal:
    """A day, month or year as a typed literal.

    >>> date("2025-01").datatype.value.rsplit("#")[1]
    'gYearMonth'
    """
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(text)]
    return Literal(text, datatype=XSD[kind])

"""JSON-LD and RDF/XML of one graph, in the order of its Turtle.

The engine writes both as well, but its JSON-LD is expanded only, and other parsers refuse its RDF/XML where a blank
node begins with a digit (https://www.w3.org/TR/rdf-syntax-grammar/#rdf-id), and read a carriage return as a line feed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg import turtle
from kg.errors import KGError, quoted
from kg.terms import PREFIXES, RDF, XSD, BlankNode, Literal, NamedNode, Quad, Term, Triple, compact
from kg.turtle import Statement

#: JSON's numbers are read as doubles by some, which hold whole numbers up to here.
_EXACT = 2**53
_CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,15}")


def _by_subject(statements: Iterable[Statement]) -> Iterator[tuple[NamedNode | BlankNode, Iterator[Quad]]]:
    """Subjects and what is said of them, both in the order of Turtle."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for statement in dict.fromkeys(statements):
        subject, pair = statement.split(" ", 1)
        said[subject].append(pair)
    lines = (
        f"{subject} {pair} .\n"
        for subject in sorted(said, key=turtle.subject_key)
        for pair in sorted(said[subject], key=lambda pair: (turtle.predicate_key(pair[: pair.index(" ")]), pair))
    )
    quads = ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
    return groupby(quads, key=lambda quad: quad.subject)


def write_json_ld(statements: list[Statement], out: IO[bytes]) -> None:
    """JSON-LD with a context of prefixes, one node a line (https://www.w3.org/TR/json-ld11/#compact-iris)."""
    # <e:x> is an IRI of a scheme "e", which a prefix "e" in the context would change.
    schemes = {iri[1 : iri.index(":")] for line in statements for iri in re.findall(r"<[^<>\s]+:[^<>\s]*>", line)}
    names = _Names(schemes)
    nodes = [_node(subject, quads, names) for subject, quads in _by_subject(statements)]
    context = {prefix: iri for prefix, iri in PREFIXES.items() if prefix in names.used}
    lines = ",\n".join(json.dumps(node, ensure_ascii=False) for node in nodes)
    head = json.dumps(context, ensure_ascii=False, indent=1)
    out.write(f'{{"@context": {head},\n"@graph": [\n{lines}\n]}}\n'.encode())


class _Names:
    """Compact IRIs, but none with a prefix that is `taken`; notes which prefixes were used."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._names: dict[str, str] = {}
        self.used: set[str] = set()

    def __getitem__(self, iri: str) -> str:
        name = self._names.get(iri)
        if name is None:
            name = compact(iri)
            prefix = name.partition(":")[0] if name else ""
            if name is None or prefix in self._taken:
                name = iri
            else:
                self.used.add(prefix)
            self._names[iri] = name
        return name


def _node(subject: Term, quads: Iterable[Quad], names: _Names) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _id(subject, names)}
    for quad in quads:
        obj = quad.object
        if quad.predicate == RDF.type and not isinstance(obj, Literal):
            node.setdefault("@type", []).append(_id(obj, names))
        else:
            node.setdefault(names[quad.predicate.value], []).append(_json_value(obj, names))
    return {key: found[0] if isinstance(found, list) and len(found) == 1 else found for key, found in node.items()}


def _id(term: Term, names: _Names) -> str:
    if isinstance(term, Triple):
        raise KGError("JSON-LD cannot hold a triple term; use turtle, trig, nt or nq")
    return names[term.value] if isinstance(term, NamedNode) else str(term)


def _json_value(term: Term, names: _Names) -> Any:
    if not isinstance(term, Literal):
        return {"@id": _id(term, names)}
    if term.language:
        direction = {"@direction": term.direction.value} if term.direction else {}
        return {"@value": term.value, "@language": turtle.language_tag(term.language), **direction}
    if term.datatype == XSD.string:
        return term.value
    if term.datatype == XSD.boolean and term.value in ("true", "false"):
        return term.value == "true"
    if term.datatype == XSD.integer and _CANONICAL_INTEGER.fullmatch(term.value) and abs(int(term.value)) < _EXACT:
        return int(term.value)
    return {"@value": term.value, "@type": names[term.datatype.value]}


#: The end of an IRI that every XML parser takes for a name (https://www.w3.org/TR/xml-names/#NT-NCName, in part).
_START = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u4e00-\u9fa5"
_LOCAL_NAME = re.compile(f"[{_START}][{_START}0-9.\\-]*$")
#: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNBOUND = frozenset({"http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"})
#: https://www.w3.org/TR/rdf-syntax-grammar/#section-Namespace
_RESERVED = frozenset(
    PREFIXES["rdf"] + name
    for name in ("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li", "aboutEach",
                 "aboutEachPrefix", "bagID")
)  # fmt: skip


def write_rdf_xml(statements: list[Statement], out: IO[bytes]) -> None:
    """RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/).

    :raises KGError: for a predicate that is no XML name, and a character that XML 1.0 cannot hold
    """
    writer = _XmlWriter()
    body = "".join(writer.block(subject, quads) for subject, quads in _by_subject(statements))
    used = {"rdf", *writer.used}
    spaces = "".join(f'\n  xmlns:{prefix}="{iri}"' for prefix, iri in PREFIXES.items() if prefix in used)
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n{body}</rdf:RDF>\n'.encode())


class _XmlWriter:
    def __init__(self) -> None:
        self.used: set[str] = set()
        self._labels: dict[BlankNode, str] = {}
        self._tags: dict[str, tuple[str, str]] = {}

    def block(self, subject: Term, quads: Iterable[Quad]) -> str:
        lines = "".join(f"    {self._property(quad)}\n" for quad in quads)
        return f"  <rdf:Description {self._reference(subject, 'about')}>\n{lines}  </rdf:Description>\n"

    def _property(self, quad: Quad) -> str:
        predicate, obj = quad.predicate.value, quad.object
        if predicate not in self._tags:
            self._tags[predicate] = self._tag(predicate)
        start, end = self._tags[predicate]
        if not isinstance(obj, Literal):
            return f"<{start} {self._reference(obj, 'resource')}/>"
        if _NOT_XML.search(obj.value) or obj.direction:
            what = f"the value {quoted(obj.value)} of <{predicate}>"
            raise KGError(f"RDF/XML cannot hold {what}: control characters or a direction; use another format")
        text = escape(obj.value, {"\r": "&#13;"})
        if obj.language:
            start += f' xml:lang="{turtle.language_tag(obj.language)}"'
        elif obj.datatype != XSD.string:
            start += f" rdf:datatype={quoteattr(obj.datatype.value)}"
        return f"<{start}>{text}</{end}>"

    def _reference(self, term: Term, attribute: str) -> str:
        if isinstance(term, NamedNode):
            return f"rdf:{attribute}={quoteattr(term.value)}"
        if not isinstance(term, BlankNode):
            raise KGError("RDF/XML cannot hold a triple term; use turtle, trig, nt or nq")
        return f'rdf:nodeID="{self._labels.setdefault(term, f"n{len(self._labels)}")}"'

    def _tag(self, predicate: str) -> tuple[str, str]:
        """How an element for `predicate` starts, and its name."""
        match = _LOCAL_NAME.search(predicate)
        namespace = predicate[: match.start()] if match else ""
        if match is None or predicate in _RESERVED or namespace in _UNBOUND:
            raise KGError(f"RDF/XML cannot write the predicate <{predicate}>; use another format")
        short = compact(predicate)
        if short is not None and _LOCAL_NAME.fullmatch(short.partition(":")[2]):
            self.used.add(short.partition(":")[0])
            return short, short
        return f"n:{match[0]} xmlns:n={quoteattr(namespace)}", f"n:{match[0]}"

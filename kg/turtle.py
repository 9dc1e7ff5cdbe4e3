"""Turtle and TriG as a person would write them: prefixes, grouped by subject, sorted; the same graph gives the same bytes.

The engine's own writer is fast but its order depends on hashing, and rdflib's takes eight times as long. Subjects
come in order of their IRIs, ``a`` first among predicates, blank nodes that one triple mentions are written in place
(https://www.w3.org/TR/turtle/#unlabeled-bnodes), and, for RDF 1.2, reifiers as annotations
(https://www.w3.org/TR/rdf12-turtle/#annotation-syntax).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.terms import PREFIXES, RDF, TYPE, BlankNode, Literal, NamedNode, Quad, Term, Triple, compact

_XSD = PREFIXES["xsd"]
_INTEGER = re.compile(r"[+-]?\d+\Z", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d*\.\d+\Z", re.ASCII)

_REIFIES = RDF.reifies
#: Annotations of a statement: its reifiers.
Reifiers = dict[tuple[Term, Term, Term], list[NamedNode | BlankNode]]


class Writer:
    """Writes terms, remembering those it has written and which prefixes they used."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._iris: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        text = self._iris.get(iri)
        if text is None:
            text = compact(iri) or f"<{iri}>"
            if text[0] != "<":
                self.used.add(text[: text.index(":")])
            self._iris[iri] = text
        return text

    def literal(self, term: Literal) -> str:
        value, datatype = term.value, term.datatype.value
        if term.language:
            return f"{quote(value)}@{language_tag(term.language)}"
        if datatype.startswith(_XSD):
            kind = datatype[len(_XSD) :]
            if kind == "string":
                return quote(value)
            if (
                (kind == "integer" and _INTEGER.match(value))
                or (kind == "decimal" and _DECIMAL.match(value))
                or (kind == "boolean" and value in ("true", "false"))
            ):
                return value
        return f"{quote(value)}^^{self.iri(datatype)}"

    def term(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal):
            return self.literal(term)
        if isinstance(term, BlankNode):
            return f"_:{term.value}"
        return f"<<( {self.term(term.subject)} {self.iri(term.predicate.value)} {self.term(term.object)} )>>"


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_UNSAFE = re.compile('[\\\\"\x00-\x1f\x7f]')


def quote(text: str) -> str:
    """`text` as a quoted string of Turtle.

    >>> quote('say "hi"')
    '"say \\\\"hi\\\\""'
    """
    if _UNSAFE.search(text):
        text = _UNSAFE.sub(lambda m: _ESCAPES.get(m.group()) or f"\\u{ord(m.group()):04X}", text)
    return f'"{text}"'


def language_tag(tag: str) -> str:
    """A language tag in the case of BCP 47 (https://www.rfc-editor.org/rfc/rfc5646#section-2.1.1); the engine lower-cases it.

    >>> language_tag("zh-hant-tw")
    'zh-Hant-TW'
    """
    first, *rest = tag.split("-")
    return "-".join([first, *(p.title() if len(p) == 4 else p.upper() if len(p) == 2 else p for p in rest)])


def write(triples: Iterable[Triple | Quad], *, annotate: bool = False) -> str:
    """One graph as Turtle.

    :param annotate: write reifiers as RDF 1.2 annotations of the statement that they reify
    """
    writer = Writer()
    body = "".join(_blocks(triples, writer, "", annotate))
    return _header(writer) + body


def write_dataset(quads: Iterable[Quad], *, annotate: bool = False) -> str:
    """Named graphs as TriG, in order of their IRIs; the default graph first."""
    graphs: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""].append(quad)
    writer = Writer()
    parts: list[str] = []
    for name in sorted(graphs):
        if not name:
            parts += _blocks(graphs[name], writer, "", annotate)
            continue
        parts += [f"\n{writer.iri(name)} {{\n", *_blocks(graphs[name], writer, "  ", annotate), "}\n"]
    return _header(writer) + "".join(parts)


def _header(writer: Writer) -> str:
    return "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items() if p in writer.used)


def _blocks(triples: Iterable[Triple | Quad], writer: Writer, indent: str, annotate: bool) -> Iterator[str]:
    """One block of text for each subject."""
    by_subject: defaultdict[Term, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    mentions: defaultdict[BlankNode, int] = defaultdict(int)
    statements: set[tuple[Term, str, Term]] = set()
    for triple in triples:
        subject: Term = triple.subject
        predicate, obj = triple.predicate.value, triple.object
        by_subject[subject][predicate].append(obj)
        if isinstance(obj, BlankNode):
            mentions[obj] += 1
        elif annotate:
            statements.add((subject, predicate, obj))
    reifiers = _take_reifiers(by_subject, statements) if annotate else {}
    inline = {node for node, count in mentions.items() if count == 1 and node in by_subject}
    for node in _in_rings(inline, by_subject):
        inline.discard(node)
    scribe = _Scribe(writer, by_subject, inline, reifiers)
    annotations = {reifier for found in reifiers.values() for reifier in found}
    for subject in sorted(by_subject, key=_subject_key):
        if subject not in inline and subject not in annotations:
            yield "\n" + scribe.block(subject, indent)


def _take_reifiers(
    by_subject: dict[Term, defaultdict[str, list[Term]]], statements: set[tuple[Term, str, Term]]
) -> dict[tuple[Term, str, Term], list[Term]]:
    """Reifiers by the asserted statement that they reify; what is taken is removed from `by_subject`."""
    found: defaultdict[tuple[Term, str, Term], list[Term]] = defaultdict(list)
    for subject, pairs in list(by_subject.items()):
        left = []
        for obj in pairs.get(_REIFIES.value, ()):
            key = (obj.subject, obj.predicate.value, obj.object) if isinstance(obj, Triple) else None
            if key in statements:
                found[key].append(subject)
            else:
                left.append(obj)
        if _REIFIES.value in pairs:
            pairs[_REIFIES.value] = left
            if not left:
                del pairs[_REIFIES.value]
            if not pairs:
                del by_subject[subject]
    return found


def _in_rings(inline: set[BlankNode], by_subject: dict[Term, defaultdict[str, list[Term]]]) -> set[BlankNode]:
    """Blank nodes that mention one another in a ring and so cannot all be written in place."""
    parent = {
        obj: subject
        for subject, pairs in by_subject.items()
        for objects in pairs.values()
        for obj in objects
        if isinstance(obj, BlankNode) and obj in inline
    }
    rings: set[BlankNode] = set()
    safe: set[Term] = set()
    for node in inline:
        trail: list[Term] = []
        at: Term | None = node
        while isinstance(at, BlankNode) and at in parent and at not in safe:
            if at in trail:
                rings.update(t for t in trail[trail.index(at) :] if isinstance(t, BlankNode))
                break
            trail.append(at)
            at = parent[at]
        # Very deep nesting would read badly and exhaust the reader's stack.
        safe.update(trail if len(trail) < 20 else ())
        if len(trail) >= 20:
            rings.add(node)
    return rings


def _subject_key(term: Term) -> tuple[int, str]:
    return (0, term.value) if isinstance(term, NamedNode) else (1, str(term))


class _Scribe:
    def __init__(
        self, writer: Writer, by_subject: dict[Term, defaultdict[str, list[Term]]], inline: set[BlankNode],
        reifiers: dict[tuple[Term, str, Term], list[Term]],
    ) -> None:  # fmt: skip
        self.writer, self.by_subject, self.inline, self.reifiers = writer, by_subject, inline, reifiers
        self.annotated: set[Term] = set()

    def block(self, subject: Term, indent: str) -> str:
        name = self.writer.term(subject)
        return f"{indent}{name} {self.pairs(subject, indent + '    ')} .\n"

    def pairs(self, subject: Term, indent: str) -> str:
        """Predicates and objects of a subject, ``a`` first, the rest in order of their IRIs."""
        found = self.by_subject[subject]
        iris = sorted(found, key=lambda iri: "" if iri == TYPE.value else iri)
        parts = []
        for iri in iris:
            verb = "a" if iri == TYPE.value else self.writer.iri(iri)
            objects = [self.object(subject, iri, obj, indent) for obj in self.ordered(found[iri])]
            parts.append(f"{verb} {', '.join(objects)}")
        return f" ;\n{indent}".join(parts)

    def ordered(self, objects: list[Term]) -> list[Term]:
        """Objects in order of what is written; blank nodes that are written in place by what they hold."""
        return objects if len(objects) == 1 else sorted(objects, key=self._key)

    def _key(self, obj: Term) -> str:
        if obj not in self.inline:
            return self.writer.term(obj)
        held = ((p, self.writer.term(o)) for p, found in self.by_subject[obj].items() for o in found)
        return "[" + " ".join(f"{p} {o}" for p, o in sorted(held) if not o.startswith("_:"))

    def object(self, subject: Term, predicate: str, obj: Term, indent: str) -> str:
        if isinstance(obj, BlankNode) and obj in self.inline:
            return f"[\n{indent}    {self.pairs(obj, indent + '    ')}\n{indent}]"
        text = self.writer.term(obj)
        for reifier in sorted(self.reifiers.get((subject, predicate, obj), ()), key=str):
            text += f" ~ {self.writer.term(reifier)}"
            # One claim may state a text in several languages; what is said of it stands once, at the first.
            if reifier in self.by_subject and reifier not in self.annotated:
                self.annotated.add(reifier)
                deeper = indent + "        "
                text += f" {{|\n{deeper}{self.pairs(reifier, deeper)}\n{indent}    |}}"
        return text

"""Turtle and TriG as a person would write them: prefixes, grouped by subject, sorted; same graph, same bytes.

The engine's own writer is fast but its order depends on hashing, and rdflib's takes an order of magnitude longer. This
one works on the text of N-Triples, which the engine writes in no time: terms are strings, a statement is three of them.
Entities come before claims and claims before sources, ``a`` and labels first among predicates. Blank nodes that one
triple mentions are written in place (https://www.w3.org/TR/turtle/#unlabeled-bnodes) and, for RDF 1.2, reifiers as
annotations of the statement (https://www.w3.org/TR/rdf12-turtle/#annotation-syntax).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache

import pyoxigraph as ox

from kg.terms import PREFIXES, RDF, Quad, Triple, compact

#: Subject, predicate and object as N-Triples writes them, with a space between (https://www.w3.org/TR/rdf12-n-triples/).
Statement = str

_TYPE = str(RDF.type)
_REIFIES = str(RDF.reifies)
_XSD = "<" + PREFIXES["xsd"]
#: Literals that need neither quotes nor datatype (https://www.w3.org/TR/turtle/#abbrev).
_BARE = {
    _XSD + "integer>": re.compile(r'"([+-]?[0-9]+)"'),
    _XSD + "decimal>": re.compile(r'"([+-]?[0-9]*\.[0-9]+)"'),
    _XSD + "boolean>": re.compile(r'"(true|false)"'),
}
#: Terms inside a triple term.
_TERM = re.compile(r'<<\(|\)>>|<[^<>\s]*>|_:[^\s]+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^<>\s]*>)?')

#: A language tag; in a line of N-Triples only the end of a triple term can follow it.
_TAG = re.compile(r'("@)([a-z0-9-]+)(?=(?: \)>>)* \.\n)')

#: Predicates that come first, in this order; the others follow by prefix, in the order of PREFIXES, and by name.
_FIRST = ("rdf:type", "rdfs:label", "skos:altLabel", "dcterms:title", "dcterms:description",
          "rdf:subject", "rdf:predicate", "rdf:object")  # fmt: skip
_PREFIX_RANK = {prefix: rank for rank, prefix in enumerate(PREFIXES)}

#: Objects side by side, or a blank node's properties, only where they fit a line of so many characters.
WIDTH = 88
MOST_IN_LINE = 3
#: What would be nested deeper stands on its own: it would read badly, and exhaust some readers' stacks.
DEEPEST = 10


def write(triples: Iterable[Triple], *, annotate: bool = False) -> str:
    """One graph as Turtle.

    >>> print(write([Triple(RDF.type, RDF.type, RDF.Property)]), end="")
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    <BLANKLINE>
    rdf:type a rdf:Property .

    :param annotate: write reifiers as RDF 1.2 annotations of the statement that they reify
    """
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return document({"": statements(data or b"")}, annotate=annotate)


def write_dataset(quads: Iterable[Quad], *, annotate: bool = False) -> str:
    """Named graphs as TriG, in order of their IRIs; the default graph first."""
    graphs: defaultdict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        name = quad.graph_name
        graphs["" if isinstance(name, ox.DefaultGraph) else str(name)].append(quad.triple)
    lines = {name: ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"" for name, found in graphs.items()}
    return document({name: statements(data) for name, data in lines.items()}, annotate=annotate)


def statements(ntriples: bytes) -> list[Statement]:
    """The statements of N-Triples as the engine writes it: one space between terms, one statement a line.

    >>> statements(b'<http://e/a> <http://e/b> "c d" .\\n')
    ['<http://e/a> <http://e/b> "c d"']
    """
    text = _TAG.sub(lambda found: found[1] + language_tag(found[2]), ntriples.decode())
    # str.splitlines would also split at U+2028, which literals hold as it is.
    return text.replace(" .\n", "\n").split("\n")[:-1]


def document(graphs: dict[str, list[Statement]], *, annotate: bool = False) -> str:
    """Turtle of one graph named ``""``, TriG of several.

    :param graphs: statements by the graph's name as N-Triples writes it
    """
    terms = _Terms()
    arranged = {name: _Graph(found, annotate) for name, found in sorted(graphs.items())}
    homes = Counter(node for graph in arranged.values() for node in graph.blank)
    shared = {node for node, count in homes.items() if count > 1} | {name for name in graphs if name.startswith("_")}
    parts: list[str] = []
    for name, graph in arranged.items():
        graph.nest(shared)
        blocks = _Scribe(terms, graph).blocks("    " if name else "")
        parts += [f"\n{terms[name]} {{\n", *blocks, "}\n"] if name else blocks
    header = (f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items() if prefix in terms.used)
    return "".join([*header, *parts])


@lru_cache(maxsize=4096)
def language_tag(tag: str) -> str:
    """A language tag in the case of BCP 47, where the engine has lower case.

    See https://www.rfc-editor.org/rfc/rfc5646#section-2.1.1.

    >>> language_tag("zh-hant-tw"), language_tag("en-x-latn")
    ('zh-Hant-TW', 'en-x-latn')
    """
    tag, dashes, direction = tag.partition("--")
    parts = tag.lower().split("-")
    single = next((i for i, part in enumerate(parts) if len(part) == 1), len(parts))
    for i in range(1, single):
        parts[i] = {2: parts[i].upper(), 4: parts[i].title()}.get(len(parts[i]), parts[i])
    return "-".join(parts) + dashes + direction


class _Terms(dict[str, str]):
    """N-Triples term → the same in Turtle, made when first asked for; notes which prefixes that needed."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def __missing__(self, term: str) -> str:
        if term.startswith("<<("):
            written = _TERM.sub(lambda found: found[0] if found[0] in ("<<(", ")>>") else self[found[0]], term)
        elif term[0] == "<":
            written = self._iri(term)
        elif term[0] == '"':
            written = self._literal(term)
        else:
            written = term
        self[term] = written
        return written

    def _iri(self, term: str) -> str:
        short = compact(term[1:-1])
        if short is None:
            return term
        self.used.add(short[: short.index(":")])
        return short

    def _literal(self, term: str) -> str:
        end = term.rindex('"') + 1
        text, rest = term[:end], term[end:]
        if not rest.startswith("^^"):
            return term
        bare = _BARE.get(rest[2:])
        match = bare.fullmatch(text) if bare else None
        return match[1] if match else f"{text}^^{self[rest[2:]]}"


class _Graph:
    """One graph, arranged for writing.

    :ivar subjects: subject → what is said of it, each ``predicate object``
    :ivar reifiers: statement ``s p o`` → what reifies it, when these are written as annotations
    :ivar home: reifier → the first statement that it reifies, where what is said of it is written
    :ivar blank: all its blank nodes
    :ivar inline: blank nodes that are written in place of their name
    :ivar annotating: reifiers that are described at :attr:`home`
    """

    def __init__(self, found: Iterable[Statement], annotate: bool) -> None:
        self.subjects: defaultdict[str, list[str]] = defaultdict(list)
        self.reifiers: dict[str, list[str]] = {}
        self.home: dict[str, str] = {}
        self.blank: set[str] = set()
        self.inline: set[str] = set()
        self.annotating: set[str] = set()
        self._host: dict[str, str] = {}  # blank node that one triple mentions → subject of that triple
        self._labelled: set[str] = set()
        stated = dict.fromkeys(found)  # not a set: their order keeps what belongs together in the cache
        self._fill(stated)
        if annotate:
            self._take_reifiers(stated)

    def _fill(self, found: Iterable[Statement]) -> None:
        for statement in found:
            subject, said = statement.split(" ", 1)
            self.subjects[subject].append(said)
            obj = said[said.index(" ") + 1 :]
            if obj[0] == "_":
                if obj in self._host:
                    self._labelled.add(obj)
                self._host[obj] = subject
            elif obj.startswith("<<(") and "_:" in obj:
                self._labelled.update(term for term in _TERM.findall(obj) if term.startswith("_:"))
        self.blank = {node for node in self.subjects if node[0] == "_"} | self._host.keys() | self._labelled

    def _take_reifiers(self, stated: Container[Statement]) -> None:
        """Move ``r rdf:reifies <<( s p o )>>`` to :attr:`reifiers` where ``s p o`` is stated."""
        for reifier, said in list(self.subjects.items()):
            terms = [pair[len(_REIFIES) + 1 :] for pair in said if pair.startswith(_REIFIES + " <<(")]
            # What is said of a reification could be annotated only where that is itself written out.
            taken = {term[4:-4] for term in terms if term[4:-4] in stated and term.split(" ", 3)[2] != _REIFIES}
            if not taken:
                continue
            for statement in taken:
                self.reifiers.setdefault(statement, []).append(reifier)
            self._labelled.add(reifier)
            gone = {f"{_REIFIES} <<( {statement} )>>" for statement in taken}
            said[:] = [pair for pair in said if pair not in gone]
            if said:
                self.home[reifier] = min(taken)
            else:
                del self.subjects[reifier]

    def nest(self, shared: Iterable[str]) -> None:
        """Decide what is written inside another subject's block; all else gets a block of its own.

        :param shared: blank nodes that other graphs mention as well
        """
        labelled = self._labelled.union(shared)
        host = {node: subject for node, subject in self._host.items() if node not in labelled}
        host.update((reifier, statement.split(" ", 1)[0]) for reifier, statement in self.home.items())
        depth: dict[str, int] = {}
        for start in host:
            trail: dict[str, int] = {}
            node = start
            while node in host and node not in depth and node not in trail:
                trail[node] = len(trail)
                node = host[node]
            ring = trail.get(node, len(trail))  # nodes that host one another cannot all be nested
            for at in reversed(trail):
                depth[at] = 0 if trail[at] >= ring else (depth.get(host[at], 0) + 1) % DEEPEST
        nested = {node for node, levels in depth.items() if levels}
        self.annotating = nested & self.home.keys()
        self.inline = nested - self.annotating


def subject_key(term: str) -> tuple[int, str]:
    """IRIs with a prefix in the order of PREFIXES, then other IRIs, then blank nodes."""
    short = compact(term[1:-1]) if term[0] == "<" else None
    if short is None:
        return len(PREFIXES) + (term[0] == "_"), term.rstrip(">")
    prefix, _, name = short.partition(":")
    return _PREFIX_RANK[prefix], name


@lru_cache(maxsize=4096)
def predicate_key(term: str) -> tuple[int, tuple[int, str]]:
    """``a``, labels and the parts of a claim first."""
    short = compact(term[1:-1])
    return _FIRST.index(short) if short in _FIRST else len(_FIRST), subject_key(term)


class _Scribe:
    """Writes the blocks of one graph."""

    def __init__(self, terms: _Terms, graph: _Graph) -> None:
        self.terms, self.graph = terms, graph

    def blocks(self, indent: str) -> Iterator[str]:
        """One block of text for each subject that is not nested in another's."""
        own = self.graph.subjects.keys() - self.graph.inline - self.graph.annotating
        for subject in sorted(own, key=subject_key):
            inner = indent + "    "
            yield f"\n{indent}{self.terms[subject]} " + f" ;\n{inner}".join(self._pairs(subject, inner)) + " .\n"

    def _pairs(self, subject: str, indent: str) -> list[str]:
        """What is said of `subject`: for each predicate its objects."""
        found: dict[str, list[str]] = {}
        for said in self.graph.subjects[subject]:
            predicate, obj = said.split(" ", 1)
            if predicate in found:
                found[predicate].append(obj)
            else:
                found[predicate] = [obj]
        ordered = sorted(found, key=predicate_key)
        return [self._pair(subject, predicate, found[predicate], indent) for predicate in ordered]

    def _pair(self, subject: str, predicate: str, objects: list[str], indent: str) -> str:
        verb = "a" if predicate == _TYPE else self.terms[predicate]
        if len(objects) == 1:
            return f"{verb} {self._object(subject, predicate, objects[0], indent)}"
        deeper = indent + "    "
        written = sorted(self._object(subject, predicate, obj, deeper) for obj in objects)
        line = f"{verb} {', '.join(written)}"
        if len(objects) <= MOST_IN_LINE and len(line) <= WIDTH and "\n" not in line:
            return line
        return f"{verb}\n{deeper}" + f",\n{deeper}".join(written)

    def _object(self, subject: str, predicate: str, obj: str, indent: str) -> str:
        """An object with its annotations; a nested blank node with what is said of it."""
        if obj in self.graph.inline:
            text = self._nested("[", obj, "]", indent) if obj in self.graph.subjects else "[]"
        else:
            text = self.terms[obj]
        if self.graph.reifiers:
            statement = f"{subject} {predicate} {obj}"
            for reifier in sorted(self.graph.reifiers.get(statement, ())):
                text += f" ~ {self.terms[reifier]}"
                if reifier in self.graph.annotating and self.graph.home[reifier] == statement:
                    text += " " + self._nested("{|", reifier, "|}", indent)
        return text

    def _nested(self, opening: str, node: str, closing: str, indent: str) -> str:
        parts = self._pairs(node, indent + "    ")
        line = f"{opening} {' ; '.join(parts)} {closing}"
        if len(line) <= WIDTH and "\n" not in line:
            return line
        return f"{opening}\n{indent}    " + f" ;\n{indent}    ".join(parts) + f"\n{indent}{closing}"

"""A user's RDF file, read with suspicion, as N-Quads in one graph.

Entity bombs in RDF/XML, deep nesting and remote contexts are refused or die with the child that reads them; blank
nodes get names of their own, so that those of two files never meet.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from pyoxigraph import RdfFormat, parse, serialize

from kg import guard
from kg.errors import KGError, quoted
from kg.guard import Report
from kg.terms import PREFIXES, BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

MEMORY_BYTES = 2 * 1024**3
MAX_XML_DEPTH = 1000
#: How many quads pass between two reports of progress.
STEP = 20_000

EXTENSIONS = {
    "ttl": RdfFormat.TURTLE, "turtle": RdfFormat.TURTLE, "trig": RdfFormat.TRIG, "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS, "n3": RdfFormat.N3, "jsonld": RdfFormat.JSON_LD, "json": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML, "owl": RdfFormat.RDF_XML, "xml": RdfFormat.RDF_XML,
}  # fmt: skip
#: Names that ``--format`` takes.
FORMATS = {
    "turtle": RdfFormat.TURTLE, "trig": RdfFormat.TRIG, "nt": RdfFormat.N_TRIPLES, "nq": RdfFormat.N_QUADS,
    "n3": RdfFormat.N3, "jsonld": RdfFormat.JSON_LD, "rdfxml": RdfFormat.RDF_XML,
}  # fmt: skip


class Loaded(NamedTuple):
    """What a file held.

    :ivar graphs: how many graphs of its own it named (they are merged)
    :ivar ill_typed: how many literals are not valid for their datatype
    :ivar example: one of these
    """

    triples: int
    graphs: int
    ill_typed: int
    example: str


def read(
    path: Path, target: Path, graph: NamedNode, *, form: str | None = None, base: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Loaded:  # fmt: skip
    """Write the triples of `path` to `target` as N-Quads, all in `graph`.

    :param form: one of :data:`FORMATS`; by default the file's ending decides
    :param base: IRI that relative IRIs are resolved against
    :param progress: told how many bytes have been read
    :raises KGError: with file and line, if it is not what it seems, or too much for a child's memory
    """
    wanted = _format(path, form)
    result: list[Loaded] = []

    def hear(text: str) -> None:
        kind, _, rest = text.partition(" ")
        if kind == "at":
            progress(int(rest))
        else:
            triples, graphs, ill_typed, example = rest.split(" ", 3)
            result.append(Loaded(int(triples), int(graphs), int(ill_typed), example))

    crash = f"{path}: too deeply nested or too large to read within {MEMORY_BYTES >> 20:,} MB"
    guard.run(
        lambda report: _convert(path, target, graph, wanted, base, report), hear,
        memory_bytes=MEMORY_BYTES, too_much=crash,
    )  # fmt: skip
    return result[0]


def _format(path: Path, form: str | None) -> RdfFormat:
    if form is not None:
        return FORMATS[form]
    ending = path.suffix[1:].lower()
    if ending in ("gz", "bz2", "xz", "zip", "zst"):
        raise KGError(f"{path}: is compressed; unpack it first")
    if ending not in EXTENSIONS:
        known = ", ".join(f".{e}" for e in EXTENSIONS)
        what = f'".{ending}"' if ending else "its name"
        raise KGError(f"{path}: cannot tell the format from {what}; use {known}, or --format")
    return EXTENSIONS[ending]


def _convert(path: Path, target: Path, graph: NamedNode, form: RdfFormat, base: str | None, report: Report) -> None:
    with _open(path) as source, open(target, "wb") as out:
        _look_at_start(path, source, form)
        counter = _Counter(graph, source, report)
        try:
            quads = parse(source, format=form, base_iri=base)
            serialize(counter.pass_on(quads), out, format=RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise KGError(_syntax(path, error, base)) from None
        except (UnicodeDecodeError, ValueError) as error:
            raise KGError(f"{path}: error: {error}") from None
        out.flush()
        os.fsync(out.fileno())
    report(f"done {counter.triples} {len(counter.named)} {sum(counter.ill_typed.values())} {counter.example}")


def _open(path: Path) -> IO[bytes]:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise KGError(f"{path}: cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise KGError(f"{path}: is not a regular file")
    return open(handle, "rb")


def _look_at_start(path: Path, source: IO[bytes], form: RdfFormat) -> None:
    """Refuse what the parser should not see, and step over a byte-order mark."""
    start = source.read(4)
    if start[:2] == b"\x1f\x8b":
        raise KGError(f"{path}: is compressed (gzip) in spite of its name; unpack it first")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start:
        raise KGError(f"{path}: is UTF-16 or binary; save it as UTF-8")
    source.seek(0)
    if form == RdfFormat.RDF_XML:
        _check_xml(path, source)
    source.seek(3 if start[:3] == b"\xef\xbb\xbf" else 0)


def _check_xml(path: Path, source: IO[bytes]) -> None:
    """Refuse document types (entity bombs), depth (the engine's time is quadratic in it) and XML that is cut off.

    The engine's reader takes the end of a file in the middle of an element for the end of the document.
    """
    from xml.parsers import expat  # nosec: it expands nothing, because document types are refused

    parser = expat.ParserCreate()
    depth = 0

    def doctype(*_: object) -> None:
        line = parser.CurrentLineNumber
        raise KGError(f"{path}:{line}: error: a DOCTYPE can hold entity bombs; delete it [doctype]")

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_XML_DEPTH:
            line = parser.CurrentLineNumber
            raise KGError(f"{path}:{line}: error: elements nested more than {MAX_XML_DEPTH} deep [too-deep]")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.ParseFile(source)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise KGError(f"{path}:{error.lineno}:{error.offset + 1}: error: XML: {what} [syntax]") from None


def _syntax(path: Path, error: SyntaxError, base: str | None) -> str:
    place = f"{path}:{error.lineno}:{error.offset}" if error.lineno else str(path)
    message = " ".join(str(error.msg).split())
    hint = "; give --base IRI for relative IRIs" if base is None and "scheme" in message else ""
    return f"{place}: error: {message}{hint} [syntax]"


class _Counter:
    """Passes quads on into one graph and counts what the user should know of."""

    def __init__(self, graph: NamedNode, source: IO[bytes], report: Report) -> None:
        self.graph, self.source, self.report = graph, source, report
        self.triples = 0
        self.named: set[str] = set()
        self.ill_typed: Counter[str] = Counter()
        self.example = ""
        self._prefix = "b" + hashlib.sha256(graph.value.encode()).hexdigest()[:8]
        self._blank: dict[BlankNode, BlankNode] = {}

    def pass_on(self, quads: Iterator[Quad]) -> Iterator[Quad]:
        for quad in quads:
            self.triples += 1
            if self.triples % STEP == 0:
                self.report(f"at {self.source.tell()}")
            if not isinstance(quad.graph_name, DefaultGraph):
                self.named.add(str(quad.graph_name))
            subject = self._renamed(quad.subject) if isinstance(quad.subject, BlankNode) else quad.subject
            obj = quad.object
            if isinstance(obj, BlankNode):
                obj = self._renamed(obj)
            elif isinstance(obj, Literal):
                self._check(obj)
            elif isinstance(obj, Triple):
                obj = self._inside(obj)
            yield Quad(subject, quad.predicate, obj, self.graph)

    def _renamed(self, node: BlankNode) -> BlankNode:
        """A name by order of appearance, so that the same file gives the same quads."""
        found = self._blank.get(node)
        if found is None:
            found = self._blank[node] = BlankNode(f"{self._prefix}n{len(self._blank)}")
        return found

    def _inside(self, triple: Triple) -> Triple:
        subject = self._renamed(triple.subject) if isinstance(triple.subject, BlankNode) else triple.subject
        obj = triple.object
        if isinstance(obj, BlankNode):
            obj = self._renamed(obj)
        elif isinstance(obj, Triple):
            obj = self._inside(obj)
        return Triple(subject, triple.predicate, obj)

    def _check(self, literal: Literal) -> None:
        if not is_well_typed(literal):
            self.ill_typed[literal.datatype.value] += 1
            datatype = literal.datatype.value.replace(PREFIXES["xsd"], "xsd:")
            self.example = self.example or f"{quoted(literal.value)}^^{datatype}"


_LEXICAL = {
    "integer": r"[+-]?\d+", "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)", "boolean": "true|false|0|1",
    "gYear": r"-?\d{4,}(Z|[+-]\d\d:\d\d)?", "gYearMonth": r"-?\d{4,}-(0[1-9]|1[0-2])(Z|[+-]\d\d:\d\d)?",
}  # fmt: skip
_PATTERNS = {PREFIXES["xsd"] + name: re.compile(pattern, re.ASCII) for name, pattern in _LEXICAL.items()}
_DATE = r"-?(?P<y>\d{4,})-(?P<m>\d\d)-(?P<d>\d\d)"
_TIME = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?"
_ZONE = r"(Z|[+-](0\d|1[0-4]):[0-5]\d)?"
_DATES = {
    PREFIXES["xsd"] + "date": re.compile(_DATE + _ZONE, re.ASCII),
    PREFIXES["xsd"] + "dateTime": re.compile(f"{_DATE}T({_TIME}){_ZONE}", re.ASCII),
}


def is_well_typed(literal: Literal) -> bool:
    """Whether a literal of a common XSD datatype is one; the engine stores 30 February without a word.

    >>> is_well_typed(Literal("2024-02-30", datatype=NamedNode(PREFIXES["xsd"] + "date")))
    False
    """
    kind = literal.datatype.value
    if pattern := _PATTERNS.get(kind):
        return pattern.fullmatch(literal.value) is not None
    if kind not in _DATES:
        return True
    match = _DATES[kind].fullmatch(literal.value)
    if match is None:
        return False
    import calendar

    # Years beyond datetime's repeat after 400.
    year, month, day = int(match["y"][-4:]) % 400 + 2000, int(match["m"]), int(match["d"])
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]

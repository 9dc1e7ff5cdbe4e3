"""The graph as a file, in every format: the same graph gives the same bytes.

RDF 1.1 formats leave out RDF 1.2's triple terms (classic reification says the same); with ``rdf="1.2"`` the
classic ``rdf:subject``, ``rdf:predicate`` and ``rdf:object`` give way to reifiers and annotations.

The engine hands out N-Triples faster than objects, so statements are lines of text here: see :mod:`kg.turtle`.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import IO

import pyoxigraph as ox

from kg import build, claims, formats, tables, turtle, wording
from kg.errors import KGError, NotFound, did_you_mean
from kg.store import Store
from kg.terms import KG, PREFIXES, RDF, NamedNode
from kg.turtle import Statement

FORMATS = ("turtle", "trig", "nt", "nq", "jsonld", "rdfxml", "graphml", "gexf", "csv")
_WITH_TRIPLE_TERMS = frozenset({"turtle", "trig", "nt", "nq"})
_WHOLE = frozenset({"graphml", "gexf", "csv"})

#: Statements by the name of their graph, which N-Triples writes ``<iri>``.
Graphs = dict[str, list[Statement]]

_REIFIES = f" {RDF.reifies} "
_CLASSIC = tuple(f" {term} " for term in (RDF.subject, RDF.predicate, RDF.object))


def export(
    store: Store, out: IO[bytes], form: str = "turtle", *, rdf: str = "1.1", graph: str | None = None,
    provenance: bool = True, raw: bool = False,
) -> int:  # fmt: skip
    """Write `store` in one of :data:`FORMATS`.

    Without `graph` that is everything but the ontology, which every installation has.

    :param graph: name of one graph, ``seeds`` or an IRI
    :param provenance: with claims and sources; without, plain statements only
    :param raw: CSV without the guard against formulas in spreadsheets
    :return: how many triples, edges or rows were written
    :raises NotFound: if there is no such graph
    :raises KGError: if the format cannot hold what is asked for
    """
    check(form, rdf=rdf, graph=graph, provenance=provenance, raw=raw)
    if form == "csv":
        return _csv(store, out, raw=raw)
    if form in _WHOLE:
        return _network(store, out, form)
    graphs = view(chosen(store, graph), rdf=rdf, provenance=provenance)
    if form not in ("trig", "nq"):
        graphs = {"": list(dict.fromkeys(line for lines in graphs.values() for line in lines))}
    _rdf(graphs, out, form, annotate=rdf == "1.2")
    return sum(map(len, graphs.values()))


def whole(store: Store, out: IO[bytes]) -> int:
    """Write all that `store` holds as TriG, ontology, classic reification and triple terms included.

    An engine that loads this gives the answers that the store gives.

    :return: how many triples were written
    """
    graphs = chosen(store, ontology=True)
    _rdf(graphs, out, "trig", annotate=False)
    return sum(map(len, graphs.values()))


def check(form: str, *, rdf: str = "1.1", graph: str | None = None, provenance: bool = True, raw: bool = False) -> None:
    """Refuse what no export can do.

    :raises KGError: if the format cannot hold what is asked for
    """
    if form not in FORMATS:
        raise KGError(f'no format "{form}"{did_you_mean(form, FORMATS)}; use {", ".join(FORMATS)}')
    if rdf not in ("1.1", "1.2"):
        raise KGError(f'no RDF "{rdf}"; use 1.1 or 1.2')
    if rdf == "1.2" and form not in _WITH_TRIPLE_TERMS:
        raise KGError(f"{form} cannot hold RDF 1.2; use {', '.join(sorted(_WITH_TRIPLE_TERMS))}")
    if form in _WHOLE and (graph is not None or not provenance):
        raise KGError(f"{form} holds the claims of the whole graph; for a part of it choose an RDF format")
    if raw and form != "csv":
        raise KGError(f"{form} has no guard against formulas; only csv can be raw")


def chosen(store: Store, graph: str | None = None, *, ontology: bool = False) -> Graphs:
    """The statements of one graph, or of all.

    :param ontology: whether all includes the ontology
    :raises NotFound: if there is no such graph, with the nearest
    """
    known = store.graphs()
    if graph is not None:
        iri = build.graph_iri(graph).value
        if iri not in known:
            hint = did_you_mean(graph, [name.removeprefix(PREFIXES["g"]) for name in known])
            raise NotFound(f'no graph "{graph}"{hint}; see `kg graphs`')
        return {f"<{iri}>": _statements(store, iri)}
    names = [iri for iri in sorted(known) if ontology or iri != build.ONTOLOGY.value]
    return {f"<{iri}>": _statements(store, iri) for iri in names}


def _statements(store: Store, graph: str) -> list[Statement]:
    data = store.engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=NamedNode(graph))
    return turtle.statements(data or b"")


def view(graphs: Graphs, *, rdf: str = "1.1", provenance: bool = True) -> Graphs:
    """What an export in RDF 1.1 or 1.2 shows of `graphs`, with or without the records that carry evidence."""
    found = [line for lines in graphs.values() for line in lines]
    # Only RDF 1.2 can say which statement an inference led to.
    hidden = _instances(found, KG.Inference) if rdf == "1.1" else set()
    if not provenance:
        hidden |= _instances(found, KG.Claim, KG.Source) | _instances(found, KG.Inference) | _reifiers(found)
        hidden |= _held(found, hidden)
    classic = _CLASSIC if rdf == "1.2" else ()
    reifiers = _reifiers(found) if classic else set()

    def shows(line: Statement) -> bool:
        subject, predicate, obj = line.split(" ", 2)
        if subject in hidden or (rdf == "1.1" and obj.startswith("<<(")):
            return False
        return not (subject in reifiers and f" {predicate} " in classic)

    return {name: [line for line in lines if shows(line)] for name, lines in graphs.items()}


def _instances(lines: Iterable[Statement], *classes: NamedNode) -> set[str]:
    endings = tuple(f" {RDF.type} {kind}" for kind in classes)
    return {line[: line.index(" ")] for line in lines if line.endswith(endings)}


def _reifiers(lines: Iterable[Statement]) -> set[str]:
    return {line[: line.index(" ")] for line in lines if _REIFIES in line and line.split(" ", 2)[1] == _REIFIES.strip()}


def _held(lines: Iterable[Statement], records: set[str]) -> set[str]:
    """Blank nodes that nothing but `records` leads to: their evidence and its selectors."""
    mentions: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        subject, _, obj = line.split(" ", 2)
        if obj.startswith("_:"):
            mentions[obj].add(subject)
    held: set[str] = set()
    while more := {node for node, by in mentions.items() if node not in held and by <= records | held}:
        held |= more
    return held


def _rdf(graphs: Graphs, out: IO[bytes], form: str, *, annotate: bool) -> None:
    if form in ("turtle", "trig"):
        out.write(turtle.document(graphs, annotate=annotate).encode())
    elif form == "nq":
        out.write(nquads(graphs))
    elif form == "nt":
        out.write("".join(sorted(f"{line} .\n" for line in graphs[""])).encode())
    elif form == "jsonld":
        formats.write_json_ld(graphs[""], out)
    else:
        formats.write_rdf_xml(graphs[""], out)


def nquads(graphs: Graphs) -> bytes:
    """`graphs` as N-Quads, sorted by line."""
    return "".join(sorted(f"{line} {name} .\n" for name, lines in graphs.items() for line in lines)).encode()


def _network(store: Store, out: IO[bytes], form: str) -> int:
    """GraphML or GEXF: entities as nodes, claims between them as edges."""
    import networkx as nx

    from kg import network, vocab

    drawn = network.plain(network.build(store, vocab.load(), most=10**9))
    if form == "graphml":
        nx.write_graphml(drawn, out, named_key_ids=True)
        return int(drawn.number_of_edges())
    for _, _, data in drawn.edges(data=True):
        # In GEXF these names are spans of time of a picture that moves; networkx keeps them from the attributes.
        data.update({_GEXF_NAMES[name]: data.pop(name) for name in _GEXF_NAMES if name in data})
    text = io.BytesIO()
    nx.write_gexf(drawn, text)
    # networkx stamps the day into the file; the same graph must give the same bytes.
    out.write(re.sub(rb' lastmodifieddate="[^"]*"', b"", text.getvalue(), count=1))
    return int(drawn.number_of_edges())


_GEXF_NAMES = {"start": "from", "end": "until"}


#: Columns of the CSV export: one row a claim.
COLUMNS = (
    "claim", "subject", "subject_label", "property", "object", "object_label", "value", "unit", "amount", "share",
    "quantity", "quantity_unit", "bound", "basis", "stage", "status", "at", "from", "until", "horizon", "said", "by",
    "sources", "urls",
)  # fmt: skip


def _csv(store: Store, out: IO[bytes], *, raw: bool) -> int:
    """One row a claim; amounts as plain numbers."""
    entities, sources = claims.entities(store), claims.sources(store)
    found = claims.fetch(store)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    guard = (lambda cell: cell) if raw else tables.spreadsheet_safe

    def label(slug: str | None) -> str:
        return entities[slug].name() if slug in entities else ""

    for claim in sorted(found, key=lambda c: (c.subject, c.predicate, c.date, c.id)):
        literal = claim.value
        value = "" if literal is None else (wording.claim_value(claim) or "") if literal.language else literal.value
        row = (
            claim.id, claim.subject, label(claim.subject), claim.predicate, claim.object, label(claim.object), value,
            claim.word("unit"), claim.word("amount"), claim.word("share"), claim.word("quantity"),
            claim.word("quantityUnit"), claim.word("bound"), claim.word("basis"), claim.word("stage"), claim.status,
            claim.word("pointInTime"), claim.word("startTime"), claim.word("endTime"), claim.word("horizon"),
            claim.word("issued"), " ".join(claim.words("wasAttributedTo")), " ".join(claim.sources),
            " ".join(sources[s].url or "" for s in claim.sources if s in sources),
        )  # fmt: skip
        writer.writerow([guard(cell or "") for cell in row])
    out.write(text.getvalue().encode())
    return len(found)

"""The graph as a file, in every format: the same graph gives the same bytes.

RDF 1.1 formats leave out RDF 1.2's triple terms (classic reification says the same); with ``rdf="1.2"`` the
classic ``rdf:subject``, ``rdf:predicate`` and ``rdf:object`` give way to reifiers and annotations.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import IO

import pyoxigraph as ox

from kg import build, claims, tables, turtle, wording
from kg.errors import KGError, NotFound, did_you_mean
from kg.store import Store
from kg.terms import KG, PREFIXES, RDF, TYPE, BlankNode, Quad, Triple

#: Format → whether it can hold named graphs and RDF 1.2, as the engine writes it.
FORMATS = ("turtle", "trig", "nt", "nq", "jsonld", "rdfxml", "graphml", "gexf", "csv")
_WITH_TRIPLE_TERMS = frozenset({"turtle", "trig", "nt", "nq"})
_STANDARD = {
    "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}  # fmt: skip
_CLASSIC = frozenset({RDF.subject, RDF.predicate, RDF.object})


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
    :raises KGError: if the format cannot hold RDF 1.2
    """
    if rdf == "1.2" and form not in _WITH_TRIPLE_TERMS:
        raise KGError(f"{form} cannot hold RDF 1.2; use {', '.join(sorted(_WITH_TRIPLE_TERMS))}")
    if form in ("graphml", "gexf"):
        return _network(store, out, form)
    if form == "csv":
        return _csv(store, out, raw=raw)
    quads = list(_view(_chosen(store, graph), rdf=rdf, provenance=provenance))
    if form == "trig":
        out.write(turtle.write_dataset(quads, annotate=rdf == "1.2").encode())
        return len(quads)
    if form == "nq":
        _lines(quads, out, form)
        return len(quads)
    triples = _merged(quads)
    if form == "turtle":
        out.write(turtle.write(triples, annotate=rdf == "1.2").encode())
    elif form == "nt":
        _lines(triples, out, form)
    elif form == "jsonld":
        _json_ld(triples, out)
    else:
        _rdf_xml(triples, out)
    return len(triples)


def _chosen(store: Store, graph: str | None) -> Iterator[Quad]:
    known = store.graphs()
    if graph is not None:
        iri = build.graph_iri(graph)
        if iri.value not in known:
            names = [name.removeprefix(PREFIXES["g"]) for name in known]
            raise NotFound(f'no graph "{graph}"{did_you_mean(graph, names)}; see `kg graphs`')
        return store.quads(iri)
    return (quad for quad in store.quads() if quad.graph_name != build.ONTOLOGY)


def _view(quads: Iterator[Quad], *, rdf: str, provenance: bool) -> Iterator[Quad]:
    """The quads of an RDF 1.1 or 1.2 view, with or without the records that carry evidence."""
    found = list(quads)
    records = _records(found) if not provenance else _inferences(found) if rdf == "1.1" else set()
    nested: set[object] = set()
    if not provenance:
        for _ in range(2):  # evidence, then its selector
            nested |= {
                q.object for q in found
                if isinstance(q.object, BlankNode) and (q.subject in records or q.subject in nested)
            }  # fmt: skip
    claims_ = {q.subject for q in found if q.predicate == RDF.reifies} if rdf == "1.2" else set()
    for quad in found:
        if quad.subject in records or quad.subject in nested:
            continue
        if rdf == "1.1" and isinstance(quad.object, Triple):
            continue
        if rdf == "1.2" and quad.predicate in _CLASSIC and quad.subject in claims_:
            continue
        yield quad


def _records(quads: Iterable[Quad]) -> set[object]:
    kinds = {KG.Claim, KG.Source, KG.Inference}
    return {q.subject for q in quads if q.predicate == TYPE and q.object in kinds}


def _inferences(quads: Iterable[Quad]) -> set[object]:
    """Provenance of inferred triples, which only RDF 1.2 can say."""
    return {q.subject for q in quads if q.predicate == TYPE and q.object == KG.Inference}


def _merged(quads: Iterable[Quad]) -> list[Triple]:
    """Triples of all graphs, each once."""
    return list(dict.fromkeys(quad.triple for quad in quads))


def _lines(items: list[Quad] | list[Triple], out: IO[bytes], form: str) -> None:
    """N-Triples or N-Quads, sorted by line."""
    data = ox.serialize(items, format=_STANDARD[form])
    assert data is not None
    out.write(b"".join(sorted(data.splitlines(keepends=True))))


def _json_ld(triples: Iterable[Triple], out: IO[bytes]) -> None:
    """JSON-LD in expanded form (https://www.w3.org/TR/json-ld11/#expanded-document-form), sorted by subject."""
    ordered = sorted(triples, key=_key)
    data = ox.serialize((Quad(t.subject, t.predicate, t.object) for t in ordered), format=ox.RdfFormat.JSON_LD)
    assert data is not None
    nodes = json.loads(data)
    out.write((json.dumps(nodes, ensure_ascii=False, indent=1) + "\n").encode())


def _key(triple: Triple) -> tuple[int, str, str, str]:
    subject = triple.subject
    return (isinstance(subject, BlankNode), str(subject), triple.predicate.value, str(triple.object))


def _rdf_xml(triples: list[Triple], out: IO[bytes]) -> None:
    """RDF/XML, sorted by subject; predicates must have a local name and texts no control characters."""
    for triple in triples:
        name = triple.predicate.value
        tail = name[max(name.rfind("#"), name.rfind("/")) + 1 :]
        if not tail or not (tail[0].isalpha() or tail[0] == "_"):
            raise KGError(f"RDF/XML cannot write the predicate <{name}>; use another format")
        if isinstance(triple.object, ox.Literal) and any(c < " " and c not in "\t\n\r" for c in triple.object.value):
            raise KGError(f"RDF/XML cannot hold a control character, as in a value of <{name}>; use another format")
    ordered = sorted(triples, key=_key)
    data = ox.serialize(ordered, format=ox.RdfFormat.RDF_XML, prefixes=_used(ordered))
    assert data is not None
    out.write(data)


def _used(triples: Iterable[Triple]) -> dict[str, str]:
    iris = {t.predicate.value for t in triples}
    return {p: iri for p, iri in PREFIXES.items() if any(i.startswith(iri) for i in iris)}


def _network(store: Store, out: IO[bytes], form: str) -> int:
    import networkx as nx

    from kg import network, vocab

    drawn = network.plain(network.build(store, vocab.load(), most=10**9))
    if form == "graphml":
        nx.write_graphml(drawn, out, named_key_ids=True, edge_id_from_attribute=None)
    else:
        # networkx stamps the day into the file; the same graph must give the same bytes.
        text = io.BytesIO()
        nx.write_gexf(drawn, text)
        import re

        out.write(re.sub(rb' lastmodifieddate="[^"]*"', b"", text.getvalue()))
    return int(drawn.number_of_edges())


#: Columns of the CSV export: one row a claim.
COLUMNS = (
    "claim", "subject", "subject_label", "property", "object", "object_label", "value", "unit", "amount", "share",
    "quantity", "quantity_unit", "bound", "basis", "stage", "status", "at", "from", "until", "horizon", "said", "by",
    "sources", "urls",
)  # fmt: skip


def _csv(store: Store, out: IO[bytes], *, raw: bool) -> int:
    """One row a claim; amounts as plain numbers."""
    import csv

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



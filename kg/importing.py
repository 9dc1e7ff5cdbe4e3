"""Bring a publisher's dataset into a store: read in a child process, checked, then put in its graph in one step."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kg import build, guard, importers, progress, rdf, store, vocab
from kg.errors import KGError, Problem, Where, visible
from kg.importers import Importer, known
from kg.importers.draft import Draft
from kg.importers.texts import slug_of
from kg.terms import BlankNode, NamedNode, Quad, local

MEMORY_BYTES = 2 * 1024**3


class Done(NamedTuple):
    """What an import did.

    :ivar graph: IRI of the graph that it filled
    :ivar confirmed: how many of its claims the seeds make too
    :ivar matched: how many entities of the seeds it speaks of
    :ivar refused: what was left out and why; several may be of one row
    :ivar notes: what else the reader should know
    """

    graph: str
    rows: int
    claims: int
    confirmed: int
    matched: int
    new: int
    triples: int
    refused: list[Problem]
    notes: list[str]


def run(
    root: Path, name: str, path: Path | None, *, graph: str | None = None, mapping: Path | None = None,
    quiet: bool = False,
) -> Done:  # fmt: skip
    """Import dataset `name` from `path` into a graph of its own, replacing what that held.

    :param graph: name or IRI of the graph, from which the source gets its id; by default the importer's name
    :param path: ``None`` for an importer that needs none
    :param mapping: for ``csv``, the file that says what its columns mean; by default the .toml file beside it
    :raises KGError: if the files are not what they should be, or say nothing; the store is untouched then
    """
    importer = importers.find(name)
    if name == "csv" and path is not None:
        from kg.importers import table

        importer = table.with_mapping(path, mapping)
    iri = build.graph_iri(graph or importer.name)
    build.refuse_compiled(iri)
    if graph:  # two snapshots of a dataset are two sources
        importer = replace(importer, name=slug_of(local(iri.value)))
    temporary = root / f"load-{os.getpid()}.nq"
    try:
        with progress.bar(quiet) as stage:
            done = _read(root, importer, path, iri, temporary, stage)
            move = stage("storing", done.triples)
            build.add_graph(root, iri, temporary, hear=lambda count: move(int(count)))
            move(done.triples)
            stored = (store.info(root) or {"graphs": {}})["graphs"].get(iri.value, 0)  # no triple is counted twice
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return done._replace(triples=stored)


def _read(
    root: Path, importer: Importer, path: Path | None, graph: NamedNode, target: Path, stage: progress.Stage
) -> Done:
    """Write what the dataset says to `target`, in a child with a limit on its memory: the files are a stranger's."""
    results: list[Done] = []
    moves: dict[str, Callable[[int], None]] = {}

    def hear(text: str) -> None:
        kind, *rest = json.loads(text)
        if kind == "at":
            what, done, total = rest
            if what not in moves:
                moves.clear()  # a stage ends where another begins
                moves[what] = stage(f"reading {what}", total)
            moves[what](done)
        else:
            found = Done(*rest)
            refused = [Problem(Where(*where), *others) for where, *others in found.refused]
            results.append(found._replace(refused=refused))

    guard.run(
        lambda report: report(json.dumps(["done", *_draft(root, importer, path, graph, target, report)])), hear,
        memory_bytes=MEMORY_BYTES, writes_store=True,
        too_much=f"{visible(str(path))}: too deeply nested or too large to read within {MEMORY_BYTES >> 20:,} MB",
    )  # fmt: skip
    return results[0]


def _draft(
    root: Path, importer: Importer, path: Path | None, graph: NamedNode, target: Path, report: guard.Report
) -> Done:
    """Read, match and check everything, and write it down as N-Quads."""
    from pyoxigraph import RdfFormat, serialize

    ontology = vocab.load()

    def at(what: str, done: int, total: int) -> None:
        report(json.dumps(["at", what, done, total]))

    draft = Draft(importer, known.of(store.open_store(root), graph), ontology, progress=at)
    importer.read(path, draft)
    records = draft.finished()
    if not records.claims and not records.also:
        first = [str(problem) for problem in draft.refused[:10]]
        what = f"{visible(str(path or importer.name))}: error: no claim could be made of {draft.rows:,} rows [empty]"
        raise KGError("\n".join([*first, what]))
    count = 0

    def counted() -> Iterator[Quad]:
        nonlocal count
        for quad in _named(rdf.quads(records, ontology, graph), graph):
            count += 1
            yield quad

    with open(target, "wb") as file:
        serialize(counted(), file, format=RdfFormat.N_QUADS)
    return Done(
        graph.value, draft.rows, len(records.claims), draft.confirmed, len(draft.matched), len(records.entities), count,
        draft.refused, draft.notes,
    )  # fmt: skip


def _named(quads: Iterable[Quad], graph: NamedNode) -> Iterator[Quad]:
    """`quads` with blank nodes of this graph's own: two graphs may hold one claim, each with its evidence."""
    mark = hashlib.sha256(graph.value.encode()).hexdigest()[:8]
    for q in quads:
        subject = BlankNode(mark + q.subject.value) if isinstance(q.subject, BlankNode) else q.subject
        obj = BlankNode(mark + q.object.value) if isinstance(q.object, BlankNode) else q.object
        yield Quad(subject, q.predicate, obj, graph)

"""Compile seeds into a store, and add a user's own RDF to it.

The built-in graph is a store in the user's data directory, compiled at first use and again when the
shipped seeds or the ontology change. What the user loaded is kept as N-Quads beside the versions
and goes into every new one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import paths, store
from kg.errors import DataError, NotFound, StoreError, did_you_mean
from kg.store import Store
from kg.terms import GRAPH, PREFIXES, NamedNode, Quad

if TYPE_CHECKING:
    import pyoxigraph

ONTOLOGY = GRAPH.ontology
#: Graphs that are compiled; all others are the user's.
COMPILED = frozenset({GRAPH.seeds.value, ONTOLOGY.value, GRAPH.inferred.value})


def inputs_hash(seeds: Path, ontology: Path) -> str:
    """A hash of all that a compiled graph depends on: the files' names and contents, and our own version."""
    from kg import __version__

    digest = hashlib.sha256(f"{store.FORMAT} {__version__}".encode())
    for root, pattern in ((ontology, "**/*.*"), (seeds, "**/*.yaml")):
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                digest.update(b"\0" + path.relative_to(root).as_posix().encode("utf-8", "surrogateescape") + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def ready(root: str | Path | None, say: Callable[[str], None] = lambda message: None) -> Path:
    """The directory of a store that can be opened: `root`, or the built-in graph's.

    The built-in graph is compiled now if it is missing, stale or damaged. No store is opened in this
    process unless it must be compiled.

    :param say: told what takes a moment
    :raises StoreError: if `root` holds no store
    """
    if root is not None:
        root = Path(root)
        if not (root / "CURRENT").is_file():
            raise StoreError(f"no store at {root}; make one: kg build --seeds DIR --store {root}")
        return root
    root = paths.default_store()
    seeds, ontology = paths.shipped("seeds"), paths.shipped("ontology")
    inputs = inputs_hash(seeds, ontology)
    current = store.info(root)
    if current is None or current.get("inputs") != inputs:
        say("compiling the built-in graph (once) …")
        build(root, seeds, ontology=ontology, only_if_not=inputs)
    return root


def build(root: Path, seeds: Path, *, ontology: Path | None = None, only_if_not: str | None = None) -> Store:
    """Compile `seeds` into the store at `root` and open it; what the user loaded there is kept.

    :param only_if_not: do nothing if the store was meanwhile compiled from inputs of this hash
    :raises DataError: with every problem, if the seeds have errors; the old store is untouched then
    :raises StoreError: if the store cannot be written
    """
    from kg import infer, load, rdf, validate, vocab

    ontology = ontology or paths.shipped("ontology")
    inputs = inputs_hash(seeds, ontology)
    terms = vocab.load(ontology)
    problems: list[Any] = []
    records = load.load(seeds, terms, problems)
    problems += validate.validate(records, terms)
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problem for problem in problems if problem.severity == "error")

    def fill(engine: pyoxigraph.Store) -> Mapping[str, Any]:
        # Rules run in memory: a transaction on disk for each of their rounds takes twenty times as long.
        memory = store.Store.in_memory(()).engine
        memory.bulk_extend(rdf.quads(records, terms))
        memory.bulk_extend(Quad(q.subject, q.predicate, q.object, ONTOLOGY) for q in vocab.read(ontology / "kg.ttl"))
        loaded = loaded_files(root)
        if not loaded:
            infer.infer(memory, ontology / "rules")
        engine.bulk_extend(memory)
        for path in loaded:
            engine.bulk_extend(store.read_nquads(path))
        if loaded:
            infer.infer(engine, ontology / "rules")
        return {"inputs": inputs, "seeds": str(seeds.resolve())}

    with store.lock(root):
        current = store.info(root)
        if only_if_not is not None and current is not None and current.get("inputs") == only_if_not:
            return store.open_store(root)
        return store.write(root, fill)


def build_empty(root: Path) -> Store:
    """A store with the ontology alone, for a user who brings RDF and no seeds."""
    from kg import vocab

    def fill(engine: pyoxigraph.Store) -> Mapping[str, Any]:
        triples = vocab.read(paths.shipped("ontology") / "kg.ttl")
        engine.bulk_extend(Quad(t.subject, t.predicate, t.object, ONTOLOGY) for t in triples)
        return {}

    with store.lock(root):
        return store.write(root, fill)


def loaded_files(root: Path) -> list[Path]:
    """The N-Quads files of the graphs that the user loaded."""
    return sorted((root / "graphs").glob("*.nq"))


def graph_iri(name: str) -> NamedNode:
    """The IRI of a graph that a user names ``notes``, ``g:notes`` or ``https://…``.

    :raises NotFound: if it is not a name that a graph may have
    """
    name = name.removeprefix("g:")
    iri = name if re.match(r"https?://", name) else PREFIXES["g"] + name
    if re.match(r"https?://", name) or re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}", name):
        try:
            return NamedNode(iri)
        except ValueError:
            pass
    raise NotFound(f'"{name}" is no name for a graph; use letters, digits and -, or an http IRI')


def graph_file(root: Path, graph: NamedNode) -> Path:
    """Where the N-Quads of a loaded graph are kept."""
    slug = graph.value.removeprefix(PREFIXES["g"])
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}", slug):
        slug = hashlib.sha256(slug.encode()).hexdigest()[:24]
    return root / "graphs" / f"{slug.lower()}.nq"


def refuse_compiled(graph: NamedNode) -> None:
    """Keep a user's data out of the graphs that are compiled.

    :raises StoreError: if `graph` is one of them
    """
    if graph.value in COMPILED:
        raise StoreError(f"{graph.value} is compiled from seeds; choose another name with --graph")


def add_graph(root: Path, graph: NamedNode, nquads: Path) -> Store:
    """Put the quads of a checked N-Quads file (all in `graph`) into the store, replacing what was in `graph`.

    The file is moved into the store's keeping.
    """
    from kg import infer

    inputs = _kept_inputs(root)

    def fill(engine: pyoxigraph.Store) -> Mapping[str, Any]:
        engine.remove_graph(graph)
        engine.bulk_extend(store.read_nquads(nquads))
        infer.infer(engine)
        return inputs

    with store.lock(root):
        made = store.write(root, fill, base=True)
        target = graph_file(root, graph)
        target.parent.mkdir(exist_ok=True)
        nquads.replace(target)
        return made


def drop_graph(root: Path, name: str) -> tuple[NamedNode, int]:
    """Remove a loaded graph.

    :return: its IRI and how many triples it had
    :raises NotFound: if there is none of that name, with the nearest
    """
    from kg import infer

    graph = graph_iri(name)
    opened = store.open_store(root)
    graphs = opened.graphs()
    if graph.value in COMPILED:
        raise StoreError(f"{graph.value} is compiled and cannot be dropped")
    if graph.value not in graphs:
        names = [iri.removeprefix(PREFIXES["g"]) for iri in graphs if iri not in COMPILED]
        raise NotFound(f'no graph "{name}"{did_you_mean(name, names)}; see `kg graphs`')
    inputs = _kept_inputs(root)

    def fill(engine: pyoxigraph.Store) -> Mapping[str, Any]:
        engine.remove_graph(graph)
        infer.infer(engine)
        return inputs

    with store.lock(root):
        graph_file(root, graph).unlink(missing_ok=True)
        store.write(root, fill, base=True)
    return graph, graphs[graph.value]


def _kept_inputs(root: Path) -> dict[str, Any]:
    current = store.info(root) or {}
    return {key: current[key] for key in ("inputs", "seeds") if key in current}

"""Compile seeds into a store, and add a user's own RDF to it.

The built-in graph is a store in the user's data directory, compiled at first use and again when the
shipped seeds or the ontology change. What the user loaded is kept as N-Quads beside the versions
and goes into every new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import paths, store, versions
from kg.collector import much_is_made
from kg.errors import DataError, NotFound, StoreError, did_you_mean
from kg.guard import Report
from kg.store import Store
from kg.terms import GRAPH, PREFIXES, BlankNode, NamedNode, Quad

if TYPE_CHECKING:
    import pyoxigraph

ONTOLOGY = GRAPH.ontology
#: Graphs that are compiled; all others are the user's.
COMPILED = frozenset({GRAPH.seeds.value, ONTOLOGY.value, GRAPH.inferred.value})
#: How many quads pass between two reports of progress.
STEP = 20_000


def _ignore(message: str) -> None:
    pass


def inputs_hash(seeds: Path, ontology: Path) -> str:
    """A hash of all that a compiled graph depends on: names and contents of files, our own version, the engine's."""
    from kg import __version__

    digest = hashlib.sha256(f"{store.FORMAT} {store.ENGINE} {__version__}".encode())
    for root, pattern in ((ontology, "**/*.*"), (seeds, "**/*.yaml")):
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                digest.update(b"\0" + path.relative_to(root).as_posix().encode("utf-8", "surrogateescape") + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def ready(root: str | Path | None, say: Callable[[str], None] = _ignore) -> Path:
    """The directory of a store that can be opened: `root`, or the built-in graph's.

    The built-in graph is compiled now if it is missing, stale or damaged. No store is opened in this process.

    :param say: told what takes a moment
    :raises StoreError: if `root` holds no store
    """
    if root is not None:
        root = Path(root)
        if not (root / "CURRENT").is_file():
            raise StoreError(store.missing(root))
        return root
    root = paths.default_store()
    seeds, ontology = paths.shipped("seeds"), paths.shipped("ontology")
    inputs = inputs_hash(seeds, ontology)
    if not _is_from(root, inputs):
        say("compiling the built-in graph (once) …")
        compile_seeds(root, seeds, ontology=ontology, only_if_not=inputs)
    return root


def _is_from(root: Path, inputs: str) -> bool:
    current = store.info(root)
    return current is not None and current.get("inputs") == inputs


def build(root: Path, seeds: Path, *, ontology: Path | None = None) -> Store:
    """Compile `seeds` into the store at `root` and open it: see :func:`compile_seeds`."""
    compile_seeds(root, seeds, ontology=ontology)
    return store.open_store(root)


def compile_seeds(root: Path, seeds: Path, *, ontology: Path | None = None, only_if_not: str | None = None) -> None:
    """Compile `seeds` into the store at `root`; what the user loaded there is kept.

    :param only_if_not: do nothing if the store was meanwhile compiled from inputs of this hash
    :raises DataError: with every problem, if the seeds have errors; the old store is untouched then
    :raises StoreError: if the store cannot be written
    """
    ontology = ontology or paths.shipped("ontology")
    with versions.lock(root), much_is_made():
        if only_if_not is not None and _is_from(root, only_if_not):
            return
        says = {"inputs": inputs_hash(seeds, ontology), "seeds": str(seeds.resolve())}
        _compile(root, ontology, lambda: _seed_quads(seeds, ontology), says)


def _seed_quads(seeds: Path, ontology: Path) -> Iterator[Quad]:
    from kg import load, rdf, validate, vocab

    terms = vocab.load(ontology)
    problems: list[Any] = []
    records = load.load(seeds, terms, problems)
    problems += validate.validate(records, terms)
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problem for problem in problems if problem.severity == "error")
    return rdf.quads(records, terms)


def build_empty(root: Path) -> None:
    """A store without seeds, for a user who brings RDF alone: the ontology and what was loaded there before."""
    with versions.lock(root):
        _compile(root, paths.shipped("ontology"), lambda: iter(()), {})


def rebuild(root: Path) -> Store:
    """The store at `root` made anew from what it was made of: its seeds (the shipped ones if it was none) and files.

    :raises DataError: if the seeds have errors
    :raises StoreError: if the store cannot be written
    """
    says: Mapping[str, Any] = {"seeds": str(paths.shipped("seeds"))}
    if (version := store.current(root)) is not None:
        with contextlib.suppress(StoreError):  # damaged beyond what it can tell
            says = store.describe(version)
    if "seeds" in says:
        return build(root, Path(says["seeds"]))
    build_empty(root)
    return store.open_store(root)


def _compile(root: Path, ontology: Path, seed_quads: Callable[[], Iterator[Quad]], says: Mapping[str, Any]) -> None:
    from kg import infer, vocab

    quads = seed_quads()

    def fill(engine: pyoxigraph.Store, report: Report) -> Mapping[str, Any]:
        engine.bulk_extend(quads)
        engine.bulk_extend(_named(vocab.read(ontology / "kg.ttl")))
        for path in loaded_files(root):
            engine.bulk_extend(_kept(path, report))
        infer.infer(engine, ontology / "rules")
        return says

    versions.write(root, fill)


def _named(quads: list[Quad]) -> Iterator[Quad]:
    """The ontology's quads in its graph; blank nodes, which the parser names at random, by the order of the file."""
    names: dict[BlankNode, BlankNode] = {}

    def name(node: BlankNode) -> BlankNode:
        return names.setdefault(node, BlankNode(f"ontology{len(names)}"))

    for q in quads:
        subject = name(q.subject) if isinstance(q.subject, BlankNode) else q.subject
        obj = name(q.object) if isinstance(q.object, BlankNode) else q.object
        yield Quad(subject, q.predicate, obj, ONTOLOGY)


def loaded_files(root: Path) -> list[Path]:
    """The N-Quads files of the graphs that the user loaded."""
    return sorted((root / "graphs").glob("*.nq"))


def _kept(path: Path, report: Report) -> Iterator[Quad]:
    """The quads of a file of ours, blank nodes named as in the file (the engine's own loader renames them)."""
    from pyoxigraph import RdfFormat, parse

    try:
        for number, quad in enumerate(parse(path=str(path), format=RdfFormat.N_QUADS)):
            if number % STEP == 0:
                report(str(number))
            yield quad
    except (SyntaxError, ValueError) as error:
        message = f"{path}: is damaged ({error}); delete it and load that graph again"
        raise StoreError(message) from None


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
    """Where the N-Quads of a loaded graph are kept; other graphs have other files where case does not count, too."""
    slug = graph.value.removeprefix(PREFIXES["g"])
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,80}", slug):
        slug = "h." + hashlib.sha256(slug.encode()).hexdigest()[:24]
    return root / "graphs" / f"{slug}.nq"


def refuse_compiled(graph: NamedNode) -> None:
    """Keep a user's data out of the graphs that are compiled.

    :raises StoreError: if `graph` is one of them
    """
    if graph.value in COMPILED:
        raise StoreError(f"{graph.value} is compiled from seeds; choose another name with --graph")


def add_graph(root: Path, graph: NamedNode, nquads: Path, *, hear: Report = _ignore) -> None:
    """Put the quads of a checked N-Quads file (all in `graph`) into the store, replacing what was in `graph`.

    The file is moved into the store's keeping.

    :param hear: told how many quads have been added
    """
    target = graph_file(root, graph)

    def add(engine: pyoxigraph.Store, report: Report) -> None:
        engine.bulk_extend(_kept(nquads, report))

    def commit() -> None:
        target.parent.mkdir(exist_ok=True)
        nquads.replace(target)

    with versions.lock(root):
        _change(root, graph, add, commit, hear)


def drop_graph(root: Path, name: str) -> tuple[NamedNode, int]:
    """Remove a loaded graph.

    :return: its IRI and how many triples it had
    :raises NotFound: if there is none of that name, with the nearest
    """
    graph = graph_iri(name)
    if graph.value in COMPILED:
        raise StoreError(f"{graph.value} is compiled and cannot be dropped")
    with versions.lock(root):
        graphs = _whole(root)["graphs"]
        if graph.value not in graphs:
            names = [iri.removeprefix(PREFIXES["g"]) for iri in graphs if iri not in COMPILED]
            raise NotFound(f'no graph "{name}"{did_you_mean(name, names)}; see `kg graphs`')
        kept = graph_file(root, graph)
        _change(root, graph, lambda engine, report: None, lambda: kept.unlink(missing_ok=True), _ignore)
    return graph, graphs[graph.value]


def _change(
    root: Path, graph: NamedNode, add: Callable[[pyoxigraph.Store, Report], None], commit: Callable[[], None],
    hear: Report,
) -> None:  # fmt: skip
    """A new version in which `graph` holds what `add` puts there, and nothing that it held before."""
    from kg import infer

    says = {key: value for key, value in _whole(root).items() if key in ("inputs", "seeds")}

    def fill(engine: pyoxigraph.Store, report: Report) -> Mapping[str, Any]:
        concerned = infer.concerns(engine, graph)
        engine.remove_graph(graph)
        add(engine, report)
        if concerned or infer.concerns(engine, graph):
            infer.infer(engine)
        return says

    changes = {graph.value, GRAPH.inferred.value}
    versions.write(root, fill, base=True, changes=changes, commit=commit, hear=hear)


def _whole(root: Path) -> dict[str, Any]:
    """What ``store.json`` says of a version that is whole."""
    return store.info(root) or store.open_store(root).info  # opening it says what is wrong

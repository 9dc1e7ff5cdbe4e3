"""The store: an immutable directory of quads, built beside the old one and swapped in whole.

::

    DIR/CURRENT            name of the version that readers open
    DIR/<version>/db/      Oxigraph's files
    DIR/<version>/store.json   counts, hashes and inputs; written last, checked on opening
    DIR/graphs/*.nq        what the user loaded, so that a version can always be made anew
    DIR/lock               held while a version is made

A crash leaves the old version or the new one, never half, and readers never meet a writer. pyoxigraph
stays behind this module and :mod:`kg.terms`; everything to the right asks in SPARQL through
:class:`Graph`, so that an endpoint can stand in for a store.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.terms import PREFIXES, Literal, NamedNode, Quad, Term, Triple

FORMAT = 1
#: Stores up to this size are hashed on opening; of larger ones only the files' sizes are compared.
HASHED_BYTES = 16_000_000

Row = dict[str, Term]


class Graph(Protocol):
    """What the commands need of a graph: answers to SPARQL over the union of all its named graphs."""

    def select(self, query: str, **bindings: Term) -> list[Row]:
        """The rows of a SELECT; unbound variables are absent from a row.

        :param bindings: values for variables that the query projects
        """

    def construct(self, query: str) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE."""

    def results(self, query: str) -> Any:
        """pyoxigraph's own result object, for a caller that serialises it."""

    def graphs(self) -> dict[str, int]:
        """Named graphs and their number of triples, by IRI."""


class Store:
    """An opened store (read-only), or one in memory."""

    def __init__(self, engine: ox.Store, *, path: Path | None = None, info: Mapping[str, Any] | None = None) -> None:
        self.engine, self.path, self.info = engine, path, dict(info or {})

    @classmethod
    def in_memory(cls, quads: Iterable[Quad]) -> Store:
        """A store of `quads` that lives as long as the process."""
        engine = ox.Store()
        engine.extend(quads)
        return cls(engine)

    def results(self, query: str, bindings: Mapping[str, Term] | None = None) -> Any:
        try:
            return self.engine.query(
                query,
                prefixes=PREFIXES,
                use_default_graph_as_union=True,
                substitutions={ox.Variable(k): v for k, v in bindings.items()} if bindings else None,
            )
        except SyntaxError as error:
            raise QueryError(str(error)) from None
        except OSError as error:
            raise StoreError(f"{self.path or 'store'}: cannot be read: {error}; run `kg build`") from None

    def select(self, query: str, **bindings: Term) -> list[Row]:
        results = self.results(query, bindings)
        names = [variable.value for variable in results.variables]
        return [{name: term for name in names if (term := row[name]) is not None} for row in results]

    def construct(self, query: str) -> Iterator[Triple]:
        return iter(self.results(query))

    def quads(self, graph: NamedNode | None = None) -> Iterator[Quad]:
        """All quads, or those of one named graph, in no order."""
        return self.engine.quads_for_pattern(None, None, None, graph)

    def graphs(self) -> dict[str, int]:
        """Named graphs and their number of triples, by IRI."""
        if self.info:
            return dict(self.info["graphs"])
        return {g.value: sum(1 for _ in self.quads(g)) for g in self.engine.named_graphs() if isinstance(g, NamedNode)}


def open_store(root: Path) -> Store:
    """The current version of the store at `root`, read-only.

    :raises StoreError: if there is none, or it is damaged; the message says what to do
    """
    version = _current(root)
    if version is None:
        raise StoreError(f"no store at {root}; make one: kg build --seeds DIR --store {root}")
    for attempt in (1, 2):
        try:
            info = verify(version)
            return Store(ox.Store.read_only(str(version / "db")), path=root, info=info)
        except (StoreError, OSError, RuntimeError) as error:
            newer = _current(root)
            if attempt == 1 and newer is not None and newer != version:
                version = newer  # it was swapped and swept away while we were opening it
                continue
            raise StoreError(f"the store at {root} is damaged ({error}); make it anew: kg build --store {root}") from None
    raise AssertionError("unreachable")


def read_nquads(path: Path) -> Iterator[Quad]:
    """The quads of an N-Quads file, blank nodes named as in the file (the engine's own loader renames them)."""
    return ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)


def info(root: Path) -> dict[str, Any] | None:
    """What ``store.json`` of the current version says, or ``None`` if there is no whole version."""
    version = _current(root)
    if version is None:
        return None
    try:
        return verify(version)
    except (StoreError, OSError):
        return None


def verify(version: Path) -> dict[str, Any]:
    """``store.json`` of a version, after comparing the files with it.

    A truncated manifest opens silently as an empty store, so the engine cannot be trusted to notice.

    :raises StoreError: naming the file that is not as it was written
    """
    try:
        found: dict[str, Any] = json.loads((version / "store.json").read_bytes())
    except (OSError, ValueError) as error:
        raise StoreError(f"store.json: {error}") from None
    if found.get("format") != FORMAT:
        raise StoreError(f"format {found.get('format')}, expected {FORMAT}")
    hashed = sum(size for size, _ in found["files"].values()) <= HASHED_BYTES
    for name, (size, digest) in found["files"].items():
        path = version / "db" / name
        try:
            whole = path.stat().st_size == size and (not hashed or digest is None or _sha256(path) == digest)
        except OSError:
            whole = False
        if not whole:
            raise StoreError(f"{name} is not as it was written")
    return found


def write(root: Path, fill: Callable[[ox.Store], Mapping[str, Any]], *, base: bool = False) -> Store:
    """Make a new version with `fill`, swap it in and open it. Hold :func:`lock` meanwhile.

    :param fill: adds quads to an empty store (or, with `base`, to a copy of the current version), and returns
        what ``store.json`` should say besides counts and hashes
    :raises StoreError: if it cannot be written; the old version is untouched then
    """
    temporary = root / f"tmp-{os.getpid()}"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        if base:
            _copy_current(root, temporary / "db")
        engine = ox.Store(str(temporary / "db"))
        extra = fill(engine)
        counts = {g.value: _count(engine, g) for g in engine.named_graphs() if isinstance(g, NamedNode)}
        engine.flush()
        engine.optimize()
        del engine
        _describe(temporary, counts, extra)
        name = "v-" + _sha256(temporary / "store.json")[:16]
        target = root / name
        if target.exists():
            shutil.rmtree(target)
        temporary.rename(target)
        _point(root, name)
    except OSError as error:
        raise StoreError(f"{root}: cannot write the store: {error.strerror or error}") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _sweep(root, keep=name)
    return open_store(root)


def _copy_current(root: Path, target: Path) -> None:
    version = _current(root)
    assert version is not None, "base=True needs a current version"
    ox.Store.read_only(str(version / "db")).backup(str(target))  # hard links: the files are immutable


def _count(engine: ox.Store, graph: NamedNode) -> int:
    rows = engine.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", default_graph=graph)
    return int(next(iter(rows))["n"].value)  # type: ignore[arg-type]


def _describe(version: Path, counts: Mapping[str, int], extra: Mapping[str, Any]) -> None:
    files = {}
    for path in sorted((version / "db").iterdir()):
        if path.name.startswith("LOG") or path.name == "LOCK":
            continue  # the engine may touch these when it opens the store
        files[path.name] = (path.stat().st_size, _sha256(path))
    body = {
        "format": FORMAT, "engine": ox.__version__ if hasattr(ox, "__version__") else "", "quads": sum(counts.values()),
        "graphs": dict(sorted(counts.items())), **extra, "files": files,
    }  # fmt: skip
    with open(version / "store.json", "w", encoding="utf-8") as file:
        json.dump(body, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _current(root: Path) -> Path | None:
    try:
        name = (root / "CURRENT").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return root / name if name and "/" not in name and not name.startswith(".") else None


def _point(root: Path, name: str) -> None:
    pointer = root / f"CURRENT.{os.getpid()}"
    with open(pointer, "w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(pointer, root / "CURRENT")


def _sweep(root: Path, *, keep: str) -> None:
    """Remove what crashed builds left, and versions older than the last but one (a reader may hold that)."""
    versions = sorted(root.glob("v-*"), key=lambda path: path.stat().st_mtime)
    stale = [path for path in versions if path.name != keep][:-1]
    for path in [*stale, *root.glob("tmp-*"), *root.glob("CURRENT.*")]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def lock(root: Path, *, wait_s: float = 60) -> Iterator[None]:
    """Hold the right to make a version of the store at `root`; others wait.

    :raises StoreError: if it cannot be had within `wait_s` seconds, naming the process that has it
    """
    import time

    try:
        root.mkdir(parents=True, exist_ok=True)
        file: IO[str] = open(root / "lock", "a+", encoding="utf-8")  # noqa: SIM115  closed below
    except OSError as error:
        raise StoreError(f"{root}: cannot write there: {error.strerror}; choose another with --store") from None
    with file:
        deadline = time.monotonic() + wait_s
        while not _try_lock(file):
            if time.monotonic() > deadline:
                file.seek(0)
                raise StoreError(f"{root} is locked by process {file.read().strip() or '?'}; wait or end it")
            time.sleep(0.05)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _try_lock(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def text(row: Row, name: str) -> str | None:
    """The text of a literal or the IRI of a node in a row, or ``None`` where the variable is unbound."""
    term = row.get(name)
    return term.value if isinstance(term, Literal | NamedNode) else None

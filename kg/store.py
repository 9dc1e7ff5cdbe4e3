"""The store: an immutable directory of quads, built beside the old one and swapped in whole.

::

    DIR/CURRENT            name of the version that readers open
    DIR/<version>/db/      Oxigraph's files
    DIR/<version>/store.json   counts, hashes and inputs; written last, checked on opening
    DIR/graphs/*.nq        what the user loaded, so that a version can always be made anew
    DIR/lock               held while a version is made

A crash leaves the old version or the new one, never half, and readers never meet a writer. pyoxigraph
stays behind this module, :mod:`kg.versions` (which writes) and :mod:`kg.terms`; everything to the right asks in SPARQL
through :class:`Graph`, so that an endpoint can stand in for a store.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.terms import PREFIXES, Literal, NamedNode, Quad, Term, Triple

if TYPE_CHECKING:  # every `kg query` imports this module, and opening a store needs less than writing one
    from pathlib import Path

#: Of the directory's layout and ``store.json``; a store of another format is made anew.
FORMAT = 2
#: The engine whose files a store holds; its file format may change with the second number.
ENGINE = ".".join(ox.__version__.split(".")[:2])
#: Files whose time of change is not as written are hashed, up to this many bytes in all; beyond it only small ones.
HASHED_BYTES = 256_000_000

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

    def __init__(
        self, engine: ox.Store, *, path: str | Path | None = None, info: Mapping[str, Any] | None = None
    ) -> None:
        self.engine, self.path, self.info = engine, path, dict(info or {})

    @classmethod
    def in_memory(cls, quads: Iterable[Quad]) -> Store:
        """A store of `quads` that lives as long as the process."""
        engine = ox.Store()
        engine.extend(quads)
        return cls(engine)

    def results(self, query: str, bindings: Mapping[str, Term] | None = None) -> Any:
        """pyoxigraph's own result object; see :class:`Graph`."""
        from kg.sparql import names_dataset

        try:
            return self.engine.query(
                query,
                prefixes=PREFIXES,
                use_default_graph_as_union=not names_dataset(query),  # the engine would let it overrule FROM
                substitutions={ox.Variable(k): v for k, v in bindings.items()} if bindings else None,
            )
        except SyntaxError as error:
            raise QueryError(str(error)) from None
        except (OSError, RuntimeError) as error:
            what = f"{self.path}: cannot be read ({_line(error)})"
            raise StoreError(f"{what}; make it anew: {_anew(self.path)}") from None

    def select(self, query: str, **bindings: Term) -> list[Row]:
        """The rows of a SELECT; see :class:`Graph`."""
        results = self.results(query, bindings)
        names = [variable.value for variable in results.variables]
        return [{name: term for name in names if (term := row[name]) is not None} for row in results]

    def construct(self, query: str) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        return iter(self.results(query))

    def quads(self, graph: NamedNode | None = None) -> Iterator[Quad]:
        """All quads, or those of one named graph, in no order."""
        return self.engine.quads_for_pattern(None, None, None, graph)

    def graphs(self) -> dict[str, int]:
        """Named graphs and their number of triples, by IRI."""
        if self.info:
            return dict(self.info["graphs"])
        return {g.value: sum(1 for _ in self.quads(g)) for g in self.engine.named_graphs() if isinstance(g, NamedNode)}


#: Whether the engine has ever started its threads in this process: see :func:`kg.guard.can_fork`.
opened_on_disk = False


def open_store(root: str | Path) -> Store:
    """The current version of the store at `root`, read-only.

    :raises StoreError: if there is none, or it is damaged; the message says what to do
    """
    global opened_on_disk
    if not os.path.lexists(os.path.join(root, "CURRENT")):
        raise StoreError(missing(root))
    failure: Exception = StoreError("CURRENT names no version")
    tried = None
    for _ in range(3):  # a version may be swapped, and the next one too, while we are opening it
        version = current(root)
        if version is None or version == tried:
            break
        tried = version
        try:
            found = _just_verified.pop(version, None) or verify(version)
            opened_on_disk = True
            return Store(ox.Store.read_only(os.path.join(version, "db")), path=root, info=found)
        except (StoreError, OSError, RuntimeError, ValueError) as error:
            failure = error
    raise StoreError(f"the store at {root} is damaged ({_line(failure)}); make it anew: {_anew(root)}")


def missing(root: str | Path) -> str:
    """What to say where there is no store."""
    return f"no store at {root}; make one: kg --store {root} build --seeds DIR"


def _anew(root: str | Path | None) -> str:
    return f"kg --store {root} build" if root else "kg build"


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def info(root: str | Path) -> dict[str, Any] | None:
    """What ``store.json`` of the current version says, or ``None`` if there is no whole version."""
    version = current(root)
    if version is None:
        return None
    try:
        _just_verified[version] = found = verify(version)
    except StoreError:
        return None
    return found


#: What :func:`info` found, so that opening that version next need not look again.
_just_verified: dict[str, dict[str, Any]] = {}


def current(root: str | Path) -> str | None:
    """The directory of the current version, which may be damaged; ``None`` if none is named."""
    try:
        with open(os.path.join(root, "CURRENT"), encoding="utf-8") as file:
            name = file.read(100).strip()
    except (OSError, ValueError):
        return None
    return os.path.join(root, name) if name.startswith("v-") and name[2:].isalnum() else None


def describe(version: str) -> dict[str, Any]:
    """What ``store.json`` of a version says, be its files whole or not.

    :raises StoreError: if it cannot be read, or another version of kg wrote it
    """
    import json

    try:
        with open(os.path.join(version, "store.json"), "rb") as file:
            found: dict[str, Any] = json.loads(file.read())
        made_by = found["format"], found["engine"]
        sizes = [size + changed for size, _, changed in found["files"].values()]
        sizes[0], found["graphs"].items()
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise StoreError(f"store.json: {_line(error)}") from None
    if made_by != (FORMAT, ENGINE):
        raise StoreError("another version of kg made it")
    return found


def verify(version: str) -> dict[str, Any]:
    """``store.json`` of a version, after comparing the files with it.

    A truncated manifest opens silently as an empty store, so the engine cannot be trusted to notice. Only files
    that were touched since they were written are read: the engine itself checks each block of data that it reads.

    :raises StoreError: naming the file that is not as it was written
    """
    found = describe(version)
    files: dict[str, tuple[int, str, int]] = found["files"]
    small = sum(size for size, _, _ in files.values()) <= HASHED_BYTES
    for name, (size, digest, changed) in files.items():
        path = os.path.join(version, "db", name)
        try:
            seen = os.stat(path)
            whole = seen.st_size == size and (
                seen.st_mtime_ns == changed or not (small or size < 1_000_000) or sha256(path) == digest
            )
        except OSError:
            whole = False
        if not whole:
            raise StoreError(f"{name} is not as it was written")
    return found


def sha256(path: str | Path) -> str:
    """The hash of a file, in hexadecimal."""
    import hashlib

    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text(row: Row, name: str) -> str | None:
    """The text of a literal or the IRI of a node in a row, or ``None`` where the variable is unbound."""
    term = row.get(name)
    return term.value if isinstance(term, Literal | NamedNode) else None

"""Bring a user's RDF files into a store, with a progress bar for large ones."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kg import build, progress, rdffile

#: Files smaller than this are read before a bar could be seen.
BAR_BYTES = 5_000_000


class Done(NamedTuple):
    """What was loaded, and the IRI of the graph that it went into."""

    graph: str
    found: rdffile.Loaded


def writable(root: str | Path | None, say: Callable[[str], None]) -> Path:
    """The store to load into: the built-in one, or `root`, made now (with the ontology alone) if it is not there."""
    if root is not None and not (Path(root) / "CURRENT").is_file():
        build.build_empty(Path(root))
        say(f"made a store at {root}")
    return build.ready(root, say)


def load(
    root: Path, file: Path, *, graph: str | None = None, form: str | None = None, base: str | None = None,
    quiet: bool = False,
) -> Done:  # fmt: skip
    """Load one RDF file into one graph, replacing what it held; the store is untouched if the file is wrong.

    :param graph: name or IRI; by default the file's name without its ending
    :raises kg.errors.KGError: with file, line and column
    """
    iri = build.graph_iri(graph or _graph_name(file))
    build.refuse_compiled(iri)
    temporary = root / f"load-{os.getpid()}.nq"
    try:
        with progress.bar(quiet or _size(file) < BAR_BYTES) as stage:
            move = stage(f"reading {file.name}", _size(file))
            found = rdffile.read(file, temporary, iri, form=form, base=base, progress=move)
            move = stage("storing", found.triples)
            build.add_graph(root, iri, temporary, hear=lambda count: move(int(count)))
            move(found.triples)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return Done(iri.value, found)


def _graph_name(file: Path) -> str:
    """A name for a graph from the name of a file.

    >>> _graph_name(Path("data/My notes (2).ttl"))
    'my-notes-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", file.stem.lower())[:80].strip("-") or "file"


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0

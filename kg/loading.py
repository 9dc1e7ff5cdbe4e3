"""Bring a user's RDF files into a store, with a progress bar for large ones."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from kg import build, rdffile

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
        with _bar(file, quiet) as stage:
            progress = stage(f"reading {file.name}", file.stat().st_size if file.is_file() else 0)
            found = rdffile.read(file, temporary, iri, form=form, base=base, progress=progress)
            progress = stage("storing", found.triples)
            build.add_graph(root, iri, temporary, hear=lambda count: progress(int(count)))
            progress(found.triples)
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


@contextlib.contextmanager
def _bar(file: Path, quiet: bool) -> Iterator[Callable[[str, int], Callable[[int], None]]]:
    """A progress bar on a terminal's stderr, for files worth one: a function that begins a stage with its total."""
    size = file.stat().st_size if file.is_file() else 0
    if quiet or size < BAR_BYTES or sys.stderr is None or not sys.stderr.isatty():
        yield lambda text, total: lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    # Without a thread of its own, which the child that is forked below would not have.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:

        def stage(text: str, total: int) -> Callable[[int], None]:
            for task in progress.task_ids:
                progress.remove_task(task)
            task = progress.add_task(escape(text), total=total)

            def move(done: int) -> None:
                progress.update(task, completed=done, refresh=True)

            move(0)
            return move

        from rich.markup import escape

        yield stage

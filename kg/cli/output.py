"""Commands that make files: viz, export."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import IO, Any

import click

from kg.cli.options import Settings, settings
from kg.errors import KGError
from kg.export import FORMATS


@contextlib.contextmanager
def _standard_output() -> Iterator[IO[bytes]]:
    """Standard output for bytes; that its reader goes away, as in ``kg export | head``, is no error."""
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at exit


@click.command(short_help="Draw an interactive network as one HTML file.")
@click.argument("entities", nargs=-1, metavar="[ENTITY]...")
@click.option("--depth", type=click.IntRange(1, 10), default=1, show_default=True, help="Steps from the ENTITIES.")
@click.option("--type", "types", multiple=True, metavar="T", help="Keep entities of this class; may be repeated.")
@click.option(
    "--relation", "relations", multiple=True, metavar="R", help="Keep this property or family; may be repeated."
)
@click.option("--query", "sparql", metavar="SPARQL", help="Draw the entities in the answer of a query.")
@click.option("--as-of", metavar="DATE", help="Draw the claims valid on that day.")
@click.option(
    "--limit",
    type=click.IntRange(1, 2000),
    default=2000,
    show_default=True,
    help="At most so many nodes, the best connected.",
)
@click.option(
    "-o", "--output", metavar="FILE", default="kg.html", show_default=True, help="Where to write; - is standard output."
)
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@click.option("--open", "open_", is_flag=True, help="Open it in the browser.")
@settings
def viz(
    settings: Settings,
    entities: tuple[str, ...],
    depth: int,
    types: tuple[str, ...],
    relations: tuple[str, ...],
    sparql: str | None,
    as_of: str | None,
    limit: int,
    output: str,
    force: bool,
    open_: bool,
) -> None:
    """Draw an interactive network as one HTML file that opens without a network.

    Without ENTITY it draws the whole graph.

    Example: kg viz openai nvidia --relation Capital -o money.html --open
    """  # fmt: skip
    from kg import api

    graph = api.KnowledgeGraph(settings.open()).as_of(as_of)
    page = graph.viz(*entities, depth=depth, types=types, relations=relations, query=sparql, limit=limit)
    if page.nodes == 0:
        raise click.ClickException("nothing to draw: no claims connect what you asked for")
    if page.omitted:
        settings.say(f"left out {page.omitted:,} of {page.nodes + page.omitted:,} entities; {page.hint}")
    if output == "-":
        with _standard_output() as out:
            out.write(page.html.encode())
        return
    _write_page(output, page.html, force=force, open_=open_)
    settings.say(f"wrote {output} ({page.nodes:,} entities, {page.edges:,} claims)")


def _write_page(output: str, text: str, *, force: bool, open_: bool) -> None:
    from kg.files import replacing

    with replacing(output, force=force) as out:
        out.write(text.encode())
    if open_:
        import pathlib
        import webbrowser

        webbrowser.open(pathlib.Path(output).resolve().as_uri())


@click.command(short_help="Write the explorer: the whole graph in one HTML file.")
@click.option(
    "-o", "--output", metavar="FILE", default="kg.html", show_default=True, help="Where to write; - is standard output."
)
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@click.option("--open", "open_", is_flag=True, help="Open it in the browser.")
@settings
def explore(settings: Settings, output: str, force: bool, open_: bool) -> None:
    """Write the explorer: network, evidence, timeline and SPARQL in one HTML file that needs no server and no network.

    Example: kg explore -o ai.html --open
    """
    from kg import explorer

    graph = settings.open()
    text = explorer.render(graph)
    if output == "-":
        with _standard_output() as out:
            out.write(text.encode())
        return
    _write_page(output, text, force=force, open_=open_)
    settings.say(f"wrote {output} ({len(text.encode()) / 1e6:.1f} MB)")


@click.command(short_help="Write the graph to a file.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="turtle", show_default=True)
@click.option(
    "--rdf",
    type=click.Choice(["1.1", "1.2"]),
    default="1.1",
    show_default=True,
    help="1.1: classic reification. 1.2: annotations (turtle, trig, nt, nq).",
)
@click.option("--graph", metavar="G", help="One named graph; see `kg graphs`. Default: all but the ontology.")
@click.option("--without-provenance", is_flag=True, help="Plain statements only, no claims or sources.")
@click.option("--raw", is_flag=True, help="CSV without the guard against formulas in spreadsheets.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file instead of standard output.")
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@settings
def export(
    settings: Settings,
    format_: str,
    rdf: str,
    graph: str | None,
    without_provenance: bool,
    raw: bool,
    output: str | None,
    force: bool,
) -> None:
    """Write the graph: the same graph gives the same bytes.

    Example: kg export --format turtle -o ai.ttl
    """  # fmt: skip
    from kg import export as exporting

    options: dict[str, Any] = {"rdf": rdf, "graph": graph, "provenance": not without_provenance, "raw": raw}
    try:
        exporting.check(format_, **options)
    except KGError as error:
        raise click.UsageError(str(error)) from None
    opened = settings.open()
    if output is None or output == "-":
        with _standard_output() as out:
            exporting.export(opened, out, format_, **options)
        return
    from kg.files import replacing

    with replacing(output, force=force) as out:
        count = exporting.export(opened, out, format_, **options)
    what = {"csv": "claims", "graphml": "edges", "gexf": "edges"}.get(format_, "triples")
    settings.say(f"wrote {output} ({count:,} {what})")

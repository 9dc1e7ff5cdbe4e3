"""Commands that make and check graphs: build, check, load, graphs, drop."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import Settings, settings, table_format


@click.command(short_help="Validate seeds: integrity rules, SHACL and data tests.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--format", "format_", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@settings
def check(settings: Settings, paths: tuple[Path, ...], format_: str) -> None:
    """Validate seeds (the shipped ones by default) against the ontology and against one another.

    Without PATH, also what was imported or loaded beside them.

    Example: kg check seeds --format github
    """
    from kg import check as checks

    problems, counted = checks.check(paths)
    if not paths:
        root = settings.root()
        problems = sorted({*problems, *checks.beside(Path(root) if root else None, counted)})
    click.echo(checks.report(problems, format_), nl=False)
    settings.say(checks.summary(problems, counted))
    if any(problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)


@click.command(short_help="Compile seeds into a store.")
@click.option("--seeds", type=click.Path(path_type=Path), metavar="DIR", help="Directory of seeds.")
@settings
def build(settings: Settings, seeds: Path | None) -> None:
    """Compile seeds into the store (the built-in one, or --store DIR). If they have errors the old store stays.

    Without --seeds a store is made anew from the seeds that it was made of. What was loaded into it is kept.

    Example: kg --store mine build --seeds mine/seeds
    """
    from kg import build as building
    from kg import paths

    root = settings.root()
    if seeds is not None and root is None:
        raise click.UsageError("--seeds needs a store of its own: kg --store DIR build --seeds DIR")
    if root is not None and seeds is None:
        made = building.rebuild(Path(root))
    else:
        made = building.build(Path(root) if root else paths.default_store(), seeds or paths.shipped("seeds"))
    settings.say(f"built {made.path} ({made.info['quads']:,} triples)")


@click.command(short_help="Load RDF files.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--graph", metavar="G", help="Graph to load into, replacing it. Default: the file's name.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["turtle", "trig", "nt", "nq", "n3", "jsonld", "rdfxml"]),
    help="Default: from the file's ending.",
)
@click.option("--base", metavar="IRI", help="Base for relative IRIs.")
@settings
def load(settings: Settings, files: tuple[Path, ...], graph: str | None, format_: str | None, base: str | None) -> None:
    """Load RDF files of any format, each into a named graph of its own, which replaces what that held.

    Example: kg load mine.ttl --graph notes
    """  # fmt: skip
    from kg import loading

    if graph is not None and len(files) > 1:
        raise click.UsageError("--graph takes one FILE; without it each file gets a graph of its own")
    root = loading.writable(settings.root(), settings.say)
    for file in files:
        done = loading.load(root, file, graph=graph, form=format_, base=base, quiet=settings.quiet)
        settings.say(f"loaded {file} into {done.graph} ({done.found.triples:,} triples)")
        if done.found.graphs:
            settings.say(f"note: its {done.found.graphs} named graphs are merged into that one")
        if done.found.ill_typed:
            example = f"such as {done.found.example}"
            settings.say(f"warning: {done.found.ill_typed:,} literals are not valid for their datatype, {example}")


@click.command(short_help="List the named graphs.")
@table_format
@settings
def graphs(settings: Settings, format_: str) -> None:
    """List the named graphs and their number of triples.

    Example: kg graphs
    """
    from kg import answers, tables
    from kg.terms import NamedNode

    found = sorted(settings.open().graphs().items())
    rows = [(answers.cell(NamedNode(iri)), iri, count) for iri, count in found]
    click.echo(tables.show(("graph", "iri", "triples"), rows, format_, right=[2]), nl=False)


@click.command(short_help="Remove a loaded graph.")
@click.argument("graph")
@settings
def drop(settings: Settings, graph: str) -> None:
    """Remove a graph that was loaded; seeds, ontology and what is inferred cannot be dropped.

    Example: kg drop notes
    """
    from kg import build as building

    root = building.ready(settings.root(), settings.say)
    iri, count = building.drop_graph(root, graph)
    settings.say(f"dropped {iri.value} ({count:,} triples)")

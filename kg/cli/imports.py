"""The command that brings a publisher's dataset into the graph."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import Settings, settings, table_format

if TYPE_CHECKING:
    from kg.importing import Done

#: How many of the refused are named, unless all are asked for.
SHOWN = 10


@click.command("import", short_help="Import a known dataset, or your own table.")
@click.argument("name", required=False)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--list", "list_", is_flag=True, help="List what can be imported.")
@click.option("--graph", metavar="G", help="Graph to fill, replacing it. Default: NAME.")
@click.option(
    "--mapping", type=click.Path(path_type=Path), metavar="FILE", help="For csv: what its columns mean (TOML)."
)
@click.option("--refused", is_flag=True, help="Name everything that was refused, not just the first.")
@table_format
@settings
def import_(
    settings: Settings, name: str | None, path: Path | None, list_: bool, graph: str | None, mapping: Path | None,
    refused: bool, format_: str,
) -> None:  # fmt: skip
    """Import a publisher's own files into a graph of their own, matched to the entities that the graph knows.

    What cannot be read is refused and named; a name that may stand for two entities is never guessed. Importing again
    replaces what was there. `kg import csv FILE` reads any table by a mapping, the .toml file beside it: templates such
    as subject = "{Buyer}", purchasesFrom = "{Seller}", amount = "{Sum} USD" (see CONTRIBUTING.md).

    Example: kg import epoch-models notable_ai_models.csv
    """
    from kg import importers, importing, loading, tables

    if list_:
        rows = [(i.name, i.about, i.publisher, i.license or "", i.files) for i in importers.catalogue()]
        columns = ("name", "claims about", "publisher", "licence", "path")
        click.echo(tables.show(columns, rows, format_), nl=False)
        return
    if name is None:
        raise click.UsageError("name a dataset and the path of its files, or ask for --list")
    importer = importers.find(name)
    if path is None and importer.needs_path:
        raise click.UsageError(f"{name} needs a PATH: {importer.files}")
    if mapping is not None and name != "csv":
        raise click.UsageError("--mapping is for csv")
    root = loading.writable(settings.root(), settings.say)
    done = importing.run(root, name, path, graph=graph, mapping=mapping, quiet=settings.quiet)
    _report(settings, done, refused)


def _report(settings: Settings, done: Done, everything: bool) -> None:
    """What was read, made and refused."""
    for problem in done.refused if everything else done.refused[:SHOWN]:
        settings.say(str(problem))
    if not everything and len(done.refused) > SHOWN:
        settings.say(f"… and {len(done.refused) - SHOWN:,} more (--refused names all)")
    kinds = Counter(problem.rule for problem in done.refused)
    why = ", ".join(f"{count:,} {rule}" for rule, count in kinds.most_common())
    rows = len({problem.where for problem in done.refused})
    settings.say(f"read {done.rows:,} rows; refused something of {rows:,}{f' ({why})' if why else ''}")
    entities = f"{done.matched:,} known and {done.new:,} new entities"
    claims = f"made {done.claims:,} claim{'' if done.claims == 1 else 's'} about {entities}"
    settings.say(f"{claims}; the seeds say {done.confirmed:,} of them too")
    for note in done.notes:
        settings.say(f"note: {note}")
    settings.say(f"imported into {done.graph} ({done.triples:,} triples)")

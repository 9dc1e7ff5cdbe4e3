"""Commands that look: show, search, stats; and the options that only these and the analyses have."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from kg.cli.options import Settings, settings, table_format

if TYPE_CHECKING:
    from kg.blocks import Screen

#: ``--lang`` of commands that print labels.
language = click.option(
    "--lang", "language", type=click.Choice(["en", "zh-Hant"]), default="en", show_default=True,
    help="Language of labels and figures.",
)  # fmt: skip


def screen() -> Screen:
    """What standard output is: a terminal of some width, or a pipe. See https://no-color.org for colours."""
    from kg.blocks import Screen

    if not sys.stdout.isatty():
        return Screen()
    color = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"
    return Screen(max(40, shutil.get_terminal_size((100, 24)).columns), color)


@click.command(short_help="Show all that is known of an entity.")
@click.argument("entity")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--as-of", metavar="DATE", help="Show the claims valid on that day.")
@click.option("--all", "all_", is_flag=True, help="Every claim, not only the newest of each kind and the contested.")
@click.option("--urls", is_flag=True, help="Title, publisher, date and URL of each source.")
@language
@settings
def show(
    settings: Settings, entity: str, format_: str, as_of: str | None, all_: bool, urls: bool, language: str
) -> None:
    """Show an entity: names, claims with their sources, and what contradicts what (≠ disputed, ✗ refuted).

    Example: kg show DeepSeek-R1
    """
    from kg import cards, search, vocab
    from kg.terms import local

    graph = settings.open()
    if as_of is not None:
        from kg import asof

        graph = asof.view(graph, asof.check_day(as_of))
    card = cards.card(graph, vocab.load(), local(search.resolve(graph, entity).value))
    if format_ == "json":
        click.echo(json.dumps(card.as_json(), ensure_ascii=False, indent=2))
    else:
        most = None if all_ else cards.MOST_LINES
        click.echo(card.text(language, most=most, urls=urls, screen=screen()), nl=False, color=True)


@click.command(short_help="Find entities by name.")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@table_format
@settings
def search(settings: Settings, text: str, limit: int, format_: str) -> None:
    """Find entities whose name or alias, in any language, holds TEXT.

    Example: kg search 輝達
    """
    from kg import claims, tables
    from kg import search as searching
    from kg.errors import NotFound, quoted

    graph = settings.open()
    hits = searching.search(graph, text)
    if not hits:
        raise NotFound(f"no entity's name holds {quoted(text)}{searching.near(graph, text)}")
    entities = claims.entities(graph, (hit.slug for hit in hits[:limit]))
    rows = []
    for hit in hits[:limit]:
        entity = entities[hit.slug]
        rows.append((hit.slug, entity.name(), entity.label.get("zh-Hant"), entity.type, hit.name))
    click.echo(tables.show(("entity", "name", "name_zh", "type", "matched"), rows, format_), nl=False)
    if len(hits) > limit:
        settings.say(f"{len(hits) - limit:,} more; see --limit")


#: How many rows about stale claims a table of ``--quality`` has.
_STALE = 6
#: Kinds of count that the digest shows whole, and of how many names it shows the most frequent.
_DIGEST = {"total": 99, "graph": 99, "family": 99, "class": 8, "property": 8, "status": 9, "stage": 9, "tier": 9}


@click.command(short_help="Count what the graph holds.")
@click.option(
    "--by",
    type=click.Choice(["graph", "total", "family", "class", "property", "status", "stage", "tier", "label"]),
    help="Count by this alone.",
)
@click.option("--quality", is_flag=True, help="How good the data are: support, age, names, loose ends, conflicts.")
@table_format
@settings
def stats(settings: Settings, by: str | None, quality: bool, format_: str) -> None:
    """Count entities, claims and sources, by graph, family, class, property, status, stage, tier and language.

    A table is a digest, with the commonest classes and properties; --by, json and csv have all.

    --quality measures what a reader may doubt: claims with one source, the tier of a claim's best source, newest claims
    that are older than the half-life of their property, labels by language, entities without type, link or claim,
    conflicts.

    Example: kg stats --by property
    """
    from kg import analysis, tables, vocab

    if quality:
        if by is not None:
            raise click.UsageError("--quality and --by do not go together")
        _quality(settings, format_)
        return
    rows = [row for row in analysis.stats(settings.open(), vocab.load()) if by in (None, row[0])]
    if by is None and format_ == "table":
        rows = _digest(rows)
    click.echo(tables.show(("kind", "name", "count"), rows, format_, right=[2]), nl=False)


def _quality(settings: Settings, format_: str) -> None:
    """The measures of :mod:`kg.quality`, each with its share."""
    from kg import quality, tables, vocab

    found = quality.measure(settings.open(), vocab.load())
    if format_ == "table":  # a digest: of the properties with stale claims those that have most
        stale = [measure for measure in found if measure.kind == "stale"][_STALE:]
        found = [measure for measure in found if measure not in stale]
    rows = [(*m, f"{100 * m.part / m.whole:.1f}" if m.whole else None) for m in found]
    click.echo(tables.show(("kind", "name", "count", "of", "percent"), rows, format_, right=[2, 3, 4]), nl=False)


def _digest(rows: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """The most frequent of each kind, and how many claims or entities the others have together."""
    found = []
    for kind, most in _DIGEST.items():
        of_kind = [row for row in rows if row[0] == kind]
        found += of_kind[:most]
        if rest := of_kind[most:]:
            found.append((kind, f"{len(rest)} others (see --by {kind})", sum(row[2] for row in rest)))
    return found

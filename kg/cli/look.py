"""Commands that look: show, search, stats."""

from __future__ import annotations

import json

import click

from kg.cli.options import Settings, settings, table_format


@click.command(short_help="Show all that is known of an entity.")
@click.argument("entity")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--as-of", metavar="DATE", help="Show the claims valid on that day.")
@settings
def show(settings: Settings, entity: str, format_: str, as_of: str | None) -> None:
    """Show an entity: names, claims with their sources, and what contradicts what (≠ disputed, ✗ refuted).

    Example: kg show DeepSeek-R1
    """
    from kg.api import KnowledgeGraph

    card = KnowledgeGraph(settings.open()).as_of(as_of).show(entity)
    if format_ == "json":
        click.echo(json.dumps(card.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(str(card), nl=False)


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
        near = searching.near(graph, text)
        raise NotFound(f"no entity's name holds {quoted(text)}{near}")
    entities = claims.entities(graph)
    rows = [(h.slug, entities[h.slug].name(), entities[h.slug].label.get("zh-Hant"), entities[h.slug].type, h.name) for h in hits]
    click.echo(tables.show(("entity", "name", "name_zh", "type", "matched"), rows[:limit], format_), nl=False)
    if len(rows) > limit:
        settings.say(f"{len(rows) - limit:,} more; see --limit")


@click.command(short_help="Count what the graph holds.")
@table_format
@settings
def stats(settings: Settings, format_: str) -> None:
    """Count entities, claims and sources, by class, family, property, status, stage, tier and language.

    Example: kg stats --format json
    """
    from kg import analysis, tables, vocab

    rows = list(analysis.stats(settings.open(), vocab.load()))
    click.echo(tables.show(("kind", "name", "count"), rows, format_, right=[2]), nl=False)

"""Commands that analyse: path, loops, conflicts. Each line names its claims."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.options import Settings, settings, table_format


@click.command(short_help="The shortest chain of claims between two entities.")
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@table_format
@settings
def path(settings: Settings, start: str, end: str, format_: str) -> None:
    """Show the shortest chain of claims between two entities, over the best sources.

    Example: kg path DeepSeek Nvidia
    """
    from kg import analysis, claims, search, tables, vocab, wording
    from kg.terms import local

    graph = settings.open()
    ontology = vocab.load()
    ends = [local(search.resolve(graph, name).value) for name in (start, end)]
    entities = claims.entities(graph)
    rows: list[tuple[Any, ...]] = []
    for number, hop in enumerate(analysis.path(graph, ontology, *ends), 1):
        for claim in hop.claims:
            prop = ontology.properties.get(claim.predicate)
            label = prop.label.get("en", claim.predicate) if prop else claim.predicate
            subject, obj = analysis.names(entities, [claim.subject, claim.object or ""])
            rows.append((number, subject, label, obj, "; ".join(wording.qualifiers(claim)), " ".join(claim.sources), claim.id))
    columns = ("step", "subject", "relation", "object", "details", "sources", "claim")
    click.echo(tables.show(columns, rows, format_, right=[0]), nl=False)


@click.command(short_help="Rings in which money goes round.")
@click.argument("through", nargs=-1, metavar="[ENTITY]...")
@click.option("--longest", type=click.IntRange(2, 8), default=4, show_default=True, help="At most so many legs.")
@click.option("--separate", is_flag=True, help="Keep divisions and subsidiaries apart from their owners.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many rings.")
@table_format
@settings
def loops(
    settings: Settings, through: tuple[str, ...], longest: int, separate: bool, limit: int, format_: str
) -> None:
    """Find rings in which money goes round (investment, purchase, supply, loan, warrant), through every ENTITY.

    Shortest first, then largest. Each leg shows its largest claim; --format json has all of them.

    Example: kg loops nvidia openai oracle
    """
    from kg import analysis, claims, search, tables, vocab, wording
    from kg.terms import local

    graph = settings.open()
    slugs = [local(search.resolve(graph, name).value) for name in through]
    found = analysis.loops(graph, vocab.load(), longest=longest, through=slugs, merge=not separate)
    entities = claims.entities(graph)
    rows: list[tuple[Any, ...]] = []
    for number, loop in enumerate(found[:limit], 1):
        for leg in loop.legs:
            shown = leg.claims if format_ == "json" else leg.claims[:1]
            for claim in shown:
                payer, payee = analysis.names(entities, [leg.payer, leg.payee])
                rows.append((
                    number, payer, payee, claim.predicate, wording.claim_amount(claim), claim.word("stage"),
                    wording.claim_dates(claim), len(leg.claims), " ".join(claim.sources), claim.id,
                ))  # fmt: skip
    columns = ("loop", "payer", "payee", "relation", "amount", "stage", "date", "claims", "sources", "claim")
    click.echo(tables.show(columns, rows, format_, right=[0, 7]), nl=False)
    settings.say(f"{len(found):,} rings of money" + (f", the first {limit:,} shown; see --limit" if len(found) > limit else ""))


@click.command(short_help="Rival values of the same thing.")
@click.argument("entity", required=False)
@click.option("--open", "only_open", is_flag=True, help="Only where several claims are accepted.")
@table_format
@settings
def conflicts(settings: Settings, entity: str | None, only_open: bool, format_: str) -> None:
    """List rival values of a single-valued property, within one unit and basis, at overlapping times.

    Example: kg conflicts Nvidia
    """
    from kg import claims, search, tables, vocab, wording
    from kg import conflicts as finding
    from kg.terms import local

    graph = settings.open()
    about = local(search.resolve(graph, entity).value) if entity else None
    found = finding.find(claims.fetch(graph), vocab.load())
    rows: list[tuple[Any, ...]] = []
    number = 0
    for conflict in found:
        if (about and conflict.subject != about) or (only_open and conflict.state != "open"):
            continue
        number += 1
        for point in conflict.points:
            claim = point.claim
            value = wording.claim_value(claim) if claim.object is None else finding.value_in_words(point)
            rows.append((
                number, conflict.state, conflict.subject, conflict.about, value, claim.word("basis"), claim.status,
                wording.claim_dates(claim), conflict.slip, " ".join(claim.sources), claim.id,
            ))  # fmt: skip
    columns = ("set", "state", "subject", "property", "value", "basis", "status", "date", "likely slip", "sources", "claim")
    click.echo(tables.show(columns, rows, format_, right=[0]), nl=False)
    settings.say(f"{number:,} sets of rival claims")

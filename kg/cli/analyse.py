"""Commands that analyse: path, loops, conflicts. Each line names its claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from kg.cli.look import language, screen
from kg.cli.options import Settings, settings, table_format

if TYPE_CHECKING:
    from kg.agreement import Point
    from kg.blocks import Block, Line
    from kg.cards import Speaker
    from kg.claims import Claim
    from kg.conflicts import Conflict
    from kg.rings import Leg, Loop
    from kg.store import Graph
    from kg.vocab import Ontology

#: Of the claims between two entities, a path shows so many, the best supported first.
_MOST_CLAIMS = 3


@click.command(short_help="The shortest chain of claims between two entities.")
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option("--all", "all_", is_flag=True, help="Every claim of each step, not only the best supported.")
@language
@table_format
@settings
def path(settings: Settings, start: str, end: str, all_: bool, language: str, format_: str) -> None:
    """Show the shortest chain of claims between two entities, over the best sources.

    Example: kg path DeepSeek Nvidia
    """
    from kg import analysis, blocks, cards, vocab

    graph, ontology = settings.open(), vocab.load()
    hops = analysis.path(graph, ontology, *_slugs(graph, (start, end)))
    speaker = _speaker(graph, ontology, (c for hop in hops for c in hop.claims), language)
    if format_ != "table":
        _print_rows(
            ("step", "subject", "relation", "object", "details", "date", "status", "sources", "claim"),
            [
                (step, speaker.name(c.subject), speaker.label(c.predicate), speaker.name(c.object), *_said(speaker, c))
                for step, hop in enumerate(hops, 1) for c in hop.claims
            ],
            format_,
        )  # fmt: skip
        return
    found = []
    for number, hop in enumerate(hops, 1):
        shown = hop.claims if all_ else hop.claims[:_MOST_CLAIMS]
        lines = [_line(speaker, claim, speaker.sentence(claim)) for claim in shown]
        heading = f"{number}. {speaker.name(hop.start)} — {speaker.name(hop.end)}"
        if more := len(hop.claims) - len(shown):
            lines.append(blocks.Line((cards.say("more", language, more),)))
        found.append(blocks.Block(heading, lines))
    click.echo(blocks.render(found, screen()), nl=False, color=True)


@click.command(short_help="Rings in which money goes round.")
@click.argument("through", nargs=-1, metavar="[ENTITY]...")
@click.option("--longest", type=click.IntRange(2, 8), default=4, show_default=True, help="At most so many legs.")
@click.option("--separate", is_flag=True, help="Keep divisions and subsidiaries apart from their owners.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many rings.")
@language
@table_format
@settings
def loops(
    settings: Settings, through: tuple[str, ...], longest: int, separate: bool, limit: int, language: str, format_: str
) -> None:
    """Find rings in which money goes round (investment, purchase, supply, loan, warrant), through every ENTITY.

    Shortest first, then largest. Each leg shows its largest claim; --format json and csv have all of all rings.
    "Firm" is what is more than rumoured or intended.

    Example: kg loops nvidia openai oracle
    """
    from kg import blocks, rings, vocab

    graph, ontology = settings.open(), vocab.load()
    slugs = _slugs(graph, through)
    found = rings.loops(graph, ontology, longest=longest, through=slugs, merge=not separate)
    shown = found[:limit] if format_ == "table" else found
    legs = [leg for loop in shown for leg in loop.legs]
    named = (leg.payer for leg in legs)
    speaker = _speaker(graph, ontology, (c for leg in legs for c in leg.claims), language, faces=named)
    if format_ == "table":
        found_blocks = [_ring(speaker, number, loop) for number, loop in enumerate(shown, 1)]
        click.echo(blocks.render(found_blocks, screen(), right=[1], together=True), nl=False, color=True)
    else:
        columns = (
            "loop", "leg", "payer", "payee", "claim_subject", "relation", "claim_object", "amount", "amount_usd",
            "stage", "details", "date", "status", "sources", "claim",
        )  # fmt: skip
        rows = [row for number, loop in enumerate(shown, 1) for row in _legs(speaker, number, loop)]
        _print_rows(columns, rows, format_)
    settings.say(_counted(len(found), "ring", "of money") + ("; see --limit" if len(found) > len(shown) else ""))
    if found.complete < longest:
        settings.say(f"too many to find all: whole up to {found.complete} legs; name an ENTITY to see those through it")


@click.command(short_help="Rival values of the same thing.")
@click.argument("entity", required=False)
@click.option("--open", "only_open", is_flag=True, help="Only where values differ and nobody has judged.")
@click.option("--kind", type=click.Choice(["compared", "stated"]), help="Only those found so.")
@language
@table_format
@settings
def conflicts(
    settings: Settings, entity: str | None, only_open: bool, kind: str | None, language: str, format_: str
) -> None:
    """List claims that contradict one another, with a likely slip where values differ by a power of ten.

    Compared are values of a single-valued property, within one unit and basis, at overlapping times; stated is what one
    claim disputes or refutes of another.

    Example: kg conflicts Nvidia
    """
    from kg import blocks, claims, vocab
    from kg import conflicts as finding

    graph, ontology = settings.open(), vocab.load()
    about = next(iter(_slugs(graph, [entity] if entity else [])), None)
    found = [
        conflict for conflict in finding.find(claims.fetch(graph), ontology)
        if (kind in (None, conflict.kind)) and (not only_open or conflict.state == "open")
        and (about is None or any(about in (p.claim.subject, p.claim.object) for p in conflict.points))
    ]  # fmt: skip
    speaker = _speaker(graph, ontology, (p.claim for conflict in found for p in conflict.points), language)
    if format_ == "table":
        shown = [_rivals(speaker, number, conflict) for number, conflict in enumerate(found, 1)]
        click.echo(blocks.render(shown, screen(), right=()), nl=False, color=True)
    else:
        columns = (
            "set", "state", "kind", "subject", "property", "object", "value", "slip", "reason", "details", "date",
            "status", "sources", "claim",
        )  # fmt: skip
        _print_rows(columns, [row for number, c in enumerate(found, 1) for row in _points(speaker, number, c)], format_)
    settings.say(_counted(len(found), "set", "of rival claims"))


# ---- what they share ----


def _slugs(graph: Graph, names: Iterable[str]) -> list[str]:
    from kg import search
    from kg.terms import local

    return [local(search.resolve(graph, name).value) for name in names]


def _speaker(
    graph: Graph, ontology: Ontology, found: Iterable[Claim], language: str, *, faces: Iterable[str] = ()
) -> Speaker:
    """Says these claims, with the labels and sources that they need."""
    from kg import cards, claims

    found = list(found)
    slugs = claims.named(found).union(faces)
    ids = (source for claim in found for source in claim.sources)
    return cards.Speaker(ontology, claims.entities(graph, slugs), claims.sources(graph, ids), language)


def _counted(count: int, what: str, of: str) -> str:
    return f"{f'{count:,}' if count else 'no'} {what}{'' if count == 1 else 's'} {of}"


def _print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], format_: str) -> None:
    from kg import tables

    click.echo(tables.show(columns, rows, format_), nl=False)


def _said(speaker: Speaker, claim: Claim) -> tuple[Any, ...]:
    """Details, date, status, sources and id of a claim."""
    from kg import wording

    dates = wording.claim_dates(claim, speaker.language)
    return speaker.details(claim), dates, claim.status, " ".join(claim.sources), claim.id


def _line(speaker: Speaker, claim: Claim, says: str, *, measured: bool = True) -> Line:
    """A claim; without its figures (not `measured`) if `says` has them."""
    from kg import blocks, cards, wording

    status = "" if claim.status == "Accepted" else speaker.word(claim.status)
    details = ", ".join(part for part in (speaker.details(claim, measured=measured), status) if part)
    cells = (speaker.mark(claim) + says, details, wording.claim_dates(claim, speaker.language))
    return blocks.Line(cells, _tail(speaker, claim), speaker.remarks(claim), cards.look(claim))


def _tail(speaker: Speaker, claim: Claim) -> str:
    from kg import cards

    return f"{claim.id} · {speaker.cited(claim, cards.MOST_SOURCES)}"


# ---- rings ----


def _ring(speaker: Speaker, number: int, loop: Loop) -> Block:
    from kg import blocks, wording

    names = " → ".join(speaker.name(leg.payer) for leg in (*loop.legs, loop.legs[0]))
    total = wording.figure(loop.total, "USD", None, speaker.language) if loop.total else "–"
    firm = wording.figure(loop.firm, "USD", None, speaker.language) if loop.firm else "–"
    heading = f"{number}. {names}"
    sums = {"en": f"known amounts {total}, firm {firm}", "zh-Hant": f"已知金額 {total},其中確定 {firm}"}
    return blocks.Block(heading, [_leg(speaker, leg) for leg in loop.legs], [sums[speaker.language]])


def _leg(speaker: Speaker, leg: Leg) -> Line:
    """The largest claim of a leg; beside it, what of the leg is firm if that claim is not."""
    from kg import blocks, cards, rings, wording

    claim = leg.claims[0]
    payer, _ = rings.ends(claim, speaker.ontology)
    cells = (
        speaker.mark(claim) + speaker.sentence(claim, payer), wording.claim_amount(claim, speaker.language) or "",
        wording.claim_stage(claim, speaker.language, speaker.ontology.word_labels) or "",
        wording.claim_dates(claim, speaker.language),
    )  # fmt: skip
    parts = [claim.id, speaker.cited(claim, cards.MOST_SOURCES)]
    if (count := len(leg.claims)) > 1:
        parts.insert(1, {"en": f"1 of {count} claims", "zh-Hant": f"{count} 項主張之一"}[speaker.language])
    if claim.word("stage") in rings.NOT_YET and leg.firm is not None:
        firm = wording.figure(leg.firm, "USD", None, speaker.language)
        parts.insert(1, {"en": f"firm: {firm}", "zh-Hant": f"確定:{firm}"}[speaker.language])
    return blocks.Line(cells, " · ".join(parts), (), cards.look(claim))


def _legs(speaker: Speaker, number: int, loop: Loop) -> Iterable[tuple[Any, ...]]:
    from kg import rings, wording

    for place, leg in enumerate(loop.legs, 1):
        for claim in leg.claims:
            dollars = rings.dollars(claim)
            yield (
                number, place, speaker.name(leg.payer), speaker.name(leg.payee), speaker.name(claim.subject),
                claim.predicate, speaker.name(claim.object), wording.claim_amount(claim, speaker.language),
                None if dollars is None else float(dollars), claim.word("stage"), *_said(speaker, claim),
            )  # fmt: skip


# ---- rival claims ----


def _rivals(speaker: Speaker, number: int, conflict: Conflict) -> Block:
    from kg import blocks

    property_, *other = conflict.about.split(" ")
    about = " ".join([speaker.label(property_), *map(speaker.name, other)])
    words = {"en": {}, "zh-Hant": _CHINESE_STATES}[speaker.language]
    state = ", ".join(words.get(word, word) for word in (conflict.state, conflict.kind))
    heading = f"{number}. {speaker.name(conflict.subject)} · {about} · {state}"
    lines = []
    for point in conflict.points:
        says, is_value = _value(speaker, conflict, point)
        lines.append(_line(speaker, point.claim, says, measured=not is_value))
    if conflict.slip is None:
        return blocks.Block(heading, lines)
    slip = {"en": "likely slip: ", "zh-Hant": "可能筆誤:"}[speaker.language] + conflict.slip.text(speaker.language)
    return blocks.Block(heading, lines, [slip])


_CHINESE_STATES = {
    "open": "未決", "disputed": "有爭議", "resolved": "已釐清", "compared": "經比對", "stated": "主張自述",
}  # fmt: skip


def _value(speaker: Speaker, conflict: Conflict, point: Point) -> tuple[str, bool]:
    """The value of a claim that is about what the set is about, and true; any other claim as a sentence."""
    from kg import conflicts as finding

    claim = point.claim
    about = claim.predicate if claim.object is None else f"{claim.predicate} {claim.object}"
    if (claim.subject, about) != (conflict.subject, conflict.about) or not point.value:
        return speaker.sentence(claim), False
    return finding.in_words(point, speaker.language), True


def _points(speaker: Speaker, number: int, conflict: Conflict) -> Iterable[tuple[Any, ...]]:
    slip = conflict.slip.text(speaker.language) if conflict.slip else None
    for point in conflict.points:
        claim = point.claim
        reason = claim.texts("reason")
        yield (
            number, conflict.state, conflict.kind, claim.subject, claim.predicate, claim.object,
            _value(speaker, conflict, point)[0], slip, reason.get(speaker.language) or reason.get("en"),
            *_said(speaker, claim),
        )  # fmt: skip

"""Commands that ask: query, queries."""

from __future__ import annotations

import sys

import click

from kg import query as asking
from kg.cli.options import Settings, settings
from kg.errors import KGError, QueryError

_FORMATS = (*asking.ROW_FORMATS, *asking.GRAPH_FORMATS)


def _utf8(text: str) -> str:
    """An argument as UTF-8, whatever the locale was that Python read it in."""
    try:
        return text.encode("utf-8", "surrogateescape").decode().removeprefix("\ufeff")
    except UnicodeError:
        raise QueryError("an argument is not UTF-8") from None


def _parameter(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = _utf8(value).partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"write name=value, not {value!r}")
        if name in found:
            raise click.BadParameter(f"{name} is given twice")
        found[name] = text
    return found


@click.command(short_help="Answer a SPARQL query.")
@click.argument("sparql", required=False)
@click.option("-f", "--file", "file", metavar="FILE", help="Read the query from a file; - is standard input.")
@click.option("--name", metavar="Q", help="Run a saved query; see `kg queries`.")
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="K=V",
    callback=_parameter,
    help='Value for $k: an entity\'s name, <iri>, "text", number or date.',
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help="Rows: table (default), csv, tsv, json, xml, md. Triples: turtle (default), nt, jsonld, rdfxml.",
)
@click.option("--as-of", metavar="DATE", help="Answer from the claims valid on that day.")
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(min=0.001, max=86400),
    metavar="S",
    default=asking.DEFAULT_TIMEOUT_S,
    show_default=True,
    help="Stop after so many seconds.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to a file instead of standard output.")
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@settings
def query(
    settings: Settings,
    sparql: str | None,
    file: str | None,
    name: str | None,
    parameters: dict[str, str],
    format_: str | None,
    as_of: str | None,
    timeout_s: float,
    output: str | None,
    force: bool,
) -> None:
    """Answer a SPARQL 1.1 or 1.2 query over all graphs. Prefixes need not be declared.

    Example: kg query 'SELECT ?name { ?lab a kg:AILab ; rdfs:label ?name }' --format csv
    """  # fmt: skip
    if name is not None and sparql is None and file is None:
        from kg import saved

        asked = saved.get(_utf8(name))
        text, parameters = asked.text, asked.values(parameters)
    else:
        text = _text(sparql, file, name)
    if as_of is not None:
        from kg.asof import check_day

        as_of = check_day(_utf8(as_of))
    request = asking.Request(text, parameters, format_, as_of)
    if output is None or output == "-":
        if sys.stdout is None:
            raise KGError("there is no standard output to answer on")
        asking.run(settings.opener(), request, sys.stdout.fileno(), timeout_s=timeout_s, say=settings.say)
        return
    from kg.files import replacing

    with replacing(output, force=force) as out:
        asking.run(settings.opener(), request, out.fileno(), timeout_s=timeout_s, say=settings.say)
    settings.say(f"wrote {output}")


def _text(sparql: str | None, file: str | None, name: str | None) -> str:
    """The query's text, from wherever it was given."""
    if [sparql, file, name].count(None) != 2:
        raise click.UsageError("give one query: as an argument, with -f FILE or with --name Q")
    if sparql is not None and sparql != "-":
        return _utf8(sparql)
    from kg import sparql as language

    where = "standard input" if "-" in (file, sparql) else str(file)
    try:
        if where == "standard input":
            if sys.stdin is None:
                raise KGError("there is no standard input to read the query from")
            data = sys.stdin.buffer.read(language.MAX_BYTES + 1)
        else:
            with open(where, "rb") as source:
                data = source.read(language.MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise KGError(f"{where}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > language.MAX_BYTES:
        raise QueryError(f"{where}: the query is longer than {language.MAX_BYTES:,} bytes")
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise QueryError(f"{where}: line {line} is not UTF-8: byte 0x{data[error.start]:02X}") from None


@click.command(short_help="List the saved queries.")
@click.option("--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@settings
def queries(settings: Settings, format_: str) -> None:
    """List the saved queries, each with what it answers and its parameters.

    Example: kg query --name funders-of-both --param a=openai --param b=anthropic
    """
    from kg import saved, tables

    rows = [(q.name, q.summary, " ".join(q.usage())) for q in saved.all_queries().values()]
    click.echo(tables.show(("name", "answers", "parameters"), rows, format_), nl=False)

"""Commands that ask: query, queries."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING

import click

from kg import query as asking
from kg.cli.options import Settings, settings
from kg.errors import KGError, QueryError

if TYPE_CHECKING:
    from kg.store import Store


def _parameter(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"write name=value, not {value!r}")
        found[name] = text
    return found


@click.command(short_help="Answer a SPARQL query.")
@click.argument("sparql", required=False)
@click.option("-f", "--file", "file", metavar="FILE", help="Read the query from a file; - is standard input.")
@click.option("--name", metavar="Q", help="Run a saved query; see `kg queries`.")
@click.option("--param", "parameters", multiple=True, metavar="K=V", callback=_parameter,
              help="Value for $k: an entity's name, <iri>, \"text\", number or date.")
@click.option("--format", "format_", type=click.Choice([*asking.ROW_FORMATS, *asking.GRAPH_FORMATS]),
              help="Rows: table (default), csv, tsv, json, xml, md. Triples: turtle (default), nt, jsonld, rdfxml.")
@click.option("--as-of", metavar="DATE", help="Answer from the claims valid on that day.")
@click.option("--timeout", "timeout_s", type=click.FloatRange(min=0.001, max=86400), metavar="S",
              default=asking.DEFAULT_TIMEOUT_S, show_default=True, help="Stop after so many seconds.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file instead of standard output.")
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@settings
def query(
    settings: Settings, sparql: str | None, file: str | None, name: str | None, parameters: dict[str, str],
    format_: str | None, as_of: str | None, timeout_s: float, output: str | None, force: bool,
) -> None:
    """Answer a SPARQL 1.1 or 1.2 query over all graphs. Prefixes need not be declared.

    Example: kg query 'SELECT ?name { ?lab a kg:AILab ; rdfs:label ?name }' --format csv
    """  # fmt: skip
    text = _text(sparql, file, name)
    if as_of is not None:
        from kg.asof import check_day

        as_of = check_day(as_of)
    request = asking.Request(text, parameters, format_, as_of)
    if output is None or output == "-":
        asking.run(settings.opener(), request, sys.stdout.fileno(), timeout_s=timeout_s)
        return
    from kg.files import replacing

    with replacing(output, force=force) as out:
        asking.run(settings.opener(), request, out.fileno(), timeout_s=timeout_s)
    settings.say(f"wrote {output}")


def _text(sparql: str | None, file: str | None, name: str | None) -> str:
    """The query's text, from wherever it was given."""
    given = [source for source in (sparql, file, name) if source is not None]
    if len(given) != 1:
        raise click.UsageError("give one query: as an argument, with -f FILE or with --name Q")
    if name is not None:
        from kg import saved

        return saved.get(name).text
    if sparql is not None and sparql != "-":
        return sparql
    try:
        if file == "-" or sparql == "-":
            data = sys.stdin.buffer.read(asking.sparql.MAX_BYTES + 1)
        else:
            with open(str(file), "rb") as source:
                data = source.read(asking.sparql.MAX_BYTES + 1)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise KGError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise QueryError(f"{file}: is not UTF-8: byte 0x{data[error.start]:02X}") from None


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

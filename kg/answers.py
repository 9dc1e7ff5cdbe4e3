"""Results of a query as bytes, in each format that a query may be answered in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from kg import tables, turtle
from kg.terms import PREFIXES, Literal, NamedNode, Quad, Term, compact

_STANDARD_ROWS = {
    "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML,
}  # fmt: skip
_STANDARD_TRIPLES = {
    "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}  # fmt: skip


def writer(form: str, *, tty: bool = False) -> Callable[[Any, Any], None]:
    """A function that writes results to a binary file.

    Rows stream in the standard formats; tables and triples are gathered first, to be aligned and sorted.
    """
    if form in _STANDARD_ROWS:
        return lambda results, out: results.serialize(out, format=_STANDARD_ROWS[form])
    if form in ("table", "md"):
        return lambda results, out: out.write(table(results, form, tty=tty).encode("utf-8", "replace"))
    if form in ("turtle", "trig"):
        return lambda results, out: out.write(turtle.write(results).encode("utf-8", "replace"))
    return lambda results, out: _triples(results, out, form)


def _triples(results: Any, out: Any, form: str) -> None:
    """Sorted, so that the same answer has the same bytes."""
    found = sorted({Quad(t.subject, t.predicate, t.object) for t in results}, key=str)
    if form == "jsonld":
        ox.serialize(found, out, format=_STANDARD_TRIPLES[form])
    elif form == "rdfxml":
        ox.serialize((q.triple for q in found), out, format=_STANDARD_TRIPLES[form], prefixes=PREFIXES)
    else:
        ox.serialize((q.triple for q in found), out, format=_STANDARD_TRIPLES[form])


def table(results: Any, form: str, *, tty: bool) -> str:
    """Rows as text; IRIs as prefixed names, literals without their types."""
    if isinstance(results, ox.QueryBoolean):
        return "yes\n" if results else "no\n"
    columns = [variable.value for variable in results.variables]
    rows = [[cell(row[name]) for name in columns] for row in results]
    if form == "md":
        return tables.markdown(columns, rows)
    right = [i for i in range(len(columns)) if rows and all(_is_number(row[i]) for row in rows)]
    count = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}\n"
    return tables.render(columns, rows, right=right, tty=tty) + count


def cell(term: Term | None) -> str:
    """A term as a person reads it.

    >>> cell(NamedNode("https://w3id.org/aikg/entity/openai"))
    'e:openai'
    """
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return compact(term.value) or f"<{term.value}>"
    if isinstance(term, Literal):
        return grouped(term.value) if term.datatype.value.endswith(("#integer", "#decimal")) else term.value
    return str(term)


def grouped(text: str) -> str:
    """A number with separators between thousands.

    >>> grouped("-1234567.5")
    '-1,234,567.5'
    """
    whole, dot, rest = text.partition(".")
    sign = whole[:1] if whole[:1] in "+-" else ""
    digits = whole[len(sign) :]
    if not digits.isdigit():
        return text
    return f"{sign}{int(digits):,}{dot}{rest}" if len(digits) > 4 else text


def _is_number(text: str) -> bool:
    return text == "" or text.replace(",", "").replace(".", "", 1).lstrip("+-").isdigit()

"""Results of a query as bytes, in each format that a query may be answered in.

CSV, TSV, JSON and XML are the engine's own, to the letter of the standards. Tables are for people: prefixed names,
figures with separators, no types.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from kg.terms import PREFIXES, Literal, NamedNode, Term, compact

_STANDARD_ROWS = {
    "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML,
}  # fmt: skip
_STANDARD_TRIPLES = {
    "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}  # fmt: skip


def writer(form: str, *, tty: bool = False) -> Callable[[Any, Any], None]:
    """A function that writes results to a binary file, and needs to import nothing more.

    Rows stream in the standard formats; tables and triples are gathered first, to be aligned and sorted.
    """
    if form in _STANDARD_ROWS:
        return lambda results, out: _rows(results, out, form)
    if form in ("table", "md"):
        from kg import tables  # noqa: F401  no file can be opened later

        return lambda results, out: _write(out, table(results, form, tty=tty))
    if form in ("turtle", "trig"):
        from kg import turtle

        return lambda results, out: _write(out, turtle.write(results))
    return lambda results, out: _triples(results, out, form)


def _write(out: Any, text: str) -> None:
    out.write(text.encode("utf-8", "replace"))


def _rows(results: Any, out: Any, form: str) -> None:
    if form == "xml" and not isinstance(results, ox.QueryBoolean):
        results.serialize(_WellFormed(out), format=_STANDARD_ROWS[form])
    else:
        results.serialize(out, format=_STANDARD_ROWS[form])


class _WellFormed:
    """A binary file for XML 1.0, which has no place for control characters: they become U+FFFD.

    See https://www.w3.org/TR/xml/#charsets; the engine writes them as they are, and then no parser reads the result.
    """

    def __init__(self, out: Any) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        size = len(data)  # of what was given: the engine aborts the process when it is told of more
        if min(data, default=32) < 32:  # bytes below 32 are never part of a longer character in UTF-8
            for code in (*range(9), 11, 12, *range(14, 32)):
                data = data.replace(bytes([code]), b"\xef\xbf\xbd")
        self._out.write(data.replace(b"\xef\xbf\xbe", b"\xef\xbf\xbd").replace(b"\xef\xbf\xbf", b"\xef\xbf\xbd"))
        return size

    def flush(self) -> None:
        self._out.flush()


def _triples(results: Any, out: Any, form: str) -> None:
    """Sorted, so that the same answer has the same bytes."""
    found = sorted(set(results), key=str)
    prefixes = PREFIXES if form == "rdfxml" else None
    try:
        ox.serialize(found, out, format=_STANDARD_TRIPLES[form], prefixes=prefixes)
    except (ValueError, OSError) as error:
        if getattr(error, "errno", None):
            raise
        from kg.errors import QueryError

        raise QueryError(f"these triples cannot be written as {form}: {error}; use turtle or nt") from None


def table(results: Any, form: str, *, tty: bool) -> str:
    """Rows as text; IRIs as prefixed names, literals without their types."""
    from kg import tables

    if isinstance(results, ox.QueryBoolean):
        return "yes\n" if results else "no\n"
    columns = [variable.value for variable in results.variables]
    found = [list(row) for row in results]
    rows = [[cell(term) for term in row] for row in found]
    if form == "md":
        return tables.markdown(columns, rows)
    right = [i for i in range(len(columns)) if found and all(_is_number(row[i]) for row in found)]
    count = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}\n"
    return tables.render(columns, rows, right=right, tty=tty) + count


_GROUPED = frozenset({"http://www.w3.org/2001/XMLSchema#integer", "http://www.w3.org/2001/XMLSchema#decimal"})
_NUMBERS = _GROUPED | {"http://www.w3.org/2001/XMLSchema#double", "http://www.w3.org/2001/XMLSchema#float"}


def cell(term: Term | None) -> str:
    """A term as a person reads it.

    >>> cell(NamedNode("https://w3id.org/aikg/entity/openai")), cell(Literal(500000000000)), cell(None)
    ('e:openai', '500,000,000,000', '')
    """
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return compact(term.value) or f"<{term.value}>"
    if isinstance(term, Literal):
        return grouped(term.value) if term.datatype.value in _GROUPED else term.value
    return str(term)


def grouped(text: str) -> str:
    """A number with separators between thousands; four digits stay together, as in a year.

    >>> grouped("-1234567.5"), grouped("2025")
    ('-1,234,567.5', '2025')
    """
    whole, dot, rest = text.partition(".")
    sign = whole[:1] if whole[:1] in ("+", "-") else ""
    digits = whole[len(sign) :]
    if not digits.isdecimal() or len(digits) <= 4:
        return text
    first = len(digits) % 3
    groups = [digits[:first]] if first else []
    groups += [digits[i : i + 3] for i in range(first, len(digits), 3)]
    return f"{sign}{','.join(groups)}{dot}{rest}"


def _is_number(term: Term | None) -> bool:
    return term is None or (isinstance(term, Literal) and term.datatype.value in _NUMBERS)

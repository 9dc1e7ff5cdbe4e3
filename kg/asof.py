"""The graph as it stood on a day.

A claim is in the view if it was valid then: an event that had happened (``kg:pointInTime``), a state that had
begun (``kg:startTime``) and not yet ended (``kg:endTime``). A month or year counts from its first day to its last. A claim
without a date holds always. A plain statement stays while one claim for it does, and what follows is inferred anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg import infer
from kg.errors import KGError
from kg.store import Store, text
from kg.terms import GRAPH, KG, RDF, NamedNode, Quad, Term

_CLAIMS = """
SELECT ?claim ?s ?p ?o ?at ?start ?end ?status {
  ?claim a kg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
  OPTIONAL { ?claim kg:pointInTime ?at }
  OPTIONAL { ?claim kg:startTime ?start }
  OPTIONAL { ?claim kg:endTime ?end }
  OPTIONAL { ?claim kg:status ?status }
}
"""


def check_day(day: str) -> str:
    """`day` if it is a day, month or year; a month or year stands for its last day.

    >>> check_day("2025-02")
    '2025-02-28'

    :raises KGError: if it is none
    """
    import calendar
    import datetime

    try:
        if re.fullmatch(r"\d{4}", day, re.ASCII):
            return f"{datetime.date(int(day), 12, 31)}"
        if re.fullmatch(r"\d{4}-\d{2}", day, re.ASCII):
            year, month = int(day[:4]), int(day[5:])
            return f"{datetime.date(year, month, calendar.monthrange(year, month)[1])}"
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII):
            return f"{datetime.date.fromisoformat(day)}"
    except (ValueError, calendar.IllegalMonthError):
        pass
    raise KGError(f'"{day}" is no date; write 2025-01-21, 2025-01 or 2025')


def holds(day: str, at: str | None, start: str | None, end: str | None) -> bool:
    """Whether a claim with these dates was valid on `day`.

    >>> holds("2025-06-30", None, "2025", "2025-06"), holds("2024-12-31", "2025-01", None, None)
    (True, False)
    """
    # Dates of any precision compare as text with the prefix of the day that is as long.
    begun = all(date is None or date <= day[: len(date)] for date in (at, start))
    return begun and (end is None or end >= day[: len(end)])


def view(graph: Store, day: str) -> Store:
    """A store in memory with what was valid on `day`.

    :param day: as :func:`check_day` returns it
    """
    left_out: set[Term] = set()
    supported: defaultdict[tuple[Term, Term, Term], bool] = defaultdict(bool)
    for row in graph.select(_CLAIMS):
        valid = holds(day, text(row, "at"), text(row, "start"), text(row, "end"))
        if not valid:
            left_out.add(row["claim"])
        refuted = row.get("status") == KG.Refuted
        supported[row["s"], row["p"], row["o"]] |= valid and not refuted
    dropped = {statement for statement, holds_now in supported.items() if not holds_now}
    return _inferred(Store.in_memory(_kept(graph, left_out, dropped)))


def _kept(graph: Store, left_out: set[Term], dropped: set[tuple[Term, Term, Term]]) -> Iterator[Quad]:
    evidence = {q.object for q in graph.engine.quads_for_pattern(None, KG.evidence, None) if q.subject in left_out}
    selectors = {
        q.object for node in evidence if not isinstance(node, NamedNode)
        for q in graph.engine.quads_for_pattern(node, None, None)  # type: ignore[arg-type]
    }  # fmt: skip
    gone = left_out | evidence | selectors
    for quad in graph.quads():
        if quad.subject in gone or quad.graph_name == GRAPH.inferred:
            continue
        if (quad.subject, quad.predicate, quad.object) in dropped:
            continue
        if quad.predicate == RDF.reifies and quad.subject in gone:
            continue
        yield quad


def _inferred(store: Store) -> Store:
    infer.infer(store.engine)
    return store

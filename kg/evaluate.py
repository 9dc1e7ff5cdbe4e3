"""The answer to a query, evaluated in this process: prepared, checked, bound, and written in its format.

:mod:`kg.query` runs this in a child that can be killed, while another thread still opens the store; so what is
imported here costs no time of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kg import answers, sparql
from kg.errors import QueryError
from kg.query import GRAPH_FORMATS, ROW_FORMATS, Request
from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.store import Store


def choose_format(text: str, wanted: str | None) -> str:
    """The format to answer in.

    :raises QueryError: if the form of the query has no such format
    """
    rows = sparql.form(text) in ("SELECT", "ASK", "")
    formats = ROW_FORMATS if rows else GRAPH_FORMATS
    if wanted is not None and wanted not in formats:
        what = "rows" if rows else "triples"
        raise QueryError(f'format "{wanted}" is not for {what}; use {", ".join(formats)}')
    return wanted or formats[0]


def answer(
    open_graph: Callable[[], Store], request: Request, out: Any, *, tty: bool = False,
    limit: Callable[[], None] = lambda: None, say: Callable[[str], None] = lambda message: None,
) -> None:  # fmt: skip
    """Answer in this process.

    :param out: a binary file
    :param tty: whether a person sees `out`
    :param limit: called when all files are open, before the query is evaluated
    :param say: told what the answer does not show
    """
    query = sparql.prepare(request.text)
    write = answers.writer(choose_format(query, request.format), tty=tty)
    graph = open_graph()
    if request.as_of is not None:
        from kg import asof

        graph = asof.view(graph, request.as_of)
    if request.parameters:
        from kg import search

        terms = {name: search.term(graph, value) for name, value in request.parameters.items()}
        query = sparql.prepare(query, terms)
    _check_own_terms(graph, query, say)
    results = _evaluate(graph, request.text, query, limit)
    write(results, out)
    out.flush()


def _evaluate(graph: Store, text: str, query: str, limit: Callable[[], None]) -> Any:
    """The engine's result for `query`, which is `text` with its parameters bound."""
    nothing = type(graph).in_memory([])
    try:
        # The engine parses, and says which variables there are, at once where there is nothing to find.
        results = nothing.results(query)
    except QueryError as error:
        raise _explained(nothing, text, query, error) from None
    if sparql.has_star(query):
        query = sparql.spell_out_star(query, [variable.value for variable in results.variables])
    limit()
    return graph.results(query)


def _explained(nothing: Store, text: str, query: str, error: QueryError) -> QueryError:
    """`error`, with line and column in the text that the user wrote."""
    try:
        nothing.results(text)
    except QueryError as same:
        return sparql.explain(text, str(same))
    return QueryError(f"a parameter stands where its value cannot: {sparql.explain(query, str(error))}")


def _check_own_terms(graph: Store, query: str, say: Callable[[str], None]) -> None:
    """Refuse ``kg:`` terms that nobody knows; the ontology is read only for the message."""
    for prefix in ("kg", "e"):
        names = sparql.own_terms(query, prefix)
        iris = {name: f"<{PREFIXES[prefix]}{name}>" for name in names}
        # One question for all terms, since nearly always all exist.
        all_exist = " ".join(f"FILTER EXISTS {{ {iri} ?p ?o }}" for iri in iris.values())
        if not names or graph.results(f"ASK {{ {all_exist} }}"):
            continue
        unknown = [name for name, iri in iris.items() if not _occurs(graph, iri)]
        if unknown and prefix == "kg":
            from kg import vocab

            sparql.check_own_terms(query, unknown, vocab.load().terms)
        elif unknown:
            _warn_of_unknown_entities(graph, unknown, say)


def _occurs(graph: Store, iri: str) -> bool:
    return bool(graph.results(f"ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s ?p {iri} }} UNION {{ ?s {iri} ?o }} }}"))


def _warn_of_unknown_entities(graph: Store, names: list[str], say: Callable[[str], None]) -> None:
    """An unknown entity is no error (one may ask whether it is there), but seldom what was meant."""
    from kg import search
    from kg.errors import nearest

    slugs = search.slugs(graph)
    for name in names:
        near = nearest(name, slugs)
        say(f"note: no entity e:{name} in the graph" + (f"; did you mean e:{near[0]}?" if near else ""))

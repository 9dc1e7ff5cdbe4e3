"""The explorer: the whole graph in one HTML file that asks the network for nothing.

The page is written in TypeScript in this folder and built with the wheel (``hatch_build.py``); here it is only filled.
What it holds besides itself:

``config``     titles, prefixes, saved queries, and the startup queries of ``queries/``
``answers``    the answers to the startup queries, so that the first picture need not wait for the engine
``positions``  a place for each entity
``data``       the graph as TriG, which the engine in the page loads

The page knows nothing that it cannot ask in SPARQL: the answers are those that it would get.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import os
import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg import layout, saved
from kg.errors import KGError
from kg.present.page import json_block
from kg.store import Store
from kg.terms import PREFIXES, XSD, BlankNode, Literal, NamedNode, Triple
from kg.turtle import language_tag

_HERE = Path(__file__).parent
#: Queries that the page asks first, with their places in ``queries/``.
STARTUP = ("entities", "names", "edges", "facts", "graphs", "tiers", "ontology")
TITLE = {"en": "The AI industry as a graph of claims", "zh-Hant": "AI 產業主張圖譜"}


def page() -> str:
    """The built page with its empty blocks; ``KG_EXPLORER_PAGE`` names another, for those who work on it.

    :raises KGError: if the package was built without it
    """
    built = Path(named) if (named := os.environ.get("KG_EXPLORER_PAGE")) else _HERE / "dist" / "index.html"
    if not built.is_file():
        raise KGError(
            "the explorer was left out when kg was installed, which needs npm's packages once; install kg again with a "
            "network, or in a checkout: make explorer"
        )
    return built.read_text(encoding="utf-8")


def render(graph: Store, endpoint: str | None = None) -> str:
    """The explorer of `graph` as one page; the same graph gives the same text.

    :param endpoint: address of a SPARQL endpoint that serves `graph`; the page then asks there and nobody else, and
        holds neither the engine nor the graph
    :raises KGError: if the package was built without the page
    """
    text = page() if endpoint is None else _served(page(), endpoint)
    queries = startup_queries()
    answers = {name: graph.results(query) for name, query in queries.items()}
    packed, rows = _packed(answers)
    blocks = {
        "config": json_block(_config(queries, endpoint)),
        "answers": _zipped(json.dumps(packed, ensure_ascii=False, separators=(",", ":"))),
        "positions": _zipped(json.dumps(_positions(rows), separators=(",", ":"))),
        "data": _zipped(_trig(graph)) if endpoint is None else "",
    }
    for name, block in blocks.items():
        text = text.replace(f"%%kg-{name}%%", block, 1)
    return text.replace("%%kg-title%%", html.escape(TITLE["en"]), 1)


def _served(text: str, endpoint: str) -> str:
    """The page without its engine, and with leave to ask the endpoint.

    https://www.w3.org/TR/CSP3/#directive-connect-src
    """
    address = urlsplit(endpoint)
    origin = f"{address.scheme}://{address.netloc}" if address.netloc else "'self'"
    text = text.replace("connect-src 'none'", f"connect-src {origin}", 1)
    return re.sub(r'(<script type="text/plain" id="kg-engine">)[^<]*', r"\1", text, count=1)


def startup_queries() -> dict[str, str]:
    """The queries that the page asks first, by name, as it asks them."""
    return {name: (_HERE / "queries" / f"{name}.rq").read_text(encoding="utf-8") for name in STARTUP}


def _config(queries: dict[str, str], endpoint: str | None) -> dict[str, Any]:
    return {
        "title": TITLE,
        "prefixes": dict(PREFIXES),
        "queries": queries,
        "saved": [
            {
                "name": query.name,
                "summary": {"en": query.summary, "zh-Hant": query.zh or query.summary},
                "text": query.text,
                "parameters": [
                    {
                        "name": each.name, "meaning": {"en": each.meaning, "zh-Hant": each.zh or each.meaning},
                        "example": each.example, "optional": each.optional,
                    }
                    for each in query.parameters
                ],
            }
            for query in saved.all_queries().values()
        ],
        **({"endpoint": endpoint} if endpoint else {}),
    }  # fmt: skip


# ---- answers, in few bytes ----


def _packed(answers: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Answers with each term once and rows as numbers; and the pairs of entities that claims connect."""
    numbers: dict[Any, int] = {}
    terms: list[list[int | str]] = []
    tables: dict[str, Any] = {}
    ends: dict[str, dict[str, str]] = {}

    def number(term: Any) -> int:
        if term is None:
            return 0
        found = numbers.get(term)
        if found is None:
            terms.append(_term(term))
            found = numbers[term] = len(terms)
        return found

    for name, found in answers.items():
        variables = [variable.value for variable in found.variables]
        rows = sorted([[row[i] for i in range(len(variables))] for row in found], key=lambda row: [str(t) for t in row])
        tables[name] = {"vars": variables, "rows": [number(term) for row in rows for term in row]}
        if name == "edges":
            for claim, edge, value in rows:
                ends.setdefault(claim.value, {})[edge.value.rsplit("#", 1)[-1]] = value.value
    pairs = [(claim["subject"], claim["object"]) for claim in ends.values()]
    return {"terms": terms, "answers": tables}, sorted(pairs)


def _term(term: NamedNode | BlankNode | Literal | Triple) -> list[int | str]:
    match term:
        case NamedNode():
            return [0, term.value]
        case BlankNode():
            return [1, term.value]
        case Literal() if term.language:
            return [2, term.value, language_tag(term.language)]
        case Literal() if term.datatype == XSD.string:
            return [3, term.value]
        case Literal():
            return [3, term.value, term.datatype.value]
    raise TypeError(f"no place for {term!r}")


def _positions(pairs: Iterable[tuple[str, str]]) -> dict[str, list[int]]:
    """A place for each entity that a claim connects with another, by slug."""
    import networkx as nx

    network: nx.MultiGraph[str] = nx.MultiGraph()
    prefix = PREFIXES["e"]
    network.add_edges_from((a.removeprefix(prefix), b.removeprefix(prefix)) for a, b in pairs if a != b)
    return {slug: [round(x), round(y)] for slug, (x, y) in layout.positions(network).items()}


def _trig(graph: Store) -> str:
    from kg import export

    target = BytesIO()
    export.whole(graph, target)
    return target.getvalue().decode("utf-8")


def _zipped(text: str) -> str:
    """Base 85 of gzip, without the time at which it was made and without the sign that might end a block."""
    packed = gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)
    return base64.b85encode(packed).decode("ascii").replace("<", "/")

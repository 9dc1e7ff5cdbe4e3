"""The saved queries: each answers its question on the graph that ships, fast and in order."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from kg import build, paths, saved, search, sparql
from kg.errors import NotFound, QueryError
from kg.store import Store

NAMES = saved.names()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return build.build(tmp_path_factory.mktemp("saved") / "store", paths.shipped("seeds"))


def prepared(graph: Store, name: str) -> str:
    query = saved.get(name)
    values = query.values({p.name: p.example for p in query.parameters if not p.optional})
    return sparql.prepare(query.text, {key: search.term(graph, value) for key, value in values.items()})


def test_there_are_enough() -> None:
    assert len(NAMES) >= 24


@pytest.mark.parametrize("name", NAMES)
def test_says_what_it_answers(name: str) -> None:
    query = saved.get(name)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert "?" in query.summary
    used = sparql.parameter_names(sparql.tokens(query.text))
    assert used == {p.name for p in query.parameters}
    assert all(p.example and p.meaning for p in query.parameters)
    assert all(re.search("[\u4e00-\u9fff]", text) for text in (query.zh, *(p.zh for p in query.parameters)))
    assert not re.search("[\u4e00-\u9fff][,;:?]", query.zh)
    assert "ORDER BY" in query.text


@pytest.mark.parametrize("name", NAMES)
def test_answers_on_the_graph_that_ships(name: str, shipped: Store) -> None:
    query = prepared(shipped, name)
    start = time.process_time()
    rows = shipped.select(query)
    took = time.process_time() - start
    assert rows
    assert took < 1  # half a second on a calm machine
    assert not [
        t
        for t in sparql.own_terms(query)
        if not shipped.results(f"ASK {{ {{ kg:{t} ?p ?o }} UNION {{ ?s kg:{t} ?o }} }}")
    ]


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in NAMES
        if "refuted" not in n
        and n not in ("claims-from-source", "claims-of-article", "deal-history", "training-costs", "disputed-claims")
    ],
)
def test_refuted_claims_are_left_out_unless_they_are_the_point(name: str, shipped: Store) -> None:
    refuted = {row["c"] for row in shipped.select("SELECT ?c { ?c kg:status kg:Refuted }")}
    assert refuted
    assert not [row for row in shipped.select(prepared(shipped, name)) if refuted & set(row.values())]


def test_a_missing_parameter_is_named_with_an_example() -> None:
    with pytest.raises(QueryError) as caught:
        saved.get("funders-of-both").values({"a": "openai"})
    assert str(caught.value) == ("funders-of-both needs b (the second organization); for example --param b=anthropic")


def test_unknown_parameters_and_names_get_the_nearest() -> None:
    with pytest.raises(QueryError, match='no parameter "organisation"; did you mean "organization"'):
        saved.get("investors-of").values({"organisation": "openai"})
    with pytest.raises(NotFound, match='did you mean "funders-of-both"'):
        saved.get("funders-for-both")
    with pytest.raises(NotFound):
        saved.get("../../etc/passwd")


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "q.rq").write_text(
        '# How?\n# Really?\n# $a: one, for example x\n# $b: two, by default "it\'s"\nASK { $a $b $b }'
    )
    monkeypatch.setattr(saved, "_DIRECTORY", str(tmp_path))
    query = saved.all_queries()["q"]
    assert query.summary == "How? Really?"
    assert query.usage() == ["a=x", "[b='\"it'\"'\"'s\"']"]
    assert query.values({"a": "y"}) == {"a": "y", "b": '"it\'s"'}
    assert query.values({"a": "y", "b": "z"}) == {"a": "y", "b": "z"}

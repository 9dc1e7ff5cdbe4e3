"""SPARQL as text: what is refused, how parameters get in, and where a mistake is said to be."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from kg import sparql
from kg.errors import QueryError
from kg.terms import ENTITY, PREFIXES, Literal, NamedNode


def refusal(query: str, **parameters: NamedNode | Literal) -> str:
    with pytest.raises(QueryError) as caught:
        sparql.prepare(query, parameters)
    return str(caught.value)


def explained(query: str) -> str:
    """What a user is told of a query that does not parse."""
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query, prefixes=PREFIXES)
    return str(sparql.explain(query, str(caught.value)))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "the query is empty"),
        ("  # only this", "the query is empty"),
        ("SELECT * {\n  ?x foaff:name ?y }", 'line 2, column 6: undeclared prefix "foaff:"; did you mean "foaf"?'),
        (
            "PREFIX people: <http://e/>\nSELECT * { ?x peopel:name ?y }",
            'line 2, column 15: undeclared prefix "peopel:"; did you mean "people"?',
        ),
        ("ASK { ?x zzz:y 1 }", 'line 1, column 10: undeclared prefix "zzz:"; declare it: PREFIX zzz: <…>'),
        ("INSERT DATA { e:a e:b e:c }", "line 1, column 1: INSERT changes data"),
        ("PREFIX a: <http://a/>\nBASE <http://b/>\ndrop all", "line 3, column 1: DROP changes data"),
        ("WITH g:seeds DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "line 1, column 1: WITH changes data"),
        ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", "line 1, column 12: SERVICE asks another server"),
        ("ASK { FILTER EXISTS { { SELECT * { service silent ?e { ?s ?p ?o } } } } }", "SERVICE asks another server"),
        ("ASK { FILTER" + "(" * 10_000 + "1" + ")" * 10_000 + " }", "nested more than 300 deep"),
        ("ASK {}" + " " * sparql.MAX_BYTES, "the query is longer than 1,000,000 bytes"),
        ('ASK { ?x ?y "\ud800" }', "line 1, column 14: half a character"),
    ],
)
def test_refused_before_the_engine_is_asked(query: str, message: str) -> None:
    assert message in refusal(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service e:insert 'SERVICE <http://e/>' } # INSERT",
        "PREFIX load: <http://e/> ASK { ?x load:load ?y }",
        'ASK { ?x rdfs:label "INSERT DATA { SERVICE }" }',
        "ASK { ?x <http://e/SERVICE> ?y }",
    ],
)
def test_words_in_names_strings_and_comments_are_not_refused(query: str) -> None:
    assert sparql.prepare(query) == query


@pytest.mark.parametrize("query", ["a." * 400_000, "'" * 900_000, "<" * 900_000, "?" * 900_000, '"\\' * 400_000])
def test_reading_tokens_takes_linear_time(query: str) -> None:
    start = time.process_time()
    for _ in sparql.tokens(query):
        pass
    assert time.process_time() - start < 10


HOSTILE = ['x" . ?a ?b ?c #', "> . }", "\\u0022", "a\nb", "'''", '"""', "\\", "$x", "}", "é\u202e輝"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_parameter_matches_itself_and_nothing_else(text: str) -> None:
    store = ox.Store()
    for number, label in enumerate([*HOSTILE, "other"]):
        store.add(ox.Quad(ENTITY[f"n{number}"], ENTITY["label"], Literal(label)))
    query = sparql.prepare("SELECT ?s ?v { ?s e:label $x . ?s e:label ?v }", {"x": Literal(text)})
    assert [row["v"].value for row in store.query(query, prefixes=PREFIXES)] == [text]  # type: ignore[union-attr, index]


def test_parameters_are_bound_only_where_they_are_variables() -> None:
    query = "SELECT ?x { $x e:p '$x', \"$x\" . ?x e:q $xy } # $x"
    assert sparql.prepare(query, {"x": ENTITY["a"]}) == (
        "SELECT ?x { <https://w3id.org/aikg/entity/a> e:p '$x', \"$x\" . ?x e:q $xy } # $x"
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("ASK { $lab a kg:AILab }", 'the query has no parameter "labb"; did you mean "lab"?'),
        ("ASK { $a kg:owns $b }", 'the query has no parameter "labb"; it has $a, $b'),
        ("ASK { ?a kg:owns ?b }", 'the query has no parameter "labb"; it has none'),
        ("ASK { ?labb kg:owns ?b }", "write $labb instead of ?labb"),
    ],
)
def test_a_parameter_that_the_query_does_not_have(query: str, message: str) -> None:
    assert message in refusal(query, labb=ENTITY["a"])


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELCT ?x { ?x ?y ?z }", 'line 1, column 1: expected a query, found "SELCT"; did you mean "SELECT"?'),
        ("PREFIX a: <http://a/>\n  asc { ?x ?y ?z }", 'line 2, column 3: expected a query, found "asc"'),
        ("SELECT ?x {\n ?x kg:owns ?y", 'line 1, column 11: "{" is never closed'),
        ("SELECT ?x { ?x kg:owns ?y }\n }", 'line 2, column 2: "}" closes nothing'),
        ("ASK { ?x ?y [ kg:owns ?z }", 'line 1, column 13: "[" is never closed: "]" expected before "}"'),
        ("ASK { FILTER(STR(?x) = 'a' }", 'line 1, column 13: "(" is never closed'),
        ('ASK {\n  ?x rdfs:label "abc }', "line 2, column 17: this quotation mark is never closed"),
        ("ASK { ?x ?y 'it's' }", "line 1, column 18: this quotation mark is never closed"),
        (
            "SELECT ?x {\n ?x ?y ?z .\n OPTIONL { ?x ?z ?w }\n}",
            'line 3, column 2: unknown word "OPTIONL"; did you mean "OPT',
        ),
        (
            "ASK { ?x ?y ?z FILTER STRSTARTZ(?x, 'a') }",
            'line 1, column 23: unknown word "STRSTARTZ"; did you mean "STRS',
        ),
        ("SELECT ?x { ?x ?y ?z } ORDR BY ?x", 'line 1, column 24: unknown word "ORDR"; did you mean "ORDER"?'),
        ("ASK { ?x kg:owns openai }", 'line 1, column 18: unknown word "openai"; names need a prefix'),
        ("SELECT ?x, ?y { ?x kg:owns ?y }", 'line 1, column 10: "," between variables'),
        ("SELECT ?x { ?x kg:owns }", 'line 1, column 24: "}" where an object is expected'),
        ("SELECT ?x { ?x a kg:Model , }", 'line 1, column 29: "}" where one more object is expected'),
        ("SELECT ?x { ?x kg:owns ?y } LIMIT", "line 1, column 29: the query ends after LIMIT"),
        ("SELECT ?x WHERE ?x ?y ?z", "line 1, column 17: syntax error near"),
        ("SELECT ?x { ?x ?y ?z .\r\n FILTER(?x > ) }", "line 2, column 14: syntax error near"),
        ("SELECT (COUNT(?x) AS ?n) ?y { ?x ?y ?z }", "SELECT names a variable that"),
        ("# one\n# two\nSELECT ?a ?a { ?a ?b ?c }", "line 3, column 1: SELECT names a variable twice"),
    ],
)
def test_line_and_column_of_a_syntax_error(query: str, message: str) -> None:
    assert message in explained(query)


@pytest.mark.parametrize(
    "query", ["}{", "'", "PREFIX", "SELECT", "((((", "<<", "ASK { ?x ?y ?z } ASK {}", ";", "𝕏 { }", "@"]
)
def test_any_other_nonsense_is_explained_in_one_line(query: str) -> None:
    assert "\n" not in explained(query)
    assert len(explained(query)) < 200


def test_own_terms_are_those_of_the_pattern() -> None:
    query = "CONSTRUCT { ?x kg:mine ?y } WHERE { ?x kg:owns ?y ; a kg:Company . FILTER(?x != 'kg:no') }"
    assert list(sparql.own_terms(query)) == ["owns", "Company"]
    assert list(sparql.own_terms("CONSTRUCT WHERE { ?x kg:owns ?y }")) == ["owns"]
    assert list(sparql.own_terms("PREFIX kg: <http://other/> ASK { ?x kg:any ?y }")) == []


def test_a_misspelt_term_is_named_with_the_nearest() -> None:
    query = "ASK {\n ?x kg:bugdet ?y }"
    with pytest.raises(
        QueryError, match=r"line 2, column 5: no term kg:bugdet in the ontology; did you mean kg:budget\?"
    ):
        sparql.check_own_terms(query, ["bugdet"], ["budget", "raised"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?z e:p ?y . ?a e:q ?z }", ["z", "y", "a"]),
        ("SELECT DISTINCT * { ?z e:p ?y { SELECT ?b ?a { ?a e:p ?b } } FILTER(?a > ?nope) }", ["z", "y", "b", "a"]),
        ("select * { ?z e:p ?y . MINUS { ?z e:q ?only } }", ["z", "y"]),
    ],
)
def test_star_gives_variables_in_order_of_the_text(query: str, expected: list[str]) -> None:
    engine = ox.Store()
    names = [v.value for v in engine.query(query, prefixes=PREFIXES).variables]  # type: ignore[union-attr]
    spelt = sparql.spell_out_star(query, names)
    assert [v.value for v in engine.query(spelt, prefixes=PREFIXES).variables] == expected  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "query", ["SELECT ?x { ?x e:p ?y }", "SELECT (COUNT(*) AS ?n) { ?x e:p ?y }", "ASK { ?x e:p* ?y }"]
)
def test_only_a_star_of_select_is_one(query: str) -> None:
    assert not sparql.has_star(query)
    assert sparql.spell_out_star(query, ["x", "y"]) == query

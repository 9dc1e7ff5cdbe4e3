"""Results as bytes: the standards' formats to the letter, tables for people."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree

import pyoxigraph as ox
import pytest

from kg import answers
from kg.errors import QueryError
from kg.store import Store
from kg.terms import ENTITY, GRAPH, KG, RDFS, XSD, BlankNode, Literal, NamedNode, Quad, Triple

LABEL = 'a "b", c\n=1+1 \u0007 輝達'
STORE = Store.in_memory(
    [
        Quad(ENTITY["x"], RDFS.label, Literal(LABEL, language="en"), GRAPH.seeds),
        Quad(ENTITY["x"], KG.budget, Literal("500000000000", datatype=XSD.integer), GRAPH.seeds),
        Quad(ENTITY["y"], KG.budget, Literal("-1234.5", datatype=XSD.decimal), GRAPH.seeds),
        Quad(ENTITY["x"], KG.owns, BlankNode("b"), GRAPH.seeds),
    ]
)


def written(query: str, form: str) -> bytes:
    out = io.BytesIO()
    answers.writer(form)(STORE.results(query), out)
    return out.getvalue()


def test_csv_is_the_standards() -> None:
    data = written("SELECT ?s ?l ?n { ?s rdfs:label ?l . ?s kg:budget ?n }", "csv")
    assert data.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert rows == [["s", "l", "n"], ["https://w3id.org/aikg/entity/x", LABEL, "500000000000"]]


def test_tsv_is_the_standards() -> None:
    lines = written("SELECT ?s ?n { ?s kg:budget ?n } ORDER BY ?n", "tsv").decode().splitlines()
    assert lines == [
        "?s\t?n",
        "<https://w3id.org/aikg/entity/y>\t-1234.5",
        "<https://w3id.org/aikg/entity/x>\t500000000000",
    ]


def test_json_and_xml_say_the_same_and_can_be_read() -> None:
    query = "SELECT ?l ?none { ?s rdfs:label ?l }"
    (row,) = json.loads(written(query, "json"))["results"]["bindings"]
    assert row == {"l": {"type": "literal", "value": LABEL, "xml:lang": "en"}}
    tree = ElementTree.fromstring(written(query, "xml"))
    assert [e.text for e in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [
        LABEL.replace("\x07", "\ufffd")
    ]


@pytest.mark.parametrize(
    ("form", "data"), [("table", b"yes\n"), ("md", b"yes\n"), ("csv", b"true"), ("json", b'{"head":{},"boolean":true}')]
)
def test_ask(form: str, data: bytes) -> None:
    assert written("ASK {}", form) == data


def test_table_for_people() -> None:
    text = written("SELECT ?s ?n ?o { ?s kg:budget ?n OPTIONAL { ?s kg:owns ?o } } ORDER BY ?s", "table").decode()
    head, rule, x, y, count = text.splitlines()
    assert head.split() == ["s", "n", "o"]
    assert set(rule) == {"-", " "}
    assert x.startswith("e:x  500,000,000,000  _:")
    assert y.split() == ["e:y", "-1234.5"]
    assert len(y) == x.index("  _:")  # numbers are aligned to the right
    assert count == "2 rows"
    assert written("SELECT ?s { ?s kg:raised ?n }", "table").decode().splitlines()[-1] == "0 rows"


def test_labels_cannot_move_the_cursor() -> None:
    assert b"\x07" not in written("SELECT ?l { ?s rdfs:label ?l }", "table")
    assert written("SELECT ?l { ?s rdfs:label ?l }", "md").count(b"\n") == 3


@pytest.mark.parametrize("form", ["turtle", "nt", "jsonld", "rdfxml", "trig", "nq"])
def test_triples_in_each_format_read_back_and_are_the_same_each_time(form: str) -> None:
    query = "CONSTRUCT { ?s kg:budget ?n } WHERE { ?s kg:budget ?n }"
    data = written(query, form)
    names = {
        "turtle": "TURTLE",
        "nt": "N_TRIPLES",
        "jsonld": "JSON_LD",
        "rdfxml": "RDF_XML",
        "trig": "TRIG",
        "nq": "N_QUADS",
    }
    read = {(q.subject, q.object) for q in ox.parse(data, format=getattr(ox.RdfFormat, names[form]))}
    assert read == {
        (ENTITY["x"], Literal("500000000000", datatype=XSD.integer)),
        (ENTITY["y"], Literal("-1234.5", datatype=XSD.decimal)),
    }
    assert data == written(query, form)


def test_a_format_without_triple_terms_says_so() -> None:
    made = iter(
        [
            Triple(
                ENTITY["c"],
                NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies"),
                Triple(ENTITY["x"], KG.owns, ENTITY["y"]),
            )
        ]
    )
    with pytest.raises(QueryError, match=r"jsonld.*use turtle or nt"):
        answers.writer("jsonld")(made, io.BytesIO())


def test_a_reader_that_goes_away_is_told_as_it_is() -> None:
    class Gone(io.RawIOBase):
        def write(self, data: object) -> int:
            raise BrokenPipeError

    for form in ("csv", "json", "table"):
        with pytest.raises(BrokenPipeError):
            answers.writer(form)(STORE.results("SELECT * { ?s ?p ?o }"), Gone())

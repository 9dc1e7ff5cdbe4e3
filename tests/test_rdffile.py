"""RDF files from strangers: what is taken, what is refused, and in which words."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import pytest

from kg import rdffile
from kg.errors import KGError
from kg.rdffile import Loaded
from kg.terms import Literal, NamedNode

GRAPH = NamedNode("http://e/g")


def read(tmp_path: Path, content: str | bytes, name: str = "x.ttl", **options: str) -> tuple[Loaded, list[str]]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    loaded = rdffile.read(path, tmp_path / "out.nq", GRAPH, **options)
    return loaded, (tmp_path / "out.nq").read_text(encoding="utf-8").splitlines()


ONE = "<http://e/s> <http://e/p> <http://e/o> <http://e/g> ."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.ttl", "<http://e/s> <http://e/p> <http://e/o> ."),
        ("x.TTL", "@prefix e: <http://e/> . e:s e:p e:o ."),
        ("x.nt", "<http://e/s> <http://e/p> <http://e/o> ."),
        ("x.nq", "<http://e/s> <http://e/p> <http://e/o> <http://other/g> ."),
        ("x.trig", "<http://other/g> { <http://e/s> <http://e/p> <http://e/o> }"),
        ("x.jsonld", '{"@id": "http://e/s", "http://e/p": {"@id": "http://e/o"}}'),
        ("x.rdf", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
                  '<rdf:Description rdf:about="http://e/s"><e:p rdf:resource="http://e/o"/></rdf:Description></rdf:RDF>'),
    ],
)  # fmt: skip
def test_every_format_into_one_graph(tmp_path: Path, name: str, content: str) -> None:
    loaded, lines = read(tmp_path, content, name)
    assert lines == [ONE]
    assert loaded.triples == 1
    assert loaded.graphs == (1 if "other" in content else 0)


def test_byte_order_mark_and_base(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf<http://e/s> <http://e/p> <http://e/o> .")[1] == [ONE]
    assert read(tmp_path, "<s> <p> <o> .", base="http://e/")[1] == [ONE]
    assert read(tmp_path, "<http://e/s> <http://e/p> <http://e/o> .", "x.txt", form="turtle")[1] == [ONE]


def test_blank_nodes_of_two_graphs_never_meet(tmp_path: Path) -> None:
    content = "_:a <http://e/p> _:a . _:a <http://e/q> <<( _:a <http://e/r> _:b )>> ."
    _, first = read(tmp_path, content)
    (tmp_path / "x.ttl").write_text(content)
    rdffile.read(tmp_path / "x.ttl", tmp_path / "out.nq", NamedNode("http://e/other"))
    names = [set(re.findall(r"_:\w+", line)) for line in (" ".join(first), (tmp_path / "out.nq").read_text())]
    assert len(names[0]) == len(names[1]) == 2
    assert not names[0] & names[1]
    assert read(tmp_path, content)[1] == first, "the same file gives the same names"


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a "x">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + ']>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r>&j;</r></rdf:RDF>'
)
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'

REFUSED = {
    "entity bomb": ("x.rdf", BOMB, r"x\.rdf:2: error: a DOCTYPE can hold entity bombs; delete it"),
    "external entity": ("x.rdf", EXTERNAL, r"x\.rdf:1: error: a DOCTYPE"),
    "bomb after a comment": ("x.rdf", "<!-- <rdf:RDF> -->\n" + BOMB.split("\n", 1)[1], r"x\.rdf:2: error: a DOCTYPE"),
    "bomb in UTF-16": ("x.rdf", BOMB.encode("utf-16"), "is UTF-16"),
    "bomb in UTF-16 without a mark": ("x.rdf", BOMB.encode("utf-16-le"), "UTF-16"),
    "bomb in JSON's clothes": ("x.json", BOMB, r"x\.json"),
    "remote context": ("x.jsonld", '{"@context": "http://127.0.0.1:9/c", "a": 1}', r"x\.jsonld.*ontext"),
    "file context": ("x.jsonld", '{"@context": "file:///etc/passwd", "a": 1}', r"x\.jsonld.*ontext"),
    "deep JSON-LD": ("x.jsonld", '{"http://e/p":' * 10_000 + "1" + "}" * 10_000, r"x\.jsonld"),
    "deep triple terms": ("x.ttl", "<http://e/s> <http://e/p> " + "<<( <http://e/s> <http://e/p> " * 100_000, r"x\.ttl"),  # noqa: E501
    "closed deep triple terms": ("x.nt", "<http://e/s> <http://e/p> " + "<<( <http://e/s> <http://e/p> " * 3_000
                                 + "<http://e/o>" + " )>>" * 3_000 + " .", r"x\.nt"),
    "deep XML": ("x.rdf", XML + "<rdf:Description><e:p>" * 50_000, r"x\.rdf"),
    "cut off XML": ("x.rdf", XML + "<rdf:Description rdf:about='http://e/s'><e:p>x</e:p>", r"x\.rdf:1:\d+: error: XML: no element found"),  # noqa: E501
    "Latin-1": ("x.ttl", b'<http://e/s> <http://e/p> "Citro\xebn" .', r"x\.ttl"),
    "truncated": ("x.ttl", "<http://e/s> <http://e/p> <http://e/o> .\n<http://e/s> <http://e/p> ", r"x\.ttl:2:\d+: error: "),  # noqa: E501
    "gzip as .ttl": ("x.ttl", gzip.compress(b"<http://e/s> <http://e/p> <http://e/o> ."), "is compressed .gzip. in spite"),  # noqa: E501
    "gzip": ("x.ttl.gz", b"", "is compressed; unpack it first"),
    "unknown ending": ("x.csv", "a,b", r'cannot tell the format from "\.csv"; use \.ttl, .*, or --format'),
    "no ending": ("notes", "a", "cannot tell the format from its name"),
    "wrong ending": ("x.ttl", '{"@id": "http://e/s"}', r"x\.ttl:1:\d+: error: "),
    "relative IRI": ("x.ttl", "<s> <p> <o> .", r"x\.ttl:1:\d+: error: .*; give --base IRI for relative IRIs"),
    "relative IRI in JSON-LD": ("x.jsonld", '{"@id": "http://e/s", "p": {"@id": "o"}, "http://e/q": {"@id": "x"}}', None),  # noqa: E501
    "IRI with a space": ("x.ttl", "<http://e/a b> <http://e/p> <http://e/o> .", r"x\.ttl:1:\d+: error: "),
    "NUL": ("x.nt", b'<http://e/s> <http://e/p> "a\x00b" .\n<', r"x\.nt"),
    "not XML": ("x.rdf", "hello", r"x\.rdf:1:1: error: XML: syntax error"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_one_line(tmp_path: Path, what: str) -> None:
    name, content, expected = REFUSED[what]
    if expected is None:
        read(tmp_path, content, name)
        return
    with pytest.raises(KGError, match=expected) as caught:
        read(tmp_path, content, name)
    assert "\n" not in str(caught.value)
    assert "internal" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "dir.ttl").mkdir()
    for name, said in {
        "pipe.ttl": "is not a regular file",
        "dir.ttl": "is not a regular file",
        "no.ttl": "No such file",
    }.items():
        with pytest.raises(KGError, match=said):
            rdffile.read(tmp_path / name, tmp_path / "out.nq", GRAPH)


def test_ill_typed_literals_are_counted(tmp_path: Path) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    loaded, _ = read(
        tmp_path, f'<http://e/s> <http://e/p> "2024-02-30"^^<{xsd}date>, "abc"^^<{xsd}integer>, "1"^^<{xsd}integer> .'
    )
    assert loaded.ill_typed == 2
    assert loaded.example == '"2024-02-30"^^xsd:date'


@pytest.mark.parametrize(
    ("text", "kind", "fine"),
    [
        ("2024-02-29", "date", True), ("2023-02-29", "date", False), ("-0044-03-15", "date", True), ("20240-01-01", "date", True),  # noqa: E501
        ("2024-02-29Z", "date", True), ("24-1-1", "date", False), ("2024-01-01T00:00:00", "dateTime", True),
        ("2024-01-01T99:00:00", "dateTime", False), ("2024-01-01", "dateTime", False), ("2024-01-01T00:00:00", "date", False),  # noqa: E501
        ("1", "boolean", True), ("TRUE", "boolean", False), ("1.", "decimal", True), ("1e3", "decimal", False),
        ("٣", "integer", False), ("2024-13", "gYearMonth", False), ("", "integer", False), ("anything", "string", True),
    ],
)  # fmt: skip
def test_well_typed(text: str, kind: str, fine: bool) -> None:
    literal = Literal(text, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#" + kind))
    assert rdffile.is_well_typed(literal) is fine

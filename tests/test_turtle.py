"""Turtle, JSON-LD and RDF/XML: what we write reads back to the same graph, whatever the order of the input."""

from __future__ import annotations

import io
import random
from itertools import pairwise

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import formats, turtle
from kg.errors import KGError
from kg.terms import ENTITY, KG, PREFIXES, RDF, XSD, BlankNode, Literal, NamedNode, Quad, Triple

NODES = [
    ENTITY.openai, ENTITY["a.b-c"], ENTITY["a."], ENTITY["-x"], ENTITY[""], KG.Claim, RDF.type, RDF.reifies,
    *map(NamedNode, ("http://x.example/é?q=1&r=%41#f", "http://x.example/it's(1)~", "http://[::1]/", "urn:x:,;!*$")),
]  # fmt: skip
TEXTS = [
    "", "plain", 'say "hi"', "back\\slash\\", "line\nfeed\r\ncarriage\ttab", "]]> -- */ <!--",
    "\x00\x01\x0b\x1f\x7f\x85",
    "a .\nb .", "\u2028\u2029\u202e\ufeff", "\ufffe\uffff",
    "𝕏😀", ")>> <<( ~ {| |}", '"""', "'''", "@en", "^^<x>", "星際之門",
]  # fmt: skip
LITERALS = [
    *map(Literal, TEXTS),
    *(Literal("x y", language=tag) for tag in ("en", "EN-us", "zh-hant-TW", "de-1996", "en-x-abcd-us", "i-default")),
    *(
        Literal(text, datatype=XSD[kind])
        for kind, texts in {
            "integer": ("1", "01", "-3", "+5", "x", ""), "decimal": ("1.10", ".5", "-0.0", "1.", "1"),
            "date": ("2024-02-30",),
            "boolean": ("true", "1", "TRUE"), "double": ("1e5", "NaN"), "gYear": ("2025",), "negativeInteger": ("-3",),
        }.items()
        for text in texts
    ),
    Literal("<a/>", datatype=NamedNode("http://x.example/d?a=b")),
]  # fmt: skip

blanks = st.sampled_from([BlankNode(label) for label in ("b", "0c", "a.b", "é", "n1")])
nodes = st.sampled_from(NODES)
literals = st.sampled_from(LITERALS) | st.builds(
    Literal, st.text(st.characters(codec="utf-8"), max_size=8)
)  # what the engine can hold: no lone surrogates
subjects = nodes | blanks
triples = st.builds(Triple, subjects, nodes, subjects | literals)
graphs = st.lists(triples, max_size=12)

# Few terms, so that statements, reifiers and what is said of them meet often.
few = st.sampled_from([ENTITY.a, ENTITY.b, BlankNode("r"), BlankNode("s")])
plain = st.builds(
    Triple, few, st.sampled_from([KG.p, KG.q]), few | st.sampled_from([Literal("1"), Literal("a b )>> .")])
)
reified = st.builds(Triple, few, st.just(RDF.reifies), plain | st.builds(Triple, few, st.just(RDF.reifies), plain))
annotated = st.tuples(st.lists(plain, max_size=6), st.lists(reified, max_size=5)).map(lambda both: [*both[0], *both[1]])
datasets = st.lists(
    st.builds(
        lambda triple, graph: Quad(triple.subject, triple.predicate, triple.object, graph),
        plain | triples | reified,
        st.sampled_from([ox.DefaultGraph(), ENTITY.g, NamedNode("http://x.example/g"), BlankNode("r")]),
    ),
    max_size=10,
)


def canonical(quads) -> set[Quad]:
    """Quads with blank nodes named by what is said of them: equal for isomorphic datasets."""
    dataset = ox.Dataset(q if isinstance(q, Quad) else Quad(q.subject, q.predicate, q.object) for q in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def read(text: str, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> set[Quad]:
    return canonical(ox.parse(text.encode(), format=form))


@given(graphs)
def test_a_graph_reads_back(graph):
    assert read(turtle.write(graph)) == canonical(graph)


def in_rdflib(term) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    kind = None if term.language or term.datatype == XSD.string else rdflib.URIRef(term.datatype.value)
    tag = turtle.language_tag(term.language) if term.language else None  # compare knows no case of tags
    return rdflib.Literal(term.value, lang=tag, datatype=kind)


@given(graphs)
@settings(max_examples=60)
def test_rdflib_reads_the_same(graph):
    expected = rdflib.Graph()
    for triple in graph:
        expected.add((in_rdflib(triple.subject), in_rdflib(triple.predicate), in_rdflib(triple.object)))
    found = rdflib.Graph().parse(data=turtle.write(graph), format="turtle")
    assert rdflib.compare.isomorphic(found, expected)


@given(annotated, st.booleans())
@settings(max_examples=400)
def test_reifiers_and_triple_terms_read_back(graph, annotate):
    assert read(turtle.write(graph, annotate=annotate)) == canonical(graph)


@given(datasets, st.booleans())
def test_a_dataset_reads_back(quads, annotate):
    assert read(turtle.write_dataset(quads, annotate=annotate), ox.RdfFormat.TRIG) == canonical(quads)


@given(datasets, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_makes_no_difference(quads, annotate, chance: random.Random):
    written = turtle.write_dataset(quads, annotate=annotate)
    again = [*quads, *quads[:3]]
    chance.shuffle(again)
    assert turtle.write_dataset(again, annotate=annotate) == written


def parsed(text: str) -> list[Triple]:
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return [quad.triple for quad in ox.parse(header + text, format=ox.RdfFormat.TURTLE)]


def body(text: str) -> str:
    return text.partition("\n\n")[2]


def test_layout():
    graph = parsed("""
        claim:1 prov:wasDerivedFrom src:a ; rdf:object 500 ; kg:unit "USD" ; a kg:Claim ; rdf:subject e:stargate ;
          kg:evidence [ oa:hasSource src:a ; a oa:SpecificResource ;
             oa:hasSelector [ a oa:TextPositionSelector ; oa:start 612 ; oa:end 655 ; rdf:value "p7s1" ] ] .
        e:stargate kg:budget 500 ; a kg:InfrastructureProject ; kg:partOf e:d, e:b, e:c, e:a ;
          rdfs:label "星際之門"@zh-hant .
    """)
    assert (
        turtle.write(graph)
        == """\
@prefix kg: <https://w3id.org/aikg/ontology#> .
@prefix e: <https://w3id.org/aikg/entity/> .
@prefix claim: <https://w3id.org/aikg/claim/> .
@prefix src: <https://w3id.org/aikg/source/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .

e:stargate a kg:InfrastructureProject ;
    rdfs:label "星際之門"@zh-Hant ;
    kg:budget 500 ;
    kg:partOf
        e:a,
        e:b,
        e:c,
        e:d .

claim:1 a kg:Claim ;
    rdf:subject e:stargate ;
    rdf:object 500 ;
    kg:evidence [
        a oa:SpecificResource ;
        oa:hasSelector [ a oa:TextPositionSelector ; rdf:value "p7s1" ; oa:end 655 ; oa:start 612 ] ;
        oa:hasSource src:a
    ] ;
    kg:unit "USD" ;
    prov:wasDerivedFrom src:a .
"""
    )


def test_long_texts_stand_one_a_line():
    graph = [Triple(ENTITY.a, KG.note, Literal(letter * 50, language="en")) for letter in "ab"]
    assert body(turtle.write(graph)) == f'e:a kg:note\n        "{"a" * 50}"@en,\n        "{"b" * 50}"@en .\n'


def test_an_annotation_stands_at_the_statement():
    graph = parsed('e:a kg:budget 5 ~ claim:1 {| kg:unit "USD" |} , 6 ~ claim:2 .')
    assert body(turtle.write(graph, annotate=True)) == 'e:a kg:budget 5 ~ claim:1 {| kg:unit "USD" |}, 6 ~ claim:2 .\n'


def test_a_reifier_of_two_statements_is_described_once():
    graph = parsed('e:a kg:p 1 ~ claim:1 {| kg:unit "x" |} . e:b kg:p 2 ~ claim:1 .')
    assert body(turtle.write(graph, annotate=True)) == (
        'e:a kg:p 1 ~ claim:1 {| kg:unit "x" |} .\n\ne:b kg:p 2 ~ claim:1 .\n'
    )


def test_a_refuted_claim_keeps_its_triple_term():
    graph = parsed("claim:1 rdf:reifies <<( e:a kg:budget 5 )>> ; kg:status kg:Refuted .")
    assert body(turtle.write(graph, annotate=True)) == (
        "claim:1 kg:status kg:Refuted ;\n    rdf:reifies <<( e:a kg:budget 5 )>> .\n"
    )


def test_a_reifier_of_what_is_said_of_itself_is_not_lost():
    graph = parsed("claim:1 kg:p 1 ~ claim:1 ; kg:q 2 ~ claim:2 . claim:2 kg:p 1 ~ claim:1 .")
    assert read(turtle.write(graph, annotate=True)) == canonical(graph)


@pytest.mark.parametrize("length", [3, 25, 5000])
def test_long_chains_of_blank_nodes_are_not_nested_too_deep(length):
    chain = [BlankNode(f"n{i}") for i in range(length)]
    graph = [Triple(a, KG.next, b) for a, b in pairwise(chain)]
    text = turtle.write(graph)
    assert max(line.count("[") for line in text.splitlines()) <= turtle.DEEPEST
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) == len(graph)


def test_a_blank_node_in_two_graphs_keeps_its_name():
    node = BlankNode("b")
    quads = [Quad(ENTITY.a, KG.p, node, ENTITY.g), Quad(node, KG.p, Literal("x"), ENTITY.h)]
    assert turtle.write_dataset(quads).count("_:b") == 2


def test_an_empty_graph_is_an_empty_text():
    assert turtle.write([]) == turtle.write_dataset([]) == ""


def formatted(write, graph: list[Triple]) -> bytes:
    out = io.BytesIO()
    write(turtle.statements(ox.serialize(graph, format=ox.RdfFormat.N_TRIPLES)), out)
    return out.getvalue()


@given(graphs)
@settings(max_examples=150)
def test_any_graph_as_json_ld_reads_back(graph):
    data = formatted(formats.write_json_ld, graph)
    assert canonical(ox.parse(data, format=ox.RdfFormat.JSON_LD)) == canonical(graph)


@given(graphs)
@settings(max_examples=150)
def test_any_graph_as_rdf_xml_reads_back_or_is_refused(graph):
    try:
        data = formatted(formats.write_rdf_xml, graph)
    except KGError:  # see the tests of what is refused, below
        return
    assert canonical(ox.parse(data, format=ox.RdfFormat.RDF_XML)) == canonical(graph)
    expected = rdflib.Graph()
    for triple in graph:
        expected.add((in_rdflib(triple.subject), in_rdflib(triple.predicate), in_rdflib(triple.object)))
    assert rdflib.compare.isomorphic(rdflib.Graph().parse(data=data, format="xml"), expected)


def test_an_iri_whose_scheme_is_one_of_our_prefixes_is_no_compact_iri():
    graph = [Triple(NamedNode("e:openai"), KG.p, ENTITY.openai)]
    data = formatted(formats.write_json_ld, graph)
    assert canonical(ox.parse(data, format=ox.RdfFormat.JSON_LD)) == canonical(graph)


@pytest.mark.parametrize(
    "predicate",
    ["http://e/123", "http://e/", "http://e/😀", "http://www.w3.org/2000/xmlns/p", RDF.li.value, RDF.about.value],
)
def test_rdf_xml_refuses_predicates_that_are_no_names(predicate):
    with pytest.raises(KGError, match="cannot write the predicate"):
        formatted(formats.write_rdf_xml, [Triple(ENTITY.a, NamedNode(predicate), ENTITY.b)])


@pytest.mark.parametrize("text", ["\x00", "a\x0bb", "\ufffe"])
def test_rdf_xml_refuses_characters_that_xml_has_not(text):
    with pytest.raises(KGError, match="cannot hold the value"):
        formatted(formats.write_rdf_xml, [Triple(ENTITY.a, KG.p, Literal(text))])

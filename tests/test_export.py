"""Every format holds the same graph, whoever reads it, in the same bytes."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare

from kg import build, export
from kg.errors import KGError, NotFound
from kg.store import Store
from kg.terms import ENTITY, KG, RDF, Triple

HOSTILE = '=HYPERLINK("http://evil.example","x") ]]> -- </script> \\ "q"'
CLAIMS = f"""
evil:
  type: Company
  name: {{en: '{HOSTILE}', zh-Hant: 邪惡}}
claims:
  - subject: acme
    investsIn: globex
    id: first
    amount: 5e9 USD
    at: 2025-01
    from: 2025
    status: Refuted
    reason: {{en: "-1 is, in fact, \\"wrong\\".", zh-Hant: 錯}}
    evidence: [herald-2025#p1]
  - subject: acme
    investsIn: globex
    refutes: first
    amount: 3e9 USD
    share: 10.5 %
    until: 2025-06
    evidence: [herald-2025#p1, table-2025#Globex]
  - subject: evil
    owns: acme
    evidence: [table-2025#x]
  - subject: globex
    foundedOn: 2025-02-03
    status: Refuted
    reason: {{en: Founded later., zh-Hant: 較晚成立。}}
    evidence: [herald-2025]
"""
RDFLIB = {"turtle": "turtle", "nt": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
ENGINE = {
    "turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML,
}  # fmt: skip


@pytest.fixture
def store(world, tmp_path: Path) -> Store:
    world.write({"deals.yaml": CLAIMS})
    return build.build(tmp_path / "store", world.root)


def canonical(quads) -> set[ox.Quad]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def written(store: Store, form: str, **options) -> bytes:
    out = io.BytesIO()
    assert export.export(store, out, form, **options) > 0
    return out.getvalue()


def read(store: Store, form: str, **options) -> set[ox.Quad]:
    return canonical(ox.parse(written(store, form, **options), format=ENGINE[form]))


@pytest.mark.parametrize("form", ["turtle", "jsonld", "rdfxml"])
def test_the_engine_reads_the_same_triples(store, form):
    assert read(store, form) == read(store, "nt")
    assert read(store, "trig") == read(store, "nq")


@pytest.mark.parametrize("form", ["turtle", "jsonld", "rdfxml"])
def test_rdflib_reads_the_same_triples(store, form):
    found, expected = (
        rdflib.Graph().parse(data=written(store, name), format=RDFLIB[name]) for name in (form, "nt")
    )  # fmt: skip
    assert rdflib.compare.isomorphic(found, expected)


def test_rdf_1_2_reads_back(store):
    assert read(store, "turtle", rdf="1.2") == read(store, "nt", rdf="1.2")
    assert read(store, "trig", rdf="1.2") == read(store, "nq", rdf="1.2")
    text = written(store, "turtle", rdf="1.2").decode()
    assert re.search(r"kg:investsIn e:globex ~ claim:\w+ \{\|", text)
    assert not re.search(r"rdf:(subject|predicate|object) ", text)


def test_rdf_1_1_has_no_triple_terms_and_no_inference_without_its_statement(store):
    for form in ("turtle", "nt", "nq", "trig"):
        text = written(store, form).decode()
        assert "<<" not in text
        assert "Inference" not in text


@pytest.mark.parametrize("rdf", ["1.1", "1.2"])
def test_a_refuted_claim_has_no_plain_statement(store, rdf):
    quads = read(store, "nt", rdf=rdf)
    stated = {quad.predicate for quad in quads if quad.subject == ENTITY.globex}
    assert KG.foundedOn not in stated
    assert any(quad.object in (KG.foundedOn, KG.Refuted) for quad in quads)


@pytest.mark.parametrize("rdf", ["1.1", "1.2"])
def test_without_provenance_only_plain_statements_are_left(store, rdf):
    quads = read(store, "nt", provenance=False, rdf=rdf)
    assert {"entity"} == {quad.subject.value.split("/")[-2] for quad in quads}
    assert not any(isinstance(quad.object, ox.BlankNode | Triple) for quad in quads)
    assert KG.investsIn in {quad.predicate for quad in quads}


def test_blank_nodes_that_others_mention_stay_without_provenance():
    lines = [
        f"<http://e/c> {RDF.type} {KG.Claim}",
        f"<http://e/c> {KG.evidence} _:both", f"<http://e/c> {KG.evidence} _:own",
        f"_:own {KG.p} _:deeper", f'_:deeper {KG.p} "x"', f"<http://e/x> {KG.p} _:both", f'_:both {KG.p} "y"',
    ]  # fmt: skip
    assert export.view({"": lines}, provenance=False) == {"": lines[5:]}


def test_one_graph(store):
    seeds, inferred = (read(store, "nt", graph=name) for name in ("seeds", "inferred"))
    assert seeds
    assert inferred
    assert b"owl#Class" in written(store, "nt", graph="g:ontology")
    assert seeds | inferred >= read(store, "nt", provenance=False)
    assert b"owl#Class" not in written(store, "nt")


def test_an_unknown_graph_is_answered_with_the_nearest():
    with pytest.raises(NotFound, match=r'no graph "seed"; did you mean "seeds"\?'):
        export.export(
            Store.in_memory([ox.Quad(ENTITY.a, KG.p, ENTITY.b, build.graph_iri("seeds"))]), io.BytesIO(), graph="seed"
        )


@pytest.mark.parametrize(
    ("form", "options", "message"),
    [
        ("rdfxml", {"rdf": "1.2"}, "rdfxml cannot hold RDF 1.2; use nq, nt, trig, turtle"),
        ("gexf", {"rdf": "1.2"}, "gexf cannot hold RDF 1.2"),
        ("csv", {"graph": "seeds"}, "csv holds the claims of the whole graph"),
        ("graphml", {"provenance": False}, "graphml holds the claims of the whole graph"),
        ("turtel", {}, 'no format "turtel"; did you mean "turtle"?'),
        ("turtle", {"rdf": "2"}, 'no RDF "2"'),
        ("turtle", {"raw": True}, "only csv can be raw"),
    ],
)
def test_what_no_format_can_do_is_refused(form, options, message):
    with pytest.raises(KGError, match=re.escape(message)):
        export.export(Store.in_memory([]), io.BytesIO(), form, **options)


def test_the_same_bytes_whatever_the_hash_seed(store):
    program = (
        "import hashlib, io, sys; from kg import export, store\n"
        "s = store.open_store(sys.argv[1])\n"
        "for form in export.FORMATS:\n"
        "    for rdf in ('1.1', '1.2') if form in ('turtle', 'trig', 'nt', 'nq') else ('1.1',):\n"
        "        out = io.BytesIO(); export.export(s, out, form, rdf=rdf)\n"
        "        print(form, rdf, hashlib.sha256(out.getvalue()).hexdigest())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(store.path)], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1
    assert outputs.pop().count("\n") == 13


def test_graphml_and_gexf_open_in_networkx(store):
    graphml = nx.read_graphml(io.BytesIO(written(store, "graphml")), force_multigraph=True)
    gexf = nx.read_gexf(io.BytesIO(written(store, "gexf")))
    assert graphml.number_of_edges() == gexf.number_of_edges() == 4
    for network, ended in ((graphml, "end"), (gexf, "until")):
        assert network.nodes["acme"]["label"] == "Acme"
        assert network.nodes["acme"]["label_zh"] == "頂點"
        assert network.nodes["evil"]["label"] == HOSTILE
        first, second = sorted(
            (data for _, _, data in network.edges("acme", data=True) if data["predicate"] == "investsIn"),
            key=lambda data: data["status"],
        )  # fmt: skip
        assert (first["status"], second["status"]) == ("Accepted", "Refuted")
        assert first[ended] == "2025-06"
        assert first["amount_usd"] == 3e9


def test_csv(store):
    rows = list(csv.DictReader(io.StringIO(written(store, "csv").decode())))
    assert len(rows) == 8
    by_subject = {row["subject"]: row for row in rows}
    assert by_subject["evil"]["subject_label"] == "'" + HOSTILE
    assert "2025-02-03" in {row["value"] for row in rows}
    invests = sorted((row for row in rows if row["property"] == "investsIn"), key=lambda row: row["status"])
    assert [(row["amount"], row["unit"], row["share"], row["sources"]) for row in invests] == [
        ("3000000000", "USD", "10.5", "herald-2025 table-2025"), ("5000000000", "USD", "", "herald-2025"),
    ]  # fmt: skip
    raw = list(csv.DictReader(io.StringIO(written(store, "csv", raw=True).decode())))
    assert HOSTILE in {row["subject_label"] for row in raw}

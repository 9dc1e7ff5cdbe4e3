"""Records as quads."""

from __future__ import annotations

from kg import rdf
from kg.store import Store

FILE = """\
beta:
  type: Company
  name: {en: Beta}
  aliases: {en: [Beta Inc]}
  claims:
    - investsIn: acme
      amount: 5e9 USD
      at: 2025-01
      by: acme
      evidence: [herald-2025#p1, table-2025#row]
    - revenue: 1.50e6 EUR
      bound: AtMost
      status: Refuted
      reason: {en: A slip}
      evidence: [herald-2025]
"""


def graph(world) -> Store:  # type: ignore[no-untyped-def]
    problems = [p for p in world.write({"beta.yaml": FILE}).read() if p.severity == "error"]
    assert not problems, problems
    return Store.in_memory(rdf.quads(world.records, world.ontology))


def ask(store: Store, pattern: str) -> bool:
    return bool(store.results(f"ASK {{ {pattern} }}"))


def test_a_claim_is_a_node_a_reifier_and_a_statement(world) -> None:  # type: ignore[no-untyped-def]
    store = graph(world)
    claim = "?c a kg:Claim ; rdf:subject e:beta ; rdf:predicate kg:investsIn ; rdf:object e:acme "
    assert ask(store, f"{claim}; rdf:reifies <<( e:beta kg:investsIn e:acme )>> ; kg:status kg:Accepted ; "
               "kg:amount 5000000000 ; kg:unit 'USD' ; kg:pointInTime '2025-01'^^xsd:gYearMonth ; "
               "prov:wasAttributedTo e:acme ; prov:wasDerivedFrom src:herald-2025 , src:table-2025")  # fmt: skip
    assert ask(store, "e:beta kg:investsIn e:acme {| prov:wasDerivedFrom src:herald-2025 |}")
    assert ask(store, f"{claim}; dcterms:issued '2025-03-01'^^xsd:date"), "said when the earliest source said it"


def test_a_refuted_claim_is_kept_but_not_stated(world) -> None:  # type: ignore[no-untyped-def]
    store = graph(world)
    assert ask(
        store,
        "?c rdf:subject e:beta ; rdf:predicate kg:revenue ; rdf:object 1500000 ; kg:status kg:Refuted ; kg:bound kg:AtMost",  # noqa: E501
    )
    assert not ask(store, "e:beta kg:revenue ?amount")


def test_evidence_locates_without_copying(world) -> None:  # type: ignore[no-untyped-def]
    store = graph(world)
    evidence = "?c rdf:subject e:beta ; kg:evidence [ a oa:SpecificResource ; oa:hasSource {} ; oa:hasSelector [ a {} ; rdf:value {} ] ]"  # noqa: E501
    assert ask(store, evidence.format("src:herald-2025", "oa:TextPositionSelector", "'p1'"))
    assert ask(store, evidence.format("src:table-2025", "oa:FragmentSelector", "'row'"))
    assert ask(
        store, "?r oa:hasSource src:herald-2025 ; kg:quoteSha256 ?hash ; oa:hasSelector [ oa:start 0 ; oa:end 10 ]"
    )


def test_names_in_languages(world) -> None:  # type: ignore[no-untyped-def]
    store = graph(world)
    assert ask(store, "e:acme rdfs:label 'Acme'@en , ?l FILTER(LANGMATCHES(LANG(?l), 'zh-Hant'))")
    assert ask(store, "e:beta skos:altLabel 'Beta Inc'@en")


def test_the_same_records_give_the_same_quads_in_order(world) -> None:  # type: ignore[no-untyped-def]
    graph(world)
    first = [str(quad) for quad in rdf.quads(world.records, world.ontology)]
    assert first == [str(quad) for quad in rdf.quads(world.records, world.ontology)]
    world.read()
    assert first == [str(quad) for quad in rdf.quads(world.records, world.ontology)]

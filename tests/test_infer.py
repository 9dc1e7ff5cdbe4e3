"""Each rule over the smallest graph that fires it, and over those that must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import infer, paths, vocab
from kg.errors import KGError
from kg.store import Store
from kg.terms import PREFIXES, Quad

ONTOLOGY = [
    Quad(q.subject, q.predicate, q.object, infer.GRAPH.ontology)
    for q in vocab.read(paths.shipped("ontology") / "kg.ttl")
]

#: A claim: name, subject, predicate, object, and further qualifiers in Turtle.
Claim = tuple[str, str, str, str, str]


def claim(name: str, triple: str, more: str = "") -> Claim:
    return (name, *triple.split(), more)  # type: ignore[return-value]


def inferred(*claims: Claim, extra: str = "") -> dict[str, list[str]]:
    """What follows, as ``subject relation object``, and the claims that each was derived from."""
    store = Store.in_memory(ONTOLOGY)
    for name, s, p, o, more in claims:
        status = "" if "kg:status" in more else "kg:status kg:Accepted ;"
        store.engine.update(
            f"INSERT DATA {{ GRAPH g:seeds {{ claim:{name} a kg:Claim ; {status} {more} rdf:subject e:{s} ; "
            f"rdf:predicate kg:{p} ; rdf:object e:{o} ; rdf:reifies <<( e:{s} kg:{p} e:{o} )>> . }} }}",
            prefixes=PREFIXES,
        )
        if "kg:Refuted" not in more:
            store.engine.update(f"INSERT DATA {{ GRAPH g:seeds {{ e:{s} kg:{p} e:{o} }} }}", prefixes=PREFIXES)
    if extra:
        store.engine.update(f"INSERT DATA {{ GRAPH g:mine {{ {extra} }} }}", prefixes=PREFIXES)
    infer.infer(store.engine)
    rows = store.select(
        "SELECT ?s ?p ?o ?c { GRAPH g:inferred { ?i rdf:reifies <<( ?s ?p ?o )>> ; kg:rule ?rule ; prov:wasDerivedFrom ?c . ?s ?p ?o } }"  # noqa: E501
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        names = {key: row[key].value.rsplit("/", 1)[1].rsplit("#")[-1] for key in row}  # type: ignore[union-attr]
        found.setdefault(f"{names['s']} {names['p']} {names['o']}", set()).add(names["c"])
    return {triple: sorted(names) for triple, names in sorted(found.items())}


def of(found: dict[str, list[str]], relation: str) -> dict[str, list[str]]:
    return {triple: names for triple, names in found.items() if f" {relation} " in triple}


def test_inverse_and_symmetric() -> None:
    assert inferred(claim("c", "a subsidiaryOf b")) == {"b owns a": ["c"], "b ownsStakeIn a": ["c"]}
    assert inferred(claim("c", "b owns a")) == {"a subsidiaryOf b": ["c"], "b ownsStakeIn a": ["c"]}
    assert inferred(claim("c", "a partnersWith b")) == {"b partnersWith a": ["c"]}


def test_inverse_of_a_special_case() -> None:
    assert inferred(claim("c", "a rentsComputeFrom b")) == {"a purchasesFrom b": ["c"], "b supplies a": ["c"]}


def test_super_property() -> None:
    found = inferred(
        claim("c1", "ann leads x"), claim("c2", "ann leads x", "kg:role 'boss'@en ;"), claim("c3", "ann worksFor x")
    )
    assert found["ann worksFor x"] == ["c1", "c2"]
    assert found["ann affiliatedWith x"] == ["c1", "c2", "c3"]


NOTHING = ["kg:status kg:Refuted ;", "kg:stage kg:Rumoured ;", "kg:stage kg:Cancelled ;"]


@pytest.mark.parametrize("why", NOTHING)
@pytest.mark.parametrize(
    "triple", ["a subsidiaryOf b", "a leadsRoundOf b", "a partnersWith b", "m fineTunedFrom n", "ann leads x"]
)  # fmt: skip
def test_nothing_follows_from_what_is_refuted_rumoured_or_cancelled(triple: str, why: str) -> None:
    assert inferred(claim("c", triple, why)) == {}
    assert inferred(claim("c", triple)) != {}


@pytest.mark.parametrize("why", [*NOTHING, "kg:stage kg:Intended ;", "kg:endTime '2020'^^xsd:gYear ;"])
def test_ownership_does_not_pass_through_a_link_that_does_not_hold(why: str) -> None:
    links = claim("c1", "a owns b"), claim("c2", "b owns c")
    assert "a ownsIndirectly c" in inferred(*links)
    for broken in (0, 1):
        changed = [(*link[:4], why) if index == broken else link for index, link in enumerate(links)]
        assert of(inferred(*changed), "ownsIndirectly") == {}


def test_ownership_names_the_claims_of_all_links() -> None:
    found = inferred(
        claim("c1", "a owns b"), claim("c2", "c subsidiaryOf b"), claim("c3", "c ownsStakeIn d"), claim("c4", "d owns f"),  # noqa: E501
        claim("c5", "x owns y"),
    )  # fmt: skip
    assert of(found, "ownsIndirectly") == {
        "a ownsIndirectly c": ["c1", "c2"],
        "a ownsIndirectly d": ["c1", "c2", "c3"],
        "b ownsIndirectly d": ["c2", "c3"],
    }, "control passes on, a stake ends the line: nobody owns f through it"


def test_ownership_ring_ends() -> None:
    found = of(inferred(claim("c1", "a owns b"), claim("c2", "b owns c"), claim("c3", "c owns a")), "ownsIndirectly")
    assert found == {
        "a ownsIndirectly c": ["c1", "c2"], "b ownsIndirectly a": ["c2", "c3"], "c ownsIndirectly b": ["c1", "c3"],
    }  # fmt: skip
    assert of(inferred(claim("c1", "a owns a")), "ownsIndirectly") == {}


def test_descent_names_the_claims_of_the_line() -> None:
    found = of(inferred(claim("c1", "m fineTunedFrom n"), claim("c2", "n derivedFrom o"), claim("c3", "n distilledFrom q"),  # noqa: E501
                        claim("c4", "z derivedFrom o")), "descendsFrom")  # fmt: skip
    assert found == {
        "m descendsFrom n": ["c1"], "m descendsFrom o": ["c1", "c2"], "m descendsFrom q": ["c1", "c3"],
        "n descendsFrom o": ["c2"], "n descendsFrom q": ["c3"], "z descendsFrom o": ["c4"],
    }  # fmt: skip


def test_descent_stops_at_a_refuted_link_and_in_a_ring() -> None:
    broken = inferred(claim("c1", "m derivedFrom n"), claim("c2", "n derivedFrom o", "kg:status kg:Refuted ;"))
    assert of(broken, "descendsFrom") == {"m descendsFrom n": ["c1"]}
    ring = of(inferred(claim("c1", "m derivedFrom n"), claim("c2", "n derivedFrom m")), "descendsFrom")
    assert ring == {"m descendsFrom n": ["c1"], "n descendsFrom m": ["c2"]}


def test_a_long_line_comes_to_an_end() -> None:
    links = [claim(f"c{n}", f"m{n} derivedFrom m{n + 1}") for n in range(45)]
    found = of(inferred(*links), "descendsFrom")
    assert len(found) == 45 * 46 // 2
    assert len(found["m0 descendsFrom m45"]) == 45


def post(
    name: str, relation: str = "worksFor", *, start: str = "", end: str = "", at: str = "", role: str = ""
) -> Claim:
    kinds = {4: "gYear", 7: "gYearMonth", 10: "date"}
    dates = {"startTime": start, "endTime": end, "pointInTime": at}
    more = "".join(f"kg:{key} '{day}'^^xsd:{kinds[len(day)]} ; " for key, day in dates.items() if day)
    return claim(name, f"ann {relation} x", more + (f"kg:role '{role}'@en ; " if role else ""))


def spells(*claims: Claim) -> str:
    found = inferred(*claims)
    return " ".join(word for word in ("presently", "formerly") if f"ann {word}AffiliatedWith x" in found)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([post("a", start="2020")], "presently"),
        ([post("a")], "presently"),
        ([post("a", at="2020")], "presently"),
        ([post("a", end="2020")], "formerly"),
        ([post("a", start="2015", end="2018"), post("b", start="2020")], "presently"),
        ([post("a", start="2015", end="2018"), post("b", start="2020", end="2021")], "formerly"),
        # Two sources on one spell, of which one does not know the end.
        ([post("a", start="2015"), post("b", start="2015", end="2018")], "formerly"),
        ([post("a", start="2015-03"), post("b", end="2018")], "formerly"),
        ([post("a", start="2016"), post("b", start="2015", end="2018")], "formerly"),
        # Dismissed and back within days; the end known to the month only.
        ([post("a", end="2023-11-17"), post("b", start="2023-11-22")], "presently"),
        ([post("a", start="2015", end="2023-11"), post("b", start="2023-11-22")], "presently"),
        ([post("a", start="2015", end="2023"), post("b", start="2023-05")], "presently"),
        # Promoted: the first role ended, the second did not.
        ([post("a", start="2015", end="2018", role="VP"), post("b", start="2017", role="CTO")], "presently"),
        ([post("a", start="2015", end="2018", role="VP"), post("b", start="2017", role="VP")], "formerly"),
        # A seat on the board outlives the post, and the post outlives the lead; the lead does not outlive the post.
        ([post("a", end="2018"), post("b", "boardMemberOf", start="2016")], "presently"),
        ([post("a", "leads", end="2018"), post("b", start="2016")], "presently"),
        ([post("a", end="2018"), post("b", "leads", start="2016")], "formerly"),
        # Known from one day only, or from none.
        ([post("a", at="2016"), post("b", end="2018")], "formerly"),
        ([post("a", "boardMemberOf", at="2016"), post("b", end="2018")], "formerly"),
        ([post("a", at="2018-05"), post("b", end="2018")], "formerly"),
        ([post("a", at="2020"), post("b", end="2018")], "presently"),
        ([post("a"), post("b", end="2018")], "formerly"),
    ],
)  # fmt: skip
def test_affiliation(claims: list[Claim], expected: str) -> None:
    assert spells(*claims) == expected


def test_affiliation_of_claims_that_do_not_hold() -> None:
    refuted = (*post("b", end="2018")[:4], "kg:endTime '2018'^^xsd:gYear ; kg:status kg:Refuted ;")
    assert spells(post("a", start="2015"), refuted) == "presently", "a refuted leaving is none"
    for why in [*NOTHING, "kg:stage kg:Intended ;"]:
        assert spells(claim("a", "ann worksFor x", why)) == ""
        assert spells(claim("a", "ann worksFor x", why + "kg:endTime '2018'^^xsd:gYear ;")) == ""


def test_affiliation_names_its_claims() -> None:
    found = inferred(post("a", start="2015", end="2018"), post("b", start="2020"), post("c", "advises", start="2021"))
    assert found["ann presentlyAffiliatedWith x"] == ["b", "c"]
    found = inferred(post("a", end="2018"), post("b", at="2016"))
    assert found["ann formerlyAffiliatedWith x"] == ["a"]


def test_inferring_again_changes_nothing_and_old_conclusions_go() -> None:
    store = Store.in_memory(ONTOLOGY)
    insert = (
        "INSERT DATA { GRAPH g:seeds { claim:c rdf:subject e:a ; rdf:predicate kg:partnersWith ; rdf:object e:b } }"
    )
    store.engine.update(insert, prefixes=PREFIXES)
    infer.infer(store.engine)
    first = set(store.quads(infer.INFERRED))
    assert first
    infer.infer(store.engine)
    assert set(store.quads(infer.INFERRED)) == first
    store.engine.update(insert.replace("INSERT", "DELETE"), prefixes=PREFIXES)
    infer.infer(store.engine)
    assert not set(store.quads(infer.INFERRED))


def test_whether_a_graph_concerns_the_rules() -> None:
    store = Store.in_memory(())
    store.engine.update(
        "INSERT DATA { GRAPH g:a { <http://e/s> rdfs:label 'x' } GRAPH g:b { <http://e/c> rdf:subject <http://e/s> } }",
        prefixes=PREFIXES,
    )
    assert not infer.concerns(store.engine, infer.GRAPH.a)
    assert infer.concerns(store.engine, infer.GRAPH.b)


def _rules(directory: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (directory / f"{name}.rq").write_text(text)
    return directory


def test_order_follows_need_not_names(tmp_path: Path) -> None:
    directory = _rules(
        tmp_path,
        a="CONSTRUCT { ?x kg:left ?y } WHERE { ?x kg:member ?y FILTER NOT EXISTS { ?x kg:stays ?y } }",
        b="CONSTRUCT { ?x kg:stays ?y } WHERE { ?x kg:keen ?y }",
    )
    assert list(infer.rules(directory)) == ["b", "a"]
    store = Store.in_memory(())
    store.engine.update("INSERT DATA { e:p kg:member e:q ; kg:keen e:q }", prefixes=PREFIXES)
    infer.infer(store.engine, directory)
    assert [q.predicate.value.rsplit("#")[1] for q in store.quads(infer.INFERRED)] == ["stays"]


def test_a_rule_that_is_no_sparql_and_one_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KGError, match=r"ontology/rules/bad\.rq: error: .*\[sparql\]"):
        infer.infer(Store.in_memory(()).engine, _rules(tmp_path, bad="CONSTRUCT { ?x WHERE"))
    (tmp_path / "bad.rq").unlink()
    monkeypatch.setattr(infer, "MAX_ROUNDS", 5)
    grow = 'CONSTRUCT { ?n kg:next ?x } WHERE { ?x kg:next ?y BIND(IRI(CONCAT(STR(?x), "x")) AS ?n) }'
    store = Store.in_memory(())
    store.engine.update("INSERT DATA { e:p kg:next e:q }", prefixes=PREFIXES)
    with pytest.raises(KGError, match="still inferring after 5 rounds"):
        infer.infer(store.engine, _rules(tmp_path, grow=grow))

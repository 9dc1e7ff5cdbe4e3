"""Wikidata: items as its JSON and its RDF write them, and what their statements say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest

from kg.errors import KGError
from kg.importers.items import Item, Snak, from_json

Read = Callable[..., Any]
Json = dict[str, Any]
WD = "http://www.wikidata.org/"

SEEDS = """
acme AILab: Acme, Acme AI, Q100
globex Company: Globex
alice Person: Alice
land Country: Land, Q30
tool Product: Tool
"""


# ---- Wikidata's JSON ----


def item_of(item: str) -> Json:
    return {"type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": int(item[1:]), "id": item}}


def time_of(text: str, precision: int, calendar: str = "Q1985727") -> Json:
    value = {"time": text, "timezone": 0, "before": 0, "after": 0, "precision": precision}
    return {"type": "time", "value": value | {"calendarmodel": f"{WD}entity/{calendar}"}}


def number_of(amount: str, unit: str = "") -> Json:
    return {"type": "quantity", "value": {"amount": amount, "unit": f"{WD}entity/{unit}" if unit else "1"}}


def text_of(text: str) -> Json:
    return {"type": "string", "value": text}


def snak(prop: str, value: Json | str) -> Json:
    """A value, or ``somevalue`` or ``novalue``."""
    if isinstance(value, str):
        return {"snaktype": value, "property": prop, "hash": "0"}
    return {"snaktype": "value", "property": prop, "hash": "0", "datavalue": value}


def says(
    prop: str, value: Json | str, *qualifiers: tuple[str, Json | str], rank: str = "normal", cites: Iterable[str] = ()
) -> Json:
    made: Json = {"mainsnak": snak(prop, value), "type": "statement", "rank": rank, "qualifiers": {}, "references": []}
    for name, given in qualifiers:
        made["qualifiers"].setdefault(name, []).append(snak(name, given))
    for url in cites:
        made["references"].append({"hash": "r", "snaks": {"P854": [snak("P854", text_of(url))]}, "snaks-order": []})
    return made


def entity(
    item: str, label: str | Mapping[str, str], *statements: Json, aliases: Mapping[str, Iterable[str]] | None = None
) -> Json:
    labels = {"en": label} if isinstance(label, str) else label
    claims: dict[str, list[Json]] = {}
    for number, statement in enumerate(statements):
        statement["id"] = f"{item}${number:08X}-AAAA-BBBB-CCCC-000000000000"
        claims.setdefault(statement["mainsnak"]["property"], []).append(statement)
    return {
        "type": "item",
        "id": item,
        "labels": {tag: {"language": tag, "value": text} for tag, text in labels.items()},
        "aliases": {tag: [{"language": tag, "value": t} for t in texts] for tag, texts in (aliases or {}).items()},
        "descriptions": {},
        "claims": claims or [],  # as PHP writes an empty mapping
        "sitelinks": {},
    }


def special(*entities: Json) -> dict[str, str]:
    """As Special:EntityData gives it."""
    return {"items.json": json.dumps({"entities": {found["id"]: found for found in entities}})}


# ---- Wikidata's RDF ----


def triples(*entities: Json) -> dict[str, str]:
    """The same as N-Triples: https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format."""
    return {"items.nt": "".join(f"{line} .\n" for found in entities for line in _lines(found))}


def _iri(path: str) -> str:
    return f"<{WD}{path}>"


def _lines(found: Json) -> Iterator[str]:
    a, wikibase = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "http://wikiba.se/ontology#"
    subject = _iri(f"entity/{found['id']}")
    yield f"<https://www.wikidata.org/wiki/Special:EntityData/{found['id']}> <http://schema.org/about> {subject}"
    yield f"{subject} {a} <{wikibase}Item>"
    for tag, label in found["labels"].items():
        text = f"{json.dumps(label['value'], ensure_ascii=False)}@{tag}"
        for name in ("http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel"):
            yield f"{subject} <{name}> {text}"
    for tag, aliases in found["aliases"].items():
        for alias in aliases:
            text = json.dumps(alias["value"], ensure_ascii=False)
            yield f"{subject} <http://www.w3.org/2004/02/skos/core#altLabel> {text}@{tag}"
    for prop, statements in (found["claims"] or {}).items():
        for statement in statements:
            node = _iri(f"entity/statement/{statement['id'].replace('$', '-')}")
            yield f"{subject} {_iri(f'prop/{prop}')} {node}"
            yield f"{node} {a} <{wikibase}Statement>"
            if statement["rank"] != "deprecated":
                yield f"{node} {a} <{wikibase}BestRank>"
            yield f"{node} <{wikibase}rank> <{wikibase}{statement['rank'].title()}Rank>"
            yield from _of_snak(node, "statement", statement["mainsnak"])
            for snaks in statement["qualifiers"].values():
                for qualifier in snaks:
                    yield from _of_snak(node, "qualifier", qualifier)
            for number, reference in enumerate(statement["references"]):
                source = _iri(f"reference/{found['id']}{prop}{number}")
                yield f"{node} <http://www.w3.org/ns/prov#wasDerivedFrom> {source}"
                for cited in reference["snaks"].get("P854", []):
                    yield f"{source} {_iri('prop/reference/P854')} <{cited['datavalue']['value']}>"


def _of_snak(node: str, kind: str, found: Json) -> Iterator[str]:
    prop, wikibase = found["property"], "http://wikiba.se/ontology#"
    plain, deep = _iri(f"prop/{kind}/{prop}"), _iri(f"prop/{kind}/value/{prop}")
    if found["snaktype"] == "novalue":
        yield f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {_iri(f'prop/novalue/{prop}')}"
        return
    if found["snaktype"] == "somevalue":
        yield f"{node} {plain} {_iri('.well-known/genid/0123abcd')}"
        return
    value = found["datavalue"]["value"]
    match found["datavalue"]["type"]:
        case "wikibase-entityid":
            yield f"{node} {plain} {_iri('entity/' + value['id'])}"
        case "string":
            is_url = value.startswith("http")
            yield f"{node} {plain} {f'<{value}>' if is_url else json.dumps(value)}"
        case "time":
            inner = _iri(f"value/{abs(hash(str(value))):x}")
            time = f'"{value["time"].lstrip("+").replace("-00", "-01")}"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
            yield f"{node} {plain} {time}"
            yield f"{node} {deep} {inner}"
            yield f"{inner} <{wikibase}timeValue> {time}"
            number = f'"{value["precision"]}"^^<http://www.w3.org/2001/XMLSchema#integer>'
            yield f"{inner} <{wikibase}timePrecision> {number}"
            yield f"{inner} <{wikibase}timeCalendarModel> <{value['calendarmodel']}>"
        case "quantity":
            inner = _iri(f"value/{abs(hash(str(value))):x}")
            amount = f'"{value["amount"]}"^^<http://www.w3.org/2001/XMLSchema#decimal>'
            unit = _iri("entity/Q199") if value["unit"] == "1" else f"<{value['unit']}>"
            yield f"{node} {plain} {amount}"
            yield f"{node} {deep} {inner}"
            yield f"{inner} <{wikibase}quantityAmount> {amount}"
            yield f"{inner} <{wikibase}quantityUnit> {unit}"


WAYS = pytest.mark.parametrize("written", [special, triples], ids=["json", "rdf"])


def place(number: int) -> str:
    """Where a statement of Q100 stands."""
    return f"Q100/Q100-{number:08X}-AAAA-BBBB-CCCC-000000000000"


def said(found: Any) -> list[str]:
    """Claims without the mark of those that cite nothing, and without their places."""
    lines = [
        claim.rpartition(" | ")[0].replace("confidence=Uncertain", "").replace("; ;", ";") for claim in found.claims
    ]
    return [line.removesuffix("; ").removesuffix(" | ").replace("| ; ", "| ") for line in lines]


# ---- both ways ----


def test_both_ways_say_the_same(imported: Read) -> None:
    """Ranks, qualifiers, references, names, units and times of all kinds."""
    world = (
        entity(
            "Q100",
            {"en": "Acme", "zh-hant": "頂點", "zh-tw": "頂點科技", "zh-hans": "顶点", "zh": "顶点2", "fr": "Acmé"},
            says("P571", time_of("+2015-12-11T00:00:00Z", 11), cites=["https://b.example/", "https://a.example/"]),
            says("P571", time_of("+2015-00-00T00:00:00Z", 9), rank="deprecated"),
            says("P571", time_of("+2015-12-00T00:00:00Z", 10), rank="preferred"),
            says("P571", time_of("+2010-00-00T00:00:00Z", 8)),
            says("P571", time_of("+1905-01-20T00:00:00Z", 11, "Q1985786")),
            says("P571", "somevalue"),
            says(
                "P127", item_of("Q200"), ("P580", time_of("+2019-07-01T00:00:00Z", 10)), ("P1107", number_of("+0.49"))
            ),
            says("P127", item_of("Q999")),
            says("P2139", number_of("+13000000000", "Q4917"), ("P585", time_of("+2024-00-00T00:00:00Z", 9))),
            says("P2139", number_of("+1", "Q123"), ("P585", "somevalue")),
            says("P1128", number_of("+300"), ("P585", time_of("+2024-01-01T00:00:00Z", 11)), ("P585", "novalue")),
            says("P856", text_of("https://acme.example/")),
            says("P856", "somevalue"),
            says("P856", "novalue"),
            says("P31", item_of("Q4830453")),
            aliases={"en": ["Acme AI", "The Acme"], "zh-cn": ["顶点公司"], "zh-tw": ["頂點"], "mul": ["ACME"]},
        ),
        entity("Q200", "Globex", says("P31", item_of("Q43229")), says("P31", item_of("Q6881511"))),
    )
    json_, rdf = (
        imported("wikidata", special(*world), SEEDS),
        imported("wikidata", triples(*world), SEEDS, path="items.nt"),
    )
    assert json_.claims == [
        f"acme foundedOn 2015-12-11 | cites=https://a.example/,https://b.example/ | {place(0)}",
        f'acme foundedOn 2015 | confidence=Uncertain; reason="Deprecated in Wikidata."; status=Refuted | {place(1)}',
        f"acme foundedOn 2015-12 | confidence=Uncertain | {place(2)}",
        f"acme foundedOn 1905 | confidence=Uncertain | {place(4)}",
        f"globex ownsStakeIn acme | confidence=Uncertain; from=2019-07; share=49 % | {place(6)}",
        f"acme revenue 13,000,000,000 USD | at=2024; confidence=Uncertain | {place(8)}",
        f"acme staffCount 300 people | at=2024-01-01; confidence=Uncertain | {place(10)}",
        f"acme website https://acme.example/ | confidence=Uncertain | {place(11)}",
    ]
    assert sorted(rdf.claims) == sorted(json_.claims)
    assert {claim.id for claim in rdf.records.claims} == {claim.id for claim in json_.records.claims}
    assert rdf.records.also == json_.records.also
    assert rdf.records.entities == json_.records.entities == {}
    assert [line.partition(": ")[2] for line in rdf.refused] == [line.partition(": ")[2] for line in json_.refused]
    assert json_.refused == [
        "items.json: Q999 is neither in the graph nor among the files [unknown-item]",
        "items.json: revenue 1: its unit (Q123) is not known [bad-unit]",
    ]
    assert json_.records.also["acme"].aliases == {
        "en": ("The Acme",),
        "zh-Hans": ("顶点", "顶点公司"),
        "zh-Hant": ("頂點",),
    }
    assert dict(json_.records.claims[1].qualifiers["reason"][0].texts)["zh-Hant"] == "維基數據已將其標為不推薦。"
    assert json_.records.also["acme"].wikidata is None  # the seeds have it
    assert json_.records.also["globex"].wikidata == "Q200"


def test_both_ways_read_the_same_items(ontology: object) -> None:
    from pyoxigraph import RdfFormat, parse

    from kg.importers.items import from_triples

    found = entity(
        "Q1", {"en": 'One "1" \\ 星'}, says("P856", text_of("x y")), says("P31", item_of("Q5"), rank="preferred")
    )
    quads = parse(triples(found)["items.nt"].encode(), format=RdfFormat.N_TRIPLES)
    assert list(from_triples((q.subject, q.predicate, q.object) for q in quads)) == list(
        from_json(json.dumps(found), "x")
    )


# ---- what statements say ----


@WAYS
def test_relations_that_point_the_other_way(imported: Read, written: Any) -> None:
    world = (
        entity("Q7", "Tool", says("P178", item_of("Q100")), says("P31", item_of("Q2424752"))),
        entity("Q100", "Acme", says("P169", item_of("Q8")), says("P17", item_of("Q30")), says("P749", item_of("Q200"))),
        entity("Q8", "Alice", says("P31", item_of("Q5")), says("P108", item_of("Q100"))),
        entity("Q200", "Globex", says("P31", item_of("Q783794"))),
    )
    found = imported("wikidata", written(*world), SEEDS)
    assert sorted(said(found)) == [
        "acme develops tool",
        "acme locatedIn land",
        "acme subsidiaryOf globex",
        "alice leads acme",
        "alice worksFor acme",
    ]
    assert found.refused == []
    assert found.new == []


@WAYS
def test_new_entities_have_names_and_the_item(imported: Read, written: Any) -> None:
    bob = entity(
        "Q9",
        {"en": "Bob  B.", "zh-hant": "鮑伯", "zh-hans": "Land"},
        says("P31", item_of("Q5")),
        says("P108", item_of("Q100")),
        aliases={"en": ["Robert B.", "Alice", "Bob B."], "de": ["Robert"]},
    )
    found = imported("wikidata", written(bob), SEEDS)
    assert said(found) == ["bob-b worksFor acme"]
    [made] = found.records.entities.values()
    assert (made.id, made.type, made.wikidata) == ("bob-b", "Person", "Q9")
    assert made.name == {"en": "Bob B.", "zh-Hant": "鮑伯", "zh-Hans": "Land (person)"}
    assert made.aliases == {"en": ("Robert B.",)}


@WAYS
@pytest.mark.parametrize(
    ("given", "share"),
    [
        (number_of("+0.49"), "share=49 %"),
        (number_of("+1"), "share=100 %"),
        (number_of("+27.5", "Q11229"), "share=27.5 %"),
        (number_of("+49"), None),  # neither a part of one nor of a hundred
        (number_of("-0.1"), None),
        ("somevalue", ""),
    ],
)
def test_shares(imported: Read, written: Any, given: Any, share: str | None) -> None:
    found = imported("wikidata", written(entity("Q100", "Acme", says("P127", item_of("Q30"), ("P1107", given)))), SEEDS)
    assert said(found) == [f"land ownsStakeIn acme | {share}" if share else "land ownsStakeIn acme"]
    assert [line[line.rindex(" [") :] for line in found.refused] == ([" [out-of-range]"] if share is None else [])


@WAYS
def test_a_qualifier_with_several_values_is_none(imported: Read, written: Any) -> None:
    day = time_of("+2020-01-01T00:00:00Z", 11)
    twice = [("P580", day), ("P580", time_of("+2021-01-01T00:00:00Z", 11)), ("P582", day), ("P582", day)]
    found = imported("wikidata", written(entity("Q100", "Acme", says("P17", item_of("Q30"), *twice))), SEEDS)
    assert said(found) == ["acme locatedIn land | until=2020-01-01"]


@WAYS
@pytest.mark.parametrize(
    ("value", "date"),
    [
        (time_of("+2015-12-11T00:00:00Z", 11), "2015-12-11"),
        (time_of("+2015-12-00T00:00:00Z", 10), "2015-12"),
        (time_of("+2015-00-00T00:00:00Z", 9), "2015"),
        (time_of("+2010-00-00T00:00:00Z", 8), None),  # the decade
        (time_of("+2015-12-11T10:00:00Z", 14), None),
        (time_of("-0500-00-00T00:00:00Z", 9), None),
        (time_of("+12015-01-01T00:00:00Z", 9), None),
        (time_of("+1850-03-04T00:00:00Z", 11, "Q1985786"), "1850"),  # some other day in our calendar
    ],
)
def test_times_are_as_exact_as_they_are_known(imported: Read, written: Any, value: Json, date: str | None) -> None:
    found = imported("wikidata", written(entity("Q100", "Acme", says("P571", value))), SEEDS)
    assert said(found) == ([f"acme foundedOn {date}"] if date else [])
    assert found.refused == []


@WAYS
def test_times_that_no_claim_may_hold(imported: Read, written: Any) -> None:
    found = imported(
        "wikidata", written(entity("Q100", "Acme", says("P571", time_of("+1600-01-01T00:00:00Z", 9)))), SEEDS
    )
    assert found.claims == []
    assert [line.partition(": ")[2] for line in found.refused] == [
        'bad date "1600": expected a year from 1800 to 2100 [bad-date]'
    ]


@WAYS
@pytest.mark.parametrize(
    ("prop", "value", "claim"),
    [
        *(
            ("P2139", number_of("+5", unit), f"acme revenue 5 {code}")
            for unit, code in [
                ("Q4917", "USD"),
                ("Q4916", "EUR"),
                ("Q25224", "GBP"),
                ("Q8146", "JPY"),
                ("Q39099", "CNY"),
                ("Q202040", "KRW"),
                ("Q80524", "INR"),
            ]
        ),
        ("P2295", number_of("-7", "Q208526"), "acme netIncome -7 TWD"),
        ("P2139", number_of("-7", "Q4917"), None),
        ("P2139", number_of("+5"), None),
        ("P1128", number_of("+5"), "acme staffCount 5 people"),
        ("P1128", number_of("+5", "Q5"), None),
    ],
)
def test_units(imported: Read, written: Any, prop: str, value: Json, claim: str | None) -> None:
    found = imported("wikidata", written(entity("Q100", "Acme", says(prop, value))), SEEDS)
    assert said(found) == ([claim] if claim else [])
    assert len(found.refused) == (claim is None)


@WAYS
def test_values_of_another_kind_than_the_property_holds(imported: Read, written: Any) -> None:
    odd = (
        says("P571", item_of("Q30")),
        says("P17", text_of("Land")),
        says("P2139", time_of("+2015-00-00T00:00:00Z", 9)),
        says("P856", text_of("acme.example")),
        says("P999999", text_of("nothing of ours")),
    )
    found = imported("wikidata", written(entity("Q100", "Acme", *odd)), SEEDS)
    assert found.claims == []
    assert [line.partition(": ")[2] for line in found.refused] == ['URL "acme.example": only http and https [bad-url]']


@WAYS
def test_a_subject_of_another_class_than_the_property_speaks_of(imported: Read, written: Any) -> None:
    tool = entity("Q7", "Tool", says("P31", item_of("Q2424752")), says("P571", time_of("+2015-00-00T00:00:00Z", 9)))
    found = imported("wikidata", written(tool), SEEDS)
    assert found.claims == []
    assert [line.partition(": ")[2] for line in found.refused] == [
        'the subject of "foundedOn" must be of class Organization, but "tool" is of class Product [wrong-class]'
    ]


# ---- which entity an item is ----


@WAYS
def test_an_item_is_known_by_its_id_whatever_it_is_called(imported: Read, written: Any) -> None:
    found = imported("wikidata", written(entity("Q100", "Globex", says("P1128", number_of("+5")))), SEEDS)
    assert said(found) == ["acme staffCount 5 people"]


@WAYS
@pytest.mark.parametrize(
    ("classes", "claims", "new"),
    [
        (["Q4830453"], ["globex locatedIn land"], []),
        (["Q43229", "Q4830453"], ["globex locatedIn land"], []),
        (["Q5"], ["globex-person locatedIn land"], ["globex-person Person Globex (person)"]),
        (["Q42"], [], []),  # no class of ours
        ([], [], []),
    ],
)
def test_a_name_is_not_enough(
    imported: Read, written: Any, classes: list[str], claims: list[str], new: list[str]
) -> None:
    statements = [says("P31", item_of(name)) for name in classes] + [says("P17", item_of("Q30"))]
    found = imported("wikidata", written(entity("Q9", "Globex", *statements)), SEEDS)
    assert said(found) == claims
    assert found.new == new
    if not claims:
        assert [line.partition(": ")[2] for line in found.refused] == [
            "Q9 (Globex) is an instance of no class that the ontology knows [no-class]"
        ]


@WAYS
def test_without_a_class_the_property_says_what_it_must_be(imported: Read, written: Any) -> None:
    world = (
        entity("Q9", "Globex", says("P1128", number_of("+5")), aliases={"en": ["Globex Corp."]}),
        entity("Q10", "Alice", says("P1128", number_of("+5"))),
    )
    found = imported("wikidata", written(*world), SEEDS)
    assert said(found) == ["globex staffCount 5 people"]
    assert [line.partition(": ")[2] for line in found.refused] == [
        "Q10 (Alice) is an instance of no class that the ontology knows [no-class]"
    ]
    assert found.records.also["globex"].aliases == {"en": ("Globex Corp.",)}
    assert "alice" not in found.records.also


@WAYS
@pytest.mark.parametrize("classes", [["Q43229", "Q783794", "Q22687"], ["Q22687", "Q783794", "Q43229"]])
def test_the_most_special_class_counts(imported: Read, written: Any, classes: list[str]) -> None:
    deprecated = says("P31", item_of("Q5"), rank="deprecated")
    statements = [says("P31", item_of(name)) for name in classes] + [says("P17", item_of("Q30")), deprecated]
    assert imported("wikidata", written(entity("Q9", "Moneta", *statements)), SEEDS).new == ["moneta Bank Moneta"]


@WAYS
def test_a_deprecated_class_does_not_count(imported: Read, written: Any) -> None:
    classes = [says("P31", item_of("Q43229")), says("P31", item_of("Q22687"), rank="deprecated")]
    found = imported("wikidata", written(entity("Q9", "Moneta", *classes, says("P17", item_of("Q30")))), SEEDS)
    assert found.new == ["moneta Organization Moneta"]


@WAYS
def test_names_of_an_item_of_which_nothing_else_is_said(imported: Read, written: Any) -> None:
    world = (
        entity("Q9", {"en": "Globex", "zh-hant": "環球"}, says("P31", item_of("Q4830453"))),
        entity("Q100", {"en": "Whatever", "zh-hant": "頂點"}, says("P373", text_of("Acme"))),
        entity("Q10", {"en": "Tool", "zh-hant": "工具"}, says("P373", text_of("Tools"))),
    )
    found = imported("wikidata", written(*world), SEEDS)
    assert {slug: (also.aliases, also.wikidata) for slug, also in found.records.also.items()} == {
        "globex": ({"zh-Hant": ("環球",)}, "Q9"),
        "acme": ({"en": ("Whatever",), "zh-Hant": ("頂點",)}, None),
    }
    assert (found.claims, found.refused) == ([], [])


@WAYS
def test_the_other_end_of_a_property_says_what_it_must_be_as_well(imported: Read, written: Any) -> None:
    """Neither the tool nor the chief has a class; Alice and the tool go by their names, Bob is not known."""
    world = (
        entity("Q7", "Tool", says("P178", item_of("Q100"))),
        entity("Q100", "Acme", says("P169", item_of("Q8")), says("P169", item_of("Q9")), says("P169", item_of("Q200"))),
        entity("Q8", "Alice", says("P373", text_of("Alice"))),
        entity("Q9", "Bob", says("P373", text_of("Bob"))),
        entity("Q200", "Globex", says("P373", text_of("Globex"))),
    )
    found = imported("wikidata", written(*world), SEEDS)
    assert sorted(said(found)) == ["acme develops tool", "alice leads acme"]
    assert [line.partition(": ")[2] for line in found.refused] == [
        "Q9 (Bob) is an instance of no class that the ontology knows [no-class]",
        "Q200 (Globex) is an instance of no class that the ontology knows [no-class]",  # it is no person
    ]


@WAYS
def test_two_items_of_one_name(imported: Read, written: Any) -> None:
    company = says("P31", item_of("Q4830453"))
    world = [entity(item, "Globex", company | {}, says("P17", item_of("Q30"))) for item in ("Q9", "Q10")]
    found = imported("wikidata", written(*world), SEEDS)
    assert found.claims == []
    assert [line.partition(": ")[2] for line in found.refused[:1]] == [
        'Q9 and another item are both called "Globex" [ambiguous]'
    ]
    assert found.records.also == {}


@WAYS
def test_an_item_is_not_what_another_item_is(imported: Read, written: Any) -> None:
    """The seeds say that Acme is Q100; Globex Corporation and Globex Inc. cannot both be Globex."""
    lab = entity("Q9", "Acme AI", says("P31", item_of("Q4830453")), says("P17", item_of("Q30")))
    found = imported("wikidata", written(lab), SEEDS)
    assert found.claims == []
    assert {line.partition(": ")[2] for line in found.refused} == {'Q9 is called as Q100 is, "Acme AI" [ambiguous]'}
    world = [
        entity(item, label, says("P31", item_of("Q4830453")), says("P17", item_of("Q30")))
        for item, label in (("Q9", "Globex Corporation"), ("Q10", "Globex Inc."))
    ]
    found = imported(
        "wikidata", written(*world), "globex Company: Globex, Globex Inc., Globex Corporation\nland Country: Land, Q30"
    )
    assert said(found) == ["globex locatedIn land"]
    assert {line.partition(": ")[2] for line in found.refused} == {'Q10 is called as Q9 is, "Globex Inc." [ambiguous]'}


@WAYS
def test_items_without_an_english_name(imported: Read, written: Any) -> None:
    world = (
        entity("Q9", {"zh-hant": "新"}, says("P31", item_of("Q4830453")), says("P17", item_of("Q30"))),
        entity("Q10", {"mul": "Mul"}, says("P31", item_of("Q4830453")), says("P17", item_of("Q30"))),
    )
    found = imported("wikidata", written(*world), SEEDS)
    assert said(found) == ["mul locatedIn land"]
    assert {line.partition(": ")[2] for line in found.refused} == {"Q9 has no English label [no-name]"}


# ---- forms of files ----


def test_a_dump_has_one_entity_a_line(imported: Read) -> None:
    world = [
        entity("Q100", "Acme", says("P1128", number_of("+5"))),
        entity("Q7", "x"),
        {"type": "property", "id": "P5"},
    ]
    lines = [json.dumps(found) for found in world]
    for text in (
        "[\n" + ",\n".join(lines) + "\n]\n",
        "\ufeff[\r\n" + ",\r\n".join(lines) + ",\r\n]",
        "\n".join(lines),
        "[\n" + lines[0] + ",\n",  # cut off after a line
        json.dumps(world[0]),
    ):
        assert said(imported("wikidata", {"dump.json": text}, SEEDS)) == ["acme staffCount 5 people"]


def test_a_dump_names_the_line_that_is_broken(imported: Read) -> None:
    good = json.dumps(entity("Q100", "Acme"))
    with pytest.raises(KGError, match=r"dump\.json:3: error: is no JSON: .*line 1 column 2 .*\[json\]"):
        imported("wikidata", {"dump.json": f"[\n{good},\n{{oops}},\n]"}, SEEDS)
    with pytest.raises(KGError, match=r"dump\.json: error: is no JSON: .*line 2 column 1 .*\[json\]"):
        imported("wikidata", {"dump.json": "[\noops"}, SEEDS)


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a":' * 100_000])
def test_json_that_nests_without_end(imported: Read, content: str) -> None:
    with pytest.raises(KGError, match=r"items\.json: error: is nested too deeply \[json\]"):
        imported("wikidata", {"items.json": content}, SEEDS)


@pytest.mark.parametrize(
    ("change", "is_read"),
    [
        ({"labels": []}, True),
        ({"claims": {"P1128": []}}, True),
        ({"claims": {"P1128": [5, {}, {"mainsnak": []}, {"mainsnak": {}}]}}, True),
        ({"claims": {"P1128": [{"mainsnak": {"property": "P1128", "snaktype": "value", "datavalue": 5}}]}}, True),
        ({"claims": {"P1128": [{"mainsnak": snak("P1128", {"type": "quantity", "value": {}})}]}}, True),
        ({"labels": {"en": "Acme"}}, False),
        ({"aliases": {"en": ["x"]}}, False),
        ({"aliases": {"en": 5}}, False),
        ({"claims": {"P1128": 5}}, False),
        ({"claims": {"P571": [says("P571", {"type": "time", "value": {"time": "x", "precision": "y"}})]}}, False),
        ({"claims": {"P17": [says("P17", item_of("Q30")) | {"references": 5}]}}, False),
        ({"claims": {"P17": [says("P17", item_of("Q30")) | {"references": [5]}]}}, False),
        ({"claims": {"P17": [says("P17", item_of("Q30")) | {"qualifiers": {"P580": [5]}}]}}, False),
    ],
)
def test_json_that_wikidata_would_not_write(imported: Read, change: Json, is_read: bool) -> None:
    files = special(entity("Q100", "Acme") | change)
    if is_read:
        assert imported("wikidata", files, SEEDS).claims == []
        return
    with pytest.raises(KGError, match=r"items\.json: error: Q100 is not written as Wikidata writes items \[json\]"):
        imported("wikidata", files, SEEDS)


def test_empty_qualifiers_and_values_that_are_missing(imported: Read) -> None:
    statement = says("P17", item_of("Q30")) | {"qualifiers": {"P580": []}, "references": []}
    odd = {"type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": 30}}  # as older dumps have it
    found = imported("wikidata", special(entity("Q100", "Acme", statement, says("P17", odd))), SEEDS)
    assert said(found) == ["acme locatedIn land"]
    assert len(found.records.claims[0].evidence) == 2


TRIPLES = f"""\
<{WD}entity/Q100> <http://www.w3.org/2000/01/rdf-schema#label> "Acme"@en .
<{WD}entity/Q100> <{WD}prop/P571> <{WD}entity/statement/q100-5f> .
<{WD}entity/statement/q100-5f> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://wikiba.se/ontology#BestRank> .
<{WD}entity/statement/q100-5f> <http://wikiba.se/ontology#rank> <http://wikiba.se/ontology#PreferredRank> .
<{WD}entity/statement/q100-5f> <{WD}prop/statement/P571> "2015-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<{WD}entity/statement/q100-5f> <{WD}prop/statement/value/P571> <{WD}value/aa> .
<{WD}entity/statement/q100-5f> <{WD}prop/qualifier/P585> "2020-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<{WD}entity/statement/q100-5f> <{WD}prop/qualifier/value/P585> <{WD}value/bb> .
<{WD}entity/statement/q100-5f> <http://www.w3.org/ns/prov#wasDerivedFrom> <{WD}reference/cc> .
<{WD}reference/cc> <{WD}prop/reference/P854> <https://a.example/> .
<{WD}reference/cc> <{WD}prop/reference/P813> "2024-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<{WD}value/aa> <http://wikiba.se/ontology#timeValue> "2015-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<{WD}value/aa> <http://wikiba.se/ontology#timePrecision> "9"^^<http://www.w3.org/2001/XMLSchema#integer> .
<{WD}value/bb> <http://wikiba.se/ontology#timeValue> "2020-03-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<{WD}value/bb> <http://wikiba.se/ontology#timePrecision> "10"^^<http://www.w3.org/2001/XMLSchema#integer> .
<{WD}entity/Q100> <{WD}prop/direct/P571> "2015-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
"""  # noqa: E501


@pytest.mark.parametrize("name", ["Q100.nt", "Q100.ttl", "Q100.nq", "q.json.nt"])
def test_the_full_form_of_a_statement(imported: Read, name: str) -> None:
    found = imported("wikidata", {name: TRIPLES}, SEEDS)
    assert found.claims == ["acme foundedOn 2015 | at=2020-03; cites=https://a.example/ | Q100/q100-5f"]
    assert found.draft.rows == 1


def test_items_that_are_only_named_are_no_rows(imported: Read) -> None:
    """Files of an item name those that it speaks of; that alone makes nothing of them."""
    stub = f'<{WD}entity/Q55> <http://www.w3.org/2000/01/rdf-schema#label> "Globex"@en .\n'
    owned = triples(entity("Q100", "Acme", says("P127", item_of("Q55"))))["items.nt"]
    found = imported("wikidata", {"items.nt": stub + owned}, SEEDS)
    assert (found.claims, found.draft.rows, found.records.also) == ([], 1, {})
    assert found.refused == ["items.nt: Q55 is neither in the graph nor among the files [unknown-item]"]


@pytest.mark.parametrize(
    "wrong",
    [
        f'<{WD}entity/Q100> <{WD}prop/P17> "text" .\n',
        f"<{WD}entity/Q100> <{WD}prop/P17> <{WD}entity/Q100> .\n",
        f"<{WD}entity/Q100> <{WD}prop/P571> <{WD}s> .\n<{WD}s> <{WD}prop/statement/value/P571> <{WD}v> .\n"
        f'<{WD}s> <{WD}prop/statement/P571> "2015" .\n<{WD}v> <http://wikiba.se/ontology#timeValue> "2015" .\n'
        f'<{WD}v> <http://wikiba.se/ontology#timePrecision> "nine" .\n',
        f"<{WD}entity/Q100> <{WD}prop/P856> <{WD}s> .\n<{WD}s> <{WD}prop/statement/P856> _:b .\n",
        f'<{WD}entity/Q100> <{WD}prop/P17> <{WD}s> .\n<{WD}s> <http://wikiba.se/ontology#rank> "good" .\n'
        f"<{WD}s> <http://www.w3.org/ns/prov#wasDerivedFrom> <{WD}s> .\n",
    ],
)
def test_triples_that_wikidata_would_not_write(imported: Read, wrong: str) -> None:
    found = imported("wikidata", {"items.nt": wrong}, SEEDS)
    assert found.claims == []
    assert found.draft.rows == 1


def test_triples_that_are_none(imported: Read) -> None:
    with pytest.raises(KGError, match=r"items\.nt:2: error: .* \[rdf\]"):
        imported("wikidata", {"items.nt": TRIPLES.split("\n")[0] + "\noops"}, SEEDS)


@pytest.mark.parametrize(
    "files",
    [
        {"x/readme.txt": "Q100"},
        {"x/items.json": "{}"},
        {"x/items.json": '{"entities": {"Q1": {"id": "Q1x"}, "L1": {"id": "L1"}}}'},
        {"x/items.nt": '<http://e/s> <http://e/p> "x" .'},
        {"x/items.nt": f"<{WD}entity/Q1> <{WD}prop/P17> _:b .\n_:b <{WD}prop/statement/P17> <{WD}entity/Q30> ."},
    ],
)
def test_files_without_items(imported: Read, files: dict[str, str]) -> None:
    with pytest.raises(KGError, match="x: holds no items of Wikidata"):
        imported("wikidata", files, SEEDS, path="x")


def test_an_item_that_is_gone_says_nothing() -> None:
    assert list(from_json('{"entities": {"Q1": {"id": "Q1", "missing": ""}}}', "x")) == [Item("Q1")]
    assert Snak("none") == Snak("none", "", "")

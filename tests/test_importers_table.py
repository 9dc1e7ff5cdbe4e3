"""A user's own table by a mapping: what its templates say of its rows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg import importers
from kg.errors import KGError
from kg.importers import known
from kg.importers.draft import Draft
from kg.importers.table import with_mapping
from kg.model import Claim, Date, Evidence, Number, Plain, Prose, Ref
from kg.store import Store
from kg.terms import GRAPH
from kg.vocab import Ontology

SOURCE = """\
[source]
title = "Deals that we follow"
url = "https://example.org/deals"
"""
DEALS = """\
[[claims]]
subject = "{Buyer}"
purchasesFrom = "{Seller}"
amount = "{Sum} USD"
at = "{Signed}"
"""
NEW = '[entities]\nBuyer = "Company"\nSeller = "Company"\n'


class Tables:
    """A directory for a table and its mapping, and a graph to read it beside."""

    def __init__(self, root: Path, graph: Store, ontology: Ontology) -> None:
        self.root, self.graph, self.ontology = root, graph, ontology

    def read(self, text: str, mapping: str, name: str = "deals.csv") -> Draft:
        path = self.root / name
        path.write_text(text, encoding="utf-8")
        path.with_suffix(".toml").write_text(mapping, encoding="utf-8")
        importer = with_mapping(path, None)
        draft = Draft(importer, known.of(self.graph, GRAPH[importer.name]), self.ontology)
        importer.read(path, draft)
        draft.finished()
        return draft

    def error(self, text: str, mapping: str) -> str:
        with pytest.raises(KGError) as caught:
            self.read(text, mapping)
        return str(caught.value).replace(self.root.as_posix() + "/", "")

    def said(self, draft: Draft) -> list[str]:
        return [str(problem).replace(self.root.as_posix() + "/", "") for problem in draft.refused]


@pytest.fixture
def tables(tmp_path: Path, graph_of: Callable[..., Store], ontology: Ontology) -> Tables:
    entities = "acme Company, globex AILab, gemini Product, mars Country, claude Model"
    return Tables(tmp_path, graph_of(entities, "subject: acme, partnersWith: mars"), ontology)


def one(draft: Draft) -> Claim:
    assert [str(problem) for problem in draft.refused] == []
    (claim,) = draft.records.claims
    return claim


# ---- what rows say ----


def test_a_deal(tables: Tables) -> None:
    text = "Buyer,Seller,Sum,Signed\nAcme,GLOBEX,5e9,2025-01\n,Globex,1,2025\nAcme,,1,2025\nGlobex,Initech,,\n"
    draft = tables.read(text, SOURCE + NEW + DEALS)
    row = (tables.root / "deals.csv").as_posix()
    assert draft.records.claims == [
        Claim(
            draft.records.claims[0].where, Ref("acme"), "purchasesFrom", Ref("globex"), (Evidence("deals", "row 1"),),
            {"amount": (Number(Decimal(5_000_000_000), "USD"),), "at": (Date("2025-01"),)},
        ),
        Claim(
            draft.records.claims[1].where, Ref("globex"), "purchasesFrom", Ref("initech"), (Evidence("deals", "row 4"),)
        ),
    ]  # fmt: skip
    assert [str(claim.where) for claim in draft.records.claims] == [f"{row}:2", f"{row}:5"]
    assert {s: (e.type, e.name["en"]) for s, e in draft.records.entities.items()} == {"initech": ("Company", "Initech")}
    assert (draft.rows, draft.matched, tables.said(draft)) == (4, {"acme", "globex"}, [])


def test_a_key_names_the_rows(tables: Tables) -> None:
    text = "Id,Buyer,Seller,Sum,Signed\nA 1,Acme,Globex,1,\nA 1,Acme,Globex,2,\n,Acme,Globex,3,\n"
    draft = tables.read(text, 'key = "Id"\n' + SOURCE + DEALS)
    assert [str(claim.evidence[0]) for claim in draft.records.claims] == [
        "deals#A 1", "deals#A 1 (row 2)", "deals#row 3",
    ]  # fmt: skip


def test_the_source(tables: Tables) -> None:
    more = 'publisher = "Example"\ntier = "Weak"\nlicense = "CC0-1.0"\ndate = "2025-06"\nlang = "zh-Hant"\n'
    text = "Buyer,Seller,Sum,Signed\nAcme,Globex,,\n"
    plain = tables.read(text, SOURCE + DEALS, "My deals.2.csv").source
    assert (plain.id, plain.title, plain.url) == ("my-deals-2", "Deals that we follow", "https://example.org/deals")
    assert (plain.tier, plain.lang, plain.publisher, plain.date, plain.license) == ("Secondary", "en", "", None, None)
    full = tables.read(text, SOURCE + more + DEALS).source
    assert (full.tier, full.lang, full.publisher, full.date, full.license) == (
        "Weak", "zh-Hant", "Example", "2025-06", "CC0-1.0",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("prop", "template", "value"),
    [
        ("revenue", "{X} USD", Number(Decimal("12.5"), "USD")),
        ("foundedOn", "{X}", None),
        ("staffCount", "1{X}e2 people", Number(Decimal("11250"), "people")),
        ("ticker", "NASDAQ: {X}", Plain("NASDAQ: 12.5")),
        ("website", "https://e.example/?q={X}", Plain("https://e.example/?q=12.5", "anyURI")),
        ("remark", "worth  {X}", Prose((("en", "worth  12.5"),))),
    ],
)
def test_values_of_each_kind(tables: Tables, prop: str, template: str, value: object) -> None:
    draft = tables.read("X\n12.5\n", f'{SOURCE}[[claims]]\nsubject = "Acme"\n{prop} = "{template}"\n')
    assert [claim.object for claim in draft.records.claims] == ([value] if value else [])
    assert len(draft.refused) == (value is None)


@pytest.mark.parametrize(("text", "value"), [("true", "true"), ("FALSE", "false"), ("yes", None)])
def test_truth_values(tables: Tables, text: str, value: str | None) -> None:
    draft = tables.read(f"X\n{text}\n", f'{SOURCE}[[claims]]\nsubject = "claude"\nopenWeights = "{{X}}"\n')
    assert [claim.object for claim in draft.records.claims] == ([Plain(value, "boolean")] if value else [])


def test_qualifiers_of_each_kind(tables: Tables) -> None:
    said = {
        "by": "{By}", "amount": "{N}e9 EUR", "share": "{N} %", "quantity": "{N} GW", "low": "{N} GW", "at": "202{N}",
        "bound": "AtMost", "stage": "Intended", "confidence": "Likely", "basis": "post-money", "role": "no. {N}",
        "note": "{Long}", "cites": "https://e.example/{N}", "said": "2025-0{N}-01", "horizon": "203{N}",
        "from": "2020", "until": "2021", "status": "Disputed", "reason": "because",
    }  # fmt: skip
    templates = "".join(f'{key} = "{template}"\n' for key, template in said.items())
    mapping = f'{SOURCE}[[claims]]\nsubject = "Acme"\ninvestsIn = "Globex"\n{templates}'
    claim = one(tables.read('By,N,Long\nMars,5,"two\nlines"\n', mapping))
    assert claim.qualifiers == {
        "by": (Ref("mars"),), "amount": (Number(Decimal("5e9"), "EUR"),), "share": (Number(Decimal(5), "%"),),
        "quantity": (Number(Decimal(5), "GW"),), "low": (Number(Decimal(5), "GW"),), "at": (Date("2025"),),
        "bound": (Ref("AtMost"),), "stage": (Ref("Intended"),), "confidence": (Ref("Likely"),),
        "basis": (Plain("post-money"),), "role": (Prose((("en", "no. 5"),)),), "note": (Prose((("en", "two lines"),)),),
        "cites": (Plain("https://e.example/5", "anyURI"),), "said": (Date("2025-05-01"),), "horizon": (Date("2035"),),
        "from": (Date("2020"),), "until": (Date("2021"),), "status": (Ref("Disputed"),),
        "reason": (Prose((("en", "because"),)),),
    }  # fmt: skip


def test_two_claims_of_a_row(tables: Tables) -> None:
    claims = (
        '[[claims]]\nsubject = "{A}"\nrevenue = "{R} USD"\n[[claims]]\nsubject = "{A}"\nstaffCount = "{S} people"\n'
    )
    draft = tables.read("A,R,S\nAcme,1,2\nGlobex,,3\n", SOURCE + claims)
    assert [(claim.subject.slug, claim.predicate) for claim in draft.records.claims] == [
        ("acme", "revenue"), ("acme", "staffCount"), ("globex", "staffCount"),
    ]  # fmt: skip


def test_a_cell_is_text_and_never_a_template_or_formula(tables: Tables) -> None:
    text = 'Buyer,Seller,Sum,Signed\n{Seller},"=HYPERLINK(""x"")",1,\n'
    draft = tables.read(text, SOURCE + NEW + DEALS)
    assert [entity.name["en"] for entity in draft.records.entities.values()] == ["{Seller}", '=HYPERLINK("x")']


@pytest.mark.parametrize("prop", ["comments", "purchasesFrom"])
def test_a_column_of_companies_names_no_product(tables: Tables, prop: str) -> None:
    """Whatever the property takes: an actor, or (``comments``) anything."""
    text = "Buyer,Seller\nAcme,Gemini\nAcme,Globex\n"
    draft = tables.read(text, f'{SOURCE}{NEW}[[claims]]\nsubject = "{{Buyer}}"\n{prop} = "{{Seller}}"\n')
    assert [claim.object for claim in draft.records.claims] == [Ref("gemini-company"), Ref("globex")]
    assert draft.records.entities["gemini-company"].name == {"en": "Gemini (company)"}


# ---- what is refused ----


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("Nobody,Globex,1,2025", 'no entity is called "Nobody"; give its column a class in [entities] of deals.toml '
         "[unknown-entity]"),
        ("Acme,Claude,1,2025", 'no entity is called "Claude"; give its column a class in [entities] of deals.toml '
         "[unknown-entity]"),
        ("Acme,Globex,NaN,2025", '"NaN USD": expected a number and a unit such as 500e9 USD [bad-number]'),
        ('Acme,Globex,"1,000",2025', '"1,000 USD": a comma can mean two things; write 1.000 or 1000 [bad-number]'),
        ("Acme,Globex,-1,2025", 'amount "-1 USD" out of range: at least 0 [out-of-range]'),
        ("Acme,Globex,=1+1,2025", '"=1+1 USD": expected a number and a unit such as 500e9 USD [bad-number]'),
        ("Acme,Globex,1 k,2025", 'unknown unit "k USD"; write 1e3 USD [bad-unit]'),
        ("Acme,Globex,1,2024-02-30", 'bad date "2024-02-30": there is no such day [bad-date]'),
        ("Acme,Globex,1,1700", 'bad date "1700": expected a year from 1800 to 2100 [bad-date]'),
        ("Acme,Globex,1,12/03/2024",
         'bad date "12/03/2024": day and month can be read two ways; write 2024-12-03 or 2024-03-12 [bad-date]'),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_read(tables: Tables, cells: str, message: str) -> None:
    draft = tables.read(f"Buyer,Seller,Sum,Signed\nAcme,Mars,2,2024\n{cells}\n", SOURCE + DEALS)
    assert [claim.object for claim in draft.records.claims] == [Ref("mars")], "the other row is read all the same"
    assert tables.said(draft) == [f"deals.csv:3: warning: {message}"]


@pytest.mark.parametrize(
    ("template", "rule"),
    [
        ('stage = "Done"', "unknown-word"), ('bound = "about"', "unknown-word"),
        ('status = "Refuted"', "missing-reason"),
        ('cites = "javascript:alert(1)"', "bad-url"), ('cites = "https://u:p@e.example/"', "bad-url"),
        ('by = "Nobody"', "unknown-entity"), ('by = "Claude"', "unknown-entity"), ('share = "101 %"', "out-of-range"),
        ('amount = "1 XXY"', "bad-unit"), ('quantity = "1 furlong"', "bad-unit"), ('basis = "Post Money"', "bad-basis"),
        ('from = "2025"\nuntil = "2024"', "date-order"),
    ],
)  # fmt: skip
def test_a_claim_is_whole_or_not_made(tables: Tables, template: str, rule: str) -> None:
    mapping = f'{SOURCE}[[claims]]\nsubject = "{{A}}"\ninvestsIn = "Globex"\n{template}\n'
    draft = tables.read("A\nAcme\n", mapping)
    assert draft.records.claims == []
    assert [(problem.where.line, problem.rule) for problem in draft.refused] == [(2, rule)]


def test_an_ambiguous_name_is_called_so(tmp_path: Path, graph_of: Callable[..., Store], ontology: Ontology) -> None:
    tables = Tables(
        tmp_path, graph_of("acme Company, a-cme Company, globex AILab", "subject: acme, competesWith: globex"), ontology
    )
    for entities in ("", NEW):
        draft = tables.read("Buyer,Seller,Sum,Signed\nAcme,Globex,,\n", SOURCE + entities + DEALS)
        assert tables.said(draft) == [
            'deals.csv:2: warning: "Acme" stands for several entities: a-cme and acme [ambiguous]'
        ]


def test_a_class_that_the_property_does_not_take(tables: Tables) -> None:
    text = "Buyer,Seller,Sum,Signed\nAcme,Initech,,\n"
    draft = tables.read(text, SOURCE + '[entities]\nSeller = "Model"\n' + DEALS)
    assert (draft.records.claims, draft.records.entities) == ([], {})
    assert tables.said(draft) == [
        'deals.csv:2: warning: the value of "purchasesFrom" must be of class Actor, but "initech" is of class Model '
        "[wrong-class]"
    ]


# ---- mappings ----


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (DEALS, ": error: [source] needs a title"),
        ('[source]\ntitle = "T"\n' + DEALS, ": error: [source] needs a url"),
        ('[source]\ntitle = "T"\nurl = "file:///etc/passwd"\n' + DEALS,
         ': error: [source]: URL "file:///etc/passwd": only http and https [bad-url]'),
        ('[source]\ntitle = " "\nurl = "https://e.example/"\n' + DEALS,
         ": error: [source]: empty; give a value or leave the key out [empty-value]"),
        (SOURCE + 'tear = "Weak"\n' + DEALS, ': error: unknown key "tear" in [source]; did you mean "tier"?'),
        (SOURCE + 'tier = "weak"\n' + DEALS,
         ': error: [source]: unknown tier "weak"; did you mean "Weak"? [unknown-word]'),
        (SOURCE + 'date = "soon"\n' + DEALS,
         ': error: [source]: bad date "soon": write 2025-01-21, 2025-01 or 2025 [bad-date]'),
        (SOURCE + 'lang = "english"\n' + DEALS,
         ': error: [source]: language "english": use a tag such as en, zh-Hant or zh-Hans [language]'),
        (SOURCE + "date = 2025-01-01\n" + DEALS,
         ": error: expected [[claims]] with keys and texts, and [source] and [entities]"),
        (SOURCE, ": error: expected [[claims]] with keys and texts, and [source] and [entities]"),
        (SOURCE + DEALS.replace("[[claims]]", "[claims]"),
         ": error: expected [[claims]] with keys and texts, and [source] and [entities]"),
        (SOURCE + DEALS + "share = 5\n",
         ": error: expected [[claims]] with keys and texts, and [source] and [entities]"),
        ("claim = 1\n" + SOURCE + DEALS, ': error: unknown key "claim"; did you mean "claims"?'),
        (SOURCE + '[entities]\nBuyer = "Compny"\n' + DEALS,
         ': error: [entities] Buyer: unknown class "Compny"; did you mean "Company"?'),
        (SOURCE + '[entities]\nBuyer = "Claim"\n' + DEALS, ': error: [entities] Buyer: unknown class "Claim"'),
        (SOURCE + DEALS.replace("purchasesFrom", "purchaseFrom"),
         ': error: unknown key "purchaseFrom" in [[claims]]; did you mean "purchasesFrom"?'),
        (SOURCE + DEALS + 'refutes = "x"\n', ': error: unknown key "refutes" in [[claims]]'),
        (SOURCE + DEALS.replace("subject", "by"),
         ": error: a claim has no subject; it needs a subject and one property"),
        (SOURCE + '[[claims]]\nsubject = "{Buyer}"\n',
         ": error: a claim has 0 properties; it needs a subject and one property"),
        (SOURCE + DEALS + 'owns = "{Seller}"\n',
         ": error: a claim has 2 properties; it needs a subject and one property"),
        (SOURCE + '[[claims]]\nsubject = "Acme"\nowns = "Globex"\n', ": error: no template names a column in braces"),
        (SOURCE + "[[claims]\n", ": error: is no TOML: "),
        (SOURCE + 'title = "again"\n' + DEALS, ": error: is no TOML: "),
        ("a = " + "[" * 100_000, ": error: is no TOML: "),
    ],
)  # fmt: skip
def test_mappings_with_mistakes(tables: Tables, mapping: str, message: str) -> None:
    said = tables.error("Buyer,Seller,Sum,Signed\nAcme,Globex,1,2025\n", mapping)
    assert said.startswith(f"deals.toml{message}")
    assert "\n" not in said
    assert said.endswith("]")


def test_columns_that_the_table_lacks(tables: Tables) -> None:
    table = "Buyer,Seler,Sum,Signed\nAcme,Globex,1,2025\n"
    assert tables.error(table, SOURCE + DEALS) == (
        'deals.csv:1: error: no column "Seller"; did you mean "Seler"? [csv]'
    )
    table = table.replace("Seler", "Seller")
    assert tables.error(table, 'key = "Id"\n' + SOURCE + DEALS).startswith(
        'deals.csv:1: error: no column "Id"; it has '
    )
    assert tables.error(table, SOURCE + '[entities]\nOwner = "Company"\n' + DEALS).startswith(
        'deals.csv:1: error: no column "Owner"'
    )


def test_where_mapping_and_table_are(tables: Tables) -> None:
    path = tables.root / "deals.csv"
    with pytest.raises(
        KGError, match=r"deals\.toml: error: cannot be read: .*; write what its columns mean: kg import csv --help$"
    ):
        with_mapping(path, None)
    for name in (".", "/"):
        with pytest.raises(KGError, match=f"^{name}: expected one CSV file$"):
            with_mapping(Path(name), None)
    other = tables.root / "other.toml"
    other.write_text(SOURCE + DEALS)
    importer: Any = with_mapping(path, other)
    assert (importer.name, importer.title) == ("deals", "Deals that we follow")
    draft = Draft(importer, known.of(tables.graph, GRAPH.deals), tables.ontology)
    with pytest.raises(KGError, match=r"deals\.csv: error: cannot be read: No such file or directory \[file\]$"):
        importer.read(path, draft)
    path.write_text("a\n")
    with pytest.raises(KGError, match=f"^{tables.root}: expected one CSV file$"):
        importer.read(tables.root, draft)


def test_without_its_mapping_a_table_says_nothing(tables: Tables, ontology: Ontology) -> None:
    importer = importers.find("csv")
    with pytest.raises(KGError, match=r"^a table needs a mapping: kg import csv FILE\.csv --mapping FILE\.toml$"):
        importer.read(tables.root, Draft(importer, known.of(tables.graph, GRAPH.csv), ontology))

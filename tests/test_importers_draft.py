"""What an import makes of names, cells and rows, beside seeds and other imports."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kg import load, rdf
from kg.errors import Where
from kg.importers import Importer, known
from kg.importers.draft import Draft, slug_of
from kg.importers.files import Files
from kg.importers.known import Known
from kg.importers.rows import Row
from kg.model import Also, Claim, Date, Entity, Evidence, Number, Plain, Prose, Records, Ref, Source
from kg.store import Store
from kg.terms import GRAPH, NamedNode
from kg.vocab import Ontology

SOURCES = 'filing: {type: Filing, title: A filing, url: "https://a.example/", date: 2025-06-01, tier: Primary}\n'
SEEDS = """\
acme:
  {type: Company, name: {en: Acme Corporation, zh-Hant: 頂點}, aliases: {en: [Ácme, Acme Inc.], zh-Hant: [頂點公司]}}
globex: {type: AILab, name: {en: Globex}, wikidata: Q42}
lion: {type: ModelFamily, name: {en: Lion}}
lion-lab: {type: AILab, name: {en: Lion Lab}, aliases: {en: [Lion]}}
mercury-one: {type: AILab, name: {en: Mercury}}
mercury-two: {type: Company, name: {en: mercury}}
nile: {type: Company, name: {en: Nile}}
nile-model: {type: Product, name: {en: Nile Book}}
rocket: {type: Model, name: {en: Rocket 3.5}, aliases: {en: [Comet]}}
comet-co: {type: Company, name: {en: Comet}}
utopia: {type: Country, name: {en: Utopia}}
utopia-before: {type: Country, name: {en: Kingdom of Utopia}, replacedBy: utopia}
claims:
  - {subject: acme, investsIn: globex, amount: 5e9 USD, at: 2025-01, evidence: [filing]}
  - {subject: acme, revenue: 9e9 USD, at: 2024, status: Refuted, reason: {en: A slip.}, evidence: [filing]}
  - {subject: acme, revenue: 8e9 USD, at: 2023, status: Disputed, reason: {en: Unclear.}, evidence: [filing]}
  - {subject: acme, foundedOn: 1999, evidence: [filing]}
"""
IMPORTER = Importer(
    "deals", "Deals of the year", "Herald", "https://d.example/", "CC0-1.0", "deals", "a file", lambda path, draft: None
)
ROW = Row(Where("x.csv", 7), "deals/7", {})
NEXT = Row(Where("x.csv", 8), "deals/8", {})


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Store:
    root = tmp_path_factory.mktemp("seeds")
    (root / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (root / "all.yaml").write_text(SEEDS, encoding="utf-8")
    problems: list[object] = []
    records = load.load(root, ontology, problems)  # type: ignore[arg-type]
    assert problems == []
    return Store.in_memory(rdf.quads(records, ontology))


@pytest.fixture
def draft(seeds: Store, ontology: Ontology) -> Draft:
    return Draft(IMPORTER, known.of(seeds, GRAPH.deals), ontology)


@pytest.fixture
def beside(seeds: Store, ontology: Ontology) -> Callable[..., Draft]:
    """A draft beside other imports: graph → (slug, class, label, language)."""

    def made(leave_out: NamedNode = GRAPH.deals, **graphs: list[tuple[str, str, str, str]]) -> Draft:
        store = Store.in_memory(seeds.quads())
        for name, entities in graphs.items():
            records = Records()
            for slug, kind, label, language in entities:
                entity = records.entities.setdefault(slug, Entity(slug, Where(""), kind, {}))
                entity.name = {**entity.name, language: label}
            records.sources[name] = Source(name, Where(""), "Dataset", name, "https://o.example/", "Weak")
            store.engine.extend(rdf.quads(records, ontology, GRAPH[name]))
        return Draft(IMPORTER, known.of(store, leave_out), ontology)

    return made


def said(draft: Draft) -> list[str]:
    return [str(problem) for problem in draft.refused]


def made(draft: Draft) -> dict[str, tuple[str, str]]:
    """The new entities: slug to class and label."""
    return {slug: (entity.type, entity.name["en"]) for slug, entity in draft.records.entities.items()}


# ---- names of the seeds ----


@pytest.mark.parametrize(
    ("name", "accept", "slug"),
    [
        ("acme", "Actor", "acme"),
        ("Acme Corporation", "Company", "acme"),
        ("ACME-CORPORATION", "Actor", "acme"),
        (" acme\ncorporation ", "Actor", "acme"),
        ("頂點", "Actor", "acme"),
        ("頂點公司", "Actor", "acme"),
        ("A\u0301cme", "Actor", "acme"),
        ("Ａｃｍｅ", "Actor", "acme"),
        ("Acme (Inc.)", "Actor", "acme"),
        ("Ac\u200bme", "Actor", "acme"),
        ("Acme Inc", "Actor", None),
        ("Acme", "Work", None),
        ("Acm", "Actor", None),
        ("rocket-3.5", "Model", "rocket"),
        ("Rocket 35", "Work", None),
        ("Lion", "Actor", "lion-lab"),
        ("Lion", "Work", "lion"),
        ("Lion", "Entity", "lion"),
        ("Comet", "Entity", "comet-co"),
        ("Comet", "Work", "rocket"),
        ("Mercury", "Company", "mercury-two"),
        ("mercury one", "Actor", "mercury-one"),
        ("Mercury", "Actor", None),
        ("Kingdom of Utopia", "Place", "utopia"),
        ("utopia-before", "Place", "utopia"),
        ("", "Entity", None),
    ],
)
def test_names_of_the_seeds(draft: Draft, name: str, accept: str, slug: str | None) -> None:
    assert draft.match(ROW, name, accept) == (slug and Ref(slug))
    assert said(draft) == []
    assert made(draft) == {}


def test_a_name_of_several_is_refused_where_it_stands(draft: Draft) -> None:
    message = 'warning: "Mercury" stands for several entities: mercury-one and mercury-two [ambiguous]'
    assert draft.entity(ROW, "Mercury", "Company", accept="Actor") is None
    assert draft.entity(NEXT, "Mercury", "Company", accept="Actor") is None
    assert draft.entity(ROW, "Mercury", "Company", accept="Actor", quiet=True) is None
    assert draft.match(ROW, "Mercury", "Actor", hint="mend it") is None
    assert said(draft) == [f"x.csv:{line}: {message}" for line in (7, 8, 7)]
    assert made(draft) == {}


def test_a_name_of_none_is_refused_with_a_hint(draft: Draft) -> None:
    assert draft.match(ROW, "Initech", "Actor", hint="mend it") is None
    assert said(draft) == ['x.csv:7: warning: no entity is called "Initech"; mend it [unknown-entity]']


def test_items_of_wikidata(draft: Draft) -> None:
    assert draft.known.item("Q42") == "globex"
    assert draft.known.item("Q1") is None


# ---- new entities ----


def test_a_new_entity_is_one_however_it_is_spelled(draft: Draft) -> None:
    names = ("Initech  Labs", "INITECH-LABS", "initech labs", "Ｉnitech Labs")
    assert [draft.entity(ROW, name, "Company", accept="Actor") for name in names] == [Ref("initech-labs")] * 4
    assert draft.match(ROW, "initech (labs)", "Organization") == Ref("initech-labs")
    assert draft.match(ROW, "Initech Labs", "Work") is None
    assert made(draft) == {"initech-labs": ("Company", "Initech Labs")}
    assert said(draft) == []


def test_two_names_of_one_slug_are_two(draft: Draft) -> None:
    slugs = [draft.entity(ROW, name, "Model") for name in ("Puma 1.5", "Puma-1-5", "puma 1.5")]
    assert slugs[0] == slugs[2] == Ref("puma-1-5")
    assert slugs[1] is not None
    assert slugs[1].slug == "puma-1-5-9fcab9"
    assert made(draft) == {"puma-1-5": ("Model", "Puma 1.5"), "puma-1-5-9fcab9": ("Model", "Puma-1-5")}


def test_one_name_of_two_classes_is_two(draft: Draft) -> None:
    assert draft.entity(ROW, "Puma", "Company") == Ref("puma")
    assert draft.entity(ROW, "Puma", "ModelFamily") == Ref("puma-model-family")
    assert draft.entity(ROW, "Puma", "ModelFamily", accept="Work") == Ref("puma-model-family")
    assert draft.entity(ROW, "Puma", "Organization") == Ref("puma"), "a company is an organization"
    assert made(draft) == {"puma": ("Company", "Puma"), "puma-model-family": ("ModelFamily", "Puma (model family)")}


def test_new_beside_a_name_of_the_seeds_of_another_class(draft: Draft) -> None:
    assert draft.entity(ROW, "Globex", "Model") == Ref("globex-model")
    assert draft.entity(ROW, "Acme Inc.", "Model") == Ref("acme-inc")
    assert draft.entity(ROW, "頂點", "Model") == Ref("e82a2664")
    nile = draft.entity(ROW, "Nile", "Model")
    assert nile is not None
    assert nile.slug.startswith("nile-model-"), "nile-model is another of the seeds"
    assert made(draft) == {
        "globex-model": ("Model", "Globex (model)"), "acme-inc": ("Model", "Acme Inc. (model)"),
        "e82a2664": ("Model", "頂點 (model)"), nile.slug: ("Model", "Nile (model)"),
    }  # fmt: skip


def test_labels_are_taken_once(draft: Draft) -> None:
    for name in ("Puma", "puma.", "PUMA (model)"):
        draft.entity(ROW, name, "Company")
    draft.entity(ROW, "Puma", "Model")
    labels = [label for _, label in made(draft).values()]
    assert labels == ["Puma", "puma.", "PUMA (model)", "Puma (2)"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Solar Open 100B", "solar-open-100b"), ("C++ Labs", "c-plus-plus-labs"), ("Été & Söhne", "ete-sohne"),
        ("Ⅳ", "iv"), ("con", "con-1"), ("COM1", "com1-1"), ("x" * 70, "x" * 70), ("-a-", "a"),
    ],
)  # fmt: skip
def test_slugs(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("name", ["頂點科技", "!!!", "★", "Яндекс", "AI 頂點科技公司", "x" * 71, "頂" * 300, "-"])
def test_slugs_of_what_ascii_does_not_hold_are_hashes(name: str) -> None:
    assert slug_of(name) == slug_of(name)
    assert slug_of(name)[-8:].isalnum()
    assert len(slug_of(name)) <= 81
    assert slug_of(name) != slug_of(name + "!")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "name empty; give a value or leave the key out [empty-value]"),
        (" \u200b", "name empty; give a value or leave the key out [empty-value]"),
        ("x" * 301, f'name "{"x" * 59}…": longer than 300 characters [too-long]'),
        ("T\ufffdbingen", 'name "T\ufffdbingen": sign for a lost character U+FFFD; delete it [control-character]'),
    ],
)
def test_no_names(draft: Draft, name: str, message: str) -> None:
    assert draft.entity(ROW, name, "Company") is None
    assert said(draft) == [f"x.csv:7: warning: {message}"]


def test_characters_that_escapes_bring_in_are_taken_out(draft: Draft) -> None:
    row = Row(Where("x\x1b.json", 1), "de\ud800als/7\n", {})
    found = draft.entity(row, "Ini\x1b[2Jtech\ud800\u202e", "Company")
    draft.claim(row, found, "ticker", Plain("IN\x00I"), note="a\x1bb\n\u200bc", basis="x\x07")
    draft.claim(row, found, "remark", Prose((("en", "a\u202eb"),)), reason=Prose((("en", "\ud800"),)))
    draft.claim(row, found, "license", Plain("\x00 "))
    draft.refuse(row, "a\x1b[2Jb\nc")
    assert made(draft) == {"ini-2jtech": ("Company", "Ini[2Jtech")}
    assert [c.object for c in draft.records.claims] == [Plain("INI"), Prose((("en", "ab"),))]
    assert draft.records.claims[0].qualifiers == {"basis": (Plain("x"),), "note": (Prose((("en", "ab c"),)),)}
    assert draft.records.claims[0].evidence[0].locator == "deals/7\n"
    assert said(draft) == [r"x\x1b.json:1: warning: a\x1b[2Jb\nc [refused]"]


# ---- entities of other imports ----


def test_what_another_import_has_goes_by_its_label_there(beside: Callable[..., Draft]) -> None:
    draft = beside(other=[("puma-ai", "AILab", "PUMA AI", "en"), ("puma-ai", "AILab", "美洲獅", "zh-Hant")])
    assert draft.entity(ROW, "Puma AI", "Organization", accept="Actor") == Ref("puma-ai")
    assert made(draft) == {"puma-ai": ("AILab", "PUMA AI")}


def test_another_import_is_found_by_its_labels(beside: Callable[..., Draft]) -> None:
    other = [("the-puma", "AILab", "Puma", "en"), ("the-puma", "AILab", "美洲獅", "zh-Hant")]
    assert beside(other=other).match(ROW, "puma", "Model") is None
    for name in ("PUMA", "美洲獅"):
        draft = beside(other=other)
        assert draft.match(ROW, name, "Actor") == Ref("the-puma")
        assert made(draft) == {"the-puma": ("AILab", "Puma")}


def test_a_label_in_another_language_is_no_english_one(beside: Callable[..., Draft]) -> None:
    draft = beside(other=[("puma", "Company", "美洲獅", "zh-Hant")])
    draft.entity(ROW, "Puma", "Company")
    assert made(draft) == {"puma": ("Company", "Puma")}


def test_two_of_a_name_in_other_imports_are_not_guessed_at(beside: Callable[..., Draft]) -> None:
    draft = beside(one=[("puma-1", "Company", "Puma", "en")], two=[("puma-2", "AILab", "puma", "en")])
    assert draft.match(ROW, "Puma", "Actor") is None
    assert draft.match(ROW, "Puma", "Actor", hint="mend it") is None
    assert draft.match(ROW, "Puma", "Company") == Ref("puma-1")
    assert said(draft) == ['x.csv:7: warning: "Puma" stands for several entities: puma-1 and puma-2 [ambiguous]']


def test_another_class_elsewhere_is_another_entity(beside: Callable[..., Draft]) -> None:
    draft = beside(other=[("puma", "Company", "Puma", "en"), ("lynx-model", "Company", "Lynx Model", "en")])
    assert draft.entity(ROW, "Puma", "Model") == Ref("puma-model")
    assert draft.entity(ROW, "Puma", "Organization") == Ref("puma")
    draft.entity(ROW, "Lynx", "Company")
    lynx = draft.entity(ROW, "Lynx", "Model")
    assert lynx is not None
    assert lynx.slug.startswith("lynx-model-")
    assert made(draft)["puma"] == ("Company", "Puma")


def test_the_graph_that_is_replaced_counts_for_nothing(beside: Callable[..., Draft]) -> None:
    draft = beside(deals=[("puma", "Model", "PUMA", "en")])
    assert draft.entity(ROW, "Puma", "Company") == Ref("puma")
    assert made(draft) == {"puma": ("Company", "Puma")}
    assert draft.source.id == "deals"


def test_what_the_seeds_took_over_is_theirs(beside: Callable[..., Draft]) -> None:
    draft = beside(other=[("globex", "Model", "Globex G1", "en")])
    assert draft.match(ROW, "Globex G1", "Entity") is None
    assert draft.entity(ROW, "Globex", "AILab") == Ref("globex")
    assert made(draft) == {}


def test_seeds_come_before_other_imports(beside: Callable[..., Draft]) -> None:
    draft = beside(other=[("acme-x", "Company", "Acme", "en")])
    assert draft.match(ROW, "Acme", "Actor") == Ref("acme")
    assert draft.entity(ROW, "Acme", "Company") == Ref("acme")


def test_two_datasets_are_two_sources(beside: Callable[..., Draft], draft: Draft) -> None:
    assert list(beside(leave_out=GRAPH.mine, deals=[]).records.sources) == ["deals-import"]
    assert draft.records.sources == {
        "deals": Source(
            "deals", Where(""), "Dataset", "Deals of the year", "https://d.example/", "Established", "en", "Herald",
            license="CC0-1.0",
        )
    }  # fmt: skip


# ---- cells ----


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5", "USD", "5"), ("5000000000", "USD", "5e9"), ("5e9", "USD", "5e9"), ("1.5E+9", "USD", "1500000000"),
        ("1,234,567.50", "USD", "1234567.5"), ("0.10", "USD", "0.1"), ("1e-3", "USD", "0.001"), ("-0", "USD", "0"),
        ("1e18", "USD", "1e18"),
    ],
)  # fmt: skip
def test_numbers(draft: Draft, text: str, unit: str | None, value: str) -> None:
    assert draft.number(ROW, text, "raised", unit) == Number(Decimal(value), unit)
    assert said(draft) == []


def test_large_counts_stay_exact(draft: Draft) -> None:
    assert draft.number(ROW, "2.1e25", "trainingCompute", "FLOP") == Number(Decimal("2.1e25"), "FLOP")
    assert draft.number(ROW, "1" + "0" * 30, "trainingCompute", "FLOP") == Number(Decimal("1e30"), "FLOP")
    for digits in ("21000000000000000000000001", "9" * 29):
        assert draft.number(ROW, digits, "trainingCompute", "FLOP") is None
    assert [message.split(": ", 2)[2] for message in said(draft)] == [
        'trainingCompute: "2.1000000000000000000000001e+25 FLOP": more than 25 digits [bad-number]',
        'trainingCompute: "9.9999999999999999999999999999e+28 FLOP": more than 25 digits [bad-number]',
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("-5", "out-of-range"), ("1e19", "out-of-range"), ("NaN", "bad-number"), ("inf", "bad-number"),
        ("1e999", "bad-number"), ("1,5", "bad-number"), ("12,34", "bad-number"), ("$5", "bad-number"),
        ("5 USD", "bad-unit"), ("1_000", "bad-number"), ("٥", "bad-number"), ("５", "bad-number"),
        ("=1+1", "bad-number"), ("~5", "bad-number"), ("5bn", "bad-number"), ("0x10", "bad-number"),
        ("9" * 30, "bad-number"),
    ],
)  # fmt: skip
def test_no_numbers(draft: Draft, text: str, rule: str) -> None:
    assert draft.number(ROW, text, "raised", "USD") is None
    assert [(p.where.line, p.rule, p.severity) for p in draft.refused] == [(7, rule, "warning")]
    assert draft.refused[0].message.startswith("raised")


def test_units_must_fit(draft: Draft) -> None:
    assert draft.number(ROW, "5", "raised", "XXY") is None
    assert draft.number(ROW, "5", "staffCount", None) is None
    assert draft.number(ROW, "5", "low", None) == Number(Decimal(5))
    assert draft.number(ROW, "", "raised", "USD") is None
    assert [p.rule for p in draft.refused] == ["bad-unit", "bad-unit"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-01-21", "2025-01-21"), ("2025-01", "2025-01"), ("2025", "2025"), ("1/2/2025", "2025-01-02"),
        ("12/31/2025", "2025-12-31"), ("2025-01-21T10:00:00Z", "2025-01-21"), ("2025-01-21 10:00", "2025-01-21"),
        ("", None),
    ],
)  # fmt: skip
def test_dates(draft: Draft, text: str, date: str | None) -> None:
    assert draft.date(ROW, text) == (date and Date(date))
    assert said(draft) == []


@pytest.mark.parametrize(
    "text",
    ["2025-02-29", "1799-12-31", "0202-07-30", "31/12/2025", "2025-13", "Q3 2025", "2025-1-2", "2025.0", "45678"],
)
def test_no_dates(draft: Draft, text: str) -> None:
    assert draft.date(ROW, text) is None
    assert [(p.where.line, p.rule) for p in draft.refused] == [(7, "bad-date")]


def test_a_dataset_is_as_new_as_its_newest_date(draft: Draft) -> None:
    draft.dated(["2025-03-01", "2025-12-31", "", "soon", "2025-02-31", "12/31/2026"])
    assert draft.source.date == "2025-12-31"
    draft.dated(["2024-01-01"])
    assert draft.source.date == "2025-12-31"
    draft.dated([])
    assert draft.source.date == "2025-12-31"


# ---- claims ----


def test_a_claim_with_all_that_a_row_may_say(draft: Draft) -> None:
    draft.claim(
        ROW, Ref("acme"), "investsIn", Ref("globex"), amount=Number(Decimal(7), "USD"), at=Date("2025"),
        stage="Committed", bound="AtMost", confidence="Likely", by=Ref("acme"), basis="equity", said="2025-02",
        until=None, note=" two\nlines ", role="", cites=["https://a.example/", "", "my notes", "javascript:alert(1)"],
    )  # fmt: skip
    assert draft.finished().claims == [
        Claim(
            ROW.where, Ref("acme"), "investsIn", Ref("globex"), (Evidence("deals", "deals/7"),),
            {
                "amount": (Number(Decimal(7), "USD"),), "at": (Date("2025"),), "basis": (Plain("equity"),),
                "bound": (Ref("AtMost"),), "by": (Ref("acme"),), "cites": (Plain("https://a.example/", "anyURI"),),
                "confidence": (Ref("Likely"),), "note": (Prose((("en", "two lines"),)),), "said": (Date("2025-02"),),
                "stage": (Ref("Committed"),),
            },
        )
    ]  # fmt: skip
    assert said(draft) == []


@pytest.mark.parametrize(("subject", "value"), [(None, Date("1999")), (Ref("acme"), None), (None, None)])
def test_no_claim_without_subject_or_value(draft: Draft, subject: Ref | None, value: Date | None) -> None:
    draft.claim(ROW, subject, "foundedOn", value, stage="no such word")
    assert draft.finished().claims == []
    assert said(draft) == []


@pytest.mark.parametrize(
    ("subject", "prop", "value", "more", "message"),
    [
        ("acme", "foundedOn", Date("1999"), {"stage": "Done"},
         'unknown stage "Done"; use Rumoured, Intended, Committed, Completed or Cancelled [unknown-word]'),
        ("acme", "foundedOn", Date("1999"), {"said": "yesterday"},
         'bad date "yesterday": write 2025-01-21, 2025-01 or 2025 [bad-date]'),
        ("utopia", "develops", Ref("globex"), {},
         'the value of "develops" must be of class Work, but "globex" is of class AILab [wrong-class]'),
        ("rocket", "develops", Ref("rocket"), {},
         'the subject of "develops" must be of class Actor, but "rocket" is of class Model [wrong-class]'),
        ("acme", "foundedOn", Date("1999"), {"by": Ref("rocket")},
         '"by" of "foundedOn" must be of class Actor, but "rocket" is of class Model [wrong-class]'),
        ("acme", "owns", Ref("globex"), {"from": Date("2025-02"), "until": Date("2025-01-31")},
         "until 2025-01-31 is before from 2025-02 [date-order]"),
        ("acme", "foundedOn", Date("1999"), {"amount": Number(Decimal(1), "USD")},
         '"amount" belongs to relations; "foundedOn" is a figure itself [misplaced-figure]'),
        ("acme", "owns", Ref("globex"), {"status": "Refuted"}, "status Refuted needs a reason [missing-reason]"),
        ("acme", "owns", Ref("acme"), {}, '"acme" cannot own itself [self-ownership]'),
    ],
)  # fmt: skip
def test_claims_that_no_seed_may_make(  # type: ignore[no-untyped-def]
    draft: Draft, subject: str, prop: str, value, more: dict[str, object], message: str
) -> None:
    for slug in ("acme", "globex", "rocket", "utopia"):
        draft.mention(slug)
    draft.claim(ROW, Ref(subject), prop, value, **more)  # type: ignore[arg-type]
    assert draft.finished().claims == []
    assert said(draft) == [f"x.csv:7: warning: {message}"]


def test_two_rows_that_say_the_same_are_one_claim(draft: Draft) -> None:
    for row, page in ((ROW, "https://a.example/"), (NEXT, "https://b.example/"), (ROW, "https://a.example/")):
        draft.claim(row, Ref("acme"), "foundedOn", Date("1998"), cites=[page], note=f"row {row.where.line}")
    draft.claim(NEXT, Ref("acme"), "foundedOn", Date("1998"), at=Date("2020"))
    first, second = draft.finished().claims
    assert first.evidence == (Evidence("deals", "deals/7"), Evidence("deals", "deals/8"))
    assert first.qualifiers == {
        "cites": (Plain("https://a.example/", "anyURI"), Plain("https://b.example/", "anyURI")),
        "note": (Prose((("en", "row 7"),)),),
    }
    assert second.qualifiers == {"at": (Date("2020"),)}


@pytest.mark.parametrize(
    ("value", "at", "kept"),
    [
        (Number(Decimal("9e9"), "USD"), "2024", Ref("Refuted")),
        (Number(Decimal("8e9"), "USD"), "2023", Ref("Disputed")),
        (Number(Decimal("7e9"), "USD"), "2022", None),
    ],
)  # fmt: skip
def test_the_judgement_of_the_seeds_stands(draft: Draft, value: Number, at: str, kept: Ref | None) -> None:
    draft.claim(ROW, Ref("acme"), "revenue", value, at=Date(at))
    (claim,) = draft.finished().claims
    assert claim.qualifiers.get("status") == (kept and (kept,))
    assert draft.confirmed == (kept is not None)


def test_what_the_seeds_accept_is_not_refuted(draft: Draft) -> None:
    for year in ("1999", "1998"):
        draft.claim(ROW, Ref("acme"), "foundedOn", Date(year), status="Refuted", reason="Not so.", note="x")
    accepted, refuted = draft.finished().claims
    assert accepted.qualifiers == {"note": (Prose((("en", "x"),)),)}
    assert refuted.qualifiers["status"] == (Ref("Refuted"),)
    assert refuted.qualifiers["reason"] == (Prose((("en", "Not so."),)),)
    assert draft.confirmed == 1


def test_only_what_claims_speak_of_is_kept_and_counted(draft: Draft) -> None:
    draft.entity(ROW, "Nobody", "Company")
    speaker = draft.entity(ROW, "Speaker", "Company")
    bought = draft.entity(ROW, "Bought", "Company")
    acme, globex = (draft.entity(ROW, name, "Company", accept="Actor") for name in ("Acme", "Globex"))
    draft.claim(ROW, acme, "acquires", bought, by=speaker)
    draft.claim(ROW, globex, "acquires", None)
    assert list(draft.finished().entities) == ["speaker", "bought"]
    assert draft.matched == {"acme"}


# ---- more names ----


def test_more_names_where_they_are_nobody_elses(draft: Draft) -> None:
    draft.entity(ROW, "Puma", "Company")
    labels = {"en": "ACME corporation", "zh-Hant": "頂點科技\u202e"}
    aliases = {
        "en": ["Globex", " The  Acme ", "puma", "the acme", "\u200b", "x" * 301],
        "zh-Hant": ["頂點公司", "頂點科技"],
    }
    draft.alias("acme", labels, aliases)
    draft.alias("globex", {}, {"en": ["Puma"]})
    draft.alias("nile", {}, {}, wikidata="Q7")
    assert draft.records.also == {
        "acme": Also({"en": ("The Acme",), "zh-Hant": ("頂點科技",)}, None), "nile": Also({}, "Q7")
    }  # fmt: skip


def test_a_new_entity_described(draft: Draft) -> None:
    draft.entity(ROW, "Puma", "Company")
    draft.describe(
        "puma", {"en": "Other", "zh-Hant": "頂點", "zh-Hans": " "}, {"en": ["PUMA SE", "Acme"]}, wikidata="Q9"
    )
    assert draft.records.entities["puma"] == Entity(
        "puma", ROW.where, "Company", {"en": "Puma", "zh-Hant": "頂點 (company)"}, {"en": ("PUMA SE",)}, wikidata="Q9"
    )
    draft.entity(NEXT, "PUMA SE", "Model")
    assert made(draft)["puma-se"] == ("Model", "PUMA SE (model)"), "a name that was given is taken"


# ---- what the reader is told ----


def test_rows_are_counted_with_progress(seeds: Store, ontology: Ontology) -> None:
    heard: list[tuple[str, int, int]] = []
    draft = Draft(IMPORTER, Known(), ontology, progress=lambda *step: heard.append(step))
    rows = [Row(Where("x.csv", line), str(line), {}) for line in range(60)]
    assert list(draft.each(rows, "deals\x1b")) == rows
    assert list(draft.each([], "none")) == []
    assert draft.rows == 60
    assert heard == [(r"deals\x1b", 0, 60), (r"deals\x1b", 50, 60), (r"deals\x1b", 60, 60), ("none", 0, 0)]


def test_what_was_not_read_is_noted(draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\x07\x1bb")
    for name in "fghij":
        (tmp_path / name).symlink_to("nothing")
    files = Files.open(tmp_path)
    draft.removed(Files.open(tmp_path / "a.csv"))
    assert draft.notes == []
    files.text("a.csv")
    draft.removed(files)
    assert draft.notes == [
        "left out: f (a link to nothing), g (a link to nothing), h (a link to nothing) and 2 more",
        "2 invisible or control characters were taken out",
    ]

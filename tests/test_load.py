"""What may stand where in a seed file: the smallest input that passes and the smallest that fails, for each rule."""

# Whole messages are quoted here, however long.
# ruff: noqa: E501

from __future__ import annotations

import contextlib
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import load, rdf, validate, vocab
from kg.errors import Problem
from kg.load import hints, textfile, values, yamltree
from kg.model import Date, Number, Plain, Prose, Ref
from kg.terms import NamedNode

if TYPE_CHECKING:
    from conftest import World

ONTOLOGY = vocab.load()


def test_the_tiny_world_is_without_fault(world: World) -> None:
    assert world.read() == []
    assert list(world.records.entities) == ["acme", "globex", "alice", "g1"]
    assert world.records.entities["acme"].name == {"en": "Acme", "zh-Hant": "頂點"}
    assert list(world.records.sources) == ["herald-2025", "table-2025"]
    assert world.records.unread == set()
    claim = world.records.claims[0]
    assert (claim.subject, claim.predicate, claim.object) == (Ref("acme"), "revenue", Number(Decimal("13e9"), "USD"))
    assert claim.where == ("seeds/base.yaml", 5, 7)


def test_every_kind_of_value_is_read(world: World) -> None:
    claims = """\
claims:
  - {subject: acme, investsIn: globex, id: deal, amount: 1.5e9 USD, share: 27 %, quantity: 10 GW, bound: AtMost,
     stage: Intended, basis: post-money, from: 2024-02-29, until: 2025, said: 2025-03, by: [alice, acme],
     role: {en: Lead, zh-Hant: 領投}, note: Plain text, evidence: [herald-2025#p1, table-2025#row 1]}
  - {subject: acme, website: "https://acme.example/", at: 2025, evidence: [herald-2025]}
  - {subject: acme, remark: {en: Fine}, disputes: deal, evidence: [herald-2025]}
"""
    assert world.check(claims) == []
    deal, website, remark = world.records.claims[-3:]
    assert deal.object == Ref("globex")
    assert deal.qualifiers["amount"] == (Number(Decimal("1.5e9"), "USD"),)
    assert deal.qualifiers["from"] == (Date("2024-02-29"),)
    assert deal.qualifiers["by"] == (Ref("alice"), Ref("acme"))
    assert deal.qualifiers["role"] == (Prose((("en", "Lead"), ("zh-Hant", "領投"))),)
    assert [str(e) for e in deal.evidence] == ["herald-2025#p1", "table-2025#row 1"]
    assert website.object == Plain("https://acme.example/", "anyURI")
    assert remark.qualifiers["disputes"] == (Ref("deal"),)


def test_one_mistake_does_not_hide_another(world: World) -> None:
    text = """\
zeta:
  type: Compny
  nmae: {en: Zeta}
  name: [Zeta]
  aliases: {en: Z, zh_TW: [z]}
  wikidata: 131847360
  claims:
    - budget: 500
      bound: atmost
      at: 2024-13-01
      fonded: 2015
    - 2015
    - investsIn: NO WAY
      evidence: []
    - revenue: 1 USD
      raised: 5 USD
      subject: acme
      evidence: [herald-2025, herald-2025, "x y", table-2025#]
claims:
  - revenue: 2 USD
  - subject: acme
    evidence: herald-2025
"""
    assert world.check(text) == [
        "2:9 unknown-class", "3:3 unknown-key", "4:9 wrong-type", "5:17 wrong-type", "5:20 language", "6:13 bad-id",
        "8:7 missing-source", "8:15 bad-unit", "9:14 unknown-word", "10:11 bad-date", "11:7 unknown-key", "12:7 wrong-type",
        "13:18 wrong-type", "14:17 missing-source", "15:7 one-property", "17:7 subject", "18:31 duplicate-evidence",
        "18:44 bad-evidence", "18:51 bad-evidence", "20:5 missing-subject", "20:5 missing-source", "21:5 one-property",
        "22:15 wrong-type",
    ]  # fmt: skip


def test_what_could_not_be_read_is_not_called_unknown(world: World) -> None:
    """A record with a mistake, and one behind a syntax error, are there all the same."""
    text = """\
zeta: {type: Compny, name: Zeta}
eta:
  name: {en: [Eta
claims:
  - {subject: zeta, investsIn: eta, amount: x, id: deal, evidence: [herald-2025]}
  - {subject: acme, budget: 5, id: plan, evidence: [herald-2025]}
  - {subject: acme, remark: No., disputes: [deal, plan], evidence: [new]}
"""
    world.write({"sources-new.yaml": "new: {type: Article, title: New, tier: Weak}\n"})
    assert world.check(text) == ["1:14 unknown-class", "3:14 yaml-syntax", "5:45 bad-number", "6:29 bad-unit"]
    assert world.check("new: {type: Article, title: New, tier: Weak}\n", "sources-new.yaml") == ["1:1 missing-key"]


# -- sources and entities ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("type: Blog", "2:9 unknown-source-type"),
        ("tier: primary", "4:9 unknown-word"),
        ("date: Q3 2024", "5:9 bad-date"),
        ("lang: zh_TW", "5:9 language"),
        ("titel: x", "5:3 unknown-key"),
        ("url: ftp://x.example/", "3:8 bad-url"),
        ("passages: [p1]", "5:13 wrong-type"),
        ("passages: {p: {start: 5, end: 5, sha256: " + "a" * 64 + "}}", "5:14 passage"),
        ("passages: {p: {start: 5, end: -1, sha256: " + "a" * 64 + "}}", "5:33 wrong-type"),
        ("passages: {p: {start: 5, sha256: " + "a" * 64 + "}}", "5:14 missing-key"),
    ],
)
def test_source(world: World, line: str, expected: str) -> None:
    lines = {"type": "type: Article", "url": "url: https://x.example/", "tier": "tier: Weak"}
    lines[line.partition(":")[0]] = line
    text = "news:\n" + "".join(f"  {line}\n" for line in lines.values()) + "  title: News\n"
    assert world.check(text, "sources-x.yaml") == [expected]


def test_all_that_a_source_needs(world: World) -> None:
    assert world.messages("news: {}\n", "sources-x.yaml") == [
        f'seeds/sources-x.yaml:1:1: error: a source needs "{key}" [missing-key]'
        for key in ("tier", "title", "type", "url")
    ]
    assert world.messages("news: https://x.example/\n", "sources-x.yaml") == [
        "seeds/sources-x.yaml:1:7: error: expected a source (a mapping), found text [wrong-type]"
    ]


def test_a_source_among_entities_is_sent_where_it_belongs(world: World) -> None:
    assert world.check("news: {type: Article, title: N, url: 'https://x.example/', tier: Weak}\n") == [
        "1:1 misplaced-source"
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("type: Claim", "2:9 unknown-class"),
        ("type: company", "2:9 unknown-class"),
        ("name: {zh-Hant: 零}", "1:1 missing-label"),
        ("name: ''", "3:9 empty-value"),
        ("name: '   '", "3:9 empty-value"),
        ("name: {}", "3:9 empty-value"),
        ("name: null", "3:9 empty-value"),
        ("name: {en: null}", "3:14 empty-value"),
        ("name: " + "x" * 301, "3:9 too-long"),
        ('name: "a\\nb"', "3:9 too-long"),
        ("name: {english: Z}", "3:10 language"),
        ("aliases: [Z]", "4:12 wrong-type"),
        ("wikidata: Q0", "4:13 bad-id"),
        ("replacedBy: Acme Inc", "4:15 wrong-type"),
        ("claims: {budget: 1 USD}", "4:11 wrong-type"),
        ("founded: 2015", "4:3 unknown-key"),
    ],
)
def test_entity(world: World, line: str, expected: str) -> None:
    lines = {"type": "type: Company", "name": "name: {en: Zeta}"}
    assert world.check("zeta:\n" + "".join(f"  {line}\n" for line in lines.values())) == []
    lines[line.partition(":")[0]] = line
    assert world.check("zeta:\n" + "".join(f"  {line}\n" for line in lines.values())) == [expected]


@pytest.mark.parametrize(
    "slug",
    [
        "con",
        "aux",
        "com1",
        "lpt9",
        "'.'",
        "..",
        "a/b",
        "a%2Fb",
        "a b",
        "é",
        "-a",
        "Acme",
        "''",
        "'a '",
        "a" * 82,
        "a" * 500,
        "a_b",
        "а",
    ],
)
def test_bad_id(world: World, slug: str) -> None:
    assert world.check(f"{slug}: {{type: Company, name: Z}}\n") == ["1:1 bad-id"]


@pytest.mark.parametrize("slug", ["a", "0", "a" * 81, "console", "com", "com10", "2025-x", "a-"])
def test_good_id(world: World, slug: str) -> None:
    assert world.check(f"{slug}: {{type: Company, name: Z}}\n") == []


def test_an_id_stands_for_one_record_in_all_files(world: World) -> None:
    assert world.messages(
        "acme:\n  type: Company\n  name: Other\n  claims:\n    - budget: x\n      evidence: [herald-2025]\n"
    ) == [
        'seeds/x.yaml:1:1: error: duplicate id "acme", first at seeds/base.yaml:1:1 [duplicate-id]',
        'seeds/x.yaml:5:15: error: "x": expected a number and a unit such as 500e9 USD [bad-number]',
    ]
    again = "herald-2025: {type: Article, title: T, url: 'https://x.example/', tier: Weak}\n"
    assert world.check(again, "z/sources.yaml") == ["1:1 duplicate-id"]


# -- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("500e9 USD", "500000000000"),
        ("1.10 USD", "1.10"),
        ("1e3 EUR", "1000"),
        ("0 USD", "0"),
        ("+5 TWD", "5"),
        ("1.5e+9 USD", "1.5e9"),
    ],
)
def test_money(world: World, text: str, value: str) -> None:
    assert world.claim(f"budget: {text}") == []
    claim = next(c for c in world.records.claims if c.predicate == "budget")
    assert claim.object == Number(Decimal(value), text[-3:])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("budget: 500 billion USD", '3:13: error: unknown unit "billion USD"; write 500e9 USD [bad-unit]'),
        ("budget: 500e9", '3:13: error: "500e9": no unit; write "500e9 USD" [bad-unit]'),
        ("budget: 500e9 usd", '3:13: error: unknown unit "usd"; did you mean "USD"? [bad-unit]'),
        ("budget: 5 GW", '3:13: error: unknown unit "GW"; expected one such as USD [bad-unit]'),
        ("budget: 5 XXY", '3:13: error: unknown unit "XXY"; expected one such as USD [bad-unit]'),
        ("budget: €10bn", '3:13: error: "€10bn": write 10e9 EUR [bad-number]'),
        ("budget: $5m", '3:13: error: "$5m": write 5e6 USD, if they are US dollars [bad-number]'),
        ("budget: 1_000 USD", '3:13: error: "1_000 USD": write 1000 USD [bad-number]'),
        ("budget: 1,5 USD", '3:13: error: "1,5 USD": a comma can mean two things; write 1.5 or 15 [bad-number]'),
        ("budget: '1,000,000 USD'", '3:13: error: "1,000,000 USD": write 1000000 USD [bad-number]'),
        ("budget: .inf USD", '3:13: error: ".inf USD": expected a number and a unit such as 500e9 USD [bad-number]'),
        ("budget: .nan", '3:13: error: ".nan": expected a number and a unit such as 500e9 USD [bad-number]'),
        ("budget: 10^9 USD", '3:13: error: "10^9 USD": write 1e9 [bad-number]'),
        ("budget: 1e30 USD", '3:13: error: budget "1e30 USD" out of range: at most 1e18 [out-of-range]'),
        ("budget: -5 USD", '3:13: error: budget "-5 USD" out of range: at least 0 [out-of-range]'),
        ("budget: true", '3:13: error: "true": expected a number and a unit such as 500e9 USD [bad-number]'),
        ("budget: ~", "3:13: error: empty; give a value or leave the key out [empty-value]"),
        ("budget: ~5 USD", '3:13: error: "~5 USD": write 5 USD and, beside it, bound: About [bad-number]'),
        ("budget: 5-6 USD", '3:13: error: "5-6 USD": a range is two claims, one with bound: AtLeast and one with bound: AtMost [bad-number]'),
        ("budget: []", "3:13: error: expected text, found a list [wrong-type]"),
        ("budget: {usd: 5}", "3:13: error: expected text, found a mapping [wrong-type]"),
        ("budget: 0x10 USD", '3:13: error: "0x10 USD": write 0 x10 USD [bad-number]'),
        ("budget: ５ USD", '3:13: error: "５ USD": expected a number and a unit such as 500e9 USD [bad-number]'),
        ("powerCapacity: 5", '3:20: error: "5": no unit; write "5 GW" [bad-unit]'),
        ("powerCapacity: 5 kV", '3:20: error: unknown unit "kV"; use GW, MW, W or kW [bad-unit]'),
        ("powerCapacity: 10GW", '3:20: error: "10GW": write 10 GW [bad-number]'),
        ("staffCount: -3 people", '3:17: error: staffCount "-3 people" out of range: at least 0 [out-of-range]'),
        ("staffCount: 1e99 people", '3:17: error: staffCount "1e99 people" out of range: at most 1e40 [out-of-range]'),
    ],
)  # fmt: skip
def test_bad_number(world: World, line: str, expected: str) -> None:
    assert [p for p in world.claim(line) if "wrong-class" not in p] == [f"x.yaml:{expected}"]


def test_a_number_of_five_thousand_digits_is_refused(world: World) -> None:
    (line,) = world.claim(f"budget: {'9' * 5000} USD")
    assert line.endswith("more than 25 digits [bad-number]")
    assert len(line) < 200


@pytest.mark.parametrize(("share", "rule"), [("0 %", None), ("100 %", None), ("27.5 %", None), ("101 %", "out-of-range"),
                                             ("-5 %", "out-of-range"), ("40%", "bad-number"), ("0.4", "bad-unit")])  # fmt: skip
def test_share(world: World, share: str, rule: str | None) -> None:
    found = world.claim("investsIn: globex", f"share: {share}")
    assert [p.partition("[")[2] for p in found] == ([f"{rule}]"] if rule else [])


# -- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("date", ["2024", "2024-05", "2024-02-29", "1800", "2100-12-31"])
def test_date(world: World, date: str) -> None:
    assert world.claim(f"foundedOn: {date}") == []
    assert next(c.object for c in world.records.claims if c.predicate == "foundedOn") == Date(date)


@pytest.mark.parametrize(
    ("date", "hint"),
    [
        ("2024-02-30", "there is no such day"),
        ("2023-02-29", "there is no such day"),
        ("2024-13-01", "there is no such month"),
        ("2024-00", "there is no such month"),
        ("2024-01-00", "there is no such day"),
        ("0000", "expected a year from 1800 to 2100"),
        ("9999-01-01", "expected a year from 1800 to 2100"),
        ("12/03/2024", "day and month can be read two ways; write 2024-12-03 or 2024-03-12"),
        ("Q3 2024", "write from: 2024-07 and until: 2024-09, or 2024"),
        ("2024-5", "write 2024-05"),
        ("May 2024", "write 2024-05"),
        ("2024-05-01T00:00:00Z", "write 2024-05-01"),
        ("24-05-01", "write 2025-01-21, 2025-01 or 2025"),
        ("unknown", "write 2025-01-21, 2025-01 or 2025"),
        ("٢٠٢٤", "write 2025-01-21, 2025-01 or 2025"),
    ],
)
def test_bad_date(world: World, date: str, hint: str) -> None:
    assert world.claim(f"foundedOn: {date}") == [f'x.yaml:3:16: error: bad date "{date}": {hint} [bad-date]']


# -- URLs, words and texts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "http://a.example:8080/x?y=1#z",
        "https://zh.wikipedia.org/wiki/輝達",
        "https://a.example/%E8%BC%9D",
        "http://[::1]/",
    ],
)
def test_url(url: str) -> None:
    assert values.url(url) == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://a.example/", "//a.example/", "a.example", "https://",
     "https:///x", "https://u:p@a.example/", "https://u@a.example/", "https://a.example/a b", "https://a.example/<x>",
     "https://a.example/%zz", "http://[bad", "https://a.example:99999/", "https://a.example/\\x", "https://a.example/a#b#c"],
)  # fmt: skip
def test_bad_url(url: str) -> None:
    with pytest.raises(values.Invalid) as caught:
        values.url(url)
    assert caught.value.rule == "bad-url"


@given(st.text(max_size=40))
def test_every_accepted_url_is_an_iri(text: str) -> None:
    for url in (text, "https://a.example/" + text, "http://" + text):
        with contextlib.suppress(values.Invalid):
            NamedNode(values.url(url))


@given(st.text(max_size=80))
def test_hints_answer_anything(text: str) -> None:
    assert hints.number_hint(text, "5 GW")
    assert hints.date_hint(text)


@given(st.decimals(min_value=0, max_value=10**17, places=3), st.sampled_from(["", "k", " million", " bn", " trillion"]))
def test_a_number_hint_can_be_copied(amount: Decimal, scale: str) -> None:
    hint = hints.number_hint(f"US${amount}{scale}", "5 USD")
    if hint.startswith("write "):
        found = values.number(hint.removeprefix("write "), ONTOLOGY.properties["indicatorValue"], ONTOLOGY)
        assert found.unit == "USD"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["openWeights: NO"], '3:18: error: unknown truth value "NO"; use true or false [wrong-type]'),
        (["remark: {en: Foo, bar}"], '3:23: error: "bar" has no value; text with a comma needs quotes inside braces: {en: "Foo, bar"} [empty-value]'),
        (["remark: Fine.", "basis: Post Money"], '4:12: error: basis "Post Money": write it in lower case with hyphens [bad-basis]'),
        (["remark: Fine.", "stage: Complete"], '4:12: error: unknown stage "Complete"; did you mean "Completed"? [unknown-word]'),
        (["remark: Fine.", "status: wrong"], '4:13: error: unknown status "wrong"; use Accepted, Disputed or Refuted [unknown-word]'),
        (["remark: Fine.", "by: []"], "4:9: error: empty; give a value or leave the key out [empty-value]"),
        (["remark: Fine.", "at: [2024, 2025]"], "4:9: error: expected text, found a list [wrong-type]"),
        (["remark: Fine.", "bugdet: 5 USD"], '4:5: error: unknown key "bugdet"; did you mean "budget"? [unknown-key]'),
        (["remark: Fine.", "id: My Claim"], '4:9: error: id "My Claim": use a-z, 0-9 and -, at most 81 characters [bad-id]'),
        (["remark: Fine.", "evidence: {a: b}"], "4:15: error: expected a list of sources, found a mapping [wrong-type]"),
        (["remark: {en: Fine., en-US: Good., EN: Bad.}"], '3:39: error: language "EN": use a tag such as en, zh-Hant or zh-Hans [language]'),
    ],
)  # fmt: skip
def test_claim(world: World, lines: list[str], expected: str) -> None:
    assert [p for p in world.claim(*lines) if "wrong-class" not in p] == [f"x.yaml:{expected}"]


def test_text_is_normalised(world: World) -> None:
    world.check("zeta: {type: Company, name: {en: ' Cafe\u0301 '}}\n")
    assert world.records.entities["zeta"].name["en"] == "Café"


# -- files together ---------------------------------------------------------------------------------------------------


def test_files_come_in_order_of_their_paths(empty_world: World) -> None:
    for name in ("b.yaml", "a/c.yaml", "a.yaml", "A.yaml"):
        empty_world.write(
            {name: f"{name[-6]}{len(name)}: x\n" if "/" in name else f"x{name[0].lower()}{len(name)}: x\n"}
        )
    empty_world.read()
    assert [p.where.path for p in empty_world.problems] == [
        "seeds/A.yaml",
        "seeds/a.yaml",
        "seeds/b.yaml",
        "seeds/a/c.yaml",
    ]


def test_one_record_of_two_directories_is_noticed(world: World, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.yaml").write_text("acme: {type: Company, name: A}\n")
    world.read()
    load.load(other, world.ontology, world.problems, into=world.records)
    assert [str(p) for p in world.problems] == [
        'other/x.yaml:1:1: error: duplicate id "acme", first at seeds/base.yaml:1:1 [duplicate-id]'
    ]


def test_two_thousand_claims_are_loaded_and_validated_in_a_second(world: World) -> None:
    claim = "  - {{subject: acme, investsIn: globex, amount: {0}e6 USD, at: 2024-05-01, evidence: [herald-2025]}}\n"
    text = "claims:\n" + "".join(claim.format(i) for i in range(2000))
    start = time.perf_counter()
    assert world.check(text) == []
    assert time.perf_counter() - start < 2  # 0.3 s on a quiet machine


def test_two_thousand_wrong_claims_are_named_as_quickly(world: World) -> None:
    claim = "  - {{subject: acme{0}, investsIn: globx{0}, amount: x, at: 2024, evidence: [heralds-{0}]}}\n"
    text = "claims:\n" + "".join(claim.format(i) for i in range(2000))
    start = time.perf_counter()
    assert len(world.check(text)) == 8000
    assert time.perf_counter() - start < 3


# -- anything at all --------------------------------------------------------------------------------------------------

SEED = """\
zeta:
  type: Company
  name: {en: Zeta, zh-Hant: 澤塔}
  aliases: {en: [Z, "Zed: Inc."]}
  claims:
    - investsIn: globex
      amount: 5e6 USD
      from: 2024-05
      by: [alice]
      note:
        en: >-
          Folded text.
      evidence: [herald-2025#p1, table-2025#row]
claims:
  - {subject: acme, remark: {en: "Fine."}, id: x, evidence: [herald-2025]}
"""
SCRAPS = st.sampled_from(
    [*"[]{}:,#&*!|>'\"%@`-?~\t\n ", "- ", ": ", "\n  ", "null", "---\n", "...", "\x00", "\ufeff", "\u2028", "é", "<<: "]
)


@settings(max_examples=500, deadline=None)
@given(st.integers(0, len(SEED)), st.integers(0, 12), st.lists(SCRAPS, max_size=4).map("".join) | st.text(max_size=6))
def test_a_damaged_file_gives_problems_and_no_exception(start: int, length: int, scrap: str) -> None:
    text = SEED[:start] + scrap + SEED[start + length :]
    with tempfile.TemporaryDirectory() as parent:
        root = Path(parent, "seeds")
        root.mkdir()
        (root / "x.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
        problems: list[Problem] = []
        records = load.load(root, ONTOLOGY, problems)
        problems += validate.validate(records, ONTOLOGY)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for problem in problems:
        assert problem.where.path == "seeds/x.yaml"
        assert 0 <= problem.where.line <= lines
        assert str(problem).isprintable()
    if not any(problem.severity == "error" for problem in problems):
        list(rdf.quads(records, ONTOLOGY))


@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_no_exception(data: bytes) -> None:
    problems: list[Problem] = []
    text = textfile.decode(data, "x.yaml", problems)
    if text is not None:
        yamltree.parse(text, "x.yaml", problems)
    assert all(str(problem).isprintable() for problem in problems)

"""The explorer's evidence tab: what it says is what `kg` says, and nothing is shown without its source."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from kg import cards, claims, conflicts, explorer, load, paths, rdf, vocab, wording
from kg.claims import Claim
from kg.store import Store
from kg.terms import CLAIM, DCTERMS, ENTITY, KG, PREFIXES, RDF, RDFS, XSD, Literal, NamedNode, Quad, Term, date, number

HERE = Path(explorer.__file__).parent
LANGUAGES = ("en", "zh-Hant")

SOURCES = """\
filing: {type: Filing, title: A filing, url: "https://a.example/f", publisher: The Registry, date: 2025-06-01, lang: en, tier: Primary, passages: {p6s1: {start: 0, end: 9, sha256: "0000000000000000000000000000000000000000000000000000000000000000"}}}
blog: {type: Post, title: 一篇文章, url: "https://b.example/", date: 2025-07-02, lang: zh-Hant, tier: Weak}
table: {type: Dataset, title: Rows, url: "https://c.example/", tier: Established}
second: {type: Article, title: A second report, url: "https://d.example/", tier: Secondary}
"""  # noqa: E501
SEEDS = """\
nvidia:
  type: ChipMaker
  name: {en: Nvidia, zh-Hant: 輝達}
  aliases: {en: [Nvidia Corp], zh-Hant: [英偉達]}
  description: {en: Makes chips., zh-Hant: 製造晶片。}
openai: {type: AILab, name: {en: OpenAI}}
oracle: {type: CloudProvider, name: {en: Oracle, zh-Hant: 甲骨文}}
jensen: {type: Person, name: {en: Jensen}}
bad: {type: Company, name: {en: "<img src=x onerror=alert(1)>"}}
claims:
  - {subject: nvidia, investsIn: openai, amount: 100e9 USD, bound: AtMost, stage: Intended, at: 2025-09-22, by: jensen, role: {en: Lead, zh-Hant: 領投}, evidence: [filing#p6s1]}
  - {subject: nvidia, investsIn: openai, amount: 30e9 USD, stage: Committed, at: 2026-02, evidence: [blog, filing, table#Deal 7, second]}
  - {subject: openai, rentsComputeFrom: oracle, amount: 300e9 USD, stage: Committed, at: 2025-07, evidence: [filing]}
  - {subject: nvidia, supplies: oracle, quantity: 40000 chips, low: 30000 chips, high: 50000 chips, confidence: Likely, at: 2025-05, evidence: [table#Oracle]}
  - {subject: nvidia, marketValueChange: -60e9 USD, at: 2025-01, basis: close, id: slip, status: Refuted, reason: {en: Ten times too small., zh-Hant: 少了一個零。}, evidence: [blog]}
  - {subject: nvidia, marketValueChange: -589e9 USD, at: 2025-01, basis: close, refutes: slip, evidence: [filing]}
  - {subject: nvidia, foundedOn: 1993-02, evidence: [filing]}
  - {subject: nvidia, foundedOn: 1993-04, evidence: [blog]}
  - {subject: nvidia, revenue: 61e9 USD, at: 2024, note: {en: Fiscal year., zh-Hant: 會計年度。}, evidence: [filing]}
  - {subject: nvidia, revenue: 27e9 USD, at: 2023, evidence: [filing]}
  - {subject: nvidia, revenue: 26.97e9 USD, at: 2022, evidence: [filing]}
  - {subject: nvidia, revenue: 16.7e9 USD, at: 2021, evidence: [filing]}
  - {subject: nvidia, revenue: 10.9e9 USD, at: 2020, evidence: [filing]}
  - {subject: openai, remark: {en: A fine firm., zh-Hant: 好公司。}, by: nvidia, at: 2025-03, evidence: [blog]}
  - {subject: bad, investsIn: oracle, note: {en: "<b>bold</b>"}, evidence: [filing]}
"""  # noqa: E501


# ---- the same words and the same conflicts as in Python ----

_RUN = """\
import { readFileSync } from "node:fs";
import { build } from "vite";
const [, , root, out, given] = process.argv;
await build({
  configFile: false, root, logLevel: "error",
  build: { outDir: out, emptyOutDir: false, minify: false, lib: { entry: out + "/entry.ts", formats: ["es"], fileName: () => "words.mjs" } },
});
const { Claim, circumstances, claimDates, claimValue, measures, qualifiers, rivals, usePrefixes, shown } = await import(out + "/words.mjs");
const { prefixes, claims, words, single, texts } = JSON.parse(readFileSync(given, "utf-8"));
usePrefixes(prefixes);
const made = claims.map(([iri, about]) => new Claim(iri, new Map(Object.entries(about))));
const label = (name) => words[name];
const told = made.map((claim) => ["en", "zh-Hant"].map((language) => [claimValue(claim, language), measures(claim, language), circumstances(claim, language, label), claimDates(claim, language), qualifiers(claim, language, label)]));
const against = [...rivals(made, (property) => single.includes(property))].map(([id, others]) => [id, [...others].sort()]);
process.stdout.write(JSON.stringify({ told, rivals: Object.fromEntries(against), shown: texts.map(shown) }));
"""  # noqa: E501
_ENTRY = "\n".join(
    f'export * from "{(HERE / "src" / name).as_posix()}.ts";'
    for name in ("claim", "wording", "rivals", "terms", "evidenceWords")
)


@pytest.fixture(scope="module")
def in_typescript(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """Has the page's own code say claims in words and find their rivals."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "vite").is_dir():
        if os.environ.get("CI"):
            pytest.fail("no Node.js or no packages of kg/explorer, and CI is set")
        pytest.skip("no Node.js, or `npm ci` was not run in kg/explorer")
    out = tmp_path_factory.mktemp("words")
    (out / "entry.ts").write_text(_ENTRY, encoding="utf-8")
    script = HERE / "node_modules" / f".evidence-{os.getpid()}.mjs"  # beside vite, so that node finds it

    def run(found: list[Claim], texts: tuple[str, ...] = ()) -> dict[str, Any]:
        ontology = vocab.load()
        given = {
            "prefixes": dict(PREFIXES), "claims": [[str(CLAIM[c.id].value), _about(c)] for c in found], "texts": texts,
            "words": {name: dict(label) for name, label in ontology.word_labels.items()},
            "single": [name for name, prop in ontology.properties.items() if prop.single_valued],
        }  # fmt: skip
        (out / "given.json").write_text(json.dumps(given), encoding="utf-8")
        script.write_text(_RUN, encoding="utf-8")
        try:
            done = subprocess.run(
                [node, str(script), str(HERE), str(out), str(out / "given.json")],
                cwd=HERE,
                capture_output=True,
                check=False,
            )
        finally:
            script.unlink()
        assert done.returncode == 0, done.stderr.decode()
        return dict(json.loads(done.stdout))

    return run


def _about(claim: Claim) -> dict[str, list[dict[str, str]]]:
    return {name: [_json(term) for term in terms] for name, terms in claim._terms.items()}


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    assert isinstance(term, Literal)
    tag = {"lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **tag}


@cache
def _words() -> wording.Words:
    return vocab.load().word_labels


def _told(claim: Claim) -> list[list[Any]]:
    words = _words()
    return [
        [
            wording.claim_value(claim, language) or "", wording.measures(claim, language),
            wording.circumstances(claim, language, words), wording.claim_dates(claim, language),
            wording.qualifiers(claim, language, words),
        ]
        for language in LANGUAGES
    ]  # fmt: skip


def _claim(value: Term | list[Term] = ENTITY.b, **qualifiers: Term) -> Claim:
    given = {name: [term] for name, term in qualifiers.items()}
    objects = value if isinstance(value, list) else [value]
    return Claim(CLAIM.x.value, {"subject": [ENTITY.a], "predicate": [KG.p], "object": objects, **given}, {})


def _figures() -> Iterator[Claim]:
    sizes = """
        0 0.1 -0.5 1 2.50 12.34567 0.000012345 -0.00099995 0.0010 999.99995 2048 9999.99996 10000 50000 99999 999949
        999999 1000000 5576000 99999999 100000000 294e3 999999999 -589000000000 999950000000 1e12 1.76e12
        123456789012345 9.9999e15 1e16 2.1e25 12345678901234567890123 -4.5e30 0.00005 0.00015 1.00005 1.00015 1.00025
    """.split()  # noqa: SIM905
    units = (
        *wording._SIGNS, *wording._CURRENCIES, *wording._CHINESE_UNITS, *wording._UNITS, "%", "x", "XAF", "GW", "FLOP",
        "km2", "constructor", "", None,
    )  # fmt: skip
    for size in sizes:
        yield _claim(number(Decimal(size)), unit=Literal("USD"))
        yield _claim(unit=Literal("CNY"), amount=number(Decimal(size)), bound=KG.AtMost)
    for unit in units:
        for size in ("1", "-20500", "3.2e6", "5e8"):
            given = {} if unit is None else {"unit": Literal(unit), "quantityUnit": Literal(unit)}
            yield _claim(number(Decimal(size)), **given)
            yield _claim(quantity=number(Decimal(size)), **given)
    low, high = number(Decimal(30000)), number(Decimal("5e4"))
    for bound in ("AtLeast", "AtMost", "About", "Exact", "Unheard"):
        yield _claim(number(Decimal(40)), bound=KG[bound], lowerBound=low, upperBound=high)
        yield _claim(bound=KG[bound], share=number(Decimal("9.9")), quantity=high, lowerBound=low, upperBound=high)
        yield _claim(bound=KG[bound], share=low, amount=high, lowerBound=low)


def _others() -> Iterator[Claim]:
    for text, kind in (
        ("true", "boolean"), ("1", "boolean"), ("false", "boolean"), ("2025-01", "gYearMonth"), ("MIT", "string"),
        ("much", "integer"), ("", "decimal"), ("1.5.2", "decimal"), ("+7", "integer"), ("1e3", "double"),
        (".5", "decimal"), ("NaN", "decimal"),
    ):  # fmt: skip
        yield _claim(Literal(text, datatype=XSD[kind]), unit=Literal("USD"))
    yield _claim([Literal("said", language="en"), Literal("說", language="zh-hant")])
    yield _claim([Literal("seulement", language="fr")])
    yield _claim(amount=Literal("much"), share=Literal("half"))
    for times in (
        {"pointInTime": "2025-01-21"}, {"startTime": "2023", "endTime": "2024-02"}, {"startTime": "2019"},
        {"endTime": "2019"}, {"pointInTime": "2025", "endTime": "2031"}, {"pointInTime": "2025", "startTime": "2020"},
        {"horizon": "2030"}, {},
    ):  # fmt: skip
        yield _claim(**{name: date(day) for name, day in times.items()})
    for stage in ("Rumoured", "Completed", "Unheard"):
        yield _claim(
            stage=KG[stage], basis=Literal("pre-money"), horizon=date("2030"), role=Literal("Lead", language="en")
        )
    yield _claim(role=Literal("領投", language="zh-hant"))


def test_the_page_words_figures_as_python_does(in_typescript: Callable[..., dict[str, Any]]) -> None:
    found = [*_figures(), *_others()]
    told = in_typescript(found)["told"]
    wrong = [(_told(claim), said) for claim, said in zip(found, told, strict=True) if _told(claim) != said]
    assert wrong == []
    assert len(found) > 400


def test_strangers_words_are_shown_alike(in_typescript: Callable[..., dict[str, Any]]) -> None:
    from kg.present.text import shown

    texts = ("a\n b\u202ec", "\u2066x\u2069 \u200b\ufeff\x07", "👩🏽‍💻  שלום\tAI ", "\x7f\x9f", "plain")
    assert in_typescript([], texts)["shown"] == [shown(text) for text in texts]


@pytest.fixture(scope="module")
def whole() -> Store:
    """The shipped graph."""
    ontology = vocab.load()
    return Store.in_memory(rdf.quads(load.load(paths.shipped("seeds"), ontology, []), ontology))


def test_the_page_tells_of_the_same_claims_and_rivals(
    in_typescript: Callable[..., dict[str, Any]], whole: Store
) -> None:
    found = claims.fetch(whole)
    answer = in_typescript(found)
    assert answer["rivals"] == conflicts.rivals(found, vocab.load())
    assert len(answer["rivals"]) > 100
    wrong = [(_told(claim), said) for claim, said in zip(found, answer["told"], strict=True) if _told(claim) != said]
    assert wrong == []


# ---- what a reader sees ----


@pytest.fixture(scope="module")
def store(make_world: Any) -> Store:
    quads = [*make_world(SOURCES, SEEDS).graph.quads()]
    (supply,) = [quad for quad in quads if quad.predicate == RDF.predicate and quad.object == KG.supplies]
    page = Literal("https://cited.example/page", datatype=XSD.anyURI)
    # What seeds may not hold, but an import or a file of somebody's can.
    strange = [
        Quad(supply.subject, DCTERMS.references, page, supply.graph_name),
        Quad(ENTITY.bad, RDFS.label, Literal("evil\u202ename", language="zh-Hant"), supply.graph_name),
    ]
    return Store.in_memory([*quads, *strange])


@pytest.fixture(scope="module")
def html(page_of: Callable[[Store], Path], store: Store) -> Path:
    return page_of(store)


class Opened:
    """The explorer in a browser, with what it asked for and complained about."""

    def __init__(self, page: Any, html: Path) -> None:
        self.page, self.html = page, html
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.extend([said.text] if said.type == "error" else []))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self.refuse)
        page.on("request", lambda request: self.asked.append(request.url))

    def refuse(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, fragment: str = "", *, done: bool = True) -> None:
        self.page.goto(f"{self.html.as_uri()}#{fragment}")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        if done:
            self.page.wait_for_selector("#evidence[aria-busy=false]")

    def see(self, selector: str, **given: Any) -> Any:
        return self.page.locator(f"#evidence {selector}", **given)

    def claim(self, text: str) -> Any:
        return self.see(".claim", has_text=text).first

    def state(self, name: str) -> Any:
        return self.page.evaluate(f"kg.store.state.{name}")


@pytest.fixture
def opened(browser: Any, html: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """The page, not yet gone to; whatever the test did, it must not have asked or complained."""
    usual = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", "locale": "en-GB"}
    context = browser.new_context(**{**usual, **getattr(request, "param", {})})
    page = Opened(context.new_page(), html)
    yield page
    assert page.complaints == []
    assert [url for url in page.asked if not url.startswith(("blob:", "data:", html.as_uri()))] == []
    context.close()


def test_where_to_begin(opened: Opened) -> None:
    opened.open()
    opened.see("#contested h3").wait_for()
    best = [name.lower() for name in opened.see(".entries.two .grow").all_inner_texts()]
    assert best[:2] == ["nvidia", "openai"]
    (figure,) = opened.see("#contested button").all_inner_texts()
    assert "Nvidia change in market value" in figure
    assert "2 claims, −US$589 billion to −US$60 billion" in figure
    legend = opened.see(".legend").inner_text()
    assert "Better sources show it to be wrong" in legend
    opened.see("#contested button").click()
    opened.see(".claim").first.wait_for()
    assert opened.see("h2").inner_text().startswith("Nvidia")
    assert opened.see("[data-property=marketValueChange] h4").is_visible()


def test_a_card_says_what_kg_show_says(opened: Opened, store: Store) -> None:
    ontology = vocab.load()
    for slug in ("nvidia", "openai", "oracle", "jensen"):
        opened.open(f"focus={slug}")
        card = cards.card(store, ontology, slug)
        grouped = {name.lower(): lines for name, lines in card.grouped().items() if lines[0].side != "speaker"}
        groups = opened.see(".group:not([data-side=speaker])")
        headings = [text.rstrip("0123456789 ").lower() for text in groups.locator("h4").all_inner_texts()]
        assert headings == list(grouped)
        for more in opened.see(".more").all():
            more.click()
        for i, lines in enumerate(grouped.values()):
            shown = groups.nth(i).locator(".claim").evaluate_all("all => all.map(e => e.dataset.claim)")
            assert sorted(shown) == sorted(line.claim.id for line in lines)
        said = opened.see(".group[data-side=speaker] .claim").evaluate_all("all => all.map(e => e.dataset.claim)")
        assert sorted(said) == sorted(line.claim.id for line in card.lines if line.side == "speaker")
        count = len(card.lines)
        assert opened.see(".counts").inner_text().startswith(f"{count} claim")
        opened.page.goto("about:blank")


def test_names_in_both_languages(opened: Opened) -> None:
    opened.open("focus=nvidia")
    text = opened.page.inner_text("#evidence")
    for part in ("Nvidia", "輝達", "Chip maker", "e:nvidia", "Makes chips.", "also: Nvidia Corp, 英偉達"):
        assert part in text
    assert opened.see(".second").get_attribute("lang") == "zh-Hant"
    opened.page.click("#language")
    text = opened.page.inner_text("#evidence")
    for part in (
        "輝達",
        "晶片業者",
        "製造晶片。",
        "又名：英偉達、Nvidia Corp",
        "最多 1,000 億美元",
        "有意",
        "少了一個零。",
    ):
        assert part in text, part
    assert "Makes chips." not in text


def test_a_claim_with_all_that_qualifies_it(opened: Opened) -> None:
    opened.open("focus=nvidia")
    deal = opened.claim("up to US$100 billion")
    text = deal.inner_text()
    for part in ("OpenAI", "2025-09-22", "Lead", "intended", "by Jensen", "said 2025-06-01", "paragraph 6, sentence 1"):
        assert part in text, part
    source = deal.locator(".sources a").first
    assert source.get_attribute("href") == "https://a.example/f"
    assert source.get_attribute("rel") == "noopener noreferrer"
    assert source.get_attribute("target") == "_blank"
    assert source.get_attribute("lang") == "en"
    assert "The Registry · 2025-06-01" in text
    assert "primary" in text
    supply = opened.claim("40,000 chips").inner_text()
    for part in (
        "40,000 chips (30,000 – 50,000)",
        "confidence: likely",
        "row “Oracle”",
        "The row cites:",
        "cited.example",
    ):
        assert part in supply, part
    assert opened.claim("40,000 chips").locator(".cites a").get_attribute("href") == "https://cited.example/page"


def test_the_best_sources_first_and_the_rest_behind_one_click(opened: Opened) -> None:
    opened.open("focus=nvidia")
    deal = opened.claim("US$30 billion")
    assert deal.locator(".tier:visible").all_inner_texts() == ["primary", "established"]
    deal.locator("summary").click()
    assert deal.locator(".tier:visible").all_inner_texts() == ["primary", "established", "secondary", "weak"]


def test_nothing_without_its_source(opened: Opened) -> None:
    for fragment in ("focus=nvidia", "focus=oracle", "relation=nvidia+investsIn+openai"):
        opened.open(fragment)
        shown = opened.see(".claim").count()
        assert shown >= 2
        assert opened.see(".claim", has=opened.page.locator(".sources a[href^='https://']")).count() == shown
        opened.page.goto("about:blank")


def test_rivals_stand_side_by_side_and_what_is_refuted_is_struck(opened: Opened) -> None:
    opened.open("focus=nvidia")
    box = opened.see("[data-property=marketValueChange] .rivals")
    assert "Two claims that cannot both be right" in box.inner_text()
    assert box.locator(".claim").count() == 2
    left, right = (box.locator(".claim").nth(i).bounding_box() for i in range(2))
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    struck = box.locator(".claim.refuted")
    assert "why: Ten times too small." in struck.inner_text()
    line = "e => getComputedStyle(e).textDecorationLine"
    assert struck.locator("s").evaluate(line) == "line-through"
    assert box.locator(".claim:not(.refuted) .says").evaluate(line) == "none"
    assert opened.see("[data-property=foundedOn] .rivals .claim").count() == 2
    assert opened.see("[data-property=revenue] .rivals").count() == 0  # other years are no rivals


def test_only_what_is_contested(opened: Opened) -> None:
    opened.open("focus=nvidia")
    button = opened.see("[data-filter=contested]")
    assert button.inner_text() == "≠ 4 contested"
    button.focus()
    opened.page.keyboard.press("Enter")
    assert opened.see(".claim").count() == 4
    assert opened.see("[data-filter=contested]:focus").get_attribute("aria-pressed") == "true"
    opened.page.keyboard.press("Enter")
    assert opened.see(".claim").count() > 4


def test_the_newest_first_and_all_on_demand(opened: Opened) -> None:
    opened.open("focus=nvidia")
    revenue = opened.see("[data-property=revenue]")
    assert revenue.locator(".when").all_inner_texts() == ["2024", "2023", "2022"]
    more = revenue.locator("button.more")
    assert more.inner_text() == "Show all 5"
    more.focus()
    opened.page.keyboard.press("Enter")
    assert revenue.locator(".when").all_inner_texts() == ["2024", "2023", "2022", "2021", "2020"]
    assert revenue.locator("button.more:focus").get_attribute("aria-expanded") == "true"
    opened.page.click("#language")
    assert opened.see("[data-property=revenue] .claim").count() == 5  # what was opened stays open


def test_names_lead_to_other_cards(opened: Opened) -> None:
    opened.open("focus=nvidia")
    button = opened.see(".claim button[data-entity=openai]").first
    button.focus()
    opened.page.keyboard.press("Enter")
    opened.see("h2:focus", has_text="OpenAI").wait_for()
    assert opened.state("focus") == "openai"
    assert opened.see(".claim button[data-entity=nvidia]").count() > 0
    opened.page.wait_for_url("**#*focus=openai*")


def test_an_arrow_has_a_card(opened: Opened) -> None:
    opened.open("relation=nvidia+investsIn+openai")
    assert opened.see("h2").inner_text() == "Nvidia invests in OpenAI"
    assert [value.strip() for value in opened.see(".says").all_inner_texts()] == [
        "US$30 billion",
        "up to US$100 billion",
    ]
    opened.see("h2 button", has_text="OpenAI").click()
    opened.see("h2", has_text="OpenAI").wait_for()
    assert opened.state("relation") is None


def test_what_else_connects_two_entities(opened: Opened) -> None:
    opened.open("relation=nvidia+supplies+oracle")
    assert opened.see("[data-relation]").count() == 0
    opened.open("relation=openai+remark+nvidia")  # no such arrow between entities that there are
    assert "no claims" in opened.page.inner_text("#evidence").lower()


def test_only_around_and_back(opened: Opened) -> None:
    opened.open("focus=jensen")
    assert opened.see("[data-tool=whole]").count() == 0
    opened.see("[data-tool=around]").click()
    assert opened.state("drawn") == ["jensen"]
    opened.page.evaluate("kg.focus('openai')")
    opened.see("[data-tool=expand]").click()
    assert sorted(opened.state("drawn")) == ["jensen", "nvidia", "openai", "oracle"]
    opened.see("[data-tool=whole]").click()
    assert opened.state("drawn") is None
    assert opened.see("h2").inner_text().startswith("OpenAI")


def test_as_it_stood_on_a_day(opened: Opened) -> None:
    opened.open("focus=nvidia&day=2024-12-31")
    assert opened.see(".claim", has_text="US$100 billion").count() == 0
    assert "As of 2024-12-31:" in opened.see(".asof").inner_text()
    assert opened.see(".claim", has_text="US$61 billion").count() == 1
    opened.see("[data-filter=times]").click()
    assert opened.see(".claim", has_text="US$100 billion").count() == 1


@pytest.mark.parametrize("focus", ["nobody", "x> } DROP ALL #", "constructor", "<b>x</b>"])
def test_an_entity_that_is_not_there(opened: Opened, focus: str) -> None:
    opened.open(urlencode({"focus": focus}))
    assert f"Nothing here is called “{focus}”." in opened.page.inner_text("#evidence")
    opened.see("#contested h3").wait_for()


def test_hostile_names_are_text(opened: Opened) -> None:
    opened.open("focus=bad")
    assert opened.see("h2").inner_text() == "<img src=x onerror=alert(1)>evil\\u202ename"
    assert "<b>bold</b>" in opened.page.inner_text("#evidence")
    assert opened.see("img, b").count() == 0
    opened.open("focus=oracle")
    assert opened.see("img").count() == 0


_HELD = """
const waiting = [];
window.Worker = class extends Worker {
  postMessage(...given) {
    const send = () => super.postMessage(...given);
    if (window.held) window.held.push(send); else send();
  }
};
window.held = waiting;
window.release = () => { window.held = null; waiting.forEach((send) => send()); };
"""


def test_calm_while_the_engine_starts(opened: Opened) -> None:
    opened.page.add_init_script(_HELD)
    opened.open("focus=nvidia", done=False)
    assert opened.see("h2").inner_text().startswith("Nvidia")  # the name needs no engine
    assert opened.see("[role=status]").inner_text() == "Starting the engine, a moment…"
    assert opened.page.get_attribute("#evidence", "aria-busy") == "true"
    opened.page.evaluate("release()")
    opened.see(".claim").first.wait_for()
    assert opened.see("[role=status]").count() == 0


def test_reads_again_when_the_engine_was_stopped(opened: Opened) -> None:
    opened.page.add_init_script(_HELD)
    opened.open("focus=nvidia", done=False)
    opened.page.evaluate("release()")
    opened.see(".claim").first.wait_for()
    opened.page.evaluate("() => { kg.focus('oracle'); kg.engine.stop(); }")
    opened.see(".claim", has_text="US$300 billion").wait_for()
    assert opened.see("h2").inner_text().startswith("Oracle")


def test_what_was_read_is_kept(opened: Opened) -> None:
    opened.open("focus=nvidia")
    opened.see(".claim").first.wait_for()
    opened.page.evaluate(
        """() => { const ask = kg.engine.ask; window.asked = 0;
        kg.engine.ask = (...given) => (window.asked++, ask.call(kg.engine, ...given)); }"""
    )
    opened.page.evaluate("kg.focus('oracle')")
    opened.see(".claim", has_text="US$300 billion").wait_for()
    first = opened.page.evaluate("asked")
    assert 0 < first <= 5
    opened.page.evaluate("kg.focus('nvidia')")
    assert opened.see(".claim", has_text="US$61 billion").count() == 1  # at once
    opened.page.evaluate("kg.focus('oracle')")
    assert opened.page.evaluate("asked") == first


def test_says_when_it_cannot_read(opened: Opened) -> None:
    opened.open("")
    opened.see("#contested h3").wait_for()
    opened.page.evaluate(
        """() => { window.ask = kg.engine.ask;
        kg.engine.ask = () => Promise.reject(new Error("out of paper")); }"""
    )
    opened.page.evaluate("kg.focus('nvidia')")
    assert "out of paper" in opened.see("[role=alert]").inner_text()
    opened.page.evaluate("() => { kg.engine.ask = window.ask; }")
    opened.see("[role=alert] button").click()
    opened.see(".claim").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "focus=nvidia", "relation=nvidia+investsIn+openai"])
def test_accessible(opened: Opened, scheme: str, fragment: str) -> None:
    axe = HERE / "node_modules" / "axe-core" / "axe.min.js"
    opened.page.emulate_media(color_scheme=scheme)
    opened.open(fragment)
    opened.see("#contested h3" if not fragment else ".claim").first.wait_for()
    opened.page.evaluate(axe.read_text(encoding="utf-8"))
    found = opened.page.evaluate("axe.run('#evidence', { resultTypes: ['violations'] })")
    assert [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found["violations"]] == []


@pytest.mark.parametrize("opened", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_on_a_phone(opened: Opened) -> None:
    opened.open("focus=nvidia")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.getElementById('evidence'))") <= 0
    assert opened.see(".rivals .beside").first.is_visible()

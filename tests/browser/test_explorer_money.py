"""The explorer's money tab: sums, rings and paths are those that `kg` finds, each with the way to its evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from kg import analysis, explorer, rings, vocab
from kg.errors import NotFound

SOURCES = """\
filing: {type: Filing, title: A filing, url: "https://a.example/", date: 2025-06-01, tier: Primary}
blog: {type: Post, title: A post, url: "https://b.example/", tier: Weak}
"""
SEEDS = """\
nvidia: {type: ChipMaker, name: {en: Nvidia, zh-Hant: 輝達}}
openai: {type: AILab, name: {en: OpenAI}}
oracle: {type: CloudProvider, name: {en: Oracle, zh-Hant: 甲骨文}}
amazon: {type: Company, name: {en: Amazon}}
aws: {type: CloudProvider, name: {en: AWS}}
fund: {type: Investor, name: {en: Fund}}
ada: {type: Person, name: {en: Ada}}
evil: {type: Company, name: {en: "<img src=x onerror=document.title='owned'>"}}
claims:
  - {subject: nvidia, investsIn: openai, amount: 100e9 USD, bound: AtMost, stage: Intended, at: 2025-09-22, evidence: [filing]}
  - {subject: nvidia, investsIn: openai, amount: 30e9 USD, stage: Committed, at: 2026-02, evidence: [blog]}
  - {subject: openai, rentsComputeFrom: oracle, amount: 300e9 USD, stage: Committed, at: 2025-07, evidence: [filing]}
  - {subject: oracle, purchasesFrom: nvidia, amount: 40e9 USD, at: 2025-05, evidence: [filing]}
  - {subject: amazon, investsIn: openai, amount: 8e9 USD, at: 2024, evidence: [filing]}
  - {subject: openai, rentsComputeFrom: aws, amount: 38e9 USD, at: 2025-11, evidence: [filing]}
  - {subject: aws, subsidiaryOf: amazon, evidence: [filing]}
  - {subject: fund, owns: oracle, share: 20 %, at: 2026-01, evidence: [filing]}
  - {subject: fund, investsIn: evil, amount: 5e9 EUR, at: 2025, evidence: [filing]}
  - {subject: evil, investsIn: fund, stage: Cancelled, at: 2025, evidence: [filing]}
  - {subject: ada, worksFor: openai, from: 2020, evidence: [filing]}
  - {subject: ada, criticises: fund, at: 2025, evidence: [blog]}
"""  # noqa: E501


@pytest.fixture(scope="module")
def worlds(make_world: Any, shipped: Any) -> dict[str, Any]:
    """The graph that ships and a small one, each as a store and as a page."""
    return {"small": make_world(SOURCES, SEEDS), "shipped": shipped}


class Tab:
    """The page with its money tab open."""

    def __init__(self, browser: Any, world: Any, **state: str) -> None:
        self.page = browser.new_page(viewport={"width": 1440, "height": 900})
        self.page.set_default_timeout(10_000)
        self.file = world.page.as_uri()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{self.file}#{urlencode({'lang': 'en', 'tab': 'money', **state})}")
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def view(self, name: str) -> None:
        self.page.click(f"#money [data-view={name}]")

    def rings(self) -> list[list[str]]:
        """The payers of each ring in the list, once it is whole."""
        self.page.wait_for_selector("#money .ring-list[aria-busy=false]")
        while (more := self.page.locator("#money [data-key=more]")).count():
            more.click()
        found = self.page.locator("#money .ring").evaluate_all("all => all.map(b => b.dataset.ring)")
        return [ring.split() for ring in found]

    def path(self, start: str, end: str) -> None:
        for field, name in (("#path-from", start), ("#path-to", end)):
            self.page.fill(field, name)
            self.page.keyboard.press("Enter")

    def steps(self) -> list[list[str]]:
        found = self.page.locator("#money .steps > li").evaluate_all("all => all.map(li => li.dataset.step)")
        return [step.split() for step in found]

    def lit(self) -> list[str]:
        """What the address says is lit, which follows the picture."""
        self.page.wait_for_url(re.compile("lit="))
        return parse_qs(urlsplit(str(self.page.url)).fragment)["lit"][0].split()

    def evaluate(self, script: str) -> Any:
        return self.page.evaluate(script)

    def check(self) -> None:
        assert not self.complaints
        assert {url for url in self.asked if not url.startswith(("blob:", "data:"))} == {self.file}
        assert self.page.title() != "owned"


@pytest.fixture
def tabs(browser: Any, worlds: dict[str, Any]) -> Iterator[Any]:
    opened: list[Tab] = []

    def open_tab(name: str = "small", **state: str) -> Tab:
        opened.append(Tab(browser, worlds[name], **state))
        return opened[-1]

    yield open_tab
    for tab in opened:
        tab.check()
        tab.page.close()


# ---- rings ----


def test_the_shipped_graphs_rings_are_those_of_kg_loops(tabs: Any, worlds: dict[str, Any]) -> None:
    expected = rings.loops(worlds["shipped"].graph, vocab.load())
    tab = tabs("shipped")
    tab.view("rings")
    assert len(expected) > 50
    assert tab.rings() == [[leg.payer for leg in loop.legs] for loop in expected]
    totals = tab.page.locator("#money .ring").evaluate_all("all => all.map(b => Number(b.dataset.total))")
    assert totals == [float(loop.total) for loop in expected]


def test_a_ring_shows_the_claims_of_kg_loops(tabs: Any, worlds: dict[str, Any]) -> None:
    first = rings.loops(worlds["shipped"].graph, vocab.load())[0]
    tab = tabs("shipped")
    tab.view("rings")
    tab.page.click("#money .ring >> nth=0")
    for leg in first.legs:
        shown = tab.page.locator(f'#money [data-leg="{leg.payer} {leg.payee}"] .relation')
        relations = list(dict.fromkeys(f"{c.subject} {c.predicate} {c.object}" for c in leg.claims))
        assert shown.evaluate_all("all => all.map(b => b.dataset.relation)") == relations[:5]


def test_a_subsidiary_counts_as_the_firm_and_a_small_share_does_not(tabs: Any) -> None:
    tab = tabs()
    tab.view("rings")
    assert tab.rings() == [["amazon", "openai"], ["nvidia", "openai", "oracle"]]


def test_a_ring_that_is_chosen_is_lit_and_leads_to_its_evidence(tabs: Any) -> None:
    tab = tabs()
    tab.view("rings")
    ring = tab.page.locator("#money [data-ring='nvidia openai oracle']")
    assert "US$440 billion" in ring.inner_text()
    assert "US$370 billion firm" in ring.inner_text()
    ring.click()
    assert tab.lit() == ["nvidia", "openai", "oracle", "nvidia"]
    leg = tab.page.locator("#money [data-leg='nvidia openai']")
    assert "intended" in leg.inner_text()
    assert "2 claims" in leg.inner_text()
    leg.locator(".relation").click()
    tab.page.wait_for_selector("#evidence h2:has-text('invests in')")
    assert "A filing" in tab.page.locator("#evidence").inner_text()
    tab.page.click("#tab-money")
    assert tab.page.locator("#money [data-ring='nvidia openai oracle']").get_attribute("aria-expanded") == "true"


def test_a_ring_over_a_subsidiary_lights_the_arrows_of_its_claims(tabs: Any) -> None:
    tab = tabs()
    tab.view("rings")
    tab.page.click("#money [data-ring='amazon openai']")
    assert tab.lit() == ["amazon", "openai", "aws", "amazon"]


def test_a_link_restores_a_ring(tabs: Any) -> None:
    tab = tabs(lit="nvidia openai oracle nvidia")
    tab.page.wait_for_selector("#money .rings > .chosen .legs")
    assert tab.page.locator("#money .rings > .chosen .ring").get_attribute("data-ring") == "nvidia openai oracle"


def test_rings_only_through_the_entity_in_focus(tabs: Any) -> None:
    tab = tabs(focus="aws")
    tab.view("rings")
    assert len(tab.rings()) == 2
    tab.page.get_by_label("Only through AWS").check()
    tab.page.wait_for_selector("#money .ring >> nth=1", state="detached")
    assert tab.rings() == [["amazon", "openai"]]


def test_rings_follow_filters_and_date(tabs: Any) -> None:
    tab = tabs(day="2025-08-31")
    tab.view("rings")
    assert tab.rings() == []
    assert "No ring" in tab.page.locator("#money .ring-list").inner_text()
    early = tabs(**{"no-stages": "Committed"})
    early.view("rings")
    assert early.rings() == [["amazon", "openai"]]


# ---- flows ----


def test_the_sums_of_what_is_in_view(tabs: Any) -> None:
    tab = tabs()
    tab.page.wait_for_selector("#money-total")
    text = tab.page.locator("#money .flows").inner_text()
    assert "US$486 billion" in text  # 100 + 300 + 40 + 8 + 38: the euros are not counted
    assert "US$416 billion firm" in text
    assert "US$70 billion rumoured or intended" in text
    assert "Payments between two actors: 6; without a sum in dollars: 1" in text
    tab.page.evaluate("kg.store.set({ day: '2024-12-31' })")
    tab.page.wait_for_selector("#money-total:text('US$8 billion')")


def test_the_money_view_is_switched_and_stands_in_the_address(tabs: Any) -> None:
    tab = tabs()
    switch = tab.page.get_by_role("switch", name="Money view")
    assert switch.get_attribute("aria-checked") == "false"
    switch.focus()
    tab.page.keyboard.press("Space")
    assert switch.get_attribute("aria-checked") == "true"
    tab.page.wait_for_url(re.compile("money=1"))
    edges = ["openai rentsComputeFrom oracle", "ada worksFor openai"]
    sizes = tab.page.evaluate("edges => edges.map(e => kg.network.renderer.getEdgeDisplayData(e).size)", edges)
    assert sizes[0] > 3 > 1 > sizes[1]


def test_a_payment_unfolds_to_its_claims(tabs: Any) -> None:
    tab = tabs()
    tab.page.click("#money [data-flow='openai oracle'] summary")
    tab.page.click("#money [data-flow='openai oracle'] .relation")
    tab.page.wait_for_selector("#evidence h2:has-text('rents compute from')")


# ---- paths ----

PAIRS = [
    ("anthropic", "tsmc"), ("mistral-ai", "deepseek"), ("sam-altman", "huawei"), ("jensen-huang", "alibaba"),
    ("softbank", "moonshot-ai"), ("oracle", "xai"), ("taiwan", "cohere"), ("donald-trump", "asml"),
]  # fmt: skip


def test_paths_are_those_of_kg_path(tabs: Any, worlds: dict[str, Any]) -> None:
    graph, ontology = worlds["shipped"].graph, vocab.load()
    tab = tabs("shipped")
    tab.view("path")
    lengths = set()
    for start, end in PAIRS:
        expected = analysis.path(graph, ontology, start, end)
        tab.path(start, end)
        tab.page.wait_for_selector(f'#money .steps > li:first-child[data-step^="{start} "]')
        assert tab.steps() == [[hop.start, hop.end] for hop in expected]
        shown = tab.page.locator("#money .steps > li:first-child .relation")
        relations = list(dict.fromkeys(f"{c.subject} {c.predicate} {c.object}" for c in expected[0].claims))
        assert shown.evaluate_all("all => all.map(b => b.dataset.relation)") == relations[:5]
        lengths.add(len(expected))
    assert len(lengths) > 1


def test_a_path_from_the_entity_in_focus_by_keyboard(tabs: Any) -> None:
    tab = tabs(focus="ada")
    tab.view("path")
    assert tab.page.locator("#path-from").input_value() == "Ada"
    tab.page.locator("#path-to").focus()
    tab.page.keyboard.type("甲骨")
    tab.page.wait_for_selector("#path-to-list [role=option][aria-selected=true]:has-text('Oracle')")
    tab.page.keyboard.press("Enter")
    # Talk connects only where little else does: by way of the fund it is as short.
    assert tab.steps() == [["ada", "openai"], ["openai", "oracle"]]
    assert tab.lit() == ["ada", "openai", "oracle"]
    assert "2 steps from Ada to Oracle" in tab.page.locator("#money .path [role=status]").inner_text()


def test_a_path_stands_in_its_link_and_obeys_the_filters(tabs: Any, worlds: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        analysis.path(worlds["small"].graph, vocab.load(), "ada", "ada")
    tab = tabs(lit="ada openai oracle")
    tab.page.wait_for_selector("#money .steps > li >> nth=1")
    tab.evaluate("kg.store.set({ hidden: { ...kg.store.state.hidden, families: ['People', 'Opinion'] } })")
    tab.page.wait_for_selector("#money .path [role=status]:has-text('No claims in view connect Ada and Oracle')")
    assert tab.steps() == []


def test_names_are_text_and_both_languages_switch(tabs: Any) -> None:
    tab = tabs()
    tab.view("path")
    tab.path("evil", "Fund")
    tab.page.wait_for_selector("#money .steps > li")
    assert "<img src=x" in tab.page.locator("#money .steps").inner_text()
    assert tab.page.locator("#money img").count() == 0
    tab.page.click("#language")
    assert "共 1 步" in tab.page.locator("#money .path [role=status]").inner_text()
    tab.view("rings")
    tab.page.wait_for_selector("#money .ring:has-text('輝達')")


def test_axe_finds_nothing(tabs: Any) -> None:
    axe = Path(explorer.__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip(f"no {axe}")
    tab = tabs()
    for name in ("flows", "rings", "path"):
        tab.view(name)
        if name == "rings":
            tab.page.click("#money .ring >> nth=0")
        tab.evaluate(axe.read_text(encoding="utf-8"))
        found = tab.evaluate("axe.run('#money', { resultTypes: ['violations'] })")
        assert json.dumps([v["id"] + ": " + v["help"] for v in found["violations"]]) == "[]"

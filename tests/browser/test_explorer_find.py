"""Finding, filtering, the legend and the timeline of the explorer, as a reader meets them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import asof
from kg.present.looks import styles as looks_of
from kg.present.looks import type_groups
from kg.search import search
from kg.store import Store, text
from kg.vocab import Ontology

SOURCES = """\
filing: {type: Filing, title: A filing, url: "https://a.example/", date: 2025-06-01, tier: Primary}
paper: {type: Article, title: A story, url: "https://p.example/", date: 2024-02-10, tier: Established}
blog: {type: Post, title: A post, url: "https://b.example/", tier: Weak}
"""
SEEDS = """\
nvidia: {type: ChipMaker, name: {en: Nvidia, zh-Hant: 輝達}, aliases: {en: [Nvidia Corp], zh-Hans: [英伟达]}}
nvidia-h100: {type: Chip, name: {en: Nvidia H100, zh-Hant: 輝達 H100}, aliases: {zh-Hans: [英伟达H100]}}
openai: {type: AILab, name: {en: OpenAI}}
oracle: {type: CloudProvider, name: {en: Oracle, zh-Hant: 甲骨文}, aliases: {en: [OpenAI landlord]}}
mistral: {type: AILab, name: {en: Mistral AI}, aliases: {en: [Mistrál]}}
softbank: {type: Investor, name: {en: SoftBank, zh-Hant: 軟銀}}
fund: {type: VentureCapitalFirm, name: {en: A fund}}
bank: {type: Bank, name: {en: A bank}}
hopen: {type: Company, name: {en: Hopen}}
reopen: {type: Company, name: {en: The Open Shop}}
alone: {type: Company, name: {en: Alone}}
evil: {type: Company, name: {en: "<img src=x onerror=document.title='owned'>"}}
ada: {type: Person, name: {en: Ada}}
claims:
  - {subject: nvidia, investsIn: openai, amount: 100e9 USD, bound: AtMost, stage: Intended, at: 2025-09-22, evidence: [filing]}
  - {subject: nvidia, investsIn: openai, amount: 30e9 USD, stage: Committed, at: 2026-02, evidence: [blog]}
  - {subject: nvidia, supplies: openai, evidence: [blog]}
  - {subject: openai, rentsComputeFrom: oracle, amount: 300e9 USD, stage: Committed, at: 2025-07, evidence: [filing]}
  - {subject: nvidia, supplies: oracle, amount: 40e6 USD, bound: About, at: 2025-05, evidence: [filing, blog]}
  - {subject: softbank, investsIn: mistral, stage: Rumoured, evidence: [paper]}
  - {subject: fund, investsIn: mistral, amount: 5e6 EUR, at: 2023-06, id: wrong, status: Refuted, reason: {en: Nothing came of it.}, evidence: [blog]}
  - {subject: fund, investsIn: mistral, amount: 2e6 EUR, at: 2023-07, refutes: wrong, evidence: [filing]}
  - {subject: nvidia, develops: nvidia-h100, evidence: [filing]}
  - {subject: bank, lendsTo: oracle, amount: 2e9 USD, at: 2024, evidence: [paper]}
  - {subject: ada, worksFor: openai, from: 2023-02, until: 2025-03, evidence: [filing]}
  - {subject: ada, worksFor: mistral, from: 2025-04, evidence: [filing]}
  - {subject: hopen, partnersWith: reopen, at: 2021, evidence: [filing]}
  - {subject: evil, partnersWith: openai, at: 2022-01, evidence: [filing]}
  - {subject: alone, revenue: 1e9 USD, at: 2024, evidence: [filing]}
"""  # noqa: E501


@pytest.fixture(scope="module")
def world(make_world: Any) -> Any:
    return make_world(SOURCES, SEEDS)


@pytest.fixture(scope="module")
def graph(world: Any) -> Store:
    return world.graph


@pytest.fixture(scope="module")
def file(world: Any) -> Path:
    return world.page


@pytest.fixture
def open_page(browser: Any, file: Path) -> Iterator[Callable[..., Any]]:
    """Opens the page at a fragment; afterwards nothing may have been asked for, nor anything complained of."""
    contexts: list[Any] = []
    requests: list[str] = []
    complaints: list[str] = []

    def opened(fragment: str = "", *, width: int = 1200, height: int = 800, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{file.as_uri()}#{fragment}")
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert complaints == []


def expect(what: Any) -> Any:
    from playwright.sync_api import expect as expected

    return expected(what)


def in_view(page: Any) -> tuple[int, int]:
    """Entities and claims that the head line says are drawn."""
    entities, claims = re.findall(r"[\d,]+", page.inner_text("#counts"))
    return int(entities), int(claims)


def suggested(page: Any, typed: str) -> list[str]:
    """The names of the suggestions for what is typed."""
    page.fill("#search", typed)
    return list(page.locator("#suggestions [role=option] b").all_inner_texts())


# ---- search ----


@pytest.mark.parametrize("typed", ["nvidia", "NVIDIA", "ｎｖｉｄｉａ", "輝達", "英伟达", "nvidia corp", "英伟"])
def test_search_in_both_scripts(open_page: Callable[..., Any], typed: str) -> None:
    page = open_page()
    assert suggested(page, typed)[0] == "Nvidia"
    page.press("#search", "Enter")
    expect(page).to_have_url(re.compile(r"focus=nvidia(&|$)"))


def test_suggestion_says_what_it_is(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.fill("#search", "英伟达h")
    option = page.locator("#suggestions [role=option]")
    assert option.count() == 1
    assert option.inner_text().split("\n") == ["Nvidia H100 輝達 H100 = 英伟达H100", "chip"]
    assert option.locator("mark").inner_text() == "英伟达H"
    assert option.locator("svg polygon").count() == 1  # a square
    page.fill("#search", "mistral a")
    assert option.locator("svg circle").count() == 1


def test_search_without_accents(open_page: Callable[..., Any]) -> None:
    page = open_page()
    assert suggested(page, "MISTRÀL") == ["Mistral AI"]


@pytest.mark.parametrize("wanted", ["open", "nvidia", "a", "h", "openai", "mistral", "輝"])
def test_search_ranks_as_the_command_does(open_page: Callable[..., Any], graph: Store, wanted: str) -> None:
    page = open_page()
    page.fill("#search", wanted)
    ranks = {hit.slug: hit.rank for hit in search(graph, wanted)}
    found = page.evaluate(
        """() => [...document.querySelectorAll('#suggestions b')].map((name) => {
             const entity = [...kg.knowledge.entities.values()].find(({ labels }) => labels.en === name.textContent);
             return [entity.slug, -entity.weight];
           })"""
    )
    # The page also finds the beginning of a slug, which the command leaves out.
    order = [(ranks[slug], weight) for slug, weight in found if slug in ranks]
    assert len(order) == min(len(ranks), 12 - (len(found) - len(order)))
    assert order == sorted(order)


def test_search_with_keys(open_page: Callable[..., Any]) -> None:
    page = open_page()
    box, options = page.locator("#search"), page.locator("#suggestions [role=option]")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("open")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.input_value() == "open"
    count = options.count()
    assert count > 2

    def chosen() -> str:
        option = page.locator("#suggestions [aria-selected=true]")
        assert option.count() == 1
        assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
        return str(option.locator("b").inner_text())

    names = page.locator("#suggestions b").all_inner_texts()
    assert chosen() == names[0] == "OpenAI"
    page.keyboard.press("ArrowDown")
    assert chosen() == names[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert chosen() == names[-1]
    page.keyboard.press("/")  # is now a letter
    expect(box).to_have_value("open/")
    expect(options).to_have_text("Nothing is called that")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(box).to_have_value("")


def test_search_while_a_chinese_word_is_composed(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.fill("#search", "nvidia")
    page.evaluate(
        """() => document.getElementById('search').dispatchEvent(
             new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))"""
    )
    expect(page.locator("#suggestions")).to_be_visible()
    assert page.evaluate("kg.store.state.focus") == ""


def test_search_with_the_mouse(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.fill("#search", "甲骨")
    page.click("#suggestions [role=option]")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page).to_have_url(re.compile("focus=oracle"))


def test_search_says_what_is_not_drawn(open_page: Callable[..., Any]) -> None:
    page = open_page("no-types=AILab")
    page.fill("#search", "openai")
    assert "not in the picture" in page.locator("#suggestions [role=option]").first.inner_text()
    page.press("#search", "Enter")
    expect(page.locator("#message")).to_contain_text("OpenAI is not in the picture")


def test_hostile_names_are_text(open_page: Callable[..., Any]) -> None:
    page = open_page("no-types=Bank")
    assert suggested(page, "<img") == ["<img src=x onerror=document.title='owned'>"]
    assert page.title() != "owned"
    page = open_page("no-types=%3Cimg+x+constructor&no-families=__proto__&day=9999-99-99&least=-1e400&clock=x")
    assert "Reset all" in page.inner_text("#chips")
    assert page.locator("#over img").count() == 0


# ---- legend ----


def legend(page: Any, name: str) -> Any:
    return page.locator("#legend").get_by_role("button", name=name, exact=True)


def test_legend_hides_and_shows(open_page: Callable[..., Any]) -> None:
    page = open_page()
    before = in_view(page)
    person = legend(page, "person")
    expect(person).to_have_attribute("aria-pressed", "true")
    person.click()
    expect(person).to_have_attribute("aria-pressed", "false")
    assert in_view(page) == (before[0] - 1, before[1] - 2)
    assert page.evaluate("kg.view.entities.has('ada')") is False
    expect(page).to_have_url(re.compile("no-types=Person"))
    person.press("Enter")
    assert in_view(page) == before
    capital = legend(page, "capital")
    capital.click()
    assert page.evaluate("kg.view.links.some((link) => link.family === 'Capital')") is False
    expect(capital).to_have_attribute("aria-pressed", "false")


def test_legend_entry_alone(open_page: Callable[..., Any]) -> None:
    page = open_page()
    before = in_view(page)
    supply = legend(page, "compute and supply")
    supply.click(modifiers=["Shift"])
    assert set(page.evaluate("kg.view.links.map((link) => link.family)")) == {"Supply"}
    expect(legend(page, "capital")).to_have_attribute("aria-pressed", "false")
    supply.click(modifiers=["Shift"])
    assert in_view(page) == before


def test_legend_is_named_as_elsewhere(open_page: Callable[..., Any], ontology: Ontology) -> None:
    page = open_page()
    types = page.evaluate("[...new Set([...kg.knowledge.entities.values()].map((entity) => entity.type))]")
    groups, _ = type_groups(types, looks_of(ontology)["types"])
    named = [" · ".join(title["en"] for title in group["labels"]) for group in groups]
    shown = page.locator("#legend > li").first.locator(".name").all_text_contents()
    assert shown == named
    assert "investor · bank" in [name.lower() for name in shown]


def test_legend_entry_of_which_a_part_is_hidden(open_page: Callable[..., Any]) -> None:
    page = open_page("no-types=Bank")
    entry = page.locator("#legend button", has_text="bank")
    expect(entry).to_have_attribute("aria-pressed", "mixed")
    entry.click()
    expect(entry).to_have_attribute("aria-pressed", "false")
    entry.click()
    expect(entry).to_have_attribute("aria-pressed", "true")


# ---- filters ----


def fold_out(page: Any, *sections: str) -> None:
    if not page.locator("#filters").is_visible():
        page.click("#filters-button")
    for section in sections:
        page.click(f"#filters .fold-{section} > summary")


def box(page: Any, kind: str, name: str) -> Any:
    return page.locator(f"input[name={kind}][value={name}]")


def counted(page: Any, kind: str, name: str) -> int:
    return int(page.locator("#filters label", has=box(page, kind, name)).locator(".count").inner_text())


def test_filters_open_and_close(open_page: Callable[..., Any]) -> None:
    page = open_page()
    button = page.locator("#filters-button")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#filters h3")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(button).to_be_focused()


def test_refuted_claims_are_drawn_when_asked_for(open_page: Callable[..., Any]) -> None:
    page = open_page()
    _, before = in_view(page)
    assert "no-statuses" not in page.url
    fold_out(page, "statuses")
    refuted = box(page, "statuses", "Refuted")
    expect(refuted).not_to_be_checked()
    assert counted(page, "statuses", "Refuted") == 1
    refuted.check()
    assert in_view(page)[1] == before + 1
    expect(page).to_have_url(re.compile("no-statuses=(&|$)"))
    expect(page.locator("#chips button").first).to_have_accessible_name("Remove filter: also refuted")
    again = open_page(page.url.split("#")[1])
    assert in_view(again)[1] == before + 1
    again.click("#chips button")
    assert in_view(again)[1] == before
    expect(again).to_have_url(re.compile("#?$"))


def test_counts_say_what_comes_back(open_page: Callable[..., Any]) -> None:
    page = open_page()
    fold_out(page, "stages", "tiers", "families", "family-Capital")
    for kind, name in {"types": "AILab", "stages": "none", "tiers": "Weak", "families": "Supply", "predicates": "investsIn"}.items():  # fmt: skip # noqa: E501
        column = 0 if kind == "types" else 1
        before, count = in_view(page), counted(page, kind, name)
        assert count > 0
        box(page, kind, name).uncheck()
        hidden = in_view(page)
        assert counted(page, kind, name) == count  # what ticking it again would bring
        if column:
            assert before[1] - hidden[1] == count
        else:
            assert before[0] - hidden[0] >= count  # with those whom nothing else connects
        box(page, kind, name).check()
        assert in_view(page) == before


def test_amounts(open_page: Callable[..., Any]) -> None:
    page = open_page()
    fold_out(page, "types", "sum")
    million = page.get_by_role("radio", name="at least US$1 billion")
    million.check()
    assert sorted(page.evaluate("kg.view.links.map((link) => link.amount)")) == [2e9, 30e9, 100e9, 300e9]
    assert page.locator("#filters label", has=million).locator(".count").inner_text() == "4"
    page.keyboard.press("ArrowDown")
    assert in_view(page)[1] == 3
    expect(page).to_have_url(re.compile("least=10000000000"))
    expect(page.locator("#chips")).to_have_text(re.compile("at least US\\$10 billion"))
    page.get_by_role("radio", name="any, or none").check()
    expect(page.locator("#chips li")).to_have_count(0)


def test_all_none_and_reset(open_page: Callable[..., Any]) -> None:
    page = open_page()
    before = in_view(page)
    fold_out(page, "families")
    page.get_by_role("button", name="Relations: none").click()
    assert in_view(page) == (0, 0)
    box(page, "families", "People").check()
    assert in_view(page)[1] == 2
    expect(page.locator("#chips")).to_contain_text("only people")
    expect(page.locator("#filters-button .badge")).to_have_text("1")
    page.get_by_role("button", name="Relations: all").click()
    assert in_view(page) == before
    box(page, "types", "Person").uncheck()
    box(page, "types", "Bank").uncheck()
    expect(page.locator("#filters-button .badge")).to_have_text("2")
    page.locator("#filters").get_by_role("button", name="Reset all").click()
    assert in_view(page) == before
    expect(page.locator("#filters-button .badge")).to_have_count(0)


def test_chips_go_one_by_one(open_page: Callable[..., Any]) -> None:
    page = open_page("no-types=Person+Bank&no-families=Partnership&least=1000000&day=2025-12-31")
    chips = page.locator("#chips button:not(.reset) .name")
    names = ["without person", "without bank", "without partnership", "at least US$1 million"]
    assert sorted(chips.all_text_contents()) == sorted(names)
    page.locator("#chips button", has_text="without bank").focus()
    page.keyboard.press("Enter")
    expect(chips).to_have_count(3)
    assert page.evaluate("kg.store.state.hidden.types") == ["Person"]
    assert page.evaluate("document.activeElement.closest('#chips') !== null")
    page.locator("#chips .reset").click()
    expect(page.locator("#chips li")).to_have_count(0)
    expect(page.locator("#filters-button")).to_be_focused()
    assert page.evaluate("kg.store.state.day") == "2025-12-31"  # the timeline's


# ---- timeline ----


DAYS = "2020-12-31 2021-06-30 2023-06-30 2024-01-31 2025-03-31 2025-04-30 2025-12-31 2026-02-28"


@pytest.mark.parametrize("day", DAYS.split())
def test_a_day_draws_what_the_command_line_shows(open_page: Callable[..., Any], graph: Store, day: str) -> None:
    page = open_page(f"day={day}")
    drawn = page.evaluate("kg.view.links.map((link) => link.claim)")
    view = asof.view(graph, day)
    rows = view.select(
        """SELECT (STRAFTER(STR(?claim), STR(claim:)) AS ?name) {
             ?claim rdf:object ?o ; kg:status ?how . FILTER(STRSTARTS(STR(?o), STR(e:)) && ?how != kg:Refuted) }"""
    )
    assert sorted(drawn) == sorted(str(text(row, "name")) for row in rows)


def test_slider(open_page: Callable[..., Any]) -> None:
    page = open_page()
    slider, label, today = page.get_by_role("slider"), page.locator("#timeline .day"), page.locator("#timeline .today")
    _, everything = in_view(page)
    expect(label).to_have_text("Up to today")
    expect(today).to_be_disabled()
    slider.press("ArrowLeft")
    expect(label).to_have_text("31 January 2026")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^As of 31 January 2026, \d+ claims$"))
    expect(page).to_have_url(re.compile("day=2026-01-31"))
    assert page.evaluate("kg.view.links.some((link) => link.at === '2026-02')") is False
    slider.press("PageDown")
    expect(label).to_have_text("31 January 2025")
    slider.press("Home")
    expect(label).to_have_text(re.compile(r"31 December 20\d\d|31 January 20\d\d"))
    expect(page.locator("#timeline .note")).to_have_text(re.compile(r"\d+ claims, \d+ undated"))
    assert in_view(page)[1] < everything
    today.click()
    expect(label).to_have_text("Up to today")
    assert in_view(page)[1] == everything
    slider.press("Home")
    slider.press("End")
    expect(label).to_have_text("Up to today")


def test_bars_stand_under_the_slider(open_page: Callable[..., Any]) -> None:
    page = open_page("day=2025-07-31")

    def bars(kind: str) -> int:
        return str(page.locator(f"#timeline .{kind}").get_attribute("d")).count("M")

    late = bars("future")
    assert bars("past") >= 5
    assert late == 2  # September 2025 and February 2026
    box_of = page.locator("#timeline svg").bounding_box()
    slider = page.get_by_role("slider").bounding_box()
    slots = page.get_by_role("slider").evaluate("(node) => Number(node.max) + 1")
    first = box_of["x"] + box_of["width"] / slots / 2  # the middle of the first bar is where the thumb's is
    assert first == pytest.approx(slider["x"] + 9, abs=1.5)
    assert page.locator("#timeline .years").inner_text().split()[-3:] == ["2024", "2025", "2026"]


def test_happened_or_reported(open_page: Callable[..., Any]) -> None:
    page = open_page("day=2024-12-31")
    happened = page.evaluate("kg.view.links.map((link) => link.claim)")
    page.get_by_role("radio", name="reported").check()
    expect(page).to_have_url(re.compile("clock=reported"))
    assert page.evaluate("kg.view.links.every((link) => !link.issued || link.issued <= '2024-12-31')")
    assert page.evaluate("kg.view.links.map((link) => link.claim)") != happened
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="happened")).to_be_checked()
    assert page.evaluate("kg.view.links.map((link) => link.claim)") == happened


def test_play_and_pause(open_page: Callable[..., Any]) -> None:
    page = open_page("day=2025-01-31")
    page.clock.install(time=0)
    page.clock.pause_at(3_600_000)
    label = page.locator("#timeline .day")
    page.get_by_role("button", name="Play").click()
    expect(label).to_have_text("28 February 2025")
    page.clock.run_for(900)
    expect(label).to_have_text("30 April 2025")
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(5000)
    expect(label).to_have_text("30 April 2025")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("slider").press("ArrowLeft")  # whoever takes the slider wants to hold it
    page.clock.run_for(5000)
    expect(label).to_have_text("30 April 2025")
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(10_000)
    expect(label).to_have_text("Up to today")  # at the end it stops by itself
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.get_by_role("button", name="Play").click()
    assert page.evaluate("kg.store.state.day") < "2024"  # and begins anew


def test_nothing_plays_for_those_who_asked_for_less_motion(open_page: Callable[..., Any]) -> None:
    page = open_page("day=2025-01-31", reduced_motion="reduce")
    page.get_by_role("button", name="Next month").click()
    expect(page.locator("#timeline .day")).to_have_text("28 February 2025")
    expect(page.get_by_role("button", name="Next month")).to_be_visible()
    assert page.get_by_role("button", name="Pause").count() == 0


# ---- languages and sizes ----


def test_languages_switch(open_page: Callable[..., Any]) -> None:
    page = open_page("day=2025-03-31&no-types=Person&least=1000000000")
    fold_out(page)
    page.click("#language")
    expect(page.locator("#timeline .day")).to_have_text("2025年3月31日")
    expect(legend(page, "人物").first).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#chips")).to_contain_text("不含 人物")
    expect(page.locator("#chips")).to_contain_text("至少 10 億美元")
    expect(page.locator("#filters h3")).to_have_text("顯示哪些內容")
    expect(page.locator("#filters label", has=box(page, "types", "Bank"))).to_contain_text("銀行")
    assert suggested(page, "oracle") == ["甲骨文"]
    english = re.compile(r"[A-Za-z]{3,}")
    for part in ("#over", "#timeline"):
        assert english.findall(page.inner_text(part)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(open_page: Callable[..., Any], scheme: str) -> None:
    page = open_page(width=390, height=844, color_scheme=scheme)
    expect(page.locator("#timeline .plot")).to_be_hidden()
    assert page.locator("#timeline").bounding_box()["height"] < 60
    page.get_by_role("button", name="Show the months").click()
    expect(page.locator("#timeline .plot")).to_be_visible()
    expect(page.get_by_role("radio", name="reported")).to_be_visible()
    fold_out(page)
    form = page.locator("#filters").bounding_box()
    assert (form["x"], form["width"]) == (0, 390)
    page.keyboard.press("Escape")
    page.fill("#search", "open")
    listed = page.locator("#suggestions").bounding_box()
    assert listed["x"] >= 0
    assert listed["x"] + listed["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390

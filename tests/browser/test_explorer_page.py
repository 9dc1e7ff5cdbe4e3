"""The explorer as a whole: it opens from disk, asks nobody, restores a view, and obeys the keyboard."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kg import explorer

AXE = Path(explorer.__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
LIMIT = 4_000_000

SOURCES = (
    's: {type: Post, title: "<img src=x onerror=alert(1)>", url: "https://a.example/", date: 2025-06-01, tier: Weak}\n'
)
ENTITIES = """\
acme: {type: Company, name: {en: "<script>document.title='owned'</script>", zh-Hant: 頂點}, aliases: {zh-Hans: [顶点]}}
globex: {type: AILab, name: {en: Globex}, description: {en: "${7*7} {{7*7}}", zh-Hant: 實驗室}}
initech: {type: Investor, name: {en: '"><img src=x onerror="document.title=1">'}}
alice: {type: Person, name: {en: Alice}}
claims:
  - {subject: acme, investsIn: globex, amount: 5e9 USD, at: 2024-05, evidence: [s]}
  - {subject: initech, investsIn: globex, amount: 1e9 USD, at: 2025-02, evidence: [s]}
  - {subject: globex, purchasesFrom: acme, amount: 2e9 USD, at: 2025, evidence: [s]}
  - {subject: alice, leads: globex, from: 2020, role: {en: "</script><script>document.title=2</script>"}, evidence: [s]}
  - {subject: globex, revenue: 3e9 USD, at: 2024, note: {en: "javascript:alert(1)"}, evidence: [s]}
"""


@pytest.fixture(scope="module")
def pages(make_world: Any, shipped: Any) -> dict[str, Path]:
    """The built-in graph as a page, and a small one whose texts mean harm."""
    return {"hostile": make_world(SOURCES, ENTITIES).page, "shipped": shipped.page}


@pytest.fixture
def read(open_explorer: Any, pages: dict[str, Path]) -> Any:
    """Opens one of the two pages."""
    return lambda name, fragment="", width=1440: open_explorer(pages[name], fragment, width)


def test_one_file_of_a_sane_size(pages: dict[str, Path]) -> None:
    assert pages["shipped"].stat().st_size <= LIMIT
    text = pages["shipped"].read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*\b(?:src|href)=(?!\"data:,)", text.split("<!--")[0])


def test_it_may_load_nothing(pages: dict[str, Path]) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', pages["shipped"].read_text(encoding="utf-8"))
    assert found is not None
    assert "default-src 'none'" in found[1]
    assert "connect-src 'none'" in found[1]
    assert "unsafe-inline" not in found[1]
    assert "'unsafe-eval'" not in found[1]


def test_it_opens_with_the_network(read: Any) -> None:
    reader = read("shipped")
    assert reader.page.title() == "The AI industry as a graph of claims"
    counts = reader.page.inner_text("#counts")
    entities, claims = (int(number.replace(",", "")) for number in re.findall(r"[\d,]+", counts))
    assert entities > 500
    assert claims > 1500
    assert len(reader.shown()) == entities


def test_a_click_brings_the_evidence(read: Any) -> None:
    reader = read("hostile").engine()
    reader.page.mouse.click(*reader.place("globex"))
    reader.page.wait_for_selector("#evidence >> text=3 billion")
    assert "focus=globex" in reader.fragment()
    assert "a.example" in reader.page.inner_html("#evidence")


def test_texts_are_texts(read: Any) -> None:
    """Names, titles and roles that are markup are shown as they are written."""
    reader = read("hostile", "#focus=globex").engine()
    reader.page.wait_for_selector("#evidence >> text=owned")
    assert reader.page.title() == "The AI industry as a graph of claims"
    assert reader.page.locator("#evidence img, #evidence script, #evidence b").count() == 0
    assert "<script>document.title='owned'</script>" in reader.page.inner_text("#evidence")


def test_a_link_restores_the_view(read: Any) -> None:
    first = read("shipped", "#focus=openai&lang=zh-Hant&theme=dark&no-families=People&day=2025-06-30")
    state = first.page.evaluate("JSON.stringify(kg.store.state)")
    second = read("shipped", first.fragment())
    assert json.loads(second.page.evaluate("JSON.stringify(kg.store.state)")) == json.loads(state)
    assert second.page.get_attribute("html", "data-theme") == "dark"
    assert second.page.get_attribute("html", "lang") == "zh-Hant"
    assert second.page.evaluate("kg.view.links.every(link => link.family !== 'People')")


def test_what_an_address_says_wrongly_is_left_out(read: Any) -> None:
    reader = read("hostile", "#focus=nobody&day=yesterday&camera=1&relation=a&theme=loud&least=-5&no-types=%ff")
    assert reader.page.evaluate("[kg.store.state.day, kg.store.state.theme, kg.store.state.least]") == ["", "auto", 0]
    assert reader.shown() == {"acme", "alice", "globex", "initech"}


@pytest.mark.parametrize("width", [390, 820, 1024, 1440])
def test_nothing_runs_out_of_the_window(width: int, read: Any) -> None:
    reader = read("shipped", "#focus=openai", width).engine()
    reader.page.wait_for_selector("#evidence h2, #evidence h3")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("search", "language", "theme", "tab-sparql"):
        box = reader.page.locator(f"#{name}").bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= width - box["width"], name
    rows = {390: 2, 820: 2}.get(width, 1)
    assert reader.page.locator("header").first.bounding_box()["height"] < rows * 56


def test_a_tour_by_keyboard_alone(read: Any) -> None:
    reader = read("hostile").engine()
    keyboard = reader.page.keyboard
    keyboard.press("/")
    keyboard.type("glob")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    reader.page.wait_for_selector("#evidence >> text=Globex")
    assert reader.page.evaluate("kg.store.state.focus") == "globex"
    reader.page.focus("#tab-evidence")
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    assert reader.page.evaluate("document.activeElement.id") == "tab-sparql"
    assert reader.page.is_visible("#sparql")
    reader.page.focus("#network")
    before = reader.page.evaluate("kg.network.renderer.getCamera().ratio")
    keyboard.press("+")
    reader.page.wait_for_timeout(400)
    assert reader.page.evaluate("kg.network.renderer.getCamera().ratio") < before
    keyboard.press("Escape")
    assert reader.page.evaluate("kg.store.state.focus") == ""
    keyboard.press("ArrowRight")
    assert reader.page.evaluate("kg.store.state.focus") == "globex", "the weightiest, for want of another"
    keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "evidence"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tab", ["evidence", "money", "sparql"])
def test_axe_finds_no_fault(tab: str, theme: str, read: Any) -> None:
    """WCAG 2.2 AA as far as a program can judge it: https://github.com/dequelabs/axe-core."""
    if not AXE.is_file():
        pytest.skip("axe-core comes with npm's packages: make explorer")
    reader = read("shipped", f"#focus=openai&tab={tab}&theme={theme}").engine()
    reader.page.wait_for_selector(f"#{tab} *")
    reader.page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    found = reader.page.evaluate("options => axe.run(document, options)", options)
    faults = [(v["id"], v["help"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found["violations"]]
    assert faults == []

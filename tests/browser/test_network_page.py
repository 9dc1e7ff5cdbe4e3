"""The network page in a real Chromium: it asks for nothing, runs nothing of strangers', and does what it says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.present import render


class Opened:
    """A page from disk, with all that it asked for and all that it complained about."""

    def __init__(self, context: Any, path: Path) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"
        )
        self.page.route("http://**", lambda route: route.abort())
        self.page.route("https://**", lambda route: route.abort())
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("[data-ready]")

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)

    def at(self, slug: str) -> tuple[float, float]:
        """Where a node stands in the window."""
        x, y = self.run(
            f"""(() => {{ const node = kg.data.nodes.find(n => n.slug === {slug!r});
            const p = kg.network.canvasToDOM(kg.network.getPosition(node.id));
            const r = document.getElementById('network').getBoundingClientRect();
            return [p.x + r.x, p.y + r.y]; }})()"""
        )
        return x, y

    def panel(self) -> str:
        return str(self.page.inner_text("#panel"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, network: Callable[..., Any], styles: Any) -> Callable[[int], Path]:
    """The file with a network of that many nodes."""
    made: dict[int, Path] = {}

    def path(count: int) -> Path:
        if count not in made:
            made[count] = tmp_path_factory.mktemp("page") / f"{count}.html"
            made[count].write_text(render(network(count), styles), encoding="utf-8")
        return made[count]

    return path


@pytest.fixture
def opened(browser: Any, pages: Callable[[int], Path], request: pytest.FixtureRequest) -> Iterator[Opened]:
    """The page with 60 nodes; whatever the test did, it must not have asked or complained."""
    usual = {"viewport": {"width": 1600, "height": 1000}, "reduced_motion": "reduce", "locale": "en-GB"}
    context = browser.new_context(**{**usual, **getattr(request, "param", {})})
    page = Opened(context, pages(60))
    yield page
    assert page.complaints == []
    assert page.asked == [pages(60).as_uri()]
    assert page.page.title() != "owned"
    context.close()


def test_opens_alone_and_draws(opened: Opened, pages: Callable[[int], Path]) -> None:
    assert opened.run("kg.network.body.nodeIndices.length") == 69
    assert opened.run("kg.network.body.edgeIndices.length") == opened.run("kg.data.edges.length") > 120
    assert not opened.run("kg.network.physics.physicsEnabled")
    assert len(opened.run("kg.labels()")) > 60
    assert [path.name for path in pages(60).parent.iterdir()] == ["60.html"]


def test_hostile_names_show_as_characters(opened: Opened, hostile: dict[str, str]) -> None:
    for slug, label in hostile.items():
        opened.run(f"kg.openNode(kg.data.nodes.find(n => n.slug === {slug!r}), true)")
        shown = opened.page.inner_text("#panel h2")
        expected = label.strip().replace("\u202e", "\\u202e").replace("\u2066", "\\u2066").replace("\u2069", "\\u2069")
        assert shown == expected  # in full, however long
    opened.page.wait_for_timeout(200)
    assert opened.run("document.querySelectorAll('#panel script, #panel img, #panel b').length") == 0
    assert opened.run("document.querySelectorAll('a[href^=javascript]').length") == 0
    assert "javascript:document.title" in opened.panel()


def test_long_name_is_cut_in_the_picture(opened: Opened) -> None:
    lines = opened.run("kg.data.nodes.find(n => n.slug === 'long').lines")
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_click_on_node_opens_its_claims_with_sources(opened: Opened) -> None:
    opened.page.mouse.click(*opened.at("n0000"))
    heading = opened.page.inner_text("#panel h2")
    assert heading == opened.run("kg.data.nodes.find(n => n.slug === 'n0000').names.en")
    links = opened.page.locator("#panel .sources a")
    assert links.count() > 10
    assert {links.nth(i).get_attribute("rel") for i in range(5)} == {"noopener noreferrer"}
    assert all((links.nth(i).get_attribute("href") or "").startswith("https://") for i in range(5))
    assert opened.run("[...document.querySelectorAll('#panel .claim')].every(c => c.querySelector('.sources li'))")
    opened.page.keyboard.press("Escape")
    assert opened.page.is_hidden("#panel")


def test_click_on_line_shows_rivals_side_by_side(opened: Opened) -> None:
    x, y = opened.run(
        """(() => { const edge = kg.data.edges.find(e => e.kind === 'disputed');
        kg.network.moveTo({ position: kg.network.body.edges[edge.id].edgeType.getPoint(0.5), scale: 2 });
        const r = document.getElementById('network').getBoundingClientRect();
        return [r.x + r.width / 2, r.y + r.height / 2]; })()"""
    )
    opened.page.wait_for_timeout(100)
    opened.page.mouse.click(x, y)
    assert opened.page.locator("#panel .rivals > div > .claim").count() == 2
    refuted = opened.page.locator("#panel .claim.refuted").first
    assert "A zero too many." in refuted.inner_text()
    style = refuted.locator(".said").evaluate("e => getComputedStyle(e).textDecorationLine")
    assert style == "line-through"


def test_every_panel_can_be_opened_and_read(opened: Opened) -> None:
    opened.page.click("#language")
    texts = opened.run(
        """[...kg.data.nodes.map(n => [kg.openNode, n]), ...kg.data.edges.map(e => [kg.openEdge, e])]
            .map(([open, thing]) => { open(thing); return document.getElementById('panel').textContent; })"""
    )
    assert len(texts) > 190
    for text in texts:
        assert "[object" not in text
        assert "undefined" not in text
        assert "null" not in text


def test_jump_from_panel_to_the_other_end(opened: Opened) -> None:
    opened.run("kg.openNode(kg.data.nodes[0])")
    button = opened.page.locator("#panel .claim .link").first
    name = button.inner_text()
    button.click()
    assert opened.page.inner_text("#panel h2") == name
    assert opened.run("kg.focus().node.slug") != opened.run("kg.data.nodes[0].slug")


def test_legend_filters(opened: Opened) -> None:
    before = opened.page.inner_text("#counts")
    entry = opened.page.locator("#legend button[data-key='family:0']")
    entry.click()
    assert entry.get_attribute("aria-pressed") == "false"
    visible = "Object.values(kg.network.body.edges).filter(e => !e.options.hidden).length"
    assert opened.run(visible) == opened.run("kg.data.edges.filter(e => e.family !== 0).length")
    assert opened.page.inner_text("#counts") != before
    opened.page.locator("#legend button[data-key='kind:planned']").click(modifiers=["Shift"])  # only these
    assert opened.run(visible) == opened.run("kg.data.edges.filter(e => e.family !== 0 && e.kind === 'planned').length")
    opened.page.locator("#legend .all").click()
    assert opened.page.inner_text("#counts") == before


def test_search_finds_both_languages_by_keyboard(opened: Opened) -> None:
    node = opened.run("kg.data.nodes.find(n => n.names['zh-Hant'] && n.slug.startsWith('n'))")
    for query in (node["names"]["zh-Hant"], node["names"]["en"].lower()):
        opened.page.keyboard.press("/")
        assert opened.run("document.activeElement.id") == "search"
        opened.page.keyboard.type(query)
        opened.page.keyboard.press("Enter")
        assert opened.page.inner_text("#panel h2") == node["names"]["en"]
        opened.page.keyboard.press("Escape")


def test_hover_fades_the_rest_and_names_the_node(opened: Opened) -> None:
    before = opened.page.screenshot()
    opened.page.mouse.move(*opened.at("n0000"))
    opened.page.wait_for_timeout(250)
    assert opened.run("kg.data.nodes.find(n => n.slug === 'n0000').names.en") in opened.page.inner_text("#tip")
    assert opened.page.screenshot() != before


def test_language_and_theme(opened: Opened) -> None:
    opened.page.click("#language")
    assert opened.run("document.documentElement.lang") == "zh-Hant"
    assert "公司" in opened.page.inner_text("#legend")
    background = "getComputedStyle(document.body).backgroundColor"
    light = opened.run(background)
    opened.page.click("#theme")
    assert opened.run(background) != light


@pytest.mark.parametrize("opened", [{"color_scheme": "dark"}], indirect=True)
def test_follows_the_systems_theme(opened: Opened) -> None:
    assert opened.run("document.documentElement.dataset.theme") == "dark"


def test_nodes_move_only_when_asked(opened: Opened) -> None:
    before = opened.run("kg.network.getPositions()")
    opened.page.wait_for_timeout(300)
    assert opened.run("kg.network.getPositions()") == before
    opened.page.click("#move")
    opened.page.wait_for_timeout(600)
    assert opened.run("kg.network.getPositions()") != before
    opened.page.click("#move")
    assert not opened.run("kg.network.physics.physicsEnabled")


def test_buttons_have_names_and_text_has_contrast(opened: Opened) -> None:
    opened.run("kg.openNode(kg.data.nodes[0])")
    assert opened.run("[...document.querySelectorAll('button')].every(b => (b.ariaLabel || b.innerText).trim())")
    contrast = """pair => {
        const part = x => (x /= 255) <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
        const style = getComputedStyle(document.documentElement);
        const [a, b] = pair.map(name => {
            const hex = style.getPropertyValue(name).trim();
            const [r, g, b] = [1, 3, 5].map(i => part(parseInt(hex.slice(i, i + 2), 16)));
            return .2126 * r + .7152 * g + .0722 * b;
        });
        return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); }"""
    for _ in range(2):
        for pair in (["--text", "--bg"], ["--muted", "--sunk"], ["--accent", "--card"], ["--alarm", "--alarm-bg"]):
            assert opened.page.evaluate(contrast, pair) >= 4.5, pair
        opened.page.click("#theme")


@pytest.mark.parametrize("opened", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_phone(opened: Opened) -> None:
    assert opened.page.is_hidden("#legend")
    assert opened.run("document.documentElement.scrollWidth") <= 390
    opened.run("kg.openNode(kg.data.nodes[0])")
    box = opened.page.locator("#panel").bounding_box()
    assert box is not None
    assert box["width"] == 390
    assert box["y"] > 300


def test_says_what_was_left_out(browser: Any, network: Any, styles: Any, tmp_path: Path) -> None:
    graph = network(30, hostile=False)
    graph.graph.update(omitted=1234, hint="name an entity, or use --type")
    path = tmp_path / "part.html"
    path.write_text(render(graph, styles), encoding="utf-8")
    page = browser.new_page(locale="en-GB")
    page.goto(path.as_uri())
    assert (
        page.inner_text("#omitted") == "1,234 more entities are left out of this picture. name an entity, or use --type"
    )
    page.close()


@pytest.mark.parametrize(("count", "limit_s"), [(1000, 8), (2000, 12)])
def test_large_networks_are_soon_usable(
    browser: Any, pages: Callable[[int], Path], count: int, limit_s: float, record_property: Callable[[str, Any], None]
) -> None:
    path = pages(count)
    context = browser.new_context(viewport={"width": 1600, "height": 1000})
    began = time.perf_counter()
    page = Opened(context, path)
    page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    took = time.perf_counter() - began
    record_property("seconds_to_usable", took)
    assert took < limit_s
    labels = page.run("kg.labels().length")
    assert 20 <= labels <= 120  # the important ones; more come with zooming in
    page.page.click("#zoom-in")
    page.page.wait_for_timeout(600)
    assert page.run("kg.labels().length") > labels
    assert page.complaints == []
    context.close()


def test_empty_network(browser: Any, styles: Any, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text(render(nx.MultiDiGraph(title="Nothing"), styles), encoding="utf-8")
    context = browser.new_context()
    page = Opened(context, path)
    assert page.complaints == []
    context.close()

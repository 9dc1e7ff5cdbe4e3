"""The explorer's picture: what is drawn and how, and the layout of a part by itself."""

from __future__ import annotations

from typing import Any

import pytest

SOURCES = 's: {type: Post, title: A post, url: "https://a.example/", date: 2025-06-01, tier: Weak}\n'
ENTITIES = """\
acme: {type: Company, name: {en: Acme}}
bolt: {type: Company, name: {en: Bolt}}
core: {type: Company, name: {en: Core}}
dune: {type: Company, name: {en: Dune}}
echo: {type: Company, name: {en: Echo}}
faro: {type: Person, name: {en: Faro}}
claims:
  - {subject: acme, investsIn: bolt, amount: 5e9 USD, at: 2024-05, stage: Completed, evidence: [s]}
  - {subject: acme, investsIn: core, amount: 5e9 USD, at: 2024-06, stage: Rumoured, evidence: [s]}
  - {subject: acme, investsIn: dune, at: 2025-01, status: Refuted, reason: {en: No., zh-Hant: 否。}, evidence: [s]}
  - {subject: bolt, purchasesFrom: acme, at: 2025-02, evidence: [s]}
  - {subject: bolt, partnersWith: core, at: 2025-02, evidence: [s]}
  - {subject: core, partnersWith: dune, at: 2025-03, evidence: [s]}
  - {subject: dune, partnersWith: echo, at: 2025-04, evidence: [s]}
  - {subject: faro, leads: echo, from: 2020, evidence: [s]}
"""
PLACES = "Object.fromEntries(kg.network.graph.mapNodes((slug, { x, y }) => [slug, [x, y]]))"
IDLE = "new Promise(resolve => setTimeout(resolve, 400))"


@pytest.fixture(scope="module")
def small(make_world: Any) -> Any:
    return make_world(SOURCES, ENTITIES).page


def arrows(reader: Any, what: str) -> dict[str, Any]:
    """Something of how each arrow is drawn, by its name; of those that are drawn."""
    looks = f"""Object.fromEntries(kg.network.graph.edges()
        .map(edge => [edge, kg.network.renderer.getEdgeDisplayData(edge)])
        .filter(([, look]) => !look.hidden).map(([edge, look]) => [edge, look.{what}]))"""
    found: dict[str, Any] = reader.page.evaluate(looks)
    return found


def settled(reader: Any) -> dict[str, list[float]]:
    """Where everything stands, once nothing moves any more."""
    before = None
    while (now := reader.page.evaluate(PLACES)) != before:
        before = now
        reader.page.evaluate(IDLE)
    return dict(now)


def test_plans_are_dashed_and_what_is_refuted_is_dotted(small: Any, open_explorer: Any) -> None:
    reader = open_explorer(small, "#no-statuses=")
    dashes = arrows(reader, "dash")
    assert dashes.pop("acme investsIn core") == 1
    assert dashes.pop("acme investsIn dune") == 2
    assert set(dashes.values()) == {0}
    legend = reader.page.locator("#legend .way:visible").all_inner_texts()
    assert [text.lower() for text in legend] == ["planned", "refuted"]


def test_refuted_relations_are_not_drawn_unless_asked_for(small: Any, open_explorer: Any) -> None:
    reader = open_explorer(small)
    assert "acme investsIn dune" not in arrows(reader, "dash")
    assert reader.page.locator("#legend .way:visible").count() == 1


def test_arrows_between_the_same_two_lie_side_by_side(small: Any, open_explorer: Any) -> None:
    """Lanes are counted from the node whose name comes first, so that both directions keep apart."""
    lanes = arrows(open_explorer(small), "lane")
    assert lanes["acme investsIn bolt"] == lanes["bolt purchasesFrom acme"] != 0
    assert lanes["dune partnersWith echo"] == 0


def test_a_day_hides_and_brings_back_without_moving_anything(small: Any, open_explorer: Any) -> None:
    reader = open_explorer(small)
    before, all_ = reader.page.evaluate(PLACES), reader.shown()
    reader.page.evaluate("kg.store.set({ day: '2024-05-31' })")
    assert reader.shown() == {"acme", "bolt", "echo", "faro"}
    assert set(arrows(reader, "dash")) == {"acme investsIn bolt", "faro leads echo"}
    reader.page.evaluate("kg.store.set({ day: '' })")
    assert reader.shown() == all_
    assert reader.page.evaluate(PLACES) == before


def test_a_part_is_laid_out_by_itself_the_same_for_everyone(shipped: Any, open_explorer: Any) -> None:
    """Whoever is sent a link sees the picture of whoever sent it, however they came to it."""
    drawn = ["coreweave", "crusoe", "meta", "microsoft", "nvidia", "openai", "oracle", "stargate"]
    reader = open_explorer(shipped.page)
    whole = reader.page.evaluate(PLACES)
    for part in (drawn[:4], drawn):
        reader.page.evaluate("drawn => kg.store.set({ drawn })", part)
    found = settled(reader)
    assert all(found[slug] != whole[slug] for slug in drawn)
    assert all(found[slug] == whole[slug] for slug in whole if slug not in drawn)
    assert settled(open_explorer(shipped.page, reader.fragment())) == found
    reader.page.evaluate("kg.store.set({ drawn: null })")
    assert reader.page.evaluate(PLACES) == whole


def test_what_is_in_view_is_laid_out_on_demand_and_follows_the_filters(small: Any, open_explorer: Any) -> None:
    reader = open_explorer(small)
    button = reader.page.locator("#tools button").last
    whole = reader.page.evaluate(PLACES)
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    everything = settled(reader)
    assert everything != whole
    assert "arranged=1" in reader.fragment()
    reader.page.evaluate("kg.store.set({ day: '2024-12-31' })")
    assert settled(reader) != everything
    button.click()
    assert reader.page.evaluate(PLACES) == whole


def test_the_part_that_is_drawn_fills_the_stage_below_the_legend(shipped: Any, open_explorer: Any) -> None:
    reader = open_explorer(shipped.page, "#drawn=coreweave+microsoft+nvidia+openai+oracle+meta")
    settled(reader)
    legend, line = (reader.page.locator(f"#{part}").bounding_box() for part in ("over", "timeline"))
    tops = [reader.place(slug)[1] for slug in ("coreweave", "microsoft", "nvidia", "openai", "oracle", "meta")]
    assert min(tops) > legend["y"] + legend["height"]
    assert max(tops) < line["y"]
    assert max(tops) - min(tops) > 200


def test_arrow_keys_go_from_entity_to_entity(shipped: Any, open_explorer: Any) -> None:
    reader = open_explorer(shipped.page, "#focus=openai")
    reader.page.emulate_media(reduced_motion="reduce")
    reader.page.focus("#network")
    for key, axis, sign in (("ArrowRight", 0, 1), ("ArrowDown", 1, 1), ("ArrowLeft", 0, -1), ("ArrowUp", 1, -1)):
        before = reader.page.evaluate("kg.store.state.focus")
        reader.page.keyboard.press(key)
        now = reader.page.evaluate("kg.store.state.focus")
        assert now != before, key
        assert sign * (reader.place(now)[axis] - reader.place(before)[axis]) > 0, key
    reader.page.keyboard.press("Shift+ArrowRight")
    assert reader.page.evaluate("kg.store.state.focus") == now


def test_a_layout_that_comes_too_late_moves_nothing(shipped: Any, open_explorer: Any) -> None:
    reader = open_explorer(shipped.page)
    whole = reader.page.evaluate(PLACES)
    reader.page.evaluate("kg.store.set({ drawn: kg.network.graph.nodes().slice(0, 300) })")
    reader.page.evaluate("kg.store.set({ drawn: ['openai', 'nvidia'] })")
    found = settled(reader)
    assert [found[slug] for slug in ("openai", "nvidia")] == [whole[slug] for slug in ("openai", "nvidia")]


def test_a_graph_that_is_read_anew_keeps_the_layout_of_its_part(shipped: Any, open_explorer: Any) -> None:
    reader = open_explorer(shipped.page, "#drawn=coreweave+nvidia+openai+microsoft+meta").engine()
    before = settled(reader)
    reader.page.evaluate("kg.reload()")
    assert settled(reader) == before


def test_an_entity_that_joins_a_part_is_in_sight(shipped: Any, open_explorer: Any) -> None:
    reader = open_explorer(shipped.page, "#drawn=coreweave+nvidia+openai+microsoft+meta")
    settled(reader)
    reader.page.evaluate("kg.focus('anthropic')")
    settled(reader)
    reader.page.wait_for_timeout(500)
    stage = reader.page.locator("#network").bounding_box()
    x, y = reader.place("anthropic")
    assert stage["x"] < x < stage["x"] + stage["width"]
    assert stage["y"] < y < stage["y"] + stage["height"]


def test_the_camera_without_motion(small: Any, open_explorer: Any) -> None:
    reader = open_explorer(small)
    reader.page.emulate_media(reduced_motion="reduce")
    reader.page.locator("#tools button").first.click()
    assert reader.page.evaluate("kg.store.state.camera") == {"x": 0.5, "y": 0.5, "ratio": 0.66}
    assert "camera=0.5000+0.5000+0.6600" in reader.fragment()


def test_another_link_in_the_same_tab(small: Any, open_explorer: Any) -> None:
    reader = open_explorer(small)
    reader.page.evaluate("location.hash = '#camera=0.4+0.6+0.5&theme=dark&day=2024-05-31'")
    reader.page.wait_for_timeout(300)
    camera = reader.page.evaluate("kg.network.renderer.getCamera().getState()")
    assert (camera["x"], camera["y"], camera["ratio"]) == (0.4, 0.6, 0.5)
    assert reader.page.get_attribute("html", "data-theme") == "dark"
    assert reader.shown() == {"acme", "bolt", "echo", "faro"}
    reader.page.evaluate("kg.store.set({ camera: null })")
    assert reader.page.evaluate("kg.network.renderer.getCamera().ratio") == 1


def test_what_is_not_in_view_dims_nothing(small: Any, open_explorer: Any) -> None:
    for fragment in ("#relation=acme+investsIn+nobody", "#lit=nobody+noone", "#answered=nobody", "#focus=nobody"):
        reader = open_explorer(small, fragment)
        assert reader.page.evaluate("kg.network.named().length") == 6, fragment


def test_the_picture_fits_a_window_of_another_size(small: Any, open_explorer: Any) -> None:
    reader = open_explorer(small)
    reader.page.set_viewport_size({"width": 700, "height": 600})
    reader.page.wait_for_timeout(400)
    legend = reader.page.locator("#over").bounding_box()
    stage = reader.page.locator("#network").bounding_box()
    for slug in reader.shown():
        x, y = reader.place(slug)
        assert stage["x"] < x < stage["x"] + stage["width"], slug
        assert y < stage["y"] + stage["height"], slug
    assert legend["width"] <= stage["width"]


def test_without_webgl_everything_else_works(small: Any, browser: Any) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(
        """const real = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
            return kind.includes("webgl") ? null : real.call(this, kind, ...more);
        };"""
    )
    page.goto(small.as_uri())
    page.wait_for_selector("html[data-ready=engine]", state="attached")
    assert "no WebGL" in page.inner_text("#message")
    canvases = page.locator("#network canvas").count()
    page.evaluate("kg.say('')")
    page.evaluate("kg.store.set({ day: '2024-05-31', focus: 'acme' })")
    page.wait_for_selector("#evidence >> text=5 billion")
    assert page.locator("#network canvas").count() == canvases, "it is tried once"
    assert page.inner_text("#message") == ""
    page.close()
    assert errors == []


def test_an_engine_that_cannot_start_says_so(small: Any, browser: Any, tmp_path: Any) -> None:
    spoilt = tmp_path / "spoilt.html"
    head, tail = small.read_text(encoding="utf-8").split('id="kg-data">', 1)
    spoilt.write_text(f'{head}id="kg-data">spoilt{tail}', encoding="utf-8")
    page = browser.new_page()
    page.goto(spoilt.as_uri())
    page.wait_for_selector("html[data-ready=network]", state="attached")
    asked = "kg.engine.ask('ASK {}').then(() => 'answered', error => error.constructor.name && 'failed')"
    assert page.evaluate(asked) == "failed"
    assert page.inner_text("#message")
    page.close()

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

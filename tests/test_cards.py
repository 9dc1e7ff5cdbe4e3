"""What a card says, in both languages, on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import cards, rdf
from kg.blocks import Block, Line, Screen, render
from kg.store import Store
from kg.tables import width
from kg.terms import ENTITY, RDFS, SKOS, Literal, Quad
from kg.vocab import Ontology

Made = Callable[..., Store]
FIRMS = "a Company, b AILab, c Company, p Person"


def test_whole_card(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(
        FIRMS,
        "subject: a, marketValueChange: -60e9 USD, at: 2025, basis: close, id: slip, status: Refuted, "
        "reason: {en: Ten times too small., zh-Hant: 少了一個零。}, evidence: [blog]",
        "subject: a, marketValueChange: -589e9 USD, at: 2025, basis: close, refutes: slip, evidence: [filing, blog]",
        "subject: a, investsIn: b, amount: 5e9 USD, stage: Intended, by: p", "subject: c, supplies: a",
        "subject: b, doubts: c, by: a",
    )  # fmt: skip
    store.engine.add(Quad(ENTITY.a, SKOS.altLabel, Literal("Ay", language="en"), rdf.SEEDS))
    assert (
        cards.card(store, ontology, "a").text()
        == """\
A  ·  company  ·  e:a
   also: Ay
   5 claims from 2 sources, 2 contested (≠ disputed, ✗ refuted)

change in market value (2)
   ✗ −US$60 billion   close, refuted  2025  blog (weak)
      why: Ten times too small.
   ≠ −US$589 billion  close           2025  filing (primary), blog (weak)

invests in
     B  US$5 billion, intended  filing (primary)
      by P

is supplied by
     C  filing (primary)

says
     B doubts C  filing (primary)
"""
    )
    chinese = cards.card(store, ontology, "a").text("zh-Hant")
    assert "   ✗ −600 億美元    close, 已駁斥  2025  blog (薄弱)\n      理由:少了一個零。\n" in chinese
    assert "投資\n     B  50 億美元, 有意  filing (第一手)\n      P表示\n" in chinese


def test_order_of_headings_and_lines(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(
        FIRMS, "subject: a, criticises: b", "subject: p, worksFor: a", "subject: a, investsIn: b, at: 2020",
        "subject: a, investsIn: c, at: 2024-05", "subject: a, revenue: 1 USD, at: 2024",
        "subject: b, remark: {en: x}, by: a",
    )  # fmt: skip
    card = cards.card(store, ontology, "a")
    staff = ontology.properties["worksFor"].inverse_label["en"]
    assert list(card.grouped()) == ["revenue", "invests in", staff, "criticises", "says"]
    assert [line.claim.date for line in card.grouped()["invests in"]] == ["2024-05", "2020"]


def test_most_but_never_without_the_contested(graph_of: Made, ontology: Ontology) -> None:
    years = [f"subject: a, revenue: {n}e9 USD, at: {n}" for n in range(2000, 2020)]
    store = graph_of(FIRMS, *years, "subject: a, revenue: 9e9 USD, at: 1990, status: Disputed, reason: {en: no}")
    card = cards.card(store, ontology, "a")
    shown = card.text()
    assert "revenue (21)" in shown
    assert "… 12 more, see --all" in shown
    assert "≠ US$9 billion" in shown
    assert shown.count("US$") == 9
    assert card.text(most=None).count("US$") == 21
    assert len(card.as_json()["claims"]) == 21


def test_rivals_of_what_it_says_of_others(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(FIRMS, "subject: b, revenue: 1e9 USD, at: 2024, by: a", "subject: b, revenue: 2e9 USD, at: 2024")
    (line,) = cards.card(store, ontology, "a").lines
    assert (line.side, len(line.rivals)) == ("speaker", 1)


def test_urls(graph_of: Made, ontology: Ontology) -> None:
    card = cards.card(graph_of(FIRMS, "subject: a, supplies: b, evidence: ['filing#p1', blog]"), ontology, "a")
    assert "      filing#p1: A filing, 2025-06-01, https://a.example/\n      blog: A post" in card.text(urls=True)
    assert "https" not in card.text()


def test_json(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(FIRMS, "subject: a, investsIn: b, amount: 5e9 USD, at: 2025, evidence: ['filing#p1']")
    data = cards.card(store, ontology, "a").as_json()
    assert (data["entity"], data["type"], data["label"], data["aliases"]) == ("a", "Company", {"en": "A"}, {})
    (claim,) = data["claims"]
    assert (claim["says"], claim["amount"], claim["unit"], claim["pointInTime"]) == (
        "A invests in B", "5000000000", "USD", "2025",
    )  # fmt: skip
    assert claim["sources"][0]["locator"] == "p1"


def test_nobody_says_anything(graph_of: Made, ontology: Ontology) -> None:
    assert str(cards.card(graph_of("a Company, b AILab", "subject: b, revenue: 1 USD"), ontology, "a")) == (
        "A  ·  company  ·  e:a\n   no claims\n"
    )


HOSTILE = "Evil\x1b[2J\u202eCorp\nInc"


def test_hostile_names_are_shown_not_obeyed(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of("a Company, b AILab", "subject: a, investsIn: b, role: {en: r}, by: b")
    for quad in list(store.quads()):
        if quad.predicate == RDFS.label:
            store.engine.remove(quad)
            store.engine.add(Quad(quad.subject, RDFS.label, Literal(HOSTILE, language="en"), quad.graph_name))
    shown = cards.card(store, ontology, "a").text()
    assert "Evil\\x1b[2J\\u202eCorp Inc" in shown
    assert not any(c in shown for c in "\x1b\u202e\r")


def test_terminal_is_not_overrun() -> None:
    lines = [Line(("輝達" * 20, "x" * 30), "source " * 12, ["理由" * 40]), Line(("a", "b"), "c")]
    for columns in (40, 80, 160):
        text = render([Block("heading " * 30, lines, ["below " * 30])], Screen(columns))
        assert max(map(width, text.split("\n"))) <= columns
    whole = render([Block("h", lines)], Screen()).splitlines()
    assert whole[1] == "   " + "輝達" * 20 + "  " + "x" * 30 + "  " + ("source " * 12).rstrip()


@pytest.mark.parametrize(("color", "codes"), [(True, 3), (False, 0)])
def test_looks(color: bool, codes: int) -> None:
    text = render([Block("h", [Line(("x",), "tail", (), "struck")])], Screen(80, color))
    assert text.count("\x1b[0m") == codes


def test_cells_are_aligned_within_a_block_or_all_together() -> None:
    blocks = [Block("1", [Line(("aaaa", "1")), Line(("b", "22"))]), Block("2", [Line(("c", "3"))])]
    assert render(blocks, Screen()) == "1\n   aaaa  1\n   b     22\n\n2\n   c  3\n"
    assert render(blocks, Screen(), right=[1], together=True) == "1\n   aaaa   1\n   b     22\n\n2\n   c      3\n"

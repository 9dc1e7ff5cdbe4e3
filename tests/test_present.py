"""The page as text: complete, the same every time, and closed against what strangers write."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg import vocab
from kg.present import render, styles
from kg.present.looks import type_groups
from kg.present.page import json_block
from kg.present.picture import importance, picture
from kg.present.text import clip, lines, shown, web_address, width, words

STYLES: Any = {
    "types": {
        "Organization": {
            "label": {"en": "organization"}, "color": "#111111", "dark": "#eeeeee", "shape": "dot", "order": 20,
        },
        "Company": {
            "label": {"en": "company"}, "color": "#111111", "dark": "#eeeeee", "shape": "dot", "order": 20,
            "parents": ["Organization"],
        },
        "Person": {"label": {"en": "person"}, "color": "#222222", "dark": "#dddddd", "shape": "dot", "order": 10},
    },
    "families": {"Capital": {"label": {"en": "capital"}, "color": "#333333", "dark": "#cccccc", "order": 1}},
}  # fmt: skip


def claim(identity: str, **rest: Any) -> dict[str, Any]:
    source = {
        "id": "s",
        "title": "A source",
        "url": "https://example.org",
        "publisher": "P",
        "date": "2025",
        "tier": "Primary",
    }
    return {"id": identity, "predicate": "funds", "label": {"en": "funds"}, "sources": [source], "rivals": [], **rest}


def network(*edges: tuple[str, str, dict[str, Any]], **graph: Any) -> nx.MultiDiGraph[str]:
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(**{"title": "Test", "omitted": 0, "hint": "", **graph})
    for source, target, said in edges:
        for node in (source, target):
            made.add_node(node, iri=f"https://example.org/{node}", type="Company", label={"en": node.title()}, facts=[])
        made.add_edge(source, target, key=said["id"], predicate="funds", family="Capital", claim=said)
    return made


class Reader(HTMLParser):
    """The scripts, styles and addresses of a page as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self.addresses: list[str] = []
        self.policy = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"] or ""
        if tag in ("script", "style"):
            self.blocks.append((tag, found, ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and self.blocks:
            tag, attrs, text = self.blocks[-1]
            self.blocks[-1] = (tag, attrs, text + data)

    @property
    def data(self) -> Any:
        return json.loads(next(text for _, attrs, text in self.blocks if attrs.get("type") == "application/json"))


def test_same_graph_same_bytes_in_any_order() -> None:
    edges = [(f"n{i}", f"n{i * 3 % 40}", claim(f"c{i}")) for i in range(60)]
    assert render(network(*edges), STYLES) == render(network(*reversed(edges)), STYLES)


def test_same_bytes_whatever_the_hash_seed() -> None:
    script = (
        "import sys, hashlib, networkx as nx; from kg.present import render\n"
        "g = nx.MultiDiGraph(title='T')\n"
        "for i in range(40):\n"
        "    a, b = f'n{i}', f'n{i * 3 % 17}'\n"
        "    for n in (a, b): g.add_node(n, type=f'T{int(n[1:]) % 5}', label={'zh-Hant': '名', 'en': n})\n"
        "    g.add_edge(a, b, key=i, family=f'F{i % 3}', claim={'id': i, 'predicate': 'p', 'by': [], 'sources': []})\n"
        "print(hashlib.sha256(render(g, {'types': {}, 'families': {}}).encode()).hexdigest())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(outputs) == 1


def test_policy_allows_this_pages_scripts_and_nothing_else() -> None:
    reader = Reader(render(network(("a", "b", claim("c"))), STYLES))
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for _, attrs, text in reader.blocks
        if "type" not in attrs
    }
    rules = dict(rule.split(" ", 1) for rule in reader.policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert {*rules["script-src"].split(), *rules["style-src"].split()} == hashes
    assert len(hashes) == 3
    assert "unsafe" not in reader.policy
    assert reader.addresses == ["data:,"]


@pytest.mark.parametrize(
    "label",
    [
        "<script>alert(1)</script>", "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}",
        "${7*7}", "<!--", "]]>", "a\u2028b", "&lt;b&gt;",
    ],
)  # fmt: skip
def test_hostile_text_stays_data(label: str) -> None:
    graph = network(("a", "b", claim("c", note={"en": label}, amount=label)), title=label, hint=label, omitted=3)
    graph.nodes["a"]["label"] = {"en": label, "zh-Hant": label}
    page = render(graph, STYLES)
    reader = Reader(page)
    assert [tag for tag, *_ in reader.blocks] == ["style", "script", "script", "script"]
    assert reader.data["nodes"][0]["names"]["en"] == shown(label)
    assert "<img" not in page.split('id="data">')[0]
    block = page.split('id="data">')[1].split("</script>")[0]
    assert not re.search("[<>&\u2028\u2029]", block)


def test_json_block_reads_back() -> None:
    value = {"a": "</script>&\u2028\u2029<!--", "名": [1.5, None, True]}
    assert json.loads(json_block(value)) == value


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://example.org/x?a=1#b") == "https://example.org/x?a=1#b"
    for bad in (
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org",
        "https://", " https://example.org", "https://exa\nmple.org", "https://example.org/\u202e", "vbscript:x", "http://[",
        "", None,
    ):  # fmt: skip
        assert web_address(bad) is None, bad
    source = {"id": "s", "title": "T", "url": "javascript:alert(1)"}
    data = picture(network(("a", "b", claim("c", sources=[source]))), STYLES)
    assert data["sources"] == [{"id": "s", "title": "T", "url": "javascript:alert(1)"}]


def test_what_cannot_be_seen_is_written_out() -> None:
    assert shown("a\u202eb\u2066c\x00d\ud800") == "a\\u202eb\\u2066c\\u0000d\\ud800"
    assert shown("  two\n lines\t") == "two lines"
    assert shown("👩🏽‍💻 é") == "👩🏽‍💻 é"
    assert words({"en": "  ", "zh-Hant": "名"}) == {"zh-Hant": "名"}
    assert words(None) == {}


def test_clipping_keeps_letters_and_their_marks_together() -> None:
    assert clip("x" * 10_000, 11).endswith("…")
    assert len(clip("x" * 10_000, 11)) < 30
    assert len(clip("e" + "\u0301" * 10_000, 11)) <= 202
    family = "👩‍👩‍👧"
    assert clip(family * 20, 5).rstrip("…").endswith("👧")
    assert lines("short", 11) == ["short"]
    assert len(lines("a fairly long name of a company", 11)) == 2
    assert all(width(line) < 12 for line in lines("名" * 500, 11))


def test_every_line_is_kept_and_parallel_ones_are_apart() -> None:
    graph = network(
        ("a", "b", claim("1")), ("a", "b", claim("2")), ("b", "a", claim("3")), ("b", "a", claim("4")),
        ("a", "a", claim("5")), ("b", "c", claim("6")),
    )  # fmt: skip
    data = picture(graph, STYLES)
    assert len(data["edges"]) == 6
    curves = set()
    for edge in data["edges"]:
        if {edge["from"], edge["to"]} == {0, 1}:
            # Clockwise there is anticlockwise back: as seen from the first node.
            right = (edge["smooth"]["type"] == "curvedCW") == (edge["from"] == 0)
            curves.add((right, edge["smooth"]["roundness"]))
    assert len(curves) == 4
    single = next(edge for edge in data["edges"] if {edge["from"], edge["to"]} == {1, 2})
    assert "smooth" not in single
    assert all(edge["arrows"] == "to" for edge in data["edges"])


def test_lines_by_stage_status_and_amount() -> None:
    graph = network(
        ("a", "b", claim("1", stage="Rumoured", amount_usd=1e6)),
        ("a", "c", claim("2", stage="Completed", amount_usd=1e9)),
        ("a", "d", claim("3", status="Refuted", rivals=["4"])),
        ("a", "e", claim("4", rivals=["3", "elsewhere"])),
        ("a", "f", claim("5", rivals=["6"], amount_usd=5e11)),
        ("a", "g", claim("6", status="Disputed", rivals=["5"], amount_usd=-3)),
    )
    data = picture(graph, STYLES)
    kinds = {data["claims"][edge["claim"]]["id"]: edge["kind"] for edge in data["edges"]}
    # A claim that stands against a refuted one only is not in dispute.
    assert kinds == {"1": "planned", "2": "firm", "3": "refuted", "4": "firm", "5": "disputed", "6": "disputed"}
    widths = {data["claims"][edge["claim"]]["id"]: edge["width"] for edge in data["edges"]}
    assert widths["6"] == widths["3"] < widths["1"] < widths["2"] < widths["5"] < 5
    assert data["claims"][3]["rivals"] == [2]


def test_facts_are_marked_when_contested() -> None:
    graph = network(("a", "b", claim("1")))
    graph.nodes["a"]["facts"] = [claim("x", value="US$1", rivals=["y"]), claim("y", value="US$2", rivals=["x"])]
    data = picture(graph, STYLES)
    assert [node["contested"] for node in data["nodes"]] == [True, False]
    assert [data["claims"][index]["value"] for index in data["nodes"][0]["facts"]] == ["US$1", "US$2"]


def test_sources_are_kept_once_and_places_in_them_with_the_claim() -> None:
    one = {"id": "s", "title": "T", "locator": "p1"}
    graph = network(("a", "b", claim("1", sources=[one])), ("b", "c", claim("2", sources=[{**one, "locator": "p2"}])))
    data = picture(graph, STYLES)
    assert data["sources"] == [{"id": "s", "title": "T"}]
    assert [said["sources"] for said in data["claims"]] == [
        [{"source": 0, "locator": "p1"}],
        [{"source": 0, "locator": "p2"}],
    ]


def test_importance_grows_with_partners_and_money() -> None:
    graph = network(("hub", "a", claim("1")), ("hub", "b", claim("2")), ("hub", "c", claim("3", amount_usd=1e11)))
    weight = importance(graph)
    assert weight["hub"] == 1
    assert weight["hub"] > weight["c"] > weight["a"] == weight["b"] > 0


def test_types_that_look_alike_share_an_entry() -> None:
    groups, group_of = type_groups({"Company", "Organization", "Person", "Unheard"}, STYLES["types"])
    assert [group["types"] for group in groups] == [["Person"], ["Organization", "Company"], ["Unheard"]]
    assert groups[group_of["Company"]]["labels"] == [{"en": "organization"}]
    assert groups[2]["labels"] == [{"en": "Unheard"}]
    alone, _ = type_groups({"Company"}, STYLES["types"])
    assert alone[0]["labels"] == [{"en": "company"}]


def test_styles_come_from_the_ontology() -> None:
    found = styles(vocab.load())
    assert all(re.fullmatch("#[0-9A-Fa-f]{6}", style["color"]) for style in found["types"].values())
    assert all(re.fullmatch("#[0-9A-Fa-f]{6}", style["dark"]) for style in found["families"].values())
    groups, _ = type_groups(set(found["types"]), found["types"])
    assert len(groups) < len(found["types"])


def test_shapes_of_the_ontology_are_all_in_the_legend() -> None:
    script = (Path(__file__).parents[1] / "kg/present/panel.js").read_text(encoding="utf-8")
    drawn = set(re.findall(r"(\w+): ngon", script)) | {"dot"}
    assert {style.get("shape", "dot") for style in styles(vocab.load())["types"].values()} <= drawn


def test_awkward_input() -> None:
    graph = network(("a", "b", claim("1")))
    graph.add_edge("a", "b", key="2", predicate="p", family=None, claim=claim("2", label={}))
    graph.add_node("constructor", type="Company", label={})
    graph.add_node("only-chinese", type=None, label={"zh-Hant": "名"}, description={"en": "x" * 10_000})
    data = picture(graph, STYLES)
    assert len(data["nodes"]) == 4
    assert [node["lines"] for node in data["nodes"]] == [["A"], ["B"], ["constructor"], ["名"]]
    assert render(nx.MultiDiGraph(), STYLES).startswith("<!doctype html>")


def test_a_thousand_nodes_in_under_three_seconds() -> None:
    edges = [(f"n{i:04}", f"n{i * i % (i // 2 + 1):04}", claim(f"c{i}-{j}")) for i in range(1, 1000) for j in range(2)]
    graph = network(*edges)
    began = time.perf_counter()
    page = render(graph, STYLES)
    assert time.perf_counter() - began < 3
    assert len(page) < 3_000_000

"""The explorer as Python makes it: a built page whose blocks hold the graph. What a reader sees is in ``browser/``."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg import cli, explorer
from kg.errors import KGError
from kg.store import Store
from kg.terms import ENTITY, GRAPH, PREFIXES, RDFS, Literal, Quad

Made = Callable[..., Store]

#: A page as the build makes it, without the parts that only a browser runs.
PAGE = "<title>%%kg-title%%</title>" + "".join(
    f'<script type="text/plain" id="kg-{name}">%%kg-{name}%%</script>\n'
    for name in ("config", "answers", "positions", "data")
)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    monkeypatch.setenv("KG_EXPLORER_PAGE", str(page))
    return page


@pytest.fixture
def deals(graph_of: Made) -> Store:
    return graph_of(
        "acme Company, globex AILab, initech Company", "subject: acme, investsIn: globex, amount: 5e6 USD, at: 2024",
        "subject: globex, staffCount: 12 people", "subject: globex, partnersWith: initech",
    )  # fmt: skip


def block(text: str, name: str) -> str:
    found = re.search(rf'<script type="text/plain" id="kg-{name}">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return found[1]


def unzipped(text: str, name: str) -> str:
    return gzip.decompress(base64.b85decode(block(text, name).replace("/", "<"))).decode("utf-8")


def answers(text: str) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of each startup query, as the page reads them."""
    packed = json.loads(unzipped(text, "answers"))
    terms = [None, *packed["terms"]]
    found = {}
    for name, table in packed["answers"].items():
        width = len(table["vars"])
        cells = [terms[number] and tuple(terms[number]) for number in table["rows"]]
        found[name] = [tuple(cells[i : i + width]) for i in range(0, len(cells), width)]
    return found


def test_the_graph_in_the_page_is_the_graph(built: Path, deals: Store) -> None:
    loaded = ox.Store()
    loaded.load(unzipped(explorer.render(deals), "data").encode(), format=ox.RdfFormat.TRIG)

    def shape(engine: ox.Store) -> set[str]:
        """Quads with blank nodes by their place: a parser names them anew."""
        return {re.sub(r"_:\w+", "_:b", str(quad)) for quad in engine}

    assert len(loaded) == len(deals.engine)
    assert shape(loaded) == shape(deals.engine)


def test_answers_are_those_of_the_queries(built: Path, deals: Store) -> None:
    text = explorer.render(deals)
    found = answers(text)
    assert json.loads(block(text, "config"))["queries"] == explorer.startup_queries()
    e = PREFIXES["e"]
    assert [(row[0][1], row[2][1]) for row in found["names"]] == [
        (e + slug, slug.title()) for slug in ("acme", "globex", "initech")
    ]
    assert {row[1][1].rsplit("#")[-1] for row in found["edges"]} >= {"subject", "predicate", "object", "amount", "unit"}
    assert sorted((row[0][1], row[1][1]) for row in found["facts"]) == [(e + "acme", "1"), (e + "globex", "2")]
    for name, query in explorer.startup_queries().items():
        assert len(found[name]) == len(list(deals.results(query))), name


def test_every_connected_entity_has_a_place_of_its_own(built: Path, deals: Store) -> None:
    places = json.loads(unzipped(explorer.render(deals), "positions"))
    assert sorted(places) == ["acme", "globex", "initech"]
    assert len({tuple(place) for place in places.values()}) == 3


def test_the_same_graph_gives_the_same_page(built: Path, deals: Store) -> None:
    assert explorer.render(deals) == explorer.render(deals)


def test_saved_queries(built: Path, deals: Store) -> None:
    config = json.loads(block(explorer.render(deals), "config"))
    named = {query["name"]: query for query in config["saved"]}
    assert [parameter["name"] for parameter in named["funders-of-both"]["parameters"]] == ["a", "b"]
    assert named["funders-of-both"]["summary"]["zh-Hant"].startswith("誰")


def test_no_text_ends_its_block(built: Path, deals: Store) -> None:
    hostile = "</script><script>alert(1)</script> %%kg-data%%"
    deals.engine.add(Quad(ENTITY.acme, RDFS.label, Literal(hostile, language="fr"), GRAPH.seeds))
    text = explorer.render(deals)
    assert text.count("<script") == 4
    assert hostile in unzipped(text, "data")


def test_without_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deals: Store) -> None:
    monkeypatch.setenv("KG_EXPLORER_PAGE", str(tmp_path / "nowhere.html"))
    with pytest.raises(KGError, match="the explorer was left out when kg was installed"):
        explorer.render(deals)


def test_the_command(built: Path, tmp_path: Path, kg: Callable[..., Any]) -> None:
    target = tmp_path / "ai.html"
    done = kg("explore", "-o", str(target))
    assert done.stderr == f"wrote {target} (0.1 MB)\n"
    assert target.read_text(encoding="utf-8").startswith("<title>The AI industry as a graph of claims</title>")
    again = CliRunner().invoke(cli.kg, ["--store", str(tmp_path / "none"), "explore", "-o", str(target)])
    assert again.exit_code == 1
    assert kg("explore", "-o", "-").stdout == target.read_text(encoding="utf-8")

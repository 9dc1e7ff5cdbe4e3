"""What the explorer gives away and takes in: files as `kg` writes them, pictures, links, and files of one's own."""

from __future__ import annotations

import csv
import io
import json
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from kg import explorer, export, turtle
from kg.terms import ENTITY, KG, RDF, SOURCE

SOURCES = """\
filing: {type: Filing, title: "A filing, with \\"quotes\\"", url: "https://a.example/", date: 2025-06-01, tier: Primary, passages: {p1: {start: 0, end: 10, sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}}
blog: {type: Post, title: 一篇文章, url: "https://b.example/", lang: zh-Hant, tier: Weak}
"""  # noqa: E501
SEEDS = """\
nvidia: {type: ChipMaker, name: {en: Nvidia, zh-Hant: 輝達}, aliases: {en: [Nvidia Corp]}}
openai: {type: AILab, name: {en: OpenAI}}
oracle: {type: CloudProvider, name: {en: Oracle, zh-Hant: 甲骨文}}
evil: {type: Company, name: {en: "=HYPERLINK(<b>&'\\")"}}
claims:
  - {subject: nvidia, investsIn: openai, amount: 100e9 USD, bound: AtMost, stage: Intended, at: 2025-09-22, by: oracle, evidence: [filing#p1]}
  - {subject: nvidia, investsIn: openai, amount: 30e9 USD, stage: Committed, at: 2026-02, evidence: [blog, filing]}
  - {subject: openai, rentsComputeFrom: oracle, amount: 300e9 USD, stage: Committed, at: 2025-07, evidence: [filing]}
  - {subject: evil, supplies: oracle, at: 2024, id: wrong, status: Refuted, reason: {en: It did not.}, evidence: [blog]}
  - {subject: evil, supplies: oracle, at: 2023, evidence: [filing]}
  - {subject: nvidia, revenue: 61e9 USD, at: 2024, evidence: [filing]}
  - {subject: nvidia, marketValueChange: -60e9 USD, at: 2025-01, basis: close, status: Refuted, reason: {en: Wrong.}, evidence: [blog]}
  - {subject: openai, remark: {en: A fine firm., zh-Hant: 好公司。}, by: nvidia, at: 2025-03, evidence: [blog]}
"""  # noqa: E501
MINE = """\
@prefix kg: <https://w3id.org/aikg/ontology#> .
@prefix e: <https://w3id.org/aikg/entity/> .
@prefix claim: <https://w3id.org/aikg/claim/> .
@prefix src: <https://w3id.org/aikg/source/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
e:my-fund a kg:VentureCapitalFirm ; rdfs:label "My Fund"@en .
claim:mine a kg:Claim ; rdf:subject e:my-fund ; rdf:predicate kg:investsIn ; rdf:object e:openai ;
    kg:status kg:Accepted ; prov:wasDerivedFrom src:mine .
src:mine a kg:Source ; kg:tier kg:Weak .
"""


@pytest.fixture(scope="module")
def worlds(make_world: Any, shipped: Any) -> dict[str, Any]:
    """The graph that ships and a small one, each as a store and as a page."""
    return {"small": make_world(SOURCES, SEEDS), "shipped": shipped}


class Reader:
    """The page with its panel open."""

    def __init__(self, browser: Any, world: Any, width: int, state: dict[str, str]) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.file = world.page.as_uri()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{self.file}#{urlencode({'lang': 'en', **state})}")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.page.click("#take-button")

    def take(self, form: str) -> bytes:
        with self.page.expect_download() as download:
            self.page.click(f"#take [data-take={form}]")
        assert download.value.suggested_filename.startswith("kg-view")
        return Path(download.value.path()).read_bytes()

    def bring(self, name: str, text: str | bytes) -> str:
        """Give a file by the button; what the page says of it."""
        content = text.encode() if isinstance(text, str) else text
        self.page.set_input_files("#take input[type=file]", {"name": name, "mimeType": "", "buffer": content})
        self.page.wait_for_selector("#take .bring .status:not(:has-text('Loading'))")
        return str(self.page.inner_text("#take .bring .status"))

    def count(self, pattern: str) -> int:
        script = "q => kg.engine.ask(q).then(a => Number(a.answer.rows[0].n.value))"
        return int(self.page.evaluate(script, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"))

    def check(self) -> None:
        assert not self.complaints
        assert {url for url in self.asked if not url.startswith(("blob:", "data:"))} == {self.file}


@pytest.fixture
def readers(browser: Any, worlds: dict[str, Any]) -> Iterator[Any]:
    opened: list[Reader] = []

    def open_page(name: str = "small", width: int = 1440, **state: str) -> Reader:
        opened.append(Reader(browser, worlds[name], width, state))
        return opened[-1]

    yield open_page
    for reader in opened:
        reader.check()
        reader.context.close()


def parsed(text: bytes, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> list[ox.Quad]:
    return list(ox.parse(text, format=form))


# ---- data ----


def test_turtle_is_written_as_kg_writes_it(readers: Any) -> None:
    text = readers("shipped").take("turtle")
    quads = parsed(text)
    assert len(quads) > 20_000
    assert text.decode() == turtle.write([quad.triple for quad in quads])


def test_trig_is_written_as_kg_writes_it(readers: Any, worlds: dict[str, Any]) -> None:
    reader = readers("shipped")
    text = reader.take("trig")
    quads = parsed(text, ox.RdfFormat.TRIG)
    assert text.decode() == turtle.write_dataset(quads)
    graphs = {str(quad.graph_name)[1:-1] for quad in quads}
    assert graphs <= set(worlds["shipped"].graph.graphs())
    assert len(graphs) > 1


def test_the_same_view_gives_the_same_bytes(readers: Any) -> None:
    assert readers().take("turtle") == readers().take("turtle")


def test_turtle_holds_the_claims_in_view_with_their_evidence(readers: Any, worlds: dict[str, Any]) -> None:
    triples = [quad.triple for quad in parsed(readers().take("turtle"))]
    stored = {quad.triple for quad in worlds["small"].graph.engine.quads_for_pattern(None, None, None, None)}
    claims = {t.subject for t in triples if t.predicate == RDF.type and t.object == KG.Claim}
    relations = {
        t.subject
        for t in stored
        if t.predicate == RDF.object and str(t.object).startswith(f"<{ENTITY['x'].value[:-1]}")
    }
    refuted = {t.subject for t in stored if t.predicate == KG.status and t.object == KG.Refuted}
    assert claims == relations - refuted
    assert len(claims) == 4
    named = {t for t in stored if t.subject in claims and not isinstance(t.object, ox.BlankNode | ox.Triple)}
    assert named <= set(triples)
    evidence = [t.object for t in triples if t.predicate == KG.evidence]
    described = {t.subject for t in triples}
    assert evidence
    assert set(evidence) <= described
    assert any(t.predicate.value.endswith("#end") for t in triples)  # the selector, two blank nodes away
    assert {t for t in stored if t.subject == SOURCE["filing"]} <= set(triples)
    assert ox.Triple(ENTITY["nvidia"], KG.investsIn, ENTITY["openai"]) in triples
    revenue = {t for t in triples if t.predicate == KG.revenue}
    assert not revenue  # its claim is not in view


def test_figures_come_along_when_asked_for(readers: Any) -> None:
    reader = readers()
    reader.page.get_by_label("Also the figures and remarks").check()
    triples = [quad.triple for quad in parsed(reader.take("turtle"))]
    said = {str(t.object)[:-1].rsplit("#")[-1] for t in triples if t.predicate == RDF.predicate}
    assert said == {"investsIn", "rentsComputeFrom", "supplies", "revenue", "remark"}  # not the refuted one


def test_what_is_hidden_is_not_taken(readers: Any) -> None:
    triples = [quad.triple for quad in parsed(readers(**{"no-families": "Capital"}).take("turtle"))]
    assert {t.object for t in triples if t.predicate == RDF.predicate} == {KG.rentsComputeFrom, KG.supplies}


@pytest.mark.parametrize("name", ["small", "shipped"])
def test_csv_has_the_rows_of_kg_export(name: str, readers: Any, worlds: dict[str, Any]) -> None:
    whole = io.BytesIO()
    export.export(worlds[name].graph, whole, "csv")
    taken = list(csv.reader(io.StringIO(readers(name).take("csv").decode())))
    ids = {row[0] for row in taken}
    assert taken == [row for row in csv.reader(io.StringIO(whole.getvalue().decode())) if row[0] in ids]
    assert len(taken) > 4


def test_no_cell_is_a_formula(readers: Any) -> None:
    cells = [cell for row in csv.reader(io.StringIO(readers().take("csv").decode())) for cell in row]
    assert "'=HYPERLINK(<b>&'\")" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


# ---- pictures ----


def test_svg_holds_every_node_in_view_and_no_markup_of_others(readers: Any) -> None:
    reader = readers()
    root = ElementTree.fromstring(reader.take("svg"))
    space = "{http://www.w3.org/2000/svg}"
    texts = [node.text for node in root.iter(f"{space}text")]
    assert {"Nvidia", "輝達", "OpenAI", "Oracle", "=HYPERLINK(<b>&'\")"} <= set(texts)
    assert "chip maker" in " ".join(filter(None, texts))  # the legend
    stage = root.find(f"{space}g")
    assert stage is not None
    assert len(stage.findall(f"{space}line")) == 3  # arrows: two claims share one
    names = {node.tag.removeprefix(space) for node in root.iter()}
    assert names == {"svg", "title", "clipPath", "rect", "g", "line", "polygon", "circle", "text"}


def test_png_is_twice_the_screens_size_and_has_the_themes_background(readers: Any) -> None:
    reader = readers(theme="dark")
    stage = reader.page.locator("#network").bounding_box()
    data = reader.take("png")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width == round(stage["width"]) * 2
    assert height > stage["height"] * 2
    script = """async bytes => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext('2d');
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        const colors = new Set();
        for (let i = 0; i < data.length; i += 4) colors.add(data.slice(i, i + 3).join(' '));
        return [data.slice(0, 3).join(' '), colors.size];
    }"""
    corner, colors = reader.page.evaluate(script, list(data))
    assert corner == "14 17 22"
    assert colors > 50


# ---- the link ----


def test_the_link_restores_the_view(readers: Any) -> None:
    reader = readers(focus="oracle", **{"no-families": "Capital"})
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.page.click("#take [data-take=link]")
    reader.page.wait_for_selector("#take .status:has-text('copied')")
    link = reader.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{reader.file}#")
    assert "focus=oracle" in link
    assert "no-families=Capital" in link


def test_where_copying_is_forbidden_the_link_is_shown(readers: Any) -> None:
    reader = readers(focus="oracle")
    reader.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    reader.page.click("#take [data-take=link]")
    assert "focus=oracle" in reader.page.get_by_label("Link", exact=True).input_value()


# ---- files of one's own ----


def test_a_file_is_loaded_into_a_graph_of_its_own_and_lights_up(readers: Any) -> None:
    reader = readers()
    before = reader.count("?s ?p ?o")
    assert "10 triples loaded. Of their claims between entities 1 of 1" in reader.bring("My deals.ttl", MINE)
    assert reader.count("GRAPH g:file-my-deals-ttl { ?s ?p ?o }") == 10
    assert reader.count("?s ?p ?o") == before + 10
    assert "5 entities · 5 claims" in reader.page.inner_text("#counts")
    assert reader.page.evaluate("kg.store.state.answered") == ["my-fund", "openai"]
    reader.page.keyboard.press("Escape")
    reader.page.fill("#search", "my fund")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("#evidence h2:has-text('My Fund')")
    reader.page.wait_for_selector("#evidence .claim:has-text('OpenAI')")
    reader.page.wait_for_selector("#legend button:has-text('Venture')")


def test_a_file_of_the_same_name_takes_the_place_of_the_other_and_can_be_taken_out(readers: Any) -> None:
    reader = readers()
    reader.bring("mine.ttl", MINE)
    reader.bring("mine.ttl", MINE.replace("e:openai", "e:oracle"))
    assert reader.count("claim:mine rdf:object ?o") == 1
    assert reader.page.locator("#take .files li").count() == 1
    reader.page.click("#take .files button")
    reader.page.wait_for_selector("#take .bring .status:has-text('taken out')")
    assert reader.count("GRAPH g:file-mine-ttl { ?s ?p ?o }") == 0
    assert "4 entities · 4 claims" in reader.page.inner_text("#counts")


def test_a_file_survives_a_stopped_query(readers: Any) -> None:
    reader = readers()
    reader.bring("mine.ttl", MINE)
    reader.page.evaluate("kg.engine.stop()")
    assert reader.count("GRAPH g:file-mine-ttl { ?s ?p ?o }") == 10


def test_a_dropped_file_does_not_leave_the_page(readers: Any) -> None:
    reader = readers()
    reader.page.keyboard.press("Escape")
    script = """([name, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], name));
        const how = { dataTransfer: transfer, bubbles: true, cancelable: true };
        const send = (kind) => document.getElementById('network').dispatchEvent(new DragEvent(kind, how));
        send('dragenter');
        const shown = !document.querySelector('.drop-here').hidden;
        const kept = !send('dragover') && !send('drop');
        return [shown, kept, document.querySelector('.drop-here').hidden];
    }"""
    assert reader.page.evaluate(script, ["mine.ttl", MINE]) == [True, True, True]
    reader.page.wait_for_selector("#message:has-text('mine.ttl: 10 triples loaded')")


TRIPLE = "<http://a.example/s> <http://a.example/p> <http://a.example/o>"
GOOD = {
    "a.ttl": f"{TRIPLE} .", "a.nt": f"{TRIPLE} .", "a.trig": f"<http://g.example/> {{ {TRIPLE} }}",
    "a.nq": f"{TRIPLE} <http://g.example/> .", "a.jsonld": '{"@id": "http://a.example/s", "http://a.example/p": {"@id": "http://a.example/o"}}',
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a.example/">'
             '<rdf:Description rdf:about="http://a.example/s"><a:p rdf:resource="http://a.example/o"/></rdf:Description></rdf:RDF>',
}  # fmt: skip


def test_every_format_by_its_ending(readers: Any) -> None:
    reader = readers()
    for name, text in GOOD.items():
        assert "1 triple loaded, no claim between entities" in reader.bring(name, text), name
        assert reader.count(f"GRAPH g:file-{name.replace('.', '-')} {{ {TRIPLE} }}") == 1, name
    assert reader.count("GRAPH <http://g.example/> { ?s ?p ?o }") == 0


BAD = {
    "a.ttl": (f"{TRIPLE} .\n\nfoo:a <http://a.example/p> 1 .", "a.ttl:3:1: The prefix foo: has not been declared"),
    "b.nq": ("<http://a.example/s> oops .", "b.nq:1:"),
    "c.jsonld": ('{"@id": "http://a.example/",\n"http://a.example/p": ', "c.jsonld:2"),
    "d.rdf": ('<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "has a DOCTYPE, which is refused"),
    "e.docx": ("PK", "has no ending that tells its format"),
    "f.ttl": (b"\xff\xfe\x00", "is not UTF-8 text"),
    "g.ttl": (b"#" * 20_000_001, "is larger than 20 MB"),
    "h.jsonld": ('{"@context": "https://context.example/", "@id": "http://a.example/"}', "h.jsonld: "),
}


def test_what_is_wrong_is_said_with_its_line_and_changes_nothing(readers: Any) -> None:
    reader = readers()
    before = reader.count("?s ?p ?o")
    for name, (text, message) in BAD.items():
        assert message in reader.bring(name, text), name
    assert reader.count("?s ?p ?o") == before
    assert reader.page.locator("#take .files li").count() == 0


def test_files_named_in_chinese_are_two_files(readers: Any) -> None:
    reader = readers()
    reader.bring("甲.ttl", MINE)
    reader.bring("乙.ttl", "<http://a.example/s> <http://a.example/p> <http://a.example/o> .")
    assert reader.page.locator("#take .files li").count() == 2
    assert reader.count("GRAPH <https://w3id.org/aikg/graph/file-甲-ttl> { ?s ?p ?o }") == 10


def test_the_engine_outlives_a_file_that_breaks_it(readers: Any) -> None:
    """Ten thousand levels overflow the engine's stack, after which nothing that it says can be trusted."""
    reader = readers()
    reader.bring("mine.ttl", MINE)
    before = reader.count("?s ?p ?o")
    assert "nested too deeply" in reader.bring("deep.jsonld", '{"http://a.example/p":' * 10_000 + "1" + "}" * 10_000)
    assert reader.count("?s ?p ?o") == before, "a new engine, with the file that was brought before"


def test_a_name_without_end_leaves_room_for_others(readers: Any) -> None:
    reader = readers()
    reader.bring("mine.ttl", MINE.replace("My Fund", "A\u0301\u0302 " * 4_000))
    reader.page.evaluate("kg.focus('my-fund')")
    longest = reader.page.evaluate("Math.max(...kg.network.named().map(({ label }) => [...label].length))")
    assert longest <= 180
    box = reader.page.locator("#evidence h2").bounding_box()
    assert box["height"] < 200


def test_names_in_a_file_are_text(readers: Any) -> None:
    reader = readers()
    reader.bring("<img src=x onerror=alert(1)>.ttl", MINE.replace("My Fund", "<img src=y onerror=alert(2)>"))
    assert reader.page.locator("img").count() == 0
    assert "<img src=x" in reader.page.inner_text("#take .files")


# ---- by keyboard, on a phone, for a screen reader ----


def test_the_panel_obeys_the_keyboard(readers: Any) -> None:
    reader = readers()
    assert reader.page.evaluate("document.activeElement.id") == "take-title"
    reader.page.keyboard.press("Escape")
    assert reader.page.locator("#take").is_hidden()
    assert reader.page.evaluate("document.activeElement.id") == "take-button"
    reader.page.keyboard.press("Enter")
    for _ in range(3):
        reader.page.keyboard.press("Tab")
    with reader.page.expect_download() as download:
        reader.page.keyboard.press("Enter")
    assert download.value.suggested_filename == "kg-view.ttl"


def test_one_panel_at_a_time(readers: Any) -> None:
    reader = readers()
    reader.page.click("#filters-button")
    assert reader.page.locator("#take").is_hidden()
    assert reader.page.locator("#filters").is_visible()
    reader.page.click("#take-button")
    assert reader.page.locator("#take").is_visible()
    assert reader.page.locator("#filters").is_hidden()


@pytest.mark.parametrize("width", [390, 1024])
def test_the_panel_fits_and_both_languages_switch(width: int, readers: Any) -> None:
    reader = readers(width=width)
    box = reader.page.locator("#take").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    reader.page.evaluate("kg.store.set({ language: 'zh-Hant' })")
    assert "匯出目前顯示的內容" in reader.page.inner_text("#take")


def test_axe_finds_nothing(readers: Any) -> None:
    axe = Path(explorer.__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip(f"no {axe}")
    reader = readers()
    reader.bring("mine.ttl", MINE)
    reader.page.evaluate(axe.read_text(encoding="utf-8"))
    found = reader.page.evaluate("axe.run('#take', { resultTypes: ['violations'] })")
    assert json.dumps([v["id"] + ": " + v["help"] for v in found["violations"]]) == "[]"

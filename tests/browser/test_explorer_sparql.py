"""The SPARQL tab of the explorer: it answers what `kg query` answers, and refuses in the same words."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from kg import evaluate, saved, search
from kg.errors import KGError, QueryError
from kg.query import Request

NAMES = saved.names()
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?c) < STR(?i)) }"


@pytest.fixture(scope="module")
def world(shipped: Any) -> Any:
    """The graph that ships, on disk and as a page."""
    return shipped


class Tab:
    """The page with its SPARQL tab open; whatever a test does, it may neither ask the network nor complain."""

    def __init__(self, context: Any, world: Any, **state: str) -> None:
        self.world, self.page = world, context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self.dismiss)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"
        )
        self.page.goto(f"{world.page.as_uri()}#{urlencode({'tab': 'sparql', **state})}")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.page.wait_for_selector("#sparql .cm-content")

    def hear(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def dismiss(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def write(self, query: str) -> None:
        """Replace what stands in the editor, as a person would."""
        self.page.click("#sparql .cm-content")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(query)

    def run(self, query: str | None = None) -> None:
        """Ask, and wait until there is an answer or a complaint."""
        if query is not None:
            self.write(query)
        self.page.keyboard.press("Escape")  # closes what is offered for completion
        self.page.click("#sparql .run")
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_selector("#sparql .results:not([aria-busy])", state="attached")
        self.page.wait_for_selector(
            "#sparql .results > *, #sparql .problem:not([hidden])", state="visible", timeout=20_000
        )

    def choose(self, name: str) -> None:
        self.page.evaluate("document.querySelector('#sparql details').open = true")
        self.page.click(f"#sparql [data-name='{name}']")
        self.settle()

    def problem(self) -> str:
        return " ".join(str(self.page.inner_text("#sparql .problem")).split())

    def cells(self) -> list[list[str]]:
        rows = self.page.locator("#sparql tbody tr")
        return [rows.nth(i).locator("td").all_inner_texts() for i in range(rows.count())]

    def download(self, button: str) -> str:
        with self.page.expect_download() as caught:
            self.page.click(f"#sparql .results button:text-is('{button}')")
        return Path(caught.value.path()).read_text(encoding="utf-8")

    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.download("JSON"))["results"]["bindings"]
        return found

    def state(self) -> dict[str, str]:
        """What stands in the address, once it has followed."""
        # What is typed is told after 150 milliseconds, and the address follows 200 after that.
        self.page.wait_for_timeout(500)
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).fragment).items()}


@pytest.fixture
def tab(browser: Any, world: Any, request: pytest.FixtureRequest) -> Iterator[Tab]:
    usual = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "reduced_motion": "reduce"}
    context = browser.new_context(**{**usual, **getattr(request, "param", {})})
    opened = Tab(context, world)
    yield opened
    assert opened.complaints == []
    outside = [url for url in opened.asked if not url.startswith(("blob:", "data:", world.page.as_uri()))]
    assert outside == []
    context.close()


def asked_of_kg(world: Any, *arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "--store", str(world.store), "query", *arguments, "--format", "json"],
        capture_output=True, timeout=60, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    rows: list[dict[str, Any]] = json.loads(done.stdout)["results"]["bindings"]
    return rows


def keys(rows: list[dict[str, Any]], names: list[str], *, lists: bool = False) -> list[str]:
    """Rows as texts that can be compared.

    :param lists: in what order GROUP_CONCAT joins is left to each engine
    """

    def cell(term: dict[str, Any] | None) -> Any:
        return {**term, "value": ", ".join(sorted(term["value"].split(", ")))} if term and lists else term

    return [json.dumps([cell(row.get(name)) for name in names], sort_keys=True) for row in rows]


def test_each_saved_query_answers_as_kg_query_does(tab: Tab, world: Any) -> None:
    for name in NAMES:
        query = saved.get(name)
        values = [f"--param={p.name}={p.example}" for p in query.parameters if not p.optional]
        expected = asked_of_kg(world, "--name", name, *values)
        tab.choose(name)
        found = tab.rows()
        assert expected, name
        sampled = re.findall(r"SAMPLE\(.*?\) AS \?(\w+)", query.text)  # which one that is, is left to each engine
        columns = sorted({column for row in expected for column in row} - set(sampled))
        lists = "GROUP_CONCAT" in query.text
        assert Counter(keys(found, columns, lists=lists)) == Counter(keys(expected, columns, lists=lists)), name
        ordering = re.findall(r"\?(\w+)", query.text[query.text.rindex("ORDER BY") :])
        if len(set(keys(expected, ordering))) == len(expected):  # it orders by everything
            assert keys(found, columns, lists=lists) == keys(expected, columns, lists=lists), name


WRONG = [
    ("SELECT * { SERVICE <http://x.example/> { ?a ?b ?c } }", "SERVICE asks another server; kg answers"),
    ("PREFIX x: <http://x.example/> INSERT DATA { x:a x:b x:c }", "INSERT changes data; queries only read"),
    ("DROP ALL", "DROP changes data; queries only read"),
    ("SELECT ?x {\n  ?x kg:owns ?y\n", '"{" is never closed'),
    ("SELECT ?x {\n  ?x kgg:owns ?y\n}", 'undeclared prefix "kgg:"; did you mean "kg"?'),
    (
        "SELECT ?x {\n  ?x kg:ownsStakIn ?y\n}",
        "no term kg:ownsStakIn in the ontology; did you mean kg:ownsStakeIn?",
    ),
    ("SELCT ?x { ?x a kg:Model }", 'expected a query, found "SELCT"; did you mean "SELECT"?'),
    ("SELECT ?x { ?x a kg:Model FILTR(?x) }", 'unknown word "FILTR"; did you mean "FILTER"?'),
    ("SELECT ?x { ?x ?y }", '"}" where an object is expected'),
    ("SELECT ?a, ?b { ?a ?b ?c }", '"," between variables; write SELECT ?a ?b'),
    ("SELECT ?x { ?x rdfs:label 'open }", "this quotation mark is never closed"),
    ("SELECT ?x { ?x kg:owns ?y } ORDER ?x", "syntax error"),
]


def test_what_is_wrong_is_said_in_kgs_words_at_its_place(tab: Tab, world: Any) -> None:
    for query, sentence in WRONG:
        with pytest.raises(QueryError) as caught:
            evaluate.answer(lambda: world.graph, Request(query), io.BytesIO())
        tab.run(query)
        message = str(caught.value)
        assert sentence in message
        where, _, what = message.partition(": ")
        assert tab.problem() == f"{where.capitalize()} {what}"
        assert tab.page.locator("#sparql .kg-wrong").count() == 1
        assert tab.page.locator("#sparql .cm-line").nth((caught.value.line or 1) - 1).locator(".kg-wrong").count() == 1


def test_an_error_leads_to_its_place_and_goes_when_mended(tab: Tab) -> None:
    tab.run("ASK {\n  ?x kg:owns\n")
    tab.page.click("#sparql .problem button")
    assert tab.page.evaluate("document.activeElement.shadowRoot.activeElement.className").startswith("cm-content")
    tab.page.keyboard.insert_text("x")
    assert tab.page.locator("#sparql .kg-wrong").count() == 0
    assert tab.page.is_hidden("#sparql .problem")


VALUES = [
    "openai", "e:openai", "輝達", "OPENAI", "https://w3id.org/aikg/entity/nvidia", "2025-01-21", "2025-01", "2025",
    "5e9", "-1.50", "007", "+3", "true", '"text"', '"星際"@zh-Hant', "<urn:x:y>", "kg:owns", "src:openai-2025-09-22",
    "openai-2025-09-22", '"a\\" . } DROP ALL #"',
]  # fmt: skip


def test_a_parameter_means_what_it_means_to_kg(tab: Tab, world: Any) -> None:
    query = "SELECT ?v { VALUES ?v { $x } }"
    tab.write(query)
    for value in VALUES:
        expected = search.term(world.graph, value)
        tab.page.fill("#sparql .field input", value)
        tab.run()
        [row] = tab.rows()
        assert row["v"]["value"] == expected.value, value
        assert row["v"].get("datatype", "") in str(expected), value
        assert row["v"].get("xml:lang", "") == (getattr(expected, "language", None) or ""), value


def test_a_parameter_that_means_nothing_is_refused_as_kg_refuses_it(tab: Tab, world: Any) -> None:
    tab.write("SELECT ?v { VALUES ?v { $x } }")
    for value in ("opnai", "kg:a b", "<no iri>", "zzzzqqq"):
        with pytest.raises(KGError) as caught:
            search.term(world.graph, value)
        tab.page.fill("#sparql .field input", value)
        tab.run()
        assert tab.problem() == str(caught.value).partition("; try")[0]


def test_fields_hold_examples_and_complete_names(tab: Tab) -> None:
    tab.choose("funders-of-both")
    fields = tab.page.locator("#sparql .field input")
    assert [fields.nth(i).input_value() for i in range(2)] == ["openai", "anthropic"]
    fields.nth(1).fill("馬斯克的 xa")
    fields.nth(1).fill("xai")
    tab.page.wait_for_selector("#sparql .options:not([hidden]) li")
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Enter")
    assert fields.nth(1).input_value() == "xai"
    assert tab.page.inner_text("#sparql .field:nth-of-type(2) .hint") == "= xAI"
    tab.page.keyboard.press("Enter")
    tab.settle()
    assert tab.state()["param.b"] == "xai"
    fields.nth(0).fill("")
    tab.run()
    assert "This question needs a value for $a" in tab.problem()


def test_the_address_restores_query_and_parameters(tab: Tab, browser: Any, world: Any) -> None:
    tab.choose("investors-of")
    tab.page.fill("#sparql .field input", "mistral-ai")
    tab.run()
    cells = tab.cells()
    state = tab.state()
    assert (state["saved"], state["param.organization"]) == ("investors-of", "mistral-ai")
    assert "query" not in state
    other = Tab(tab.page.context, world, **state)
    other.settle()
    assert other.cells() == cells
    assert other.page.inner_text("#sparql .question").startswith("Who invests in")
    other.run("ASK { e:openai a kg:AILab }")
    assert other.page.inner_text("#sparql .truth") == "Yes"
    assert other.state()["query"] == "ASK { e:openai a kg:AILab }"
    assert other.page.is_hidden("#sparql .question")  # it asks something else now
    assert other.complaints == []


def test_completes_entities_terms_and_prefixes(tab: Tab) -> None:
    page = tab.page
    for typed, chosen in [
        ("e:輝", "e:nvidia"),
        ("甲骨文", "e:oracle"),
        ("kg:ownsSt", "kg:ownsStakeIn"),
        ("dcterm", "dcterms:"),
    ]:
        tab.write("ASK { ")
        page.keyboard.type(typed)
        page.locator("#sparql .cm-tooltip-autocomplete li", has_text=chosen).first.wait_for()
        page.locator("#sparql .cm-tooltip-autocomplete li", has_text=chosen).first.click()
        assert page.inner_text("#sparql .cm-content").strip().removesuffix("}").strip() == f"ASK {{ {chosen}"


def test_the_answer_lights_up_and_its_cells_lead_on(tab: Tab, world: Any) -> None:
    tab.run("SELECT ?lab { VALUES ?lab { e:openai e:anthropic } }")
    assert tab.state()["answered"] == "openai anthropic"
    assert tab.cells() == [["OpenAI"], ["Anthropic"]]
    tab.page.click("#sparql button:text-is('Draw only these')")
    assert tab.state()["drawn"] == "openai anthropic"
    assert tab.page.inner_text("#counts").startswith("2 entities")
    tab.page.click("#sparql button:text-is('Draw the whole graph')")
    tab.page.click("#sparql td button:text-is('Anthropic')")
    state = tab.state()
    assert (state["focus"], state.get("tab")) == ("anthropic", None)
    assert "Anthropic" in tab.page.inner_text("#evidence")


def test_figures_light_up_whom_they_are_about(tab: Tab) -> None:
    tab.choose("valuations-over-time")
    assert tab.state()["answered"] == "openai"


def test_triples_are_a_network_too(tab: Tab) -> None:
    tab.run(
        'CONSTRUCT { ?a kg:funds ?b . ?b rdfs:label "\\u9f8d \\"x\\""@zh } { VALUES (?a ?b) { (e:nvidia e:openai) } }'
    )
    assert sorted(tab.cells()) == [["Nvidia", "kg:funds", "OpenAI"], ["OpenAI", "rdfs:label", '龍 "x"']]
    assert sorted(tab.state()["answered"].split()) == ["nvidia", "openai"]
    assert "<https://w3id.org/aikg/ontology#funds>" in tab.download("N-Triples")


def test_sorts_aligns_and_groups_numbers(tab: Tab) -> None:
    tab.run('SELECT ?n ?t { VALUES (?n ?t) { (20000 "b") (3 "C") (UNDEF "a") (1500000 "d") } }')
    assert [row[0] for row in tab.cells()] == ["20,000", "3", "", "1,500,000"]
    assert tab.page.locator("td").first.evaluate("e => getComputedStyle(e).textAlign") == "right"
    heading = tab.page.locator("#sparql th button").first
    heading.click()
    assert [row[0] for row in tab.cells()] == ["1,500,000", "20,000", "3", ""]
    assert tab.page.locator("#sparql th").first.get_attribute("aria-sort") == "descending"
    heading.click()
    assert [row[0] for row in tab.cells()] == ["3", "20,000", "1,500,000", ""]
    tab.page.locator("#sparql th button").nth(1).click()
    assert [row[1] for row in tab.cells()] == ["a", "b", "C", "d"]


def test_csv_is_safe_for_spreadsheets(tab: Tab) -> None:
    tab.run('SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c ?d) { ("=1+1" -3.5 "a,\\"b\\"" e:openai) ("+x" 2 "@y" UNDEF) } }')
    assert tab.download("CSV") == ('a,b,c,d\n\'=1+1,-3.5,"a,""b""",https://w3id.org/aikg/entity/openai\n\'+x,2,\'@y,\n')


def test_hostile_text_is_text(tab: Tab) -> None:
    evil = "<img src=x onerror=alert(1)>"
    tab.run(
        f'SELECT ?x ?y ?z {{ VALUES (?x ?y ?z) {{ ("{evil}" <javascript:alert(1)> 1) ("b" <http://x.example/> 2) }} }}'
    )
    assert tab.cells()[0][:2] == [evil, "javascript:alert(1)"]
    assert tab.page.locator("#sparql .results img").count() == 0
    links = tab.page.locator("#sparql .results a")
    assert links.count() == 1
    assert links.first.get_attribute("rel") == "noopener noreferrer"


def test_bars_lines_and_timeline_beside_the_table(tab: Tab) -> None:
    tab.choose("commitments-by-stage-and-year")
    picture = tab.page.locator("#sparql svg[role=img]")
    assert "Lines" in (picture.get_attribute("aria-label") or "")
    assert tab.page.locator("#sparql polyline").count() > 3
    assert tab.page.is_visible("#sparql table")
    for name, shape in [("Bars", "rect"), ("Timeline", "circle")]:
        tab.page.click(f"#sparql .pictures button:text-is('{name}')")
        assert tab.page.locator(f"#sparql svg {shape}").count() > 10
        assert name in (picture.get_attribute("aria-label") or "")
        assert tab.page.is_visible("#sparql table")
    tab.page.click("#sparql .pictures button:text-is('Table')")
    assert picture.count() == 0


def test_a_query_without_end_is_stopped_and_the_next_one_answers(tab: Tab) -> None:
    tab.write(ENDLESS)
    tab.page.click("#sparql .run")
    tab.page.wait_for_selector("#sparql .stop:not([hidden])")
    tab.page.wait_for_selector("html[data-ready=engine]", state="attached")
    tab.page.locator("#sparql .clock", has_text=re.compile(r"^[1-9]\.\d s$")).wait_for()
    tab.page.click("#sparql .stop")
    assert re.fullmatch(r"Stopped after [1-9]\.\d s", tab.problem())
    assert tab.page.is_hidden("#sparql .stop")
    tab.run("SELECT (1 + 1 AS ?two) {}")
    assert tab.cells() == [["2"]]


def test_stopped_before_the_engine_ran(tab: Tab) -> None:
    tab.page.click("#sparql .run")
    if tab.page.is_visible("#sparql .stop"):
        tab.page.click("#sparql .stop")
    tab.run("SELECT (1 + 1 AS ?two) {}")
    assert tab.cells() == [["2"]]


def test_from_names_the_graphs_that_are_asked(tab: Tab, world: Any) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM g:ontology { ?s ?p ?o }"
    tab.run(query)
    assert tab.rows()[0]["n"]["value"] == asked_of_kg(world, query)[0]["n"]["value"]


def test_star_has_the_order_of_the_text(tab: Tab) -> None:
    tab.run("SELECT * { ?z rdfs:label ?a } LIMIT 1")
    assert tab.page.locator("#sparql th").all_inner_texts() == ["z", "a"]


def test_a_tour_by_keyboard(tab: Tab) -> None:
    tab.write("SELECT (2 AS ?two) {}")
    tab.page.keyboard.press("Control+Enter")
    tab.settle()
    assert tab.cells() == [["2"]]
    tab.page.keyboard.press("Tab")  # leaves the editor
    assert tab.page.evaluate("document.activeElement.className") == "run"
    tab.page.keyboard.press("Shift+Tab")
    tab.page.keyboard.press("Shift+Tab")
    assert tab.page.evaluate("document.activeElement.className") == "fresh"
    tab.page.keyboard.press("Escape")  # closes the list
    assert tab.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.type("board of two")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    tab.page.locator("#sparql th", has_text="postThere").wait_for()


def test_the_address_tells_how_an_answer_is_shown(tab: Tab, world: Any) -> None:
    tab.choose("commitments-by-stage-and-year")
    tab.page.click("#sparql .pictures button:text-is('Bars')")
    tab.page.select_option("#sparql .pictures select", "deals")
    tab.page.click("#sparql th button[data-column=dollars]")
    cells, state = tab.cells(), tab.state()
    assert (state["picture"], state["measure"], state["sort"]) == ("bars", "deals", "-dollars")
    other = Tab(tab.page.context, world, **state)
    other.settle()
    assert other.cells() == cells
    assert other.page.get_attribute("#sparql svg[role=img]", "aria-label").endswith("Bars: deals")
    other.choose("warrants")
    assert not {"picture", "measure", "sort"} & other.state().keys()
    assert other.complaints == []


def test_a_link_keeps_what_is_lit_beside_its_question(tab: Tab, world: Any) -> None:
    other = Tab(tab.page.context, world, saved="largest-deals", focus="openai")
    other.settle()
    assert other.page.evaluate("kg.store.state.focus") == "openai"
    other.run()
    assert other.page.evaluate("kg.store.state.focus") == "", "what is asked anew lights up"
    assert other.complaints == []


def test_questions_in_chinese(tab: Tab) -> None:
    tab.page.click("#language")
    tab.choose("funders-of-both")
    query = saved.get("funders-of-both")
    assert tab.page.inner_text("#sparql .question") == query.zh
    fields = tab.page.locator("#sparql .field label").all_inner_texts()
    assert [text.split()[-1] for text in fields] == [parameter.zh for parameter in query.parameters]
    tab.page.evaluate("document.querySelector('#sparql details').open = true")
    tab.page.fill("#sparql details input", "購買其股份")
    shown = tab.page.locator("#sparql [data-name]:visible")
    assert [button.get_attribute("data-name") for button in shown.all()] == ["warrants"]


def test_words_change_with_the_language(tab: Tab) -> None:
    tab.run("SELECT ?x { ?x kg:ownsStakIn ?y }")
    tab.page.click("#language")
    assert tab.problem() == "第 1 行第 16 字 本體中沒有 kg:ownsStakIn；是否指 kg:ownsStakeIn？"
    assert "執行" in tab.page.inner_text("#sparql .run")
    tab.run("SELECT ?x { VALUES ?x { e:nvidia } }")
    assert tab.cells() == [["輝達"]]
    tab.page.click("#language")
    assert tab.cells() == [["Nvidia"]]


@pytest.mark.parametrize("tab", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_phone(tab: Tab) -> None:
    tab.choose("deal-history")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.page.evaluate("document.getElementById('sparql').scrollWidth") <= 390
    tab.page.click("#sparql .pictures button:text-is('Timeline')")
    assert tab.page.evaluate("document.getElementById('sparql').scrollWidth") <= 390

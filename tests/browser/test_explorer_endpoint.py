"""The explorer of a server: the same page, which asks a SPARQL endpoint instead of an engine of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg import explorer
from kg.errors import KGError
from kg.store import Store

SOURCES = 's: {type: Post, title: A post, url: "https://a.example/", date: 2025-06-01, tier: Weak}\n'
ENTITIES = """\
acme: {type: Company, name: {en: Acme}}
bolt: {type: Company, name: {en: Bolt}}
claims:
  - {subject: acme, investsIn: bolt, amount: 5e9 USD, at: 2024-05, evidence: [s]}
"""


class Served(NamedTuple):
    address: str
    asked: list[str]
    #: Set to let the endpoint answer; cleared while it is to keep everybody waiting.
    go: threading.Event


def handler(graph: Store, asked: list[str], go: threading.Event) -> type[BaseHTTPRequestHandler]:
    page = explorer.render(graph, endpoint="/sparql").encode()

    class Handler(BaseHTTPRequestHandler):
        def say(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.say(200, "text/html; charset=utf-8", page)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body)["query"][0]
            asked.append(query)
            go.wait(20)
            try:
                found = graph.results(query)
            except KGError as error:
                self.say(400, "text/plain; charset=utf-8", str(error).encode())
                return
            is_graph = isinstance(found, ox.QueryTriples)
            answer = found.serialize(format=ox.RdfFormat.N_TRIPLES if is_graph else ox.QueryResultsFormat.JSON)
            self.say(200, "application/n-triples" if is_graph else "application/sparql-results+json", answer)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def served(make_world: Any) -> Iterator[Served]:
    asked: list[str] = []
    go = threading.Event()
    go.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(make_world(SOURCES, ENTITIES).graph, asked, go))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Served(f"http://127.0.0.1:{server.server_port}/", asked, go)
    go.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(10_000)
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(served.address)
    page.wait_for_selector("html[data-ready=engine]", state="attached")
    yield page
    outside = [url for url in requests if not url.startswith((served.address, "data:", "blob:"))]
    page.close()
    assert outside == []
    assert errors == []


def test_it_holds_neither_graph_nor_engine(make_world: Any) -> None:
    world = make_world(SOURCES, ENTITIES)
    text = explorer.render(world.graph, endpoint="https://kg.example/sparql")
    assert len(text) < len(world.page.read_text(encoding="utf-8")) / 2
    assert "connect-src https://kg.example;" in text
    assert 'id="kg-engine"></script>' in text
    assert 'id="kg-data"></script>' in text


def test_evidence_comes_from_the_endpoint(page: Any, served: Served) -> None:
    page.evaluate("kg.focus('acme')")
    page.wait_for_selector("#evidence >> text=5 billion")
    assert page.locator("#evidence >> text=A post").count() == 1
    assert any("acme" in query for query in served.asked)


def test_a_question_is_asked_there_and_what_is_wrong_is_said(page: Any, served: Served) -> None:
    page.evaluate("kg.store.set({ tab: 'sparql', query: 'SELECT ?x { e:acme kg:investsIn ?x }' })")
    page.wait_for_selector("#sparql td >> text=Bolt")
    assert any("investsIn ?x" in query for query in served.asked)
    page.evaluate("kg.store.set({ query: 'SELECT (nosuch(?x) AS ?y) { ?x a kg:Claim }' })")
    page.wait_for_selector("#sparql [role=alert]:visible, #sparql .problem:visible")


def test_triples_come_as_a_table(page: Any) -> None:
    page.evaluate("kg.store.set({ tab: 'sparql', query: 'CONSTRUCT WHERE { e:acme kg:investsIn ?x }' })")
    page.wait_for_selector("#sparql tbody tr")
    assert page.locator("#sparql tbody tr").count() == 1


def test_a_question_that_takes_too_long_is_stopped_and_the_next_one_answers(page: Any, served: Served) -> None:
    served.go.clear()
    page.evaluate("kg.store.set({ tab: 'sparql', query: 'SELECT ?x { e:acme kg:investsIn ?x }' })")
    page.get_by_role("button", name="Stop").click()
    page.wait_for_selector("#sparql >> text=/Stopped/i")
    served.go.set()
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#sparql td >> text=Bolt")


def test_what_is_stopped_says_that_it_was(page: Any, served: Served) -> None:
    """Whoever waits for evidence then knows that it may ask again."""
    served.go.clear()
    # Not awaited here: the endpoint does not answer before it is told to.
    page.evaluate("void (window.asked = kg.engine.ask('ASK {}').then(() => '', error => error.message))")
    page.wait_for_timeout(200)
    page.evaluate("kg.engine.stop()")
    assert page.evaluate("window.asked") == "stopped"


def test_a_file_cannot_be_brought_in(page: Any) -> None:
    """The endpoint's graph is its owner's."""
    page.click("#take-button")
    assert page.locator("#take [data-take=turtle], #take button").count() > 3
    assert page.locator("#take .bring").count() == 0
    said = page.evaluate("kg.engine.load('', 'text/turtle', 'urn:x').then(() => '', error => error.message)")
    assert "no documents" in said

"""What kg promises about speed, measured against its peers in one run, as ratios.

Seconds say more about the machine than about the program, so where a promise has a peer the two run in turn and their
medians are compared. Exit status 1 if a promise is not kept.

Run it with ``make bench`` or ``python benchmarks/bench.py [NAME…]``.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

QUERY = """
SELECT ?name (COUNT(?claim) AS ?claims) {
  ?claim rdf:predicate kg:investsIn ; rdf:subject ?investor .
  ?investor rdfs:label ?name FILTER(LANGMATCHES(LANG(?name), "en"))
} GROUP BY ?name ORDER BY DESC(?claims) ?name LIMIT 10
"""
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
#: What a user of rdflib writes.
RDFLIB_SCRIPT = """
import sys, rdflib
graph = rdflib.Graph().parse(sys.argv[1])
for row in graph.query(sys.argv[2]):
    print(*row, sep="\\t")
"""


class Result(NamedTuple):
    """A promise and what was measured.

    :ivar at_least: whether `measured` must be at least `target`, or at most
    """

    name: str
    measured: float
    target: float
    unit: str
    detail: str
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.measured >= self.target if self.at_least else self.measured <= self.target

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        mark = "ok  " if self.kept else "MISS"
        figures = f"{self.measured:7.2f}{self.unit}  {sign} {self.target:g}{self.unit}"
        return f"{mark}  {self.name:<38} {figures}   {self.detail}"


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run, on a heap that is as clean as we can make it."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int) -> tuple[float, float]:
    """Medians of `rounds` runs of each; one after the other, so that a busy moment meets both."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    return median(ours for ours, _ in pairs), median(theirs for _, theirs in pairs)


def run(*command: str, store: Path | None = None) -> str:
    """What a cold process prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation has its bytecode
    if store is not None:
        environment["KG_DATA"] = str(store)
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def bench_turtle(home: Path) -> Iterator[Result]:
    """The same 100,000 triples, in memory, written by our serializer and by rdflib's."""
    import pyoxigraph as ox
    import rdflib

    from kg import store, terms, turtle

    kept = store.open_store(home / "store")
    triples = list(shaped_like((q.triple for q in kept.quads() if not isinstance(q.object, ox.Triple)), 100_000))
    lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    graph = rdflib.Graph().parse(data=lines, format="nt")
    for prefix, iri in terms.PREFIXES.items():
        graph.bind(prefix, iri)
    ours, theirs = in_turn(lambda: turtle.write(triples), lambda: graph.serialize(format="turtle"), rounds=3)
    detail = f"{ours:.2f} s; rdflib {theirs:.2f} s"
    yield Result("Turtle of 10⁵ triples, times faster", theirs / ours, 6, "×", detail, at_least=True)


def shaped_like(triples: Iterator[object], count: int) -> Iterator[object]:
    """`count` triples: the given ones, and again with other subjects until there are enough."""
    from kg.terms import BlankNode, NamedNode, Triple

    real = list(triples)
    for i in range(count):
        triple = real[i % len(real)]
        subject, obj = triple.subject, triple.object
        if round_ := i // len(real):
            subject = (
                type(subject)(f"{subject.value}{round_}") if isinstance(subject, NamedNode | BlankNode) else subject
            )
            obj = BlankNode(f"{obj.value}{round_}") if isinstance(obj, BlankNode) else obj
        yield Triple(subject, triple.predicate, obj)


def bench_query(home: Path) -> Iterator[Result]:
    """`kg query` in a cold process with the store compiled: against bare imports, and against a script with rdflib."""
    from kg.terms import PREFIXES

    exported = home / "ai.ttl"
    run("-m", "kg", "export", "-o", str(exported), "--force", store=home)
    declared = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items()) + QUERY

    def ours() -> str:
        return run("-m", "kg", "query", QUERY, "--format", "tsv", store=home)

    def theirs() -> str:
        return run("-c", RDFLIB_SCRIPT, str(exported), declared)

    expected, found = theirs().splitlines(), ours().splitlines()[1:]
    assert [row.split("\t")[1] for row in found] == [row.split("\t")[1] for row in expected], "answers differ"
    cold, bare = in_turn(ours, lambda: run("-c", "import click, pyoxigraph"), rounds=15)
    yield Result(
        "cold query, times bare imports", cold / bare, 1.6, "×", f"{cold * 1e3:.0f} ms; imports {bare * 1e3:.0f} ms"
    )
    cold, script = in_turn(ours, theirs, rounds=3)
    detail = f"{cold * 1e3:.0f} ms; rdflib {script:.2f} s"
    yield Result("cold query, times faster than rdflib", script / cold, 8, "×", detail, at_least=True)


def bench_first_use(home: Path) -> Iterator[Result]:
    """The first command of a fresh installation, on seeds with 600 claims."""
    seeds = home / "seeds-600"
    count = fewer_seeds(seeds, 600)
    target = home / "first"

    def build() -> str:
        return run("-m", "kg", "--store", str(target), "build", "--seeds", str(seeds))

    taken = median(seconds(build) for _ in range(3))
    yield Result("compiling 600 claims, seconds", taken, 2, " s", f"{count} claims, with the start of Python")


def fewer_seeds(target: Path, claims: int) -> int:
    """Seeds that hold all our entities and sources, and about so many claims of the shipped ones; how many."""
    import yaml

    target.mkdir()
    left = claims
    for path in sorted((ROOT / "seeds").glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader) or {}
        for name, entry in list(content.items()):
            found = entry if name == "claims" else entry.get("claims", []) if isinstance(entry, dict) else []
            # A claim that names another by its handle cannot go without it.
            kept = [claim for claim in found if not {"refutes", "disputes"} & claim.keys()][:left]
            left -= len(kept)
            if name == "claims":
                content[name] = kept
            elif found:
                entry["claims"] = kept
        content = {name: entry for name, entry in content.items() if name != "claims" or entry}
        (target / path.name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return claims - left


def bench_network(home: Path) -> Iterator[Result]:
    """The network of 1,000 entities, from store to networkx."""
    from kg import network, store, vocab

    kept, ontology = store.open_store(home / "store"), vocab.load()
    drawn = network.build(kept, ontology, most=1000)
    taken = median(seconds(lambda: network.build(kept, ontology, most=1000)) for _ in range(3))
    detail = f"{drawn.number_of_nodes():,} nodes, {drawn.number_of_edges():,} edges"
    yield Result("network of 1,000 nodes, seconds", taken, 3, " s", detail)


def bench_explorer(home: Path) -> Iterator[Result]:
    """The explorer's page in headless Chromium: until the network is drawn, and a question asked at that moment."""
    from playwright.sync_api import sync_playwright

    page = home / "ai.html"
    run("-m", "kg", "explore", "-o", str(page), "--force", store=home)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        drawn, answered, steps = zip(*(explored(chromium, page) for _ in range(5)), strict=True)
        chromium.close()
    size = f"{page.stat().st_size / 1e6:.1f} MB, Chromium without a GPU"
    yield Result("explorer: network drawn, seconds", median(drawn), 2, " s", size)
    yield Result("explorer: first answer, seconds", median(answered), 1, " s", "asked as soon as the network is drawn")
    yield Result(
        "explorer: a step of the slider, ms", median(steps), 100, " ms", "the page's own work, until it is handed over"
    )


def explored(chromium: Any, path: Path) -> tuple[float, float, float]:
    """Seconds until the network is drawn, seconds for an answer, and milliseconds for a step of the slider."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    asked = time.perf_counter()
    page.evaluate("kg.store.set({ tab: 'sparql', saved: 'largest-deals' })")
    page.wait_for_selector("#sparql tbody tr")
    answered = time.perf_counter() - asked
    drawn = page.evaluate("performance.getEntriesByName('network')[0].startTime") / 1e3
    page.wait_for_selector("html[data-ready=engine]", state="attached")
    page.evaluate("kg.store.set({ tab: 'evidence', answered: [] })")
    days = json.dumps([f"{year}-{month:02}-28" for year in (2024, 2025) for month in range(1, 13)])
    step = page.evaluate(
        f"""async () => {{
            const taken = [];
            for (const day of {days}) {{
                const begun = performance.now();
                kg.store.set({{ day }});
                taken.push(performance.now() - begun);
                await new Promise(resolve => setTimeout(resolve, 60));
            }}
            return taken.sort((a, b) => a - b)[taken.length >> 1];
        }}"""
    )
    page.close()
    return drawn, answered, step


BENCHMARKS = {
    "turtle": bench_turtle, "query": bench_query, "first-use": bench_first_use, "network": bench_network,
    "explorer": bench_explorer,
}  # fmt: skip


def main(names: list[str]) -> int:
    """Run the benchmarks of these names, or all; 0 if every promise is kept."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "rdflib", "networkx", "click"))
    print(f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores, {platform.machine()}")
    kept = True
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        run("-m", "kg", "query", "ASK {}", store=home)  # compiles the built-in graph into home/store
        for name in names or BENCHMARKS:
            if name == "explorer" and not Path(CHROMIUM).is_file():
                print(f"left out: {name}, which needs Debian's Chromium")
                continue
            for result in BENCHMARKS[name](home):
                print(result, flush=True)
                kept &= result.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

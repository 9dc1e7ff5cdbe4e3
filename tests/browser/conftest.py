"""Made-up networks of any size, and a real Chromium to open their pages in.

Names and figures are invented. What is realistic is the shape: hubs, two to three lines a node, several lines between
the same two, rumours, disputes, and names by people who mean harm.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import pytest

from kg import build, explorer, paths
from kg.errors import KGError
from kg.store import Store, open_store

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader",  # WebGL without a graphics card
]  # fmt: skip

HOSTILE = {
    "script": "<script>document.title='owned'</script>",
    "break-out": "</script><script>document.title='owned'</script>",
    "image": '"><img src=x onerror="document.title=\'owned\'">',
    "template": "${7*7} {{7*7}} <b>bold</b> *md*",
    "rtl": "abc\u202edef\u2066ghi\u2069",
    "hebrew": "שלום AI",
    "long": "Long " + "name " * 2000,
    "emoji": "👩🏽‍💻👩🏽‍💻 𝕏 Z̴̛͔a̵̧͝l̶g̵o",
    "constructor": "constructor",
}


def _type(en: str, zh: str, color: str, dark: str, shape: str, order: int, *parents: str) -> dict[str, Any]:
    return {
        "label": {"en": en, "zh-Hant": zh},
        "color": color,
        "dark": dark,
        "shape": shape,
        "order": order,
        "parents": list(parents),
    }


STYLES: Any = {
    "types": {
        "Organization": _type("organization", "組織", "#6693B6", "#BBC6FE", "dot", 20, "Entity"),
        "Company": _type("company", "公司", "#6693B6", "#BBC6FE", "dot", 20, "Organization", "Entity"),
        "MediaOrganization": _type(
            "media organization", "媒體", "#6693B6", "#BBC6FE", "dot", 20, "Organization", "Entity"
        ),
        "AILab": _type("AI lab", "AI 實驗室", "#064CA1", "#3A7DA0", "dot", 10, "Organization", "Entity"),
        "ChipMaker": _type(
            "chip maker", "晶片業者", "#10825E", "#07F991", "square", 30, "Company", "Organization", "Entity"
        ),
        "CloudProvider": _type(
            "cloud provider", "雲端業者", "#9D4DE7", "#C559F9", "hexagon", 40, "Company", "Organization", "Entity"
        ),
        "Investor": _type("investor", "投資人", "#B9812A", "#CABF24", "diamond", 50, "Organization", "Entity"),
        "Model": _type("model", "模型", "#F6287A", "#ED798D", "triangle", 55, "Entity"),
        "Person": _type("person", "人物", "#B93100", "#F14900", "dot", 60, "Entity"),
        "Country": _type("country", "國家", "#7D1F5C", "#F7A8D8", "star", 70, "Entity"),
        "InfrastructureProject": _type(
            "infrastructure project", "基礎建設計畫", "#3E343F", "#DEDBE6", "square", 45, "Entity"
        ),
        "Event": _type("event", "事件", "#7A7F87", "#A9AFB8", "triangleDown", 82, "Entity"),
        "Entity": _type("entity", "實體", "#7A7F87", "#A9AFB8", "dot", 90),
    },
    "families": {
        "Capital": {"label": {"en": "capital", "zh-Hant": "資本"}, "color": "#9B8B10", "dark": "#F0C52D", "order": 1},
        "Supply": {
            "label": {"en": "compute and supply", "zh-Hant": "算力與供應"},
            "color": "#296D5F",
            "dark": "#6CF1CB",
            "order": 2,
        },
        "Models": {
            "label": {"en": "models and products", "zh-Hant": "模型與產品"},
            "color": "#FA058A",
            "dark": "#957B8A",
            "order": 3,
        },
        "People": {"label": {"en": "people", "zh-Hant": "人物"}, "color": "#883A08", "dark": "#CC4A10", "order": 4},
        "Partnership": {
            "label": {"en": "partnership", "zh-Hant": "合作"},
            "color": "#0E94E6",
            "dark": "#3678FF",
            "order": 5,
        },
        "Policy": {"label": {"en": "policy", "zh-Hant": "政策"}, "color": "#6A3FC2", "dark": "#B9A2FF", "order": 6},
    },
    "words": {"AtMost": {"en": "at most", "zh-Hant": "至多"}, "Intended": {"en": "intended", "zh-Hant": "計畫中"}},
}

KINDS = [  # type, share of the nodes, words for names
    ("AILab", 9, ("AI", "智能")),
    ("Company", 22, ("Systems", "系統")),
    ("ChipMaker", 8, ("Semiconductor", "半導體")),
    ("CloudProvider", 7, ("Cloud", "雲端")),
    ("Investor", 14, ("Capital", "創投")),
    ("Model", 14, ("", "")),
    ("Person", 16, None),
    ("Country", 3, ("Republic", "共和國")),
    ("InfrastructureProject", 5, ("Campus", "園區")),
    ("Event", 2, ("Summit", "高峰會")),
]
FIRST = "North Blue Silver River Stone Bright Moon Cedar Iron Amber Cloud Fox Pine Nova Delta Sky".split()  # noqa: SIM905
SECOND = "wind field lake peak bridge light shore grove gate stone leaf spark mark ridge".split()  # noqa: SIM905
CHINESE = "北藍銀河石明月杉鐵金雲狐松新天風原湖峰橋光岸林門葉星嶺海山"
GIVEN = "Ada Ben Chen Dora Emil Fei Gus Hana Ivo June Kai Lin Mei Noor Ola Pei".split()  # noqa: SIM905
RELATIONS = {
    "Capital": [("equityFunder", "is funded by", "獲其注資"), ("invests", "invests in", "投資")],
    "Supply": [("supplies", "supplies", "供應"), ("supplies-compute", "supplies compute to", "提供算力給")],
    "Models": [("develops", "develops", "開發"), ("deploys", "deploys", "採用")],
    "People": [("leads", "leads", "領導"), ("founded", "founded", "創辦")],
    "Partnership": [("partners", "partners with", "合作")],
    "Policy": [("restricts", "restricts", "限制")],
}


def claim(identity: str, predicate: str = "invests", **rest: Any) -> dict[str, Any]:
    """A claim with all keys of the contract, empty unless given."""
    figures = ("value", "amount", "amount_usd", "share", "quantity", "bound", "stage", "status", "basis")
    dates = ("at", "start", "end", "horizon", "said")
    source = {
        "id": "s1",
        "title": "A source",
        "url": "https://example.org/1",
        "publisher": "Example",
        "date": "2025-01-01",
        "tier": "Primary",
        "locator": "p1",
    }
    return {
        **dict.fromkeys((*figures, *dates)),
        "id": identity,
        "predicate": predicate,
        "label": {"en": predicate},
        "role": {},
        "reason": {},
        "note": {},
        "by": [],
        "rivals": [],
        "sources": [source],
        **rest,
    }


def _sources(rng: random.Random, count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"paper-{i}",
            "title": f"What the {rng.choice(FIRST).lower()} deal means for {rng.choice(SECOND)}",
            "url": f"https://news.example/{i}",
            "publisher": rng.choice(["The Daily Example", "Example Wire", "範例日報"]),
            "date": f"202{rng.randint(3, 6)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            "tier": rng.choice(["Primary", "Established", "Established", "Secondary", "Weak"]),
            "locator": rng.choice(["p3", "p6s1", None]),
        }
        for i in range(count)
    ]


def _add_nodes(graph: nx.MultiDiGraph[str], rng: random.Random, count: int) -> None:
    seen: set[str] = set()
    for i in range(count):
        kind, _, suffix = rng.choices(KINDS, [share for _, share, _ in KINDS])[0]
        while True:
            stem = rng.choice(FIRST) + rng.choice(SECOND)
            if suffix is None:
                name = f"{rng.choice(GIVEN)} {stem}"
            else:
                name = f"{stem} {suffix[0]}" if suffix[0] else f"{stem}-{rng.randint(1, 9)}"
            name = name if name not in seen else f"{name} {i}"
            if name not in seen:
                break
        seen.add(name)
        label = {"en": name}
        if rng.random() < 0.8:
            label["zh-Hant"] = "".join(rng.choices(CHINESE, k=rng.randint(2, 3))) + (suffix[1] if suffix else "")
        about = {"en": f"An invented {kind}."}
        graph.add_node(
            f"n{i:04}", iri=f"https://example.org/n{i:04}", type=kind, label=label, description=about, facts=[]
        )


def make_network(count: int, *, seed: int = 7, hostile: bool = True) -> nx.MultiDiGraph[str]:
    """A network of that many nodes; the first of them are hubs."""
    rng = random.Random(seed)
    graph = nx.MultiDiGraph(title=f"{count} invented actors", omitted=0, hint="")
    _add_nodes(graph, rng, count)
    names = list(graph)
    sources = _sources(rng, max(12, count // 4))
    number = 0

    def add(a: str, b: str, **rest: Any) -> str:
        nonlocal number
        number += 1
        family = rng.choices(list(RELATIONS), [5, 4, 3, 3, 2, 1])[0]
        predicate, en, zh = rng.choice(RELATIONS[family])
        amount = 10 ** rng.uniform(6, 11.5) if family in ("Capital", "Supply") and rng.random() < 0.7 else None
        filled: dict[str, Any] = {
            "label": {"en": en, "zh-Hant": zh},
            "amount": f"US${amount / 1e9:.2f} billion" if amount else None,
            "amount_usd": amount,
            "stage": rng.choice([None, None, None, "Intended", "Rumoured", "Completed"]),
            "status": "Accepted",
            "at": f"202{rng.randint(2, 6)}-{rng.randint(1, 12):02}",
            "sources": rng.sample(sources, rng.randint(1, 2)),
        }
        made = claim(f"c{number:05}", predicate, **{**filled, **rest})
        graph.add_edge(a, b, key=made["id"], predicate=predicate, family=family, claim=made)
        return str(made["id"])

    for i in range(1, count):  # preferential attachment within neighbourhoods, as in real networks
        near = names[max(0, (i // 40) * 40) : i] or names[:i]
        pool = near if rng.random() < 0.75 else names[:i]
        add(names[i], pool[min(int(rng.expovariate(1) * len(pool) / 6), len(pool) - 1)])
        for _ in range(rng.choice([0, 1, 1, 2])):
            add(names[rng.randrange(min(i, 1 + count // 12))], names[i])
    for a, b in rng.sample(list(graph.edges()), max(4, count // 12)):  # several between the same two, both ways
        for _ in range(rng.randint(1, 3)):
            add(*rng.choice([(a, b), (b, a)]))
    _dispute(graph, rng, count, add)
    if hostile:
        for slug, label in HOSTILE.items():
            both = {"en": label, "zh-Hant": label}
            graph.add_node(slug, iri=f"javascript:{slug}", type="Company", label=both, description=both, facts=[])
            source = {"id": "bad", "title": label, "url": "javascript:document.title='owned'", "publisher": label}
            add(
                slug, names[0], note=both, role=both, amount=label, sources=[source], by=[{"slug": slug, "label": both}]
            )
    return graph


def _dispute(graph: nx.MultiDiGraph[str], rng: random.Random, count: int, add: Any) -> None:
    """Rival claims between two nodes, and rival figures of one."""
    for a, b in rng.sample(list(graph.edges()), max(2, count // 25)):
        if a != b:
            one = add(a, b, amount="US$3 billion", amount_usd=3e9, status="Disputed")
            reason = {"en": "A zero too many.", "zh-Hant": "多了一個零。"}
            two = add(a, b, amount="US$30 billion", amount_usd=3e10, status="Refuted", reason=reason)
            graph.edges[a, b, one]["claim"]["rivals"] = [two]
            graph.edges[a, b, two]["claim"]["rivals"] = [one]
    for slug in list(graph)[: max(3, count // 10)]:
        label = {"en": "valuation", "zh-Hant": "估值"}
        said = [
            {"value": "US$30 billion", "status": "Accepted"},
            {"value": "US$90 billion", "status": "Disputed", "bound": "AtMost"},
        ]
        facts = [
            claim(f"{slug}-v{i}", "valuation", label=label, at="2025-03", basis="PostMoney", **rest)
            for i, rest in enumerate(said)
        ]
        if rng.random() < 0.4:
            facts[0]["rivals"], facts[1]["rivals"] = [facts[1]["id"]], [facts[0]["id"]]
        else:
            facts = facts[:1]
        graph.nodes[slug]["facts"] = facts


@pytest.fixture(scope="session")
def network() -> Callable[..., nx.MultiDiGraph[str]]:
    """`make_network`, for tests to call."""
    return make_network


@pytest.fixture(scope="session")
def styles() -> Any:
    return STYLES


@pytest.fixture(scope="session")
def hostile() -> dict[str, str]:
    """Names by people who mean harm, by slug."""
    return HOSTILE


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium through Playwright; without it the tests are skipped, but not where CI promises it."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"no Chromium at {CHROMIUM}, and CI is set")
        pytest.skip(f"no Chromium at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


class World(NamedTuple):
    """A graph, the directory of its store, and the explorer's page of it."""

    store: Path
    graph: Store
    page: Path


@pytest.fixture(scope="session")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Store], Path]:
    """Writes the explorer of a graph; where it was not built tests are skipped, but not where CI promises it."""

    def write(graph: Store) -> Path:
        path = tmp_path_factory.mktemp("page") / "ai.html"
        try:
            path.write_text(explorer.render(graph), encoding="utf-8")
        except KGError as error:
            if os.environ.get("CI"):
                pytest.fail(str(error))
            pytest.skip(str(error))
        return path

    return write


@pytest.fixture(scope="session")
def make_world(page_of: Callable[[Store], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., World]:
    """Compiles a directory of seeds, or the texts of a file of sources and one of entities, and writes its page."""

    def made(sources: Path | str, entities: str = "") -> World:
        root = tmp_path_factory.mktemp("world")
        seeds = sources if isinstance(sources, Path) else root / "seeds"
        if isinstance(sources, str):
            seeds.mkdir()
            (seeds / "sources.yaml").write_text(sources, encoding="utf-8")
            (seeds / "all.yaml").write_text(entities, encoding="utf-8")
        build.build(root / "store", seeds)
        graph = open_store(root / "store")
        return World(root / "store", graph, page_of(graph))

    return made


@pytest.fixture(scope="session")
def shipped(make_world: Callable[..., World]) -> World:
    """The graph that ships; made once for all tests of a process, which only read it."""
    return make_world(paths.shipped("seeds"))


class Reader:
    """A page in the browser, and whatever it complained of or asked for."""

    def __init__(self, browser: Any, path: Path, fragment: str = "", width: int = 1440) -> None:
        self.page = browser.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(path.as_uri() + fragment)
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def engine(self) -> Reader:
        self.page.wait_for_selector("html[data-ready=engine]", state="attached")
        return self

    def place(self, slug: str) -> tuple[float, float]:
        """Where an entity is drawn."""
        at = self.page.evaluate(
            """slug => {
                const sigma = kg.network.renderer;
                const box = document.getElementById('network').getBoundingClientRect();
                const { x, y } = sigma.framedGraphToViewport(sigma.getNodeDisplayData(slug));
                return [box.x + x, box.y + y];
            }""",
            slug,
        )
        return at[0], at[1]

    def shown(self) -> set[str]:
        """The entities that the renderer draws."""
        drawn = "node => !kg.network.renderer.getNodeDisplayData(node).hidden"
        return set(self.page.evaluate(f"kg.network.graph.nodes().filter({drawn})"))

    def fragment(self) -> str:
        # The address follows a moment later, so that dragging does not fill the history.
        self.page.wait_for_timeout(300)
        return str(self.page.evaluate("location.hash"))


@pytest.fixture
def open_explorer(browser: Any) -> Iterator[Callable[..., Reader]]:
    """Opens pages; whatever a test does with them, they may neither ask the network nor complain."""
    opened: list[Reader] = []

    def reader(path: Path, fragment: str = "", width: int = 1440) -> Reader:
        opened.append(Reader(browser, path, fragment, width))
        return opened[-1]

    yield reader
    for each in opened:
        assert each.complaints == []
        assert [url for url in each.asked if not url.startswith(("file:", "blob:", "data:"))] == []
        each.page.close()

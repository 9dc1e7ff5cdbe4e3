"""From the network to what the page draws: pyvis's nodes and edges, and beside them the claims with their sources.

Decided here and not in the page, so that it can be tested without a browser: sizes, widths, dashes, marks and curves.
Colours come with `styles`, from the ontology; no type or relation family is named here.

pyvis serves as the data interface only. It numbers nothing and checks little, so nodes and edges get whole numbers as
ids: a slug such as `constructor` would meet JavaScript's own properties inside vis-network.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg import layout
from kg.present.looks import Styles, look, rank, type_groups
from kg.present.text import Words, clip, lines, shown, web_address, width, words

if TYPE_CHECKING:
    import networkx as nx

# What the stages and the states of a claim mean for a line. Everything else about them is data.
NOT_YET = frozenset({"Intended", "Rumoured"})
DISPUTED, REFUTED = "Disputed", "Refuted"

LABEL_EMS = 11.0  # a line of a label is no wider
FONT, FONT_STEP = 13.0, 4.0  # pixels of the smallest label, and how much more the largest has


_TEXTS = ("value", "amount", "share", "quantity", "bound", "stage", "status", "basis")
_DATES = ("at", "start", "end", "horizon", "said")
_SOURCE = ("id", "title", "publisher", "date", "tier")
_WORDS = ("role", "reason", "note", "texts")


def picture(graph: nx.MultiDiGraph[str], styles: Styles) -> dict[str, Any]:
    """All that the page shows, ready for JSON; the same graph gives the same value, in the same order.

    :param graph: nodes with `type`, `label`, `description`, `facts`; edges keyed by claim, with `family` and `claim`.
    :param styles: looks of the types and families; one that is missing there is drawn grey.
    """
    slugs = sorted(graph)
    number = {slug: index for index, slug in enumerate(slugs)}
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2])))
    claims = _Claims()
    for slug in slugs:
        for fact in graph.nodes[slug].get("facts") or []:
            claims.add(fact, number[slug])
    for _, _, _, data in edges:
        claims.add(data["claim"], None)
    groups, group_of = type_groups({str(graph.nodes[slug].get("type")) for slug in slugs}, styles["types"])
    used = {str(data.get("family") or "") for *_, data in edges}
    families = sorted(used, key=lambda name: rank(name, styles["families"]))
    network = _pyvis(graph, slugs, number, edges, claims, group_of, families)
    return {
        "title": shown(graph.graph.get("title") or ""),
        "omitted": int(graph.graph.get("omitted") or 0),
        "hint": shown(graph.graph.get("hint") or ""),
        "nodes": network.nodes,
        "edges": network.edges,
        "claims": claims.records,
        "sources": claims.sources,
        "properties": claims.properties,
        "groups": groups,
        "types": {name: look(name, styles["types"])["label"] for name in sorted(group_of)},
        "families": [{"name": name, **look(name, styles["families"])} for name in families],
        "words": {name: words(label) for name, label in sorted(styles.get("words", {}).items()) if name in claims.used},
    }


def _pyvis(
    graph: nx.MultiDiGraph[str],
    slugs: list[str],
    number: Mapping[str, int],
    edges: list[Any],
    claims: _Claims,
    group_of: Mapping[str, int],
    families: list[str],
) -> Any:
    """The nodes and edges as a pyvis network."""
    from pyvis.network import Network  # 0.35 s, most of it IPython: only for whoever draws

    network = Network(directed=True)
    weight = importance(graph)
    labels = {slug: _label(graph.nodes[slug].get("label"), slug) for slug in slugs}
    boxes = {slug: _box(labels[slug], weight[slug]) for slug in slugs}
    places = layout.positions(graph, boxes=boxes)
    marks = claims.marks()
    facts: dict[int, list[int]] = defaultdict(list)
    for index, owner in enumerate(claims.owners):
        if owner is not None:
            facts[owner].append(index)
    for slug in slugs:
        data, label = graph.nodes[slug], labels[slug]
        index = number[slug]
        contested = any(marks[claim] for claim in facts[index])
        network.add_node(
            index,
            label=label["lines"][0] if label["lines"] else slug,
            slug=slug,
            iri=shown(data.get("iri") or ""),
            type=str(data.get("type")),
            style=group_of[str(data.get("type"))],
            names=words(data.get("label")),
            lines=label["lines"],
            second=label["second"],
            about=words(data.get("description")),
            facts=facts[index],
            contested=contested,
            weight=round(weight[slug], 3),
            size=round(boxes[slug].radius, 1),
            font=round(FONT + FONT_STEP * weight[slug], 1),
            x=places[slug][0],
            y=places[slug][1],
        )
    curves = _curves(edges, places)
    for (source, target, _, data), curve in zip(edges, curves, strict=True):
        claim = claims.index[str(data["claim"]["id"])]
        network.add_edge(
            number[source],
            number[target],
            id=network.num_edges(),
            claim=claim,
            family=families.index(str(data.get("family") or "")),
            kind=_kind(data["claim"], marks[claim]),
            width=_line_width(data["claim"].get("amount_usd")),
            **curve,
        )
    return network


# ---- claims ----


class _Claims:
    """The claims as short records: what is absent is left out, sources and property labels are kept once."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.owners: list[int | None] = []  # the node that a fact is about; None for an edge
        self.index: dict[str, int] = {}
        self.sources: list[dict[str, Any]] = []
        self.properties: dict[str, Words] = {}
        self.used: set[str] = set()
        self._source_index: dict[str, int] = {}
        self._rivals: list[list[str]] = []

    def add(self, claim: Mapping[str, Any], owner: int | None) -> None:
        """One claim, about a node (a fact) or between two."""
        if claim["id"] in self.index:
            return
        self.index[str(claim["id"])] = len(self.records)
        record: dict[str, Any] = {"id": shown(claim["id"]), "property": str(claim["predicate"])}
        record.update((key, shown(claim[key])) for key in (*_TEXTS, *_DATES) if claim.get(key) not in (None, ""))
        record.update((key, text) for key in _WORDS if (text := words(claim.get(key))))
        if claim.get("by"):
            record["by"] = [{"slug": str(who["slug"]), "names": words(who.get("label"))} for who in claim["by"]]
        record["sources"] = [self._source(source) for source in claim.get("sources") or []]
        self.properties.setdefault(str(claim["predicate"]), words(claim.get("label")))
        self.used.update(str(claim[key]) for key in ("bound", "stage", "status", "basis") if claim.get(key))
        self.used.update(str(source["tier"]) for source in claim.get("sources") or [] if source.get("tier"))
        self.records.append(record)
        self.owners.append(owner)
        self._rivals.append([str(rival) for rival in claim.get("rivals") or []])

    def _source(self, source: Mapping[str, Any]) -> dict[str, Any]:
        """Number of the source, and the place in it, which is the claim's own."""
        key = str(source["id"])
        if key not in self._source_index:
            self._source_index[key] = len(self.sources)
            record = {name: shown(source[name]) for name in _SOURCE if source.get(name)}
            if source.get("url"):
                href = web_address(source["url"])
                record["href" if href else "url"] = href or shown(source["url"])
            self.sources.append(record)
        place = {"locator": shown(source["locator"])} if source.get("locator") else {}
        return {"source": self._source_index[key], **place}

    def marks(self) -> list[str | None]:
        """For each claim `refuted`, `disputed` or None; the rivals are looked up now that all claims are known.

        A claim whose rivals are all refuted stands undisputed.
        """
        found: list[str | None] = []
        for record, rivals in zip(self.records, self._rivals, strict=True):
            record["rivals"] = [self.index[rival] for rival in rivals if rival in self.index]
            standing = [rival for rival in record["rivals"] if self.records[rival].get("status") != REFUTED]
            disputed = standing or record.get("status") == DISPUTED
            found.append("refuted" if record.get("status") == REFUTED else "disputed" if disputed else None)
        return found


def _kind(claim: Mapping[str, Any], mark: str | None) -> str:
    """How the line is drawn: refuted, disputed, planned (dashed) or firm."""
    return mark or ("planned" if claim.get("stage") in NOT_YET else "firm")


# ---- sizes and lines ----


def importance(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    """From 0 to 1 how much hangs on each node: partners count most, then the number and the size of the deals."""
    score: dict[str, float] = dict.fromkeys(graph, 0.0)
    partners: dict[str, set[str]] = defaultdict(set)
    for source, target, data in graph.edges(data=True):
        amount = data["claim"].get("amount_usd") or 0
        deal = 0.25 + (min(6.0, max(0.0, math.log10(amount) - 6)) * 0.25 if amount > 0 else 0.0)
        for end, other in ((source, target), (target, source)):
            score[end] += deal
            partners[end].add(other)
    for node in score:
        score[node] += len(partners[node])
    most = max(score.values(), default=0) or 1
    return {node: math.sqrt(value / most) for node, value in score.items()}


def _label(names: Any, slug: str) -> dict[str, list[str]]:
    """English in bold (Chinese if there is no other name), Chinese below unless it says the same."""
    have = words(names)
    chinese = next((text for tag, text in have.items() if tag.lower().startswith("zh")), "")
    english = have.get("en") or chinese or next(iter(have.values()), "") or shown(slug)
    return {
        "lines": lines(english, LABEL_EMS),
        "second": [clip(chinese, LABEL_EMS + 1)] if chinese and chinese != english else [],
    }


def _box(label: Mapping[str, list[str]], weight: float) -> layout.Box:
    """The room that a node takes with its label."""
    radius = 8 + 20 * weight
    font = FONT + FONT_STEP * weight
    across = max((width(line) for line in (*label["lines"], *label["second"])), default=1.0)
    rows = len(label["lines"]) + 0.9 * len(label["second"])
    return layout.Box(radius, max(radius, across * font / 2), radius + 5 + rows * font * 1.2)


def _line_width(amount_usd: float | None) -> float:
    """Grows with the digits of the amount: a million 1.3, a billion 3, five hundred billion 4.6."""
    if not amount_usd or amount_usd <= 0:
        return 1.2
    return round(1.3 + 0.58 * min(6.0, max(0.0, math.log10(amount_usd) - 6)), 2)


def _curves(edges: list[Any], places: Mapping[str, layout.Point]) -> Iterable[dict[str, Any]]:
    """Straight where a line is the only one between two nodes; else bent so that all keep the same distance.

    vis-network bends to the right of an edge's own direction (CW) by a share of its length; both directions between two
    nodes are taken together, or an edge there and one back would fall on the same curve.
    """
    between: dict[tuple[str, str], int] = defaultdict(int)
    for source, target, *_ in edges:
        between[min(source, target), max(source, target)] += 1
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for source, target, *_ in edges:
        pair = (min(source, target), max(source, target))
        rank, seen[pair] = seen[pair], seen[pair] + 1
        if source == target:
            yield {"selfReference": {"angle": round(math.pi / 4 + rank * 0.9, 2), "size": 16 + 6 * (rank // 6)}}
            continue
        side = rank - (between[pair] - 1) / 2
        if not side:
            yield {}
            continue
        length = math.dist(places[source], places[target]) or 1.0
        step = min(26.0, 150.0 / between[pair])
        bend = min(0.6, max(0.05, abs(side) * step / (0.39 * length)))
        clockwise = (side > 0) == (source == pair[0])
        yield {"smooth": {"type": "curvedCW" if clockwise else "curvedCCW", "roundness": round(bend, 3)}}

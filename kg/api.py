"""The library: a graph to query, draw and export from Python or a notebook.

>>> from kg import KnowledgeGraph
>>> graph = KnowledgeGraph.open()
>>> graph.query("ASK { e:openai a kg:AILab }")
True
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg import build, cards, claims, search, sparql, vocab
from kg import export as exporting
from kg.store import Row, Store, open_store
from kg.terms import PREFIXES, Triple

if TYPE_CHECKING:
    import networkx
    import rdflib


class Page(NamedTuple):
    """A network as an HTML page; a notebook shows it in place.

    :ivar omitted: how many entities were left out because there were too many
    :ivar hint: how to narrow down
    """

    html: str
    nodes: int
    edges: int
    omitted: int
    hint: str

    def save(self, path: str | Path) -> Path:
        """Write the page to `path`, replacing what is there."""
        from kg.files import replacing

        with replacing(str(path), force=True) as out:
            out.write(self.html.encode())
        return Path(path)

    def _repr_html_(self) -> str:
        # A frame of its own: the page's styles and policy must not meet the notebook's.
        return (
            f'<iframe srcdoc="{html.escape(self.html)}" width="100%" height="640" '
            'style="border: 1px solid #ddd" sandbox="allow-scripts allow-popups"></iframe>'
        )


class KnowledgeGraph:
    """A graph of claims, opened for reading."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._ontology: vocab.Ontology | None = None

    @classmethod
    def open(cls, path: str | Path | None = None) -> KnowledgeGraph:
        """The graph in the store at `path`; without one the built-in graph, compiled if need be.

        :raises kg.errors.StoreError: if there is no whole store at `path`
        """
        return cls(open_store(build.ready(path)))

    @property
    def ontology(self) -> vocab.Ontology:
        """Classes, properties and words, read when first asked for."""
        if self._ontology is None:
            self._ontology = vocab.load()
        return self._ontology

    def as_of(self, day: str | None) -> KnowledgeGraph:
        """The graph as it stood on a day (a month or year: at its end); the graph itself for ``None``."""
        if day is None:
            return self
        from kg import asof

        return KnowledgeGraph(asof.view(self.store, asof.check_day(day)))

    def query(self, query: str, /, **parameters: str) -> bool | list[Row] | list[Triple]:
        """The answer to a SPARQL query: a truth value, rows (mappings from variable to term), or triples.

        It runs in this process, without a limit of time.

        :param parameters: values for ``$name``: an entity's name, ``<iri>``, ``"text"``, a number or a date
        :raises kg.errors.QueryError: with line and column, if it is no query
        """
        from kg.errors import QueryError

        terms = {name: search.term(self.store, value) for name, value in parameters.items()}
        prepared = sparql.prepare(query, terms)
        form = sparql.form(query)
        try:
            if form == "ASK":
                return bool(self.store.results(prepared))
            if form in ("CONSTRUCT", "DESCRIBE"):
                return list(self.store.construct(prepared))
            return self.store.select(prepared)
        except QueryError as error:
            raise sparql.explain(prepared, str(error)) from None

    def show(self, entity: str) -> cards.Card:
        """All that the graph knows of an entity, named by slug, label or alias; prints as a card."""
        slug = search.resolve(self.store, entity).value.rsplit("/", 1)[1]
        return cards.card(self.store, self.ontology, slug)

    def network(
        self, *entities: str, depth: int = 1, types: Collection[str] = (), relations: Collection[str] = (),
        query: str | None = None, limit: int | None = None,
    ) -> networkx.MultiDiGraph[str]:  # fmt: skip
        """Entities and the claims between them, one edge a claim: see :func:`kg.network.build`."""
        from kg import network

        slugs = [search.resolve(self.store, name).value.rsplit("/", 1)[1] for name in entities]
        only = None if query is None else network.slugs_in(self.store, sparql.prepare(query))
        return network.build(
            self.store, self.ontology, around=slugs, depth=depth, types=types, relations=relations, only=only,
            most=limit or 10**9, title=self._title(slugs),
        )  # fmt: skip

    def _title(self, slugs: list[str]) -> str | None:
        if not slugs:
            return None
        names = claims.entities(self.store)
        return " · ".join(names[slug].name() for slug in slugs)

    def viz(
        self, *entities: str, depth: int = 1, types: Collection[str] = (), relations: Collection[str] = (),
        query: str | None = None, limit: int = 2000,
    ) -> Page:  # fmt: skip
        """An interactive network page; the last line of a notebook's cell shows it."""
        from kg import present

        drawn = self.network(*entities, depth=depth, types=types, relations=relations, query=query, limit=limit)
        page = present.render(drawn, present.styles(self.ontology))
        counts = drawn.number_of_nodes(), drawn.number_of_edges()
        return Page(page, *counts, drawn.graph["omitted"], drawn.graph["hint"])

    def rdflib(self) -> rdflib.Dataset:
        """A copy of the graph as an rdflib Dataset whose default graph is the union of all, the ontology among them.

        Claims are reified in the classic way, because rdflib 7 has no triple terms.
        """
        import rdflib

        graphs = exporting.view(exporting.chosen(self.store, ontology=True))
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=exporting.nquads(graphs), format="nquads")
        for prefix, iri in PREFIXES.items():
            dataset.bind(prefix, iri)
        return dataset

    def export(
        self, path: str | Path, format: str = "turtle", *, rdf: str = "1.1", graph: str | None = None,
        provenance: bool = True, raw: bool = False,
    ) -> Path:  # fmt: skip
        """Write the graph to `path`, replacing what is there: see :func:`kg.export.export`."""
        from kg.files import replacing

        exporting.check(format, rdf=rdf, graph=graph, provenance=provenance, raw=raw)
        with replacing(str(path), force=True) as out:
            exporting.export(self.store, out, format, rdf=rdf, graph=graph, provenance=provenance, raw=raw)
        return Path(path)

    def __iter__(self) -> Iterator[str]:
        """The slugs of all entities, in order."""
        return iter(claims.entities(self.store))

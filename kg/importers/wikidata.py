"""Wikidata: names and statements of items, from its JSON or N-Triples files.

Which of its properties say what ours say stands in the ontology (``skos:closeMatch``, ``kg:inverseMatch``). A
statement's rank becomes the claim's status: what is deprecated there is refuted here. Its references are kept as what
it cites.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from kg.errors import KGError, Where, quoted, visible
from kg.importers import Importer
from kg.importers.draft import Draft, Given
from kg.importers.files import Files
from kg.importers.items import Item, Snak, Statement, from_json, from_triples
from kg.importers.rows import Row
from kg.load import values
from kg.load.values import Invalid
from kg.model import Number, Plain, Prose, Ref, Value
from kg.names import key
from kg.vocab import Property

#: Languages of names that are kept, as Wikidata tags them, and the tag that seeds use.
_LANGUAGES = {"en": "en", "zh-hant": "zh-Hant", "zh-tw": "zh-Hant", "zh-hans": "zh-Hans", "zh-cn": "zh-Hans"}
#: Currencies by Wikidata's items for them.
_CURRENCIES = {
    "Q4917": "USD", "Q4916": "EUR", "Q25224": "GBP", "Q8146": "JPY", "Q39099": "CNY", "Q208526": "TWD",
    "Q202040": "KRW", "Q80524": "INR",
}  # fmt: skip
_DEPRECATED = (("en", "Deprecated in Wikidata."), ("zh-Hant", "維基數據已將其標為不推薦。"))


class _Reader:
    """Tells a draft what items say."""

    def __init__(self, draft: Draft, items: Mapping[str, tuple[Row, Item]]) -> None:
        self.draft, self.items = draft, items
        self.properties: dict[str, tuple[Property, bool]] = {}
        for prop in draft.ontology.properties.values():
            for name, is_inverse in [(n, False) for n in prop.matches] + [(n, True) for n in prop.inverse_matches]:
                self.properties.setdefault(name, (prop, is_inverse))
        self.qualifiers = {name: p for p in draft.ontology.qualifiers.values() for name in p.matches}
        self.classes = {name: c.name for c in draft.ontology.classes.values() for name in c.matches}
        self._called = Counter(key(_label(item)) for _, item in items.values())
        self._found: dict[tuple[str, str], Ref | None] = {}
        self._item_of: dict[str, str] = {}
        self._ref_of: dict[str, Ref] = {}

    def entity(self, row: Row, item: str, wanted: str) -> Ref | None:
        """The entity that an item is: by its id, else by its English label and its class.

        :param wanted: the class that it must be of, where it does not say
        """
        known = self.draft.known.item(item)
        if known is not None:
            return self.draft.mention(known)
        if (item, wanted) not in self._found:
            if item in self.items:
                self._found[item, wanted] = self._named(*self.items[item], wanted)
            else:
                self._found[item, wanted] = None
                self.draft.refuse(row, f"{item} is neither in the graph nor among the files", "unknown-item")
        return self._found[item, wanted]

    def _named(self, row: Row, item: Item, wanted: str) -> Ref | None:
        label = _label(item)
        kind = self._kind(item)
        accept = self._realm(kind) if kind is not None else wanted
        known = self.draft.match(row, label, accept) if label else None
        if not label:
            self.draft.refuse(row, f"{item.id} has no English label", "no-name")
        elif kind is None and (wanted == "Entity" or known is None):
            message = f"{item.id} ({visible(label)}) is an instance of no class that the ontology knows"
            self.draft.refuse(row, message, "no-class")
        elif self._called[key(label)] > 1:
            self.draft.refuse(row, f"{item.id} and another item are both called {quoted(label)}", "ambiguous")
        else:
            found = known or self.draft.entity(row, label, kind or wanted, accept=accept)
            return found and self._described(row, item, found)
        return None

    def _described(self, row: Row, item: Item, found: Ref) -> Ref | None:
        """`found`, unless it is another item; with the item's names, if it is new."""
        other = self.draft.known.item_of(found.slug) or self._item_of.setdefault(found.slug, item.id)
        if other != item.id:
            self.draft.refuse(row, f"{item.id} is called as {other} is, {quoted(_label(item))}", "ambiguous")
            return None
        self._ref_of[item.id] = found
        made = self.draft.records.entities.get(found.slug)
        if made is not None and made.wikidata is None:
            self.draft.describe(found.slug, *_names(item), wikidata=item.id)
        return found

    def _kind(self, item: Item) -> str | None:
        """The most special class that an item is said to be an instance of."""
        said = [s.value.text for s in item.statements if s.property == "P31" and s.rank != "deprecated"]
        kinds = {self.classes[name] for name in said if name in self.classes}
        return min(kinds, key=lambda kind: (-len(self.draft.ontology.classes[kind].ancestors), kind), default=None)

    def _realm(self, kind: str) -> str:
        """What an entity of that class may be called in the seeds: an AI lab is an organization, as a company is."""
        return [name for name in self.draft.ontology.classes[kind].ancestors if name not in ("Actor", "Entity")][-1]

    def names(self, row: Row, item: Item) -> None:
        """More names for an entity of the seeds, where they are nobody else's; after all statements."""
        known = self.draft.known.item(item.id)
        found = self._ref_of.get(item.id)
        if found is None and (known is not None or self._kind(item) is not None):
            found = self.entity(row, item.id, "Entity")
        if found is not None and found.slug in self.draft.known.types:
            self.draft.alias(found.slug, *_names(item), wikidata=None if known else item.id)

    def statement(self, row: Row, item: Item, statement: Statement) -> None:
        if statement.property not in self.properties:
            return
        prop, is_inverse = self.properties[statement.property]
        place = Row(row.where, f"{item.id}/{statement.id}", {})
        subject = self.entity(place, item.id, (prop.range if is_inverse else prop.domain) or "Entity")
        value = self._value(place, prop, statement.value, is_inverse)
        if is_inverse:
            subject, value = (value if isinstance(value, Ref) else None), subject
        said: dict[str, Given] = {"cites": statement.references}
        for name, snaks in statement.qualifiers.items():
            given = {snak for snak in snaks if snak.kind != "none"}
            if name in self.qualifiers and len(given) == 1:  # of several, none is the one
                said[self.qualifiers[name].seed_key] = self._qualifier(place, self.qualifiers[name], given.pop())
        if statement.rank == "deprecated":
            said |= {"status": "Refuted", "reason": Prose(_DEPRECATED)}
        if not statement.references:
            said["confidence"] = "Uncertain"
        self.draft.claim(place, subject, prop.name, value, **said)

    def _value(self, row: Row, prop: Property, snak: Snak, is_inverse: bool) -> Value | None:
        match snak.kind:
            case "item" if prop.is_relation:
                return self.entity(row, snak.text, (prop.domain if is_inverse else prop.range) or "Entity")
            case "time" if prop.range == "Date":
                return self.draft.date(row, snak.text)
            case "quantity" if prop.dimension:
                return self._number(row, prop, snak)
            case "text" if prop.range == "anyURI":
                try:
                    return Plain(values.url(snak.text), "anyURI")
                except Invalid as error:
                    self.draft.refuse(row, str(error), error.rule)
        return None

    def _number(self, row: Row, prop: Property, snak: Snak) -> Number | None:
        units = self.draft.ontology.dimensions[prop.dimension or "Any"].units
        unit = _CURRENCIES.get(snak.unit)
        if unit is None and not snak.unit and prop.name == "staffCount":
            unit = "people"
        if unit not in units:
            self.draft.refuse(
                row, f"{prop.name} {snak.text}: its unit ({snak.unit or 'none'}) is not known", "bad-unit"
            )
            return None
        return self.draft.number(row, snak.text, prop.name, unit)

    def _qualifier(self, row: Row, prop: Property, snak: Snak) -> Given:
        if prop.range == "Date" and snak.kind == "time":
            return self.draft.date(row, snak.text)
        if prop.seed_key == "share" and snak.kind == "quantity":
            share = self.draft.number(row, snak.text, "quantity", None)
            # A proportion is written as a part of one, or with the unit per cent (Q11229).
            scale = 1 if snak.unit == "Q11229" else 100
            return share and self.draft.number(row, f"{share.value * scale:f}", "share", "%")
        return None


def _label(item: Item) -> str:
    return item.labels.get("en") or item.labels.get("mul") or ""


def _names(item: Item) -> tuple[dict[str, str], dict[str, list[str]]]:
    labels = {tag: item.labels[name] for name, tag in reversed(_LANGUAGES.items()) if name in item.labels}
    aliases = {tag: item.aliases[name] for name, tag in reversed(_LANGUAGES.items()) if name in item.aliases}
    return labels, aliases


def _read(path: Path | None, draft: Draft) -> None:
    assert path is not None
    files = Files.open(path)
    items: dict[str, tuple[Row, Item]] = {}
    for name in files.names():
        if match := re.search(r"\.(json|jsonl|nt|ttl|nq)\Z", name):
            shown, is_json = files.shown(name), match[1].startswith("json")
            found = from_json(files.text(name), shown) if is_json else _of_rdf(files.text(name), name, shown)
            items |= {item.id: (Row(Where(shown), item.id, {}), item) for item in found}
    if not items:
        raise KGError(f"{path}: holds no items of Wikidata (JSON as Special:EntityData gives it, or N-Triples)")
    reader = _Reader(draft, items)
    rows = {row.locator: item for row, item in items.values()}
    for row in draft.each([row for row, _ in items.values()], "items"):
        for statement in rows[row.locator].statements:
            reader.statement(row, rows[row.locator], statement)
    for row, item in items.values():
        reader.names(row, item)
    draft.removed(files)


def _of_rdf(text: str, name: str, shown: str) -> list[Item]:
    from pyoxigraph import RdfFormat, parse

    form = {"nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE, "nq": RdfFormat.N_QUADS}[name.rpartition(".")[2]]
    try:
        return list(from_triples((q.subject, q.predicate, q.object) for q in parse(text.encode(), format=form)))
    except SyntaxError as error:
        raise KGError(f"{shown}:{error.lineno}: error: {error.msg} [rdf]") from None


IMPORTER = Importer(
    "wikidata", "Wikidata", "Wikidata", "https://www.wikidata.org/", "CC0-1.0",
    "names in English and Chinese, ids, and statements with their ranks, qualifiers and references",
    "files of items: JSON as Special:EntityData or a dump has it, or N-Triples", _read, tier="Secondary",
)  # fmt: skip

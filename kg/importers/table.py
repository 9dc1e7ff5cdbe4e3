"""A user's own table: a CSV file, and a small TOML file that says what its columns mean.

The mapping holds templates: texts as seeds would write them, with columns in braces. A row whose template has an empty
column leaves that part out; without subject or value it makes no claim::

    [source]                        # as in seeds/sources.yaml, beside its title
    title = "Deals that we follow"
    url = "https://example.org/deals"
    publisher = "Example Research"
    tier = "Secondary"

    [entities]                      # column → class of what the graph does not know
    Buyer = "Company"
    Seller = "Company"

    [[claims]]
    subject = "{Buyer}"
    purchasesFrom = "{Seller}"
    amount = "{Sum} USD"
    at = "{Signed}"
    stage = "Committed"
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import KGError, did_you_mean, quoted, visible
from kg.importers import Importer
from kg.importers.draft import Draft, Given
from kg.importers.files import Files
from kg.importers.rows import Row, read
from kg.importers.texts import slug_of
from kg.load import textfile, values
from kg.load.values import Invalid
from kg.model import Plain, Prose, Ref, Value
from kg.vocab import Ontology, Property

_COLUMN = re.compile(r"\{([^{}]+)\}")
#: Keys of [source].
_SOURCE = ("title", "url", "publisher", "date", "lang", "tier", "license")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a mapping file says.

    :ivar key: the column that names a row, or nothing
    :ivar claims: templates by key; each has a subject, one property and qualifiers
    """

    shown: str
    source: dict[str, str]
    entities: dict[str, str]
    key: str
    claims: list[dict[str, str]]


def mapping(path: Path) -> Mapping:
    """The mapping in a TOML file.

    :raises KGError: naming the file and what is wrong with it
    """
    shown = visible(path.as_posix())
    problems: list[Any] = []
    text = textfile.read(path, shown, problems)
    if text is None or problems:
        raise KGError(f"{problems[0]}; write what its columns mean: kg import csv --help")
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise KGError(f"{shown}: error: is no TOML: {visible(str(error))} [toml]") from None
    known = ("source", "entities", "key", "claims")
    for name in found:
        if name not in known:
            raise KGError(f"{shown}: error: unknown key {quoted(name)}{did_you_mean(name, known)} [mapping]")
    claims = found.get("claims")
    tables = [found.get("source", {}), found.get("entities", {}), *(claims if isinstance(claims, list) else [])]
    if not isinstance(claims, list) or not claims or not all(_is_flat(table) for table in tables):
        raise KGError(f"{shown}: error: expected [[claims]] with keys and texts, and [source] and [entities] [mapping]")
    return Mapping(shown, found.get("source", {}), found.get("entities", {}), str(found.get("key", "")), claims)


def _is_flat(table: Any) -> bool:
    return isinstance(table, dict) and all(isinstance(value, str) for value in table.values())


def with_mapping(path: Path, file: Path | None) -> Importer:
    """The importer for the table at `path`, described by `file` (by default the TOML file beside it)."""
    if file is None and not path.name:
        raise KGError(f"{visible(str(path))}: expected one CSV file")
    found = mapping(file or path.with_suffix(".toml"))
    source = found.source
    for name in source:
        if name not in _SOURCE:
            raise KGError(
                f"{found.shown}: error: unknown key {quoted(name)} in [source]{did_you_mean(name, _SOURCE)} [mapping]"
            )
    for name in ("title", "url"):
        if name not in source:
            raise KGError(f"{found.shown}: error: [source] needs a {name} [mapping]")
    try:
        url, title = values.url(source["url"]), values.name(source["title"])
    except Invalid as error:
        raise KGError(f"{found.shown}: error: [source]: {error} [{error.rule}]") from None
    return replace(
        IMPORTER, name=slug_of(path.stem), title=title, publisher=source.get("publisher", ""), url=url,
        license=source.get("license"), tier=source.get("tier", "Secondary"),
        read=lambda path, draft: _Table(found, draft).read(path),
    )  # fmt: skip


class _Table:
    """Tells a draft what the rows of a table say by a mapping."""

    def __init__(self, found: Mapping, draft: Draft) -> None:
        self.mapping, self.draft, self.ontology = found, draft, draft.ontology
        self.properties = [self._checked(claim) for claim in found.claims]
        for column, kind in found.entities.items():
            if not self.ontology.is_a(kind, "Entity"):
                kinds = [name for name in self.ontology.classes if self.ontology.is_a(name, "Entity")]
                hint = did_you_mean(kind, kinds)
                raise KGError(
                    f"{found.shown}: error: [entities] {column}: unknown class {quoted(kind)}{hint} [mapping]"
                )
        try:
            values.word(draft.source.tier, self.ontology.words["Tier"], "tier")
            if "date" in found.source:
                draft.source.date = values.date(found.source["date"]).text
            draft.source.lang = values.language(found.source.get("lang", "en"))
        except Invalid as error:
            raise KGError(f"{found.shown}: error: [source]: {error} [{error.rule}]") from None

    def _checked(self, claim: dict[str, str]) -> str:
        """The one property of a claim's templates."""
        # Rows have no names by which other claims could point at what they say.
        qualifiers = {name for name, prop in self.ontology.qualifiers.items() if prop.range != "Claim"}
        known = {*self.ontology.properties, *qualifiers, "subject"}
        for name in claim:
            if name not in known:
                hint = did_you_mean(name, known)
                raise KGError(f"{self.mapping.shown}: error: unknown key {quoted(name)} in [[claims]]{hint} [mapping]")
        found = [name for name in claim if name in self.ontology.properties]
        if len(found) != 1 or "subject" not in claim:
            what = f"{len(found)} properties" if "subject" in claim else "no subject"
            raise KGError(
                f"{self.mapping.shown}: error: a claim has {what}; it needs a subject and one property [mapping]"
            )
        return found[0]

    def read(self, path: Path | None) -> None:
        assert path is not None
        files = Files.open(path)
        name = files.names()[0] if len(files.names()) == 1 else None
        if name is None:
            raise KGError(f"{visible(str(path))}: expected one CSV file")
        columns = {c for claim in self.mapping.claims for text in claim.values() for c in _COLUMN.findall(text)}
        if not columns:
            raise KGError(f"{self.mapping.shown}: error: no template names a column in braces [mapping]")
        columns |= {*self.mapping.entities}
        key = self.mapping.key or min(columns)
        rows = read(files, name, table="", key=key, needs=sorted(columns))
        if not self.mapping.key:
            rows = [replace(row, locator=f"row {number}") for number, row in enumerate(rows, 1)]
        for row in self.draft.each(rows, "rows"):
            for claim, prop in zip(self.mapping.claims, self.properties, strict=True):
                self._claim(row, claim, self.ontology.properties[prop])
        self.draft.removed(files)

    def _claim(self, row: Row, templates: dict[str, str], prop: Property) -> None:
        texts = {name: filled for name, template in templates.items() if (filled := _filled(template, row)) is not None}
        if "subject" not in texts or prop.name not in texts:
            return
        subject = self._entity(row, templates["subject"], texts["subject"], prop.domain)
        try:
            value = self._value(row, templates[prop.name], texts[prop.name], prop)
            said: dict[str, Given] = {}
            for name, text in texts.items():
                if name in self.ontology.qualifiers:
                    said[name] = self._qualifier(row, templates[name], text, self.ontology.qualifiers[name])
        except Invalid as error:
            self.draft.refuse(row, str(error), error.rule)
            return
        if "by" in said and said["by"] is None:
            return  # without its speaker, who has been refused, it would say something else
        self.draft.claim(row, subject, prop.name, value, **said)

    def _entity(self, row: Row, template: str, text: str, wanted: str | None) -> Ref | None:
        """The entity of a name; a new one only where the mapping gives its column a class."""
        column = _COLUMN.fullmatch(template)
        kind = self.mapping.entities.get(column[1]) if column else None
        if kind is not None:
            if wanted in (None, "Entity"):  # anything would do: then what is of the column's kind at large
                wanted = self.ontology.classes[kind].ancestors[-2:][0]
            return self.draft.entity(row, text, kind, accept=wanted)
        hint = f"give its column a class in [entities] of {self.mapping.shown}"
        return self.draft.match(row, text, wanted or "Entity", hint=hint)

    def _value(self, row: Row, template: str, text: str, prop: Property) -> Value | None:
        if prop.is_relation:
            return self._entity(row, template, text, prop.range)
        return literal(text, prop, self.ontology)

    def _qualifier(self, row: Row, template: str, text: str, prop: Property) -> Given:
        if prop.seed_key == "by":
            return self._entity(row, template, text, prop.range)
        if prop.range in self.ontology.words or prop.range == "langString":
            return text
        return literal(text, prop, self.ontology)


def literal(text: str, prop: Property, ontology: Ontology) -> Value:
    """A value that a property or qualifier may hold, from text as seeds write it.

    :raises Invalid: if it is none
    """
    if prop.range == "Date":
        return values.date(text)
    if prop.range == "boolean":
        return Plain(values.word(text.lower(), ("true", "false"), "truth value"), "boolean")
    if prop.range == "langString":
        return Prose((("en", values.clean(text)),))
    if prop.range == "anyURI":
        return Plain(values.url(text), "anyURI")
    if prop.dimension or prop.range == "decimal":
        return values.number(text, prop, ontology)
    return Plain(values.basis(text) if prop.seed_key == "basis" else values.name(text))


def _filled(template: str, row: Row) -> str | None:
    """`template` with the cells of `row`; ``None`` if one of them is empty."""
    columns = _COLUMN.findall(template)
    if any(not row[column] for column in columns):
        return None
    return _COLUMN.sub(lambda match: " ".join(row[match[1]].split()), template)


def _read(path: Path | None, draft: Draft) -> None:
    raise KGError("a table needs a mapping: kg import csv FILE.csv --mapping FILE.toml")


IMPORTER = Importer(
    "csv", "your own table", "", "https://example.org/", None, "whatever its columns say, by a small mapping file",
    "a CSV file; its mapping is the .toml file beside it, or --mapping FILE", _read, tier="Secondary",
)  # fmt: skip

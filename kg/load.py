"""Seed files to records: each word of them checked against the ontology, every problem with its place.

This module reads one file at a time and decides what each value *is*. What concerns several
records (unknown entities, duplicates, orders of dates) is :mod:`kg.validate`'s.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from kg import yamltree
from kg.errors import Problem, Where, did_you_mean, listed, quoted
from kg.model import (
    Claim, Date, Entity, Evidence, Number, Passage, Plain, Prose, Records, Ref, Source, Value,
)  # fmt: skip
from kg.vocab import Ontology, Property
from kg.yamltree import Mapping, Node, Scalar, Sequence, kind

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,80}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?\Z")
_NUMBER = re.compile(r"([+-]?\d{1,40}(?:\.\d{1,20})?(?:e\+?\d{1,2})?)(?: +(\S.*))?\Z", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_QID = re.compile(r"Q[1-9]\d{0,11}\Z")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

SOURCE_TYPES = ("Article", "PressRelease", "Filing", "Paper", "Post", "Report", "Dataset", "Reference")


def load(root: Path, ontology: Ontology, problems: list[Problem], *, shown: str | None = None) -> Records:
    """The records of all ``*.yaml`` files under `root`, in order of their paths.

    :param root: a directory of seeds
    :param problems: what is wrong is appended here; the records hold what could be read
    :param shown: how messages call `root` (its name by default)
    """
    records = Records()
    shown = root.name if shown is None else shown
    if not root.is_dir():
        problems.append(Problem(Where(str(root)), "no such directory of seeds", "file"))
        return records
    files = sorted(path for path in root.rglob("*.yaml") if not path.name.startswith("."))
    if not files:
        problems.append(Problem(Where(str(root)), "holds no .yaml file", "file"))
    for path in files:
        load_file(path, root, f"{shown}/{path.relative_to(root).as_posix()}", ontology, records, problems)
    return records


def load_file(
    path: Path, root: Path, shown: str, ontology: Ontology, records: Records, problems: list[Problem]
) -> None:
    """Add to `records` what one file says."""
    shown = shown.encode("utf-8", "backslashreplace").decode()  # a file name need not be UTF-8
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        problems.append(Problem(Where(shown), "is a link out of the directory of seeds", "file"))
        return
    data = yamltree.read_bytes(path, shown, problems)
    text = None if data is None else yamltree.decode(data, shown, problems)
    tree = None if text is None else yamltree.parse(text, shown, problems)
    if tree is None:
        return
    reader = _Reader(ontology, records, problems)
    if path.stem == "sources" or path.stem.startswith("sources-"):
        for key, node in tree.pairs.values():
            reader.source(key, node)
        return
    for key, node in tree.pairs.values():
        if key.text == "claims":
            for item in reader.items(node, "claims"):
                reader.claim(item, None)
        else:
            reader.entity(key, node)


class _Reader:
    """Reads nodes into records; every method that fails adds a problem and returns ``None``."""

    def __init__(self, ontology: Ontology, records: Records, problems: list[Problem]) -> None:
        self.ontology, self.records, self.problems = ontology, records, problems

    def problem(self, where: Where, message: str, rule: str) -> None:
        self.problems.append(Problem(where, message, rule))

    # -- records ---------------------------------------------------------------------------------

    def source(self, key: Scalar, node: Node) -> None:
        fields = self.fields(node, "a source", {
            "type": self.source_type, "title": self.text, "url": self.url, "publisher": self.text, "date": self.date,
            "lang": self.language, "tier": self.tier, "license": self.text, "note": self.texts,
            "passages": self.passages,
        }, required=("type", "title", "url", "tier"))  # fmt: skip
        if not self.id(key, self.records.sources) or fields is None:
            return
        if any(name not in fields for name in ("type", "title", "url", "tier")):
            fields = {"type": "Article", "title": "", "url": "", "tier": "Weak"} | fields  # keep the id known
        date = fields.pop("date", None)
        self.records.sources[key.text] = Source(
            id=key.text, where=key.where, date=date.text if date else None, **fields
        )

    def entity(self, key: Scalar, node: Node) -> None:
        fields = self.fields(node, "an entity", {
            "type": self.entity_type, "name": self.texts, "aliases": self.aliases, "description": self.texts,
            "wikidata": self.wikidata, "replacedBy": self.reference, "claims": lambda n: n,
        }, required=("type", "name"))  # fmt: skip
        if not self.id(key, self.records.entities) or fields is None:
            return
        name = fields.get("name", {})
        if name and "en" not in name:
            self.problem(key.where, f'entity "{key.text}" has no English name; add name: {{en: …}}', "missing-label")
        replaced = fields.get("replacedBy")
        self.records.entities[key.text] = Entity(
            id=key.text,
            where=key.where,
            type=fields.get("type", "Entity"),
            name=name or {"en": key.text},
            aliases=fields.get("aliases", {}),
            description=fields.get("description", {}),
            wikidata=fields.get("wikidata"),
            replaced_by=replaced.slug if replaced else None,
        )
        if "claims" in fields:
            for item in self.items(fields["claims"], "claims"):
                self.claim(item, key.text)

    def claim(self, node: Node, subject: str | None) -> None:
        reference = None if subject is None else Ref(subject, node.where)
        if not isinstance(node, Mapping):
            return self.problem(node.where, f"expected a claim (a mapping), found {kind(node)}", "wrong-type")
        stated: list[tuple[Property, Scalar, Node]] = []
        qualifiers: dict[str, tuple[Value, ...]] = {}
        evidence: tuple[Evidence, ...] = ()
        handle = None
        for key, value in node.pairs.values():
            word = key.text
            if word == "subject":
                if subject is not None:
                    self.problem(key.where, f'"subject" not allowed here: the claim stands under "{subject}"', "subject")
                else:
                    reference = self.reference(value)
            elif word == "evidence":
                evidence = self.evidence(value)
            elif word == "id":
                handle = self.handle(value)
            elif word in self.ontology.properties:
                stated.append((self.ontology.properties[word], key, value))
            elif word in self.ontology.qualifiers:
                if found := self.qualifier(self.ontology.qualifiers[word], value):
                    qualifiers[word] = found
            else:
                known = ["subject", "evidence", "id", *self.ontology.properties, *self.ontology.qualifiers]
                self.problem(key.where, f"unknown key {quoted(word)}{did_you_mean(word, known)}", "unknown-key")
        if "evidence" not in node.pairs:
            self.problem(node.where, "claim without evidence; name its source: evidence: [source-id]", "missing-source")
        if reference is None:
            if "subject" not in node.pairs:
                self.problem(node.where, "claim without a subject; add subject: entity-id", "missing-subject")
            return
        if len(stated) != 1:
            names = listed([key.text for _, key, _ in stated]) if stated else "none"
            return self.problem(node.where, f"a claim states exactly one property, found {names}", "one-property")
        prop, key, value = stated[0]
        obj = self.value(prop, value)
        if obj is None:
            return
        self.records.claims.append(
            Claim(key.where, reference, prop.name, obj, evidence, dict(sorted(qualifiers.items())), handle)
        )

    # -- parts of records ------------------------------------------------------------------------

    def fields(
        self, node: Node, what: str, readers: dict[str, Callable[[Node], object]], *, required: Iterable[str]
    ) -> dict[str, object] | None:
        """The values of a mapping by key, as `readers` read them; what cannot be read is left out."""
        if not isinstance(node, Mapping):
            self.problem(node.where, f"expected {what} (a mapping), found {kind(node)}", "wrong-type")
            return None
        found = {}
        for key, value in node.pairs.values():
            if key.text not in readers:
                message = f"unknown key {quoted(key.text)}{did_you_mean(key.text, readers)}"
                self.problem(key.where, message, "unknown-key")
            elif (read := readers[key.text](value)) is not None:
                found[key.text] = read
        for name in required:
            if name not in node.pairs:
                self.problem(node.where, f'{what} needs "{name}"', "missing-key")
        return found

    def id(self, key: Scalar, taken: dict[str, Source] | dict[str, Entity]) -> bool:
        if not ID.match(key.text):
            message = f"id {quoted(key.text)}: use a-z, 0-9 and -, at most 81 characters"
            self.problem(key.where, message, "bad-id")
            return False
        if (first := taken.get(key.text)) is not None:
            self.problem(key.where, f'duplicate id "{key.text}", first at {first.where}', "duplicate-id")
            return False
        return True

    def items(self, node: Node, what: str) -> list[Node]:
        if isinstance(node, Sequence):
            return node.items
        self.problem(node.where, f"{what}: expected a list, found {kind(node)}", "wrong-type")
        return []

    def text(self, node: Node) -> str | None:
        """Text as written, normalised to NFC, not empty."""
        if not isinstance(node, Scalar):
            self.problem(node.where, f"expected text, found {kind(node)}", "wrong-type")
            return None
        text = unicodedata.normalize("NFC", node.text).strip()
        if not text or (node.is_plain and text in ("~", "null")):
            self.problem(node.where, "empty; give a value or leave the key out", "empty-value")
            return None
        if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
            self.problem(node.where, "half of a character (a lone surrogate)", "control-character")
            return None
        return text

    def texts(self, node: Node) -> dict[str, str] | None:
        """Texts by language; plain text stands for English."""
        if isinstance(node, Scalar):
            text = self.text(node)
            return None if text is None else {"en": text}
        if not isinstance(node, Mapping):
            self.problem(node.where, "expected texts by language such as {en: …, zh-Hant: …}", "wrong-type")
            return None
        found = {}
        for key, value in node.pairs.values():
            text = self.text(value)
            if self.language(key) and text is not None:
                found[key.text] = text
        if not found:
            self.problem(node.where, "no text; write {en: …, zh-Hant: …}", "empty-value")
            return None
        return dict(sorted(found.items()))

    def aliases(self, node: Node) -> dict[str, tuple[str, ...]] | None:
        if not isinstance(node, Mapping):
            self.problem(node.where, "expected lists by language such as {en: [name, name]}", "wrong-type")
            return None
        found = {}
        for key, value in node.pairs.values():
            if self.language(key):
                texts = [self.text(item) for item in self.items(value, "aliases")]
                found[key.text] = tuple(sorted({text for text in texts if text is not None}))
        return dict(sorted(found.items()))

    def language(self, node: Node) -> str | None:
        text = self.text(node)
        if text is not None and not _LANGUAGE.match(text):
            self.problem(node.where, f"language {quoted(text)}: use a tag such as en, zh-Hant or zh-Hans", "language")
            return None
        return text

    def choice(self, node: Node, names: Iterable[str], what: str, rule: str) -> str | None:
        text = self.text(node)
        names = list(names)
        if text is None or text in names:
            return text
        hint = did_you_mean(text, names) or (f"; use {listed(names)}" if len(names) <= 8 else "")
        self.problem(node.where, f"unknown {what} {quoted(text)}{hint}", rule)
        return None

    def entity_type(self, node: Node) -> str | None:
        names = [name for name, found in self.ontology.classes.items() if "Entity" in found.ancestors]
        return self.choice(node, names, "class", "unknown-class")

    def source_type(self, node: Node) -> str | None:
        return self.choice(node, SOURCE_TYPES, "type of source", "unknown-source-type")

    def tier(self, node: Node) -> str | None:
        return self.choice(node, self.ontology.words["Tier"], "tier", "unknown-word")

    def wikidata(self, node: Node) -> str | None:
        text = self.text(node)
        if text is not None and not _QID.match(text):
            self.problem(node.where, f"Wikidata id {quoted(text)}: write Q and a number", "bad-id")
            return None
        return text

    def url(self, node: Node) -> str | None:
        text = self.text(node)
        if text is None:
            return None
        message = None
        try:
            parts = urlsplit(text)
            if parts.scheme not in ("http", "https"):
                message = "only http and https"
            elif not parts.hostname:
                message = "no host"
            elif parts.username is not None or parts.password is not None:
                message = "no user name or password in a URL"
            elif re.search(r"[\s<>\"{}|\\^`\x00-\x20]", text) or re.search(r"%(?![0-9A-Fa-f]{2})", text):
                message = "characters that a URL may not hold; write them as %XX"
            else:
                parts.port  # noqa: B018  raises on a bad port
        except ValueError as error:
            message = str(error)
        if message:
            self.problem(node.where, f"URL {quoted(text)}: {message}", "bad-url")
            return None
        return text

    def passages(self, node: Node) -> dict[str, Passage] | None:
        if not isinstance(node, Mapping):
            self.problem(node.where, f"expected passages (a mapping), found {kind(node)}", "wrong-type")
            return None
        found = {}
        for key, value in node.pairs.values():
            fields = self.fields(
                value, "a passage", {"start": self.whole, "end": self.whole, "sha256": self.sha256},
                required=("start", "end", "sha256"),
            )  # fmt: skip
            if not fields or len(fields) < 3:
                continue
            passage = Passage(**fields)  # type: ignore[arg-type]
            if passage.end <= passage.start:
                self.problem(key.where, f'passage "{key.text}" ends before it starts', "passage")
            found[key.text] = passage
        return found

    def whole(self, node: Node) -> int | None:
        text = self.text(node)
        if text is None or re.fullmatch(r"\d{1,9}", text, re.ASCII):
            return None if text is None else int(text)
        self.problem(node.where, f"{quoted(text)}: expected a whole number", "wrong-type")
        return None

    def sha256(self, node: Node) -> str | None:
        text = self.text(node)
        if text is not None and not _SHA256.match(text):
            self.problem(node.where, f"{quoted(text)}: expected 64 hexadecimal digits", "wrong-type")
            return None
        return text

    def reference(self, node: Node) -> Ref | None:
        text = self.text(node)
        if text is not None and not ID.match(text):
            self.problem(node.where, f"{quoted(text)}: expected the id of an entity", "wrong-type")
            return None
        return None if text is None else Ref(text, node.where)

    def handle(self, node: Node) -> str | None:
        text = self.text(node)
        if text is not None and not ID.match(text):
            self.problem(node.where, f"id {quoted(text)}: use a-z, 0-9 and -, at most 81 characters", "bad-id")
            return None
        return text

    def evidence(self, node: Node) -> tuple[Evidence, ...]:
        found = []
        items = self.items(node, "evidence")
        if isinstance(node, Sequence) and not items:
            self.problem(node.where, "no evidence; name a source: [source-id]", "missing-source")
        for item in items:
            text = self.text(item)
            if text is None:
                continue
            source, _, locator = text.partition("#")
            if not ID.match(source) or (text.endswith("#")):
                message = f"{quoted(text)}: expected source-id or source-id#passage"
                self.problem(item.where, message, "bad-evidence")
                continue
            evidence = Evidence(source, locator or None, item.where)
            if evidence in found:
                self.problem(item.where, f"evidence {quoted(text)} given twice", "duplicate-evidence")
            else:
                found.append(evidence)
        return tuple(found)

    # -- values ----------------------------------------------------------------------------------

    def qualifier(self, prop: Property, node: Node) -> tuple[Value, ...] | None:
        """The values of a qualifier; those that name claims or speakers may be lists."""
        many = prop.is_relation and prop.range not in self.ontology.words
        nodes = node.items if many and isinstance(node, Sequence) else [node]
        found = [self.value(prop, item) for item in nodes]
        return tuple(value for value in found if value is not None) or None

    def value(self, prop: Property, node: Node) -> Value | None:
        """What `node` says, read as the range and dimension of `prop` ask."""
        if prop.range in self.ontology.words:
            word = self.choice(node, self.ontology.words[prop.range], prop.seed_key, "unknown-word")
            return None if word is None else Ref(word, node.where)
        if prop.range == "Claim":
            handle = self.handle(node)
            return None if handle is None else Ref(handle, node.where)
        if prop.is_relation:
            return self.reference(node)
        if prop.range == "decimal":
            return self.number(prop, node)
        if prop.range == "Date":
            return self.date(node)
        if prop.range == "langString":
            texts = self.texts(node)
            return None if texts is None else Prose(tuple(sorted(texts.items())))
        if prop.range == "boolean":
            flag = self.choice(node, ("true", "false"), "truth value", "wrong-type")
            return None if flag is None else Plain(flag, "boolean")
        if prop.range == "anyURI":
            url = self.url(node)
            return None if url is None else Plain(url, "anyURI")
        text = self.text(node)
        if text is not None and prop.seed_key == "basis" and not _WORD.match(text):
            self.problem(node.where, f"basis {quoted(text)}: write it in lower case with hyphens", "bad-basis")
            return None
        return None if text is None else Plain(text)

    def number(self, prop: Property, node: Node) -> Number | None:
        text = self.text(node)
        if text is None:
            return None
        dimension = self.ontology.dimensions[prop.dimension or "Any"]
        match = _NUMBER.match(text)
        if match is None:
            example = {"Money": "500e9 USD", "Percentage": "-10.5 %", "Share": "27 %"}.get(dimension.name, "10 GW")
            self.problem(node.where, f"{quoted(text)}: expected a number and a unit such as {example}", "bad-number")
            return None
        value, unit = Decimal(match[1]), match[2]
        unit = self.unit(dimension, unit, node.where, text)
        if unit is None and dimension.units:
            return None
        for least, most in ((prop.minimum, prop.maximum), (dimension.minimum, dimension.maximum)):
            if (least is not None and value < least) or (most is not None and value > most):
                limit = f"at least {least}" if least is not None and value < least else f"at most {most}"
                self.problem(node.where, f"{prop.seed_key} {quoted(text)} out of range: {limit}", "out-of-range")
                return None
        if abs(value) > Decimal(10) ** 40:
            self.problem(node.where, f"{quoted(text)}: too large", "out-of-range")
            return None
        return Number(value, unit)

    def unit(self, dimension: object, unit: str | None, where: Where, text: str) -> str | None:
        """The unit, if `dimension` (of :class:`kg.vocab.Dimension`) has it."""
        units = getattr(dimension, "units")  # noqa: B009
        if not units:  # any unit that some dimension knows, or none
            units = frozenset(u for d in self.ontology.dimensions.values() for u in d.units)
            if unit is None:
                return None
        if unit in units:
            return unit
        if unit is None:
            self.problem(where, f"{quoted(text)}: no unit; write {quoted(text + ' ' + min(units))[1:-1]}", "bad-unit")
        else:
            self.problem(where, f"unknown unit {quoted(unit)}{did_you_mean(unit, units)}", "bad-unit")
        return None

    def date(self, node: Node) -> Date | None:
        """A day, month or year that exists in the calendar, 1800 to 2100, as precise as it was written."""
        text = self.text(node)
        if text is None:
            return None
        match = _DATE.match(text)
        message = None
        if match is None:
            message = "write 2025-01-21, 2025-01 or 2025"
        else:
            year, month, day = (int(part) if part else None for part in match.groups())
            if year is None or not 1800 <= year <= 2100:
                message = "a year from 1800 to 2100"
            elif month is not None and not 1 <= month <= 12:
                message = "there is no such month"
            elif month is not None and day is not None and not 1 <= day <= _days(year, month):
                message = "there is no such day"
        if message:
            self.problem(node.where, f"bad date {quoted(text)}: {message}", "bad-date")
            return None
        return Date(text)


def _days(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 28 if month == 2 and not leap else _DAYS[month - 1]

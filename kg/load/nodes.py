"""Nodes of a YAML tree to values: text, lists and mappings, each mistake with its place.

These are the parts that records are made of; :mod:`kg.load` puts them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from kg.errors import Problem, Where, did_you_mean, quoted
from kg.load import values
from kg.load.values import Invalid
from kg.load.yamltree import Broken, Mapping, Node, Scalar, Sequence, kind
from kg.model import Evidence, Passage, Ref
from kg.vocab import Ontology

T = TypeVar("T")


class Nodes:
    """Reads nodes into values; every method that fails adds a problem and returns ``None``."""

    def __init__(self, ontology: Ontology, problems: list[Problem]) -> None:
        self.ontology, self.problems = ontology, problems

    def problem(self, where: Where, message: str, rule: str) -> None:
        """Note that something is wrong."""
        self.problems.append(Problem(where, message, rule))

    def scalar(self, node: Node, read: Callable[[str], T]) -> T | None:
        """What `read` makes of a text."""
        if not isinstance(node, Scalar):
            self.mismatch(node, "text")
            return None
        try:
            if node.is_plain and node.text in ("~", "null", "Null", "NULL"):
                raise Invalid("empty; give a value or leave the key out", "empty-value")
            return read(values.clean(node.text))
        except Invalid as error:
            self.problem(node.where, str(error), error.rule)
            return None

    def mismatch(self, node: Node, wanted: str) -> None:
        """Say that `node` is not what was `wanted`; nothing is said of what has been refused already."""
        if isinstance(node, Scalar) and node.is_plain and node.text in ("", "~", "null"):
            self.problem(node.where, f"empty; expected {wanted}", "empty-value")
        elif not isinstance(node, Broken):
            self.problem(node.where, f"expected {wanted}, found {kind(node)}", "wrong-type")

    def items(self, node: Node, what: str) -> list[Node]:
        """The items of a list; none if it is no list."""
        if not isinstance(node, Sequence):
            self.mismatch(node, f"a list of {what}")
            return []
        return node.items

    def optional(self, fields: dict[str, Node], name: str, read: Callable[[str], T]) -> T | None:
        """What `read` makes of the text under a key, if the key is there."""
        return self.scalar(fields[name], read) if name in fields else None

    def fields(
        self, key: Scalar, node: Node, what: str, known: Iterable[str], needed: Iterable[str]
    ) -> dict[str, Node] | None:
        """The values of a mapping by key, after a word on keys that are unknown or missing."""
        if not isinstance(node, Mapping):
            self.mismatch(node, f"{what} (a mapping)")
            return None
        for word, _ in node.pairs.values():
            if word.text not in known:
                hint = did_you_mean(word.text, known)
                self.problem(word.where, f"unknown key {quoted(word.text)}{hint}", "unknown-key")
        for name in needed:
            if name not in node.pairs:
                self.problem(key.where, f'{what} needs "{name}"', "missing-key")
        return {name: value for name, (_, value) in node.pairs.items() if name in known}

    def texts(self, node: Node, read: Callable[[str], str] = values.clean) -> dict[str, str] | None:
        """Texts by language; plain text stands for English."""
        if isinstance(node, Scalar):
            text = self.scalar(node, read)
            return None if text is None else {"en": text}
        if not isinstance(node, Mapping):
            self.mismatch(node, "texts by language such as {en: …, zh-Hant: …}")
            return None
        found = {}
        for key, value in node.pairs.values():
            text = self.scalar(value, read)
            language = self.scalar(key, values.language)
            if language is not None and text is not None:
                found[language] = text
        if not node.pairs:
            self.problem(node.where, "no text; write {en: …, zh-Hant: …}", "empty-value")
        return dict(sorted(found.items())) or None

    def aliases(self, node: Node) -> dict[str, tuple[str, ...]] | None:
        """Other names by language."""
        if not isinstance(node, Mapping):
            self.mismatch(node, "lists by language such as {en: [name, name]}")
            return None
        found = {}
        for key, value in node.pairs.values():
            names = [self.scalar(item, values.name) for item in self.items(value, "names")]
            if (language := self.scalar(key, values.language)) is not None:
                found[language] = tuple(sorted({name for name in names if name is not None}))
        return dict(sorted(found.items()))

    def reference(self, node: Node) -> Ref | None:
        """An id that should stand for something."""
        slug = self.scalar(node, values.reference)
        return None if slug is None else Ref(slug, node.where)

    def passages(self, node: Node) -> dict[str, Passage] | None:
        """The places of a source that claims may point at, by name."""
        if not isinstance(node, Mapping):
            self.mismatch(node, "passages (a mapping)")
            return None
        found = {}
        needed = ("start", "end", "sha256")
        for key, value in node.pairs.values():
            fields = self.fields(key, value, "a passage", needed, needed) or {}
            start, end = (self.optional(fields, name, values.whole) for name in ("start", "end"))
            sha256 = self.optional(fields, "sha256", values.sha256)
            if start is None or end is None or sha256 is None:
                continue
            if end <= start:
                self.problem(key.where, f"passage {quoted(key.text)} ends before it starts", "passage")
            found[key.text] = Passage(start, end, sha256)
        return found

    def evidence(self, node: Node) -> tuple[Evidence, ...]:
        """Sources, each with the place in it."""
        found: list[Evidence] = []
        items = self.items(node, "sources")
        if isinstance(node, Sequence) and not items:
            self.problem(node.where, "no evidence; name a source: [source-id]", "missing-source")
        for item in items:
            text = self.scalar(item, _evidence)
            if text is None:
                continue
            source, _, locator = text.partition("#")
            evidence = Evidence(source, locator or None, item.where)
            if evidence in found:
                self.problem(item.where, f"evidence {quoted(text)} given twice", "duplicate-evidence")
            else:
                found.append(evidence)
        return tuple(found)


def _evidence(text: str) -> str:
    source, mark, locator = text.partition("#")
    try:
        values.identifier(source)
    except Invalid:
        source = ""
    if not source or (mark and not locator) or len(locator) > values.MAX_NAME:
        raise Invalid(f"{quoted(text)}: expected source-id or source-id#passage", "bad-evidence")
    return text

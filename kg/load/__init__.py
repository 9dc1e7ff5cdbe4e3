"""Seed files to records: each word of them checked against the ontology, every problem with its place.

This module finds the files, reads one at a time and decides what each value *is*. What concerns several
records (unknown entities, duplicates, orders of dates) is :mod:`kg.validate`'s; what may stand in a
single text is :mod:`kg.load.values`'s.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from pathlib import Path

from kg.errors import Problem, Where, did_you_mean, listed, quoted, visible
from kg.load import textfile, values, yamltree
from kg.load.nodes import Nodes
from kg.load.values import Invalid
from kg.load.yamltree import Mapping, Node, Scalar, Sequence
from kg.model import Claim, Entity, Evidence, Plain, Prose, Records, Ref, Source, Value
from kg.vocab import Ontology, Property


def load(
    root: Path,
    ontology: Ontology,
    problems: list[Problem],
    *,
    shown: str | None = None,
    into: Records | None = None,
    leave_out: Set[Path] = frozenset(),
) -> Records:
    """The records of all ``*.yaml`` files under `root`, in order of their paths.

    :param root: a directory of seeds
    :param problems: what is wrong is appended here; the records hold what could be read
    :param shown: how messages call `root` (its name by default)
    :param into: records to add to, so that an id that two directories define is noticed
    :param leave_out: real paths of files that are read in another way
    """
    records = Records() if into is None else into
    shown = root.name if shown is None else shown
    if not root.is_dir():
        problems.append(Problem(Where(visible(str(root))), "no such directory of seeds", "file"))
        return records
    files = list(_files(root, shown, problems))
    if not files:
        problems.append(Problem(Where(visible(str(root))), "holds no .yaml file", "file"))
    for path, name in files:
        if not leave_out or path.resolve() not in leave_out:
            load_file(path, root, name, ontology, records, problems)
    return records


def _files(root: Path, shown: str, problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    """Each seed file under `root` with its name in messages; hidden ones and links to directories are not followed."""

    def refuse(error: OSError) -> None:
        place = os.path.relpath(error.filename, root)
        problems.append(Problem(Where(visible(f"{shown}/{place}")), f"cannot be read: {error.strerror}", "file"))

    for folder, folders, names in os.walk(root, onerror=refuse):
        visible_folders = sorted(name for name in folders if not name.startswith("."))
        # A directory called x.yaml is somebody's mistake: reading it says so.
        folders[:] = [name for name in visible_folders if not name.endswith(".yaml")]
        for name in sorted({*names, *visible_folders} - set(folders)):
            path = Path(folder, name)
            place = visible(f"{shown}/{path.relative_to(root).as_posix()}")
            if name.startswith("."):
                continue
            if name.endswith(".yaml"):
                yield path, place
            elif name.lower().endswith((".yaml", ".yml")):
                problems.append(Problem(Where(place), "is not read: its name must end in .yaml", "file", "warning"))


def load_file(
    path: Path, root: Path, shown: str, ontology: Ontology, records: Records, problems: list[Problem]
) -> None:
    """Add to `records` what one file under `root` says.

    :param shown: the file's name in messages
    """
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            problems.append(Problem(Where(shown), "is a link out of the directory of seeds", "file"))
            return
    except (OSError, RuntimeError):  # a link to itself
        problems.append(Problem(Where(shown), "is a link that leads nowhere", "file"))
        return
    text = textfile.read(path, shown, problems)
    if text is None:
        records.unread.add("")
        return
    tree, lost = yamltree.parse(text, shown, problems)
    records.unread |= lost
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


def source_types(ontology: Ontology) -> list[str]:
    """The words for the type of a source, in order."""
    return ontology.words["SourceType"]


SOURCE_KEYS = ("type", "title", "url", "publisher", "date", "lang", "tier", "license", "note", "passages")
SOURCE_NEEDS = ("type", "title", "url", "tier")
ENTITY_KEYS = ("type", "name", "aliases", "description", "wikidata", "replacedBy", "claims")
ENTITY_NEEDS = ("type", "name")
#: Keys of a claim that are neither properties nor qualifiers of the ontology.
CLAIM_KEYS = ("subject", "evidence", "id")


class _Reader(Nodes):
    """Reads nodes into records; what cannot be read is remembered by its id, so that nobody calls it unknown."""

    def __init__(self, ontology: Ontology, records: Records, problems: list[Problem]) -> None:
        super().__init__(ontology, problems)
        self.records = records

    def source(self, key: Scalar, node: Node) -> None:
        fields = self.fields(key, node, "a source", SOURCE_KEYS, SOURCE_NEEDS)
        is_new = self.id(key, self.records.sources)
        if fields is None:
            self.records.unread.add(key.text)
            return
        source_type = self.optional(fields, "type", self.source_type)
        title = self.optional(fields, "title", values.name)
        url = self.optional(fields, "url", values.url)
        tier = self.optional(fields, "tier", lambda text: values.word(text, self.ontology.words["Tier"], "tier"))
        date = self.optional(fields, "date", values.date)
        source = Source(
            id=key.text,
            where=key.where,
            type=source_type or "",
            title=title or "",
            url=url or "",
            tier=tier or "",
            lang=self.optional(fields, "lang", values.language),
            publisher=self.optional(fields, "publisher", values.name),
            date=date.text if date else None,
            license=self.optional(fields, "license", values.name),
            note=(self.texts(fields["note"]) if "note" in fields else None) or {},
            passages=(self.passages(fields["passages"]) if "passages" in fields else None) or {},
        )
        if is_new and source_type and title and url and tier:
            self.records.sources[key.text] = source
        else:
            self.records.unread.add(key.text)

    def source_type(self, text: str) -> str:
        return values.word(text, source_types(self.ontology), "type of source", "unknown-source-type")

    def entity(self, key: Scalar, node: Node) -> None:
        if isinstance(node, Mapping) and {"url", "tier"} <= node.pairs.keys():
            self.problem(key.where, "a source; it belongs in sources.yaml or sources-*.yaml", "misplaced-source")
            self.records.unread.add(key.text)
            return
        fields = self.fields(key, node, "an entity", ENTITY_KEYS, ENTITY_NEEDS)
        is_new = self.id(key, self.records.entities)
        if fields is None:
            self.records.unread.add(key.text)
            return
        entity_type = self.optional(fields, "type", self.entity_type)
        name = self.texts(fields["name"], values.name) if "name" in fields else None
        if name and "en" not in name:
            message = f"entity {quoted(key.text)} has no English name; add name: {{en: …}}"
            self.problem(key.where, message, "missing-label")
        replaced = self.reference(fields["replacedBy"]) if "replacedBy" in fields else None
        entity = Entity(
            id=key.text,
            where=key.where,
            type=entity_type or "",
            name=name or {},
            aliases=(self.aliases(fields["aliases"]) if "aliases" in fields else None) or {},
            description=(self.texts(fields["description"]) if "description" in fields else None) or {},
            wikidata=self.optional(fields, "wikidata", values.wikidata),
            replaced_by=replaced.slug if replaced else None,
        )
        if is_new and entity_type and name:
            self.records.entities[key.text] = entity
        else:
            self.records.unread.add(key.text)
        if "claims" in fields:
            for item in self.items(fields["claims"], "claims"):
                self.claim(item, key.text)

    def entity_type(self, text: str) -> str:
        names = [name for name, found in self.ontology.classes.items() if "Entity" in found.ancestors]
        return values.word(text, names, "class", "unknown-class")

    def id(self, key: Scalar, taken: dict[str, Source] | dict[str, Entity]) -> bool:
        """Whether `key` may name a new record."""
        try:
            values.identifier(key.text)
        except Invalid as error:
            self.problem(key.where, str(error), error.rule)
            return False
        if (first := taken.get(key.text)) is not None:
            self.problem(key.where, f'duplicate id "{key.text}", first at {first.where}', "duplicate-id")
            return False
        return True

    def claim(self, node: Node, subject: str | None) -> None:
        """Read one claim, under an entity or (`subject` is ``None``) from a list by topic."""
        if not isinstance(node, Mapping):
            self.records.unread.add("")
            self.mismatch(node, "a claim (a mapping)")
            return
        nodes = {name: value for name, (_, value) in node.pairs.items()}
        handle = self.optional(nodes, "id", values.identifier)
        reference = self.subject(node, subject)
        evidence = self.evidence(nodes["evidence"]) if "evidence" in nodes else None
        if evidence is None:
            self.problem(node.where, "claim without evidence; name its source: evidence: [source-id]", "missing-source")
        stated: list[tuple[Property, Scalar, Value | None]] = []
        qualifiers: dict[str, tuple[Value, ...]] = {}
        for key, value in node.pairs.values():
            word = key.text
            if word in self.ontology.properties:
                prop = self.ontology.properties[word]
                stated.append((prop, key, self.value(prop, value)))
            elif word in self.ontology.qualifiers:
                if found := self.qualifier(self.ontology.qualifiers[word], value):
                    qualifiers[word] = found
            elif word not in CLAIM_KEYS:
                known = [*CLAIM_KEYS, *self.ontology.properties, *self.ontology.qualifiers]
                self.problem(key.where, f"unknown key {quoted(word)}{did_you_mean(word, known)}", "unknown-key")
        self._state(node, stated, reference, evidence or (), dict(sorted(qualifiers.items())), handle)

    def _state(
        self,
        node: Mapping,
        stated: list[tuple[Property, Scalar, Value | None]],
        subject: Ref | None,
        evidence: tuple[Evidence, ...],
        qualifiers: dict[str, tuple[Value, ...]],
        handle: str | None,
    ) -> None:
        """Record the claim if it has a subject and states one property whose value could be read."""
        if len(stated) != 1:
            names = listed([key.text for _, key, _ in stated], last="and") or "none"
            self.problem(node.where, f"a claim states exactly one property, found {names}", "one-property")
        elif subject is not None and (obj := stated[0][2]) is not None:
            prop, key, _ = stated[0]
            self.records.claims.append(Claim(key.where, subject, prop.name, obj, evidence, qualifiers, handle))
            return
        self.records.unread.add(handle or "")

    def subject(self, node: Mapping, subject: str | None) -> Ref | None:
        """Whom a claim is about: the entity that it stands under, or the one that it names."""
        key, value = node.pairs.get("subject", (None, None))
        if subject is None:
            if value is not None:
                return self.reference(value)
            self.problem(node.where, "claim without a subject; add subject: entity-id", "missing-subject")
            return None
        if key is not None:
            message = f"subject not allowed here: the claim stands under {quoted(subject)}"
            self.problem(key.where, message, "subject")
        return Ref(subject, node.where)

    def qualifier(self, prop: Property, node: Node) -> tuple[Value, ...] | None:
        """The values of a qualifier; those that name claims or speakers may be lists."""
        many = prop.is_relation and prop.range not in self.ontology.words
        nodes = node.items if many and isinstance(node, Sequence) else [node]
        if not nodes:
            self.problem(node.where, "empty; give a value or leave the key out", "empty-value")
        found = [self.value(prop, item) for item in nodes]
        return tuple(dict.fromkeys(value for value in found if value is not None)) or None

    def value(self, prop: Property, node: Node) -> Value | None:
        """What `node` says, read as the range and dimension of `prop` ask."""
        if prop.range in self.ontology.words:
            words = self.ontology.words[prop.range]
            word = self.scalar(node, lambda text: values.word(text, words, prop.seed_key))
            return None if word is None else Ref(word, node.where)
        if prop.is_relation:
            return self.reference(node)
        match prop.range:
            case "decimal":
                return self.scalar(node, lambda text: values.number(text, prop, self.ontology))
            case "Date":
                return self.scalar(node, values.date)
            case "langString":
                texts = self.texts(node)
                return None if texts is None else Prose(tuple(texts.items()))
            case "boolean":
                flag = self.scalar(node, lambda text: values.word(text, ("true", "false"), "truth value", "wrong-type"))
                return None if flag is None else Plain(flag, "boolean")
            case "anyURI":
                url = self.scalar(node, values.url)
                return None if url is None else Plain(url, "anyURI")
        text = self.scalar(node, values.basis if prop.seed_key == "basis" else values.name)
        return None if text is None else Plain(text)

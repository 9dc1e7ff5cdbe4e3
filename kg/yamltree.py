"""YAML as a tree of marked nodes, read without trust.

Seed files come from strangers' pull requests, and libyaml's own composer crashes on deep nesting,
expands aliases and keeps the last of two equal keys. So this module takes only libyaml's *events*
(its parser keeps its state on the heap) and builds the tree itself: scalars stay text, each node
knows its line and column, and anchors, aliases, tags, duplicate keys and excess are problems.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kg.errors import Problem, Where, quoted

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: slower, same events
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_BYTES = 20_000_000
MAX_DEPTH = 50
MAX_SCALAR = 100_000
MAX_NODES = 1_000_000

#: Characters that no text of ours may hold: C0 and C1 controls but tab and line ends, bidirectional
#: overrides and isolates, non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_MERGE_MARK = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)


@dataclass(slots=True)
class Scalar:
    where: Where
    text: str
    is_plain: bool


@dataclass(slots=True)
class Sequence:
    where: Where
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Pairs in the order of the file; keys are scalars and differ from one another."""

    where: Where
    pairs: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def kind(node: Node) -> str:
    """What `node` is, in a user's word."""
    return {Scalar: "text", Sequence: "a list", Mapping: "a mapping"}[type(node)]


def read_bytes(path: Path, shown: str, problems: list[Problem]) -> bytes | None:
    """The content of a regular file of a sane size; otherwise a problem is added and it is ``None``."""

    def refuse(message: str) -> None:
        problems.append(Problem(Where(shown), message, "file"))

    try:
        # O_NONBLOCK: opening a FIFO must not wait for a writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        return refuse(f"cannot be read: {error.strerror}")
    with open(handle, "rb") as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            return refuse("is not a regular file")
        if info.st_size > MAX_BYTES:
            return refuse(f"is larger than {MAX_BYTES // 1_000_000} MB; split it")
        try:
            return file.read(MAX_BYTES + 1)
        except OSError as error:
            return refuse(f"cannot be read: {error.strerror}")


def decode(data: bytes, shown: str, problems: list[Problem]) -> str | None:
    """`data` as text with ``\\n`` line ends and no byte-order mark, or a problem and ``None``."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problems.append(Problem(Where(shown, 1, 1), "is UTF-16; save it as UTF-8", "encoding"))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        problems.append(Problem(Where(shown, line), f"is not UTF-8: byte 0x{byte:02X}", "encoding"))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if mark := _MERGE_MARK.search(text):
        where = Where(shown, text.count("\n", 0, mark.start()) + 1, 1)
        problems.append(Problem(where, "merge conflict: choose one side and delete the marks", "merge-conflict"))
        return None
    if bad := _FORBIDDEN.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        message = f"control character U+{ord(bad.group()):04X}; delete it"
        problems.append(Problem(Where(shown, line, column), message, "control-character"))
        return None
    return text


def parse(text: str, shown: str, problems: list[Problem]) -> Mapping | None:
    """The mapping that `text` holds; ``None`` if it holds none or cannot be read.

    Syntax errors end the file; everything else is noted and passed over, so that one run finds all.

    :param shown: the file's name in messages
    """
    builder = _Builder(shown, problems)
    try:
        for event in yaml.parse(text, Loader=Loader):
            if not builder.take(event):
                return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(shown, mark.line + 1, mark.column + 1) if mark else Where(shown)
        problems.append(Problem(where, _syntax_message(error, text, mark), "yaml-syntax"))
        return None
    except yaml.YAMLError as error:
        problems.append(Problem(Where(shown), f"is not YAML: {str(error).splitlines()[0]}", "yaml-syntax"))
        return None
    if builder.root is None:
        problems.append(Problem(Where(shown), "holds nothing", "empty-file", "warning"))
        return None
    if not isinstance(builder.root, Mapping):
        if isinstance(builder.root, Scalar) and builder.root.is_plain and builder.root.text in ("", "~", "null"):
            problems.append(Problem(Where(shown), "holds nothing", "empty-file", "warning"))
            return None
        message = f"expected a mapping of ids, found {kind(builder.root)}"
        problems.append(Problem(builder.root.where, message, "wrong-type"))
        return None
    return builder.root


def _syntax_message(error: yaml.MarkedYAMLError, text: str, mark: yaml.Mark | None) -> str:
    if mark is not None:
        lines = text.split("\n")
        line = lines[mark.line] if mark.line < len(lines) else ""
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return "tab used for indentation; use spaces"
    parts = [part for part in (error.problem, error.context) if part]
    return "YAML syntax: " + ", ".join(parts)


class _Builder:
    """Turns events into nodes with a stack of its own, so that depth costs no recursion."""

    def __init__(self, shown: str, problems: list[Problem]) -> None:
        self.shown, self.problems = shown, problems
        self.root: Node | None = None
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []  # the key that awaits its value, one for each open node
        self.documents = self.nodes = 0
        self.refused: set[tuple[int, str]] = set()  # one message a line and rule is enough

    def problem(self, event: yaml.Event, message: str, rule: str) -> None:
        mark = event.start_mark
        if (mark.line, rule) not in self.refused:
            self.refused.add((mark.line, rule))
            self.problems.append(Problem(Where(self.shown, mark.line + 1, mark.column + 1), message, rule))

    def take(self, event: yaml.Event) -> bool:
        """Add one event; ``False`` where reading on would be unsafe or useless."""
        if isinstance(event, yaml.NodeEvent):
            return self._node(event)
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.keys.pop()
            self.stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.problem(event, "a second document; a file holds one", "yaml-document")
                return False
        return True

    def _node(self, event: yaml.NodeEvent) -> bool:
        where = Where(self.shown, event.start_mark.line + 1, event.start_mark.column + 1)
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent):
            self.problem(event, f"alias *{event.anchor} not allowed; write the value out", "yaml-alias")
            self._add(Scalar(where, "", False))
            return True
        if event.anchor is not None:
            self.problem(event, f"anchor &{event.anchor} not allowed; write the value out", "yaml-alias")
        if event.tag is not None:
            self.problem(event, f"tag {quoted(event.tag)} not allowed; delete it", "yaml-tag")
        if self.nodes > MAX_NODES:
            self.problem(event, f"more than {MAX_NODES:,} values; split the file", "too-large")
            return False
        if isinstance(event, yaml.ScalarEvent):
            if len(event.value) > MAX_SCALAR:
                self.problem(event, f"a text of {len(event.value):,} characters; {MAX_SCALAR:,} at most", "too-large")
                event.value = event.value[:100]
            elif bad := _FORBIDDEN.search(event.value):  # written as an escape, so unseen in the file's text
                self.problem(event, f"control character U+{ord(bad.group()):04X}; delete it", "control-character")
            self._add(Scalar(where, event.value, bool(event.implicit[0])))
            return True
        if len(self.stack) >= MAX_DEPTH:
            self.problem(event, f"nested more than {MAX_DEPTH} deep", "too-deep")
            return False
        node = Mapping(where) if isinstance(event, yaml.MappingStartEvent) else Sequence(where)
        self._add(node)
        self.stack.append(node)
        self.keys.append(None)
        return True

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            if not isinstance(node, Scalar):
                self.problems.append(Problem(node.where, f"a key must be text, not {kind(node)}", "wrong-type"))
                node = Scalar(node.where, f"\0{node.where}", False)
            self.keys[-1] = node
            return
        self.keys[-1] = None
        first = parent.pairs.get(key.text)
        if first is not None:
            message = f"duplicate key {quoted(key.text)}, first on line {first[0].where.line}"
            self.problems.append(Problem(key.where, message, "duplicate-key"))
        elif not key.text.startswith("\0"):
            parent.pairs[key.text] = (key, node)

"""YAML as a tree of marked nodes, read without trust.

Seed files come from strangers' pull requests, and libyaml's own composer crashes on deep nesting,
expands aliases and keeps the last of two equal keys. So this module takes only libyaml's *events*
(its parser keeps its state on the heap) and builds the tree itself: scalars stay text, each node
knows its line and column, and anchors, aliases, tags, duplicate keys and excess are problems.

A mistake does not hide the next one: what was refused stays in the tree as :class:`Broken`, and after a
syntax error the item around it is blanked and the rest is read again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from kg.errors import Problem, Where, quoted, visible
from kg.load.textfile import FORBIDDEN, refusal
from kg.load.yamlerrors import Stop, ids_in, item_around, syntax_error

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: slower, same events
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_DEPTH = 50
MAX_SCALAR = 100_000
MAX_NODES = 1_000_000
#: How often a file is read again to look behind a syntax error; and the characters that this may cost.
MAX_READINGS = 20
MAX_REREAD = 10_000_000


@dataclass(slots=True)
class Scalar:
    """Text as it was written; plain means without quotes."""

    where: Where
    text: str
    is_plain: bool


@dataclass(slots=True)
class Sequence:
    """A list."""

    where: Where
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Pairs in the order of the file; keys are scalars and differ from one another."""

    where: Where
    pairs: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    is_flow: bool = False


@dataclass(slots=True)
class Broken:
    """Where something stood that has been refused; readers pass over it in silence."""

    where: Where


Node = Scalar | Sequence | Mapping | Broken


def kind(node: Node) -> str:
    """What `node` is, in a user's word."""
    return {Scalar: "text", Sequence: "a list", Mapping: "a mapping", Broken: "nothing"}[type(node)]


def parse(text: str, shown: str, problems: list[Problem]) -> tuple[Mapping | None, set[str]]:
    """The mapping that `text` holds, and the ids in those parts of it that could not be read.

    :param text: with ``\\n`` line ends
    :param shown: the file's name in messages
    :param problems: what is wrong is appended here
    :return: the mapping (``None`` if `text` holds none); the ids of entities, sources and claims whose text was
        passed over, with an empty one for what has none
    """
    lost: set[str] = set()
    lines = text.split("\n")
    for _ in range(max(1, min(MAX_READINGS, MAX_REREAD // (len(text) + 1)))):
        builder = _Builder(shown)
        error = builder.read(text)
        if error is None:
            problems += builder.problems
            return _root(builder.root, shown, problems), lost
        problems.append(error.problem)
        if error.line is None:
            break
        first, last = item_around(lines, error.line)
        chunk = lines[first:last]
        if not any(line.strip() for line in chunk):
            break
        lost |= {"", *ids_in("\n".join(chunk))}
        lines[first:last] = [""] * len(chunk)
        text = "\n".join(lines)
        if not text.strip():
            return None, lost
    return None, {"", *lost, *ids_in(text)}


def _root(root: Node | None, shown: str, problems: list[Problem]) -> Mapping | None:
    if isinstance(root, Mapping):
        return root
    if root is None or (isinstance(root, Scalar) and root.is_plain and root.text in ("", "~", "null")):
        problems.append(Problem(Where(shown), "holds nothing", "empty-file", "warning"))
    elif not isinstance(root, Broken):
        problems.append(Problem(root.where, f"expected a mapping of ids, found {kind(root)}", "wrong-type"))
    return None


class _Builder:
    """Turns events into nodes with a stack of its own, so that depth costs no recursion."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[Scalar | Broken | None] = []  # the key that awaits its value, one for each open node
        self.documents = self.nodes = 0
        self.refused: set[tuple[int, str]] = set()  # (line, rule): one message is enough

    def read(self, text: str) -> Stop | None:
        """Take all events of `text`; ``None`` if nothing ended that early."""
        try:
            for event in yaml.parse(text, Loader=Loader):
                if isinstance(event, yaml.NodeEvent):
                    if stop := self._node(event):
                        return stop
                elif isinstance(event, yaml.CollectionEndEvent):
                    self.keys.pop()
                    self.stack.pop()
                elif isinstance(event, yaml.DocumentStartEvent):
                    self.documents += 1
                    if self.documents > 1:
                        self._refuse(event, "a second document; a file holds one", "yaml-document")
                        return None
        except yaml.MarkedYAMLError as error:
            return syntax_error(error, text, self.shown)
        except yaml.YAMLError as error:
            message = f"is not YAML: {str(error).splitlines()[0]}"
            return Stop(Problem(Where(self.shown), message, "yaml-syntax"), None)
        return None

    def _where(self, event: yaml.Event) -> Where:
        mark = event.start_mark
        return Where(self.shown) if mark is None else Where(self.shown, mark.line + 1, mark.column + 1)

    def _refuse(self, event: yaml.Event, message: str, rule: str) -> None:
        where = self._where(event)
        if (where.line, rule) not in self.refused:
            self.refused.add((where.line, rule))
            self.problems.append(Problem(where, message, rule))

    def _node(self, event: yaml.NodeEvent) -> Stop | None:
        where = self._where(event)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            return Stop(Problem(where, f"more than {MAX_NODES:,} values; split the file", "too-large"), None)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"alias *{event.anchor} not allowed; write the value out", "yaml-alias")
            self._add(Broken(where))
            return None
        if event.anchor is not None:
            self._refuse(event, f"anchor &{event.anchor} not allowed; write the value out", "yaml-alias")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self._refuse(event, f"tag {quoted(event.tag)} not allowed; delete it", "yaml-tag")
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event, where))
            return None
        if len(self.stack) >= MAX_DEPTH:
            return Stop(Problem(where, f"nested more than {MAX_DEPTH} deep", "too-deep"), where.line - 1)
        node = (
            Mapping(where, is_flow=bool(event.flow_style))
            if isinstance(event, yaml.MappingStartEvent)
            else Sequence(where)
        )
        self._add(node)
        self.stack.append(node)
        self.keys.append(None)
        return None

    def _scalar(self, event: yaml.ScalarEvent, where: Where) -> Scalar | Broken:
        if len(event.value) > MAX_SCALAR:
            self._refuse(event, f"a text of {len(event.value):,} characters; {MAX_SCALAR:,} at most", "too-large")
            return Broken(where)
        bad = FORBIDDEN.search(event.value)
        if bad and bad.group() != "\ufffd":  # written as an escape; U+FFFD has been named when the file was read
            self._refuse(event, refusal(bad.group()), "control-character")
            return Broken(where)
        return Scalar(where, event.value, bool(event.implicit[0]))

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
            if isinstance(node, Scalar | Broken):
                self.keys[-1] = node
            else:
                self.problems.append(Problem(node.where, f"a key must be text, not {kind(node)}", "wrong-type"))
                self.keys[-1] = Broken(node.where)
            return
        self.keys[-1] = None
        if isinstance(key, Broken):
            return
        first = parent.pairs.get(key.text)
        if first is not None:
            message = f"duplicate key {quoted(key.text)}, first on line {first[0].where.line}"
            self.problems.append(Problem(key.where, message, "duplicate-key"))
            if isinstance(node, Sequence) and isinstance(first[1], Sequence):
                node.items = first[1].items  # two lists under one key are read as one, so that the second is looked at
        elif parent.is_flow and isinstance(node, Scalar) and node.is_plain and not node.text:
            if (id(parent), "comma") not in self.refused:
                self.refused.add((id(parent), "comma"))
                self.problems.append(Problem(key.where, _no_value(parent, key), "empty-value"))
        else:
            parent.pairs[key.text] = (key, node)


def _no_value(parent: Mapping, key: Scalar) -> str:
    """Why ``{en: Foo, bar}`` is not what was meant."""
    before = next(reversed(parent.pairs.values()), None)
    if before is None or not isinstance(before[1], Scalar):
        return f"{quoted(key.text)} has no value"
    meant = quoted(f"{before[1].text}, {key.text}")
    hint = f"text with a comma needs quotes inside braces: {{{visible(before[0].text)}: {meant}}}"
    return f"{quoted(key.text)} has no value; {hint}"

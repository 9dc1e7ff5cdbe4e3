"""BAD_INPUT A: what files may do to a reader, and that one mistake does not hide the next."""

# Whole messages are quoted here, however long.
# ruff: noqa: E501

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from kg import load
from kg.errors import Problem
from kg.load import textfile, yamltree
from kg.load.yamltree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from conftest import World

    from kg.vocab import Ontology


def tree(text: str) -> tuple[Mapping | None, set[str], list[str]]:
    problems: list[Problem] = []
    root, lost = yamltree.parse(dedent(text), "x.yaml", problems)
    return root, lost, [f"{p.where.line}:{p.where.column} {p.rule}" for p in problems]


def message(text: str) -> str:
    problems: list[Problem] = []
    yamltree.parse(dedent(text), "x.yaml", problems)
    return problems[0].message


# -- what is read ----------------------------------------------------------------------------------------------------


def test_scalars_stay_text_and_know_their_place() -> None:
    root, lost, problems = tree("a:\n  country: NO\n  version: 1.10\n  time: 12:30:45\n  id: 0123\n  'x': [1_000, ~]\n")
    assert (lost, problems) == (set(), [])
    assert root is not None
    inner = root.pairs["a"][1]
    assert isinstance(inner, Mapping)
    texts = {key: node.text for key, (_, node) in inner.pairs.items() if isinstance(node, Scalar)}
    assert texts == {"country": "NO", "version": "1.10", "time": "12:30:45", "id": "0123"}
    key, value = inner.pairs["x"]
    assert isinstance(value, Sequence)
    assert (key.where.line, key.where.column, key.is_plain) == (6, 3, False)
    assert [(n.where.line, n.where.column) for n in value.items] == [(6, 9), (6, 16)]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    problems: list[Problem] = []
    plain = textfile.decode("a: b\nc: é\n".encode(), "x", problems)
    assert textfile.decode(b"\xef\xbb\xbfa: b\r\nc: \xc3\xa9\r\n", "x", problems) == plain
    assert problems == []


# -- YAML that is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a [1]\nb: *a\nc: [x\n", ["3:4 yaml-syntax", "1:4 yaml-alias", "2:4 yaml-alias"]),
        ("a: &a [*a]\n", ["1:4 yaml-alias"]),
        ("a: !!python/object/apply:os.system [id]\n", ["1:4 yaml-tag"]),
        ("a: !!str 2025\nb: !x {c: d}\n", ["1:4 yaml-tag", "2:4 yaml-tag"]),
        ("name: A\nother: C\nname: B\n", ["3:1 duplicate-key"]),
        ("a: b\n---\nc: d\n", ["2:1 yaml-document"]),
        ("? [a]\n: b\n", ["1:3 wrong-type"]),
        ("- a\n", ["1:1 wrong-type"]),
        ("just text\n", ["1:1 wrong-type"]),
        ('a: "\\x1b[2J"\nb: "\\u202E"\n', ["1:4 control-character", "2:4 control-character"]),
        ("a: {en: Foo, bar}\n", ["1:14 empty-value"]),
        ("a: {en: Foo, bar, baz}\nb: {en: X, y}\n", ["1:14 empty-value", "2:12 empty-value"]),
        ("", ["0:0 empty-file"]),
        ("# nothing\n", ["0:0 empty-file"]),
        ("~\n", ["0:0 empty-file"]),
    ],
)
def test_refused(text: str, expected: list[str]) -> None:
    assert tree(text)[2] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: c\n", "tab used for indentation; use spaces"),
        ("a: {en: Foo, bar}\n", '"bar" has no value; text with a comma needs quotes inside braces: {en: "Foo, bar"}'),
        ("a: [x\nb: c\n", "[ is opened here and never closed"),
        ("a: 'x\nb: c\n", "' is opened here and never closed"),
        ("a: b: c\n", "needs quotes, and keys that belong together the same indentation"),
        ("a: @x\n", "text that begins with @ needs quotes"),
        ("name: A\nname: B\n", 'duplicate key "name", first on line 1'),
    ],
)
def test_messages_say_what_to_do(text: str, expected: str) -> None:
    assert expected in message(text)


def test_billion_laughs_is_refused_at_once() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    start = time.perf_counter()
    _, _, problems = tree("\n".join(levels))
    assert len(problems) == 10
    assert {p.split()[1] for p in problems} == {"yaml-alias"}
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_hundred_thousand_levels_are_refused(opening: str) -> None:
    start = time.perf_counter()
    root, lost, problems = tree("a: b\nc:\n  " + opening * 100_000)
    assert {p.split()[1] for p in problems} <= {"too-deep", "yaml-syntax"}
    assert problems
    assert root is not None
    assert {"a", "c"} == lost - {""} | root.pairs.keys()
    assert time.perf_counter() - start < 5


def test_a_text_of_ten_megabytes_is_refused_and_the_rest_read() -> None:
    root, _, problems = tree(f"a: {'x' * 10_000_000}\nb: c\n")
    assert problems == ["1:4 too-large"]
    assert root is not None
    assert list(root.pairs) == ["a", "b"]


def test_half_a_million_values_are_read_within_limits() -> None:
    text = "a:\n" + "  - [x, y, z, w]\n" * 100_000
    start = time.perf_counter()
    root, _, problems = tree(text)
    assert problems == []
    assert root is not None
    assert time.perf_counter() - start < 15


def test_more_than_a_million_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltree, "MAX_NODES", 10)
    _, lost, problems = tree("a: [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: {}\n")
    assert problems == ["1:26 too-large"]
    assert lost == {"", "a", "b"}


# -- one mistake does not hide another -------------------------------------------------------------------------------


def test_the_rest_of_a_file_is_read_after_a_syntax_error() -> None:
    root, lost, problems = tree(
        """\
        one:
          name: {en: One
          claims:
            - id: handle
        two: &x {}
        claims:
          - a: b
          - id: bad
            note: 'open
          - c: [d
          - e: f
           g: h
          - name: A
            name: B
        """
    )
    assert problems == [
        "2:9 yaml-syntax", "9:11 yaml-syntax", "10:8 yaml-syntax", "12:4 yaml-syntax", "5:6 yaml-alias", "14:5 duplicate-key",
    ]  # fmt: skip
    assert lost == {"", "one", "handle", "bad"}
    assert root is not None
    assert list(root.pairs) == ["two", "claims"]
    claims = root.pairs["claims"][1]
    assert isinstance(claims, Sequence)
    assert [c.where.line for c in claims.items] == [7, 13]


def test_a_file_of_nothing_but_syntax_errors_ends() -> None:
    start = time.perf_counter()
    _, _, problems = tree("".join(f"k{i}: [\n" for i in range(5000)))
    assert 0 < len(problems) <= yamltree.MAX_READINGS
    assert time.perf_counter() - start < 5


def test_a_second_list_under_one_key_is_looked_at_too() -> None:
    root, _, problems = tree("claims: [a]\nother: x\nclaims: [b, &c d]\n")
    assert problems == ["3:1 duplicate-key", "3:13 yaml-alias"]
    assert root is not None
    claims = root.pairs["claims"][1]
    assert isinstance(claims, Sequence)
    assert len(claims.items) == 3


# -- bytes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: b".encode("utf-16"), "seeds/x.yaml:1:1: error: is UTF-16; save it as UTF-8 [encoding]"),
        ("a: bcdef".encode("utf-16-be"), "seeds/x.yaml:1:1: error: is UTF-16 or no text; save it as UTF-8 [encoding]"),
        (b"a: b\n# Citro\xebn\n", "seeds/x.yaml:2:8: error: is not UTF-8: byte 0xEB; save the file as UTF-8 [encoding]"),
        (b"# a\x00\n", "seeds/x.yaml:1:4: error: control or invisible character U+0000; delete it [control-character]"),
        ("# é\ufeff\n".encode(), "seeds/x.yaml:1:4: error: control or invisible character U+FEFF; delete it [control-character]"),
        (b"# \xef\xbf\xbe\n", "seeds/x.yaml:1:3: error: control or invisible character U+FFFE; delete it [control-character]"),
        ("# \u202e\n".encode(), "seeds/x.yaml:1:3: error: control or invisible character U+202E; delete it [control-character]"),
        ("# \u2028\n".encode(), "seeds/x.yaml:1:3: error: control or invisible character U+2028; delete it [control-character]"),
        ("# \ufffd\n".encode(), "seeds/x.yaml:1:3: error: sign for a lost character U+FFFD; delete it [control-character]"),
        (b"# \xed\xa0\x80\n", "seeds/x.yaml:1:3: error: is not UTF-8: byte 0xED; save the file as UTF-8 [encoding]"),
        (b"a: b\n<<<<<<< HEAD\nc: d\n=======\n>>>>>>> x\n", "seeds/x.yaml:2:1: error: merge conflict: choose one side and delete the marks [merge-conflict]"),
    ],
)  # fmt: skip
def test_bytes(world: World, data: bytes, expected: str) -> None:
    assert expected in world.messages(data)


def test_a_wrong_byte_does_not_hide_what_follows(world: World) -> None:
    text = b"zeta:\n  type: Company\n  name: {en: Citro\xebn}\n  nmae: x\n\xff: y\n"
    assert world.check(text) == ["3:19 encoding", "4:3 unknown-key", "5:1 bad-id", "5:4 wrong-type"]


def test_every_line_with_a_control_character_is_named(world: World) -> None:
    text = "zeta:\n  type: Company\n  name: {en: \x01Z\x01}\n  description: {en: \x02Z}\n"
    assert world.check(text) == ["3:14 control-character", "4:21 control-character"]


# -- files -----------------------------------------------------------------------------------------------------------


def files_of(world: World) -> list[str]:
    return [str(p) for p in world.read() if p.rule == "file"]


def test_only_regular_files_below_the_directory_are_read(world: World, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("secret: {}\n")
    os.mkfifo(world.root / "fifo.yaml")
    (world.root / "zero.yaml").symlink_to("/dev/zero")
    (world.root / "out.yaml").symlink_to(tmp_path / "outside.yaml")
    (world.root / "up.yaml").symlink_to("../outside.yaml")
    (world.root / "round.yaml").symlink_to("round.yaml")
    (world.root / "gone.yaml").symlink_to("nowhere.yaml")
    (world.root / "folder.yaml").mkdir()
    (world.root / "more").mkdir()
    (world.root / "more" / ".hidden.yaml").write_text("x: {}\n")
    (world.root / "more" / "old.yml").write_text("x: {}\n")
    start = time.perf_counter()
    assert files_of(world) == [
        "seeds/fifo.yaml: error: is not a regular file [file]",
        "seeds/folder.yaml: error: is a directory, not a file [file]",
        "seeds/gone.yaml: error: cannot be read: No such file or directory [file]",
        "seeds/more/old.yml: warning: is not read: its name must end in .yaml [file]",
        "seeds/out.yaml: error: is a link out of the directory of seeds [file]",
        "seeds/round.yaml: error: is a link that leads nowhere [file]",
        "seeds/up.yaml: error: is a link out of the directory of seeds [file]",
        "seeds/zero.yaml: error: is a link out of the directory of seeds [file]",
    ]
    assert time.perf_counter() - start < 2


def test_a_name_that_is_no_text_is_named_and_the_file_read(world: World) -> None:
    with open(os.fsencode(world.root) + b"/caf\xe9\n.yaml", "wb") as file:
        file.write(b"zeta: x\n")
    assert [str(p) for p in world.read() if p.rule == "wrong-type"] == [
        "seeds/caf\\udce9\\n.yaml:1:7: error: expected an entity (a mapping), found text [wrong-type]"
    ]


def test_a_file_of_more_than_twenty_megabytes_is_refused(world: World) -> None:
    path = world.root / "big.yaml"
    path.touch()
    os.truncate(path, 200_000_000)
    assert files_of(world) == ["seeds/big.yaml: error: is larger than 20 MB; split it [file]"]


def test_a_file_that_vanishes_is_named(world: World) -> None:
    problems: list[Problem] = []
    assert textfile.read(world.root / "gone.yaml", "seeds/gone.yaml", problems) is None
    assert [str(p) for p in problems] == ["seeds/gone.yaml: error: cannot be read: No such file or directory [file]"]


def test_no_directory_and_an_empty_one(tmp_path: Path, empty_world: World) -> None:
    assert [p.message for p in empty_world.read()] == ["holds no .yaml file"]
    missing = type(empty_world)(tmp_path / "nowhere", empty_world.ontology)
    assert [p.message for p in missing.read()] == ["no such directory of seeds"]


def test_a_file_without_permission_is_named_and_the_others_read(ontology: Ontology) -> None:
    with tempfile.TemporaryDirectory() as parent:
        os.chmod(parent, 0o755)
        root = Path(parent, "seeds")
        (root / "locked").mkdir(parents=True)
        (root / "a.yaml").write_text("a: {}\n")
        (root / "b.yaml").write_text("b: x\n")
        (root / "a.yaml").chmod(0)
        (root / "locked").chmod(0)
        lines = as_nobody(lambda: load_lines(root, ontology))
        (root / "locked").chmod(0o755)
    assert lines == [
        "seeds/a.yaml: error: cannot be read: Permission denied [file]",
        "seeds/b.yaml:1:4: error: expected an entity (a mapping), found text [wrong-type]",
        "seeds/locked: error: cannot be read: Permission denied [file]",
    ]


def load_lines(root: Path, ontology: Ontology) -> list[str]:
    problems: list[Problem] = []
    load.load(root, ontology, problems)
    return [str(p) for p in sorted(problems)]


def as_nobody(work: Callable[[], list[str]]) -> list[str]:
    """What `work` returns in a process that is not root's, since root may read everything."""
    if os.geteuid() != 0:
        return work()
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.setgid(65534)
            os.setuid(65534)
            os.write(writer, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        lines: list[str] = json.load(answer)
    os.waitpid(child, 0)
    return lines

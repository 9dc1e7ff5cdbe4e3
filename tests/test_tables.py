"""Tables for people: what a terminal shows, what a pipe gets, and what a label from a stranger may not do."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kg import tables


def test_a_pipe_gets_whole_lines_without_colours() -> None:
    long = "x" * 300
    text = tables.render(["a", "b"], [[long, "1"], ["輝達", "22"]], right=[1])
    assert "\x1b" not in text
    assert text.splitlines()[2] == long + "   1"
    assert tables.width(text.splitlines()[3]) == 304


@pytest.mark.parametrize("columns", ["40", "60", "200"])
def test_a_terminal_gets_a_table_that_fits(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", "1")
    rows = [["Nvidia 輝達", "sells chips " * 20, "x" * 90], ["b", "c", "d"]]
    text = tables.render(["name", "what it does", "code"], rows, tty=True)
    assert max(map(tables.width, text.splitlines())) <= int(columns)
    assert text.count("sells chips") + text.count("sells\n") >= 1
    assert sum(line.count("x") for line in text.splitlines()) == 90  # nothing is cut


@pytest.mark.parametrize(
    ("term", "no_color", "bold"), [("xterm", "", True), ("xterm", "1", False), ("dumb", "", False)]
)
def test_bold_only_where_it_is_wanted(term: str, no_color: str, bold: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("NO_COLOR", no_color)
    assert ("\x1b[1m" in tables.render(["a"], [["b"]], tty=True)) is bold


def test_rubbish_in_columns_is_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "wide")
    assert tables.render(["a"], [["b"]], tty=True)


@pytest.mark.parametrize("text", ["\x1b[2J", "a\u202eb", "\x07", "\x9b31m", "\u2066x", "a\x00b"])
def test_control_characters_are_shown_as_escapes(text: str) -> None:
    shown = tables.printable(text)
    assert shown.isprintable()
    assert "\\" in shown
    assert tables.printable("a\r\n\tb") == "a   b"


def test_markdown_cannot_be_broken_out_of() -> None:
    text = tables.markdown(["a"], [["x | <script>alert(1)</script> *b* [l](javascript:x)\n| y"]])
    assert len(text.splitlines()) == 3
    assert "<script>" not in text
    assert text.splitlines()[2].replace("\\|", "").count("|") == 2


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "-x", "@a", "\t=1", "\r=1"])
def test_spreadsheets_take_no_cell_for_a_formula(cell: str) -> None:
    assert tables.spreadsheet_safe(cell) == "'" + cell
    assert tables.spreadsheet_safe("-10.5") == "-10.5"


def test_the_same_rows_in_each_format() -> None:
    columns, rows = ("name", "n"), [("輝達, Inc.", 3), ("=x", None)]
    assert json.loads(tables.show(columns, rows, "json")) == [{"name": "輝達, Inc.", "n": 3}, {"name": "=x", "n": None}]
    assert list(csv.reader(io.StringIO(tables.show(columns, rows, "csv")))) == [
        ["name", "n"], ["輝達, Inc.", "3"], ["'=x", ""],
    ]  # fmt: skip
    assert tables.show(columns, rows, "table").splitlines()[0].split() == ["name", "n"]
    assert tables.show(columns, [], "table").splitlines()[1].startswith("----")


def test_a_command_draws_its_table_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    drawn = tables.show(("name", "count"), [("[red]x[/] \x1b[2J " + "long " * 12, 3)], "table", right=[1])
    assert "\x1b" not in drawn  # neither the data's nor, with NO_COLOR, our own
    assert "[red]x[/]" in drawn
    assert max(map(tables.width, drawn.splitlines())) <= 40

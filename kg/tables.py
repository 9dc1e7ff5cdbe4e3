"""Rows as a table for people, or as Markdown, CSV and JSON for their tools.

Terminals get rich's tables. A pipe gets plain aligned columns without importing rich, because
``kg query`` must start fast and a pipe has no use for lines and colours.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence

FORMATS = ("table", "json", "csv")


def printable(text: str) -> str:
    """`text` on one line, with control and bidirectional-override characters shown as escapes.

    >>> printable("a\\x1b[2J\\nb")
    'a\\\\x1b[2J b'
    """
    if text.isprintable() and text.isascii():
        return text
    shown = []
    for c in text:
        if c in "\r\n\t":
            shown.append(" ")
        elif unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and c not in "\u200d\u200c":
            shown.append(c.encode("unicode_escape", "backslashreplace").decode("ascii"))
        else:
            shown.append(c)
    return "".join(shown)


def width(text: str) -> int:
    """How many columns of a terminal `text` takes; Chinese characters take two.

    >>> width("輝達 NV")
    7
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) or c in "\u200d\u200c\ufe0f" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def shorten(text: str, most: int) -> str:
    """`text` in at most `most` columns."""
    if width(text) <= most:
        return text
    kept, used = [], 1
    for c in text:
        used += width(c)
        if used > most:
            break
        kept.append(c)
    return "".join(kept) + "…"


def render(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = (), tty: bool = False,
    widest: int = 80,
) -> str:
    """A table of texts, with line ends.

    :param right: columns that are aligned to the right (numbers)
    :param tty: draw lines and fit the terminal
    :param widest: cells are shortened to this many columns
    """  # fmt: skip
    cells = [[shorten(printable(cell), widest) for cell in row] for row in rows]
    numeric = set(right)
    if tty:
        return _rich(columns, cells, numeric)
    widths = [max([width(name), *(width(row[i]) for row in cells)]) for i, name in enumerate(columns)]

    def line(row: Sequence[str]) -> str:
        padded = []
        for i, cell in enumerate(row):
            space = " " * (widths[i] - width(cell))
            padded.append(space + cell if i in numeric else cell + space)
        return "  ".join(padded).rstrip() + "\n"

    rule = "  ".join("-" * w for w in widths) + "\n"
    return line(columns) + rule + "".join(map(line, cells))


def _rich(columns: Sequence[str], cells: Sequence[Sequence[str]], numeric: set[int]) -> str:
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for i, name in enumerate(columns):
        table.add_column(Text(name), justify="right" if i in numeric else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    out = io.StringIO()
    Console(file=out, force_terminal=True).print(table)
    return out.getvalue()


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in GitHub-flavoured Markdown; cells are text, so what Markdown or HTML would read is escaped."""

    def cell(text: str) -> str:
        shown = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for sign in "\\`*_[]|":
            shown = shown.replace(sign, "\\" + sign)
        return shown

    lines = [columns, ["---"] * len(columns)]
    body = [[cell(text) for text in row] for row in rows]
    return "".join("| " + " | ".join(row) + " |\n" for row in [*lines, *body])


def spreadsheet_safe(cell: str) -> str:
    """`cell` so that a spreadsheet takes it for text, not for a formula; numbers stay numbers.

    Follows https://owasp.org/www-community/attacks/CSV_Injection.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("-3.5")
    ("'=1+1", '-3.5')
    """
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        try:
            float(cell)
        except ValueError:
            return "'" + cell
    return cell


def show(
    columns: Sequence[str], rows: Sequence[Sequence[str | int | float | None]], form: str, *, right: Iterable[int] = ()
) -> str:
    """`rows` in one of :data:`FORMATS`, for a command's standard output."""
    if form == "json":
        import json

        return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=2) + "\n"
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if form == "csv":
        import csv
        import io

        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([spreadsheet_safe(cell) for cell in row] for row in texts)
        return out.getvalue()
    return render(columns, texts, right=right, tty=sys.stdout.isatty(), widest=60)

"""Rows as a table for people, or as Markdown, CSV and JSON for their tools.

A terminal gets cells that wrap, so that the table fits; a pipe gets one line a row, whole and without colours. Commands
draw on a terminal with rich; the answer to a query is not drawn by it, because it takes longer to import than a query
takes, and opens files as it prints, which a query may not.
"""

from __future__ import annotations

import os
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
    return sum(map(_columns, text))


def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or sign in "\u200d\u200c\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def render(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = (), tty: bool = False
) -> str:
    """A table of texts, with line ends.

    :param right: columns that are aligned to the right (numbers)
    :param tty: fit the terminal

    >>> print(render(["maker", "chips"], [["nvidia", "12"], ["台積電", "3"]], right=[1]), end="")
    maker   chips
    ------  -----
    nvidia     12
    台積電      3
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max([width(name), *(width(row[i]) for row in cells)]) for i, name in enumerate(columns)]
    if tty:
        widths = _fitted(widths, _terminal_columns())
    numeric = set(right)
    bold, plain = ("\x1b[1m", "\x1b[0m") if tty and _styled() else ("", "")
    head = _lines(columns, widths, numeric)
    rule = "  ".join("-" * w for w in widths) + "\n"
    return f"{bold}{head.removesuffix(chr(10))}{plain}\n{rule}" + "".join(_lines(row, widths, numeric) for row in cells)


def _lines(row: Sequence[str], widths: Sequence[int], numeric: set[int]) -> str:
    """One row, on as many lines as its longest cell needs."""
    wrapped = [wrap(cell, widths[i]) for i, cell in enumerate(row)]
    lines = []
    for number in range(max(map(len, wrapped), default=1)):
        padded = []
        for i, parts in enumerate(wrapped):
            part = parts[number] if number < len(parts) else ""
            space = " " * (widths[i] - width(part))
            padded.append(space + part if i in numeric else part + space)
        lines.append("  ".join(padded).rstrip() + "\n")
    return "".join(lines)


def wrap(text: str, most: int) -> list[str]:
    """`text` in lines of at most `most` columns, broken at spaces where it has them.

    >>> wrap("led by OpenAI", 8), wrap("星際之門", 5)
    (['led by', 'OpenAI'], ['星際', '之門'])
    """
    lines = []
    while width(text) > most:
        used = end = 0
        while end < len(text) and used + width(text[end]) <= most:
            used += width(text[end])
            end += 1
        end = max(end, 1)
        space = text.rfind(" ", 0, end + 1)
        cut = space if space > 0 else end
        lines.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*lines, text]


def _fitted(widths: list[int], room: int) -> list[int]:
    """`widths`, the widest of them cut until all fit; no column gets narrower than a short word for it."""
    cap = max(widths, default=0)
    while cap > 8 and sum(min(w, cap) + 2 for w in widths) - 2 > room:
        cap -= 1
    return [min(w, cap) for w in widths]


def _terminal_columns() -> int:
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given[:6]) > 0:
        return int(given[:6])
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80


def _styled() -> bool:
    """Whether the terminal may be told to print bold; see https://no-color.org."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


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
    return _drawn(columns, texts, set(right)) if sys.stdout.isatty() else render(columns, texts, right=right)


def _drawn(columns: Sequence[str], rows: Iterable[Sequence[str]], numeric: set[int]) -> str:
    """A table by rich, as wide as the terminal at most."""
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for i, name in enumerate(columns):
        table.add_column(Text(name), justify="right" if i in numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    out = io.StringIO()
    Console(file=out, width=_terminal_columns(), color_system="standard" if _styled() else None).print(table)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())

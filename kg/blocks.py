"""Headed blocks of aligned lines, as `kg show`, `kg loops`, `kg conflicts` and `kg path` print them.

A table with one header has room for one kind of thing; these answers have a heading for each set of lines. On a
terminal lines are fitted to its width, and what will not fit goes below; in a pipe each line is whole, for grep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.tables import printable, width, wrap

#: How a line or a part of one looks on a terminal (ECMA-48, select graphic rendition).
_LOOKS = {"bold": "1", "dim": "2", "struck": "2;9", "contested": "33"}
_INDENT = "   "
#: Below this many columns a tail is better off on a line of its own.
_LEAST_TAIL = 56
_LEAST_CELL = 12


class Line(NamedTuple):
    """One line: cells that are aligned with those of the other lines, and what follows them.

    :ivar tail: sources and ids; beside the cells where there is room
    :ivar below: further lines, such as a reason; wrapped
    :ivar look: ``struck``, ``contested`` or nothing
    """

    cells: Sequence[str]
    tail: str = ""
    below: Sequence[str] = ()
    look: str = ""


class Block(NamedTuple):
    """A heading with its lines."""

    heading: str
    lines: Sequence[Line]
    below: Sequence[str] = ()


class Screen(NamedTuple):
    """What is printed to.

    :ivar columns: of a terminal; ``None`` in a pipe
    :ivar color: whether it shows colours
    """

    columns: int | None = None
    color: bool = False

    def look(self, text: str, name: str) -> str:
        """`text` in one of the looks, if the screen has any."""
        return f"\x1b[{_LOOKS[name]}m{text}\x1b[0m" if self.color and name and text else text


def render(blocks: Iterable[Block], screen: Screen, *, right: Collection[int] = (), together: bool = False) -> str:
    """All blocks as text, with an empty line between them.

    :param right: cells that are aligned to the right
    :param together: align the cells of all blocks with one another
    """
    blocks = list(blocks)
    every = _widths([line.cells for block in blocks for line in block.lines], screen)
    out = []
    for block in blocks:
        widths = every if together else _widths([line.cells for line in block.lines], screen)
        out.append(screen.look(_fit(block.heading, screen.columns), "bold"))
        out += [screen.look(text, "dim") for part in block.below for text in _wrapped(part, screen)]
        for line in block.lines:
            out += _line(line, widths, screen, right)
        out.append("")
    return "".join(text.rstrip() + "\n" for text in out[:-1])


def _widths(rows: Sequence[Sequence[str]], screen: Screen) -> list[int]:
    """Columns as wide as their widest cell; the widest are cut until all fit the terminal."""
    count = max((len(row) for row in rows), default=0)
    widths = [max((width(printable(row[i])) for row in rows if i < len(row)), default=0) for i in range(count)]
    if screen.columns is None:
        return widths
    cap = max(widths, default=0)
    while cap > _LEAST_CELL and len(_INDENT) + sum(min(w, cap) + 2 for w in widths if w) - 2 > screen.columns:
        cap -= 1
    return [min(w, cap) for w in widths]


def _line(line: Line, widths: Sequence[int], screen: Screen, right: Collection[int]) -> Iterator[str]:
    cells = []
    for i, (cell, most) in enumerate(zip(line.cells, widths, strict=False)):
        if most:
            shown = shorten(printable(cell), most) if screen.columns is not None else printable(cell)
            space = " " * (most - width(shown))
            cells.append(space + shown if i in right else shown + space)
    text = _INDENT + "  ".join(cells)
    tail = printable(line.tail)
    room = None if screen.columns is None else screen.columns - width(text) - 2
    if tail and (room is None or room >= min(_LEAST_TAIL, width(tail))):
        yield screen.look(text, line.look) + "  " + screen.look(_fit(tail, room), "dim")
    else:
        yield screen.look(text.rstrip(), line.look)
        if tail and screen.columns is not None:
            yield screen.look(_INDENT * 2 + _fit(tail, screen.columns - 2 * len(_INDENT)), "dim")
    for part in line.below:
        yield from (screen.look(text, "dim") for text in _wrapped(part, screen, _INDENT * 2))


def _fit(text: str, room: int | None) -> str:
    shown = printable(text)
    return shown if room is None else shorten(shown, room)


def shorten(text: str, most: int) -> str:
    """`text` in at most `most` columns.

    >>> shorten("輝達 and TSMC", 8)
    '輝達 an…'
    """
    if width(text) <= most:
        return text
    kept, used = 0, 1
    for c in text:
        used += width(c)
        if used > most:
            break
        kept += 1
    return text[:kept] + "…"


def _wrapped(text: str, screen: Screen, indent: str = _INDENT) -> list[str]:
    """`text` on as many lines as it takes."""
    shown = printable(text)
    if screen.columns is None:
        return [indent + shown]
    return [indent + part for part in wrap(shown, max(20, screen.columns - len(indent)))]

"""Rows of a publisher's CSV file, each with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kg.errors import KGError, Where, did_you_mean, listed, quoted
from kg.importers.files import Files


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    :ivar locator: what names it in evidence, such as ``funding_rounds/750B``
    :ivar cells: column to text without white space around it; empty cells are left out
    """

    where: Where
    locator: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def all(self, column: str, separator: str = ",") -> list[str]:
        """The parts of a cell that holds a list."""
        return list(dict.fromkeys(part for each in self[column].split(separator) if (part := " ".join(each.split()))))


def read(files: Files, name: str, *, table: str, key: str, needs: Collection[str] = ()) -> list[Row]:
    """The rows of a CSV file, in its order.

    :param table: how evidence names the table; may be empty
    :param key: the column that names a row; where a name comes again, or is missing, the number of the row is added
    :param needs: columns that must be there, besides `key`
    :raises KGError: with file and line, if it is no such table
    """
    shown = files.shown(name)
    lines = _numbered(csv.reader(io.StringIO(files.text(name), newline=""), strict=True), shown)
    line, first = next(lines, (1, []))
    header = [" ".join(cell.split()) for cell in first]
    _check_header(header, [key, *needs], Where(shown, line))
    rows: list[Row] = []
    seen: set[str] = set()
    for number, (line, cells) in enumerate(lines, 1):
        if any(cell.strip() for cell in cells[len(header) :]):
            raise KGError(f"{shown}:{line}: error: {len(cells)} cells under {len(header)} columns [csv]")
        found = {column: text for column, cell in zip(header, cells, strict=False) if (text := cell.strip())}
        named = " ".join(found.get(key, f"row {number}").split())
        if named in seen:
            named = f"{named} (row {number})"
        seen.add(named)
        rows.append(Row(Where(shown, line), f"{table}/{named}" if table else named, found))
    return rows


def _numbered(reader: Iterator[list[str]], shown: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with the line on which each begins.

    :raises KGError: naming the line on which what is no row begins
    """
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1  # type: ignore[attr-defined]
    except csv.Error as error:
        what = "a quotation mark is not closed" if "end of data" in str(error) else str(error)
        raise KGError(f"{shown}:{line}: error: {what} [csv]") from None


def _check_header(header: list[str], needs: list[str], where: Where) -> None:
    if not header:
        raise KGError(f"{where.path}: error: is empty; expected a table in CSV [csv]")
    for column in needs:
        if column not in header:
            hint = did_you_mean(column, header) or f"; it has {listed([quoted(c) for c in header[:8]], last='and')}"
            raise KGError(f"{where}: error: no column {quoted(column)}{hint} [csv]")
    twice = next((column for i, column in enumerate(header) if column and column in header[:i]), None)
    if twice is not None:
        raise KGError(f"{where}: error: two columns are called {quoted(twice)} [csv]")

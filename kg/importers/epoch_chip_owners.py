"""Epoch AI's *AI chip counts*: how many chips the large owners have bought, quarter by quarter, and who made how many.

Every figure is an estimate with a 5th, 50th and 95th percentile: the median is the figure, the others its bounds.
Cumulative tables alone are read; those of single quarters hold nothing that these do not.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from kg.errors import KGError
from kg.importers import Importer, epoch
from kg.importers.draft import Draft, Given
from kg.importers.files import Files
from kg.importers.rows import Row, read
from kg.model import Number, Ref

#: What the makers' own chips are called, where it is not the maker's name.
_LINES = {"Google": "TPU", "Amazon": "Trainium"}


def _figures(draft: Draft, row: Row, prop: str, measure: str, unit: str) -> tuple[Number | None, dict[str, Given]]:
    """The median, and the 5th and 95th percentiles as qualifiers; tables spell their columns in two ways."""
    cells = {re.sub(r"[^a-z0-9]+", "", column.lower()): text for column, text in row.cells.items()}
    names = ("numberofunits",) if measure == "units" else ("computeestimateinh100e", "h100e")

    def cell(which: str) -> str:
        return next((text for name in names if (text := cells.get(name + which, ""))), "")

    median = draft.number(row, cell("median") or cell(""), prop, unit)
    low, high = (
        draft.number(row, cell(which), key, None)
        for which, key in (("5thpercentile", "low"), ("95thpercentile", "high"))
    )
    shared: dict[str, Given] = {
        "bound": "About",
        "by": epoch.author(draft, row),
        "at": draft.date(row, row["End date"]),
    }
    is_range = None not in (low, high) and low != high
    return median, shared | ({"low": low, "high": high} if is_range else {}) | {"note": _note(draft, row)}


def _note(draft: Draft, row: Row) -> str:
    """What a count leaves out and puts together, and the row's own remarks."""
    since = draft.date(row, row["Start date"])
    parts = (
        f"Counts {row['Chip type']} together." if "/" in row["Chip type"] else "",
        f"Counted from {since.text} on." if since is not None else "",
        row["Notes"],
    )
    return " ".join(part for part in parts if part)


def _maker(draft: Draft, row: Row) -> tuple[Ref | None, str, str]:
    """Who made the chips, what they are called, and in what they are counted."""
    name = row["Chip manufacturer"]
    line = _LINES.get(name, name)
    return epoch.organization(draft, row, name), line, "chips" if name in _LINES else "GPUs"


def _chip(draft: Draft, row: Row) -> Ref | None:
    """The chip of a row; of two that are counted together, such as ``H100/H200``, the first."""
    maker = row["Chip manufacturer"]
    first = row["Chip type"].partition("/")[0].strip()
    for name in (f"{maker} {first}", first):
        if (found := draft.match(row, name, "Chip")) is not None:
            return found
    return draft.entity(row, f"{maker} {first}", "Chip")


def _owned(draft: Draft, row: Row) -> None:
    owner = _owner(draft, row)
    _, line, unit = _maker(draft, row)
    if row["Chip type"]:
        quantity, shared = _figures(draft, row, "chipCount", "units", unit)
        if quantity is not None:
            draft.claim(row, owner, "deploys", _chip(draft, row), quantity=quantity, basis="units-median", **shared)
        return
    for measure, basis, counted in (("units", "units", unit), ("h100e", "h100-equivalent", "GPUs")):
        number, shared = _figures(draft, row, "chipCount", measure, counted)
        draft.claim(row, owner, "chipCount", number, basis=f"{line.lower()}-{basis}-median", **shared)


def _owner(draft: Draft, row: Row) -> Ref | None:
    name = row["Owner"]
    if name in ("Other", ""):
        draft.refuse(row, "the rest of all owners is no actor", "no-actor")
        return None
    if (place := draft.match(row, name, "Place")) is not None:
        return place
    return epoch.organization(draft, row, name)


def _made(draft: Draft, row: Row) -> None:
    """How many chips of a kind there are by then."""
    maker, _, unit = _maker(draft, row)
    chip = _chip(draft, row)
    draft.claim(row, maker, "designs", chip)
    number, shared = _figures(draft, row, "chipCount", "units", unit)
    draft.claim(row, chip, "chipCount", number, basis="made-units-median", **shared)


def _read(path: Path | None, draft: Draft) -> None:
    assert path is not None
    files = Files.open(path)
    tables = [name for name in files.names() if re.search(r"_cumulative_(totals|by_chip)\.csv$", name)]
    if not tables:
        raise KGError(f"{path}: holds no *_cumulative_totals.csv and no *_cumulative_by_chip.csv")
    for name in tables:
        table = PurePosixPath(name).stem
        rows = read(files, name, table=table, key="Name", needs=["Chip manufacturer", "End date"])
        generated = (re.search(r"generated on: (\d\d)-(\d\d)-(\d{4})", row["Notes"]) for row in rows)
        draft.dated(f"{found[3]}-{found[1]}-{found[2]}" for found in generated if found)
        for row in draft.each(rows, table.replace("_", " ")):
            if "_owners_" in table:
                _owned(draft, row)
            elif row["Chip type"]:
                _made(draft, row)
    draft.removed(files)


IMPORTER = Importer(
    "epoch-chip-owners", "AI chip counts", epoch.PUBLISHER, "https://github.com/epoch-research/ai-chip-counts", "MIT",
    "how many chips of which kind the large owners have, with low and high estimates",
    "a copy of the repository, or its owners/ and totals/", _read,
)  # fmt: skip

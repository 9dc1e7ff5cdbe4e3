"""Epoch AI's *Frontier Data Centers*: owners, tenants and the growth of sites, estimated from satellite pictures.

Epoch grades owners and users (``#confident``, ``#likely``, ``#speculative``). The table of timelines does not say which
rows are forecasts: those of a site up to the last one that has no more than its present power have happened.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kg.errors import KGError, quoted
from kg.importers import Importer, epoch
from kg.importers.draft import Draft, Given
from kg.importers.files import Files
from kg.importers.rows import Row, read
from kg.model import Date, Ref

SITES, TIMELINES = "data_centers.csv", "data_center_timelines.csv"
_POWER, _CHIPS, _COST = "Power (MW)", "H100 equivalents", "Total capital cost (2025 USD billions)"


def _site(draft: Draft, row: Row, name: str, title: str) -> Ref | None:
    """The site itself, and who is behind it."""
    names = [(text, kind) for text in (name, title) for kind in ("Site", "InfrastructureProject")]
    known = next((found for text, kind in names if (found := draft.match(row, text, kind)) is not None), None)
    site = known or draft.entity(row, title, "DataCenter", accept="Site")
    for owner, sure in epoch.tagged(row["Owner"]):
        draft.claim(row, epoch.organization(draft, row, owner), "owns", site, confidence=sure)
    for user, sure in epoch.tagged(row["Users"]):
        draft.claim(row, site, "hasTenant", epoch.organization(draft, row, user), confidence=sure)
    for project, sure in epoch.tagged(row["Project"]):
        whole = draft.entity(row, project, "InfrastructureProject", accept="Entity")
        if whole != site:
            draft.claim(row, site, "partOf", whole, confidence=sure)
    for column, prop in (
        ("Investors", "funds"), ("Construction companies", "builds"), ("Energy companies", "suppliesPowerTo"),
    ):  # fmt: skip
        for company, sure in epoch.tagged(row[column]):
            draft.claim(row, epoch.organization(draft, row, company), prop, site, confidence=sure)
    draft.claim(row, site, "locatedIn", epoch.country(draft, row, row["Country"]))
    return site


def _state(draft: Draft, row: Row, site: Ref | None, date: Date, happened: bool, before: Row | None) -> None:
    """What a row of a timeline says that the one before did not."""
    shared: dict[str, Given] = {
        "bound": "About", "by": epoch.author(draft, row), "stage": "Completed" if happened else "Intended",
        "at" if happened else "horizon": date, "note": row["Construction status"],
    }  # fmt: skip
    for column, prop, unit, basis in (
        (_POWER, "powerCapacity", "MW", "facility-power"), (_CHIPS, "chipCount", "GPUs", "h100-equivalent"),
        (_COST, "capitalExpenditure", "USD", "cumulative-estimate-2025-usd"),
    ):  # fmt: skip
        number = draft.number(row, row[column], prop, unit)
        if number is None or not number.value or (before is not None and _figure(before[column]) == number.value):
            continue
        if prop != "powerCapacity":
            whole = (number.value * (10**9 if unit == "USD" else 1)).to_integral_value()
            number = draft.number(row, f"{whole:f}", prop, unit)
        draft.claim(row, site, prop, number, basis=basis, **shared)


def _figure(text: str) -> Decimal | None:
    """The number in a cell, to compare; ``None`` if it holds none."""
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _read(path: Path | None, draft: Draft) -> None:
    assert path is not None
    files = Files.open(path)
    sites, timelines = files.find(SITES), files.find(TIMELINES)
    if sites is None:
        raise KGError(f"{path}: holds no {SITES}")
    # Until 2025 the table had handles, to which timelines point, beside titles.
    key = "Handle" if "Handle" in files.text(sites).partition("\n")[0] else "Name"
    rows = read(files, sites, table="", key=key, needs=["Owner", "Current power (MW)"])
    found: dict[str, tuple[Ref | None, Decimal | None]] = {}
    for row in draft.each(rows, "sites"):
        site = _site(draft, row, row[key], row["Title"] or row[key])
        found[row[key]] = site, _figure(row["Current power (MW)"])
    if timelines is not None:
        _read_timelines(
            draft, read(files, timelines, table="timelines", key="Data center", needs=["Date", _POWER]), found
        )
    draft.removed(files)


def _read_timelines(draft: Draft, rows: list[Row], sites: dict[str, tuple[Ref | None, Decimal | None]]) -> None:
    states: defaultdict[str, list[tuple[Date, Row]]] = defaultdict(list)
    for row in draft.each(rows, "timelines"):
        name = row["Data center"]
        if name not in sites:
            draft.refuse(row, f"no site is called {quoted(name)}", "unknown-entity")
            continue
        dated = Row(row.where, f"timelines/{name}/{row['Date']}", row.cells)
        if sites[name][1] is None:
            draft.refuse(
                dated, "its site gives no present power, so plans cannot be told from what is built", "no-power"
            )
        elif not row["Date"]:
            draft.refuse(dated, "has no date", "bad-date")
        elif (date := draft.date(dated, row["Date"])) is not None:
            states[name].append((date, dated))
    for name, found in states.items():
        site, present = sites[name]
        found.sort(key=lambda state: state[0].text)
        powers = [(i, _figure(row[_POWER])) for i, (_, row) in enumerate(found)]
        last = max(
            (i for i, power in powers if power is not None and present is not None and power <= present), default=-1
        )
        for i, (date, row) in enumerate(found):
            _state(draft, row, site, date, i <= last, found[i - 1][1] if i else None)


IMPORTER = Importer(
    "epoch-data-centers", "Frontier Data Centers", epoch.PUBLISHER, "https://epoch.ai/data/data-centers", epoch.LICENSE,
    "sites: owners, tenants, builders, power, chips and cost over time",
    f"the directory or ZIP of {SITES} and {TIMELINES}", _read,
)  # fmt: skip

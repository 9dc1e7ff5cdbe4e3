"""Epoch AI's *Data on AI Companies*: funding rounds, revenue, compute spending, staff and users.

Columns as documented at https://epoch.ai/data/ai-companies and as found in the snapshots of December 2025 and January
2026. What is a discussion there is a rumour here, and spending that was reported before its year was over a forecast;
sums and dates are the dataset's own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.errors import KGError, listed
from kg.importers import Importer, epoch
from kg.importers.draft import Draft
from kg.importers.files import Files
from kg.importers.rows import Row, read
from kg.model import Date

_STAGES = {"Closed": "Completed", "Early discussions": "Rumoured", "Late discussions": "Rumoured"}
#: Sums of a quarter or half-year are scaled to a year; the first snapshots did not say which those are.
_REVENUE = {
    "Annualized revenue": "annualized", "Yearly revenue": "annual", "Annual recurring revenue": "annual-recurring",
    "Quarterly revenue": "quarterly-scaled-to-a-year", "Other": "scaled-to-a-year", "": "scaled-to-a-year",
}  # fmt: skip


def _company(draft: Draft, row: Row) -> None:
    company = epoch.organization(draft, row, row["Name"])
    founded = draft.date(row, row["Founding date"])
    draft.claim(row, company, "foundedOn", founded, cites=epoch.links(row["Founding source/notes"]))


def _round(draft: Draft, row: Row) -> None:
    company = epoch.organization(draft, row, row["Company"])
    shared = epoch.state_of(draft, row)
    shared |= {"at": draft.date(row, row["Close date"]), "stage": _STAGES.get(row["Status"])}
    is_sale = row["Type"] == "Secondary"  # owners sell their shares, and the company gets nothing
    for column, basis in (("Funding (equity)", "equity"), ("Funding (debt)", "debt")):
        sum_ = draft.number(row, row[column], "raised", "USD")
        if sum_ is not None and sum_.value and not is_sale:
            draft.claim(row, company, "raised", sum_, basis=basis, **shared)
    value = draft.number(row, row["Valuation (post-money)"], "valuation", "USD")
    draft.claim(row, company, "valuation", value, basis="secondary-sale" if is_sale else "post-money", **shared)


def _revenue(draft: Draft, row: Row) -> None:
    company = epoch.organization(draft, row, row["Company"])
    kind = row["Type"]
    amount = draft.number(row, row["Revenue amount (normalize to annual)"], "revenue", "USD")
    basis = _REVENUE.get(kind) or epoch.word(kind)
    date = draft.date(row, row["Date"])
    at = _year(date) if basis == "annual" else date
    draft.claim(row, company, "revenue", amount, basis=basis, at=at, **epoch.state_of(draft, row))


def _compute(draft: Draft, row: Row) -> None:
    company = epoch.organization(draft, row, row["Company"])
    amount = draft.number(row, row["Amount"], "computeSpend", "USD")
    basis = epoch.word(row["Category"]) or "all-compute"
    basis += "-annualized" if row["Period type"] == "Annualized" else ""
    date, shared = draft.date(row, row["Date"]), epoch.state_of(draft, row)
    said = shared["said"]
    is_forecast = date is not None and isinstance(said, Date) and said.text < date.text
    shared["horizon" if is_forecast else "at"] = _year(date) if row["Period type"] == "Year" else date
    draft.claim(row, company, "computeSpend", amount, basis=basis, **shared)


def _year(date: Date | None) -> Date | None:
    """The year that a date stands for: figures of a year are dated by its last day."""
    return Date(date.text[:4]) if date is not None and date.text.endswith("-12-31") else date


def _staff(draft: Draft, row: Row) -> None:
    company = epoch.organization(draft, row, row["Company"])
    division = row["Division name"]
    if division and company is not None:
        company = draft.match(row, division, "Organization") or company
    count = draft.number(row, row["Staff count"], "staffCount", "people")
    basis = epoch.word(division or row["Type"])
    date = draft.date(row, row["Date"])
    draft.claim(row, company, "staffCount", count, basis=basis, at=date, **epoch.state_of(draft, row))


def _usage(draft: Draft, row: Row) -> None:
    company = epoch.organization(draft, row, row["Company"])
    product = row["Product"]
    subject = company
    if product and not product.startswith(("Full company", "All products")) and company is not None:
        # A model and the app that offers it may go by one name; users are the app's.
        subject = draft.match(row, f"{product} app", "Product") or draft.match(row, product, "Entity") or company
    scope = epoch.word(product) if subject is company and product else None
    date = draft.date(row, row["Date"])
    shared = epoch.state_of(draft, row) | {"at": date}
    period = epoch.word(row["Active users time period"])
    users = draft.number(row, row["Active users"], "userCount", "users")
    paying = "paying" if "paying" in row["Id"].lower().split() else None  # only the row's name says so
    basis = "-".join(part for part in (scope, paying, period, "active") if part)
    draft.claim(row, subject, "userCount", users, basis=basis, **shared)
    tokens = draft.number(row, row["Daily tokens"], "tokensPerDay", "tokens")
    draft.claim(row, subject, "tokensPerDay", tokens, basis=scope, **shared)
    messages = draft.number(row, row["Daily messages"], "messagesPerDay", "messages")
    draft.claim(row, subject, "messagesPerDay", messages, basis=scope, **shared)


#: Table → the column that names its rows, those that hold what is said, and what reads a row.
TABLES: dict[str, tuple[str, tuple[str, ...], Callable[[Draft, Row], None]]] = {
    "companies": ("Name", ("Founding date",), _company),
    "funding_rounds": ("Id", ("Company", "Close date", "Status", "Funding (equity)", "Valuation (post-money)"), _round),
    "revenue_reports": ("Id", ("Company", "Date", "Revenue amount (normalize to annual)"), _revenue),
    "compute_spend": ("Id", ("Company", "Date", "Amount", "Category", "Period type"), _compute),
    "staff_reports": ("Id", ("Company", "Date", "Staff count", "Type"), _staff),
    "usage_reports": ("Id", ("Company", "Date", "Active users", "Product"), _usage),
}


def _read(path: Path | None, draft: Draft) -> None:
    assert path is not None
    files = Files.open(path)
    names = {t: "ai_companies.csv" if t == "companies" else f"ai_companies_{t}.csv" for t in TABLES}
    found = {table: name for table, file in names.items() if (name := files.find(file))}
    if not found:
        raise KGError(f"{path}: holds none of {listed(list(names.values()))}")
    tables = {table: _rows(files, name, table) for table, name in found.items()}
    draft.dated(row["Report date"] for rows in tables.values() for row in rows)
    for table, rows in tables.items():
        for row in draft.each(rows, table.replace("_", " ")):
            TABLES[table][2](draft, row)
    draft.removed(files)


def _rows(files: Files, name: str, table: str) -> list[Row]:
    key, needs, _ = TABLES[table]
    if table == "revenue_reports" and files.text(name).startswith("Company,"):
        key = "Company"  # the first snapshots named none of its rows
    return read(files, name, table=table, key=key, needs=needs)


IMPORTER = Importer(
    "epoch-companies", "Data on AI Companies", epoch.PUBLISHER, "https://epoch.ai/data/ai-companies", epoch.LICENSE,
    "funding rounds, revenue, compute spending, staff and users of the labs",
    "the directory or ZIP of ai_companies*.csv", _read,
)  # fmt: skip

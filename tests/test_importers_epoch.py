"""Epoch AI's datasets: what a row says, claim by claim, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from kg.errors import KGError
from kg.importers import epoch

Read = Callable[..., Any]


def cells(text: str) -> dict[str, str]:
    """Columns and what stands in them: ``Name: Acme | Date: 2025``."""
    return dict(cell.split(": ", 1) for cell in text.split(" | "))


def table(columns: str, *rows: dict[str, str]) -> str:
    """A CSV file; a row names only the cells that it fills."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns.split("|"), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


# ---- what they share ----


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("", []),
        (" , ,", []),
        ("#likely", []),
        ("Acme #certain", [("Acme", None)]),
        ("Acme #LIKELY , Globex#speculative", [("Acme", "Likely"), ("Globex", "Speculative")]),
        ("Acme # confident", [("Acme", "Confident")]),
    ],
)
def test_names_with_how_sure_epoch_is(cell: str, parts: list[tuple[str, str | None]]) -> None:
    assert epoch.tagged(cell) == parts


@pytest.mark.parametrize(
    ("text", "word"),
    [("R&D cloud compute,Data", "r-d-cloud-compute-data"), ("--", None), ("", None), ("星", None), ("FAIR", "fair")],
)
def test_definitions_become_words(text: str, word: str | None) -> None:
    assert epoch.word(text) == word


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", []),
        ("no official price", []),
        ("ftp://a.example/x javascript:alert(1)", []),
        ("https://a.example/x\nhttps://b.example/y", ["https://a.example/x", "https://b.example/y"]),
        ("see https://a.example/x; and http://b.example/,", ["https://a.example/x", "http://b.example/"]),
    ],
)
def test_links_among_remarks(cell: str, found: list[str]) -> None:
    assert epoch.links(cell) == found


# ---- Data on AI Companies ----

COMPANIES = "Name|Organization (from Organizations)|Company type|Product Domain(s)|Founding date|Founding source/notes"
ROUNDS = (
    "Id|Company|Close date|Status|Funding (equity)|Funding (debt)|Valuation (post-money)|Report date|Source 1|Source 2|"
    "Source 3|Graph note|Notes|Type|Confidence|Exclude from graph view"
)
REVENUE = (
    "Id|Company|Date|Revenue amount (normalize to annual)|Annualized revenue (USD)|Type|Revenue info (non-annualized)|"
    "Confidence|Source 1|Source 2|Source 3|Notes|Report date|Source type|Graph note"
)
COMPUTE = (
    "Id|Notes|Company|Amount|Category|Period type|Source 1|Source 2|Source 3|Date|Report date|Confidence|Source Type|"
    "Exclude from graph view|Inference compute spend|R&D compute spend|Total compute spend"
)
STAFF = (
    "Id|Company|Staff count|Date|Report date|Source 1|Source 2|Notes|Type|Division name|Source type|Confidence|"
    "Graph note"
)
USAGE = (
    "Id|Company|Active users|Active users time period|Daily tokens|Daily messages|Date|Report date|Source 1|Source 2|"
    "Graph note|Notes|Source type|Product|Confidence|Exclude from graph view"
)
LABS = """
acme AILab: Acme, Acme AI
acme-lab AILab: Acme Lab
chatty Product: Chatty
bard ModelFamily: Bard
bard-app Product: Bard app
alice Person: Alice
"""


def test_a_founding_date(imported: Read) -> None:
    found = imported(
        "epoch-companies",
        {
            "ai_companies.csv": table(
                COMPANIES,
                cells(
                    "Name: Acme | Founding date: 1/26/2021 | Founding source/notes: https://a.example/x (incorporation)"
                ),
                {"Name": "Initech"},
            )
        },
        LABS,
    )
    assert found.claims == ["acme foundedOn 2021-01-26 | cites=https://a.example/x | companies/Acme"]
    assert found.new == []  # nothing is said of Initech
    assert found.draft.rows == 2


def test_rounds(imported: Read) -> None:
    rows = [
        cells(
            "Id: A | Company: Acme AI | Close date: 2025-03-03 | Status: Closed | "
            "Funding (equity): 2500000000.0 | Funding (debt): 5E+8 | Valuation (post-money): 6.15E+10 | "
            "Report date: 2025-03-04 | Source 1:  https://a.example/1  | Source 2: a letter | "
            "Source 3: https://a.example/3 | Graph note: Shown. | Notes: Two\n\nlines. | Type: Primary,Debt | "
            "Confidence: Confident"
        ),
        {"Id": "B", "Company": "Acme", "Status": "Late discussions", "Valuation (post-money)": "9"},
        {"Id": "C", "Company": "Acme", "Status": "Early discussions", "Funding (equity)": "7"},
        {"Id": "D", "Company": "Acme", "Status": "Postponed", "Funding (equity)": "8"},
        {"Id": "E", "Company": "Acme", "Status": "Closed"},
    ]
    found = imported("epoch-companies", {"x/ai_companies_funding_rounds.csv": table(ROUNDS, *rows)}, LABS, path="x")
    said = (
        "cites=https://a.example/1,https://a.example/3; confidence=Confident; "
        'note="Shown. Two lines."; said=2025-03-04; stage=Completed | funding_rounds/A'
    )
    assert found.claims == [
        f"acme raised 2,500,000,000 USD | at=2025-03-03; basis=equity; {said}",
        f"acme raised 500,000,000 USD | at=2025-03-03; basis=debt; {said}",
        f"acme valuation 61,500,000,000 USD | at=2025-03-03; basis=post-money; {said}",
        "acme valuation 9 USD | basis=post-money; stage=Rumoured | funding_rounds/B",
        "acme raised 7 USD | basis=equity; stage=Rumoured | funding_rounds/C",
        "acme raised 8 USD | basis=equity | funding_rounds/D",
    ]
    assert found.refused == []
    assert found.draft.source.date == "2025-03-04"
    assert found.draft.matched == {"acme"}


def test_a_sale_by_owners_brings_the_company_nothing(imported: Read) -> None:
    shared = {"Company": "Acme", "Close date": "2025-10-01", "Valuation (post-money)": "5e11"}
    rows = [
        shared | {"Id": "tender", "Type": "Secondary", "Funding (equity)": "6600000000"},
        shared | {"Id": "merger", "Type": "Other", "Funding (equity)": "0.0"},
    ]
    found = imported("epoch-companies", {"ai_companies_funding_rounds.csv": table(ROUNDS, *rows)}, LABS)
    assert found.claims == [
        "acme valuation 500,000,000,000 USD | at=2025-10-01; basis=secondary-sale | funding_rounds/tender",
        "acme valuation 500,000,000,000 USD | at=2025-10-01; basis=post-money | funding_rounds/merger",
    ]


def test_cells_that_hold_no_sum_or_day(imported: Read) -> None:
    rows = [
        {"Id": "A", "Company": "Acme", "Funding (equity)": "$5bn", "Funding (debt)": "-5"},
        {"Id": "B", "Company": "Acme", "Funding (equity)": "NaN", "Valuation (post-money)": "=1+1"},
        {"Id": "C", "Company": "Acme", "Funding (equity)": "1e300", "Close date": "1/2/1650"},
        {"Id": "D", "Company": "Acme", "Funding (equity)": "5", "Close date": "13/1/2025", "Report date": "soon"},
    ]
    found = imported("epoch-companies", {"ai_companies_funding_rounds.csv": table(ROUNDS, *rows)}, LABS)
    assert found.claims == ["acme raised 5 USD | basis=equity | funding_rounds/D"]
    file = "ai_companies_funding_rounds.csv"
    assert [line.partition(": ")[0] + line[line.rindex(" [") :] for line in found.refused] == [
        f"{file}:2 [bad-number]",
        f"{file}:2 [out-of-range]",
        f"{file}:3 [bad-number]",
        f"{file}:3 [bad-number]",
        f"{file}:4 [bad-date]",
        f"{file}:4 [bad-number]",
        f"{file}:5 [bad-date]",
        f"{file}:5 [bad-date]",
    ]
    assert f'{file}:2: raised: raised "-5 USD" out of range: at least 0 [out-of-range]' in found.refused
    assert f'{file}:4: bad date "1650-01-02": expected a year from 1800 to 2100 [bad-date]' in found.refused
    assert found.draft.source.date is None


def test_an_ambiguous_company_is_refused(imported: Read) -> None:
    found = imported(
        "epoch-companies",
        {"ai_companies_funding_rounds.csv": table(ROUNDS, {"Id": "A", "Company": "Acme", "Funding (equity)": "5"})},
        "acme AILab: Acme\nacme-2 Company: Acme",
    )
    assert found.claims == []
    assert found.refused == [
        'ai_companies_funding_rounds.csv:2: "Acme" stands for several entities: acme and acme-2 [ambiguous]'
    ]


@pytest.mark.parametrize(
    ("kind", "at", "basis"),
    [
        ("Annualized revenue", "2024-12-31", "annualized"),
        ("Yearly revenue", "2024", "annual"),
        ("Annual recurring revenue", "2024-12-31", "annual-recurring"),
        ("Quarterly revenue", "2024-12-31", "quarterly-scaled-to-a-year"),
        ("Product/division revenue", "2024-12-31", "product-division-revenue"),
        ("Other", "2024-12-31", "scaled-to-a-year"),
        ("", "2024-12-31", "scaled-to-a-year"),
    ],
)
def test_revenue_by_its_definition(imported: Read, kind: str, at: str, basis: str) -> None:
    row = {
        "Id": "2024",
        "Company": "Acme",
        "Date": "2024-12-31",
        "Revenue amount (normalize to annual)": "3.7e9",
        "Type": kind,
        "Revenue info (non-annualized)": "in full",
    }
    found = imported("epoch-companies", {"ai_companies_revenue_reports.csv": table(REVENUE, row)}, LABS)
    assert found.claims == [f"acme revenue 3,700,000,000 USD | at={at}; basis={basis} | revenue_reports/2024"]


def test_a_year_that_does_not_end_in_december_keeps_its_day(imported: Read) -> None:
    row = {"Id": "x", "Company": "Acme", "Date": "1/31/2025", "Type": "Yearly revenue"}
    row["Revenue amount (normalize to annual)"] = "1"
    found = imported("epoch-companies", {"ai_companies_revenue_reports.csv": table(REVENUE, row)}, LABS)
    assert found.claims == ["acme revenue 1 USD | at=2025-01-31; basis=annual | revenue_reports/x"]


def test_revenue_of_the_first_snapshots(imported: Read) -> None:
    text = (
        "\ufeffCompany,Date,Revenue amount (normalize to annual),,,\r\n"
        "Acme,12/31/2022,28000000,,,\r\n,,,,,\r\nAcme,3/1/2023,2E+08,,,\r\nInitech,,5,,,\r\n"
    )
    found = imported("epoch-companies", {"ai_companies_revenue_reports.csv": text}, LABS)
    assert found.claims == [
        "acme revenue 28,000,000 USD | at=2022-12-31; basis=scaled-to-a-year | revenue_reports/Acme",
        "acme revenue 200,000,000 USD | at=2023-03-01; basis=scaled-to-a-year | revenue_reports/Acme (row 2)",
        "initech revenue 5 USD | basis=scaled-to-a-year | revenue_reports/Initech",
    ]
    assert found.new == ["initech Company Initech"]


def test_compute_spending_and_forecasts_of_it(imported: Read) -> None:
    rows = [
        cells(
            "Id: past | Amount: 416000000 | Category: R&D cloud compute,Data | Period type: Year | "
            "Date: 2022-12-31 | Report date: 2023-05-04 | Confidence: Likely"
        ),
        cells(
            "Id: coming | Amount: 9e9 | Category: R&D cloud compute | Period type: Year | Date: 2025-12-31 | "
            "Report date: 2025-09-19"
        ),
        cells(
            "Id: rate | Amount: 2e9 | Category: Inference cloud compute | Period type: Annualized | Date: 2025-07-31"
        ),
        {"Id": "all", "Amount": "1", "Date": "2025-07-31", "Report date": "2025-07-31"},
        {"Id": "run", "Amount": "2", "Period type": "Annualized", "Date": "2025-12-31", "Confidence": "uncertain"},
    ]
    rows = [row | {"Company": "Acme"} for row in rows]
    found = imported("epoch-companies", {"ai_companies_compute_spend.csv": table(COMPUTE, *rows)}, LABS)
    assert found.claims == [
        "acme computeSpend 416,000,000 USD | at=2022; basis=r-d-cloud-compute-data; confidence=Likely; "
        "said=2023-05-04 | compute_spend/past",
        "acme computeSpend 9,000,000,000 USD | basis=r-d-cloud-compute; horizon=2025; said=2025-09-19 | "
        "compute_spend/coming",
        "acme computeSpend 2,000,000,000 USD | at=2025-07-31; basis=inference-cloud-compute-annualized | "
        "compute_spend/rate",
        "acme computeSpend 1 USD | at=2025-07-31; basis=all-compute; said=2025-07-31 | compute_spend/all",
        "acme computeSpend 2 USD | at=2025-12-31; basis=all-compute-annualized; confidence=Uncertain | "
        "compute_spend/run",
    ]


def test_staff_of_a_company_and_of_a_division(imported: Read) -> None:
    rows = [
        {"Id": "1", "Staff count": "1,300", "Type": "Full company", "Date": "2025-05-23"},
        {"Id": "2", "Staff count": "700", "Type": "Division/role", "Division name": "Acme Lab"},
        {"Id": "3", "Staff count": "75", "Type": "Division/role", "Division name": "Skunk works"},
        {"Id": "4", "Staff count": "9", "Type": "Division/role", "Division name": "Alice"},
        {"Id": "5", "Staff count": "12 or so"},
    ]
    found = imported(
        "epoch-companies",
        {"ai_companies_staff_reports.csv": table(STAFF, *(row | {"Company": "Acme"} for row in rows))},
        LABS,
    )
    assert found.claims == [
        "acme staffCount 1,300 people | at=2025-05-23; basis=full-company | staff_reports/1",
        "acme-lab staffCount 700 people | basis=acme-lab | staff_reports/2",
        "acme staffCount 75 people | basis=skunk-works | staff_reports/3",
        "acme staffCount 9 people | basis=alice | staff_reports/4",  # a person has no staff
    ]
    assert [line.split(":")[1] for line in found.refused] == ["6"]


def test_users_of_a_product_a_company_and_something_unknown(imported: Read) -> None:
    rows = [
        {"Id": "1", "Product": "Chatty", "Active users": "8e8", "Active users time period": "Weekly"},
        {"Id": "2", "Product": "Bard", "Active users": "5", "Active users time period": "Monthly"},
        {"Id": "3", "Product": "Full company", "Active users": "6", "Active users time period": "Daily"},
        {"Id": "4", "Product": "Acme (all AI products)", "Daily tokens": "43000000000000.0"},
        {"Id": "5", "Product": "Chatty", "Daily messages": "2.5e9", "Active users": "7"},
        {"Id": "6", "Daily tokens": "3"},
        {"Id": "4 paying", "Product": "Chatty", "Active users": "4", "Active users time period": "Weekly"},
    ]
    found = imported(
        "epoch-companies",
        {"ai_companies_usage_reports.csv": table(USAGE, *(r | {"Company": "Acme", "Date": "8/4/2025"} for r in rows))},
        LABS,
    )
    assert found.claims == [
        "chatty userCount 800,000,000 users | at=2025-08-04; basis=weekly-active | usage_reports/1",
        "bard-app userCount 5 users | at=2025-08-04; basis=monthly-active | usage_reports/2",  # not of the models
        "acme userCount 6 users | at=2025-08-04; basis=full-company-daily-active | usage_reports/3",
        "acme tokensPerDay 43,000,000,000,000 tokens | at=2025-08-04; basis=acme-all-ai-products | usage_reports/4",
        "chatty userCount 7 users | at=2025-08-04; basis=active | usage_reports/5",
        "chatty messagesPerDay 2,500,000,000 messages | at=2025-08-04 | usage_reports/5",
        "acme tokensPerDay 3 tokens | at=2025-08-04 | usage_reports/6",
        "chatty userCount 4 users | at=2025-08-04; basis=paying-weekly-active | usage_reports/4 paying",
    ]


def test_companies_need_one_of_the_tables(imported: Read) -> None:
    with pytest.raises(KGError, match=r"x: holds none of ai_companies\.csv, ai_companies_funding_rounds\.csv, "):
        imported("epoch-companies", {"x/other.csv": "Name\r\n"}, path="x")


def test_companies_say_which_column_is_missing(imported: Read) -> None:
    with pytest.raises(KGError, match=r'ai_companies_staff_reports\.csv:1: error: no column "Id"'):
        imported("epoch-companies", {"ai_companies_staff_reports.csv": "Company,Staff count\r\nAcme,5\r\n"})


# ---- Notable AI Models ----

MODELS = (
    "Model|Organization|Publication date|Domain|Task|Parameters|Parameters notes|Training compute (FLOP)|"
    "Training compute notes|Training dataset|Training dataset size (gradients)|Dataset size notes|Confidence|Link|"
    "Organization categorization|Country (of organization)|Training time (hours)|Training time notes|"
    "Training hardware|Hardware quantity|Training compute cost (2023 USD)|Compute cost notes|Base model|"
    "Model accessibility|Training compute cost (cloud)|Training compute cost (upfront)"
)
MODEL_WORLD = """
acme AILab: Acme
epoch-ai ResearchOrganization: Epoch AI
globe-us Country: United States, United States of America
g1 Chip: G1, Nova G1
m0 Model: M 0
fam ModelFamily: Fam
"""


def models(*rows: dict[str, str]) -> dict[str, str]:
    return {"notable_ai_models.csv": table(MODELS, *rows)}


def test_all_that_a_model_row_says(imported: Read) -> None:
    row = cells(
        "Model: M-1 | Organization: Acme | Publication date: 2024-05-06 | Domain: Multimodal,Language | "
        "Parameters: 671000000000.0 | Parameters notes: 37B active | "
        "Training compute (FLOP): 3.4078e+24 | Training compute notes: 6ND | "
        "Training dataset size (gradients): 14800000000000 | Dataset size notes: 14.8T Tokens | "
        "Confidence: Likely | Link: https://a.example/m1\nhttps://b.example/m1 | "
        "Organization categorization: Industry | Country (of organization): United States of America | "
        "Training time (hours): 1310.5 | Training time notes: 55 days | Training hardware: Nova G1 | "
        "Hardware quantity: 2048.0 | Training compute cost (2023 USD): 5386542.5 | "
        "Compute cost notes: rented | Base model: M-0 | "
        "Model accessibility: Open weights (restricted use) | Training compute cost (cloud): 9000000.49"
    )
    found = imported("epoch-models", models(row), MODEL_WORLD)
    sure = "cites=https://a.example/m1,https://b.example/m1; confidence=Likely"
    guess = f"bound=About; by=epoch-ai; {sure}"
    assert found.claims == [
        "m-1 releasedOn 2024-05-06 | basis=publication; cites=https://a.example/m1,https://b.example/m1 | M-1",
        "acme develops m-1 |  | M-1",
        "acme locatedIn globe-us |  | M-1",
        "m-1 openWeights true (boolean) |  | M-1",
        f'm-1 parameterCount 671,000,000,000 parameters | basis=total; {sure}; note="37B active" | M-1',
        f'm-1 trainingTokens 14,800,000,000,000 tokens | {sure}; note="14.8T Tokens" | M-1',
        f'm-1 trainingCompute 3,407,800,000,000,000,000,000,000 FLOP | {guess}; note="6ND" | M-1',
        f'm-1 trainingTime 1,310.5 h | {sure}; note="55 days" | M-1',
        "m-1 trainedOnHardware g1 | quantity=2,048 GPUs | M-1",
        f'm-1 trainingCost 5,386,542 USD | basis=compute-2023-usd; {guess}; note="rented" | M-1',
        f"m-1 trainingCost 9,000,000 USD | basis=cloud-compute; {guess} | M-1",
        "m-1 derivedFrom m0 |  | M-1",
    ]
    assert found.new == ["m-1 Model M-1"]
    assert found.draft.source.date == "2024-05-06"


def test_a_store_that_knows_nobody(imported: Read) -> None:
    row = {"Model": "A", "Organization": "Acme", "Country (of organization)": "Korea (Republic of)"}
    row |= {"Organization categorization": "Industry", "Training compute cost (upfront)": "7"}
    found = imported("epoch-models", models(row))
    assert found.claims == [
        "acme develops a |  | A",
        "acme locatedIn korea-republic-of |  | A",
        "a trainingCost 7 USD | basis=upfront-compute; bound=About; by=epoch-ai | A",
    ]
    assert found.new == [
        "a Model A",
        "acme Company Acme",
        "korea-republic-of Country Korea (Republic of)",
        "epoch-ai ResearchOrganization Epoch AI",
    ]


def test_several_makers(imported: Read) -> None:
    rows = [
        cells(
            "Model: A | Organization: Acme, Poly (P),Bureau,Circle | "
            "Organization categorization: Industry,Academia,Government,Research collective | "
            "Country (of organization): United States of America,France"
        ),
        {"Model": "B", "Organization": "Poly,Loose Ends", "Organization categorization": "Industry"},
        {"Model": "C", "Organization": "Old University", "Organization categorization": "Industry"},
        {"Model": "D", "Organization": "Acme", "Country (of organization)": "France,Japan"},
        {"Model": "E", "Organization": "Acme", "Country (of organization)": "Multinational"},
        {"Model": "F", "Organization": "", "Country (of organization)": "France"},
    ]
    found = imported("epoch-models", models(*rows), MODEL_WORLD)
    assert found.claims == [
        "acme develops a |  | A",
        "poly develops a |  | A",
        "bureau develops a |  | A",
        "circle develops a |  | A",
        "poly develops b |  | B",
        "loose-ends develops b |  | B",
        "old-university develops c |  | C",
        "acme develops d |  | D",
        "acme develops e |  | E",
    ]
    assert sorted(set(found.new) - {f"{x.lower()} Model {x}" for x in "ABCDE"}) == [
        "bureau PublicBody Bureau",
        "circle ResearchOrganization Circle",
        "loose-ends Organization Loose Ends",
        "old-university ResearchOrganization Old University",
        "poly ResearchOrganization Poly",
    ]


def test_a_maker_with_and_without_brackets_is_one(imported: Read) -> None:
    rows = [{"Model": "A", "Organization": "Institute (IN)"}, {"Model": "B", "Organization": "Institute"}]
    found = imported("epoch-models", models(*rows), "ii Organization: Institute (IN)")
    assert found.about("develops") == [
        "ii develops a |  | A",
        "institute develops b |  | B",
    ]  # the seeds tell them apart
    found = imported("epoch-models", models(*rows), "")
    assert found.about("develops") == ["institute develops a |  | A", "institute develops b |  | B"]


@pytest.mark.parametrize(
    ("domain", "notes", "is_tokens"),
    [
        ("Language", "3T tokens", True),
        ("Vision,Language", "3,000,000,000,000 Tokens", True),
        ("Language", "2 TB of text; up to 3.1 trillion diverse, high-quality tokens", True),
        ("Language", "3000B training tokens", True),
        ("Language", "3 billion tokens", False),
        ("Language", "15T tokens", False),
        ("Language", "3T words. One token is 0.75 words", False),
        ("Language", "batches of 4M tokens for 750k steps", False),
        ("Language", "a 3T tokenizer", False),
        ("Vision", "3T tokens", False),
        ("Language", "", False),
    ],
)
def test_only_tokens_are_counted_as_tokens(imported: Read, domain: str, notes: str, is_tokens: bool) -> None:
    row = {"Model": "A", "Domain": domain, "Training dataset size (gradients)": "3e12", "Dataset size notes": notes}
    found = imported("epoch-models", models(row), MODEL_WORLD)
    made = [f'a trainingTokens 3,000,000,000,000 tokens | note="{notes}" | A'] if is_tokens else []
    assert found.claims == made


def test_chips_that_a_model_was_trained_on(imported: Read) -> None:
    rows = [
        {"Model": "A", "Training hardware": "G1,Maker TPU v9", "Hardware quantity": "64"},
        {"Model": "B", "Training hardware": "Maker TPU v9", "Hardware quantity": "64"},
        {"Model": "C", "Training hardware": "Amazing Trainium 7", "Hardware quantity": "many"},
        {"Model": "D", "Training hardware": "Amazing Trainium 7", "Hardware quantity": "5"},
    ]
    found = imported("epoch-models", models(*rows), MODEL_WORLD)
    assert found.claims == [
        "a trainedOnHardware g1 |  | A",
        "a trainedOnHardware maker-tpu-v9 |  | A",
        "b trainedOnHardware maker-tpu-v9 | quantity=64 chips | B",
        "c trainedOnHardware amazing-trainium-7 |  | C",
        "d trainedOnHardware amazing-trainium-7 | quantity=5 chips | D",
    ]
    assert [line.split(": ")[:2] for line in found.refused] == [["notable_ai_models.csv:4", "quantity"]]


@pytest.mark.parametrize(
    ("access", "is_open"),
    [
        ("Open weights (unrestricted)", "true"),
        ("Open weights (non-commercial)", "true"),
        ("API access", "false"),
        ("Hosted access (no API)", "false"),
        ("Unreleased", "false"),
    ],
)
def test_whether_weights_are_open(imported: Read, access: str, is_open: str) -> None:
    assert imported("epoch-models", models({"Model": "A", "Model accessibility": access})).claims == [
        f"a openWeights {is_open} (boolean) |  | A"
    ]


def test_a_model_is_no_family_of_its_name(imported: Read) -> None:
    rows = [{"Model": "Fam", "Publication date": "2023-03-14"}, {"Model": "Fam 2", "Base model": "Fam,M 0, Fam"}]
    found = imported("epoch-models", models(*rows), MODEL_WORLD)
    assert found.claims == [
        "fam-model releasedOn 2023-03-14 | basis=publication | Fam",
        "fam-2 derivedFrom fam-model |  | Fam 2",
        "fam-2 derivedFrom m0 |  | Fam 2",
    ]
    assert found.new == ["fam-model Model Fam (model)", "fam-2 Model Fam 2"]


def test_a_model_without_a_name_or_with_an_endless_one(imported: Read) -> None:
    rows = [{"Model": "", "Parameters": "5"}, {"Model": "x" * 301, "Parameters": "5"}]
    found = imported("epoch-models", models(*rows))
    assert found.claims == []
    assert [line.partition(": ")[0] + line[line.rindex(" [") :] for line in found.refused] == [
        "notable_ai_models.csv:2 [empty-value]",
        "notable_ai_models.csv:3 [too-long]",
    ]


def test_wrong_figures_of_a_model(imported: Read) -> None:
    row = cells(
        "Model: A | Publication date: 2024-02-30 | Parameters: 7B | Training compute (FLOP): 1e50 | "
        "Training time (hours): -3 | Training compute cost (2023 USD): inf"
    )
    found = imported("epoch-models", models(row))
    assert found.claims == []
    assert [line[line.rindex(" [") + 2 : -1] for line in found.refused] == [
        "bad-date",
        "bad-number",
        "out-of-range",
        "out-of-range",
        "bad-number",
    ]
    assert found.refused[0] == 'notable_ai_models.csv:2: bad date "2024-02-30": there is no such day [bad-date]'


def test_the_models_file_may_have_any_name_if_it_is_the_only_one(imported: Read) -> None:
    text = models({"Model": "A", "Organization": "Acme"})["notable_ai_models.csv"]
    assert imported("epoch-models", {"mine.csv": text}, MODEL_WORLD, path="mine.csv").claims == [
        "acme develops a |  | A"
    ]
    assert imported("epoch-models", {"one/b.csv": text}, MODEL_WORLD, path="one").claims == ["acme develops a |  | A"]
    with pytest.raises(KGError, match=r"two: holds no notable_ai_models\.csv"):
        imported("epoch-models", {"two/b.csv": text, "two/c.csv": text}, path="two")


def test_models_need_their_columns(imported: Read) -> None:
    with pytest.raises(KGError, match=r'notable_ai_models\.csv:1: error: no column "Organization"'):
        imported("epoch-models", {"notable_ai_models.csv": "Model,Publication date\r\n"})
    found = imported("epoch-models", {"notable_ai_models.csv": "Model,Organization,Publication date\r\n"})
    assert (found.claims, found.refused, found.draft.rows) == ([], [], 0)


# ---- Frontier Data Centers ----

SITES_2026 = (
    "Name|Current H100 equivalents|Current power (MW)|Current total capital cost (2025 USD billions)|Owner|Users|Notes|"
    "Selected Sources|Calculations sheet|Project|Investors|Construction companies|Energy companies|Country|Address"
)
TIMELINES_2026 = (
    "Date|Construction status|Buildings operational|IT power (MW)|Power (MW)|H100 equivalents|"
    "Performance (8-bit OP/s)|Total capital cost (2025 USD billions)|Compute cost (2025 USD billions)|"
    "Construction cost (2025 USD billions)|Annual operating cost (2025 USD billions)|Water use (MGD)|Data center|"
    "Current H100 equivalents (from Data center)|Thumbnail"
)
SITES_2025 = (
    "Handle|Title|Project|Sentinel satellite timelapse|Address|Latitude|Longitude|Owner|Users|Investors|"
    "Construction companies|Energy companies|Current H100 equivalents|Current power (MW)|"
    "Current total capital cost (2025 USD billions)"
)
TIMELINES_2025 = (
    "Date|Data center|Construction status|Power (MW)|H100 equivalents|Buildings operational|"
    "Total capital cost (2025 USD billions)|Compute cost (2025 USD billions)|Construction cost (2025 USD billions)|"
    "Building area (square feet)|Site area (square feet)|Water use (MGD)|Performance (8-bit OP/s)"
)
SITE_WORLD = """
acme AILab: Acme
globex Company: Globex
epoch-ai ResearchOrganization: Epoch AI
helios DataCenter: Helios
titan Supercomputer: Titan, Titan 1
ring InfrastructureProject: Ring
land Country: Land
"""
COST = "Total capital cost (2025 USD billions)"
CHIPS = "H100 equivalents"


def sites(*rows: dict[str, str], states: tuple[dict[str, str], ...] = ()) -> dict[str, str]:
    return {"data_centers.csv": table(SITES_2026, *rows), "data_center_timelines.csv": table(TIMELINES_2026, *states)}


def test_who_is_behind_a_site(imported: Read) -> None:
    row = cells(
        "Name: Helios | Current power (MW): 0 | Owner: Globex #confident | "
        "Users: Acme #likely, Initech #speculative | Project: Ring #confident,Helios | Investors: Acme | "
        "Construction companies: Globex,Builder | Energy companies: Utility #likely | Country: Land"
    )
    found = imported("epoch-data-centers", sites(row), SITE_WORLD)
    assert found.claims == [
        "globex owns helios | confidence=Confident | Helios",
        "helios hasTenant acme | confidence=Likely | Helios",
        "helios hasTenant initech | confidence=Speculative | Helios",
        "helios partOf ring | confidence=Confident | Helios",
        "acme funds helios |  | Helios",
        "globex builds helios |  | Helios",
        "builder builds helios |  | Helios",
        "utility suppliesPowerTo helios | confidence=Likely | Helios",
        "helios locatedIn land |  | Helios",
    ]
    assert found.new == ["initech Company Initech", "builder Company Builder", "utility Company Utility"]


def test_the_growth_of_a_site(imported: Read) -> None:
    states = (
        {"Date": "2024-04-01", "Power (MW)": "0.0", CHIPS: "0", COST: ""},
        {"Date": "2024-08-01", "Power (MW)": "45.0", CHIPS: "25000.4", COST: "1.5", "Construction status": "Half."},
        {"Date": "2025-01-01", "Power (MW)": "45", CHIPS: "30000.5", COST: "1.50"},
        {"Date": "2027-01-01", "Power (MW)": "90.25", CHIPS: "30000.5", COST: "43.545359000000005"},
    )
    row = {"Name": "Helios", "Current power (MW)": "45"}
    found = imported(
        "epoch-data-centers", sites(row, states=tuple(s | {"Data center": "Helios"} for s in states)), SITE_WORLD
    )
    by = "bound=About; by=epoch-ai"
    rows = "timelines/Helios"
    assert found.claims == [
        f'helios powerCapacity 45 MW | at=2024-08-01; basis=facility-power; {by}; note="Half."; stage=Completed | '
        f"{rows}/2024-08-01",
        f'helios chipCount 25,000 GPUs | at=2024-08-01; basis=h100-equivalent; {by}; note="Half."; stage=Completed | '
        f"{rows}/2024-08-01",
        f"helios capitalExpenditure 1,500,000,000 USD | at=2024-08-01; basis=cumulative-estimate-2025-usd; {by}; "
        f'note="Half."; stage=Completed | {rows}/2024-08-01',
        f"helios chipCount 30,000 GPUs | at=2025-01-01; basis=h100-equivalent; {by}; stage=Completed | "
        f"{rows}/2025-01-01",
        f"helios powerCapacity 90.25 MW | basis=facility-power; {by}; horizon=2027-01-01; stage=Intended | "
        f"{rows}/2027-01-01",
        f"helios capitalExpenditure 43,545,359,000 USD | basis=cumulative-estimate-2025-usd; {by}; horizon=2027-01-01; "
        f"stage=Intended | {rows}/2027-01-01",
    ]
    assert found.refused == []


def test_a_site_that_shrank_has_not_only_plans_ahead(imported: Read) -> None:
    """Rows out of order, and a peak that lies behind."""
    states = [("2026-01-01", "425"), ("2025-03-01", "442"), ("2024-03-01", "100"), ("2027-03-01", "600")]
    found = imported(
        "epoch-data-centers",
        sites(
            {"Name": "Helios", "Current power (MW)": "425"},
            states=tuple({"Data center": "Helios", "Date": date, "Power (MW)": power} for date, power in states),
        ),
        SITE_WORLD,
    )
    assert [claim.split(" | ")[0] + claim[claim.index("; stage=") :] for claim in found.claims] == [
        "helios powerCapacity 100 MW; stage=Completed | timelines/Helios/2024-03-01",
        "helios powerCapacity 442 MW; stage=Completed | timelines/Helios/2025-03-01",
        "helios powerCapacity 425 MW; stage=Completed | timelines/Helios/2026-01-01",
        "helios powerCapacity 600 MW; stage=Intended | timelines/Helios/2027-03-01",
    ]


def test_sites_of_2025_have_handles_and_american_dates(imported: Read) -> None:
    handle = "Globex Titan Town State"
    files = {
        "data_centers.csv": table(
            SITES_2025,
            {"Handle": handle, "Title": "Titan 1", "Owner": "Globex #confident", "Current power (MW)": "10"},
            {"Handle": "New Place State", "Title": "New Place", "Users": "Acme"},
        ),
        "data_center_timelines.csv": table(
            TIMELINES_2025,
            {"Date": "2/7/2025", "Data center": handle, "Power (MW)": "10", COST: "8"},
            {"Date": "12/31/2026", "Data center": handle, "Power (MW)": "1,000", COST: "8"},
        ),
    }
    found = imported("epoch-data-centers", files, SITE_WORLD)
    by = "bound=About; by=epoch-ai"
    assert found.claims == [
        f"globex owns titan | confidence=Confident | {handle}",
        "new-place hasTenant acme |  | New Place State",
        f"titan powerCapacity 10 MW | at=2025-02-07; basis=facility-power; {by}; stage=Completed | "
        f"timelines/{handle}/2/7/2025",
        f"titan capitalExpenditure 8,000,000,000 USD | at=2025-02-07; basis=cumulative-estimate-2025-usd; {by}; "
        f"stage=Completed | timelines/{handle}/2/7/2025",
        f"titan powerCapacity 1,000 MW | basis=facility-power; {by}; horizon=2026-12-31; stage=Intended | "
        f"timelines/{handle}/12/31/2026",
    ]
    assert found.new == ["new-place DataCenter New Place"]


def test_a_column_s_name_among_the_cells_is_no_column(imported: Read) -> None:
    row = {"Name": "Helios", "Notes": "Handle with care", "Project": "New Ring", "Current power (MW)": "1,000"}
    state = {"Data center": "Helios", "Date": "2025-01-01", "Power (MW)": "1000"}
    found = imported("epoch-data-centers", sites(row, states=(state,)), SITE_WORLD)
    assert [claim.split(" | ")[0] for claim in found.claims] == [
        "helios partOf new-ring",
        "helios powerCapacity 1,000 MW",
    ]
    assert "stage=Completed" in found.claims[1]
    assert found.new == ["new-ring InfrastructureProject New Ring"]


def test_a_site_that_the_seeds_hold_for_a_project(imported: Read) -> None:
    row = {"Name": "Ring", "Owner": "Globex", "Users": "Acme", "Current power (MW)": ""}
    found = imported("epoch-data-centers", sites(row), SITE_WORLD)
    assert found.claims == ["globex owns ring |  | Ring"]
    assert found.refused == [
        'data_centers.csv:2: the subject of "hasTenant" must be of class Site, but "ring" is of class '
        "InfrastructureProject [wrong-class]"
    ]


def test_wrong_rows_of_a_timeline(imported: Read) -> None:
    states = (
        {"Data center": "Elsewhere", "Date": "2025-01-01", "Power (MW)": "5"},
        {"Data center": "Helios", "Power (MW)": "5"},
        {"Data center": "Helios", "Date": "Q3 2025", "Power (MW)": "5"},
        {"Data center": "Helios", "Date": "2025-04-01", "Power (MW)": "NaN", CHIPS: "some", COST: "-1"},
        {"Data center": "Helios", "Date": "2025-05-01", "Power (MW)": "sNaN", CHIPS: "1e39", COST: "1e18"},
    )
    found = imported(
        "epoch-data-centers", sites({"Name": "Helios", "Current power (MW)": "10"}, states=states), SITE_WORLD
    )
    assert [claim.split(" | ")[0] for claim in found.claims] == [f"helios chipCount 1{',000' * 13} GPUs"]
    file = "data_center_timelines.csv"
    assert found.refused[:2] == [
        f'{file}:2: no site is called "Elsewhere" [unknown-entity]',
        f"{file}:3: has no date [bad-date]",
    ]
    assert [line.partition(": ")[0] + line[line.rindex(" [") :] for line in found.refused[2:]] == [
        f"{file}:4 [bad-date]",
        f"{file}:5 [bad-number]",
        f"{file}:5 [bad-number]",
        f"{file}:5 [out-of-range]",
        f"{file}:6 [bad-number]",
        f"{file}:6 [out-of-range]",
    ]


@pytest.mark.parametrize("present", ["", "Infinity", "ten"])
def test_without_present_power_no_row_is_known_to_have_happened(imported: Read, present: str) -> None:
    states = ({"Data center": "Helios", "Date": "2025-01-01", "Power (MW)": "5"},)
    found = imported(
        "epoch-data-centers", sites({"Name": "Helios", "Current power (MW)": present}, states=states), SITE_WORLD
    )
    assert found.claims == []
    assert found.refused == [
        "data_center_timelines.csv:2: its site gives no present power, so plans cannot be told from what is built "
        "[no-power]"
    ]


def test_sites_without_timelines_and_timelines_without_sites(imported: Read) -> None:
    files = sites({"Name": "Helios", "Country": "Land"})
    only = {"a/data_centers.csv": files["data_centers.csv"]}
    assert imported("epoch-data-centers", only, SITE_WORLD, path="a").claims == ["helios locatedIn land |  | Helios"]
    with pytest.raises(KGError, match=r"b: holds no data_centers\.csv"):
        imported("epoch-data-centers", {"b/data_center_timelines.csv": ""}, path="b")


# ---- Machine Learning Hardware ----

HARDWARE = (
    "Hardware name|Manufacturer|Type|Notes|Release date|Release price (USD)|Tensor-FP16/BF16 performance (FLOP/s)|"
    "FP8 performance (FLOP/s)|FP4 performance (FLOP/s)|Memory (bytes)|Memory bandwidth (byte/s)|TDP (W)|"
    "FP32 (single precision) performance (FLOP/s)|INT8 performance (OP/s)|Foundry|Process size (nm)|"
    "Transistors (millions)|Link to datasheet|Source for the price|Last modified"
)


def test_all_that_a_chip_row_says(imported: Read) -> None:
    row = cells(
        "Hardware name: Nova G1 | Manufacturer: Nova (Globex) | Release date: 2022-09-20 | "
        "Release price (USD): 33600.0 | Tensor-FP16/BF16 performance (FLOP/s): 989400000000000.0 | "
        "FP8 performance (FLOP/s): 1.979e15 | Memory (bytes): 80000000000.0 | "
        "Memory bandwidth (byte/s): 504200000000.0 | TDP (W): 700.0 | "
        "INT8 performance (OP/s): 1979000000000000.0 | Foundry: Fab One, Fab Two,Nova | "
        "Process size (nm): 5.0 | Transistors (millions): 80000.5 | "
        "Link to datasheet: https://a.example/g1; https://b.example/g1 | "
        "Source for the price: No price is official, but https://c.example/price has one | "
        "Last modified: 2025-07-21 09:21:41+00:00"
    )
    found = imported(
        "epoch-hardware", {"ml_hardware.csv": table(HARDWARE, row)}, "nova ChipMaker: Nova\nfab-1 ChipMaker: Fab One"
    )
    sheet = "cites=https://a.example/g1,https://b.example/g1"
    assert found.claims == [
        f"nova-g1 releasedOn 2022-09-20 | {sheet} | Nova G1",
        "nova designs nova-g1 |  | Nova G1",
        "fab-1 manufacturesFor nova |  | Nova G1",
        "fab-two manufacturesFor nova |  | Nova G1",
        "nova-g1 price 33,600 USD | at=2022-09-20; cites=https://c.example/price | Nova G1",
        f"nova-g1 processNode 5 nm | {sheet} | Nova G1",
        f"nova-g1 memory 80 GB | {sheet} | Nova G1",
        f"nova-g1 memoryBandwidth 504.2 GB/s | {sheet} | Nova G1",
        f"nova-g1 thermalDesignPower 700 W | {sheet} | Nova G1",
        f"nova-g1 transistorCount 80,000,500,000 transistors | {sheet} | Nova G1",
        f"nova-g1 peakPerformance 989,400,000,000,000 FLOP/s | basis=tensor-fp16; {sheet} | Nova G1",
        f"nova-g1 peakPerformance 1,979,000,000,000,000 FLOP/s | basis=fp8; {sheet} | Nova G1",
        f"nova-g1 peakPerformance 1,979,000,000,000,000 OP/s | basis=int8; {sheet} | Nova G1",
    ]
    assert found.new == ["nova-g1 Chip Nova G1", "fab-two Company Fab Two"]
    assert found.draft.source.date == "2025-07-21"


@pytest.mark.parametrize(
    ("column", "claim"),
    [
        ("FP4 performance (FLOP/s)", "5 FLOP/s | basis=fp4"),
        ("FP32 (single precision) performance (FLOP/s)", "5 FLOP/s | basis=fp32"),
        ("INT8 performance (OP/s)", "5 OP/s | basis=int8"),
    ],
)
def test_speeds_by_format(imported: Read, column: str, claim: str) -> None:
    row = {"Hardware name": "G1", column: "5", "Release date": "2020-02-02"}
    found = imported("epoch-hardware", {"any.csv": table(HARDWARE, row)}, path="any.csv")
    assert found.claims == ["g1 releasedOn 2020-02-02 |  | G1", f"g1 peakPerformance {claim} | G1"]
    assert found.draft.source.date == "2020-02-02"


def test_several_chips_of_one_foundry_are_one_claim(imported: Read) -> None:
    rows = [{"Hardware name": name, "Manufacturer": "Nova", "Foundry": "Fab"} for name in ("G1", "G2", "G1")]
    found = imported("epoch-hardware", {"ml_hardware.csv": table(HARDWARE, *rows)})
    assert found.claims == [
        "nova designs g1 |  | G1, G1 (row 3)",
        "fab manufacturesFor nova |  | G1, G2, G1 (row 3)",
        "nova designs g2 |  | G2",
    ]


def test_wrong_cells_of_a_chip(imported: Read) -> None:
    row = {"Hardware name": "G1", "Release price (USD)": "$5", "Process size (nm)": "7 nm", "Memory (bytes)": "-1"}
    row |= {"TDP (W)": "nan", "FP8 performance (FLOP/s)": "1,5"}
    found = imported("epoch-hardware", {"ml_hardware.csv": table(HARDWARE, row)})
    assert found.claims == []
    assert [line[line.rindex(" [") + 2 : -1] for line in found.refused] == [
        "bad-number",
        "bad-unit",
        "out-of-range",
        "bad-number",
        "bad-number",
    ]


def test_hardware_needs_its_file(imported: Read) -> None:
    with pytest.raises(KGError, match=r"a: holds no ml_hardware\.csv"):
        imported("epoch-hardware", {"a/x.txt": ""}, path="a")
    with pytest.raises(KGError, match=r'ml_hardware\.csv:1: error: no column "Release date"; did you mean "Release'):
        imported("epoch-hardware", {"ml_hardware.csv": "Hardware name,Manufacturer,Release dates\r\n"})


# ---- AI chip counts ----

OWNERS = (
    "Name|Chip manufacturer|Owner|Start date|End date|Compute estimate in H100e (median)|H100e (5th percentile)|"
    "H100e (95th percentile)|Number of Units|Number of Units (5th percentile)|Number of Units (95th percentile)|"
    "Total TDP (W)|Incomplete|Source / Link|Notes"
)
BY_CHIP = OWNERS.replace("Number of Units|", "Number of Units (median)|") + "|Chip type"
MADE = (
    "Name|Chip manufacturer|Start date|End date|Chip type|Number of units (5th percentile)|Number of units (median)|"
    "Number of units (95th percentile)|Compute estimate in H100e (5th percentile)|Compute estimate in H100e (median)|"
    "Compute estimate in H100e (95th percentile)|Incomplete|Notes"
)
CHIP_WORLD = """
nova ChipMaker: Nova
google Company: Google
acme Company: Acme
epoch-ai ResearchOrganization: Epoch AI
land Country: Land
g1 Chip: Nova G1
g2 Chip: Nova G2, G2
tpu Chip: Google TPU v9
"""


def test_what_an_owner_has_in_all(imported: Read) -> None:
    rows = [
        cells(
            "Name: Acme cumulative Nova through Q2 2025 | Chip manufacturer: Nova | Owner: Acme | "
            "Start date: 1/1/2022 | End date: 6/30/2025 | Compute estimate in H100e (median): 75304 | "
            "H100e (5th percentile): 54432 | H100e (95th percentile): 104822 | Number of Units: 29805 | "
            "Number of Units (5th percentile): 21544 | Number of Units (95th percentile): 41488 | "
            "Notes: Estimates generated on: 04-15-2026 18:24"
        ),
        cells(
            "Name: Land | Chip manufacturer: Google | Owner: Land | End date: 2025-06-30 | "
            "Compute estimate in H100e (median): 10 | H100e (5th percentile): 10 | "
            "H100e (95th percentile): 10 | Number of Units: 30 | Number of Units (5th percentile): 20"
        ),
        {"Name": "Rest", "Chip manufacturer": "Nova", "Owner": "Other", "Number of Units": "5"},
    ]
    found = imported(
        "epoch-chip-owners", {"owners/nova_owners_cumulative_totals.csv": table(OWNERS, *rows)}, CHIP_WORLD
    )
    row = "nova_owners_cumulative_totals/Acme cumulative Nova through Q2 2025"
    note = 'note="Counted from 2022-01-01 on. Estimates generated on: 04-15-2026 18:24"'
    assert found.claims == [
        "acme chipCount 29,805 GPUs | at=2025-06-30; basis=nova-units-median; bound=About; by=epoch-ai; high=41,488; "
        f"low=21,544; {note} | {row}",
        "acme chipCount 75,304 GPUs | at=2025-06-30; basis=nova-h100-equivalent-median; bound=About; by=epoch-ai; "
        f"high=104,822; low=54,432; {note} | {row}",
        "land chipCount 30 chips | at=2025-06-30; basis=tpu-units-median; bound=About; by=epoch-ai | "
        "nova_owners_cumulative_totals/Land",
        "land chipCount 10 GPUs | at=2025-06-30; basis=tpu-h100-equivalent-median; bound=About; by=epoch-ai | "
        "nova_owners_cumulative_totals/Land",
    ]
    assert found.refused == [
        "owners/nova_owners_cumulative_totals.csv:4: the rest of all owners is no actor [no-actor]"
    ]
    assert found.draft.source.date == "2026-04-15"


def test_what_an_owner_has_of_a_chip(imported: Read) -> None:
    shared = {"Owner": "Acme", "End date": "12/31/2023"}
    units = "Number of Units (median)"
    rows = [
        shared | {"Name": "1", "Chip manufacturer": "Nova", "Chip type": "G1/G2", units: "9", "Notes": "Old."},
        shared | {"Name": "2", "Chip manufacturer": "Google", "Chip type": "TPU v9", units: "8"},
        shared | {"Name": "3", "Chip manufacturer": "Nova", "Chip type": "G3", units: "7"},
        shared | {"Name": "4", "Chip manufacturer": "Nova", "Chip type": "G2", units: ""},
        shared | {"Name": "5", "Chip manufacturer": "Nova", "Chip type": "G2", units: "0"},
        shared | {"Name": "6", "Chip manufacturer": "Nova", "Chip type": "G1", units: "6", "Owner": ""},
    ]
    found = imported("epoch-chip-owners", {"a_owners_cumulative_by_chip.csv": table(BY_CHIP, *rows)}, CHIP_WORLD)
    by = "at=2023-12-31; basis=units-median; bound=About; by=epoch-ai"
    table_ = "a_owners_cumulative_by_chip"
    assert found.claims == [
        f'acme deploys g1 | {by}; note="Counts G1/G2 together. Old."; quantity=9 GPUs | {table_}/1',
        f"acme deploys tpu | {by}; quantity=8 chips | {table_}/2",
        f"acme deploys nova-g3 | {by}; quantity=7 GPUs | {table_}/3",
        f"acme deploys g2 | {by}; quantity=0 GPUs | {table_}/5",
    ]
    assert found.new == ["nova-g3 Chip Nova G3"]
    # An owner's count without the owner is not the count of all.
    assert found.refused == [f"{table_}.csv:7: the rest of all owners is no actor [no-actor]"]


def test_lines_of_chips_and_columns_by_another_name(imported: Read) -> None:
    columns = OWNERS.replace("Compute estimate in H100e (median)", "H100e (median)")
    row = cells("Name: 1 | Chip manufacturer: Amazon | Owner: Acme | H100e (median): 5 | End date: 1/1/2026")
    found = imported("epoch-chip-owners", {"a_owners_cumulative_totals.csv": table(columns, row)}, CHIP_WORLD)
    assert found.claims == [
        "acme chipCount 5 GPUs | at=2026-01-01; basis=trainium-h100-equivalent-median; bound=About; by=epoch-ai | "
        "a_owners_cumulative_totals/1"
    ]


def test_how_many_chips_were_made(imported: Read) -> None:
    row = {"Chip manufacturer": "Nova", "Chip type": "G1", "Start date": "1/1/2022"}
    rows = [
        row | {"Name": "to Q1", "End date": "3/31/2022", "Number of units (median)": "100"},
        row
        | cells(
            "Name: to Q2 | End date: 6/30/2022 | Number of units (5th percentile): 150 | "
            "Number of units (median): 200 | Number of units (95th percentile): 250"
        ),
    ]
    files = {
        "totals/nova_cumulative_by_chip.csv": table(MADE, *rows),
        "totals/nova_chip_timelines.csv": table(MADE, *rows),  # single quarters are not read
        "totals/nova_cumulative_totals.csv": table(
            MADE.replace("Chip type|", ""), {"Name": "x", "End date": "1/1/2022"}
        ),
    }
    found = imported("epoch-chip-owners", files, CHIP_WORLD)
    place = "nova_cumulative_by_chip/to"
    note = 'note="Counted from 2022-01-01 on."'
    assert found.claims == [
        f"nova designs g1 |  | {place} Q1, {place} Q2",
        "g1 chipCount 100 GPUs | at=2022-03-31; basis=made-units-median; bound=About; by=epoch-ai; "
        f"{note} | {place} Q1",
        "g1 chipCount 200 GPUs | at=2022-06-30; basis=made-units-median; bound=About; by=epoch-ai; high=250; low=150; "
        f"{note} | {place} Q2",
    ]


def test_chip_counts_need_a_cumulative_table(imported: Read) -> None:
    with pytest.raises(KGError, match=r"x: holds no \*_cumulative_totals\.csv and no \*_cumulative_by_chip\.csv"):
        imported("epoch-chip-owners", {"x/nova_owners_quarters.csv": table(OWNERS)}, path="x")

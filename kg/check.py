"""Everything that ``kg check`` looks at, and how it reports.

Integrity rules come from :mod:`kg.load` and :mod:`kg.validate`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg import load, paths, validate, vocab
from kg.errors import Problem
from kg.model import Records


def check(places: Sequence[Path] = ()) -> tuple[list[Problem], Records]:
    """All problems of the seeds in `places` (the shipped ones by default), and what could be read.

    :return: problems in order of file and line; records
    """
    ontology = vocab.load()
    problems: list[Problem] = []
    records = Records()
    for place in places or [paths.shipped("seeds")]:
        found = load.load(place, ontology, problems, shown=str(place) if places else "seeds")
        records.entities |= found.entities
        records.sources |= found.sources
        records.claims += found.claims
    problems += validate.validate(records, ontology)
    return sorted(problems), records


def report(problems: Iterable[Problem], form: str) -> str:
    """`problems` as text, as a JSON array, or as annotations of GitHub Actions."""
    if form == "json":
        rows = [
            {
                "path": p.where.path, "line": p.where.line, "column": p.where.column, "severity": p.severity,
                "rule": p.rule, "message": p.message,
            }
            for p in problems
        ]  # fmt: skip
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    if form == "github":
        return "".join(_annotation(p) for p in problems)
    return "".join(f"{p}\n" for p in problems)


def _annotation(problem: Problem) -> str:
    """A workflow command: https://docs.github.com/actions/reference/workflow-commands."""
    path, line, column = problem.where
    message = problem.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    path = path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{problem.severity} file={path},line={line or 1},col={column or 1},title={problem.rule}::{message}\n"


def summary(problems: Sequence[Problem], records: Records) -> str:
    """What was checked and found, in one line."""
    errors = sum(problem.severity == "error" for problem in problems)
    counts = f"{len(records.entities):,} entities, {len(records.claims):,} claims, {len(records.sources):,} sources"
    return f"checked {counts}: {errors} errors, {len(problems) - errors} warnings"

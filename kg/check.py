"""Everything that ``kg check`` looks at, and how it reports.

Three layers, each on what the one before has passed: files and records (:mod:`kg.load`, :mod:`kg.validate`),
then, where these found no error, the graph's shapes (:mod:`kg.shacl`) and the data tests. Graphs that were imported or
loaded beside the seeds are checked against them (:mod:`kg.graphtests`).
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg import datatests, load, paths, validate, vocab
from kg.errors import Problem, Where, visible
from kg.model import Records
from kg.validate import Rule

#: Tests of what the data say, not of how they are written: rules as in :mod:`kg.validate`, all of them warnings.
DATA_TESTS: tuple[Rule, ...] = (datatests.open_conflicts, datatests.implausible, datatests.spellings)


def check(places: Sequence[Path] = (), *, today: datetime.date | None = None) -> tuple[list[Problem], Records]:
    """All problems of the seeds in `places` (the shipped ones by default), and what could be read.

    :param places: directories of seeds, which are checked together, and single ``.yaml`` files, which are checked
        beside them (beside the shipped seeds, if no directory is given)
    :param today: the day after which a date lies in the future (by default, the clock's)
    :return: problems in order of file and line; records
    """
    ontology = vocab.load()
    problems: list[Problem] = []
    records = Records()
    files = [place for place in places if place.suffix == ".yaml" and not place.is_dir()]
    roots = [place for place in places if place.is_dir()]
    for place in set(places) - {*files, *roots}:
        message = "is neither a directory of seeds nor a .yaml file; RDF files go in with `kg load`"
        there = place.exists()
        problems.append(Problem(Where(visible(str(place))), message if there else "no such file or directory", "file"))
    beside = {file.resolve() for file in files}
    for root in roots or [paths.shipped("seeds")]:
        shown = visible(str(root)) if roots else "seeds"
        load.load(root, ontology, problems, shown=shown, into=records, leave_out=beside)
    for file in files:
        load.load_file(file, file.resolve().parent, visible(str(file)), ontology, records, problems)
    problems += validate.validate(records, ontology, today=today)
    if not any(problem.severity == "error" for problem in problems):
        from kg import shacl  # and with it rdflib and pySHACL, which take half a second

        problems += shacl.check(records, ontology)
        problems += [problem for test in DATA_TESTS for problem in test(records, ontology)]
    if places and not roots:  # the shipped seeds are only what they are checked against
        named = {visible(str(place)) for place in places}
        problems = [problem for problem in problems if problem.where.path in named]
    return sorted(set(problems)), records


def beside(root: Path | None, records: Records) -> list[Problem]:
    """Problems of what was imported or loaded into the store at `root` (the built-in one by default).

    :param records: the seeds that were checked; the store may have been compiled from older ones
    """
    from kg import graphtests, store

    root = root or paths.default_store()
    if store.info(root) is None:  # nothing was ever loaded, or it is made anew at the next use
        return []
    return graphtests.check(store.open_store(root), records, vocab.load())


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
    place = f"file={_property(path)},line={line or 1},col={column or 1},title={_property(problem.rule)}"
    return f"::{problem.severity} {place}::{message}\n"


def _property(text: str) -> str:
    for sign, escaped in (("%", "%25"), (":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(sign, escaped)
    return text


def summary(problems: Sequence[Problem], records: Records) -> str:
    """What was checked and found, in one line."""
    errors = sum(problem.severity == "error" for problem in problems)
    counts = f"{len(records.entities):,} entities, {len(records.claims):,} claims, {len(records.sources):,} sources"
    skipped = "; shapes and data tests wait until the errors are mended" if errors else ""
    return f"checked {counts}: {_count(errors, 'error')}, {_count(len(problems) - errors, 'warning')}{skipped}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

"""What ended the reading of a YAML text, in words that say what to do, and which part of it to pass over.

libyaml stops at the first syntax error. Seeds are lists of small items, so the item around the error is
named and left out, and the rest can be read again: one missing quote does not hide a hundred other mistakes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from kg.errors import Problem, Where, visible


def ids_in(text: str) -> set[str]:
    """What looks like the id of an entity, source or claim in a text that cannot be parsed.

    >>> sorted(ids_in("openai:\\n  claims:\\n    - id: deal\\n"))
    ['deal', 'openai']
    """
    return set(re.findall(r"^(?:[ ]*(?:- +)?id: *)?([a-z0-9][a-z0-9-]{0,80})(?=:| *$)", text, re.MULTILINE))


def item_around(lines: list[str], line: int) -> tuple[int, int]:
    """First and last line (beyond) of the list item or top-level pair in which `line` stands; all count from 0."""
    line = min(line, len(lines) - 1)
    first = line
    while first > 0 and not re.match(r" *- |[^\s#-]", lines[first]):
        first -= 1
    indent = _indent(lines[first])
    is_pair = not lines[first].lstrip().startswith("- ")
    last = first + 1
    while last < len(lines):
        rest = lines[last].lstrip()
        # A list may stand under its key without indentation.
        inside = _indent(lines[last]) > indent or (is_pair and rest.startswith("- "))
        if rest and not rest.startswith("#") and not inside:
            break
        last += 1
    return first, max(last, line + 1)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


@dataclass(slots=True)
class Stop:
    """Why reading ended early.

    :ivar line: counts from 0; the rest may be read without the item around it. ``None``: give up
    """

    problem: Problem
    line: int | None


def syntax_error(error: yaml.MarkedYAMLError, text: str, shown: str) -> Stop:
    """What libyaml found, in words that say what to do, at the place where it begins."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Stop(Problem(Where(shown), f"YAML syntax: {error.problem}", "yaml-syntax"), None)
    lines = text.split("\n")
    number = min(mark.line, len(lines) - 1)  # libyaml puts the end of a file on a line of its own
    line = lines[number]
    sign = line[mark.column : mark.column + 1]
    message = "YAML syntax: " + ", ".join(part for part in (error.problem, error.context) if part)
    opened = error.context_mark
    if "\t" in line[: len(line) - len(line.lstrip())]:
        message = "tab used for indentation; use spaces"
    elif opened and opened.line != mark.line and re.search("flow|quoted", error.context or ""):
        mark, number = opened, opened.line
        message = f"{lines[number][mark.column : mark.column + 1]} is opened here and never closed"
    elif opened and "simple key" in (error.context or ""):
        mark, number = opened, opened.line
        message = "a key without a colon; write key: value"
    elif "mapping values are not allowed" in message:
        message += '; text that holds ": " needs quotes, and keys that belong together the same indentation'
    elif "cannot start any token" in message and sign:
        message += f"; text that begins with {visible(sign)} needs quotes"
    return Stop(Problem(Where(shown, number + 1, mark.column + 1), message, "yaml-syntax"), number)

"""What to say of a query that does not parse.

The engine's parser reports the furthest place that any of its alternatives reached, which for a misspelt keyword lies
behind it, and lists a hundred things that it would have taken. So the mistakes that people make (a misspelt keyword, a
bracket or quotation mark that is never closed, a triple with a part missing) are looked for in the tokens first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.errors import QueryError, did_you_mean, nearest, quoted
from kg.sparql import FORMS, Token, first_verb, position, tokens

#: https://www.w3.org/TR/sparql12-query/#sparqlGrammar: what may stand in a query without a prefix.
KEYWORDS = frozenset(
    """A AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING IN LIMIT MINUS
    NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR SERVICE SILENT TRUE FALSE UNDEF UNION VALUES VERSION
    WHERE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS
    CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH
    DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRLANGDIR
    STRDT SAMETERM SAMEVALUE ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC HASLANG HASLANGDIR REGEX SUBSTR REPLACE ISTRIPLE
    TRIPLE SUBJECT PREDICATE OBJECT ADJUST LATERAL""".split()  # noqa: SIM905  as the grammar, a list of words
)

_PAIRS = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>"}
_ENGINE_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_MEANT = {
    "variable that is unbound": "SELECT names a variable that the pattern does not bind or GROUP BY does not keep",
    "Duplicated variable": "SELECT names a variable twice",
    "IRI parsing failed": "this is no IRI",
}


def explain(query: str, message: str) -> QueryError:
    """The engine's syntax error `message` about `query` in a user's words, with line and column."""
    found = list(tokens(query))
    if not found:
        return QueryError("the query is empty")
    mistake = _misspelt_form(found) or _unclosed(found) or _unknown_word(found) or _incomplete(found)
    if mistake is not None:
        return QueryError(mistake[1], *position(query, mistake[0].start))
    match = _ENGINE_POSITION.match(message)
    if match is None:
        return QueryError(" ".join(message.split()))
    detail = " ".join(match[3].split())
    token = _culprit(query, found, int(match[1]), int(match[2]), detail)
    for sign, meaning in _MEANT.items():
        if sign in detail:
            token = found[first_verb(found)] if "SELECT" in meaning else token
            return QueryError(meaning, *position(query, token.start if token else 0))
    where = position(query, token.start if token else len(query.rstrip()))
    near = f"near {quoted(query[token.start :].splitlines()[0], most=30)}" if token else "at the end"
    options = _plain(detail)
    return QueryError(f"syntax error {near}" + (f": expected {options}" if options else ""), *where)


def _misspelt_form(found: list[Token]) -> tuple[Token, str] | None:
    index = first_verb(found)
    if index >= len(found):
        return (found[-1], "the query ends after its prefixes; SELECT, ASK, CONSTRUCT or DESCRIBE is missing")
    token = found[index]
    if token.text.upper() in FORMS:
        return None
    hint = did_you_mean(token.text.upper(), [*FORMS, "PREFIX", "BASE"])
    hint = hint or "; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
    return token, f"expected a query, found {quoted(token.text, most=30)}{hint}"


def _unclosed(found: list[Token]) -> tuple[Token, str] | None:
    """The first quotation mark or bracket that has no fellow, and what to say of it."""
    opened: list[Token] = []
    for token in found:
        if token.kind == "unclosed":
            return token, "this quotation mark is never closed"
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close":
            if not opened:
                return token, f'"{token.text}" closes nothing'
            before = opened.pop()
            if token.text != _PAIRS[before.text]:
                wanted = _PAIRS[before.text]
                return before, f'"{before.text}" is never closed: "{wanted}" expected before "{token.text}"'
    return (opened[-1], f'"{opened[-1].text}" is never closed') if opened else None


def _unknown_word(found: list[Token]) -> tuple[Token, str] | None:
    for before, token in zip([None, *found], found, strict=False):
        if token.kind == "word" and token.text.upper() not in KEYWORDS:
            if before is not None and before.text == "^^":
                continue
            # "did you mean" knows the words in one case; a short word is near to too many of them.
            near = nearest(token.text, sorted(KEYWORDS)) if len(token.text) > 3 else []
            hint = f'; did you mean "{near[0]}"?' if near else "; names need a prefix, such as e:openai or kg:owns"
            return token, f"unknown word {quoted(token.text, most=30)}{hint}"
    return None


_TERMS = ("variable", "iri", "name", "string", "blank", "number", "language")


def _incomplete(found: list[Token]) -> tuple[Token, str] | None:
    """The end of a group, or a full stop, where a triple still lacks its predicate or object."""
    if found[-1].kind == "word":
        return found[-1], f"the query ends after {found[-1].text}"
    for token in found[first_verb(found) :]:
        if token.kind == "open":
            break
        if token.text == ",":
            return token, '"," between variables; write SELECT ?a ?b'
    for before, token, after in zip(found, found[1:], [*found[2:], None], strict=False):
        at_end = token.text == "}" or (token.text == "." and (after is None or after.kind in (*_TERMS, "close")))
        if at_end and before.text == ",":
            return token, f'"{token.text}" where one more object is expected'
        if at_end and before.text == "a":
            return token, f'"{token.text}" where an object is expected'
    for index, token in enumerate(found):
        # A group that holds nothing but two terms: { ?x ?y }
        if token.text == "{" and [t.kind in _TERMS for t in found[index + 1 : index + 4]] == [True, True, False]:
            end = found[index + 3]
            if end.text in ("}", ".", ";") and not _is_values(found, index):
                return end, f'"{end.text}" where an object is expected'
    return None


def _is_values(found: list[Token], index: int) -> bool:
    """Whether the bracket at `index` opens the data of ``VALUES``, or the template of a path."""
    before = [token.text.upper() for token in found[max(0, index - 2) : index]]
    return "VALUES" in before or before[-1:] == [")"]


def _culprit(query: str, found: list[Token], line: int, column: int, detail: str) -> Token | None:
    """The token that the engine stumbled at; ``None`` for the end of the query.

    It compares a keyword with as many characters as the keyword has, whatever these are, and counts them as read. So
    the true place is the reported one less the length of one of the keywords that it expected.
    """
    lines = query.split("\n")
    place = sum(len(text) + 1 for text in lines[: line - 1]) + column - 1
    lengths = {0, *(len(word) for word in re.findall(r"\b[A-Za-z][A-Za-z0-9_]+\b", detail))}
    starts = {token.start: token for token in found}
    exact = [place - length for length in lengths if place - length in starts]
    if exact:
        return starts[max(exact)]
    within = [token for token in found if token.start < place]
    if place >= len(query.rstrip()) and "[_]" not in detail:
        return None
    return within[-1] if within else None


def _plain(detail: str) -> str:
    """The literal tokens among the parser's expectations; character classes say nothing to a person."""
    options = detail.removeprefix("expected one of ").removeprefix("expected ")
    literal: Iterable[tuple[str, str]] = re.findall(
        r'"((?:[^"\\]|\\.)+)"|\b([A-Za-z]{2,})\b', re.sub(r"\[[^\]]*\]", "", options)
    )
    words = [a or b for a, b in literal if b not in ("SERVICE", "LATERAL")]
    return ", ".join(words[:8]) if words and len(words) <= 8 else ""

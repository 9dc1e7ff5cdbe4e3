"""SPARQL as text: its tokens, its parameters, and what to say when it is wrong.

The engine parses queries; this module only looks at tokens (https://www.w3.org/TR/sparql11-query/#sparqlGrammar, the
terminals), because the engine's messages do not name the prefix or the property that was meant, because nesting and
federation must be refused before evaluation, and because a parameter is replaced as a *term*, never pasted as text.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.errors import QueryError, did_you_mean
from kg.terms import PREFIXES, Literal, NamedNode

MAX_BYTES = 1_000_000
#: The engine recurses; 1,000 levels of some expressions need more stack than a process has.
MAX_NESTING = 300

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\"
      |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
  | (?P<variable>[?$][^\W]\w*)
  | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:(?:[\w:.%-]|\\.)*(?:[\w:%-]|\\.))?)
  | (?P<blank>_:[\w.-]*)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d_]\w*)
  | (?P<open><<\(?|[({\[])
  | (?P<close>\)?>>|[)}\]])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    kind: str
    text: str
    start: int


def tokens(query: str) -> Iterator[Token]:
    """The tokens of `query`, without white space and comments.

    >>> [t.text for t in tokens("ASK { ?x a kg:Model } # all")]
    ['ASK', '{', '?x', 'a', 'kg:Model', '}']
    """
    for match in _TOKEN.finditer(query):
        if match.lastgroup != "space":
            yield Token(match.lastgroup or "", match.group(), match.start())


def position(query: str, start: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `start`."""
    return query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start)


def prepare(query: str, parameters: Mapping[str, NamedNode | Literal] | None = None) -> str:
    """`query` with its parameters as terms, or an error that names what is wrong before the engine is asked.

    A parameter is written ``$name``; ``?name`` stays a variable.

    >>> prepare("SELECT ?m { $lab kg:develops ?m }", {"lab": NamedNode("https://w3id.org/aikg/entity/openai")})
    'SELECT ?m { <https://w3id.org/aikg/entity/openai> kg:develops ?m }'

    :raises QueryError: for an empty, huge or deeply nested query, an update, federation, an undeclared
        prefix, or a parameter that the query does not have
    """
    if len(query.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise QueryError(f"the query is longer than {MAX_BYTES:,} bytes")
    found = list(tokens(query))
    if not found:
        raise QueryError("the query is empty")
    _refuse(query, found)
    _check_prefixes(query, found)
    return _bind(query, found, parameters or {})


def form(query: str) -> str:
    """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; empty where the query is none of these.

    >>> form("PREFIX ask: <http://e/> select * {}")
    'SELECT'
    """
    for token in tokens(query):
        if token.kind == "word" and token.text.upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            return token.text.upper()
    return ""


_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"})


def _refuse(query: str, found: list[Token]) -> None:
    """Refuse what a query may not do, and depth that the engine would not survive."""
    depth = 0
    for index, token in enumerate(found):
        if token.kind == "open":
            depth += 1
            if depth > MAX_NESTING:
                raise QueryError(f"nested more than {MAX_NESTING} deep", *position(query, token.start))
        elif token.kind == "close":
            depth -= 1
        elif token.kind == "word":
            word = token.text.upper()
            if word == "SERVICE":
                message = "SERVICE asks another server; kg answers from its own store alone"
                raise QueryError(message, *position(query, token.start))
            if word in _UPDATES and depth == 0 and index == _first_verb(found):
                message = f"{word} changes data; queries only read (see `kg load` and `kg drop`)"
                raise QueryError(message, *position(query, token.start))


def _first_verb(found: list[Token]) -> int:
    """Where the first word after the prologue stands."""
    index = 0
    while index < len(found) and found[index].text.upper() in ("PREFIX", "BASE", "VERSION"):
        index += 3 if found[index].text.upper() == "PREFIX" else 2
    return index


def _check_prefixes(query: str, found: list[Token]) -> None:
    declared = set(PREFIXES)
    for before, token in zip(found, found[1:], strict=False):
        if token.kind == "name" and before.text.upper() == "PREFIX":
            declared.add(token.text.removesuffix(":"))
    for token in found:
        if token.kind == "name" and (prefix := token.text.partition(":")[0]) not in declared:
            hint = did_you_mean(prefix, declared) or f"; declare it: PREFIX {prefix}: <…>"
            raise QueryError(f'undeclared prefix "{prefix}:"{hint}', *position(query, token.start))


def _bind(query: str, found: list[Token], parameters: Mapping[str, NamedNode | Literal]) -> str:
    present = {token.text[1:] for token in found if token.kind == "variable" and token.text[0] == "$"}
    for name in parameters:
        if name not in present:
            known = f"; it has {', '.join('$' + p for p in sorted(present))}" if present else "; it has none"
            raise QueryError(f'the query has no parameter "{name}"{did_you_mean(name, present) or known}')
    parts, end = [], 0
    for token in found:
        if token.kind == "variable" and token.text[0] == "$" and token.text[1:] in parameters:
            # str() of a term is its N-Triples form, with every quote, backslash and line end escaped.
            parts += [query[end : token.start], str(parameters[token.text[1:]])]
            end = token.start + len(token.text)
    return "".join([*parts, query[end:]])


def own_terms(query: str) -> dict[str, int]:
    """Local names of the ``kg:`` terms in `query`, and where each first stands."""
    found: dict[str, int] = {}
    for token in tokens(query):
        if token.kind == "name" and token.text.startswith("kg:") and len(token.text) > 3:
            found.setdefault(token.text[3:], token.start)
    return found


def check_own_terms(query: str, unknown: Iterable[str], known: Container[str] & Iterable[str]) -> None:  # type: ignore[valid-type]
    """Refuse a misspelt ``kg:`` term, which would silently match nothing.

    :param unknown: local names that occur nowhere in the graph
    :param known: local names of the ontology
    """
    places = own_terms(query)
    for name in unknown:
        if name not in known:
            hint = did_you_mean(name, known) or "; see `kg stats --terms`"
            raise QueryError(f"no term kg:{name} in the ontology{hint}", *position(query, places[name]))


_ENGINE_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def explain(query: str, message: str) -> QueryError:
    """The engine's syntax error in a user's words, with line and column."""
    match = _ENGINE_POSITION.match(message)
    if match is None:
        return QueryError(" ".join(message.split()))
    line, column, detail = int(match[1]), int(match[2]), " ".join(match[3].split())
    found = list(tokens(query))
    first = found[_first_verb(found)] if _first_verb(found) < len(found) else None
    if first is not None and first.kind == "word" and not form(query):
        verbs = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
        hint = did_you_mean(first.text.upper(), verbs) or "; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
        return QueryError(f'expected a query, found "{first.text}"{hint}', *position(query, first.start))
    if (broken := _unclosed(found)) is not None:
        return QueryError(broken[1], *position(query, broken[0].start))
    if "variable that is unbound" in detail:
        return QueryError("SELECT names a variable that the pattern does not bind or GROUP BY does not keep", line, column)
    lines = query.splitlines() or [""]
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    near = f'near "{rest[:30]}"' if rest else "at the end"
    expected = re.search(r"expected one of (.*)", detail)
    options = _plain(expected[1]) if expected else detail
    return QueryError(f"syntax error {near}" + (f": expected {options}" if options else ""), line, column)


def _unclosed(found: list[Token]) -> tuple[Token, str] | None:
    """The first quote or the last bracket that is never closed, and what to say of it."""
    opened: list[Token] = []
    for token in found:
        if token.kind == "other" and token.text in "\"'":
            return token, "this quotation mark is never closed"
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close":
            if not opened:
                return token, f'"{token.text}" closes nothing'
            opened.pop()
    return (opened[-1], f'"{opened[-1].text}" is never closed') if opened else None


def _plain(options: str) -> str:
    """The literal tokens among the parser's expectations; character classes say nothing to a person."""
    literal = [o for o in re.findall(r'"((?:[^"\\]|\\.)+)"|\b([A-Za-z]{2,})\b', re.sub(r"\[[^\]]*\]", "", options))]
    words = [a or b for a, b in literal]
    return ", ".join(words[:8]) if words and len(words) <= 12 else ""

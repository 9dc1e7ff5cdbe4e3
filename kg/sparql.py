"""SPARQL as text: its tokens, its parameters, and what a query may not do.

The engine parses queries; this module only looks at tokens (https://www.w3.org/TR/sparql11-query/#sparqlGrammar, the
terminals), because the engine's messages do not name the prefix or the property that was meant, because nesting and
federation must be refused before evaluation, and because a parameter is replaced as a *term*, never pasted as text.
What to say of a query that does not parse is in :mod:`kg.syntax`, which only a wrong query needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.errors import QueryError, did_you_mean, nearest
from kg.terms import PREFIXES, Literal, NamedNode

MAX_BYTES = 1_000_000
#: The engine recurses; 1,000 levels of some expressions need more stack than a process has.
MAX_NESTING = 300

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = frozenset(
    {"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
)  # fmt: skip

# A prefix longer than 100 characters is none; without that limit a megabyte of "a.a.a." would be scanned for ever.
_TOKEN = re.compile(
    r"(?P<space>\s+|#[^\r\n]*)"
    r"|(?P<variable>[?$]\w+)"
    r'|(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)'
    r"|(?P<name>(?:[^\W\d_][\w.-]{0,99}+)?:(?:(?:[\w:.%-]|\\.)*(?:[\w:%-]|\\.))?)"
    r"|(?P<word>[^\W\d_]\w*)"
    r"|(?P<open><<\(?|[({\[])"
    r"|(?P<close>\)?>>|[)}\]])"
    r"|(?P<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*+'''|\"\"\"(?:(?:\"|\"\")?(?:[^\"\\]|\\.))*+\"\"\""
    r"|'(?!'')(?:[^'\\\r\n]|\\[^\r\n])*+'|\"(?!\"\")(?:[^\"\\\r\n]|\\[^\r\n])*+\")"
    # What an open quotation mark is followed by is not looked at again, or a hostile query would take quadratic time.
    r"|(?P<unclosed>'''.*|\"\"\".*|['\"][^\r\n]*)"
    r"|(?P<blank>_:[\w.-]*)"
    r"|(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<other>.)",
    re.DOTALL,
)


class Token(NamedTuple):
    """A terminal of the grammar, or a character that begins none (``other``)."""

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
    """Line and column, from 1, of the character at `start`.

    >>> position("ASK {\\r\\n ?x }", 9)
    (2, 3)
    """
    return query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start)


def prepare(query: str, parameters: Mapping[str, NamedNode | Literal] | None = None) -> str:
    """`query` with its parameters as terms, or an error that names what is wrong before the engine is asked.

    A parameter is written ``$name``; ``?name`` stays a variable.

    >>> prepare("SELECT ?m { $lab kg:develops ?m }", {"lab": NamedNode("https://w3id.org/aikg/entity/openai")})
    'SELECT ?m { <https://w3id.org/aikg/entity/openai> kg:develops ?m }'

    :raises QueryError: for an empty, huge or deeply nested query, an update, federation, an undeclared
        prefix, or a parameter that the query does not have
    """
    try:
        size = len(query.encode())
    except UnicodeEncodeError as error:
        raise QueryError("half a character (a lone surrogate)", *position(query, error.start)) from None
    if size > MAX_BYTES:
        raise QueryError(f"the query is longer than {MAX_BYTES:,} bytes")
    found = list(tokens(query))
    if not found:
        raise QueryError("the query is empty")
    _refuse(query, found)
    _check_prefixes(query, found)
    return _bind(query, found, parameters) if parameters else query


def form(query: str) -> str:
    """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; empty where the query is none of these.

    >>> form("PREFIX ask: <http://e/> select * {}")
    'SELECT'
    """
    for token in tokens(query):
        if token.kind == "word" and token.text.upper() in FORMS:
            return token.text.upper()
    return ""


def names_dataset(query: str) -> bool:
    """Whether `query` says which graphs it is over (``FROM``), so that it is not over all.

    >>> names_dataset("SELECT * FROM g:seeds { ?s ?p ?o }"), names_dataset("ASK { ?x rdfs:label 'from' }")
    (True, False)
    """
    if "from" not in query.lower():
        return False
    return any(token.kind == "word" and token.text.upper() == "FROM" for token in tokens(query))


def first_verb(found: list[Token]) -> int:
    """Where the first token after the prologue stands in `found`."""
    index = 0
    while index < len(found) and (word := found[index].text.upper()) in ("PREFIX", "BASE", "VERSION"):
        index += 3 if word == "PREFIX" else 2
    return index


def _refuse(query: str, found: list[Token]) -> None:
    """Refuse what a query may not do, and depth that the engine would not survive."""
    verb, depth = first_verb(found), 0
    for index, (kind, text, start) in enumerate(found):
        if kind == "open":
            depth += 1
            if depth > MAX_NESTING:
                raise QueryError(f"nested more than {MAX_NESTING} deep", *position(query, start))
        elif kind == "close":
            depth -= 1
        elif kind == "word":
            word = text.upper()
            if word == "SERVICE":
                message = "SERVICE asks another server; kg answers from its own store alone"
                raise QueryError(message, *position(query, start))
            if index == verb and word in _UPDATES:
                message = f"{word} changes data; queries only read (see `kg load` and `kg drop`)"
                raise QueryError(message, *position(query, start))


def _declared(found: list[Token]) -> dict[str, str]:
    """The prefixes that the query declares itself, and their IRIs."""
    return {
        name.text.removesuffix(":"): iri.text[1:-1]
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if name.kind == "name" and word.text.upper() == "PREFIX"
    }


def _check_prefixes(query: str, found: list[Token]) -> None:
    declared: Mapping[str, str] | None = None
    for token in found:
        if token.kind == "name" and (prefix := token.text.partition(":")[0]) not in PREFIXES:
            if declared is None:
                declared = PREFIXES | _declared(found)
            if prefix not in declared:
                hint = did_you_mean(prefix, declared) or f"; declare it: PREFIX {prefix}: <…>"
                raise QueryError(f'undeclared prefix "{prefix}:"{hint}', *position(query, token.start))


def _bind(query: str, found: list[Token], parameters: Mapping[str, NamedNode | Literal]) -> str:
    present = parameter_names(found)
    for name in parameters:
        if name not in present:
            raise QueryError(f'the query has no parameter "{name}"{_which_parameters(name, present, found)}')
    parts, end = [], 0
    for token in found:
        if token.kind == "variable" and token.text[0] == "$" and token.text[1:] in parameters:
            # str() of a term is its N-Triples form, with every quote, backslash and line end escaped.
            parts += [query[end : token.start], str(parameters[token.text[1:]])]
            end = token.start + len(token.text)
    return "".join([*parts, query[end:]])


def parameter_names(found: Iterable[Token]) -> set[str]:
    """What is written ``$name`` in a query."""
    return {token.text[1:] for token in found if token.kind == "variable" and token.text[0] == "$"}


def _which_parameters(name: str, present: set[str], found: list[Token]) -> str:
    if any(token.text == "?" + name for token in found):
        return f"; write ${name} instead of ?{name} where its value should go"
    known = f"; it has {', '.join('$' + p for p in sorted(present))}" if present else "; it has none"
    return did_you_mean(name, present) or known


def own_terms(query: str, prefix: str = "kg") -> dict[str, int]:
    """Local names of the terms with one of kg's prefixes in `query`, and where each first stands.

    What a CONSTRUCT makes may have any name, so its template does not count.

    >>> own_terms("CONSTRUCT { ?x kg:new ?y } WHERE { ?x kg:owns ?y }")
    {'owns': 38}
    """
    names: dict[str, int] = {}
    found = list(tokens(query))
    if _declared(found).get(prefix, PREFIXES[prefix]) != PREFIXES[prefix]:
        return names
    start = _after_template(found)
    for token in found[start:]:
        if token.kind == "name" and token.text.startswith(prefix + ":") and len(token.text) > len(prefix) + 1:
            names.setdefault(token.text[len(prefix) + 1 :].replace("\\", ""), token.start)
    return names


def _after_template(found: list[Token]) -> int:
    """Where the pattern of a CONSTRUCT with a template begins; 0 for any other query."""
    verb = first_verb(found)
    if [token.text.upper() for token in found[verb : verb + 2]] != ["CONSTRUCT", "{"]:
        return 0
    depth = 0
    for index in range(verb + 1, len(found)):
        depth += {"open": 1, "close": -1}.get(found[index].kind, 0)
        if depth == 0:
            return index + 1
    return 0


def spell_out_star(query: str, in_scope: Iterable[str]) -> str:
    """`query` with its ``SELECT *`` as a list of variables in the order in which the query names them.

    The standard leaves their order open and the engine sorts them; a person expects the order of the text.

    >>> spell_out_star("SELECT * { ?model kg:releasedOn ?day }", ["day", "model"])
    'SELECT ?model ?day { ?model kg:releasedOn ?day }'

    :param in_scope: the variables that the engine gives
    """
    found = list(tokens(query))
    star = _star(found)
    first: dict[str, int] = {}
    for token in found:
        if token.kind == "variable":
            first.setdefault(token.text[1:], token.start)
    ordered = sorted(in_scope, key=lambda name: first.get(name, len(query)))
    if star is None or not ordered:
        return query
    return query[: star.start] + " ".join("?" + name for name in ordered) + query[star.start + 1 :]


def has_star(query: str) -> bool:
    """Whether `query` is a ``SELECT *``."""
    return _star(list(tokens(query))) is not None


def _star(found: list[Token]) -> Token | None:
    verb = first_verb(found)
    start = [token.text.upper() for token in found[verb : verb + 3]]
    if start[:2] == ["SELECT", "*"]:
        return found[verb + 1]
    return found[verb + 2] if start in (["SELECT", "DISTINCT", "*"], ["SELECT", "REDUCED", "*"]) else None


def check_own_terms(query: str, unknown: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a misspelt ``kg:`` term, which would silently match nothing.

    :param unknown: local names that occur nowhere in the graph
    :param known: local names of the ontology
    """
    places, ontology = own_terms(query), list(known)
    for name in unknown:
        if name not in ontology:
            near = nearest(name, ontology)
            hint = f"; did you mean kg:{near[0]}?" if near else "; see `kg stats`"
            raise QueryError(f"no term kg:{name} in the ontology{hint}", *position(query, places[name]))


def explain(query: str, message: str) -> QueryError:
    """The engine's syntax error in a user's words, with line and column.

    >>> print(explain("SELECT ?x { ?x ?y ?z", 'error at 1:21: expected "}"'))
    line 1, column 11: "{" is never closed
    """
    from kg import syntax

    return syntax.explain(query, message)

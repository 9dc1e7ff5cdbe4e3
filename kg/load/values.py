"""Text to values: numbers with units, dates, URLs, ids and words, as seeds and importers write them.

Each function takes text and returns a value or raises :class:`Invalid`, whose message says what to write
instead. Nothing is guessed: what can be read in two ways is refused, and a value is never made more exact
than it was written.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from decimal import Decimal
from urllib.parse import urlsplit

from kg.errors import did_you_mean, listed, quoted, visible
from kg.load.hints import date_hint, number_hint
from kg.model import Date, Number
from kg.terms import NamedNode
from kg.vocab import Dimension, Ontology, Property

MAX_NAME = 300

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,80}\Z")
#: Names that Windows keeps for devices, so that no file may be called so: ids become file names in exports.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)\d)\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?\Z")
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?(?:e\+?\d{1,2})?)(?: +(\S.*))?\Z", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
#: Digits that a number may have; Python's decimals are exact up to 28.
_MAX_DIGITS = 25
_LIMIT = Decimal(10) ** 40


class Invalid(ValueError):  # noqa: N818  the value is, not the program
    """Text that is no value of the kind that is asked for.

    :ivar rule: the name of what it breaks
    """

    def __init__(self, message: str, rule: str) -> None:
        self.rule = rule
        super().__init__(message)


def clean(text: str) -> str:
    """`text` in NFC without white space around it.

    :raises Invalid: if nothing is left

    >>> clean(" Mistral AI ")
    'Mistral AI'
    """
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        raise Invalid("empty; give a value or leave the key out", "empty-value")
    return text


def name(text: str) -> str:
    """A name or title: one line, not too long."""
    text = clean(text)
    if "\n" in text or len(text) > MAX_NAME:
        fault = "more than one line" if "\n" in text else f"longer than {MAX_NAME} characters"
        raise Invalid(f"{quoted(text)}: {fault}", "too-long")
    return text


def identifier(text: str) -> str:
    """The id of an entity, source or claim.

    >>> identifier("deepseek-r1")
    'deepseek-r1'
    """
    if not _ID.match(text):
        raise Invalid(f"id {quoted(text)}: use a-z, 0-9 and -, at most 81 characters", "bad-id")
    if _DEVICE.match(text):
        raise Invalid(f"id {quoted(text)}: Windows allows no file of that name; choose another", "bad-id")
    return text


def reference(text: str) -> str:
    """The id of something that exists elsewhere."""
    if not _ID.match(text):
        raise Invalid(f"{quoted(text)}: expected an id (a-z, 0-9 and -)", "wrong-type")
    return text


def language(text: str) -> str:
    """A language tag.

    >>> language("zh-Hant")
    'zh-Hant'
    """
    if not _LANGUAGE.match(text):
        raise Invalid(f"language {quoted(text)}: use a tag such as en, zh-Hant or zh-Hans", "language")
    return text


def word(text: str, words: Iterable[str], what: str, rule: str = "unknown-word") -> str:
    """One of `words`.

    :param what: what they are called in a message
    """
    words = list(words)
    if text not in words:
        hint = did_you_mean(text, words) or (f"; use {listed(words)}" if 0 < len(words) <= 8 else "")
        raise Invalid(f"unknown {what} {quoted(text)}{hint}", rule)
    return text


def basis(text: str) -> str:
    """A word of our own for a definition, such as ``post-money``."""
    if not _WORD.match(text):
        raise Invalid(f"basis {quoted(text)}: write it in lower case with hyphens", "bad-basis")
    return text


def sha256(text: str) -> str:
    """A hash in hexadecimal."""
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise Invalid(f"{quoted(text)}: expected 64 hexadecimal digits", "wrong-type")
    return text


def wikidata(text: str) -> str:
    """The id of an item of Wikidata, such as ``Q131847360``."""
    if not re.fullmatch(r"Q[1-9][0-9]{0,11}", text):
        raise Invalid(f"Wikidata id {quoted(text)}: write Q and a number", "bad-id")
    return text


def whole(text: str) -> int:
    """A whole number, zero or more."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Invalid(f"{quoted(text)}: expected a whole number", "wrong-type")
    return int(text)


def url(text: str) -> str:
    """An address on the web that a reader may follow: http or https, without credentials, a valid IRI.

    >>> url("javascript:alert(1)")
    Traceback (most recent call last):
    kg.load.values.Invalid: URL "javascript:alert(1)": only http and https
    """
    try:
        parts = urlsplit(text)
        message = None
        if parts.scheme not in ("http", "https"):
            message = "only http and https"
        elif not parts.hostname:
            message = "no host"
        elif parts.username is not None or parts.password is not None:
            message = "no user name or password in a URL"
        elif re.search(r"[\s<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})", text):
            message = "characters that a URL may not hold; write them as %XX"
        else:
            parts.port  # noqa: B018  raises on a bad port
            NamedNode(text)  # raises on what is no IRI
    except ValueError as error:
        message = visible(str(error))
    if message:
        raise Invalid(f"URL {quoted(text)}: {message}", "bad-url")
    return text


def date(text: str) -> Date:
    """A day, month or year of the calendar, 1800 to 2100, as precise as it was written.

    >>> date("2025-01").text
    '2025-01'
    >>> date("2024-02-30")
    Traceback (most recent call last):
    kg.load.values.Invalid: bad date "2024-02-30": there is no such day
    """
    match = _DATE.match(text)
    message = None
    if match is None:
        message = visible(date_hint(text))
    else:
        year, month, day = (int(part) if part else None for part in match.groups())
        if year is None or not 1800 <= year <= 2100:
            message = "expected a year from 1800 to 2100"
        elif month is not None and not 1 <= month <= 12:
            message = "there is no such month"
        elif month is not None and day is not None and not 1 <= day <= monthrange(year, month)[1]:
            message = "there is no such day"
    if message:
        raise Invalid(f"bad date {quoted(text)}: {message}", "bad-date")
    return Date(text)


def number(text: str, prop: Property, ontology: Ontology) -> Number:
    """A number with a unit that fits the dimension of `prop`, within its bounds.

    :raises Invalid: with the rule ``bad-number``, ``bad-unit`` or ``out-of-range``
    """
    dimension = ontology.dimensions[prop.dimension or "Any"]
    match = _NUMBER.match(text)
    if match is None:
        raise Invalid(f"{quoted(text)}: {visible(number_hint(text, _example(dimension)))}", "bad-number")
    value, unit = Decimal(match[1]), match[2]
    if len(value.as_tuple().digits) > _MAX_DIGITS:
        raise Invalid(f"{quoted(text)}: more than {_MAX_DIGITS} digits", "bad-number")
    _check_unit(text, unit, dimension, ontology)
    least = max(m for m in (prop.minimum, dimension.minimum, -_LIMIT) if m is not None)
    most = min(m for m in (prop.maximum, dimension.maximum, _LIMIT) if m is not None)
    if not least <= value <= most:
        limit = f"at least {_plain(least)}" if value < least else f"at most {_plain(most)}"
        raise Invalid(f"{prop.seed_key} {quoted(text)} out of range: {limit}", "out-of-range")
    return Number(value or Decimal(0), unit)  # -0 is 0


def _check_unit(text: str, unit: str | None, dimension: Dimension, ontology: Ontology) -> None:
    """Any unit that some dimension knows, or none, fits a dimension without units."""
    units = dimension.units or {unit for known in ontology.dimensions.values() for unit in known.units}
    if unit is None:
        if dimension.units:
            raise Invalid(f"{quoted(text)}: no unit; write {quoted(f'{text} {_usual(dimension)}')}", "bad-unit")
    elif unit not in units:
        hint = did_you_mean(unit, units) or (
            f"; use {listed(sorted(units))}" if len(units) <= 8 else f"; expected one such as {_usual(dimension)}"
        )
        if " " in unit:  # `500 billion USD`: the number goes on
            hint = f"; {visible(number_hint(text, _example(dimension)))}"
        raise Invalid(f"unknown unit {quoted(unit)}{hint}", "bad-unit")


def _usual(dimension: Dimension) -> str:
    return "USD" if "USD" in dimension.units or not dimension.units else min(dimension.units)


def _example(dimension: Dimension) -> str:
    return f"{'500e9' if dimension.name == 'Money' else '27'} {_usual(dimension)}" if dimension.units else "10 GW"


def _plain(value: Decimal) -> str:
    return f"{value:f}" if abs(value) < 10**6 else f"{value.normalize():E}".replace("E+", "e")

"""Texts of strangers as records keep them: names, ids made of names, numbers and what may not be printed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from decimal import Context, Decimal, InvalidOperation

from kg.load import textfile, values
from kg.load.values import Invalid
from kg.model import Plain, Prose, Value
from kg.names import key


def clean(text: str) -> str:
    """`text` without characters that no text of ours may hold, which escapes in JSON and TOML bring in."""
    return textfile.FORBIDDEN.sub(lambda match: "\ufffd" if match.group() == "\ufffd" else "", text)


def one_line(text: str) -> str:
    """`text` as a name is compared and kept: on one line, in Unicode's composed form."""
    return " ".join(unicodedata.normalize("NFC", clean(text)).split())


def printable(value: Value) -> Value:
    """`value` with clean texts."""
    if isinstance(value, Plain):
        return Plain(clean(value.text), value.datatype)
    if isinstance(value, Prose):
        return Prose(tuple((tag, clean(text)) for tag, text in value.texts))
    return value


def slug_of(name: str) -> str:
    """An id made from a name: the same for everyone who meets that name.

    >>> slug_of("Solar Open 100B"), slug_of("Qwen2.5 (72B)")
    ('solar-open-100b', 'qwen2-5-72b')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    whole = re.sub(r"[^a-z0-9]+", "-", plain.replace("+", " plus ")).strip("-")
    slug = whole[:70].strip("-")
    # A name in another script, of signs alone, or too long: what is left would stand for others as well.
    if slug != whole or not slug or sum(c.isalnum() for c in name) > 2 * sum(c.isalnum() for c in slug):
        slug = f"{slug}-{hashlib.sha256(key(name).encode()).hexdigest()[:8]}".strip("-")
    try:
        return values.identifier(slug)
    except Invalid:
        return f"{slug}-1"


def plain_number(text: str) -> str:
    """A number as CSV files write it, without what only spreadsheets and programs need."""
    if not re.fullmatch(r"[-+.,\dEe]+", text, re.ASCII):
        return text  # Decimal would read digits of all scripts, and 1_000
    try:
        value = Decimal(text.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text) else text)
    except InvalidOperation:
        return text
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return text
    # In full, 10²⁵ operations would have more digits than a seed may write.
    exact = value.normalize(Context(prec=len(text)))  # the usual context rounds to 28 digits
    return f"{exact:e}" if value.adjusted() > 20 else f"{exact:f}"


def is_date(text: str) -> bool:
    """Whether `text` is a day, month or year as seeds write it."""
    try:
        values.date(text)
    except Invalid:
        return False
    return True

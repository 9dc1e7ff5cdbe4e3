"""Strangers' words made fit to be shown: nothing invisible, nothing that turns the line around, nothing endless.

Markup is no concern here: the page writes every word as a text node or on the canvas, where `<script>` is eight signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

Words = dict[str, str]  # by language tag

# Control characters, bidirectional overrides and isolates, zero-width space and byte-order mark. Joiners and the
# left-to-right marks stay: emoji and Arabic need them, and they reorder nothing on their own.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_WIDE = frozenset("WF")  # East Asian Width of a full square


def shown(text: object) -> str:
    """The text on one line, with what cannot be seen written out.

    >>> shown("a\\n b\\u202ec")
    'a b\\\\u202ec'
    """
    line = _SPACE.sub(" ", str(text)).strip()
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def words(value: Mapping[str, Any] | str | None) -> Words:
    """The same for each language; a plain text is taken as English, empty ones are left out."""
    if isinstance(value, str):
        value = {"en": value}
    return {tag: text for tag, raw in sorted((value or {}).items()) if raw and (text := shown(raw))}


def width(text: str) -> float:
    """Rough width in ems: a Chinese character is one, a Latin letter a bit over a half."""
    return sum(map(_ems, text))


def _ems(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):  # marks and joiners
        return 0.0
    if unicodedata.east_asian_width(character) in _WIDE:
        return 1.0
    return 0.3 if character in "iljtf.,:;'|! " else 0.62


def clip(text: str, ems: float) -> str:
    """The text, cut with an ellipsis where it is wider than this; never between a letter and its marks or joined signs.

    >>> clip("abcdefghij", 4)
    'abcde…'
    """
    if width(text[:400]) <= ems and len(text) <= 400:
        return text
    used = 0.0
    for index, character in enumerate(text):
        used += width(character)
        if used > ems - 0.9 or index > 200:
            while index and (_joins(text[index]) or text[index - 1] == "\u200d"):
                index -= 1
            return text[:index].rstrip() + "…"
    return text


def _joins(character: str) -> bool:
    """Whether a character hangs on the one before it: marks, variation selectors, joiners, skin tones."""
    return bool(
        unicodedata.combining(character)
        or unicodedata.category(character).startswith("M")
        or character == "\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def lines(text: str, ems: float) -> list[str]:
    """The text on one line, or on two of about equal width if one will not do; what is still too wide is clipped.

    >>> lines("Taiwan Semiconductor Manufacturing", 12)
    ['Taiwan Semiconductor', 'Manufacturing']
    """
    if len(text) <= 200 and width(text) <= ems:
        return [text]
    gaps = [match.start() for match in re.finditer(" ", text[:200])]
    fitting = [gap for gap in gaps if width(text[:gap]) <= ems]
    if not fitting:
        return [clip(text, ems)]
    best = min(fitting, key=lambda gap: abs(width(text[:gap]) - width(text[gap:200])))
    return [text[:best], clip(text[best + 1 :], ems)]


def web_address(url: object) -> str | None:
    """The URL if a link may lead there: http or https with a host, and no character that hides something.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    text = str(url or "")
    if re.search(r"[\s\x00-\x1f\x7f\\]", text) or _UNSEEN.search(text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname else None

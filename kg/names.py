"""When two names are one: foldings that forget what people write differently."""

from __future__ import annotations

import re
import unicodedata

_PUNCTUATION = re.compile(r"[\s_/:,;'’`\"()\[\]‐-―-]+")


def fold(name: str) -> str:
    """`name` so that spellings that differ in case, width, accents or spaces are equal.

    >>> fold("Mistral  ＡＩ") == fold("mistral ai")
    True
    """
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def key(name: str) -> str:
    """What spellings of one name share, hyphens and spaces left out too; dots and signs count.

    >>> key("DeepSeek V3"), key("deepseek-v3"), key("Claude 3.5")
    ('deepseekv3', 'deepseekv3', 'claude3.5')
    """
    return _PUNCTUATION.sub("", fold(name)) or fold(name)

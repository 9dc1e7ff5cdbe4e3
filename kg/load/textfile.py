"""Bytes of a file that strangers wrote, as text, read without trust.

Only regular files of a sane size are read, only UTF-8 is text, and characters that no seed may hold
are named with their place. A wrong character does not end the reading: it is replaced, so that the
rest of the file is looked at in the same run.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from kg.errors import Problem, Where

MAX_BYTES = 20_000_000

#: Characters that no text of ours may hold: C0 and C1 controls but tab and line feed, line ends that editors
#: count and YAML does not agree on, what is invisible or turns the direction of writing, halves of
#: characters, non-characters, and the sign for a character that was lost.
_NONCHARACTERS = "".join(chr((plane << 16) + low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufdd0-\ufdef"
    f"\ufeff\ufffd-\uffff{_NONCHARACTERS}]"
)
_MERGE_MARK = re.compile(r"^(?:<{7} |\|{7} |={7}$|>{7} )", re.MULTILINE)


def read(path: Path, shown: str, problems: list[Problem]) -> str | None:
    """The text of a file with ``\\n`` line ends and no byte-order mark, or ``None``.

    :param shown: the file's name in messages
    :param problems: what is wrong is appended here
    """
    data = read_bytes(path, shown, problems)
    return None if data is None else decode(data, shown, problems)


def read_bytes(path: Path, shown: str, problems: list[Problem]) -> bytes | None:
    """The content of a regular file of a sane size; otherwise a problem is added and it is ``None``."""
    message = None
    try:
        # O_NONBLOCK: opening a FIFO must not wait for a writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            info = os.fstat(handle)
            if stat.S_ISDIR(info.st_mode):
                message = "is a directory, not a file"
            elif not stat.S_ISREG(info.st_mode):
                message = "is not a regular file"
            elif info.st_size > MAX_BYTES:
                message = f"is larger than {MAX_BYTES // 1_000_000} MB; split it"
            else:
                with open(handle, "rb", closefd=False) as file:
                    return file.read(MAX_BYTES)  # it may grow while it is read
        finally:
            os.close(handle)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    problems.append(Problem(Where(shown), message, "file"))
    return None


def decode(data: bytes, shown: str, problems: list[Problem]) -> str | None:
    """`data` as text, in which U+FFFD stands for what was wrong and named; ``None`` if it is no text of ours."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problems.append(Problem(Where(shown, 1, 1), "is UTF-16; save it as UTF-8", "encoding"))
        return None
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = data.decode("utf-8-sig")
        named = False
    except UnicodeDecodeError as error:
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8", "replace")) + 1
        where = Where(shown, data.count(b"\n", 0, error.start) + 1, column)
        message = f"is not UTF-8: byte 0x{data[error.start]:02X}; save the file as UTF-8"
        problems.append(Problem(where, message, "encoding"))
        text = data.decode("utf-8-sig", "replace")
        named = True
    if text.count("\0") > len(text) // 4:
        problems.append(Problem(Where(shown, 1, 1), "is UTF-16 or no text; save it as UTF-8", "encoding"))
        return None
    if mark := _MERGE_MARK.search(text):
        where = Where(shown, text.count("\n", 0, mark.start()) + 1, 1)
        message = "merge conflict: choose one side and delete the marks"
        problems.append(Problem(where, message, "merge-conflict"))
        return None
    if FORBIDDEN.search(text):
        if not named:
            problems.extend(_forbidden(text, shown))
        text = FORBIDDEN.sub("\ufffd", text)
    return text


def _forbidden(text: str, shown: str) -> Iterator[Problem]:
    """The first forbidden character of each line; a hundred are enough to see what went wrong."""
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        if bad := FORBIDDEN.search(line):
            yield Problem(Where(shown, number, bad.start() + 1), refusal(bad.group()), "control-character")
            count += 1
        if count == 100:
            break


def refusal(character: str) -> str:
    """Why `character` is refused.

    >>> refusal(chr(0x1b))
    'control or invisible character U+001B; delete it'
    """
    kind = "sign for a lost character" if character == "\ufffd" else "control or invisible character"
    return f"{kind} U+{ord(character):04X}; delete it"

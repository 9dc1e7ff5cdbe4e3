"""The files that a publisher hands out: a directory, a ZIP archive as downloaded, or one file.

They are read without trust: only regular files below the root, of a sane size, in UTF-8; archives are never unpacked to
disk, and one that would grow beyond measure is refused.
"""

from __future__ import annotations

import lzma
import os
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath

from kg.errors import KGError, Problem, visible
from kg.load import textfile

#: What an archive may unpack to, in all and for each byte of it.
MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
#: How many files a directory may hold; somebody's home directory is not a dataset.
MAX_FILES = 20_000
#: How many bytes the target of a link in an archive may have, and how many links may lead to one another.
_MAX_LINK, _MAX_LINKS = 4096, 10

_Readers = dict[str, Callable[[], str]]


class Files:
    """Text files by their names relative to the root, ``/`` between folders.

    :ivar left_out: what was not read, and why
    """

    def __init__(self, path: Path, readers: _Readers, *, single: bool = False, left_out: Collection[str] = ()) -> None:
        self.path, self._readers, self._single, self.left_out = path, readers, single, sorted(left_out)
        self._removed: dict[str, int] = {}

    @classmethod
    def open(cls, path: Path) -> Files:
        """The files at `path`.

        :raises KGError: if there is nothing there that can be read
        """
        shown = _shown(path)
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            raise KGError(f"{shown}: error: cannot be read: {getattr(error, 'strerror', error)} [file]") from None
        left_out: list[str] = []
        if stat.S_ISDIR(mode):
            return cls(path, _in_directory(path, left_out), left_out=left_out)
        if not stat.S_ISREG(mode):
            raise KGError(f"{shown}: error: is not a regular file [file]")
        if zipfile.is_zipfile(path):
            return cls(path, _in_archive(path, left_out), left_out=left_out)
        return cls(path, {path.name: lambda: _text(path, shown)}, single=True)

    @property
    def removed(self) -> int:
        """How many characters that no text of ours may hold were taken out of what was read."""
        return sum(self._removed.values())

    def names(self) -> list[str]:
        """The names of all files, in order."""
        return sorted(self._readers)

    def find(self, ending: str) -> str | None:
        """The name that is `ending` or ends in it after a ``/``; the shortest if there are several."""
        found = [name for name in self._readers if name == ending or name.endswith("/" + ending)]
        return min(found, key=lambda name: (len(name), name), default=None)

    def table(self, file: str) -> str:
        """The name of the CSV file `file`, or of the only file, if that is one under another name.

        :raises KGError: if there is none
        """
        name = self.find(file) or next((n for n in self.names() if len(self.names()) == 1 and n.endswith(".csv")), None)
        if name is None:
            raise KGError(f"{self.path}: holds no {file}")
        return name

    def text(self, name: str) -> str:
        """The text of a file, without characters that are invisible or control a terminal.

        The sign for a lost character (U+FFFD) stays: what holds it is not what it should be.

        :raises KGError: naming the file and what is wrong with it
        """
        text = self._readers[name]()
        cleaned = textfile.FORBIDDEN.sub(lambda match: _KEPT.get(match.group(), ""), text)
        self._removed[name] = len(text) - len(cleaned)
        return cleaned

    def shown(self, name: str) -> str:
        """How messages name a file."""
        return _shown(self.path if self._single else self.path / name)


_KEPT = {**dict.fromkeys("\u2028\u2029\x0b\x0c", " "), "\ufffd": "\ufffd"}


def _shown(path: Path) -> str:
    return visible(path.as_posix())


def _in_directory(root: Path, left_out: list[str]) -> _Readers:
    found: _Readers = {}
    within = root.resolve()
    for folder, folders, names in os.walk(root, onerror=lambda error: left_out.append(_why(root, error))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(folder, name) for name in sorted([*names, *folders]) if not name.startswith(".")):
            name = path.relative_to(root).as_posix()
            if fault := _fault(path, name, within):
                left_out.append(f"{visible(name)} ({fault})")
            elif not path.is_dir():
                found[name] = lambda path=path: _text(path, _shown(path))  # type: ignore[misc]
        if len(found) > MAX_FILES:
            raise KGError(f"{_shown(root)}: more than {MAX_FILES:,} files; name the dataset's own directory")
    return found


def _why(root: Path, error: OSError) -> str:
    return f"{_shown(Path(os.fsdecode(error.filename or root)))} ({error.strerror})"


def _fault(path: Path, name: str, within: Path) -> str | None:
    """Why a file or folder is left out, if it is."""
    if textfile.FORBIDDEN.search(name):
        return "its name is no text"
    if path.is_symlink():
        if not path.exists():
            return "a link to nothing"
        if path.is_dir():
            return "a link to a directory"
        if not path.resolve().is_relative_to(within):
            return "a link out of the directory"
    return None if path.is_file() or path.is_dir() else "not a regular file"


def _text(path: Path, shown: str) -> str:
    problems: list[Problem] = []
    data = textfile.read_bytes(path, shown, problems)
    if data is None:
        raise KGError(str(problems[0]))
    return _decoded(data, shown)


def _decoded(data: bytes, shown: str) -> str:
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if text.count("\0") > len(text) // 4:  # UTF-16, or no text
        problems: list[Problem] = []
        textfile.decode(data, shown, problems)
        raise KGError(str(problems[0]))
    return text


def _in_archive(path: Path, left_out: list[str]) -> _Readers:
    shown = _shown(path)
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise KGError(f"{shown}: is no ZIP archive that can be read ({visible(str(error))})") from None
    members = [member for member in archive.infolist() if not member.is_dir()]
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED or size > MAX_RATIO * max(path.stat().st_size, 10_000) or len(members) > MAX_FILES:
        raise KGError(f"{shown}: would unpack to {size / 1e6:,.0f} MB in {len(members):,} files; unpack it yourself")
    found: _Readers = {}
    links: dict[str, str] = {}
    for member in members:
        within = PurePosixPath(member.filename.replace("\\", "/"))
        name, called = within.as_posix(), f"{shown}/{visible(within.as_posix())}"
        if within.is_absolute() or ".." in within.parts:
            raise KGError(f"{shown}: holds {visible(member.filename)}, which points out of it; it is not read")
        if name in found or name in links:
            raise KGError(f"{shown}: holds {visible(name)} twice; it is not read")
        if any(part.startswith((".", "__MACOSX")) for part in within.parts):
            continue
        if textfile.FORBIDDEN.search(name):
            left_out.append(f"{visible(name)} (its name is no text)")
        elif stat.S_ISLNK(member.external_attr >> 16):
            target = _unpacked(archive, member, called, _MAX_LINK).decode("utf-8", "replace")
            links[name] = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
        else:
            found[name] = lambda member=member, called=called: _decoded(  # type: ignore[misc]
                _unpacked(archive, member, called), called
            )
    _follow(links, found, left_out)
    return found


def _follow(links: dict[str, str], found: _Readers, left_out: list[str]) -> None:
    """Add what links in an archive lead to; one that leads to no file in it is left out."""
    linked: _Readers = {}
    for name, target in links.items():
        for _ in range(_MAX_LINKS):
            target = links.get(target, target)
        if target in found:
            linked[name] = found[target]
        else:
            left_out.append(f"{visible(name)} (a link to no file in the archive)")
    found |= linked


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str, most: int = textfile.MAX_BYTES) -> bytes:
    """The bytes of a member.

    :param most: how many there may be
    """
    try:
        with archive.open(member) as file:
            data = file.read(most + 1)
    except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError) as error:
        raise KGError(f"{shown}: cannot be read: {visible(str(error))}") from None
    if len(data) > most:
        raise KGError(f"{shown}: is larger than {most / 1e6:g} MB")
    return data

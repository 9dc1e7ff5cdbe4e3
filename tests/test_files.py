"""Files are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import KGError
from kg.files import replacing


def test_written_whole_with_ordinary_permissions(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        with replacing(str(tmp_path / "out.csv")) as out:
            out.write(b"a\n")
            assert not (tmp_path / "out.csv").exists()
    finally:
        os.umask(old)
    assert (tmp_path / "out.csv").read_bytes() == b"a\n"
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o640


def test_never_overwritten_without_force(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    with (
        pytest.raises(KGError, match="exists; choose another name, or overwrite it with --force"),
        replacing(str(path)),
    ):
        pass
    assert path.read_text() == "old"
    with replacing(str(path), force=True) as out:
        out.write(b"new")
    assert path.read_text() == "new"


@pytest.mark.parametrize("failure", [KGError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_old_file_and_nothing_else(failure: type[BaseException], tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")

    def half() -> None:
        with replacing(str(path), force=True) as out:
            out.write(b"half")
            raise failure

    with pytest.raises(failure):
        half()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing/out", "there is no directory"), (".", "it is a directory"), ("a\nb", "control characters"),
        ("a\x1b[2Jb", "control characters"), ("x" * 300, "File name too long"),
    ],
)  # fmt: skip
def test_places_for_no_file(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(KGError, match=message) as caught, replacing(str(tmp_path / name)):
        pass
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_one_line() -> None:
    with pytest.raises(KGError, match="cannot write /dev/full: No space left on device"), replacing("/dev/full") as out:
        out.write(b"x")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(KGError, match="Permission denied"), replacing(str(tmp_path / "out")):
        pass


def test_a_symbolic_link_to_nothing_counts_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    with pytest.raises(KGError, match="exists"), replacing(str(tmp_path / "link")):
        pass

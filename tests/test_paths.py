"""Where the user's data lies, in odd surroundings too."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from kg import paths
from kg.errors import StoreError

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="XDG is for other systems")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KG_DATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/ann")


def test_data_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.data_directory() == "/home/ann/.local/share/kg"
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert paths.data_home() == Path("/data/kg")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert paths.data_directory() == "/home/ann/.local/share/kg", "the specification says to ignore it"
    monkeypatch.setenv("KG_DATA", "/mine")
    assert paths.default_store() == Path("/mine/store")


def test_without_a_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = Path(paths.data_directory())
    assert found.parent == tmp_path
    assert found.stat().st_mode & 0o077 == 0
    found.rmdir()
    (tmp_path / "elsewhere").mkdir()
    found.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="belongs to somebody else; .*set KG_DATA"):  # noqa: RUF043
        paths.data_directory()


def test_shipped() -> None:
    assert (paths.shipped("ontology") / "kg.ttl").is_file()
    with pytest.raises(FileNotFoundError, match="installed without its nothing/"):
        paths.shipped("nothing")

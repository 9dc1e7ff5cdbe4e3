"""The repository itself: what is committed is ours, portable and documented."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _committed() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_this_machine() -> None:
    # Written apart, so that this file is not found by its own test.
    pattern = re.compile(
        "|".join(["/" + "work/", "/" + "root/", "/opt/" + "kgenv", "files." + "pythonhosted", "registry." + "npmjs"])
    )
    found = [
        path
        for path in _committed()
        if path.suffix not in (".png",) and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_top_level_is_as_documented() -> None:
    allowed = {
        ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "benchmarks",
        "docs", "kg", "ontology", "pyproject.toml", "seeds", "tests",
    }  # fmt: skip
    assert {path.relative_to(ROOT).parts[0] for path in _committed()} <= allowed


def test_modules_say_what_they_are_for() -> None:
    silent = [path for path in (ROOT / "kg").rglob("*.py") if not path.read_text(encoding="utf-8").startswith('"""')]
    assert silent == []

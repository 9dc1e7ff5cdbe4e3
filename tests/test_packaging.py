"""The wheel is whole: what it holds is enough to run kg without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(made / "site")
    return made / "site"


def test_wheel_holds_every_file_of_the_package_and_its_data(unpacked: Path) -> None:
    package = {
        p.relative_to(ROOT / "kg") for p in (ROOT / "kg").rglob("*") if p.is_file() and "__pycache__" not in p.parts
    }
    # Of the explorer, whose sources only its build needs, the page and what Python reads.
    sources = {p for p in package if p.parts[0] == "explorer" and p.parts[1] not in ("__init__.py", "queries", "dist")}
    assert package - sources <= {p.relative_to(unpacked / "kg") for p in (unpacked / "kg").rglob("*") if p.is_file()}
    for name in ("ontology", "seeds"):
        there = {p.relative_to(ROOT / name) for p in (ROOT / name).rglob("*") if p.is_file()}
        assert there == {
            p.relative_to(unpacked / "kg" / "_data" / name)
            for p in (unpacked / "kg" / "_data" / name).rglob("*")
            if p.is_file()
        }


def test_wheel_is_typed_and_names_its_licences(unpacked: Path) -> None:
    assert (unpacked / "kg" / "py.typed").is_file()
    (info,) = unpacked.glob("*.dist-info")
    assert {p.name for p in (info / "licenses").rglob("*") if p.is_file()} == {"LICENSE"}
    assert (info / "licenses" / "seeds" / "LICENSE").read_text(encoding="utf-8").count("CC BY 4.0")
    assert "License-Expression: Apache-2.0 AND CC-BY-4.0" in (info / "METADATA").read_text(encoding="utf-8")


def test_kg_runs_from_the_wheel_alone(unpacked: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "KG_DATA": str(tmp_path / "data")}
    query = "ASK { e:nvidia kg:investsIn e:openai }"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kg", "query", query],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    assert (done.returncode, done.stdout) == (0, "yes\n"), done.stderr

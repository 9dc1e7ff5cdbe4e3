"""kg export and kg viz: what they write, what they refuse, and what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg import build


@pytest.fixture
def kg(world, tmp_path: Path):
    store = build.build(tmp_path / "store", world.root).path
    environment = {**os.environ, "KG_STORE": str(store), "PYTHONPATH": str(Path(__file__).parent.parent)}

    def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg", *arguments], cwd=tmp_path, env=environment, text=True, timeout=60,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )  # fmt: skip

    return run


def test_export_writes_turtle_to_standard_output(kg):
    done = kg("export")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("@prefix kg:")
    assert kg("export", "-o", "-").stdout == done.stdout


def test_export_says_what_it_wrote(kg, tmp_path):
    done = kg("export", "--format", "csv", "-o", "out.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "wrote out.csv (4 claims)\n")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("claim,subject,")
    assert kg("--quiet", "export", "-o", "out.ttl").stderr == ""


@pytest.mark.parametrize("command", ["export", "viz"])
def test_a_file_is_overwritten_only_with_force(kg, tmp_path, command):
    (tmp_path / "out").write_text("mine")
    done = kg(command, "-o", "out")
    assert done.returncode == 1
    assert done.stderr == "kg: out exists; choose another name, or overwrite it with --force\n"
    assert (tmp_path / "out").read_text() == "mine"
    assert kg(command, "-o", "out", "--force").returncode == 0
    assert (tmp_path / "out").read_text() != "mine"


@pytest.mark.parametrize("command", ["export", "viz"])
@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("no/such/dir", 'there is no directory "no/such"'),
        (".", "it is a directory"), ("/proc/x", "cannot write /proc/x: ")],
)  # fmt: skip
def test_what_is_no_place_for_a_file(kg, command, target, message):
    done = kg(command, "-o", target, "--force")
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("command", ["export", "viz"])
def test_a_full_disk_is_said_in_one_line(kg, command):
    with open("/dev/full", "w") as full:
        for done in (kg(command, "-o", "-", stdout=full), kg(command, "-o", "/dev/full")):
            assert done.returncode == 1
            assert "No space left on device" in done.stderr
            assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["export", "viz"])
def test_a_reader_that_goes_away_is_no_error(kg, command):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = kg(command, "-o", "-", stdout=closed)
    assert done.stderr == ""
    assert done.returncode in (0, 141)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rdf", "1.2", "--format", "rdfxml"], "rdfxml cannot hold RDF 1.2"),
        (["--graph", "seeds", "--format", "csv"], "csv holds the claims of the whole graph"),
        (["--raw"], "only csv can be raw"),
        (["--format", "turtel"], "turtle"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(kg, arguments, message):
    done = kg("export", *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_an_unknown_graph(kg, tmp_path):
    done = kg("export", "--graph", "seed", "-o", "out.ttl")
    assert done.returncode == 1
    assert done.stderr == 'kg: no graph "seed"; did you mean "seeds"?; see `kg graphs`\n'
    assert not (tmp_path / "out.ttl").exists()


def test_viz_says_what_it_wrote(kg, tmp_path):
    done = kg("viz", "acme", "-o", "out.html")
    assert (done.returncode, done.stderr) == (0, "wrote out.html (2 entities, 1 claims)\n")
    assert "</html>" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_viz_of_nothing_is_refused(kg, tmp_path):
    done = kg("viz", "--relation", "investsIn", "-o", "out.html")
    assert done.returncode == 1
    assert "nothing to draw" in done.stderr
    assert not (tmp_path / "out.html").exists()

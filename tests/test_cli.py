"""The command line as a process: help, exit codes, one line for every error, and no traceback ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg import __version__, build
from kg.cli import COMMANDS

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the ontology alone, which takes a moment where the built-in graph takes seconds."""
    root = tmp_path_factory.mktemp("cli") / "store"
    build.build_empty(root)
    return root


def kg(
    *args: str, env: dict[str, str] | None = None, shell: str | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    line: object = [sys.executable, "-m", "kg", *args]
    if shell is not None:
        line = ["bash", "-c", shell, "-", sys.executable, "-m", "kg", *args]
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        line, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60, **options
    )


def fails(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert "internal" not in done.stderr


def test_version() -> None:
    done = kg("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"kg, version {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = kg(command, "--help")
    assert done.returncode == 0
    assert "Example: kg " in done.stdout
    assert kg(command, "-h").stdout == done.stdout


def test_help_lists_every_command() -> None:
    done = kg("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"  {command} " in done.stdout
    assert kg().returncode == 2


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["quary"], ['no such command "quary"; did you mean "query"?', "kg --help"]),
        (["\x1b[2J"], ["no such command", "\\x1b"]),
        (["--qiet", "graphs"], ["--qiet", "--quiet"]),
        (["graphs", "--formt", "csv"], ["--formt", "--format", "kg graphs --help"]),
        (["graphs", "--format", "tabel"], ["'tabel'", 'did you mean "table"?']),
        (["graphs", "--format"], ["--format"]),
        (["load"], ["Missing argument"]),
        (["load", "a", "b", "--graph", "g"], ["--graph takes one FILE"]),
        (["drop"], ["Missing argument"]),
        (["build", "--seeds", "x"], ["--seeds needs a store of its own"]),
        (["query", "ASK {}", "--timeout", "-1"], ["--timeout"]),
        (["--store", "https://x.example/sparql", "graphs"], ["not supported yet"]),
    ],
)  # fmt: skip
def test_wrong_usage(args: list[str], words: list[str]) -> None:
    fails(kg(*args), 2, *words)


def test_problems_are_one_line(tmp_path: Path, root: Path) -> None:
    missing = tmp_path / "missing"
    fails(kg("--store", str(missing), "query", "ASK {}"), 1, "no store at", "make one")
    fails(kg("graphs", env={"KG_STORE": str(missing)}), 1, "no store at")
    fails(kg("--store", str(missing), "drop", "x"), 1, "no store at")
    assert not missing.exists()
    fails(kg("--store", str(root), "drop", "ontolgy"), 1, 'no graph "ontolgy"')
    fails(kg("--store", str(root), "load", str(tmp_path / "no.ttl")), 1, "No such file")
    fails(kg("--store", str(tmp_path / "new"), "build", "--seeds", str(missing)), 1, "no such directory of seeds")


def test_quiet(root: Path, tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<http://e/s> <http://e/p> 1 .")
    loud = kg("--store", str(root), "load", str(tmp_path / "x.ttl"))
    assert (loud.stdout, loud.stderr.count("\n")) == ("", 1)
    done = kg("--quiet", "--store", str(root), "load", str(tmp_path / "x.ttl"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"TERM": "dumb"}, {"COLUMNS": "40"}])
def test_no_colours_in_a_pipe(root: Path, env: dict[str, str]) -> None:
    done = kg("--store", str(root), "graphs", env=env)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr
    assert "g:ontology" in done.stdout


def test_utf8_whatever_the_locale(root: Path) -> None:
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = kg("--store", str(root), "query", "SELECT ?s { ?s rdfs:label '採信'@zh-hant }", "--format", "csv", env=env)
    assert (done.returncode, done.stdout.split()) == (0, ["s", "https://w3id.org/aikg/ontology#Accepted"])
    done = kg("--store", str(root), "query", "SELECT ?l { kg:Accepted rdfs:label ?l }", env=env)
    assert "採信" in done.stdout


def test_output_that_nobody_takes(root: Path) -> None:
    query = ["--store", str(root), "query", "SELECT * { ?s ?p ?o }", "--format", "csv"]
    done = kg(*query, shell='"$@" | head -1')
    assert (done.stdout, done.stderr) == ("s,p,o\r\n" if "\r" in done.stdout else "s,p,o\n", "")
    for command in (query, ["--store", str(root), "graphs"]):
        fails(kg(*command, shell='"$@" >/dev/full'), 1, "No space left on device")
        fails(kg(*command, shell='"$@" >&-'), 1)
    assert kg("--store", str(root), "drop", "nope", shell='"$@" 2>&-').returncode == 1


def test_odd_surroundings(root: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    ask = ["--store", str(root), "query", "ASK {}"]
    assert kg(*ask, shell='rmdir "$PWD" && "$@"', cwd=gone).stdout == "yes\n"
    assert kg(*ask, env={"TMPDIR": "/nonexistent", "HOME": "", "XDG_DATA_HOME": "relative"}).stdout == "yes\n"
    assert kg(*ask, shell='umask 077; "$@"').stdout == "yes\n"
    assert kg(*ask, env={"TZ": "Nowhere/Else", "KG_STORE": "/ignored"}).stdout == "yes\n"


def test_disk_limits_are_said_in_one_line(root: Path, tmp_path: Path) -> None:
    (tmp_path / "x.nt").write_text("".join(f"<http://e/{n}> <http://e/p> <http://e/o> .\n" for n in range(20_000)))
    before = sorted(p.name for p in root.iterdir())
    fails(kg("--store", str(root), "load", str(tmp_path / "x.nt"), shell='ulimit -f 300; "$@"'), 1, "File too large")
    fails(kg("--store", str(root), "build", shell='ulimit -f 20; "$@"'), 1, "File too large")
    assert sorted(p.name for p in root.iterdir()) == before
    assert kg("--store", str(root), "query", "ASK { kg:Claim ?p ?o }").stdout == "yes\n"


INTERNAL = "import kg.cli.data as d, kg.cli as c\nasync_ = None\ndef broken(*a, **k): raise {error}\nd.graphs.callback = broken\nc.main()"  # noqa: E501


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        ("ZeroDivisionError('a\\nb')", 1, "kg: internal error: ZeroDivisionError: a b; please report it"),
        ("RecursionError()", 1, "kg: too deeply nested"), ("MemoryError()", 1, "kg: not enough memory"),
        ("OSError(28, 'No space left on device', '/x')", 1, "kg: /x: No space left on device"),
        ("KeyboardInterrupt()", 130, ""), ("BrokenPipeError()", 0, ""), ("SystemExit(7)", 7, ""),
    ],
)  # fmt: skip
def test_whatever_is_raised_becomes_one_line(error: str, code: int, said: str) -> None:
    def run(**env: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-c", INTERNAL.format(error=error), "graphs"]
        return subprocess.run(line, env={**os.environ, "PYTHONPATH": str(ROOT), **env}, capture_output=True, text=True)

    done = run()
    assert done.returncode == code
    assert done.stderr.strip().startswith(said)
    assert done.stderr.count("\n") <= 1
    if "internal" in said:
        assert "Traceback" in run(KG_DEBUG="1").stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_told_to_stop(root: Path, number: int, code: int) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    line = [sys.executable, "-m", "kg", "--store", str(root), "query", slow]
    process = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    time.sleep(1)
    process.send_signal(number)
    start = time.monotonic()
    out, said = process.communicate(timeout=20)
    assert time.monotonic() - start < 1
    assert (process.returncode, out, said) == (code, "", "")

"""The README tells the truth: each of its commands runs and prints what the README shows.

``python tests/test_readme.py`` writes the present output into the README.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A command may run over several lines while a quotation mark is open.
_COMMAND = re.compile(r"^\$ ((?:[^'\n]|'[^']*')*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def blocks(language: str) -> list[str]:
    return [body for kind, body in _BLOCK.findall(README.read_text(encoding="utf-8")) if kind == language]


def commands() -> list[tuple[str, str]]:
    """Commands of the README's console blocks with the output that it shows, in order."""
    return [(command, shown) for body in blocks("console") for command, shown in _COMMAND.findall(body)]


class Shell:
    """A directory with seeds, in which `kg` is this checkout's; commands of one README see each other's files."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        binaries = directory / "bin"
        binaries.mkdir()
        kg = binaries / "kg"
        kg.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kg "$@"\n', encoding="utf-8")
        kg.chmod(0o755)
        (directory / "seeds").symlink_to(ROOT / "seeds")
        self.environment = {
            **os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
            "KG_DATA": str(directory / "data"), "LANG": "C.UTF-8",
        }  # fmt: skip

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", command], cwd=self.directory, env=self.environment, capture_output=True, text=True, timeout=120
        )


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    made = Shell(tmp_path_factory.mktemp("readme"))
    made.run("kg graphs")  # the first command says on stderr that it compiles; no README shows that
    return made


@pytest.mark.xdist_group("readme")
@pytest.mark.parametrize(("command", "shown"), commands())
def test_command_prints_what_the_readme_shows(command: str, shown: str, shell: Shell) -> None:
    if command.startswith("make "):
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert set(command.split()[1:]) <= set(targets)
        return
    if command == "pip install .":
        assert (ROOT / "pyproject.toml").is_file()
        return
    done = shell.run(command)
    assert done.returncode == 0, done.stderr
    assert done.stdout == shown.removesuffix("\n") + ("\n" if shown else ""), "update it: python tests/test_readme.py"


def test_python_examples_print_what_the_readme_shows(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_DATA", str(shell.directory / "data"))
    monkeypatch.chdir(shell.directory)
    text = "\n".join(blocks("python"))
    test = doctest.DocTestParser().get_doctest(text, {}, "README.md", str(README), 0)
    assert test.examples
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0


def test_every_command_of_the_readme_exists_and_none_is_left_out() -> None:
    from kg.cli import COMMANDS

    named = set(re.findall(r"\bkg (?:--\w+ \S+ )?([a-z]+)", README.read_text(encoding="utf-8")))
    assert set(COMMANDS) <= named


def test_pictures_of_the_readme_are_there() -> None:
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README.read_text(encoding="utf-8")):
        assert (ROOT / path).is_file(), path


def _update() -> None:
    with tempfile.TemporaryDirectory() as directory:
        shell = Shell(Path(directory))
        shell.run("kg graphs")

        def renewed(match: re.Match[str]) -> str:
            command = match[1]
            if command.startswith(("make ", "pip ")):
                return match[0]
            done = shell.run(command)
            if done.returncode:
                sys.exit(f"{command}\n{done.stderr}")
            return f"$ {command}\n{done.stdout}"

        def block(match: re.Match[str]) -> str:
            return match[0] if match[1] != "console" else f"```console\n{_COMMAND.sub(renewed, match[2])}```"

        README.write_text(_BLOCK.sub(block, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    _update()

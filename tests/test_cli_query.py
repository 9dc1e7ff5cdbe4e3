"""`kg query` and `kg queries` as a shell sees them: streams, exit codes, files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg import build, saved

SEEDS = """\
acme: {type: Company, name: {en: Acme, zh-Hant: 頂點}, aliases: {en: [Twin]}}
globex: {type: AILab, name: {en: Globex}, aliases: {en: [Twin]}}
claims:
  - {subject: acme, investsIn: globex, amount: 100e9 USD, at: 2025-09-22, evidence: [s1]}
"""
SOURCES = 's1: {type: Article, title: One, url: "https://a.example/1", tier: Primary, date: 2025-10-01}\n'
NAMES = "SELECT ?name { ?x rdfs:label ?name . ?x a kg:Company } ORDER BY ?name"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cli")
    (root / "seeds").mkdir()
    (root / "seeds" / "sources.yaml").write_text(SOURCES)
    (root / "seeds" / "all.yaml").write_text(SEEDS, encoding="utf-8")
    build.build(root / "store", root / "seeds")
    return root / "store"


def kg(root: Path, *args: str, data: bytes = b"", **variables: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", "--store", str(root), *args],
        input=data,
        capture_output=True,
        timeout=60,
        cwd=Path(__file__).parents[1],
        env=os.environ | variables,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def shell(root: Path, command: str) -> tuple[int, str, str]:
    done = subprocess.run(
        ["bash", "-c", command.replace("KG", f"{sys.executable} -m kg --store {root}")],
        capture_output=True,
        timeout=60,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    "data",
    [
        NAMES.encode(),
        b"\xef\xbb\xbf" + NAMES.encode(),
        NAMES.replace(" ", "\r\n").encode(),
        NAMES.encode() + b" # the end",
    ],
)
@pytest.mark.parametrize("source", ["-", "-f-", "file"])
def test_a_query_from_anywhere(data: bytes, source: str, root: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(data)
    args = ["-f", str(tmp_path / "q.rq")] if source == "file" else [source]
    assert kg(root, "query", *args, "--format", "csv", data=data) == (0, "name\r\nAcme\r\n頂點\r\n", "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "kg: the query is empty"),
        (b"# \n", "kg: the query is empty"),
        (b"ASK {\n} # \xff", "kg: standard input: line 2 is not UTF-8: byte 0xFF"),
        (b" " * 5_000_000, "kg: standard input: the query is longer than 1,000,000 bytes"),
        (b"DELETE WHERE { ?s ?p ?o }", "kg: line 1, column 1: DELETE changes data; queries only read"),
        (b"SELCT *\n{}", 'kg: line 1, column 1: expected a query, found "SELCT"; did you mean "SELECT"?'),
        (
            b"ASK { ?x kg:invetsIn ?y }",
            "kg: line 1, column 10: no term kg:invetsIn in the ontology; did you mean kg:investsIn?",
        ),
        (b"ASK { ?x rfds:label ?y }", 'kg: line 1, column 10: undeclared prefix "rfds:"; did you mean "rdfs"?'),
    ],
)
def test_a_wrong_query_is_one_line(data: bytes, message: str, root: Path) -> None:
    code, output, errors = kg(root, "query", "-", data=data)
    assert (code, output) == (1, "")
    assert errors.startswith(message)
    assert errors.count("\n") == 1


def test_files_that_cannot_be_read(root: Path, tmp_path: Path) -> None:
    assert kg(root, "query", "-f", "missing.rq") == (
        1,
        "",
        "kg: missing.rq: cannot be read: No such file or directory\n",
    )
    assert "Is a directory" in kg(root, "query", "-f", str(tmp_path))[2]
    assert kg(root, "query")[0] == 2
    assert kg(root, "query", "ASK {}", "--name", "founders")[0] == 2


def test_a_runaway_exits_1(root: Path) -> None:
    product = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert kg(root, "query", product, "--timeout", "0.7") == (
        1,
        "",
        "kg: stopped after 0.7 s; narrow the query or give it more: --timeout S\n",
    )


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_head_and_a_closed_pipe_end_quietly(form: str, root: Path) -> None:
    rows = "'SELECT * { ?s ?p ?o . ?a ?b ?c }'"
    if form in ("table", "md"):
        rows = "'SELECT * { ?s ?p ?o }'"
    code, output, errors = shell(root, f"KG query --format {form} {rows} | head -c 20; exit ${{PIPESTATUS[0]}}")
    assert (code, len(output), errors) == (0, 20, "")


@pytest.mark.parametrize(
    ("command", "code", "errors"),
    [
        ("KG query 'ASK {}' > /dev/full", 1, "kg: cannot write the answer: No space left on device\n"),
        ("KG query 'ASK {}' -o /dev/full", 1, "No space left on device\n"),
        ("KG query 'ASK {' 2>&-", 1, ""),
        ("KG query 'ASK {}' < /dev/null 2>&-", 0, ""),
    ],
)
def test_streams_that_fail(command: str, code: int, errors: str, root: Path) -> None:
    done = shell(root, command)
    assert done[0] == code
    assert done[2].endswith(errors)
    assert done[2].count("\n") <= 1


def test_no_stdout_is_one_line(root: Path) -> None:
    code, _, errors = shell(root, "KG query 'ASK {}' >&-")
    assert code == 1
    assert errors.startswith("kg: ")
    assert errors.count("\n") == 1


def test_output_file(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    args = ("query", NAMES, "--format", "csv", "-o", str(path))
    assert kg(root, *args) == (0, "", f"wrote {path}\n")
    assert path.read_bytes().decode() == "name\r\nAcme\r\n頂點\r\n"
    code, _, errors = kg(root, *args)
    assert (code, "exists" in errors, "--force" in errors) == (1, True, True)
    path.write_text("old")
    assert kg(root, *args, "--force")[0] == 0
    assert path.read_bytes().startswith(b"name")
    assert kg(root, "query", "ASK {", "-o", str(path), "--force")[0] == 1
    assert path.read_bytes().startswith(b"name")
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    assert kg(root, *args[:-1], "-")[1].startswith("name")


@pytest.mark.parametrize(
    "variables", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_utf_8_whatever_the_locale(variables: dict[str, str], root: Path) -> None:
    label = "SELECT ?l { $who rdfs:label ?l FILTER(?l != '頂'@en) } ORDER BY ?l"
    expected = (0, "l\r\nAcme\r\n頂點\r\n", "")
    assert kg(root, "query", label, "--param", "who=頂點", "--format", "csv", **variables) == expected
    assert kg(root, "query", NAMES, "--format", "table", **variables)[1].splitlines()[3] == "頂點"


@pytest.mark.parametrize(
    "variables", [{"NO_COLOR": "1"}, {"COLUMNS": "40"}, {"TERM": "xterm-256color", "COLUMNS": "40"}]
)
def test_no_colours_and_no_cuts_in_a_pipe(variables: dict[str, str], root: Path) -> None:
    _, output, _ = kg(root, "query", "SELECT ('" + "x" * 200 + "' AS ?y) {}", **variables)
    assert "\x1b" not in output
    assert "x" * 200 in output


@pytest.mark.parametrize("value", ['"x" . ?a ?b ?c #"', '"> . }"', '"\\u0041cme"', '"Acme\\" } #"'])
def test_a_hostile_text_matches_nothing(value: str, root: Path) -> None:
    query = "SELECT ?s { ?s rdfs:label ?l FILTER(STR(?l) = $x) }"
    assert kg(root, "query", query, "--param", f"x={value}", "--format", "csv") == (0, "s\r\n", "")


@pytest.mark.parametrize(
    ("parameter", "code", "message"),
    [
        ("x=Twin", 1, 'kg: "Twin" stands for several entities: acme, globex; name one of these'),
        ('x=x" . ?a ?b ?c #', 1, "kg: no entity"),
        ("x=> . }", 1, "kg: no entity"),
        ("y=acme", 1, "kg: the query has no par"),
        ("x", 2, "name=value"),
    ],
)
def test_parameters_that_stand_for_nothing(parameter: str, code: int, message: str, root: Path) -> None:
    done = kg(root, "query", "ASK { $x rdfs:label ?l }", "--param", parameter)
    assert done[:2] == (code, "")
    assert message in done[2]


def test_saved_queries_on_the_command_line(root: Path) -> None:
    code, output, _ = kg(root, "query", "--name", "investors-of", "--param", "organization=Globex", "--format", "json")
    (row,) = json.loads(output)["results"]["bindings"]
    assert (code, row["funder"]["value"], row["amount"]["value"]) == (0, "Acme", "100000000000")
    assert kg(root, "query", "--name", "investors-of") == (
        1,
        "",
        "kg: investors-of needs organization (who gets the money); for example --param organization=anthropic\n",
    )
    listed = json.loads(kg(root, "queries", "--format", "json")[1])
    assert [entry["name"] for entry in listed] == saved.names()
    assert all(entry["answers"] for entry in listed)


def test_as_of(root: Path) -> None:
    ask = "ASK { e:acme kg:investsIn e:globex }"
    assert [kg(root, "query", ask, "--as-of", day)[1] for day in ("2025-09-21", "2025-09-22", "2025")] == [
        "no\n",
        "yes\n",
        "yes\n",
    ]
    assert kg(root, "query", ask, "--as-of", "soon")[::2] == (
        1,
        'kg: "soon" is no date; write 2025-01-21, 2025-01 or 2025\n',
    )

"""import as a user meets it: what is said, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import build, importers
from kg.cli import kg
from kg.errors import KGError, NotFound

PROJECT = Path(__file__).parent.parent
MAPPING = """\
[source]
title = "Sums"
url = "https://sums.example/"
[entities]
Who = "Company"
[[claims]]
subject = "{Who}"
revenue = "{Sum} USD"
at = "{Year}"
"""
TABLE = "Who,Sum,Year\nAcme,13e9,2024\nInitech,1,2024\nGlobex,n/a,2024\nGlobex,2,2024-13\n"
#: What the table is answered with; DIR stands for its directory.
SAID = """\
DIR/sums.csv:4: warning: "n/a USD": expected a number and a unit such as 500e9 USD [bad-number]
DIR/sums.csv:5: warning: bad date "2024-13": there is no such month [bad-date]
read 4 rows; refused something of 2 (1 bad-number, 1 bad-date)
made 2 claims about 1 known and 1 new entities; the seeds say 1 of them too
imported into https://w3id.org/aikg/graph/sums (40 triples)
"""


SOURCES = 'filing: {type: Filing, title: A filing, url: "https://a.example/", date: 2025-06-01, tier: Primary}\n'
SEEDS = """\
acme: {type: Company, name: {en: Acme}}
globex: {type: AILab, name: {en: Globex}}
claims:
  - {subject: acme, revenue: 13e9 USD, at: 2024, evidence: [filing]}
  - {subject: acme, competesWith: globex, evidence: [filing]}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("built")
    (made / "seeds").mkdir()
    (made / "seeds" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (made / "seeds" / "all.yaml").write_text(SEEDS, encoding="utf-8")
    build.compile_seeds(made / "store", made / "seeds")
    return made


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built / "store", tmp_path / "store")
    return tmp_path / "store"


def run(*args: str) -> Result:
    return CliRunner().invoke(kg, list(args))


def put(root: Path, table: str = TABLE, mapping: str = MAPPING, name: str = "sums.csv") -> str:
    path = root.parent / name
    path.write_text(table, encoding="utf-8")
    path.with_suffix(".toml").write_text(mapping, encoding="utf-8")
    return str(path)


def said(done: Result, root: Path) -> str:
    """What a command that is fine says on stderr."""
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    return done.stderr.replace(str(root.parent), "DIR")


def graphs(root: Path) -> list[str]:
    return [row["graph"] for row in json.loads(run("--store", str(root), "graphs", "--format", "json").stdout)]


# ---- importing ----


def test_what_was_read_made_and_refused(root: Path) -> None:
    assert said(run("--store", str(root), "import", "csv", put(root)), root) == SAID
    assert graphs(root) == ["g:inferred", "g:ontology", "g:seeds", "g:sums"]
    shown = run("--store", str(root), "show", "Initech")
    assert shown.exit_code == 0
    assert "US$1  2024  sums (secondary)" in shown.stdout


def test_drop_and_import_again(root: Path) -> None:
    for _ in range(2):
        assert said(run("--store", str(root), "import", "csv", put(root)), root) == SAID
    assert run("--store", str(root), "drop", "sums").stderr == (
        "dropped https://w3id.org/aikg/graph/sums (40 triples)\n"
    )
    assert said(run("--store", str(root), "import", "csv", put(root)), root) == SAID


def test_quiet(root: Path) -> None:
    assert said(run("--quiet", "--store", str(root), "import", "csv", put(root)), root) == ""


def test_the_first_of_many_refused_or_all(root: Path) -> None:
    path = put(root, "Who,Sum,Year\nAcme,1,2024\n" + "".join(f"Acme,{n}x,2024\n" for n in range(1200)))
    lines = said(run("--store", str(root), "import", "csv", path), root).splitlines()
    assert lines[9].startswith('DIR/sums.csv:12: warning: "9x USD": ')
    assert lines[10:13] == [
        "… and 1,190 more (--refused names all)",
        "read 1,201 rows; refused something of 1,200 (1,200 bad-number)",
        "made 1 claim about 1 known and 0 new entities; the seeds say 0 of them too",
    ]
    assert len(lines) == 14
    lines = said(run("--store", str(root), "import", "csv", path, "--refused"), root).splitlines()
    assert len(lines) == 1203
    assert lines[1199].startswith('DIR/sums.csv:1202: warning: "1199x USD": ')


def test_nothing_refused_and_a_note(root: Path) -> None:
    path = put(root, "Who,Sum,Year\nAc\u200bme,13e9,2024\u200b\n")
    assert said(run("--store", str(root), "import", "csv", path), root).splitlines() == [
        "read 1 rows; refused something of 0",
        "made 1 claim about 1 known and 0 new entities; the seeds say 1 of them too",
        "note: 2 invisible or control characters were taken out",
        "imported into https://w3id.org/aikg/graph/sums (22 triples)",
    ]


def test_another_graph_and_another_mapping(root: Path) -> None:
    other = root.parent / "other.toml"
    other.write_text(MAPPING.replace("revenue", "netIncome"), encoding="utf-8")
    command = ["--store", str(root), "import", "csv", put(root), "--graph", "g:mine", "--mapping", str(other)]
    assert said(run(*command), root).splitlines()[2:] == [
        "read 4 rows; refused something of 2 (1 bad-number, 1 bad-date)",
        "made 2 claims about 1 known and 1 new entities; the seeds say 0 of them too",
        "imported into https://w3id.org/aikg/graph/mine (40 triples)",
    ]
    assert "g:sums" not in graphs(root)


def test_a_store_is_made(root: Path) -> None:
    new = root.parent / "new"
    lines = said(run("--store", str(new), "import", "csv", put(root)), root).splitlines()
    assert lines[0] == "made a store at DIR/new"
    assert "made 2 claims about 0 known and 2 new entities; the seeds say 0 of them too" in lines


def test_an_archive_of_a_publisher(root: Path) -> None:
    with zipfile.ZipFile(root.parent / "all.zip", "w") as file:
        file.writestr("top/notable_ai_models.csv", "Model,Organization,Publication date\nM1,Acme,2025-01\n")
    done = run("--store", str(root), "import", "epoch-models", str(root.parent / "all.zip"))
    assert said(done, root).splitlines()[:2] == [
        "read 1 rows; refused something of 0",
        "made 2 claims about 1 known and 1 new entities; the seeds say 0 of them too",
    ]


# ---- the list ----


def test_what_can_be_imported() -> None:
    table = run("import", "--list")
    assert (table.exit_code, table.stderr) == (0, "")
    lines = table.stdout.splitlines()
    assert lines[0].split() == ["name", "claims", "about", "publisher", "licence", "path"]
    assert [line.split()[0] for line in lines[2:]] == list(importers.NAMES)
    rows = json.loads(run("import", "--list", "--format", "json").stdout)
    assert rows[0] == {
        "name": "epoch-companies", "publisher": "Epoch AI", "licence": "CC-BY-4.0",
        "claims about": "funding rounds, revenue, compute spending, staff and users of the labs",
        "path": "the directory or ZIP of ai_companies*.csv",
    }  # fmt: skip
    cells = list(csv.reader(io.StringIO(run("import", "--list", "--format", "csv").stdout)))
    assert [row[0] for row in cells] == ["name", *importers.NAMES]
    assert all(row["claims about"] and row["path"] for row in rows)


@pytest.mark.parametrize("name", importers.NAMES)
def test_every_importer_says_what_it_reads_and_whose_it_is(name: str) -> None:
    found = importers.find(name)
    assert found.name == name
    assert found.url.startswith("https://")
    assert found.title
    assert found.tier in ("Primary", "Established", "Secondary", "Weak")
    assert name == "csv" or (found.publisher and found.license)


# ---- wrong usage and wrong requests ----


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "name a dataset and the path of its files, or ask for --list"),
        (["csv"], "csv needs a PATH: a CSV file; its mapping is the .toml file beside it, or --mapping FILE"),
        (["epoch-models"], "epoch-models needs a PATH: notable_ai_models.csv, or its directory or ZIP"),
        (["epoch-models", "x", "--mapping", "y"], "--mapping is for csv"),
        (["csv", "x", "y"], "unexpected extra argument (y)"),
        (["csv", "x", "--refuse"], "No such option '--refuse'. Did you mean '--refused'?"),
        (["--list", "--format", "xml"], "'xml' is not one of"),
    ],
)  # fmt: skip
def test_wrong_usage(tmp_path: Path, args: list[str], message: str) -> None:
    done = run("--store", str(tmp_path / "new"), "import", *args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("epoch-model", 'no importer "epoch-model"; did you mean "epoch-models"?; see `kg import --list`'),
        ("zzz", 'no importer "zzz"; see `kg import --list`'),
        ("..", 'no importer ".."; see `kg import --list`'),
        ("table", 'no importer "table"; see `kg import --list`'),
    ],
)
@pytest.mark.parametrize("path", [[], ["x"]])
def test_no_importer_of_that_name(tmp_path: Path, name: str, message: str, path: list[str]) -> None:
    done = run("--store", str(tmp_path / "new"), "import", name, *path)
    assert isinstance(done.exception, NotFound)
    assert str(done.exception) == message
    assert not (tmp_path / "new").exists(), "no store is made for nothing"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["epoch-models", "DIR/none"], "DIR/none: error: cannot be read: No such file or directory [file]"),
        (["epoch-models", "DIR"], "DIR: holds no notable_ai_models.csv"),
        (["csv", "DIR/sums.csv", "--graph", "seeds"],
         "https://w3id.org/aikg/graph/seeds is compiled from seeds; choose another name with --graph"),
        (["csv", "DIR/sums.csv", "--graph", "a b"],
         '"a b" is no name for a graph; use letters, digits and -, or an http IRI'),
        (["csv", "DIR/sums.csv", "--mapping", "DIR/none.toml"],
         "DIR/none.toml: error: cannot be read: No such file or directory [file]; "
         "write what its columns mean: kg import csv --help"),
    ],
)  # fmt: skip
def test_requests_that_cannot_be_met(root: Path, args: list[str], message: str) -> None:
    put(root)
    before = sorted(path.name for path in root.iterdir())
    done = run("--store", str(root), "import", *(arg.replace("DIR", str(root.parent)) for arg in args))
    assert isinstance(done.exception, KGError)
    assert str(done.exception).replace(str(root.parent), "DIR") == message
    assert sorted(path.name for path in root.iterdir()) == before


# ---- as a process, where a child reads the files ----


def process(*args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    line = [sys.executable, "-m", "kg", *args]
    return subprocess.run(line, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60)


def test_a_process_says_the_same(root: Path) -> None:
    done = process("--store", str(root), "import", "csv", put(root))
    assert (done.returncode, done.stdout, done.stderr.replace(str(root.parent), "DIR")) == (0, "", SAID)


def test_a_process_that_fails(root: Path) -> None:
    before = sorted(path.name for path in root.iterdir())
    done = process("--store", str(root), "import", "csv", put(root, TABLE + '"\x1b[2J'))
    line = f"kg: {root.parent}/sums.csv:6: error: a quotation mark is not closed [csv]\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", line)
    done = process("--store", str(root), "import", "csv", put(root, "Who,Sum,Year\nAcme,x,\n"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.replace(str(root.parent), "DIR").splitlines() == [
        'DIR/sums.csv:2: warning: "x USD": expected a number and a unit such as 500e9 USD [bad-number]',
        "DIR/sums.csv: error: no claim could be made of 1 rows [empty]",
    ]
    done = process("--store", str(root), "import", "csv")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert sorted(path.name for path in root.iterdir()) == before

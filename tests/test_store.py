"""The store directory: whole or not there, whatever happens to its files or to the processes that make it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import store, versions
from kg.errors import QueryError, StoreError
from kg.terms import ENTITY, GRAPH, KG, PREFIXES, Literal, Quad

GRAPH_A = GRAPH["a"]


def _quads(count: int) -> Iterator[Quad]:
    for number in range(count):
        yield Quad(ENTITY[f"x{number}"], KG.budget, Literal(number), GRAPH_A)


def _write(root: Path, count: int) -> dict[str, object]:
    def fill(engine, report):  # type: ignore[no-untyped-def]
        engine.bulk_extend(_quads(count))
        return {"made": count}

    with versions.lock(root):
        return versions.write(root, fill)


def _count(root: Path) -> int:
    return sum(1 for _ in store.open_store(root).quads())


def _version(root: Path) -> Path:
    return root / (root / "CURRENT").read_text().strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "store"
    _write(root, 100)
    return root


def test_written_and_opened(root: Path) -> None:
    opened = store.open_store(root)
    assert opened.graphs() == {GRAPH_A.value: 100}
    assert opened.info["made"] == 100
    assert opened.info["quads"] == 100
    assert [row["n"].value for row in opened.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")] == ["100"]


def test_a_new_version_replaces_the_old_one_and_a_reader_keeps_what_it_opened(root: Path) -> None:
    reader = store.open_store(root)
    for count in (1, 2, 3, 4):
        _write(root, count)
    assert _count(root) == 4
    assert sum(1 for _ in reader.quads()) == 100
    assert len(list(root.glob("v-*"))) == 2, "the last but one is kept for readers, older ones are swept"
    assert not list(root.glob("tmp-*"))


def test_no_store_and_nothing_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store at .*missing; make one: kg --store .*missing build --seeds DIR"):  # noqa: RUF043
        store.open_store(tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def _biggest(version: Path, pattern: str) -> Path:
    return max(version.glob(pattern), key=lambda path: path.stat().st_size)


DAMAGE = {
    "manifest truncated": lambda v: _truncate(_biggest(v, "db/MANIFEST-*")),
    "table deleted": lambda v: _biggest(v, "db/*.sst").unlink(),
    "table truncated": lambda v: _truncate(_biggest(v, "db/*.sst")),
    "byte of a table flipped": lambda v: _flip(_biggest(v, "db/*.sst")),
    "engine's CURRENT deleted": lambda v: (v / "db/CURRENT").unlink(),
    "database gone": lambda v: shutil.rmtree(v / "db"),
    "store.json truncated": lambda v: _truncate(v / "store.json"),
    "store.json empty": lambda v: (v / "store.json").write_bytes(b""),
    "store.json a list": lambda v: (v / "store.json").write_bytes(b"[1]"),
    "store.json without files": lambda v: (v / "store.json").write_bytes(
        b'{"format": 2, "engine": "0.5", "files": {}}'
    ),
    "store.json deep": lambda v: (v / "store.json").write_bytes(b"[" * 100_000),
    "store.json gone": lambda v: (v / "store.json").unlink(),
    "CURRENT garbage": lambda v: (v.parent / "CURRENT").write_bytes(b"\x00\xff../../etc\n"),
    "CURRENT empty": lambda v: (v.parent / "CURRENT").write_bytes(b""),
    "CURRENT elsewhere": lambda v: (v.parent / "CURRENT").write_text("../other\n"),
    "CURRENT of nothing": lambda v: (v.parent / "CURRENT").write_text("v-0123456789abcdef\n"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_noticed(root: Path, what: str) -> None:
    DAMAGE[what](_version(root))
    assert store.info(root) is None
    with pytest.raises(StoreError, match=r"is damaged \(.+\); make it anew: kg --store .* build") as caught:
        store.open_store(root)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("key", "value"), [("format", 1), ("engine", "0.4"), ("format", "x")])
def test_a_store_of_another_version_is_made_anew(root: Path, key: str, value: object) -> None:
    path = _version(root) / "store.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    assert store.info(root) is None
    with pytest.raises(StoreError, match="another version of kg made it"):
        store.open_store(root)


def test_a_copied_store_is_whole_though_its_times_differ(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root, tmp_path / "copy")
    for path in (tmp_path / "copy").rglob("*"):
        os.utime(path, (1, 1))
    assert _count(tmp_path / "copy") == 100


def test_half_a_copy_is_not(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root, tmp_path / "copy")
    files = sorted((_version(tmp_path / "copy") / "db").glob("*.sst"))
    files[-1].unlink()
    assert store.info(tmp_path / "copy") is None


def test_a_failed_write_leaves_the_old_version(root: Path) -> None:
    def fill(engine, report):  # type: ignore[no-untyped-def]
        engine.bulk_extend(_quads(10))
        raise OSError(28, "No space left on device")

    before = sorted(path.name for path in root.iterdir())
    with pytest.raises(StoreError, match="cannot write the store: No space left on device"), versions.lock(root):
        versions.write(root, fill)
    assert _count(root) == 100
    assert sorted(path.name for path in root.iterdir()) == before


def test_what_a_crashed_build_left_is_swept(root: Path) -> None:
    (root / "tmp-999999999" / "db").mkdir(parents=True)
    (root / "CURRENT.999999999").write_text("v-x")
    (root / "load-999999999.nq").write_text("")
    (root / f"load-{os.getpid()}.nq").write_text("ours")
    _write(root, 5)
    left = {path.name for path in root.iterdir() if not path.name.startswith("v-")}
    assert left == {"CURRENT", "lock", f"load-{os.getpid()}.nq"}


def test_copy_shares_files_and_keeps_the_old_one(root: Path) -> None:
    old = _version(root)

    def fill(engine, report):  # type: ignore[no-untyped-def]
        engine.extend([Quad(ENTITY.y, KG.budget, Literal(1), GRAPH["b"])])
        return {}

    with versions.lock(root):
        made = versions.write(root, fill, base=True)
    assert made["graphs"] == {GRAPH_A.value: 100, GRAPH["b"].value: 1}
    new = _version(root)
    shared = [p.name for p in (new / "db").glob("*.sst") if (old / "db" / p.name).exists()]
    assert shared
    assert all(os.path.samefile(old / "db" / name, new / "db" / name) for name in shared)
    assert store.verify(str(old))["quads"] == 100


def test_the_lock_is_waited_for_and_names_its_holder(root: Path) -> None:
    code = f"from kg import versions; from pathlib import Path; import time\nwith versions.lock(Path({str(root)!r})):\n print('have', flush=True); time.sleep(60)"  # noqa: E501
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "have\n"
        with pytest.raises(StoreError, match=f"is locked by process {holder.pid}"), versions.lock(root, wait_s=0.2):
            pass
        holder.kill()
    with versions.lock(root, wait_s=5):
        pass


def test_killed_at_any_moment_the_old_version_or_the_new_one(root: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_store; from pathlib import Path\n"
        f"print(1, flush=True); test_store._write(Path({str(root)!r}), 20_000); print(2, flush=True)"
    )
    seen = set()
    for attempt in range(12):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(attempt * 0.03)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        seen.add(_count(root))
        assert seen <= {100, 20_000}
        shutil.rmtree(root)
        _write(root, 100)
    assert 100 in seen, "none was killed in time"
    _write(root, 7)
    assert _count(root) == 7
    assert not list(root.glob("tmp-*"))


def test_read_only_directory_is_read(root: Path) -> None:
    code = (
        "import os, json, hashlib, _thread, time\nfrom kg import store, versions; from kg.errors import StoreError\n"
        "from pathlib import Path; root = Path(os.environ['KG_TEST_ROOT'])\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "print(sum(1 for _ in store.open_store(root).quads()))\n"
        "try:\n  with versions.lock(root): versions.write(root, lambda e, r: {})\n"
        "except StoreError as error: print(error)"
    )
    with tempfile.TemporaryDirectory() as place:  # where everybody may look
        os.chmod(place, 0o755)
        shared = Path(shutil.copytree(root, Path(place, "store")))
        for path in [shared, *shared.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            done = subprocess.run(
                [sys.executable, "-c", code],
                capture_output=True,
                text=True,
                env={**os.environ, "KG_TEST_ROOT": str(shared)},
            )
        finally:
            for path in [shared, *shared.rglob("*")]:
                path.chmod(0o755)
    count, said = (done.stdout + done.stderr).splitlines()
    assert count == "100"
    assert "Permission denied" in said


def test_an_answer_that_is_no_query(root: Path) -> None:
    with pytest.raises(QueryError, match=r"1:\d"):
        store.open_store(root).select("SELCT")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('"-3"^^xsd:negativeInteger', "-3"), ('"01"^^xsd:integer', "1"), ('"1.10"^^xsd:decimal', "1.1"),
        ('"1"^^xsd:boolean', "true"), ('"2024-02-30"^^xsd:date', "2024-02-30"),
    ],
)  # fmt: skip
def test_the_engine_keeps_values_not_spelling(written: str, kept: str) -> None:
    """Known and relied upon: exports must not promise the lexical form (BAD_INPUT B7)."""
    engine = store.Store.in_memory(()).engine
    engine.update(f"INSERT DATA {{ <http://e/s> <http://e/p> {written} }}", prefixes=PREFIXES)
    assert next(iter(engine)).object.value == kept

"""A publisher's files: directories, archives and tables, read without trust."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest

from kg.errors import KGError, Where
from kg.importers import files as module
from kg.importers.files import Files
from kg.importers.rows import Row, read


def put(root: Path, name: str, content: str | bytes = "x\n") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def archive(path: Path, members: dict[str, str | bytes], links: dict[str, str] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
        for name, target in (links or {}).items():
            link = zipfile.ZipInfo(name)
            link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            file.writestr(link, target)
    return path


def error(path: Path) -> str:
    """What is said of a path, or of the first of its files; the test's own directory left out."""

    def first() -> str:
        found = Files.open(path)
        return found.text(found.names()[0])

    with pytest.raises(KGError) as caught:
        first()
    return str(caught.value).replace(path.parent.as_posix() + "/", "")


# ---- which files there are ----


def test_a_directory(tmp_path: Path) -> None:
    for name in ("b.csv", "sub/a.csv", ".hidden", ".git/c.csv", "sub/.d.csv"):
        put(tmp_path, name)
    found = Files.open(tmp_path)
    assert found.names() == ["b.csv", "sub/a.csv"]
    assert found.shown("sub/a.csv") == f"{tmp_path.as_posix()}/sub/a.csv"
    assert found.text("sub/a.csv") == "x\n"
    assert found.left_out == []


def test_an_archive_is_the_same_files(tmp_path: Path) -> None:
    members = {"top/": "", "top/b.csv": "1\n", "top\\sub\\a.csv": "2\n", "__MACOSX/b.csv": "3", "top/.DS_Store": "4"}
    found = Files.open(archive(tmp_path / "all.zip", members))
    assert found.names() == ["top/b.csv", "top/sub/a.csv"]
    assert [found.text(name) for name in found.names()] == ["1\n", "2\n"]
    assert found.shown("top/b.csv") == f"{tmp_path.as_posix()}/all.zip/top/b.csv"


def test_one_file(tmp_path: Path) -> None:
    path = put(tmp_path, "b.csv", "1\n")
    found = Files.open(path)
    assert (found.names(), found.text("b.csv"), found.shown("b.csv")) == (["b.csv"], "1\n", path.as_posix())


@pytest.mark.parametrize(
    ("ending", "name"),
    [
        ("data.csv", "a/data.csv"), ("b/data.csv", "a/b/data.csv"), ("a/b/xdata.csv", "a/b/xdata.csv"),
        ("ata.csv", None), ("DATA.csv", None),
    ],
)  # fmt: skip
def test_the_shortest_of_that_ending(tmp_path: Path, ending: str, name: str | None) -> None:
    for each in ("a/data.csv", "a/b/data.csv", "a/b/xdata.csv"):
        put(tmp_path, each)
    assert Files.open(tmp_path).find(ending) == name


def test_what_a_directory_holds_besides_files_is_named(tmp_path: Path) -> None:
    root = tmp_path / "data"
    put(root, "a.csv", "inside\n")
    put(root, "bad\x1b[2J.csv")
    put(tmp_path, "secret.csv")
    (root / "folder").mkdir()
    (root / "in.csv").symlink_to("a.csv")
    (root / "out.csv").symlink_to("../secret.csv")
    (root / "dead.csv").symlink_to("nothing")
    (root / "ring").symlink_to("ring")
    (root / "up").symlink_to("..")
    os.mkfifo(root / "pipe.csv")
    found = Files.open(root)
    assert found.names() == ["a.csv", "in.csv"]
    assert found.text("in.csv") == "inside\n"
    assert found.left_out == [
        r"bad\x1b[2J.csv (its name is no text)",
        "dead.csv (a link to nothing)",
        "out.csv (a link out of the directory)",
        "pipe.csv (not a regular file)",
        "ring (a link to nothing)",
        "up (a link to a directory)",
    ]


def test_a_directory_of_everything_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 2)
    for name in ("a", "b", ".c"):
        put(tmp_path, name)
    assert Files.open(tmp_path).names() == ["a", "b"]
    put(tmp_path, "d/e")
    assert error(tmp_path) == f"{tmp_path.name}: more than 2 files; name the dataset's own directory"


# ---- what may stand at a path ----


def test_nothing_there(tmp_path: Path) -> None:
    assert error(tmp_path / "x.csv") == "x.csv: error: cannot be read: No such file or directory [file]"
    assert error(tmp_path / ("x" * 300)).endswith("x: error: cannot be read: File name too long [file]")
    assert error(tmp_path / "\x1b[2J") == r"\x1b[2J: error: cannot be read: No such file or directory [file]"
    assert error(tmp_path / "a\0b").startswith(r"a\x00b: error: cannot be read: ")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.csv")
    assert error(tmp_path / "x.csv") == "x.csv: error: is not a regular file [file]"


def test_a_file_too_large_to_be_a_table(tmp_path: Path) -> None:
    with open(tmp_path / "x.csv", "wb") as file:
        file.truncate(20_000_001)
    assert error(tmp_path / "x.csv") == "x.csv: error: is larger than 20 MB; split it [file]"


def test_what_vanishes_meanwhile(tmp_path: Path) -> None:
    path = put(tmp_path, "x.csv")
    found = Files.open(path)
    path.unlink()
    with pytest.raises(KGError, match=r"x\.csv: error: cannot be read: No such file or directory \[file\]$"):
        found.text("x.csv")


# ---- archives of strangers ----


def test_links_in_an_archive_lead_within_it(tmp_path: Path) -> None:
    links = {
        "a/one.csv": "two.csv", "a/two.csv": "../b/real.csv", "a/out.csv": "../../etc/passwd",
        "a/abs.csv": "/etc/passwd", "a/ring.csv": "ring.csv", "a/none.csv": "none", "a/folder": "../b",
    }  # fmt: skip
    found = Files.open(archive(tmp_path / "x.zip", {"b/real.csv": "real\n"}, links))
    assert found.names() == ["a/one.csv", "a/two.csv", "b/real.csv"]
    assert found.text("a/one.csv") == "real\n"
    names = ("a/abs.csv", "a/folder", "a/none.csv", "a/out.csv", "a/ring.csv")
    assert found.left_out == [f"{name} (a link to no file in the archive)" for name in names]


@pytest.mark.parametrize("name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv", "a/../x.csv"])
def test_members_that_point_out(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / "x.zip", {"a.csv": "", name: ""})
    assert error(path) == f"x.zip: holds {name}, which points out of it; it is not read"


def test_members_that_hide_one_another(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", {"a/x.csv": "1", "a\\x.csv": "2"})
    assert error(path) == "x.zip: holds a/x.csv twice; it is not read"


def test_a_member_whose_name_is_no_text(tmp_path: Path) -> None:
    found = Files.open(archive(tmp_path / "x.zip", {"a.csv": "1", "b\x1b.csv": "2"}))
    assert found.names() == ["a.csv"]
    assert found.left_out == [r"b\x1b.csv (its name is no text)"]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive(tmp_path / "x.zip", {"a.csv": bytes(3_000_000)})
    assert path.stat().st_size < 10_000
    assert error(path) == "x.zip: would unpack to 3 MB in 1 files; unpack it yourself"
    monkeypatch.setattr(module, "MAX_FILES", 2)
    path = archive(tmp_path / "y.zip", {f"{n}.csv": "" for n in range(3)})
    assert error(path) == "y.zip: would unpack to 0 MB in 3 files; unpack it yourself"


def test_a_member_too_large_to_be_a_table(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("a.csv", bytes(20_000_001))
    assert error(tmp_path / "x.zip") == "x.zip/a.csv: is larger than 20 MB"


def test_damage_and_secrets_in_an_archive(tmp_path: Path) -> None:
    whole = archive(tmp_path / "x.zip", {"a.csv": " ".join(map(str, range(300)))}).read_bytes()
    start = 30 + len("a.csv")
    broken = {
        "deflate": whole[:start] + b"\xff" * 20 + whole[start + 20 :],
        "sum": whole[:14] + b"\0\0\0\0" + whole[18:].replace(whole[14:18], b"\0\0\0\0"),
        "secret": whole[:6] + b"\1" + whole[7:].replace(b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1"),
    }
    said = {name: error(put(tmp_path, "x.zip", data)) for name, data in broken.items()}
    assert said["deflate"].startswith("x.zip/a.csv: cannot be read: Error -3 while decompressing data")
    assert said["sum"] == "x.zip/a.csv: cannot be read: Bad CRC-32 for file 'a.csv'"
    assert said["secret"].startswith("x.zip/a.csv: cannot be read: File ")
    assert "is encrypted" in said["secret"]


def test_an_archive_without_its_end(tmp_path: Path) -> None:
    whole = archive(tmp_path / "x.zip", {"a.csv": " ".join(map(str, range(300)))}).read_bytes()
    said = error(put(tmp_path, "x.zip", whole[:250]))
    assert said.startswith("x.zip:")
    assert said.endswith("; save the file as UTF-8 [encoding]")


# ---- text ----


@pytest.mark.parametrize(
    ("data", "text", "removed"),
    [
        (b"\xef\xbb\xbfa\r\nb\rc\n", "a\nb\nc\n", 0),
        ("a\x1b[2J\u202eb\u200bc\x00\ufeff".encode(), "a[2Jbc", 5),
        ("a\u2028b\x0bc\x0cd\u2029e".encode(), "a b c d e", 0),
        ("T\ufffdbingen".encode(), "T\ufffdbingen", 0),
        ("頂點 👩‍🔬 é\t".encode(), "頂點 👩‍🔬 é\t", 0),
        (b"", "", 0),
    ],
)
def test_text_without_what_no_text_may_hold(tmp_path: Path, data: bytes, text: str, removed: int) -> None:
    found = Files.open(put(tmp_path, "x.csv", data))
    assert [found.text("x.csv"), found.text("x.csv")] == [text, text]
    assert found.removed == removed, "read twice, counted once"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Name\rCitroën\r".encode("latin-1"), "2:6: error: is not UTF-8: byte 0xEB; save the file as UTF-8"),
        ("Name\r\nCitroën".encode("cp1252"), "2:6: error: is not UTF-8: byte 0xEB; save the file as UTF-8"),
        ("Name\nAcme\n".encode("utf-16"), "1:1: error: is UTF-16; save it as UTF-8"),
        ("Name\nAcme\n".encode("utf-16-be"), "1:1: error: is UTF-16 or no text; save it as UTF-8"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "1:2: error: is not UTF-8: byte 0x8B; save the file as UTF-8"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_other_encodings_are_refused_with_their_place(tmp_path: Path, data: bytes, said: str, packed: bool) -> None:
    path = archive(tmp_path / "x.zip", {"x.csv": data}) if packed else put(tmp_path, "x.csv", data)
    assert error(path) == f"{'x.zip/' if packed else ''}x.csv:{said} [encoding]"


# ---- rows ----


def table(tmp_path: Path, text: str, **options: object) -> list[Row]:
    files = Files.open(put(tmp_path, "x.csv", text))
    return read(files, "x.csv", **{"table": "", "key": "Id", **options})  # type: ignore[arg-type]


def test_rows_with_their_places(tmp_path: Path) -> None:
    text = '\nId, Sum  of money ,"Two\nlines"\na, 5 ,\n\nb,"one\n\ntwo",x\n , ,\na\n,9,,,\n'
    where = (tmp_path / "x.csv").as_posix()
    assert table(tmp_path, text, table="deals") == [
        Row(Where(where, 4), "deals/a", {"Id": "a", "Sum of money": "5"}),
        Row(Where(where, 6), "deals/b", {"Id": "b", "Sum of money": "one\n\ntwo", "Two lines": "x"}),
        Row(Where(where, 10), "deals/a (row 3)", {"Id": "a"}),
        Row(Where(where, 11), "deals/row 4", {"Sum of money": "9"}),
    ]


def test_rows_are_named_on_one_line(tmp_path: Path) -> None:
    assert [row.locator for row in table(tmp_path, 'Id\n" a\n b "\n')] == ["a b"]


def test_line_ends_do_not_matter(tmp_path: Path) -> None:
    text = 'Id,Note\na,"x\ny"\nb,z\n'
    unix = table(tmp_path, text)
    assert [row.where.line for row in unix] == [2, 4]
    assert table(tmp_path, "\ufeff" + text.replace("\n", "\r\n")) == unix
    assert table(tmp_path, text.replace("\n", "\r")) == unix


def test_cells(tmp_path: Path) -> None:
    (row,) = table(tmp_path, 'Id,List,"A ""b"""\n1,"x,  y z ,, x",=HYPERLINK(1)\n')
    assert (row["Id"], row["None"], row['A "b"']) == ("1", "", "=HYPERLINK(1)")
    assert row.all("List") == ["x", "y z"]
    assert row.all("Id", ";") == ["1"]
    assert row.all("None") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": error: is empty; expected a table in CSV [csv]"),
        (" ,\n\n", ": error: is empty; expected a table in CSV [csv]"),
        ("Idd,Sum\n", ':1: error: no column "Id"; did you mean "Idd"? [csv]'),
        ("\n\nA,B\n", ':3: error: no column "Id"; it has "A" and "B" [csv]'),
        ("Id;Sum\n1;2\n", ':1: error: no column "Id"; it has "Id;Sum" [csv]'),
        ("Id\n", ':1: error: no column "Sum"; it has "Id" [csv]'),
        ("Id,Sum,Id\n", ':1: error: two columns are called "Id" [csv]'),
        ("Id,Sum\n1,2\n\n1,2,,3\n", ":4: error: 4 cells under 2 columns [csv]"),
        ('Id,Sum\n1,2\n3,"4\n5,6\n7,8\n', ":3: error: a quotation mark is not closed [csv]"),
        ('Id,Sum\n1,2\n3,"4\n"5,6\n', ":3: error: ',' expected after '\"' [csv]"),
        ("Id,Sum\n1," + "x" * 131_073, ":2: error: field larger than field limit (131072) [csv]"),
    ],
)
def test_what_is_no_table(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(KGError) as caught:
        table(tmp_path, text, needs=["Sum"])
    assert str(caught.value) == f"{(tmp_path / 'x.csv').as_posix()}{said}"


def test_a_table_without_rows(tmp_path: Path) -> None:
    assert table(tmp_path, "Id,Sum\n\n,\n") == []


def test_an_archive_names_its_member(tmp_path: Path) -> None:
    files = Files.open(archive(tmp_path / "x.zip", {"top/x.csv": "Id\n1\n"}))
    (row,) = read(files, "top/x.csv", table="", key="Id")
    assert str(row.where) == f"{tmp_path.as_posix()}/x.zip/top/x.csv:2"

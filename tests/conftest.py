"""A tiny world: four entities and two sources, beside which a test puts a file of its own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import build, cli, importers, load, rdf, validate, vocab
from kg.errors import Problem
from kg.importers.draft import Draft
from kg.importers.known import Known
from kg.model import Claim, Date, Number, Plain, Prose, Records, Ref, Value
from kg.store import Store
from kg.vocab import Ontology

TODAY = datetime.date(2026, 6, 15)

SOURCES = """\
herald-2025:
  type: Article
  title: Acme buys chips
  url: https://herald.example/acme
  date: 2025-03-01
  lang: en
  tier: Established
  passages:
    p1: {start: 0, end: 10, sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}
table-2025: {type: Dataset, title: Chips by owner, url: "https://data.example/", tier: Primary}
"""
ENTITIES = """\
acme:
  type: Company
  name: {en: Acme, zh-Hant: 頂點}
  claims:
    - revenue: 13e9 USD
      at: 2024
      evidence: [herald-2025]
globex:
  type: AILab
  name: {en: Globex}
  claims:
    - staffCount: 300 people
      at: 2025-01
      evidence: [table-2025#Globex]
alice:
  type: Person
  name: {en: Alice}
  claims:
    - worksFor: acme
      evidence: [herald-2025#p1]
g1:
  type: Chip
  name: {en: G1}
  claims:
    - releasedOn: 2024-05
      evidence: [table-2025#G1]
"""


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return vocab.load()


class World:
    """Seeds in a directory of their own, and what is wrong with them."""

    def __init__(self, root: Path, ontology: Ontology) -> None:
        self.root, self.ontology = root, ontology
        self.records = Records()
        self.problems: list[Problem] = []

    def write(self, files: Mapping[str, str | bytes]) -> World:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def read(self) -> list[Problem]:
        """Load and validate everything that has been written."""
        self.problems = []
        self.records = load.load(self.root, self.ontology, self.problems)
        self.problems += validate.validate(self.records, self.ontology, today=TODAY)
        return sorted(self.problems)

    def check(self, text: str | bytes, name: str = "x.yaml") -> list[str]:
        """What is wrong with one file beside the others, as ``line:column rule``."""
        self.write({name: text})
        return [
            f"{p.where.line}:{p.where.column} {p.rule}"
            for p in self.read()
            if p.where.path == f"seeds/{name}" and not p.rule.startswith("orphan")
        ]

    def messages(self, text: str | bytes, name: str = "x.yaml") -> list[str]:
        """The same as whole lines."""
        self.check(text, name)
        return [
            str(p) for p in sorted(self.problems) if p.where.path == f"seeds/{name}" and not p.rule.startswith("orphan")
        ]

    def claim(self, *lines: str) -> list[str]:
        """What is wrong with one claim whose keys stand in `lines`, the first of them in line 3 at column 5."""
        body = "\n    ".join(lines)
        evidence = "" if any(line.startswith("evidence") for line in lines) else "\n    evidence: [herald-2025]"
        return [p.removeprefix("seeds/") for p in self.messages(f"claims:\n  - subject: acme\n    {body}{evidence}\n")]


@pytest.fixture
def empty_world(tmp_path: Path, ontology: Ontology) -> World:
    root = tmp_path / "seeds"
    root.mkdir()
    return World(root, ontology)


@pytest.fixture
def world(empty_world: World) -> World:
    return empty_world.write({"sources.yaml": SOURCES, "base.yaml": ENTITIES})


FILINGS = """\
filing:
  {type: Filing, title: A filing, url: "https://a.example/", date: 2025-06-01, tier: Primary, passages: {p1: {start: 0,
  end: 9, sha256: "0000000000000000000000000000000000000000000000000000000000000000"}}}
blog: {type: Post, title: A post, url: "https://b.example/", tier: Weak}
"""


@pytest.fixture
def graph_of(empty_world: Any, ontology: Ontology) -> Callable[..., Store]:
    """Makes a store of entities ("acme Company, globex AILab") and claims in YAML's short form."""

    def made(entities: str, *claims: str) -> Store:
        kinds = [pair.split() for pair in entities.split(",")]
        lines = [f"{slug}: {{type: {kind}, name: {{en: {slug.title()}}}}}" for slug, kind in kinds]
        lines += ["claims:", *(f"  - {{{c}{'' if 'evidence' in c else ', evidence: [filing]'}}}" for c in claims)]
        problems = empty_world.write({"sources.yaml": FILINGS, "x.yaml": "\n".join(lines)}).read()
        assert not [p for p in problems if p.severity == "error"], problems
        return Store.in_memory(rdf.quads(empty_world.records, ontology))

    return made


DEAL_SOURCES = """\
filing: {type: Filing, title: A filing, url: "https://a.example/", date: 2025-06-01, tier: Primary}
blog: {type: Post, title: A post, url: "https://b.example/", tier: Weak}
"""
DEALS = """\
nvidia: {type: ChipMaker, name: {en: Nvidia, zh-Hant: 輝達}, aliases: {en: [Nvidia Corp]}}
openai: {type: AILab, name: {en: OpenAI}}
oracle: {type: CloudProvider, name: {en: Oracle, zh-Hant: 甲骨文}}
alone: {type: Company, name: {en: Alone}}
claims:
  - {subject: nvidia, investsIn: openai, amount: 100e9 USD, bound: AtMost, stage: Intended, at: 2025-09-22, evidence: [filing]}
  - {subject: nvidia, investsIn: openai, amount: 30e9 USD, stage: Committed, at: 2026-02, evidence: [blog]}
  - {subject: openai, rentsComputeFrom: oracle, amount: 300e9 USD, stage: Committed, at: 2025-07, evidence: [filing]}
  - {subject: nvidia, supplies: oracle, amount: 40e9 USD, bound: About, at: 2025-05, evidence: [filing, blog]}
  - {subject: nvidia, marketValueChange: -60e9 USD, at: 2025, basis: close, id: slip, status: Refuted, reason: {en: Ten times too small., zh-Hant: 少了一個零。}, evidence: [blog]}
  - {subject: nvidia, marketValueChange: -589e9 USD, at: 2025, basis: close, refutes: slip, evidence: [filing]}
  - {subject: nvidia, foundedOn: 1993-02, evidence: [filing]}
  - {subject: nvidia, foundedOn: 1993-04, evidence: [blog]}
  - {subject: alone, revenue: 1e9 USD, at: 2024, evidence: [filing]}
"""  # noqa: E501


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """Runs a command over a small store."""
    root: Path = tmp_path_factory.mktemp("look")
    (root / "seeds").mkdir()
    (root / "seeds" / "sources.yaml").write_text(DEAL_SOURCES, encoding="utf-8")
    (root / "seeds" / "all.yaml").write_text(DEALS, encoding="utf-8")
    build.build(root / "store", root / "seeds")

    def run(*arguments: str, fine: bool = True) -> Result:
        result = CliRunner().invoke(cli.kg, ["--store", str(root / "store"), *arguments])
        assert (result.exit_code == 0) is fine, result.output
        return result

    return run


class Imported:
    """What an importer made of files."""

    def __init__(self, draft: Draft, root: Path) -> None:
        self.draft, self.records = draft, draft.finished()
        #: ``subject property value | qualifiers | rows``, in the order of the rows
        self.claims = [_in_words(claim) for claim in self.records.claims]
        #: ``file:line: message [rule]``
        self.refused = [str(p).replace(f"{root.as_posix()}/", "").replace("warning: ", "") for p in draft.refused]
        #: ``slug Class label`` of those that are none of the seeds'
        self.new = [f"{e.id} {e.type} {e.name['en']}" for e in self.records.entities.values()]

    def about(self, *words: str) -> list[str]:
        """The claims that begin with one of `words`, or have it as their property."""
        return [claim for claim in self.claims if claim.startswith(words) or claim.split()[1] in words]


def _in_words(claim: Claim) -> str:
    said = "; ".join(f"{k}={','.join(map(_value, found))}" for k, found in claim.qualifiers.items())
    rows = ", ".join(evidence.locator or "" for evidence in claim.evidence)
    return f"{claim.subject.slug} {claim.predicate} {_value(claim.object)} | {said} | {rows}"


def _value(value: Value) -> str:
    match value:
        case Number(number, unit):
            return f"{number.normalize():,f} {unit or ''}".strip()
        case Prose(texts):
            return f'"{dict(texts)["en"]}"'
        case Ref(text) | Date(text) | Plain(text, "string" | "anyURI"):
            return text
        case Plain(text, kind):
            return f"{text} ({kind})"
    raise TypeError(value)


@pytest.fixture
def imported(tmp_path: Path, ontology: Ontology) -> Callable[..., Imported]:
    """Reads files with an importer, beside seeds given as ``slug Class: label, alias …, Q-id`` a line."""

    def read(name: str, files: Mapping[str, str | bytes], seeds: str = "", *, path: str | None = "") -> Imported:
        for file, content in files.items():
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_bytes(content.encode() if isinstance(content, str) else content)
        known = Known()
        for line in filter(None, map(str.strip, seeds.split("\n"))):
            slug, kind, names = re.split(r":? ", line, maxsplit=2)
            for number, text in enumerate(names.split(", ")):
                how = "same" if re.fullmatch(r"Q\d+", text) else "alias" if number else "label"
                known.add(slug, kind, text, how)
        importer = importers.find(name)
        draft = Draft(importer, known, ontology)
        importer.read(None if path is None else tmp_path / path, draft)
        return Imported(draft, tmp_path)

    return read


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that fork come first, in one process: a child cannot open a store once its parent has opened one."""
    forking = [item for item in items if item.get_closest_marker("xdist_group") and "test_query.py" in item.nodeid]
    items[:] = forking + [item for item in items if item not in forking]

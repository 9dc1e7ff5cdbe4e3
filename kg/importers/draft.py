"""What an import will say: records in the making, every value checked as a seed's would be.

Nothing that is wrong stops an import: it is left out and named, with file and line. A name that may stand for two
entities is refused, never guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg import validate
from kg.errors import Problem, Where, listed, quoted, visible
from kg.importers import Importer
from kg.importers.files import Files
from kg.importers.known import Known
from kg.importers.rows import Row
from kg.importers.texts import clean, is_date, one_line, plain_number, printable, slug_of
from kg.load import textfile, values
from kg.load.values import Invalid
from kg.model import Also, Claim, Date, Entity, Evidence, Number, Plain, Prose, Records, Ref, Source, Value
from kg.names import fold, key
from kg.ownership import ownership
from kg.vocab import Ontology

#: What a claim's qualifier may be given as: a value, several, or a word or text that the ontology's range explains.
Given = Value | str | Sequence[str] | None

#: Rules about one claim and the entities that it names.
_RULES: tuple[validate.Rule, ...] = (
    validate.kinds, validate.reasons, validate.figures, validate.order_of_dates, ownership,
)  # fmt: skip


class Draft:
    """Entities and claims of one dataset, and what was refused.

    :ivar records: what will be stored; entities of the seeds are not among it
    :ivar rows: how many rows were read
    :ivar refused: what was left out and why, in the order of the rows
    :ivar matched: slugs of the seeds' entities that the dataset speaks of
    """

    def __init__(
        self, importer: Importer, known: Known, ontology: Ontology, *,
        progress: Callable[[str, int, int], None] = lambda what, done, total: None,
    ) -> None:  # fmt: skip
        """Begin with the dataset itself as the one source.

        :param progress: told what is being read, how many of its rows have been and how many there are
        """
        self.known, self.ontology = known, ontology
        self.records = Records()
        self.rows = 0
        self.refused: list[Problem] = []
        self.matched: set[str] = set()
        self.notes: list[str] = []
        name = importer.name
        while name in known.sources:
            name += "-import"
        self.source = Source(
            name, Where(""), "Dataset", importer.title, importer.url, importer.tier, "en", importer.publisher,
            license=importer.license,
        )  # fmt: skip
        self.records.sources[name] = self.source
        self._progress = progress
        self._claims: dict[str, Claim] = {}
        self._found: dict[tuple[str, str], Ref | Problem] = {}
        self._key_of: dict[str, str] = {}
        self._labels: set[str] = set()
        self._called: defaultdict[str, set[str]] = defaultdict(set)
        self._stand_ins: dict[str, Entity] = {}

    # ---- rows ----

    def each(self, rows: Sequence[Row], what: str) -> Iterator[Row]:
        """`rows` one by one, counted, with progress.

        :param what: what the reader is told that they are
        """
        what = visible(what)
        for number, row in enumerate(rows):
            if number % 50 == 0:
                self._progress(what, number, len(rows))
            self.rows += 1
            yield row
        self._progress(what, len(rows), len(rows))

    def refuse(self, row: Row, message: str, rule: str = "refused") -> None:
        """Leave something of a row out, and say why."""
        self.refused.append(Problem(_seen(row.where), visible(message), rule, "warning"))

    def dated(self, dates: Iterable[str]) -> None:
        """Date the dataset by the newest of `dates` (its publishers' files have none of their own)."""
        newest = max((date for date in dates if is_date(date)), default=None)
        if newest is not None and newest > (self.source.date or ""):
            self.source.date = newest

    def removed(self, files: Files) -> None:
        """Note what was not read of `files`, and that characters were taken out of their texts."""
        if files.left_out:
            more = f" and {len(files.left_out) - 3:,} more" if len(files.left_out) > 3 else ""
            self.notes.append(f"left out: {', '.join(files.left_out[:3])}{more}")
        if files.removed:
            self.notes.append(f"{files.removed:,} invisible or control characters were taken out")

    def finished(self) -> Records:
        """The records, without entities that no claim speaks of."""
        named = {claim.subject.slug for claim in self.records.claims}
        named |= {claim.object.slug for claim in self.records.claims if isinstance(claim.object, Ref)}
        named |= {v.slug for c in self.records.claims for v in c.qualifiers.get("by", ()) if isinstance(v, Ref)}
        self.records.entities = {slug: entity for slug, entity in self.records.entities.items() if slug in named}
        self.matched &= named | self.records.also.keys()
        return self.records

    # ---- entities ----

    def entity(
        self, row: Row, name: str, kind: str, *, accept: str | None = None, slug: str | None = None, quiet: bool = False
    ) -> Ref | None:
        """The entity that is called `name`: one of the seeds', or a new one.

        :param kind: the class of a new one
        :param accept: the class that one of the seeds' must be of; by default `kind`
        :param slug: for a new one, instead of one made from the name
        :return: ``None`` if the name is none, or stands for several (which is then reported, unless `quiet`)
        """
        name = one_line(name)
        accept = accept or kind
        found = self._found.get((name, accept))
        if found is None:
            found = self._found[name, accept] = self._match(row, name, kind, accept, slug)
        if isinstance(found, Problem):
            if not quiet:
                self.refused.append(found._replace(where=_seen(row.where)))
            return None
        return found

    def match(self, row: Row, name: str, accept: str, *, hint: str | None = None) -> Ref | None:
        """The one entity of the seeds, of another import or of this one that is called `name`, or ``None``.

        :param hint: what to do about a name that nothing has; with it such a name is refused, as is one of several
        """
        name = one_line(name)
        found = self._of_seeds(row, name, accept)
        if found is None:
            called = self.known.elsewhere_called(name) | self._called.get(key(name), set())
            found = _one(row, name, [slug for slug in called if self.ontology.is_a(self._kind(slug), accept)])
            if isinstance(found, Ref):
                found = self._new(row, found.slug, self._kind(found.slug), name)
        if hint is not None and isinstance(found, Problem):
            self.refused.append(found._replace(where=_seen(row.where)))
        elif hint is not None and found is None:
            self.refuse(row, f"no entity is called {quoted(name)}; {hint}", "unknown-entity")
        return found if isinstance(found, Ref) else None

    def mention(self, slug: str) -> Ref:
        """One of the seeds' entities, by its slug."""
        self.matched.add(slug)
        if slug not in self._stand_ins:
            self._stand_ins[slug] = Entity(slug, Where(""), self.known.types[slug], {"en": slug})
        return Ref(slug)

    def _match(self, row: Row, name: str, kind: str, accept: str, slug: str | None) -> Ref | Problem:
        try:
            if "\ufffd" in values.name(name):
                raise Invalid(f"{quoted(name)}: {textfile.refusal(chr(0xFFFD))}", "control-character")
        except Invalid as error:
            return Problem(row.where, f"name {error}", error.rule, "warning")
        found = self._of_seeds(row, name, accept)
        if found is not None:
            return found
        return self._new(row, self._free_slug(slug or slug_of(name), name, kind), kind, name)

    def _new(self, row: Row, slug: str, kind: str, name: str) -> Ref:
        """An entity of this import; one that another import has too goes by the label and class that it has there."""
        if slug not in self.records.entities:
            kind, label = self.known.elsewhere.get(slug) or (kind, "")
            label = label or self._free_label(name, kind)
            self._labels.add(fold(label))
            self._called[key(name)].add(slug)
            self.records.entities[slug] = Entity(slug, row.where, kind, {"en": label})
            self._stand_ins[slug] = self.records.entities[slug]
        return Ref(slug)

    def _of_seeds(self, row: Row, name: str, accept: str) -> Ref | Problem | None:
        """The one entity of the seeds of that name and class; labels before aliases, as when a user names one."""
        for slugs in self.known.called(name):
            found = _one(row, name, [slug for slug in slugs if self.ontology.is_a(self.known.types[slug], accept)])
            if found is not None:
                return self.mention(found.slug) if isinstance(found, Ref) else found
        return None

    def _free_slug(self, slug: str, name: str, kind: str) -> str:
        """`slug`, or one with more to it where another entity has that."""
        own = key(name)
        if self._is_other(slug, kind):
            slug = f"{slug[:60]}-{re.sub(r'(?<=[a-z])(?=[A-Z])', '-', kind).lower()}"
        if self._is_other(slug, kind) or self._key_of.setdefault(slug, own) != own:  # two names, one slug
            slug = f"{slug[:70]}-{hashlib.sha256(own.encode()).hexdigest()[:6]}"
            self._key_of.setdefault(slug, own)
        return slug

    def _is_other(self, slug: str, kind: str) -> bool:
        """Whether `slug` stands for another than an entity of class `kind`: where it is a name of the seeds, too."""
        is_of_seeds = slug in self.known.types or slug in self.known.names
        return is_of_seeds or not self._alike(self._kind(slug) or kind, kind)

    def _kind(self, slug: str) -> str:
        """The class of an entity of another import or of this one; empty if there is none."""
        made = self.records.entities.get(slug)
        return self.known.elsewhere[slug][0] if slug in self.known.elsewhere else made.type if made is not None else ""

    def _alike(self, a: str, b: str) -> bool:
        return self.ontology.is_a(a, b) or self.ontology.is_a(b, a)

    def _free_label(self, name: str, kind: str) -> str:
        """`name`, with its class where one of the seeds' entities, or another of this import, is called so already."""
        taken = self.known.names | self._labels
        label = name
        if fold(label) in taken:
            label = f"{name} ({self.ontology.classes[kind].label.get('en', kind)})"
        number = 2
        while fold(label) in taken:
            label, number = f"{name} ({number})", number + 1
        return label

    def describe(
        self, slug: str, labels: Mapping[str, str], aliases: Mapping[str, Sequence[str]], *, wikidata: str
    ) -> None:
        """More names for an entity of this import, and the item of Wikidata that it is."""
        entity = self.records.entities[slug]
        entity.wikidata = wikidata
        own = {tag: label for tag, text in labels.items() if tag not in entity.name and (label := one_line(text))}
        names = {tag: self._own_label(label, entity) for tag, label in own.items()}
        entity.name = {**entity.name, **names}
        entity.aliases = self._free_names(aliases)

    def _own_label(self, label: str, entity: Entity) -> str:
        own = label if fold(label) == fold(entity.name["en"]) else self._free_label(label, entity.type)
        self._labels.add(fold(own))
        return own

    def alias(
        self, slug: str, labels: Mapping[str, str], aliases: Mapping[str, Sequence[str]], *, wikidata: str | None = None
    ) -> None:
        """More names for one of the seeds' entities, where they are no name of another (or of itself)."""
        names = {tag: [*([labels[tag]] if tag in labels else []), *aliases.get(tag, ())] for tag in {*labels, *aliases}}
        free = self._free_names(names)
        if free or wikidata:
            self.records.also[slug] = Also(free, wikidata)

    def _free_names(self, names: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """Names that nothing is called yet."""
        found: dict[str, tuple[str, ...]] = {}
        for tag, texts in sorted(names.items()):
            free = []
            for text in map(one_line, texts):
                if fold(text) not in self.known.names | self._labels and len(text) <= values.MAX_NAME and fold(text):
                    self._labels.add(fold(text))
                    free.append(text)
            if free:
                found[tag] = tuple(free)
        return found

    # ---- values ----

    def number(self, row: Row, text: str, prop: str, unit: str | None) -> Number | None:
        """The number that a cell holds, in `unit`, as `prop` allows it; ``None`` if the cell is empty or wrong.

        :param prop: a property, or the key of a qualifier
        """
        if not text:
            return None
        found = self.ontology.properties.get(prop) or self.ontology.qualifiers[prop]
        try:
            plain = plain_number(text)
            return values.number(f"{plain} {unit}" if unit else plain, found, self.ontology)
        except Invalid as error:
            self.refuse(row, f"{prop}: {error}", error.rule)
            return None

    def date(self, row: Row, text: str) -> Date | None:
        """The date that a cell holds: ISO 8601, or as American tables write it; ``None`` if it is empty or wrong."""
        if not text:
            return None
        if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
            text = f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}"
        try:
            return values.date(text[:10] if re.match(r"\d{4}-\d{2}-\d{2}[T ]", text) else text)
        except Invalid as error:
            self.refuse(row, str(error), error.rule)
            return None

    # ---- claims ----

    def claim(self, row: Row, subject: Ref | None, predicate: str, value: Value | None, **qualifiers: Given) -> None:
        """One claim that a row makes; nothing if its subject or value is missing.

        :param qualifiers: by seed key. A word of the ontology, a basis, a note or addresses may be given as text; what
            is ``None`` or empty is left out
        """
        if subject is None or value is None or (isinstance(value, Plain) and not clean(value.text).strip()):
            return
        made = {}
        try:
            for name, given in sorted(qualifiers.items()):
                if given is not None and given != "" and (found := self._qualifier(name, given)):
                    made[name] = found
        except Invalid as error:
            self.refuse(row, str(error), error.rule)
            return
        evidence = Evidence(self.source.id, clean(row.locator), row.where)
        claim = Claim(row.where, subject, predicate, printable(value), (evidence,), made)
        view = Records(entities=self._stand_ins, claims=[claim])
        for rule in _RULES:
            for problem in rule(view, self.ontology):
                self.refuse(row, problem.message, problem.rule)
                return
        self._keep(claim)

    def _keep(self, claim: Claim) -> None:
        """Add a claim, or its evidence and what that cites to the claim that says the same.

        The seeds' judgement of it stands.
        """
        name = claim.id
        if (same := self._claims.get(name)) is not None:
            same.evidence = tuple(dict.fromkeys((*same.evidence, *claim.evidence)))
            if "cites" in claim.qualifiers:
                cited = (*same.qualifiers.get("cites", ()), *claim.qualifiers["cites"])
                same.qualifiers["cites"] = tuple(dict.fromkeys(cited))
            return
        if (status := self.known.claims.get(name)) is not None:
            for judgement in ("status", "reason"):
                claim.qualifiers.pop(judgement, None)
            if status != "Accepted":
                claim.qualifiers["status"] = (Ref(status),)
        self._claims[name] = claim
        self.records.claims.append(claim)

    def _qualifier(self, name: str, given: Value | str | Sequence[str]) -> tuple[Value, ...]:
        prop = self.ontology.qualifiers[name]
        if not isinstance(given, str) and isinstance(given, Sequence):
            return tuple(value for text in given for value in self._qualifier(name, text))
        if not isinstance(given, str):
            return (printable(given),)
        if prop.range in self.ontology.words:
            return (Ref(values.word(given, self.ontology.words[prop.range], name)),)
        if prop.range == "anyURI":
            try:
                return (Plain(values.url(given), "anyURI"),)
            except Invalid:
                return ()  # a publisher's list of sources holds remarks as well
        if prop.range == "langString":
            text = " ".join(clean(given).split())
            return (Prose((("en", text),)),) if text else ()
        if prop.range == "Date":
            return (values.date(given),)
        return (printable(Plain(given)),)

    @property
    def confirmed(self) -> int:
        """How many of the claims the seeds make too."""
        return sum(name in self.known.claims for name in self._claims)


def _seen(where: Where) -> Where:
    """`where` as a terminal may show it."""
    return where._replace(path=visible(where.path))


def _one(row: Row, name: str, slugs: Sequence[str]) -> Ref | Problem | None:
    """The one of `slugs`, or why it is none."""
    if len(slugs) > 1:
        message = f"{quoted(name)} stands for several entities: {listed(sorted(slugs), last='and')}"
        return Problem(row.where, message, "ambiguous", "warning")
    return Ref(slugs[0]) if slugs else None

"""How types and relation families look, and which of them share an entry of the legend.

Colours, shapes and order stand in the ontology (kg:color, kg:colorDark, kg:shape, kg:order); nothing is named here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from kg.present.text import Words, words

if TYPE_CHECKING:
    from kg.vocab import Ontology


class Style(TypedDict):
    """How a class or a relation family looks, as the ontology has it."""

    label: Words
    color: str
    dark: str
    order: float
    shape: NotRequired[str]
    parents: NotRequired[list[str]]  # all superclasses: lets the legend name a shared entry after the most general


class Styles(TypedDict):
    """The looks of all classes and relation families, and the labels of the words that qualify a claim."""

    types: Mapping[str, Style]
    families: Mapping[str, Style]
    words: NotRequired[Mapping[str, Words]]


PLAIN: Style = {"label": {}, "color": "#7A7F87", "dark": "#A9AFB8", "order": 999, "shape": "dot"}


def styles(ontology: Ontology) -> Styles:
    """The looks of all classes and families of the ontology, and the labels of its words."""
    types: dict[str, Style] = {}
    for name, found in ontology.classes.items():
        types[name] = {
            "label": dict(found.label),
            "color": found.style.get("color", PLAIN["color"]),
            "dark": found.style.get("colorDark", PLAIN["dark"]),
            "shape": found.style.get("shape", "dot"),
            "order": float(found.style.get("order", PLAIN["order"])),
            "parents": list(found.ancestors[1:]),
        }
    families: dict[str, Style] = {
        name: {"label": dict(f.label), "color": f.color, "dark": f.color_dark, "order": f.order}
        for name, f in ontology.families.items()
    }
    labels = {name: dict(label) for name, label in ontology.word_labels.items()}
    return {"types": types, "families": families, "words": labels}


def type_groups(present: Iterable[str], types: Mapping[str, Style]) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Entries of the legend, and which one each type has: types that look the same share one.

    A shared entry is called after the most general of its types: a superclass of the others where `parents` says so,
    else the first by order. Only with a single type in this picture does it carry that one's own name.
    """
    names = sorted(present, key=lambda name: rank(name, types))
    entries: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name in names:
        entries[_looks(types.get(name, PLAIN))].append(name)
    groups, group_of = [], {}
    for index, (looks, members) in enumerate(entries.items()):
        group_of.update(dict.fromkeys(members, index))
        alike = [name for name in types if _looks(types[name]) == looks]
        titles = [words(look(name, types)["label"]) for name in _most_general(members, alike, types)]
        color, dark, shape = looks
        groups.append({"color": color, "dark": dark, "shape": shape, "labels": titles, "types": members})
    return groups, group_of


def _most_general(members: list[str], alike: list[str], types: Mapping[str, Style]) -> list[str]:
    """The names for a shared entry: as few as cover the members."""
    if len(members) == 1:
        return members
    above = {name: set(types[name].get("parents", ())) & set(alike) for name in members if name in types}
    if not any(above.values()):
        return members[:3]
    tops = {name: name for name in members}
    for name, parents in above.items():
        if parents:  # the one of them that has no parent among them
            tops[name] = min(parents, key=lambda p: (len(set(types[p].get("parents", ())) & parents), rank(p, types)))
    covered = Counter(tops.values())
    return sorted(covered, key=lambda name: (rank(name, types)[0], -covered[name], rank(name, types)))[:3]


def look(name: str, table: Mapping[str, Style]) -> dict[str, Any]:
    """Label, colours and shape of a type or family; grey, under its own name, if the ontology has none."""
    style = table.get(name, PLAIN)
    label = words(style["label"]) or words(name)
    return {"label": label, "color": style["color"], "dark": style["dark"], "shape": style.get("shape", "dot")}


def _looks(style: Style) -> tuple[str, str, str]:
    return style["color"], style["dark"], style.get("shape", "dot")


def rank(name: str, table: Mapping[str, Style]) -> tuple[float, int, str]:
    """Order of the ontology; the table's own order where that ties, so that a superclass listed first leads."""
    position = list(table).index(name) if name in table else len(table)
    return table.get(name, PLAIN)["order"], position, name

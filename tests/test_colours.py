"""Types and relation families can be told apart, also by people who see fewer colours.

Colour-blindness is simulated for protan, deutan and tritan vision; differences are CIEDE2000, contrast WCAG 2.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from coloraide import Color

from kg import vocab

ONTOLOGY = vocab.load()
THEMES = {"color": "#FFFFFF", "colorDark": "#14171C"}


def difference(a: str, b: str) -> float:
    """The least difference between two colours, seen with full vision and with each of three deficiencies."""
    pairs = [(Color(a), Color(b))]
    pairs += [(Color(a).filter(kind), Color(b).filter(kind)) for kind in ("protan", "deutan", "tritan")]
    return min(x.delta_e(y, method="2000") for x, y in pairs)


def looks(theme: str) -> list[tuple[str, str]]:
    """The different pairs of colour and shape that nodes have."""
    return sorted({(found.style[theme], found.style["shape"]) for found in ONTOLOGY.classes.values() if found.style})


@pytest.mark.parametrize("theme", THEMES)
def test_nodes_differ_by_colour_more_if_their_shape_is_one(theme: str) -> None:
    close = [
        (a, b) for a, b in combinations(looks(theme), 2) if difference(a[0], b[0]) < (19 if a[1] == b[1] else 10.5)
    ]  # fmt: skip
    assert close == []


@pytest.mark.parametrize("theme", THEMES)
def test_edges_differ_by_family(theme: str) -> None:
    colours = [f.color if theme == "color" else f.color_dark for f in ONTOLOGY.families.values()]
    assert [pair for pair in combinations(colours, 2) if difference(*pair) < 14] == []


@pytest.mark.parametrize(("theme", "page"), THEMES.items())
def test_colours_stand_out_from_the_page(theme: str, page: str) -> None:
    colours = {colour for colour, _ in looks(theme)}
    colours |= {f.color if theme == "color" else f.color_dark for f in ONTOLOGY.families.values()}
    assert [c for c in sorted(colours) if Color(c).contrast(Color(page)) < 3] == []

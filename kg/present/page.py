"""The network as one HTML file: opens from disk, asks the network for nothing, leaves nothing behind.

pyvis's own page is neither offline nor safe (it loads Bootstrap from elsewhere, and script in a label runs). So only
its data and the vis-network that it ships are used, in a template of our own. What strangers wrote travels as JSON in a
block that no browser executes, and reaches the eye as text nodes and canvas text. A Content-Security-Policy allows the
scripts and the style of this page by their hash and nothing else, so that even a mistake could load and run nothing.

vis-network's style sheet is left out: 215 of its 220 kB are pictures of buttons for editing, which this page has not.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from kg.present.looks import Styles
from kg.present.picture import picture

if TYPE_CHECKING:
    import networkx as nx

VIS = "lib/vis-9.1.2/vis-network.min.js"
SCRIPTS = ("words.js", "draw.js", "panel.js", "legend.js", "page.js")  # one after the other, in one closure

# In a <script> block only these can end the block or, in old engines, a line: as JSON escapes they mean the same.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def render(graph: nx.MultiDiGraph[str], styles: Styles) -> str:
    """The page as text, to be written as UTF-8; the same graph and styles give the same text.

    :param graph: the network, as `kg.network` builds it.
    :param styles: looks of types and relation families, from the ontology.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    data = picture(graph, styles)
    style = _asset("page.css")
    vis = _vis()
    script = "(() => {\n'use strict';\n" + "\n".join(_asset(name) for name in SCRIPTS) + "})();\n"
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(_asset("template.html.j2")).render(
        title=data["title"] or "Knowledge graph",
        policy=_policy(scripts=[vis, script], styles=[style]),
        # Our own files, pyvis's, and JSON that cannot end its block: the only things that are not escaped.
        style=Markup(style),  # noqa: S704
        vis=Markup(vis),  # noqa: S704
        script=Markup(script),  # noqa: S704
        data=Markup(json_block(data)),  # noqa: S704
    )


def json_block(value: Any) -> str:
    """JSON that cannot leave the <script> block it stands in.

    >>> json_block("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_ESCAPES)


def _policy(*, scripts: list[str], styles: list[str]) -> str:
    """Nothing may load; of script and style only what this page holds (vis-network uses CSSOM, which is allowed)."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src " + " ".join(map(_hash, scripts)),
            "style-src " + " ".join(map(_hash, styles)),
            "img-src data:",  # the empty icon, so that no server is asked for one
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _asset(name: str) -> str:
    return _unix(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _vis() -> str:
    """vis-network as pyvis ships it, without the pointer to a source map that is not there."""
    import pyvis

    text = _unix(resources.files(pyvis).joinpath(VIS).read_text(encoding="utf-8"))
    return text.replace("//# sourceMappingURL=vis-network.min.js.map", "")


def _unix(text: str) -> str:
    """Browsers hash a script after they made every line end a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")

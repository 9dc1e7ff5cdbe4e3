"""A knowledge graph of the actors of the AI industry, in which every edge carries its evidence.

>>> from kg import KnowledgeGraph
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["KnowledgeGraph", "__version__"]

if TYPE_CHECKING:
    from kg.api import KnowledgeGraph


def __getattr__(name: str) -> object:
    # The command line imports this package at every start; the library interface waits until it is wanted.
    if name == "KnowledgeGraph":
        from kg.api import KnowledgeGraph

        return KnowledgeGraph
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

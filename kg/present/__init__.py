"""Pictures of the graph for people: one HTML file that needs nothing else (`kg viz`)."""

from __future__ import annotations

from kg.present.page import render
from kg.present.picture import Styles

__all__ = ["Styles", "render"]

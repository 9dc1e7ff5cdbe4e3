"""Pictures of the graph for people: one HTML file that needs nothing else (`kg viz`)."""

from __future__ import annotations

from kg.present.looks import Styles, styles
from kg.present.page import render

__all__ = ["Styles", "render", "styles"]

"""The frame in which a notebook shows the network page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg import KnowledgeGraph, build


def test_the_frame_works_in_a_browser(browser: Any, world: Any, tmp_path: Path) -> None:
    build.build(tmp_path / "store", world.root)
    frame = KnowledgeGraph.open(tmp_path / "store").viz("acme")._repr_html_()
    tab = browser.new_page()
    problems: list[str] = []
    requests: list[str] = []
    tab.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    tab.set_content(f"<!doctype html><p>a notebook</p>{frame}")
    tab.frame_locator("iframe").locator("canvas").first.wait_for(timeout=15_000)
    tab.close()
    assert problems == []
    assert [url for url in requests if not url.startswith(("about:", "data:"))] == []

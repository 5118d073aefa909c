"""The house's table of imports holds: one direction, one home for each outside package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 500
"""Lines of a module past which something has moved in that wants a room of its own."""

MAY_IMPORT = {
    "domain": set(),
    "text": {"domain"},
    "store": {"domain"},
    "providers": {"domain"},
    "engine": {"domain", "text"},
    "services": {"domain", "text", "store", "providers"},
    "ui": {"domain", "store", "services"},
    "cli": {"domain", "store", "services", "app"},
    "app": {"domain", "store", "services", "ui"},
    "__main__": {"cli"},
}
EVERYWHERE = {"i18n", "resources"}
"""Small things that any layer but the domain may use."""

COUNTING = {"ui": "studio.text", "cli": "studio.text"}
"""Pure functions over text may also be called where a keystroke or a command needs them."""

HOMES = {
    "PySide6": ("studio/ui/", "studio/app.py"),
    "sqlite3": ("studio/store/",),
    "sqlite_utils": ("studio/store/",),
    "openai": ("studio/providers/",),
    "httpx2": ("studio/providers/",),
    "tiktoken": ("studio/text/tokens.py",),
    "keyring": ("studio/services/",),
    "platformdirs": ("studio/services/",),
    "lxml": ("studio/text/readers/",),
    "sentencex": ("studio/text/sentences.py",),
    "torch": ("studio/engine/",),
    "transformers": ("studio/engine/",),
    "peft": ("studio/engine/",),
    "trl": ("studio/engine/",),
}


@dataclass(frozen=True)
class Import:
    """One import statement: the file's path from the root, its line, the module it names."""

    path: str
    line: int
    module: str

    @property
    def layer(self) -> str:
        return Path(self.path).parts[1].removesuffix(".py")


def imports_of(path: str, source: str) -> Iterator[Import]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield Import(path, node.lineno, node.module)
            if node.module == "studio":
                yield from (Import(path, node.lineno, f"studio.{a.name}") for a in node.names)


def faults(path: str, source: str) -> list[str]:
    """What in a module breaks the table."""
    found = []
    for item in imports_of(path, source):
        top, _, rest = item.module.partition(".")
        where = f"{item.path}:{item.line} imports {item.module}"
        if top == "studio" and rest:
            target = rest.partition(".")[0]
            if target.startswith("__"):
                continue
            own = target == item.layer or target in EVERYWHERE
            counts = item.module.startswith(COUNTING.get(item.layer, "-"))
            if not own and not counts and target not in MAY_IMPORT.get(item.layer, set()):
                found.append(where)
            if item.layer == "domain" and target != "domain":
                found.append(where)
        elif top in HOMES and not path.startswith(HOMES[top]):
            found.append(f"{where}, whose home is {HOMES[top][0]}")
    return found


def modules() -> list[Path]:
    return sorted((ROOT / "studio").rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_keeps_to_the_table(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert faults(path.relative_to(ROOT).as_posix(), source) == []
    assert source.count("\n") <= LONGEST


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("studio/domain/pair.py", "from studio.i18n import _"),
        ("studio/text/cleaning.py", "from studio.store.library import Library"),
        ("studio/store/books.py", "import studio.text.cleaning"),
        ("studio/providers/base.py", "from studio import services"),
        ("studio/services/train.py", "from studio.ui.page import Page"),
        ("studio/services/train.py", "import studio.engine.server"),
        ("studio/ui/page.py", "from studio.providers.base import Trainer"),
        ("studio/ui/page.py", "import sqlite3"),
        ("studio/cli/output.py", "from PySide6.QtCore import Qt"),
        ("studio/services/draft.py", "def f():\n    import openai"),
        ("studio/text/rows.py", "import tiktoken"),
    ],
)
def test_a_broken_rule_is_found(path: str, source: str) -> None:
    assert faults(path, source)


def test_the_domain_needs_nothing_but_the_standard_library() -> None:
    import sys

    for path in (ROOT / "studio" / "domain").glob("*.py"):
        for item in imports_of(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")):
            top = item.module.partition(".")[0]
            assert top in sys.stdlib_module_names or item.module.startswith("studio.domain")
            assert top != "sqlite3"


def test_no_two_modules_import_each_other() -> None:
    graph: dict[str, set[str]] = {}
    known = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in modules()
    }
    for name, path in known.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        graph[name] = {
            target
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for target in _targets(node)
            if target in known and target != name
        }
    for name, targets in graph.items():
        for target in targets:
            assert name not in graph[target], f"{name} and {target} import each other"


def _targets(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module:
        for alias in node.names:
            yield f"{node.module}.{alias.name}"
        yield node.module

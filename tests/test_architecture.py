"""The house's table of imports holds: one direction, one home for each outside package."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeGuard

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 500
"""Lines of a module past which something has moved in that wants a room of its own."""
LONGEST_FUNCTION = 55
"""Lines of a function past which a step of it wants a name."""
SMALLEST_TABLE = 3
"""Rows from which on a tuple or a dictionary of things of one class is a table."""

MAY_IMPORT = {
    "domain": set(),
    "text": {"domain"},
    "store": {"domain"},
    "providers": {"domain"},
    "engine": {"domain", "text"},
    "services": {"domain", "text", "store", "providers"},
    "ui": {"domain", "text", "store", "services"},
    "cli": {"domain", "text", "store", "services", "app"},
    "app": {"domain", "text", "store", "services", "ui"},
    "__main__": {"cli"},
    "atomic_file": {"domain"},
    "file_lock": set(),
    "os_errors": set(),
    "temporary_folder": set(),
}
"""Layers of ``studio``; the entries are what stands beside them in the package."""

EVERYWHERE = {"atomic_file", "file_lock", "i18n", "os_errors", "resources", "temporary_folder"}
"""Small things that any layer but the domain may use."""

TRAINERS = (
    *("torch", "transformers", "peft", "trl", "datasets", "accelerate", "tokenizers"),
    *("gguf", "bitsandbytes", "psutil"),
)
HOMES = {
    "PySide6": ("studio/ui/", "studio/app.py"),
    "pyqtgraph": ("studio/ui/",),
    "sqlite3": ("studio/store/",),
    "sqlite_utils": ("studio/store/",),
    "openai": ("studio/providers/",),
    "httpx2": ("studio/providers/",),
    "tiktoken": ("studio/text/tokens.py",),
    "splintr": ("studio/text/tokens.py",),
    "sentencex": ("studio/text/sentences/boundaries.py",),
    "lxml": ("studio/text/readers/",),
    "markdown_it": ("studio/text/readers/markdown.py",),
    "pypdfium2": ("studio/text/readers/",),
    "arro3": ("studio/text/row_files/",),
    "python_calamine": ("studio/text/row_files/",),
    "orjson": ("studio/text/",),
    "rapidfuzz": ("studio/text/",),
    "regex": ("studio/text/replacing.py",),
    "rensa": ("studio/text/similarity/nets.py",),
    "phonenumbers": ("studio/text/quality/personal_data.py",),
    "keyring": ("studio/services/settings/keys.py",),
    "platformdirs": ("studio/services/settings/settings.py",),
    **dict.fromkeys((*TRAINERS, "safetensors", "numpy"), ("studio/engine/",)),
}
"""Outside packages and the only places that know them."""

HEAVY = {
    "openai",
    "httpx2",
    "tiktoken",
    "splintr",
    "keyring",
    "pyqtgraph",
    "pypdfium2",
    "arro3",
    "python_calamine",
    "rapidfuzz",
    "sqlite_utils",
    "regex",
    "rensa",
    "phonenumbers",
    "markdown_it",
    *TRAINERS,
    "safetensors",
    "numpy",
}
"""Loaded where they are first needed, so that the window opens at once."""

NETWORK = {"asyncio", "ssl", "urllib"}
"""Of the standard library, what only requests need: 7 MB. ``urllib.parse`` is light."""

TESTED_TOGETHER = {
    "cli": "cli/test_commands.py",
    "domain": "domain/test_domain.py",
    "engine": "engine/test_server.py",
    "providers": "providers/test_table.py",
    "services": "services/test_sample_pairs.py",
    "services/books": "services/books/test_ingest.py",
    "services/drafting": "services/drafting/test_jobs.py",
    "services/pairs": "services/pairs/test_review.py",
    "services/preflight": "services/preflight/test_replay.py",
    "services/preflight/checks": "services/preflight/test_checks.py",
    "services/settings": "services/settings/test_settings.py",
    "services/training": "services/training/test_start.py",
    "services/versions": "services/versions/test_export.py",
    "store": "store/test_library.py",
    "text/cleaning": "text/cleaning/test_rules.py",
    "text/drafting": "text/drafting/test_condensing.py",
    "text/languages": "text/languages/test_languages.py",
    "text/quality": "text/quality/test_pair_checks.py",
    "text/readers": "text/readers/test_real_books.py",
    "text/readers/pdf": "text/readers/pdf/test_book.py",
    "text/row_files": "text/row_files/test_shapes.py",
    "text/replies": "text/replies/test_json_reply.py",
    "text/rows": "text/rows/test_validation.py",
    "text/sentences": "text/sentences/test_boundaries.py",
    "ui": "ui/test_main_window.py",
    "ui/books": "ui/books/test_books_page.py",
    "ui/chat": "ui/chat/test_chat_page.py",
    "ui/comparison": "ui/comparison/test_comparison_page.py",
    "ui/datasets": "ui/datasets/test_datasets_page.py",
    "ui/drafting": "ui/drafting/test_drafting_dialog.py",
    "ui/passages": "ui/passages/test_passages_page.py",
    "ui/preflight": "ui/preflight/test_preflight_page.py",
    "ui/review": "ui/review/test_review_page.py",
    "ui/review/facets": "ui/review/test_browsing.py",
    "ui/settings": "ui/settings/test_settings_dialog.py",
    "ui/training": "ui/training/test_training_page.py",
    "ui/widgets": "ui/test_main_window.py",
}
"""A module has a file of tests in the same room of ``tests/``. Where the pieces of a room are of
no use alone, one file goes through all of them: the page for its widgets, preparing a book for
its readers. To add one: name the room and the file; it has to load each module of the room."""

LATE = (
    HEAVY
    | {"msvcrt", "fcntl", "ctypes", "resource"}
    | NETWORK
    | {
        "studio.providers.request_thread",
        "studio.app",
        "studio.engine.training",
        "studio.text.readers.archive",
        "studio.text.readers.html",
        "studio.text.readers.epub",
        "studio.text.readers.docx",
        "studio.text.readers.pdf.reader",
    }
)
"""What may be imported inside a function: the heavy, and what one system alone has."""


@dataclass(frozen=True)
class Import:
    """One import: the file's path from the root, its line, the module it names, when it runs."""

    path: str
    line: int
    module: str
    inner: bool = False
    """Inside a function: it runs when the function does."""
    typing: bool = False
    """Under ``if TYPE_CHECKING``: it never runs."""

    @property
    def layer(self) -> str:
        return Path(self.path).parts[1].removesuffix(".py")

    @property
    def outside(self) -> str:
        return self.module.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


@lru_cache(maxsize=1)
def parse(source: str) -> ast.Module:
    """A module's tree; every rule is asked of one module before the next is parsed."""
    return ast.parse(source)


BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)
"""What holds statements. Nothing that is looked for here stands within an expression."""


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """All statements of a tree, however deep."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        if isinstance(child, BLOCKS):
            yield from statements(child)


def imports_of(path: str, source: str) -> Iterator[Import]:
    yield from _walk(path, parse(source), inner=False, typing=False)


def _walk(path: str, node: ast.AST, *, inner: bool, typing: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(path, node.lineno, alias.name, inner, typing)
    elif isinstance(node, ast.ImportFrom):
        # A relative import would go round the table, so it is one of its faults.
        module = "." * node.level + (node.module or "")
        if module == "studio":
            yield from (
                Import(path, node.lineno, f"studio.{alias.name}", inner, typing)
                for alias in node.names
            )
        else:
            yield Import(path, node.lineno, module, inner, typing)
    inner = inner or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    guarded = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, BLOCKS):
            yield from _walk(path, child, inner=inner, typing=typing or guarded)


def faults(path: str, source: str) -> list[str]:
    """What in a module breaks the table, one line each."""
    return [f"{item}: {why}" for item in imports_of(path, source) for why in (_fault(item),) if why]


def _fault(item: Import) -> str:
    if item.module.startswith("."):
        return "say it from the root"
    if item.outside == "studio":
        return _fault_inside(item) or _fault_of_time(item, item.module in LATE)
    if item.layer == "domain" and item.outside not in sys.stdlib_module_names:
        return "the domain needs nothing but the standard library"
    home = HOMES.get(item.outside)
    if home is not None and not item.path.startswith(home):
        return f"its home is {home[0]}"
    heavy = item.outside in HEAVY
    if heavy and not (item.inner or item.typing or item.layer == "engine"):
        return "it is heavy: load it where it is first needed"
    return _fault_of_time(item, item.outside in LATE)


def _fault_inside(item: Import) -> str:
    target = item.module.split(".")[1] if "." in item.module else "__version__"
    if target == item.layer or target == "__version__":
        return ""
    if target in EVERYWHERE and item.layer != "domain":
        return ""
    return "" if target in MAY_IMPORT.get(item.layer, set()) else f"{item.layer} may not"


def _fault_of_time(item: Import, may_be_late: bool) -> str:
    return "imports stand at the top" if item.inner and not may_be_late else ""


@cache
def modules() -> list[Path]:
    return sorted((ROOT / "studio").rglob("*.py"))


@cache
def sources() -> dict[str, str]:
    """The text of each module, by its path from the root."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in modules()
    }


Rule = Callable[[str, str], object]
"""Given a module's path from the root and its text, says what is wrong with it, or nothing."""


@cache
def judge_all() -> dict[Rule, dict[str, object]]:
    """What each rule says of each module it finds fault with. All are asked of a module while its
    tree is there: to parse it for each of them would take longer than all the rules."""
    said: dict[Rule, dict[str, object]] = {rule: {} for rule in RULES}
    for path, source in sources().items():
        for rule in RULES:
            if faults := rule(path, source):
                said[rule][path] = faults
    return said


def broken(rule: Rule) -> dict[str, object]:
    """What a rule says of each module whose text it finds fault with."""
    return judge_all()[rule]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_modules_keep_to_the_table() -> None:
    assert broken(faults) == {}


def is_silent(_path: str, source: str) -> bool:
    return not ast.get_docstring(parse(source))


def test_modules_say_what_they_are() -> None:
    assert broken(is_silent) == {}


def lines_too_many(_path: str, source: str) -> int:
    return max(0, source.count("\n") - LONGEST)


def test_modules_are_not_too_long() -> None:
    assert broken(lines_too_many) == {}


def translated_at_import(_path: str, source: str) -> list[int]:
    """Lines of ``_()`` calls that run once, as the module is loaded: no change of language reaches
    them. In a table ``N_`` marks a sentence, and ``_`` translates it where it is shown."""
    return sorted(_import_time_calls(parse(source)))


def _import_time_calls(node: ast.AST) -> Iterator[int]:
    called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    if called in ("_", "plural"):
        yield node.lineno
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    for name, value in ast.iter_fields(node):
        # Decorators and default values run as the module is loaded; a function's body does not.
        if isinstance(node, functions) and name == "body":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _import_time_calls(child)


def test_sentences_are_translated_when_they_are_shown() -> None:
    assert broken(translated_at_import) == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('TITLE = _("Books")', [1]),
        ('class Page:\n    title = _("Books")', [2]),
        ('def f(title=_("Books")):\n    return title', [1]),
        ('ROWS = {n: plural("a", "b", n) for n in (1, 2)}', [1]),
        ('TITLE = N_("Books")\ndef f():\n    return _(TITLE)', []),
        ('ROWS = (("a", lambda: _("Books")),)', []),
    ],
)
def test_a_sentence_translated_at_import_is_found(source: str, lines: list[int]) -> None:
    assert translated_at_import("", source) == lines


def functions(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in statements(parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def too_long(_path: str, source: str) -> list[str]:
    """The functions of a module that are too long, with their lines."""
    lengths = {
        node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions(source)
    }
    return [f"{name}: {lines}" for name, lines in lengths.items() if lines > LONGEST_FUNCTION]


def test_functions_are_short() -> None:
    assert broken(too_long) == {}


def test_lines_are_laid_out_by_the_formatter() -> None:
    assert broken(unformatted) == {}


def unformatted(_path: str, source: str) -> list[str]:
    return re.findall(r"#\s*fmt:\s*(?:skip|off)", source)


def test_a_long_function_is_found() -> None:
    body = "    pass\n" * LONGEST_FUNCTION
    assert too_long("", f"class C:\n  def f():\n{body}") == ["f: 56"]


def tables_without_a_way_in(_path: str, source: str) -> list[str]:
    """Tables of a module (three rows of one class, or more) that do not say how to add a row."""
    module = parse(source)
    silent = []
    for node, after in zip(module.body, [*module.body[1:], ast.Pass()], strict=True):
        if is_table(node) and "To add one" not in f"{ast.get_docstring(module)} {text_of(after)}":
            silent.append(ast.unparse(node).partition(" =")[0])
    return silent


def is_table(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    if isinstance(node.value, ast.Dict):
        cells = [cell for cell in node.value.values]
    else:
        cells = node.value.elts if isinstance(node.value, ast.Tuple | ast.List) else []
    names = [cell.func.id for cell in cells if isinstance(cell, ast.Call) and is_class(cell.func)]
    return len(names) >= SMALLEST_TABLE


def is_class(function: ast.expr) -> TypeGuard[ast.Name]:
    # Sentences marked with N_ are no things of the program.
    return isinstance(function, ast.Name) and function.id[0].isupper() and function.id != "N_"


def text_of(node: ast.AST) -> str:
    """The text of a string that stands alone, as the docstring after a table does."""
    value = node.value if isinstance(node, ast.Expr) else None
    return str(value.value) if isinstance(value, ast.Constant) else ""


def test_tables_say_how_to_add_a_row() -> None:
    # The pieces of a table that is spread over a package are explained by the package.
    silent = broken(tables_without_a_way_in)
    assert {path for path in silent if "To add one" not in package_docstring(path)} == set()


def package_docstring(path: str) -> str:
    return ast.get_docstring(parse(sources()[f"{Path(path).parent}/__init__.py"])) or ""


def test_a_silent_table_is_found() -> None:
    table = "ROWS = (Row(1), Row(2), Row(3))\n"
    assert tables_without_a_way_in("", table) == ["ROWS"]
    assert tables_without_a_way_in("", table + '"""To add one: write a row."""') == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("studio/domain/pair.py", "from studio.i18n import _"),
        ("studio/domain/pair.py", "import orjson"),
        ("studio/text/cleaning/rules.py", "from studio.store.library import Library"),
        ("studio/text/cleaning/rules.py", "from ..store.library import Library"),
        ("studio/store/books.py", "import studio.text.cleaning.rules"),
        ("studio/providers/base.py", "from studio import services"),
        ("studio/engine/server.py", "from studio.store.library import Library"),
        ("studio/services/training/start.py", "from studio.ui.page import Page"),
        ("studio/services/training/start.py", "import studio.engine.server"),
        ("studio/services/training/start.py", "def f():\n    import studio.engine.server"),
        ("studio/services/training/start.py", "def f():\n    from studio.text import tokens"),
        ("studio/services/training/start.py", "def f():\n    import json"),
        ("studio/services/pairs/draft.py", "def f():\n    import openai"),
        ("studio/services/pairs/draft.py", "import torch"),
        ("studio/services/pairs/draft.py", "import keyring"),
        ("studio/providers/base.py", "import openai"),
        ("studio/ui/page.py", "from studio.providers.base import Trainer"),
        ("studio/ui/page.py", "from studio.cli import main"),
        ("studio/ui/page.py", "import sqlite3"),
        ("studio/cli/output.py", "from PySide6.QtCore import Qt"),
        ("studio/cli/output.py", "from studio.ui.theme import INK"),
        ("studio/text/rows/validation.py", "def f():\n    import tiktoken"),
        ("studio/attic.py", "from studio.domain.pair import Pair"),
    ],
)
def test_a_broken_rule_is_found(path: str, source: str) -> None:
    assert len(faults(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("studio/domain/pair.py", "import enum\nfrom studio.domain.book import Book"),
        ("studio/text/tokens.py", "def f():\n    import tiktoken"),
        ("studio/providers/base.py", "if TYPE_CHECKING:\n    import openai"),
        ("studio/services/training/start.py", "from studio.providers.base import Trainer"),
        ("studio/engine/training.py", "import torch"),
        ("studio/store/lock.py", "def f():\n    import fcntl"),
        ("studio/cli/__init__.py", "def f():\n    from studio.app import main"),
        ("studio/cli/__init__.py", "from studio import __version__"),
    ],
)
def test_what_the_table_allows_is_left_alone(path: str, source: str) -> None:
    assert faults(path, source) == []


def graph_of(texts: dict[str, str]) -> dict[str, set[str]]:
    """Which of these modules loads which others as it is loaded itself."""
    return {
        name: {target for target in _loaded(source) if target in texts and target != name}
        - {parent for parent in _parents(name)}
        for name, source in texts.items()
    }


def _parents(name: str) -> Iterator[str]:
    """``a.b.c`` loads ``a`` and ``a.b`` whatever it says; that is no choice of its own."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _loaded(source: str) -> Iterator[str]:
    wanted = {
        (item.module, item.line)
        for item in imports_of("studio/x.py", source)
        if not (item.inner or item.typing)
    }
    for node in statements(parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            if (node.module, node.lineno) in wanted or node.module == "studio":
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if (alias.name, node.lineno) in wanted)


def circles(graph: dict[str, set[str]]) -> list[str]:
    """Every module that can be reached from itself."""
    names = []
    for start in _leading_round(graph):
        ahead, seen = set(graph[start]), set[str]()
        while ahead:
            name = ahead.pop()
            seen.add(name)
            ahead |= graph[name] - seen
        if start in seen:
            names.append(start)
    return names


def _leading_round(graph: dict[str, set[str]]) -> list[str]:
    """Modules that stand in a circle or lead to one: what is left when, again and again, those are
    taken away that load none of the others."""
    left = dict(graph)
    while ends := [name for name, loaded in left.items() if not loaded & left.keys()]:
        for name in ends:
            del left[name]
    return list(left)


def test_no_modules_go_round_in_a_circle() -> None:
    named = {module_name(ROOT / path): source for path, source in sources().items()}
    assert circles(graph_of(named)) == []


def test_a_circle_is_found() -> None:
    made_up = {
        "studio.a": "from studio import b",
        "studio.b": "from studio.c import C",
        "studio.c": "import studio.a",
        "studio.d": "import studio.a",
    }
    assert circles(graph_of(made_up)) == ["studio.a", "studio.b", "studio.c"]


def untested(room: str, module: str) -> bool:
    """Whether a module has neither a file of tests of its own nor one that serves its room."""
    if (ROOT / "tests" / room / f"test_{module}.py").exists():
        return False
    together = TESTED_TOGETHER.get(room)
    if together is None:
        return True
    # A room that is a program of its own runs in a process of its own: nothing there is loaded.
    is_program = (ROOT / "studio" / room / "__main__.py").exists() and room != "."
    name = ".".join(("studio", *Path(room).parts, module))
    return not (is_program or name in reached_from(ROOT / "tests" / together))


@cache
def reached_from(file: Path) -> set[str]:
    """The modules that a file of tests loads, itself or through what it loads."""
    graph = {module_name(path): loaded_by(path) for path in modules()}
    ahead, seen = loaded_by(file), set[str]()
    while ahead:
        seen |= ahead
        ahead = set().union(*(graph.get(loaded, ()) for loaded in ahead)) - seen
    return seen


@cache
def loaded_by(path: Path) -> frozenset[str]:
    """What a file imports, be it late, by full names."""
    names = set[str]()
    for node in statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return frozenset(name for name in names if name.startswith("studio."))


def test_each_module_has_its_tests() -> None:
    rooms = [(path.parent.relative_to(ROOT / "studio"), path.stem) for path in modules()]
    assert [
        f"{room}/{module}.py"
        for room, module in rooms
        if not module.startswith("__") and untested(room.as_posix(), module)
    ] == []


RULES: tuple[Rule, ...] = (
    faults,
    is_silent,
    lines_too_many,
    translated_at_import,
    too_long,
    unformatted,
    tables_without_a_way_in,
)
"""What is asked of every module. To add one: a function of path and text, a test, and a row."""


def test_rooms_of_tests_are_rooms_of_the_studio() -> None:
    rooms = {
        path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")
    }
    assert {room.as_posix() for room in rooms if not (ROOT / "studio" / room).is_dir()} == {"fuzz"}
    files = TESTED_TOGETHER.values()
    assert [file for file in files if not (ROOT / "tests" / file).is_file()] == []


@pytest.mark.parametrize("entry", ["studio.app", "studio.cli"])
def test_nothing_heavy_is_loaded_at_the_start(entry: str) -> None:
    unwanted = HEAVY | {"asyncio", "ssl", "urllib.request", "lxml"}
    unwanted |= {"PySide6"} if entry == "studio.cli" else set()
    script = f"import sys, {entry}; print(*set({sorted(unwanted)}) & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")

"""What the pages promise is there: links, pictures, commands and measures."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from studio import __version__
from studio.cli import COMMANDS, parser
from tests.bench.measures import MEASURES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def shell_lines(page: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page, re.S)
    return [line for block in blocks for line in block.splitlines() if line]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8"))
    inside = [target for target in targets if "://" not in target]
    assert [target for target in inside if not (page.parent / target).exists()] == []


def test_every_command_of_the_readme_is_understood() -> None:
    commands = [
        shlex.split(line, comments=True)[1:]
        for line in shell_lines(text("README.md"))
        if line.startswith(".venv/bin/studio")
    ]
    assert len(commands) > 5
    for words in commands:
        if words != ["--help"]:
            assert parser(words[0]).parse_args(words).command == words[0]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_example_of_a_command_is_understood(command) -> None:
    words = shlex.split(command.example)
    assert parser(words[0]).parse_args(words).command == command.name


def test_the_scripts_named_are_there() -> None:
    for page in PAGES:
        for script in re.findall(r"\bbuild/[a-z.-]*[a-z]\b", page.read_text(encoding="utf-8")):
            assert (ROOT / script).exists(), f"{page.name} names {script}"


def test_every_measure_is_explained() -> None:
    page = text("docs/bench.md")
    assert [measure.name for measure in MEASURES if f"**{measure.name}**" not in page] == []


def test_the_changelog_begins_with_this_version() -> None:
    first = re.search(r"^## (\S+)", text("CHANGELOG.md"), re.M)
    assert first is not None and first[1] == __version__


def test_the_house_of_the_architecture_page_is_the_house() -> None:
    page = text("docs/architecture.md")
    drawn = set(re.findall(r"^  ([a-z]+/)", page, re.M))
    built = {
        f"{path.name}/" for path in (ROOT / "studio").iterdir() if (path / "__init__.py").exists()
    }
    assert drawn == built

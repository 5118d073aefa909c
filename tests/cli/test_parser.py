"""The reader of the command line speaks the curator's language, in its help and where it refuses."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterator

import pytest

from studio import i18n
from studio.cli import COMMANDS, main, parser
from studio.cli.parser import Parser
from studio.domain.errors import CuratorError


@pytest.fixture
def japanese() -> Iterator[None]:
    i18n.use_language("ja")
    yield
    i18n.use_language("en")


def refuse(*words: str) -> str:
    """The line in which the words of a shell are refused."""
    with pytest.raises(CuratorError) as refused:
        parser().parse_args(words)
    return str(refused.value).partition(" `")[0]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("nonsense",), "there is no command “nonsense”."),
        (("draft",), "LIB is missing."),
        (("books", "x", "--wat"), "this is not understood here: --wat."),
        (("train", "x", "--version"), "--version needs a value."),
        (("train", "x", "--version", "x"), "--version: “x”: write a whole number, such as 1."),
        (("train", "x", "--version", "1", "--wait=3"), "--wait takes no value."),
        (
            ("review", "x", "--accept", "--reject", "--ids", "1"),
            "--reject and --accept exclude each other.",
        ),
        (
            ("review", "x", "--accept", "--in", "nowhere", "--ids", "1"),
            "--in can't be “nowhere”; choose one of both, prompts, answers.",
        ),
    ],
)
def test_a_slip_is_refused_in_one_line(words: tuple[str, ...], line: str) -> None:
    assert refuse(*words) == line


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("nonsense",), "「nonsense」というコマンドはありません。"),
        (("review", "x"), "次のいずれかを指定してください：--accept"),
        (("review", "x", "--re", "--ids", "1"), "--reは--reject"),
    ],
)
def test_a_slip_is_refused_in_japanese(japanese: None, words: tuple[str, ...], line: str) -> None:
    assert line in refuse(*words)


def test_the_help_has_no_english_of_argparse_in_it(japanese: None) -> None:
    said = io.StringIO()
    parser().print_help(said)
    for english in ("usage", "positional", "options:", "show"):
        assert english not in said.getvalue()
    assert "使い方：studio" in said.getvalue() and "このヘルプを表示" in said.getvalue()


def test_without_a_display_a_window_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for words in ([], ["mentor.studio"]):
        assert main(words) == 2
        said = capsys.readouterr()
        assert said.out == "" and said.err.startswith("studio: There is no display here")
        assert said.err.count("\n") == 1


def test_what_one_command_does_not_understand_leads_to_its_own_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["books", "x.studio", "--wat"]) == 2
    assert "`studio books --help`" in capsys.readouterr().err


def test_every_argument_of_every_command_says_what_it_is_for() -> None:
    bare = []
    for command in COMMANDS:
        # Where no command is chosen, argparse keeps those that it knows of to itself.
        said = io.StringIO()
        reader = Parser(prog="studio")
        command.add_arguments(reader)
        reader.explain_all()
        reader.print_help(said)
        after = said.getvalue().partition("\n\n")[2]
        lines = [line for line in after.splitlines() if line.startswith("  ")]
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            is_bare = len(line.split("  ")) == 2 and not following.startswith(" " * 20)
            if is_bare and not line.startswith(" " * 20):
                bare.append(f"{command.name}: {line.strip()}")
    assert bare == []


def test_what_the_window_is_made_of_is_not_searched_for_garbage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[list[str], bool, bool]] = []

    def open_window(words: list[str]) -> int:
        seen.append((words, gc.isenabled(), gc.get_freeze_count() > 0))
        return 0

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("studio.app.main", open_window)
    try:
        assert main(["mine.studio"]) == 0
    finally:
        gc.unfreeze()
    assert seen == [(["mine.studio"], True, True)]

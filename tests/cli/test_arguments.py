"""Arguments: every option of every command reads what it is for, and refuses the rest in one line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from studio.cli import COMMANDS, main, parser
from studio.cli import arguments as kinds
from studio.domain.errors import CuratorError
from studio.domain.pair import Status
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing

PARSER = parser()
RUBBISH = (
    "",
    " ",
    "é",
    "1,2",
    "-1",
    "0",
    "nan",
    "inf",
    "1e999",
    "9" * 21,
    "9" * 5_000,
    "1_0",
    "5-1",
    "1-99999999999999",
    "status=great",
    "a=b=c,,",
    "two\nlines",
    "\x1b[2J",
    "nul\x00",
    "half\ud800",
    "\udce9",
    "x" * 5_000,
    ".",
    "/dev/null",
    "missing.file",
)
READ_ONLY = {"compare", "demo", "engine", "model", "replay", "suggest", "sweep", "train"}
"""Commands that would start the engine with what they accept: their words are read, no more."""


def options_of(name: str) -> Iterator[tuple[str, argparse.Action]]:
    """A command's arguments that take a text: the option (or "" for one by its place)."""
    commands = next(a for a in PARSER._actions if isinstance(a, argparse._SubParsersAction))
    for action in commands.choices[name]._actions:
        if action.nargs != 0:
            yield (action.option_strings or [""])[0], action


OPTIONS = [
    pytest.param(command, option, action, id=f"{command.name} {option or action.dest}")
    for command in COMMANDS
    for option, action in options_of(command.name)
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A library with four pairs and a version, as its file."""
    path = tmp_path_factory.mktemp("stock") / "stock.studio"
    with Session.open(path, create=True) as session:
        for n in range(4):
            review.add(session, f"How do I reach goal {n}?", f"Take step {n} today.")
        review.accept(session, [1, 2, 3])
        freezing.freeze(session, validation=0)
    return path.read_bytes()


def command_line(command, action: argparse.Action, text: str, library: Path) -> list[str]:
    """A command with the text in question, and whatever else it has to be given."""
    words, places = [command.name], []
    for option, other in options_of(command.name):
        if option and other is action:
            words.append(f"{option}={text}")
        elif other.required and option:
            words.append(f"{option}=1")
        elif other is action:
            places.append(text)
        elif other.required:
            places.append(str(library) if other.dest == "library" else "1")
    if command.name == "rewrite" and not action.dest.startswith("answer"):
        words.append("--answer=So.")
    if command.name == "review":
        words += [] if action.dest == "tag" else ["--accept"]
        words += [] if action.dest in ("ids", "where") else ["--ids=1"]
    return [*words, "--", *places]


def refusal_of(words: list[str]) -> str:
    """The line with which words are refused before anything is done; "" when they are read."""
    try:
        PARSER.parse_args(words)
    except CuratorError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("command", "option", "action"), OPTIONS)
def test_rubbish_is_read_or_refused_in_one_line(command, option, action, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for text in (*RUBBISH, str(tmp_path)):
        line = refusal_of(command_line(command, action, text, tmp_path / "mentor.studio"))
        assert line == "" or (line.isprintable() and len(line) < 700)
        if getattr(action.type, "__qualname__", "").startswith("whole_number"):
            assert line or text == "0", text


@pytest.mark.slow
@pytest.mark.parametrize(("command", "option", "action"), OPTIONS)
def test_rubbish_that_can_be_read_does_no_harm(
    command, option, action, library, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mentor.studio"
    path.write_bytes(library)
    lines = [command_line(command, action, text, path) for text in (*RUBBISH, str(tmp_path))]
    for words in lines if command.name not in READ_ONLY else []:
        if not refusal_of(words):
            status = main(words)
            out, err = capsys.readouterr()
            # Of several files, those that were refused stand in the value that is printed.
            assert status in (0, 1) or command.name == "ingest" or (status, out) == (2, ""), words
            assert status != 2 or err.splitlines()[-1].startswith("studio: "), words


def test_a_refusal_is_one_line_and_exit_2(capsys):
    assert main(["books", "mentor.studio", "--jsno"]) == 2
    assert capsys.readouterr() == (
        "",
        "studio: this is not understood here: --jsno. `studio books --help` says more.\n",
    )


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (kinds.id_number, " 12 ", 12),
        (kinds.id_number, "１２", 12),
        (kinds.count, "0", 0),
        (kinds.seed, "2147483647", 2**31 - 1),
        (kinds.fraction(0, 0.5), ".25", 0.25),
        (kinds.epochs, "auto", "auto"),
        (kinds.epochs, "3", 3),
        (kinds.money, "0.005", Decimal("0.005")),
        (kinds.line, " 習慣 ", "習慣"),
        (kinds.text, " 一。\n\tTwo. \n", "一。\n\tTwo."),
        (kinds.names, "a, b", ["a", "b"]),
        (kinds.language, "pt-BR", "pt-BR"),
        (kinds.encoding, "Shift-JIS", "Shift-JIS"),
        (kinds.ids, "1, 2,5-7", [1, 2, 5, 6, 7]),
        (kinds.pair_filter, "all", kinds.PairFilter()),
        (
            kinds.pair_filter,
            'is:draft tag:習慣 "a b"',
            kinds.PairFilter(Status.DRAFT, '"a b"', tags=("習慣",)),
        ),
        (
            kinds.pair_filter,
            "author=William James,search=a b",
            kinds.PairFilter(author="William James", search='"a b"'),
        ),
        (
            kinds.pair_filter,
            "status=draft,tag=習慣",
            kinds.PairFilter(Status.DRAFT, tags=("習慣",)),
        ),
        (kinds.columns, "prompt=when,answer=what", {"prompt": "when", "answer": "what"}),
        (kinds.questions, "validation", None),
    ],
)
def test_what_is_meant_is_read(kind, text, value):
    assert kind(text) == value


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (kinds.id_number, ["0", "-1", "é", "1.0", "9223372036854775808", "1_0", "9" * 5_000]),
        (kinds.seed, ["2147483648"]),
        (kinds.fraction(0, 0.5), ["nan", "0.6", "-0.1", "1e999", "half"]),
        (kinds.epochs, ["1,2", "0", "51", "-3", "Auto-ish"]),
        (kinds.money, ["-1", "nan", "1e3", "lots", "$5", "9" * 12]),
        (kinds.line, ["two\nlines", "\x1b[2J", "\udce9", "x" * 1_001]),
        (kinds.name, [""]),
        (kinds.text, ["", " \n ", "\x1b[2J", "nul\x00", "half\ud800"]),
        (kinds.names, ["a,,b"]),
        (kinds.language, ["english!", "e"]),
        (kinds.encoding, ["é", "nul\x00", "utf-9"]),
        (kinds.ids, ["", "é", "5-1", "1-", "1-99999999999999", "-1"]),
        (
            kinds.pair_filter,
            ["", "status=great", "mood=good", "status:great", "tokens:few", "a\nb"],
        ),
        (kinds.columns, ["prompt", "=x"]),
        (kinds.path, ["", " ", "nul\x00", "x" * 5_000]),
        (kinds.file_to_read, ["missing.file", "."]),
        (kinds.file_to_write, [".", "missing/report.html"]),
        (kinds.folder_to_write, [__file__]),
    ],
)
def test_what_is_not_meant_is_refused(kind, texts):
    for text in texts:
        with pytest.raises(argparse.ArgumentTypeError):
            kind(text)

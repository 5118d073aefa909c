"""The command line: the same deeds without a window, for scripts, servers and measuring.

``COMMANDS`` is the table; names and JSON keys are what other programs rely on. Exit 0: done;
1: done and the answer is no; 2: could not be done, with one line that says why.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from studio import __version__
from studio.cli import curation, preflight, training, versions
from studio.cli.output import print_json, print_lines, say
from studio.domain.book import PassageStatus, Rights
from studio.domain.errors import StudioError
from studio.i18n import _
from studio.services.pairs import row_import
from studio.services.versions.formats import FORMS

Handler = Callable[[argparse.Namespace], tuple[object, int]]
Arguments = Callable[[argparse.ArgumentParser], object]


@dataclass(frozen=True)
class Command:
    """A subcommand: its name, what it does, an example, its arguments, its deed."""

    name: str
    help: str
    example: str
    arguments: Arguments
    deed: Handler
    library: bool = True


def _none(_parser: argparse.ArgumentParser) -> None:
    pass


def _ingest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    for name in ("title", "author", "language", "encoding"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--rights", choices=[rights.value for rights in Rights])
    parser.add_argument("--ruby", action="store_true", help=_("keep readings in brackets"))
    parser.add_argument(
        "--keep-matter", action="store_true", help=_("do not skip title page, contents, index")
    )


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--format",
        default="auto",
        choices=["auto", *(name for name, _title in row_import.shape_titles())],
    )
    parser.add_argument("--columns", default="", help="prompt=question,answer=reply")


def _reread(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", type=int, required=True)
    parser.add_argument("--encoding", default="")
    parser.add_argument("--ruby", action=argparse.BooleanOptionalAction)


def _passages(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", type=int)
    parser.add_argument("--status", choices=[status.value for status in PassageStatus])
    parser.add_argument("--text", action="store_true", help=_("with text and source"))


def _clean(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rules", default="", help=_("names with commas; default: all"))
    parser.add_argument("--book", type=int, help=_("this book alone, as rules of its own"))
    parser.add_argument("--dry-run", action="store_true")


def _draft(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--method", choices=["extractive", "model"], default="extractive")
    parser.add_argument("--endpoint", default="")
    parser.add_argument("--model", default="")
    parser.add_argument("--limit", type=int)


def _review(parser: argparse.ArgumentParser) -> None:
    deed = parser.add_mutually_exclusive_group(required=True)
    deed.add_argument("--accept", action="store_true")
    deed.add_argument("--reject", action="store_true")
    deed.add_argument("--tag", default="")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--ids", help="1,2,5-9")
    which.add_argument("--where", help="status=draft,tag=…,author=…,search=… | all")


def _validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--profile", choices=["sft", "dpo"], default="sft")
    parser.add_argument("--model", default="")


def _quote(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", type=int)
    parser.add_argument("--model", required=True)
    parser.add_argument("--epochs", default="auto")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--format", choices=[form.name for form in FORMS], default="openai")
    parser.add_argument("--bom", action="store_true", help=_("with a byte order mark (Azure)"))
    _agreeing(parser)


def _models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--endpoint", default="local")


def _train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", type=int, required=True)
    parser.add_argument("--endpoint", default="local")
    parser.add_argument("--model", default="rehearsal-tiny")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--learning-rate-multiplier", type=float)
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--suffix", default="")
    parser.add_argument("--budget", type=Decimal, help=_("US dollars this run may cost"))
    parser.add_argument("--wait", action="store_true", help=_("follow it to its end"))
    _agreeing(parser)


def _agreeing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--agree",
        action="store_true",
        help=_("use books of unknown rights and personal data all the same; remembered"),
    )


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=int, metavar="N")
    parser.add_argument("--watch", action="store_true")


def _cancel(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=int, metavar="N")


def _compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--questions", default="validation", help=_("a file, or: validation"))
    parser.add_argument("--models", default="", help=_("names with commas"))
    parser.add_argument("--run", type=int, help=_("this run's base and tuned model"))
    parser.add_argument("--endpoint", default="")
    parser.add_argument("--limit", type=int, default=training.QUESTIONS)


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, default=Path("demo"), metavar="DIR")
    parser.add_argument("--books", nargs="+", type=Path, metavar="FILE")


COMMANDS = (
    Command("new", _("make an empty library"), "new mentor.studio", _none, curation.new),
    Command(
        "ingest",
        _("books in: file → passages"),
        "ingest mentor.studio walden.epub",
        _ingest,
        curation.ingest_files,
    ),
    Command("books", _("list the books"), "books mentor.studio", _none, curation.books),
    Command(
        "passages",
        _("list the passages"),
        "passages mentor.studio --book 1 --text --json",
        _passages,
        curation.passages,
    ),
    Command(
        "reread",
        _("read a book's own file again; the curator's work stays"),
        "reread mentor.studio --book 1 --ruby",
        _reread,
        curation.reread,
    ),
    Command(
        "import",
        _("rows in: training rows someone has → pairs"),
        "import mentor.studio rows.jsonl",
        _import,
        curation.import_file,
    ),
    Command(
        "clean",
        _("clean passages by rules"),
        "clean mentor.studio --dry-run",
        _clean,
        curation.clean,
    ),
    Command(
        "draft",
        _("passages → draft pairs"),
        "draft mentor.studio --limit 50",
        _draft,
        curation.draft_pairs,
    ),
    Command(
        "pairs",
        _("list the pairs"),
        "pairs mentor.studio --status draft",
        curation.add_filters,
        curation.pairs,
    ),
    Command(
        "review",
        _("accept, reject or tag pairs"),
        "review mentor.studio --accept --ids 1,4-9",
        _review,
        curation.review_pairs,
    ),
    Command(
        "check",
        _("preflight: what would make a training fail"),
        "check mentor.studio --html report.html",
        preflight.add_arguments,
        preflight.check,
    ),
    Command("undo", _("take back the last edit"), "undo mentor.studio", _none, curation.undo),
    Command("redo", _("bring it back"), "redo mentor.studio", _none, curation.redo),
    Command(
        "validate",
        _("is this file fit to upload?"),
        "validate train.jsonl",
        _validate,
        training.validate,
        library=False,
    ),
    Command(
        "quote",
        _("what a training would cost"),
        "quote mentor.studio --model gpt-4o-mini",
        _quote,
        training.quote,
    ),
    Command(
        "freeze",
        _("make a dataset version"),
        "freeze mentor.studio --validation 0.1",
        versions.add_freeze,
        versions.freeze,
    ),
    Command(
        "diff",
        _("what differs between two versions"),
        "diff mentor.studio 1 2",
        versions.add_diff,
        versions.diff,
    ),
    Command(
        "versions",
        _("list the dataset versions, compare what they are made of, delete one"),
        "versions mentor.studio --balance 1 2",
        versions.add_versions,
        versions.versions,
    ),
    Command(
        "export",
        _("write a version as files"),
        "export mentor.studio --version 1 --out out",
        _export,
        training.export,
    ),
    Command(
        "endpoints",
        _("where one can train and ask"),
        "endpoints",
        _none,
        training.endpoints,
        library=False,
    ),
    Command(
        "models",
        _("models of an endpoint"),
        "models --endpoint local",
        _models,
        training.models,
        library=False,
    ),
    Command(
        "train", _("start a run"), "train mentor.studio --version 1 --wait", _train, training.start
    ),
    Command("runs", _("list the runs"), "runs mentor.studio", _none, training.runs),
    Command("run", _("one run"), "run mentor.studio 1 --watch", _run, training.run),
    Command("cancel", _("stop a run"), "cancel mentor.studio 1", _cancel, training.cancel),
    Command(
        "compare",
        _("the same questions to several models"),
        "compare mentor.studio --run 1",
        _compare,
        training.compare_models,
    ),
    Command("ledger", _("what was spent"), "ledger mentor.studio", _none, training.ledger),
    Command(
        "demo",
        _("the whole job on the sample books"),
        "demo somewhere",
        _demo,
        training.demo,
        library=False,
    ),
)


def parser() -> argparse.ArgumentParser:
    """The parser, made from the table."""
    top = argparse.ArgumentParser(
        prog="studio",
        description=_("Turns books into a fine-tuned model that is better than its base."),
        epilog=_("`studio` alone, or `studio LIBRARY`, opens the window."),
    )
    top.add_argument("--version", action="version", version=f"Passage Studio {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(
            command.name,
            help=command.help,
            description=command.help,
            epilog=_("Example: studio {example}").format(example=command.example),
        )
        if command.library:
            sub.add_argument("library", type=Path, metavar="LIB")
        command.arguments(sub)
        sub.add_argument("--json", action="store_true", help=_("one JSON value and nothing else"))
        sub.set_defaults(deed=command.deed)
    engine = commands.add_parser(
        "engine",
        help=_("the local training server"),
        epilog=_("Example: studio engine --port 8399"),
    )
    engine.add_argument("--stop", action="store_true", help=_("end a running one"))
    engine.add_argument("--json", action="store_true")
    engine.set_defaults(deed=training.engine)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; without one, open the window."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0].endswith(".studio"):
        from studio.app import (
            main as open_window,
        )  # Qt is loaded only where a window is wanted

        return open_window(given)
    args = parser().parse_args(given)
    try:
        value, status = args.deed(args)
        (print_json if args.json else print_lines)(value)
    except StudioError as error:
        say(f"studio: {error}")
        return 2
    except KeyboardInterrupt:
        say(_("studio: stopped; what was finished is kept."))
        return 2
    except BrokenPipeError:
        # Who read has read enough, as `head` does; nothing more may be written at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return int(status)

"""Which arguments each command takes, each with the kind that reads or refuses it."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path

from studio.cli import arguments as kinds
from studio.domain.book import PassageStatus, Rights
from studio.domain.dataset import GROUPS, ORDERS, PROFILES
from studio.i18n import _, join_list
from studio.services.models import here
from studio.services.pairs import row_import
from studio.services.preflight import fixes
from studio.services.versions.formats import FORMATS


def none(_parser: ArgumentParser) -> None:
    """A command that takes nothing but its library."""


def backup(parser: ArgumentParser) -> None:
    parser.add_argument("out", type=kinds.path, metavar="OUT", help=_("the copy, a new file"))


def ingest(parser: ArgumentParser) -> None:
    # Whether they are there is seen one by one: a file that is missing leaves the others in.
    parser.add_argument("files", nargs="+", type=kinds.path, metavar="FILE")
    parser.add_argument("--title", type=kinds.line, default="")
    parser.add_argument("--author", type=kinds.line, default="")
    parser.add_argument("--language", type=kinds.language, default="", help="en, ja, …")
    parser.add_argument("--encoding", type=kinds.encoding, default="", help="utf-8, cp932, …")
    parser.add_argument("--rights", choices=[rights.value for rights in Rights])
    parser.add_argument("--ruby", action="store_true", help=_("keep readings in brackets"))
    parser.add_argument(
        "--keep-matter", action="store_true", help=_("do not skip title page, contents, index")
    )


def rows(parser: ArgumentParser) -> None:
    # A data set saved by the datasets library is a folder, so a folder may be right here.
    parser.add_argument("file", type=kinds.path, metavar="FILE")
    shapes = [name for name, _title in row_import.shape_titles()]
    parser.add_argument("--format", default="auto", choices=["auto", *shapes])
    parser.add_argument(
        "--columns", type=kinds.columns, default={}, help="prompt=question,answer=reply"
    )
    parser.add_argument("--encoding", type=kinds.encoding, default="", help="utf-8, cp932, …")
    parser.add_argument(
        "--good",
        type=kinds.line,
        default="",
        metavar="RULE",
        help=_("which answers are good, where a column says so: label=true, score>=4, all"),
    )
    parser.add_argument(
        "--as-is", action="store_true", help=_("change nothing: rows come in exactly as they are")
    )


def reread(parser: ArgumentParser) -> None:
    parser.add_argument("--book", type=kinds.id_number, required=True, metavar="N")
    parser.add_argument("--encoding", type=kinds.encoding, default="", help="utf-8, cp932, …")
    parser.add_argument("--ruby", action=BooleanOptionalAction)


def passages(parser: ArgumentParser) -> None:
    parser.add_argument("--book", type=kinds.id_number, metavar="N")
    parser.add_argument("--status", choices=[status.value for status in PassageStatus])
    parser.add_argument("--text", action="store_true", help=_("with text and source"))


def clean(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--rules", type=kinds.names, default=[], help=_("names with commas; default: all")
    )
    parser.add_argument(
        "--book", type=kinds.id_number, metavar="N", help=_("only this book, by rules of its own")
    )
    parser.add_argument("--dry-run", action="store_true")


def check(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--fix",
        type=kinds.name,
        metavar="NAME",
        help=_("fix what can be fixed, by: {names}").format(
            names=join_list(o.name for o in fixes.FIXES if o.select)
        ),
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=_("with --fix: show what it would do to how many, and five before and after"),
    )
    parser.add_argument(
        "--endpoint",
        type=kinds.name,
        help=_("where the rows would be trained; default: as in the settings"),
    )
    parser.add_argument(
        "--html", type=kinds.file_to_write, metavar="FILE", help=_("keep the report as a page")
    )
    parser.add_argument(
        "--report", type=kinds.file_to_write, metavar="FILE", help=_("keep the report as JSON")
    )


def validate(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=kinds.path, metavar="FILE")
    parser.add_argument("--profile", choices=["sft", "dpo"], default="sft")
    parser.add_argument("--model", type=kinds.line, default="")


def quote(parser: ArgumentParser) -> None:
    parser.add_argument("--version", type=kinds.id_number, metavar="V")
    parser.add_argument("--model", type=kinds.name, required=True)
    parser.add_argument("--epochs", type=kinds.epochs, help=_("1 to 50, or auto"))
    parser.add_argument(
        "--endpoint",
        type=kinds.name,
        help=_("where it would be trained; default: where the price table has the model"),
    )


def freeze(parser: ArgumentParser) -> None:
    parser.add_argument("--name", type=kinds.line, default="")
    parser.add_argument(
        "--validation",
        type=kinds.fraction(0, 0.5),
        default=0.1,
        help=_("share held out, 0 to 0.5"),
    )
    parser.add_argument(
        "--group",
        choices=GROUPS,
        default="book",
        help=_("what is kept together when rows are held out"),
    )
    parser.add_argument(
        "--stratify", action="store_true", help=_("each tag its share of the rows held out")
    )
    parser.add_argument("--order", choices=ORDERS, default="shuffle")
    parser.add_argument("--seed", type=kinds.seed, default=0)
    parser.add_argument("--profile", choices=PROFILES, default="sft")
    parser.add_argument("--tag", type=kinds.line, default="", help=_("only pairs with this tag"))
    parser.add_argument(
        "--without",
        type=kinds.line,
        default="",
        metavar="TAG",
        help=_("no pairs that have this tag"),
    )
    parser.add_argument(
        "--author", type=kinds.line, default="", help=_("only pairs of this author")
    )
    parser.add_argument(
        "--cap", type=kinds.count, default=0, help=_("at most so many of one author")
    )


def diff(parser: ArgumentParser) -> None:
    parser.add_argument("old", type=kinds.id_number, metavar="V1")
    parser.add_argument("new", type=kinds.id_number, metavar="V2")


def versions(parser: ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--balance",
        type=kinds.id_number,
        nargs="+",
        metavar="V",
        help=_("authors, tags, lengths of these, side by side"),
    )
    action.add_argument(
        "--delete", type=kinds.id_number, metavar="V", help=_("one that no run refers to")
    )
    parser.add_argument("--yes", action="store_true", help=_("delete it without asking"))


def export(parser: ArgumentParser) -> None:
    parser.add_argument("--version", type=kinds.id_number, required=True, metavar="V")
    parser.add_argument("--out", type=kinds.folder_to_write, required=True, metavar="DIR")
    parser.add_argument("--format", choices=[form.name for form in FORMATS], default="openai")
    parser.add_argument("--bom", action="store_true", help=_("with a byte order mark (Azure)"))
    _agree(parser)


def settings(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        type=kinds.assignment,
        nargs="+",
        default=[],
        metavar="NAME=VALUE",
        help=_("change these; without any, the settings are listed"),
    )


def budget(parser: ArgumentParser) -> None:
    parser.add_argument(
        "amount", nargs="?", type=kinds.money, metavar="AMOUNT", help=_("a month; 0 for none")
    )
    parser.add_argument("--run", type=kinds.money, metavar="AMOUNT", help=_("of one training"))
    parser.add_argument(
        "--library", type=kinds.path, metavar="LIBRARY", help=_("the limit of this one")
    )
    parser.add_argument("--total", type=kinds.money, metavar="AMOUNT", help=_("in all, for it"))
    parser.add_argument(
        "--currency", choices=["USD", "JPY"], default="USD", help=_("what amounts are given in")
    )


def endpoints(parser: ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--save", type=kinds.name, metavar="NAME", help=_("a new or a changed one"))
    action.add_argument("--remove", type=kinds.name, metavar="NAME", help=_("one of your own"))
    action.add_argument(
        "--test", type=kinds.name, metavar="NAME", help=_("does it answer? costs nothing")
    )
    parser.add_argument("--url", type=kinds.name, help="https://api.example.com/v1")
    parser.add_argument("--kind", type=kinds.name, help=_("the provider whose API it speaks"))
    parser.add_argument(
        "--key-variable", type=kinds.line, help=_("variable of the environment with its key")
    )
    parser.add_argument("--model", type=kinds.line, help=_("the model it is usually asked for"))
    parser.add_argument("--trains", action=BooleanOptionalAction)
    parser.add_argument(
        "--option",
        type=kinds.assignment,
        nargs="+",
        default=[],
        metavar="NAME=VALUE",
        help=_("further settings of its provider"),
    )


def key(parser: ArgumentParser) -> None:
    parser.add_argument("endpoint", type=kinds.name, metavar="ENDPOINT")
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--set", action="store_true", help=_("read it from standard input and keep it")
    )
    action.add_argument("--forget", action="store_true", help=_("remove it from the keyring"))


def models(parser: ArgumentParser) -> None:
    parser.add_argument("--endpoint", type=kinds.name, default="local")


def model(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=["fetch", "remove", "export"])
    parser.add_argument("model", type=kinds.name, metavar="MODEL")
    parser.add_argument("--endpoint", type=kinds.name, default="local")
    parser.add_argument(
        "--out", type=kinds.folder_to_write, metavar="DIR", help=_("export: a new folder")
    )
    parser.add_argument(
        "--as",
        dest="as_kinds",
        type=kinds.names,
        default=list(here.USUAL_KINDS),
        metavar="KINDS",
        help=_("export, with commas: {kinds}").format(kinds=join_list(here.KINDS)),
    )
    parser.add_argument(
        "--library",
        type=kinds.path,
        metavar="LIB",
        help=_("export: the library whose system message goes along"),
    )


def train(parser: ArgumentParser) -> None:
    parser.add_argument("--version", type=kinds.id_number, required=True, metavar="V")
    parser.add_argument("--endpoint", type=kinds.name, default="local")
    parser.add_argument("--model", type=kinds.name, default="rehearsal-tiny")
    parser.add_argument("--epochs", type=kinds.epochs, help=_("1 to 50, or auto"))
    parser.add_argument("--learning-rate-multiplier", type=kinds.fraction(1e-6, 100))
    parser.add_argument("--batch-size", type=kinds.whole_number(1, 1024))
    parser.add_argument("--beta", type=kinds.fraction(1e-6, 2), help=_("for preference rows"))
    parser.add_argument(
        "--share", type=kinds.fraction(0.01, 1), default=1.0, help=_("of the training rows")
    )
    parser.add_argument("--no-validation", action="store_true", help=_("send no validation rows"))
    parser.add_argument("--seed", type=kinds.seed)
    parser.add_argument("--suffix", type=kinds.line, default="")
    parser.add_argument("--budget", type=kinds.money, help=_("US dollars this run may cost"))
    parser.add_argument("--wait", action="store_true", help=_("follow it to its end"))
    _agree(parser)


def bundle(parser: ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--version", type=kinds.id_number, metavar="V")
    action.add_argument(
        "--read",
        type=kinds.path,
        metavar="DIR",
        help=_("a training that was done with one, as a run"),
    )
    parser.add_argument("--out", type=kinds.folder_to_write, metavar="DIR")
    parser.add_argument("--model", type=kinds.line, default="", help=_("a name on the model hub"))
    parser.add_argument("--epochs", type=kinds.whole_number(1, 50))
    parser.add_argument("--seed", type=kinds.seed, default=0)
    _agree(parser)


def sweep(parser: ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--version", type=kinds.id_number, metavar="V")
    action.add_argument(
        "--show", type=kinds.id_number, metavar="N", help=_("show how one came out")
    )
    action.add_argument("--resume", action="store_true", help=_("continue with what is waiting"))
    parser.add_argument("--endpoint", type=kinds.name, default="local")
    parser.add_argument("--model", type=kinds.name, default="rehearsal-tiny")
    parser.add_argument("--epochs", type=kinds.numbers(1, 50, int), default=[], metavar="1,2,3")
    parser.add_argument(
        "--learning-rate-multiplier",
        type=kinds.numbers(1e-6, 100, float),
        default=[],
        metavar="0.5,1",
    )
    parser.add_argument(
        "--share",
        type=kinds.numbers(0.01, 1, float),
        default=[],
        metavar="0.25,0.5,1",
        help=_("of the training rows; a larger one holds the smaller ones"),
    )
    parser.add_argument(
        "--then",
        type=kinds.id_number,
        metavar="V",
        help=_("then train on the preference rows of version V"),
    )
    parser.add_argument(
        "--seed",
        type=kinds.numbers(0, 2**31 - 1, int),
        default=[],
        metavar="0,1",
        help=_("for the training, and for choosing a share of the rows"),
    )
    parser.add_argument("--suffix", type=kinds.line, default="")
    parser.add_argument("--budget", type=kinds.money, help=_("US dollars all together may cost"))
    parser.add_argument("--wait", action="store_true", help=_("start and follow them all"))
    _agree(parser)


def _agree(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--agree",
        action="store_true",
        help=_("use books of unknown rights and personal data anyway; your answer is remembered"),
    )


def run(parser: ArgumentParser) -> None:
    parser.add_argument("run", type=kinds.id_number, metavar="N")
    parser.add_argument("--watch", action="store_true", help=_("follow it to its end"))
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--again", action="store_true", help=_("start a finished run again with the same settings")
    )
    action.add_argument("--pause", action="store_true", help=_("pause it"))
    action.add_argument("--resume", action="store_true", help=_("resume it"))


def cancel(parser: ArgumentParser) -> None:
    parser.add_argument("run", type=kinds.id_number, metavar="N")


def experiments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--report",
        type=kinds.file_to_write,
        metavar="FILE",
        help=_("write them as an HTML file, or as a PDF where its name ends in .pdf"),
    )
    parser.add_argument(
        "--difference",
        type=kinds.id_number,
        nargs=2,
        metavar="RUN",
        help=_("what differs between two runs: data, settings, answers"),
    )
    parser.add_argument(
        "--learning-curve",
        type=kinds.id_number,
        metavar="RUN",
        help=_(
            "what more data has brought to runs like this one, and what twice as much would bring"
        ),
    )
    parser.add_argument(
        "--queue",
        action="store_true",
        help=_("queue what is suggested next, or the trainings that the learning curve lacks"),
    )
    parser.add_argument(
        "--mlflow",
        type=kinds.folder_to_write,
        metavar="DIR",
        help=_("write them as MLflow's files"),
    )
    parser.add_argument(
        "--wandb",
        type=kinds.folder_to_write,
        metavar="DIR",
        help=_("write them for Weights & Biases, with the script that sends them"),
    )
    _agree(parser)


def demo(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", nargs="?", type=kinds.folder_to_write, default=Path("demo"), metavar="DIR"
    )
    parser.add_argument("--books", nargs="+", type=kinds.path, metavar="FILE")
    parser.add_argument(
        "--model",
        type=kinds.name,
        default="rehearsal-tiny",
        help=_("a model of the local engine: smollm2-135m-instruct answers in sentences"),
    )


def replay(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", nargs="?", type=kinds.folder_to_write, default=Path("replay"), metavar="DIR"
    )
    parser.add_argument(
        "--model",
        type=kinds.name,
        default="smollm2-135m-instruct",
        help=_("a model of the local engine: rehearsal-tiny takes a minute and proves nothing"),
    )
    parser.add_argument("--questions", type=kinds.whole_number(1), metavar="N")
    parser.add_argument("--epochs", type=kinds.whole_number(1, 50), metavar="N")


def engine(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=kinds.whole_number(0, 65_535), default=0, help=_("0 takes any free port")
    )
    parser.add_argument(
        "--home", type=kinds.folder_to_write, metavar="DIR", help=_("the engine's folder")
    )
    parser.add_argument("--stop", action="store_true", help=_("stop a running engine"))

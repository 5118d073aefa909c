"""What the commands about questions, comparisons and votes take."""

from __future__ import annotations

from argparse import ArgumentParser

from studio.cli import arguments as kinds
from studio.i18n import _
from studio.services.comparison.why import MOST_ROWS

QUESTIONS = 12
"""Questions of a comparison unless told otherwise."""


def questions(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="file", type=kinds.path, metavar="FILE", help=_("make a set from a file")
    )
    parser.add_argument(
        "--suggest",
        type=kinds.whole_number(1),
        metavar="N",
        help=_("make a set of questions that no model was trained on"),
    )
    parser.add_argument(
        "--of-version",
        type=kinds.id_number,
        metavar="N",
        help=_("make a set from a version's validation rows"),
    )
    parser.add_argument(
        "--into", type=kinds.id_number, metavar="N", help=_("put them into this set instead")
    )
    parser.add_argument("--name", type=kinds.line, default="")
    parser.add_argument("--rename", type=kinds.id_number, metavar="N", help=_("give it the --name"))
    parser.add_argument("--copy", type=kinds.id_number, metavar="N", help=_("copy a set"))
    parser.add_argument(
        "--ask",
        type=kinds.whole_number(0),
        metavar="N",
        help=_("ask this set before and after each run from now on; 0: none"),
    )
    parser.add_argument(
        "--export", type=kinds.file_to_write, metavar="FILE", help=_("write a set as JSONL")
    )
    parser.add_argument("--set", type=kinds.id_number, metavar="N", help=_("the set to write"))
    parser.add_argument("--seed", type=kinds.whole_number(0), metavar="N")
    parser.add_argument(
        "--leaks",
        action="store_true",
        help=_("report questions that were trained on; exit 1 if there are any"),
    )
    parser.add_argument("--delete", type=kinds.id_number, metavar="N", help=_("remove a set"))


def compare(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--questions", type=kinds.questions, metavar="FILE", help=_("a file, or: validation")
    )
    parser.add_argument("--set", type=kinds.id_number, metavar="N", help=_("a question set"))
    parser.add_argument("--models", type=kinds.names, default=[], help=_("names with commas"))
    parser.add_argument(
        "--run", type=kinds.id_number, metavar="N", help=_("this run's base and tuned model")
    )
    parser.add_argument("--endpoint", type=kinds.line, default="")
    parser.add_argument("--limit", type=kinds.whole_number(1), default=QUESTIONS, metavar="N")
    parser.add_argument(
        "--checkpoints", action="store_true", help=_("the run's checkpoints as well")
    )
    parser.add_argument(
        "--judge", type=kinds.line, default="", metavar="MODEL", help=_("a model that judges")
    )
    parser.add_argument("--judge-endpoint", type=kinds.line, default="", metavar="NAME")
    parser.add_argument(
        "--resume",
        type=kinds.id_number,
        metavar="N",
        help=_("ask again what is missing in a comparison"),
    )
    parser.add_argument("--seed", type=kinds.whole_number(0), metavar="N")


def comparisons(parser: ArgumentParser) -> None:
    parser.add_argument(
        "comparison",
        type=kinds.id_number,
        metavar="N",
        nargs="?",
        help=_("show this one in full"),
    )
    parser.add_argument(
        "--out",
        type=kinds.file_to_write,
        metavar="FILE",
        help=_("write its answers and votes as a table (.csv) or as JSON lines"),
    )


def vote(parser: ArgumentParser) -> None:
    parser.add_argument("comparison", type=kinds.id_number, metavar="N")
    parser.add_argument(
        "--votes",
        type=kinds.votes,
        required=True,
        metavar="1,2,0,9",
        help=_("the better answer of each question, 0 both good, 9 both bad"),
    )
    parser.add_argument("--contestant", type=kinds.name, metavar="KEY")
    parser.add_argument(
        "--close", action="store_true", help=_("close the votes: names and verdict are shown")
    )


def why(parser: ArgumentParser) -> None:
    _bad_answer(
        parser, question_help=_("this answer alone; default: all that lost, once votes are closed")
    )
    parser.add_argument(
        "--limit",
        type=kinds.whole_number(1),
        default=MOST_ROWS,
        metavar="M",
        help=_("training rows for each answer"),
    )
    parser.add_argument("--flag", action="store_true", help=_("flag these rows as to be fixed"))


def rewrite(parser: ArgumentParser) -> None:
    _bad_answer(
        parser, question_help=_("its number, as `why` and `compare` show it"), required=True
    )
    better = parser.add_mutually_exclusive_group(required=True)
    better.add_argument("--answer", type=kinds.text, metavar="TEXT", help=_("the better answer"))
    better.add_argument(
        "--answer-from", type=kinds.file_to_read, metavar="FILE", help=_("a file with it")
    )
    parser.add_argument(
        "--prompt", type=kinds.text, metavar="TEXT", help=_("the question in other words")
    )
    parser.add_argument(
        "--fixed",
        type=kinds.ids,
        default=[],
        metavar="1,2,5-9",
        help=_("pairs that were flagged because of it: their flags are removed"),
    )
    parser.add_argument(
        "--keep-question", action="store_true", help=_("leave the question in its set")
    )


def _bad_answer(parser: ArgumentParser, *, question_help: str, required: bool = False) -> None:
    parser.add_argument("comparison", type=kinds.id_number, metavar="N")
    parser.add_argument(
        "--question", type=kinds.id_number, metavar="Q", required=required, help=question_help
    )
    parser.add_argument(
        "--contestant",
        type=kinds.name,
        metavar="KEY",
        help=_("whose answer; default: the one that was trained last"),
    )

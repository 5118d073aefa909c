"""What the commands about the past take."""

from __future__ import annotations

from argparse import ArgumentParser

from studio.cli import arguments as kinds
from studio.i18n import _


def history(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=kinds.whole_number(1), default=50, metavar="N", help=_("the last N steps")
    )
    parser.add_argument("--pair", type=kinds.whole_number(1), metavar="N")
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--go-to",
        type=kinds.whole_number(),
        metavar="STEP",
        help=_("undo or redo until this step is the last; 0 undoes all"),
    )
    way.add_argument(
        "--back-to",
        type=kinds.whole_number(),
        metavar="STATE",
        help=_("with --pair: bring back this state, as a new step"),
    )


def trash(parser: ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--restore", type=kinds.ids, metavar="PAIRS", help="1,2,5-9")
    action.add_argument("--restore-book", type=kinds.whole_number(1), metavar="N")
    action.add_argument(
        "--empty", action="store_true", help=_("delete what is in the trash for good")
    )
    parser.add_argument("--yes", action="store_true", help=_("empty it without asking"))

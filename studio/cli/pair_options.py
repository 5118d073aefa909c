"""The arguments of the commands that list and review pairs."""

from __future__ import annotations

from argparse import ArgumentParser

from studio.cli import arguments as kinds
from studio.domain.pair import Status
from studio.i18n import _, join_list
from studio.services.pairs.reasons import REASONS
from studio.services.pairs.replace import Scope

WHERE = "'status:draft tag:habit author:\"William James\" tokens:>300 word' | all"
"""How pairs are chosen: the words of the search field."""


def pairs(parser: ArgumentParser) -> None:
    parser.add_argument("--status", choices=[status.value for status in Status])
    parser.add_argument("--tag", type=kinds.line, default="")
    parser.add_argument("--author", type=kinds.line, default="")
    parser.add_argument("--search", type=kinds.line, default="")
    parser.add_argument("--where", type=kinds.pair_filter, help=WHERE)
    parser.add_argument("--count", action="store_true", help=_("count them by each facet"))
    parser.add_argument("--limit", type=kinds.count, metavar="N", help=_("only the first N"))


def review(parser: ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--accept", action="store_true")
    action.add_argument("--reject", action="store_true")
    action.add_argument("--remove", action="store_true", help=_("move them to the trash"))
    action.add_argument("--reopen", action="store_true", help=_("make them drafts again"))
    action.add_argument("--flag", action="store_true")
    action.add_argument("--unflag", action="store_true")
    action.add_argument(
        "--hold-back", action="store_true", help=_("keep them out of every version")
    )
    action.add_argument("--let-in", action="store_true", help=_("let them in again"))
    action.add_argument("--tag", type=kinds.name)
    action.add_argument("--untag", type=kinds.name)
    action.add_argument(
        "--replace", metavar="TEXT", help=_("find this and replace it by the text of --with")
    )
    parser.add_argument("--with", dest="replacement", metavar="TEXT", default="")
    parser.add_argument(
        "--regex", action="store_true", help=_("treat --replace as a regular expression")
    )
    parser.add_argument("--case", action="store_true", help=_("match upper and lower case"))
    parser.add_argument("--words", action="store_true", help=_("match whole words only"))
    parser.add_argument("--in", dest="scope", choices=list(Scope), default=Scope.BOTH)
    parser.add_argument(
        "--dry-run", action="store_true", help=_("with --replace: show what would change")
    )
    parser.add_argument(
        "--reason",
        type=kinds.line,
        default="",
        help=_("with --reject: {names}, or words of your own").format(names=join_list(REASONS)),
    )
    parser.add_argument(
        "--read",
        action="store_true",
        help=_("mark them as read; a pair you decide on singly always is"),
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--ids", type=kinds.ids, help="1,2,5-9")
    # Required: a review that names no pairs would mean all of them by accident.
    which.add_argument("--where", type=kinds.pair_filter, help=WHERE)

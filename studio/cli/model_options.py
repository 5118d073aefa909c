"""The arguments of commands that ask a model for drafts and questions."""

from __future__ import annotations

from argparse import ArgumentParser

from studio.cli import arguments as kinds
from studio.i18n import _, join_list
from studio.services.drafting.plan import KIND_LABELS


def draft(parser: ArgumentParser) -> None:
    parser.add_argument("--method", choices=["extractive", "model"], default="extractive")
    parser.add_argument("--endpoint", type=kinds.line, default="")
    parser.add_argument("--model", type=kinds.line, default="")
    parser.add_argument("--limit", type=kinds.count, metavar="N")
    parser.add_argument(
        "--candidates", type=kinds.count, default=1, metavar="N", help=_("of each passage")
    )
    _asking(parser)


def suggest(parser: ArgumentParser) -> None:
    parser.add_argument("--method", choices=["extractive", "model"], default="model")
    parser.add_argument("--endpoint", type=kinds.line, default="")
    parser.add_argument("--model", type=kinds.line, default="")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--ids", type=kinds.ids, help="1,2,5-9")
    which.add_argument(
        "--where", type=kinds.pair_filter, help="status=draft,tag=…,author=…,search=… | all"
    )
    parser.add_argument(
        "--as-pairs", action="store_true", help=_("as pairs of their own, not as suggestions")
    )
    _asking(parser)


def _asking(parser: ArgumentParser) -> None:
    """What drafts and questions by a model have in common."""
    parser.add_argument(
        "--kinds",
        type=kinds.names,
        default=[],
        metavar="A,B",
        help=_("kinds of questions: {names}").format(names=join_list(KIND_LABELS)),
    )
    parser.add_argument("--budget", type=kinds.money, help=_("US dollars it may cost"))
    parser.add_argument(
        "--batch", action="store_true", help=_("at the provider's batch price, within a day")
    )
    parser.add_argument(
        "--estimate", action="store_true", help=_("show what it would cost, and send nothing")
    )


def jobs(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--job",
        type=kinds.id_number,
        metavar="N",
        help=_("continue this job, or fetch its batch"),
    )
    parser.add_argument("--retry", action="store_true", help=_("retry what failed"))
    parser.add_argument(
        "--lost",
        action="store_true",
        help=_("also retry what was under way when the program ended: it may be paid for twice"),
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help=_("create a batch again that can't be found: it may be paid for twice"),
    )
    parser.add_argument("--cancel", action="store_true", help=_("cancel a batch"))

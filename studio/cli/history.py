"""Commands about the past: the steps, what became of a pair, and the trash."""

from __future__ import annotations

from argparse import Namespace

from studio.cli.output import run_job
from studio.domain.errors import CuratorError
from studio.domain.history import PairState, Step, TrashedBook, TrashedPair
from studio.i18n import _
from studio.services.pairs import history, trash
from studio.services.session import Session


def show_history(args: Namespace) -> tuple[object, int]:
    """List the steps, or the states of one pair; or go to one of them."""
    if args.go_to is not None:
        with Session.open(args.library) as session:
            replay = session.library.journal.go_to(args.go_to).value
        return {
            "label": replay.label if replay else None,
            "steps": replay.steps if replay else 0,
        }, 0 if replay else 1
    if args.back_to is not None:
        return _go_back(args)
    with Session.open(args.library, read_only=True) as session:
        if args.pair is None:
            return [_describe_step(step) for step in session.library.journal.steps(args.limit)], 0
        states = history.list_states(session, args.pair)
    if not states:
        raise CuratorError(
            _("There has never been a pair {n} in this library.").format(n=args.pair)
        )
    return [_describe_state(number, state) for number, state in enumerate(states)], 0


def _go_back(args: Namespace) -> tuple[object, int]:
    if args.pair is None:
        raise CuratorError(_("Choose a pair: --pair N --back-to STATE."))
    with Session.open(args.library) as session:
        states = history.list_states(session, args.pair)
        if args.back_to >= len(states):
            raise CuratorError(
                _("Pair {n} has the states 0 to {last}.").format(n=args.pair, last=len(states) - 1)
            )
        return {"pair": history.restore(session, states[args.back_to]).value}, 0


def handle_trash(args: Namespace) -> tuple[object, int]:
    """List what was removed, bring some of it back, or empty the trash."""
    if args.restore:
        with Session.open(args.library) as session:
            entries = trash.find_entries(session, args.restore)
            return {"pairs": list(trash.restore(session, entries).value), "book": None}, 0
    if args.restore_book is not None:
        with Session.open(args.library) as session:
            entry = trash.find_book(session, args.restore_book)
            return {"pairs": [], "book": trash.restore_book(session, entry).value}, 0
    if args.empty:
        return _empty(args)
    with Session.open(args.library, read_only=True) as session:
        pairs, books = trash.list_trash(session)
    return {"pairs": list(map(_describe_pair, pairs)), "books": list(map(_describe_book, books))}, 0


def _empty(args: Namespace) -> tuple[object, int]:
    with Session.open(args.library) as session:
        content = trash.count_trash(session)
        if not args.yes and (content.pairs or content.books):
            raise CuratorError(
                _(
                    "The trash was not emptied ({what}), because that can't be "
                    "undone. Confirm with --yes."
                ).format(what=content.describe())
            )
        trash.empty_trash(session)
        run_job(trash.rebuild_search(session))
    return {"pairs": content.pairs, "books": content.books}, 0


def _describe_step(step: Step) -> dict[str, object]:
    return {
        "step": step.id,
        "label": step.label,
        "at": step.at,
        "who": step.who,
        "agent": step.agent,
        "things": step.things,
        "undone": step.undone,
    }


def _describe_state(number: int, state: PairState) -> dict[str, object]:
    pair, step = state.pair, state.step
    return {
        "state": number,
        "step": step.id if step else None,
        "label": step.label if step else None,
        "at": step.at if step else None,
        "who": step.who if step else None,
        "agent": step.agent if step else None,
        "changed": state.changed,
        "prompt": pair.prompt if pair else None,
        "answer": pair.answer if pair else None,
        "status": pair.status if pair else None,
        "tags": pair.tags if pair else None,
    }


def _describe_pair(item: TrashedPair) -> dict[str, object]:
    return {
        "id": item.pair.id,
        "prompt": item.pair.prompt,
        "answer": item.pair.answer,
        "status": item.pair.status,
        "tags": item.pair.tags,
        "removed_at": item.step.at,
        "step": item.step.label,
    }


def _describe_book(item: TrashedBook) -> dict[str, object]:
    return {
        "book": item.book,
        "title": item.title,
        "author": item.author,
        "passages": item.passages,
        "pairs": item.pairs,
        "removed_at": item.step.at,
        "step": item.step.label,
    }

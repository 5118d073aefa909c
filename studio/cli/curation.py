"""Commands from the book to the reviewed pair."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from studio.cli.output import pick_fields, run_job, say
from studio.domain.book import Book, PassageStatus, Rights
from studio.domain.conversation import build_row, list_messages
from studio.domain.errors import CuratorError
from studio.domain.history import Replay
from studio.domain.pair import Pair, Status
from studio.domain.pair_filter import Facets, PairFilter
from studio.domain.work import Done
from studio.i18n import _, join_list
from studio.services.backup import back_up
from studio.services.books import ingest
from studio.services.books.dropped_files import sort_files
from studio.services.pairs import review, row_import
from studio.services.pairs.replace import Scope, find_pairs, make_rewrite, replace_in_pairs
from studio.services.passages import clean as cleaning
from studio.services.session import Session
from studio.store.library import Library
from studio.text.cleaning.rules import RULES
from studio.text.file_names import make_printable
from studio.text.replacing import Replacing

Outcome = tuple[object, int]
"""What a command prints, and its exit status."""

MOST_NAMED = 10
"""Names in a message past which the others are only counted."""


def make_library(args: Namespace) -> Outcome:
    Library.create(args.library).close()
    return {"library": str(args.library)}, 0


def back_up_library(args: Namespace) -> Outcome:
    copy = back_up(args.library, args.out)
    return {"backup": str(copy.path), "bytes": copy.bytes, "pairs": copy.counts["pairs"]}, 0


def ingest_files(args: Namespace) -> Outcome:
    files = sort_files(args.files)
    # Rows that were named themselves may be a book in JSON; of a folder they are left to `import`.
    rows = {path: path in args.files for path in files.rows}
    chosen = [*files.books, *(path for path, is_named in rows.items() if is_named)]
    with Session.open(args.library) as session:
        outcome = run_job(ingest.add_books(session, [_choose(path, args) for path in chosen])).value
        books = [_describe_new(session, item) for item in outcome if isinstance(item, Book)]
    refused = [(item.path, item.error) for item in outcome if not isinstance(item, Book)]
    refused += files.refused
    left = [*files.others, *(path for path, is_named in rows.items() if not is_named)]
    if left:
        say(_("Not added, because they are not books: {names}").format(names=_name_some(left)))
    for path, error in refused:
        say(f"studio: {ingest.describe_refusal(path, error)}")
    # What was refused stands in the value too, so that a script need not read the messages.
    lost = [{"file": make_printable(path.name), "refused": str(error)} for path, error in refused]
    return [*books, *lost], (1 if books else 2) if refused else 0


def _choose(path: Path, args: Namespace) -> ingest.BookFile:
    return ingest.BookFile(
        path,
        args.title,
        args.author,
        args.language,
        encoding=args.encoding or None,
        rights=Rights(args.rights) if args.rights else None,
        ruby=args.ruby,
        skip_matter=not args.keep_matter,
    )


def _describe_new(session: Session, book: Book) -> dict[str, object]:
    twins = ingest.find_twins(session, book.id)
    return {**_describe_book(book), "same_work": [twin.book.id for twin in twins]}


def _name_some(paths: Sequence[Path]) -> str:
    names = join_list(make_printable(path.name) for path in paths[:MOST_NAMED])
    more = len(paths) - MOST_NAMED
    return names if more <= 0 else _("{names} and {n} more").format(names=names, n=f"{more:,}")


def import_rows(args: Namespace) -> Outcome:
    choices = row_import.Choices(
        args.format, args.columns, args.encoding, args.good, mend=not args.as_is
    )
    with Session.open(args.library) as session:
        file = run_job(row_import.import_rows(session, args.file, choices)).value
    for line in row_import.describe_mends(file.mended):
        say(_("Fixed in {line}.").format(line=line))
    bad = sum(note.code == "bad-answer" for note in file.rejected)
    if bad:
        say(
            _("{n} rows are marked as bad answers and were left out ({rule} is good).").format(
                n=f"{bad:,}", rule=file.good
            )
        )
    names = ("rows", "imported", "duplicates")
    return {
        "file": file.name,
        "format": file.shape,
        **pick_fields(file, names),
        "good": file.good,
        "mended": file.mended,
        "rejected": [
            pick_fields(note, ("line", "code", "message", "part")) for note in file.rejected
        ],
        "faults": [pick_fields(note, ("line", "code", "message", "part")) for note in file.faults],
    }, 0 if file.imported or file.duplicates else 1


def reread_book(args: Namespace) -> Outcome:
    with Session.open(args.library) as session:
        changed = ingest.reread(
            session, args.book, encoding=args.encoding or None, ruby=args.ruby
        ).value
        return {**_describe_book(session.library.books.get(args.book)), "changed": changed}, 0


def list_books(args: Namespace) -> Outcome:
    with Session.open(args.library, read_only=True) as session:
        return [_describe_book(book) for book in session.library.books.list()], 0


def list_passages(args: Namespace) -> Outcome:
    with Session.open(args.library, read_only=True) as session:
        library = session.library
        status = PassageStatus(args.status) if args.status else None
        passages = library.passages.list(library.passages.ids(book=args.book, status=status))
        names = ["id", "book", "chapter", "start", "end", "tokens", "status"]
        names += ["text", "source"] if args.text else []
        return [pick_fields(passage, names) for passage in passages], 0


def clean_passages(args: Namespace) -> Outcome:
    rules = args.rules or [rule.name for rule in RULES]
    with Session.open(args.library, read_only=args.dry_run) as session:
        if args.dry_run:
            return {"rules": run_job(cleaning.count_rules(session, rules, book=args.book)).value}, 0
        return {"rules": run_job(cleaning.clean(session, rules, book=args.book)).value}, 0


def list_pairs(args: Namespace) -> Outcome:
    with Session.open(args.library, read_only=True) as session:
        library = session.library
        wish = _read_filter(args)
        if args.count:
            return _describe_facets(library.pairs.facets(wish)), 0
        ids = library.pairs.ids(wish, limit=-1 if args.limit is None else args.limit)
        system = review.system_message(session)
        return [_describe_pair(pair, system) for pair in library.pairs.list(ids)], 0


def _read_filter(args: Namespace) -> PairFilter:
    """What ``--where`` says, and the older options on top of it."""
    wish = args.where or PairFilter()
    return replace(
        wish,
        status=Status(args.status) if args.status else wish.status,
        tags=(*wish.tags, args.tag) if args.tag else wish.tags,
        author=args.author or wish.author,
        search=" ".join(filter(None, (wish.search, args.search))),
    )


def _describe_facets(facets: Facets) -> dict[str, object]:
    return {
        "pairs": facets.pairs,
        **{
            name: {str(value.text): value.pairs for value in values}
            for name, values in facets.values.items()
        },
        "histograms": {
            name: {"low": bars.low, "high": bars.high, "pairs": list(bars.bins)}
            for name, bars in facets.histograms.items()
        },
    }


def review_pairs(args: Namespace) -> Outcome:
    if args.reason and not args.reject:
        raise CuratorError(_("--reason goes with --reject."))
    with Session.open(args.library) as session:
        ids = args.ids or session.library.pairs.ids(args.where)
        if args.replace is not None:
            return _replace(session, args, ids), 0
        return {"changed": _review(session, args, ids)}, 0


def _review(session: Session, args: Namespace, ids: Sequence[int]) -> int:
    """Do what the options say to these pairs; how many changed."""
    read = args.read or None
    if args.accept:
        return review.accept(session, ids, read=read).value
    if args.reject:
        return review.reject(session, ids, read=read, reason=args.reason).value
    if args.reopen:
        return review.reopen(session, ids).value
    if args.flag or args.unflag:
        return review.flag(session, ids, args.flag).value
    if args.hold_back or args.let_in:
        return review.hold_back(session, ids, args.hold_back).value
    if args.remove:
        return review.remove(session, ids).value
    if args.tag:
        review.tag(session, ids, args.tag)
    else:
        review.untag(session, ids, args.untag)
    return len(ids)


def _replace(session: Session, args: Namespace, ids: Sequence[int]) -> dict[str, object]:
    rule = Replacing(args.replace, args.replacement, args.regex, args.case, args.words)
    scope = Scope(args.scope)
    if not args.dry_run:
        return {"changed": run_job(replace_in_pairs(session, ids, rule, scope)).value}
    numbers = run_job(find_pairs(session, ids, rule, scope)).value
    rewrite = make_rewrite(rule, scope)
    rewritten_pairs = map(rewrite, session.library.pairs.list(numbers[:MOST_NAMED]))
    return {
        "changes": len(numbers),
        "ids": list(numbers),
        "first": [
            {
                "id": pair.id,
                "before": [pair.prompt, pair.answer],
                "after": [prompt, answer],
            }
            for pair, prompt, answer in rewritten_pairs
        ],
    }


def undo_edit(args: Namespace) -> Outcome:
    return _step(args.library, review.undo)


def redo_edit(args: Namespace) -> Outcome:
    return _step(args.library, review.redo)


def _step(library: Path, action: Callable[[Session], Done[Replay | None]]) -> Outcome:
    with Session.open(library) as session:
        replay = action(session).value
    if replay is None:
        say(_("There is nothing to undo or redo."))
    return {"label": replay.label if replay else None}, 0 if replay else 1


def _describe_book(book: Book) -> dict[str, object]:
    names = (
        "title",
        "author",
        "language",
        "format",
        "encoding",
        "rights",
        "passages",
        "characters",
        "tokens",
        "year",
        "viewpoint",
    )
    return {
        "book": book.id,
        **pick_fields(book, names),
        "chapters": len(book.chapters),
        "dropped": [pick_fields(dropped, ("what", "characters")) for dropped in book.dropped],
    }


def _describe_pair(pair: Pair, system: str) -> dict[str, object]:
    return {
        "id": pair.id,
        "book": pair.book,
        "passage": pair.passage,
        "messages": list_messages(build_row(pair, system)),
        "status": pair.status,
        "tags": pair.tags,
        "tokens": pair.tokens,
        "draft_prompt": pair.draft_prompt,
        "is_read": pair.is_read,
        "flagged": pair.flagged,
        "held_back": pair.held_back,
        "reason": pair.reason,
        "grounding": pair.grounding,
        "origin": pair.origin,
        "file": pair.file,
        "line": pair.line,
    }

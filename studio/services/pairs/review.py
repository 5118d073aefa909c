"""Pairs under review: accept, reject, edit, tag; each deed one step to undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from studio.domain.book import PassageStatus
from studio.domain.conversation import ChatRow, build_row, get_tools, list_messages, read_texts
from studio.domain.dataset import Finding, Severity
from studio.domain.errors import CuratorError
from studio.domain.history import Replay
from studio.domain.pair import Message, Origin, Pair, Status, build_messages
from studio.domain.work import Change, Changes, Done
from studio.i18n import _, plural
from studio.services.pairs.judging import NEAR_COPY, NEAR_COPY_WORDS, judge
from studio.services.pairs.reasons import check_reason
from studio.services.session import Session
from studio.text.excerpts import quote
from studio.text.quality.pair_checks import check_pair
from studio.text.rows.row_json import dump_row
from studio.text.tokens import count_messages, count_rows


def label_decision(status: Status, n: int) -> str:
    """What setting the status of ``n`` pairs is called in the history."""
    label = {
        Status.ACCEPTED: plural("Accept {n} pair", "Accept {n} pairs", n),
        Status.REJECTED: plural("Reject {n} pair", "Reject {n} pairs", n),
        Status.DRAFT: plural("Make {n} pair a draft", "Make {n} pairs drafts", n),
    }[status]
    return label.format(n=f"{n:,}")


def accept(session: Session, ids: Sequence[int], *, read: bool | None = None) -> Done[int]:
    """Take pairs into the data set.

    ``read`` says whether a person has read them; left open, who decides on one pair alone has read
    it, and who decides on many at once has not.
    """
    return _set_status(session, ids, Status.ACCEPTED, read)


def reject(
    session: Session, ids: Sequence[int], *, read: bool | None = None, reason: str = ""
) -> Done[int]:
    """Keep pairs out of the data set; ``read`` as in ``accept``.

    ``reason`` says why: one of ``reasons.REASONS`` by its name, or words of one's own.
    """
    return _set_status(session, ids, Status.REJECTED, read, check_reason(reason))


def flag(session: Session, ids: Sequence[int], flagged: bool = True) -> Done[int]:
    """Flag pairs to come back to, or take the flag off; how many changed."""
    n = len(ids)
    if flagged:
        label = plural("Flag {n} pair", "Flag {n} pairs", n)
    else:
        label = plural("Remove the flag from {n} pair", "Remove the flag from {n} pairs", n)
    shelf = session.library.pairs
    return _change_mark(session, ids, label, lambda: shelf.set_flagged(ids, flagged))


def hold_back(session: Session, ids: Sequence[int], held_back: bool = True) -> Done[int]:
    """Keep pairs out of every version whatever their status, or let them in again; how many
    changed."""
    n = len(ids)
    if held_back:
        label = plural("Hold back {n} pair", "Hold back {n} pairs", n)
    else:
        label = plural("Let {n} pair in again", "Let {n} pairs in again", n)
    shelf = session.library.pairs
    return _change_mark(session, ids, label, lambda: shelf.set_held_back(ids, held_back))


def _change_mark(
    session: Session, ids: Sequence[int], label: str, change: Callable[[], int]
) -> Done[int]:
    with session.library.journal.edit(label.format(n=f"{len(ids):,}")):
        changed = change()
    return Done(Changes(Change.PAIRS), changed)


def reopen(session: Session, ids: Sequence[int]) -> Done[int]:
    """Make pairs drafts again."""
    return _set_status(session, ids, Status.DRAFT, False)


def edit(
    session: Session,
    number: int,
    *,
    prompt: str | None = None,
    answer: str | None = None,
    run: int = 0,
    label: str = "",
) -> Done[None]:
    """Change a pair's words; typing on without a pause is one step to undo.

    ``run`` tells apart what was typed in one go from what was typed at another place. ``label`` is
    what the step is called where it is more than typing.
    """
    library = session.library
    pair = library.pairs.get(number)
    new_prompt = pair.prompt if prompt is None else _storable(prompt)
    new_answer = pair.answer if answer is None else _storable(answer)
    # What was typed and taken back is no edit: nothing to undo, and nobody has to refresh.
    if (new_prompt, new_answer) == (pair.prompt, pair.answer):
        return Done(Changes())
    label = label or _("Edit “{prompt}”").format(prompt=quote(pair.prompt))
    with library.journal.edit(label, merge_key=f"pair-{number}-{run}"):
        library.pairs.update(
            number,
            prompt=new_prompt,
            answer=new_answer,
            tokens=row_tokens(session, new_prompt, new_answer, of=pair),
            draft_prompt=pair.draft_prompt and new_prompt == pair.prompt,
            encoding=session.encoding(),
        )
        library.pairs.mark_read([number])
        judge(session, [number])
    return Done(Changes(Change.PAIRS))


def change_row(
    session: Session,
    number: int,
    change: Callable[[ChatRow], ChatRow],
    label: str,
    *,
    run: int = 0,
) -> Done[None]:
    """Change the turns of a pair's row (``domain.turns``); ``label`` names the step.

    A pair that said all there was to its row begins with the library's system message; a row that
    is again no more than the pair and that message is kept as the pair alone. With a ``run`` above
    0, changes of one run that follow each other closely are one step.
    """
    library = session.library
    pair, system = library.pairs.get(number), system_message(session)
    before = build_row(pair, system)
    row = change(before)
    if row == before:
        return Done(Changes())
    prompt, answer = read_texts(row)
    text = "" if row == {"messages": build_messages(prompt, answer, system)} else dump_row(row)
    with library.journal.edit(label, merge_key=f"row-{number}-{run}" if run else ""):
        library.pairs.set_row(number, _storable(text))
        library.pairs.update(
            number,
            prompt=prompt,
            answer=answer,
            tokens=tokens_of_row(session, row),
            draft_prompt=pair.draft_prompt and prompt == pair.prompt,
            encoding=session.encoding(),
        )
        library.pairs.mark_read([number])
        judge(session, [number])
    return Done(Changes(Change.PAIRS))


def add(session: Session, prompt: str, answer: str, *, passage: int | None = None) -> Done[int]:
    """Write a pair by hand, of a passage where one is named; its id is the result."""
    library = session.library
    book = library.passages.get(passage).book if passage is not None else None
    with library.journal.edit(_("Write a pair")):
        number = library.pairs.insert(
            _storable(prompt),
            _storable(answer),
            origin=Origin.CURATOR,
            tokens=row_tokens(session, prompt, answer),
            encoding=session.encoding(),
            passage=passage,
            book=book,
        )
        if passage is not None:
            library.passages.set_status([passage], PassageStatus.DRAFTED)
        judge(session, [number])
    return Done(Changes(Change.PAIRS, *([Change.PASSAGES] if passage else [])), number)


def remove(session: Session, ids: Sequence[int]) -> Done[int]:
    """Take pairs out of the library; how many."""
    label = plural("Remove {n} pair", "Remove {n} pairs", len(ids))
    with session.library.journal.edit(label.format(n=f"{len(ids):,}")):
        session.library.pairs.delete(ids)
    return Done(Changes(Change.PAIRS), len(ids))


def tag(session: Session, ids: Sequence[int], name: str) -> Done[None]:
    """Put a tag on pairs."""
    name = name.strip()
    if not name or len(name) > 60:
        raise CuratorError(_("A tag has 1 to 60 characters."))
    label = plural("Tag {n} pair “{tag}”", "Tag {n} pairs “{tag}”", len(ids))
    with session.library.journal.edit(label.format(n=f"{len(ids):,}", tag=name)):
        session.library.pairs.add_tag(ids, name)
    return Done(Changes(Change.PAIRS))


def untag(session: Session, ids: Sequence[int], name: str) -> Done[None]:
    """Take a tag off pairs."""
    label = plural(
        "Remove the tag “{tag}” from {n} pair", "Remove the tag “{tag}” from {n} pairs", len(ids)
    )
    with session.library.journal.edit(label.format(n=f"{len(ids):,}", tag=name)):
        session.library.pairs.remove_tag(ids, name)
    return Done(Changes(Change.PAIRS))


def system_message(session: Session) -> str:
    """The system message that all rows of the library share ("" for none)."""
    return session.library.settings.get("system_message")


def set_system(session: Session, text: str) -> Done[None]:
    """Change the shared system message; every pair's tokens follow."""
    library = session.library
    text = _storable(text.strip())
    before = system_message(session)
    if text == before:
        return Done(Changes())
    encoding = session.encoding()

    def overhead(system: str) -> int:
        return count_messages(build_messages("", "", system), encoding)

    # A message's tokens do not depend on the others', so all rows move by the same number.
    step = overhead(text) - overhead(before)
    with library.journal.edit(_("Change the system message"), merge_key="system"):
        library.settings.set("system_message", text)
        library.pairs.shift_tokens(step, encoding=encoding)
        if before:
            # A row of several turns that says what the library says follows it.
            library.pairs.replace_system(before, text, step)
    return Done(Changes(Change.PAIRS, Change.SETTINGS))


def system_tokens(session: Session) -> int:
    """Tokens that the shared system message adds to a row."""
    system = system_message(session)
    if not system:
        return 0
    encoding = session.encoding()
    return count_messages(build_messages("", "", system), encoding) - count_messages(
        build_messages("", ""), encoding
    )


def row_tokens(session: Session, prompt: str, answer: str, *, of: Pair | None = None) -> int:
    """Tokens of the whole training row, system message included, for the chosen model.

    ``of`` is the pair whose words these are, where there is one: its row may hold more.
    """
    pair = Pair(0, prompt, answer) if of is None else replace(of, prompt=prompt, answer=answer)
    return tokens_of_row(session, build_row(pair, system_message(session)))


def tokens_of_row(session: Session, row: ChatRow) -> int:
    """Tokens of a training row for the chosen model: its messages, and the tools it offers."""
    return count_messages(_list_counted(row), session.encoding())


def count_pairs(session: Session, pairs: Sequence[Pair]) -> list[int]:
    """Tokens of many pairs, each as ``row_tokens`` counts it, on all cores."""
    system = system_message(session)
    rows = [_list_counted(build_row(pair, system)) for pair in pairs]
    return count_rows(rows, session.encoding())


def _list_counted(row: ChatRow) -> list[Message]:
    turns = list_messages(row)
    tools = get_tools(row)
    # A provider puts them into the prompt, so they are billed like a message.
    return [*turns, {"role": "system", "content": dump_row(tools)}] if tools else [*turns]


def findings(session: Session, pair: Pair) -> list[Finding]:
    """What the checks say of one pair."""
    source, language = "", ""
    if pair.passage is not None:
        passage = session.library.passages.get(pair.passage)
        source, language = passage.text, passage.language
    results = check_pair(pair.prompt, pair.answer, source=source, language=language)
    if session.library.judgements.has_code(pair.id, NEAR_COPY):
        results = [*results, Finding(Severity.WARNING, NEAR_COPY, _(NEAR_COPY_WORDS))]
    return [finding for finding in results if not _is_carried(pair, finding.code)]


def _is_carried(pair: Pair, code: str) -> bool:
    """Whether what a finding misses stands elsewhere in the row: a tool call, an instruction."""
    if not pair.row or code not in ("empty-answer", "empty-prompt"):
        return False
    turns = list_messages(build_row(pair))
    calls = bool(turns) and bool(turns[-1].get("tool_calls") or turns[-1].get("function_call"))
    return calls if code == "empty-answer" else any(turn["role"] != "assistant" for turn in turns)


def undo(session: Session) -> Done[Replay | None]:
    """Take back the last step, whatever it was; None where there is none."""
    return session.library.journal.undo()


def redo(session: Session) -> Done[Replay | None]:
    """Bring back the last step taken back; None where there is none."""
    return session.library.journal.redo()


def _set_status(
    session: Session, ids: Sequence[int], status: Status, read: bool | None, reason: str = ""
) -> Done[int]:
    pairs = session.library.pairs
    with session.library.journal.edit(label_decision(status, len(ids))):
        changed = pairs.set_status(ids, status, reason=reason)
        # In the same step: undoing the decision takes back that it was read.
        if read if read is not None else len(ids) == 1:
            pairs.mark_read(ids)
    return Done(Changes(Change.PAIRS), changed)


def _storable(text: str) -> str:
    """Text as it can be kept and sent: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")

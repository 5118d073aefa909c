"""What mends a finding: one undoable edit each; a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from studio.domain.errors import CuratorError
from studio.domain.pair import Pair, Status
from studio.domain.preflight import PreflightFinding
from studio.domain.work import Changes, Job, Progress, finish
from studio.i18n import _
from studio.services.pairs.review import row_tokens
from studio.services.preflight.data_set import LOUD
from studio.services.session import Session
from studio.services.versions import consent
from studio.text.drafting.condensing import condense
from studio.text.drafting.draft_questions import draft_question
from studio.text.drafting.tagging import find_key_terms
from studio.text.drafting.trimming import trim_answer
from studio.text.languages import detect_script
from studio.text.rows.validation import FEWEST_ROWS
from studio.text.sentences.boundaries import split_sentences

Deed = Callable[[Session, PreflightFinding], Job]
BLOCK = 200


@dataclass(frozen=True)
class Fix:
    """A row: its name, what the button says, and the deed; no deed where a person has to choose
    (``page`` is where)."""

    name: str
    title: str
    deed: Deed | None = None
    page: str = ""


@dataclass(frozen=True)
class _Rewritten:
    """A pair with its new words."""

    pair: Pair
    prompt: str
    answer: str
    draft_prompt: bool


def fix(session: Session, name: str, finding: PreflightFinding) -> Changes:
    """Mend a finding; the number of pairs changed is the result. One step to undo."""
    return finish(mend(session, name, finding))


def mend(session: Session, name: str, finding: PreflightFinding) -> Job:
    """The same as a job: what is to be written is made first, then written in one edit."""
    known = BY_NAME.get(name)
    if known is None or known.deed is None:
        raise CuratorError(
            _("“{name}” can't be mended by itself. What can: {known}.").format(
                name=name, known=", ".join(one.name for one in FIXES if one.deed)
            )
        )
    return known.deed(session, finding)


def _reject(session: Session, finding: PreflightFinding) -> Job:
    yield Progress(0, len(finding.pairs))
    return _set_status(session, finding.pairs, Status.REJECTED, _("Reject {n} pairs"))


def _reopen(session: Session, finding: PreflightFinding) -> Job:
    yield Progress(0, len(finding.pairs))
    return _set_status(session, finding.pairs, Status.DRAFT, _("Reopen {n} pairs"))


def _keep_one(session: Session, finding: PreflightFinding) -> Job:
    """Of each group the first pair stays that is still wanted, an accepted one before a draft."""
    status: dict[int, Status] = {}
    for pair in _pairs(session, sorted({number for group in finding.groups for number in group})):
        status[pair.id] = pair.status
    yield Progress(1, 2)
    extra = []
    for group in finding.groups:
        wanted = [n for n in group if status.get(n, Status.REJECTED) is not Status.REJECTED]
        wanted.sort(key=lambda number: (status[number] is not Status.ACCEPTED, number))
        extra += wanted[1:]
    return _set_status(session, extra, Status.REJECTED, _("Reject {n} copies"))


def keep(session: Session, group: Sequence[int], number: int) -> Changes:
    """Keep this pair of a group and reject the others; one step to undo."""
    others = [one for one in group if one != number]
    return _set_status(session, others, Status.REJECTED, _("Keep one of {n}: reject the others"))


def _cap_author(session: Session, finding: PreflightFinding) -> Job:
    """Reject of the loudest author what is above half, chosen by hash: the same on any machine."""
    own = list(_pairs(session, finding.pairs))
    yield Progress(1, 2)
    status = own[0].status if own else Status.ACCEPTED
    own = [pair for pair in own if pair.status is status]
    others = len(session.library.pair_ids(status=status)) - len(own)
    if others < FEWEST_ROWS:
        raise CuratorError(
            _(
                "Only {n} pairs are of other authors, so a cap would leave next to nothing: bring in "
                "other books first."
            ).format(n=others)
        )
    room = int(others * LOUD / (1 - LOUD))
    own.sort(key=lambda pair: blake2b(f"{pair.prompt}\0{pair.answer}".encode()).digest())
    surplus = [pair.id for pair in own[room:]]
    return _set_status(session, surplus, Status.REJECTED, _("Cap an author: reject {n} pairs"))


HALF = "half"
"""The tag of the rows that a half of the data set consists of."""


def _half(session: Session, finding: PreflightFinding) -> Job:
    """Tag half of each author's pairs, chosen by hash: frozen by that tag, they are the version
    that shows what twice as many rows bring."""
    by_author: dict[str, list[tuple[bytes, int]]] = {}
    status = Status.ACCEPTED if session.library.counts()["accepted"] else Status.DRAFT
    for pair in _pairs(session, session.library.pair_ids(status=status)):
        mark = blake2b(f"{pair.prompt}\0{pair.answer}".encode(errors="replace")).digest()
        by_author.setdefault(pair.voice, []).append((mark, pair.id))
    yield Progress(1, 2)
    chosen = [number for marks in by_author.values() for _mark, number in sorted(marks)[::2]]
    with session.library.journal.edit(_("Tag half of the rows")):
        session.library.remove_tag(session.library.pair_ids(tag=HALF), HALF)
        session.library.add_tag(chosen, HALF)
    return Changes.of("pairs", result=len(chosen))


def _condense(session: Session, finding: PreflightFinding) -> Job:
    """Keep of each answer the sentences that carry the conclusion."""

    def condensed(pair: Pair) -> _Rewritten:
        language = detect_script(pair.answer) or "en"
        # A piece cut in mid-sentence is condensed without its torn edges.
        whole = trim_answer(pair.answer, language) or pair.answer
        answer = condense(whole, split_sentences(whole, language), language).answer.strip()
        return _Rewritten(pair, pair.prompt, answer, pair.draft_prompt)

    return _rewrite(session, finding, condensed, _("Condense {n} answers"))


def _trim(session: Session, finding: PreflightFinding) -> Job:
    """Take off marks of the book and torn sentences; an answer that would be too short stays."""

    def cut(pair: Pair) -> _Rewritten:
        answer = trim_answer(pair.answer, detect_script(pair.answer))
        return _Rewritten(pair, pair.prompt, answer, pair.draft_prompt)

    return _rewrite(session, finding, cut, _("Trim {n} answers"))


def _reask(session: Session, finding: PreflightFinding) -> Job:
    """Ask of each answer what it is about; the questions are marked as drafts."""

    def asked(pair: Pair) -> _Rewritten:
        language = detect_script(pair.answer) or "en"
        seed = int.from_bytes(blake2b(pair.answer.encode(), digest_size=6).digest())
        question = draft_question(
            pair.answer,
            language=language,
            chapter_title=pair.chapter_title,
            book_title=pair.book_title,
            terms=find_key_terms(pair.answer, language),
            seed=seed,
        )
        return _Rewritten(pair, question.prompt, pair.answer, True)

    return _rewrite(session, finding, asked, _("Ask {n} questions anew"))


def _agree(session: Session, finding: PreflightFinding) -> Job:
    """Remember that the books of these pairs may be used."""
    yield Progress(0, 1)
    consent.agree(session, _asked(session, finding))
    return Changes.of("settings", result=len(finding.pairs))


def _ask_again(session: Session, finding: PreflightFinding) -> Job:
    """Forget that these may be used: export and upload ask anew."""
    yield Progress(0, 1)
    consent.take_back(session, _asked(session, finding))
    return Changes.of("settings", result=len(finding.pairs))


def _asked(session: Session, finding: PreflightFinding) -> set[str]:
    """What an answer about these pairs is remembered under."""
    if finding.code in (consent.UNKNOWN, consent.VERBATIM):
        books = {pair.book for pair in _pairs(session, finding.pairs) if pair.book is not None}
        return {consent.book_key(finding.code, book) for book in books}
    kind = finding.code.removeprefix(f"{consent.PRIVATE}-")
    return {consent.pair_key(kind, number) for number in finding.pairs}


def _rewrite(
    session: Session, finding: PreflightFinding, made: Callable[[Pair], _Rewritten], label: str
) -> Job:
    """Write what ``made`` makes of each pair, where that is something and something else."""
    changed: list[tuple[_Rewritten, int]] = []
    for done, pair in enumerate(_pairs(session, finding.pairs), 1):
        new = made(pair)
        if new.prompt and new.answer and (new.prompt, new.answer) != (pair.prompt, pair.answer):
            tokens = row_tokens(session, new.prompt, new.answer, of=pair)
            changed.append((new, tokens))
        if done % 50 == 0:
            yield Progress(done, len(finding.pairs))
    with session.library.journal.edit(label.format(n=len(changed))):
        for new, tokens in changed:
            session.library.update_pair(
                new.pair.id,
                prompt=new.prompt,
                answer=new.answer,
                draft_prompt=new.draft_prompt,
                tokens=tokens,
            )
    return Changes.of("pairs", result=len(changed))


def _pairs(session: Session, ids: Sequence[int]) -> Iterator[Pair]:
    for at in range(0, len(ids), BLOCK):
        yield from session.library.pairs(ids[at : at + BLOCK])


def _set_status(session: Session, ids: Sequence[int], status: Status, label: str) -> Changes:
    with session.library.journal.edit(label.format(n=len(ids))):
        changed = session.library.set_status(ids, status)
    return Changes.of("pairs", result=changed)


FIXES = (
    Fix("reject", _("Reject these"), _reject),
    Fix("keep-one", _("Keep one of each"), _keep_one),
    Fix("cap-author", _("Cap this author"), _cap_author),
    Fix("condense", _("Condense the answers"), _condense),
    Fix("trim", _("Trim the answers"), _trim),
    Fix("redraft", _("Make them drafts again"), _reopen),
    Fix("reask", _("Ask in other words"), _reask),
    Fix("agree", _("These may be used"), _agree),
    Fix("ask-again", _("Ask me again"), _ask_again),
    Fix("half", _("Tag half of them"), _half),
    Fix("draft", _("Make more pairs"), page="passages"),
    Fix("compare", _("Ask the base model"), page="comparison"),
    Fix("freeze", _("Freeze with a validation share"), page="datasets"),
    Fix("train", _("Plan the runs"), page="training"),
    Fix("epochs", _("Choose the epochs"), page="training"),
    Fix("settings", _("Open settings"), page="settings"),
)
"""Everything that mends."""
BY_NAME = {one.name: one for one in FIXES}

"""What mends a finding, one undoable edit each.

To add one: a function that makes the job, and a row in ``FIXES``; the kind of finding it mends names
it. The button of the card and ``studio check --fix`` know it from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from studio.domain.errors import CuratorError
from studio.domain.pair import Pair, Status
from studio.domain.preflight import PreflightFinding
from studio.domain.work import Changes, Job, Progress
from studio.i18n import N_, _
from studio.services.pairs.review import row_tokens
from studio.services.preflight.checks.people import OF_BOOKS, answer_key
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

Mend = Callable[[Session, PreflightFinding], Job]
BLOCK = 200
HALF = "half"
"""The tag of the rows that a half of the data set consists of."""


@dataclass(frozen=True)
class Fix:
    """A row: its name, what the button says, and the job that mends; no job where a person has to
    choose (``page`` is where)."""

    name: str
    title: str
    mend: Mend | None = None
    page: str = ""


@dataclass(frozen=True)
class _Rewrite:
    """A pair with its new words."""

    pair: Pair
    prompt: str
    answer: str
    draft_prompt: bool


def mend(session: Session, name: str, finding: PreflightFinding) -> Job:
    """Mend a finding in one step to undo; the number of pairs changed is the result.

    What is to be written is made first, then written in one edit.
    """
    fix = BY_NAME.get(name)
    if fix is None or fix.mend is None:
        raise CuratorError(
            _("“{name}” can't be mended by itself. What can: {names}.").format(
                name=name, names=", ".join(fix.name for fix in FIXES if fix.mend)
            )
        )
    return fix.mend(session, finding)


def _reject(session: Session, finding: PreflightFinding) -> Job:
    yield Progress(0, len(finding.pairs))
    return _set_status(session, finding.pairs, Status.REJECTED, _("Reject {n} pairs"))


def _reopen(session: Session, finding: PreflightFinding) -> Job:
    yield Progress(0, len(finding.pairs))
    return _set_status(session, finding.pairs, Status.DRAFT, _("Reopen {n} pairs"))


def _keep_one(session: Session, finding: PreflightFinding) -> Job:
    """Of each group the first pair stays that is still wanted, an accepted one before a draft."""
    ids = sorted({number for group in finding.groups for number in group})
    status = {pair.id: pair.status for pair in _pairs(session, ids)}
    yield Progress(1, 2)
    surplus = []
    for group in finding.groups:
        open_ = [n for n in group if status.get(n, Status.REJECTED) is not Status.REJECTED]
        open_.sort(key=lambda number: (status[number] is not Status.ACCEPTED, number))
        surplus += open_[1:]
    return _set_status(session, surplus, Status.REJECTED, _("Reject {n} copies"))


def keep(session: Session, group: Sequence[int], number: int) -> Changes:
    """Keep this pair of a group and reject the others; one step to undo."""
    others = [pair for pair in group if pair != number]
    return _set_status(session, others, Status.REJECTED, _("Keep one of {n}: reject the others"))


def _cap_author(session: Session, finding: PreflightFinding) -> Job:
    """Reject of the loudest author what is above half, chosen by hash: the same on any machine."""
    own = list(_pairs(session, finding.pairs))
    yield Progress(1, 2)
    status = own[0].status if own else Status.ACCEPTED
    own = [pair for pair in own if pair.status is status]
    others = len(session.library.pairs.ids(status=status)) - len(own)
    if others < FEWEST_ROWS:
        raise CuratorError(
            _(
                "Only {n} pairs are of other authors, so a cap would leave next to nothing: bring in "
                "other books first."
            ).format(n=others)
        )
    room = int(others * LOUD / (1 - LOUD))
    own.sort(key=_hash_pair)
    surplus = [pair.id for pair in own[room:]]
    return _set_status(session, surplus, Status.REJECTED, _("Cap an author: reject {n} pairs"))


def _tag_half(session: Session, finding: PreflightFinding) -> Job:
    """Tag half of each author's pairs, chosen by hash: frozen by that tag, they are the version
    that shows what twice as many rows bring."""
    by_author: dict[str, list[tuple[bytes, int]]] = {}
    status = Status.ACCEPTED if session.library.counts()["accepted"] else Status.DRAFT
    for pair in _pairs(session, session.library.pairs.ids(status=status)):
        by_author.setdefault(pair.voice, []).append((_hash_pair(pair), pair.id))
    yield Progress(1, 2)
    half = [number for hashes in by_author.values() for _hash, number in sorted(hashes)[::2]]
    with session.library.journal.edit(_("Tag half of the rows")):
        session.library.pairs.remove_tag(session.library.pairs.ids(tag=HALF), HALF)
        session.library.pairs.add_tag(half, HALF)
    return Changes.of("pairs", result=len(half))


def _hash_pair(pair: Pair) -> bytes:
    """What puts pairs into an order that has nothing to do with what they say."""
    return blake2b(f"{pair.prompt}\0{pair.answer}".encode(errors="replace")).digest()


def _condense(session: Session, finding: PreflightFinding) -> Job:
    """Keep of each answer the sentences that carry the conclusion."""

    def shorten(pair: Pair) -> _Rewrite:
        language = detect_script(pair.answer) or "en"
        # A piece cut in mid-sentence is condensed without its torn edges.
        whole = trim_answer(pair.answer, language) or pair.answer
        answer = condense(whole, split_sentences(whole, language), language).answer.strip()
        return _Rewrite(pair, pair.prompt, answer, pair.draft_prompt)

    return _rewrite(session, finding, shorten, _("Condense {n} answers"))


def _trim(session: Session, finding: PreflightFinding) -> Job:
    """Take off marks of the book and torn sentences; an answer that would be too short stays."""

    def cut(pair: Pair) -> _Rewrite:
        answer = trim_answer(pair.answer, detect_script(pair.answer))
        return _Rewrite(pair, pair.prompt, answer, pair.draft_prompt)

    return _rewrite(session, finding, cut, _("Trim {n} answers"))


def _reask(session: Session, finding: PreflightFinding) -> Job:
    """Ask of each answer what it is about; the questions are marked as drafts."""

    def ask(pair: Pair) -> _Rewrite:
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
        return _Rewrite(pair, question.prompt, pair.answer, True)

    return _rewrite(session, finding, ask, _("Ask {n} questions anew"))


def _agree(session: Session, finding: PreflightFinding) -> Job:
    """Remember that the books of these pairs may be used."""
    yield Progress(0, 1)
    consent.agree(session, _answer_keys(session, finding))
    return Changes.of("settings", result=len(finding.pairs))


def _ask_again(session: Session, finding: PreflightFinding) -> Job:
    """Forget that these may be used: export and upload ask anew."""
    yield Progress(0, 1)
    consent.take_back(session, _answer_keys(session, finding))
    return Changes.of("settings", result=len(finding.pairs))


def _answer_keys(session: Session, finding: PreflightFinding) -> set[str]:
    """What an answer about these pairs is remembered under."""
    if finding.code in {kind.code for kind in OF_BOOKS}:
        books = {pair.book for pair in _pairs(session, finding.pairs) if pair.book is not None}
        return {answer_key(finding.kind, book) for book in books}
    return {answer_key(finding.kind, number) for number in finding.pairs}


def _rewrite(
    session: Session, finding: PreflightFinding, rewrite: Callable[[Pair], _Rewrite], label: str
) -> Job:
    """Write what ``rewrite`` makes of each pair, where that is something and something else."""
    changed: list[tuple[_Rewrite, int]] = []
    for done, pair in enumerate(_pairs(session, finding.pairs), 1):
        new = rewrite(pair)
        if new.prompt and new.answer and (new.prompt, new.answer) != (pair.prompt, pair.answer):
            tokens = row_tokens(session, new.prompt, new.answer, of=pair)
            changed.append((new, tokens))
        if done % 50 == 0:
            yield Progress(done, len(finding.pairs))
    with session.library.journal.edit(label.format(n=len(changed))):
        for new, tokens in changed:
            session.library.pairs.update(
                new.pair.id,
                prompt=new.prompt,
                answer=new.answer,
                draft_prompt=new.draft_prompt,
                tokens=tokens,
                encoding=session.encoding(),
            )
    return Changes.of("pairs", result=len(changed))


def _pairs(session: Session, ids: Sequence[int]) -> Iterator[Pair]:
    for at in range(0, len(ids), BLOCK):
        yield from session.library.pairs.list(ids[at : at + BLOCK])


def _set_status(session: Session, ids: Sequence[int], status: Status, label: str) -> Changes:
    with session.library.journal.edit(label.format(n=len(ids))):
        changed = session.library.pairs.set_status(ids, status)
    return Changes.of("pairs", result=changed)


FIXES = (
    Fix("reject", N_("Reject these"), _reject),
    Fix("keep-one", N_("Keep one of each"), _keep_one),
    Fix("cap-author", N_("Cap this author"), _cap_author),
    Fix("condense", N_("Condense the answers"), _condense),
    Fix("trim", N_("Trim the answers"), _trim),
    Fix("redraft", N_("Make them drafts again"), _reopen),
    Fix("reask", N_("Ask in other words"), _reask),
    Fix("agree", N_("These may be used"), _agree),
    Fix("ask-again", N_("Ask me again"), _ask_again),
    Fix("half", N_("Tag half of them"), _tag_half),
    Fix("draft", N_("Make more pairs"), page="passages"),
    Fix("compare", N_("Ask the base model"), page="comparison"),
    Fix("freeze", N_("Freeze with a validation share"), page="datasets"),
    Fix("train", N_("Plan the runs"), page="training"),
    Fix("epochs", N_("Choose the epochs"), page="training"),
    Fix("settings", N_("Open settings"), page="settings"),
)
"""Everything that mends."""
BY_NAME = {fix.name: fix for fix in FIXES}

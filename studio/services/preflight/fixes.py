"""What mends a finding: one undoable edit each; a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from studio.domain.errors import CuratorError
from studio.domain.pair import Pair, Status
from studio.domain.preflight import PreflightFinding
from studio.domain.work import Changes
from studio.i18n import _
from studio.services.preflight.desk import LOUD
from studio.services.review import row_tokens
from studio.services.session import Session
from studio.text.condensing import condense
from studio.text.questions import draft_question
from studio.text.sentences import sentences
from studio.text.tagging import key_terms


@dataclass(frozen=True)
class Fix:
    """A row: its name, what the button says, and the deed; no deed where a person has to choose
    (``page`` is where)."""

    name: str
    title: str
    deed: Callable[[Session, PreflightFinding], Changes] | None = None
    page: str = ""


def fix(session: Session, name: str, finding: PreflightFinding) -> Changes:
    """Mend a finding; the number of pairs changed is the result. One step to undo."""
    known = BY_NAME.get(name)
    if known is None or known.deed is None:
        raise CuratorError(
            _("“{name}” can't be mended by itself. What can: {known}.").format(
                name=name, known=", ".join(one.name for one in FIXES if one.deed)
            )
        )
    return known.deed(session, finding)


def _reject(session: Session, finding: PreflightFinding) -> Changes:
    return _rejected(session, finding.pairs)


def _keep_one(session: Session, finding: PreflightFinding) -> Changes:
    """Of each group the pair that was accepted first stays."""
    extra = []
    for group in finding.groups:
        pairs = session.library.pairs(group)
        pairs.sort(key=lambda pair: (pair.status is not Status.ACCEPTED, pair.id))
        extra += [pair.id for pair in pairs[1:]]
    return _rejected(session, extra)


def _cap_author(session: Session, finding: PreflightFinding) -> Changes:
    """Reject of the loudest author what is above half, chosen by hash: the same on any machine."""
    library = session.library
    all_pairs = library.pairs(library.pair_ids(status=Status.ACCEPTED))
    loud = library.pair(finding.pairs[0]).author
    own = [pair for pair in all_pairs if pair.author == loud]
    others = len(all_pairs) - len(own)
    room = max(1, int(others * LOUD / (1 - LOUD)))
    own.sort(key=lambda pair: blake2b(f"{pair.prompt}\0{pair.answer}".encode()).digest())
    return _rejected(session, [pair.id for pair in own[room:]])


def _rejected(session: Session, ids: Sequence[int]) -> Changes:
    with session.library.journal.edit(_("Reject {n} pairs").format(n=len(ids))):
        changed = session.library.set_status(ids, Status.REJECTED)
    return Changes.of("pairs", result=changed)


def _condense(session: Session, finding: PreflightFinding) -> Changes:
    """Keep of each answer the sentences that carry the conclusion."""
    library = session.library
    changed = 0
    with library.journal.edit(_("Condense {n} answers").format(n=len(finding.pairs))):
        for pair in library.pairs(finding.pairs):
            answer = _condensed(pair)
            if answer and answer != pair.answer:
                _rewrite(session, pair, pair.prompt, answer, draft=pair.draft_prompt)
                changed += 1
    return Changes.of("pairs", result=changed)


def _condensed(pair: Pair) -> str:
    language = language_of(pair.answer)
    return condense(pair.answer, sentences(pair.answer, language), language).answer.strip()


def _reask(session: Session, finding: PreflightFinding) -> Changes:
    """Ask of each answer what it is about; the questions are marked as drafts."""
    library = session.library
    changed = 0
    with library.journal.edit(_("Ask {n} questions anew").format(n=len(finding.pairs))):
        for pair in library.pairs(finding.pairs):
            language = language_of(pair.answer)
            terms = key_terms(pair.answer, language)
            seed = int.from_bytes(blake2b(pair.answer.encode(), digest_size=6).digest())
            question = draft_question(
                pair.answer, language=language, chapter_title=pair.chapter_title,
                book_title=pair.book_title, terms=terms, seed=seed,
            )  # fmt: skip
            if question.prompt != pair.prompt:
                _rewrite(session, pair, question.prompt, pair.answer, draft=True)
                changed += 1
    return Changes.of("pairs", result=changed)


def _rewrite(session: Session, pair: Pair, prompt: str, answer: str, *, draft: bool) -> None:
    session.library.update_pair(
        pair.id, prompt=prompt, answer=answer, draft_prompt=draft,
        tokens=row_tokens(session, prompt, answer, of=pair),
    )  # fmt: skip


def language_of(text: str) -> str:
    """Japanese where there are kana, else English."""
    return "ja" if any("\u3041" <= letter <= "\u30ff" for letter in text[:400]) else "en"


FIXES = (
    Fix("reject", _("Reject these"), _reject),
    Fix("keep-one", _("Keep one of each"), _keep_one),
    Fix("cap-author", _("Cap this author"), _cap_author),
    Fix("condense", _("Condense the answers"), _condense),
    Fix("reask", _("Ask in other words"), _reask),
    Fix("freeze", _("Freeze with a validation share"), page="datasets"),
    Fix("epochs", _("Choose the epochs"), page="training"),
    Fix("settings", _("Open settings"), page="settings"),
)
"""Everything that mends."""
BY_NAME = {one.name: one for one in FIXES}

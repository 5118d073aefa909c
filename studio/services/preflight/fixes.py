"""What mends a finding: each fix makes a plan, which is shown, and then written as one edit.

To add one: a function that makes its plan, and a row in ``FIXES``; the kind of finding it mends
names it. The button of the card and ``studio check --fix`` know it from there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from studio.domain.errors import CuratorError
from studio.domain.pair import Pair, Status
from studio.domain.preflight import PreflightFinding
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import N_, _
from studio.services.preflight.checks.people import OF_BOOKS, answer_key
from studio.services.preflight.data_set import LOUD, list_titles
from studio.services.preflight.fix_plan import FixPlan, PairEdit, write_plan
from studio.services.session import Session
from studio.text.drafting.condensing import condense
from studio.text.drafting.draft_questions import draft_question
from studio.text.drafting.tagging import find_key_terms
from studio.text.drafting.trimming import trim_answer
from studio.text.languages import detect_script
from studio.text.rows.validation import FEWEST_ROWS
from studio.text.sentences.boundaries import split_sentences

Planning = Generator[Progress, None, FixPlan]
BLOCK = 200
HALF = "half"
"""The tag of the rows that a half of the data set consists of."""


@dataclass(frozen=True)
class Fix:
    """A row: its name, what the button says, and what makes its plan; no plan where a person has
    to choose (``page`` is where: a page, or a command of the window)."""

    name: str
    title: str
    plan: Callable[[Session, PreflightFinding], Planning] | None = None
    page: str = ""


def require_plan(name: str) -> Callable[[Session, PreflightFinding], Planning]:
    """What makes the plan of the fix of this name, or ``CuratorError`` that says which there are."""
    fix = BY_NAME.get(name)
    if fix is None or fix.plan is None:
        raise CuratorError(
            _("“{name}” can't be mended by itself. What can: {names}.").format(
                name=name, names=", ".join(fix.name for fix in FIXES if fix.plan)
            )
        )
    return fix.plan


def plan_fix(session: Session, name: str, finding: PreflightFinding) -> Job[FixPlan]:
    """What a fix would do to a finding's pairs; a ``FixPlan`` is the result, and nothing is
    written yet."""
    plan = yield from require_plan(name)(session, finding)
    return Done(Changes(), plan)


def apply_fix(session: Session, plan: FixPlan) -> Job[int]:
    """Do what a plan says, in one step to undo; the number of pairs changed is the result."""
    yield Progress(0, plan.count, plan.label)
    return write_plan(session, plan)


def mend(session: Session, name: str, finding: PreflightFinding) -> Job[int]:
    """Plan and apply at once, for those who have seen the plan or want none."""
    plan = (yield from plan_fix(session, name, finding)).value
    return (yield from apply_fix(session, plan))


def keep(session: Session, group: Sequence[int], number: int) -> Done[int]:
    """Keep this pair of a group and reject the others; one step to undo."""
    others = [pair for pair in group if pair != number]
    with session.library.journal.edit(_("Keep one of {n}: reject the others").format(n=len(group))):
        changed = session.library.pairs.set_status(others, Status.REJECTED)
    return Done(Changes(Change.PAIRS), changed)


# -- fixes that move pairs ---------------------------------------------------------------------


def _reject(session: Session, finding: PreflightFinding) -> Planning:
    yield Progress(0, len(finding.pairs))
    edits = _move(_pairs(session, finding.pairs), Status.REJECTED)
    n = f"{len(edits):,}"
    return FixPlan(
        label=_("Reject {n} pairs").format(n=n),
        intent=_("{n} pairs are rejected.").format(n=n),
        rule=_("All pairs of this finding that are not rejected yet."),
        outcome=_("{n} pairs were rejected. They are in Review, under Rejected.").format(n=n),
        edits=edits,
    )


def _redraft(session: Session, finding: PreflightFinding) -> Planning:
    yield Progress(0, len(finding.pairs))
    edits = _move(_pairs(session, finding.pairs), Status.DRAFT)
    n = f"{len(edits):,}"
    return FixPlan(
        label=_("Reopen {n} pairs").format(n=n),
        intent=_("{n} pairs become drafts again, so that they come up in Review.").format(n=n),
        rule=_("All pairs of this finding that are no drafts."),
        outcome=_("{n} pairs are drafts again. They wait in Review, under Drafts.").format(n=n),
        edits=edits,
    )


def _keep_one(session: Session, finding: PreflightFinding) -> Planning:
    """Of each group the first pair stays that is still wanted, an accepted one before a draft."""
    ids = sorted({number for group in finding.groups for number in group})
    by_id = {pair.id: pair for pair in _pairs(session, ids)}
    yield Progress(1, 2)
    surplus: list[Pair] = []
    for group in finding.groups:
        members = [by_id[number] for number in group if number in by_id]
        members = [pair for pair in members if pair.status is not Status.REJECTED]
        members.sort(key=lambda pair: (pair.status is not Status.ACCEPTED, pair.id))
        surplus += members[1:]
    edits = _move(surplus, Status.REJECTED)
    n = f"{len(edits):,}"
    return FixPlan(
        label=_("Reject {n} copies").format(n=n),
        intent=_("{n} copies are rejected; one pair of each of {groups} groups stays.").format(
            n=n, groups=f"{len(finding.groups):,}"
        ),
        rule=_("The first accepted pair of a group stays, or its first draft if none is accepted."),
        outcome=_("{n} copies were rejected. They are in Review, under Rejected.").format(n=n),
        edits=edits,
    )


def _cap_author(session: Session, finding: PreflightFinding) -> Planning:
    """Reject of the loudest author what is above half."""
    own = list(_pairs(session, finding.pairs))
    yield Progress(1, 2)
    status = own[0].status if own else Status.ACCEPTED
    own = [pair for pair in own if pair.status is status]
    others = len(session.library.pairs.ids(status=status)) - len(own)
    if others < FEWEST_ROWS:
        raise CuratorError(
            _(
                "Only {n} pairs are of other authors, so a cap would leave next to nothing: bring "
                "in other books first."
            ).format(n=others)
        )
    room = int(others * LOUD / (1 - LOUD))
    # In an order that has nothing to do with what they say, so that no book or topic goes first.
    own.sort(key=_hash_pair)
    edits = _move(own[room:], Status.REJECTED)
    figures = {
        "n": f"{len(edits):,}",
        "all": f"{len(own):,}",
        "room": f"{min(room, len(own)):,}",
        "author": own[0].voice if own else "",
    }
    return FixPlan(
        label=_("Cap an author: reject {n} pairs").format(**figures),
        intent=_(
            "{n} of {author}'s {all} pairs are rejected; {room} stay, as many as all other authors "
            "have together."
        ).format(**figures),
        rule=_("Which ones go is drawn by lot, the same on every computer."),
        outcome=_(
            "{n} of {author}'s {all} pairs were rejected, drawn by lot. They are in Review, under "
            "Rejected; {room} stay."
        ).format(**figures),
        edits=edits,
    )


def _tag_half(session: Session, finding: PreflightFinding) -> Planning:
    """Tag half of each author's pairs: frozen by that tag, they are the version that shows what
    twice as many rows bring."""
    by_author: dict[str, list[Pair]] = {}
    status = Status.ACCEPTED if session.library.counts()["accepted"] else Status.DRAFT
    for pair in _pairs(session, session.library.pairs.ids(status=status)):
        by_author.setdefault(pair.voice, []).append(pair)
    yield Progress(1, 2)
    half = {pair.id for own in by_author.values() for pair in sorted(own, key=_hash_pair)[::2]}
    tagged = {*half, *session.library.pairs.ids(tag=HALF)}
    edits = []
    for pair in _pairs(session, sorted(tagged)):
        tags = tuple(tag for tag in pair.tags if tag != HALF) + (HALF,) * (pair.id in half)
        if set(tags) != set(pair.tags):
            edits.append(PairEdit(pair, replace(pair, tags=tags)))
    n = f"{len(half):,}"
    return FixPlan(
        label=_("Tag half of the rows"),
        intent=_("{n} pairs carry the tag “half” then: half of each author's.").format(n=n),
        rule=_("Which ones is drawn by lot, the same on every computer."),
        outcome=_("{n} pairs carry the tag “half”. Freeze them as a version by that tag.").format(
            n=n
        ),
        edits=edits,
    )


def _move(pairs: Iterable[Pair], status: Status) -> list[PairEdit]:
    return [
        PairEdit(pair, replace(pair, status=status)) for pair in pairs if pair.status is not status
    ]


def _hash_pair(pair: Pair) -> bytes:
    return blake2b(f"{pair.prompt}\0{pair.answer}".encode(errors="replace")).digest()


# -- fixes that rewrite ------------------------------------------------------------------------


def _condense(session: Session, finding: PreflightFinding) -> Planning:
    """Keep of each answer the sentences that carry the conclusion."""

    def shorten(pair: Pair) -> Pair:
        language = detect_script(pair.answer) or "en"
        # A piece cut in mid-sentence is condensed without its torn edges.
        text = trim_answer(pair.answer, language) or pair.answer
        answer = condense(text, split_sentences(text, language), language).answer.strip()
        return replace(pair, answer=answer)

    edits = yield from _rewrite(session, finding, shorten)
    figures = _count(edits, finding)
    return FixPlan(
        label=_("Condense {n} answers").format(**figures),
        intent=_("{n} of {all} answers become shorter.").format(**figures),
        rule=_(
            "The sentences that carry the conclusion stay; an answer of which nothing would be "
            "left stays as it is."
        ),
        outcome=_("{n} answers were condensed. Nobody has read them as they are now.").format(
            **figures
        ),
        edits=edits,
    )


def _trim(session: Session, finding: PreflightFinding) -> Planning:
    """Take off marks of the book and torn sentences; an answer that would be too short stays."""

    def cut(pair: Pair) -> Pair:
        return replace(pair, answer=trim_answer(pair.answer, detect_script(pair.answer)))

    edits = yield from _rewrite(session, finding, cut)
    figures = _count(edits, finding)
    return FixPlan(
        label=_("Trim {n} answers").format(**figures),
        intent=_("{n} of {all} answers are trimmed.").format(**figures),
        rule=_(
            "Marks of the book and sentences torn at either end go; an answer that would become "
            "too short stays as it is."
        ),
        outcome=_("{n} answers were trimmed. Nobody has read them as they are now.").format(
            **figures
        ),
        edits=edits,
    )


def _reask(session: Session, finding: PreflightFinding) -> Planning:
    """Ask of each answer what it is about; the questions are marked as drafts."""

    def ask(pair: Pair) -> Pair:
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
        return replace(pair, prompt=question.prompt, draft_prompt=True)

    edits = yield from _rewrite(session, finding, ask)
    figures = _count(edits, finding)
    return FixPlan(
        label=_("Ask {n} questions anew").format(**figures),
        intent=_("{n} of {all} questions are asked in other words, as drafts.").format(**figures),
        rule=_("Each is made of its own answer; a person still has to write it as people ask."),
        outcome=_(
            "{n} questions were asked anew. They are drafts: write them in Review as people ask."
        ).format(**figures),
        edits=edits,
    )


def _rewrite(
    session: Session, finding: PreflightFinding, rewrite: Callable[[Pair], Pair]
) -> Generator[Progress, None, list[PairEdit]]:
    """What ``rewrite`` makes of each pair, where that is something and something else."""
    edits: list[PairEdit] = []
    for done, pair in enumerate(_pairs(session, finding.pairs), 1):
        edit = PairEdit(pair, rewrite(pair))
        if edit.after.prompt and edit.after.answer and edit.rewrites:
            edits.append(edit)
        if done % 50 == 0:
            yield Progress(done, len(finding.pairs))
    return edits


def _count(edits: Sequence[PairEdit], finding: PreflightFinding) -> dict[str, str]:
    return {"n": f"{len(edits):,}", "all": f"{len(finding.pairs):,}"}


# -- fixes that remember an answer -------------------------------------------------------------


def _agree(session: Session, finding: PreflightFinding) -> Planning:
    """Remember that the books of these pairs may be used."""
    yield Progress(0, 1)
    return FixPlan(
        label=_("Agree to use what was asked about"),
        intent=_("You say that {these} may be used; export and upload ask no more.").format(
            these=_name_them(session, finding)
        ),
        rule=_("Pairs of other books, and later findings, are asked about all the same."),
        outcome=_("Remembered: {these} may be used.").format(these=_name_them(session, finding)),
        keys=_answer_keys(session, finding),
    )


def _ask_again(session: Session, finding: PreflightFinding) -> Planning:
    """Forget that these may be used: export and upload ask anew."""
    yield Progress(0, 1)
    return FixPlan(
        label=_("Take back what was agreed to"),
        intent=_("Your answer about {these} is forgotten.").format(
            these=_name_them(session, finding)
        ),
        rule=_("Export and upload ask anew before these rows leave."),
        outcome=_("Forgotten: export and upload ask about {these} anew.").format(
            these=_name_them(session, finding)
        ),
        keys=_answer_keys(session, finding),
        forgets=True,
    )


def _name_them(session: Session, finding: PreflightFinding) -> str:
    """``12 pairs of Self-Help``."""
    titles = list_titles(pair.book_title for pair in _pairs(session, finding.pairs))
    n = f"{len(finding.pairs):,}"
    if not titles:
        return _("{n} pairs").format(n=n)
    return _("{n} pairs of {titles}").format(n=n, titles=titles)


def _answer_keys(session: Session, finding: PreflightFinding) -> frozenset[str]:
    """What an answer about these pairs is remembered under."""
    if finding.code in {kind.code for kind in OF_BOOKS}:
        books = {pair.book for pair in _pairs(session, finding.pairs) if pair.book is not None}
        return frozenset(answer_key(finding.kind, book) for book in books)
    return frozenset(answer_key(finding.kind, number) for number in finding.pairs)


def _pairs(session: Session, ids: Sequence[int]) -> Iterator[Pair]:
    for at in range(0, len(ids), BLOCK):
        yield from session.library.pairs.list(ids[at : at + BLOCK])


FIXES = (
    Fix("reject", N_("Reject these"), _reject),
    Fix("keep-one", N_("Keep one of each"), _keep_one),
    Fix("cap-author", N_("Cap this author"), _cap_author),
    Fix("condense", N_("Condense the answers"), _condense),
    Fix("trim", N_("Trim the answers"), _trim),
    Fix("redraft", N_("Make them drafts again"), _redraft),
    Fix("reask", N_("Ask in other words"), _reask),
    Fix("agree", N_("These may be used"), _agree),
    Fix("ask-again", N_("Ask me again"), _ask_again),
    Fix("half", N_("Tag half of them"), _tag_half),
    Fix("draft", N_("Make more pairs"), page="passages"),
    Fix("compare", N_("Ask the base model"), page="comparison"),
    Fix("freeze", N_("Freeze with a validation share"), page="freeze"),
    Fix("train", N_("Plan the runs"), page="training"),
    Fix("epochs", N_("Choose the epochs"), page="training"),
    Fix("files", N_("Show the files"), page="books"),
    Fix("settings", N_("Open settings"), page="settings"),
)
"""Everything that mends."""
BY_NAME = {fix.name: fix for fix in FIXES}

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
from studio.domain.pair_filter import PairFilter
from studio.domain.preflight import PreflightFinding
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import N_, _, join_list, plural
from studio.services.preflight.checks.people import OF_BOOKS, answer_key
from studio.services.preflight.data_set import LOUD, list_titles
from studio.services.preflight.fix_plan import FixPlan, Forms, PairEdit, Selection, write_plan
from studio.services.session import Session
from studio.text.drafting.condensing import condense
from studio.text.drafting.draft_questions import draft_question
from studio.text.drafting.trimming import trim_answer
from studio.text.languages import detect_script
from studio.text.rows.validation import FEWEST_ROWS
from studio.text.sentences.boundaries import split_sentences

Planning = Generator[Progress, None, Selection]
BLOCK = 200
HALF = "half"
"""The tag of the rows that a half of the data set consists of."""


@dataclass(frozen=True)
class Fix:
    """A row: its name, what the button says, and what selects the pairs and what becomes of them;
    no selection where a person has to choose (``page`` is where: a page, or a command of the
    window).

    ``label``, ``intent``, ``rule`` and ``outcome`` are the sentences of its ``FixPlan``, with
    figures in braces; those that count are two, for one pair and for more.
    """

    name: str
    title: str
    select: Callable[[Session, PreflightFinding], Planning] | None = None
    page: str = ""
    label: Forms = ("", "")
    intent: Forms = ("", "")
    rule: str = ""
    outcome: Forms = ("", "")


def find_fix(name: str) -> Fix:
    """The fix of this name, or ``CuratorError`` that says which mend by themselves."""
    fix = BY_NAME.get(name)
    if fix is None or fix.select is None:
        raise CuratorError(
            _("“{name}” can't be fixed automatically. What can: {names}.").format(
                name=name, names=join_list(fix.name for fix in FIXES if fix.select)
            )
        )
    return fix


def plan_fix(session: Session, name: str, finding: PreflightFinding) -> Job[FixPlan]:
    """What a fix would do to a finding's pairs; a ``FixPlan`` is the result, and nothing is
    written yet."""
    fix = find_fix(name)
    assert fix.select is not None
    selection = yield from fix.select(session, finding)
    counted = selection.counted if selection.counted is not None else len(selection.edits)
    figures = {"n": f"{counted:,}", "all": f"{len(finding.pairs):,}", **selection.figures}

    def fill(forms: Forms) -> str:
        return _(forms[0] if counted == 1 else forms[1]).format(**figures)

    plan = FixPlan(
        label=fill(fix.label),
        intent=fill(fix.intent),
        rule=_(fix.rule),
        outcome=fill(fix.outcome),
        edits=selection.edits,
        keys=selection.keys,
        forgets=selection.forgets,
    )
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
    return Selection(_move(_pairs(session, finding.pairs), Status.REJECTED))


def _hold_back(session: Session, finding: PreflightFinding) -> Planning:
    """Keep out of every version what a question set asks: nothing is wrong with these pairs, so
    they keep their status."""
    yield Progress(0, len(finding.pairs))
    pairs = _pairs(session, finding.pairs)
    return Selection(
        [PairEdit(pair, replace(pair, held_back=True)) for pair in pairs if not pair.held_back]
    )


def _redraft(session: Session, finding: PreflightFinding) -> Planning:
    yield Progress(0, len(finding.pairs))
    return Selection(_move(_pairs(session, finding.pairs), Status.DRAFT))


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
    return Selection(edits, {"groups": f"{len(finding.groups):,}"})


def _cap_author(session: Session, finding: PreflightFinding) -> Planning:
    """Reject of the loudest author what is above half."""
    own = list(_pairs(session, finding.pairs))
    yield Progress(1, 2)
    status = own[0].status if own else Status.ACCEPTED
    own = [pair for pair in own if pair.status is status]
    others = session.library.pairs.count(PairFilter(status=status)) - len(own)
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
        "all": f"{len(own):,}",
        "room": f"{min(room, len(own)):,}",
        "author": own[0].voice if own else "",
    }
    return Selection(edits, figures)


def _tag_half(session: Session, finding: PreflightFinding) -> Planning:
    """Tag half of each author's pairs: frozen by that tag, they are the version that shows what
    twice as many rows bring."""
    by_author: dict[str, list[Pair]] = {}
    status = Status.ACCEPTED if session.library.counts()["accepted"] else Status.DRAFT
    for pair in _pairs(session, session.library.pairs.ids(PairFilter(status=status))):
        by_author.setdefault(pair.voice, []).append(pair)
    yield Progress(1, 2)
    half = {pair.id for own in by_author.values() for pair in sorted(own, key=_hash_pair)[::2]}
    tagged = {*half, *session.library.pairs.ids(PairFilter(tags=(HALF,)))}
    edits = []
    for pair in _pairs(session, sorted(tagged)):
        tags = tuple(tag for tag in pair.tags if tag != HALF) + (HALF,) * (pair.id in half)
        if set(tags) != set(pair.tags):
            edits.append(PairEdit(pair, replace(pair, tags=tags)))
    return Selection(edits, counted=len(half))


def _move(pairs: Iterable[Pair], status: Status) -> list[PairEdit]:
    return [
        PairEdit(pair, replace(pair, status=status, reason=""))
        for pair in pairs
        if pair.status is not status
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
        spans = split_sentences(text, language)
        condensed = condense(text, spans, language, needs_topic=False)
        return replace(pair, answer=condensed.answer.strip())

    return Selection((yield from _rewrite(session, finding, shorten)))


def _trim(session: Session, finding: PreflightFinding) -> Planning:
    """Take off marks of the book and torn sentences; an answer that would be too short stays."""

    def cut(pair: Pair) -> Pair:
        return replace(pair, answer=trim_answer(pair.answer, detect_script(pair.answer)))

    return Selection((yield from _rewrite(session, finding, cut)))


def _reask(session: Session, finding: PreflightFinding) -> Planning:
    """Ask of each answer what it is about; the questions are marked as drafts."""

    questions: set[str] = set()

    def ask(pair: Pair) -> Pair:
        language = detect_script(pair.answer) or "en"
        seed = int.from_bytes(blake2b(pair.answer.encode(), digest_size=6).digest())
        question = draft_question(
            pair.answer, language=language, seed=seed, general=True, avoid=questions
        )
        if not question:
            return pair
        questions.add(question.prompt)
        return replace(pair, prompt=question.prompt, draft_prompt=True)

    return Selection((yield from _rewrite(session, finding, ask)))


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


# -- fixes that remember an answer -------------------------------------------------------------


def _agree(session: Session, finding: PreflightFinding) -> Planning:
    """Remember that the books of these pairs, or these pairs, may be used."""
    yield Progress(0, 1)
    return Selection(
        figures={"these": _name_them(session, finding)}, keys=_answer_keys(session, finding)
    )


def _ask_again(session: Session, finding: PreflightFinding) -> Planning:
    """Forget that they may."""
    selection = yield from _agree(session, finding)
    return replace(selection, forgets=True)


def _name_them(session: Session, finding: PreflightFinding) -> str:
    """``12 pairs of Self-Help``."""
    titles = list_titles(pair.book_title for pair in _pairs(session, finding.pairs))
    count = len(finding.pairs)
    pairs = plural("{n} pair", "{n} pairs", count).format(n=f"{count:,}")
    return _("{pairs} of {titles}").format(pairs=pairs, titles=titles) if titles else pairs


def _answer_keys(session: Session, finding: PreflightFinding) -> frozenset[str]:
    """What an answer about these pairs is remembered under."""
    if finding.code in {kind.code for kind in OF_BOOKS}:
        books = {pair.book for pair in _pairs(session, finding.pairs) if pair.book is not None}
        return frozenset(answer_key(finding.kind, book) for book in books)
    return frozenset(answer_key(finding.kind, number) for number in finding.pairs)


def _pairs(session: Session, ids: Sequence[int]) -> Iterator[Pair]:
    for at in range(0, len(ids), BLOCK):
        yield from session.library.pairs.list(ids[at : at + BLOCK])


LOT = N_("They are chosen at random, but the same ones on every computer.")
FIXES = (
    Fix(
        "reject",
        N_("Reject these"),
        _reject,
        label=(N_("Reject {n} pair"), N_("Reject {n} pairs")),
        intent=(N_("{n} pair is rejected."), N_("{n} pairs are rejected.")),
        rule=N_("All pairs of this finding that are not rejected yet."),
        outcome=(
            N_("{n} pair was rejected. It is in Review, under Rejected."),
            N_("{n} pairs were rejected. They are in Review, under Rejected."),
        ),
    ),
    Fix(
        "hold-back",
        N_("Hold these back"),
        _hold_back,
        label=(N_("Hold back {n} pair"), N_("Hold back {n} pairs")),
        intent=(
            N_("{n} pair keeps its status, but no version takes it in; the question stays."),
            N_("{n} pairs keep their status, but no version takes them in; the questions stay."),
        ),
        rule=N_(
            "All pairs of this finding. To train on one anyway, take its "
            "question out of the question set and let the pair in again."
        ),
        outcome=(
            N_("{n} pair was held back. It is in Review, under Held back."),
            N_("{n} pairs were held back. They are in Review, under Held back."),
        ),
    ),
    Fix(
        "keep-one",
        N_("Keep one of each"),
        _keep_one,
        label=(N_("Reject {n} copy"), N_("Reject {n} copies")),
        intent=(
            N_("{n} copy is rejected; one pair of each group stays, and the groups are {groups}."),
            N_("{n} copies are rejected; one pair of each of {groups} groups stays."),
        ),
        rule=N_(
            "The first accepted pair of a group stays, or its first draft if none is accepted."
        ),
        outcome=(
            N_("{n} copy was rejected. It is in Review, under Rejected."),
            N_("{n} copies were rejected. They are in Review, under Rejected."),
        ),
    ),
    Fix(
        "cap-author",
        N_("Cap this author"),
        _cap_author,
        label=(N_("Cap an author: reject {n} pair"), N_("Cap an author: reject {n} pairs")),
        intent=(
            N_(
                "{n} of {author}'s {all} pairs is rejected; {room} stay, as many as all other "
                "authors have together."
            ),
            N_(
                "{n} of {author}'s {all} pairs are rejected; {room} stay, as many as all other "
                "authors have together."
            ),
        ),
        rule=LOT,
        outcome=(
            N_(
                "{n} of {author}'s {all} pairs was rejected, chosen at random. "
                "It is in Review, under Rejected; {room} stay."
            ),
            N_(
                "{n} of {author}'s {all} pairs were rejected, chosen at "
                "random. They are in Review, under Rejected; {room} stay."
            ),
        ),
    ),
    Fix(
        "condense",
        N_("Condense the answers"),
        _condense,
        label=(N_("Condense {n} answer"), N_("Condense {n} answers")),
        intent=(
            N_("{n} of {all} answers becomes shorter."),
            N_("{n} of {all} answers become shorter."),
        ),
        rule=N_(
            "The sentences that carry the conclusion stay; an answer of which nothing would be "
            "left stays as it is."
        ),
        outcome=(
            N_("{n} answer was condensed. Nobody has read it as it is now."),
            N_("{n} answers were condensed. Nobody has read them as they are now."),
        ),
    ),
    Fix(
        "trim",
        N_("Trim the answers"),
        _trim,
        label=(N_("Trim {n} answer"), N_("Trim {n} answers")),
        intent=(N_("{n} of {all} answers is trimmed."), N_("{n} of {all} answers are trimmed.")),
        rule=N_(
            "Marks of the book and sentences torn at either end go; an answer that would become "
            "too short stays as it is."
        ),
        outcome=(
            N_("{n} answer was trimmed. Nobody has read it as it is now."),
            N_("{n} answers were trimmed. Nobody has read them as they are now."),
        ),
    ),
    Fix(
        "redraft",
        N_("Make them drafts again"),
        _redraft,
        label=(N_("Reopen {n} pair"), N_("Reopen {n} pairs")),
        intent=(
            N_("{n} pair becomes a draft again, so that it comes up in Review."),
            N_("{n} pairs become drafts again, so that they come up in Review."),
        ),
        rule=N_("All pairs of this finding that are not drafts."),
        outcome=(
            N_("{n} pair is a draft again. It waits in Review, under Drafts."),
            N_("{n} pairs are drafts again. They wait in Review, under Drafts."),
        ),
    ),
    Fix(
        "reask",
        N_("Reword the questions"),
        _reask,
        label=(N_("Reword {n} question"), N_("Reword {n} questions")),
        intent=(
            N_("{n} of {all} questions is reworded, as a draft."),
            N_("{n} of {all} questions are reworded, as drafts."),
        ),
        rule=N_("Each is made of its own answer; a person still has to write it as people ask."),
        outcome=(
            N_("{n} question was reworded. It is a draft: write it in Review as people would ask."),
            N_(
                "{n} questions were reworded. They are drafts: write them in "
                "Review as people would ask."
            ),
        ),
    ),
    Fix(
        "agree",
        N_("These may be used"),
        _agree,
        label=(N_("Consent to the use"),) * 2,
        intent=(N_("You say that {these} may be used; export and upload no longer ask."),) * 2,
        rule=N_("Other books, and what is found later, still have to be agreed to."),
        outcome=(N_("Remembered: {these} may be used."),) * 2,
    ),
    Fix(
        "ask-again",
        N_("Ask me again"),
        _ask_again,
        label=(N_("Withdraw the consent"),) * 2,
        intent=(N_("Your answer about {these} is forgotten."),) * 2,
        rule=N_("Export and upload ask again before these rows leave."),
        outcome=(N_("Forgotten: export and upload ask about {these} again."),) * 2,
    ),
    Fix(
        "half",
        N_("Tag half of them"),
        _tag_half,
        label=(N_("Tag half of the rows"),) * 2,
        intent=(
            N_("{n} pair carries the tag “half” then: half of each author's."),
            N_("{n} pairs carry the tag “half” then: half of each author's."),
        ),
        rule=LOT,
        outcome=(
            N_("{n} pair carries the tag “half”. Freeze it as a version by that tag."),
            N_("{n} pairs carry the tag “half”. Freeze them as a version by that tag."),
        ),
    ),
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

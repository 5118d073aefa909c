"""What drafting can be done to: the selection, what is listed, everything new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.domain.book import Passage
from studio.domain.model_job import JobKind
from studio.domain.pair import Pair
from studio.i18n import _, plural
from studio.services.pairs import draft
from studio.services.session import Session
from studio.text.excerpts import quote

LONGEST_TITLE = 30


@dataclass(frozen=True)
class Scope:
    """Some passages, or some pairs, and what a person calls them."""

    text: str
    passages: tuple[int, ...] = ()
    pairs: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.passages) + len(self.pairs)

    def kinds(self) -> tuple[JobKind, ...]:
        """What can be asked about it: questions are asked on pairs."""
        return (JobKind.CONDENSE, JobKind.QUESTIONS) if self.pairs else (JobKind.CONDENSE,)


def list_pair_scopes(pair: Pair, listed: Sequence[int]) -> list[Scope]:
    """The pair in view, and all pairs that are listed with it."""
    scopes = [Scope(_("This pair: {prompt}").format(prompt=quote(pair.prompt)), pairs=(pair.id,))]
    if len(listed) > 1:
        text = plural("The pair in this list", "The {n} pairs in this list", len(listed))
        scopes.append(Scope(text.format(n=f"{len(listed):,}"), pairs=tuple(listed)))
    return scopes


def list_passage_scopes(
    session: Session, listed: Sequence[int], chosen: Sequence[int], current: Passage | None
) -> list[Scope]:
    """All new passages, those that are listed, the new ones of the book in view, those chosen."""
    passages = session.library.passages
    new = tuple(draft.find_unasked(session))
    scopes = [Scope(_("All new passages ({n})").format(n=f"{len(new):,}"), new)]
    if tuple(listed) != new and len(listed) < len(passages.ids()):
        text = _("The passages in this list ({n})").format(n=f"{len(listed):,}")
        scopes.append(Scope(text, tuple(listed)))
    if current is not None:
        of_book = tuple(item.id for item in passages.list(new) if item.book == current.book)
        text = _("New passages of {title} ({n})")
        title = quote(current.book_title, LONGEST_TITLE)
        scopes.append(Scope(text.format(title=title, n=f"{len(of_book):,}"), of_book))
    if chosen:
        text = plural("The selected passage", "The {n} selected passages", len(chosen))
        # One row is always selected; who selected several means them.
        scopes.insert(int(len(chosen) == 1), Scope(text.format(n=len(chosen)), tuple(chosen)))
    return scopes

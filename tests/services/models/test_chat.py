"""Whom one can talk to, and what an answer leaves behind."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from studio.domain.run import Hyperparameters, RunStatus
from studio.services.models.chat import Partner, begin_talk, list_partners
from studio.services.pairs import review
from studio.services.session import Session


def add_run(session: Session, model: str, tuned: str | None, status: RunStatus) -> None:
    library = session.library
    with library.transaction():
        number = library.runs.insert(
            version=1,
            endpoint="local",
            model=model,
            hyperparameters=Hyperparameters(),
            seed=None,
            suffix="",
            nonce=f"{model}{tuned}{status}",
            estimate_usd=Decimal(0),
        )
        library.runs.update(number, status=status, fine_tuned_model=tuned)


def test_the_newest_tuned_model_comes_first_and_the_bases_last(tmp_path: Path) -> None:
    with Session.open(tmp_path / "a.studio", create=True) as session:
        add_run(session, "base", "ft:one", RunStatus.SUCCEEDED)
        add_run(session, "ft:one", "ft:two", RunStatus.SUCCEEDED)
        add_run(session, "base", None, RunStatus.FAILED)
        assert list_partners(session) == [
            Partner("local", "ft:two", "ft:one", 2),
            Partner("local", "ft:one", "base", 1),
            Partner("local", "base"),
        ]
        assert list_partners(session)[0].title == "Run 2 · ft:two"


def test_a_talk_begins_with_the_system_message(tmp_path: Path) -> None:
    with Session.open(tmp_path / "a.studio", create=True) as session:
        assert begin_talk(session) == []
        review.set_system(session, "Be brief.")
        assert begin_talk(session) == [{"role": "system", "content": "Be brief."}]

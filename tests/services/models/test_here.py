"""Models on this computer: which endpoint keeps any, and what can be done with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.errors import CuratorError, EngineError
from studio.domain.work import finish
from studio.services.models.here import (
    keeps_models,
    list_models,
    remove_model,
    save_model,
)
from studio.services.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session.open(tmp_path / "a.studio", create=True)


def test_only_the_engine_keeps_models_here(session: Session) -> None:
    assert keeps_models(session, "local") and not keeps_models(session, "openai")
    assert [model.id for model in list_models(session, "local")] == ["rehearsal-tiny"]
    with pytest.raises(CuratorError, match="not on this computer"):
        list_models(session, "openai")
    session.close()


def test_a_model_that_is_not_there_is_one_line(session: Session) -> None:
    with pytest.raises(EngineError, match="can't be removed"):
        remove_model(session, "local", "nobody")
    session.close()


def test_what_a_model_can_be_saved_as_is_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(CuratorError, match="q8_0, f16, safetensors"):
        finish(save_model(session, "local", "rehearsal-tiny", tmp_path / "out", ["q2"]))
    session.close()

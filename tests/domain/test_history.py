"""Steps, states and replays are values."""

from datetime import UTC, datetime

from studio.domain.history import PairState, Replay, Step, Who
from studio.domain.pair import Pair


def test_a_step_is_a_persons_unless_said_otherwise() -> None:
    step = Step(1, "Accept 3 pairs", datetime(2026, 11, 27, tzinfo=UTC), things=3)
    assert (step.who, step.agent, step.undone) == (Who.PERSON, "", False)


def test_a_state_that_is_gone_has_no_pair() -> None:
    state = PairState(None, Pair(1, "How?", "So."), ("answer",))
    assert state.pair is not None and PairState(None, None).pair is None


def test_a_replay_is_of_one_step_unless_said_otherwise() -> None:
    assert Replay("Edit", (1,)).steps == 1

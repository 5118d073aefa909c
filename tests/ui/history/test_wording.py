"""Who and when, in words."""

from datetime import UTC, datetime, timedelta

from studio.domain.history import Step, Who
from studio.ui.history.wording import WHO, describe_moment, describe_who


def test_a_model_is_called_by_its_name():
    at = datetime.now(UTC)
    assert describe_who(Step(1, "Draft", at, Who.MODEL, "gpt-5-mini")) == "gpt-5-mini"
    assert describe_who(Step(1, "Edit", at)) == "You"
    assert set(WHO) == set(Who)


def test_today_needs_no_day():
    now = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert describe_moment(now, now) == now.astimezone().strftime("%H:%M")
    earlier = describe_moment(now - timedelta(days=3), now)
    assert earlier.endswith(now.astimezone().strftime("%H:%M")) and "24" in earlier

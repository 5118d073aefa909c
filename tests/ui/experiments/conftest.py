"""A library with a version of four rows."""

import pytest

from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing


@pytest.fixture
def session(tmp_path):
    with Session.open(tmp_path / "mentor.studio", create=True) as session:
        for n in range(4):
            pair = review.add(session, f"How do I take step {n}?", f"Take step {n} slowly.").value
            review.accept(session, [pair])
        freezing.freeze(session, validation=0)
        yield session

"""What only the local engine tells, asked through its client."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer

from studio.domain.errors import EndpointError
from studio.providers.base import Likelihood
from studio.providers.local_client import LocalClient

ASKED = [{"role": "user", "content": "Hi"}]


def test_a_likelihood_is_asked_with_the_key(httpserver: HTTPServer) -> None:
    httpserver.expect_request(
        "/v1/studio/score",
        method="POST",
        json={"model": "m", "messages": ASKED, "answer": "Yes."},
        headers={"Authorization": "Bearer k"},
    ).respond_with_json({"tokens": 3, "logprob": -1.5})
    with LocalClient(httpserver.url_for("/v1"), "k") as client:
        assert client.score(ASKED, "Yes.", model="m") == Likelihood(3, -1.5)


@pytest.mark.parametrize("reply", ["soon", [], {"tokens": "many"}])
def test_an_answer_of_another_shape_is_one_line(httpserver: HTTPServer, reply: object) -> None:
    httpserver.expect_request("/v1/studio/score").respond_with_json(reply)
    with LocalClient(httpserver.url_for("/v1"), "k") as client:
        with pytest.raises(EndpointError):
            client.score(ASKED, "Yes.", model="m")

"""What comes in pieces: answers word by word, lists page by page."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import pytest
from werkzeug import Request, Response

from studio.domain.errors import (
    EndpointError,
    KeyRefused,
    RateLimited,
    Unreachable,
)
from studio.providers.openai_compatible import OpenAICompatible
from tests.providers import scripted_api as api
from tests.providers.scripted_api import KEY

JOBS = "/fine_tuning/jobs"
JOB = f"{JOBS}/ftjob-1"
CHAT = "/chat/completions"
SOON = 20.0
"""Seconds a busy machine may take for what is there at once elsewhere."""

QUESTION = [{"role": "user", "content": "何から始める？"}]


def test_only_new_events_come_and_all_pages_of_them(server, client):
    pages = [[9, 8, 7], [6, 5, 4], [3, 2, 1]]

    def reply(request: Request) -> Response:
        last = request.args.get("after")
        turn = {None: 0, "ftevent-7": 1, "ftevent-4": 2}[last]
        rows = [api.event(number, "…") for number in pages[turn]]
        return api.plain(api.listing(rows, more=turn < 2))

    server.on("GET", f"{JOB}/events", reply)
    assert [event.id[8:] for event in client.events("ftjob-1")] == list("123456789")
    assert [event.id[8:] for event in client.events("ftjob-1", "ftevent-5")] == list("6789")
    assert server.asked[f"GET {JOB}/events"] == 5


def test_events_that_come_forwards_stay_so_and_repeats_end(server, client):
    forwards = api.listing([api.event(1, "a"), api.event(2, "b")], more=True)
    server.on("GET", f"{JOB}/events", forwards)
    assert [event.message for event in client.events("ftjob-1", "ftevent-1")] == ["b"]


def test_odd_events_are_events(server, client):
    odd = api.event(1, "checks", {"sexual": "pass"}, "moderation_checks")
    nulls = {**api.event(2, "x"), "level": None, "type": None, "created_at": None, "data": None}
    bare = {"id": "ftevent-3"}
    text = api.event(4, "x", {"step": "3", "train_loss": "low"})
    server.on("GET", f"{JOB}/events", api.listing([odd, nulls, bare, text]))
    events = client.events("ftjob-1")
    assert len(events) == 4
    assert all(event.metric is None for event in events)


def test_a_model_that_wants_other_words_gets_them(server, client):
    def reply(request: Request) -> Response:
        asked = request.get_json()
        for name in ("max_tokens", "temperature"):
            if name in asked:
                refusal = api.plain(
                    {"error": {"message": "no", "param": name, "code": "unsupported_parameter"}}
                )
                refusal.status_code = 400
                return refusal
        assert asked["max_completion_tokens"] == 9
        return api.stream("yes")

    server.on("POST", CHAT, reply)
    answer = client.answer(QUESTION, model="m", max_tokens=9, temperature=0.5)
    assert list(filter(None, answer)) == ["yes"]


def test_a_model_that_thinks_in_a_field_of_its_own_is_not_taken_for_silent(server):
    def events() -> Iterator[str]:
        for _thought in range(12):
            time.sleep(0.1)
            delta = {"index": 0, "delta": {"reasoning_content": "hm"}, "finish_reason": None}
            yield f"data: {json.dumps({**api.chunk(''), 'choices': [delta]})}\n\n"
        yield api.piece("So.")
        yield api.piece("", "stop")

    server.on("POST", CHAT, lambda _request: Response(events(), content_type="text/event-stream"))
    with OpenAICompatible(server.base_url, KEY, timeout=5, silence=1) as client:
        assert "".join(client.answer(QUESTION, model="m")) == "So."


SCHEMA = {"type": "object", "properties": {}, "additionalProperties": False}


@pytest.mark.parametrize(
    "refusal",
    [
        {"message": "no", "param": "response_format", "code": "unsupported_parameter"},
        {"message": "Invalid parameter: 'response_format' of type 'json_schema' is not supported"},
        {"message": "json_schema is not supported by this model", "code": None},
    ],
)
def test_a_model_without_structured_output_is_asked_without_and_says_so(server, client, refusal):
    def reply(request: Request) -> Response:
        if "response_format" in request.get_json():
            return api.plain({"error": refusal}, 400)
        return api.stream("yes")

    server.on("POST", CHAT, reply)
    answer = client.answer(QUESTION, model="m", schema=SCHEMA, effort="none")
    assert list(filter(None, answer)) == ["yes"]
    assert answer.refused == {"response_format"}
    assert server.bodies[-1]["reasoning_effort"] == "none"


def test_structured_output_is_asked_for_as_the_api_describes_it(server, client, schemas):
    server.on("POST", CHAT, api.stream("{}"), takes="CreateChatCompletionRequest")
    answer = client.answer(QUESTION, model="m", schema=SCHEMA, effort="low")
    assert list(filter(None, answer)) == ["{}"] and answer.refused == frozenset()
    wrapped = server.bodies[0]["response_format"]["json_schema"]
    assert (wrapped["schema"], wrapped["strict"]) == (SCHEMA, True)


def test_what_is_asked_once_is_not_sent_again(server, client):
    server.on("POST", CHAT, api.error(500, "broken", None))
    with pytest.raises(EndpointError):
        next_word(client.answer(QUESTION, model="m", once=True))
    assert server.asked[f"POST {CHAT}"] == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"retry-after-ms": "1500"}, 1.5),
        ({}, None),
        ({"Retry-After": "?"}, None),
    ],
    ids=str,
)
def test_when_it_wants_to_be_asked_again_is_known(server, client, headers, seconds):
    server.on("POST", CHAT, api.error(429, "slow down", "rate_limit_exceeded", **headers))
    with pytest.raises(RateLimited) as refusal:
        next_word(client.answer(QUESTION, model="m", once=True))
    assert refusal.value.wait_seconds == seconds


def test_an_error_in_the_middle_of_an_answer_is_raised_after_what_came(server, client):
    fault = 'data: {"error": {"message": "out of memory", "code": "oom"}}\n\n'
    server.on("POST", CHAT, api.broken_stream(api.piece("half"), fault))
    answer = client.answer(QUESTION, model="m")
    assert next_word(answer) == "half"
    with pytest.raises(EndpointError, match="out of memory"):
        next_word(answer)
    assert list(answer) == []


@pytest.mark.parametrize("end", ["", "data: [DONE]\n\n"])
def test_half_an_answer_is_not_taken_for_a_whole_one(server, client, end):
    server.on("POST", CHAT, api.broken_stream(api.piece("half"), end))
    answer = client.answer(QUESTION, model="m")
    assert next_word(answer) == "half"
    with pytest.raises(Unreachable, match="ended in the middle"):
        next_word(answer)


def test_an_answer_that_does_not_come_as_a_stream_is_said_to_be_none(server, client):
    server.on("POST", CHAT, {"choices": [{"message": {"content": "all at once"}}]})
    with pytest.raises(EndpointError, match="not the OpenAI API"):
        next_word(client.answer(QUESTION, model="m"))


@pytest.mark.parametrize(("status", "kind"), [(401, KeyRefused), (404, EndpointError)])
def test_a_refused_question_is_raised_at_the_first_piece(server, client, status, kind):
    server.on("POST", CHAT, api.error(status, "no", None))
    with pytest.raises(kind):
        next_word(client.answer(QUESTION, model="m"))


def next_word(answer: Iterator[str]) -> str:
    """The next piece that is not silence."""
    return next(filter(None, answer))


@pytest.fixture(params=[b"", api.first_piece("一")], ids=["from the start", "after a piece"])
def silent(request: pytest.FixtureRequest) -> Iterator[api.SilentServer]:
    one = api.SilentServer(request.param)
    yield one
    one.close()


def test_a_silence_is_given_as_nothing_so_that_one_can_turn_away(silent):
    with OpenAICompatible(silent.base_url, KEY) as client:
        answer = client.answer(QUESTION, model="m")
        begun = time.monotonic()
        assert "" in (next(answer), next(answer))
        assert silent.listening.wait(SOON)
        assert time.monotonic() - begun < SOON
        answer.close()
        assert silent.hung_up.wait(SOON)


def test_a_silence_that_lasts_ends_the_answer(silent):
    with OpenAICompatible(silent.base_url, KEY, silence=0.3) as client:
        answer = client.answer(QUESTION, model="m")
        with pytest.raises(Unreachable, match="no reply"):
            list(answer)
        # A busy machine may take longer than the patience to reach the server at all.
        assert not silent.listening.is_set() or silent.hung_up.wait(SOON)
        assert list(answer) == []


def test_closing_an_answer_hangs_up_at_once_though_the_server_is_silent(silent):
    with OpenAICompatible(silent.base_url, KEY) as client:
        answer = client.answer(QUESTION, model="m")
        read: list[str] = []
        reader = threading.Thread(target=lambda: read.extend(filter(None, answer)))
        reader.start()
        assert silent.listening.wait(SOON)
        begun = time.monotonic()
        answer.close()
        reader.join(SOON)
        assert silent.hung_up.wait(SOON)
        assert time.monotonic() - begun < SOON
        assert not reader.is_alive()
        assert list(answer) == []


def test_an_answer_nobody_reads_on_is_hung_up(silent):
    with OpenAICompatible(silent.base_url, KEY) as client:
        answer = client.answer(QUESTION, model="m")
        assert silent.listening.wait(SOON)
        del answer
        assert silent.hung_up.wait(SOON)


def test_closing_the_client_frees_those_who_wait(silent):
    client = OpenAICompatible(silent.base_url, KEY)
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            client.state("ftjob-1")
        except Unreachable as error:
            caught.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    assert silent.listening.wait(SOON)
    client.close()
    waiting.join(SOON)
    assert len(caught) == 1
    with pytest.raises(Unreachable):
        client.models()
    with pytest.raises(Unreachable):
        next_word(client.answer(QUESTION, model="m"))


def test_a_server_that_says_nothing_is_given_up():
    silent = api.SilentServer(b"")
    with (
        OpenAICompatible(silent.base_url, KEY, timeout=0.2, retries=0) as client,
        pytest.raises(Unreachable),
    ):
        client.models()
    silent.close()


def test_many_may_ask_at_once(server, client):
    server.on("GET", "/models", api.listing([]))
    heard: list[list[str]] = []
    askers = [threading.Thread(target=lambda: heard.append(client.models())) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(60)
    assert heard == [[]] * len(askers)


def test_a_client_that_is_forgotten_ends_its_thread(server):
    server.on("GET", "/models", api.listing([]))
    before = set(threading.enumerate())  # those of other tests wait for the collector
    client = OpenAICompatible(server.base_url, KEY)
    client.models()
    (thread,) = [t for t in set(threading.enumerate()) - before if t.name == "studio-requests"]
    del client
    thread.join(60)
    assert not thread.is_alive()

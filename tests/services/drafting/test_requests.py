"""What is sent keeps to the published description of the API, and says all it has to."""

from __future__ import annotations

import pytest

from studio.domain.model_job import JobKind, Request
from studio.domain.suggestion import SuggestionKind
from studio.domain.work import finish
from studio.services.drafting import jobs, prompts
from studio.services.drafting.plan import KIND_LABELS, Plan
from studio.services.drafting.requests import SCHEMAS, Caller
from studio.services.pairs import draft
from studio.services.session import Session
from tests.providers.scripted_api import SCHEMAS as PUBLISHED
from tests.providers.scripted_api import Schemas
from tests.services import model_server
from tests.services.model_server import MODEL, ModelServer

PLAN = Plan("desk", MODEL, 3, tuple(KIND_LABELS))


def test_every_request_keeps_to_the_published_description(
    shelf: Session, model: ModelServer
) -> None:
    if not PUBLISHED.exists():
        pytest.skip(f"the published schemas of the API are not at {PUBLISHED}")
    passages = draft.find_unasked(shelf)[:2]
    finish(jobs.run(shelf, jobs.start(shelf, JobKind.CONDENSE, PLAN, passages=passages)))
    model.script = [model_server.say_json({"questions": []})]
    pairs = shelf.library.pairs.ids()[:1]
    finish(jobs.run(shelf, jobs.start(shelf, JobKind.QUESTIONS, PLAN, pairs=pairs)))
    schemas = Schemas(PUBLISHED)
    assert len(model.bodies) == 3
    for body in model.bodies:
        schemas.check("CreateChatCompletionRequest", body)
        assert body["response_format"]["json_schema"]["strict"] is True


@pytest.mark.parametrize("kind", JobKind)
def test_a_strict_schema_names_every_property_and_allows_no_other(kind: JobKind) -> None:
    def check(schema: object) -> None:
        if not isinstance(schema, dict):
            return
        if schema.get("type") == "object":
            assert schema["required"] == list(schema["properties"])
            assert schema["additionalProperties"] is False
        for value in schema.values():
            check(value)

    check(SCHEMAS[kind])


def test_guidelines_kinds_and_passage_are_in_the_request(shelf: Session) -> None:
    prompts.write_guidelines(shelf, "Calm voice, no slogans.")
    caller = Caller(shelf, JobKind.CONDENSE, Plan("desk", MODEL, 2, (SuggestionKind.NEGATIVE,)))
    passage = draft.find_unasked(shelf)[1]
    call = caller.write(caller.find_subject(Request(7, passage=passage)), 7)
    system, user = (str(turn["content"]) for turn in call.messages)
    assert "Calm voice, no slogans." in system and "negative" in system and "2 candidate" in system
    assert shelf.library.passages.get(passage).text.strip() in user
    assert (call.position, call.most_out) == (7, 200 + 2 * 500 + 260) and call.tokens_in > 300


def test_a_library_of_japanese_is_asked_in_japanese(session: Session) -> None:
    text = prompts.read_prompt(session, JobKind.QUESTIONS, "ja")
    assert "質問" in text and prompts.read_prompt(session, JobKind.QUESTIONS, "fr") != text

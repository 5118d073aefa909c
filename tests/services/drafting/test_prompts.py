"""A prompt is filled, checked before it is kept, and never without guidelines and examples."""

from __future__ import annotations

import pytest

from studio.domain.errors import CuratorError
from studio.domain.model_job import JobKind
from studio.domain.pair import Pair
from studio.domain.suggestion import SuggestionKind
from studio.services.drafting import prompts
from studio.services.drafting.plan import KIND_LABELS
from studio.services.drafting.requests import SCHEMAS
from studio.services.session import Session

PAIR = Pair(1, "How do I save?", "Put a tenth aside first.")


def fill(text: str, language: str = "en", **parts: object) -> str:
    values: dict[str, object] = {
        "kind": JobKind.CONDENSE,
        "language": language,
        "candidates": 3,
        "kinds": (SuggestionKind.WHY, SuggestionKind.NEGATIVE),
        "guidelines": "Never promise success.",
        "examples": [PAIR],
        **parts,
    }
    return prompts.fill_prompt(text, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", JobKind)
@pytest.mark.parametrize("language", ["en", "ja", "de", ""])
def test_the_shipped_prompts_are_filled_whole(kind: JobKind, language: str) -> None:
    text = fill(prompts.read_shipped(kind, language), language, kind=kind)
    for piece in ("Never promise success.", "Put a tenth aside", '"why"', '"evidence"'):
        assert piece.replace('"why"', "why") in text
    assert not [name for name in prompts.PLACEHOLDERS if f"{{{name}}}" in text]
    assert "\n\n\n" not in text
    assert ("あなたは" in text) == (language == "ja")


def test_what_a_prompt_leaves_out_stands_below_it() -> None:
    text = fill("Write {n} pairs.")
    assert text.startswith("Write 3 pairs.")
    assert text.index("Never promise") < text.index("How do I save?") < text.index('{"nothing')


def test_what_is_empty_leaves_no_heading() -> None:
    text = fill("Write.", guidelines="", examples=[], kinds=())
    assert "guidelines" not in text and "accepted" not in text and "\n\n\n" not in text


def test_every_kind_is_told_in_every_language_and_stands_in_the_schema() -> None:
    for parts in prompts._parts().values():
        assert set(parts["kinds"]) == set(KIND_LABELS)
    assert set(SCHEMAS) == set(JobKind)


def test_a_library_has_a_prompt_of_its_own_and_goes_back(session: Session) -> None:
    assert "nothing to learn" in prompts.read_prompt(session, JobKind.CONDENSE, "en")
    prompts.write_prompt(session, JobKind.CONDENSE, "  Only {n} pairs in {language}.  ")
    assert prompts.read_prompt(session, JobKind.CONDENSE, "ja") == "Only {n} pairs in {language}."
    assert prompts.has_own_prompt(session, JobKind.CONDENSE)
    session.library.journal.undo()
    assert not prompts.has_own_prompt(session, JobKind.CONDENSE)
    prompts.write_prompt(session, JobKind.CONDENSE, "x")
    prompts.write_prompt(session, JobKind.CONDENSE, prompts.read_shipped(JobKind.CONDENSE, "ja"))
    assert not prompts.has_own_prompt(session, JobKind.CONDENSE)


def test_a_placeholder_that_nobody_fills_is_said_and_other_braces_stay(session: Session) -> None:
    with pytest.raises(CuratorError, match=r"\{autor\}.*\{language\}"):
        prompts.write_prompt(session, JobKind.CONDENSE, "By {autor}.")
    assert 'Say { "a": 1 }.' in fill('Say { "a": 1 }.')
    with pytest.raises(CuratorError, match="characters"):
        prompts.write_guidelines(session, "x" * 20_001)


def test_guidelines_are_kept_and_can_be_taken_back(session: Session) -> None:
    prompts.write_guidelines(session, "# Voice\nCalm.")
    assert prompts.read_guidelines(session) == "# Voice\nCalm."
    assert not prompts.write_guidelines(session, "# Voice\nCalm.").changes
    session.library.journal.undo()
    assert prompts.read_guidelines(session) == ""

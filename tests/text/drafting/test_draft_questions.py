"""Draft questions: in the answer's language, of several kinds, of what a person would ask about."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from studio.text.drafting.draft_questions import DraftQuestion, draft_question
from studio.text.languages import LANGUAGES

ENGLISH = "Patience must be practised every day, because no purpose is reached at once."
JAPANESE = "学問をする人は、志を高く持たなければなりません。"


def ask_often(answer: str, language: str = "en", times: int = 400) -> Counter[str]:
    questions = [draft_question(answer, language=language, seed=n) for n in range(times)]
    return Counter(question.prompt for question in questions if question)


@pytest.mark.parametrize(("answer", "language"), [(ENGLISH, "en"), (JAPANESE, "ja")])
def test_no_form_is_asked_again_and_again(answer: str, language: str) -> None:
    asked = ask_often(answer, language)
    assert len(asked) >= 4
    assert max(asked.values()) < 400 * 0.35


def test_a_question_names_what_the_answer_is_about() -> None:
    assert all("patience" in prompt for prompt in ask_often(ENGLISH))
    # It says of those who study that they must aim high.
    assert all("学問" in prompt or "目標" in prompt for prompt in ask_often(JAPANESE, "ja"))


def test_what_an_answer_does_not_say_is_not_asked() -> None:
    told = "Patience is a quiet kind of strength, and it belongs to people of every age."
    asked = ask_often(told)
    assert not any(prompt.startswith(("How can I learn", "Why does")) for prompt in asked)
    assert any(prompt.startswith("What does patience really mean") for prompt in asked)


@pytest.mark.parametrize(
    ("answer", "prompt"),
    [
        ("A man can only rise by lifting up his thoughts.", ""),
        (
            "A man can only rise above himself by lifting up his thoughts.",
            "How can I rise above myself?",
        ),
        (
            "Every man should learn some useful trade, whatever he owns.",
            "Should I learn some useful trade?",
        ),
        (
            "It is better to wear out than to rust away.",
            "Is it better to wear out or to rust away?",
        ),
        (
            "Never speak ill of your neighbours, even in jest.",
            "Is it ever right to speak ill of my neighbours?",
        ),
        ("We must work hard for it, because nothing is given.", "Why should I work hard for it?"),
    ],
)
def test_an_answers_own_clause_becomes_a_question(answer: str, prompt: str) -> None:
    asked = ask_often(answer)
    assert prompt in asked if prompt and " it?" not in prompt else prompt not in asked


def test_odd_words_and_names_are_never_asked_about() -> None:
    for answer in (
        "Thinketh is what the cousin of Heathcoat had.",
        "御殿女中と十六貫目と力士である。",
    ):
        language = "en" if answer.isascii() else "ja"
        assert draft_question(answer, language=language) is None


def test_the_same_answer_gets_the_same_question() -> None:
    assert draft_question(ENGLISH, language="en") == draft_question(ENGLISH, language="en")


def test_a_language_without_forms_asks_one_bare_question_of_its_own() -> None:
    assert draft_question("La patience est amère.", language="fr") == DraftQuestion(
        "Quel est le point le plus important à retenir ?", "point"
    )
    assert len({row.bare_question for row in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("row", [row for row in LANGUAGES if row.phrasing.topics])
def test_every_form_of_every_topic_reads_as_a_question(row: object) -> None:
    words = row.phrasing  # type: ignore[attr-defined]
    for topic in words.topics:
        forms = words.forms[topic.group]
        assert len({form.kind for form in forms}) == len(forms) >= 4
        for form in forms:
            prompt = form.ask(replace(topic, feeling=topic.feeling or "…"))
            assert prompt.endswith(("?", "ですか。", "でしょうか。", "すか。", "ください。"))
            assert prompt[0].isupper() or not prompt[0].isascii() or not topic.name[0].isupper()


def test_what_was_asked_already_is_asked_otherwise() -> None:
    asked: set[str] = set()
    for _answer in range(8):
        question = draft_question(ENGLISH, language="en", avoid=asked)
        assert question and question.prompt not in asked
        asked.add(question.prompt)


@pytest.mark.parametrize(
    ("answer", "prompts"),
    [
        (
            "Take your time, and set about some work that is free.",
            {"Should I take my time?"},
        ),
        (
            "Practice, wisely and diligently improved, is the great secret of success.",
            {"What is the secret of success?"},
        ),
        (
            "He who yields to pain is wounded, and submits as well.",
            {"What would you say of somebody who yields to pain?"},
        ),
        ("Success depends upon the small deeds of each day.", {"What does success depend on?"}),
        (
            "No man ought ever to become security for any man, be it his father or his brother.",
            {"Should I ever become security for any man?"},
        ),
    ],
)
def test_an_answers_own_clause_becomes_the_question(answer: str, prompts: set[str]) -> None:
    asked = {draft_question(answer, language="en", seed=seed) for seed in range(20)}
    assert prompts & {question.prompt for question in asked if question}


def test_the_verb_of_a_question_agrees_with_its_topic() -> None:
    answer = (
        "Mistakes do harm because we hide them. Mistakes are to be shown, so that we learn of them."
    )
    asked = {draft_question(answer, language="en", seed=seed) for seed in range(60)}
    prompts = {question.prompt for question in asked if question}
    assert "Why do mistakes do so much harm?" in prompts and not any(
        "does mistakes" in p for p in prompts
    )


@pytest.mark.parametrize(
    ("answer", "language", "prompt"),
    [
        (
            "He who loses his temper is beaten before the quarrel begins.",
            "en",
            "How do you see somebody who loses their temper?",
        ),
        (
            "Before a man can achieve anything, he must lift his thoughts above idle pleasure.",
            "en",
            "What must I do before I can achieve anything?",
        ),
        (
            "Excellence in art can only be achieved by dint of painstaking labour.",
            "en",
            "How can excellence in art be achieved?",
        ),
        (
            "We learn wisdom from failure more than from success.",
            "en",
            "What can I learn from failure?",
        ),
        (
            "独立の気力なき者は必ず人に依頼するものである。",
            "ja",
            "独立の気力のない人を、どう思いますか。",
        ),
        # わが is somebody's own only before what is owned.
        ("失敗をこわがる人は、科学者にはなれない。", "ja", "失敗をこわがる人を、どう思いますか。"),
        (
            "学問をするには、分限を知ることが肝要である。",
            "ja",
            "学問をするには、どうすればよいですか。",
        ),
    ],
)
def test_clauses_of_other_kinds_are_asked_by(answer: str, language: str, prompt: str) -> None:
    assert prompt in ask_often(answer, language)


def test_nobody_is_asked_in_an_old_books_words() -> None:
    asked = ask_often("We should come home from far every day, with new experience of life.")
    assert not any("come home" in prompt for prompt in asked)


def test_how_to_come_by_something_is_asked_where_it_is_said() -> None:
    said = ask_often("Courage is gained by doing what one fears, a little every day.")
    assert "How can I learn courage?" in said
    unsaid = ask_often("Courage is a quiet thing, and belongs to people of every age.")
    assert "How can I learn courage?" not in unsaid

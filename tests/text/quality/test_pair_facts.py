"""What is told of one pair: lists and answers to somebody's own question are no book prose."""

from __future__ import annotations

import pytest

from studio.text.quality.pair_facts import examine_pair, find_opening, is_prose

LIST = "These are worth a look, all of them, when one is at leisure for a whole day:\n" + "\n".join(
    f"{n}. Something to look at, number {n} of them, which many people like to see"
    for n in range(9)
)
STEPS = "Step 1: Read the sentence. It is short.\nStep 2: Translate it, word by word. It is German.\n\nSolution: Yes"
PROSE = (
    "He was a man who rose early. It is said that he never slept after the fourth hour of the "
    "morning, and that he wrote before others had their breakfast. What he wrote was"
)


@pytest.mark.parametrize(
    ("answer", "language", "prose"),
    [
        (PROSE, "en", True),
        (LIST, "en", False),
        (STEPS * 2, "en", False),
        (
            "過去によく見られたものは、以下のようなものです。楽しんでください。\n\n- 幽霊\n- 月\n- 少佐",
            "ja",
            False,
        ),
        (
            "彼は朝早く起きる人だった。四時より後に眠ったことはないと言われ、人が朝食をとる前に書いていた。",
            "ja",
            True,
        ),
        ("positive", "en", False),
    ],
)
def test_running_text_is_told_from_lists(answer: str, language: str, prose: bool) -> None:
    assert is_prose(answer, language) is prose


def test_a_list_is_not_unfinished_but_torn_prose_is() -> None:
    assert examine_pair("What is worth a look?", LIST, language="en").codes == ()
    assert examine_pair("Who was he?", PROSE, language="en").codes == ("unfinished",)


def test_past_tense_alone_is_no_tale_where_nobody_knows_the_book() -> None:
    told = "この計画は一九四二年に始まりました。その目的は爆弾を作ることでした。最後に、この計画は成功しました。"
    assert examine_pair("それは何でしたか。", told, language="ja").codes == ()
    assert "tale" in examine_pair("それは何でしたか。", told, told, language="ja").codes
    story = PROSE + " there. 'Go on,' said he. 'I was,' replied she, 'I had no time.'"
    assert "tale" in examine_pair("Who was he?", story, language="en").codes


@pytest.mark.parametrize(
    ("prompt", "language", "opening"),
    [
        ("What do I do first?", "en", "what do i"),
        ("What do I do first?", "ja", "what do i"),  # of a row with a Japanese answer
        ("何から始めればよいですか。", "ja", "何から始めれ"),
        ("何から始めればよいですか。", "en", "何から始めれ"),
    ],
)
def test_a_question_begins_in_its_own_script(prompt: str, language: str, opening: str) -> None:
    assert find_opening(prompt, language) == opening

"""What became of a passage's sentences in its answer, and how one of them is taken in or out."""

import pytest

from studio.text.sentences.boundaries import split_sentences
from studio.text.similarity.sentence_marks import (
    find_new_sentences,
    mark_sentences,
    restore,
    take_in,
    take_out,
)

ENGLISH = (
    "Until thought is linked with purpose there is no intelligent accomplishment. "
    "Aimlessness is a vice, and such drifting must not continue.\n"
    "They who have no central purpose fall an easy prey to petty worries and fears. "
    "A man should conceive of a legitimate purpose in his heart, and set out to accomplish it."
)
JAPANESE = (
    "人は志を立てるとき、とかく大きなことを考えやすい。しかし志の大小は、その人の一日の用い方に表れる。"
    "友人の一人がこのことで悩んでいた。小さなことを毎日続ける者が、ついに大きなことを成すのである。"
)


def fates(passage, answer, language):
    marks = mark_sentences(passage, split_sentences(passage, language), answer, language)
    return marks, "".join({"kept": "+", "rewritten": "~", "dropped": "-"}[m.fate] for m in marks)


@pytest.mark.parametrize(
    ("passage", "answer", "language", "signs"),
    [
        (ENGLISH, "", "en", "----"),
        (ENGLISH, ENGLISH, "en", "++++"),
        (ENGLISH, "AIMLESSNESS is a vice,\nand such drifting must not continue.", "en", "-+--"),
        (
            ENGLISH,
            "Link your thoughts to one purpose. Without a central purpose you are an easy "
            "prey to worries and fears.",
            "en",
            "~-~-",
        ),
        (ENGLISH, "Set a goal. Eat more fish, and sleep well.", "en", "----"),
        (
            JAPANESE,
            "志の大小は一日の用い方に表れます。小さなことを毎日続ける者が、最後に大きなことを"
            "成し遂げます。",
            "ja",
            "-~-~",
        ),
        (JAPANESE, "人は志を立てるとき、とかく大きなことを考えやすい。", "ja", "+---"),
        (JAPANESE, "魚をもっと食べましょう。", "ja", "----"),
    ],
)
def test_a_sentence_is_kept_reworded_or_dropped(passage, answer, language, signs):
    assert fates(passage, answer, language)[1] == signs


@pytest.mark.parametrize(("passage", "language"), [(ENGLISH, "en"), (JAPANESE, "ja")])
def test_taken_in_one_by_one_in_any_order_they_are_the_passage(passage, language):
    plain = " ".join(passage.split())
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)):
        answer = ""
        for number in order:
            marks, _signs = fates(passage, answer, language)
            answer = take_in(passage, marks, number, answer, language)
        assert answer == plain
        for number in order:
            marks, _signs = fates(passage, answer, language)
            answer = take_out(marks, number, answer)
        assert answer == ""


def test_a_sentence_taken_out_leaves_no_gap():
    answer = "First this. Aimlessness is a vice, and such drifting must not continue. Then that."
    marks, signs = fates(ENGLISH, answer, "en")
    assert signs == "-+--"
    assert take_out(marks, 1, answer) == "First this. Then that."


def test_the_books_own_words_stand_where_the_rewording_stood():
    answer = "最初に。志の大小は一日の用い方に表れます。最後に。"
    marks, signs = fates(JAPANESE, answer, "ja")
    assert signs == "-~--"
    words = restore(JAPANESE, marks, 1, answer, "ja")
    assert words == "最初に。しかし志の大小は、その人の一日の用い方に表れる。最後に。"


def test_what_is_no_sentence_of_the_passage_is_told_apart():
    answer = "Aimlessness is a vice, and such drifting must not continue. Eat more fish."
    marks, _signs = fates(ENGLISH, answer, "en")
    new = find_new_sentences(marks, answer, "en")
    assert [answer[span.start : span.end] for span in new] == ["Eat more fish."]


def test_letters_whose_lower_case_is_longer_move_nothing():
    answer = "İİİ. Aimlessness is a vice, and such drifting must not continue."
    marks, _signs = fates(ENGLISH, answer, "en")
    place = marks[1].answer_span
    assert answer[place.start : place.end].startswith("Aimlessness")

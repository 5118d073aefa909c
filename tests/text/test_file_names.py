"""A file's name can be shown in a line, whatever it holds."""

import pytest

from studio.text.file_names import make_printable


@pytest.mark.parametrize("name", ["walden.epub", "学問のすすめ.txt", "全角\u3000空白.txt"])
def test_a_name_that_can_be_shown_stays(name):
    assert make_printable(name) == name


def test_what_would_move_the_line_or_is_no_letter_becomes_a_question_mark():
    assert make_printable("two\nlines\x1b[2J\udce9\u202e") == "two?lines?[2J??"

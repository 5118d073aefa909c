"""A text is known again by its beginning, on one line."""

from studio.text.excerpts import quote


def test_a_short_text_stands_as_it_is_on_one_line() -> None:
    assert quote("How do I\n  begin?") == "How do I begin?"


def test_a_long_one_is_cut_also_where_there_are_no_blanks() -> None:
    assert quote("何から始めればよいのでしょうか" * 5, 12) == "何から始めればよいので…"
    assert quote("one two three", 8) == "one two…"

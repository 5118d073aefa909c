"""Two texts are compared by words, Japanese ones by letters."""

from hypothesis import given
from hypothesis import strategies as st

from studio.text.similarity.word_diff import DiffPiece, diff_words


def test_a_word_is_gone_and_another_new():
    assert diff_words("Take step two today.", "Take step three today.") == (
        DiffPiece("equal", "Take step "),
        DiffPiece("delete", "two"),
        DiffPiece("insert", "three"),
        DiffPiece("equal", " today."),
    )


def test_japanese_is_compared_by_letters():
    assert diff_words("早く起きる", "早く寝きる") == (
        DiffPiece("equal", "早く"),
        DiffPiece("delete", "起"),
        DiffPiece("insert", "寝"),
        DiffPiece("equal", "きる"),
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_join_back_into_both_texts(before, after):
    pieces = diff_words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "insert") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "delete") == after

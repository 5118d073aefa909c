"""Letters of a PDF: radicals in its tables of names become the letters that were meant."""

from studio.ui.experiments.pdf_letters import restore_letters

TABLE = b"1 beginbfchar\n<0001> <%s>\nendbfchar\n"


def make_pdf(code: bytes) -> bytes:
    return b"<2f50> begincmap " + TABLE % code + b"endcmap <2f50>"


def test_a_radical_becomes_the_letter_of_its_shape():
    assert restore_letters(make_pdf(b"2f50")) == make_pdf(b"6bd4")  # 比
    assert restore_letters(make_pdf(b"2012")) == make_pdf(b"2013")


def test_other_letters_and_what_stands_elsewhere_stay():
    for code in (b"6bd4", b"0041", b"3042", b"2e85"):
        assert len(restore_letters(make_pdf(code))) == len(make_pdf(code))
    assert restore_letters(make_pdf(b"3042")) == make_pdf(b"3042")

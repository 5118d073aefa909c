"""The list of questions: marks, numbers and questions in columns, a long question read whole."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from studio.domain.comparison import Verdict
from studio.ui.comparison.question_list import QuestionLine, QuestionList, _draw_columns

LONG = "How should I look at my circumstances when nothing that I do seems to change them?"


def test_a_question_that_is_cut_is_read_in_its_tip(qtbot):
    made = QuestionList()
    qtbot.addWidget(made)
    made.resize(180, 200)
    made.set_questions([QuestionLine(1, LONG, Verdict.FIRST, True)])
    made.show()
    assert LONG in made.item(0).toolTip() and "better than its rival" in made.item(0).toolTip()
    assert made.item(0).text() == f"▲  1  {LONG}", "what a screen reader reads"


def test_questions_begin_in_one_line_whatever_stands_before_them(qtbot):
    made = QuestionList()
    qtbot.addWidget(made)
    starts = {find_start(made, mark, number) for mark in "▲·…✓" for number in ("1", "12")}
    assert len(starts) == 1


def find_start(made, mark, number):
    """Where the question of a line begins: the first column of pixels behind mark and number."""
    image = QImage(240, 24, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    room = QRect(0, 0, 240, 24)
    _draw_columns(painter, room, made.fontMetrics(), (mark, number, "▌", "12"))
    painter.end()
    return room.left()

"""Before rows come in: what the curator has to decide is asked, and what was noticed is shown."""

from __future__ import annotations

import json

import pytest

from studio.ui.books.rows_dialog import RowsDialog


@pytest.fixture
def open_dialog(qtbot, empty_session, tmp_path):
    def open_(rows, name="rows.jsonl"):
        path = tmp_path / name
        if isinstance(rows, bytes):
            path.write_bytes(rows)
        else:
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        dialog = RowsDialog(empty_session, path)
        qtbot.addWidget(dialog)
        settle(qtbot, dialog)
        return dialog

    return open_


def settle(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog.busy())


def choose(qtbot, dialog, box, data):
    row = box.findData(data)
    assert row >= 0
    box.setCurrentIndex(row)
    box.activated.emit(row)
    settle(qtbot, dialog)


def rows(**verdicts):
    (column, values), *_rest = verdicts.items()
    return [{"prompt": f"Q{n}?", "completion": "A.", column: v} for n, v in enumerate(values)]


def test_answers_marked_as_bad_are_shown_and_left_out(open_dialog, qtbot):
    dialog = open_dialog(rows(label=[True, False, True]))
    assert "“label” marks bad answers (true: 2, false: 1)" in dialog.notice.text()
    assert dialog.take.isEnabled() and dialog.table.rowCount() == 2
    assert dialog.choices().good == "label=true"
    choose(qtbot, dialog, dialog.good, "all")
    assert dialog.table.rowCount() == 3
    assert dialog.choices().good == "all"


def test_nothing_comes_in_before_it_is_said_how_good_is_good_enough(open_dialog, qtbot):
    dialog = open_dialog(rows(rating=[1, 2, 3, 4, 5]))
    assert "Choose which are good enough" in dialog.notice.text()
    assert not dialog.take.isEnabled()
    choose(qtbot, dialog, dialog.good, "rating>=4")
    assert dialog.take.isEnabled() and dialog.table.rowCount() == 2
    assert dialog.choices().good == "rating>=4"


def test_a_file_without_verdicts_asks_for_none(open_dialog):
    dialog = open_dialog([{"prompt": "Q?", "completion": "A."}])
    assert dialog.good.isHidden() and not dialog.notice.text()
    assert dialog.choices().good == ""


def test_the_encoding_is_chosen_where_it_can_not_be_told(open_dialog, qtbot):
    dialog = open_dialog("question,answer\nｱｻﾊﾅﾆｦ｡ｽﾙﾉ?,ﾊﾔｸｵｷﾃ､ﾐｽﾞｦﾉﾑ｡\n".encode("cp932"), "kana.csv")
    assert "encoding" in dialog.notice.text() and not dialog.take.isEnabled()
    choose(qtbot, dialog, dialog.encoding, "cp932")
    assert dialog.take.isEnabled()
    assert dialog.table.item(0, 1).text() == "ﾊﾔｸｵｷﾃ､ﾐｽﾞｦﾉﾑ｡"
    assert dialog.choices().encoding == "cp932"


def test_what_will_be_mended_is_said_before_and_may_be_left(open_dialog, qtbot):
    row = {
        "messages": [
            {"role": "user", "content": "Q?"},
            {"role": "assistant", "content": "A.", "refusal": None},
        ]
    }
    dialog = open_dialog([row, row])
    assert "To be fixed in 2 rows: keys without a value" in dialog.said.text()
    dialog.mend.setChecked(False)
    settle(qtbot, dialog)
    assert "mended" not in dialog.said.text() and not dialog.choices().mend

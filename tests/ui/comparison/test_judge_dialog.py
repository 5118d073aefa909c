"""The dialog of a judge: nothing is asked before an endpoint and a model are named."""

from studio.services.session import Session
from studio.ui.comparison.judge_dialog import JudgeDialog


def test_a_judge_needs_a_name(tmp_path, qtbot):
    with Session.open(tmp_path / "mentor.studio", create=True) as session:
        dialog = JudgeDialog(session, 24)
        qtbot.addWidget(dialog)
        dialog.model.model.setCurrentText("")
        assert not dialog.start.isEnabled()
        dialog.model.model.setCurrentText("llama3")
        assert dialog.start.isEnabled() and dialog.model.model_name() == "llama3"
        dialog.close()

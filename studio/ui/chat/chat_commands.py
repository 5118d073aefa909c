"""What can be done on the page of talks: begin anew, stop, keep an answer, know who is who."""

from __future__ import annotations

from studio.i18n import N_
from studio.ui.commands import ACTIONS, WORK, Command

COMMANDS = (
    Command(
        "new-talk",
        N_("New chat"),
        "Ctrl+F4",
        ACTIONS,
        "begin",
        enabled="has_turns",
        local=True,
    ),
    Command(
        "stop-answers",
        N_("Stop the answers"),
        "Ctrl+P",
        ACTIONS,
        "stop_answers",
        enabled="can_stop",
        local=True,
    ),
    Command(
        "keep-answer",
        N_("Keep the newest answer…"),
        "Ctrl+J",
        ACTIONS,
        "keep_answer",
        enabled="can_keep",
        local=True,
    ),
    Command(
        "show-names",
        N_("Show the names"),
        "Ctrl+Shift+J",
        ACTIONS,
        "show_names",
        enabled="can_show_names",
        local=True,
    ),
    Command(
        "save-model",
        N_("Save model…"),
        "Ctrl+F3",
        ACTIONS,
        "save_model",
        WORK + 10,
        enabled="can_save",
    ),
    Command(
        "show-models",
        N_("Models on this computer…"),
        "Ctrl+Shift+Q",
        ACTIONS,
        "show_models",
        WORK + 10,
    ),
)
"""To add one: a row here, and the method of ``ChatPage`` that it names."""

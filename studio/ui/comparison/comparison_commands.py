"""What can be done on the page of comparisons: begin one, let a model judge, vote,
better what is bad."""

from __future__ import annotations

from studio.i18n import N_
from studio.ui.commands import ACTIONS, BETTER, VOTE, WORK, Command

COMMANDS = (
    Command(
        "new-comparison",
        N_("New comparison…"),
        "Ctrl+Shift+X",
        ACTIONS,
        "begin",
        WORK,
        enabled="can_begin",
    ),
    Command(
        "question-sets",
        N_("Question sets…"),
        "Ctrl+F6",
        ACTIONS,
        "open_questions",
        WORK,
        words=N_("questions, test set, evaluation, held out, leaks"),
    ),
    Command(
        "judge-answers",
        N_("Let a model judge…"),
        "Ctrl+Shift+0",
        ACTIONS,
        "ask_judge",
        WORK,
        enabled="can_judge",
    ),
    Command(
        "save-answers",
        N_("Save the answers as a table…"),
        "Ctrl+F5",
        ACTIONS,
        "ask_table",
        WORK,
        enabled="can_show_all",
        words=N_("export, CSV, spreadsheet, results"),
    ),
    *(
        Command(f"vote-{side}", text, key, ACTIONS, "vote", VOTE, (side,), local=True)
        for key, side, text in (
            ("1", "left", N_("Answer 1 is better")),
            ("2", "right", N_("Answer 2 is better")),
            ("0", "tie", N_("Both are good")),
            ("9", "neither", N_("Both are bad")),
        )
    ),
    Command(
        "next-question",
        N_("Next question"),
        "Space",
        ACTIONS,
        "next_question",
        VOTE,
        local=True,
    ),
    Command(
        "show-passage",
        N_("The passage"),
        "P",
        ACTIONS,
        "show_passage",
        VOTE,
        enabled="has_passage",
        local=True,
    ),
    Command(
        "close-votes",
        N_("Close the votes"),
        "C",
        ACTIONS,
        "close_votes",
        VOTE,
        enabled="can_close",
        local=True,
    ),
    Command(
        "show-contestants",
        N_("All contestants"),
        "A",
        ACTIONS,
        "show_all_contestants",
        VOTE,
        enabled="can_show_all",
        local=True,
    ),
    Command(
        "talk-to-both",
        N_("Talk to both"),
        "T",
        ACTIONS,
        "talk_to_both",
        BETTER,
        enabled="can_show_all",
        local=True,
    ),
    Command(
        "ask-why",
        N_("Why this answer?"),
        "W",
        ACTIONS,
        "ask_why",
        BETTER,
        enabled="can_ask_why",
        local=True,
    ),
    Command(
        "write-anew",
        N_("Rewrite the answer…"),
        "B",
        ACTIONS,
        "write_anew",
        BETTER,
        enabled="can_write_anew",
        local=True,
    ),
)
"""To add one: a row here, and the method of ``ComparisonPage`` that it names."""

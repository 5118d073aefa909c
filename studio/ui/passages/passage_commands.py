"""What one can do on the Passages page: its commands with their keys."""

from __future__ import annotations

from studio.i18n import N_
from studio.ui.commands import ACTIONS, LIBRARY, MAKE, Command

COMMANDS = (
    Command(
        "draft-pairs",
        N_("Draft pairs from new passages"),
        "Ctrl+Shift+D",
        LIBRARY,
        "draft",
        MAKE,
    ),
    Command(
        "draft-with-model",
        N_("Draft with a model…"),
        "Ctrl+F2",
        LIBRARY,
        "order_drafts",
        MAKE,
        words=N_("condense, candidates, questions, batch, prompt, guidelines"),
    ),
    Command(
        "model-jobs",
        N_("Requests to models…"),
        "Ctrl+Shift+F3",
        LIBRARY,
        "open_jobs",
        MAKE,
        words=N_("batch, failures, ask again, continue"),
    ),
    Command(
        "write-pair", N_("Write a pair from this passage"), "F2", ACTIONS, "write_pair", local=True
    ),
    Command("join", N_("Join the selected passages"), "Ctrl+J", ACTIONS, "merge", local=True),
    Command(
        "split",
        N_("Split the passage at the cursor"),
        "Ctrl+Shift+J",
        ACTIONS,
        "cut",
        local=True,
    ),
    Command(
        "redraw",
        N_("Set the passage to the selected text"),
        "Ctrl+Shift+M",
        ACTIONS,
        "redraw",
        local=True,
    ),
    Command(
        "keep-change",
        N_("Keep or clean the change at the cursor"),
        "Return",
        "",
        "",
        local=True,
    ),
    Command(
        "show-pairs",
        N_("Show the pairs of the selected passages"),
        "Ctrl+P",
        ACTIONS,
        "show_pairs",
        local=True,
    ),
)
"""To add one: a row here, and the method of the page it names."""

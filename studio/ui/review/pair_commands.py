"""What the desk can do with the pair in view."""

from __future__ import annotations

from studio.i18n import N_
from studio.ui.commands import DECIDE, LOOK, MARK, MOVE, PAIR, Command


def _on_pair(name: str, text: str, key: str, method: str, group: int, *arguments: str) -> Command:
    """A command that needs a pair, and works while the desk has the keyboard."""
    return Command(name, text, key, PAIR, method, group, arguments, enabled="has_pair", local=True)


SUGGESTIONS = (
    N_("Suggestion 1: show it; again to use it"),
    N_("Suggestion 2: show it; again to use it"),
    N_("Suggestion 3: show it; again to use it"),
    N_("Suggestion 4: show it; again to use it"),
    N_("Suggestion 5: show it; again to use it"),
    N_("Suggestion 6: show it; again to use it"),
    N_("Suggestion 7: show it; again to use it"),
    N_("Suggestion 8: show it; again to use it"),
    N_("Suggestion 9: show it; again to use it"),
)
PAIR_COMMANDS = (
    _on_pair("accept", N_("Accept and next"), "Ctrl+Return", "accept", DECIDE),
    _on_pair("reject", N_("Reject"), "Ctrl+R", "reject", DECIDE),
    _on_pair("reject-why", N_("Reject with a reason…"), "Ctrl+Shift+K", "ask_reason", DECIDE),
    _on_pair("reopen", N_("Back to draft"), "Ctrl+L", "reopen", DECIDE),
    _on_pair("tag", N_("Add a tag"), "Ctrl+G", "add_tag", MARK),
    _on_pair("flag", N_("Flag, or remove the flag"), "Ctrl+I", "mark", MARK, "flag"),
    Command(
        "hold-back",
        N_("Hold back from training, or let in again"),
        "Ctrl+F7",
        PAIR,
        "mark",
        MARK,
        ("hold-back",),
        enabled="has_pair",
        local=True,
        words=N_("suspend, exclude, keep out, leave out"),
    ),
    _on_pair("write-another", N_("Write another pair from this passage"), "F2", "write_pair", MARK),
    _on_pair("later", N_("Later"), "Ctrl+]", "later", MOVE),
    _on_pair("previous", N_("Previous"), "Ctrl+[", "previous", MOVE),
    _on_pair(
        "sentences",
        N_("Go through the passage's sentences"),
        "Ctrl+Shift+P",
        "go_to_sentences",
        LOOK,
    ),
    _on_pair(
        "model-row",
        N_("Show the row as the model will see it"),
        "Ctrl+T",
        "show_view",
        LOOK,
        "model",
    ),
    _on_pair(
        "conversation",
        N_("Show the whole conversation"),
        "Ctrl+Shift+M",
        "show_view",
        LOOK,
        "conversation",
    ),
    _on_pair(
        "guidelines",
        N_("Show the guidelines"),
        "Ctrl+Shift+G",
        "show_view",
        LOOK,
        "guidelines",
    ),
    _on_pair(
        "pair-history", N_("History of this pair…"), "Ctrl+Shift+I", "open_pair_history", LOOK
    ),
    _on_pair("suggest", N_("Ask a model for suggestions…"), "Ctrl+Shift+C", "suggest", MARK),
    Command(
        "similar",
        N_("Show pairs like this one"),
        "F3",
        PAIR,
        "show_similar",
        LOOK,
        enabled="has_pair",
        local=True,
        words=N_("similar, alike, duplicates, near copies, more like this"),
    ),
    _on_pair("open-passage", N_("Show the passage in its book"), "Ctrl+B", "open_passage", LOOK),
    *(
        Command(
            f"suggestion-{number}",
            text,
            f"Ctrl+Shift+{number}",
            "",
            "open_suggestion",
            arguments=(str(number),),
            enabled="has_pair",
            local=True,
        )
        for number, text in enumerate(SUGGESTIONS, 1)
    ),
    *(
        Command(
            f"suggestion-{name}",
            text,
            key,
            "",
            "open_suggestion",
            arguments=(name,),
            enabled="has_pair",
            local=True,
        )
        for name, text, key in (
            ("next", N_("Next suggestion"), "F4"),
            ("previous", N_("Previous suggestion"), "Shift+F4"),
        )
    ),
)
"""To add one: a row here, and the method of ``ReviewPage`` it names."""

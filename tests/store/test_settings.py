"""What is set in a library travels with its file."""

from __future__ import annotations

from studio.store.library import Library


def test_a_setting_is_kept_and_undone(library: Library) -> None:
    assert library.settings.get("system_message") == ""
    assert library.settings.get("rules", "*") == "*"
    for text in ("Be brief.", "Be kind."):
        with library.journal.edit("Set"):
            library.settings.set("system_message", text)
    path = library.path
    with library.on_thread() as other:
        assert other.settings.get("system_message") == "Be kind." and other.path == path
    library.journal.undo()
    assert library.settings.get("system_message") == "Be brief."

"""What the window can do, a row each: menus, keys, palette, key sheet and key settings are made
from these tables.

The window's own commands stand here; what belongs to a page, the page declares (``Page.commands``).
"""

from __future__ import annotations

from dataclasses import dataclass

from studio.i18n import N_, _, join_title

LIBRARY, EDIT, PAIR, ACTIONS, VIEW, GO, HELP = (
    N_("&Library"),
    N_("&Edit"),
    N_("&Pair"),
    N_("&Actions"),
    N_("&View"),
    N_("&Go"),
    N_("&Help"),
)
MENUS = (LIBRARY, EDIT, PAIR, ACTIONS, VIEW, GO, HELP)
"""The menus in their order."""

OPEN, MAKE, ASK, SET_UP, LEAVE = 0, 10, 20, 80, 90
"""Groups of the Library menu: a line stands between two groups."""
STEPS, CLIPBOARD, FIND = 0, 10, 20
"""Groups of the Edit menu."""
DECIDE, MARK, MOVE, LOOK = 0, 10, 20, 30
"""Groups of the Pair menu."""
WORK, VOTE, BETTER = 0, 10, 20
"""Groups of the Actions menu."""
LAYOUT, APPEARANCE, LISTS = 0, 10, 20
"""Groups of the View menu."""


@dataclass(frozen=True)
class Command:
    """One thing the window can do.

    ``Command("accept", N_("Accept and next"), "Ctrl+Return", PAIR, "accept", group=DECIDE,
    enabled="has_pair", local=True)``
    """

    name: str
    """Of its own in the whole program: settings keep a changed key under it."""
    text: str
    """Marked with ``N_``; "…" at its end says that something is asked first."""
    key: str
    """As Qt writes keys on every system ("Ctrl+Shift+K"; Ctrl is Command on a Mac). Where one
    writes, the person's hands know other keys already: ``keys.TEXT_KEYS`` are taken."""
    menu: str
    """One of ``MENUS``; "" for what only has a key, as the votes of a comparison."""
    method: str
    """Of the window, or of the page that declares the command. "": a widget of the page listens to
    the key itself, and the row stands on the key sheet alone."""
    group: int = 0
    """Menus are sorted by it, with a line between two groups."""
    arguments: tuple[str, ...] = ()
    """Given to the method."""
    enabled: str = ""
    """A method of the same object that says whether it can be done now; "": always."""
    checked: str = ""
    """A method that says whether it is on, given the same arguments."""
    under: str = ""
    """The submenu it stands in, marked with ``N_``."""
    local: bool = False
    """It is done to what is in view: menu and key work while its page is. Other commands of a page
    go to the page first."""
    also: str = ""
    """A second key that does the same on every system."""
    edits: bool = False
    """It does what its key does in every text field, as Copy and Undo."""
    words: str = ""
    """Other words to find it by in the palette, marked with ``N_``."""

    def title(self) -> str:
        """What it is called where no menu stands around it, in the language of now."""
        text = _(self.text).rstrip("…")
        return join_title(_(self.under), text) if self.under else text


COMMANDS = (
    Command("new-library", N_("New library…"), "Ctrl+N", LIBRARY, "new_library"),
    Command("open-library", N_("Open library…"), "Ctrl+Shift+O", LIBRARY, "open_library"),
    Command("sample", N_("Open the sample library"), "Ctrl+Shift+L", LIBRARY, "open_sample"),
    Command(
        "explain",
        N_("Explain a dataset that failed…"),
        "Ctrl+Shift+Y",
        LIBRARY,
        "explain",
        group=ASK,
    ),
    Command("settings", N_("Settings…"), "Ctrl+,", LIBRARY, "open_settings", group=SET_UP),
    Command("quit", N_("Quit"), "Ctrl+Q", LIBRARY, "close", group=LEAVE),
    Command("undo", N_("Undo"), "Ctrl+Z", EDIT, "undo", edits=True),
    Command("redo", N_("Redo"), "Ctrl+Shift+Z", EDIT, "redo", also="Ctrl+Y", edits=True),
    Command(
        "history",
        N_("History…"),
        "Ctrl+Shift+S",
        EDIT,
        "open_history",
        words=N_("steps, go back, undo many"),
    ),
    Command(
        "trash",
        N_("Trash…"),
        "Ctrl+Shift+R",
        EDIT,
        "open_trash",
        words=N_("removed, deleted, bring back, restore"),
    ),
    Command("search", N_("Search"), "Ctrl+F", EDIT, "search", group=FIND),
    Command(
        "theme-system",
        N_("As the system"),
        "Ctrl+Shift+F5",
        VIEW,
        "choose_theme",
        APPEARANCE,
        ("system",),
        checked="has_theme",
        under=N_("Appearance"),
        words=N_("theme, colours, appearance of the system"),
    ),
    Command(
        "theme-light",
        N_("Light"),
        "Ctrl+Shift+F6",
        VIEW,
        "choose_theme",
        APPEARANCE,
        ("light",),
        checked="has_theme",
        under=N_("Appearance"),
        words=N_("theme, colours, light appearance"),
    ),
    Command(
        "theme-dark",
        N_("Dark"),
        "Ctrl+Shift+F7",
        VIEW,
        "choose_theme",
        APPEARANCE,
        ("dark",),
        checked="has_theme",
        under=N_("Appearance"),
        words=N_("theme, colours, dark appearance, night"),
    ),
    Command(
        "theme-contrast",
        N_("High contrast"),
        "Ctrl+Shift+F8",
        VIEW,
        "choose_theme",
        APPEARANCE,
        ("high-contrast",),
        checked="has_theme",
        under=N_("Appearance"),
        words=N_("theme, colours, high contrast"),
    ),
    Command("jobs", N_("Jobs"), "Ctrl+Shift+B", VIEW, "open_jobs", LISTS),
    Command("palette", N_("All commands…"), "Ctrl+K", HELP, "open_palette"),
    Command("guide", N_("Guide"), "Ctrl+F1", HELP, "show_guide", words=N_("help, manual, how to")),
    Command("keys", N_("Keys"), "F1", HELP, "show_keys"),
    Command("about", N_("About Passage Studio"), "Shift+F1", HELP, "show_about", group=10),
)
"""The window's own commands. To add one: a row here, and the method of ``MainWindow`` it names."""

TEXT_COMMANDS = (
    Command("cut", N_("Cut"), "Ctrl+X", EDIT, "cut", CLIPBOARD, enabled="can_cut", edits=True),
    Command("copy", N_("Copy"), "Ctrl+C", EDIT, "copy", CLIPBOARD, enabled="can_copy", edits=True),
    Command(
        "paste", N_("Paste"), "Ctrl+V", EDIT, "paste", CLIPBOARD, enabled="can_write", edits=True
    ),
    Command(
        "select-all",
        N_("Select all"),
        "Ctrl+A",
        EDIT,
        "select_all",
        CLIPBOARD,
        enabled="can_select",
        edits=True,
    ),
)
"""What is done where the keyboard is. To add one: a row here, and the function of ``clipboard`` it
names."""

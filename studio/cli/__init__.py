"""The command line: the same work without a window, for scripts, servers and measuring.

``COMMANDS`` is the table; names and JSON keys are what other programs rely on. Exit 0: done;
1: done and the answer is no; 2: could not be done, with one line that says why.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from studio import __version__
from studio.cli import arguments as kinds
from studio.cli.commands import COMMANDS, Command
from studio.cli.output import print_json, print_table, say
from studio.cli.parser import Parser
from studio.domain.errors import StudioError
from studio.i18n import _, use_language
from studio.services.settings.settings import Settings

__all__ = ["COMMANDS", "main", "parser"]


def parser(name: str = "") -> Parser:
    """The parser, made from the table; where ``name`` is a command's, of that command alone."""
    top = Parser(
        prog="studio",
        description=_("Turns books into a fine-tuned model that is better than its base."),
        epilog=_("`studio` alone, or `studio LIBRARY`, opens the window."),
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"Passage Studio {__version__}",
        help=_("show the version"),
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    alone = [row for row in COMMANDS if row.name == name]
    top.command = name if alone else ""
    for command in alone or COMMANDS:
        sub = commands.add_parser(
            command.name,
            help=_(command.help),
            description=_(command.help),
            epilog=_("Example: studio {example}").format(example=command.example),
        )
        _add_arguments(sub, command)
    return top


def _add_arguments(parser: Parser, command: Command) -> None:
    if command.library:
        parser.add_argument(
            "library", type=kinds.path, metavar="LIB", help=_("the library, NAME.studio")
        )
    command.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help=_("one JSON value and nothing else"))
    parser.explain_all()
    # Not "run": the command of that name has an argument called so.
    parser.set_defaults(handler=command.run)


def _has_display() -> bool:
    """Whether a window can open; where none can, Qt would end the process with words of its own."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(map(os.environ.get, names))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; without one, open the window."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if (not words or words[0].endswith(".studio")) and _has_display():
        # What is loaded now lasts as long as the program. To look through it for garbage takes a
        # tenth of the time of loading it, and each later search would stop the window for longer.
        gc.disable()
        from studio.app import main as open_window  # Qt is loaded only where a window is wanted

        gc.freeze()
        gc.enable()
        return open_window(words)
    use_language(str(Settings().get("language")))
    if not words or words[0].endswith(".studio"):
        say(
            _(
                "studio: There is no display here, so the window can't open. Use the commands: "
                "`studio --help` lists them."
            )
        )
        return 2
    try:
        args = parser(words[0]).parse_args(words)
        value, status = args.handler(args)
        (print_json if args.json else print_table)(value)
    except StudioError as error:
        say(f"studio: {error}")
        return 2
    except KeyboardInterrupt:
        say(_("studio: stopped; what was finished is kept."))
        return 2
    except BrokenPipeError:
        # Who read has read enough, as `head` does; nothing more may be written at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return int(status)

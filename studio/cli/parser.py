"""The reader of the command line: it speaks the curator's language and refuses in one line."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from studio.domain.errors import CuratorError
from studio.i18n import N_, _, join_list
from studio.text.file_names import make_printable

HEADINGS = {
    "positional arguments": N_("arguments"),
    "options": N_("options"),
}
"""What argparse calls the parts of a help text, and what the catalogue calls them.

To add one: argparse's heading as it stands in its source, and ours."""

REFUSALS = (
    (r"argument COMMAND: invalid choice: '(?P<word>.*?)' ", N_("there is no command “{word}”")),
    (r"the following arguments are required: (?P<names>.*)", N_("{names} is missing")),
    (r"unrecognized arguments: (?P<words>.*)", N_("this is not understood here: {words}")),
    (r"one of the arguments (?P<names>.*) is required", N_("write one of {names}")),
    (
        r"argument (?P<one>\S+): not allowed with argument (?P<other>\S+)",
        N_("{one} and {other} exclude each other"),
    ),
    (
        r"argument (?P<name>\S+): invalid choice: '(?P<word>.*)' \(choose from (?P<choices>.*)\)",
        N_("{name} can't be “{word}”; choose one of {choices}"),
    ),
    (r"argument (?P<name>\S+): expected .*argument.*", N_("{name} needs a value")),
    (r"argument (?P<name>\S+): ignored explicit argument .*", N_("{name} takes no value")),
    (
        r"ambiguous option: (?P<word>\S+) could match (?P<names>.*)",
        N_("{word} may mean {names}; write it out"),
    ),
    (r"argument (?P<name>[^:]+): (?P<why>.*)", N_("{name}: {why}")),
)
"""The sentences in which argparse refuses, and ours; the first that fits is said.

To add one: a pattern of argparse's sentence with a name for each part, and a sentence with the same
names."""


EXPLANATIONS = {
    "files": N_("the files or folders to read"),
    "file": N_("the file to read"),
    "folder": N_("the folder to write to"),
    "--out": N_("the folder to write to"),
    "run": N_("the number of the run"),
    "comparison": N_("the number of the comparison"),
    "old": N_("the number of the older version"),
    "new": N_("the number of the newer version"),
    "--version": N_("the number of the dataset version"),
    "--book": N_("the number of the book"),
    "--restore-book": N_("restore this book, with its passages and pairs"),
    "--pair": N_("the number of the pair"),
    "endpoint": N_("the name of the endpoint; `studio endpoints` lists them"),
    "--endpoint": N_("the name of the endpoint; `studio endpoints` lists them"),
    "--judge-endpoint": N_("the endpoint of the model that judges"),
    "model": N_("the name of the model; `studio models` lists them"),
    "--model": N_("the name of the model; `studio models` lists them"),
    "action": N_("what to do with the model"),
    "--title": N_("the title of the book"),
    "--author": N_("the author of the book"),
    "--rights": N_("by what right the book is used"),
    "--status": N_("only those with this status"),
    "--search": N_("words to search for"),
    "--limit": N_("at most so many"),
    "--format": N_("the format of the file"),
    "--dry-run": N_("show what would change, and change nothing"),
    "--ruby": N_("keep readings in brackets"),
    "--method": N_("by the program itself (extractive), or by a model"),
    "--accept": N_("accept them"),
    "--reject": N_("reject them"),
    "--flag": N_("flag them"),
    "--unflag": N_("remove their flags"),
    "--tag": N_("the name of a tag"),
    "--untag": N_("remove this tag"),
    "--with": N_("the text to put in its place"),
    "--in": N_("look in the questions, the answers, or both"),
    "--profile": N_("sft: conversations; dpo: preference rows"),
    "--name": N_("a name for it"),
    "--order": N_("the order of the rows"),
    "--seed": N_("the random seed: the same number gives the same result"),
    "--epochs": N_("how often the training goes through the data"),
    "--learning-rate-multiplier": N_("a multiple of the usual learning rate"),
    "--batch-size": N_("how many rows are learned in one step"),
    "--suffix": N_("a word for the name of the tuned model"),
    "--trains": N_("whether one can train there"),
    "--contestant": N_("the model that is voted on"),
    "--books": N_("books to use in place of the samples"),
    "--questions": N_("how many questions are asked"),
}
"""What an option or argument means wherever a command says nothing of its own about it.

To add one: its name, and what it is for."""


class Parser(argparse.ArgumentParser):
    """A parser that refuses in one line, as every command does.

    ``command``: the only one it reads, whose help says more of what it does not understand.
    """

    command = ""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=HelpText, add_help=False, **settings)
        self.add_argument("-h", "--help", action="help", help=_("show this help"))

    def explain_all(self) -> None:
        """Give each argument that has no help text the usual one."""
        for action in self._actions:
            name = (action.option_strings or [action.dest])[0]
            if action.help is None and name in EXPLANATIONS:
                action.help = _(EXPLANATIONS[name])

    def error(self, message: str) -> NoReturn:
        # argparse would print the whole usage before its line, and end the process itself.
        reason = make_printable(_translate(message))[:400].rstrip(".。")
        command = f"{self.prog} {self.command}".strip()
        raise CuratorError(
            _("{reason}. `{command} --help` says more.").format(reason=reason, command=command)
        )


def _translate(message: str) -> str:
    for pattern, sentence in REFUSALS:
        if found := re.match(pattern, message, re.DOTALL):
            parts = found.groupdict()
            if "choices" in parts:
                # Enums are listed as Python writes them; the words are what stands in quotes.
                parts["choices"] = join_list(re.findall("'([^']*)'", parts["choices"]))
            return _(sentence).format(**parts)
    return message


class HelpText(argparse.HelpFormatter):
    """argparse's help text under headings in the language that is spoken."""

    def start_section(self, heading: str | None) -> None:
        """As argparse does, with our word for its heading."""
        super().start_section(_(HEADINGS[heading]) if heading in HEADINGS else heading)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """As argparse does, with our word before it."""
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)

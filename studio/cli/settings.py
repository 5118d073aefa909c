"""Commands about what holds for every library of this computer: settings, budget, places, keys."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from dataclasses import replace

from studio.cli.output import pick_fields
from studio.domain.errors import CuratorError, WorldError
from studio.domain.run import Endpoint
from studio.i18n import _
from studio.services.settings.keys import Kept, KeyRing
from studio.services.settings.options import BY_NAME
from studio.services.settings.settings import SETTINGS, Settings

Outcome = tuple[object, int]
BUDGET = "monthly_budget_usd"
PLACES = ("endpoint", "draft_endpoint")
"""Settings that name an endpoint."""


def manage_settings(args: Namespace) -> Outcome:
    """The settings with their values; first those of ``--set`` are chosen."""
    chosen = Settings()
    for name, value in args.set:
        _choose(chosen, name, value)
    return [
        {
            "name": setting.name,
            "value": chosen.get(setting.name),
            "default": setting.default,
            "about": " ".join(filter(None, (setting.title, setting.help))),
        }
        for setting in SETTINGS
        if setting.visible
    ], 0


def _choose(chosen: Settings, name: str, value: str) -> None:
    setting = BY_NAME.get(name)
    if setting is None or not setting.visible:
        names = ", ".join(setting.name for setting in SETTINGS if setting.visible)
        raise CuratorError(
            _("There is no setting “{name}”. There are: {names}.").format(name=name, names=names)
        )
    if name in PLACES and value:
        chosen.endpoint(value)  # one that does not exist is said here, not at the next training
    # As in the dialog: what is left empty, where it may be, is chosen by the studio.
    chosen.set(name, None if setting.optional and value in ("", "auto") else value)


def manage_budget(args: Namespace) -> Outcome:
    """What may be spent in a calendar month, in US dollars."""
    chosen = Settings()
    if args.usd is not None:
        chosen.set(BUDGET, args.usd)
    # Asked as those who spend ask it: settings that can't be read never look like the usual limit.
    return {"limit": chosen.require(BUDGET)}, 0


def manage_endpoints(args: Namespace) -> Outcome:
    """The endpoints; first one is saved or removed."""
    chosen = Settings()
    if args.save:
        chosen.save_endpoint(_change(chosen, args))
    if args.remove:
        chosen.remove_endpoint(args.remove)
    return [
        pick_fields(endpoint, ("name", "title", "kind", "base_url", "trains", "key_env", "note"))
        for endpoint in chosen.endpoints()
    ], 0


def _change(chosen: Settings, args: Namespace) -> Endpoint:
    """The endpoint that is there by this name with what was said of it, else a new one."""
    names = {endpoint.name: endpoint for endpoint in chosen.endpoints()}
    endpoint = names.get(args.save, Endpoint(args.save, "", title=args.save))
    fields = {
        "base_url": args.url,
        "kind": args.kind,
        "key_env": args.key_variable,
        "default_model": args.model,
        "trains": args.trains,
    }
    settings = {**endpoint.settings, **dict(args.option)}
    changes = {name: value for name, value in fields.items() if value is not None}
    return replace(endpoint, settings=settings, **changes)


def manage_key(args: Namespace) -> Outcome:
    """Keep or forget an endpoint's key, and say where it is; the key itself is never shown."""
    endpoint, ring = Settings().endpoint(args.endpoint), KeyRing()
    if args.forget:
        ring.forget(endpoint)
    elif args.set and ring.set(endpoint, _ask_key(endpoint)) is Kept.SESSION_ONLY:
        # The window would keep it until it is closed; this process ends here.
        raise WorldError(
            _(
                "This computer has no keyring that keeps a key. Set {variable} in the environment "
                "instead."
            ).format(variable=endpoint.key_env or _("the endpoint's variable"))
        )
    place = ring.where(endpoint)
    return {"endpoint": endpoint.name, "kept": place.value if place else None}, 0 if place else 1


def _ask_key(endpoint: Endpoint) -> str:
    """The key, from a terminal without showing it, else the first line of standard input.

    It is no argument: those stand in the shell's history and in the list of processes.
    """
    if sys.stdin.isatty():
        return getpass.getpass(_("Key for {name}: ").format(name=endpoint.name), sys.stderr)
    return sys.stdin.readline()

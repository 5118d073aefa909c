"""Commands about what holds for every library of this computer: settings, budget, places, keys."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from dataclasses import replace
from decimal import Decimal

from studio.cli.no_library import NoLibrary
from studio.cli.output import pick_fields, run_job
from studio.domain.errors import CuratorError, WorldError
from studio.domain.run import Endpoint
from studio.i18n import _, join_list
from studio.services import budget
from studio.services.session import Session
from studio.services.settings.connection_test import check_connection
from studio.services.settings.endpoint_limits import limits_of
from studio.services.settings.endpoints import list_own_settings
from studio.services.settings.keys import Kept, KeyRing
from studio.services.settings.options import BY_NAME
from studio.services.settings.prices import Prices
from studio.services.settings.settings import SETTINGS, Settings

Outcome = tuple[object, int]
BUDGET, RUN_BUDGET = "monthly_budget_usd", "run_budget_usd"
CENT = Decimal("0.01")
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
            "about": _write_about(setting.title, setting.help),
        }
        for setting in SETTINGS
        if setting.visible
    ], 0


def _write_about(title: str, about: str) -> str:
    return _("{title}: {value}").format(title=title, value=about) if about else title


def _choose(chosen: Settings, name: str, value: str) -> None:
    setting = BY_NAME.get(name)
    if setting is None or not setting.visible:
        names = join_list(setting.name for setting in SETTINGS if setting.visible)
        raise CuratorError(
            _("There is no setting “{name}”. There are: {names}.").format(name=name, names=names)
        )
    if name in PLACES and value:
        chosen.endpoint(value)  # one that does not exist is said here, not at the next training
    # As in the dialog: what is left empty, where it may be, is chosen by the studio.
    chosen.set(name, None if setting.optional and value in ("", "auto") else value)


def manage_budget(args: Namespace) -> Outcome:
    """What may be spent in a calendar month, on a training, in a library; in US dollars."""
    chosen = Settings()
    rate = Prices.load().usd_jpy if args.currency == "JPY" else Decimal(1)
    for name, amount in ((BUDGET, args.amount), (RUN_BUDGET, args.run)):
        if amount is not None:
            chosen.set(name, (amount / rate).quantize(CENT))
    # Asked as those who spend ask it: settings that can't be read never look like the usual limit.
    limits = {"limit": chosen.require(BUDGET)}
    if (of_run := chosen.get(RUN_BUDGET)) is not None:
        limits["run"] = of_run
    if args.library is None:
        return limits, 0
    with Session.open(args.library, read_only=args.total is None) as session:
        if args.total is not None:
            budget.set_library_limit(session, (args.total / rate).quantize(CENT))
        return {**limits, "library": budget.read_library_limit(session)}, 0


def manage_endpoints(args: Namespace) -> Outcome:
    """The endpoints; first one is saved or removed."""
    chosen = Settings()
    if args.save:
        chosen.save_endpoint(_change(chosen, args))
    if args.remove:
        chosen.remove_endpoint(args.remove)
    if args.test:
        return _test(args.test)
    return [_describe(endpoint) for endpoint in chosen.endpoints()], 0


def _describe(endpoint: Endpoint) -> dict[str, object]:
    """An endpoint with what is known of it as a place to train."""
    limits = limits_of(endpoint)
    names = ("name", "title", "kind", "base_url", "trains", "key_env", "note")
    limits_row = pick_fields(limits, ("tunes", "status", "fewest_rows", "most_megabytes", "as_of"))
    chosen = [
        {
            "name": setting.name,
            "value": endpoint.settings.get(setting.name, setting.default),
            "default": setting.default,
            **({"choices": list(setting.options)} if setting.options else {}),
            "about": _write_about(_(setting.title), _(setting.note) if setting.note else ""),
        }
        for setting in list_own_settings(endpoint)
    ]
    more = {**limits_row, "settings": chosen} if endpoint.trains else {}
    return {**pick_fields(endpoint, names), **more}


def _test(name: str) -> Outcome:
    """What is found of an endpoint by asking it; nothing is created there, nothing is paid."""
    with NoLibrary() as session:
        connection = run_job(check_connection(session, session.settings.endpoint(name))).value
    return {
        "endpoint": name,
        "works": connection.works,
        "lines": list(connection.lines),
        "models": list(connection.models),
    }, int(not connection.works)


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
    store = ring.where(endpoint)
    return {"endpoint": endpoint.name, "kept": store.value if store else None}, 0 if store else 1


def _ask_key(endpoint: Endpoint) -> str:
    """The key, from a terminal without showing it, else the first line of standard input.

    It is no argument: those stand in the shell's history and in the list of processes.
    """
    if sys.stdin.isatty():
        return getpass.getpass(_("Key for {name}: ").format(name=endpoint.name), sys.stderr)
    return sys.stdin.readline()

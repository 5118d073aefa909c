"""Settings: what a curator has chosen on this computer, for every library. Never a key."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import platformdirs

from studio.atomic_file import write_text
from studio.domain.errors import CuratorError, DiskError
from studio.domain.run import Endpoint
from studio.i18n import _, join_list
from studio.os_errors import explain_os_error
from studio.services.settings.endpoints import (
    check_endpoint,
    list_shipped,
    needs_address,
    read_endpoint,
)
from studio.services.settings.options import BY_NAME, SETTINGS, Setting, ValueKind

__all__ = ["SETTINGS", "Setting", "Settings", "config_folder", "data_folder"]

APPLICATION = "passage-studio"
FILE_NAME = "settings.json"
ENDPOINTS = "endpoints"


def config_folder() -> Path:
    """Where the settings are kept; ``STUDIO_CONFIG_DIR`` says otherwise."""
    chosen = os.environ.get("STUDIO_CONFIG_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_config_dir(APPLICATION, False))


def data_folder() -> Path:
    """Where libraries and the engine's files are kept; ``STUDIO_DATA_DIR`` says otherwise."""
    chosen = os.environ.get("STUDIO_DATA_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir(APPLICATION, False))


class Settings:
    """The chosen values over a JSON file; any thread may ask.

    A file that can't be understood is set aside, not lost: ``warning`` says so in one line, and
    the defaults hold. A single value that can't be used is passed over in the same way. What
    another version of the studio wrote there, and this one does not know, stays.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or config_folder()) / FILE_NAME
        self.warning = ""
        # Jobs on other threads read settings while the dialog writes them.
        self._lock = threading.RLock()
        self._stored: dict[str, Any] = {}
        self._lost = False  # there is a file, and it can't be read
        try:
            self._stored = self._read()
        except DiskError as error:
            self.warning = str(error)
            self._lost = True

    def get(self, name: str) -> Any:
        """The chosen value of a setting of the table, or its default."""
        setting = BY_NAME[name]
        with self._lock:
            if name not in self._stored:
                return setting.default
            stored = self._stored[name]
        try:
            return setting.check(stored)
        except CuratorError as error:
            self.warning = _("{reason} The default is used.").format(reason=error)
            return setting.default

    def require(self, name: str) -> Any:
        """The value of a setting that must not be guessed; CuratorError where none can be read.

        That is a value that can't be used, and a default in place of settings that are lost.
        """
        setting = BY_NAME[name]
        with self._lock:
            if name in self._stored:
                return setting.check(self._stored[name])
            if self._lost or self._aside.exists():
                raise CuratorError(
                    _(
                        "The settings could not be read, so “{setting}” is not known and nothing "
                        "was sent. Set it again in the settings."
                    ).format(setting=setting.title),
                    leads_to="settings",
                )
        return setting.default

    def is_chosen(self, name: str) -> bool:
        """Whether the curator has chosen a value, be it the default."""
        with self._lock:
            return name in self._stored

    def set(self, name: str, value: object) -> None:
        """Choose a value: ``CuratorError`` if it can't be, ``DiskError`` if it can't be kept."""
        setting = BY_NAME[name]
        checked = setting.check(value)
        if setting.kind is ValueKind.ENDPOINT and checked:
            self.endpoint(checked)  # raises for one that there is not
        self._change(name, setting.to_json(checked))

    def endpoints(self) -> list[Endpoint]:
        """Where one can train and ask: those that come with the studio, then the user's own."""
        return list(self._all_endpoints().values())

    def endpoint(self, name: str) -> Endpoint:
        endpoints = self._all_endpoints()
        if name not in endpoints:
            raise CuratorError(
                _("There is no endpoint “{name}”. Known are: {known}.").format(
                    name=name, known=join_list(endpoints)
                )
            )
        return endpoints[name]

    def save_endpoint(self, endpoint: Endpoint) -> None:
        """Keep an endpoint, new or changed; one of the studio's own is changed by its name."""
        row = asdict(check_endpoint(endpoint))
        name = row["name"]
        engines = (row.name for row in list_shipped() if not needs_address(row))
        if name in engines:
            raise CuratorError(_("The local engine can't be changed; give this one a new name."))
        with self._lock:
            others = [row for row in self._own_rows() if row.get("name") != name]
            self._change(ENDPOINTS, [*others, row])

    def remove_endpoint(self, name: str) -> None:
        """Forget an endpoint of the user's; a changed one of the studio's is as shipped again."""
        with self._lock:
            rows = self._own_rows()
            others = [row for row in rows if row.get("name") != name]
            if len(others) == len(rows):
                # One that there is not at all has a line of its own.
                self.endpoint(name)
                raise CuratorError(
                    _("“{name}” comes with the program and can't be removed.").format(name=name)
                )
            self._change(ENDPOINTS, others)

    def _all_endpoints(self) -> dict[str, Endpoint]:
        endpoints = {endpoint.name: endpoint for endpoint in list_shipped()}
        with self._lock:
            rows = self._own_rows()
        for row in rows:
            try:
                endpoint = check_endpoint(read_endpoint(row))
            except (CuratorError, AttributeError, TypeError) as error:  # or not even text
                self.warning = _("A stored endpoint can't be used: {reason}").format(reason=error)
                continue
            endpoints[endpoint.name] = endpoint
        return endpoints

    def _own_rows(self) -> list[dict[str, Any]]:
        rows = self._stored.get(ENDPOINTS)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def _change(self, name: str, value: object) -> None:
        """Write one value over what is in the file now: another window may have written too."""
        with self._lock:
            # Read anew: what another window wrote since must not be lost.
            changed = {**self._read(), name: value}
            text = json.dumps(changed, ensure_ascii=False, indent=2) + "\n"
            write_text(self.path, text, with_folder=True)
            self._stored = changed

    def _read(self) -> dict[str, Any]:
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            # Nobody has chosen anything yet; that is no fault.
            return {}
        except OSError as error:
            line = _("The settings in {file} can't be read: {reason}.")
            raise _disk_error(line, self.path, error) from error
        except ValueError:
            stored = None
        if not isinstance(stored, dict):
            self._set_aside()
            return {}
        return stored

    @property
    def _aside(self) -> Path:
        """Where a file is kept that could not be understood."""
        return self.path.with_suffix(".broken.json")

    def _set_aside(self) -> None:
        aside = self._aside
        # Moved, not copied: at the next start the broken file must not be read again.
        try:
            os.replace(self.path, aside)
        except OSError as error:
            line = _("The settings in {file} are broken: {reason}.")
            raise _disk_error(line, self.path, error) from error
        self.warning = _(
            "The settings could not be understood, so the defaults are used. The old file is "
            "kept as {file}."
        ).format(file=aside)


def _disk_error(line: str, path: Path, error: OSError) -> DiskError:
    return DiskError(line.format(file=path, reason=explain_os_error(error)))

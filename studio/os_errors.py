"""Why the system could not use a file, in the words of the language that is spoken."""

from __future__ import annotations

import errno

from studio.i18n import N_, _

REASONS = {
    errno.ENOENT: N_("it is not there"),
    errno.EACCES: N_("no permission"),
    errno.EPERM: N_("no permission"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is full"),
    errno.EROFS: N_("the disk is read-only"),
    errno.EIO: N_("the disk reports an error"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of its path is not a folder"),
    errno.EEXIST: N_("it exists already"),
    errno.ENOTEMPTY: N_("the folder is not empty"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.EBUSY: N_("another program is using it"),
    errno.EMFILE: N_("too many files are open"),
    errno.ELOOP: N_("its links lead in a circle"),
}
"""What the system's numbers mean. To add one: its number, and a clause that follows a colon."""


def explain_os_error(error: OSError) -> str:
    """Why it failed, as a clause; the system's own words where the number is not one of ours."""
    reason = REASONS.get(error.errno or 0)
    return _(reason) if reason else str(error.strerror or error)

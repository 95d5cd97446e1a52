"""What can be told of a file without opening it: whether it changed, and whether it is one."""

from __future__ import annotations

import os
import stat


def state_of(found: os.stat_result) -> str:
    """The same as long as a file's bytes are: its size, its time, and which one it is.

    The inode tells a file apart that was put in another's place with its size and its time.
    """
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"


def why_no_file(found: os.stat_result) -> str | None:
    """Why there is nothing to be read: opening a pipe may hang; None where it is a file."""
    if stat.S_ISDIR(found.st_mode):
        return "is a folder, not a file"
    return None if stat.S_ISREG(found.st_mode) else "is not a file but a device or a pipe"

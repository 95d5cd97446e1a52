"""Whether the instruments from npm are here, and what to do where they are not."""

import shutil
from pathlib import Path

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
_HINT = "run `npm install --no-package-lock --ignore-scripts` in tests/instruments"


def missing(*programs, module=""):
    """The reason why an instrument cannot be used; empty where it can.

    Args:
        programs: what must be installed on the machine, such as ``node``.
        module: what npm must have installed here.
    """
    for program in programs:
        if shutil.which(program) is None:
            return f"there is no {program} on this machine"
    if module and not (MODULES / module).is_dir():
        return f"there is no {module}: {_HINT}"
    return ""

"""A vendor's own description between us and a fake: what either says wrongly is an error.

Prism (an instrument from npm) stands before the fake as a proxy. A call that is not as described is
answered by prism itself, with 422 or 401; an answer that is not becomes a 500. Both name what is
wrong in their body, under a type of prism's own.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from pathlib import Path

from instruments.installed import MODULES, missing

DESCRIPTIONS = Path(__file__).parents[3] / "shared" / "specs"
_PRISM = MODULES / "@stoplight" / "prism-cli" / "dist" / "index.js"
_OWN_ERROR = b"stoplight.io/prism/errors"
_STARTS_WITHIN = 60.0  # seconds, on a busy machine


def why_not(description):
    """Give the reason why nothing can be held to a description; empty where it can."""
    if not (DESCRIPTIONS / description).is_file():
        return f"{DESCRIPTIONS / description} is not here"
    return missing("node", module="@stoplight/prism-cli")


def violations(answer):
    """Give what prism finds wrong in a call or its answer; empty where both are as described."""
    said = answer.headers.get("sl-violations", "")
    return answer.text if _OWN_ERROR in answer.content else said


@contextlib.contextmanager
def held_to(description, fake_url):
    """Serve a fake behind its vendor's description; gives the address."""
    port = _free_port()
    command = [shutil.which("node"), str(_PRISM), "proxy", "--errors", "--port", str(port)]
    with subprocess.Popen(
        [*command, str(DESCRIPTIONS / description), fake_url], stdout=subprocess.DEVNULL
    ) as prism:
        try:
            _wait_for(prism, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            prism.kill()


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _wait_for(prism, port):
    ends_at = time.monotonic() + _STARTS_WITHIN
    while prism.poll() is None and time.monotonic() < ends_at:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        time.sleep(0.1)
    raise RuntimeError("prism did not start")

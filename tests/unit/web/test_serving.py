import os
import signal
import socket
import subprocess
import sys
from time import monotonic

import httpx
import pytest

from digest.errors import UsageError
from digest.web.serving import serve

PROGRAM = """
import asyncio, sys
from threading import Event
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from digest.web.serving import serve
ending = Event()
async def ticks():
    while not ending.is_set():
        yield "tick\\n"
        await asyncio.sleep(0.05)
app = FastAPI()
app.add_api_route("/", lambda: "here")
app.add_api_route("/for-ever", lambda: StreamingResponse(ticks()))
serve(app, "127.0.0.1", 0, opened=lambda url: print(url, flush=True), closing=ending.set)
print("ended in good order", flush=True)
"""


@pytest.fixture
def server():
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_asked_to_end_and_ends_quietly(server, asked):
    process, url = server
    with httpx.stream("GET", f"{url}for-ever", timeout=10) as answer:
        assert next(answer.iter_text()).startswith("tick")
        assert httpx.get(url).json() == "here"
        begun = monotonic()
        process.send_signal(asked)
        said, trouble = process.communicate(timeout=10)
    assert (process.returncode, said, trouble) == (0, "ended in good order\n", "")
    assert monotonic() - begun < 5


def test_a_request_that_came_is_not_logged(server):
    process, url = server
    httpx.get(f"{url}unsubscribe/a-token")
    process.send_signal(signal.SIGINT)
    said, trouble = process.communicate(timeout=10)
    assert "a-token" not in said + trouble


def test_a_port_in_use_is_named_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError) as raised:
            serve(None, "127.0.0.1", port, opened=pytest.fail)
    assert str(port) in raised.value.message
    assert "in use" in raised.value.message
    assert "port 0" in raised.value.hint


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_that_is_not_this_machines_is_named(host):
    with pytest.raises(UsageError, match=host):
        serve(None, host, 0, opened=pytest.fail)

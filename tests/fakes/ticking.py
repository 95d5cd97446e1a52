"""A process that ticks once, to be raced and to be killed.

    python tests/fakes/ticking.py DATABASE_URL NOW FILE SECONDS

It waits for a line on its input, then ticks, and prints every sentence. The transport writes its
messages into FILE and needs SECONDS for a batch.
"""

import datetime as dt
import sys
from pathlib import Path

from digest.store.database import Database
from digest.workflows.due import tick
from fakes.carrying import CarryingTransport
from fakes.newsroom import Newsroom
from fakes.offices import a_desk, a_dispatch


def main(url, now, file, seconds):
    """Tick when told to."""
    database = Database(url)
    newsroom = Newsroom(database)
    moment = dt.datetime.fromisoformat(now)
    transport = CarryingTransport(Path(file), seconds=float(seconds))
    desk = a_desk(newsroom)
    dispatch = a_dispatch(newsroom, transport, lambda: moment)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for sentence in tick(desk, dispatch, moment):
        sys.stdout.write(sentence + "\n")
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

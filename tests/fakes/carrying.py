"""A transport that writes a line per message into a file, which many processes may share."""

import os
from time import sleep

from digest.model.mailing import DeliveryState, Receipt
from digest.transports.contract import Capabilities


class CarryingTransport:
    """Like an ESP that takes everything, cannot be asked, and needs a moment for a batch."""

    name = "memory"
    capabilities = Capabilities(batch_size=5, replay=False, lookup=False)

    def __init__(self, file, *, seconds=0.0):
        self._file = file
        self._seconds = seconds

    def post(self, letter, batch):
        """Write every address in one call to the system, so that no two processes mix lines."""
        lines = "".join(f"{letter.period} {each.email}\n" for each in batch.recipients)
        with self._file.open("ab", buffering=0) as file:
            os.write(file.fileno(), lines.encode())
        sleep(self._seconds)
        return tuple(Receipt(each.delivery_id, DeliveryState.ACCEPTED) for each in batch.recipients)

    def lookup(self, letter, batch, now):
        """Say nothing."""
        del letter, batch, now
        return ()

    def check(self, letter):
        """Every letter can be carried."""

    def probe(self):
        """Say where the lines go."""
        return str(self._file)

    def close(self):
        """Nothing is held open."""

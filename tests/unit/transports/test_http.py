"""The HTTP transport, over an ESP described here: nothing is said that the ESP did not say."""

import datetime as dt

import pytest

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.model.mailing import DeliveryState, Receipt
from digest.transports.contract import Capabilities
from digest.transports.esp import Request
from digest.transports.http import HttpTransport
from digest.transports.wire import Wire
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.sockets import read_request, serving

NOW = dt.datetime(2023, 9, 1, tzinfo=dt.UTC)
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED


class Toy:
    """An ESP that answers with the numbers of the deliveries it took."""

    name = "toy"
    capabilities = Capabilities(batch_size=10, replay=False, lookup=True)
    secrets = ("s3cret",)

    def request(self, _letter, batch, _now):
        numbers = ",".join(str(each.delivery_id) for each in batch.recipients)
        return Request("POST", "/send", {"X-Key": "s3cret"}, numbers.encode())

    def receipts(self, _batch, response):
        return tuple(Receipt(int(each), ACCEPTED) for each in response.json()["taken"])

    def lookup(self, _batch, page, _now):
        return Request("POST", f"/logs/{page or 1}", {}, b"?")

    def found(self, _batch, response):
        told = response.json()
        return tuple(Receipt(n, DeliveryState(state)) for n, state in told["seen"]), told["next"]

    def refusal(self, response):
        if response.status == 418:
            return NotSentError("toy is a teapot today", retry_after=1.0)
        return None

    def probe(self):
        return Request("GET", "/me", {})

    def proof(self, response):
        return f"toy: {response.json()['who']!s}"


class Mute(Toy):
    """An ESP that cannot be asked."""

    def lookup(self, *_question):
        return None


class Toys:
    """Serves answers one by one, and keeps what was asked."""

    def __init__(self, *answers):
        self.requests = []
        self._answers = iter(answers)

    def __call__(self, connection):
        self.requests.append(read_request(connection))
        status, body = next(self._answers)
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + body.encode())


def asked(toys, ask, esp=None):
    with serving(toys) as address:
        wire = Wire(f"http://{address}", connect_seconds=5, read_seconds=5)
        transport = HttpTransport(esp or Toy(), wire, batch_size=5, clock=lambda: NOW)
        try:
            return ask(transport)
        finally:
            transport.close()


def post(toys, *recipients):
    return asked(toys, lambda transport: transport.post(a_letter(), a_batch(*recipients)))


def lookup(toys, esp=None):
    return asked(toys, lambda transport: transport.lookup(a_letter(), a_batch(), NOW), esp)


def test_the_settings_decide_the_batch_size():
    transport = HttpTransport(Toy(), Wire("http://127.0.0.1:1"), batch_size=5, clock=lambda: NOW)
    assert transport.capabilities == Capabilities(batch_size=5, replay=False, lookup=True)


def test_everybody_gets_a_receipt():
    receipts = post(Toys((200, '{"taken": [1, 2, 3]}')))
    assert [(each.delivery_id, each.state) for each in receipts] == [
        (1, ACCEPTED),
        (2, ACCEPTED),
        (3, ACCEPTED),
    ]


def test_who_cannot_be_written_to_is_rejected_alone_and_not_posted():
    toys = Toys((200, '{"taken": [1, 3]}'))
    receipts = post(toys, a_recipient(1), a_recipient(2, email="a@b\r\nX: 1"), a_recipient(3))
    assert sorted((each.delivery_id, each.state) for each in receipts) == [
        (1, ACCEPTED),
        (2, REJECTED),
        (3, ACCEPTED),
    ]
    assert toys.requests[0].endswith(b"\r\n\r\n1,3")


def test_a_batch_of_nobody_is_not_posted():
    toys = Toys()
    [receipt] = post(toys, a_recipient(1, email="nobody"))
    assert (receipt.state, toys.requests) == (REJECTED, [])


def test_a_letter_that_cannot_be_written_is_not_posted():
    toys = Toys()
    with pytest.raises(NotSentError, match="subject"):
        asked(toys, lambda transport: transport.post(a_letter(subject="a\nb"), a_batch()))
    assert toys.requests == []


@pytest.mark.parametrize(
    "body",
    [
        '{"taken": [1, 2]}',
        '{"taken": [1, 2, 3, 4]}',
        '{"taken": [1, 2, 2]}',
        '{"taken": []}',
        "OK",
        "<html>",
        "",
        "[" * 100_000,
    ],
)
def test_a_success_that_does_not_account_for_everybody_is_unknown(body):
    with pytest.raises(OutcomeUnknownError, match="not what became of the messages"):
        post(Toys((200, body)))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BatchRefusedError),
        (401, NotSentError),
        (429, NotSentError),
        (500, OutcomeUnknownError),
    ],
)
def test_a_refusal_is_the_error_it_amounts_to_without_the_key(status, error):
    with pytest.raises(error, match="toy") as caught:
        post(Toys((status, '{"message": "your key s3cret is bad"}')))
    assert "s3cret" not in caught.value.message


def test_an_esp_s_own_word_on_a_refusal_comes_before_the_table():
    with pytest.raises(NotSentError, match="teapot") as caught:
        post(Toys((418, "{}")))
    assert caught.value.retry_after == 1.0


def test_a_look_up_goes_through_all_pages_and_a_rejection_counts_more():
    toys = Toys(
        (200, '{"seen": [[1, "accepted"], [2, "rejected"]], "next": "2"}'),
        (200, '{"seen": [[2, "accepted"]], "next": "3"}'),
        (200, '{"seen": [[1, "rejected"]], "next": null}'),
    )
    receipts = lookup(toys)
    assert [(each.delivery_id, each.state) for each in receipts] == [(1, REJECTED), (2, REJECTED)]
    assert [request.split(b" ")[1] for request in toys.requests] == [
        b"/logs/1",
        b"/logs/2",
        b"/logs/3",
    ]


def test_an_esp_that_cannot_be_asked_gives_no_evidence():
    assert lookup(Toys(), Mute()) == ()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((400, '{"message": "bad filter"}'), "bad filter"),
        ((500, ""), "500"),
        ((200, "<html>"), "cannot be read"),
    ],
)
def test_a_question_that_fails_makes_nothing_unknown(answer, words):
    with pytest.raises(TransportError, match=words) as caught:
        lookup(Toys(answer))
    assert type(caught.value) is TransportError


def test_a_question_that_comes_too_soon_says_when_to_ask_again():
    with pytest.raises(NotSentError) as caught:
        lookup(Toys((429, '{"message": "try again after 9 seconds"}')))
    assert caught.value.retry_after == 9


def test_a_question_without_an_answer_makes_nothing_unknown():
    with pytest.raises(TransportError, match="no whole answer") as caught:
        asked(read_request, lambda transport: transport.lookup(a_letter(), a_batch(), NOW))
    assert type(caught.value) is TransportError


def test_the_probe_says_what_it_proved():
    assert asked(Toys((200, '{"who": "us"}')), HttpTransport.probe) == "toy: us"


def test_a_probe_that_cannot_be_read_names_the_way_out():
    with pytest.raises(TransportError, match="cannot be read") as caught:
        asked(Toys((200, "<html>")), HttpTransport.probe)
    assert "base_url" in caught.value.hint

"""The folder: whole files with lasting names, or none."""

import datetime as dt
import errno
import os

import pytest

from digest.delivery.message import mime
from digest.errors import NotSentError, OutcomeUnknownError, TransportError
from digest.model.mailing import DeliveryState
from digest.transports.folder import FolderTransport, file_name
from fakes.letters import a_batch, a_letter, a_recipient

NOW = dt.datetime(2023, 9, 1, tzinfo=dt.UTC)


def listing(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("reference", "email", "expected"),
    [
        ("2023-09-1a2b", "a@example.org", "2023-09-0000007-a@example.org.eml"),
        ("2023-09-test-1a2b", "a@example.org", "2023-09-test-0000007-a@example.org.eml"),
        ("2023-09-attest", "a@example.org", "2023-09-0000007-a@example.org.eml"),
        ("2023-09-1a2b", "a/../b@example.org", "2023-09-0000007-a_.._b@example.org.eml"),
        ("2023-09-1a2b", "a+b|c*d?@example.org", "2023-09-0000007-a+b_c_d_@example.org.eml"),
        ("2023-09-1a2b", f"a@{'b' * 300}.org", f"2023-09-0000007-a@{'b' * 98}.eml"),
    ],
)
def test_a_file_is_named_by_issue_delivery_and_address(reference, email, expected):
    recipient = a_recipient(7, email=email)
    assert file_name(a_letter(reference=reference), recipient) == expected


def test_every_recipient_gets_a_file_and_the_folder_is_made(tmp_path):
    outbox = tmp_path / "out" / "box"
    receipts = FolderTransport(outbox).post(a_letter(), a_batch())
    assert [each.receipt for each in receipts] == listing(outbox)
    assert listing(outbox)[1] == "2023-09-0000002-reader2@example.com.eml"
    for number, name in enumerate(listing(outbox), start=1):
        assert (outbox / name).read_bytes() == mime(a_letter(), a_recipient(number))


def test_only_this_user_may_read_what_is_written(tmp_path):
    before = os.umask(0o000)
    try:
        (tmp_path / ".2023-09-0000001-reader1@example.com.eml.tmp").touch(0o644)  # of a crash
        FolderTransport(tmp_path).post(a_letter(), a_batch())
    finally:
        os.umask(before)
    assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o600}


def test_posting_again_changes_nothing(tmp_path):
    transport = FolderTransport(tmp_path)
    transport.post(a_letter(), a_batch())
    before = {name: (tmp_path / name).read_bytes() for name in listing(tmp_path)}
    transport.post(a_letter(), a_batch())
    assert {name: (tmp_path / name).read_bytes() for name in listing(tmp_path)} == before


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path, monkeypatch):
    left = iter(range(2))

    def fsync(_descriptor):
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("digest.transports.folder.os.fsync", fsync)
    with pytest.raises(NotSentError, match="No space left") as caught:
        FolderTransport(tmp_path).post(a_letter(), a_batch())
    assert caught.value.retry_after is None
    assert str(tmp_path) in caught.value.message
    assert "path in [transport]" in caught.value.hint
    assert listing(tmp_path) == []


def test_a_folder_that_is_a_file_cannot_be_written(tmp_path):
    outbox = tmp_path / "outbox"
    outbox.write_text("I am a file")
    with pytest.raises(NotSentError, match="outbox cannot be written"):
        FolderTransport(outbox).post(a_letter(), a_batch())
    with pytest.raises(TransportError, match="outbox cannot be written"):
        FolderTransport(outbox).probe()


def test_a_name_that_cannot_be_given_leaves_the_rest_to_the_look_up(tmp_path):
    transport = FolderTransport(tmp_path)
    in_the_way = tmp_path / file_name(a_letter(), a_recipient(2))
    in_the_way.mkdir()
    with pytest.raises(OutcomeUnknownError, match="cannot be written"):
        transport.post(a_letter(), a_batch())
    found = transport.lookup(a_letter(), a_batch(), NOW)
    assert [each.delivery_id for each in found] == [1]
    in_the_way.rmdir()
    assert len(transport.post(a_letter(), a_batch())) == 3


def test_a_file_of_the_same_name_from_another_mailing_is_no_evidence(tmp_path):
    transport = FolderTransport(tmp_path)
    transport.post(a_letter(reference="2023-09-older"), a_batch())
    assert transport.lookup(a_letter(), a_batch(), NOW) == ()


def test_a_file_that_was_taken_away_is_no_evidence(tmp_path):
    transport = FolderTransport(tmp_path)
    receipts = transport.post(a_letter(), a_batch())
    (tmp_path / receipts[0].receipt).unlink()
    assert transport.lookup(a_letter(), a_batch(), NOW) == receipts[1:]


def test_an_address_that_cannot_be_written_to_is_rejected_alone(tmp_path):
    batch = a_batch(a_recipient(1), a_recipient(2, email="nobody"), a_recipient(3))
    states = [each.state for each in FolderTransport(tmp_path).post(a_letter(), batch)]
    assert states == [DeliveryState.ACCEPTED, DeliveryState.REJECTED, DeliveryState.ACCEPTED]
    assert len(listing(tmp_path)) == 2


def test_the_probe_leaves_nothing_behind(tmp_path):
    assert str(tmp_path) in FolderTransport(tmp_path).probe()
    assert listing(tmp_path) == []

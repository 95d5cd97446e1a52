import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.fetch.failures import CallError, Cause
from digest.fetch.reading import read_whole


def bare(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = {
    ("", "as it is"): lambda body: body,
    ("identity", "identity"): lambda body: body,
    ("gzip", "gzip"): gzip.compress,
    (" X-GZIP", "its old name"): gzip.compress,
    ("gzip", "two members"): lambda body: gzip.compress(body[:3]) + gzip.compress(body[3:]),
    ("gzip", "padded"): lambda body: gzip.compress(body) + b"\0" * 9,
    ("gzip", "padded with the half of a member's first bytes"): lambda body: (
        gzip.compress(body) + b"\x1f"
    ),
    ("deflate", "zlib"): zlib.compress,
    ("deflate", "bare"): bare,
}
PACKINGS = [pytest.param(key[0], pack, id=key[1]) for key, pack in PACKERS.items()]


def cut(packed, size):
    return [packed[at : at + size] for at in range(0, len(packed), size)]


@pytest.mark.parametrize(("packing", "pack"), PACKINGS)
@given(body=st.binary(max_size=300), size=st.integers(1, 40))
def test_however_a_body_is_packed_and_cut_it_comes_out(packing, pack, body, size):
    assert read_whole(cut(pack(body), size), packing, 1000) == body


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
@given(pieces=st.lists(st.binary(max_size=30)))
def test_any_bytes_give_bytes_or_a_reason(packing, pieces):
    for first in ([], [b"\x1f\x8b\x08"], [b"\x78\x9c"]):
        with contextlib.suppress(CallError):
            assert len(read_whole(first + pieces, packing, 100)) <= 100


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_bomb_is_never_unpacked(pack):
    bomb = pack(b"\0" * 50_000_000)
    taken = []

    def pieces():
        for each in cut(bomb, 100):
            taken.append(each)
            yield each

    packing = "gzip" if pack is gzip.compress else "deflate"
    with pytest.raises(CallError, match="unpacks to more than 20,000 bytes"):
        read_whole(pieces(), packing, 20_000)
    assert len(taken) < 10


@pytest.mark.parametrize(("packing", "pack"), PACKINGS)
def test_the_limit_is_a_limit_and_not_less(packing, pack):
    packed = pack(b"\0" * 5000)
    assert len(read_whole([packed], packing, max(5000, len(packed)))) == 5000
    with pytest.raises(CallError) as caught:
        read_whole([packed], packing, 4999)
    assert caught.value.cause is Cause.TOO_LARGE


def test_the_limit_holds_for_what_is_sent_too():
    packed = b"".join(gzip.compress(b"") for _ in range(100))
    with pytest.raises(CallError, match="is larger than 1,000 bytes"):
        read_whole(cut(packed, 50), "gzip", 1000)


@pytest.mark.parametrize(
    ("packing", "packed", "words"),
    [
        ("gzip", gzip.compress(b"news")[:-1], "in the middle"),
        ("gzip", gzip.compress(b"a") + gzip.compress(b"b")[:-4], "in the middle"),
        ("gzip", b"news", "broken"),
        ("deflate", zlib.compress(b"news")[:-1], "in the middle"),
        ("deflate", b"x", "in the middle"),
        ("deflate", b"\xff\xff\xff", "broken"),
        ("br", b"news", "did not ask"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"news")), "did not ask"),
    ],
    ids=[
        "a member cut off",
        "the second member cut off",
        "no gzip",
        "a stream cut off",
        "half a header",
        "no deflate",
        "a packing not asked for",
        "packed twice",
    ],
)
def test_what_cannot_be_unpacked_is_named(packing, packed, words):
    with pytest.raises(CallError, match=words) as caught:
        read_whole([packed], packing, 1000)
    assert caught.value.cause is Cause.UNREADABLE


@pytest.mark.parametrize("packing", ["gzip", "deflate", ""])
def test_an_empty_body_is_empty(packing):
    assert read_whole([], packing, 10) == b""

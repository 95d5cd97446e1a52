import pytest

from digest.errors import TransportError
from digest.workflows.authentication import prove_dmarc, prove_spf


def asking(**records):
    """A name server that knows some names; the others have no TXT record."""
    known = {name.replace("__", "."): found for name, found in records.items()}
    return lambda name: known.get(name, ())


def test_a_domain_with_an_spf_record_is_proven():
    assert "has an SPF" in prove_spf("example.org", asking(example__org=("v=spf1 -all",)))


def test_a_domain_without_one_is_named_with_the_way_out():
    with pytest.raises(TransportError, match=r"example\.org: there is no SPF") as caught:
        prove_spf("example.org", asking())
    assert caught.value.hint


def test_a_dmarc_record_of_the_domain_above_counts():
    ask = asking(_dmarc__example__org=("v=DMARC1; p=none",))
    assert prove_dmarc("news.example.org", ask).startswith("_dmarc.example.org")


def test_the_nearest_dmarc_record_counts_even_where_it_is_broken():
    ask = asking(
        _dmarc__news__example__org=("v=DMARC1; p=?",), _dmarc__example__org=("v=DMARC1; p=none",)
    )
    with pytest.raises(TransportError, match=r"_dmarc\.news\.example\.org"):
        prove_dmarc("news.example.org", ask)

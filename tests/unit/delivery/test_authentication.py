import pytest

from digest.delivery.authentication import dmarc_fault, dmarc_names, spf_fault


@pytest.mark.parametrize(
    ("records", "fault"),
    [
        (["v=spf1 include:mailgun.org ~all"], None),
        (["google-site-verification=x", "v=spf1 -all"], None),
        (["V=SPF1 a mx -all"], None),
        ([], "no SPF"),
        (["v=spf10 -all"], "no SPF"),
        (["v=spf1 a -all", "v=spf1 mx -all"], "several"),
        (["v=spf1 +ALL"], "anybody"),
    ],
)
def test_an_spf_record_is_judged(records, fault):
    found = spf_fault(records)
    assert found is None if fault is None else fault in found


@pytest.mark.parametrize(
    ("records", "fault"),
    [
        (["v=DMARC1; p=none"], None),
        (["v=DMARC1;p=reject;rua=mailto:x@example.org"], None),
        (["v = DMARC1 ; P = Quarantine"], None),
        ([], "no DMARC"),
        (["v=spf1 -all"], "no DMARC"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], "several"),
        (["v=DMARC1; rua=mailto:x@example.org"], "no policy"),
        (["v=DMARC1; p=maybe"], "p=maybe"),
    ],
)
def test_a_dmarc_record_is_judged(records, fault):
    found = dmarc_fault(records)
    assert found is None if fault is None else fault in found


def test_a_dmarc_record_is_looked_for_upwards_and_never_at_a_top_level_domain():
    assert dmarc_names("news.example.org") == ("_dmarc.news.example.org", "_dmarc.example.org")

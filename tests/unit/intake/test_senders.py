"""Whose a record is, told by the address it was sent from."""

import datetime as dt

import pytest

from digest.intake.names import Directory
from digest.intake.normalising import Intake, normalise
from digest.model.organisation import Organisation, OrganisationRef
from digest.model.record import Provenance, Record

IMA = Organisation(id="ima", name="Irish Museums Association", emails=("press@ima.example",))
FARO = Organisation(id="faro", name="FARO", emails=("@faro.example", "jo@ima.example"))
NEMO = Organisation(id="nemo", name="NEMO")
DIRECTORY = Directory((IMA, FARO, NEMO))


@pytest.mark.parametrize(
    ("address", "organisation"),
    [
        ("press@ima.example", IMA),
        (" Press@IMA.example ", IMA),
        ("mailto:press@ima.example", IMA),
        ("anyone@faro.example", FARO),
        ("jo@ima.example", FARO),  # the whole address comes before the domain
        ("other@ima.example", None),
        ("jo@sub.faro.example", None),
        ("jo@notfaro.example", None),
        ("faro.example", None),
        ("", None),
    ],
)
def test_an_address_writes_for_an_organisation(address, organisation):
    assert DIRECTORY.of_sender(address) == organisation


def outcome(**fields):
    record = Record(Provenance("mail", "k", "INBOX/1/1"), {"text": "Text.", **fields})
    return normalise(record, Intake(DIRECTORY, dt.date(2023, 8, 20)))


def test_the_sender_stands_where_nobody_is_named():
    found = outcome(title="A night", sender="press@ima.example")
    assert found.content.organisations == (OrganisationRef(id="ima", name=IMA.name),)
    assert found.findings == ()


@pytest.mark.parametrize(
    "fields",
    [{"organisation": "NEMO", "title": "A night"}, {"title": "NEMO: A night"}],
)
@pytest.mark.parametrize("sender", ["press@ima.example", "who@unknown.example"])
def test_a_name_counts_before_the_sender(fields, sender):
    found = outcome(**fields, sender=sender)
    assert [each.id for each in found.content.organisations] == ["nemo"]
    assert found.findings == ()


def test_an_unknown_sender_is_a_finding_that_names_the_domain_only():
    found = outcome(title="A night", sender="private.person@unknown.example")
    assert found.content.organisations == ()
    (finding,) = found.findings
    assert finding.code == "unknown-sender"
    assert "unknown.example" in finding.message
    assert "@unknown.example" in finding.hint
    assert "private.person" not in finding.message + finding.hint


def test_a_sender_without_a_domain_is_named_as_written():
    (finding,) = outcome(title="A night", sender="somebody").findings
    assert "somebody" in finding.message

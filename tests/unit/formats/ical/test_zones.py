import pytest

from digest.formats.ical.zones import zone_named


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ('"Europe/Berlin"', "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Romance Standard Time", "Europe/Paris"),
        ("/freeassociation.sourceforge.net/Europe/Vienna", "Europe/Vienna"),
        ("/mozilla.org/20050126_1/Europe/Rome", "Europe/Rome"),
        ("/x.example/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "Etc/UTC"),
    ],
)
def test_a_zone_is_known_by_all_its_names(name, key):
    assert zone_named(name).key == key


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "Europe",
        "Europe/Atlantis",
        "../../etc/passwd",
        "Customized Time Zone",
        "a\0b",
        "x" * 100_000,
    ],
)
def test_nobody_knows_the_others(name):
    assert zone_named(name) is None

"""Organisations' names in a field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.name_keys import key_of
from digest.intake.names import Directory, organisations_in
from digest.intake.text import plain_line
from digest.model.organisation import Organisation


def organisation(key: str, name: str, acronym: str | None = None, *aliases: str) -> Organisation:
    return Organisation(id=key, name=name, acronym=acronym, aliases=aliases)


DIRECTORY = Directory(
    (
        organisation("ima", "Irish Museums Association", "IMA"),
        organisation(
            "avicom",
            "Audiovisual, Digital and New Technologies Committee",
            "AVICOM",
            "Audio Visional International Council of Museums",
        ),
        organisation("st-andrews", "University of St Andrews"),
        organisation("hm", "H&M, Heritage&Museums"),
        organisation("carpet", "Azerbaijan National Carpet Museum"),
        organisation("ema", "Estonian Museum Association"),
        organisation("icom-ee", "ICOM Estonia"),
        organisation("icom-fr", "ICOM France"),
        organisation("faro", "FARO. The Flemish Institution for Cultural Heritage", "FARO"),
        organisation("va", "Victoria and Albert Museum", "V&A"),
        organisation("rann", "Réseau Art Nouveau Network", "RANN"),
        organisation("arre", "Association of European Royal Residences", "ARRE"),
        organisation("one", "First Museum Association", "MA"),
        organisation("two", "Second Museum Association", "MA"),
        organisation("icom", "International Council of Museums", "ICOM"),
        organisation("eca", "European Choral Association – Europa Cantat", "ECA-EC"),
        organisation("dmb", "Deutscher Museumsbund e.V.", "DMB", "German Museums Association"),
        organisation("oemb", "Museumsbund Österreich"),
        organisation("inter", "L’Internationale"),
        organisation("nemo", "Network of European Museum Organisations", "NEMO", "The old network"),
        organisation("prado", "Museo Nacional del Prado"),
        organisation("ship", "Het Scheepvaartmuseum"),
        organisation("danes", "Association of Danish Museums", "ODM"),
        organisation("unibo", "Alma Mater Studiorum - Università di Bologna"),
        organisation("aim", "Association for Art, Ideas and Museums, Ltd"),
        organisation("bern", "Bernisches Historisches Museum"),
    )
)


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        # the seed's
        ("Irish Museums Association (IMA)", ["ima"]),
        (
            "Audio Visional International Council of Museums (AVICOM) and University of St Andrews",
            ["avicom", "st-andrews"],
        ),
        ("H&M, Heritage&Museums", ["hm"]),
        ("The Azerbaijan National Carpet Museum", ["carpet"]),
        ("FARO. The Flemish Institution for Cultural Heritage", ["faro"]),
        ("Estonian Museum Association and ICOM Estonia", ["ema", "icom-ee"]),
        # how else people write them
        ("IMA", ["ima"]),
        ("the irish museums association", ["ima"]),
        ("ARRE – Association of European Royal Residences", ["arre"]),
        ("Reseau Art Nouveau Network", ["rann"]),
        ("V&A", ["va"]),
        ("ICOM France; ICOM Estonia", ["icom-fr", "icom-ee"]),
        ("ICOM France\nICOM Estonia", ["icom-fr", "icom-ee"]),
        ("ICOM France & ICOM Estonia / FARO", ["icom-fr", "icom-ee", "faro"]),
        ("ICOM France, FARO and Victoria and Albert Museum", ["icom-fr", "faro", "va"]),
        ("ICOM France, ICOM Estonia, and FARO", ["icom-fr", "icom-ee", "faro"]),
        ("Victoria and Albert Museum and V&A", ["va"]),  # once
        (["ICOM France", "FARO"], ["icom-fr", "faro"]),
        # an acronym beside its name, on either side, in brackets or not
        ("ICOM (International Council of Museums)", ["icom"]),
        ("International Council of Museums (ICOM)", ["icom"]),
        ("International Council of Museums [ICOM]", ["icom"]),
        ("ICOM – International Council of Museums", ["icom"]),
        ("International Council of Museums - ICOM", ["icom"]),
        ("ICOM, International Council of Museums", ["icom"]),
        ("ICOM: The International Council of Museums", ["icom"]),
        ("ICOM International Council of Museums", ["icom"]),
        ("ICOM (The International Council of Museums)", ["icom"]),
        ("ECA-EC – European Choral Association – Europa Cantat", ["eca"]),
        ("DMB (German Museums Association)", ["dmb"]),
        ("German Museums Association (Deutscher Museumsbund)", ["dmb"]),
        ("MA (Second Museum Association)", ["two"]),  # the name says which
        ("First Museum Association (MA)", ["one"]),
        ("Irish Museums Association (Dublin)", ["ima"]),
        # articles, accents, legal forms, old names
        ("the network of european museum organisations", ["nemo"]),
        ("Old network", ["nemo"]),
        ("Internationale", ["inter"]),
        ("El Museo Nacional del Prado", ["prado"]),
        ("Scheepvaartmuseum", ["ship"]),
        ("Deutscher Museumsbund", ["dmb"]),
        ("Der Deutsche Museumsbund; Deutscher Museumsbund gGmbH", [None, "dmb"]),
        ("Museumsbund Oesterreich", ["oemb"]),
        ("Museumsbund Osterreich", ["oemb"]),
        # several, although names have commas, hyphens, "and", "&" and "/" in them
        ("Deutscher Museumsbund und Museumsbund Österreich", ["dmb", "oemb"]),
        ("ICOM France et L’Internationale", ["icom-fr", "inter"]),
        ("Museo Nacional del Prado y ICOM France", ["prado", "icom-fr"]),
        ("ICOM France e Museo Nacional del Prado", ["icom-fr", "prado"]),
        ("Het Scheepvaartmuseum en FARO", ["ship", "faro"]),
        ("Association of Danish Museums og ODM", ["danes"]),
        ("ICOM France – ICOM Estonia", ["icom-fr", "icom-ee"]),
        ("ICOM France + FARO | NEMO", ["icom-fr", "faro", "nemo"]),
        ("NEMO/ICOM France", ["nemo", "icom-fr"]),
        ("NEMO in cooperation with ICOM France", ["nemo", "icom-fr"]),
        ("NEMO together with FARO and with ICOM France", ["nemo", "faro", "icom-fr"]),
        ("Alma Mater Studiorum - Università di Bologna - ICOM France", ["unibo", "icom-fr"]),
        ("European Choral Association – Europa Cantat & V&A", ["eca", "va"]),
        ("Association for Art, Ideas and Museums, Ltd, FARO and V&A", ["aim", "faro", "va"]),
        ("H&M, Heritage&Museums, and Victoria and Albert Museum", ["hm", "va"]),
        ("ICOM (International Council of Museums) and FARO", ["icom", "faro"]),
        ("NEMO, the Irish Museums Association (IMA) and ICOM France", ["nemo", "ima", "icom-fr"]),
        ("", []),
        (" ; ,", []),
    ],
)
def test_known_names(value, ids):
    refs, remarks = organisations_in(value, DIRECTORY)
    assert [ref.id for ref in refs] == ids
    assert len(remarks) == ids.count(None)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Museum of Bread and Art", ["Museum of Bread and Art"]),
        ("Bread & Salt, Inc", ["Bread & Salt, Inc"]),
        ("ICOM Germany, ICOM Denmark", ["ICOM Germany", "ICOM Denmark"]),
        ("ICOM Germany, ICOM Denmark and ICOM Peru", ["ICOM Germany", "ICOM Denmark", "ICOM Peru"]),
        ("ICOM Germany, ICOM Peru and Chile", ["ICOM Germany", "ICOM Peru and Chile"]),
        ("The Hague, The Netherlands", ["The Hague, The Netherlands"]),
        ("Museum A; Museum B", ["Museum A", "Museum B"]),
        ("Museum A; museum a", ["Museum A"]),
        ("MA", ["MA"]),  # two share it, so it is nobody's
        ("ICOM (Germany)", ["ICOM (Germany)"]),  # not ICOM, for all we know
        ("Irish Medical Association (IMA)", ["Irish Medical Association (IMA)"]),
        ("ICOM France (ICOM Estonia)", ["ICOM France (ICOM Estonia)"]),
        ("ICOM – German committee", ["ICOM – German committee"]),
        (
            "ICOM Polska, ICOM Slovensko a ICOM Magyarország",
            ["ICOM Polska", "ICOM Slovensko", "ICOM Magyarország"],
        ),
        ("La Scala, La Fenice", ["La Scala, La Fenice"]),
        ("Museum und Park Kalkriese", ["Museum und Park Kalkriese"]),
    ],
)
def test_unknown_names_are_kept_as_written(value, names):
    refs, remarks = organisations_in(value, DIRECTORY)
    assert [(ref.id, ref.name) for ref in refs] == [(None, name) for name in names]
    assert [remark.code for remark in remarks] == ["unknown-organisation"] * len(names)


def test_a_known_name_beside_an_unknown_one_is_not_taken_apart_at_and():
    refs, remarks = organisations_in("ICOM France and Nobody", DIRECTORY)
    assert ([ref.name for ref in refs], len(remarks)) == (["ICOM France and Nobody"], 1)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Irish Museum Asociation", "Irish Museums Association"),
        ("Network of European Museum Organizations", "Network of European Museum Organisations"),
        ("European Network of Museum Organisations", "Network of European Museum Organisations"),
        ("Museo del Prado", "Museo Nacional del Prado"),
        ("Scheepvartmuseum", "Het Scheepvaartmuseum"),
        ("German Museum Association", "Deutscher Museumsbund e.V."),  # by its alias
        ("Bernisches historisches Musuem", "Bernisches Historisches Museum"),
        ("Intl. Council of Museums", "International Council of Museums"),
    ],
)
def test_a_misspelt_name_is_told_the_nearest(written, meant):
    (ref,), (remark,) = organisations_in(written, DIRECTORY)
    assert ref.id is None  # an editor decides
    assert DIRECTORY.nearest(written)[0] == meant
    assert f"Did you mean “{meant}”" in remark.hint


def test_at_most_three_names_are_suggested_each_once():
    assert DIRECTORY.nearest("Deutscher Museumsbnd")[0] == "Deutscher Museumsbund e.V."
    twins = Directory(
        organisation(str(number), f"Museum Association {number}", f"MA{number}")
        for number in range(9)
    )
    assert len(set(twins.nearest("Museum Asociation"))) == 3


@pytest.mark.parametrize(
    "stranger", ["Goethe-Institut", "Amnesty International", "Moderna Museet", "Tate", "x", ""]
)
def test_a_stranger_is_nobody_misspelt(stranger):
    assert DIRECTORY.nearest(stranger) == ()


@pytest.mark.parametrize(
    ("name", "certain"),
    [
        ("FARO", True),
        ("Faro", False),
        ("faro", False),
        ("V&A", True),
        ("ICOM France", True),
        ("icom france", True),
        ("Nobody", True),
    ],
)
def test_a_word_that_is_spelt_like_an_acronym_is_not_certain(name, certain):
    assert DIRECTORY.is_certain(name) is certain


def test_a_name_comes_before_another_s_alias():
    directory = Directory(
        (organisation("a", "Alpha", None, "Beta"), organisation("b", "Beta", None, "Gamma"))
    )
    assert directory.find("Beta").id == "b"


@given(st.text() | st.text(st.sampled_from("IMA and,&/;() \n")))
def test_any_text_gives_each_organisation_once(text):
    refs, _remarks = organisations_in(text, DIRECTORY)
    assert len({(ref.id, ref.id or ref.name) for ref in refs}) == len(refs)
    assert all(ref.name == " ".join(ref.name.split()) for ref in refs)


def test_a_name_that_is_cut_off_is_the_same_when_it_is_read_again():
    (ref,), _remarks = organisations_in("[" + "," * 300 + "x" + "," * 300 + "#", DIRECTORY)
    assert organisations_in(ref.name, DIRECTORY)[0] == (ref,)


def test_a_line_of_many_joints_is_quickly_read():
    line = " and ".join(["ICOM France"] * 5000)
    assert len(organisations_in(line, DIRECTORY)[0]) == 1


letters = st.text(
    st.sampled_from("aÄéøßЖλ IMA,&/-–+()[].'’ andundthee.V.Ltd3"), min_size=1, max_size=12
)
spellings = (letters | st.text(min_size=1, max_size=12)).map(
    lambda text: plain_line(text.replace(";", "")).strip(" ,")
)


@st.composite
def directories(draw):
    """Give organisations as the directory's file may hold them: no spelling means two of them."""
    taken: set[str] = set()

    def fresh(spelling):
        key = key_of(spelling)
        is_fresh = bool(key) and key not in taken
        taken.add(key)
        return is_fresh

    made = []
    for number in range(draw(st.integers(1, 5))):
        own = [each for each in draw(st.lists(spellings, min_size=1, max_size=4)) if fresh(each)]
        if own:
            name, *others = own
            acronym, aliases = (others[0], others[1:]) if others else (None, [])
            made.append(organisation(f"o{number}", name, acronym, *aliases))
    return made


@given(directories(), st.data())
def test_whatever_the_directory_holds_is_found(entries, data):
    directory = Directory(entries)
    known = {
        spelling: each.id
        for each in entries
        for spelling in (each.name, each.acronym, *each.aliases)
        if spelling
    }
    assert {spelling: directory.find(spelling).id for spelling in known} == known
    if known:
        some = data.draw(st.lists(st.sampled_from(sorted(known)), min_size=1))
        refs, remarks = organisations_in("; ".join(some), directory)
        assert [ref.id for ref in refs] == list(dict.fromkeys(known[each] for each in some))
        assert remarks == ()

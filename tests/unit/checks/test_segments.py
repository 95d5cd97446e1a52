"""An editor hears of a segment that gets no mail before it gets none."""

from digest.model.settings import Segment
from fakes.issues import newsletter
from fakes.variants import OWN, a_variant, codes, findings

PRESS = Segment(name="press", tags=("press",), sections=("Calls", "News"))
WITH_PRESS = newsletter(postal_address=OWN.postal_address, website=None, segments=(PRESS,))


def test_a_segment_without_a_variant_is_told():
    (found,) = (each for each in findings(newsletter=WITH_PRESS) if "segment" in each.code)
    assert (found.code, found.where) == ("nothing-for-segment", "segment press")
    assert "Calls, News" in found.message


def test_a_segment_with_a_variant_is_not():
    variants = (a_variant(), a_variant(segment="press"))
    assert "nothing-for-segment" not in codes(findings(variants=variants, newsletter=WITH_PRESS))

"""Amazon's signature, held to botocore's."""

import datetime as dt

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from digest.transports.aws_signature import AwsKey, signed
from digest.transports.esp import Request

KEY = AwsKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-central-1", "ses")
HOST = "email.eu-central-1.amazonaws.com"
NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
PLAIN = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), max_size=30)
MOMENTS = st.datetimes(min_value=dt.datetime(2000, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


def botocores(request, now):
    """The header botocore would write for the same call at the same moment."""
    headers = {name: value for name, value in request.headers.items() if name != "Authorization"}
    theirs = AWSRequest(
        request.method, f"https://{HOST}{request.path}", headers=headers, data=request.body
    )
    theirs.context["timestamp"] = now.strftime("%Y%m%dT%H%M%SZ")
    auth = SigV4Auth(Credentials(KEY.access_key_id, KEY.secret_access_key), "ses", KEY.region)
    to_sign = auth.string_to_sign(theirs, auth.canonical_request(theirs))
    auth._inject_signature_to_request(theirs, auth.signature(to_sign, theirs))
    return theirs.headers["Authorization"]


@given(
    st.sampled_from(["GET", "POST"]),
    st.text("abcXYZ019-_~ +é", max_size=20),
    PLAIN,
    st.binary(max_size=100),
    MOMENTS,
)
def test_every_call_is_signed_as_botocore_signs_it(method, path, value, body, now):
    request = Request(method, f"/v2/{path}", {"Content-Type": value}, body)
    ours = signed(request, HOST, KEY, now)
    assert ours.headers["Authorization"] == botocores(ours, now)


def test_the_time_is_that_of_the_signature_wherever_the_clock_stands():
    east = NOW.astimezone(dt.timezone(dt.timedelta(hours=5, minutes=30)))
    request = Request("GET", "/v2/email/account", {})
    assert signed(request, HOST, KEY, east) == signed(request, HOST, KEY, NOW)
    assert signed(request, HOST, KEY, NOW).headers["X-Amz-Date"] == "20230901T070500Z"


def test_the_secret_is_not_shown():
    assert "wJalr" not in repr(KEY)

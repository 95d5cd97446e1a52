"""What each ESP says when it does not take what it is given, in its own form, and what that means.

The forms are those of the vendors' references.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fakes.letters import a_batch

READERS = tuple(each.email for each in a_batch().recipients)
AGAIN, ACCEPTED, REJECTED, REFUSED, UNKNOWN = (
    "planned again",
    "accepted",
    "rejected",
    "refused",
    "unknown",
)


@dataclass(frozen=True)
class Said:
    """An ESP's answer, and what it must come to."""

    status: int
    body: object
    outcomes: str | tuple  # of all readers, or of each in their order
    words: str = ""  # of the error
    hint: str = ""
    later: bool = False  # the account is free again by itself
    headers: dict = field(default_factory=dict)


def postmark(code, message="told so"):
    return {"ErrorCode": code, "Message": message}


def taken(number):
    return postmark(0, "OK") | {"To": f"reader{number}@example.com", "MessageID": f"id-{number}"}


def mailjet_taken(number):
    sent = {"Email": f"reader{number}@example.com", "MessageID": number, "MessageUUID": "x"}
    return {"Status": "success", "To": [sent]}


def mailjet_refused(code, status, words="told so"):
    error = {"ErrorCode": code, "StatusCode": status, "ErrorMessage": words}
    return {"Status": "error", "Errors": [error]}


def sendgrid(words):
    return {"errors": [{"message": words, "field": None, "help": None}]}


def sparkpost(words, code="", description=""):
    return {"errors": [{"message": words, "description": description, "code": code}]}


def totals(accepted, rejected):
    told = {"total_accepted_recipients": accepted, "total_rejected_recipients": rejected}
    return {"results": told | {"id": "116"}}


def mandrill(name, code=-1):
    return {"status": "error", "code": code, "name": name, "message": f"told so: {name}"}


def ses(*statuses):
    return {
        "BulkEmailEntryResults": [
            {"Status": each} | ({"MessageId": "x"} if each == "SUCCESS" else {"Error": "told so"})
            for each in statuses
        ]
    }


def amazon(kind):
    return {"x-amzn-ErrorType": kind}


WRONG_KEY = {
    "brevo": Said(
        401, {"code": "unauthorized", "message": "Key not found"}, AGAIN, "401", "api_key"
    ),
    "mailgun": Said(401, "Forbidden", AGAIN, "Forbidden", "key"),
    "mailjet": Said(
        401,
        {
            "ErrorIdentifier": "x",
            "StatusCode": 401,
            "ErrorMessage": "API key authentication failure",
        },
        AGAIN,
        "authentication failure",
        "key",
    ),
    "mandrill": Said(500, mandrill("Invalid_Key"), AGAIN, "Invalid_Key", "api_key"),
    "postmark": Said(401, postmark(10, "Bad or missing token"), AGAIN, "(10)", "server_token"),
    "resend": Said(
        401,
        {"statusCode": 401, "name": "invalid_api_key", "message": "API key is invalid"},
        AGAIN,
        "API key is invalid",
        "api_key",
    ),
    "sendgrid": Said(
        401, sendgrid("The provided authorization grant is invalid"), AGAIN, "grant", "api_key"
    ),
    "ses": Said(
        403,
        {"message": "The security token included in the request is invalid."},
        AGAIN,
        "security token",
        "key",
        headers=amazon("UnrecognizedClientException"),
    ),
    "sparkpost": Said(401, sparkpost("Unauthorized."), AGAIN, "Unauthorized", "api_key"),
}
SUSPENDED = {
    "brevo": Said(
        403, {"code": "permission_denied", "message": "not yet activated"}, AGAIN, "403", "account"
    ),
    "mailgun": Said(
        403, {"message": "Domain is not allowed to send: disabled"}, AGAIN, "disabled", "account"
    ),
    "mailjet": Said(
        401,
        {"ErrorCode": "mj-0001", "StatusCode": 401, "ErrorMessage": "Your account is suspended"},
        AGAIN,
        "suspended",
        "account",
    ),
    "mandrill": Said(500, mandrill("PaymentRequired"), AGAIN, "PaymentRequired", "account"),
    "postmark": Said(422, postmark(413, "Account may not send"), AGAIN, "(413)", "account"),
    "resend": Said(
        403,
        {"statusCode": 403, "name": "forbidden", "message": "suspended"},
        AGAIN,
        "403",
        "account",
    ),
    "sendgrid": Said(403, sendgrid("access forbidden"), AGAIN, "forbidden", "account"),
    "ses": Said(
        400,
        {"message": "restricted"},
        AGAIN,
        "restricted",
        "account",
        headers=amazon("AccountSuspendedException"),
    ),
    "sparkpost": Said(403, sparkpost("Forbidden."), AGAIN, "Forbidden", "account"),
}
INSIDE = [
    (
        "brevo",
        Said(201, {"code": "unauthorized", "message": "x"}, AGAIN, "unauthorized", "api_key"),
    ),
    ("brevo", Said(201, {"messageIds": ["a"]}, UNKNOWN)),
    ("mailgun", Said(200, {"message": "Queued. Thank you."}, UNKNOWN)),
    ("mailgun", Said(200, "Mailgun Magnificent API", UNKNOWN)),
    (
        "mailjet",
        Said(
            200,
            {"Messages": [mailjet_taken(1), mailjet_refused("mj-0013", 400), mailjet_taken(3)]},
            (ACCEPTED, REJECTED, ACCEPTED),
        ),
    ),
    (
        "mailjet",
        Said(
            200,
            {"Messages": [mailjet_taken(1), mailjet_refused("send-0008", 403), mailjet_taken(3)]},
            (ACCEPTED, AGAIN, ACCEPTED),
            "told so",
            "Verify the sender",
        ),
    ),
    ("mailjet", Said(200, {"Messages": [mailjet_refused("mj-0002", 500)] * 3}, UNKNOWN)),
    ("mandrill", Said(200, mandrill("Invalid_Key"), AGAIN, "Invalid_Key", "api_key")),
    ("mandrill", Said(200, mandrill("GeneralError"), UNKNOWN)),
    ("mandrill", Said(500, mandrill("GeneralError"), UNKNOWN)),
    (
        "mandrill",
        Said(
            200,
            [{"email": READERS[0], "status": "rejected", "reject_reason": "unsigned", "_id": "x"}],
            AGAIN,
            "unsigned",
            "domain",
        ),
    ),
    (
        "mandrill",
        Said(
            200,
            [
                {
                    "email": READERS[0],
                    "status": "rejected",
                    "reject_reason": "hard-bounce",
                    "_id": "x",
                }
            ],
            REJECTED,
        ),
    ),
    ("postmark", Said(200, [taken(1), postmark(406), taken(3)], (ACCEPTED, REJECTED, ACCEPTED))),
    (
        "postmark",
        Said(
            200,
            [taken(1), postmark(405), postmark(405)],
            (ACCEPTED, AGAIN, AGAIN),
            "(405)",
            "account",
        ),
    ),
    ("postmark", Said(200, [taken(1), taken(3), taken(2)], UNKNOWN)),
    ("postmark", Said(200, [postmark(300, f"bad: {READERS[1]}")] * 3, REFUSED, "(300)")),
    ("postmark", Said(200, postmark(100, "Maintenance"), AGAIN, "(100)", later=True)),
    (
        "resend",
        Said(
            200,
            {"data": [], "errors": [{"index": n, "message": "no"} for n in (0, 1, 2)]},
            REFUSED,
            "no",
        ),
    ),
    (
        "resend",
        Said(200, {"data": [{"id": "a"}], "errors": [{"index": 1, "message": "no"}]}, UNKNOWN),
    ),
    ("resend", Said(200, {"name": "daily_quota_exceeded", "message": "x"}, AGAIN, "x", "day's")),
    ("sendgrid", Said(200, {}, UNKNOWN)),
    ("sendgrid", Said(202, sendgrid("no"), UNKNOWN)),
    (
        "ses",
        Said(200, ses("SUCCESS", "MESSAGE_REJECTED", "SUCCESS"), (ACCEPTED, REJECTED, ACCEPTED)),
    ),
    (
        "ses",
        Said(
            200,
            ses("SUCCESS", "ACCOUNT_THROTTLED", "SUCCESS"),
            (ACCEPTED, AGAIN, ACCEPTED),
            "told so",
            "rate",
            later=True,
        ),
    ),
    (
        "ses",
        Said(
            200,
            ses("ACCOUNT_SUSPENDED", "SUCCESS", "SUCCESS"),
            (AGAIN, ACCEPTED, ACCEPTED),
            "told so",
            "account",
        ),
    ),
    (
        "ses",
        Said(
            200,
            ses("CONFIGURATION_SET_DOES_NOT_EXIST", "SUCCESS", "SUCCESS"),
            (AGAIN, ACCEPTED, ACCEPTED),
            "told so",
            "configuration_set",
        ),
    ),
    ("ses", Said(200, ses("FAILED", "FAILED", "FAILED"), REFUSED, "told so")),
    ("ses", Said(200, ses("SUCCESS", "A_WORD_OF_NEXT_YEAR", "SUCCESS"), UNKNOWN)),
    ("sparkpost", Said(200, totals(2, 1), UNKNOWN)),
    ("sparkpost", Said(200, totals(0, 3) | sparkpost("no", "2000"), REFUSED, "no")),
    ("sparkpost", Said(200, totals(4, -1), UNKNOWN)),
]
QUOTING = [
    ("brevo", Said(500, {"message": f"failed for {READERS[0].upper()}"}, UNKNOWN, "(a reader)")),
    ("mailgun", Said(400, {"message": f"'to' parameter: {READERS[1]}"}, REFUSED, "(a reader)")),
    ("sendgrid", Said(403, sendgrid(f"not {READERS[0]}"), AGAIN, "(a reader)", "account")),
    ("sparkpost", Said(400, sparkpost("no", "1300", f"not {READERS[2]}"), REFUSED, "(a reader)")),
    ("resend", Said(403, {"name": "invalid_api_key", "message": "key-test is none"}, AGAIN, "…")),
    ("postmark", Said(401, postmark(10, "key-test is none"), AGAIN, "…")),
    ("mandrill", Said(500, mandrill("Invalid_Key") | {"message": "key-test is none"}, AGAIN, "…")),
    ("mailjet", Said(401, {"ErrorCode": "mj-0015", "ErrorMessage": "key-test"}, AGAIN, "…")),
    (
        "ses",
        Said(
            403,
            {"message": "Credential=key-test/2023"},
            AGAIN,
            "…",
            headers=amazon("NotFoundException"),
        ),
    ),
]

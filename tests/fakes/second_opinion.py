"""The calls that django-anymail makes for our message: a second opinion, never in the product.

It needs no Django project: its settings are given here, and its calls are made up and never sent.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field

import django
import requests
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from digest.delivery.fill import fill
from digest.delivery.headers import display_name, quoted


@dataclass(frozen=True)
class Opinion:
    """How django-anymail is asked for the calls of one ESP."""

    settings: dict = field(default_factory=lambda: {"api_key": "key-test"})
    token: str = ""  # its variable at the ESP; empty: each reader has a message of their own
    watches: bool = True  # opens and clicks can be switched off in a call


OPINIONS = {
    "brevo": Opinion(token="{{params.token}}", watches=False),
    "mailgun": Opinion(token="%recipient.token%"),
    "mailjet": Opinion({"api_key": "key-test", "secret_key": "key-test"}, token="[[var:token]]"),
    "mandrill": Opinion(),
    "postmark": Opinion({"server_token": "key-test"}),
    "resend": Opinion(watches=False),
    "sendgrid": Opinion(
        {"api_key": "key-test", "merge_field_format": "-{}-", "generate_message_id": False},
        token="-token-",
    ),
    "ses": Opinion({}, watches=False),
    "sparkpost": Opinion(token="{{token}}"),
}


def calls(esp, letter, batch):
    """Give the calls' content types and bodies."""
    if not settings.configured:
        settings.configure(ANYMAIL={}, USE_TZ=True)
        django.setup()
    opinion = OPINIONS[esp]
    if opinion.token:
        return [_call(esp, _message(opinion, letter, batch, batch.recipients))]
    return [_call(esp, _message(opinion, letter, batch, [each])) for each in batch.recipients]


def _message(opinion, letter, batch, recipients):
    [first, *_] = recipients
    token = opinion.token or first.token
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=fill(letter.text, token),
        from_email=f"{quoted(letter.sender_name)} <{letter.sender_email}>",
        to=[_mailbox(each) for each in recipients],
        reply_to=[letter.reply_to],
        headers={
            "List-Id": f"{letter.list_name} <{letter.list_id}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(fill(letter.html, token), "text/html")
    message.tags = [batch.reference]
    links = {each.email: _link(letter, each) for each in recipients}
    marks = {each.email: {"digest_delivery": str(each.delivery_id)} for each in recipients}
    message.metadata = {"digest_batch": batch.reference}
    if opinion.token:
        message.merge_data = {each.email: {"token": each.token} for each in recipients}
        message.merge_metadata = marks
        message.merge_headers = {email: {"List-Unsubscribe": it} for email, it in links.items()}
    else:
        message.metadata |= marks[first.email]
        message.extra_headers["List-Unsubscribe"] = links[first.email]
    if opinion.watches:
        message.track_opens = message.track_clicks = False
    return message


def _call(esp, message):
    backend = import_string(f"anymail.backends.{_MODULES.get(esp, esp)}.EmailBackend")(
        **OPINIONS[esp].settings
    )
    payload = backend.build_message_payload(message, backend.send_defaults)
    if esp == "ses":
        payload.finalize_payload()
        raw = payload.params["Content"]["Raw"]
        raw["Data"] = base64.b64encode(raw["Data"]).decode()
        return "application/json", json.dumps(payload.params).encode()
    made = requests.Request(**payload.get_request_params(backend.api_url)).prepare()
    body = made.body if isinstance(made.body, bytes) else made.body.encode()
    return made.headers.get("Content-Type", ""), body


_MODULES = {"ses": "amazon_ses"}


def _mailbox(recipient):
    name = display_name(recipient.name)
    return f"{quoted(name)} <{recipient.email}>" if name else recipient.email


def _link(letter, recipient):
    return f"<{fill(letter.unsubscribe_url, recipient.token)}>"

"""Every webhook there is: a table from the kind in config.toml to what verifies and reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pydantic import SecretStr

from digest.model.secret import SecretReference
from digest.transports.settings import CommonSettings, HttpSettings
from digest.transports.webhook import Webhook
from digest.transports.webhooks.brevo import brevo_webhook
from digest.transports.webhooks.mailgun import MailgunWebhook
from digest.transports.webhooks.mailjet import mailjet_webhook
from digest.transports.webhooks.mandrill import MandrillWebhook
from digest.transports.webhooks.postmark import postmark_webhook
from digest.transports.webhooks.resend import ResendWebhook
from digest.transports.webhooks.sendgrid import SendGridWebhook
from digest.transports.webhooks.ses import SesWebhook
from digest.transports.webhooks.sparkpost import sparkpost_webhook

WEBHOOKS: Mapping[str, Callable[[SecretStr], Webhook]] = MappingProxyType(
    {
        "brevo": brevo_webhook,
        "mailgun": MailgunWebhook,
        "mailjet": mailjet_webhook,
        "mandrill": MandrillWebhook,
        "postmark": postmark_webhook,
        "resend": ResendWebhook,
        "sendgrid": SendGridWebhook,
        "ses": SesWebhook,
        "sparkpost": sparkpost_webhook,
    }
)


def open_webhook(
    settings: CommonSettings, secret: Callable[[SecretReference], SecretStr]
) -> Webhook | None:
    """The webhook of a transport; None where it has none, or no secret of its is configured."""
    reference = settings.webhook_secret if isinstance(settings, HttpSettings) else None
    kind = getattr(settings, "kind", "")
    if reference is None or kind not in WEBHOOKS:
        return None
    return WEBHOOKS[kind](secret(reference))

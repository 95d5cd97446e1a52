"""Every transport there is: a table from the kind in config.toml to what opens it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field, SecretStr

from digest.model.secret import SecretReference
from digest.transports.brevo import Brevo, BrevoSettings
from digest.transports.contract import Transport
from digest.transports.esp import Esp
from digest.transports.folder import FolderSettings, FolderTransport
from digest.transports.http import HttpTransport
from digest.transports.mailgun import Mailgun, MailgunSettings
from digest.transports.mailjet import Mailjet, MailjetSettings
from digest.transports.mandrill import Mandrill, MandrillSettings
from digest.transports.postmark import Postmark, PostmarkSettings
from digest.transports.resend import Resend, ResendSettings
from digest.transports.sendgrid import SendGrid, SendGridSettings
from digest.transports.ses import Ses, SesSettings
from digest.transports.smtp import SmtpSettings, SmtpTransport
from digest.transports.smtp_line import Server
from digest.transports.sparkpost import SparkPost, SparkPostSettings
from digest.transports.wire import Wire

_Settings = (
    BrevoSettings
    | FolderSettings
    | MailgunSettings
    | MailjetSettings
    | MandrillSettings
    | PostmarkSettings
    | ResendSettings
    | SendGridSettings
    | SesSettings
    | SmtpSettings
    | SparkPostSettings
)
TransportSettings = Annotated[_Settings, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a transport may need of the place it is opened in."""

    workspace: Path
    secret: Callable[[SecretReference], SecretStr]
    clock: Callable[[], dt.datetime]
    batch_size: int
    at_once: int


def open_transport(
    settings: _Settings,
    *,
    workspace: Path,
    secret: Callable[[SecretReference], SecretStr],
    clock: Callable[[], dt.datetime],
) -> Transport:
    """Open the transport that the settings describe; nothing is called yet.

    Its batches are as large as the settings say, and never more than a second's messages
    of the account's rate.
    """
    batch_size = settings.pace.batch_size(settings.batch_size)
    here = _Surroundings(workspace, secret, clock, batch_size, settings.calls_at_once)
    return TRANSPORTS[settings.kind](settings, here)


def _folder(settings: FolderSettings, here: _Surroundings) -> Transport:
    return FolderTransport(here.workspace / settings.path, batch_size=here.batch_size)


def _mailgun(settings: MailgunSettings, here: _Surroundings) -> Transport:
    esp = Mailgun(settings.domain, here.secret(settings.api_key))
    return _http(esp, settings.base_url, here)


def _smtp(settings: SmtpSettings, here: _Surroundings) -> Transport:
    password = here.secret(settings.password).get_secret_value() if settings.password else None
    return SmtpTransport(
        Server(settings.host, settings.port, settings.security, settings.username, password),
        at_once=here.at_once,
    )


def _brevo(settings: BrevoSettings, here: _Surroundings) -> Transport:
    return _http(Brevo(here.secret(settings.api_key)), settings.base_url, here)


def _ses(settings: SesSettings, here: _Surroundings) -> Transport:
    keys = (here.secret(settings.access_key_id), here.secret(settings.secret_access_key))
    return _http(Ses(settings, *keys, here.clock), settings.host_url, here)


def _postmark(settings: PostmarkSettings, here: _Surroundings) -> Transport:
    esp = Postmark(here.secret(settings.server_token), settings.message_stream)
    return _http(esp, settings.base_url, here)


def _resend(settings: ResendSettings, here: _Surroundings) -> Transport:
    return _http(Resend(here.secret(settings.api_key)), settings.base_url, here)


def _sendgrid(settings: SendGridSettings, here: _Surroundings) -> Transport:
    return _http(SendGrid(here.secret(settings.api_key)), settings.base_url, here)


def _sparkpost(settings: SparkPostSettings, here: _Surroundings) -> Transport:
    return _http(SparkPost(here.secret(settings.api_key)), settings.base_url, here)


def _mandrill(settings: MandrillSettings, here: _Surroundings) -> Transport:
    return _http(Mandrill(here.secret(settings.api_key)), settings.base_url, here)


def _mailjet(settings: MailjetSettings, here: _Surroundings) -> Transport:
    esp = Mailjet(here.secret(settings.api_key), here.secret(settings.secret_key))
    return _http(esp, settings.base_url, here)


def _http(esp: Esp, base_url: str, here: _Surroundings) -> Transport:
    return HttpTransport(
        esp,
        Wire(base_url),
        batch_size=here.batch_size,
        clock=here.clock,
        at_once=here.at_once,
    )


TRANSPORTS: Mapping[str, Callable[[Any, _Surroundings], Transport]] = MappingProxyType(
    {
        "brevo": _brevo,
        "folder": _folder,
        "mailgun": _mailgun,
        "mailjet": _mailjet,
        "mandrill": _mandrill,
        "postmark": _postmark,
        "resend": _resend,
        "sendgrid": _sendgrid,
        "ses": _ses,
        "smtp": _smtp,
        "sparkpost": _sparkpost,
    }
)

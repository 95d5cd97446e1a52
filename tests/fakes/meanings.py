"""What a call to an ESP means, told in one way for all ESPs: who gets what.

A meaning is a flat table for each recipient. What several ESPs have under names of their own has
one name here (``subject``, ``header.List-Id``, ``metadata.digest_batch``, ``opens`` …); whatever
else stands in a call keeps the ESP's name for it, so that nothing is passed over.
Variables are filled as the ESP's own language has it.
"""

from __future__ import annotations

import base64
import json
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP
from email.utils import getaddresses

from fakes.mailgun_rules import parse_form

_SENT_AS_NOTHING = ("", None, [], {})


def meanings(esp, content_type, body):
    """Read a call's body; one table for each recipient, in their order."""
    return [_named(each) for each in _READERS[esp](content_type, body)]


def _mailgun(content_type, body):
    form = parse_form(content_type, body)
    everybody = getaddresses(form.pop("to"))
    [variables] = map(json.loads, form.pop("recipient-variables"))
    for name, email in everybody:
        to = {"name": name, "email": email}
        yield _filled(form | {"to": to}, variables.get(email, {}), r"%recipient\.(.+?)%")


def _sendgrid(_, body):
    asked = json.loads(body)
    shared = {name: it for name, it in asked.items() if name != "personalizations"}
    shared["content"] = {each["type"]: each["value"] for each in asked["content"]}
    for each in asked["personalizations"]:
        own = {name: it for name, it in each.items() if name != "substitutions"} | {
            "to": each["to"][0],
            "headers": asked.get("headers", {}) | each.get("headers", {}),
            "custom_args": asked.get("custom_args", {}) | each.get("custom_args", {}),
        }
        yield _filled(shared | own, each["substitutions"], r"(-[0-9a-f]{32}-|-token-)")


def _postmark(_, body):
    asked = json.loads(body)
    for each in asked if isinstance(asked, list) else [asked]:
        yield each | {"Headers": _pairs(each["Headers"])}


def _brevo(_, body):
    asked = json.loads(body)
    shared = {name: it for name, it in asked.items() if name != "messageVersions"}
    for each in asked["messageVersions"]:
        headers = asked.get("headers", {}) | each.get("headers", {})
        metadata = json.loads(headers.pop("X-Mailin-custom"))
        own = {"to": each["to"][0], "headers": headers, "metadata": metadata}
        yield _filled(shared | own, each.get("params", {}), r"\{\{params\.(\w+)\}\}")


def _mailjet(_, body):
    asked = json.loads(body)
    for each in asked["Messages"]:
        # What stands in a message replaces what stands in Globals under its name.
        own = {name: it for name, it in each.items() if name != "Variables"}
        whole = asked["Globals"] | own | {"To": each["To"][0]}
        whole["EventPayload"] = json.loads(whole["EventPayload"])
        yield _filled(whole, each.get("Variables", {}), r"\[\[var:(\w+)\]\]")


def _resend(_, body):
    asked = json.loads(body)
    for each in asked if isinstance(asked, list) else [asked]:
        yield each | {
            "to": each["to"][0],
            "reply_to": "".join(each["reply_to"]),
            "tags": {tag["name"]: tag["value"] for tag in each.get("tags", ())},
        }


def _sparkpost(_, body):
    asked = json.loads(body)
    shared = {**asked, **asked["content"], **asked["options"]}
    for name in ("content", "options", "recipients", "substitution_data"):
        shared.pop(name, None)
    for each in asked["recipients"]:
        to = each["address"].get("header_to") or each["address"]
        own = {"to": to, "metadata": asked.get("metadata", {}) | each.get("metadata", {})}
        values = asked.get("substitution_data", {}) | each.get("substitution_data", {})
        yield _filled(shared | own, values, r"\{\{\{?(\w+)\}?\}\}")


def _mandrill(_, body):
    asked = json.loads(body)
    shared = {name: it for name, it in asked.items() if name not in {"key", "message"}}
    message = asked["message"]
    sender = {"name": message.pop("from_name"), "email": message.pop("from_email")}
    for each in message["to"]:
        yield shared | message | {"from": sender, "to": each, "as": each["type"]}


def _ses(content_type, body):
    asked = json.loads(body)
    if "Content" in asked:
        return [_written(base64.b64decode(asked["Content"]["Raw"]["Data"]))]
    return _ses_entries(content_type, asked)


def _ses_entries(_, asked):
    content = asked.pop("DefaultContent")["Template"]["TemplateContent"]
    tracking = asked.pop("ConfigurationOverrides")["Tracking"]
    for each in asked.pop("BulkEmailEntries"):
        values = each["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"]
        own = {
            "to": each["Destination"]["ToAddresses"][0],
            "headers": _pairs(each["ReplacementHeaders"]),
            "tags": _pairs(each["ReplacementTags"]),
        }
        yield _filled(asked | tracking | content | own, json.loads(values), r"\{\{(\w+)\}\}")


def _written(message):
    """Read a message that was written here, with its headers and its two bodies."""
    parsed = message_from_bytes(message, policy=SMTP)
    headers = {name: str(value) for name, value in parsed.items()}
    named = {name: headers.pop(name) for name in ("From", "To", "Reply-To", "Subject")}
    for name in ("Date", "Message-ID", "MIME-Version", "Content-Type"):
        headers.pop(name)
    bodies = {
        name: parsed.get_body((kind,)).get_content().replace("\r\n", "\n")
        for name, kind in (("Text", "plain"), ("Html", "html"))
    }
    return named | bodies | {"headers": headers}


_READERS = {
    "brevo": _brevo,
    "mailgun": _mailgun,
    "mailjet": _mailjet,
    "mandrill": _mandrill,
    "postmark": _postmark,
    "resend": _resend,
    "sendgrid": _sendgrid,
    "ses": _ses,
    "sparkpost": _sparkpost,
}

# What ESPs call it, and what it is called here.
_NAMES = {
    "from": "sender From FromEmailAddress",
    "to": "To",
    "reply_to": "ReplyTo replyTo h:Reply-To Reply-To ReplyToAddresses reply_to_list "
    "headers.Reply-To",
    "subject": "Subject",
    "text": "TextBody textContent TextPart content.text/plain Text",
    "html": "HtmlBody htmlContent HTMLPart content.text/html Html",
    "opens": "TrackOpens o:tracking-opens track_opens open_tracking OpenTrackingEnabled "
    "tracking_settings.open_tracking.enable",
    "clicks": "TrackClicks TrackLinks o:tracking-clicks track_clicks click_tracking "
    "ClickTrackingEnabled tracking_settings.click_tracking.enable",
    "tag": "o:tag categories tags CustomCampaign campaign_id Tag",
}
_OUR_NAME = {theirs: ours for ours, names in _NAMES.items() for theirs in names.split()}
_GROUPS = {
    "header.": ("h:", "Headers.", "headers."),
    "metadata.": ("v:", "Metadata.", "custom_args.", "EventPayload.", "tags."),
}
_OFF = ("no", "None", "disabled", "DISABLED", False)


def _named(message):
    named = ((_name(theirs), value) for theirs, value in _flat(message, ""))
    told = {name: _told(name, value) for name, value in named}
    return {name: value for name, value in told.items() if value not in _SENT_AS_NOTHING}


def _name(theirs):
    """Give a field the name it has here; one that only this ESP has keeps its own."""
    if theirs in _OUR_NAME:
        return _OUR_NAME[theirs]
    for group, names in _GROUPS.items():
        for name in names:
            if theirs.startswith(name):
                own = theirs.removeprefix(name)
                return group + (own.title() if group == "header." else own)
    return theirs


def _told(name, value):
    if name in {"from", "to", "reply_to"}:
        return _read(value)
    if name in {"opens", "clicks"}:
        return "off" if value in _OFF else "on"
    if name.startswith("header.") and name != "header.List-Unsubscribe":  # no reader decodes that
        return _decoded(value)
    return value


def _flat(value, path):
    """Walk down to the values; an address is one value, and a list of one is its item."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict) and not {"email", "Email"} & value.keys():
        for name, each in value.items():
            yield from _flat(each, f"{path}.{name}" if path else name)
    else:
        yield path, value


def _pairs(listed):
    return {each["Name"]: each["Value"] for each in listed}


def _read(mailbox):
    """Read an address, in whichever of its forms, as its reader sees it."""
    if isinstance(mailbox, dict):
        small = {name.lower(): value for name, value in mailbox.items()}
        name = _decoded(small.get("name") or "")
        return re.sub(r'^"(.*)"$', r"\1", name), small["email"]
    [(name, email)] = getaddresses([mailbox])
    return _decoded(name), email


def _decoded(value):
    unfolded = re.sub(r"\r?\n(?=\s)", "", str(value))
    return str(make_header(decode_header(unfolded)))


def _filled(value, values, pattern):
    """Put the values in wherever a variable stands, once."""
    if isinstance(value, dict):
        return {name: _filled(each, values, pattern) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, values, pattern) for each in value]
    if isinstance(value, str):
        return re.sub(pattern, lambda match: values.get(match[1], match[0]), value)
    return value

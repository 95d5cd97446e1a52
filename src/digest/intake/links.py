"""Links: without what follows a reader about, and brought to one form to be compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

# Parameters that say who clicked where, and nothing of the page; by who adds them.
_TRACKING: Mapping[str, str] = MappingProxyType(
    {
        "Google Ads and Analytics": "gclid gclsrc dclid gbraid wbraid srsltid _ga _gl",
        "Facebook and Instagram": "fbclid igsh igshid mibextid",
        "Microsoft Advertising": "msclkid",
        "Yandex": "yclid ysclid _openstat",
        "X, TikTok, LinkedIn, Pinterest": "twclid ttclid li_fat_id epik",
        "Mailchimp": "mc_cid mc_eid mc_tc",
        "HubSpot": "_hsenc _hsmi __hssc __hstc __hsfp hsctatracking",
        "Adobe Marketo": "mkt_tok",
        "MailerLite": "ml_subscriber ml_subscriber_hash",
        "Vero, Omeda, Drip": "vero_id oly_enc_id oly_anon_id __s",
        "Matomo, from before its parameters had a prefix of their own": "piwik_campaign piwik_kwd",
    }
)
_NAMES = frozenset(name for line in _TRACKING.values() for name in line.split())
# Every analytics program reads the first (the "Urchin Tracking Module"); Matomo the others.
_PREFIXES = ("utm_", "mtm_", "pk_")

_PORTS: Mapping[str, int] = MappingProxyType({"http": 80, "https": 443})
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
# What may stand in a path or a query as it is (https://www.rfc-editor.org/rfc/rfc3986#appendix-A);
# "%" because escapes that are needed stand there already.
_KEPT = "%/?:@!$&'()*+,;=-._~"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_FRONT_PAGE = re.compile(
    r"(?:/[a-z]{2}(?:[-_][a-z]{2})?)?(?:/(?:index|home|default)(?:\.[a-z]{2,5})?)?", re.IGNORECASE
)


def without_tracking(url: str) -> str:
    """A link without the parameters that follow its reader about; the rest is not touched."""
    page, hash_sign, fragment = url.partition("#")
    address, question_mark, query = page.partition("?")
    parts = query.split("&")
    kept = [part for part in parts if not _is_tracking(part.partition("=")[0])]
    if len(kept) == len(parts) or address.casefold().startswith("mailto:"):
        return url
    shorter = f"{address}{question_mark}{'&'.join(kept)}" if any(kept) else address
    return f"{shorter}{hash_sign}{fragment}"


def link_key(url: str) -> str | None:
    """What two links to one page have in common; None where it is no page in particular.

    Host and escapes are in one case, http is https, and "www.", a default port, a last slash, the
    fragment and tracking do not count. A site's front page is where everything is to be found, and
    a mailbox is no page.
    """
    try:
        parts = urlsplit(without_tracking(url.strip()))
        host = _host(parts)
        path, query = _normal(parts.path).rstrip("/"), _normal(parts.query)
    except ValueError:  # half characters among them
        return None
    is_front = not query and _FRONT_PAGE.fullmatch(path)
    if parts.scheme not in _PORTS or not host or is_front:
        return None
    return f"{host}{path}{'?' if query else ''}{query}"


def _is_tracking(name: str) -> bool:
    name = name.casefold()
    return name in _NAMES or name.startswith(_PREFIXES)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if not host.isascii():
        with suppress(UnicodeError):  # what no domain can be called is compared as written
            host = host.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host  # an address of IPv6 (RFC 3986, 3.2.2)
    is_usual = parts.port in (None, _PORTS.get(parts.scheme))
    return host if is_usual else f"{host}:{parts.port}"


def _normal(text: str) -> str:
    """Escapes in upper case and only where they are needed.

    https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2
    """
    return _ESCAPE.sub(_escape, quote(text, safe=_KEPT))


def _escape(match: re.Match[str]) -> str:
    character = unquote_to_bytes(match[0]).decode("latin-1")
    return character if _UNRESERVED.fullmatch(character) else match[0].upper()

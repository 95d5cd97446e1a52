"""What can be said of an issue's content: its items, their links, their pictures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from digest.checks.code import Code, error, warning

CONTENT: Mapping[str, Code] = MappingProxyType(
    {
        "empty-issue": error(
            "The issue has no item.", "Accept a submission, or place one in this issue."
        ),
        "items-left-out": warning(
            "A limit keeps items out of a section.",
            "Raise the section's limit or max_per_organisation, or place the items elsewhere.",
        ),
        "no-section": warning(
            "No section takes items of this kind, so an item stands nowhere.",
            "Name the kind in the kinds of a section under [issue] sections, or change the item's.",
        ),
        "nothing-for-segment": warning(
            "Nothing in the issue is for a segment, so its readers are skipped.",
            "Place items in its sections, or leave it: its readers get the next issue.",
        ),
        "no-text": warning("An item has no text.", "Add a sentence or two, or ask the member."),
        "no-link": warning(
            "A call or a publication does not say where to find it.",
            "Add its link, or ask the member.",
        ),
        "text-cut": warning(
            "A text ends in the middle, and no link leads to the rest.",
            "Add the item's link, or let its text end with a sentence.",
        ),
        "event-over": warning(
            "An event is over on the day the schedule sends the issue.",
            "Take it out, or turn it into a report.",
        ),
        "deadline-past": warning(
            "A deadline has passed on the day the schedule sends the issue.",
            "Take the call out of the issue.",
        ),
        "repeated": warning(
            "An item, or its link, stood in an issue that was sent. A call that comes again before"
            " its deadline is meant to.",
            "Take it out with `digest issue remove`, or leave it where something is new about it.",
        ),
        # Links
        "insecure-link": warning(
            "A link is not encrypted (http).", "Try the same address with https."
        ),
        "placeholder-link": warning(
            "Links lead to names that are reserved for examples, such as example.org: nobody is"
            " there (RFC 2606).",
            "Write the addresses that are meant, or take the links out.",
        ),
        "private-link": warning(
            "A link leads into a private network, where readers cannot follow. Nothing was called.",
            "Write the address that readers outside can open, or ask the member.",
        ),
        "unreachable-link": warning(
            "A link was asked for and is not there: the message says why. A good answer counts for"
            " a day, a bad one for an hour.",
            "Open it in a browser. Correct the link, or ask the member; a site that keeps programs"
            " out may be open to people.",
        ),
        "links-not-checked": warning(
            "Links could not be asked for: this machine seems to be offline, or there was no time.",
            "Run `digest check` again later, or with --no-links to leave links out.",
        ),
        # Pictures
        "missing-alt": warning(
            "A picture has no description for those who do not see it.",
            "Say what it shows, as image_alt.",
        ),
        "missing-picture": warning(
            "The file of a picture is not in the folder images any more.",
            "Put it back from a backup, or hand it in again with "
            "`digest submissions edit ID --set image=FILE`.",
        ),
        "heavy-picture": warning(
            "The file of a picture has more than 200,000 bytes: on a phone it comes late.",
            "Hand it in smaller, or as JPEG: `digest submissions edit ID --set image=FILE`.",
        ),
    }
)

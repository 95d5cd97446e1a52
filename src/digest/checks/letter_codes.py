"""What can be said of a letter: of one variant of the issue, as it was rendered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from digest.checks.code import Code, error, warning

LETTER: Mapping[str, Code] = MappingProxyType(
    {
        "no-unsubscribe-link": error(
            "The unsubscribe link is missing.",
            "Write issue.unsubscribe_url in the templates mail_only.html.j2 and issue.txt.j2.",
        ),
        "no-postal-address": error(
            "The postal address is missing.",
            "Write issue.postal_address in the templates footer.mjml.j2 and issue.txt.j2.",
        ),
        "no-plain-text": error(
            "The plain text is empty.", "Mend the template issue.txt.j2, which writes it."
        ),
        "no-view-online-link": warning(
            "The link to the issue on the web is missing.",
            "Write issue.view_online_url in the templates mail_only.html.j2 and issue.txt.j2.",
        ),
        "empty-variant": warning(
            "A variant has no item: the readers of this segment get an empty letter.",
            "Give the segment more sections under [newsletter] segments, or place items in them.",
        ),
        "empty-section": warning(
            "A section has a heading and nothing below it.",
            "Mend the template section.mjml.j2, or place items in the section.",
        ),
        # The line of the inbox
        "subject-length": warning(
            "The subject is longer than 70 characters: phones cut it off.",
            "Choose a shorter title for the newsletter.",
        ),
        "preheader-length": warning(
            "The preheader is not between 40 and 130 characters long.",
            "It is made of the first items' headings: give the first items a title or a text.",
        ),
        # Size. `digest` itself shortens an issue that is too large, so only a template of the
        # workspace's own can still bring it over: a warning, for the letter can be read online.
        "html-too-large": warning(
            "The HTML has more than 100,000 bytes as it is sent, and Gmail cuts it off:"
            " the unsubscribe link at the end is hidden with the rest.",
            "Make your own templates shorter: items shorten by themselves, templates do not.",
        ),
        "shortened": warning(
            "To keep the HTML under 100,000 bytes texts were shortened, or items stand as one line"
            " or in the archive only. Links lead from there to the whole.",
            "Nothing needs to be done. Fewer or shorter items leave room for whole texts.",
        ),
        # Links
        "malformed-link": warning(
            "A link's address is none that a mail program can open.",
            "Write it as in a browser's address bar, with https:// before it.",
        ),
        "dead-anchor": warning(
            "A link within the letter leads to a place that is not there.",
            "Give the place its id, or take the link out of the template.",
        ),
        "link-without-words": warning(
            "A link has no words, so it cannot be heard or seen.",
            'Write words into it, or what its picture shows as alt="…".',
        ),
        "ambiguous-link": warning(
            "The same words lead to different places: read out by themselves nobody knows which.",
            "Let each link say where it leads, such as “Read more about …”.",
        ),
        # How it is built
        "no-language": warning(
            "The HTML does not say its language (lang), or says another: a screen reader reads"
            " it out in the wrong one.",
            'Write lang="{{ issue.language }}" at <mjml> in the template issue.mjml.j2.',
        ),
        "no-direction": warning(
            "The HTML does not say which way it is read (dir), or says the wrong one.",
            'Write dir="{{ issue.direction }}" at <mjml> in the template issue.mjml.j2.',
        ),
        "no-title": warning(
            "The HTML has no title.",
            "Write issue.subject as <mj-title> in the template issue.mjml.j2.",
        ),
        "missing-role": warning(
            "A role is missing: a table that only lays out is read out cell by cell.",
            'Write role="presentation" at tables without headings.',
        ),
        "heading-order": warning(
            "The headings are in no order: one h1, and below each level the next.",
            "Mend the template that writes them; the message names the first that is out of order.",
        ),
        "low-contrast": warning(
            "Words are hard to read on what they stand on, in the light or in the dark: less than"
            " 4.5:1, or 3:1 where they are large (WCAG 2.2, 1.4.3).",
            "Choose darker or lighter colours, in your template or under [newsletter] brand.",
        ),
        "text-differs": warning(
            "The plain text lacks a heading or a link of the HTML, or has them in another order.",
            "Bring issue.txt.j2 in line with the HTML templates; the message names the first.",
        ),
        "leftover": warning(
            "A piece of template stands in the issue as it is.",
            "Mend the template it comes from; the piece is quoted.",
        ),
        "unsupported-feature": warning(
            "Gmail, Outlook, Apple Mail, Yahoo Mail or Samsung Email does not understand something"
            " in the HTML, and shows the letter without it.",
            "Look whether the letter can be read without it, or write it in another way.",
        ),
        # Pictures
        "image-without-alt": warning(
            "An image has no alternative text.",
            'Say what it shows, or write alt="" where it only decorates.',
        ),
        "image-format": warning(
            "An image is not PNG, JPEG or GIF: not every mail program shows it.",
            "Save it as PNG or JPEG.",
        ),
        "image-width": warning(
            "An image does not say its width, or is wider than the letter: Outlook then shows it"
            " in its full size.",
            'Write width="…", in pixels and 640 at most.',
        ),
        "heavy-pictures": warning(
            "The pictures of a letter have more than 1,000,000 bytes together.",
            "Take pictures out, or hand the heaviest in smaller.",
        ),
    }
)

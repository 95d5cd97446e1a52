"""What of a letter's HTML some mail program does not understand, by a table of facts.

The five looked at are Gmail (on the web, iOS and Android), Outlook (Windows, Mac, on the web, iOS
and Android), Apple Mail, Yahoo Mail and Samsung Email. What stands in comments for Outlook is
Outlook's own and is not looked at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from lxml.html import HtmlElement

from digest.checks.codes import finding
from digest.checks.css import Declaration, Rule, declarations
from digest.checks.explained import EXPLAINED
from digest.checks.letter import Letter
from digest.model.finding import Finding

CLIENTS: Mapping[str, str] = MappingProxyType(
    {
        "gmail": "Gmail",
        "outlook": "Outlook",
        "apple": "Apple Mail",
        "yahoo": "Yahoo Mail",
        "samsung": "Samsung Email",
    }
)
_SYSTEMS: Mapping[str, str] = MappingProxyType(
    {"web": "web", "windows": "Windows", "mac": "Mac", "ios": "iOS", "android": "Android"}
)
_FUNCTION = re.compile(r"([a-z-]+)\(")
_UNIT = re.compile(r"(?<![\w#.-])-?(?:\d+\.?\d*|\.\d+)([a-z]+)")
_WORD = re.compile(r"[a-z-]+")
_PSEUDO = re.compile(r"::?[a-z-]+")
_ASIDE = re.compile(r"\[[^\]]*\]|\([^()]*\)")
_ASKED = re.compile(r"\(\s*([a-z-]+)")
_CHAINED = re.compile(r"\.[\w-]+\.[\w-]")
_TYPES: Mapping[str, str] = MappingProxyType({"input": "text", "button": "submit"})
_OLD_PSEUDO = frozenset((":before", ":after", ":first-letter", ":first-line"))


@dataclass(frozen=True, slots=True)
class Feature:
    """Something of HTML or CSS, and who does not understand it."""

    name: str
    finds: tuple[str, ...]
    lacks: tuple[str, ...]  # "gmail", "outlook.windows"

    @property
    def without(self) -> str:
        """Who does not understand it, in words."""
        named = {each.partition(".")[0]: None for each in self.lacks}
        return ", ".join(map(self._client, named))

    def _client(self, client: str) -> str:
        some = (each.partition(".") for each in self.lacks)
        systems = ", ".join(_SYSTEMS[s] for name, _, s in some if name == client and s)
        return f"{CLIENTS[client]} ({systems})" if systems else CLIENTS[client]


@lru_cache(maxsize=1)
def features() -> tuple[Feature, ...]:
    """The table of facts, which travels with the program."""
    text = files("digest.checks").joinpath("client_support.toml").read_text("utf-8")
    return tuple(
        Feature(name, tuple(row["finds"]), tuple(row["lacks"].split()))
        for name, row in tomllib.loads(text).items()
    )


@lru_cache(maxsize=1)
def _watched() -> Mapping[str, Feature]:
    """What is looked for, by how it is found."""
    told = (each for each in features() if each.name not in EXPLAINED)
    return {sign: each for each in told for sign in each.finds}


def check_clients(letter: Letter) -> Iterator[Finding]:
    """One finding for every feature of a letter that a mail program does not understand."""
    told: dict[str, None] = {}
    for sign, place in _found(letter):
        feature = _watched()[sign]
        if feature.name not in told:
            told[feature.name] = None
            yield finding(
                "unsupported-feature",
                letter.where,
                f"“{sign}”, in {place}, is not understood by {feature.without}.",
            )


def signs_of(letter: Letter) -> frozenset[str]:
    """Every sign of the table that a letter has, the explained ones left out."""
    return frozenset(sign for sign, _place in _found(letter))


def _found(letter: Letter) -> Iterator[tuple[str, str]]:
    watched = _watched().keys()
    for element in letter.elements:
        place = f"<{element.tag}>"
        for sign in (*_of_element(element), *_of_style(element.get("style", ""))):
            if sign in watched:
                yield sign, place
    for _media, sheet in letter.sheets:
        for rule in sheet.rules:
            yield from ((sign, rule.selectors[0]) for sign in _of_rule(rule) if sign in watched)
        for at_rule in sheet.at_rules:
            yield from ((sign, at_rule) for sign in _of_at_rule(at_rule) if sign in watched)


def _of_element(element: HtmlElement) -> Iterator[str]:
    tag = str(element.tag)
    yield f"<{tag}>"
    yield f"<{tag} type={element.get('type', _TYPES.get(tag, '')).lower()}>"
    for name, value in element.attrib.items():
        yield f"{name}="
        if name == "name" and element.tag == "meta":
            yield f"<meta name={value.lower()}>"
        elif name == "href" and value.startswith("#"):
            yield "href=#"


@lru_cache(maxsize=2048)
def _of_style(text: str) -> frozenset[str]:
    return frozenset(sign for each in declarations(text) for sign in _of_declaration(each))


def _of_declaration(declared: Declaration) -> Iterator[str]:
    name, value = declared.name, declared.value.lower()
    yield "--*" if name.startswith("--") else name
    for function in _FUNCTION.findall(value):
        yield f"{function}()"
        yield f"{name}: {function}()"
    yield from (f"1{unit}" for unit in _UNIT.findall(value))
    yield from (f"{name}: {word}" for word in _WORD.findall(value))


@lru_cache(maxsize=512)
def _of_rule(rule: Rule) -> frozenset[str]:
    signs = [sign for each in rule.declarations for sign in _of_declaration(each)]
    if any(not each.startswith("@") for each in rule.within):
        signs.append("{ { } }")
    for selector in rule.selectors:
        signs += _of_selector(selector.lower())
    return frozenset(signs)


def _of_selector(selector: str) -> Iterator[str]:
    bare = _ASIDE.sub("", selector).strip()
    for pseudo in _PSEUDO.findall(bare):
        yield f":{pseudo}" if pseudo in _OLD_PSEUDO else pseudo
        yield f"{pseudo}()"
    yield from (f"E {sign} F" for sign in ">+~" if sign in bare)
    if any(each.strip() for each in re.split(r"[>+~]", bare) if " " in each.strip()):
        yield "E F"
    if "[" in selector:
        yield "E[x]"
    if "*" in bare:
        yield "*"
    if _CHAINED.search(bare):
        yield "E.x.y"


def _of_at_rule(text: str) -> Iterator[str]:
    name = text.split("(", maxsplit=1)[0].split(maxsplit=1)[0].lower()
    yield name
    yield from (f"{name} {feature}" for feature in _ASKED.findall(text.lower()))

"""What a template is told when it asks for what it does not get."""

from __future__ import annotations

from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.utils import missing

ASK_FIRST = "Ask first whether it is there, as in {% if one.link %}{{ one.link.url }}{% endif %}."
_SPOKEN = {
    "bool": "yes or no",
    "builtin_function_or_method": "function",
    "dict": "mapping",
    "float": "number",
    "int": "number",
    "loopcontext": "loop",
    "mappingproxy": "mapping",
    "markup": "text",
    "method": "function",
    "str": "text",
    "templatemodule": "template",
    "templatereference": "template",
    "tuple": "list",
    "type": "function",
}


class NotForTemplatesError(SecurityError):
    """A template asks for what the sandbox does not give."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UnknownNameError(UndefinedError):
    """A template asks for what is not there; it keeps what was asked of what."""

    def __init__(self, message: str, *, name: object, owner: object) -> None:
        super().__init__(message)
        self.name = name
        self.owner = owner  # None too, where it was asked of nothing
        self.is_variable = owner is missing


def named(kind: type) -> str:
    """What a type is called in docs/templates.md."""
    name = kind.__name__.removesuffix("View").lower()
    return _SPOKEN.get(name, name)


def spoken(kind: type) -> str:
    """What one of a type is called in a sentence."""
    name = named(kind)
    article = "an" if name[0] in "aeiou" else "a"
    return name if name.endswith("s") else f"{article} {name}"

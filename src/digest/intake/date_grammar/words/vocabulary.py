"""What a language's table holds beside the names that the CLDR knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, in lower case, with blanks between.

    ``_`` joins the words of an expression ("no_later_than"). The letters are those of
    ``lexicon``; a name or number with an ending of class f, u or p has that word behind it:
    Turkish "eylül'den" is September and "from".
    """

    words: Mapping[str, str]  # the words of each class
    months: tuple[str, ...] = ()  # further forms, January to December; "." for none
    weekdays: tuple[str, ...] = ()  # further forms, Monday to Sunday
    endings: Mapping[str, str] = field(default_factory=dict)  # of names, by their class
    tails: Mapping[str, str] = field(default_factory=dict)  # of numbers, by their class

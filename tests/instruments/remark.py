"""What an instrument says about a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: about which file, of which kind, and in words."""

    file: str
    code: str  # a rule's name, a feature's name
    message: str
    where: str = ""

"""What an issue is rendered with, beside its content and its templates."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.project import Project
from digest.model.settings import NewsletterSettings


@dataclass(frozen=True, slots=True)
class RenderSetting:
    """The newsletter, its projects, its address on the web, and which variant is meant."""

    newsletter: NewsletterSettings
    projects: tuple[Project, ...]
    public_url: str
    language: str
    segment: str = ""  # the name of one of the newsletter's segments; empty: everybody else

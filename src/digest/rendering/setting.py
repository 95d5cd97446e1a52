"""What an issue is rendered with, beside its content and its templates."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.project import Project
from digest.model.settings import NewsletterSettings


@dataclass(frozen=True, slots=True)
class RenderSetting:
    """The newsletter, its projects, its address on the web, and the language of a variant."""

    newsletter: NewsletterSettings
    projects: tuple[Project, ...]
    public_url: str
    language: str

"""``[[source]]``: one settings model for each kind of source."""

from __future__ import annotations

from digest.sources.folder import FolderSettings

# a second kind makes this a union, told apart by its key ``kind``
SourceSettings = FolderSettings

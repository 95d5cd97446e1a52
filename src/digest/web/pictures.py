"""Our copies of pictures, as the web shows them: by name, and no other file of the workspace."""

from __future__ import annotations

from fastapi.responses import FileResponse, Response

from digest.model.picture import picture_name
from digest.store.pictures import Pictures

FOR_EVER = "public, max-age=31536000, immutable"  # a name stands for these bytes and no others


def picture_response(pictures: Pictures, name: str) -> Response | None:
    """The answer with a picture; None where there is none of that name."""
    wanted = picture_name(name)
    file = wanted and pictures.file(wanted)
    return FileResponse(file, headers={"Cache-Control": FOR_EVER}) if file else None

"""Templates from disk: the packaged ones, and the workspace's own in place of single ones."""

from __future__ import annotations

import difflib
from pathlib import Path

from digest.errors import RenderError
from digest.rendering.templates import Templates, TemplateSource

_LARGEST = 1_000_000  # bytes; a template of this size is something else


def read_templates(packaged: Path, override: Path | None) -> Templates:
    """Every packaged template, or the file of the same name in the workspace's folder.

    Args:
        packaged: the folder that travels with the package.
        override: the workspace's ``templates`` folder; it need not exist.

    Raises:
        RenderError: a file cannot be read, or has a name that no packaged template has.
    """
    known = {source.name: source for source in _read(packaged)}
    if not known:
        raise RenderError(
            "there are no templates in this folder",
            template=str(packaged),
            hint="The package is incomplete: install it again.",
        )
    own = {} if override is None else {source.name: source for source in _read(override)}
    for source in own.values():
        if source.name not in known:
            raise _unknown(source, tuple(known))
    return {**known, **own}


def _read(folder: Path) -> tuple[TemplateSource, ...]:
    """The files of a folder by name; hidden files and editors' backups are no templates."""
    try:
        files = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as problem:
        raise RenderError(_reason(problem), template=str(folder)) from problem
    return tuple(_source(file) for file in files if _is_meant(file))


def _is_meant(file: Path) -> bool:
    return not file.name.startswith((".", "#")) and not file.name.endswith(("~", ".swp", ".bak"))


def _source(file: Path) -> TemplateSource:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise RenderError(f"is larger than {_LARGEST} bytes", template=str(file))
        return TemplateSource(file.name, content.decode("utf-8-sig"), str(file))
    except OSError as problem:
        raise RenderError(_reason(problem), template=str(file)) from problem
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise RenderError(
            "is not UTF-8 text", template=str(file), line=line, hint="Save the file as UTF-8."
        ) from problem


def _reason(problem: OSError) -> str:
    return f"cannot be read: {problem.strerror or problem}"


def _unknown(source: TemplateSource, known: tuple[str, ...]) -> RenderError:
    near = difflib.get_close_matches(source.name, known, n=1)
    names = ", ".join(known)
    return RenderError(
        "is no template of the newsletter" + (f"; did you mean {near[0]}?" if near else ""),
        template=source.path,
        hint=f"A file here takes the place of the packaged one of the same name: {names}.",
    )

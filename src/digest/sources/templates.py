"""Templates from disk: the packaged ones, and the workspace's own in place of single ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from digest.errors import RenderError
from digest.rendering.templates import Templates, TemplateSource

PLAIN = "calm"  # the theme the packaged templates are themselves
_THEMES = "themes"
_PACKAGED = "packaged/"
_BLOCK = re.compile(r"{%[-+]?\s*(end)?block\b[ \t]*(\w*)")
_EXTENDS = re.compile(r"{%[-+]?\s*extends\s+[\"']packaged/([^\"']+)[\"']")
_LARGEST = 1_000_000  # bytes; a template of this size is something else


def read_templates(packaged: Path, override: Path | None, theme: str = PLAIN) -> Templates:
    """Every packaged template, or the theme's of the same name, or the workspace's own.

    What a file of the workspace takes the place of is still there as ``packaged/NAME``: so a
    file may extend it and replace one of its blocks.

    Args:
        packaged: the folder that travels with the package; its themes lie in ``themes``.
        override: the workspace's ``templates`` folder; it need not exist.
        theme: the design whose templates come before the packaged ones.

    Raises:
        RenderError: a file cannot be read, has a name that no packaged template has, or fills a
            block that what it extends does not have.
    """
    known = {each.name: each for each in _read(packaged) if not each.name.startswith(_THEMES)}
    if not known:
        raise RenderError(
            "there are no templates in this folder",
            template=str(packaged),
            hint="The package is incomplete: install it again.",
        )
    known |= {each.name: each for each in _read(packaged / _THEMES / theme)}
    own = {} if override is None else {source.name: source for source in _read(override)}
    for source in own.values():
        if source.name not in known:
            raise _unknown(source, tuple(known))
        _refuse_lost_blocks(source, known)
    extended = (replace(known[name], name=f"{_PACKAGED}{name}") for name in own)
    return {**known, **{each.name: each for each in extended}, **own}


def _read(folder: Path) -> tuple[TemplateSource, ...]:
    """The files of a folder and of those in it, by name; editors' backups are no templates."""
    try:
        files = sorted(each for each in folder.rglob("*") if each.is_file() or each.suffix == ".j2")
    except OSError as problem:
        raise RenderError(_reason(problem), template=str(folder)) from problem
    named = ((file, file.relative_to(folder)) for file in files)
    return tuple(_source(file, name.as_posix()) for file, name in named if _is_meant(name))


def _is_meant(name: Path) -> bool:
    is_hidden = any(part.startswith((".", "#")) for part in name.parts)
    return not is_hidden and not name.name.endswith(("~", ".swp", ".bak"))


def _source(file: Path, name: str) -> TemplateSource:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise RenderError(f"is larger than {_LARGEST} bytes", template=str(file))
        return TemplateSource(name, content.decode("utf-8-sig"), str(file))
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


def _refuse_lost_blocks(source: TemplateSource, known: Templates) -> None:
    """A block that what is extended does not have would be shown nowhere, without a word."""
    extends = _EXTENDS.search(source.text)
    if extends is None or extends[1] not in known:
        return
    there = [name for name, _line in _outer_blocks(known[extends[1]].text, depth=99)]
    for name, line in _outer_blocks(source.text, depth=1):
        if name not in there:
            near = difflib.get_close_matches(name, there, n=1)
            raise RenderError(
                f"{extends[1]} has no block {name!r}",
                template=source.path,
                line=line,
                hint=f"Did you mean {near[0]}?" if near else f"There are: {', '.join(there)}.",
            )


def _outer_blocks(text: str, *, depth: int) -> Iterator[tuple[str, int]]:
    """The blocks of a template that stand in fewer than so many others, each with its line."""
    within = 0
    for found in _BLOCK.finditer(text):
        is_end, name = found.groups()
        within += -1 if is_end else 1
        if not is_end and within <= depth:
            yield name, text.count("\n", 0, found.start()) + 1

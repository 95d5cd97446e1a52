"""Options that may stand anywhere on the command line."""

from __future__ import annotations

_CONFIG, _JSON = "--config", "--json"


def common_last(arguments: list[str]) -> list[str]:
    """Move --config and --json behind the command's own words.

    So ``digest --config FILE send 2023-09`` is ``digest send 2023-09 --config FILE``.
    What stands behind a bare ``--`` is left alone.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    words, rest = arguments[:end], arguments[end:]
    own: list[str] = []
    common: list[str] = []
    while words:
        word = words.pop(0)
        if word == _JSON or word.startswith(f"{_CONFIG}="):
            common.append(word)
        elif word == _CONFIG and words:
            common += [word, words.pop(0)]
        else:
            own.append(word)
    return [*own, *common, *rest]

"""html-validate and vnu over many files at once: what takes long is that they start."""

import json
import subprocess
import tempfile
from pathlib import Path

from instruments.installed import MODULES
from instruments.remark import Remark

# Every rule it recommends. What is no fault here is allowed with a reason, not switched off.
_CONFIG = {"root": True, "extends": ["html-validate:recommended"]}


def html_validate(files):
    """What html-validate says about HTML files."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.json"
        config.write_text(json.dumps(_CONFIG), "utf-8")
        # Into a file: it ends before all of a long answer is through a pipe.
        answer = Path(folder) / "answer.json"
        options = ("--config", config, "--formatter", f"json={answer}")
        done = _run(MODULES / ".bin" / "html-validate", *options, *files)
        said = _read(answer.read_text("utf-8") if answer.exists() else "", done)
    return [
        Remark(
            page["filePath"],
            each["ruleId"],
            each["message"],
            f"line {each['line']}: {each.get('selector') or ''}",
        )
        for page in said
        for each in page["messages"]
    ]


def vnu(files):
    """What the Nu HTML checker, the W3C's, says about HTML files and style sheets."""
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    options = ("--format", "json", "--stdout", "--exit-zero-always", "--also-check-css")
    done = _run("java", "-jar", jar, *options, *files)
    said = _read(done.stdout, done)
    return [
        Remark(
            each["url"].removeprefix("file:"),
            each.get("subType") or each["type"],
            each["message"],
            f"line {each.get('lastLine', '?')}: {each.get('extract', '')}",
        )
        for each in said["messages"]
    ]


def _run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


def _read(answer, done):
    if not answer.strip():
        raise RuntimeError(f"{done.args} gave no answer: {done.stderr}")
    return json.loads(answer)

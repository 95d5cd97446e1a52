"""caniemail's facts about ten mail programs, held against emails."""

import json
import subprocess

from instruments.installed import FOLDER
from instruments.remark import Remark

PROGRAMS = (
    "gmail.desktop-webmail",
    "gmail.ios",
    "gmail.android",
    "outlook.windows",
    "outlook.macos",
    "outlook.outlook-com",
    "apple-mail.macos",
    "apple-mail.ios",
    "yahoo.desktop-webmail",
    "samsung-email.android",
)


def caniemail(files):
    """What the ten programs lack of the features that the files use: a remark for each program.

    A file whose styles caniemail cannot parse has one remark, ``unreadable``.
    """
    command = ["node", FOLDER / "caniemail.mjs", ",".join(PROGRAMS), *files]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    found = {
        (each["file"], each["feature"], f"{each['client']}: {each['support']}"): each["notes"]
        for each in json.loads(done.stdout)
    }
    return [
        Remark(file, feature, support, " ".join(notes))
        for (file, feature, support), notes in found.items()
    ]

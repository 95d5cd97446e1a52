#!/bin/sh
# Makes .venv with the first Python >= 3.11 of this machine (or $PYTHON), and installs into it
# what requirements.lock pins. Called by `make setup`; safe to call again.
set -eu
cd "$(dirname "$0")/.."

fits='import sys; sys.exit(sys.version_info < (3, 11))'

refuse() {
    printf 'error: %s\nhint: %s\n' "$1" "$2" >&2
    exit 2
}

if ! .venv/bin/python -c "$fits" 2>/dev/null; then
    found=
    for each in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if "$each" -c "$fits" 2>/dev/null; then found=$each && break; fi
    done
    [ -n "$found" ] || refuse \
        "no Python 3.11 or newer was found (looked for: ${PYTHON:-python3, python3.13, python3.12, python3.11, python})" \
        "Install one, or name it: make setup PYTHON=/path/to/python3"
    "$found" -c 'import ensurepip, venv' 2>/dev/null || refuse \
        "$found cannot make virtual environments: its module venv or ensurepip is missing" \
        "On Debian and Ubuntu: apt install python3-venv"
    echo "Making .venv with $("$found" --version) ..."
    "$found" -m venv --clear .venv
fi

echo "Installing the packages of requirements.lock ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes --requirement requirements.lock
# Everything it is built with is in the lock, so nothing else is fetched.
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-index --no-deps --no-build-isolation --editable .
touch .venv/.ready

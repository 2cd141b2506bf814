#!/bin/sh
# Makes .venv and installs what the given requirements files pin: environment.sh requirements.txt …
set -eu
cd "$(dirname "$0")/.."

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
# Asking pip, not only for the folder: an interrupted first start leaves half an environment.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$python" >/dev/null && "$python" -c "$new_enough"; then break; fi
        python=
    done
    if [ -z "$python" ]; then
        echo "Python 3.11 or newer is needed; this machine has $(python3 --version 2>&1 || echo none)." >&2
        exit 1
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$python cannot make virtual environments. On Debian: apt-get install python3-venv" >&2
        exit 1
    fi
    "$python" -m venv --clear .venv
fi

for file in "$@"; do set -- "$@" -r "$file"; shift; done
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input "$@"

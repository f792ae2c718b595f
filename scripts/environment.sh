#!/bin/sh
# Make .venv if it is not there and install Wengert with one set of extras: run, dev, peers, bench or docs.
# Says in one line what is missing when the machine cannot do it.
set -eu

extra=$1
venv=.venv

fail() {
    echo "wengert: $1" >&2
    exit 1
}

# A name on the PATH proves nothing (a version manager leaves stand-ins for versions it does not run), so each is tried.
find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
}

make_venv() {
    python=$(find_python)
    [ -n "$python" ] || fail "no Python 3.11 or newer was found: install python3.11, or name one with PYTHON=/path/to/python"
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$python" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
        fail "Python's venv module is missing: apt-get install python$version-venv"
    echo "wengert: making $venv with Python $version"
    rm -rf "$venv"
    "$python" -m venv "$venv"
}

[ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' >/dev/null 2>&1 || make_venv

case $extra in
    run) target=. ;;
    *) target=".[$extra]" ;;
esac
echo "wengert: installing ($extra); the first time takes about a minute"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --editable "$target"
touch "$venv/.installed-$extra"

#!/bin/sh
# What pip cannot install: Python's venv, Apertium's language pairs, a browser and a database for the tests.
# Installs by apt as root on Debian or Ubuntu and says so; otherwise prints the one line to run.
# NO_APT=1 skips. Never fails for want of Apertium or the browser: the workbench says what is missing.

APERTIUM="apertium apertium-eng-spa apertium-eng-cat apertium-en-gl apertium-es-pt apertium-fr-es apertium-spa-ita \
apertium-spa-cat apertium-fra-cat apertium-cat-ita apertium-es-gl apertium-pt-gl apertium-por-cat apertium-rus-ukr \
apertium-bel-rus"
BROWSER="chromium fonts-noto-core"
POSTGRES="postgresql"
OFFICE="libreoffice-writer-nogui libreoffice-calc-nogui"
OMEGAT="omegat"
AXE="4.14"

install() {  # what-for, packages…
    what=$1; shift
    if [ -n "${NO_APT:-}" ]; then
        echo "NO_APT is set: $what is not installed."
        return 1
    fi
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "$what is not installed and there is no apt here; see README.md."
        return 1
    fi
    if [ "$(id -u)" != 0 ]; then
        echo "$what is not installed. To add it, run:"
        echo "  sudo apt-get install -y --no-install-recommends $*"
        return 1
    fi
    echo "Installing $what by apt (NO_APT=1 skips this) …"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    apt-get update -qq >"$log" 2>&1
    wanted=""
    for package in "$@"; do  # releases differ in what they carry; take what is there
        apt-cache show "$package" >/dev/null 2>&1 && wanted="$wanted $package"
    done
    # shellcheck disable=SC2086  # a list of words
    if apt-get install -y -qq --no-install-recommends $wanted >>"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 5 "$log"; rm -f "$log"
        echo "apt could not install $what; going on without it."
        return 1
    fi
}

case "$1" in
    venv)
        version=$(python3 -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        install "Python's venv module" python3-venv "$version" || exit 2 ;;
    apertium)
        [ -e /usr/share/apertium/modes/eng-spa.mode ] && [ -e /usr/share/apertium/modes/rus-ukr.mode ] && exit 0
        install "Apertium" $APERTIUM || true ;;
    browser)
        command -v chromium >/dev/null 2>&1 && exit 0
        install "Chromium for the browser tests" $BROWSER || true ;;
    axe)  # checks the pages for people who cannot see or use a mouse; MPL-2.0, so fetched for the tests only
        [ -e node_modules/axe-core/axe.min.js ] && exit 0
        if ! command -v npm >/dev/null 2>&1; then
            echo "npm is not installed, so the pages are not checked with axe-core (Debian: apt install npm)."
            exit 0
        fi
        echo "Fetching axe-core by npm for the tests of the pages …"
        npm install --silent --no-save --no-package-lock --ignore-scripts --prefix . "axe-core@$AXE" >/dev/null 2>&1 \
            || echo "npm could not fetch axe-core; going on without it." ;;
    postgres)  # the tests start one of their own; a server that runs already is left alone
        ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0
        install "PostgreSQL for the tests of the store" $POSTGRES || true ;;
    office)  # other programs must agree with our files; LibreOffice also prints PDF where there is no browser
        command -v soffice >/dev/null 2>&1 && exit 0
        install "LibreOffice for the tests of office files" $OFFICE || true ;;
    omegat)
        command -v omegat >/dev/null 2>&1 && exit 0
        install "OmegaT for the tests of exchange files" $OMEGAT || true ;;
    *)
        echo "usage: system.sh venv|apertium|browser|axe|postgres|office|omegat" >&2; exit 2 ;;
esac

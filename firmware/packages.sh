#!/bin/sh
# Installs the Debian packages that are missing of those listed in the files given; does nothing when all are there.
#
#     sh firmware/packages.sh firmware/packages tests/packages
#
# A list has one package a line; "?name": done without where there is none; "name=command": not needed where the command is there,
# whoever it came from.
# As root, or through sudo. Recommended packages are left out. PACKAGES=no in the environment: leave the machine as it is.
set -eu
[ "${PACKAGES:-yes}" = no ] && exit 0

names=$(sed 's/#.*//' "$@" | tr -d ' \t' | grep . || true)
if ! command -v dpkg-query >/dev/null; then
    echo "packwright: this is no Debian; install what these packages hold, then say PACKAGES=no:" $names >&2
    exit 1
fi
missing=
have=$(dpkg-query -W -f '${binary:Package} ${db:Status-Status}\n' 2>/dev/null | sed -n 's/\(:[a-z0-9]*\)\{0,1\} installed$//p')
for name in $names; do
    case $name in
    *=*) command -v "${name#*=}" >/dev/null && continue ;;
    esac
    name=${name%%=*}
    printf '%s\n' "$have" | grep -qxF "${name#\?}" || missing="$missing $name"
done
[ -z "$missing" ] && exit 0

run=
if [ "$(id -u)" != 0 ]; then
    run=sudo
    if ! command -v sudo >/dev/null; then
        echo "packwright: these packages are missing, and neither root nor sudo is here. As root:" >&2
        echo "    apt-get install --no-install-recommends$(printf '%s' "$missing" | tr -d '?')" >&2
        exit 1
    fi
fi
echo "packwright: installs what is missing (apt-get, without recommended packages):$(printf '%s' "$missing" | tr -d '?')"

options='-q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0'
# A machine made for one test run needn't survive a power cut while installing.
[ "${CI:-}" = true ] && options="$options -o Dpkg::Options::=--force-unsafe-io"
apt() {
    # shellcheck disable=SC2086
    $run env DEBIAN_FRONTEND=noninteractive apt-get $options "$@" </dev/null
}
apt update >/dev/null || echo "packwright: apt-get update failed; tries with the lists that are here" >&2
wanted=
for name in $missing; do
    case $name in
    \?*)
        name=${name#\?}
        if ! apt-cache show "$name" >/dev/null 2>&1; then
            echo "packwright: there is no package $name here; does without"
            continue
        fi
        ;;
    esac
    wanted="$wanted $name"
done
[ -z "$wanted" ] && exit 0
log=$(mktemp)
# shellcheck disable=SC2086
if ! apt install --no-install-recommends $wanted >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    echo "packwright: the packages could not be installed; the reason is above" >&2
    exit 1
fi
rm -f "$log"

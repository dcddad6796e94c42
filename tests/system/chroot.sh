#!/bin/bash
# The proof on a bare machine: makes fresh Debian 12 roots, clones what is committed (HEAD) into them, and runs in them, from nothing,
#
#     make run       until the page answers and an order was packed through it
#     .ci/run        all tests
#
# and prints how long each took.
#
#     tests/system/chroot.sh [run|test]...        as root; mmdebstrap and git on this machine
#
# It takes this machine's package sources and the way to them (apt's configuration, resolv.conf, certificates) along. Not part of make
# test: it runs make test. Everything lies in build/chroot and runs in a mount and process namespace of its own, so nothing stays behind.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
    [ "$(id -u)" = 0 ] || { echo "chroot.sh: needs root" >&2; exit 1; }
    for tool in mmdebstrap git unshare; do
        command -v $tool >/dev/null || { echo "chroot.sh: needs $tool: apt-get install $tool" >&2; exit 1; }
    done
    exec unshare --mount --pid --fork --kill-child --propagation private -- "$0" --inside "$@"
fi
shift
[ $# -gt 0 ] || set -- run test

top=$(cd "$(dirname "$0")/../.." && pwd)
work=$top/build/chroot
mkdir -p "$work"
exec 9>"$work/lock"
flock -n 9 || { echo "chroot.sh: another one is at work in $work" >&2; exit 1; }
# Of apt's configuration, what decides how packages are reached; no recommends, no manuals, as a small machine would have it.
apt-config dump 2>/dev/null |
    grep -E '^Acquire::(Check|Retries|Force|[a-z]+::Proxy|http|https|IndexTargets::deb::[A-Za-z0-9-]+::DefaultEnabled)' >"$work/apt.conf" || true

base() {
    if [ ! -e "$work/base.tar" ] || [ -n "$(find "$work/base.tar" -mtime +7)" ]; then
        sources=$(ls /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true)
        # shellcheck disable=SC2086
        mmdebstrap --quiet --variant=minbase --aptopt="$work/apt.conf" --dpkgopt='path-exclude=/usr/share/man/*' \
            --dpkgopt='path-exclude=/usr/share/doc/*' bookworm "$work/base.tar" $sources
    fi
}

# root NAME: a fresh root in $work/NAME with the clone in /src
root() {
    r=$work/$1
    rm -rf "$r"
    mkdir -p "$r"
    tar -xpf "$work/base.tar" -C "$r" --exclude='./dev/*'
    cp "$work/apt.conf" "$r/etc/apt/apt.conf.d/90host"
    cp -L /etc/resolv.conf /etc/hosts "$r/etc/"
    [ -e /etc/ssl/certs/ca-certificates.crt ] && cp -L /etc/ssl/certs/ca-certificates.crt "$r/etc/host-certificates.crt"
    git clone --quiet --depth 1 "file://$top" "$r/src"
    mount -t proc proc "$r/proc"
    mount --rbind /sys "$r/sys"
    mount --rbind /dev "$r/dev"
    mount -t tmpfs tmpfs "$r/run"
}
enter() {
    r=$1
    shift
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root CI=true LANG=C.UTF-8 \
        NODE_EXTRA_CA_CERTS=/etc/host-certificates.crt SSL_CERT_FILE=/etc/host-certificates.crt chroot "$r" "$@"
}

status=0
for what; do
    base
    root "$what"
    begin=$(date +%s)
    case $what in
    test)
        if enter "$r" bash /src/.ci/run </dev/null 2>&1 | tee "$work/test.log"; then
            echo "== chroot: .ci/run passed after $(($(date +%s) - begin)) s"
        else
            echo "== chroot: .ci/run failed after $(($(date +%s) - begin)) s"
            status=1
        fi
        ;;
    run)
        port=$((20000 + $$ % 10000 + RANDOM % 10000))
        enter "$r" sh -c 'apt-get -q update && apt-get -q -y install --no-install-recommends make' >"$work/run.log" 2>&1 </dev/null
        enter "$r" make -C /src run DEMO="--listen 127.0.0.1:$port" </dev/null >>"$work/run.log" 2>&1 &
        pid=$!
        answered=
        for _ in $(seq 6000); do
            if (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null; then
                answered=$(($(date +%s) - begin))
                break
            fi
            kill -0 $pid 2>/dev/null || break
            sleep 0.1
        done
        if [ -n "$answered" ] && python3 "$top/tests/end-to-end/test_demo.py" "http://127.0.0.1:$port/"; then
            echo "== chroot: make run had a page after $answered s, and an order was packed through it"
        else
            tail -n 40 "$work/run.log"
            echo "== chroot: make run failed after $(($(date +%s) - begin)) s"
            status=1
        fi
        kill $pid 2>/dev/null || true
        ;;
    *)
        echo "chroot.sh: run or test, not $what" >&2
        exit 2
        ;;
    esac
done
exit $status

#!/bin/sh
# Fetches Debian's own kernel package and takes it apart; nothing is installed.
#
#     kernel.sh amd64 OUTDIR        -> OUTDIR/vmlinux, OUTDIR/lib/modules/VERSION
#
# OUTDIR is made whole or not at all. Needs: kmod, xz or zstd, python3, and a package list that has the kernel.
set -eu
arch=$1 out=$2
tmp=$out.new
rm -rf "$tmp"
mkdir -p "$tmp/deb" "$tmp/lib"
trap 'rm -rf "$tmp"' EXIT
package=$(apt-cache depends "linux-image-$arch:$arch" 2>/dev/null | awk '/Depends: linux-image/ { print $2; exit }')
if [ -z "$package" ]; then
    echo "no kernel package linux-image-$arch is known to apt here" >&2
    exit 1
fi
chmod 755 "$tmp" "$tmp/deb" # apt fetches as another user
(cd "$tmp/deb" && apt-get -q -o Acquire::Retries=3 -o APT::Sandbox::User=root download "${package%%:*}:$arch" >/dev/null)
dpkg-deb -x "$tmp"/deb/*.deb "$tmp/x"
mv "$tmp/x/lib/modules" "$tmp/lib/modules"
depmod -b "$tmp" "$(ls "$tmp/lib/modules")"
python3 "$(dirname "$0")/vmlinux.py" "$tmp"/x/boot/vmlinuz-* "$tmp/vmlinux"
rm -rf "$tmp/deb" "$tmp/x" "$out"
mv "$tmp" "$out"
trap - EXIT

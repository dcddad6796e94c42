#!/bin/sh
# Packs a guest's root file system out of this machine's own binaries.
#
#     initramfs.sh -k KERNEL -o OUT.cpio [-m MODULE]... [-l MODULE]... [-b PROGRAM]... [-d LIBRARY]... [-f SRC:DEST]...
#
#   -k  what kernel.sh made            -m  module to carry (with what it needs)
#   -b  program to carry (with its shared libraries) as /bin/NAME
#   -d  shared library that a program loads by itself (libNAME.so.N), with those that it needs
#   -l  module to carry and load at boot, in order        -f  file or folder to carry
# udevd and its rules are always there: libusb hears of devices from it alone. The archive is left uncompressed: an emulated CPU takes
# seconds to unpack one. Needs: busybox-static, cpio, kmod, udev.
set -eu
kernel='' out='' modules='' load='' programs='' libraries='' files=''
while getopts k:o:m:l:b:d:f: o; do
    case $o in
    k) kernel=$OPTARG ;;
    o) out=$OPTARG ;;
    m) modules="$modules $OPTARG" ;;
    l) load="$load $OPTARG" modules="$modules $OPTARG" ;;
    b) programs="$programs $OPTARG" ;;
    d) libraries="$libraries $OPTARG" ;;
    f) files="$files $OPTARG" ;;
    *) exit 2 ;;
    esac
done
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cd "$root"
mkdir -p bin lib lib64 usr/lib etc/udev proc sys dev tmp run var/lib mnt root lib/systemd lib/udev/rules.d
ln -s bin sbin # the kernel calls /sbin/modprobe by itself
cp -L /bin/busybox bin/busybox
for a in $(busybox --list); do [ "$a" = busybox ] || ln -sf busybox "bin/$a"; done
install -m 755 "$here/init" init
echo 'root:x:0:0:root:/root:/bin/sh' >etc/passwd
printf 'root:x:0:\ndialout:x:20:\npackwright:x:990:\n' >etc/group
echo '127.0.0.1 localhost' >etc/hosts
printf 'passwd: files\ngroup: files\n' >etc/nsswitch.conf
for l in $load; do echo "$l"; done >etc/modules

version=$(ls "$kernel/lib/modules")
src=$kernel/lib/modules/$version dst=lib/modules/$version
mkdir -p "$dst"
for m in $modules; do
    modprobe -d "$kernel" -S "$version" --show-depends "$m" | while read -r kind path _; do
        [ "$kind" = insmod ] || continue
        rel=${path#*"$version"/}
        mkdir -p "$dst/$(dirname "$rel")"
        cp -n "$src/$rel" "$dst/$rel"
    done
done
cp "$src"/modules.builtin* "$src"/modules.order "$dst/"
depmod -b . "$version"

add_libraries_of() {
    ldd "$1" 2>/dev/null | awk '/=> \// { print $3 } /^\t\/[^ ]/ { print $1 }' | while read -r lib; do
        [ -e ".$lib" ] && continue
        mkdir -p ".$(dirname "$lib")"
        cp -L "$lib" ".$lib"
    done
}
for p in $programs /bin/udevadm; do
    rm -f "bin/$(basename "$p")"
    cp -pL "$p" bin/
    add_libraries_of "$p"
done
for l in $libraries; do
    path=$(ldconfig -p | awk -v l="$l" '$1 == l { print $NF; exit }')
    mkdir -p ".$(dirname "$path")"
    cp -L "$path" ".$path"
    add_libraries_of "$path"
done
ln -sf /bin/udevadm lib/systemd/systemd-udevd
for r in 50-udev-default.rules 60-serial.rules 60-evdev.rules 60-input-id.rules 80-drivers.rules; do
    cp "/lib/udev/rules.d/$r" lib/udev/rules.d/
done
for f in $files; do
    mkdir -p "$(dirname "${f#*:}")"
    cp -rL "${f%%:*}" "${f#*:}"
done
find . | cpio -o -H newc --quiet >"$out.new"
mv "$out.new" "$out"

#!/bin/sh
# Carries out jobs/walras.def and jobs/Dockerfile, which are the same commands, without a container program: in two fresh Debian 12 systems made by
# debootstrap. By hand, as root, with a network; takes some minutes and 4 GB below TMPDIR. Usage: tests/containers.sh
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The lines of a section of walras.def: its name, and which of several.
section() { awk -v name="%$1" -v which="$2" '/^%|^Bootstrap/ { inside = 0 } $0 == name && ++n == which { inside = 1; next } inside' "$root/jobs/walras.def"; }

# Runs a section in a system, with mounts that end with it.
inside() { # system, script
  unshare -m --propagation private sh -eu -c '
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    mount --rbind /sys "$1/sys"
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 chroot "$1" sh -eu -c "$2"' sh "$1" "$2"
}

echo "containers: Debian 12"
debootstrap --variant=minbase bookworm "$work/build" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$work/log" 2>&1 || { tail "$work/log"; exit 1; }
cp -a "$work/build" "$work/final"

echo "containers: building"
section files 1 | while read -r source target; do
  [ -n "$source" ] || continue
  mkdir -p "$work/build$(dirname "$target")"
  cp -a "$root/$source" "$work/build$target"
done
inside "$work/build" "$(section post 1)" >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }

echo "containers: the final system"
mkdir -p "$work/final/opt"
cp -a "$work/build/opt/walras" "$work/final/opt/walras"
inside "$work/final" "$(section post 2)" >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
du -sm "$work/build" "$work/final" | awk '{ print "containers: " $1 " MB " ($2 ~ /build$/ ? "to build" : "to run") }'

inside "$work/final" "$(section environment 1)
$(section test 1)
cd /tmp
walras run /opt/walras/share/walras/configs/noise/quick.cfg --output one.h5
mpirun --oversubscribe -n 2 walras run /opt/walras/share/walras/configs/noise/quick.cfg --output two.h5
walras diff one.h5 two.h5
/opt/walras/share/walras/jobs/python.sh /opt/walras/share/walras/analysis/report.py one.h5 -o report.html
test -s report.html"
echo "containers: done"

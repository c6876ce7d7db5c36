#!/bin/sh
# Installs the Debian packages of one or more purposes: jobs/install.sh build analysis test
# As root it installs what is missing; otherwise it says what is missing and how to get it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

command -v dpkg-query >/dev/null 2>&1 || {
  echo "install: this is not a Debian system; the packages that walras needs are listed in $here/packages-debian.txt" >&2
  exit 0
}

missing=
for purpose in "$@"; do
  for package in $(awk -v purpose="$purpose" '$1 == purpose { print $2 }' "$here/packages-debian.txt"); do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
  done
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "install: these packages are missing; ask an administrator, or run:" >&2
  echo "  sudo apt-get install$missing" >&2
  exit 1
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  rm -f "$log"
  exit 1
fi
rm -f "$log"

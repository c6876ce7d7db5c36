#!/bin/sh
# The first ten minutes of a stranger: a fresh clone, the README's commands, a model of their own outside the tree that runs on one and
# four ranks, is killed and resumed. Usage: tests/outsider.sh [WORK_FOLDER]; prints a line per step, exits non-zero at the first that fails.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
. "$root/jobs/mpi-environment.sh"

digest() { "$walras" digest "$1" | cut -d" " -f1; }
step() { echo "outsider: $*"; }
quietly() { "$@" >"$work/log" 2>&1 || { tail -n 30 "$work/log"; echo "outsider: FAILED: $*"; exit 1; }; }

step "clone"
quietly git clone --quiet "$root" "$work/walras"
cd "$work/walras"

step "build and install as the README says"
quietly cmake --preset release -G Ninja -DWALRAS_TESTS=OFF
quietly cmake --build build/release
quietly cmake --install build/release --prefix "$work/prefix"
walras=$work/prefix/bin/walras

step "the README's first experiment"
cd "$work"
awk '/^experiment: \{ name = "page size"/ { on = 1 } /^```/ { on = 0 } on' walras/README.md >first.cfg
quietly "$walras" check first.cfg
quietly "$walras" plan first.cfg
quietly "$walras" run first.cfg
first=$(digest first.h5)
quietly mpirun -n 4 "$walras" run first.cfg --threads 1 --overwrite
[ "$first" = "$(digest first.h5)" ] || { echo "outsider: FAILED: four ranks changed the digest"; exit 1; }
quietly "$walras" show first.h5 welfare_share

step "a model of one's own, outside the tree"
cp walras/tests/plugin/zero_intelligence.* .
quietly cc -std=c11 -O2 -ffp-contract=off -fPIC -shared -I "$work/prefix/include" zero_intelligence.c -o zero_intelligence.so
quietly "$walras" describe zero-intelligence --plugin ./zero_intelligence.so
quietly "$walras" run zero_intelligence.cfg --plugin ./zero_intelligence.so --output one.h5
quietly mpirun -n 4 "$walras" run zero_intelligence.cfg --plugin ./zero_intelligence.so --output four.h5 --threads 1
[ "$(digest one.h5)" = "$(digest four.h5)" ] || { echo "outsider: FAILED: four ranks changed the digest"; exit 1; }

step "killed and resumed"
setsid mpirun -n 4 "$walras" run zero_intelligence.cfg --plugin ./zero_intelligence.so --output killed.h5 --threads 1 --replications 4000 >/dev/null 2>&1 &
job=$!
while ! "$walras" status killed.h5 2>/dev/null | grep -q '[1-9][0-9]* done'; do
  kill -0 "$job" 2>/dev/null || { echo "outsider: FAILED: the run ended before it could be killed"; exit 1; }
done
pkill -9 -s "$job" || true
quietly mpirun -n 2 "$walras" resume killed.h5 --plugin ./zero_intelligence.so --threads 1
quietly "$walras" status killed.h5 --check --plugin ./zero_intelligence.so
quietly "$walras" run zero_intelligence.cfg --plugin ./zero_intelligence.so --output whole.h5 --replications 4000
[ "$(digest whole.h5)" = "$(digest killed.h5)" ] || { echo "outsider: FAILED: the resumed run has other bits"; exit 1; }
step "done"

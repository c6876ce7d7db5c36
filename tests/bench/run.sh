#!/bin/sh
# Builds the release program and measures it: one table of figures, targets and the commands behind them. No verdict.
# Usage: tests/bench/run.sh [NAME...] [--json FILE]; --help lists the names. A quiet machine with two free cores is assumed.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$PWD
cd "$root"
. jobs/mpi-environment.sh
export OMP_WAIT_POLICY=passive
mkdir -p build
if ! { cmake --preset release -G Ninja && cmake --build build/release; } >build/bench.log 2>&1; then
  tail -n 40 build/bench.log
  exit 1
fi
cd "$here"
exec "$root/tests/python.sh" "$root/tests/bench/benches.py" "$@"

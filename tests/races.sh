#!/bin/sh
# The engine's services and small runs under the thread sanitizer: any race between threads ends in exit code 66.
# Needs build/tsan (cmake --preset tsan; targets walras and engine_tests): clang with libomp, whose archer tells the sanitizer about OpenMP.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/jobs/mpi-environment.sh"
export TSAN_OPTIONS="ignore_noninstrumented_modules=1:exitcode=66" OMP_WAIT_POLICY=passive
build=$root/build/tsan
stores=$(mktemp -d)
trap 'rm -rf "$stores"' EXIT

# Each engine test works with 1 to 3 threads itself.
ctest --test-dir "$build" -L engine -R '\.[12]$' --output-on-failure -j2
# Threads inside a trial (blocks), then trials side by side, then both kinds of ranks.
run() { # name, ranks, config, arguments...
  name=$1 ranks=$2 config=$3
  shift 3
  mpirun -n "$ranks" "$build/walras" run "$root/configs/$config" --threads 3 --output "$stores/$name.h5" "$@"
}
run blocks 1 noise/quick.cfg
run trials 1 magentic-marketplace/quick.cfg --replications 1
run ranks 2 noise/quick.cfg --ranks-per-trial 2
# Checkpoints, written and read in the middle of trials by the threads of two ranks; a run that stops exits 75.
store=$stores/rounds.h5
WALRAS_STOP_AT_ROUND=4 mpirun -n 2 "$build/walras" run "$root/tests/system/rounds/noise.cfg" --output "$store" --threads 3 --ranks-per-trial 2 ||
  [ $? -eq 75 ]
mpirun -n 2 "$build/walras" resume "$store" --threads 3 --ranks-per-trial 2

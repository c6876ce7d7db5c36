#!/bin/sh
# Everything that must hold before a change lands: installs what it needs, builds with warnings as errors, runs every test.
# Usage: tests/run.sh [extra ctest arguments]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
"$root/jobs/install.sh" build analysis test
. "$root/jobs/mpi-environment.sh"
# What is compiled here once is not compiled again in the fresh clone of tests/outsider.sh.
export CMAKE_C_COMPILER_LAUNCHER=ccache CCACHE_DIR="${CCACHE_DIR:-$root/build/ccache}" CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1
# Most of what a test with mpirun takes is waiting; those count as two, all others as one.
side_by_side=$(($(nproc) * 2))

build() { # preset, targets...
  preset=$1
  shift
  echo "== building $preset"
  mkdir -p build
  if ! { cmake --preset "$preset" -G Ninja && cmake --build "build/$preset" "$@"; } >"build/$preset.log" 2>&1; then
    tail -n 40 "build/$preset.log"
    echo "the build of $preset failed"
    exit 1
  fi
}

echo "== static checks"
tests/static.sh

# The sanitizers run every single-rank test; they and clang lend their programs to the equality of bits.
build asan-ubsan --target walras unit_tests
build clang --target walras
build tsan --target walras engine_tests
build release

failed=0
echo "== unit tests under the address and undefined-behaviour sanitizers"
ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 \
  WALRAS_SCHEDULES=100000 ctest --test-dir build/asan-ubsan -L unit --output-on-failure -j"$(nproc)" || failed=1
echo "== races between threads"
tests/races.sh || failed=1
echo "== fuzzing, the short form"
tests/fuzz.sh || failed=1
echo "== all tests"
WALRAS_REQUIRE_BUILDS=1 WALRAS_REQUIRE_SLURM=1 ctest --test-dir build/release --output-on-failure -j"$side_by_side" "$@" || failed=1
exit $failed

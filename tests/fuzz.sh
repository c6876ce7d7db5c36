#!/bin/sh
# What reads bytes that nobody vouches for, under libFuzzer with the address and undefined-behaviour sanitizers.
# Usage: tests/fuzz.sh [--long [EXECUTIONS]] [TARGET...]
# The short form makes the same few thousand executions over the kept corpus every time. The long form makes a million a target (or
# EXECUTIONS), goes on from what earlier long runs found worth keeping (build/fuzz/corpus), and takes hours.
# An input that breaks something is kept in build/fuzz/findings; once repaired it belongs into tests/fuzz/corpus.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
. "$root/jobs/mpi-environment.sh"
executions=
if [ "${1:-}" = --long ]; then
  shift
  executions=1000000
  case ${1:-} in [0-9]*) executions=$1 && shift ;; esac
fi
build=$root/build/fuzz
findings=$build/findings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$findings"
if ! { cmake --preset fuzz -G Ninja && cmake --build "$build"; } >"$build/build.log" 2>&1; then
  tail -n 40 "$build/build.log"
  echo "the build of fuzz failed"
  exit 1
fi

# MPI keeps memory to the end: only the targets look for leaks. The run sets signal stacks of its own, which the sanitizer would free.
export ASAN_OPTIONS=allocator_may_return_null=1:malloc_context_size=4
code=0
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0:use_sigaltstack=0 "$build/walras" run tests/fuzz/seed.cfg --output "$work/seed.h5" --progress never \
  2>"$work/seed.log" || code=$?
if [ $code -ne 1 ]; then # one replication of the seed fails, on purpose
  cat "$work/seed.log"
  exit 1
fi
export WALRAS_FUZZ_STORE="$work/seed.h5"

fuzz() { # target, executions of the short form, more options of libFuzzer
  target=$1
  runs=${executions:-$2}
  shift 2
  kept=$work/$target
  seed=1
  if [ -n "$executions" ]; then
    kept=$build/corpus/$target
    seed=0
  fi
  mkdir -p "$kept"
  [ -f "tests/fuzz/$target.dict" ] && set -- "$@" "-dict=tests/fuzz/$target.dict"
  corpus=tests/fuzz/corpus/$target
  if [ "$target" = config ]; then # every config is a seed
    mkdir -p "$work/configs"
    for config in configs/*/*.cfg; do
      cp "$config" "$work/configs/$(echo "$config" | tr / -)"
    done
    corpus="$corpus $work/configs"
  fi
  # shellcheck disable=SC2086 # the corpus is one folder or two
  if "$build/tests/fuzz/${target}_fuzz" -runs="$runs" -seed=$seed -timeout=60 -rss_limit_mb=4096 -malloc_limit_mb=1000000000 \
    -close_fd_mask=3 -artifact_prefix="$findings/$target-" "$@" "$kept" $corpus >"$work/$target.log" 2>&1; then
    echo "fuzz $target: $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$work/$target.log") executions, nothing found"
  else
    tail -n 60 "$work/$target.log"
    echo "fuzz $target: FAILED; the input is kept in $findings"
    touch "$work/failed"
  fi
}

is_wanted() { # target, wanted targets...
  target=$1
  shift
  [ $# -eq 0 ] && return 0
  for wanted in "$@"; do [ "$wanted" = "$target" ] && return 0; done
  return 1
}

is_wanted config "$@" && fuzz config 5000 -max_len=4000 &
is_wanted settings "$@" && fuzz settings 4000 -max_len=500 &
# HDF5 keeps lists of free memory: leaks are looked for at the end alone.
is_wanted store "$@" && fuzz store 2000 -max_len=1000 -detect_leaks=0 &
is_wanted checkpoint "$@" && fuzz checkpoint 20000 -max_len=300 &
wait
[ ! -f "$work/failed" ]

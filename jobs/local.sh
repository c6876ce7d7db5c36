#!/bin/sh
# One command on a fresh machine: installs what is needed, builds, runs the main job on all cores, prints the summary and
# the claims, draws the figures. Usage: jobs/local.sh [CONFIG] [options of walras run]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
config=$root/configs/magentic-marketplace/quick.cfg
metrics="welfare_share first_proposal_share completion_rate"
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
  config=$1
  metrics=
  shift
fi

"$root/jobs/install.sh" build analysis
. "$root/jobs/mpi-environment.sh"

echo "== building"
log=$root/build/build.log
mkdir -p "$root/build"
if ! { cmake -S "$root" --preset release -G Ninja && cmake --build "$root/build/release" --target walras; } >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "the build failed; the whole log is $log" >&2
  exit 1
fi

# Many small trials run best with one rank per core; one big trial gains nothing from it either way.
cores=$(nproc)
ranks=${WALRAS_RANKS:-$cores}
threads=${WALRAS_THREADS:-$(( cores / ranks > 0 ? cores / ranks : 1 ))}
results=${WALRAS_RESULTS:-$root/build/results}
mkdir -p "$results"
name=$(basename "$(dirname "$config")")-$(basename "$config" .cfg)
store=$results/$name.h5

echo "== running $name on $ranks ranks x $threads threads"
(cd "$root" && mpirun -n "$ranks" build/release/walras run "$config" --output "$store" --threads "$threads" --overwrite "$@")

echo "== summary"
"$root/build/release/walras" show "$store" $metrics
echo "== claims"
"$root/build/release/walras" claims "$store"
echo "== figures"
"$root/tests/python.sh" "$root/analysis/figures.py" "$store" --output "$results/figures-$name"
echo "store:   $store"
echo "figures: $results/figures-$name"

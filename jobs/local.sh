#!/bin/sh
# One command on a fresh machine: installs what is needed, builds, runs the main job on all cores, prints the summary and
# the claims, draws the figures, makes the report. Usage: jobs/local.sh [CONFIG] [options of walras run]
# Environment: WALRAS_RANKS and WALRAS_THREADS (all cores, one rank each), WALRAS_RESULTS (build/results).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
config=$root/configs/magentic-marketplace/quick.cfg
metrics="welfare_share first_proposal_share"
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
  config=$1
  metrics=
  shift
fi
[ -f "$config" ] || { echo "local: there is no config at $config" >&2; exit 2; }

# A model outside the tree is needed by whoever reads the store, too.
plugin=
previous=
for word in "$@"; do
  case $word in --plugin=*) plugin=${word#--plugin=} ;; esac
  [ "$previous" = --plugin ] && plugin=$word
  previous=$word
done

"$root/jobs/install.sh" build analysis
. "$root/jobs/mpi-environment.sh"

echo "== building"
log=$root/build/build.log
mkdir -p "$root/build"
if ! { cmake -S "$root" --preset release -G Ninja && cmake --build "$root/build/release" --target walras; } >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "local: the build failed; the whole log is $log" >&2
  exit 1
fi
walras=$root/build/release/walras

# Many small trials run best with one rank per core; one big trial gains nothing from it either way.
cores=$(nproc)
ranks=${WALRAS_RANKS:-$cores}
threads=${WALRAS_THREADS:-$(( cores / ranks > 0 ? cores / ranks : 1 ))}
results=${WALRAS_RESULTS:-$root/build/results}
mkdir -p "$results"
name=$(basename "$config" .cfg)
folder=$(cd "$(dirname "$config")" && pwd)
case $folder in "$root"/configs/*) name=$(basename "$folder")-$name ;; esac
store=$results/$name.h5
figures=$results/$name-figures
report=$results/$name-report.html

echo "== running $name"
mpirun -n "$ranks" "$walras" run "$config" --output "$store" --threads "$threads" --overwrite "$@"

echo "== summary"
"$walras" show "$store" $metrics ${plugin:+--plugin "$plugin"}
echo "== claims"
verdict=0
"$walras" verify "$store" ${plugin:+--plugin "$plugin"} || verdict=$?
echo "== figures"
"$root/jobs/python.sh" "$root/analysis/figures.py" "$store" --output "$figures"
echo "== report"
"$root/jobs/python.sh" "$root/analysis/report.py" "$store" -o "$report" ${plugin:+--plugin "$plugin"}
echo "== done"
echo "store    $store"
echo "figures  $figures"
echo "report   $report"
echo "program  $walras"
exit $verdict

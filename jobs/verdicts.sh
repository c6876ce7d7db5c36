#!/bin/sh
# Verifies the papers: builds, runs each model's configs/MODEL/paper.cfg on all cores, and writes the outcome of its claims into
# configs/verdicts.json and the table of README.md, model by model. Usage: jobs/verdicts.sh [MODEL...] (all that have a paper.cfg)
# Environment: WALRAS_RANKS (all cores) and WALRAS_THREADS (1), WALRAS_RESULTS (build/papers), where the stores stay.
# Exits 3 when a claim fails. The tree should be committed: the file names the program's commit.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
results=${WALRAS_RESULTS:-$root/build/papers}
ranks=${WALRAS_RANKS:-$(nproc)}
threads=${WALRAS_THREADS:-1}
export WALRAS="$root/build/release/walras"

if [ $# -eq 0 ]; then
  for config in configs/*/paper.cfg; do
    set -- "$@" "$(basename "$(dirname "$config")")"
  done
fi
for model in "$@"; do
  [ -f "configs/$model/paper.cfg" ] || { echo "verdicts: there is no configs/$model/paper.cfg" >&2; exit 2; }
done

build() {
  if ! { cmake --preset release -G Ninja && cmake --build build/release --target walras; } >build/verdicts.log 2>&1; then
    tail -n 30 build/verdicts.log >&2
    echo "verdicts: the build failed; the whole log is build/verdicts.log" >&2
    exit 1
  fi
}

"$root/jobs/install.sh" build analysis
. "$root/jobs/mpi-environment.sh"
mkdir -p build "$results"
build
worst=0
for model in "$@"; do
  store=$results/$model.h5
  echo "== $model"
  mpirun -n "$ranks" "$WALRAS" run "configs/$model/paper.cfg" --output "$store" --threads "$threads" --overwrite
  code=0
  "$WALRAS" verify "$store" || code=$?
  case $code in 0) ;; 3) worst=3 ;; *) exit "$code" ;; esac
  "$root/jobs/python.sh" analysis/verdicts.py "$store"
done
build # what `walras models` shows
exit $worst

#!/bin/sh
# The first ten minutes of a stranger: a fresh clone in a new home, then every command of the README, word for word and in its order.
# Usage: tests/outsider.sh; prints a line per command, exits non-zero at the first that fails.
#
# Blocks marked sh are run line by line in one shell. A line whose comment says "exits N" must exit with N; one that says "kill -9" is killed
# with all its processes once it has finished a trial. Blocks marked python are run whole. A block after "Save this as `NAME`" is saved.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log
export HOME="$work/home"
export CCACHE_BASEDIR="$HOME/walras" # where tests/run.sh keeps what it compiled: these sources are the same
mkdir "$HOME"

fail() {
  echo "outsider: FAILED: $*"
  tail -n 30 "$log"
  exit 1
}

python3() { WALRAS_PYTHON_MODULES="h5py pandas matplotlib xarray h5netcdf" "$root/jobs/python.sh" "$@"; }

# The store that a line writes: after --output.
store_of() { echo "$1" | sed -n 's/.*--output \([^ ]*\).*/\1/p'; }

# Zombies are gone: in a container nobody may reap them.
has_ended() { case $(ps -o state= -p "$1") in '' | Z*) true ;; *) false ;; esac }
session_has_ended() { [ -z "$(pgrep -s "$1" -r R,S,D)" ]; }

# Starts a line in a session of its own and kills the session once a trial is done.
run_and_kill() {
  store=$(store_of "$1")
  setsid sh -c "exec $1" >"$log" 2>&1 &
  session=$!
  until walras status "$store" 2>/dev/null | grep -q ' [1-9][0-9]* done'; do
    ! has_ended "$session" || fail "$1: it ended before it could be killed"
  done
  pkill -9 -s "$session"
  wait "$session" 2>/dev/null
  until session_has_ended "$session"; do :; done
  walras status "$store" >"$log" 2>&1
  [ $? -eq 75 ] || fail "$1: killed, and its store is not incomplete"
}

run_line() {
  command=$(echo "$1" | sed 's/ *#.*//')
  comment=$(echo "$1" | sed -n 's/[^#]*#//p')
  expected=$(echo "$comment" | sed -n 's/.*exits \([0-9]*\).*/\1/p')
  case $command in
    '') return ;;
    tests/run.sh) return ;; # is what runs this
  esac
  echo "outsider: $command"
  case $comment in
    *'kill -9'*) run_and_kill "$command" ;;
    *)
      eval "$command" >"$log" 2>&1
      code=$?
      [ "$code" -eq "${expected:-0}" ] || fail "$command: exit code $code"
      ;;
  esac
}

# One file per block, block.NN.LANGUAGE, or block.NN.save.NAME for those with a name in the line above.
split_readme() {
  awk -v folder="$work" '
    /^```/ && !inside { inside = 1; n++; language = substr($0, 4); if (language == "") language = "text"
                        file = sprintf("%s/block.%02d.%s", folder, n, name != "" ? "save." name : language); name = ""; printf "" > file; next }
    /^```/            { inside = 0; close(file); next }
    inside            { print > file; next }
    match($0, /Save this as `[^`]*`/) { name = substr($0, RSTART + 14, RLENGTH - 15) }' "$1"
}

if [ -e "$root/.git" ]; then
  echo "outsider: git clone"
  git clone --quiet "$root" "$HOME/walras" >"$log" 2>&1 || fail "git clone"
else
  echo "outsider: unpack (these sources are no repository)"
  mkdir "$HOME/walras"
  tar -C "$root" --exclude=./build -cf - . | tar -C "$HOME/walras" -xf - >"$log" 2>&1 || fail "unpack"
fi
cd "$HOME/walras" || exit 1
split_readme README.md
. jobs/mpi-environment.sh

commands=0
for block in "$work"/block.*; do
  case $block in
    *.sh)
      while IFS= read -r line <&3; do
        run_line "$line"
        commands=$((commands + 1))
      done 3<"$block"
      ;;
    *.python)
      echo "outsider: the README's Python"
      python3 "$block" >"$log" 2>&1 || fail "the README's Python"
      ;;
    *.save.*) cp "$block" "${block##*.save.}" ;;
  esac
done
[ "$commands" -gt 20 ] || fail "only $commands commands were found in the README"
[ -n "$(find figures -name '*.png')" ] || fail "no figure was drawn"
[ -n "$(find "$HOME/walras/build/results" -name '*.png')" ] || fail "jobs/local.sh drew no figure"
echo "outsider: done: $commands commands"

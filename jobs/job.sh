# Sourced by the job scripts (slurm.sbatch, pbs.sh, flux.sh): runs or resumes an experiment, hears the queue's signals, and decides whether
# the job goes on in another allotment. A script sets, before `walras_job "$@"` with more options of walras run:
#   walras, config, store the program, the experiment, its store
#   script, submit        this job script's file, and the command that submits it by hand
#   shards, shard         "" or in how many parts the experiment is split, and which one this is
#   seconds, margin       the allotment, and how long before its end walras is asked to stop; seconds is empty where the queue sends USR1
#   job                   the name of this job, for messages and for STORE.queue
#   threads               of each rank
#   launch COMMAND...     runs a command on all ranks
#   once_more             requeues this job or submits it again; prints nothing, fails if the queue refuses
#
# STORE.queue remembers, from one start of the job to the next, "job ID", "host NAME" and "stood WHERE STARTS": where the store stood when
# that start began, and how many starts in a row began there.

say() { echo "job $job, $(date '+%F %T'): $*"; }

quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

# The store of shard $2 of $3 of store $1: first.h5 -> first.3-of-8.h5
shard_store() {
  name=${1##*/}
  case $name in
    ?*.*) printf '%s.%s-of-%s.%s' "${1%.*}" "$2" "$3" "${name##*.}" ;;
    *) printf '%s.%s-of-%s' "$1" "$2" "$3" ;;
  esac
}

# Those of the options "$2"... that are named in "$1", with their values, as words of shell.
options_among() {
  names=$1
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --*=*) option=${1%%=*} value=${1#*=} ;;
      *)
        option=$1 value=${2-}
        [ $# -eq 1 ] || shift
        ;;
    esac
    shift
    case " $names " in *" $option "*) printf ' %s %s' "$option" "$(quoted "$value")" ;; esac
  done
}

# Where the store stands: how many trials are done and failed, and the rounds of the checkpoints. An empty store is no progress over none.
standing() {
  "$walras" status "$store" 2>/dev/null |
    sed -n -e '1s/.*: \([0-9]* done, [0-9]* failed\).*/\1/p' -e '/ can go on with round /p' | grep -v '^0 done, 0 failed$' | cksum | tr ' ' -
}

remembered() { sed -n "s/^$1 //p" "$store.queue" 2>/dev/null; }

remember() { printf 'job %s\nhost %s\nstood %s %s\n' "$job" "$(uname -n)" "$before" "$starts" >"$store.queue"; }

forget() { rm -f "$store.queue"; }

# Prints how to go on by hand and ends.
give_up() { # exit code, why
  code=$1
  shift
  say "$*"
  forget
  exit "$code"
}

# Only walras knows whether the store is complete: the exit codes of launchers do not tell.
end_if_over() { # exit code of walras status
  case $1 in
    0) give_up 0 "complete: $store" ;;
    1) give_up 1 "trials failed and would fail again, so this job does not go on; walras resume --retry-failed $(quoted "$store") runs them again" ;;
    75) ;;
    *) give_up 2 "$store cannot be read; nothing can go on with it" ;;
  esac
}

# A node that failed during this job's last start left the store's lock. Those that dead processes of this host left are recognised by walras.
release_lost_lock() {
  holder=$(sed -n 's/^host //p' "$store.lock" 2>/dev/null)
  if [ -n "$holder" ] && [ "$holder" != "$(uname -n)" ] && [ "$holder" = "$(remembered host)" ] && [ "$(remembered job)" = "$job" ]; then
    say "$holder, where this job ran before, left the lock of $store; it is removed"
    rm -f "$store.lock"
  fi
}

# A start that did not get as far as its own decision, such as one whose node failed, leaves the store where it stood: three in a row are no accident.
count_starts() {
  before=$(standing)
  starts=1
  last=$(remembered stood)
  [ "${last% *}" != "$before" ] || starts=$((${last##* } + 1))
  [ "$starts" -le 3 ] || give_up 75 "three starts brought neither a finished trial nor a newer checkpoint: this job does not go on"
  remember
}

# Sends USR1 in time where the queue does not.
start_timer() {
  timer=
  [ -n "$seconds" ] || return 0
  allowed=$((seconds - margin))
  [ "$allowed" -gt 0 ] || allowed=1
  (
    trap 'kill "$sleep"' TERM
    sleep "$allowed" &
    sleep=$!
    wait "$sleep" && kill -USR1 $$
  ) &
  timer=$!
}

# Launches a command and asks walras to stop when the queue wants this job to end. Sets `launched` to its exit code.
launch_and_listen() {
  start_timer
  launch "$@" &
  launcher=$!
  while :; do
    wait "$launcher"
    launched=$?
    # A signal ends the wait early. Before the run holds its store there is nothing to stop yet: try again.
    { [ -n "$ending" ] && kill -0 "$launcher" 2>/dev/null; } || break
    "$walras" stop "$store" 2>/dev/null || sleep 1
  done
  [ -z "$timer" ] || kill "$timer" 2>/dev/null
}

# In the next allotment, if this one was worth it. One that was asked to stop before it could do anything is judged with the next ones.
go_on() {
  by_hand="go on with: $how_to_submit"
  if [ "$ending" = cancel ]; then
    give_up 75 "it was asked to end and does not go on by itself; $by_hand"
  elif [ -z "$ending" ] && [ "$launched" -eq 75 ]; then
    give_up 75 "the run was asked to stop (walras stop) and does not go on by itself; $by_hand"
  elif [ "$(standing)" != "$before" ]; then
    say "the store is incomplete and this start brought it further: once more"
  elif [ "$ending" = time ] && [ $(($(date +%s) - began)) -lt 60 ]; then
    say "the store is incomplete and this start was too short to bring it further: once more"
  else
    give_up 75 "this start brought neither a finished trial nor a newer checkpoint, and another one would not either: more time, memory or" \
      "nodes are needed, or see the messages above; $by_hand"
  fi
  once_more || give_up 75 "the queue does not take this job once more; $by_hand"
  exit 75
}

walras_job() {
  [ -z "$shards" ] || store=$(shard_store "$store" "$shard" "$shards")
  how_to_submit="$submit $(quoted "$script")"
  began=$(date +%s)
  ending=
  trap 'ending=time' USR1
  trap 'ending=${ending:-cancel}' TERM INT
  release_lost_lock
  if [ -e "$store" ]; then
    "$walras" status "$store" >/dev/null
    end_if_over $?
    count_starts
    say "goes on with $store"
    eval "set -- $(options_among '--plugin --ranks-per-trial --progress' "$@")" # the others stand in the store
    launch_and_listen "$walras" resume "$store" --threads "$threads" --wall-time none "$@"
  else
    count_starts
    say "starts $config"
    [ -z "$shards" ] || set -- --shard "$shard/$shards" "$@"
    launch_and_listen "$walras" run "$config" --output "$store" --threads "$threads" --wall-time none "$@"
  fi
  [ -e "$store" ] || give_up 2 "the run did not begin, for the reason above; when that is mended: $how_to_submit"
  "$walras" status "$store"
  end_if_over $?
  go_on
}

# Joins the shards, each of which has come as far as it will; walras says which one is missing or incomplete.
walras_merge() {
  eval "set -- $(options_among --plugin "$@")"
  shard=1
  while [ "$shard" -le "$shards" ]; do
    set -- "$@" "$(shard_store "$store" "$shard" "$shards")"
    shard=$((shard + 1))
  done
  "$walras" merge "$@" --output "$store"
  merged=$?
  forget
  exit "$merged"
}

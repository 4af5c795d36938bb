#!/bin/sh
# Runs two sweeps of sleeping trials side by side, with forced garbage collections in both. Meanwhile short runs of a
# third process delete what dead processes left. Ends with 0 if both end well and each kept its scratch directory.
#   side-by-side.sh DISTRIBUTION DIRECTORY [MINUTES]
# DISTRIBUTION is jobs/target/dash-sweep, beside the compiled tests. DIRECTORY is a new one; it keeps the tables and what was printed.
set -eu

distribution=$(cd "$1" && pwd)
mkdir "$2" "$2/tmp"
directory=$(cd "$2" && pwd)
minutes=${3:-60}
seconds=30
slots=4
trials=$((minutes * 60 / seconds * slots))

# sweep NAME TRIALS SECONDS
sweep() {
  cat > "$directory/$1.yaml" <<END
name: $1
fixed: {model: none, task: a, method: lora, rank: 2, seconds: $3}
grid:
  seed: [$(seq -s, 1 "$2")]
END
}

# program NAME: runs a sweep, printing to NAME.txt; in a subshell, whose number becomes Java's
program() {
  exec java "@$distribution/conf/java.options" -Xmx700m "-Djava.io.tmpdir=$directory/tmp" \
    -cp "$distribution/../test-classes:$distribution/dash-sweep.jar:$distribution/lib/*" \
    org.dashsweep.jobs.benchmark.SleepingProgram \
    run "$directory/$1.yaml" --out "$directory/$1" --slots "$slots" > "$directory/$1.txt" 2>&1
}

say() {
  echo "$(date +%T) $*" | tee -a "$directory/events.txt"
}

# own PROCESS: the scratch directory of a process, with its inode
own() {
  grep -l "\"id\":$1," "$directory"/tmp/dash-sweep-*/owner.json 2> /dev/null | xargs -r dirname | xargs -r stat -c '%i %n'
}

sweep first "$trials" "$seconds"
sweep second "$trials" "$seconds"
(program first) &
first=$!
(program second) &
second=$!
say "first is process $first, second is process $second: $trials trials of $seconds s each at $slots slots"

ok=0
rounds=0
owns=
# Every round takes ten seconds.
while kill -0 "$first" 2> /dev/null && kill -0 "$second" 2> /dev/null; do
  sleep 10
  rounds=$((rounds + 1))
  for each in "$first" "$second"; do
    jcmd "$each" GC.run > /dev/null 2>&1 || kill -0 "$each" 2> /dev/null || say "process $each has ended"
  done
  if [ $((rounds % 18)) = 6 ]; then
    sweep "short-$rounds" 1 1
    (program "short-$rounds") || { ok=1; say "short-$rounds failed"; }
    now="$(own "$first") $(own "$second")"
    : "${owns:=$now}"
    say "round $rounds: $now"
    if [ "$now" != "$owns" ] && kill -0 "$first" 2> /dev/null && kill -0 "$second" 2> /dev/null; then
      ok=1
      say "a scratch directory is another one than before"
    fi
  fi
done

for each in first second; do
  eval "process=\$$each"
  if wait "$process"; then
    say "$each ended well: $(tail -n 3 "$directory/$each.txt" | tr '\n' ' ')"
  else
    ok=1
    say "$each failed: $(tail -n 3 "$directory/$each.txt" | tr '\n' ' ')"
  fi
done
exit "$ok"

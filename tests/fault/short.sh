#!/bin/bash
# The short form of make fault: both ways of sending side by side, each point of a
# dispatch killed at once, and a restart of the database in each; and beside them what
# is urgent while other calls hang.  Of so few kills the slowest is a matter of chance
# and of the machine: how long it took is printed and not judged.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
make -s -j2 V=fault build/fault/worker || exit 1
export SEED=${SEED:-$RANDOM} ALL=0 MESSAGES=${MESSAGES:-400} ANSWERS=${ANSWERS:-60} KILLS=${KILLS:-4} \
    POINT_KILLS=1 RESTARTS=1 WORKERS=2 SECONDS_OF_LOAD=32 RECOVERY=0
said=$(mktemp -d /tmp/aftercare-fault.XXXXXX)
one='' other='' urgent=''
finish() {
	kill $one $other $urgent 2>/dev/null
	wait
	rm -rf "$said"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP
MODE=guarded tests/fault/run.sh > "$said/guarded" 2>&1 & one=$!
MODE=ladder tests/fault/run.sh > "$said/ladder" 2>&1 & other=$!
tests/fault/urgent.sh > "$said/urgent" 2>&1 & urgent=$!
wait $one
code=$? one=''
wait $other
code=$((code + $?)) other=''
wait $urgent
code=$((code + $?)) urgent=''
# What is wrong, last of all.
grep -v '^wrong: ' "$said/urgent" "$said/guarded" "$said/ladder" -h
sed -n 's/^wrong: /wrong: urgent: /p' "$said/urgent"
sed -n 's/^wrong: /wrong: guarded: /p' "$said/guarded"
sed -n 's/^wrong: /wrong: ladder: /p' "$said/ladder"
exit $code

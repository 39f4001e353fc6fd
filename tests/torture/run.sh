#!/bin/bash
# Each call that can fail, failing once:  run.sh [--short]
# SEED=n chooses the same part again.  What the programs say is in build/torture.*.log
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
seed=${SEED:-$RANDOM}
export ASAN_OPTIONS=exitcode=99
out=$(mktemp -d /tmp/aftercare-torture.XXXXXX)
pids=()
finish() {
	for pid in "${pids[@]}"; do kill -- "-$pid" 2>/dev/null && wait "$pid"; done
	rm -rf "$out"
}
trap finish EXIT
trap 'exit 130' INT TERM
set -m # each job a group, so that all of it ends
make -j2 all || exit 1
make -j2 V=san build/san/torture || exit 1
torture() {
	tests/with_database.sh build/san/torture --seed "$seed" "${@:2}" \
	    > "$out/$1" 2> "build/torture.$1.log" < /dev/null
}
if [ "${1:-}" = --short ]; then
	torture short --short & pids+=($!)
else
	torture site --kind site & pids+=($!)
	torture worker --kind worker & pids+=($!)
	wait "${pids[0]}"
	torture others --kind others & pids+=($!)
fi
good=0
for pid in "${pids[@]}"; do wait "$pid" || good=1; done
pids=()
echo "seed $seed"
cat "$out"/* | grep -vE '^(seed|figure) '
awk '$1 == "figure" { sum[$2] += $3; unit[$2] = $4 }
    END { for (name in sum) print "figure", name, sum[name], unit[name] }' "$out"/* | sort
exit $good

#!/bin/bash
# Everything that must hold, in the order in which it fails fastest.
# Each part says how it went; of one that failed is shown what did not go well.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export MAKEFLAGS=
logs=$(mktemp -d /tmp/aftercare-logs.XXXXXX)
began=$SECONDS
not_well() { grep -vE '^(info|ok) ' "$logs/$1.log" | tail -"$2" | sed 's/^/    /'; } # PART LINES
part() { # NAME COMMAND...
	local name=$1 start=$SECONDS said
	shift
	if "$@" > "$logs/$name.log" 2>&1; then
		said=$(grep -E '^([0-9]+%: Checks|figure |[0-9]+ (checks|tests|runs))' "$logs/$name.log" | tail -1)
		printf 'ok      %-34s %4d s   %s\n' "$name" $((SECONDS - start)) "$said"
		: > "$logs/$name.passed"
	else
		printf 'FAILED  %-34s %4d s\n%s\n' "$name" $((SECONDS - start)) "$(not_well "$name" 60)"
		: > "$logs/$name.failed"
	fi
}
begun=()
trap 'for one in "${begun[@]}"; do kill -- "-$one" 2> /dev/null; done; wait' EXIT
trap 'exit 130' INT TERM
# The matrix once more, where only row security is left.
second_wall() {
	readelf -sW build/gcc/check-bare | grep bare_admission > /dev/null &&
		CK_RUN_CASE=matrix tests/with_database.sh build/gcc/check-bare
}
browser_tools() { (cd tests/e2e && npm ci --no-audit --no-fund --silent); }

part build-gcc		make -j2 all build/gcc/check build/gcc/check-bare build/gcc/load build/gcc/hand_over build/gcc/letters
# By clang, with the sanitizers; and what is left out there.
part build-san		make -j2 V=san all build/san/check build/san/load build/san/hand_over build/san/letters build/san/torture fuzzers
part build-clang	make V=clang build/clang/app/base/memory.o build/clang/tests/test_memory.o build/clang/tests/test_secret.o
part floors		tests/layers.sh
part format		clang-format --dry-run -Werror $(git ls-files 'app/*.[ch]' 'tests/*.[ch]')
part banned		tests/banned.sh
part templates		tests/tmplc.sh
part fault-points	tests/fault/plain.sh
part queries		tests/queries.sh
part nginx		tests/nginx.sh
# Two at a time, the longest first: each needs little more than a processor.
begin() { # NAME COMMAND...
	while [ "$(jobs -pr | wc -l)" -ge 2 ]; do wait -n || true; done
	part "$@" &
	begun+=($!)
}
set -m # groups, so that all of it ends
part browser-tools	browser_tools
# What is freed need not be kept from all the tests before; of the walls one case in ten.
begin check-sanitized	env MATRIX_EVERY=10 ASAN_OPTIONS=quarantine_size_mb=16 tests/with_database.sh build/san/check
begin torture		env SEED=1 tests/torture/run.sh --short
begin fault		tests/fault/short.sh
begin bench		tests/bench/short.sh
begin second-wall	second_wall
# Of gcc's build what sanitizers make impossible, or so slow that they see a part: the
# rest of it is what everything else here tries.  make check has it all.
begin check		env CK_INCLUDE_TAGS=unsanitized tests/with_database.sh build/gcc/check
begin fuzz		env FUZZ_S=2 tests/fuzz/run.sh
begin rules		tests/rules/run.sh
begin script		node tests/e2e/script.js
begin fuzz-reach	tests/fuzz/parsers.sh reach
begin indicators	tests/indicators/run.sh
begin packs		tests/workflow_check.sh
begin letters		node tests/e2e/letters.js
begin packages		tests/packages.sh
begin hardening		tests/hardening.sh
begin triage		tests/triage/run.sh
begin units		tests/units.sh
wait
set +m
begun=()
# By themselves: somebody waits for each page, and what is counted is lost by a machine
# that cannot keep up.
part e2e		tests/e2e/loop.sh
part demo		tests/demo_run.sh
part restart		tests/restart/short.sh

# Once more, for who sees only the end of all this.
for failed in "$logs"/*.failed; do
	[ -e "$failed" ] || continue
	name=$(basename "$failed" .failed)
	echo "FAILED  $name"
	not_well "$name" 6
done
count() { find "$logs" -name "*.$1" | wc -l; } # HOW_IT_WENT
failed=$(count failed)
echo "$((SECONDS - began)) seconds"
echo "$(count passed) passed, $failed failed"
rm -rf "$logs"
[ "$failed" = 0 ]

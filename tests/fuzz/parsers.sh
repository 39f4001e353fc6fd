#!/bin/bash
# Is there a target for every source that takes bytes apart, and does it reach
# it?  The list is tests/fuzz/parsers.  With "reach" the kept corpora are
# replayed as well, and of each source at least two functions in five must run.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
list=tests/fuzz/parsers
bad=0
wrong() {
	echo "$*"
	bad=1
}

# What cannot be done without: looking for a byte, making a number, reading.
calls='strto[a-z]+|strsep|strspn|strcspn|strpbrk|sscanf|memchr|memmem|strchr|strrchr'
calls+='|strstr|strcasestr|regexec|json_parse|json_gate|file_read|fread|fgets|getline'
calls+='|FCGX_Get[A-Za-z]*|curl_easy_header|curl_getdate|text_next|request_field[a-z_]*'
calls+='|request_query|request_cookie|request_header'
for file in $(git ls-files 'app/*.c' | xargs grep -lE "\b($calls)\("); do
	grep -q "^$file	" $list || wrong "$file takes bytes apart and is not in $list"
done

targets=$(for f in tests/fuzz/fuzz_*.c; do f=${f##*/fuzz_}; echo "${f%.c}"; done)
while read -r file first rest; do
	[ -f "$file" ] || wrong "$list names $file, which is not there"
	[ "$first" != - ] || { [ -n "$rest" ] || wrong "$file has no reason"; continue; }
	for name in $first $rest; do
		[ -f "tests/fuzz/fuzz_$name.c" ] || wrong "$file: there is no target $name"
	done
done < <(grep '^app' $list)
for name in $targets; do
	grep '^app' $list | cut -f2- | grep -w -- "$name" > /dev/null || wrong "$name is for nothing in $list"
	[ -f "tests/fuzz/dict/$name.dict" ] || wrong "$name has no dictionary"
	[ -n "$(ls "tests/fuzz/corpus/$name" 2>/dev/null)" ] || wrong "$name has no corpus"
done

# One gate before json-c, one file that gives texts to libpq.
found=$(git grep -lE '\bjson_(tokener|object)_' -- app | grep -vx app/ext/json.c)
[ -z "$found" ] || wrong "json-c without the gate: $found"
grep -A12 '^json_parse(' app/ext/json.c | grep -q '!json_gate(text, len)' ||
	wrong "json_parse does not begin with the gate"
found=$(git grep -lE '\bPQ(exec|prepare|send)[A-Za-z]*\(' -- app | grep -vx app/db/tx.c)
[ -z "$found" ] || wrong "libpq beside app/db/tx.c: $found"

[ "${1:-}" = reach ] || exit $bad
[ -n "${OWNER_DATABASE:-}" ] || exec tests/with_database.sh tests/fuzz/parsers.sh reach

reached=$(mktemp /tmp/aftercare-reach.XXXXXX)
trap 'rm -f "$reached"' EXIT
for name in $targets; do
	"build/san/fuzz_$name" -runs=0 -print_coverage=1 "tests/fuzz/corpus/$name" 2>&1 |
	    sed -nE "s|^(UN)?COVERED_FUNC: .* ([^ ]+) [^ ]*/(app/[^ :]+):[0-9]+\$|$name \3 \2 \1|p"
done > "$reached"
awk -v list=$list '
    BEGIN {
	while ((getline line < list) > 0) {
		n = split(line, part, /[ \t]+/)
		if (part[1] !~ /^app/ || part[2] == "-") continue
		for (i = 2; i <= n; i++) wanted[part[1], part[i]] = 1
		files[part[1]] = 1
	}
    }
    wanted[$2, $1] {
	all[$2 " " $3] = $2
	if ($4 != "UN") run[$2 " " $3] = 1
    }
    END {
	for (f in all) { of[all[f]]++; if (f in run) ran[all[f]]++ }
	for (file in files) {
		total += of[file]; hit += ran[file]; count++
		if (ran[file] * 5 < of[file] * 2 || of[file] == 0) {
			print file ": its targets run " ran[file] + 0 " of " of[file] + 0 " functions"
			bad = 1
		}
	}
	print "figure fuzz.parsers " count " sources"
	printf "figure fuzz.reached %d %%\n", 100 * hit / total
	exit bad
    }' "$reached" || bad=1
exit $bad

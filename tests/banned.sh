#!/bin/sh
# Calls and habits that this house does without.
set -eu
bad=0
refuse() {
	what=$1
	shift
	found=$(grep -nE "$@" || true)
	[ -z "$found" ] || { echo "$what:"; echo "$found"; bad=1; }
}
sources=$(git ls-files 'app/*.c' 'app/*.h')
# shellcheck disable=SC2086
{
	refuse 'unbounded or unchecked calls' \
	    '\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|strtok|scanf|alloca|system|popen)\(' \
	    $(echo "$sources" | grep -v '^app/gen/')
	refuse 'memory is an arena above the outside libraries' '\b(malloc|calloc|realloc|free|strdup|strndup|asprintf)\(' \
	    $(echo "$sources" | grep -E '^app/(core|web|site|api|worker|ctl|sim)/')
	refuse 'SQL lives in sql/' '"(SELECT|INSERT|UPDATE|DELETE|WITH) ' \
	    $(echo "$sources" | grep -vE '^app/(gen|db)/')
	refuse 'markup lives in templates' 'buf_(puts|add|printf)\([^;]*<[a-z/]' \
	    $(echo "$sources" | grep -E '^app/(core|web|site)/')
	refuse 'work put off' '\b(TODO|FIXME|XXX)\b' $sources
}
# A function is read at one sight.
# shellcheck disable=SC2086
found=$(awk '/^[a-zA-Z_].*\(/ && !/;$/ { name = $0 }
    /^\{/ { start = FNR }
    /^\}/ { if (start && FNR - start > 61) print FILENAME ": " name; start = 0 }' $sources)
[ -z "$found" ] || { echo "longer than 60 lines: $found"; bad=1; }
# A query that decides by time is given the time.
found=$(grep -lE '\bnow\(\)|current_timestamp|current_date|clock_timestamp\(\)' sql/queries/*.sql sql/queries/parts/*.sql || true)
[ -z "$found" ] || { echo "the time is a parameter: $found"; bad=1; }
found=$(grep -nE 'OFFSET' sql/queries/*.sql sql/queries/parts/*.sql || true)
[ -z "$found" ] || { echo "pages are by key, not OFFSET: $found"; bad=1; }
found=$(git grep -nE '^(<<<<<<<|>>>>>>>)' -- . ':!tests/fuzz/corpus' || true)
[ -z "$found" ] || { echo "two versions of one place: $found"; bad=1; }
exit $bad

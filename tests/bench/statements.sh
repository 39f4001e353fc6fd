# statements.sh - who asks for what, and the statements that come of it, for
# pgbench: heard from PostgreSQL's own log, so that they cannot drift apart.

token_of() { printf '%-43s' "bench-user-$1-" | tr ' ' x; } # USER

choose_requests() {
	local user
	ask_file tests/bench/targets.sql -v requests="$requests" || fail "nobody asks"
	while read -r user; do
		echo "INSERT INTO session (token_hash, user_id, csrf, created_at, seen_at, expires_at)
		    VALUES ('$(printf %s "$(token_of "$user")" | b2sum -l 256 | cut -d' ' -f1)', $user, 'bench',
		    business_now(), business_now(), business_now() + interval '10 hours');"
	done < <(ask "SELECT DISTINCT user_id FROM bench.request") > "$house/sessions.sql"
	ask_file "$house/sessions.sql" || fail "nobody is signed in"
}

requests_of() { ask "SELECT n, user_id, path FROM bench.request WHERE page = '$1' ORDER BY n"; } # PAGE

headers_of() { # PAGE [TOKEN]
	echo "Accept-Encoding: gzip"
	[[ $1 != fhir_* ]] || echo "Authorization: Bearer ${2:-{token\}}"
	[ "$1" != poll ] || printf '%s\n' "X-Poll: 1" "X-Fragment: n-tasks,n-messages,tiles,views,tasks"
}

get() { # PAGE USER PATH [CURL_OPTION...]
	local options=(-sS -o /dev/null -b "session=$(token_of "$2")") url="http://127.0.0.1:$site_port$3" header
	while read -r header; do
		options+=(-H "$header")
	done < <(headers_of "$1" "$(client_token "$2")")
	shift 3
	curl "${options[@]}" "$@" "$url" || fail "$url does not answer"
}

tag() { get "$1" "$2" "$3" -D - | tr -d '\r' | awk 'tolower($1) == "etag:" { print $2 }'; } # PAGE USER PATH

# A minute of the clock in which no page's tag changes by itself: they do at :30.
quiet_minute() {
	ask "UPDATE business_clock SET advance = make_interval(secs =>
	    extract(epoch FROM timestamptz '2035-03-14 10:00:31+00' - transaction_timestamp())::float8)"
}

# Of the round's requests: one for each of those who ask.
load_script() { # PAGE
	local n user path tag
	while IFS='|' read -r n user path; do
		tag=''
		[ "$1" != poll ] || tag=" tag=$(tag poll "$user" "$path")"
		echo "person asker cookie=session=$(token_of "$user") path=${path#/} token=$(client_token "$user")$tag"
	done < <(requests_of "$1" | awk -F '|' -v from=$(((round - 1) * askers)) -v n="$askers" '$1 > from && $1 <= from + n')
	echo "request $1 1 GET /{path} asker"
	headers_of "$1" | sed 's/^/header /'
	[ "$1" != poll ] || printf '%s\n' "header If-None-Match: {tag}" "expect 304"
}

# Statements -------------------------------------------------------------------

log_statements() { # all|none
	ask "ALTER SYSTEM SET log_statement = '$1'"
	ask "SELECT pg_reload_conf()" >/dev/null
	sleep 0.3
}

mark() { ask "SELECT 'bench $1: $2 $3'" >/dev/null; } # SIDE PAGE N

# Each request twice, the second time for the record.
ask_product() { # PAGE
	local n user path code tags=() poll=''
	[ "$1" != poll ] || poll=yes
	mark product nothing 0
	while IFS='|' read -r n user path; do
		tags[n]=$(tag "$1" "$user" "$path")
	done < <(requests_of "$1")
	while IFS='|' read -r n user path; do
		mark product "$1" "$n"
		code=$(get "$1" "$user" "$path" ${poll:+${tags[n]:+-H "If-None-Match: ${tags[n]}"}} -w '%{http_code}')
		[ "$1$code" = poll304 ] || [ "$1$code" = "${1#poll}200" ] || fail "$path was answered $code"
		sleep 0.03 # what is written after the answer
	done < <(requests_of "$1")
}

# All of a request's statements in one pipeline: nothing asks PostgreSQL cheaper.
write_pgbench_script() { # PAGE N [WHICH]
	mkdir -p "$house/pgbench"
	ask "SELECT DISTINCT '-Dv' || md5(v) || '=' || v FROM bench.heard, unnest(places) v
	    WHERE side = 'product' AND page = '$1' AND ${3:-true}" > "$house/pgbench/$1.values"
	{
		echo '\startpipeline'
		ask "SELECT script FROM bench.heard WHERE side = 'product' AND page = '$1' AND request = $2 AND ${3:-true}
		    ORDER BY step"
		echo '\endpipeline'
	} > "$house/pgbench/$1.$2.sql"
}

run_pgbench() { # PAGE OPTION...
	local values
	mapfile -t values < "$house/pgbench/$1.values"
	shift
	pgbench -h "$house" -U "${role:-aftercare_site}" -n -M prepared "${values[@]}" "$@" aftercare 2>&1
}

ask_pgbench() { # PAGE
	local n
	for ((n = 1; n <= requests; n++)); do
		mark pgbench "$1" "$n"
		run_pgbench "$1" -c 1 -t 1 -f "$house/pgbench/$1.$n.sql" > "$house/pgbench/log" ||
		    fail "pgbench does not take the statements of $1" "$house/pgbench/log"
	done
}

listen() { # SIDE [ROLE]
	awk -f tests/bench/parameters.awk sql/queries/*.sql > "$house/types"
	ask_file tests/bench/capture.sql -v side="$1" -v who="${2:-aftercare_site}" -v log="$house/log/postgres.json" \
	    -v types="$house/types" || fail "the log of PostgreSQL is not understood"
}

# The product is heard, pgbench is given the same, and heard too.
same_statements() { # ROLE PAGE...
	local role=$1 page n differences
	shift
	ask "SET client_min_messages = warning; DROP TABLE IF EXISTS bench.heard"
	quiet_minute
	log_statements all
	# The log has also what was asked before, by the same role perhaps.
	mark product nothing 0
	mark pgbench nothing 0
	for page; do
		ask_product "$page"
	done
	listen product "$role"
	for page; do
		for ((n = 1; n <= requests; n++)); do
			write_pgbench_script "$page" "$n"
		done
	done
	[ "${CONTROL:-0}" = 0 ] || write_pgbench_script "$1" 1 "step <> 2"
	for page; do
		ask_pgbench "$page"
	done
	listen pgbench "$role"
	log_statements none
	differences=$(ask_file tests/bench/compare.sql)
	[ -z "$differences" ] || fail "pgbench does not ask what the product asks:
$differences"
	ask "SELECT format('%s: %s statements, %s of them queries of ours, over %s requests', page, count(*) / max(request),
	    count(nullif(query, '<unnamed>')) / max(request), max(request)) FROM bench.heard WHERE side = 'product' GROUP BY page ORDER BY 1"
}

# Instead of measuring: how PostgreSQL carries out what the pages ask.
write_plans() { # FILE
	local page
	quiet_minute
	log_statements all
	for page in $pages; do
		ask_product "$page"
	done
	ask_file tests/bench/plans.sql -v log="$house/log/postgres.json" > "$1" || fail "no plans"
	echo "plans in $1"
}

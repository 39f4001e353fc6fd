# jobs.sh - what no person waits for: webhooks, the outbox, a day's reminders.

# Webhooks ---------------------------------------------------------------------

hook_script() {
	echo "person rapidpro"
	echo "request hook 1 POST /hooks/rapidpro rapidpro"
	echo "header Authorization: Token $secret"
	echo "header Content-Type: application/json"
	echo "body $(cat tests/bench/hook.json)"
}

# The bare insert is the product's own, with another key each time and PostgreSQL's
# time, which nobody has to look up.
hear_hook() {
	local key
	log_statements all
	mark product hook 1
	sed 's/{uuid}/0c0ffee0-0000-4000-8000-000000000001/g' tests/bench/hook.json | tr -d '\n' |
	    curl -sSf -o /dev/null -H "Authorization: Token $secret" -H 'Content-Type: application/json' \
	    --data-binary @- "http://127.0.0.1:$site_port/hooks/rapidpro" || fail "the webhook does not answer" "$house/api.log"
	sleep 0.1
	log_statements none
	listen product aftercare_api
	write_pgbench_script hook 1 "query ~ '^inbox_'"
	[ "$(grep -c 'INSERT INTO inbox' "$house/pgbench/hook.1.sql")" = 1 ] || fail "the webhook is not stored by one insert"
	key=$(ask "SELECT md5(v) FROM bench.heard, unnest(places) v WHERE page = 'hook' AND v LIKE 'hook %'")
	{
		echo '\set key random(1, 9000000000000000000)'
		sed "s/:v$key::/:key::/; s/business_now()/now()/" "$house/pgbench/hook.1.sql"
	} > "$house/pgbench/hook.sql"
	mv "$house/pgbench/hook.sql" "$house/pgbench/hook.1.sql"
	grep -q '::text, now()) ON CONFLICT' "$house/pgbench/hook.1.sql" || fail "the insert is not bare"
}

measure_hook() {
	hook_script > "$house/hook.load"
	measure_product hook "$clients"
	role=aftercare_api measure_pgbench hook "$clients" 1
	ask "TRUNCATE inbox"
}

# Jobs, on a copy, so that the data stay as they are --------------------------------

ask_copy() { psql -h "$house" -U postgres -d bench_copy -v ON_ERROR_STOP=1 -qAtX "$@"; }

start_jobs() {
	stop site
	stop api
	ask "CHECKPOINT"
	dropdb -h "$house" -U postgres --if-exists bench_copy 2>/dev/null
	psql -h "$house" -U postgres -d postgres -qX -c "CREATE DATABASE bench_copy TEMPLATE aftercare STRATEGY file_copy" || fail "no copy of the data"
	ask_copy -c "TRUNCATE inbox"
	sed -i 's/dbname=aftercare/dbname=bench_copy/' "$house/worker.conf"
}

set_copy_clock() { # TIME
	ask_copy -c "UPDATE business_clock SET advance = make_interval(secs =>
	    extract(epoch FROM timestamptz '$1' - transaction_timestamp())::float8)"
}

# Beside our nginx, in another one, a RapidPro that accepts everything at once.
start_stub() { start stub nginx -e stderr -p "$house/stub" -c "$house/stub.conf"; }

stop_jobs() { dropdb -h "$house" -U postgres bench_copy; }

start_workers() { # N
	local i
	for ((i = 0; i < $1; i++)); do
		start "worker$i" "$programs/worker" "$house/worker.conf"
	done
}
stop_workers() { # N [FIRST]
	local i
	for ((i = ${2:-0}; i < $1 + ${2:-0}; i++)); do
		stop "worker$i"
	done
}

# Until the workers know which flows there are, and have made the tasks that the
# morning brings.
settle_down() { # WORKERS
	local before='' now
	for ((i = 0; i < 100; i++)); do
		now=$(ask_copy -c "SELECT checked_at IS NOT NULL AND (SELECT count(*) = $1 FROM worker), (SELECT count(*) FROM task) FROM gateway")
		[[ $now != t* || $now != "$before" ]] || return
		before=$now
		sleep 1
	done
	fail "the workers do not come to rest" "$house/worker0.log"
}

# The processor's time of the workers, of PostgreSQL and of the stub, if it is there, so far, in us.
sample_outbox() {
	local workers=0
	for ((i = 0; i < 4; i++)); do
		[ -n "${pids[worker$i]:-}" ] || continue
		spent "${pids[worker$i]}"
		workers=$((workers + spent))
	done
	spent "$postmaster"
	sampled="$workers $spent"
	spent=0
	[ -z "${pids[stub]:-}" ] || spent "${pids[stub]}"
	sampled+=" $spent"
}

# The workers that run and a RapidPro that accepts at once, for at most ten seconds: ROWS
# is the script that makes the rows, which appear together when the workers have
# nothing else to do.  A text is counted when the row that it left with is settled.
measure_texts() { # FIGURE ROWS
	local began calls done took before last
	last=$(ask_copy -c "SELECT coalesce(max(id), 0) FROM outbox")
	began=$(ask_copy -v rows=100000 -f "$2" -c "SELECT extract(epoch FROM clock_timestamp())")
	sample_outbox
	before=$sampled
	took=$(ask_copy -v last="$last" -v began="$began" -v most="${OUTBOX_SECONDS:-10}" -f tests/bench/texts.sql)
	sample_outbox
	read -r done calls < <(ask_copy -F ' ' -c "SELECT count(*), count(DISTINCT o.id) FROM outbox o JOIN message m ON m.outbox_id = o.id
	    WHERE o.state IN ('accepted', 'done') AND o.id > $last")
	[ "$done" -gt 0 ] || fail "nothing left the outbox" "$house/worker0.log"
	awk -v name="$1" -v n="$done" -v calls="$calls" -v s="$took" 'BEGIN {
		printf "figure bench.outbox.%s %.0f 1/s\n", name, n / s
		sub(/rows_per_s$/, "calls_per_s", name)
		printf "figure bench.outbox.%s %.0f 1/s\n", name, calls / s
	}' >> "$house/figures"
	echo "$1 $before $sampled $done" |
	    awk '{ printf "outbox, %s: %d texts; us a text: workers %.0f, PostgreSQL %.0f, the stub %.0f\n", $1, $8, ($5 - $2) / $8, ($6 - $3) / $8, ($7 - $4) / $8 }'
	ask_copy -c "UPDATE outbox SET state = 'cancelled' WHERE id > $last AND state <> 'done'"
	ask_copy -c "VACUUM ANALYZE outbox"
}

# The day's questions as they leave, a hundred in a call; and nurses' replies, each a
# call of its own: by four workers, and by one.
measure_outbox() {
	set_copy_clock '2035-03-14 10:00:31+00'
	start_workers 4
	settle_down 4
	measure_texts rows_per_s tests/bench/questions.sql
	measure_texts single_rows_per_s tests/bench/replies.sql
	stop_workers 3 1
	measure_texts one_worker_rows_per_s tests/bench/questions.sql
	measure_texts one_worker_single_rows_per_s tests/bench/replies.sql
	stop_workers 1
}

# A day's texts are out of the way.
end_day() { # TIME
	ask_copy -c "UPDATE outbox SET state = 'done' WHERE state IN ('ready', 'accepted', 'unsure', 'leased')"
	set_copy_clock "$1"
}

# All workers find the morning at the same moment: they are halted while it comes.  The
# seconds from the beginning of the first transaction until the last has been committed.
pass_morning() { # TIME
	local i last
	for ((i = 0; i < 4; i++)); do kill -STOP "${pids[worker$i]}"; done
	set_copy_clock "$1"
	due=$(ask_copy -c "SELECT count(*) FROM reminder WHERE state = 'planned' AND due_at <= business_now()")
	last=$(ask_copy -c "SELECT max(id) FROM message")
	sleep 1
	sample_outbox
	before=$sampled
	for ((i = 0; i < 4; i++)); do kill -CONT "${pids[worker$i]}"; done
	took=$(ask_copy -v last="$last" -f tests/bench/reminders.sql)
	sample_outbox
}

# The second morning of four workers, who run as on any day but their first: their
# statements are prepared, and PostgreSQL has at hand what it had the day before.  In
# between is a night: what is left is tidied up, and the log begins anew, so that each
# page goes to it whole again.  RapidPro does not answer: what leaves is another figure.
measure_reminders() {
	local due took calls before
	end_day '2035-03-15 03:01:00+00'
	start_workers 4
	settle_down 4
	stop stub
	pass_morning '2035-03-15 05:01:00+00'
	end_day '2035-03-16 03:01:00+00'
	settle_down 4
	ask_copy -c "VACUUM ANALYZE" -c "CHECKPOINT"
	calls=$(ask_copy -c "SELECT max(id) FROM outbox")
	pass_morning '2035-03-16 05:01:00+00'
	stop_workers 4
	[ "$(ask_copy -c "SELECT count(*) FROM reminder WHERE state = 'sent' AND due_at > '2035-03-16 00:00:00+00'")" = "$due" ] ||
	    fail "not every reminder that was due was sent" "$house/worker0.log"
	calls=$(ask_copy -c "SELECT format('%s calls, %s of them starts', count(*), count(*) FILTER (WHERE kind = 'checkin'))
	    FROM outbox WHERE id > $calls")
	echo "$before $sampled $due" | awk -v n="$due" -v s="$took" '{
		printf "figure bench.reminders.seconds %.2f s\nfigure bench.reminders.rows_per_s %.0f 1/s\n", s * 77000 / n, n / s
		printf "figure bench.reminders.cpu_ratio_to_query %.2f x\n", ($4 - $1 + $5 - $2) / ($5 - $2)
	}' >> "$house/figures"
	echo "reminders: $due in $took s, $calls"
	echo "$before $sampled $due" | awk '{ printf "us a reminder: workers %.0f, PostgreSQL %.0f\n", ($4 - $1) / $7, ($5 - $2) / $7 }'
}

# A morning that falls due evenly, 160 questions a second, while nurses work: their pages,
# and how late a question is taken by RapidPro (it answers again).
measure_burst() {
	local rate=160 seconds=${BURST_SECONDS:-60} page
	end_day '2035-03-17 03:01:00+00'
	[ -n "${pids[stub]:-}" ] || start_stub
	start_workers 4
	settle_down 4
	ask_copy -v per_s="$rate" -v n=$((rate * seconds)) -f tests/bench/burst.sql
	set_copy_clock '2035-03-17 04:59:55+00'
	ask_copy -c "DELETE FROM session" -f "$house/sessions.sql"
	sed -i 's/dbname=aftercare/dbname=bench_copy/' "$house/site.conf"
	start site "$programs/site" "$house/site.conf"
	round=1
	for page in tasks thread waiting escalations patient search; do
		load_script "$page" | sed "s/^person asker/person of_$page/; s/ asker\$/ of_$page/"
	done > "$house/burst.load"
	sleep 5
	"$programs/load" --url "http://127.0.0.1:$site_port" --script "$house/burst.load" --rate "${BURST_PAGES:-100}" \
	    --seconds "$seconds" --seed "$seed" --out "$house/burst.answers" > "$house/burst.log" 2>&1 ||
	    fail "the load of the burst failed" "$house/burst.log"
	sleep 3
	stop site
	stop_workers 4
	sed -i 's/dbname=bench_copy/dbname=aftercare/' "$house/site.conf"
	awk '$1 == "load" && $2 != "all" { printf "figure bench.burst.%s.p99 %.1f ms\n", $2, $6 }' "$house/burst.log" >> "$house/figures"
	ask_copy -F ' ' -f tests/bench/burst_late.sql | awk -v s="$seconds" -v due=$((rate * seconds)) '{
		printf "the burst: %d of %d questions taken\n", $1, due > "/dev/stderr"
		printf "figure bench.burst.sms_per_s %.0f 1/s\nfigure bench.burst.late_p99 %.1f s\n", $1 / s, $2
	}' >> "$house/figures"
}

# What a child of the site has for itself alone at most, seen after each page: one that
# has answered its share makes room for a fresh one.
private=0
see_memory() {
	local child kb
	for child in $(pgrep -P "${pids[site]}"); do
		kb=$(awk '/^Private_/ { n += $2 } END { print n + 0 }' "/proc/$child/smaps_rollup" 2>/dev/null)
		[ "${kb:-0}" -le "$private" ] || private=$kb
	done
}

tell_memory() { awk -v kb="$private" 'BEGIN { printf "figure bench.memory %.1f MB\n", kb / 1024 }' >> "$house/figures"; }

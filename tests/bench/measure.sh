# measure.sh - rounds of the product and of pgbench, and the processor's time
# that each took, from /proc: of a program with the children it has had.

# Microseconds of a process and its children from schedstat, which counts them
# exactly; of children who have ended from their parent's stat, which does not.
# No other process is started for it: on a busy machine that takes too long.
tick=$((1000000 / $(getconf CLK_TCK)))
spent() { # PARENT
	local pid ns us=0 stat
	for pid in "$1" $(< "/proc/$1/task/$1/children"); do
		read -r ns _ 2>/dev/null < "/proc/$pid/schedstat" && us=$((us + ns / 1000))
	done
	stat=$(< "/proc/$1/stat")
	# After the name in brackets cutime and cstime are the 14th and 15th word.
	# shellcheck disable=SC2086
	set -- ${stat##*) }
	spent=$((us + (${14} + ${15}) * tick))
}

# Microseconds since 1970, and those that our programs, nginx and PostgreSQL have had.
sample() {
	local ours
	sample=${EPOCHREALTIME/./}
	spent "${pids[site]}"
	ours=$spent
	spent "${pids[api]}"
	sample+=" $((ours + spent))"
	spent "${pids[nginx]}"
	sample+=" $spent"
	spent "$postmaster"
	sample+=" $spent"
}

# What happens in the first moments, plans being made and files opened, is not
# counted: from WARM seconds after the start to SECONDS later, and a little more.
warm=${WARM:-1}
whole=$(awk -v s="$seconds" -v w="$warm" 'BEGIN { n = s + w + 0.4; print n == int(n) ? n : int(n) + 1 }')
before='' after=''
window() {
	sleep "$warm"
	sample
	before=$sample
	sleep "$seconds"
	sample
	after=$sample
}

# note NAME SIDE: of lines END_US DURATION_US those of the window, as a round:
# NAME SIDE RATE P50 P99 (ms) CPU (us a request) and its parts: ours, nginx, PostgreSQL
note() {
	sort -n -k2 | awk -v name="$1" -v side="$2" -v before="$before" -v after="$after" '
		BEGIN { split(before, b); split(after, a) }
		$1 >= b[1] && $1 < a[1] { took[++n] = $2 }
		END {
			if (n == 0)
				exit 1
			for (i = 2; i <= 4; i++) {
				us[i] = (a[i] - b[i]) / n
				all += us[i]
			}
			printf "%s %s %.1f %.3f %.3f %.1f %.1f %.1f %.1f\n", name, side, n * 1000000 / (a[1] - b[1]),
			    took[int((n + 1) / 2)] / 1000, took[int(n * 0.99 + 0.999)] / 1000, all, us[2], us[3], us[4]
		}' >> "$house/rounds"
}

measure_product() { # NAME CLIENTS
	"$programs/load" --url "http://127.0.0.1:$site_port" --script "$house/$1.load" --clients "$2" \
	    --seconds "$whole" --seed "$seed" --out "$house/$1.answers" > "$house/$1.product.log" 2>&1 &
	pids[load]=$!
	window
	wait "${pids[load]}" || fail "the load of $1 failed" "$house/$1.product.log"
	unset "pids[load]"
	[ -z "$(awk '$4 != "ok"' "$house/$1.answers")" ] || fail "wrong answers to $1" "$house/$1.product.log"
	awk '{ printf "%.0f %d\n", $1 + $2, $2 }' "$house/$1.answers" | note "$1" product ||
	    fail "no answers to $1" "$house/$1.product.log"
}

# So many connections, each with one script (the FIRST, the next...) again and
# again; the ends of its transactions are in its own log.
measure_pgbench() { # NAME CONNECTIONS FIRST
	local i file
	rm -f "$house"/pgbench/tx.*
	for ((i = 1; i <= $2; i++)); do
		file=$house/pgbench/$1.$(($3 + i - 1)).sql
		[ -e "$file" ] || file=$house/pgbench/$1.$3.sql
		run_pgbench "$1" -c 1 -T "$whole" --log --log-prefix="$house/pgbench/tx.$i" -f "$file" \
		    > "$house/pgbench/out.$i" &
		pids[pgbench$i]=$!
	done
	window
	for ((i = 1; i <= $2; i++)); do
		wait "${pids[pgbench$i]}" || fail "pgbench failed with $1" "$house/pgbench/out.$i"
		unset "pids[pgbench$i]"
	done
	cat "$house"/pgbench/tx.* | awk '{ printf "%.0f %d\n", $5 * 1000000 + $6, $3 }' | note "$1" pgbench ||
	    fail "pgbench did nothing with $1" "$house/pgbench/out.1"
}

measure_page() { # PAGE
	[ "$1" != poll ] || quiet_minute
	load_script "$1" > "$house/$1.load"
	measure_product "$1" "$clients"
	measure_pgbench "$1" "$askers" $(((round - 1) * askers + 1))
}

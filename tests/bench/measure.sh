# measure.sh - rounds of the product and of pgbench, and the processor's time
# that each took, from /proc: of a program with the children it has had.

ticks() { # PARENT
	local files=("/proc/$1/stat") child
	for child in $(pgrep -P "$1"); do
		files+=("/proc/$child/stat")
	done
	# After the name in brackets: utime and stime are the 12th and 13th word, those
	# of children who have ended the 14th and 15th.
	cat "${files[@]}" 2>/dev/null | sed 's/.*) //' | awk '{ n += $12 + $13 + (NR == 1 ? $14 + $15 : 0) } END { print n + 0 }'
}

# Microseconds since 1970, and ticks of our programs, of nginx and of PostgreSQL.
sample() {
	echo "$(date +%s%6N) $(($(ticks "${pids[site]}") + $(ticks "${pids[api]}"))) $(ticks "${pids[nginx]}") $(ticks "$postmaster")"
}

# What happens in the first moments, plans being made and files opened, is not
# counted: from WARM seconds after the start to SECONDS later.
warm=${WARM:-1}
whole=$(awk -v s="$seconds" -v w="$warm" 'BEGIN { n = s + w; print n == int(n) ? n : int(n) + 1 }')
before='' after=''
window() {
	sleep "$warm"
	before=$(sample)
	sleep "$seconds"
	after=$(sample)
}

# note NAME SIDE: of lines END_US DURATION_US those of the window, as a round:
# NAME SIDE RATE P50 P99 (ms) CPU (us a request) and its parts: ours, nginx, PostgreSQL
note() {
	sort -n -k2 | awk -v name="$1" -v side="$2" -v before="$before" -v after="$after" -v tick="$(getconf CLK_TCK)" '
		BEGIN { split(before, b); split(after, a) }
		$1 >= b[1] && $1 < a[1] { took[++n] = $2 }
		END {
			if (n == 0)
				exit 1
			for (i = 2; i <= 4; i++) {
				us[i] = (a[i] - b[i]) * 1000000 / tick / n
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
	measure_pgbench "$1" "$children" $(((round - 1) * children + 1))
}

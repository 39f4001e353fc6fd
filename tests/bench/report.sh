# report.sh - figures beside what is to be reached, the picture, and the history.

# The p99 with ten times the patients, over ours: of the task list, and of each page.
measure_growth() {
	local ten=$house/ten
	env BENCH_PATIENTS=$((patients * 10)) BENCH_DATA="${BENCH_DATA_TEN:-}" BENCH_GROWTH=0 PARTS=pages OUT=/dev/null \
	    HISTORY=/dev/null KEEP= tests/bench/run.sh > "$ten" 2>&1 &
	pids[ten]=$!
	wait "${pids[ten]}" || fail "ten times the patients" "$ten"
	unset "pids[ten]"
	awk -f tests/bench/middle.awk -f tests/bench/figures.awk "$house/rounds" | awk '
		$1 != "figure" || $2 !~ /\.p99$/ { next }
		NR == FNR { ours[$2] = $3; next }
		$2 in ours {
			name = $2
			sub(/^bench\./, "bench.growth.", name)
			sub(/\.p99$/, "", name)
			printf "figure %s %.2f x\n", name == "bench.growth.tasks" ? "bench.growth" : name, $3 / ours[$2]
		}' - "$ten" >> "$house/figures"
}

machine() {
	awk -F ': *' '/^model name/ { name = $2; n++ } END { printf "%s, %d cores", name, n }' /proc/cpuinfo
	awk '/^MemTotal/ { printf ", %.0f GB\n", $2 / 1048576 }' /proc/meminfo
}

# A line for each run: date, commit, machine, patients, and each figure that has a
# place in targets.txt as NAME=VALUE.
remember() {
	[ -s "$history" ] || printf 'date\tcommit\tmachine\tpatients\tseed\tfigures\n' > "$history"
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$(date -u +%F)" "$(git rev-parse --short HEAD)$(git diff --quiet HEAD || echo +)" \
	    "$(machine)" "$patients" "$seed" "$(awk 'NR == FNR { wanted[$1] = 1; next }
		$2 in wanted || $2 ~ /\.(rps|cpu)$/ { sub(/^bench\./, "", $2); printf "%s%s=%s", n++ ? " " : "", $2, $3 }' \
	    tests/bench/targets.txt "$house/figures")" >> "$history"
}

report() {
	local all=$house/all
	[ ! -e "$house/rounds" ] || awk -f tests/bench/middle.awk -f tests/bench/figures.awk "$house/rounds" > "$all"
	[ ! -e "$house/figures" ] || cat "$house/figures" >> "$all"
	mv "$all" "$house/figures"
	awk -f tests/bench/draw.awk -v patients="$patients" -v machine="$(machine)" tests/bench/targets.txt "$house/figures" > "$house/bench.svg"
	[ "$out" = /dev/null ] || cp "$house/bench.svg" "$out"
	[ "$history" = /dev/null ] || remember
	echo "$(machine); $patients patients, $clients clients, $children children of the site"
	awk 'NR == FNR { target[$1] = $2; least[$1] = $3 != ""; next }
		$2 in target {
			met = least[$2] ? $3 >= target[$2] : $3 <= target[$2]
			printf "%-36s %10s %-4s to reach: %s %s%s\n", $2, $3, $4, least[$2] ? "at least" : "at most", target[$2], met ? "" : "   NOT YET"
		}' tests/bench/targets.txt "$house/figures"
	cat "$house/figures"
}

# The middle of each figure over the rounds, as lines of figures.
# In: NAME SIDE RATE P50 P99 CPU PROGRAM NGINX POSTGRESQL
{
	if (!($1 in seen)) {
		seen[$1] = 1
		names[++count] = $1
	}
	for (i = 3; i <= 9; i++)
		all[$1, $2, i] = all[$1, $2, i] " " $i
}
END {
	for (k = 1; k <= count; k++) {
		name = names[k]
		cpu = middle(all[name, "product", 6])
		query = middle(all[name, "pgbench", 6])
		if (name == "hook") {
			printf "figure bench.hook.rps %.0f 1/s\n", middle(all[name, "product", 3])
			printf "figure bench.hook.p99 %.1f ms\n", middle(all[name, "product", 5])
			printf "figure bench.hook.cpu %.0f us\n", cpu
			printf "figure bench.hook.ratio_to_insert %.2f x\n", middle(all[name, "product", 3]) / middle(all[name, "pgbench", 3])
			continue
		}
		if (name == "poll") {
			printf "figure bench.poll.cpu %.0f us\n", cpu
		} else {
			printf "figure bench.%s.rps %.0f 1/s\n", name, middle(all[name, "product", 3])
			printf "figure bench.%s.p50 %.1f ms\n", name, middle(all[name, "product", 4])
			printf "figure bench.%s.p99 %.1f ms\n", name, middle(all[name, "product", 5])
			printf "figure bench.%s.cpu %.0f us\n", name, cpu
			printf "figure bench.%s.cpu_program %.0f us\n", name, middle(all[name, "product", 7])
			printf "figure bench.%s.cpu_nginx %.0f us\n", name, middle(all[name, "product", 8])
			printf "figure bench.%s.cpu_postgresql %.0f us\n", name, middle(all[name, "product", 9])
		}
		if (all[name, "pgbench", 6] == "") # whose statements cannot be asked twice
			continue
		printf "figure bench.%s.cpu_query %.0f us\n", name, query
		printf "figure bench.%s.cpu_ratio_to_query %.2f x\n", name, cpu / query
	}
}

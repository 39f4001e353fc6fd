# The middle of what the rules took over the rounds, as lines of figures.
# In: pure|full SIDE PATIENTS ALL AGAIN CHANGED WHOLE MB CPU
{
	patients[$1] = $3
	for (i = 4; i <= 9; i++)
		all[$1, $2, i] = all[$1, $2, i] " " $i
}
function of(kind, side, column) { return middle(all[kind, side, column]) }
END {
	printf "figure bench.rules.patients_per_s %.0f 1/s\n", patients["pure"] / of("pure", "ours", 4)
	printf "figure bench.rules.again_per_s %.0f 1/s\n", patients["pure"] / of("pure", "ours", 5)
	printf "figure bench.rules.ratio_to_reference_pure %.2f x\n", of("pure", "pure", 4) / of("pure", "ours", 4)
	printf "figure bench.rules.one_child.ratio_to_reference_pure %.2f x\n", of("pure", "pure", 4) / of("pure", "one", 4)
	printf "figure bench.rules.one_child.cpu_ratio_to_reference_pure %.2f x\n", of("pure", "pure", 9) / of("pure", "one", 9)
	printf "figure bench.rules.one_child.memory %.0f MB\n", of("pure", "one", 8)
	printf "figure bench.rules.ratio_to_reference_full %.1f x\n", of("full", "full", 7) / of("full", "ours", 7)
	printf "figure bench.rules.changed %.2f ms\n", 1000 * of("full", "ours", 6)
	printf "figure bench.rules.changed_reference_pure %.2f ms\n", 1000 * of("pure", "pure", 6)
	printf "figure bench.rules.changed_reference_full %.0f ms\n", 1000 * of("full", "full", 6)
	printf "figure bench.rules.memory %.0f MB\n", of("pure", "ours", 8)
	printf "figure bench.rules.memory_reference_pure %.0f MB\n", of("pure", "pure", 8)
	printf "figure bench.rules.memory_reference_full %.0f MB\n", of("full", "full", 8)
}

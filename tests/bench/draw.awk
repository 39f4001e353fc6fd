# The figures as a picture: for each page what a request costs, in its three
# parts, and where the same statements in pgbench and the limit stand.
# In: targets.txt, then lines of figures.
function text(x, y, class, words) {
	printf "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>\n", x, y, class, words
}
function bar(x, y, wide, class, words) {
	printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"18\" class=\"%s\"><title>%s</title></rect>\n", x, y, wide, class, words
}
NR == FNR { target[$1] = $2; next }
$1 == "figure" {
	value[$2] = $3
	if ($2 ~ /\.cpu_program$/) {
		name = $2
		sub(/^bench\./, "", name)
		sub(/\.cpu_program$/, "", name)
		pages[++n] = name
	}
}
END {
	split("tasks thread longthread longthread_earlier waiting escalations patient search", key, " ")
	split("Task list|Conversation|2,000 texts|Earlier ones|Who waits|Cases|Client|Search", word, "|")
	for (i in key)
		label[key[i]] = word[i]
	for (i = 1; i <= n; i++) {
		p = "bench." pages[i]
		limit[i] = target[p ".cpu_ratio_to_query"] * value[p ".cpu_query"]
		if (value[p ".cpu"] > most) most = value[p ".cpu"]
		if (limit[i] > most) most = limit[i]
	}
	left = 120; wide = 560; row = 46; top = 76
	high = top + n * row + 40
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 %d\" role=\"img\" aria-labelledby=\"t d\">\n", high
	print "<title id=\"t\">What a page costs the server</title>"
	printf "<desc id=\"d\">Microseconds of processor time a request, %d patients, %s.", patients, machine
	for (i = 1; i <= n; i++) {
		p = "bench." pages[i]
		printf " %s: %d, of it programs %d, nginx %d, PostgreSQL %d; the same statements in pgbench %d; ratio %s; p99 %s ms.", label[pages[i]], value[p ".cpu"],
		    value[p ".cpu_program"], value[p ".cpu_nginx"], value[p ".cpu_postgresql"], value[p ".cpu_query"], value[p ".cpu_ratio_to_query"], value[p ".p99"]
	}
	print "</desc>"
	print "<style>text{font:13px system-ui,sans-serif;fill:#333}.h{font-size:16px;font-weight:600}.r{text-anchor:end}.s{font-size:12px;fill:#595959}" \
	    ".a{fill:#2a6f97}.b{fill:#c98a1b}.c{fill:#5b7f5b}.q{stroke:#333;stroke-width:2}.l{stroke:#b3261e;stroke-width:2;stroke-dasharray:4 3}" \
	    "@media(prefers-color-scheme:dark){text{fill:#e6e6e6}.s{fill:#b0b0b0}.a{fill:#6bb3dd}.b{fill:#e3b04b}.c{fill:#8fbf8f}.q{stroke:#e6e6e6}.l{stroke:#ff8a80}}</style>"
	text(12, 24, "h", "What a page costs the server: microseconds of processor time a request")
	bar(12, 38, 14, "a", "programs"); text(32, 52, "s", "site")
	bar(72, 38, 14, "b", "nginx"); text(92, 52, "s", "nginx, gzip included")
	bar(222, 38, 14, "c", "PostgreSQL"); text(242, 52, "s", "PostgreSQL")
	print "<line x1=\"332\" x2=\"332\" y1=\"38\" y2=\"56\" class=\"q\"/>"; text(340, 52, "s", "the same statements in pgbench")
	print "<line x1=\"572\" x2=\"572\" y1=\"38\" y2=\"56\" class=\"l\"/>"; text(580, 52, "s", "the limit")
	for (i = 1; i <= n; i++) {
		p = "bench." pages[i]
		y = top + (i - 1) * row
		text(left - 8, y + 14, "r", label[pages[i]])
		x = left
		split("program nginx postgresql", part, " ")
		split("a b c", class, " ")
		for (k = 1; k <= 3; k++) {
			w = value[p ".cpu_" part[k]] * wide / most
			bar(x, y, w, class[k], value[p ".cpu_" part[k]] " us")
			x += w
		}
		q = left + value[p ".cpu_query"] * wide / most
		printf "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" class=\"q\"/>\n", q, q, y - 3, y + 21
		if (limit[i] > 0) {
			q = left + limit[i] * wide / most
			printf "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" class=\"l\"/>\n", q, q, y - 3, y + 21
		}
		text(x + 8 > left + wide ? left + wide + 8 : x + 8, y + 14, "s", value[p ".cpu"])
		text(left, y + 34, "s", sprintf("%s times pgbench, %d pages/s, p99 %s ms", value[p ".cpu_ratio_to_query"], value[p ".rps"], value[p ".p99"]))
	}
	text(12, high - 12, "s", sprintf("%d patients, %s", patients, machine))
	print "</svg>"
}

# The types of the parameters of each file in sql/queries: QUERY NUMBER TYPE.
FNR == 1 {
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.sql$/, "", name)
	number = 0
	open = 0
}
/^-- in:/ || (open && /^--/) {
	list = $0
	sub(/^-- in:/, "", list)
	sub(/^--/, "", list)
	open = list ~ /,[ \t]*$/
	n = split(list, fields, ",")
	for (i = 1; i <= n; i++)
		if (split(fields[i], words, " ") == 2) {
			sub(/\?$/, "", words[2])
			print name, ++number, words[2]
		}
	next
}

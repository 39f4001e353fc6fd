#!/bin/sh
# Query files that sqlc must refuse, and the words that say why.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/parts"
part() {
	printf '%b' "$2" > "$folder/parts/$1.sql"
}
refused() {
	printf '%b' "$1" > "$folder/thing_get.sql"
	if error=$(build/sqlc sql "$folder/thing_get.sql" 2>&1 >/dev/null); then
		echo "compiled, but should not: $1"
		exit 1
	fi
	case $error in
	*"$2"*) ;;
	*) echo "$1: the error says: $error"; exit 1 ;;
	esac
}
refused '-- out: one id int8\nSELECT 1'				'what it is for'
refused '-- A thing.\nSELECT 1'					'out: line'
refused '-- A thing.\n-- out: none id int8\nSELECT 1'		'lists 1 columns'
refused '-- A thing.\n-- out: one id int9\nSELECT 1'		'unknown type'
refused '-- A thing.\n-- out: one id int8\nSELECT :x'		'not listed'
refused '-- A thing.\n-- in: x int8\n-- out: one id int8\nSELECT 1'	'never used'
refused '-- A thing.\n-- out: some id int8\nSELECT 1'		'none, one or many'
refused '-- A thing.\n-- out: one ok bool?\nSELECT true'	'cannot be NULL'
refused '-- A thing.\n-- out: many as thing_lost\nSELECT 1'	'thing_lost.sql: error: cannot be read'
refused '-- A thing.\n-- out: many as thing_get\nSELECT 1'	'no columns of its own'
refused '-- A thing.\n-- in: x int8\n-- out: one id int8\nSELECT\n:x, :y'	'thing_get.sql:5: error: parameter :y'

# Several queries share the words of a part.
part thing_line '-- What is told of a thing.\nt.id,\n       t.name = :'"'name'"'\n'
printf '%b' '-- A thing.\n-- in:  id int8, name text\n-- out: one id int8, so bool\n-- use: thing_line\nSELECT :thing_line\n  FROM thing t WHERE t.id = :id;\n' > "$folder/thing_get.sql"
build/sqlc sql "$folder/thing_get.sql" | sed -n 's/^\t    "\(.*\)",\{0,1\}$/\1/p' > "$folder/made"
printf '%s\n' 'SELECT t.id,\n' '       t.name = $2\n' '  FROM thing t WHERE t.id = $1;' | cmp -s - "$folder/made" || {
	echo "a query with a part is made into:"; cat "$folder/made"; exit 1; }
uses='-- A thing.\n-- in:  id int8\n-- out: one id int8\n-- use: thing_line\n'
refused "$uses"'SELECT :id, :thing_line'			'thing_line.sql:3: error: parameter :name is not listed'
refused "$uses"'SELECT :id'					'thing_get.sql: error: part thing_line is never used'
part thing_line 't.id'
refused "$uses"'SELECT :id, :thing_line'			'thing_line.sql:1: error: wants a first line'
part thing_line '-- What is told of a thing.\n:thing_line'
refused "$uses"'SELECT :id, :thing_line'			'thing_line.sql:2: error: a part has no parts'
rm "$folder/parts/thing_line.sql"
refused "$uses"'SELECT :id, :thing_line'			'parts/thing_line.sql: error: cannot be read'
for file in sql/queries/parts/*.sql; do
	name=${file##*/}
	[ "$(grep -lE "^-- use:.*\b${name%.sql}\b" sql/queries/*.sql | wc -l)" -gt 1 ] || {
		echo "$file is a part of fewer than two queries"; exit 1; }
done

# A column whose name nobody utters is asked for in vain.
found=$(grep -rhoE '(->|\.)[a-z_0-9]+' app templates | sed 's/^->//; s/^\.//' | sort -u |
    awk 'NR == FNR { said[$1]; next }
	/^struct .* \{$/ { row = $2 }
	/^};/ { row = "" }
	row != "" && row !~ /_rows$/ && sub(/;.*/, "") { sub(/.*[ *\t]/, ""); if (!($1 in said)) print row "." $1 }' \
	- build/gen/sql.h build/gen/sim_sql.h)
[ -z "$found" ] || { echo "read by nobody: $found"; exit 1; }

# Migrations go by their numbers: none is missing, none stands twice.
n=0
for file in sql/migrations/*.sql; do
	n=$((n + 1))
	case $file in
	*/"$(printf %04d $n)"_*) ;;
	*) echo "$file is not migration number $n"; exit 1 ;;
	esac
done

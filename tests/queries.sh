#!/bin/sh
# Query files that sqlc must refuse, and the words that say why.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
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

# Migrations go by their numbers: none is missing, none stands twice.
n=0
for file in sql/migrations/*.sql; do
	n=$((n + 1))
	case $file in
	*/"$(printf %04d $n)"_*) ;;
	*) echo "$file is not migration number $n"; exit 1 ;;
	esac
done

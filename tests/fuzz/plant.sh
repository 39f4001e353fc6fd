#!/bin/bash
# Prints the source that tests/fuzz/faults names for a target, with its fault.
set -uo pipefail
while read -r target file change; do
	[ "$target" = "$1" ] || continue
	planted=$(sed "$change" "$file") || exit 1
	if [ "$planted" = "$(cat "$file")" ]; then
		echo "$file has changed: the fault of $target cannot be planted" >&2
		exit 1
	fi
	printf '%s\n' "$planted"
	exit 0
done < <(grep -v '^#' tests/fuzz/faults)
exit 1

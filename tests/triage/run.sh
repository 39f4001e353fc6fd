#!/bin/bash
# The texts of every table here, read as the product reads them.  own.tsv holds what the
# domain asks for, by kind; adversary.tsv, second.tsv and hard.tsv were
# written afterwards, to find what it misses.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
table=$(mktemp /tmp/aftercare-triage.XXXXXX)
trap 'rm -f "$table"' EXIT
cat tests/triage/*.tsv > "$table"
build/gcc/aftercarectl triage "$table"

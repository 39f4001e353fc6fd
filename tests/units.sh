#!/bin/bash
# The units of docs/systemd are read by systemd itself: they say nothing that it
# does not know, and leave a program that is taken over next to nothing.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
folder=$(mktemp -d /tmp/aftercare-units.XXXXXX)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
checks=0 bad=0
complain() {
	echo "units: $*" >&2
	bad=$((bad + 1))
}
# UNIT TENTHS: no more exposed than that, in systemd's own measure.
closed() {
	checks=$((checks + 1))
	systemd-analyze security --no-pager --offline=yes --threshold="$2" "$1" >"$folder/out" 2>&1
}
closed docs/systemd/aftercare-site.service 5 || complain "site: $(tail -1 "$folder/out")"
closed docs/systemd/aftercare-api.service 5 || complain "api: $(tail -1 "$folder/out")"
closed docs/systemd/aftercare-worker.service 15 || complain "worker: $(tail -1 "$folder/out")"
closed docs/systemd/aftercare-rules.service 15 || complain "rules: $(tail -1 "$folder/out")"

# Names are spelt as systemd spells them; the programs are not installed here.
known() { # UNIT...
	checks=$((checks + 1))
	systemd-analyze verify --man=no "$@" >"$folder/out" 2>&1
	! grep -F "$folder" "$folder/out"
}
for unit in docs/systemd/*; do
	sed 's|^ExecStart=.*|ExecStart=/bin/true|' "$unit" >"$folder/$(basename "$unit")"
done
known "$folder"/aftercare-* || complain "$(cat "$folder/out")"

# Both would find one that is open and misspelt.
printf '[Service]\nExecStart=/bin/true\nPrivateNetwrok=yes\n' >"$folder/open.service"
closed "$folder/open.service" 90 && complain "an open unit is taken for closed"
known "$folder/open.service" >/dev/null && complain "a misspelt unit is taken for known"
# Whatever is named there is what the programs are told in docs/install.md.
for name in site api; do
	checks=$((checks + 1))
	grep -q "^    listen = $(sed -n 's/^ListenStream=//p' "docs/systemd/aftercare-$name.socket")$" docs/install.md ||
		complain "another socket of $name in docs/install.md"
done
echo "$checks checks"
[ "$bad" = 0 ]

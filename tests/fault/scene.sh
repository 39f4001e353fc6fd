# scene.sh - one scene between the two houses, without the load of make fault: what its
# tests say and wait for.

# shellcheck source=tests/fault/house.sh
. tests/fault/house.sh
worker=${WORKER:-$programs/worker}
wrong=0
complain() {
	echo "wrong: $1"
	wrong=1
}
until_true() { # SECONDS SQL
	local until=$((SECONDS + $1))
	while [ "$(ours -c "$2")" != t ]; do
		[ $SECONDS -lt $until ] || return 1
		pause 100
	done
}
urn() { echo "tel:+26377$((5000000 + $1 * 13))"; } # MAN
# Men with phones, and nothing to say to them.
start_scene() { # [SEED]
	start_house
	ours -f tests/fault/watch.sql
	ours -q -v messages=0 -v answers=0 -v seconds=0 -v seed="${1:-1}" -f tests/fault/load.sql >/dev/null
	ours -c "DELETE FROM reminder" >/dev/null
}

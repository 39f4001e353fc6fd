#!/bin/bash
# The points at which a worker can be made to die are in the build for faults, and
# nothing of them, code or word, in any other.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
make -s -j2 V=fault build/fault/worker || exit 1
bad=0
holds() { # PROGRAM
	nm "$1" | grep -E ' fault_(point|commit|together|die)$' > /dev/null || grep -qa FAULT_POINT "$1"
}
holds build/fault/worker || {
	echo "build/fault/worker has no points: this test would find nothing"
	bad=1
}
for program in build/{gcc,clang}/{worker,site,api,aftercarectl,sim}; do
	[ -x $program ] || continue
	! holds $program || {
		echo "$program can be made to die"
		bad=1
	}
done
exit $bad

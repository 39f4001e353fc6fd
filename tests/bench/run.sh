#!/bin/bash
# How fast the pages are, beside pgbench asking PostgreSQL the same statements.
# docs/proof.md tells what is measured, and how.
#
#   BENCH_PATIENTS=n   100000 unless said; BENCH_DATA=FOLDER keeps the data for another run
#   BENCH_GROWTH=1     the pages once more with ten times the patients
#   SEED=n             replays data and load
#   ROUNDS SECONDS_A_ROUND CLIENTS CHILDREN PAGES   another size
#   OUT=FILE           where the picture goes (docs/pictures/bench.svg)
#   CONTROL=1          a statement is taken from pgbench: the run must then fail
#   KEEP=1             leaves the folder with logs and scripts
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

patients=${BENCH_PATIENTS:-100000} seed=${SEED:-1}
rounds=${ROUNDS:-3} seconds=${SECONDS_A_ROUND:-5}
clients=${CLIENTS:-16} children=${CHILDREN:-8}
requests=$((rounds * children))
pages=${PAGES:-tasks thread waiting escalations patient search poll}
# shellcheck source=tests/bench/house.sh
. tests/bench/house.sh
# shellcheck source=tests/bench/statements.sh
. tests/bench/statements.sh
# shellcheck source=tests/bench/measure.sh
. tests/bench/measure.sh

echo "seed $seed"
start_bench
choose_requests
same_statements
for ((round = 1; round <= rounds; round++)); do
	for page in $pages; do
		measure_page "$page"
	done
done
figures

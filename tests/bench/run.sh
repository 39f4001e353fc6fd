#!/bin/bash
# How fast the pages and FHIR are, beside pgbench asking PostgreSQL the same statements;
# a large form; webhooks, outbox and reminders; memory; rules.  docs/proof.md tells what is measured.
#
#   BENCH_PATIENTS=n   100000 unless said; BENCH_DATA=FOLDER keeps the data for another run
#   BENCH_GROWTH=1     the pages once more with ten times the patients (BENCH_DATA_TEN)
#   SEED=n             replays data and load
#   ROUNDS SECONDS_A_ROUND WARM CLIENTS ASKERS CHILDREN PAGES PARTS   another size
#   BURST_SECONDS BURST_PAGES   how long a morning is, and pages a second meanwhile: 60, 100
#   FORM_REQUESTS      how often the large form is shown and saved: 100
#   RULES_PATIENTS RULES_FULL   patients of the rules: 10000, and 1000 with PouchDB
#   OUT=FILE           where the picture goes (docs/pictures/bench.svg)
#   HISTORY=FILE       where the run is added (tests/bench/history.tsv)
#   PLANS=FILE         measures nothing and writes the plans of all statements there
#   CONTROL=1          a statement is taken from pgbench: the run must then fail
#   KEEP=1             leaves the folder with logs and scripts
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

patients=${BENCH_PATIENTS:-100000} seed=${SEED:-1}
rounds=${ROUNDS:-3} seconds=${SECONDS_A_ROUND:-5}
clients=${CLIENTS:-16} children=${CHILDREN:-4} askers=${ASKERS:-8}
requests=$((rounds * askers))
pages=${PAGES:-tasks thread longthread longthread_earlier waiting escalations patient search said poll}
parts=${PARTS:-pages fhir form hook memory outbox reminders burst rules}
out=${OUT:-docs/pictures/bench.svg} history=${HISTORY:-tests/bench/history.tsv}
# shellcheck source=tests/bench/house.sh
. tests/bench/house.sh
# shellcheck source=tests/bench/statements.sh
. tests/bench/statements.sh
# shellcheck source=tests/bench/measure.sh
. tests/bench/measure.sh
# shellcheck source=tests/bench/fhir.sh
. tests/bench/fhir.sh
# shellcheck source=tests/bench/form.sh
. tests/bench/form.sh
# shellcheck source=tests/bench/jobs.sh
. tests/bench/jobs.sh
# shellcheck source=tests/bench/rules.sh
. tests/bench/rules.sh
# shellcheck source=tests/bench/report.sh
. tests/bench/report.sh

has() { [[ " $parts " = *" $1 "* ]]; } # PART

echo "seed $seed"
start_bench
choose_requests
[ -z "${PLANS:-}" ] || { write_plans "$PLANS"; exit; }
# shellcheck disable=SC2086
! has pages || same_statements aftercare_site $pages
! has fhir || prepare_fhir
! has hook || hear_hook
! has rules || prepare_rules
! has form || prepare_form
for ((round = 1; round <= rounds; round++)); do
	for page in $pages; do
		! has pages || measure_page "$page"
		! has memory || see_memory
	done
	! has fhir || measure_fhir
	! has hook || measure_hook
	! has rules || measure_rules
done
! has memory || tell_memory
! has form || measure_form
if has outbox || has reminders || has burst; then
	start_jobs
	! has outbox || measure_outbox
	! has reminders || measure_reminders
	! has burst || measure_burst
	stop_jobs
fi
! has rules || rules_figures
[ "${BENCH_GROWTH:-0}" = 0 ] || measure_growth
report

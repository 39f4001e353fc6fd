/* view.h - what the simulator's templates are given. */

#ifndef SIM_VIEW_H
#define SIM_VIEW_H

#include "gen/sim_sql.h"

struct text_view {
	const char *direction, *text, *at;
};

struct phone_view {
	const char *urn, *number; /* "tel:+255..." and "+255..." */
	const char *name; /* of its contact; NULL if it has none */
	const char *waits_in; /* the flow it is in; NULL if none */
	const char *fate;
	int64_t coming; /* texts on their way to it */
	int32_t delay_ms;
	struct text_view_rows {
		const struct text_view *at;
		size_t n;
	} history;
	const char *typed; /* a reply that could not be sent, "" otherwise */
	const char *wrong; /* why not; NULL if all is well */
};
struct phone_view_rows {
	const struct phone_view *at;
	size_t n;
};

struct phones_view {
	struct phone_view_rows phones;
	struct sim_phone_choices_rows choices;
	const char *typed; /* a number that could not be added, "" otherwise */
	const char *wrong;
};

struct ledger_row {
	int64_t seq;
	const char *at, *number, *text, *source, *flow, *intent, *status, *delivered;
};
struct ledger_view {
	const struct sim_ledger_count *count;
	struct ledger_row_rows {
		const struct ledger_row *at;
		size_t n;
	} rows;
};

struct fault_row {
	const char *name, *words, *unit; /* unit of the amount; NULL for none */
	const char *endpoint, *percent;
	int32_t next_calls, amount;
	int64_t fired;
	bool on;
};
struct faults_view {
	struct fault_row_rows {
		const struct fault_row *at;
		size_t n;
	} rows;
	const struct sim_setting_get *setting;
	struct sim_flow_names_rows flows;
	const char *now;
	int64_t ahead; /* seconds */
	const char *wrong; /* what could not be set, and why; NULL if all is well */
};

/* "21 Nov 06:10", in UTC; "" for none. */
const char *view_time(struct arena *, int64_t at);
/* A URN as a number is written: without "tel:". */
const char *view_number(const char *urn);

#endif

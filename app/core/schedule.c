/* schedule.c - see schedule.h. */

#include "core/schedule.h"

#include <string.h>

#include "base/i18n.h"
#include "core/workflow.h"

enum status
schedule_used(struct tx *tx, struct schedule_steps *steps, int64_t *version_id)
{
	struct schedule_version_used_rows used;

	TRY(sql_schedule_version_used(tx, workflow()->name, &used));
	*version_id = used.n > 0 ? used.at[0].id : 0;
	if (used.n == 0) {
		*steps = schedule_steps_of_pack(tx_arena(tx));
		return OK;
	}
	TRY(schedule_steps_read(tx_arena(tx), used.at[0].plan, steps));
	steps->per_day = used.at[0].per_day;
	return OK;
}

enum status
schedule_steps_of(struct tx *tx, struct schedule_known *known, int64_t version_id,
    struct schedule_steps *steps)
{
	const struct schedule_version_plan *row;

	for (size_t i = 0; i < known->n; i++)
		if (known->at[i].version_id == version_id) {
			*steps = known->at[i].steps;
			return OK;
		}
	if (version_id == 0)
		*steps = schedule_steps_of_pack(tx_arena(tx));
	else {
		TRY(sql_schedule_version_plan(tx, version_id, &row));
		TRY(schedule_steps_read(tx_arena(tx), row->plan, steps));
	}
	if (known->n == SCHEDULE_KNOWN)
		known->n--;
	known->at[known->n].version_id = version_id;
	known->at[known->n++].steps = *steps;
	return OK;
}

/* None at all: RapidPro has not told of any yet. */
const char *
schedule_flow_against(
    const struct gateway_flow_list_rows *flows, const struct schedule_step *step)
{
	for (size_t i = 0; i < flows->n; i++)
		if (strcmp(flows->at[i].uuid, step->flow) == 0)
			return flows->at[i].archived ? SCHEDULE_FLOW_ARCHIVED : NULL;
	return flows->n > 0 ? SCHEDULE_FLOW_GONE : NULL;
}

static const char *
flow_fault(struct arena *arena, const struct gateway_flow_list_rows *flows,
    const struct place_gateways_rows *gateways, const struct schedule_step *step)
{
	const char *against = schedule_flow_against(flows, step);

	if (gateways->n > 0)
		return arena_printf(arena,
		    _("Flow: the texts of %s leave by a gateway, which starts no flow "
		      "of "
		      "RapidPro. Please write a text instead."),
		    gateways->at[0].name);
	if (flows->n == 0)
		return _("Flow: RapidPro has not told of its flows yet. Please see the "
			 "RapidPro check, and try again.");
	if (against == NULL)
		return NULL;
	return arena_printf(arena,
	    strcmp(against, SCHEDULE_FLOW_ARCHIVED) == 0
		? _("Flow: “%s” is in RapidPro’s archive. Please restore it there, or "
		    "choose another.")
		: _("Flow: RapidPro has no flow “%s” with this UUID any more. Please "
		    "choose another."),
	    step->flow_name);
}

enum status
schedule_check(
    struct tx *tx, const struct schedule_steps *steps, struct schedule_faults *faults)
{
	struct gateway_flow_list_rows flows;
	struct place_gateways_rows gateways;
	struct schedule_fault *at;
	size_t n = 0, wrong = 0;

	schedule_steps_check(tx_arena(tx), steps, faults);
	TRY(sql_gateway_flow_list(tx, &flows));
	TRY(sql_place_gateways(tx, &gateways));
	ARENA_ARRAY(tx_arena(tx), at, faults->n + steps->n + 1);
	for (size_t i = 0; i < steps->n; i++) {
		const struct schedule_step *s = &steps->at[i];
		const char *fault = *s->flow != '\0'
					? flow_fault(tx_arena(tx), &flows, &gateways, s)
					: NULL;

		if (fault == NULL)
			continue;
		at[n++] = (struct schedule_fault){ s->name, "flow", fault, false };
		wrong++;
	}
	for (size_t i = 0; i < faults->n; i++)
		at[n++] = faults->at[i];
	*faults = (struct schedule_faults){ at, n, faults->wrong + wrong };
	return OK;
}

enum status
schedule_plan(struct tx *tx, int64_t enrolment_id)
{
	struct schedule_steps steps;
	int64_t version_id;

	TRY(schedule_used(tx, &steps, &version_id));
	return sql_schedule_plan(tx, enrolment_id,
	    schedule_steps_write(tx_arena(tx), &steps), version_id, tx_now(tx));
}

enum status
schedule_stop(struct tx *tx, int64_t patient_id, const char *reason)
{
	return sql_schedule_stop(tx, patient_id, reason);
}

enum status
schedule_resume(struct tx *tx, int64_t patient_id, const char *reason)
{
	return sql_schedule_resume(tx, patient_id, reason, tx_now(tx));
}

enum status
schedule_replan(struct tx *tx, int64_t place_id, int64_t *moved)
{
	const struct schedule_replan *row;

	TRY(sql_schedule_replan(tx, place_id, tx_now(tx), &row));
	*moved = row->moved;
	return OK;
}

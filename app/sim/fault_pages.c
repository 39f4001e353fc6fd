/*
 * fault_pages.c - the switches: faults, settings, flows, clock; as a page for
 * people, and for tests as JSON:
 *
 *   {"clear": true,
 *    "settings": {"profile": "v26.3", "wired_ms": 10},
 *    "faults": [{"name": "http_500", "endpoint": "POST messages", "next": 3},
 *               {"name": "reset", "probability": 0.05, "amount": 0}],
 *    "resthook": "checkin", "archive": "flow uuid", "unarchive": "flow uuid"}
 *
 * All of it is done, or, with {"error": "..."} and 422, nothing.
 */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ext/json.h"
#include "gen/sim_faults.h"
#include "sim/program.h"
#include "sim/switches.h"
#include "sim/value.h"
#include "sim/view.h"
#include "sim/words.h"

#define ROWS_MAX 200
#define ADVANCE_MAX (INT64_C(400) * 24 * 3600) /* seconds at once */

/* The page. */

static const char *
percent(struct arena *a, int32_t permille)
{
	return value_number_text(a, permille / 10.0);
}

static void
fill_rows(struct arena *a, const struct sim_fault_list_rows *set,
    struct fault_row *rows, size_t *n)
{
	for (const struct switch_info *s = switches; s->name != NULL; s++) {
		size_t before = *n;

		for (size_t i = 0; i < set->n && *n < ROWS_MAX; i++) {
			const struct sim_fault_list *f = &set->at[i];

			if (strcmp(f->name, s->name) != 0)
				continue;
			rows[(*n)++] =
			    (struct fault_row){ s->name, s->words, s->unit, f->endpoint,
				    percent(a, f->permille), f->next_calls, f->amount,
				    f->fired, f->next_calls > 0 || f->permille > 0 };
		}
		if (*n == before && *n < ROWS_MAX)
			rows[(*n)++] = (struct fault_row){
				.name = s->name,
				.words = s->words,
				.unit = s->unit,
				.endpoint = "",
				.percent = "0",
			};
	}
}

static enum status
show(struct request *rq, const char *wrong)
{
	struct faults_view view = { .wrong = wrong };
	const struct sim_clock_get *clock;
	struct sim_fault_list_rows set;
	struct fault_row *rows;
	size_t n = 0;

	TRY(sql_sim_setting_get(rq->tx, &view.setting));
	TRY(sql_sim_fault_list(rq->tx, &set));
	TRY(sql_sim_flow_names(rq->tx, &view.flows));
	TRY(sql_sim_clock_get(rq->tx, &clock));
	ARENA_ARRAY(rq->arena, rows, ROWS_MAX);
	fill_rows(rq->arena, &set, rows, &n);
	view.rows = (struct fault_row_rows){ .at = rows, .n = n };
	view.now = clock_iso(rq->arena, tx_now(rq->tx));
	view.ahead = clock->seconds;
	render_sim_faults(reply_html(rq, wrong != NULL ? 422 : 200), &view);
	return OK;
}

enum status
faults_show(struct request *rq)
{
	return show(rq, NULL);
}

/* Setting; each returns a sentence about what is wrong, or NULL. */

struct fault_set {
	const char *name, *endpoint;
	int64_t next_calls, amount;
	double probability;
};

static enum status
set_fault(struct request *rq, const struct fault_set *set, const char **wrong)
{
	if (switch_named(set->name) == NULL)
		*wrong = arena_printf(rq->arena,
		    "There is no switch \"%s\": see the list on this page.",
		    set->name != NULL ? set->name : "");
	else if (set->next_calls < 0 || set->next_calls > 1000000)
		*wrong = "Next calls: a whole number from 0 to 1000000.";
	else if (!(set->probability >= 0 && set->probability <= 1))
		*wrong = "Probability: from 0 to 1, or 0 to 100 percent.";
	else if (set->amount < 0 || set->amount > 100000000)
		*wrong = "Amount: a whole number from 0 to 100000000.";
	if (*wrong != NULL)
		return ERR_INVALID;
	return sql_sim_fault_set(rq->tx, set->name, set->endpoint,
	    (int32_t)set->next_calls, (int32_t)(set->probability * 1000 + 0.5),
	    (int32_t)set->amount);
}

/* clang-format off */
static const char *const setting_names[] = {
	"page_size", "rate", "rate_seconds", "start_ms", "handle_ms", "commit_ms",
	"wired_ms", "delivered_ms", "failed_ms",
};
static const struct { int64_t least, most; } setting_bounds[] = {
	{ 1, 250 }, { 0, 1000000 }, { 1, 86400 }, { 0, 600000 }, { 0, 600000 },
	{ 0, 600000 }, { 0, 86400000 }, { 0, 86400000 }, { 0, 86400000 },
};
/* clang-format on */

static enum status
set_settings(struct request *rq, const char *profile,
    const int64_t values[COUNT_OF(setting_names)], const char **wrong)
{
	int32_t v[COUNT_OF(setting_names)];

	for (size_t i = 0; i < COUNT_OF(setting_names); i++) {
		v[i] = values[i] < 0 ? INT4_NULL : (int32_t)values[i];
		if (values[i] < 0 || (values[i] >= setting_bounds[i].least &&
					 values[i] <= setting_bounds[i].most))
			continue;
		*wrong =
		    arena_printf(rq->arena, "%s: a whole number from %lld to %lld.",
			setting_names[i], (long long)setting_bounds[i].least,
			(long long)setting_bounds[i].most);
	}
	if (profile != NULL && strcmp(profile, "v8.0") != 0 &&
	    strcmp(profile, "v9.0") != 0 && strcmp(profile, "v26.3") != 0)
		*wrong = "Profile: v8.0, v9.0 or v26.3.";
	if (*wrong != NULL)
		return ERR_INVALID;
	return sql_sim_setting_set(
	    rq->tx, profile, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]);
}

/* From JSON. */

static enum status
fault_from_json(struct request *rq, const struct json *json, const char **wrong)
{
	const char *endpoint = json_text(json_get(json, "endpoint"));
	const char *chance = json_scalar(rq->arena, json_get(json, "probability"));
	struct fault_set set = { .name = json_text(json_get(json, "name")),
		.endpoint = endpoint != NULL ? endpoint : "" };

	(void)json_int(json_get(json, "next"), &set.next_calls);
	(void)json_int(json_get(json, "amount"), &set.amount);
	set.probability = chance != NULL ? strtod(chance, NULL) : 0;
	return set_fault(rq, &set, wrong);
}

static enum status
settings_from_json(struct request *rq, const struct json *json, const char **wrong)
{
	int64_t values[COUNT_OF(setting_names)];

	if (json_is_null(json))
		return OK;
	for (size_t i = 0; i < COUNT_OF(setting_names); i++) {
		values[i] = -1;
		(void)json_int(json_get(json, setting_names[i]), &values[i]);
	}
	return set_settings(rq, json_text(json_get(json, "profile")), values, wrong);
}

static enum status
archive_flow(struct request *rq, const char *uuid, bool archived, const char **wrong)
{
	if (uuid == NULL)
		return OK;
	if (words_is_uuid(uuid))
		return sql_sim_flow_archive(rq->tx, uuid, archived, tx_now(rq->tx));
	*wrong = "Flow: a UUID in lower case.";
	return ERR_INVALID;
}

static enum status
all_from_json(struct request *rq, const struct json *json, const char **wrong)
{
	const struct json *faults = json_get(json, "faults");
	const char *slug = json_text(json_get(json, "resthook"));
	bool clear = false;

	if (json_bool(json_get(json, "clear"), &clear) && clear)
		TRY(sql_sim_fault_clear(rq->tx));
	TRY(settings_from_json(rq, json_get(json, "settings"), wrong));
	if (json_text(json_get(json, "name")) != NULL)
		TRY(fault_from_json(rq, json, wrong));
	for (size_t i = 0; i < json_count(faults); i++)
		TRY(fault_from_json(rq, json_at(faults, i), wrong));
	if (slug != NULL)
		TRY(sql_sim_resthook_add(rq->tx, slug, tx_now(rq->tx)));
	TRY(archive_flow(rq, json_text(json_get(json, "archive")), true, wrong));
	return archive_flow(rq, json_text(json_get(json, "unarchive")), false, wrong);
}

static enum status
set_by_json(struct request *rq)
{
	const char *wrong = NULL;
	const struct json *json;
	enum status status = json_parse(rq->arena, rq->body, rq->body_len, &json);
	struct buf *b;

	if (status == OK && json_is_object(json))
		status = all_from_json(rq, json, &wrong);
	else
		wrong = "The body is no JSON object.";
	if (wrong == NULL && status != OK)
		return status;
	b = reply_json(rq, wrong == NULL ? 200 : 422);
	buf_puts(b, wrong == NULL ? "{\"ok\":true" : "{\"error\":");
	if (wrong != NULL)
		buf_json(b, wrong);
	buf_putc(b, '}');
	return OK;
}

/* From a form. */

/* -1 where nothing was typed, -2 for what is no number. */
static int64_t
number_typed(struct request *rq, const char *name)
{
	const char *text = request_field(rq, name);
	char *end;
	int64_t n;

	if (text == NULL || text[0] == '\0')
		return -1;
	n = strtoll(text, &end, 10);
	return *end == '\0' && n >= 0 ? n : -2;
}

static enum status
fault_from_form(struct request *rq, const char **wrong)
{
	const char *endpoint = request_field(rq, "endpoint");
	const char *chance = request_field(rq, "percent");
	struct fault_set set = { .name = request_field(rq, "name"),
		.endpoint = endpoint != NULL ? endpoint : "",
		.next_calls = number_typed(rq, "next"),
		.amount = number_typed(rq, "amount") };
	struct value typed =
	    value_text(chance != NULL && chance[0] != '\0' ? chance : "0");

	if (!value_as_number(&typed, &set.probability))
		set.probability = -1;
	set.probability /= 100;
	set.next_calls += set.next_calls == -1;
	set.amount += set.amount == -1;
	return set_fault(rq, &set, wrong);
}

static enum status
settings_from_form(struct request *rq, const char **wrong)
{
	int64_t values[COUNT_OF(setting_names)];

	for (size_t i = 0; i < COUNT_OF(setting_names); i++) {
		values[i] = number_typed(rq, setting_names[i]);
		if (values[i] == -2)
			*wrong = arena_printf(
			    rq->arena, "%s: a whole number.", setting_names[i]);
	}
	/* An empty rate is the profile's own. */
	if (values[1] == -1 && request_field(rq, "rate") != NULL)
		values[1] = 0;
	return set_settings(rq, request_field(rq, "profile"), values, wrong);
}

static enum status
form_done(struct request *rq, const char **wrong)
{
	const char *what = request_field(rq, "what");

	if (what == NULL)
		return ERR_INVALID;
	if (strcmp(what, "fault") == 0)
		return fault_from_form(rq, wrong);
	if (strcmp(what, "settings") == 0)
		return settings_from_form(rq, wrong);
	if (strcmp(what, "clear") == 0)
		return sql_sim_fault_clear(rq->tx);
	if (strcmp(what, "archive") == 0)
		return archive_flow(rq, request_field(rq, "flow"), true, wrong);
	if (strcmp(what, "unarchive") == 0)
		return archive_flow(rq, request_field(rq, "flow"), false, wrong);
	return ERR_INVALID;
}

enum status
faults_set(struct request *rq)
{
	const char *wrong = NULL;
	enum status status;

	if (strncmp(rq->content_type, "application/json", 16) == 0)
		return set_by_json(rq);
	status = form_done(rq, &wrong);
	if (wrong != NULL)
		return show(rq, wrong);
	TRY(status);
	return reply_see_other(rq, "/sim/faults");
}

/* The clock. */

static enum status
clock_reply(struct request *rq)
{
	const struct sim_clock_get *clock;
	struct buf *b;

	TRY(sql_sim_clock_get(rq->tx, &clock));
	b = reply_json(rq, 200);
	buf_puts(b, "{\"now\":");
	buf_json(b, clock_iso(rq->arena, tx_now(rq->tx)));
	buf_puts(b, ",\"ahead\":");
	buf_int(b, clock->seconds);
	buf_putc(b, '}');
	return OK;
}

enum status
clock_show(struct request *rq)
{
	return clock_reply(rq);
}

/* {"advance": seconds}, or a form with that field: forward only. */
enum status
clock_set(struct request *rq)
{
	bool form = strncmp(rq->content_type, "application/json", 16) != 0;
	const struct json *json = NULL;
	int64_t seconds = -1;

	if (form)
		seconds = number_typed(rq, "advance");
	else if (json_parse(rq->arena, rq->body, rq->body_len, &json) == OK)
		(void)json_int(json_get(json, "advance"), &seconds);
	if (seconds >= 0 && seconds <= ADVANCE_MAX) {
		TRY(sql_sim_clock_advance(rq->tx, seconds));
		return form ? reply_see_other(rq, "/sim/faults") : clock_reply(rq);
	}
	if (form)
		return show(rq, "Advance: seconds, from 0 to 34560000 (400 days).");
	buf_puts(reply_json(rq, 422),
	    "{\"error\":\"advance: seconds, from 0 to 34560000 (400 days)\"}");
	return OK;
}

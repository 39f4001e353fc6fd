/* rule_files.c - see rule_files.h. */

#include "ctl/rule_files.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

/* The moment at which the clocks of the zone show what is there as if of UTC. */
static int64_t
from_local(int64_t shown, const char *zone)
{
	int64_t at = shown;

	for (int i = 0; i < 2; i++) {
		struct local_time t = clock_local(at, zone);
		int64_t there = clock_day_number(t.year, t.month, t.day) * 24 * HOUR +
				t.hour * HOUR + t.minute * MINUTE + t.second * SECOND;

		at = shown - (there - (at - at % SECOND));
	}
	return at;
}

bool
rule_time(struct arena *arena, const char *text, const char *zone, int64_t *at)
{
	char *end;
	long long ms;

	if (text == NULL)
		return false;
	if (clock_parse(text, at) == OK)
		return true;
	if (clock_parse(arena_printf(arena, "%sT00:00:00Z", text), at) == OK)
		return true;
	if (clock_parse(arena_printf(arena, "%sZ", text), at) == OK ||
	    clock_parse(arena_printf(arena, "%s:00Z", text), at) == OK) {
		*at = from_local(*at, zone);
		return true;
	}
	ms = strtoll(text, &end, 10);
	*at = ms * 1000;
	return end != text && *end == '\0' && llabs(ms) < 32503680000000LL;
}

bool
rule_zone(const char *zone)
{
	if (clock_zone_known(zone))
		return true;
	fprintf(stderr, "%s is not a time zone: write it as Africa/Harare\n", zone);
	return false;
}

static void
print_complaints(const struct rule_complaint *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fprintf(
		    stderr, "%s:%d: %s\n", list[i].file, list[i].line, list[i].words);
}

struct rule_engine *
rule_start(struct arena *arena, const char *path, const struct rule_options *options)
{
	struct rule_source *source = arena_alloc(arena, sizeof *source);
	const struct rule_complaint *complaints;
	struct rule_engine *engine;
	enum status status;
	size_t count;

	if (rule_load(arena, path, source) != OK) {
		print_complaints(source->complaints, source->ncomplaints);
		return NULL;
	}
	engine = rule_engine_new(arena, source, options);
	status = rule_engine_compile(engine, arena, &complaints, &count);
	if (status == OK)
		return engine;
	if (status == ERR_INVALID)
		print_complaints(complaints, count);
	else
		fputs("The evaluator could not be started.\n", stderr);
	rule_engine_free(engine);
	return NULL;
}

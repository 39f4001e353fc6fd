/* input.c - see input.h. */

#include "web/input.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"

#define TEXT_MAX 200
#define LINES_MAX 2000

void
fault_add(struct faults *faults, const char *field, const char *message)
{
	if (fault_for(faults, field) == NULL && faults->n < COUNT_OF(faults->at))
		faults->at[faults->n++] = (struct fault){ field, message };
}

const char *
fault_for(const struct faults *faults, const char *field)
{
	for (size_t i = 0; i < faults->n; i++)
		if (strcmp(faults->at[i].field, field) == 0)
			return faults->at[i].message;
	return NULL;
}

/* Tables hold the labels as the catalogue knows them. */
static const char *
label_of(const struct input *in)
{
	return in->label != NULL ? _(in->label) : in->name;
}

static void
put_text(void *into, const struct input *in, const char *value)
{
	memcpy((char *)into + in->offset, &value, sizeof value);
}

static void
put_number(void *into, const struct input *in, int64_t number)
{
	memcpy((char *)into + in->offset, &number, sizeof number);
}

/* A format that the catalogue holds, filled with the field's own name. */
static void
fault_with(struct request *rq, struct faults *faults, const struct input *in,
    const char *before, const char *after)
{
	fault_add(faults, in->name,
	    arena_printf(rq->arena, "%s%s%s", before, label_of(in), after));
}

static void
read_text(struct request *rq, const struct input *in, const char *value,
    struct faults *faults)
{
	long long len = (long long)text_length(value);
	long long max = in->max != 0                   ? in->max
			: in->kind == INPUT_LINES_KIND ? LINES_MAX
						       : TEXT_MAX;

	if (len < in->min)
		fault_with(rq, faults, in, "", _(": please write more."));
	else if (len > max)
		fault_add(faults, in->name,
		    arena_printf(rq->arena, "%s%s%lld%s", label_of(in), _(": at most "),
			max, _(" letters, please shorten it.")));
	else if (in->kind == INPUT_TEXT_KIND && strpbrk(value, "\r\n") != NULL)
		fault_with(rq, faults, in, "", _(": write it on one line."));
}

static void
read_number(struct request *rq, const struct input *in, const char *value, void *into,
    struct faults *faults)
{
	char *end;
	long long n = strtoll(value, &end, 10);

	if (*end != '\0' || strlen(value) > 18 || n < in->min || n > in->max) {
		fault_add(faults, in->name,
		    arena_printf(rq->arena, "%s%s%lld%s%lld.", label_of(in),
			_(": write a whole number from "), in->min, _(" to "),
			in->max));
		return;
	}
	put_number(into, in, n);
}

/* Moments are of the years 1900 to 2999 (clock_parse), and so are days that are typed. */
static bool
is_plausible(int64_t day)
{
	return day >= clock_day_number(1900, 1, 2) &&
	       day <= clock_day_number(2999, 12, 30);
}

static bool
is_choice(const struct input *in, const char *value)
{
	for (const char *const *c = in->choices; *c != NULL; c++)
		if (strcmp(*c, value) == 0)
			return true;
	return false;
}

static void
read_one(struct request *rq, const struct input *in, const char *typed, void *into,
    struct faults *faults)
{
	const char *value = text_trim(rq->arena, typed != NULL ? typed : "");
	bool ticked = typed != NULL && *typed != '\0';
	int64_t day;

	if (in->kind == INPUT_TICK_KIND) {
		memcpy((char *)into + in->offset, &ticked, sizeof ticked);
		if (in->required && !ticked)
			fault_with(rq, faults, in, "", _(": please tick this box."));
		return;
	}
	if (in->kind == INPUT_NUMBER_KIND)
		put_number(into, in, 0);
	else
		put_text(into, in, value);
	if (*value == '\0') {
		if (in->required)
			fault_with(rq, faults, in, "", _(": please fill this in."));
		return;
	}
	switch (in->kind) {
	case INPUT_NUMBER_KIND:
		read_number(rq, in, value, into, faults);
		break;
	case INPUT_DATE_KIND:
		if (clock_parse_date(value, &day) != OK || !is_plausible(day))
			fault_with(rq, faults, in, "",
			    _(": write an existing date as year-month-day, "
			      "for example 2026-11-21."));
		break;
	case INPUT_CHOICE_KIND:
		if (!is_choice(in, value))
			fault_with(
			    rq, faults, in, "", _(": choose one from the list."));
		break;
	default:
		read_text(rq, in, value, faults);
	}
}

void
input_read_from(struct request *rq, input_source *source, void *from,
    const struct input *inputs, void *into, struct faults *faults)
{
	for (const struct input *in = inputs; in->name != NULL; in++)
		read_one(rq, in, source(from, in->name), into, faults);
}

static const char *
of_the_form(void *rq, const char *name)
{
	return request_field(rq, name);
}

void
input_read(
    struct request *rq, const struct input *inputs, void *into, struct faults *faults)
{
	input_read_from(rq, of_the_form, rq, inputs, into, faults);
}

/* case_filter.c - see case_filter.h. */

#include "site/case_filter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "site/page.h"

static const char *const views[] = { "open", "mine", "unclaimed", "late", "visit",
	"closed", NULL };
static const char *const severities[] = { "", "severe", "moderate", "mild", "ungraded",
	NULL };
static const char *const clocks[] = { "", "late", "first", "decision", "visit", NULL };
static const char *const whos[] = { "", "me", "none", NULL };

static bool
is_id(const char *text)
{
	return text != NULL && *text >= '1' && *text <= '9' && strlen(text) <= 18 &&
	       text[strspn(text, "0123456789")] == '\0';
}

struct case_filter
case_filter_of(
    struct request *rq, const char *(*asked)(struct request *, const char *name))
{
	const char *who = asked(rq, "who"), *place = asked(rq, "place");
	struct case_filter f = { .view = page_one_of(asked(rq, "state"), views),
		.severity = page_one_of(asked(rq, "severity"), severities),
		.clock = page_one_of(asked(rq, "clock"), clocks),
		.who = is_id(who) ? who : page_one_of(who, whos),
		.place_id = is_id(place) ? strtoll(place, NULL, 10) : 0 };

	/* What is closed has no clock any more. */
	if (strcmp(f.view, "closed") == 0)
		f.clock = "";
	f.on = *f.severity != '\0' || *f.clock != '\0' || *f.who != '\0' ||
	       f.place_id != 0;
	return f;
}

struct case_filter
case_filter_asked(struct request *rq)
{
	return case_filter_of(rq, request_query);
}

static const char *
with_filter(struct arena *arena, const char *path, const struct case_filter *f,
    const char *view)
{
	struct buf b;

	buf_init(&b, arena);
	buf_printf(&b, "%s?state=%s", path, view);
	if (*f->severity != '\0')
		buf_printf(&b, "&severity=%s", f->severity);
	if (*f->clock != '\0')
		buf_printf(&b, "&clock=%s", f->clock);
	if (*f->who != '\0')
		buf_printf(&b, "&who=%s", f->who);
	if (f->place_id != 0)
		buf_printf(&b, "&place=%" PRId64, f->place_id);
	return b.data;
}

const char *
case_path(struct arena *arena, const struct case_filter *f, const char *view)
{
	return with_filter(arena, "/escalations", f, view);
}

const char *
case_act_path(struct arena *arena, const char *act, const struct case_filter *f)
{
	return with_filter(
	    arena, arena_printf(arena, "/escalations%s", act), f, f->view);
}

const char *
case_link(struct arena *arena, const struct case_filter *f, int64_t id)
{
	return with_filter(
	    arena, arena_printf(arena, "/escalations/%" PRId64, id), f, f->view);
}

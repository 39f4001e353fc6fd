/* task_filter.c - see task_filter.h. */

#include "site/task_filter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "site/page.h"

#define Q_MOST 80 /* characters, as the field and a saved view have it */

static const char *const dues[] = { "now", "upcoming", "done", NULL };
static const char *const groups[] = { "", "person", NULL };
static const char *const whos[] = { "", "me", "none", NULL };
static const char *const kinds[] = { "", "problem", "trace", "who", "number", "visit",
	"call", "screening", "handed-back", "rule", "free", NULL };

struct task_after
task_after_of(const char *text)
{
	static const struct task_after start = { { -1000000, -1, INT64_MIN, 0 } };
	struct task_after after;

	for (size_t i = 0; text != NULL && i < COUNT_OF(after.at); i++) {
		char *end;

		after.at[i] = strtoll(text, &end, 10);
		if (end == text || *end != (i + 1 < COUNT_OF(after.at) ? '.' : '\0'))
			return start;
		text = end + 1;
	}
	return text != NULL ? after : start;
}

const char *
task_after_text(struct arena *arena, const struct task_after *after)
{
	return arena_printf(arena, "%" PRId64 ".%" PRId64 ".%" PRId64 ".%" PRId64,
	    after->at[0], after->at[1], after->at[2], after->at[3]);
}

static bool
is_id(const char *text)
{
	return text != NULL && *text >= '1' && *text <= '9' && strlen(text) <= 18 &&
	       text[strspn(text, "0123456789")] == '\0';
}

/* Not longer than a filter can be. */
static const char *
looked_for(struct request *rq, const char *q)
{
	const char *start, *end;

	if (q == NULL)
		return "";
	start = end = text_trim(rq->arena, q);
	for (size_t i = 0; i < Q_MOST && *end != '\0'; i++)
		(void)text_next(&end);
	return arena_strndup(rq->arena, start, (size_t)(end - start));
}

struct task_filter
task_filter_of(struct request *rq, const char *(*asked)(struct request *, const char *))
{
	const struct task_after at = task_after_of(asked(rq, "after"));
	struct task_filter f = { .due = page_one_of(asked(rq, "due"), dues),
		.who = page_one_of(asked(rq, "who"), whos),
		.kind = page_one_of(asked(rq, "kind"), kinds),
		.q = looked_for(rq, asked(rq, "q")),
		.after = at.at[3] > 0 ? task_after_text(rq->arena, &at) : "" };

	f.who = is_id(asked(rq, "who")) ? asked(rq, "who") : f.who;
	f.place_id =
	    is_id(asked(rq, "place")) ? strtoll(asked(rq, "place"), NULL, 10) : 0;
	f.team = strcmp(page_one_of(asked(rq, "group"), groups), "person") == 0 &&
		 strcmp(page_user(rq)->role, "supervisor") == 0;
	if (f.team)
		f.due = dues[0], f.who = f.kind = f.q = f.after = "";
	f.on = *f.who != '\0' || *f.kind != '\0' || *f.q != '\0' || f.place_id != 0;
	return f;
}

int64_t
task_filter_person(const struct task_filter *f)
{
	return is_id(f->who) ? strtoll(f->who, NULL, 10) : 0;
}

const char *
task_path(struct arena *arena, const struct task_filter *f, const char *due)
{
	struct buf b;

	buf_init(&b, arena);
	buf_printf(&b, "/tasks?due=%s", due);
	if (*f->who != '\0')
		buf_printf(&b, "&who=%s", f->who);
	if (*f->kind != '\0')
		buf_printf(&b, "&kind=%s", f->kind);
	if (f->place_id != 0)
		buf_printf(&b, "&place=%" PRId64, f->place_id);
	if (*f->q != '\0') {
		buf_puts(&b, "&q=");
		buf_url(&b, f->q);
	}
	return b.data;
}

const char *
task_place(struct arena *arena, const struct task_filter *f)
{
	const char *path = task_path(arena, f, f->due) + strlen("/tasks");

	if (f->team)
		return arena_printf(arena, "%s&group=person", path);
	if (*f->after != '\0')
		return arena_printf(arena, "%s&after=%s", path, f->after);
	return f->on || strcmp(f->due, dues[0]) != 0 ? path : "";
}

const char *
task_link(struct arena *arena, int64_t id, const char *act, const char *place)
{
	return arena_printf(arena, "/tasks/%" PRId64 "%s%s", id, act, place);
}

const char *
task_list_link(struct arena *arena, const char *act, const char *place)
{
	return arena_printf(arena, "/tasks%s%s", act, place);
}

const char *
task_place_asked(struct request *rq)
{
	const struct task_filter f = task_filter_of(rq, request_query);

	return task_place(rq->arena, &f);
}

enum status
task_led(struct request *rq, const char *path, const char *notice)
{
	const char *place = task_place_asked(rq);

	return page_done(
	    rq, "%s%s%c%s", path, place, *place != '\0' ? '&' : '?', notice);
}

const char *
task_notice(struct request *rq, const char *notice)
{
	return arena_printf(rq->arena, "notice=%s&undo=%" PRId64, notice, rq->id);
}

/* fhir_span.c - see fhir_span.h. */

#include "api/fhir_span.h"

#include <string.h>

#include "api/fhir_word.h"
#include "base/buf.h"
#include "base/clock.h"

#define DAY (24 * HOUR)
#define FIRST INT64_MIN
#define LAST INT64_MAX

static bool
looks_like(const char *text, const char *shape)
{
	for (; *shape != '\0'; text++, shape++)
		if (*shape == '0' ? *text < '0' || *text > '9' : *text != *shape)
			return false;
	return *text == '\0';
}

static int64_t
month_start(int year, int month)
{
	return clock_day_number(year, month, 1) * DAY;
}

static int
number(const char *text, int digits)
{
	int n = 0;

	while (digits-- > 0)
		n = n * 10 + *text++ - '0';
	return n;
}

bool
fhir_is_date(struct arena *arena, const char *text)
{
	struct fhir_span span;

	return strlen(text) <= 10 && fhir_span_read(arena, text, &span);
}

bool
fhir_is_datetime(struct arena *arena, const char *text)
{
	return fhir_is_date(arena, text) || fhir_is_instant(arena, text);
}

/* FHIR wants the seconds and "T"; a zone is read by the clock. */
bool
fhir_is_instant(struct arena *arena, const char *text)
{
	struct fhir_span span;

	return strlen(text) >= 20 &&
	       looks_like(arena_strndup(arena, text, 19), "0000-00-00T00:00:00") &&
	       fhir_span_read(arena, text, &span);
}

/* Without its seconds, or without its zone, it is a time all the same. */
static const char *
whole_time(struct arena *arena, const char *text)
{
	const char *zone;

	if (strlen(text) < 16 ||
	    !looks_like(arena_strndup(arena, text, 16), "0000-00-00T00:00"))
		return NULL;
	zone = text + 16;
	if (*zone != ':')
		text = arena_printf(arena, "%.16s:00%s", text, zone);
	zone = text + 19 + strspn(text + 19, ".0123456789");
	if (*zone == '\0')
		return arena_printf(arena, "%sZ", text);
	return text;
}

bool
fhir_span_read(struct arena *arena, const char *text, struct fhir_span *span)
{
	int64_t day;
	int month, year = strlen(text) >= 4 ? 0 : -1;

	if (year < 0 || !looks_like(arena_strndup(arena, text, 4), "0000"))
		return false;
	year = number(text, 4);
	if (year < 1900 || year > 2999)
		return false;
	if (text[4] == '\0') {
		*span = (struct fhir_span){ month_start(year, 1),
			month_start(year + 1, 1) };
		return true;
	}
	if (looks_like(text, "0000-00")) {
		month = number(text + 5, 2);
		*span = (struct fhir_span){ month_start(year, month),
			month < 12 ? month_start(year, month + 1)
				   : month_start(year + 1, 1) };
		return month >= 1 && month <= 12;
	}
	if (looks_like(text, "0000-00-00")) {
		if (clock_parse_date(text, &day) != OK)
			return false;
		*span = (struct fhir_span){ day * DAY, (day + 1) * DAY };
		return true;
	}
	text = whole_time(arena, text);
	if (text == NULL || clock_parse(text, &span->from) != OK)
		return false;
	/* As long as its last digit is worth. */
	span->until = span->from + SECOND;
	if (text[19] == '.') {
		size_t digits = strspn(text + 20, "0123456789");
		int64_t worth = SECOND;

		while (digits-- > 0 && worth > 1)
			worth /= 10;
		span->until = span->from + worth;
	}
	return true;
}

static bool
add(struct fhir_spans *spans, int64_t from, int64_t until)
{
	if (from >= until)
		return true;
	if (spans->n == FHIR_SPANS_MAX)
		return false;
	spans->at[spans->n++] = (struct fhir_span){ from, until };
	return true;
}

/* What of both. */
static bool
keep(struct fhir_spans *spans, const struct fhir_spans *other)
{
	struct fhir_spans both = { .asked = true };

	if (!spans->asked) {
		*spans = *other;
		return true;
	}
	for (size_t i = 0; i < spans->n; i++)
		for (size_t k = 0; k < other->n; k++) {
			const struct fhir_span a = spans->at[i], b = other->at[k];

			if (!add(&both, a.from > b.from ? a.from : b.from,
				a.until < b.until ? a.until : b.until))
				return false;
		}
	*spans = both;
	return true;
}

static bool
ask_one(struct arena *arena, struct fhir_spans *any, const char *value, int64_t now)
{
	char prefix[3] = "eq";
	struct fhir_span s;
	int64_t room;

	if (*value >= 'a' && *value <= 'z' && strlen(value) > 2) {
		memcpy(prefix, value, 2);
		value += 2;
	}
	if (!fhir_span_read(arena, value, &s))
		return false;
	if (strcmp(prefix, "eq") == 0)
		return add(any, s.from, s.until);
	if (strcmp(prefix, "ne") == 0)
		return add(any, FIRST, s.from) && add(any, s.until, LAST);
	if (strcmp(prefix, "gt") == 0 || strcmp(prefix, "sa") == 0)
		return add(any, s.until, LAST);
	if (strcmp(prefix, "lt") == 0 || strcmp(prefix, "eb") == 0)
		return add(any, FIRST, s.from);
	if (strcmp(prefix, "ge") == 0)
		return add(any, s.from, LAST);
	if (strcmp(prefix, "le") == 0)
		return add(any, FIRST, s.until);
	if (strcmp(prefix, "ap") != 0)
		return false;
	/* A tenth of how far away it is, as R4 recommends. */
	room = (s.from > now ? s.from - now : now - s.from) / 10;
	return add(any, s.from - room, s.until + room);
}

bool
fhir_spans_ask(
    struct arena *arena, struct fhir_spans *spans, const char *value, int64_t now)
{
	struct fhir_spans any = { .asked = true };

	for (;;) {
		size_t len = strcspn(value, ",");

		if (!ask_one(arena, &any, arena_strndup(arena, value, len), now))
			return false;
		if (value[len] == '\0')
			return keep(spans, &any);
		value += len + 1;
	}
}

void
fhir_spans_ask_missing(struct fhir_spans *spans, bool missing)
{
	if (!missing && !spans->asked) {
		spans->at[0] = (struct fhir_span){ FIRST, LAST };
		spans->n = 1;
	}
	spans->asked = spans->asked || !missing;
	spans->missing = spans->missing || missing;
}

static const char *
period_one(struct arena *arena, const char *value, int64_t now)
{
	static const char known[] = "eq ne gt lt ge le sa eb ap";
	const char *prefix = "eq";
	struct fhir_span s;
	int64_t room;

	if (*value >= 'a' && *value <= 'z' && strlen(value) > 2) {
		prefix = arena_strndup(arena, value, 2);
		value += 2;
	}
	if (!fhir_among(known, prefix, 2) || !fhir_span_read(arena, value, &s))
		return NULL;
	room = strcmp(prefix, "ap") != 0 ? 0
	       : s.from > now            ? (s.from - now) / 10
					 : (now - s.from) / 10;
	return arena_printf(arena, "%s %s %s", prefix, clock_iso(arena, s.from - room),
	    clock_iso(arena, s.until + room));
}

const char *
fhir_period_ask(struct arena *arena, const char *value, int64_t now)
{
	struct buf b;

	buf_init(&b, arena);
	for (;;) {
		size_t len = strcspn(value, ",");
		const char *one =
		    period_one(arena, arena_strndup(arena, value, len), now);

		if (one == NULL || b.len > 2000)
			return NULL;
		buf_printf(&b, "%s%s", b.len > 0 ? "," : "", one);
		if (value[len] == '\0')
			return b.data;
		value += len + 1;
	}
}

int64_t
fhir_spans_from(const struct fhir_spans *spans)
{
	int64_t from = LAST;

	for (size_t i = 0; i < spans->n; i++)
		if (spans->at[i].from < from)
			from = spans->at[i].from;
	return from == FIRST || from == LAST ? 0 : from;
}

int64_t
fhir_spans_until(const struct fhir_spans *spans)
{
	int64_t until = FIRST;

	for (size_t i = 0; i < spans->n; i++)
		if (spans->at[i].until > until)
			until = spans->at[i].until;
	return until == FIRST || until == LAST ? 0 : until;
}

const char *
fhir_spans_text(struct arena *arena, const struct fhir_spans *spans)
{
	struct buf b;

	if (spans->missing)
		return "missing";
	if (!spans->asked)
		return "";
	buf_init(&b, arena);
	buf_putc(&b, '{');
	for (size_t i = 0; i < spans->n; i++) {
		const struct fhir_span *s = &spans->at[i];

		buf_printf(&b, "%s[\"%s\",\"%s\")", i > 0 ? "," : "",
		    s->from == FIRST ? "-infinity" : clock_iso(arena, s->from),
		    s->until == LAST ? "infinity" : clock_iso(arena, s->until));
	}
	buf_putc(&b, '}');
	return b.data;
}

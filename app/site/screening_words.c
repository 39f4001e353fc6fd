/* screening_words.c - screenings in words: see screening_pages.h. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/answer.h"
#include "core/workflow.h"
#include "ext/json.h"
#include "site/screening_pages.h"
#include "site/show.h"

#define FACTS 5

const char *
screening_state(const char *state, const char **colour)
{
	/* clang-format off */
	static const struct { const char *state, *words, *colour; } states[] = {
		{ "draft", N_("Draft"), "amber" },
		{ "running", N_("Running"), "green" },
		{ "paused", N_("Paused"), "amber" },
		{ "ended", N_("Ended"), "" },
	};
	/* clang-format on */

	*colour = "";
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i].state, state) == 0) {
			*colour = states[i].colour;
			return _(states[i].words);
		}
	return state;
}

const char *
screening_leads(struct arena *arena, const struct screening_answers *a)
{
	if (strcmp(a->leads, "question") == 0)
		return arena_printf(arena, _("Question %d"), (int)a->next);
	return strcmp(a->leads, "positive") == 0 ? _("Positive") : _("End");
}

static const char *
body_of(struct request *rq, const char *by_language, const char *language)
{
	const struct json *all;
	const char *body = NULL;

	if (json_parse(rq->arena, by_language, strlen(by_language), &all) == OK)
		body = json_text(json_get(all, language));
	return body != NULL ? body : "";
}

struct screening_line_rows
screening_lines(
    struct request *rq, const char *what, const char *by_language, bool posted)
{
	const struct workflow *w = workflow();
	struct screening_line *at;

	ARENA_ARRAY(rq->arena, at, w->nlanguages + 1);
	for (size_t i = 0; i < w->nlanguages; i++) {
		const char *name =
		    arena_printf(rq->arena, "%s-%s", what, w->languages[i]);
		const char *typed = posted ? request_field(rq, name) : NULL;
		const char *body =
		    posted ? text_trim(rq->arena, typed != NULL ? typed : "")
			   : body_of(rq, by_language, w->languages[i]);
		const struct sms_count count = sms_count(
		    answer_longest(rq->arena, text_straight(rq->arena, body)));

		at[i] = (struct screening_line){ name, w->language_names[i], body,
			*body == '\0'
			    ? NULL
			    : arena_printf(rq->arena, _("%zu of %zu, %zu SMS"),
				  count.units, count.room, count.parts) };
	}
	return (struct screening_line_rows){ at, w->nlanguages };
}

const char *
screening_line_languages(struct request *rq, const struct screening_line_rows *lines)
{
	return tx_text_array(rq->tx, workflow()->languages, lines->n);
}

const char *
screening_line_bodies(struct request *rq, const struct screening_line_rows *lines)
{
	const char **bodies;

	ARENA_ARRAY(rq->arena, bodies, lines->n + 1);
	for (size_t i = 0; i < lines->n; i++)
		bodies[i] = text_straight(rq->arena, lines->at[i].body);
	return tx_text_array(rq->tx, bodies, lines->n);
}

int32_t
screening_number(struct request *rq, struct faults *faults, const char *name,
    const char *label, const char *typed, int least, int most, bool optional)
{
	char *end;
	long n = strtol(typed, &end, 10);

	if (*typed == '\0' && optional)
		return 0;
	if (*typed >= '0' && *typed <= '9' && *end == '\0' && n >= least && n <= most)
		return (int32_t)n;
	if (fault_for(faults, name) == NULL)
		fault_add(faults, name,
		    arena_printf(rq->arena,
			_("%s: write a whole number from %d to %d."), label, least,
			most));
	return -1;
}

/* The facilities, "Riverside Clinic, Hillview Clinic". */
static const char *
places_of(struct arena *arena, const struct screening_view *v)
{
	const char *names = "";

	for (size_t i = 0; i < v->places.n; i++)
		if (v->places.at[i].chosen)
			names = arena_printf(arena, "%s%s%s", names,
			    *names == '\0' ? "" : ", ", v->places.at[i].name);
	return *names == '\0' ? _("all facilities") : names;
}

static const char *
ages_of(struct arena *arena, const struct screening_get *s)
{
	if (s->age_from > 0 && s->age_to > 0)
		return arena_printf(arena, _(", from %d to %d years old"),
		    (int)s->age_from, (int)s->age_to);
	if (s->age_from > 0)
		return arena_printf(arena, _(", from %d years old"), (int)s->age_from);
	if (s->age_to > 0)
		return arena_printf(arena, _(", up to %d years old"), (int)s->age_to);
	return "";
}

static const char *
since_of(struct arena *arena, const struct screening_get *s)
{
	bool visit = strcmp(s->since, "visit") == 0;

	if (*s->since == '\0')
		return "";
	if (s->since_from > 0 && s->since_to > 0)
		return arena_printf(arena,
		    visit ? _(", whose last visit was %d to %d months ago")
			  : _(", whose procedure was %d to %d months ago"),
		    (int)s->since_from, (int)s->since_to);
	if (s->since_to > 0)
		return arena_printf(arena,
		    visit ? _(", whose last visit was in the last %d months")
			  : _(", whose procedure was in the last %d months"),
		    (int)s->since_to);
	return arena_printf(arena,
	    visit ? _(", whose last visit was %d months ago or earlier")
		  : _(", whose procedure was %d months ago or earlier"),
	    (int)(s->since_from > 0 ? s->since_from : 0));
}

static const char *
whom(struct arena *arena, const struct screening_view *v)
{
	const struct screening_get *s = v->screening;
	const char *who = strcmp(s->sex, "male") == 0     ? _("men")
			  : strcmp(s->sex, "female") == 0 ? _("women")
							  : _("clients");
	const char *follow = strcmp(s->follow, "in") == 0    ? _(", in follow-up")
			     : strcmp(s->follow, "out") == 0 ? _(", not in follow-up")
							     : "";

	return arena_printf(arena,
	    _("Asked are %s of %s%s%s%s, who have agreed to messages."), who,
	    places_of(arena, v), ages_of(arena, s), follow, since_of(arena, s));
}

struct screening_word_rows
screening_facts(struct request *rq, const struct screening_view *v)
{
	const struct screening_get *s = v->screening;
	struct arena *arena = rq->arena;
	const char **at;

	ARENA_ARRAY(arena, at, FACTS);
	at[0] = whom(arena, v);
	at[1] = arena_printf(arena,
	    i18n_many("At most %d person a day at each facility, on open days from %s "
		      "to %s, outside the quiet hours.",
		"At most %d people a day at each facility, on open days from %s to %s, "
		"outside the quiet hours.",
		(unsigned long)s->per_day),
	    (int)s->per_day, s->from_hour, s->to_hour);
	at[2] = s->starts_on != NULL
		    ? arena_printf(arena,
			  _("The first wave is on %s or the next open day."),
			  show_day(arena, s->starts_on))
		    : _("The first wave is on the day on which it is started, or the "
			"next open day.");
	at[3] =
	    s->again_most == 0
		? arena_printf(arena,
		      _("Nothing is asked again; after %d hours it is not answered."),
		      (int)s->again_hours)
		: arena_printf(arena,
		      i18n_many("Asked again every %d hours if there is no answer, %d "
				"time at most.",
			  "Asked again every %d hours if there is no answer, %d times "
			  "at most.",
			  (unsigned long)s->again_most),
		      (int)s->again_hours, (int)s->again_most);
	at[4] = arena_printf(arena,
	    i18n_many("A positive is a task to be done within %d hour.",
		"A positive is a task to be done within %d hours.",
		(unsigned long)s->task_hours),
	    (int)s->task_hours);
	return (struct screening_word_rows){ at, FACTS };
}

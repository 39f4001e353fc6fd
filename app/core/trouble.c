/* trouble.c - see trouble.h. */

#include "core/trouble.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "ext/secret.h"

#define WAIT_MIN MINUTE
#define WAIT_MAX (30 * MINUTE)
#define TRIES 100 /* two days */

/* clang-format off */
static const struct entry {
	const char *kind;
	struct trouble_words words;
} entries[] = {
	{ "unreachable", { N_("RapidPro does not answer"),
	    N_("Messages wait here and leave by themselves as soon as it does. Nothing is lost."),
	    N_("See whether RapidPro runs, and whether this server reaches it.") } },
	{ "token", { N_("RapidPro refuses our token"),
	    N_("Messages wait here, and none comes in. Nothing is lost."),
	    N_("Make a new token in RapidPro and set it as rapidpro_token.") } },
	{ "flow", { N_("A flow of ours is missing in RapidPro"),
	    N_("Messages still leave, but with less certainty that each leaves once."),
	    N_("Import the flows again: see docs/rapidpro.md.") } },
	{ "group", { N_("The flow for messages to several is missing in RapidPro"),
	    N_("Messages to several still leave, each once, but in a call for each client, and more slowly."),
	    N_("Bring back or import “Aftercare group text”: see docs/rapidpro.md.") } },
	{ "gateway", { N_("The gateway does not send the messages"),
	    N_("They wait here until it comes for them. Call those who matter today."),
	    N_("See on Delivery when it last came: whether its phone has power, network and credit, and whether its token is still good.") } },
	{ "waiting", { N_("Messages leave too slowly"),
	    N_("Some have waited for longer than they should. They leave by themselves."),
	    N_("See whether the worker runs, and whether RapidPro’s hourly limit is used up.") } },
	{ "failing", { N_("Most messages to one network fail"),
	    N_("Clients with these numbers get nothing at present. Call those who matter today."),
	    N_("Ask the network or the aggregator behind RapidPro’s channel.") } },
	{ "unheard", { N_("Nobody has heard of a case that is late"),
	    N_("Whoever is told of it has not seen it, and no mail about it has left. Look at Escalations and call."),
	    N_("See that those on duty have a mail address in their account, and that mail works.") } },
	{ "silence", { N_("No SMS has come in for a long time"),
	    N_("At this hour there always is one: clients may be answering and not be heard. Call those who matter today."),
	    N_("Send an SMS to the clinic’s number, and see where it stops: network, channel, RapidPro, webhook.") } },
};
/* clang-format on */

struct trouble_words
trouble_words(
    struct arena *arena, const char *kind, const char *place, const char *prefix)
{
	struct trouble_words words = { "", "", "" };

	for (size_t i = 0; i < COUNT_OF(entries); i++)
		if (strcmp(entries[i].kind, kind) == 0)
			words = (struct trouble_words){ _(entries[i].words.title),
				_(entries[i].words.effect),
				_(entries[i].words.remedy) };
	if (*place != '\0')
		words.title = arena_printf(arena, "%s: %s", words.title, place);
	if (*prefix != '\0')
		words.title = arena_printf(arena, "%s: %s…", words.title, prefix);
	return words;
}

/* Mail. */

static const char *
moment(struct arena *arena, int64_t at)
{
	return arena_printf(arena, "%s UTC", clock_local_minute(arena, at, "UTC"));
}

static enum status
mail_to(struct tx *tx, int64_t person_id, int64_t trouble_id, const char *what,
    const char *subject, const char *body)
{
	return sql_mail_add(tx, secret_uuid_at(tx_arena(tx), tx_now(tx)), trouble_id,
	    what, person_id, subject, body, 0, tx_now(tx));
}

static enum status
tell_begun(struct tx *tx, const struct trouble_find *t, const struct trouble_see *begun)
{
	struct arena *arena = tx_arena(tx);
	struct trouble_words words =
	    trouble_words(arena, t->kind, begun->place_name, t->prefix);
	const char *subject = arena_printf(arena, "Aftercare: %s", words.title);
	const char *body = arena_printf(arena,
	    "%s, seen at %s.\n\n%s\n\n%s\n\n"
	    "One more mail comes when it is over.\n",
	    words.title, moment(arena, tx_now(tx)), words.effect, words.remedy);
	struct mail_people_rows people;

	TRY(sql_mail_people(tx, &people));
	for (size_t i = 0; i < people.n; i++)
		TRY(mail_to(tx, people.at[i].id, begun->id, "begun", subject, body));
	return OK;
}

/* Only who has heard that it began, or may have. */
static enum status
tell_over(struct tx *tx, const struct trouble_end *t)
{
	struct arena *arena = tx_arena(tx);
	struct trouble_words words =
	    trouble_words(arena, t->kind, t->place_name, t->prefix);
	const char *subject = arena_printf(arena, "Aftercare: over: %s", words.title);
	const char *body = arena_printf(arena, "%s: this is over.\n\nFrom %s to %s.\n",
	    words.title, moment(arena, t->began_at), moment(arena, t->seen_at));
	struct mail_told_rows told;

	TRY(sql_mail_told(tx, t->id, tx_now(tx), &told));
	for (size_t i = 0; i < told.n; i++)
		TRY(mail_to(tx, told.at[i].person_id, t->id, "over", subject, body));
	return OK;
}

enum status
trouble_look(struct tx *tx, int32_t silent_minutes)
{
	struct trouble_find_rows found;
	struct trouble_end_rows over;

	TRY(sql_trouble_find(tx, tx_now(tx), silent_minutes, &found));
	for (size_t i = 0; i < found.n; i++) {
		const struct trouble_find *t = &found.at[i];
		struct trouble_see_rows begun;

		TRY(sql_trouble_see(
		    tx, t->kind, t->place_id, t->prefix, tx_now(tx), &begun));
		if (begun.n == 0)
			continue;
		log_warn("trouble begins kind=%s", t->kind);
		TRY(tell_begun(tx, t, &begun.at[0]));
	}
	TRY(sql_trouble_end(tx, tx_now(tx), TROUBLE_CALM_MINUTES, &over));
	for (size_t i = 0; i < over.n; i++) {
		log_info("trouble over kind=%s", over.at[i].kind);
		TRY(tell_over(tx, &over.at[i]));
	}
	return OK;
}

enum status
trouble_test_mail(struct tx *tx, int64_t person_id, int64_t user_id)
{
	return sql_mail_add(tx, secret_uuid_at(tx_arena(tx), tx_now(tx)), 0, "test",
	    person_id, "Aftercare: a test",
	    "This mail says only that mail works.\n\n"
	    "You are told of troubles of the line to RapidPro, and when they are "
	    "over.\n",
	    user_id, tx_now(tx));
}

int64_t
trouble_mail_wait(int32_t attempt)
{
	int64_t wait = WAIT_MIN << (attempt < 6 ? attempt - 1 : 5);

	if (attempt >= TRIES)
		return 0;
	return wait > WAIT_MAX ? WAIT_MAX : wait;
}

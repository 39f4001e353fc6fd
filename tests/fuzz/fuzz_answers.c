/*
 * fuzz_answers.c - the ready answers of a programme are read whole or refused: of what is
 * read every text can be sent.  And of any hours the quiet ones end in the future.
 */

#include "fuzz.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "core/answer.h"
#include "core/outbox.h"
#include "core/quiet.h"
#include "core/workflow.h"

static void
check_text(struct arena *arena, const char *body)
{
	const char *longest = answer_longest(arena, body);

	REQUIRE(answer_fault(arena, body) == NULL && fuzz_is_text(body));
	REQUIRE(workflow_strange_blank(arena, body) == NULL);
	REQUIRE(strchr(longest, '{') == NULL);
	REQUIRE(sms_count(longest).units <= OUTBOX_TEXT_MAX);
}

static void
check_words(struct arena *arena, const struct answer_words *w)
{
	REQUIRE(text_length(w->title) > 0 && text_length(w->title) <= 60);
	REQUIRE(w->day_to == ANSWER_ANY_DAY || w->day_to >= w->day_from);
	REQUIRE(w->day_from >= ANSWER_ANY_DAY && w->day_from <= 999);
	REQUIRE(w->n > 0 && w->n <= ANSWER_LANGUAGES);
	for (size_t i = 0; i < w->n; i++)
		check_text(arena, w->said[i].body);
}

static void
check_hours(struct feed *feed)
{
	static const char *const zones[] = { "UTC", "Africa/Harare", "Europe/Berlin",
		"America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe" };
	int64_t now = (int64_t)feed_byte(feed) * 86400 * 40 + feed_byte(feed) * 337;
	const char *zone = zones[feed_byte(feed) % COUNT_OF(zones)], *from, *until;
	int64_t ends, begins;
	size_t len;

	from = feed_text(feed, &len);
	until = feed_text(feed, &len);
	now = (now + 1600000000) * SECOND;
	ends = quiet_ends(from, until, zone, now);
	/* Not before now, unless the clocks went back over it; and never days away. */
	REQUIRE(ends == 0 || (ends > now - 2 * HOUR && ends <= now + 100 * HOUR));
	begins = quiet_begins(from, until, zone, now);
	REQUIRE(begins == 0 || (begins > now - 2 * HOUR && begins <= now + 100 * HOUR));
	REQUIRE(begins != 0 || ends == 0);
	REQUIRE(!quiet_just_wrote(0, now));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	struct answer_pack *answers;
	size_t n;

	check_hours(&feed);
	if (answer_pack_read(arena, "answers.json", feed.at, feed.left, &answers, &n) ==
	    OK)
		for (size_t i = 0; i < n; i++)
			check_words(arena, &answers[i].words);
	arena_free(arena);
	return 0;
}

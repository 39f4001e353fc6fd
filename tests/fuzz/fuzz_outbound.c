/*
 * fuzz_outbound.c - settings of outbound pushes are refused in words, or hold: each has
 * an address, a time that comes, and no secret of its own.  The first piece is the file,
 * the second a cron.
 */

#include "fuzz.h"

#include <string.h>

#include "base/clock.h"
#include "core/outbound.h"
#include "ext/http.h"
#include "ext/json.h"

#define NOW INT64_C(1930291320000000)

static const char *const zones[] = { "Africa/Harare", "Europe/Berlin",
	"Australia/Lord_Howe" };

static void
check_cron(struct arena *arena, const char *cron)
{
	const char *fault = outbound_cron_fault(arena, cron);

	if (fault != NULL) {
		REQUIRE(*fault != '\0');
		return;
	}
	for (size_t i = 0; i < COUNT_OF(zones); i++) {
		int64_t next = outbound_cron_next(arena, cron, NOW, zones[i]);

		REQUIRE(next >= NOW);
		/* It is the moment that it names, and the one after it is later. */
		REQUIRE(outbound_cron_next(arena, cron, next, zones[i]) == next);
		REQUIRE(outbound_cron_next(arena, cron, next + 1, zones[i]) > next);
	}
}

static void
check_setting(struct arena *arena, const struct outbound_setting *s)
{
	bool basic = strcmp(s->auth, "basic") == 0;
	bool header = strcmp(s->auth, "header") == 0;

	REQUIRE(*s->name != '\0' && json_gate(s->text, strlen(s->text)));
	REQUIRE(http_url_fault(s->url, "0.0.0.0/0, ::/0") == NULL);
	REQUIRE(basic || header || strcmp(s->auth, "none") == 0);
	REQUIRE((basic || header) == (*s->credential != '\0'));
	REQUIRE(basic == (*s->username != '\0'));
	REQUIRE(s->per_minute >= 1 && s->per_minute <= 6000);
	REQUIRE(*s->cron == '\0' || outbound_cron_fault(arena, s->cron) == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	size_t len, cron_len;
	const char *text = feed_text(&feed, &len);
	const char *cron = feed_text(&feed, &cron_len);
	struct outbound_settings all;
	enum status status = outbound_read(arena, text, len, &all);

	REQUIRE((status == OK) == (all.ncomplaints == 0));
	for (size_t i = 0; i < all.ncomplaints; i++)
		REQUIRE(*all.complaints[i].words != '\0');
	for (size_t i = 0; status == OK && i < all.n; i++)
		check_setting(arena, &all.list[i]);
	check_cron(arena, cron);
	arena_free(arena);
	return 0;
}

/* indicator_table.c - the indicators in words. */

#include "site/indicator_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

#define LAST_ASKED_DAY 13

/* clang-format off */
const struct indicator indicators[] = {
	{ "men", N_("Men followed up"), N_("men enrolled whose procedure was in the period"), N_("men enrolled"), INDICATOR_NUMBER },
	{ "ever", N_("Ever answered"), N_("men with at least one text on days 0 to 14"), N_("men enrolled"), INDICATOR_SHARE },
	{ "daily", N_("Answered on a day"), N_("days on which he wrote, of days 1 to 13"), N_("days that are over and on which he was followed up"), INDICATOR_SHARE },
	{ "day2", N_("Contact about day 2"), N_("men with a text on days 0 to 4"), N_("men enrolled"), INDICATOR_SHARE },
	{ "day7", N_("Contact about day 7"), N_("men with a text on days 5 to 8"), N_("men enrolled"), INDICATOR_SHARE },
	{ "followed", N_("Followed up by day 14"), N_("men with a text, a call that reached them or a visit on days 0 to 14"), N_("men enrolled"), INDICATOR_SHARE },
	{ "potential", N_("Possible adverse event"), N_("men who wrote a 1, or words that tell of a sign, on days 0 to 14"), N_("men enrolled"), INDICATOR_SHARE },
	{ "telehealth", N_("Exchange with a nurse"), N_("men to whom a nurse wrote, or whom a call reached, on days 0 to 14"), N_("men enrolled"), INDICATOR_SHARE },
	{ "referral", N_("Referrals completed"), N_("referred men seen on the day of the last referral or later"), N_("men referred"), INDICATOR_SHARE },
	{ "event", N_("Adverse events"), N_("men with a moderate or severe event, seen before day 30"), N_("men enrolled"), INDICATOR_SHARE },
	{ "care", N_("Days to care"), N_("days from the first text of a problem to the visit that found the event"), N_("men with such an event and such a text"), INDICATOR_MEAN },
	{ "visits", N_("Visits for each man"), N_("days on which he was seen, of days 0 to 14"), N_("men enrolled"), INDICATOR_MEAN },
	{ "lost", N_("Lost to follow-up"), N_("men looked for and not found, or not looked for in time, and without a sign of life since"), N_("men enrolled"), INDICATOR_SHARE },
	{ "tracing", N_("Tracing completed"), N_("men whose tracing was carried through: found, visited, or decided to be lost"), N_("men for whom tracing began before a sign of life came"), INDICATOR_SHARE },
	{ "texts", N_("Texts from each man"), N_("texts on days 0 to 14"), N_("men enrolled"), INDICATOR_MEAN },
	{ "ones", N_("of them a 1"), N_("texts that say there is a problem"), N_("men enrolled"), INDICATOR_MEAN },
	{ "zeros", N_("of them a 0"), N_("texts that say there is none"), N_("men enrolled"), INDICATOR_MEAN },
	{ "words", N_("of them in words"), N_("all other texts"), N_("men enrolled"), INDICATOR_MEAN },
	{ "nurse", N_("A nurse’s texts to each man"), N_("texts that a nurse wrote to him alone and that left, on days 0 to 14"), N_("men enrolled"), INDICATOR_MEAN },
	{ "sent", N_("Automatic texts to each man"), N_("automatic texts that left, on days 0 to 14"), N_("men enrolled"), INDICATOR_MEAN },
	{ "delivered", N_("Automatic texts delivered"), N_("automatic texts that the network says arrived"), N_("automatic texts that left"), INDICATOR_SHARE },
	{ "lag", N_("Days from visit to form"), N_("days from a visit to the form about it"), N_("forms about a visit"), INDICATOR_MEAN },
	{ "corrected", N_("Forms corrected"), N_("forms that were changed after they had been saved"), N_("forms"), INDICATOR_SHARE },
	{ "under", N_("Still in follow-up"), N_("men whose day 14 is not over: their numbers still grow"), N_("men enrolled"), INDICATOR_SHARE },
	{ .code = NULL }
};
/* clang-format on */

const struct indicator *
indicator_named(struct arena *arena, const char *code)
{
	struct indicator *day;
	long n;

	for (const struct indicator *i = indicators; i->code != NULL; i++)
		if (strcmp(i->code, code) == 0)
			return i;
	n = strncmp(code, "day-", 4) == 0 ? strtol(code + 4, NULL, 10) : 0;
	if (n < 1 || n > LAST_ASKED_DAY)
		return NULL;
	ARENA_ARRAY(arena, day, 1);
	*day = (struct indicator){ arena_printf(arena, "day-%ld", n),
		arena_printf(arena, _("Answered on day %ld"), n),
		N_("men who wrote on that day"),
		N_("men followed up on that day, once it is over"), INDICATOR_SHARE };
	return day;
}

const char *
indicator_number(struct arena *arena, int64_t n)
{
	return n == INDICATOR_HIDDEN ? _("fewer than 5")
				     : arena_printf(arena, "%" PRId64, n);
}

const char *
indicator_cell(struct arena *arena, int64_t n)
{
	return n == INDICATOR_HIDDEN ? "<5" : arena_printf(arena, "%" PRId64, n);
}

const char *
indicator_rate(struct arena *arena, enum indicator_kind kind, int64_t num, int64_t den)
{
	int64_t tenths;

	if (kind == INDICATOR_NUMBER)
		return "";
	if (num == INDICATOR_HIDDEN || den <= 0)
		return "–";
	tenths = (num * (kind == INDICATOR_SHARE ? 1000 : 10) + den / 2) / den;
	return arena_printf(arena, "%" PRId64 ".%" PRId64 "%s", tenths / 10,
	    tenths % 10, kind == INDICATOR_SHARE ? " %" : "");
}

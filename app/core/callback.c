/* callback.c - see callback.h. */

#include "core/callback.h"

#include <string.h>

#include "base/text.h"
#include "ext/phone.h"

#define DIGITS_MIN 7 /* fewer are a date, a price, a day */
#define DIGITS_MAX 15
#define LONGEST 320 /* notices are one SMS, perhaps with an advertisement */

/* Folded.  What networks write of a call that nobody took: a person would not. */
static const char *const notices[] = {
	/* en */
	"you have a missed call",
	"you have missed a call",
	"you missed a call",
	"you have 1 missed call",
	"you have one missed call",
	"missed call from",
	"missed calls from",
	"missed call alert",
	"call missed.",
	"tried to call you at",
	"tried calling you at",
	"called you at",
	"has requested you to call",
	"is requesting you to call",
	"requests you to call",
	"request to call back",
	"sent you a please call",
	"sent you a callback",
	"would like you to call",
	"wants you to call",
	/* sn */
	"akufonerai",
	"anokumbira kuti mumufonere",
	"anokumbira kuti umufonere",
	/* nd, zu */
	"ukushayele ucingo",
	"ucela umfonele",
	"ucela umshayele",
	"ukufonele ngo",
	/* xh */
	"ukutsalele umnxeba",
	"ucela umtsalele",
	"ucela umfowunele",
	/* sw */
	"umepigiwa simu na",
	"alikupigia simu",
	"amekupigia simu",
	"simu uliyoikosa",
	"simu ambayo hukupokea",
	"anaomba umpigie",
	/* fr */
	"appel manque",
	"appels manques",
	"appel en absence",
	"a essaye de vous joindre",
	"a tente de vous joindre",
	"vous demande de le rappeler",
	"vous demande de la rappeler",
	"souhaite etre rappele",
	/* pt */
	"chamada perdida",
	"chamadas perdidas",
	"chamada nao atendida",
	"chamadas nao atendidas",
	"tentou ligar-lhe",
	"tentou ligar para",
	"pede que lhe ligue",
	"solicita que lhe ligue",
};

/* What either writes: with a number behind it, and nothing else, it is a network's. */
static const char *const requests[] = {
	"please call me",
	"pls call me",
	"please callme",
	"please call back",
	"pcm",
	"call me back",
	"callback",
	"call back",
	"ndifonerei",
	"ndapota ndifonere",
	"ngicela ungifonele",
	"ngicela ungishayele",
	"ngifonele",
	"ndicela unditsalele",
	"ndicela undifowunele",
	"tafadhali nipigie",
	"nipigie simu",
	"naomba unipigie",
	"rappelez moi",
	"rappelez-moi",
	"rappelle moi",
	"rappelle-moi",
	"ligue-me",
	"ligue me",
	"liga-me",
	"liga me",
	"por favor ligue",
	"por favor liga",
};

/* The first of them that is in it, at the beginning of a word; NULL for none. */
static const char *
find(const char *text, const char *const *phrases, size_t n, size_t *length)
{
	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(text, phrases[i]);

		if (at != NULL && (at == text || strchr(" .:,\"'(!", at[-1]) != NULL)) {
			*length = strlen(phrases[i]);
			return at;
		}
	}
	return NULL;
}

static bool
in_number(char c)
{
	return (c >= '0' && c <= '9') || strchr("+ -().", c) != NULL;
}

/* The end of what may be a number; digits says how many are in it. */
static const char *
end_of_number(const char *at, size_t *digits)
{
	const char *end = at;

	*digits = 0;
	for (; *at != '\0' && in_number(*at); at++) {
		if (*at >= '0' && *at <= '9') {
			++*digits;
			end = at + 1;
		} else if (*at == '+' && *digits > 0) {
			break;
		}
	}
	return end;
}

/* The first telephone number in a text; "" without one.  *rest is what follows it. */
static const char *
number_in(struct arena *arena, const char *text, const char *region, const char **rest)
{
	size_t digits;

	for (const char *at = text; *at != '\0';) {
		const char *end;
		struct phone phone;
		enum phone_fault fault;

		if (*at != '+' && (*at < '0' || *at > '9')) {
			at++;
			continue;
		}
		end = end_of_number(at, &digits);
		if (digits >= DIGITS_MIN && digits <= DIGITS_MAX) {
			fault = phone_read(arena,
			    arena_strndup(arena, at, (size_t)(end - at)), region,
			    &phone);
			if (fault == PHONE_GOOD || fault == PHONE_NOT_VALID) {
				*rest = end;
				return phone.e164;
			}
		}
		at = end > at ? end : at + 1;
	}
	*rest = text;
	return "";
}

/* "Please call me: 0771234567", with not a word more. */
static bool
is_bare_request(struct arena *arena, const char *text, const char *region)
{
	const char *at, *number, *rest;
	size_t length;

	at = find(text, requests, COUNT_OF(requests), &length);
	if (at == NULL || strspn(text, " .\"'") != (size_t)(at - text))
		return false;
	number = at + length + strspn(at + length, " .:,-\"'");
	if (*number_in(arena, number, region, &rest) == '\0')
		return false;
	return (*number == '+' || (*number >= '0' && *number <= '9')) &&
	       rest[strspn(rest, " .!\"'")] == '\0';
}

struct callback
callback_read(
    struct arena *arena, const char *text, const char *region, const char *from)
{
	struct callback c = { .kind = CALLBACK_NONE, .e164 = "", .rest = "" };
	const char *folded, *at, *rest;
	size_t length;

	if (strlen(text) > LONGEST)
		return c;
	folded = text_fold(arena, text);
	at = find(folded, notices, COUNT_OF(notices), &length);
	if (at != NULL) {
		c.kind = CALLBACK_NOTICE;
		c.rest = arena_printf(
		    arena, "%.*s %s", (int)(at - folded), folded, at + length);
	} else if (is_bare_request(arena, folded, region)) {
		c.kind = CALLBACK_NOTICE;
	} else if (find(folded, requests, COUNT_OF(requests), &length) != NULL) {
		c.kind = CALLBACK_WORDS;
	} else {
		return c;
	}
	c.e164 = number_in(arena, text, region, &rest);
	if (from != NULL && strcmp(c.e164, from) == 0)
		c.e164 = "";
	return c;
}

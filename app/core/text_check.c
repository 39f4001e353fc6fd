/* text_check.c - see text_check.h. */

#include "core/text_check.h"

#include <string.h>

#include "base/i18n.h"
#include "core/outbox.h"

#define SAYS_MOST 64 /* of one text */

const struct workflow_words text_check_long = {
	.first_name = "Nkosilathi-Themba",
	.clinic = "Mazowe District Hospital",
	.phone = "+263 77 200 0101",
	.emergency = "+263 77 200 0101",
	.nurse = "Thandolwenkosi M.",
	.code = "K",
	.date = "24/11/2026",
	.time = "09:00",
};

struct checked {
	const struct text_judge *judge;
	struct arena *arena;
	const struct text_item *item;
	size_t base; /* the language that the others are held against */
	const char *first; /* what it says; "" */
	const char *file; /* whose blanks and codes hold */
	size_t language; /* the one at hand */
	struct text_say *at;
	size_t n, wrong;
};

static void
say(struct checked *c, bool note, const char *what)
{
	if (c->n == SAYS_MOST)
		return;
	c->wrong += !note;
	c->at[c->n++] = (struct text_say){ c->language, what, note };
}

static bool
says_nothing(const char *text)
{
	return text == NULL || *text == '\0';
}

/* By which the others are held: of an answer without it the first that it has. */
static size_t
base_of(const struct text_item *item)
{
	size_t base = workflow_first_language();

	if (item->kind != TEXT_ANSWER || !says_nothing(item->said[base]))
		return base;
	for (size_t i = 0; i < workflow()->nlanguages; i++)
		if (!says_nothing(item->said[i]))
			return i;
	return base;
}

static const char *
base_name(const struct checked *c)
{
	return workflow()->language_names[c->base];
}

/* Words ----------------------------------------------------------------------- */

static void
check_words(struct checked *c, const char *text)
{
	const char *language = workflow()->languages[c->language];
	struct neutral_found found;

	if (neutral_find(c->judge->neutral, c->arena, language, text, &found))
		say(c, false,
		    arena_printf(c->arena, _("“%s” tells what he is treated for (%s)"),
			found.word, found.listed));
}

/* Codes ----------------------------------------------------------------------- */

/* The digits that stand before an "=", each once, in order: "01". */
static const char *
codes_of(struct arena *arena, const char *text)
{
	char *codes = arena_strdup(arena, "0123456789");
	size_t n = 0;

	for (char digit = '0'; digit <= '9'; digit++)
		for (const char *at = text; (at = strchr(at, digit)) != NULL; at++)
			if (at[1 + strspn(at + 1, " ")] == '=') {
				codes[n++] = digit;
				break;
			}
	codes[n] = '\0';
	return codes;
}

/* What his language calls by this code: "yes" of "1 = yes, 0 = no"; NULL without it. */
static const char *
meaning_of(struct arena *arena, const char *text, char digit)
{
	for (const char *at = text; (at = strchr(at, digit)) != NULL; at++) {
		const char *equals = at + 1 + strspn(at + 1, " ");

		if (*equals != '=')
			continue;
		equals += 1 + strspn(equals + 1, " ");
		return arena_strndup(arena, equals, strcspn(equals, ",.;"));
	}
	return NULL;
}

static void
check_meanings(struct checked *c, const char *text)
{
	static const struct {
		char digit;
		enum triage_kind kind;
	} means[] = { { '0', TRIAGE_FINE }, { '1', TRIAGE_PROBLEM } };
	const char *language = workflow()->languages[c->language];

	for (size_t i = 0; i < COUNT_OF(means); i++) {
		const char *word = meaning_of(c->arena, text, means[i].digit);

		if (word != NULL && triage_read(c->judge->triage, c->arena, language,
					ASKED_CHECKIN, word)
					    .kind != means[i].kind)
			say(c, false,
			    i == 0 ? arena_printf(
					 c->arena, _("0 = %s is not read as no"), word)
				   : arena_printf(c->arena,
					 _("1 = %s is not read as yes"), word));
	}
}

static void
check_codes(struct checked *c, const char *text)
{
	const char *codes = codes_of(c->arena, text);
	const char *wanted = codes_of(c->arena, c->first);
	const char *known = codes_of(c->arena, c->file);

	if (strcmp(codes, wanted) != 0)
		say(c, false,
		    arena_printf(c->arena, _("its codes are %s, those in %s %s"),
			*codes != '\0' ? codes : _("none"), base_name(c),
			*wanted != '\0' ? wanted : _("none")));
	else if (strcmp(codes, known) != 0)
		say(c, false,
		    arena_printf(c->arena,
			_("its codes are %s, the programme reads the answers by %s"),
			*codes != '\0' ? codes : _("none"),
			*known != '\0' ? known : _("none")));
	if (c->judge->triage != NULL && c->item->kind != TEXT_ANSWER)
		check_meanings(c, text);
}

/* Blanks ---------------------------------------------------------------------- */

/* The next "{name}" at or behind a place, as a word; NULL if there is none. */
static const char *
next_blank(struct arena *arena, const char **text)
{
	const char *from = strchr(*text, '{'), *to;

	if (from == NULL || (to = strchr(from, '}')) == NULL)
		return NULL;
	*text = to + 1;
	return arena_strndup(arena, from, (size_t)(to - from) + 1);
}

static bool
is_among(const char *const *blanks, const char *blank)
{
	while (*blanks != NULL && strcmp(*blanks, blank) != 0)
		blanks++;
	return *blanks != NULL;
}

/* Whether something fills it in a text of this kind. */
static bool
is_filled(const struct checked *c, const char *blank)
{
	static const char *const by_kind[][6] = {
		[TEXT_SENT] = { "{clinic}", "{emergency}", NULL },
		[TEXT_STEP] = { "{first_name}", "{clinic}", "{phone}", "{emergency}",
		    NULL },
		[TEXT_ANSWER] = { "{first_name}", "{clinic}", "{phone}", "{emergency}",
		    "{nurse}", NULL },
		[TEXT_READ] = { NULL },
	};
	/* Where the program that sends it has them. */
	static const char *const by_file[] = { "{code}", "{date}", "{time}", NULL };

	if (is_among(by_kind[c->item->kind], blank))
		return true;
	return c->item->kind == TEXT_SENT && is_among(by_file, blank) &&
	       strstr(c->file, blank) != NULL;
}

/* It is known, and nothing fills it here; what is said of names is said by itself. */
static bool
is_empty_here(const struct checked *c, const char *blank)
{
	return !is_filled(c, blank) && strcmp(blank, "{first_name}") != 0;
}

static void
check_strange(struct checked *c, const char *text)
{
	const char *strange = workflow_strange_blank(c->arena, text), *blank;

	if (strange != NULL) {
		say(c, false,
		    arena_printf(c->arena, _("%s stands for nothing"), strange));
		return;
	}
	while ((blank = next_blank(c->arena, &text)) != NULL)
		if (is_empty_here(c, blank)) {
			say(c, false,
			    arena_printf(c->arena,
				_("%s stands for nothing in this text"), blank));
			return;
		}
}

/* The code in front of an answer tells who wrote; all else may be left out everywhere. */
static void
check_missing(struct checked *c, const char *text)
{
	const char *first = c->first, *blank;

	if (strstr(c->file, "{code}") != NULL && strstr(text, "{code}") == NULL) {
		say(c, false, _("{code} is missing: nobody could tell who answers"));
		return;
	}
	while ((blank = next_blank(c->arena, &first)) != NULL)
		if (is_filled(c, blank) && strstr(text, blank) == NULL) {
			say(c, false,
			    arena_printf(c->arena, _("%s is missing, which %s has"),
				blank, base_name(c)));
			return;
		}
}

static void
check_name(struct checked *c, const char *text)
{
	if (c->item->kind == TEXT_ANSWER || strstr(text, "{first_name}") == NULL)
		return;
	say(c, c->item->kind == TEXT_STEP,
	    _("{first_name}: others may read his phone"));
}

/* Length ---------------------------------------------------------------------- */

struct sms_count
text_check_cost(const struct text_judge *judge, struct arena *arena, const char *text)
{
	struct sms_count most = sms_count(text);

	for (size_t i = 0; i < judge->nlongest; i++) {
		struct sms_count filled =
		    sms_count(workflow_fill(arena, text, &judge->longest[i]));

		if (i == 0 || filled.parts > most.parts ||
		    (filled.parts == most.parts && filled.units > most.units))
			most = filled;
	}
	return most;
}

/* No letter of a name is told: it may be a client's. */
static const char *
cost_words(struct checked *c, const struct sms_count *count, const char *text)
{
	struct sms_count own = sms_count(text);

	if (count->gsm7)
		return arena_printf(
		    c->arena, _("%zu SMS with the longest names"), count->parts);
	if (own.gsm7)
		return arena_printf(c->arena,
		    _("%zu SMS with a name whose letters are not in GSM-7"),
		    count->parts);
	return arena_printf(
	    c->arena, _("%zu SMS because of “%s”"), count->parts, own.odd);
}

static void
check_length(struct checked *c, const char *text)
{
	struct sms_count count = text_check_cost(c->judge, c->arena, text);

	if (count.units > OUTBOX_TEXT_MAX)
		say(c, false,
		    _("with the longest names it is longer than can be sent"));
	else if (count.parts > 1)
		say(c, true, cost_words(c, &count, text));
}

/* All of it ------------------------------------------------------------------- */

static void
check_absent(struct checked *c)
{
	switch (c->item->kind) {
	case TEXT_STEP:
	case TEXT_READ:
		say(c, true,
		    arena_printf(c->arena,
			_("nothing is written; who reads it gets %s"), base_name(c)));
		break;
	case TEXT_ANSWER:
		say(c, true,
		    _("nothing is written; nurses are not offered it in this "
		      "language"));
		break;
	case TEXT_SENT:
	default:
		say(c, false, _("there is no such text in this language"));
	}
}

static void
check_said(struct checked *c, const char *text)
{
	if (*c->first == '\0')
		say(c, true,
		    arena_printf(
			c->arena, _("there is no such text in %s"), base_name(c)));
	if (c->item->kind == TEXT_READ || *c->first == '\0')
		return;
	check_words(c, text);
	check_codes(c, text);
	check_name(c, text);
	check_strange(c, text);
	check_missing(c, text);
	check_length(c, text);
}

void
text_check(const struct text_judge *judge, struct arena *arena,
    const struct text_item *item, struct text_says *says)
{
	struct checked c = {
		.judge = judge, .arena = arena, .item = item, .base = base_of(item)
	};

	ARENA_ARRAY(arena, c.at, SAYS_MOST);
	c.first = says_nothing(item->said[c.base]) ? "" : item->said[c.base];
	c.file = item->file != NULL ? item->file : c.first;
	for (c.language = 0; c.language < workflow()->nlanguages; c.language++) {
		const char *text = item->said[c.language];

		if (!says_nothing(text))
			check_said(&c, text);
		else if (*c.first != '\0' || c.language == c.base)
			check_absent(&c);
	}
	*says = (struct text_says){ c.at, c.n, c.wrong };
}

bool
text_check_kind(const char *key, enum text_kind *kind)
{
	*kind = TEXT_SENT;
	if (strcmp(key, "language") == 0 || strcmp(key, "name") == 0 ||
	    strcmp(key, "review") == 0)
		return false;
	if (strncmp(key, "task.", 5) == 0 || strncmp(key, "form.", 5) == 0 ||
	    strncmp(key, "appointment.", 12) == 0)
		*kind = TEXT_READ;
	return true;
}

/* whose.c - see whose.h. */

#include "core/whose.h"

#include <string.h>

#include "base/text.h"

#define BETWEEN " \t\r\n,.;:/&+-"
#define NOBODY WHOSE_MOST
#define CODE_MOST 8 /* bytes: a text has room for a few of them */

/* Folded once; more people than can be told apart are told by nobody. */
struct names {
	struct whose_person at[WHOSE_MOST];
	size_t n;
};

static struct names
fold(struct arena *arena, const struct whose_person *people, size_t npeople)
{
	struct names folded = { .n = 0 };

	for (size_t i = 0; npeople <= WHOSE_MOST && i < npeople; i++)
		folded.at[folded.n++] =
		    (struct whose_person){ .given = text_fold(arena, people[i].given),
			    .family = text_fold(arena, people[i].family),
			    .number = people[i].number };
	return folded;
}

/* Letters of folded text: of any script, and no digit. */
static size_t
letters(const char *at)
{
	size_t n = 0;

	while ((at[n] >= 'a' && at[n] <= 'z') || ((unsigned char)at[n] & 0x80) != 0 ||
	       at[n] == '\'')
		n++;
	return n;
}

/* What people write before an answer, or as one, is nobody's beginning. */
static bool
means_something(const char *word, size_t length)
{
	static const char *const words[] = { "e", "ee", "hi", "i", "ja", "l", "na",
		"ne", "no", "o", "ok", "ya", "ye", "yes" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strlen(words[i]) == length && memcmp(words[i], word, length) == 0)
			return true;
	return false;
}

/* What stands before an answer: letters, and digits of a card. */
struct mark {
	const char *word, *digits;
	size_t length, ndigits;
};

/* Better ones are nobody else's, whatever else they may be. */
enum likeness { UNLIKE, INITIALS, BEGINNING, WHOLE };

/* "km" of Kudzai Moyo: some of the first name, and after it some of the other. */
static bool
are_initials(const struct whose_person *p, const struct mark *m)
{
	for (size_t n = 1; n < m->length && p->given[n - 1] == m->word[n - 1]; n++)
		if (strncmp(p->family, m->word + n, m->length - n) == 0)
			return true;
	return false;
}

static enum likeness
likeness(const struct whose_person *p, const struct mark *m)
{
	if (strncmp(p->given, m->word, m->length) == 0) {
		if (p->given[m->length] == '\0')
			return WHOLE;
		return means_something(m->word, m->length) ? UNLIKE : BEGINNING;
	}
	return are_initials(p, m) && !means_something(m->word, m->length) ? INITIALS
									  : UNLIKE;
}

static bool
ends_so(const char *number, const struct mark *m)
{
	size_t n = strlen(number);

	return n >= m->ndigits &&
	       memcmp(number + n - m->ndigits, m->digits, m->ndigits) == 0;
}

/* Whose alone it is, as far as its letters go, and then by the digits; or NOBODY. */
static size_t
marked(const struct names *names, const struct mark *m)
{
	enum likeness best = UNLIKE;
	size_t found = NOBODY, n = 0;

	for (size_t i = 0; i < names->n; i++)
		if (likeness(&names->at[i], m) > best)
			best = likeness(&names->at[i], m);
	for (size_t i = 0; best != UNLIKE && i < names->n; i++)
		if (likeness(&names->at[i], m) == best &&
		    ends_so(names->at[i].number, m)) {
			found = i;
			n++;
		}
	return n == 1 ? found : NOBODY;
}

/* As it is shown; letters that have no capital here stay as they are. */
static const char *
capitals(struct arena *arena, const char *name)
{
	char *code = arena_strndup(arena, name, strlen(name));

	for (char *c = code; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return code;
}

/* Whether so much of a name can be written: letters, and not half a one. */
static bool
can_end(const char *name, size_t n)
{
	return n <= strlen(name) && n <= letters(name) &&
	       ((unsigned char)name[n] & 0xC0) != 0x80;
}

/* Something of a name, and after it something more; NULL if that is not his alone. */
static const char *
try_code(struct arena *arena, const struct names *names, size_t person, size_t n,
    const char *more, size_t nmore)
{
	const struct whose_person *p = &names->at[person];
	const char *code;
	struct mark m = { .digits = "" };

	if (!can_end(p->given, n))
		return NULL;
	code = arena_printf(arena, "%.*s%.*s", (int)n, p->given, (int)nmore, more);
	m.word = code;
	m.length = letters(code);
	m.digits = code + m.length;
	m.ndigits = strlen(m.digits);
	return marked(names, &m) == person ? capitals(arena, code) : NULL;
}

/* The shortest with so much of the family name, or of the card's number. */
static const char *
longer_code(struct arena *arena, const struct names *names, size_t person)
{
	const struct whose_person *p = &names->at[person];
	size_t ndigits = strlen(p->number);
	const char *code = NULL;

	for (size_t all = 2; code == NULL && all <= CODE_MOST; all++)
		for (size_t n = 1; code == NULL && n < all; n++)
			if (can_end(p->family, all - n))
				code = try_code(
				    arena, names, person, n, p->family, all - n);
	for (size_t n = 1; code == NULL && n <= ndigits && n < CODE_MOST; n++) {
		const char *tail = p->number + ndigits - n;

		if (*tail < '0' || *tail > '9')
			break;
		code = try_code(arena, names, person, 1, tail, n);
	}
	return code;
}

const char *
whose_code(struct arena *arena, const struct whose_person *people, size_t npeople,
    size_t person)
{
	struct names folded = fold(arena, people, npeople);
	const char *code = NULL;

	if (person >= folded.n)
		return NULL;
	for (size_t n = 1; code == NULL && n <= CODE_MOST; n++)
		code = try_code(arena, &folded, person, n, "", 0);
	return code != NULL ? code : longer_code(arena, &folded, person);
}

/* The next of "Tapiwa\tMoyo\tRC-0042\n..."; where the one after it begins. */
static const char *
next_person(struct arena *arena, const char *at, struct whose_person *person)
{
	const char **fields[] = { &person->given, &person->family, &person->number };

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		size_t len = strcspn(at, "\t\n");

		*fields[i] = arena_strndup(arena, at, len);
		at += len + (at[len] != '\0');
	}
	return at;
}

const char *
whose_code_among(
    struct arena *arena, const struct whose_person *him, const char *others)
{
	struct whose_person people[WHOSE_MOST] = { *him };
	size_t n = 1;

	while (*others != '\0' && n < WHOSE_MOST)
		others = next_person(arena, others, &people[n++]);
	return whose_code(arena, people, n, 0);
}

static bool
has_part(const struct whose *w, size_t person)
{
	for (size_t i = 0; i < w->nparts; i++)
		if (w->parts[i].person == person)
			return true;
	return false;
}

/* Of a check-in, or of when he is expected; as it is read. */
static const char *
answer_of(char digit)
{
	static const char *const answers[] = { "0", "1", "8", "9" };

	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (*answers[i] == digit)
			return answers[i];
	return NULL;
}

static void
add_part(struct whose *w, size_t person, char answer)
{
	size_t at = 0;

	if (answer != '1')
		at = w->nparts;
	memmove(
	    &w->parts[at + 1], &w->parts[at], (w->nparts - at) * sizeof w->parts[0]);
	w->parts[at] =
	    (struct whose_part){ .person = person, .said = answer_of(answer) };
	w->nparts++;
}

#define DIGITS "0123456789"

/*
 * "K0", "KM: 1", "K70", "K7 0", "K8": what stands before an answer, and the answer.  Returns
 * the end, NULL if it is no such pair.
 */
static const char *
read_pair(const char *at, struct mark *m, char *said)
{
	const char *answer, *apart;

	*m = (struct mark){ .word = at, .length = letters(at) };
	if (m->length == 0)
		return NULL;
	at += m->length;
	m->digits = at + strspn(at, " .:=-");
	m->ndigits = strspn(m->digits, DIGITS);
	at = m->digits + m->ndigits;
	if (m->ndigits == 0)
		return NULL;
	answer = at - 1;
	apart = at + strspn(at, " .:=-");
	/* "K8 0": the 8 is of his card. */
	if (*answer != '0' && *answer != '1' && strspn(apart, DIGITS) > 0) {
		answer = apart;
		at = apart + strspn(apart, DIGITS);
		if (at - answer != 1)
			return NULL;
	} else {
		m->ndigits--;
	}
	*said = *answer;
	return answer_of(*answer) != NULL ? at : NULL;
}

/* "K0 T1": nothing but such pairs, each man once. */
static bool
read_codes(const struct names *names, const char *text, struct whose *w)
{
	const char *at = text + strspn(text, BETWEEN);

	while (*at != '\0') {
		struct mark m;
		char said;
		size_t person;

		at = read_pair(at, &m, &said);
		if (at == NULL)
			return false;
		person = marked(names, &m);
		if (person == NOBODY || has_part(w, person))
			return false;
		add_part(w, person, said);
		at += strspn(at, BETWEEN);
	}
	w->how = WHOSE_CODE;
	return w->nparts > 0;
}

/* Whose first name this word is, NOBODY for none or for two men's. */
static size_t
named(struct arena *arena, const struct names *names, const char *word, size_t length)
{
	const char *folded = text_fold(arena, arena_strndup(arena, word, length));
	size_t found = NOBODY;

	for (size_t i = 0; i < names->n; i++)
		if (length > 0 && strcmp(names->at[i].given, folded) == 0) {
			if (found != NOBODY)
				return NOBODY;
			found = i;
		}
	return found;
}

/* Whether a name of somebody else, or one that two have, is among the words. */
static bool
names_others(
    struct arena *arena, const struct names *names, const char *text, size_t person)
{
	for (const char *at = text + strspn(text, BETWEEN "!?"); *at != '\0';) {
		size_t n = strcspn(at, BETWEEN "!?");
		const char *word = text_fold(arena, arena_strndup(arena, at, n));

		for (size_t i = 0; i < names->n; i++)
			if (i != person && strcmp(names->at[i].given, word) == 0)
				return true;
		at += n;
		at += strspn(at, BETWEEN "!?");
	}
	return false;
}

static bool
read_name(
    struct arena *arena, const struct names *names, const char *text, struct whose *w)
{
	const char *first = text + strspn(text, BETWEEN), *last, *end;
	size_t length = strcspn(first, BETWEEN), person;
	const char *said;

	person = named(arena, names, first, length);
	said = first + length + strspn(first + length, BETWEEN);
	if (person == NOBODY) {
		for (end = text + strlen(text);
		     end > text && strchr(BETWEEN "!", end[-1]) != NULL;)
			end--;
		for (last = end; last > text && strchr(BETWEEN, last[-1]) == NULL;)
			last--;
		person = named(arena, names, last, (size_t)(end - last));
		said = arena_strndup(arena, text, (size_t)(last - text));
	}
	if (person == NOBODY || names_others(arena, names, text, person))
		return false;
	said = text_trim(arena, said);
	w->how = WHOSE_NAME;
	w->parts[0] = (struct whose_part){ .person = person,
		.said = *said != '\0' ? said : text };
	w->nparts = 1;
	return true;
}

struct whose
whose_read(struct arena *arena, const char *text, const struct whose_person *people,
    size_t npeople)
{
	struct names folded = fold(arena, people, npeople);
	struct whose w = { .how = WHOSE_UNTOLD };

	if (folded.n == 0)
		return w;
	if (read_codes(&folded, text_fold(arena, text), &w))
		return w;
	w = (struct whose){ .how = WHOSE_UNTOLD };
	if (!read_name(arena, &folded, text, &w))
		w = (struct whose){ .how = WHOSE_UNTOLD };
	return w;
}

/* form_text_functions.c - functions of forms that make or look at texts. */

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ext/regex.h"
#include "ext/secret.h"
#include "form/form_function.h"
#include "form/form_value.h"

#define REGEX_COST 1000

static enum status
give_buffer(struct xml_call *call, struct xml_value *result, const struct buf *b)
{
	if (b->full)
		return form_refuse(call, "it makes a text that is too long");
	return form_give_text(result, b->data);
}

static void
begin_text(struct xml_call *call, struct buf *b)
{
	buf_init(b, call->arena);
	b->max = FORM_TEXT_MAX;
}

/* The value asked for, or of the node that the expression stands at. */
static const char *
text_or_own(struct xml_call *call, const struct xml_value *args, size_t nargs)
{
	return nargs > 0 ? form_text(call, &args[0]) : form_node_text(call, call->node);
}

/* Where the character of this number, from 0, begins; the end if there are less. */
static const char *
character(const char *s, size_t n)
{
	while (n-- > 0 && *s != '\0')
		(void)text_next(&s);
	return s;
}

FORM_FUNCTION(string)
{
	return form_give_text(result, text_or_own(call, args, nargs));
}

static enum status
joined(struct xml_call *call, const char *between, const struct xml_value *args,
    size_t nargs, struct xml_value *result)
{
	struct form_walk walk = { 0 };
	struct xml_value one;
	struct buf b;
	bool first = true;

	begin_text(call, &b);
	for (; form_walk(&walk, args, nargs, &one); first = false) {
		if (!first)
			buf_puts(&b, between);
		buf_puts(&b, form_text(call, &one));
		if (form_too_much(call))
			return ERR_INVALID;
		if (b.full)
			break;
	}
	return give_buffer(call, result, &b);
}

FORM_FUNCTION(concat)
{
	return joined(call, "", args, nargs, result);
}

FORM_FUNCTION(join)
{
	return joined(call, form_text(call, &args[0]), args + 1, nargs - 1, result);
}

FORM_FUNCTION(coalesce)
{
	const char *first = form_text(call, &args[0]);

	if (*first == '\0' && nargs > 1)
		first = form_text(call, &args[1]);
	return form_give_text(result, first);
}

FORM_FUNCTION(contains)
{
	(void)nargs;
	return form_give_truth(result,
	    strstr(form_text(call, &args[0]), form_text(call, &args[1])) != NULL);
}

FORM_FUNCTION(starts_with)
{
	const char *text = form_text(call, &args[0]), *with = form_text(call, &args[1]);

	(void)nargs;
	return form_give_truth(result, strncmp(text, with, strlen(with)) == 0);
}

FORM_FUNCTION(ends_with)
{
	const char *text = form_text(call, &args[0]), *with = form_text(call, &args[1]);
	size_t len = strlen(text), tail = strlen(with);

	(void)nargs;
	return form_give_truth(
	    result, tail <= len && strcmp(text + len - tail, with) == 0);
}

FORM_FUNCTION(substring_before)
{
	const char *text = form_text(call, &args[0]);
	const char *at = strstr(text, form_text(call, &args[1]));

	(void)nargs;
	return form_give_text(result,
	    at == NULL ? "" : arena_strndup(call->arena, text, (size_t)(at - text)));
}

FORM_FUNCTION(substring_after)
{
	const char *text = form_text(call, &args[0]), *mark = form_text(call, &args[1]);
	const char *at = strstr(text, mark);

	(void)nargs;
	return form_give_text(result, at == NULL ? "" : at + strlen(mark));
}

static enum status
give_part(struct xml_call *call, struct xml_value *result, const char *text,
    double from, double to)
{
	const char *begin, *end;

	/* Whatever is no number is in no order either. */
	if (!(from < to))
		return form_give_text(result, "");
	begin = character(text, from > 0 ? (size_t)fmin(from, 1e9) : 0);
	end = character(begin, (size_t)fmin(to - fmax(from, 0), 1e9));
	return form_give_text(
	    result, arena_strndup(call->arena, begin, (size_t)(end - begin)));
}

/* As XPath counts: from 1, rounded, and an infinite length may be not a number. */
FORM_FUNCTION(substring)
{
	const char *text = form_text(call, &args[0]);
	double from = floor(form_number(call, &args[1]) + 0.5), to = INFINITY;

	if (nargs == 2)
		from = isnan(from) ? from : fmax(from, 1);
	else
		to = from + floor(form_number(call, &args[2]) + 0.5);
	if (isnan(from) || isnan(to) || to <= 1)
		return form_give_text(result, "");
	return give_part(call, result, text, fmax(from, 1) - 1, to - 1);
}

/* As JavaScript's slice: from 0, and from the end if negative. */
static double
slice_at(struct xml_call *call, const struct xml_value *value, double len)
{
	double at = trunc(form_number(call, value));

	if (isnan(at))
		return 0;
	return at < 0 ? fmax(len + at, 0) : fmin(at, len);
}

FORM_FUNCTION(substr)
{
	const char *text = form_text(call, &args[0]);
	double len = (double)text_length(text);

	return give_part(call, result, text, slice_at(call, &args[1], len),
	    nargs > 2 ? slice_at(call, &args[2], len) : len);
}

FORM_FUNCTION(string_length)
{
	const char *s = text_or_own(call, args, nargs);
	double units = 0;

	/* As JavaScript counts: two for what is beyond U+FFFF. */
	for (uint32_t c; (c = text_next(&s)) != 0;)
		units += c > 0xffff ? 2 : 1;
	return form_give_number(result, units);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

FORM_FUNCTION(normalize_space)
{
	const char *s = text_or_own(call, args, nargs);
	struct buf b;

	begin_text(call, &b);
	for (; *s != '\0'; s++) {
		if (!is_space(*s))
			buf_putc(&b, *s);
		else if (b.len > 0 && b.data[b.len - 1] != ' ')
			buf_putc(&b, ' ');
	}
	if (b.len > 0 && b.data[b.len - 1] == ' ')
		b.data[--b.len] = '\0';
	return give_buffer(call, result, &b);
}

FORM_FUNCTION(strip_whitespace)
{
	const char *s = form_text(call, &args[0]);
	struct buf b;

	(void)nargs;
	begin_text(call, &b);
	for (; *s != '\0'; s++)
		if (!is_space(*s))
			buf_putc(&b, *s);
	return give_buffer(call, result, &b);
}

/* The number of the character where this one is first; false if it is not there. */
static bool
place_of(const char *in, uint32_t c, size_t *place)
{
	for (*place = 0; *in != '\0'; ++*place)
		if (text_next(&in) == c)
			return true;
	return false;
}

FORM_FUNCTION(translate)
{
	const char *s = form_text(call, &args[0]), *from = form_text(call, &args[1]);
	const char *to = form_text(call, &args[2]);
	struct buf b;

	(void)nargs;
	begin_text(call, &b);
	while (*s != '\0') {
		const char *begin = s, *end;
		size_t place;

		if (place_of(from, text_next(&s), &place)) {
			begin = end = character(to, place);
			(void)text_next(&end);
		} else {
			end = s;
		}
		buf_add(&b, begin, (size_t)(end - begin));
		call->cost += 1 + place / 8;
		if (form_too_much(call))
			return ERR_INVALID;
	}
	return give_buffer(call, result, &b);
}

FORM_FUNCTION(regex)
{
	bool matches;

	(void)nargs;
	/* Most take little, but some as much as regex.c lets them. */
	call->cost += REGEX_COST;
	TRY(regex_test(call->arena, form_text(call, &args[1]),
	    form_text(call, &args[0]), &matches, &call->why));
	return form_give_truth(result, matches);
}

/* ---------------------------------------------- answers of selects --- */

/* Whether one of the words, between single spaces, is this. */
static bool
has_word(const char *words, const char *word, size_t len)
{
	for (;;) {
		size_t n = strcspn(words, " ");

		if (n == len && memcmp(words, word, len) == 0)
			return true;
		if (words[n] == '\0')
			return false;
		words += n + 1;
	}
}

FORM_FUNCTION(selected)
{
	const char *word = text_trim(call->arena, form_text(call, &args[1]));

	(void)nargs;
	return form_give_truth(
	    result, has_word(form_text(call, &args[0]), word, strlen(word)));
}

FORM_FUNCTION(selected_at)
{
	const char *words = form_text(call, &args[0]);
	double at = trunc(form_number(call, &args[1]));

	(void)nargs;
	if (!(at >= 0))
		return form_give_text(result, "");
	for (;; at--) {
		size_t n = strcspn(words, " ");

		if (at < 1)
			return form_give_text(
			    result, arena_strndup(call->arena, words, n));
		if (words[n] == '\0')
			return form_give_text(result, "");
		words += n + 1;
	}
}

FORM_FUNCTION(count_selected)
{
	const char *words = form_text(call, &args[0]);
	double count = 0;

	(void)nargs;
	for (size_t n; *(words += strspn(words, " ")) != '\0'; words += n) {
		n = strcspn(words, " ");
		count++;
	}
	return form_give_number(result, count);
}

FORM_FUNCTION(once)
{
	const char *own = form_node_text(call, call->origin);

	(void)nargs;
	return form_give_text(result, *own != '\0' ? own : form_text(call, &args[0]));
}

/* ------------------------------------------------ of the form's own --- */

FORM_FUNCTION(choice_name)
{
	const struct form_eval *eval = form_eval_of(call);
	const char *value = form_text(call, &args[0]), *label = NULL;

	(void)nargs;
	if (*value != '\0' && eval->choice_name != NULL)
		label = eval->choice_name(eval->with, call->arena, call->origin, value,
		    form_text(call, &args[1]));
	return form_give_text(result, label == NULL ? "" : label);
}

FORM_FUNCTION(itext)
{
	const struct form_eval *eval = form_eval_of(call);
	const char *text = NULL;

	(void)nargs;
	if (eval->itext != NULL)
		text = eval->itext(eval->with, call->arena, form_text(call, &args[0]));
	return form_give_text(result, text == NULL ? "" : text);
}

FORM_FUNCTION(version)
{
	const char *version = xml_attribute(xml_root(call->doc), NULL, "version");

	UNUSED_ARGS;
	return form_give_text(result, version == NULL ? "" : version);
}

static const char *
new_uuid(struct xml_call *call)
{
	const struct form_eval *eval = form_eval_of(call);

	return eval->uuid != NULL ? eval->uuid(eval->with, call->arena)
				  : secret_uuid(call->arena);
}

/* With a number: so many digits of chance. */
FORM_FUNCTION(uuid)
{
	double wanted;
	struct buf b;

	if (nargs == 0)
		return form_give_text(result, new_uuid(call));
	wanted = form_number(call, &args[0]);
	if (!(wanted <= 1000))
		return form_refuse(call, "uuid() makes 1,000 characters at most");
	begin_text(call, &b);
	while ((double)b.len < wanted) {
		const char *more = new_uuid(call);

		/* The digits at its end are all of chance. */
		buf_puts(&b, strlen(more) > 24 ? more + 24 : more);
		if (*more == '\0')
			break;
	}
	if ((double)b.len > wanted)
		b.data[wanted > 0 ? (size_t)wanted : 0] = '\0';
	return form_give_text(result, b.data);
}

bool
form_is_digest(const char *algorithm)
{
	return strcasecmp(algorithm, "SHA-256") == 0 ||
	       strcasecmp(algorithm, "SHA-512") == 0;
}

/* digest(text, 'SHA-256' or 'SHA-512', 'base64' or 'hex') */
FORM_FUNCTION(digest)
{
	const char *text = form_text(call, &args[0]);
	const char *algorithm = form_text(call, &args[1]);
	const char *encoding = nargs > 2 ? form_text(call, &args[2]) : "base64";
	bool hex = strcasecmp(encoding, "hex") == 0;

	if (!form_is_digest(algorithm))
		return form_refuse(call, "digest() knows SHA-256 and SHA-512 only");
	if (!hex && strcasecmp(encoding, "base64") != 0)
		return form_refuse(call, "digest() writes base64 or hex only");
	return form_give_text(
	    result, secret_sha(call->arena, strcasecmp(algorithm, "SHA-512") == 0, !hex,
			text, strlen(text)));
}

/* Luhn's check of a card's or an identity's number. */
FORM_FUNCTION(validate_luhn)
{
	struct xml_value stripped = { .type = XML_STRING };
	size_t len;
	int sum = 0;

	TRY(strip_whitespace(call, args, 1, &stripped));
	len = strlen(stripped.string);
	if (len == 0 || strspn(stripped.string, "0123456789") != len)
		return form_give_truth(result, false);
	if (nargs > 1 && form_truth(call, &args[1]) &&
	    (double)len != form_number(call, &args[1]))
		return form_give_truth(result, false);
	for (size_t i = 0; i < len; i++) {
		int digit = stripped.string[len - 1 - i] - '0';

		if (i % 2 == 1)
			digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
		sum = (sum + digit) % 10;
	}
	return form_give_truth(result, sum == 0);
}

static const struct xml_function_named functions[] = {
	{ "choice-name", 2, 2, choice_name },
	{ "coalesce", 1, 2 + IGNORED, coalesce },
	{ "concat", 0, 1000, concat },
	{ "contains", 2, 2, contains },
	{ "count-selected", 1, 1 + IGNORED, count_selected },
	{ "digest", 2, 3 + IGNORED, digest },
	{ "ends-with", 2, 2, ends_with },
	{ "itext", 1, 1, itext },
	{ "join", 1, 1000, join },
	{ "normalize-space", 0, 1, normalize_space },
	{ "once", 1, 1 + IGNORED, once },
	{ "regex", 2, 2 + IGNORED, regex },
	{ "selected", 2, 2 + IGNORED, selected },
	{ "selected-at", 2, 2 + IGNORED, selected_at },
	{ "starts-with", 2, 2, starts_with },
	{ "string", 0, 1, string },
	{ "string-length", 0, 1, string_length },
	{ "strip-whitespace", 1, 1 + IGNORED, strip_whitespace },
	{ "substr", 2, 3 + IGNORED, substr },
	{ "substring", 2, 3, substring },
	{ "substring-after", 2, 2, substring_after },
	{ "substring-before", 2, 2, substring_before },
	{ "translate", 3, 3, translate },
	{ "uuid", 0, 1 + IGNORED, uuid },
	{ "validate-luhn", 1, 2 + IGNORED, validate_luhn },
	{ "version", 0, 0, version },
};
const struct form_function_table form_text_functions = { functions,
	COUNT_OF(functions) };

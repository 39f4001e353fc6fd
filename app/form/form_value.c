/* form_value.c - see form_value.h. */

#include "form/form_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form/form_date.h"

#define BYTES_A_STEP 8 /* so much text costs one operation */
#define COST_MAX 1000000 /* of one call */
#define WHOLE_MAX 0x1p53 /* from here on a number cannot have a fraction */

/* ----------------------------------------------------------- dates --- */

bool
form_is_date(const struct xml_value *value)
{
	return value->type == XML_STRING && value->string[0] == FORM_DATE_MARK;
}

double
form_date_of(const struct xml_value *value, bool *blank)
{
	const char *rest = value->string + 1;

	*blank = *rest == 'b';
	return *rest == 'b' || *rest == 'i' ? NAN : strtod(rest, NULL);
}

enum status
form_give_date(struct xml_call *call, struct xml_value *result, double ms)
{
	result->type = XML_STRING;
	result->string =
	    isnan(ms) ? "\x01i" : arena_printf(call->arena, "\x01%.17g", ms);
	return OK;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* ---------------------------------------------------------- numbers --- */

/*
 * As JavaScript has it.  XPath writes the same, but for what is beyond the whole
 * numbers (zeros there, all digits here) and for what has an exponent there.
 */
const char *
form_number_text(struct arena *arena, double n)
{
	double size = fabs(n);
	char text[40], digits[40], *e;
	int precision = 0, len = 0, power;

	if (!isfinite(n) || n == 0 || (size >= 1e-6 && size < WHOLE_MAX))
		return xml_number_text(arena, n);
	do {
		(void)snprintf(text, sizeof text, "%.*e", precision, size);
	} while (strtod(text, NULL) != size && precision++ < 17);
	e = strchr(text, 'e');
	power = (int)strtol(e + 1, NULL, 10);
	for (const char *s = text; s < e; s++)
		if (*s != '.')
			digits[len++] = *s;
	if (power > 0 && power < 21)
		return arena_printf(arena, "%s%.*s%.*s", n < 0 ? "-" : "", len, digits,
		    power + 1 - len, "000000000000000000000");
	return arena_printf(arena, "%s%c%s%.*se%+d", n < 0 ? "-" : "", digits[0],
	    len > 1 ? "." : "", len - 1, digits + 1, power);
}

static const char *
skip_digits(const char *s, size_t *count)
{
	size_t n = strspn(s, "0123456789");

	*count += n;
	return s + n;
}

double
form_text_number(const char *s)
{
	const char *begin, *end;
	size_t count = 0, power = 0;

	while (is_space(*s))
		s++;
	begin = s;
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		end = s + 2 + strspn(s + 2, "0123456789abcdefABCDEF");
		count = (size_t)(end - s) - 2;
	} else {
		end = s + (*s == '-' || *s == '+');
		if (strncmp(end, "Infinity", 8) == 0) {
			end += 8;
			count = 1;
		} else {
			end = skip_digits(end, &count);
			if (*end == '.')
				end = skip_digits(end + 1, &count);
			if (count > 0 && (*end == 'e' || *end == 'E')) {
				end += 1 + (end[1] == '-' || end[1] == '+');
				end = skip_digits(end, &power);
				if (power == 0)
					return NAN;
			}
		}
	}
	while (is_space(*end))
		end++;
	return count == 0 || *end != '\0' ? NAN : strtod(begin, NULL);
}

/* ----------------------------------------------------- conversions --- */

const char *
form_node_text(struct xml_call *call, const struct xml_node *node)
{
	const char *text = xml_text_here(call->arena, node);

	call->cost += 1 + strlen(text) / BYTES_A_STEP;
	return text;
}

static double
number_of(struct xml_call *call, const char *text)
{
	while (is_space(*text))
		text++;
	if (*text == '\0')
		return NAN;
	if (form_looks_like_date(text))
		return form_days_of_text(text, form_eval_of(call)->clock.zone);
	return form_text_number(text);
}

double
form_node_number(struct xml_call *call, const struct xml_node *node)
{
	return number_of(call, form_node_text(call, node));
}

bool
form_node_truth(struct xml_call *call, const struct xml_node *node)
{
	const char *text = form_node_text(call, node);

	while (is_space(*text))
		text++;
	return *text != '\0';
}

static const char *
date_text(struct xml_call *call, const struct xml_value *value)
{
	bool blank;
	double ms = form_date_of(value, &blank);
	const char *text =
	    form_iso_local(call->arena, ms, form_eval_of(call)->clock.zone);
	const char *midnight = strstr(text, "T00:00:00.000");

	if (blank)
		return "";
	return midnight == NULL
		   ? text
		   : arena_strndup(call->arena, text, (size_t)(midnight - text));
}

const char *
form_text(struct xml_call *call, const struct xml_value *value)
{
	switch (value->type) {
	case XML_NODES:
		return value->count == 0 ? "" : form_node_text(call, value->nodes[0]);
	case XML_STRING:
		if (form_is_date(value))
			return date_text(call, value);
		call->cost += strlen(value->string) / BYTES_A_STEP;
		return value->string;
	case XML_NUMBER:
		return form_number_text(call->arena, value->number);
	default:
		return value->boolean ? "true" : "false";
	}
}

double
form_number(struct xml_call *call, const struct xml_value *value)
{
	bool blank;

	if (value->type == XML_NUMBER)
		return value->number;
	if (value->type == XML_BOOLEAN)
		return value->boolean;
	if (form_is_date(value))
		return form_date_of(value, &blank) / DAY_MS;
	return number_of(call, form_text(call, value));
}

bool
form_truth(struct xml_call *call, const struct xml_value *value)
{
	bool blank;

	(void)call;
	if (form_is_date(value))
		return !isnan(form_date_of(value, &blank));
	return xml_value_boolean(value);
}

/* "2024-02-31" is none of moment's days, and rolls over where a "T" follows not. */
static double
date_of_text(struct xml_call *call, const char *text, bool *blank)
{
	const char *zone = form_eval_of(call)->clock.zone;

	if (*text == '\0') {
		*blank = true;
		return NAN;
	}
	if (form_is_raw_number(text)) {
		double days = trunc(strtod(text, NULL));

		return fabs(days) <= DAYS_MOST ? days * DAY_MS : NAN;
	}
	if (form_looks_like_date(text) && strchr(text, 'T') == NULL) {
		double ms = form_parse_moment(text, zone);

		if (!isnan(ms))
			return ms;
	}
	return form_parse_js(text, zone);
}

double
form_date(struct xml_call *call, const struct xml_value *value, bool *blank)
{
	bool unused;

	if (blank == NULL)
		blank = &unused;
	*blank = false;
	if (form_is_date(value))
		return form_date_of(value, blank);
	if (value->type == XML_BOOLEAN)
		return NAN;
	if (value->type == XML_NUMBER)
		return fabs(value->number) <= DAYS_MOST
			   ? trunc(FORM_DAYS_TO_MS(value->number))
			   : NAN;
	return date_of_text(call, form_text(call, value), blank);
}

/* --------------------------------------------------------- results --- */

enum status
form_give_text(struct xml_value *result, const char *text)
{
	result->type = XML_STRING;
	result->string = text;
	return OK;
}

enum status
form_give_number(struct xml_value *result, double number)
{
	result->type = XML_NUMBER;
	result->number = number;
	return OK;
}

enum status
form_give_truth(struct xml_value *result, bool truth)
{
	result->type = XML_BOOLEAN;
	result->boolean = truth;
	return OK;
}

enum status
form_give_nodes(struct xml_value *result, struct xml_node **nodes, size_t count)
{
	result->type = XML_NODES;
	result->nodes = nodes;
	result->count = count;
	return OK;
}

enum status
form_refuse(struct xml_call *call, const char *why)
{
	call->why = why;
	return ERR_INVALID;
}

bool
form_too_much(struct xml_call *call)
{
	if (call->cost < COST_MAX)
		return false;
	call->why = "it takes too much work";
	return true;
}

bool
form_walk(struct form_walk *walk, const struct xml_value *args, size_t nargs,
    struct xml_value *one)
{
	for (; walk->arg < nargs; walk->arg++, walk->node = 0) {
		const struct xml_value *arg = &args[walk->arg];

		if (arg->type != XML_NODES) {
			*one = *arg;
			walk->arg++;
			return true;
		}
		if (walk->node < arg->count) {
			one->type = XML_NODES;
			one->nodes = &arg->nodes[walk->node++];
			one->count = 1;
			return true;
		}
	}
	return false;
}

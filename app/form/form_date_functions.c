/* form_date_functions.c - functions of forms about dates and times. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "form/form_bikram.h"
#include "form/form_date.h"
#include "form/form_function.h"
#include "form/form_value.h"

static const char *
zone_of(const struct xml_call *call)
{
	return form_eval_of(call)->clock.zone;
}

FORM_FUNCTION(now)
{
	UNUSED_ARGS;
	return form_give_date(call, result, (double)form_eval_of(call)->clock.now_ms);
}

FORM_FUNCTION(today)
{
	UNUSED_ARGS;
	return form_give_date(call, result,
	    form_midnight((double)form_eval_of(call)->clock.now_ms, zone_of(call)));
}

FORM_FUNCTION(date)
{
	bool blank;
	double ms = form_date(call, &args[0], &blank);

	(void)nargs;
	if (blank)
		return form_give_text(result, "\x01"
					      "b");
	return form_give_date(call, result, ms);
}

FORM_FUNCTION(decimal_date_time)
{
	const char *text;

	(void)nargs;
	if (args[0].type == XML_NUMBER)
		return form_give_number(result, args[0].number);
	text = form_text(call, &args[0]);
	return form_give_number(result,
	    form_looks_like_date(text) ? form_days_of_text(text, zone_of(call)) : NAN);
}

/* "09:30:00.000+02:00" as a part of the local day. */
FORM_FUNCTION(decimal_time)
{
	const struct form_eval *eval = form_eval_of(call);
	const char *time = form_text(call, &args[0]);
	struct form_local t = form_local((double)eval->clock.now_ms, eval->clock.zone);
	size_t len = strlen(time);
	double ms;

	(void)nargs;
	/* Seconds and an offset must be there. */
	if (args[0].type == XML_NUMBER || len < 14 || time[2] != ':' ||
	    time[5] != ':' || time[len - 3] != ':' ||
	    strchr("+-", time[len - 6]) == NULL)
		return form_give_number(result, NAN);
	ms = form_parse_js(arena_printf(call->arena, "%04d-%02d-%02dT%.40s",
			       (int)t.year, t.month, t.day, time),
	    eval->clock.zone);
	if (isnan(ms))
		return form_give_number(result, NAN);
	t = form_local(ms, eval->clock.zone);
	return form_give_number(
	    result, (t.second / 3600.0 + t.minute / 60.0 + t.hour) / 24);
}

FORM_FUNCTION(parse_timestamp)
{
	const char *text = form_text(call, &args[0]);
	size_t digits;

	(void)nargs;
	text += strspn(text, " \t\r\n");
	digits = strspn(text + (*text == '-'), "0123456789");
	if (digits == 0 || digits > 15)
		return form_give_text(result, "");
	return form_give_date(call, result, (double)strtoll(text, NULL, 10));
}

/* As CHT's own functions read one: a number is days of the zone, a text moment()'s. */
static double
moment_from(struct xml_call *call, const struct xml_value *value)
{
	struct form_local t = { .year = 1970, .month = 1, .day = 1 };
	bool blank;
	double days;

	if (form_is_date(value))
		return form_date_of(value, &blank);
	if (value->type == XML_BOOLEAN)
		return NAN;
	if (value->type == XML_NUMBER) {
		days = value->number;
	} else {
		const char *text = form_text(call, value);

		if (!form_is_raw_number(text))
			return form_parse_moment(text, zone_of(call));
		days = strtod(text, NULL);
	}
	if (!(fabs(days) < DAYS_MOST))
		return NAN;
	t.day += (int)days;
	return form_moment(&t, zone_of(call));
}

FORM_FUNCTION(add_date)
{
	static const enum form_unit units[] = { FORM_YEARS, FORM_MONTHS, FORM_DAYS,
		FORM_HOURS, FORM_MINUTES };
	double ms = moment_from(call, &args[0]);

	for (size_t i = 1; i < nargs; i++) {
		const char *text = form_text(call, &args[i]);
		double n = form_text_number(text);

		/* What is no number, or nothing, moves nothing. */
		if (!isnan(n) && n != 0)
			ms = form_add(ms, zone_of(call), n, units[i - 1]);
	}
	return form_give_date(call, result, ms);
}

static enum status
difference(struct xml_call *call, const struct xml_value *args, enum form_unit unit,
    struct xml_value *result)
{
	double n = form_difference(moment_from(call, &args[0]),
	    moment_from(call, &args[1]), zone_of(call), unit);

	return isnan(n) ? form_give_text(result, "") : form_give_number(result, n);
}

FORM_FUNCTION(in_years)
{
	(void)nargs;
	return difference(call, args, FORM_YEARS, result);
}

FORM_FUNCTION(in_months)
{
	(void)nargs;
	return difference(call, args, FORM_MONTHS, result);
}

FORM_FUNCTION(in_weeks)
{
	(void)nargs;
	return difference(call, args, FORM_WEEKS, result);
}

FORM_FUNCTION(in_days)
{
	(void)nargs;
	return difference(call, args, FORM_DAYS, result);
}

FORM_FUNCTION(to_bikram_sambat)
{
	double ms = moment_from(call, &args[0]);
	struct form_local t;

	(void)nargs;
	if (isnan(ms))
		return form_give_text(result, "");
	t = form_local(ms, zone_of(call));
	return form_give_text(
	    result, form_bikram_text(call->arena, t.year, t.month, t.day));
}

/* --------------------------------------------------------- writing --- */

/* As browsers shorten them. */
static const struct {
	const char *language;
	const char *months[12], *days[7];
} names[] = {
	{ "en",
	    { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
		"Nov", "Dec" },
	    { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" } },
	{ "fr",
	    { "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.",
		"oct.", "nov.", "déc." },
	    { "dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam." } },
	{ "es",
	    { "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct",
		"nov", "dic" },
	    { "dom", "lun", "mar", "mié", "jue", "vie", "sáb" } },
	{ "pt",
	    { "jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.",
		"out.", "nov.", "dez." },
	    { "dom.", "seg.", "ter.", "qua.", "qui.", "sex.", "sáb." } },
	{ "sw",
	    { "Jan", "Feb", "Mac", "Apr", "Mei", "Jun", "Jul", "Ago", "Sep", "Okt",
		"Nov", "Des" },
	    { "Jumapili", "Jumatatu", "Jumanne", "Jumatano", "Alhamisi", "Ijumaa",
		"Jumamosi" } },
};

static size_t
names_of(const char *language)
{
	for (size_t i = 0; language != NULL && i < COUNT_OF(names); i++)
		if (strncmp(language, names[i].language, 2) == 0)
			return i;
	return 0;
}

static bool
put_code(struct buf *b, char code, const struct form_local *t, size_t in)
{
	const char *year = arena_printf(b->arena, "%04lld", (long long)t->year);

	switch (code) {
	case '%':
		buf_putc(b, '%');
		return true;
	case 'Y':
		buf_puts(b, year);
		return true;
	case 'y':
		buf_puts(b, year + 2);
		return true;
	case 'm':
		buf_printf(b, "%02d", t->month);
		return true;
	case 'n':
		buf_int(b, t->month);
		return true;
	case 'b':
		buf_puts(b, names[in].months[t->month - 1]);
		return true;
	case 'd':
		buf_printf(b, "%02d", t->day);
		return true;
	case 'e':
		buf_int(b, t->day);
		return true;
	case 'H':
		buf_printf(b, "%02d", t->hour);
		return true;
	case 'h':
		buf_int(b, t->hour);
		return true;
	case 'M':
		buf_printf(b, "%02d", t->minute);
		return true;
	case 'S':
		buf_printf(b, "%02d", t->second);
		return true;
	case '3':
		buf_printf(b, "%03d", t->ms);
		return true;
	case 'a':
		buf_puts(b, names[in].days[t->weekday]);
		return true;
	default:
		return false;
	}
}

FORM_FUNCTION(format_date)
{
	double ms = form_date(call, &args[0], NULL);
	const char *format = form_text(call, &args[1]);
	size_t in = names_of(form_eval_of(call)->language);
	struct form_local t;
	struct buf b;

	(void)nargs;
	if (isnan(ms))
		return form_give_text(result, "");
	t = form_local(ms, zone_of(call));
	buf_init(&b, call->arena);
	b.max = FORM_TEXT_MAX;
	for (; *format != '\0'; format++) {
		if (*format != '%')
			buf_putc(&b, *format);
		else if (!put_code(&b, *++format, &t, in))
			return form_refuse(call,
			    "a format of a date has a code that is "
			    "not known: after % stands one of "
			    "YymnbdeHhMS3a%");
	}
	return form_give_text(result, b.data);
}

static const struct xml_function_named functions[] = {
	{ "add-date", 1, 6, add_date },
	{ "date", 1, 1 + IGNORED, date },
	{ "date-time", 1, 1 + IGNORED, date },
	{ "decimal-date-time", 1, 1, decimal_date_time },
	{ "decimal-time", 1, 1, decimal_time },
	{ "difference-in-days", 2, 2 + IGNORED, in_days },
	{ "difference-in-months", 2, 2 + IGNORED, in_months },
	{ "difference-in-weeks", 2, 2 + IGNORED, in_weeks },
	{ "difference-in-years", 2, 2 + IGNORED, in_years },
	{ "format-date", 2, 2 + IGNORED, format_date },
	{ "format-date-time", 2, 2 + IGNORED, format_date },
	{ "now", 0, 0 + IGNORED, now },
	{ "parse-timestamp-to-date", 1, 1 + IGNORED, parse_timestamp },
	{ "to-bikram-sambat", 1, 1 + IGNORED, to_bikram_sambat },
	{ "today", 0, 0 + IGNORED, today },
};
const struct form_function_table form_date_functions = { functions,
	COUNT_OF(functions) };

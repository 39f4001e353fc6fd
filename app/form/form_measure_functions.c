/* form_measure_functions.c - functions of forms that measure: children and land. */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ext/json.h"
#include "form/form_function.h"
#include "form/form_value.h"

/* ---------------------------------------------------------- growth --- */

#define LEAST_SCORE (-4)
#define MOST_SCORE 4

static bool
json_number(struct arena *arena, const struct json *json, double *number)
{
	const char *text = json_scalar(arena, json);

	*number = text == NULL ? NAN : form_text_number(text);
	return !isnan(*number);
}

/* The list of the scores' values at the x that is nearest; NULL if x is outside. */
static const struct json *
nearest(struct arena *arena, const struct json *data, double x)
{
	const struct json *points = NULL;
	size_t n = json_count(data);
	double first, last, least = INFINITY;

	if (n == 0 || !json_number(arena, json_get(json_at(data, 0), "key"), &first) ||
	    !json_number(arena, json_get(json_at(data, n - 1), "key"), &last) ||
	    x < first || x > last)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		const struct json *datum = json_at(data, i);
		double key;

		if (!json_number(arena, json_get(datum, "key"), &key) ||
		    !(fabs(key - x) < least))
			continue;
		least = fabs(key - x);
		points = json_get(datum, "points");
	}
	return points;
}

static double
score(struct arena *arena, const struct json *points, double y)
{
	size_t n = json_count(points), lower = n;
	double below = 0, above = 0;

	for (size_t i = 0; i < n; i++) {
		double value;

		if (json_number(arena, json_at(points, i), &value) && value <= y)
			lower = i;
	}
	if (lower == n)
		return LEAST_SCORE;
	if (lower + 1 == n)
		return MOST_SCORE;
	(void)json_number(arena, json_at(points, lower), &below);
	(void)json_number(arena, json_at(points, lower + 1), &above);
	return (double)lower + LEAST_SCORE + (y - below) / (above - below);
}

static const struct json *
chart_of(const struct json *charts, const char *id)
{
	for (size_t i = 0; i < json_count(charts); i++) {
		const char *name = json_text(json_get(json_at(charts, i), "id"));

		if (name != NULL && strcmp(name, id) == 0)
			return json_at(charts, i);
	}
	return NULL;
}

/* Nothing is 0, as JavaScript compares it. */
static double
loosely(struct xml_call *call, const struct xml_value *value)
{
	const char *text;

	if (value->type == XML_NUMBER)
		return value->number;
	text = form_text(call, value);
	return *text == '\0' ? 0 : form_text_number(text);
}

FORM_FUNCTION(z_score)
{
	const char *id = form_text(call, &args[0]), *sex = form_text(call, &args[1]);
	double x = loosely(call, &args[2]), y = loosely(call, &args[3]), z;
	const struct json *chart = chart_of(form_eval_of(call)->charts, id), *data;
	const struct json *points;

	(void)nargs;
	data = *sex == '\0' ? NULL : json_get(json_get(chart, "data"), sex);
	call->cost += 4 * json_count(data);
	points = data == NULL || isnan(x) ? NULL : nearest(call->arena, data, x);
	if (points == NULL)
		return form_give_text(result, "");
	z = score(call->arena, points, y);
	return z == 0 || isnan(z) ? form_give_text(result, "")
				  : form_give_number(result, z);
}

/* ------------------------------------------------------------ land --- */

#define EARTH_RADIUS 6378100.0 /* metres, at the equator */
#define POINTS_MAX 10000

struct point {
	double lat, lng; /* radians */
};

/* "lat lng altitude accuracy": the first two within their bounds. */
static bool
read_point(const char *text, size_t len, struct point *point)
{
	const char *at = text, *end = text + len;
	double parts[4] = { NAN, NAN, 0, 0 };
	char part[64];

	at += strspn(at, " ");
	for (size_t i = 0; i < COUNT_OF(parts) && at < end; i++) {
		size_t n = strcspn(at, " ;");

		(void)snprintf(part, sizeof part, "%.*s", (int)n, at);
		parts[i] = n < sizeof part ? form_text_number(part) : NAN;
		at += n;
		at += strspn(at, " ");
	}
	point->lat = parts[0] * (M_PI / 180);
	point->lng = parts[1] * (M_PI / 180);
	return fabs(parts[0]) <= 90 && fabs(parts[1]) <= 180 && !isnan(parts[2]) &&
	       parts[3] >= 0;
}

/* From several nodes a point each, from one text all between ";". */
static bool
read_points(struct xml_call *call, const struct xml_value *value, struct point **points,
    size_t *count)
{
	const char *text;
	size_t most = 0;
	bool good = true;

	*count = 0;
	if (value->type == XML_NODES && value->count > 1) {
		most = value->count < POINTS_MAX ? value->count : POINTS_MAX;
		ARENA_ARRAY(call->arena, *points, most);
		for (size_t i = 0; good && i < most; i++) {
			text = form_node_text(call, value->nodes[i]);
			good = read_point(text, strlen(text), &(*points)[(*count)++]);
		}
		return good;
	}
	text = form_text(call, value);
	for (const char *s = text; s != NULL && most < POINTS_MAX; most++)
		s = (s = strchr(s, ';')) != NULL ? s + 1 : NULL;
	ARENA_ARRAY(call->arena, *points, most);
	for (; good && *count < most; text++) {
		size_t n = strcspn(text, ";");

		good = read_point(text, n, &(*points)[(*count)++]);
		text += n;
		if (*text == '\0')
			break;
	}
	return good;
}

static double
to_centimetres(double n)
{
	return fabs(floor(n * 100 + 0.5)) / 100;
}

FORM_FUNCTION(area)
{
	struct point *p;
	size_t n;
	double all = 0;

	(void)nargs;
	if (!read_points(call, &args[0], &p, &n))
		return form_give_number(result, NAN);
	for (size_t i = 0; n > 2 && i < n; i++) {
		const struct point *next = &p[(i + 1) % n];

		all += (next->lng - p[i].lng) * (2 + sin(p[i].lat) + sin(next->lat));
	}
	return form_give_number(
	    result, to_centimetres(all * EARTH_RADIUS * EARTH_RADIUS / 2));
}

FORM_FUNCTION(distance)
{
	struct point *p;
	size_t n;
	double all = 0;

	(void)nargs;
	if (!read_points(call, &args[0], &p, &n))
		return form_give_number(result, NAN);
	for (size_t i = 1; i < n; i++)
		all +=
		    EARTH_RADIUS * acos(fmin(1, sin(p[i - 1].lat) * sin(p[i].lat) +
						    cos(p[i - 1].lat) * cos(p[i].lat) *
							cos(p[i - 1].lng - p[i].lng)));
	return form_give_number(result, to_centimetres(all));
}

static const struct xml_function_named functions[] = {
	{ "area", 1, 1 + IGNORED, area },
	{ "distance", 1, 1 + IGNORED, distance },
	{ "z-score", 4, 4 + IGNORED, z_score },
};
const struct form_function_table form_measure_functions = { functions,
	COUNT_OF(functions) };

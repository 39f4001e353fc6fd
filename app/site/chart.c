/* chart.c - where the parts of a chart stand. */

#include "site/chart.h"

#define ROW 20
#define LEFT 170 /* room for the labels */
#define WIDTH 340
#define FOOT 24 /* room for what the band means */

int64_t
chart_row(size_t i)
{
	return (int64_t)i * ROW;
}

int64_t
chart_height(const struct chart *c)
{
	return chart_row(c->n) + (c->band != NULL ? FOOT : 4);
}

int64_t
chart_width(int64_t size)
{
	return size <= 0 ? 0 : size >= CHART_FULL ? WIDTH : size * WIDTH / CHART_FULL;
}

int64_t
chart_x(int64_t size)
{
	return LEFT + chart_width(size);
}

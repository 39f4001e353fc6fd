/* fuzz.c - see fuzz.h. */

#include "fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

void
fuzz_failed(const char *what, const char *file, int line)
{
	fprintf(
	    stderr, "%s:%d: does not hold: %s\n%s", file, line, what, fuzz_logged());
	abort();
}

unsigned
feed_byte(struct feed *feed)
{
	if (feed->left == 0)
		return 0;
	feed->left--;
	return (unsigned char)*feed->at++;
}

const char *
feed_text(struct feed *feed, size_t *len)
{
	const char *end =
	    feed->left > 0 ? memchr(feed->at, FEED_END, feed->left) : NULL;
	size_t size = end != NULL ? (size_t)(end - feed->at) : feed->left;
	const char *text = arena_strndup(feed->arena, feed->at, size);

	feed->at += size + (end != NULL);
	feed->left -= size + (end != NULL);
	*len = size;
	return text;
}

bool
fuzz_is_text(const char *text)
{
	return text_is_clean(text, strlen(text));
}

/*
 * The log's place: nothing is printed, which would cost more than the parser;
 * what was said is kept for the target to look at.
 */
static char logged[8192];
static size_t logged_len;

const char *
fuzz_logged(void)
{
	return logged;
}

void
fuzz_log_empty(void)
{
	logged_len = 0;
	logged[0] = '\0';
}

PRINTF(2, 0) static void keep(bool matters, const char *fmt, va_list args)
{
	char line[1024];

	(void)vsnprintf(line, sizeof line, fmt, args);
	if (matters && logged_len + strlen(line) + 2 < sizeof logged)
		logged_len += (size_t)snprintf(
		    logged + logged_len, sizeof logged - logged_len, "%s\n", line);
}

void
log_info(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	keep(false, fmt, args);
	va_end(args);
}

void
log_warn(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	keep(true, fmt, args);
	va_end(args);
}

void
log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	keep(true, fmt, args);
	va_end(args);
}

void
log_context(const char *id)
{
	(void)id;
}

void
log_program(const char *name)
{
	(void)name;
}

/* log.c - see log.h. */

#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

static char program[16] = "-";
static char context[48] = "-";

/* Control characters would let one event pretend to be two. */
static void
make_printable(char *line)
{
	for (; *line != '\0'; line++)
		if ((unsigned char)*line < ' ' || *line == 0x7f)
			*line = '?';
}

void
log_program(const char *name)
{
	(void)snprintf(program, sizeof program, "%s", name);
}

void
log_context(const char *id)
{
	(void)snprintf(context, sizeof context, "%s", id != NULL ? id : "-");
	make_printable(context);
}

PRINTF(2, 0) static void log_line(const char *level, const char *fmt, va_list args)
{
	char line[1024];

	(void)vsnprintf(line, sizeof line, fmt, args);
	make_printable(line);
	fprintf(stderr, "%s %s %s %s\n", level, program, context, line);
}

void
log_info(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line("info", fmt, args);
	va_end(args);
}

void
log_warn(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line("warn", fmt, args);
	va_end(args);
}

void
log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line("error", fmt, args);
	va_end(args);
}

/* fault.c - see fault.h. */

#include "base/fault.h"

#ifdef FAULT_POINTS

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	char point[8]; /* "" if none */
	long passes, wait;
	bool read, commits;
} armed;

static pid_t other; /* that dies with us, or 0 */

static void
read_once(void)
{
	const char *text = getenv("FAULT_POINT");
	size_t len = text != NULL ? strcspn(text, ":") : 0;
	char *end;

	if (armed.read)
		return;
	armed.read = true;
	if (len == 0 || len >= sizeof armed.point || text[len] != ':')
		return;
	memcpy(armed.point, text, len);
	armed.passes = strtol(text + len + 1, &end, 10);
	if (*end == ':')
		armed.wait = strtol(end + 1, NULL, 10);
}

static bool
strikes(const char *point)
{
	read_once();
	return strcmp(armed.point, point) == 0 && --armed.passes == 0;
}

void
fault_together(pid_t pid)
{
	other = pid;
}

void
fault_die(void)
{
	if (other > 0)
		(void)kill(other, SIGKILL);
	(void)kill(getpid(), SIGKILL);
	abort(); /* never reached */
}

void
fault_point(const char *point)
{
	if (strikes(point))
		fault_die();
}

void
fault_commit(const char *point)
{
	armed.commits = strikes(point);
}

bool
fault_in_commit(long *microseconds)
{
	*microseconds = armed.wait;
	return armed.commits;
}

#endif

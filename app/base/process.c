/* process.c - see process.h. */

#include "base/process.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void
process_keep_private(void)
{
	const struct rlimit none = { 0, 0 };

	/* The limit is for files; where cores go to a program it counts for nothing. */
	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
		abort();
}

/* process.c - see process.h. */

#include "base/process.h"

#include <stdlib.h>
#include <sys/prctl.h>

void
process_keep_private(void)
{
	/* A limit on cores would not do: a program that collects them has none. */
	if (prctl(PR_SET_DUMPABLE, 0) != 0)
		abort();
}

/* catalogue.c - see catalogue.h. */

#include "catalogue.h"

#include "tests.h"

#include <stdio.h>
#include <sys/stat.h>

void
catalogue_make(
    struct arena *arena, const char *folder, const char *language, const char *messages)
{
	const char *there = arena_printf(arena, "%s/%s", folder, language);
	FILE *po;

	ck_assert_int_eq(mkdir(there, 0700), 0);
	there = arena_printf(arena, "%s/LC_MESSAGES", there);
	ck_assert_int_eq(mkdir(there, 0700), 0);
	po = popen(arena_printf(arena, "msgfmt -o %s/aftercare.mo -", there), "w");
	ck_assert_ptr_nonnull(po);
	fprintf(po,
	    "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n"
	    "Plural-Forms: nplurals=2; plural=n != 1;\\n\"\n%s",
	    messages);
	ck_assert_int_eq(pclose(po), 0);
}

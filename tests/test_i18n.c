/* test_i18n.c - the same words in several languages, by turns. */

#include "tests.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "catalogue.h"

static void
make_catalogue(struct arena *arena, const char *folder, const char *language,
    const char *sunday, const char *days)
{
	catalogue_make(arena, folder, language,
	    arena_printf(arena,
		"msgid \"Sunday\"\nmsgstr \"%s\"\n"
		"msgid \"%%d day\"\nmsgid_plural \"%%d days\"\n"
		"msgstr[0] \"1 %s\"\nmsgstr[1] \"%%d %s\"\n",
		sunday, days, days));
}

static bool
says(const char *language, const char *sunday, const char *one, const char *many)
{
	i18n_use(language);
	return strcmp(_("Sunday"), sunday) == 0 &&
	       strcmp(i18n_many("%d day", "%d days", 1), one) == 0 &&
	       strcmp(i18n_many("%d day", "%d days", 2), many) == 0;
}

/* In a process of its own: the folder of the catalogues is for all of it. */
static int
speak(const char *folder)
{
	i18n_init(folder);
	for (int round = 0; round < 3; round++) {
		if (!says("en", "Sunday", "%d day", "%d days"))
			return 1;
		if (!says("sw", "Jumapili", "1 siku", "%d siku"))
			return 2;
		/* There is none of this language. */
		if (!says("xx", "Sunday", "%d day", "%d days"))
			return 3;
		if (!says("sw", "Jumapili", "1 siku", "%d siku"))
			return 4;
		if (!says("fr", "Dimanche", "1 jour", "%d jour"))
			return 5;
		/* It is not in the catalogue. */
		if (strcmp(_("Monday"), "Monday") != 0)
			return 6;
	}
	return i18n_has("sw") && !i18n_has("xx") && i18n_has("en") ? 0 : 7;
}

START_TEST(languages_by_turns)
{
	struct arena *arena = arena_new();
	char folder[] = "/tmp/aftercare-i18n.XXXXXX";
	pid_t child;
	int ended;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	make_catalogue(arena, folder, "sw", "Jumapili", "siku");
	make_catalogue(arena, folder, "fr", "Dimanche", "jour");
	child = test_fork();
	if (child == 0)
		_exit(speak(folder));
	ck_assert_int_eq(waitpid(child, &ended, 0), child);
	ck_assert_int_eq(system(arena_printf(arena, "rm -r %s", folder)), 0);
	ck_assert_int_eq(ended, 0);
	arena_free(arena);
}
END_TEST

TCase *
i18n_tests(void)
{
	TCase *tc = tcase_create("i18n");

	tcase_add_test(tc, languages_by_turns);
	return tc;
}

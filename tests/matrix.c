/* matrix.c - see matrix.h. */

#include "matrix.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
const struct person people[] = {
	{ "nobody", NOBODY, '-', RIVERSIDE, TINASHE, "{}" },
	{ "a disabled user", DISABLED, '-', RIVERSIDE, TINASHE, "{}" },
	{ "an expired session", ASLEEP, '-', RIVERSIDE, TINASHE, "{}" },
	{ "a nurse of Riverside", RUDO, 'n', RIVERSIDE, TINASHE, "{101}" },
	{ "a nurse of Hillview", JOYCE, 'n', HILLVIEW, NKOSANA, "{102}" },
	{ "a nurse of Gomo", ALICE, 'n', GOMO, LOVEMORE, "{103}" },
	{ "a nurse of the district", DORA, 'n', MAZOWE, 408, "{104}" },
	{ "a supervisor of both", NOMSA, 's', RIVERSIDE, TINASHE, "{101,102}" },
	{ "a supervisor of neither", TARIRO, 's', GOMO, LOVEMORE, "{103}" },
	{ "the administrator", ADA, 'a', RIVERSIDE, TINASHE, "{}" },
};
/* clang-format on */
const size_t people_count = COUNT_OF(people);

bool
works_at(const struct person *person, int64_t place)
{
	char number[24];

	(void)snprintf(number, sizeof number, "%" PRId64, place);
	return strstr(person->places, number) != NULL;
}

void
matrix_begin(void)
{
	site_test_begin();
	site_script("tests/matrix.sql");
	for (size_t i = 0; i < people_count; i++)
		if (people[i].id != NOBODY)
			(void)site_cookie(people[i].id);
	/* Whose token a forged form carries. */
	(void)site_cookie(TENDAI);
	site_sql("UPDATE app_user SET active = false WHERE id = %d;"
		 "UPDATE session SET seen_at = seen_at - interval '21 min'"
		 " WHERE user_id = %d",
	    DISABLED, ASLEEP);
}

void
matrix_keep(void)
{
	site_script("tests/matrix_keep.sql");
}

static const char *
role_of(const struct person *person)
{
	return person->role == 'n'   ? "nurse"
	       : person->role == 's' ? "supervisor"
	       : person->role == 'a' ? "admin"
				     : "";
}

const char *
matrix_settle(const struct person *person, int64_t given, const char **strange)
{
	site_sql("SELECT matrix.settle(%" PRId64 ", '%s', '%s', %" PRId64 ")",
	    person->id, role_of(person), person->places, given);
	*strange = site_text("SELECT strange FROM matrix.verdict");
	return site_text("SELECT touched FROM matrix.verdict");
}

void
matrix_end(void)
{
	site_sql("DROP SCHEMA IF EXISTS matrix CASCADE");
	site_test_end();
}

/* field.c - see field.h. */

#include "site/field.h"

#include "base/i18n.h"

struct option_rows
field_options(struct arena *arena, const char *const *values, const char *const *labels)
{
	struct option *at;
	size_t n = 0;

	while (values[n] != NULL)
		n++;
	ARENA_ARRAY(arena, at, n);
	for (size_t i = 0; i < n; i++)
		at[i] = (struct option){ values[i], _(labels[i]) };
	return (struct option_rows){ at, n };
}

const char *
field_problems(struct arena *arena, const struct faults *faults)
{
	return arena_printf(arena,
	    i18n_many("Nothing is saved yet: %zu thing to correct",
		"Nothing is saved yet: %zu things to correct", faults->n),
	    faults->n);
}

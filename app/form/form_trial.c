/* form_trial.c - whether a form can be filled in at all: that shows only when it is. */

#include "form/form.h"

enum status
form_try(struct arena *arena, const struct form *form, const char **why)
{
	const struct form_context nobody = { .zone = "UTC",
		.now_ms = INT64_C(1700000000000) };
	struct arena *trial = arena_new();
	struct form_entry *entry;
	const char *reason;
	enum status status = form_begin(trial, form, &nobody, &entry, &reason);

	if (status == ERR_INVALID)
		*why = arena_printf(arena, "it cannot be filled in: %s", reason);
	arena_free(trial);
	return status;
}

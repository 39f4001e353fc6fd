/*
 * fuzz_workflow.c - a programme's pack is refused, or every step of it has its
 * words.  The files of the folder are pieces of the input.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "core/workflow.h"

static struct feed files;

/* Instead of the house's own: each file that is asked for is the next piece. */
enum status
file_read(
    struct arena *arena, const char *path, size_t max, const char **text, size_t *len)
{
	struct feed here = { arena, files.at, files.left };
	const char *piece = feed_text(&here, len);

	REQUIRE(strncmp(path, "pack/", 5) == 0 && strstr(path, "..") == NULL);
	/* The last piece stands for all texts that follow. */
	if (here.left > 0)
		files = here;
	*text = piece;
	return *len > max ? ERR_INVALID : OK;
}

static void
check_text(struct arena *arena, const char *language, const char *key)
{
	const struct workflow_words words = { .first_name = "Juma",
		.clinic = "Gomo",
		.phone = "+263",
		.emergency = "{clinic}" };
	const char *text = workflow_text(arena, language, key, &words);

	REQUIRE(text != NULL && *text != '\0');
	REQUIRE(strstr(text, "{first_name}") == NULL);
	REQUIRE(strstr(text, "{phone}") == NULL);
}

static void
check_step(struct arena *arena, const struct workflow_step *step)
{
	const char *const *language = workflow()->languages;

	REQUIRE(workflow_step_named(step->name) == step && step->day >= 0);
	for (; *language != NULL; language++) {
		check_text(arena, *language, step->text);
		check_text(arena, *language, step->shared_text);
		if (step->silent_text != NULL)
			check_text(arena, *language, step->silent_text);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();

	files = (struct feed){ arena, (const char *)data, size };
	if (workflow_load("pack") == OK) {
		const struct workflow *w = workflow();

		REQUIRE(*w->name != '\0' && *w->version != '\0');
		REQUIRE(w->nsteps > 0 && w->nclocks > 0 && w->languages[0] != NULL);
		for (size_t i = 0; i < w->nsteps; i++)
			check_step(arena, &w->steps[i]);
		for (size_t i = 0; i < w->nclocks; i++)
			REQUIRE(
			    workflow_clock_of(w->clocks[i].severity) == &w->clocks[i]);
		(void)workflow_text(
		    arena, "none", "none", &(struct workflow_words){ NULL });
	}
	arena_free(arena);
	return 0;
}

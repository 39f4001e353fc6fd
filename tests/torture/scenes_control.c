/*
 * scenes_control.c - faults planted on purpose, one of each kind that is looked
 * for: each must be found.
 */

#include <stdlib.h>
#include <string.h>

#include "gen/sql.h"
#include "torture.h"

static enum status
note(struct tx *tx, const char *name)
{
	return sql_sign_in_fail(tx, name, "192.0.2.7", tx_now(tx));
}

static void
finish(struct ending *e, enum status status)
{
	e->words = status_word(status);
	e->done = status == OK;
	e->proper = status != OK;
}

/* Looks at nothing that malloc says. */
static void
unchecked(
    const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	volatile char *text = malloc(100);

	(void)scene;
	(void)db;
	(void)arena;
	text[0] = 'x';
	free((void *)(uintptr_t)text);
	finish(e, OK);
}

/* Keeps the first when the second is not to be had. */
static void
leaks(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	/* Or the compiler does without them. */
	char *volatile one = strdup("a text that is longer than some");
	char *volatile two = one != NULL ? strdup("and another one, as long") : NULL;

	(void)scene;
	(void)db;
	(void)arena;
	if (two != NULL) {
		free(one);
		free(two);
	}
	finish(e, two != NULL ? OK : ERR_UNAVAILABLE);
}

/* Two things that belong together, each in a transaction of its own. */
static void
halves(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	struct tx *tx;
	enum status status = tx_begin(db, arena, TX_WRITE, &tx);

	(void)scene;
	if (status == OK)
		status = tx_end(tx, note(tx, "one"));
	if (status == OK)
		status = tx_begin(db, arena, TX_WRITE, &tx);
	if (status == OK)
		status = tx_end(tx, note(tx, "two"));
	finish(e, status);
}

/* Says that it is done whatever became of it. */
static void
boasts(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	struct tx *tx;

	(void)scene;
	if (tx_begin(db, arena, TX_WRITE, &tx) == OK &&
	    tx_end(tx, note(tx, "one")) != OK)
		tx_rollback(tx);
	finish(e, OK);
}

/* Goes away from its transaction. */
static void
forgets(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	struct tx *tx;
	enum status status = tx_begin(db, arena, TX_WRITE, &tx);

	(void)scene;
	if (status == OK)
		status = note(tx, "one");
	if (status == OK)
		status = tx_commit(tx);
	finish(e, status);
}

const struct scene *
control_scenes(size_t *n)
{
	static const struct scene scenes[] = {
		{ .name = "planted: unchecked memory", .play = unchecked },
		{ .name = "planted: a leak", .play = leaks },
		{ .name = "planted: two halves",
		    .user = "aftercare_site",
		    .writes = true,
		    .play = halves },
		{ .name = "planted: says done",
		    .user = "aftercare_site",
		    .writes = true,
		    .play = boasts },
		{ .name = "planted: a transaction left open",
		    .user = "aftercare_site",
		    .writes = true,
		    .play = forgets },
	};

	*n = COUNT_OF(scenes);
	return scenes;
}

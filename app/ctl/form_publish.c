/* form_publish.c - see form_publish.h. */

#include "ctl/form_publish.h"

#include <stdio.h>

#include "core/answer.h"
#include "core/form_store.h"
#include "ctl/form_files.h"
#include "ctl/form_folder.h"

static enum status
publish(struct tx *tx, const struct form_folder_file *from, bool *good,
    struct form_published *done)
{
	struct form_stored stored = { .number = 0 };
	struct form_file file;
	enum status status;

	if (!form_folder_read(tx_arena(tx), from, &file)) {
		*good = false;
		return OK;
	}
	status = form_store_put(tx, &file, &stored);
	form_faults_print(stderr, from->path, &stored.faults);
	if (status == ERR_INVALID) {
		*good = false;
		return OK;
	}
	TRY(status);
	done->files++;
	done->fresh += stored.fresh;
	if (stored.fresh)
		printf("  %s version %d\n", from->name, (int)stored.number);
	return OK;
}

enum status
form_publish_folder(struct tx *tx, const char *folder, struct form_published *done)
{
	const struct form_folder_file *files;
	struct answer_published answers;
	bool good = true;
	size_t n;

	*done = (struct form_published){ 0 };
	if (!form_folder_list(tx_arena(tx), folder, &files, &n))
		return ERR_INVALID;
	for (size_t i = 0; i < n; i++)
		TRY(publish(tx, &files[i], &good, done));
	TRY(answer_publish(tx, folder, &answers));
	done->answers = answers.answers;
	done->fresh_answers = answers.fresh;
	return good ? OK : ERR_INVALID;
}

/* form_picture.c - see form_picture.h. */

#include "core/form_picture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int64_t
form_picture_id(const char *file)
{
	static const char before[] = "picture-";
	size_t digits;

	if (strncmp(file, before, sizeof before - 1) != 0)
		return 0;
	file += sizeof before - 1;
	digits = strspn(file, "0123456789");
	if (digits == 0 || digits > 18 || strcmp(file + digits, ".jpg") != 0)
		return 0;
	return strtoll(file, NULL, 10);
}

enum status
form_picture_keep(struct tx *tx, struct form_filling *f, const char *question,
    const struct picture *p)
{
	struct arena *arena = tx_arena(tx);
	struct picture_add_rows added;
	const char *why = NULL;
	enum status status;

	TRY(sql_picture_add(tx, f->draft_id, f->subject.user_id, f->place_id,
	    f->patient_id, tx_now(tx), p->width, p->height,
	    picture_text(arena, p->whole), picture_text(arena, p->small),
	    FORM_PICTURES_MAX, &added));
	if (added.n == 0)
		return ERR_INVALID;
	status = form_put_picture(f->entry, question,
	    arena_printf(arena, "picture-%" PRId64 ".jpg", added.at[0].id), &why);
	if (status == ERR_FORBIDDEN)
		return ERR_NOT_FOUND;
	TRY(status);
	TRY(form_compute(f->entry, &why));
	return form_filling_keep(
	    tx, f, f->draft_version, form_page_of(f->entry, question));
}

enum status
form_picture_report(struct tx *tx, const struct form_filling *f, int64_t report_id)
{
	if (f->draft_id == 0)
		return OK;
	return sql_picture_report(tx, f->subject.user_id, f->draft_id, report_id);
}

enum status
form_picture_get(struct tx *tx, int64_t id, bool small, struct picture_file *file,
    int64_t *patient_id)
{
	const struct picture_get *row;

	TRY(sql_picture_get(tx, id, small, &row));
	*patient_id = row->patient_id;
	*file = picture_of_text(tx_arena(tx), row->bytes64);
	return OK;
}

/* form_save.h - what the files that make documents of a filling share. */

#ifndef FORM_SAVE_H
#define FORM_SAVE_H

#include "base/buf.h"
#include "form/form_filling.h"

struct form_saving {
	struct form_entry *entry;
	const struct form_save_context *context;
	const struct json *author;
	const char *report_id;
	int64_t reported_date;
	struct form_document *list;
	size_t n, room;
	struct form_slot_id {
		const struct form_slot *slot;
		const char *id;
	} * ids; /* of elements that are documents */
	size_t nids;
};

/*
 * The members of an object, each leaf a string; ${comma} stands before the first.  Those
 * of the names in ${apart}, which NULL ends, are left out.
 */
void form_write_others(struct buf *, const struct form_slot *, const char *comma,
    const char *const *apart);
/* {"_id":...,"parent":{"_id":...}} and no more of it; null without an _id. */
void form_write_lineage(struct buf *, struct arena *, const struct json *contact);
void form_write_version(struct buf *, const struct form_save_context *);
const char *form_child_value(const struct form_slot *, const char *name);
const char *form_new_id(struct form_entry *);
void form_add_document(struct form_saving *, const char *id, const char *type,
    const char *json, const char *path);
/* The contact of a contact form, those beside it, and its children. */
MUST_CHECK enum status form_save_contact(struct form_saving *, const char **why);

#endif

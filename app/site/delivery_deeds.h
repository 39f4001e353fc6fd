/* delivery_deeds.h - what a person does about one text, and about several at once. */

#ifndef SITE_DELIVERY_DEEDS_H
#define SITE_DELIVERY_DEEDS_H

#include "core/delivery.h"
#include "web/request.h"

#define DELIVERY_SEVERAL_MAX 200 /* texts in one go */

/* What the next page says; done: if nothing was against it. */
const char *delivery_notice(enum delivery_fault, const char *done);

/* One deed on texts, of those that a template shows before it is done. */
struct delivery_deed {
	const char *name; /* "again": also the query's word */
	const char *kind; /* of the list to which it leads back */
	const char *title, *one, *many; /* the question; "%d message is released." */
	const char *none; /* why none of those chosen can be */
	const char *button, *busy, *no;
	const char *undone; /* what is said when it is done */
	bool sends; /* SMS to pay for, and nights */
	bool why; /* with a reason */
	bool undo;
	enum status (*one_text)(struct tx *, int64_t message_id,
	    const struct delivery_by *, enum delivery_fault *);
};

struct delivery_several_view {
	const char *csrf, *once, *back;
	const struct delivery_deed *deed;
	struct delivery_several_rows texts;
	int64_t parts; /* SMS to pay for */
	size_t left_out;
	bool quiet; /* somewhere it is night */
};

#endif

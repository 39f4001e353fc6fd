/* mail_pages.h - what the template of those who are told by mail shows. */

#ifndef SITE_MAIL_PAGES_H
#define SITE_MAIL_PAGES_H

#include "gen/sql.h"
#include "site/field.h"
#include "web/input.h"

struct mail_form {
	const char *name, *address;
};

struct mail_trouble {
	const struct trouble_list *row;
	const char *title;
};
struct mail_troubles {
	const struct mail_trouble *at;
	size_t n;
};

struct mail_view {
	struct mail_form form;
	struct faults faults;
	struct mail_people_rows people;
	struct mail_list_rows mails;
	struct mail_troubles troubles;
};

/* "sent", "tried 3 times, not yet: the server is busy" */
const char *mail_became(
    struct arena *, const char *state, int32_t attempt, const char *reason);

#endif

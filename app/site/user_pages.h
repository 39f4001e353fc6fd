/* user_pages.h - what the templates of people and of one's own account show. */

#ifndef SITE_USER_PAGES_H
#define SITE_USER_PAGES_H

#include "gen/sql.h"
#include "site/field.h"
#include "web/input.h"

struct user_form {
	const char *username, *name, *role, *language, *password;
	int64_t version;
};

struct user_view {
	const struct user_get *user; /* NULL while she is new */
	struct user_form form;
	struct user_places_rows places;
	const bool *ticked; /* of each place */
	struct option_rows roles, languages;
	struct faults faults;
	int64_t open_work;
	bool clash;
	bool self; /* the administrator's own account */
};

struct account_device {
	const char *token_hash, *browser, *address;
	int64_t created_at, seen_at;
	bool this_one;
};
struct account_device_rows {
	const struct account_device *at;
	size_t n;
};
struct account_view {
	const struct user_get *user;
	const char *role;
	struct option_rows languages;
	const char *language;
	bool keys;
	const char *mail; /* her own address, or "" */
	const char *mobile; /* her own number as typed, or "" */
	bool texts; /* she is told of late cases there */
	struct account_device_rows devices;
	struct faults faults;
};

/*
 * One's own mobile number as typed, which no client has; "" for none.  What is wrong with it
 * is a fault of the field "mobile".
 */
MUST_CHECK enum status account_mobile(
    struct request *, const char *typed, struct faults *, const char **e164);
/* Languages that the pages speak. */
struct option_rows user_languages(struct arena *);

#endif

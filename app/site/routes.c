/* routes.c - what the site answers, and who may ask. */

#include "site/routes.h"

#include "core/access.h"
#include "site/pages.h"

/* clang-format off */
const struct route routes[] = {
	{ GET,	"/",		SIGNED_IN,	home },
	{ GET,	"/live",	SIGNED_IN,	live },
	{ GET,	"/sign-in",	ANYONE,		sign_in_show },
	{ POST,	"/sign-in",	ANYONE,		sign_in },
	{ POST,	"/sign-out",	SIGNED_IN,	sign_out },

	{ .path = NULL }
};
/* clang-format on */

/* pages.h - every handler of the site, by file. */

#ifndef SITE_PAGES_H
#define SITE_PAGES_H

#include "web/dispatch.h"

/* session_pages.c */
handler home, sign_in_show, sign_in, sign_out, live;

#endif

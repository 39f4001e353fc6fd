/*
 * form_contacts.h - a question whose answer is a client or a facility: whom she may
 * choose, by their names.  What she looks for comes as NAME-find, in the page or in its
 * address; the answer is the id of the document, "patient-17" or "place-3".
 */

#ifndef SITE_FORM_CONTACTS_H
#define SITE_FORM_CONTACTS_H

#include "ext/xml.h"
#include "site/form_answers.h"
#include "web/request.h"

/* Puts choices into each such question of what form_view() made. */
MUST_CHECK enum status form_contacts_fill(struct request *, const struct xml *);

/* What was looked for, for the page's next address: "&q5-find=moyo", "" for nothing. */
const char *form_contacts_sought(struct request *, const char *name);

/* Who "patient-17" is, as the list says it; "" for whom this user does not see. */
MUST_CHECK enum status form_contacts_name(
    struct request *, const char *value, const char **name);

/* Somebody is looked for and nobody chosen: the name of that question; else NULL. */
const char *form_contacts_open(struct request *, const struct form_answers *);

#endif

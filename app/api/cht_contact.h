/* cht_contact.h - whose a number is: see cht.h. */

#ifndef API_CHT_CONTACT_H
#define API_CHT_CONTACT_H

#include "web/request.h"

/* GET and POST /api/v1/contacts-by-phone: everybody behind a number. */
MUST_CHECK enum status cht_contacts(struct request *);

#endif

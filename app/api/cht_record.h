/* cht_record.h - records that programs bring: see cht.h. */

#ifndef API_CHT_RECORD_H
#define API_CHT_RECORD_H

#include "web/request.h"

/* POST /api/v2/records: an SMS as a form, or one of the programme's text forms as JSON. */
MUST_CHECK enum status cht_record(struct request *);

#endif

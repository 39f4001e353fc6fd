/* cht_figures.h - what may be taken away: how it goes, and the texts; see cht.h. */

#ifndef API_CHT_FIGURES_H
#define API_CHT_FIGURES_H

#include "web/request.h"

/* GET /api/v2/monitoring: counts alone, for anybody whom nginx lets ask. */
MUST_CHECK enum status cht_monitoring(struct request *);
/* GET /api/v2/export/messages: a table of all texts of a stretch of time. */
MUST_CHECK enum status cht_export(struct request *);

#endif

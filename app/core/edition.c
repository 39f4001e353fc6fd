/* edition.c - see edition.h. */

#include "core/edition.h"

#include "core/setting.h"
#include "core/text_version.h"

enum status
edition_use(struct tx *tx, int64_t published)
{
	if (published == workflow_texts_edition())
		return OK;
	TRY(setting_use(tx));
	/* The last: it takes the number down. */
	return text_version_use(tx, published);
}

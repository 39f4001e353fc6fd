/* main.c - the nurses' pages: FastCGI children behind nginx. */

#include <stdlib.h>

#include "base/config.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/process.h"
#include "core/inbound.h"
#include "core/mailing.h"
#include "core/quiet.h"
#include "core/session.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "site/door.h"
#include "site/page.h"
#include "site/setting_pages.h"
#include "web/fcgi.h"

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct config config;
	int code;

	process_keep_private();
	log_program("site");
	if (!config_read(arena, argc > 1 ? argv[1] : NULL,
		CONFIG_DATABASE | CONFIG_LISTEN | CONFIG_WORKFLOW_FOLDER, &config) ||
	    secret_init() != OK || workflow_load(config.workflow_folder) != OK ||
	    inbound_init() != OK)
		return EXIT_FAILURE;
	session_init();
	mailing_settings(config.sms_price, config.group_confirm_above);
	quiet_settings(config.just_wrote_hours);
	setting_pages_config(&config);
	if (config.catalogue_folder != NULL)
		i18n_init(config.catalogue_folder);
	if (config.static_folder != NULL)
		page_assets(config.static_folder);
	code = fcgi_serve(&site, &(struct fcgi_options){ .socket = config.listen,
				     .children = config.children,
				     .argv = argv,
				     .database = config.database });
	arena_free(arena);
	return code;
}

/* main.c - what machines ask: FastCGI children of their own behind nginx. */

#include <stdlib.h>

#include "api/routes.h"
#include "base/config.h"
#include "base/log.h"
#include "base/process.h"
#include "core/text_report.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "web/fcgi.h"

#define NEEDS (CONFIG_DATABASE | CONFIG_LISTEN | CONFIG_WEBHOOK_SECRET)

/* Without a programme nobody brings its forms; all else is as with one. */
static bool
knows_programme(struct arena *arena, const struct config *config)
{
	return config->workflow_folder == NULL ||
	       (workflow_load(config->workflow_folder) == OK &&
		   text_report_init(arena) == OK);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct config config;
	int code;

	process_keep_private();
	log_program("api");
	if (!config_read(arena, argc > 1 ? argv[1] : NULL, NEEDS, &config) ||
	    secret_init() != OK || !knows_programme(arena, &config))
		return EXIT_FAILURE;
	api_secrets(&config);
	code = fcgi_serve(&api, &(struct fcgi_options){ .socket = config.listen,
				    .children = config.children,
				    .argv = argv,
				    .database = config.database });
	arena_free(arena);
	return code;
}

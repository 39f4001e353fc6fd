/*
 * main.c - the simulator of RapidPro.
 *
 *   sim serve [CONFIG]     the API, the phones and the switches, behind nginx
 *   sim engine [CONFIG]    flows, texts and webhooks; several may run
 *   sim line CONFIG PORT   passes calls on to a port, and cuts some on their way
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/log.h"
#include "base/process.h"
#include "ext/secret.h"
#include "sim/api.h"
#include "sim/engine.h"
#include "sim/line.h"
#include "sim/load.h"
#include "sim/program.h"
#include "web/fcgi.h"

#define FLOWS "flows.json"

static int
serve(struct arena *arena, const struct config *config, char **argv)
{
	const char *flows =
	    arena_printf(arena, "%s/%s", config->workflow_folder, FLOWS);
	enum status status;
	struct db *db;

	if (db_open(config->database, &db) != OK)
		return EXIT_FAILURE;
	status = load_file(db, flows, config->rapidpro_url, config->webhook_secret);
	db_close(db); /* a connection must not be shared with the children */
	if (status != OK)
		return EXIT_FAILURE;
	api_set_token(config->rapidpro_token);
	return fcgi_serve(&sim, &(struct fcgi_options){ .socket = config->listen,
				    .children = config->children,
				    .argv = argv,
				    .database = config->database });
}

/* At the port of rapidpro_url. */
static int
line(const struct config *config, const char *behind)
{
	const char *port = strrchr(config->rapidpro_url, ':');

	return line_run(config->database, (int)strtol(port + 1, NULL, 10),
	    (int)strtol(behind, NULL, 10));
}

static bool
read_config(struct arena *arena, const char *path, bool serves, struct config *config)
{
	unsigned needs = CONFIG_DATABASE | CONFIG_RAPIDPRO | CONFIG_WEBHOOK_SECRET;

	if (serves)
		needs |= CONFIG_LISTEN | CONFIG_WORKFLOW_FOLDER;
	if (!config_read(arena, path, needs, config))
		return false;
	if (program_is_simulated(config))
		return true;
	fprintf(stderr,
	    "%s: this configuration names a real RapidPro, and the simulator does not "
	    "run beside one.\nTo simulate, set \"simulator = yes\" and rapidpro_url to "
	    "the simulator's own address,\nsuch as http://127.0.0.1:8080/sim; to work "
	    "with the real one, do not start sim.\n",
	    config->file);
	return false;
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	bool serves = argc > 1 && strcmp(argv[1], "serve") == 0;
	bool cuts = argc == 4 && strcmp(argv[1], "line") == 0;
	struct config config;
	int code = EXIT_FAILURE;

	process_keep_private();
	log_program("sim");
	if (argc < 2 || (!serves && !cuts && strcmp(argv[1], "engine") != 0)) {
		fputs("usage: sim serve|engine [CONFIG]\n       sim line CONFIG PORT\n",
		    stderr);
	} else if (read_config(arena, argc > 2 ? argv[2] : NULL, serves, &config) &&
		   secret_init() == OK) {
		code = cuts     ? line(&config, argv[3])
		       : serves ? serve(arena, &config, argv)
				: engine_run(config.database);
	}
	arena_free(arena);
	return code;
}

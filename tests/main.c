/* main.c - runs every suite. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "core/inbound.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "tests.h"

struct db *test_db, *owner_db, *worker_db;

pid_t
test_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

#define SUITE(name) name##_tests,
static TCase *(*const suites[])(void) = { SUITES };

int
main(void)
{
	const char *as_site = getenv("DATABASE"), *as_owner = getenv("OWNER_DATABASE");
	Suite *suite = suite_create("aftercare");
	SRunner *runner = srunner_create(suite);
	int failed;

	if (as_site == NULL || as_owner == NULL) {
		fputs("Run me through tests/with_database.sh.\n", stderr);
		return EXIT_FAILURE;
	}
	if (secret_init() != OK || workflow_load("workflows/vmmc") != OK ||
	    inbound_init() != OK || db_open(as_site, &test_db) != OK ||
	    db_open(as_owner, &owner_db) != OK ||
	    db_open("user=aftercare_worker dbname=aftercare", &worker_db) != OK)
		return EXIT_FAILURE;
	for (size_t i = 0; i < COUNT_OF(suites); i++)
		suite_add_tcase(suite, suites[i]());
	/* One connection each, and sanitizers: no forks. */
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	db_close(test_db);
	db_close(owner_db);
	db_close(worker_db);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

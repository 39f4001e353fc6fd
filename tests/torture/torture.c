/*
 * torture.c - plays every scene with each of its fallible calls failing once.
 *
 *	torture [--kind site|worker|others] [--short] [--one-in N] [--seed N]
 *	    [--call N] [SCENE]
 *
 * A scene is played twice without failures: that tells how many calls there are,
 * what the right answer is, and which states of the database are whole.  Then
 * call 1 fails, call 2, and so on, each in every way in which it can.  After each:
 * the answer is right or says that it is none; the database is as before or as
 * after; nothing is left open; nothing is leaked; and the same thing tried again on
 * the same connection works and leaves what it should.
 *
 * The runs happen in a child process, for some end it: a program without memory
 * ends itself.  Then that is looked at from the next child, which goes on.
 */

#include "torture.h"

#include <sanitizer/lsan_interface.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/inbound.h"
#include "core/session.h"
#include "core/workflow.h"
#include "db/query.h"
#include "ext/phone.h"
#include "ext/secret.h"
#include "fail.h"
#include "mailbox.h"
#include "rapidpro.h"

#define STATE_MAX 4000
#define STATES_MAX 24
#define HANGS_SECONDS 60
/* Of the scenes and of their calls one in so many is in the short form. */
#define SCENES_IN_SHORT 10
#define CALLS_IN_SHORT 10
/* A program that starts makes thousands, of which so many are enough there. */
#define RUNS_IN_SHORT 100
/* What a nurse does most, and what must not be lost; what only reads, and notes nothing. */
static const char *const whole_scenes[] = { "POST /messages/:id/reply",
	"GET /health/ready" };
/* The page that is looked at most is always there. */
#define PAGE_SCENE "GET /tasks"
#define CALLERS_MAX 2000

/* What the children and their parent know of the scene that is played. */
static struct play {
	/* As it was before, "", and after each commit of a run without failures. */
	char states[STATES_MAX][STATE_MAX];
	int nstates;
	char healed[STATE_MAX]; /* what it comes to in the end */
	uint64_t print;
	long at; /* the run that is on, 0 while learning */
	int way;
	bool playing; /* between arm and disarm */
	bool dirty; /* the last run may have changed something */
	bool learnt;
	bool ended; /* the run at, way ended its process, and has to be looked at */
	long runs, findings;
	bool broken; /* cannot go on with this scene */
} * play;

/* Who has had a call of his fail: once where something is written, once where not. */
static struct callers {
	size_t n;
	struct caller {
		uintptr_t from;
		bool writes;
	} at[CALLERS_MAX];
} * callers;

size_t __sanitizer_get_current_allocated_bytes(void);

static struct db *owner;
static struct arena *watch; /* of the child's own looks */
static bool brief; /* some scenes only, and few of them whole */
static unsigned one_in = 1; /* of the calls of a scene one in so many */
static const char *kind; /* NULL: all */
static long only_call;
static uint64_t seed;
static const char *host;

/* The database, looked at by its owner. */

const char *
torture_text(struct arena *arena, const char *sql)
{
	struct answer {
		const char *text;
	};
	static const unsigned params[] = { 25 };
	static const struct col cols[] = { { .name = "text",
	    .type = COL_TEXT,
	    .oid = 25,
	    .null_ok = true,
	    .offset = offsetof(struct answer, text) } };
	static struct query known[16];
	static size_t n;
	struct query *query = NULL;
	const void *row = NULL;
	struct tx *tx;

	(void)params;
	for (size_t i = 0; i < n; i++)
		if (strcmp(known[i].text, sql) == 0)
			query = &known[i];
	if (query == NULL && n < COUNT_OF(known)) {
		query = &known[n];
		*query = (struct query){ .name = strdup(sql),
			.text = strdup(sql),
			.ncols = 1,
			.row_size = sizeof(struct answer),
			.cols = cols };
		n++;
	}
	if (query == NULL || tx_begin(owner, arena, TX_WRITE, &tx) != OK ||
	    tx_one(tx, query, NULL, &row) != OK || tx_commit(tx) != OK) {
		fprintf(stderr, "torture cannot ask: %s\n", sql);
		_exit(3);
	}
	return ((const struct answer *)row)->text != NULL
		   ? ((const struct answer *)row)->text
		   : "";
}

void
torture_sql(const char *sql)
{
	struct arena *arena = arena_new();
	struct tx *tx;

	if (tx_begin(owner, arena, TX_WRITE, &tx) != OK || tx_script(tx, sql) != OK ||
	    tx_commit(tx) != OK) {
		fprintf(stderr, "torture cannot do: %s\n", sql);
		_exit(3);
	}
	arena_free(arena);
}

void
torture_script(const char *path)
{
	struct arena *arena = arena_new();
	const char *text;
	size_t len;

	if (file_read(arena, path, 1 << 20, &text, &len) != OK)
		_exit(3);
	torture_sql(text);
	arena_free(arena);
}

static const char *
difference(void)
{
	const char *text = torture_text(watch, "SELECT torture.difference()");

	return strlen(text) < STATE_MAX ? text
					: arena_strndup(watch, text, STATE_MAX - 1);
}

/* As before, or as after one of the last commits. */
static bool
is_whole(const struct scene *scene, const char *state)
{
	int last = play->nstates - 1, whole = scene->whole > 0 ? scene->whole : 1;

	for (int i = last; i > 0 && i > last - whole; i--)
		if (strcmp(play->states[i], state) == 0)
			return true;
	return *state == '\0';
}

static void
keep_state(void)
{
	const char *state = difference();

	if (strcmp(state, play->states[play->nstates - 1]) == 0)
		return;
	if (play->nstates == STATES_MAX) {
		fprintf(stderr, "torture: more than %d states\n", STATES_MAX);
		_exit(3);
	}
	(void)snprintf(play->states[play->nstates++], STATE_MAX, "%s", state);
}

/* Findings. */

static bool
is_planted(const struct scene *scene)
{
	return strncmp(scene->name, "planted", 7) == 0;
}

PRINTF(2, 3) static void found(const struct scene *scene, const char *fmt, ...)
{
	va_list args;

	play->findings++;
	if (is_planted(scene))
		return;
	printf("FOUND %s, call %ld.%d", scene->name, play->at, play->way);
	if (play->at > 0)
		printf(" (%s)", fail_where(&fail->hit));
	printf(": ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
	(void)fflush(stdout);
}

/* "task audit": which tables differ. */
static const char *
tables_of(const char *state)
{
	char *names = arena_alloc(watch, STATE_MAX + 1), *to = names;

	while (*state != '\0') {
		size_t len = strcspn(state, " ");

		memcpy(to, state, len);
		to += len;
		*to++ = ' ';
		state += strcspn(state, "\n");
		state += *state == '\n';
	}
	return *names != '\0' ? names : "nothing ";
}

/* One run. */

static void
back_to_start(void)
{
	if (play->dirty)
		(void)torture_text(watch, "SELECT torture.restore()::text");
	else
		(void)torture_text(watch, "SELECT torture.rewind()::text");
	play->dirty = false;
}

static struct db *
connection(const struct scene *scene)
{
	struct db *db = NULL;

	if (scene->user != NULL &&
	    db_open(arena_printf(
			watch, "host=%s user=%s dbname=aftercare", host, scene->user),
		&db) != OK)
		_exit(3);
	return db;
}

static void
perform(const struct scene *scene, struct db *db, struct arena *arena, long at, int way,
    struct ending *ending)
{
	*ending = (struct ending){ .words = "" };
	fail_seed();
	/* What is kept from one request to the next: so that each has the same calls. */
	(void)clock_local(0, "UTC");
	if (scene->begin != NULL)
		scene->begin(scene);
	(void)alarm(HANGS_SECONDS);
	play->playing = true;
	fail_arm(at, way);
	scene->play(scene, db, arena, ending);
	fail_disarm();
	play->playing = false;
	(void)alarm(0);
	if (scene->tidy != NULL)
		scene->tidy();
}

/* A server notices within moments that a client has gone. */
static void
check_left_open(const struct scene *scene, const char *sql)
{
	const char *open = "";

	for (int i = 0; i < 50; i++) {
		open = torture_text(watch, sql);
		if (*open == '\0')
			return;
		(void)usleep(20000);
	}
	found(scene, "left open: %s", open);
}

/* What a try without a failure comes to now, from where it is put back to. */
static bool
comes_to(const struct scene *scene, const char *state)
{
	struct arena *arena = arena_new();
	struct db *db = connection(scene);
	struct ending e;
	bool same;

	perform(scene, db, arena, -1, 0, &e);
	same = e.done && strcmp(difference(), state) == 0;
	db_close(db);
	arena_free(arena);
	return same;
}

/*
 * Whether it is the whole state but for numbers that were taken by a try that was
 * taken back: a sequence does not go back with it.  So it is done once more, with
 * no failure, from the numbers that the good try found.
 */
static bool
is_whole_but_for_numbers(const struct scene *scene, const char *state)
{
	return strcmp(torture_text(watch, "SELECT torture.restore_skipped()::text"),
		   "true") == 0 &&
	       comes_to(scene, state);
}

/*
 * PostgreSQL cleans up between two tries, and what goes through many rows then finds
 * them, and numbers what it writes of them, in another order.
 */
static bool
is_another_order(const struct scene *scene, const char *state)
{
	(void)torture_text(watch, "SELECT torture.restore()::text");
	return comes_to(scene, state);
}

/* After the answer: is the database whole, and does it agree? */
static void
judge(const struct scene *scene, const struct ending *e)
{
	const char *state;

	fail_wait_for_servers(false);
	state = difference();
	play->dirty = *state != '\0';
	if (e != NULL && !e->done && !e->proper)
		found(scene, "the answer is %s", e->words);
	if (e != NULL && e->done && e->print != play->print)
		found(scene, "the answer is %s, but not the whole one", e->words);
	/* One that failed holds nothing any more, and ends with the next try. */
	check_left_open(scene, "SELECT torture.left_open(false)");
	if (scene->heal != NULL)
		return;
	if (!is_whole(scene, state) && !is_whole_but_for_numbers(scene, state))
		found(scene, "part of it is done: %s", tables_of(state));
	else if (e != NULL && e->done && scene->writes && *state == '\0')
		found(scene, "says it is done, and nothing is");
}

/* All goes on without failures, and comes to the same. */
static void
later(const struct scene *scene)
{
	const char *words = scene->heal(scene, watch, play->healed);

	play->dirty = true;
	if (strcmp(words, play->healed) != 0)
		found(scene, "later it is\n%s\nand not\n%s", words, play->healed);
}

/* The same once more, on the same connection, with nothing failing. */
static void
again(const struct scene *scene, struct db *db, struct arena *arena)
{
	const char *before = arena_strdup(watch, difference()), *state;
	struct ending e;

	if (*before == '\0')
		(void)torture_text(watch, "SELECT torture.rewind()::text");
	perform(scene, db, arena, -1, 0, &e);
	state = difference();
	play->dirty = true;
	/* What was done already may be refused the second time. */
	if (!e.done && (*before == '\0' || !e.refused))
		found(scene, "the next try is %s", e.words);
	else if (*before == '\0' &&
		 strcmp(state, play->states[play->nstates - 1]) != 0 &&
		 !is_another_order(scene, state))
		found(scene, "the next try leaves another state: %s", tables_of(state));
	check_left_open(scene, "SELECT torture.left_open(true)");
}

static size_t
in_use(void)
{
	return __sanitizer_get_current_allocated_bytes();
}

/* A run leaves as much memory in use as the one before; else LSan is asked. */
static void
check_leaks(const struct scene *scene)
{
	static size_t level;
	size_t now = in_use();

	if (now > level && level > 0 && __lsan_do_recoverable_leak_check() != 0) {
		found(scene, "leaks, %zu bytes more are in use", now - level);
		(void)fflush(stdout);
		_exit(4); /* what leaked would be told again and again */
	}
	if (now > level)
		level = now;
}

static void
one_run(const struct scene *scene, long at, int way)
{
	struct arena *arena = arena_new();
	struct ending e;
	struct db *db;

	arena_reset(watch);
	back_to_start();
	db = connection(scene);
	play->at = at;
	play->way = way;
	play->dirty = true;
	perform(scene, db, arena, at, way, &e);
	if (fail->struck) {
		play->runs++;
		judge(scene, &e);
		if (scene->heal != NULL)
			later(scene);
		else
			again(scene, db, arena);
	}
	db_close(db);
	arena_free(arena);
	check_leaks(scene);
}

/* What a run without failures does: it must do the same every time. */
static void
learn(const struct scene *scene)
{
	for (int i = 0; i < 3 && !play->broken; i++) {
		struct arena *arena = arena_new();
		struct db *db = connection(scene);
		struct ending e;
		const char *last;

		back_to_start();
		/* The first also fills what is filled once a process. */
		fail_committed = i == 1 ? keep_state : NULL;
		perform(scene, db, arena, 0, 0, &e);
		play->dirty = true;
		if (i == 1) { /* a statement of its own ends after the last COMMIT */
			keep_state();
			torture_sql("SELECT torture.count_numbers()");
		}
		last = play->states[play->nstates - 1];
		if (!e.done) {
			printf("%s does not work: %s\n", scene->name, e.words);
			play->broken = true;
		} else if (i > 1 && scene->heal == NULL &&
			   strcmp(difference(), last) != 0) {
			printf("%s leaves something else each time: %s\n", scene->name,
			    tables_of(difference()));
			play->broken = true;
		} else if (i > 1 && e.print != play->print) {
			printf("%s answers something else each time\n", scene->name);
			play->broken = true;
		}
		if (scene->heal != NULL)
			(void)snprintf(play->healed, STATE_MAX, "%s",
			    scene->heal(scene, watch, NULL));
		play->print = e.print;
		db_close(db);
		arena_free(arena);
		check_leaks(scene);
		arena_reset(watch);
	}
	fail_committed = NULL;
	play->learnt = true;
	play->at = 0;
}

/* A number for the name and the seed: the same for the same two. */
static uint64_t
lot(const char *name, long n)
{
	uint64_t h = seed * 0x9e3779b97f4a7c15U + (uint64_t)n;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 0x100000001b3U;
	h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9U;
	return h ^ h >> 32;
}

static bool
is_whole_in_short(const struct scene *scene)
{
	for (size_t i = 0; i < COUNT_OF(whole_scenes); i++)
		if (strcmp(whole_scenes[i], scene->name) == 0)
			return true;
	return false;
}

/* Allocations apart: of these there are many, and their end is always the same. */
static bool
is_new_caller(const struct scene *scene, const struct fail_call *call)
{
	if (strstr(call->name, "alloc") != NULL || strcmp(call->name, "strdup") == 0)
		return false;
	for (size_t i = 0; i < callers->n; i++)
		if (callers->at[i].from == call->from &&
		    callers->at[i].writes == scene->writes)
			return false;
	if (callers->n < CALLERS_MAX)
		callers->at[callers->n++] =
		    (struct caller){ call->from, scene->writes };
	return true;
}

static bool
call_is_chosen(const struct scene *scene, long at)
{
	uint64_t one = one_in;

	if (brief && (uint64_t)fail->listed > RUNS_IN_SHORT * one)
		one = (uint64_t)fail->listed / RUNS_IN_SHORT;
	if (only_call != 0)
		return at == only_call;
	if (is_planted(scene) || (brief && is_whole_in_short(scene)))
		return true;
	return lot(scene->name, at) % one == 0 ||
	       (brief && is_new_caller(scene, &fail->list[at - 1]));
}

static bool
scene_is_chosen(const struct scene *scene, const char *only)
{
	if (only != NULL)
		return strcmp(only, scene->name) == 0;
	return !brief || is_whole_in_short(scene) ||
	       strcmp(scene->name, PAGE_SCENE) == 0 ||
	       lot(scene->name, 0) % SCENES_IN_SHORT == 0;
}

/* What a child does: goes on where the one before ended. */
static _Noreturn void
child(const struct scene *scene)
{
	long at = play->at;
	int way = play->way + 1;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	fail_wait_for_servers(true);
	watch = arena_new();
	if (db_open(getenv("OWNER_DATABASE"), &owner) != OK)
		_exit(3);
	if (!play->learnt && play->at == 0) {
		torture_script("tests/site_empty.sql");
		torture_script("tests/site_test.sql");
		torture_sql("UPDATE business_clock SET advance = '0'");
		if (scene->prepare != NULL)
			scene->prepare(scene);
		if (scene->first != NULL)
			torture_sql(scene->first);
		(void)torture_text(watch, "SELECT torture.keep()::text");
		learn(scene);
		at = 1;
		way = 0;
	}
	if (play->ended) {
		judge(scene, NULL);
		if (scene->heal != NULL)
			later(scene);
		play->ended = false;
	}
	for (; at <= fail->listed && !play->broken; at++, way = 0) {
		if (way == 0 && !call_is_chosen(scene, at))
			continue;
		for (; way < fail->list[at - 1].ways; way++)
			one_run(scene, at, way);
	}
	(void)fflush(stdout);
	_exit(0);
}

/* How the child ended, if it was not at the end of its work. */
static bool
goes_on(const struct scene *scene, int code)
{
	bool playing = play->playing;

	play->playing = false;
	play->ended = false;
	if (WIFEXITED(code) && WEXITSTATUS(code) == 0)
		return false;
	if (WIFEXITED(code) && WEXITSTATUS(code) == 4)
		return true;
	if (!play->learnt || (WIFEXITED(code) && WEXITSTATUS(code) == 3)) {
		play->findings++;
		printf("FOUND %s: it cannot be played\n", scene->name);
		return false;
	}
	if (fail->gave_up && playing) {
		play->runs++;
		play->ended = true;
	} else if (WIFSIGNALED(code) && WTERMSIG(code) == SIGALRM)
		found(scene, "it hangs");
	else
		found(scene, "it crashes (%s %d)",
		    WIFSIGNALED(code) ? "signal" : "exit",
		    WIFSIGNALED(code) ? WTERMSIG(code) : WEXITSTATUS(code));
	return true;
}

static void
play_scene(const struct scene *scene)
{
	int code;
	pid_t pid;

	*play = (struct play){ .nstates = 1 };
	do {
		(void)fflush(stdout);
		pid = fork();
		if (pid == 0)
			child(scene);
		while (waitpid(pid, &code, 0) < 0)
			;
	} while (goes_on(scene, code));
	printf("%-46s %6ld calls %5ld runs %3ld findings\n", scene->name, fail->listed,
	    play->runs, play->findings);
}

static long runs, findings;

static void
play_all(const struct scene *(*get)(size_t *), const char *only)
{
	size_t n;
	const struct scene *scenes = get(&n);

	for (size_t i = 0; i < n; i++) {
		if (!scene_is_chosen(&scenes[i], only))
			continue;
		play_scene(&scenes[i]);
		runs += play->runs;
		findings += play->findings + play->broken;
	}
}

/* Planted faults: if one of them is not found, nothing here is worth anything. */
static bool
finds_what_is_planted(void)
{
	size_t n;
	const struct scene *control = control_scenes(&n);
	bool good = true;

	for (size_t i = 0; i < n; i++) {
		play_scene(&control[i]);
		if (play->findings == 0)
			printf("%s was not found\n", control[i].name);
		good = good && play->findings > 0;
	}
	return good;
}

static const char *
read_words(int argc, char **argv)
{
	const char *only = NULL;

	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "0";

		if (strcmp(argv[i], "--short") == 0) {
			brief = true;
			one_in = CALLS_IN_SHORT;
		} else if (strcmp(argv[i], "--kind") == 0) {
			kind = value;
			i++;
		} else if (strcmp(argv[i], "--one-in") == 0) {
			one_in = (unsigned)strtoul(value, NULL, 10);
			i++;
		} else if (strcmp(argv[i], "--seed") == 0) {
			seed = strtoull(value, NULL, 10);
			i++;
		} else if (strcmp(argv[i], "--call") == 0) {
			only_call = strtol(value, NULL, 10);
			i++;
		} else {
			only = argv[i];
		}
	}
	return only;
}

/* Memory that the children share. */
static void *
shared(size_t size)
{
	void *at =
	    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at != MAP_FAILED ? at : NULL;
}

static bool
make_ready(void)
{
	struct arena *arena = arena_new();
	bool ready;

	fail_begin();
	play = shared(sizeof *play);
	callers = shared(sizeof *callers);
	host = getenv("PGHOST");
	ready = play != NULL && callers != NULL && host != NULL &&
		secret_init() == OK && workflow_load("workflows/vmmc") == OK &&
		inbound_init() == OK && db_open(getenv("OWNER_DATABASE"), &owner) == OK;
	if (one_in == 0)
		one_in = 1;
	if (ready) {
		rapidpro_begin();
		mailbox_begin();
		session_init();
		i18n_init("build/locale");
		torture_script("tests/torture/watch.sql");
		db_close(owner);
	}
	arena_free(arena);
	return ready;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *kind; /* three that take about as long */
		const struct scene *(*scenes)(size_t *n);
	} kinds[] = {
		{ "site", site_scenes },
		{ "worker", worker_scenes },
		{ "others", api_scenes },
		{ "others", command_scenes },
		{ "others", program_scenes },
	};
	const char *only = read_words(argc, argv);
	bool sharp = true;

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	if (!make_ready()) {
		fputs("Run me through tests/with_database.sh.\n", stderr);
		return EXIT_FAILURE;
	}
	printf("seed %llu\n", (unsigned long long)seed);
	if (only == NULL && (kind == NULL || strcmp(kind, "others") == 0))
		sharp = finds_what_is_planted();
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (kind == NULL || strcmp(kind, kinds[i].kind) == 0)
			play_all(kinds[i].scenes, only);
	}
	printf("figure torture.calls %ld calls\n", runs);
	printf("figure torture.findings %ld findings\n", findings);
	return sharp && findings == 0 && runs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

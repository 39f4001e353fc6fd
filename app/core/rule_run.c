/* rule_run.c - see rule_run.h. */

#include "core/rule_run.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "core/rule_explain.h"
#include "core/rule_store.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "gen/rule_prelude.h"
#include "gen/sql.h"

#define BATCH 200
/* Evaluators at a time, each of one zone and with memory of its own. */
#define ZONES_MAX 4

struct zone {
	struct arena *arena;
	struct rule_engine *engine;
	const char *name;
	unsigned long used; /* when last, in batches */
	bool told; /* what became of its clocks */
};

struct rule_run {
	struct db *db;
	struct rule_source source;
	bool has_rules;
	int32_t version;
	int32_t most; /* in the next batch: fewer after one that did not succeed */
	unsigned long batches;
	struct zone zones[ZONES_MAX];
};

/* ------------------------------------------------------------------- start --- */

static void
log_complaints(const struct rule_complaint *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		log_error("%s:%d: %s", list[i].file, list[i].line, list[i].words);
}

/* Of all that decides what the rules make of a patient, the evaluator included. */
static const char *
hash_of(struct arena *arena, const struct rule_run *run)
{
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, rule_prelude);
	for (size_t i = 0; i < run->source.nfiles; i++) {
		const struct rule_file *file = &run->source.files[i];

		buf_puts(&b, secret_hash(arena, file->path));
		buf_puts(&b, secret_hash(arena, file->text));
		if (file->links != NULL)
			buf_puts(&b, file->links);
	}
	return secret_hash(arena, b.data);
}

/* Which rules name which forms: for whoever keeps the forms. */
static const char *
uses_of(struct rule_engine *engine, struct arena *arena)
{
	const struct rule_complaint *uses;
	const char *space;
	struct buf b;
	size_t n = 0;

	buf_init(&b, arena);
	buf_putc(&b, '[');
	if (rule_engine_uses(engine, arena, &uses, &n) != OK)
		n = 0;
	for (size_t i = 0; i < n; i++) {
		space = strchr(uses[i].words, ' ');
		if (space == NULL)
			continue;
		buf_puts(&b, b.len > 1 ? ",{\"form\":" : "{\"form\":");
		buf_json(&b, arena_strndup(arena, uses[i].words,
				 (size_t)(space - uses[i].words)));
		buf_puts(&b, ",\"rule\":");
		buf_json(&b, space + 1);
		buf_puts(&b, ",\"file\":");
		buf_json(&b, uses[i].file != NULL ? uses[i].file : "");
		buf_printf(&b, ",\"line\":%d}", uses[i].line);
	}
	buf_putc(&b, ']');
	return b.data;
}

static enum status
take_version(struct rule_run *run, struct arena *arena, const char *uses)
{
	const struct rule_version_take *row;
	enum status status;
	struct tx *tx;

	TRY(tx_begin(run->db, arena, TX_WRITE, &tx));
	/* Before their first look: what was there before is not made once more. */
	status = run->has_rules ? sql_rule_adopt(tx, workflow()->adult_age) : OK;
	if (status == OK)
		status =
		    sql_rule_version_take(tx, hash_of(arena, run), tx_now(tx), &row);
	if (status == OK) {
		run->version = row->version;
		status = sql_rule_version_forms(tx, run->version, uses);
	}
	return tx_end(tx, status);
}

static void
end_zone(struct zone *z)
{
	rule_engine_free(z->engine);
	arena_free(z->arena);
	*z = (struct zone){ .engine = NULL };
}

static enum status
start_zone(struct rule_run *run, struct zone *z, const char *name)
{
	const struct rule_complaint *complaints = NULL;
	struct rule_options options = { .user = NULL };
	enum status status;
	size_t count = 0;

	z->arena = arena_new();
	z->name = options.zone = arena_strdup(z->arena, name);
	z->engine = rule_engine_new(z->arena, &run->source, &options);
	status = rule_engine_compile(z->engine, z->arena, &complaints, &count);
	log_complaints(complaints, count);
	if (status != OK) {
		log_error("the rules cannot be started: %s", status_word(status));
		end_zone(z);
	}
	return status;
}

enum status
rule_run_open(struct arena *arena, struct db *db, struct rule_run **to)
{
	struct rule_run *run = arena_alloc(arena, sizeof *run);
	const char *path = arena_printf(arena, "%s/tasks.js", workflow_folder());
	const char *uses = "[]";

	*run = (struct rule_run){ .db = db, .most = BATCH };
	run->has_rules = access(path, F_OK) == 0;
	if (!run->has_rules)
		log_info("%s is not there: there are no rules", path);
	else if (rule_load(arena, path, &run->source) != OK) {
		log_complaints(run->source.complaints, run->source.ncomplaints);
		return ERR_INVALID;
	}
	/* Nothing is taken from rules that work for rules that do not. */
	if (run->has_rules) {
		TRY(start_zone(run, &run->zones[0], "UTC"));
		uses = uses_of(run->zones[0].engine, arena);
		end_zone(&run->zones[0]);
	}
	*to = run;
	return take_version(run, arena, uses);
}

void
rule_run_close(struct rule_run *run)
{
	for (size_t i = 0; run != NULL && i < ZONES_MAX; i++)
		if (run->zones[i].engine != NULL)
			end_zone(&run->zones[i]);
}

/* -------------------------------------------------------------- evaluating --- */

/* Where there are more zones than evaluators, the one that was idle longest goes. */
static enum status
engine_for(struct rule_run *run, const char *zone, struct rule_engine **engine)
{
	struct zone *z = &run->zones[0];

	for (size_t i = 0; i < ZONES_MAX; i++) {
		struct zone *other = &run->zones[i];

		if (other->engine != NULL && strcmp(other->name, zone) == 0) {
			z = other;
			break;
		}
		if (z->engine != NULL &&
		    (other->engine == NULL || other->used < z->used))
			z = other;
	}
	if (z->engine != NULL && strcmp(z->name, zone) != 0)
		end_zone(z);
	if (z->engine == NULL)
		TRY(start_zone(run, z, zone));
	z->used = run->batches;
	*engine = z->engine;
	return OK;
}

enum status
rule_run_explain(struct rule_run *run, struct tx *tx, const char *zone,
    const char *container, const char **text)
{
	struct rule_engine *engine;

	*text = "{\"reports\":[],\"tasks\":[],\"rules\":[],\"failures\":[]}";
	if (!run->has_rules)
		return OK;
	TRY(engine_for(run, zone, &engine));
	return rule_engine_explain(engine, tx_arena(tx), tx_now(tx), container, text);
}

struct batch {
	struct rule_run *run;
	struct arena *arena;
	struct tx *tx;
	const char *taken;
	struct rule_containers_rows patients;
	struct rule_result *results; /* one for each of them */
};

/* Those of the zone of the patient at ${from}, and all that come after him. */
static enum status
evaluate_zone(struct batch *b, size_t from, bool *done)
{
	const char *zone = b->patients.at[from].zone, **containers;
	struct rule_result *results;
	struct rule_engine *engine;
	size_t *places, n = 0;

	ARENA_ARRAY(b->arena, containers, b->patients.n);
	ARENA_ARRAY(b->arena, places, b->patients.n);
	for (size_t i = from; i < b->patients.n; i++)
		if (strcmp(b->patients.at[i].zone, zone) == 0) {
			containers[n] = b->patients.at[i].container;
			places[n++] = i;
			done[i] = true;
		}
	ARENA_ARRAY(b->arena, results, n);
	TRY(engine_for(b->run, zone, &engine));
	TRY(rule_engine_evaluate(
	    engine, b->arena, tx_now(b->tx), containers, n, results));
	for (size_t i = 0; i < n; i++)
		b->results[places[i]] = results[i];
	return OK;
}

static enum status
evaluate(struct batch *b)
{
	bool *done;

	ARENA_ARRAY(b->arena, b->results, b->patients.n + 1);
	ARENA_ARRAY(b->arena, done, b->patients.n + 1);
	memset(b->results, 0, (b->patients.n + 1) * sizeof *b->results);
	memset(done, 0, (b->patients.n + 1) * sizeof *done);
	for (size_t i = 0; b->run->has_rules && i < b->patients.n; i++)
		if (!done[i])
			TRY(evaluate_zone(b, i, done));
	return OK;
}

/* ---------------------------------------------------------------- together --- */

/* Whoever looks after the rules is told whose days they reckon otherwise. */
static enum status
tell_zones(struct batch *b)
{
	for (size_t i = 0; i < ZONES_MAX; i++) {
		struct zone *z = &b->run->zones[i];

		if (z->engine == NULL || z->told)
			continue;
		TRY(sql_rule_zone_keep(b->tx, z->name,
		    rule_engine_reckons_otherwise(z->engine), tx_now(b->tx)));
		z->told = true;
	}
	return OK;
}

static enum status
store(struct batch *b, struct rule_step *step)
{
	struct rule_batch all = { .results = b->results,
		.n = b->patients.n,
		.taken = b->taken,
		.now = tx_now(b->tx),
		.version = b->run->version };
	int64_t *patients;

	ARENA_ARRAY(b->arena, patients, b->patients.n + 1);
	for (size_t i = 0; i < b->patients.n; i++)
		patients[i] = b->patients.at[i].patient_id;
	all.patients = patients;
	TRY(rule_store(b->tx, &all, &step->tasks));
	for (size_t i = 0; i < b->patients.n; i++)
		step->failed += b->results[i].nfailures > 0;
	return OK;
}

static enum status
run_batch(struct rule_run *run, struct tx *tx, struct rule_step *step)
{
	struct batch b = { .run = run, .arena = tx_arena(tx), .tx = tx };
	const struct rule_claim *claim;

	TRY(sql_rule_claim(tx, tx_now(tx), run->version, run->most, &claim));
	step->replaced = claim->version != run->version;
	if (step->replaced || claim->count == 0)
		return OK;
	b.taken = claim->taken;
	TRY(sql_rule_containers(tx, claim->patients, &b.patients));
	if (b.patients.n < (size_t)claim->count)
		TRY(sql_rule_gone(tx, claim->patients));
	TRY(evaluate(&b));
	TRY(tell_zones(&b));
	step->patients = (size_t)claim->count;
	return store(&b, step);
}

enum status
rule_run_step(struct rule_run *run, struct arena *arena, struct rule_step *step)
{
	enum status status;
	struct tx *tx;

	*step = (struct rule_step){ .patients = 0 };
	run->batches++;
	status = tx_begin(run->db, arena, TX_WRITE, &tx);
	if (status == OK) {
		status = run_batch(run, tx, step);
		status = tx_end(tx, status);
	}
	if (status == OK)
		run->most = run->most < BATCH / 2 ? run->most * 2 : BATCH;
	else
		run->most = run->most > 1 ? run->most / 2 : 1;
	for (size_t i = 0; status != OK && i < ZONES_MAX; i++)
		run->zones[i].told = false;
	return status;
}

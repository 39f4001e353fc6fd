/* outbound_make.c - see outbound_make.h. */

#include "core/outbound_make.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "core/rule_evaluator.h"
#include "ext/json.h"
#include "gen/sql.h"

#define AT_ONCE 20 /* documents that have changed */
#define LIMIT_MS 1000 /* for one document and one push */
#define PATIENCE_MS 6000 /* on a busy machine: then it is ended from outside */
#define START_MS 10000
#define MEMORY ((size_t)256 * 1024 * 1024)
#define RENEW_AFTER 20000

/* An evaluator without a programme. */
#define PROGRAM                                                                     \
	"L{\"files\":{},\"links\":{},\"schedules\":[],\"entry\":null,\"compiled\":" \
	"null,\"targets\":null,\"user\":null,\"isolate\":true,\"keepOwner\":false," \
	"\"raw\":false}"

struct outbound_maker {
	struct rule_evaluator evaluator;
	struct arena *kept; /* of the evaluator's zone */
	const char *zone; /* in which it reckons days; NULL: it has none yet */
	size_t asked;
};

struct outbound_maker *
outbound_maker_new(struct arena *arena)
{
	struct outbound_maker *maker = arena_alloc(arena, sizeof *maker);

	*maker = (struct outbound_maker){ .asked = 0 };
	return maker;
}

void
outbound_maker_end(struct outbound_maker *maker)
{
	if (maker == NULL)
		return;
	rule_evaluator_end(&maker->evaluator);
	arena_free(maker->kept);
	*maker = (struct outbound_maker){ .asked = 0 };
}

/* ----------------------------------------------------------------- evaluator --- */

static enum status
start(struct outbound_maker *maker, struct arena *arena, const char *zone)
{
	struct rule_walls walls = { .limit_ms = LIMIT_MS, .memory = MEMORY };
	char *answer;
	size_t len;

	outbound_maker_end(maker);
	maker->kept = arena_new();
	walls.zone = maker->zone = arena_strdup(maker->kept, zone);
	walls.changes = clock_changes(maker->kept, zone, &walls.nchanges);
	TRY(rule_evaluator_start(&maker->evaluator, &walls));
	TRY(rule_evaluator_say(&maker->evaluator, PROGRAM, strlen(PROGRAM)));
	TRY(rule_evaluator_hear(&maker->evaluator, arena, START_MS, &answer, &len));
	rule_evaluator_ready(&maker->evaluator);
	return OK;
}

static enum status
make_ready(struct outbound_maker *maker, struct arena *arena, const char *zone)
{
	if (maker->zone != NULL && strcmp(maker->zone, zone) == 0 &&
	    maker->asked < RENEW_AFTER && rule_evaluator_alive(&maker->evaluator))
		return OK;
	if (start(maker, arena, zone) == OK)
		return OK;
	outbound_maker_end(maker);
	log_error("the evaluator of outbound pushes does not start");
	return ERR_UNAVAILABLE;
}

/*
 * Its answer; or, if it had to be ended or has ended by itself, ERR_NOT_FOUND and why.
 */
static enum status
ask(struct outbound_maker *maker, struct arena *arena, const char *zone, int64_t now,
    const char *question, const char **answer)
{
	struct rule_evaluator *ev = &maker->evaluator;
	const char *time = arena_printf(arena, "T%" PRId64, now / 1000);
	char *text;
	size_t len;

	TRY(make_ready(maker, arena, zone));
	maker->asked++;
	if (rule_evaluator_say(ev, time, strlen(time)) == OK &&
	    rule_evaluator_say(ev, question, strlen(question)) == OK &&
	    rule_evaluator_hear(ev, arena, PATIENCE_MS, &text, &len) == OK) {
		*answer = text;
		return OK;
	}
	*answer = ev->why != NULL ? ev->why : "broke its evaluator";
	outbound_maker_end(maker);
	return ERR_NOT_FOUND;
}

enum status
outbound_compile(struct outbound_maker *maker, struct arena *arena,
    const struct outbound_setting *setting,
    const struct outbound_complaint **complaints, size_t *n)
{
	struct outbound_complaint *list;
	const struct json *errors;
	const char *answer;
	enum status status = ask(
	    maker, arena, "UTC", 0, arena_printf(arena, "Q%s", setting->text), &answer);

	*n = 0;
	if (status == ERR_UNAVAILABLE)
		return status;
	if (status != OK || json_parse(arena, answer, strlen(answer), &errors) != OK)
		return ERR_INTERNAL;
	ARENA_ARRAY(arena, list, json_count(errors) + 1);
	for (; *n < json_count(errors); ++*n) {
		const struct json *error = json_at(errors, *n);

		list[*n] = (struct outbound_complaint){ setting->name,
			json_text(json_get(error, "where")),
			json_text(json_get(error, "message")) };
	}
	*complaints = list;
	return *n == 0 ? OK : ERR_INVALID;
}

/* ------------------------------------------------------------------ one push --- */

struct making {
	struct outbound_maker *maker;
	struct tx *tx;
	struct arena *scratch; /* of one document and one push */
	/* When what waits for its hour leaves: the last that was asked for. */
	const char *cron, *zone;
	int64_t due;
};

static int64_t
due_of(struct making *m, const struct outbound_live *push, const char *zone)
{
	if (*push->cron == '\0')
		return tx_now(m->tx);
	if (m->cron == NULL || strcmp(m->cron, push->cron) != 0 ||
	    strcmp(m->zone, zone) != 0) {
		m->cron = push->cron;
		m->zone = zone;
		m->due = outbound_cron_next(
		    tx_arena(m->tx), push->cron, tx_now(m->tx), zone);
	}
	return m->due;
}

static const char *
field_names(struct making *m, const struct json *fields)
{
	const char **names;
	size_t n = json_count(fields);

	ARENA_ARRAY(m->scratch, names, n + 1);
	for (size_t i = 0; i < n; i++)
		names[i] = json_text(json_at(fields, i));
	return tx_text_array(m->tx, names, n);
}

static enum status
put_fault(struct making *m, const struct outbound_live *push,
    const struct outbound_documents *doc, const char *words)
{
	log_warn("push=%s doc=%s: nothing could be made of it", push->name, doc->id);
	return sql_outbound_fault(
	    m->tx, push->id, doc->id, doc->form, doc->subject, words, tx_now(m->tx));
}

static enum status
put_answer(struct making *m, const struct outbound_live *push,
    const struct outbound_documents *doc, const char *answer)
{
	const char *body, *ordered, *error;
	const struct json *json;
	bool relevant = false;

	if (json_parse(m->scratch, answer, strlen(answer), &json) != OK)
		return put_fault(m, push, doc, "what came of it is no JSON");
	error = json_text(json_get(json, "error"));
	if (error != NULL) {
		const char *why = json_text(json_get(json, "why"));

		return put_fault(m, push, doc,
		    arena_printf(m->scratch, "%s%s", error, why != NULL ? why : ""));
	}
	(void)json_bool(json_get(json, "relevant"), &relevant);
	if (!relevant)
		return OK;
	body = json_text(json_get(json, "body"));
	ordered = json_text(json_get(json, "ordered"));
	if (body == NULL || ordered == NULL || !json_gate(body, strlen(body)))
		return put_fault(m, push, doc, "what came of it is no JSON");
	if (strlen(body) > OUTBOUND_BODY_MAX)
		return put_fault(m, push, doc, "what came of it is longer than 100 KB");
	return sql_outbound_queue(m->tx, push->id, doc->id, doc->form, doc->subject,
	    body, ordered, field_names(m, json_get(json, "fields")),
	    due_of(m, push, doc->zone), tx_now(m->tx));
}

static enum status
make_one(struct making *m, const struct outbound_live *push,
    const struct outbound_documents *doc)
{
	const char *answer;
	struct buf question;
	enum status status;

	buf_init(&question, m->scratch);
	buf_puts(&question, "O{\"settings\":");
	buf_puts(&question, push->settings);
	buf_puts(&question, ",\"doc\":");
	buf_puts(&question, doc->doc);
	buf_puts(&question, ",\"contact\":");
	buf_puts(&question, doc->contact);
	buf_putc(&question, '}');
	if (question.full)
		return put_fault(m, push, doc, "the document is too long");
	status =
	    ask(m->maker, m->scratch, doc->zone, tx_now(m->tx), question.data, &answer);
	if (status == ERR_NOT_FOUND)
		return put_fault(m, push, doc, answer);
	TRY(status);
	return put_answer(m, push, doc, answer);
}

/* ------------------------------------------------------------------ together --- */

static enum status
make_all(struct making *m, const struct outbound_take *taken)
{
	struct outbound_documents_rows docs = { 0 };
	struct outbound_live_rows pushes = { 0 };

	TRY(sql_outbound_live(m->tx, &pushes));
	if (pushes.n == 0)
		return OK;
	TRY(sql_outbound_documents(m->tx, taken->subjects, taken->docs, &docs));
	for (size_t i = 0; i < docs.n; i++)
		for (size_t k = 0; k < pushes.n; k++) {
			TRY(make_one(m, &pushes.at[k], &docs.at[i]));
			arena_reset(m->scratch);
		}
	return OK;
}

static enum status
take(struct making *m, bool *more)
{
	const struct outbound_turn *turn;
	const struct outbound_take *taken;

	TRY(sql_outbound_turn(m->tx, &turn));
	if (!turn->ours)
		return OK;
	TRY(sql_outbound_take(m->tx, AT_ONCE, &taken));
	*more = taken->n == AT_ONCE;
	return taken->n > 0 ? make_all(m, taken) : OK;
}

enum status
outbound_make(
    struct outbound_maker *maker, struct db *db, struct arena *arena, bool *more)
{
	struct making m = { .maker = maker, .scratch = arena_new() };
	enum status status;

	*more = false;
	status = tx_begin(db, arena, TX_WRITE, &m.tx);
	if (status == OK) {
		status = take(&m, more);
		status = tx_end(m.tx, status);
	}
	arena_free(m.scratch);
	return status;
}

/* rule_task.c - see rule_task.h. */

#include "core/rule_task.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

/* ---------------------------------------------------------------- states --- */

/* The most ready first, as whoever has to choose between two takes them. */
static const char *const states[] = { "Ready", "Draft", "Completed", "Failed",
	"Cancelled" };

static size_t
readiness(const char *state)
{
	size_t i = 0;

	while (i < COUNT_OF(states) && (state == NULL || strcmp(states[i], state) != 0))
		i++;
	return i;
}

bool
rule_state_known(const char *state)
{
	return readiness(state) < COUNT_OF(states);
}

static bool
is_open(const char *state)
{
	size_t at = readiness(state);

	return at < 2 || at == COUNT_OF(states);
}

/* ------------------------------------------------------- reading documents --- */

/*
 * A task is read where it stands: of thousands that stay as they are a tree of each
 * would cost more than the rules.
 */
enum key { USER, REQUESTER, OWNER, EMISSION, STATE, REASON, HISTORY, AUTHORED, KEYS };

static const char *const key_names[KEYS] = { "user", "requester", "owner", "emission",
	"state", "stateReason", "stateHistory", "authoredOn" };

struct look {
	bool fresh; /* not since it was changed */
	struct json_span is[KEYS];
	const char *state;
	int64_t authored; /* milliseconds */
};

static enum key
key_of(struct json_span name)
{
	size_t k = 0;

	while (k < KEYS && (strlen(key_names[k]) != name.len ||
			       memcmp(key_names[k], name.text, name.len) != 0))
		k++;
	return (enum key)k;
}

static bool
is_text(struct json_span value)
{
	return value.len > 1 && *value.text == '"';
}

/* NULL unless a string. */
static const char *
text_of(struct arena *arena, struct json_span value)
{
	const struct json *json;

	if (!is_text(value))
		return NULL;
	if (memchr(value.text, '\\', value.len) == NULL)
		return arena_strndup(arena, value.text + 1, value.len - 2);
	return json_parse(arena, value.text, value.len, &json) == OK ? json_text(json)
								     : NULL;
}

/* What JavaScript takes for true. */
static bool
is_truthy(struct json_span value)
{
	if (is_text(value))
		return value.len > 2;
	if (value.len == 0 || *value.text == 'n' || *value.text == 'f')
		return false;
	return strchr("t{[", *value.text) != NULL || strtod(value.text, NULL) != 0;
}

static int64_t
whole_of(struct json_span value)
{
	char *end;
	int64_t n = value.len > 0 ? strtoll(value.text, &end, 10) : 0;

	return value.len > 0 && end == value.text + value.len ? n : 0;
}

static void
look_at(struct arena *arena, const struct rule_document *task, struct look *look)
{
	struct json_span key, value;

	*look = (struct look){ .fresh = true };
	for (const char *at = task->text; json_step(&at, &key, &value);)
		if (key_of(key) < KEYS)
			look->is[key_of(key)] = value;
	look->state = text_of(arena, look->is[STATE]);
	look->authored = whole_of(look->is[AUTHORED]);
}

/* Of an emission that was kept, at another day. */
static const char *
state_on(struct arena *arena, struct json_span emission, const char *today,
    const char **reason)
{
	const char *start = text_of(arena, json_span_get(emission, "startDate"));
	const char *end = text_of(arena, json_span_get(emission, "endDate"));

	*reason = NULL;
	if (is_truthy(json_span_get(emission, "resolved")))
		return "Completed";
	if (is_truthy(json_span_get(emission, "deleted")))
		return "Cancelled";
	if ((!is_truthy(json_span_get(emission, "date")) &&
		!is_truthy(json_span_get(emission, "dueDate"))) ||
	    (start == NULL) != (end == NULL) ||
	    (start != NULL && strcmp(start, end) > 0)) {
		*reason = "invalid";
		return "Cancelled";
	}
	if (start != NULL && strcmp(start, today) > 0)
		return "Draft";
	return end != NULL && strcmp(end, today) < 0 ? "Failed" : "Ready";
}

/* ------------------------------------------------------ writing documents --- */

struct merge {
	struct arena *arena;
	struct rule_documents *tasks;
	struct look *looks; /* one for each that was there before */
	const struct rule_moment *at;
	const char *now; /* milliseconds, as text */
	const char *today;
};

struct change {
	const char *state, *reason;
	const struct rule_emission *emission; /* NULL: it stays as it is */
};

static struct look *
look_of(struct merge *m, const struct rule_document *task)
{
	struct look *look = &m->looks[task - m->tasks->list];

	if (!look->fresh)
		look_at(m->arena, task, look);
	return look;
}

static void
put_history(struct merge *m, struct buf *b, struct json_span before, const char *state)
{
	struct json_span one;

	buf_putc(b, '[');
	for (const char *at = before.text;
	     before.len > 0 && json_step(&at, NULL, &one);) {
		buf_add(b, one.text, one.len);
		buf_putc(b, ',');
	}
	buf_puts(b, "{\"state\":");
	buf_json(b, state);
	buf_printf(b, ",\"timestamp\":%s}]", m->now);
}

static const char *
last_state(struct merge *m, struct json_span history)
{
	struct json_span one, last = { "", 0 };

	for (const char *at = history.text;
	     history.len > 0 && json_step(&at, NULL, &one);)
		last = one;
	return text_of(m->arena, json_span_get(last, "state"));
}

/* The new values as JSON: NULL leaves a key out; not ${set} leaves it as it was. */
struct values {
	const char *json[KEYS];
	bool set[KEYS];
};

static const char *
quoted(struct merge *m, const char *text)
{
	struct buf b;

	if (text == NULL)
		return NULL;
	buf_init(&b, m->arena);
	buf_json(&b, text);
	return b.data;
}

static void
set(struct values *v, enum key key, const char *json)
{
	v->json[key] = json;
	v->set[key] = true;
}

static struct values
values_of(struct merge *m, const struct look *look, const struct change *c)
{
	const struct json_span past = look->is[HISTORY];
	const char *before = last_state(m, past);
	struct values v = { .set = { false } };
	struct buf history;

	if (c->emission != NULL) {
		set(&v, USER, quoted(m, m->at->user));
		set(&v, REQUESTER, c->emission->requester);
		set(&v, OWNER, c->emission->owner);
		set(&v, EMISSION, c->emission->task);
	}
	if (before == NULL || strcmp(before, c->state) != 0) {
		buf_init(&history, m->arena);
		put_history(m, &history, past, c->state);
		set(&v, HISTORY, history.data);
	} else if (look->state != NULL && strcmp(look->state, before) == 0) {
		return v;
	}
	set(&v, STATE, quoted(m, c->state));
	set(&v, REASON, quoted(m, c->reason));
	return v;
}

static void
put_key(struct buf *b, const char *key, size_t len)
{
	buf_putc(b, b->len > 0 ? ',' : '{');
	buf_putc(b, '"');
	buf_add(b, key, len);
	buf_puts(b, "\":");
}

static void
put_member(struct buf *b, const char *key, const char *json)
{
	if (json == NULL)
		return;
	put_key(b, key, strlen(key));
	buf_puts(b, json);
}

static enum status
replace_text(struct rule_document *task, struct buf *b)
{
	buf_putc(b, '}');
	task->text = b->data;
	task->len = b->len;
	return b->full ? ERR_INVALID : OK;
}

static size_t
length_of(const struct values *v)
{
	size_t len = 0;

	for (size_t k = 0; k < KEYS; k++)
		len += v->json[k] != NULL ? strlen(v->json[k]) + 16 : 0;
	return len;
}

static enum status
change_task(struct merge *m, struct rule_document *task, const struct change *c)
{
	struct look *look = look_of(m, task);
	struct values v = values_of(m, look, c);
	struct json_span key, value;
	struct buf b;

	buf_init_wide(&b, m->arena, task->len + length_of(&v));
	for (const char *at = task->text; json_step(&at, &key, &value);) {
		enum key k = key_of(key);

		if (k < KEYS && v.set[k]) {
			put_member(&b, key_names[k], v.json[k]);
			continue;
		}
		put_key(&b, key.text, key.len);
		buf_add(&b, value.text, value.len);
	}
	for (size_t k = 0; k < KEYS; k++)
		if (v.set[k] && look->is[k].len == 0)
			put_member(&b, key_names[k], v.json[k]);
	if (v.set[REQUESTER])
		rule_document_require(m->arena, task, v.json[REQUESTER]);
	look->fresh = false;
	return replace_text(task, &b);
}

static enum status
new_task(struct merge *m, const struct rule_emission *e)
{
	struct rule_document task = { .id = NULL };
	struct buf b;

	task.id = arena_printf(m->arena, "task~%s~%s~%s", m->at->user, e->id, m->now);
	if (rule_documents_find(m->tasks, task.id) != NULL)
		return OK; /* who was first stays */
	buf_init_wide(&b, m->arena, strlen(e->task) + 2 * strlen(task.id) + 512);
	buf_puts(&b, "{\"_id\":");
	buf_json(&b, task.id);
	buf_puts(&b, ",\"type\":\"task\"");
	put_member(&b, "authoredOn", m->now);
	buf_puts(&b, ",\"stateHistory\":");
	put_history(m, &b, (struct json_span){ "", 0 }, e->state);
	buf_puts(&b, ",\"user\":");
	buf_json(&b, m->at->user);
	put_member(&b, "requester", e->requester);
	put_member(&b, "owner", e->owner);
	put_member(&b, "emission", e->task);
	buf_puts(&b, ",\"state\":");
	buf_json(&b, e->state);
	if (e->reason != NULL) {
		buf_puts(&b, ",\"stateReason\":");
		buf_json(&b, e->reason);
	}
	TRY(replace_text(&task, &b));
	rule_document_require(m->arena, &task, e->requester);
	rule_documents_add(m->arena, m->tasks, &task);
	return OK;
}

/* --------------------------------------------- whose emission, whose task --- */

/* Emissions and tasks with one id, side by side. */
struct entry {
	const char *id;
	size_t order;
	const struct rule_emission *emission; /* or */
	size_t task; /* its place in the list */
	bool kept; /* not being emitted says nothing: its rule was stopped */
};

static int
compare_entries(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = strcmp(a->id, b->id);

	if (order != 0)
		return order;
	return a->order < b->order ? -1 : a->order > b->order;
}

static bool
is_future(const struct merge *m, const struct look *look)
{
	return look->authored > m->at->now / 1000;
}

/* Which of the tasks with this id counts: the most ready, then the latest. */
static struct rule_document *
winner_of(struct merge *m, const struct entry *entries, size_t count)
{
	struct rule_document *best = NULL;
	size_t most = COUNT_OF(states) + 1;
	int64_t latest = 0;

	for (size_t i = 0; i < count; i++) {
		const struct look *look;
		struct rule_document *task;
		size_t ready;

		if (entries[i].emission != NULL)
			continue;
		task = &m->tasks->list[entries[i].task];
		look = look_of(m, task);
		ready = readiness(look->state);
		if (is_future(m, look) || ready > most ||
		    (ready == most && look->authored <= latest))
			continue;
		best = task;
		most = ready;
		latest = look->authored;
	}
	return best;
}

static const struct rule_emission *
emission_of(const struct entry *entries, size_t count)
{
	const struct rule_emission *best = NULL;

	for (size_t i = 0; i < count; i++)
		if (entries[i].emission != NULL &&
		    (best == NULL ||
			readiness(entries[i].emission->state) < readiness(best->state)))
			best = entries[i].emission;
	return best;
}

/* The tasks that do not count are taken away if they are still open. */
static enum status
cancel_others(struct merge *m, const struct entry *entries, size_t count,
    const struct rule_document *winner, const char *reason)
{
	for (size_t i = 0; i < count; i++) {
		struct rule_document *task = &m->tasks->list[entries[i].task];
		struct change change = { "Cancelled", reason, NULL };

		if (entries[i].emission != NULL || task == winner ||
		    (entries[i].kept && reason == NULL) ||
		    !is_open(look_of(m, task)->state))
			continue;
		if (is_future(m, look_of(m, task)))
			change.reason = NULL;
		TRY(change_task(m, task, &change));
	}
	return OK;
}

static bool
is_entry_kept(const struct merge *m, const struct entry *entries, size_t count,
    const struct rule_document *task)
{
	for (size_t i = 0; i < count; i++)
		if (entries[i].emission == NULL &&
		    &m->tasks->list[entries[i].task] == task)
			return entries[i].kept;
	return false;
}

/* New tasks are kept for the end, in the order of their emissions. */
static enum status
merge_one(struct merge *m, const struct entry *entries, size_t count,
    const struct rule_emission **fresh)
{
	struct rule_document *winner = winner_of(m, entries, count);
	const struct rule_emission *e = emission_of(entries, count);
	const char *state = winner != NULL ? look_of(m, winner)->state : NULL;
	struct change change = { "Cancelled", NULL, NULL };

	TRY(cancel_others(m, entries, count, winner, e != NULL ? "duplicate" : NULL));
	if (winner == NULL ||
	    (!is_open(state) && e != NULL && strcmp(state, e->state) != 0)) {
		if (e != NULL && strcmp(e->state, "Cancelled") != 0)
			*fresh = e;
		return OK;
	}
	if (!is_open(state) || (e == NULL && is_entry_kept(m, entries, count, winner)))
		return OK;
	if (e != NULL)
		change = (struct change){ e->state, e->reason, e };
	return change_task(m, winner, &change);
}

/* ---------------------------------------- who keeps his tasks as they are --- */

/* Whether an emission's id, "r1~0~name" or "r1~0~name-2", is one of this rule. */
static bool
is_of_rule(const char *id, const char *rule)
{
	size_t len = strlen(id), name = strlen(rule), digits = 0;

	while (
	    digits < len && id[len - digits - 1] >= '0' && id[len - digits - 1] <= '9')
		digits++;
	if (len > name && strcmp(id + len - name, rule) == 0 &&
	    id[len - name - 1] == '~')
		return true;
	if (digits == 0 || digits == len || id[len - digits - 1] != '-')
		return false;
	len -= digits + 1;
	return len > name && strncmp(id + len - name, rule, name) == 0 &&
	       id[len - name - 1] == '~';
}

static int
compare_results(const void *left, const void *right)
{
	const struct rule_result *const *a = left, *const *b = right;

	return strcmp((*a)->patient, (*b)->patient);
}

struct troubled {
	const struct rule_result **list;
	size_t count;
};

static struct troubled
find_troubled(struct arena *arena, const struct rule_result *results, size_t count)
{
	struct troubled t = { .count = 0 };

	ARENA_ARRAY(arena, t.list, count);
	for (size_t i = 0; i < count; i++)
		if (results[i].nfailures > 0 && results[i].patient != NULL)
			t.list[t.count++] = &results[i];
	if (t.count > 0)
		qsort(t.list, t.count, sizeof *t.list, compare_results);
	return t;
}

static bool
is_kept(
    struct arena *arena, const struct troubled *t, struct json_span by, const char *id)
{
	struct rule_result wanted = { .patient = NULL };
	const struct rule_result *key = &wanted, *const * found;
	const struct json *requester;

	if (t->count == 0 || json_parse(arena, by.text, by.len, &requester) != OK)
		return false;
	wanted.patient = json_scalar(arena, requester);
	if (wanted.patient == NULL)
		return false;
	found = bsearch(&key, t->list, t->count, sizeof *t->list, compare_results);
	for (size_t i = 0; found != NULL && i < (*found)->nfailures; i++) {
		const char *rule = (*found)->failures[i].rule;

		if ((*found)->whole || rule == NULL || is_of_rule(id, rule))
			return true;
	}
	return false;
}

/* --------------------------------------------------------------- together --- */

static size_t
list_entries(struct merge *m, struct entry *entries, const struct rule_result *results,
    size_t count)
{
	struct troubled troubled = find_troubled(m->arena, results, count);
	size_t n = 0;

	for (size_t i = 0; i < m->tasks->count; i++) {
		const struct look *look = look_of(m, &m->tasks->list[i]);
		const char *id =
		    text_of(m->arena, json_span_get(look->is[EMISSION], "_id"));

		if (id == NULL || *id == '\0' || !is_truthy(look->is[REQUESTER]))
			continue;
		entries[n] = (struct entry){ id, n, NULL, i,
			is_kept(m->arena, &troubled, look->is[REQUESTER], id) };
		n++;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < results[i].nemissions; k++) {
			const struct rule_emission *e = &results[i].emissions[k];

			entries[n] = (struct entry){ e->id, n, e, 0, false };
			n += e->timely;
		}
	return n;
}

/* In the order in which their ids were first emitted: that of the entries, unsorted. */
struct fresh {
	const struct rule_emission *emission;
	size_t order;
};

static int
compare_fresh(const void *left, const void *right)
{
	const struct fresh *a = left, *b = right;

	return a->order < b->order ? -1 : a->order > b->order;
}

static enum status
merge_all(struct merge *m, struct entry *entries, size_t n)
{
	struct fresh *fresh;
	size_t nfresh = 0, to;

	ARENA_ARRAY(m->arena, fresh, n);
	if (n > 0)
		qsort(entries, n, sizeof *entries, compare_entries);
	for (size_t from = 0; from < n; from = to) {
		const struct rule_emission *e = NULL;

		for (to = from + 1;
		     to < n && strcmp(entries[to].id, entries[from].id) == 0;)
			to++;
		TRY(merge_one(m, entries + from, to - from, &e));
		for (size_t i = from; e != NULL && i < to; i++)
			if (entries[i].emission != NULL) {
				fresh[nfresh++] = (struct fresh){ e, entries[i].order };
				break;
			}
	}
	if (nfresh > 0)
		qsort(fresh, nfresh, sizeof *fresh, compare_fresh);
	for (size_t i = 0; i < nfresh; i++)
		TRY(new_task(m, fresh[i].emission));
	return OK;
}

/* A new task is what it is at this time already. */
static enum status
pass_time(struct merge *m, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct rule_document *task = &m->tasks->list[i];
		const struct look *look = look_of(m, task);
		struct change change = { .emission = NULL };

		if (!is_open(look->state))
			continue;
		change.state =
		    state_on(m->arena, look->is[EMISSION], m->today, &change.reason);
		if (is_future(m, look))
			change = (struct change){ .state = "Cancelled" };
		if (look->state == NULL || strcmp(change.state, look->state) != 0)
			TRY(change_task(m, task, &change));
	}
	return OK;
}

enum status
rule_tasks_merge(struct arena *arena, struct rule_documents *tasks,
    const struct rule_result *results, size_t count, const struct rule_moment *at)
{
	struct merge m = { .arena = arena, .tasks = tasks, .at = at };
	struct entry *entries;
	size_t before = tasks->count, most = before;

	m.now = arena_printf(arena, "%lld", (long long)(at->now / 1000));
	m.today = clock_local_date(arena, at->now, at->zone);
	ARENA_ARRAY(arena, m.looks, before + 1);
	for (size_t i = 0; i < before; i++)
		look_at(arena, &tasks->list[i], &m.looks[i]);
	for (size_t i = 0; i < count; i++)
		most += results[i].nemissions;
	ARENA_ARRAY(arena, entries, most + 1);
	TRY(merge_all(&m, entries, list_entries(&m, entries, results, count)));
	return pass_time(&m, before);
}

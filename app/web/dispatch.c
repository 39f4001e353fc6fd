/* dispatch.c - see dispatch.h. */

#include "web/dispatch.h"

#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/text.h"

#define MAX_ID INT64_C(999999999999999999)
#define MAX_NAME 100

static bool
read_id(const char **path, int64_t *id)
{
	const char *p = *path;

	*id = 0;
	if (*p < '1' || *p > '9')
		return false;
	for (; *p >= '0' && *p <= '9'; p++) {
		if (*id > MAX_ID / 10)
			return false;
		*id = *id * 10 + (*p - '0');
	}
	*path = p;
	return true;
}

static bool
read_name(struct arena *arena, const char **path, const char **name)
{
	size_t len =
	    strspn(*path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			  "0123456789_-.:");

	if (len == 0 || len > MAX_NAME)
		return false;
	*name = arena_strndup(arena, *path, len);
	*path += len;
	return true;
}

static bool
path_matches(const char *pattern, struct request *rq, int64_t *id)
{
	const char *path = rq->path;

	while (*pattern != '\0') {
		if (strncmp(pattern, ":id", 3) == 0) {
			if (!read_id(&path, id))
				return false;
			pattern += 3;
		} else if (strncmp(pattern, ":name", 5) == 0) {
			if (!read_name(rq->arena, &path, &rq->name))
				return false;
			pattern += 5;
		} else if (strcmp(pattern, ":rest") == 0) {
			rq->name = path;
			return true;
		} else if (*path++ != *pattern++) {
			return false;
		}
	}
	return *path == '\0';
}

static const struct route *
find_route(const struct route *route, struct request *rq, bool *known_path)
{
	int64_t id = 0;

	*known_path = false;
	for (; route->path != NULL; route++) {
		if (!path_matches(route->path, rq, &id))
			continue;
		*known_path = true;
		if (route->method == rq->method) {
			rq->id = id;
			return route;
		}
	}
	return NULL;
}

/* Bytes that are not text end here, before any parser; a file has its own. */
static bool
body_is_fit(struct request *rq)
{
	struct multipart *upload;

	if (!rq->route->upload || !multipart_is(rq->content_type))
		return text_is_clean(rq->body, rq->body_len);
	upload = arena_alloc(rq->arena, sizeof *upload);
	rq->upload = upload;
	return multipart_read(
		   rq->arena, rq->content_type, rq->body, rq->body_len, upload) == OK;
}

static enum status
admitted(const struct program *program, struct request *rq)
{
	if (program->admit != NULL) {
		TRY(program->admit(rq, rq->route));
		if (rq->reply.code != 0)
			return OK;
	}
	return rq->route->handle(rq);
}

/* Beside a transaction that only read. */
static enum status
noted(struct db *db, const struct program *program, struct request *rq)
{
	struct tx *tx;

	TRY(tx_begin(db, rq->arena, TX_SINGLE, &tx));
	return tx_end(tx, program->note(rq, tx));
}

static enum status
in_transaction(struct db *db, const struct program *program, struct request *rq)
{
	bool writes = rq->method != GET || rq->route->writes;
	enum tx_mode mode = writes ? TX_WRITE : TX_READ;
	bool notes = program->note != NULL && !rq->route->again;
	enum status status;

	if (rq->route->bare)
		return admitted(program, rq);
	if (rq->route->polls && program->unchanged(rq, db))
		return OK;
	if (rq->route->again)
		mode = TX_AGAIN;
	TRY(tx_begin(db, rq->arena, mode, &rq->tx));
	status = admitted(program, rq);
	if (status != OK || rq->reply.code >= 400) {
		tx_rollback(rq->tx);
		return status == OK && notes ? noted(db, program, rq) : status;
	}
	if (writes && notes) { /* and the end of it, in one round trip */
		status = tx_together(rq->tx);
		if (status == OK)
			status = program->note(rq, rq->tx);
	}
	FAULT("W2");
	status = tx_end(rq->tx, status);
	FAULT("W3");
	return status == OK && !writes && notes ? noted(db, program, rq) : status;
}

static const char *
method_word(enum method method)
{
	static const char *const words[] = {
		[GET] = "GET",
		[POST] = "POST",
		[PUT] = "PUT",
		[PATCH] = "PATCH",
		[DELETE] = "DELETE",
		[OTHER] = "other",
	};

	return words[method];
}

static void
log_answer(const struct request *rq, int64_t began)
{
	/* Open pages ask by the thousand; nginx has a line of each. */
	if (rq->reply.code == 304)
		return;
	log_info("%s %s code=%d us=%lld", method_word(rq->method),
	    rq->route != NULL ? rq->route->path : "-", rq->reply.code,
	    (long long)(clock_monotonic() - began));
}

void
dispatch(struct db *db, const struct program *program, struct request *rq)
{
	int64_t began = clock_monotonic();
	bool known_path;
	enum status status = ERR_NOT_FOUND;

	log_context(rq->log_id);
	rq->route = find_route(program->routes, rq, &known_path);
	if (rq->route != NULL && !body_is_fit(rq)) {
		rq->reply.code = 400;
		if (program->unfit != NULL)
			program->unfit(rq);
		status = OK;
	} else if (rq->route != NULL) {
		status = in_transaction(db, program, rq);
		if (status == OK && program->after != NULL)
			program->after(rq, db);
	}
	if (status == OK && rq->reply.body.full) {
		log_error("a reply beyond the ceiling");
		status = ERR_INTERNAL;
	}
	if (status != OK) {
		rq->reply = (struct reply){ .code = 0 };
		if (rq->route == NULL && known_path)
			rq->reply.code = 405;
		program->fail(rq, status);
	}
	log_answer(rq, began);
}

/* Several at once. */

static bool
asks_again(const struct program *program, struct request *rq)
{
	bool known_path;

	rq->route = find_route(program->routes, rq, &known_path);
	return rq->route != NULL && rq->route->again && body_is_fit(rq);
}

/*
 * Marks those whose statement is done; the others have still to be answered.  After
 * one that could not be sent none is, so that all stay in their order.
 */
static void
answer_in_one(
    struct db *db, const struct program *program, struct request *rqs, size_t n)
{
	struct tx *tx;
	enum status status, sent = OK;

	log_context(NULL);
	status = tx_begin(db, rqs[0].arena, TX_AGAIN, &tx);
	if (status == OK)
		status = tx_together(tx);
	if (status != OK)
		return;
	for (size_t i = 0; i < n && sent != ERR_UNAVAILABLE; i++) {
		if (!asks_again(program, &rqs[i]))
			continue;
		rqs[i].tx = tx;
		sent = admitted(program, &rqs[i]);
		rqs[i].answered = sent == OK;
	}
	FAULT("W2");
	status = tx_fetch(tx);
	FAULT("W3");
	for (size_t i = 0; i < n && status != OK; i++)
		rqs[i].answered = false;
}

void
dispatch_all(
    struct db *db, const struct program *program, struct request *rqs, size_t n)
{
	int64_t began = clock_monotonic();

	if (n > 1)
		answer_in_one(db, program, rqs, n);
	for (size_t i = 0; i < n; i++) {
		if (rqs[i].answered) {
			log_context(rqs[i].log_id);
			log_answer(&rqs[i], began);
			continue;
		}
		rqs[i].reply = (struct reply){ .code = 0 };
		dispatch(db, program, &rqs[i]);
	}
}

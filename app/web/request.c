/* request.c - see request.h. */

#include "web/request.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define PAGE_ROOM ((size_t)48 * 1024) /* as much as most pages are */

enum method
request_method(const char *word)
{
	/* clang-format off */
	static const struct { const char *word; enum method method; } methods[] = {
		{ "GET", GET }, { "HEAD", GET }, { "POST", POST },
		{ "PUT", PUT }, { "PATCH", PATCH }, { "DELETE", DELETE },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (strcmp(methods[i].word, word) == 0)
			return methods[i].method;
	return OTHER;
}

struct buf *
reply_html(struct request *rq, int code)
{
	rq->reply.code = code;
	rq->reply.type = "text/html; charset=utf-8";
	buf_init_wide(&rq->reply.body, rq->arena, PAGE_ROOM);
	return &rq->reply.body;
}

struct buf *
reply_file(struct request *rq, const char *type, const char *name)
{
	rq->reply.code = 200;
	rq->reply.file = true;
	rq->reply.type = type;
	reply_header(rq, "Content-Disposition",
	    arena_printf(rq->arena, "attachment; filename=\"%s\"", name));
	buf_init(&rq->reply.body, rq->arena);
	return &rq->reply.body;
}

struct buf *
reply_bytes(struct request *rq, const char *type)
{
	rq->reply.code = 200;
	rq->reply.type = type;
	buf_init(&rq->reply.body, rq->arena);
	return &rq->reply.body;
}

struct buf *
reply_json(struct request *rq, int code)
{
	rq->reply.code = code;
	rq->reply.type = "application/json";
	buf_init(&rq->reply.body, rq->arena);
	return &rq->reply.body;
}

bool
reply_path_is_ours(const char *path)
{
	if (path[0] != '/' || path[1] == '/')
		return false;
	for (const char *c = path; *c != '\0'; c++)
		if (*c == '\\' || (unsigned char)*c < ' ' || *c == '\x7f')
			return false;
	return true;
}

enum status
reply_see_other(struct request *rq, const char *fmt, ...)
{
	char location[LOCATION_MAX];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(location, sizeof location, fmt, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof location || !reply_path_is_ours(location))
		return ERR_INTERNAL;
	rq->reply.code = 303;
	rq->reply.location = arena_strdup(rq->arena, location);
	return OK;
}

enum status
reply_nothing(struct request *rq, int code)
{
	rq->reply.code = code;
	return OK;
}

void
reply_header(struct request *rq, const char *name, const char *value)
{
	if (rq->reply.headers.arena == NULL)
		buf_init(&rq->reply.headers, rq->arena);
	if (strpbrk(value, "\r\n") == NULL)
		buf_printf(&rq->reply.headers, "%s: %s\r\n", name, value);
}

const char *
request_header(struct request *rq, const char *name)
{
	return rq->header != NULL ? rq->header(rq, name) : NULL;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* %XX and + decoded; NULL for what is malformed or not clean text. */
static const char *
decoded(struct arena *arena, const char *s, size_t len)
{
	char *start = arena_alloc(arena, len + 1), *to = start;

	for (size_t i = 0; i < len; i++) {
		int high, low;

		if (s[i] != '%') {
			*to++ = s[i] == '+' ? ' ' : s[i];
			continue;
		}
		high = i + 2 < len ? hex_digit(s[i + 1]) : -1;
		low = i + 2 < len ? hex_digit(s[i + 2]) : -1;
		if (high < 0 || low < 0)
			return NULL;
		*to++ = (char)(high * 16 + low);
		i += 2;
	}
	return text_is_clean(start, (size_t)(to - start)) ? start : NULL;
}

const char *
urlencoded_get(struct arena *arena, const char *s, const char *name, size_t skip)
{
	size_t wanted = strlen(name);

	while (*s != '\0') {
		size_t pair = strcspn(s, "&"), key = strcspn(s, "=&");

		if (key == wanted && strncmp(s, name, key) == 0 && skip-- == 0)
			return key < pair ? decoded(arena, s + key + 1, pair - key - 1)
					  : "";
		s += pair + (s[pair] == '&');
	}
	return NULL;
}

enum status
request_pairs(
    struct request *rq, size_t most, const struct request_pair **all, size_t *n)
{
	const char *s = rq->body;
	struct request_pair *pairs;
	size_t room = 1;

	for (const char *c = s; *c != '\0'; c++)
		room += *c == '&';
	if (room > most)
		return ERR_INVALID;
	ARENA_ARRAY(rq->arena, pairs, room);
	for (*n = 0; *s != '\0'; (*n)++) {
		size_t pair = strcspn(s, "&"), key = strcspn(s, "=&");
		struct request_pair *p = &pairs[*n];

		p->name = decoded(rq->arena, s, key);
		p->value =
		    key < pair ? decoded(rq->arena, s + key + 1, pair - key - 1) : "";
		if (p->name == NULL || p->value == NULL)
			return ERR_INVALID;
		s += pair + (s[pair] == '&');
	}
	*all = pairs;
	return OK;
}

const char *
request_field_at(struct request *rq, const char *name, size_t i)
{
	if (rq->upload != NULL) {
		const struct multipart_part *part = multipart_get(rq->upload, name);

		return part != NULL && part->file_name == NULL && i == 0 ? part->data
									 : NULL;
	}
	return urlencoded_get(rq->arena, rq->body, name, i);
}

const char *
request_field(struct request *rq, const char *name)
{
	return request_field_at(rq, name, 0);
}

const struct multipart_part *
request_file(struct request *rq, const char *name)
{
	const struct multipart_part *part =
	    rq->upload != NULL ? multipart_get(rq->upload, name) : NULL;

	return part != NULL && part->file_name != NULL ? part : NULL;
}

const char *
request_query(struct request *rq, const char *name)
{
	return urlencoded_get(rq->arena, rq->query, name, 0);
}

const char *
request_cookie(struct request *rq, const char *name)
{
	const char *s = rq->cookie;
	size_t wanted = strlen(name);

	while (*s != '\0') {
		size_t pair, key;

		s += strspn(s, "; ");
		pair = strcspn(s, ";");
		key = strcspn(s, "=;");
		if (key == wanted && strncmp(s, name, key) == 0 && key < pair)
			return arena_strndup(rq->arena, s + key + 1, pair - key - 1);
		s += pair;
	}
	return NULL;
}

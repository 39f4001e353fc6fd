/*
 * fuzz_multipart.c - any bytes as a form with a file; and forms that a browser
 * could have sent, which come back part for part.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "web/multipart.h"

#define BOUNDARY "----zq7Ma4YWxkTrZu0gW"
#define TYPE "multipart/form-data; boundary=" BOUNDARY
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

static void
check_part(const struct multipart *form, size_t i)
{
	const struct multipart_part *part = &form->at[i];
	size_t len = strlen(part->name);

	REQUIRE(len > 0 && len <= 40 && strspn(part->name, NAME_LETTERS) == len);
	REQUIRE(part->data[part->len] == '\0');
	REQUIRE(multipart_get(form, part->name) == part);
	if (part->file_name == NULL)
		REQUIRE(text_is_clean(part->data, part->len));
	else
		REQUIRE(fuzz_is_text(part->file_name) &&
			strpbrk(part->file_name, "/\\") == NULL);
}

/* As a browser writes it. */
static const char *
built(struct arena *arena, const struct multipart *form, size_t *len)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < form->n; i++) {
		const struct multipart_part *part = &form->at[i];

		buf_printf(&b,
		    "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"",
		    part->name);
		if (part->file_name != NULL) {
			buf_puts(&b, "; filename=\"");
			for (const char *c = part->file_name; *c != '\0'; c++) {
				if (*c == '"')
					buf_puts(&b, "%22");
				else
					buf_putc(&b, *c);
			}
			buf_puts(&b, "\"\r\nContent-Type: text/csv");
		}
		buf_puts(&b, "\r\n\r\n");
		buf_add(&b, part->data, part->len);
		buf_puts(&b, "\r\n");
	}
	buf_puts(&b, "--" BOUNDARY "--\r\n");
	*len = b.len;
	return b.data;
}

static bool
holds_boundary(const struct multipart *form)
{
	static const char dashes[] = "--" BOUNDARY;

	for (size_t i = 0; i < form->n; i++)
		if (memmem(form->at[i].data, form->at[i].len, dashes, strlen(dashes)))
			return true;
	return false;
}

static void
round_trip(struct arena *arena, const struct multipart *form)
{
	struct multipart again;
	const char *body;
	size_t len;

	if (holds_boundary(form))
		return;
	body = built(arena, form, &len);
	REQUIRE(multipart_read(arena, TYPE, body, len, &again) == OK);
	REQUIRE(again.n == form->n);
	for (size_t i = 0; i < form->n; i++) {
		const struct multipart_part *a = &form->at[i], *b = &again.at[i];

		REQUIRE(strcmp(a->name, b->name) == 0 && a->len == b->len);
		REQUIRE(memcmp(a->data, b->data, a->len) == 0);
		REQUIRE((a->file_name != NULL) == (b->file_name != NULL));
		if (a->file_name != NULL)
			REQUIRE(strcmp(a->file_name, b->file_name) == 0);
	}
}

/* Any bytes, under the boundary that they begin with. */
static void
read_bytes(struct arena *arena, const char *text, size_t size)
{
	const char *end = memchr(text, '\r', size);
	const char *type = TYPE;
	struct multipart form;

	if (end != NULL && end - text > 2 && end - text < 80)
		type = arena_printf(arena, "multipart/form-data; boundary=%.*s",
		    (int)(end - text - 2), text + 2);
	if (!fuzz_is_text(type) || multipart_read(arena, type, text, size, &form) != OK)
		return;
	REQUIRE(form.n <= MULTIPART_PARTS);
	for (size_t i = 0; i < form.n; i++)
		check_part(&form, i);
	round_trip(arena, &form);
}

/* Up to five fields and a file of these bytes. */
static void
send_texts(struct feed *feed)
{
	struct multipart form = { .n = 0 };
	unsigned file = feed_byte(feed) % 6;

	while (feed->left > 0 && form.n < 6) {
		struct multipart_part *part = &form.at[form.n];
		size_t len;
		const char *text = feed_text(feed, &len);

		*part = (struct multipart_part){ .name = arena_printf(
						     feed->arena, "field_%zu", form.n),
			.data = text,
			.len = len };
		if (form.n == file)
			part->file_name = "register \"1\".csv";
		else if (!text_is_clean(text, len))
			return;
		form.n++;
	}
	round_trip(feed->arena, &form);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	struct multipart form;

	read_bytes(arena, (const char *)data, size);
	send_texts(&feed);
	/* As a content type they name no boundary that is not theirs. */
	(void)multipart_read(arena, arena_strndup(arena, (const char *)data, size),
	    (const char *)data, size, &form);
	arena_free(arena);
	return 0;
}

/* fuzz_mail.c - whatever a mail says, its head is ours and its lines are short. */

#include "fuzz.h"

#include <stdint.h>
#include <string.h>

#include "ext/mail.h"

#define FROM "aftercare@example.org"
#define TO "ada@example.org"

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *s = text; (s = strstr(s, what)) != NULL; s++)
		n++;
	return n;
}

/* Plain letters, lines that end as lines of mail do, none of them long. */
static void
check_lines(const char *text)
{
	size_t column = 0;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\r') {
			REQUIRE(c[1] == '\n');
			continue;
		}
		if (*c == '\n') {
			REQUIRE(c > text && c[-1] == '\r');
			column = 0;
			continue;
		}
		REQUIRE(*c >= ' ' && *c <= '~');
		REQUIRE(++column <= 78);
	}
	REQUIRE(column == 0);
}

/* The first line is the subject, the rest the body. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *all = arena_strndup(arena, (const char *)data, size);
	size_t line = strcspn(all, "\n");
	const struct mail mail = { .to = TO,
		.subject = arena_strndup(arena, all, line),
		.body = all[line] == '\n' ? all + line + 1 : "",
		.id = "0198a7c2-0000-7000-8000-000000000001",
		.at = INT64_C(1930284120000000) };
	const char *text = mail_text(arena, FROM, &mail);
	const char *body = strstr(text, "\r\n\r\n");
	const char *head;

	check_lines(text);
	REQUIRE(body != NULL);
	head = arena_strndup(arena, text, (size_t)(body - text));
	/* Nothing that is said becomes a line of the head. */
	REQUIRE(count(head, "\r\nTo: ") == 1);
	REQUIRE(count(head, "\r\nSubject:") == 1);
	REQUIRE(count(head, "\r\nMIME-Version: 1.0\r\n") == 1);
	/* Only what names this machine may go without a cipher. */
	REQUIRE(!mail_is_here(all) || strcasestr(all, "://localhost") != NULL ||
		strstr(all, "://127.0.0.1") != NULL || strstr(all, "://[::1]") != NULL);
	arena_free(arena);
	return 0;
}

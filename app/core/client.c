/* client.c - see client.h. */

#include "core/client.h"

#include <string.h>

#include "base/buf.h"
#include "core/edition.h"
#include "ext/secret.h"

#define LETTERS "cruds"
#define SYSTEM "system/"
#define TYPE_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define WORDS_MOST 40 /* of what one request asks for */

enum status
client_resume(struct tx *tx, const char *token, const struct client_resume **client)
{
	if (token == NULL || strlen(token) != SECRET_TOKEN_LENGTH)
		return ERR_NOT_FOUND;
	TRY(sql_client_resume(tx, secret_hash(tx_arena(tx), token), client));
	return edition_use(tx, (*client)->texts);
}

struct scope {
	const char *type; /* "*" is every one */
	size_t type_len;
	const char *letters;
	size_t letters_len;
	const char *word; /* of the first version, of the same letters; or NULL */
};

/* What SMART's first version has words for. */
static const struct {
	const char *word, *letters;
} words[] = { { "read", "rs" }, { "write", "cud" }, { "*", LETTERS } };

static bool
read_letters(struct scope *scope, const char *text, size_t len)
{
	const char *letter = LETTERS;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strlen(words[i].word) == len &&
		    strncmp(words[i].word, text, len) == 0) {
			scope->word = words[i].word;
			scope->letters = words[i].letters;
			scope->letters_len = strlen(scope->letters);
			return true;
		}
	scope->letters = text;
	scope->letters_len = len;
	for (size_t i = 0; i < len && letter != NULL; i++) {
		letter = strchr(letter, text[i]);
		letter = letter != NULL ? letter + 1 : NULL;
	}
	return len > 0 && letter != NULL;
}

/* One scope, of either version. */
static bool
read_scope(const char *text, size_t len, struct scope *scope)
{
	const size_t before = strlen(SYSTEM);

	*scope = (struct scope){ .type = text + before };
	if (len <= before || strncmp(text, SYSTEM, before) != 0)
		return false;
	scope->type_len = *scope->type == '*' ? 1 : strspn(scope->type, TYPE_LETTERS);
	len -= before;
	return scope->type_len > 0 && scope->type_len + 1 < len &&
	       scope->type[scope->type_len] == '.' &&
	       read_letters(
		   scope, scope->type + scope->type_len + 1, len - scope->type_len - 1);
}

/* The next of a list with blanks between them; NULL at its end. */
static const char *
next_word(const char **list, size_t *len)
{
	const char *word = *list + strspn(*list, " ");

	*len = strcspn(word, " ");
	*list = word + *len;
	return *len > 0 ? word : NULL;
}

static bool
is_every(const struct scope *scope)
{
	return scope->type_len == 1 && *scope->type == '*';
}

bool
client_may(const struct client_resume *client, const char *type, char letter)
{
	const size_t type_len = strlen(type);
	const char *list = client->scopes, *word;
	struct scope scope;
	size_t len;

	while ((word = next_word(&list, &len)) != NULL)
		if (read_scope(word, len, &scope) &&
		    (is_every(&scope) ||
			(scope.type_len == type_len &&
			    strncmp(scope.type, type, type_len) == 0)) &&
		    memchr(scope.letters, letter, scope.letters_len) != NULL)
			return true;
	return false;
}

/* What two scopes have in common, as one; false if it is nothing. */
static bool
common(struct arena *arena, const struct scope *a, const struct scope *b,
    struct scope *both)
{
	const struct scope *narrow = is_every(a) ? b : a;
	char *letters = arena_alloc(arena, sizeof LETTERS);
	size_t n = 0;

	if (!is_every(a) && !is_every(b) &&
	    (a->type_len != b->type_len || strncmp(a->type, b->type, a->type_len) != 0))
		return false;
	for (const char *l = LETTERS; *l != '\0'; l++)
		if (memchr(a->letters, *l, a->letters_len) != NULL &&
		    memchr(b->letters, *l, b->letters_len) != NULL)
			letters[n++] = *l;
	*both = (struct scope){ .type = narrow->type,
		.type_len = narrow->type_len,
		.letters = letters,
		.letters_len = n,
		.word = n == a->letters_len ? a->word : NULL };
	return n > 0;
}

/* Once, however often it was asked for. */
static void
add_word(struct buf *list, const char *word)
{
	const char *rest = list->data, *said;
	size_t len;

	while ((said = next_word(&rest, &len)) != NULL)
		if (strlen(word) == len && strncmp(said, word, len) == 0)
			return;
	buf_printf(list, "%s%s", list->len > 0 ? " " : "", word);
}

void
client_narrow(struct arena *arena, const char *asked, const char *may,
    struct client_scopes *scopes)
{
	const char *word, *given;
	struct buf kept, told;
	size_t len, given_len;

	buf_init(&kept, arena);
	buf_init(&told, arena);
	for (size_t n = 0; n < WORDS_MOST && (word = next_word(&asked, &len)) != NULL;
	     n++) {
		const char *list = may;
		struct scope want, have, both;

		if (!read_scope(word, len, &want))
			continue;
		while ((given = next_word(&list, &given_len)) != NULL) {
			if (!read_scope(given, given_len, &have) ||
			    !common(arena, &want, &have, &both))
				continue;
			add_word(&kept,
			    arena_printf(arena, SYSTEM "%.*s.%.*s", (int)both.type_len,
				both.type, (int)both.letters_len, both.letters));
			add_word(
			    &told, both.word != NULL
				       ? arena_printf(arena, SYSTEM "%.*s.%s",
					     (int)both.type_len, both.type, both.word)
				       : arena_printf(arena, SYSTEM "%.*s.%.*s",
					     (int)both.type_len, both.type,
					     (int)both.letters_len, both.letters));
		}
	}
	*scopes = (struct client_scopes){ kept.data, told.data };
}

const char *
client_scope_fault(struct arena *arena, const char *text)
{
	struct scope scope;

	if (read_scope(text, strlen(text), &scope) && scope.word == NULL)
		return NULL;
	return arena_printf(arena,
	    "Scope \"%s\": write system/TYPE. and some of the letters cruds in this "
	    "order, for example system/Task.rus or system/*.rs.",
	    text);
}

/* multipart.c - see multipart.h. */

#include "web/multipart.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

#define TYPE "multipart/form-data"
#define BOUNDARY_MAX 70 /* RFC 2046 */
#define HEADERS_MAX 8
#define HEADER_MAX 1024
#define FIELD_NAME_MAX 40
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
/* bchars of RFC 2046, the space left out: it may not come last, and nobody uses it. */
#define BOUNDARY_LETTERS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=?"

struct reader {
	struct arena *arena;
	const char *at, *end;
	const char *delimiter; /* CR LF, two dashes, the boundary */
	size_t delimiter_len;
};

bool
multipart_is(const char *content_type)
{
	size_t len = strlen(TYPE);

	return strncasecmp(content_type, TYPE, len) == 0 &&
	       (content_type[len] == '\0' || content_type[len] == ';' ||
		   content_type[len] == ' ');
}

/* The one parameter that it may have, bare or between quotation marks. */
static enum status
read_boundary(struct reader *r, const char *content_type)
{
	static const char before[] = "boundary=";
	const char *s = content_type + strlen(TYPE);
	size_t len;
	bool quoted;

	s += strspn(s, " ");
	if (*s++ != ';')
		return ERR_INVALID;
	s += strspn(s, " ");
	if (strncasecmp(s, before, strlen(before)) != 0)
		return ERR_INVALID;
	s += strlen(before);
	quoted = *s == '"';
	s += quoted;
	len = strspn(s, BOUNDARY_LETTERS);
	if (len == 0 || len > BOUNDARY_MAX)
		return ERR_INVALID;
	if (strcmp(s + len, quoted ? "\"" : "") != 0)
		return ERR_INVALID;
	r->delimiter = arena_printf(r->arena, "\r\n--%.*s", (int)len, s);
	r->delimiter_len = strlen(r->delimiter);
	return OK;
}

static bool
next_is(struct reader *r, const char *text, size_t len)
{
	if ((size_t)(r->end - r->at) < len || memcmp(r->at, text, len) != 0)
		return false;
	r->at += len;
	return true;
}

/* After a boundary: another part, or the end of everything. */
static enum status
after_boundary(struct reader *r, bool *last)
{
	*last = next_is(r, "--", 2);
	if (!*last)
		return next_is(r, "\r\n", 2) ? OK : ERR_INVALID;
	(void)next_is(r, "\r\n", 2);
	return r->at == r->end ? OK : ERR_INVALID;
}

/* One line of the head without its end; NULL if it has none or is not text. */
static const char *
read_line(struct reader *r)
{
	const char *stop = memmem(r->at, (size_t)(r->end - r->at), "\r\n", 2);
	const char *line;
	size_t len;

	if (stop == NULL)
		return NULL;
	len = (size_t)(stop - r->at);
	if (len > HEADER_MAX || !text_is_clean(r->at, len) ||
	    memchr(r->at, '\r', len) != NULL || memchr(r->at, '\n', len) != NULL)
		return NULL;
	line = arena_strndup(r->arena, r->at, len);
	r->at = stop + 2;
	return line;
}

/* A value between quotation marks, which it cannot hold; NULL if there is none. */
static const char *
read_quoted(struct arena *arena, const char **s)
{
	size_t len;
	const char *start = *s + 1;

	if (**s != '"')
		return NULL;
	len = strcspn(start, "\"");
	if (start[len] == '\0')
		return NULL;
	*s = start + len + 1;
	return arena_strndup(arena, start, len);
}

/* Without folders of either kind; %22 is how browsers write a quotation mark. */
static const char *
last_component(struct arena *arena, const char *path)
{
	const char *name = path;
	char *to, *start;

	for (const char *c = path; *c != '\0'; c++)
		if (*c == '/' || *c == '\\')
			name = c + 1;
	start = to = arena_strdup(arena, name);
	while (*name != '\0') {
		bool quote = strncmp(name, "%22", 3) == 0;

		*to++ = quote ? '"' : *name;
		name += quote ? 3 : 1;
	}
	*to = '\0';
	return start;
}

/* form-data; name="file"; filename="register.csv" */
static enum status
read_disposition(struct reader *r, const char *value, struct multipart_part *part)
{
	static const char kind[] = "form-data";

	if (part->name != NULL || strncasecmp(value, kind, strlen(kind)) != 0)
		return ERR_INVALID;
	value += strlen(kind);
	while (*(value += strspn(value, " ")) == ';') {
		const char **member, *text;

		value++;
		value += strspn(value, " ");
		if (strncasecmp(value, "name=", 5) == 0) {
			member = &part->name;
			value += 5;
		} else if (strncasecmp(value, "filename=", 9) == 0) {
			member = &part->file_name;
			value += 9;
		} else {
			return ERR_INVALID;
		}
		text = read_quoted(r->arena, &value);
		if (*member != NULL || text == NULL)
			return ERR_INVALID;
		*member = text;
	}
	if (*value != '\0' || part->name == NULL || *part->name == '\0' ||
	    strlen(part->name) > FIELD_NAME_MAX ||
	    part->name[strspn(part->name, NAME_LETTERS)] != '\0')
		return ERR_INVALID;
	if (part->file_name != NULL)
		part->file_name = last_component(r->arena, part->file_name);
	return OK;
}

/* The value of a header, if the line is this one. */
static const char *
header_value(const char *line, const char *name)
{
	size_t len = strlen(name);

	if (strncasecmp(line, name, len) != 0 || line[len] != ':')
		return NULL;
	return line + len + 1 + strspn(line + len + 1, " ");
}

static enum status
read_head(struct reader *r, struct multipart_part *part)
{
	for (size_t i = 0; i <= HEADERS_MAX; i++) {
		const char *line = read_line(r), *value;

		if (line == NULL)
			return ERR_INVALID;
		if (*line == '\0')
			return part->name != NULL ? OK : ERR_INVALID;
		value = header_value(line, "Content-Disposition");
		if (value != NULL)
			TRY(read_disposition(r, value, part));
		else if (header_value(line, "Content-Type") == NULL)
			return ERR_INVALID;
	}
	return ERR_INVALID;
}

static enum status
read_part(struct reader *r, struct multipart_part *part)
{
	const char *stop;

	*part = (struct multipart_part){ .name = NULL };
	TRY(read_head(r, part));
	stop = memmem(r->at, (size_t)(r->end - r->at), r->delimiter, r->delimiter_len);
	if (stop == NULL)
		return ERR_INVALID;
	part->len = (size_t)(stop - r->at);
	part->data = arena_strndup(r->arena, r->at, part->len);
	r->at = stop + r->delimiter_len;
	if (part->file_name == NULL && !text_is_clean(part->data, part->len))
		return ERR_INVALID;
	return OK;
}

static bool
fits(const struct multipart *m, const struct multipart_part *part)
{
	if (m->n == COUNT_OF(m->at))
		return false;
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->at[i].name, part->name) == 0 ||
		    (m->at[i].file_name != NULL && part->file_name != NULL))
			return false;
	return true;
}

enum status
multipart_read(struct arena *arena, const char *content_type, const char *body,
    size_t len, struct multipart *m)
{
	struct reader r = { .arena = arena, .at = body, .end = body + len };
	bool last;

	m->n = 0;
	if (!multipart_is(content_type))
		return ERR_INVALID;
	TRY(read_boundary(&r, content_type));
	/* The first boundary needs no line end before it. */
	if (!next_is(&r, r.delimiter + 2, r.delimiter_len - 2))
		return ERR_INVALID;
	TRY(after_boundary(&r, &last));
	while (!last) {
		struct multipart_part part;

		TRY(read_part(&r, &part));
		if (!fits(m, &part))
			return ERR_INVALID;
		m->at[m->n++] = part;
		TRY(after_boundary(&r, &last));
	}
	return OK;
}

const struct multipart_part *
multipart_get(const struct multipart *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->at[i].name, name) == 0)
			return &m->at[i];
	return NULL;
}

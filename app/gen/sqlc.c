/*
 * sqlc.c - makes a typed C function of every query file.
 *
 *   sqlc NAME *.sql > NAME.c          the functions
 *   sqlc -h NAME *.sql > NAME.h       prototypes and row structures
 *
 * A query file starts with what it is for, then what goes in and comes out:
 *
 *   -- What it is for.
 *   -- in:  patient_id int8, body text, due_at timestamptz?
 *   -- out: many id int8, sent_at timestamptz?      none | one | many, columns
 *   -- out: many as message_list                    the columns of that query
 *
 * An in: or out: list may go on in the next comment line when it ends in a
 * comma.  Parameters stand in the text as psql wants them, :patient_id and
 * :'body', so that psql -v patient_id=7 -f file.sql runs the same file.  A
 * question mark says that NULL is possible.
 *
 * What several queries say in the same words is a part: parts/thread_joins.sql in
 * their folder, which begins with what it is for.  A query names its parts and then
 * where they stand; their parameters are the query's own:
 *
 *   -- use: thread_joins
 *   SELECT t.id FROM thread t
 *    :thread_joins
 *
 * For psql that is a variable like the others, and what it holds is read in turn:
 * psql -v thread_joins="$(cat parts/thread_joins.sql)".
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FIELDS 64
#define MAX_NAME 64
#define MAX_PARTS 8
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz_0123456789"

struct type {
	const char *sql, *c, *column, *put, *put_null;
	int oid;
};

/* clang-format off */
static const struct type types[] = {
	{ "int8", "int64_t ", "COL_INT8", "tx_int", "tx_int_or_null", 20 },
	{ "int4", "int32_t ", "COL_INT4", "tx_int", "tx_int4_or_null", 23 },
	{ "bool", "bool ", "COL_BOOL", "tx_int", NULL, 16 },
	{ "timestamptz", "int64_t ", "COL_TIME", "tx_time", "tx_time_or_null", 1184 },
	{ "text", "const char *", "COL_TEXT", NULL, NULL, 25 },
	{ "uuid", "const char *", "COL_TEXT", NULL, NULL, 2950 },
	{ "date", "const char *", "COL_TEXT", NULL, NULL, 1082 },
	{ "time", "const char *", "COL_TEXT", NULL, NULL, 1083 },
	{ "jsonb", "const char *", "COL_TEXT", NULL, NULL, 3802 },
	{ "json", "const char *", "COL_TEXT", NULL, NULL, 114 },
	{ "int8[]", "const char *", "COL_TEXT", NULL, NULL, 1016 },
	{ "text[]", "const char *", "COL_TEXT", NULL, NULL, 1009 },
};
/* clang-format on */

struct field {
	char name[MAX_NAME];
	const struct type *type;
	bool null_ok, used;
};

struct part {
	char name[MAX_NAME];
	bool used;
};

enum list { NO_LIST, IN_LIST, OUT_LIST };

struct query {
	char name[MAX_NAME];
	char purpose[200];
	char rows[8]; /* none, one, many */
	char row[MAX_NAME]; /* whose structure a row is: its own, or another query's */
	struct field in[MAX_FIELDS], out[MAX_FIELDS];
	size_t nin, nout;
	struct part parts[MAX_PARTS];
	size_t nparts;
	enum list open; /* the list that the next comment line continues */
	char *text;
};

/* Where the reading stands; line 0 where it is about the file as a whole. */
static const char *file;
static int line_number;

static struct query parse(const char *path);
static void copy_sql(struct query *, const char *, FILE *);

__attribute__((format(printf, 1, 2))) static _Noreturn void
fail(const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s:", file);
	if (line_number > 0)
		fprintf(stderr, "%d:", line_number);
	fputs(" error: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* Reading. */

static const struct type *
type_named(const char *sql)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].sql, sql) == 0)
			return &types[i];
	fail("unknown type %s", sql);
}

static void
parse_fields(struct query *q, char *list)
{
	struct field *fields = q->open == IN_LIST ? q->in : q->out;
	size_t *n = q->open == IN_LIST ? &q->nin : &q->nout;
	size_t end = strlen(list);
	char *save = NULL;
	bool continued;

	while (end > 0 && (list[end - 1] == ' ' || list[end - 1] == '\n'))
		end--;
	continued = end > 0 && list[end - 1] == ',';
	for (char *item = strtok_r(list, ",\n", &save); item != NULL;
	     item = strtok_r(NULL, ",\n", &save)) {
		struct field *f = &fields[*n];
		char type[32];
		size_t len;

		if (strspn(item, " ") == strlen(item))
			continue;
		if (*n == MAX_FIELDS)
			fail("more than %d fields", MAX_FIELDS);
		if (sscanf(item, " %63[a-z_0-9] %31s", f->name, type) != 2)
			fail("a field wants a name and a type:%s", item);
		len = strlen(type);
		f->null_ok = type[len - 1] == '?';
		if (f->null_ok)
			type[len - 1] = '\0';
		f->type = type_named(type);
		++*n;
	}
	if (!continued)
		q->open = NO_LIST;
}

/* A file of the folder that this one is in. */
static void
beside(char path[1024], const char *folder, const char *name)
{
	const char *slash = strrchr(file, '/');

	(void)snprintf(path, 1024, "%.*s%s%s.sql",
	    (int)(slash != NULL ? slash + 1 - file : 0), file, folder, name);
}

/* "as message_list": what another file of the folder lists. */
static bool
parse_as(struct query *q, const char *list)
{
	static bool following;
	const char *path = file;
	int number = line_number;
	char other[1024];
	struct query like;

	if (sscanf(list, " as %63[a-z_0-9]", q->row) != 1)
		return false;
	if (following)
		fail("has no columns of its own for another query");
	following = true;
	beside(other, "", q->row);
	like = parse(other);
	file = path;
	line_number = number;
	memcpy(q->out, like.out, sizeof q->out);
	q->nout = like.nout;
	free(like.text);
	following = false;
	return true;
}

static void
parse_parts(struct query *q, char *list)
{
	char *save = NULL;

	for (char *item = strtok_r(list, ", \n", &save); item != NULL;
	     item = strtok_r(NULL, ", \n", &save)) {
		if (q->nparts == MAX_PARTS)
			fail("more than %d parts", MAX_PARTS);
		if (strlen(item) >= MAX_NAME ||
		    strspn(item, NAME_LETTERS) != strlen(item))
			fail("a part's name is made of small letters, digits and _");
		memcpy(q->parts[q->nparts++].name, item, strlen(item) + 1);
	}
}

static void
parse_comment(struct query *q, char *comment)
{
	int used = 0;

	if (q->open != NO_LIST) {
		parse_fields(q, comment);
	} else if (strncmp(comment, "in:", 3) == 0) {
		q->open = IN_LIST;
		parse_fields(q, comment + 3);
	} else if (strncmp(comment, "out:", 4) == 0) {
		if (sscanf(comment + 4, " %7[a-z]%n", q->rows, &used) != 1)
			fail("out: wants none, one or many");
		q->open = OUT_LIST;
		if (parse_as(q, comment + 4 + used))
			q->open = NO_LIST;
		else
			parse_fields(q, comment + 4 + used);
	} else if (strncmp(comment, "use:", 4) == 0) {
		parse_parts(q, comment + 4);
	} else if (q->purpose[0] == '\0') {
		comment[strcspn(comment, "\n")] = '\0';
		(void)snprintf(q->purpose, sizeof q->purpose, "%s", comment);
	}
}

static size_t
parameter(struct query *q, const char *name, size_t len)
{
	for (size_t i = 0; i < q->nin; i++)
		if (strlen(q->in[i].name) == len &&
		    strncmp(q->in[i].name, name, len) == 0) {
			q->in[i].used = true;
			return i + 1;
		}
	fail("parameter :%.*s is not listed under in:", (int)len, name);
}

static FILE *
open_file(const char *path)
{
	FILE *f = fopen(path, "r");

	file = path;
	line_number = 0;
	if (f == NULL)
		fail("cannot be read");
	return f;
}

/* The text of a part without what it is for, and without the end of its last line. */
static void
splice(struct query *q, struct part *part, FILE *to)
{
	const char *query = file;
	int number = line_number;
	char path[1024], *line = NULL;
	size_t room = 0;
	bool told = false;
	FILE *f;

	part->used = true;
	beside(path, "parts/", part->name);
	f = open_file(path);
	for (bool first = true; getline(&line, &room, f) > 0;) {
		line_number++;
		if (strncmp(line, "--", 2) == 0) {
			told = true;
			continue;
		}
		if (!told)
			fail("wants a first line saying what it is for");
		line[strcspn(line, "\n")] = '\0';
		if (!first)
			fputc('\n', to);
		copy_sql(q, line, to);
		first = false;
	}
	free(line);
	fclose(f);
	file = query;
	line_number = number;
}

/* True if this is one of the parts, which then stands in the text. */
static bool
spliced(struct query *q, const char *name, size_t len, FILE *to)
{
	static bool inside;

	for (size_t i = 0; i < q->nparts; i++) {
		if (strlen(q->parts[i].name) != len ||
		    strncmp(q->parts[i].name, name, len) != 0)
			continue;
		if (inside)
			fail("a part has no parts of its own");
		inside = true;
		splice(q, &q->parts[i], to);
		inside = false;
		return true;
	}
	return false;
}

/* One line of SQL with its parts, and :name and :'name' turned into $1, $2... */
static void
copy_sql(struct query *q, const char *s, FILE *to)
{
	bool string = false;

	while (*s != '\0') {
		const char *name = s + 1 + (s[1] == '\'');
		size_t len = strspn(name, NAME_LETTERS);

		if (!string && s[0] == '-' && s[1] == '-') {
			fputc('\n', to);
			return;
		}
		if (!string && s[0] == ':' && s[1] == ':') {
			fputs("::", to);
			s += 2;
		} else if (!string && s[0] == ':' && len > 0) {
			if (s[1] == '\'' || !spliced(q, name, len, to))
				fprintf(to, "$%zu", parameter(q, name, len));
			s = name + len + (s[1] == '\'');
		} else {
			string ^= *s == '\'';
			fputc(*s++, to);
		}
	}
}

static void
check(const struct query *q)
{
	for (size_t i = 0; i < q->nin; i++)
		if (!q->in[i].used)
			fail("parameter %s is never used", q->in[i].name);
	for (size_t i = 0; i < q->nparts; i++)
		if (!q->parts[i].used)
			fail("part %s is never used", q->parts[i].name);
	if (q->purpose[0] == '\0' || q->rows[0] == '\0')
		fail("wants a first line saying what it is for, and an out: line");
	if (strcmp(q->rows, "none") != 0 && strcmp(q->rows, "one") != 0 &&
	    strcmp(q->rows, "many") != 0)
		fail("out: wants none, one or many, not %s", q->rows);
	if ((strcmp(q->rows, "none") == 0) != (q->nout == 0))
		fail("out: says %s and lists %zu columns", q->rows, q->nout);
	for (size_t i = 0; i < q->nout; i++)
		if (q->out[i].null_ok && strcmp(q->out[i].type->sql, "bool") == 0)
			fail("a bool column cannot be NULL: %s", q->out[i].name);
}

static struct query
parse(const char *path)
{
	const char *base = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
	struct query q = { .text = NULL };
	size_t size = 0, room = 0;
	char *line = NULL;
	FILE *f = open_file(path), *text = open_memstream(&q.text, &size);

	if (text == NULL)
		fail("no memory");
	(void)snprintf(q.name, sizeof q.name, "%.*s", (int)strcspn(base, "."), base);
	memcpy(q.row, q.name, sizeof q.row);
	if (strspn(q.name, NAME_LETTERS) != strlen(q.name))
		fail("a file's name is made of small letters, digits and _");
	while (getline(&line, &room, f) > 0) {
		line_number++;
		if (strncmp(line, "--", 2) == 0)
			parse_comment(&q, line + 2 + (line[2] == ' '));
		else
			copy_sql(&q, line, text);
	}
	free(line);
	fclose(f);
	fclose(text);
	line_number = 0;
	check(&q);
	return q;
}

/* Writing. */

static void
write_prototype(const struct query *q)
{
	printf("enum status\nsql_%s(struct tx *tx", q->name);
	for (size_t i = 0; i < q->nin; i++)
		printf(", %s%s", q->in[i].type->c, q->in[i].name);
	if (strcmp(q->rows, "one") == 0)
		printf(", const struct %s **row", q->row);
	else if (strcmp(q->rows, "many") == 0)
		printf(", struct %s_rows *rows", q->row);
	printf(")");
}

static void
write_header(const struct query *q)
{
	bool own = strcmp(q->row, q->name) == 0;

	printf("\n/* %s */\n", q->purpose);
	if (!own)
		printf("struct %s;\nstruct %s_rows;\n", q->row, q->row);
	if (own && q->nout > 0) {
		printf("struct %s {\n", q->name);
		for (size_t i = 0; i < q->nout; i++)
			printf("\t%s%s;%s\n", q->out[i].type->c, q->out[i].name,
			    q->out[i].null_ok ? " /* may be NULL */" : "");
		printf("};\n");
	}
	if (own && strcmp(q->rows, "many") == 0)
		printf("struct %s_rows {\n\tconst struct %s *at;\n\tsize_t n;\n};\n",
		    q->name, q->name);
	printf("MUST_CHECK ");
	write_prototype(q);
	printf(";\n");
}

static void
write_text(const char *s)
{
	printf("\t    \"");
	for (; *s != '\0'; s++) {
		if (*s == '\n')
			printf("%s", s[1] != '\0' ? "\\n\"\n\t    \"" : "");
		else if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else
			putchar(*s);
	}
	printf("\"");
}

static void
write_description(const struct query *q)
{
	printf("\nstatic const struct query %s_query = {\n"
	       "\t.name = \"%s\",\n\t.text =\n",
	    q->name, q->name);
	write_text(q->text);
	printf(",\n\t.nparams = %zu,\n\t.ncols = %zu,\n", q->nin, q->nout);
	if (q->nin > 0) {
		printf("\t.params = (const unsigned[]){");
		for (size_t i = 0; i < q->nin; i++)
			printf(" %d,", q->in[i].type->oid);
		printf(" },\n");
	}
	if (q->nout > 0) {
		printf("\t.row_size = sizeof(struct %s),\n"
		       "\t.cols = (const struct col[]){\n",
		    q->row);
		for (size_t i = 0; i < q->nout; i++)
			printf("\t\t{ \"%s\", %s, %d, %s, offsetof(struct %s, %s) },\n",
			    q->out[i].name, q->out[i].type->column, q->out[i].type->oid,
			    q->out[i].null_ok ? "true" : "false", q->row,
			    q->out[i].name);
		printf("\t},\n");
	}
	printf("};\n");
}

static void
write_function(const struct query *q)
{
	bool many = strcmp(q->rows, "many") == 0;

	printf("\n");
	write_prototype(q);
	printf("\n{\n\tconst char *const params[] = {");
	for (size_t i = 0; i < q->nin; i++) {
		const struct field *f = &q->in[i];
		const char *put = f->null_ok ? f->type->put_null : f->type->put;

		if (put == NULL)
			printf(" %s,", f->name);
		else
			printf(" %s(tx, %s),", put, f->name);
	}
	printf("%s };\n", q->nin == 0 ? " NULL" : "");
	if (q->nout == 0) {
		printf("\n\treturn tx_none(tx, &%s_query, params);\n}\n", q->name);
		return;
	}
	printf("\n\treturn tx_%s(tx, &%s_query, params, %s);\n}\n", q->rows, q->name,
	    many ? "&rows->at, &rows->n" : "row");
}

static void
write_all(const char *name, bool header, char **paths, int n)
{
	printf("/* Made by sqlc; edit the queries instead. */\n\n");
	if (header)
		printf("#ifndef GEN_%s_H\n#define GEN_%s_H\n\n#include "
		       "\"db/query.h\"\n",
		    name, name);
	else
		printf("#include \"gen/%s.h\"\n", name);
	for (int i = 0; i < n; i++) {
		struct query q = parse(paths[i]);

		if (header) {
			write_header(&q);
		} else {
			write_description(&q);
			write_function(&q);
		}
		free(q.text);
	}
	if (header) {
		printf("\n/* Each query above, for the test against the database. */\n"
		       "extern const struct query *const %s_queries[];\n\n#endif\n",
		    name);
		return;
	}
	printf("\nconst struct query *const %s_queries[] = {\n", name);
	for (int i = 0; i < n; i++) {
		struct query q = parse(paths[i]);

		printf("\t&%s_query,\n", q.name);
		free(q.text);
	}
	printf("\tNULL\n};\n");
}

int
main(int argc, char **argv)
{
	bool header = argc > 1 && strcmp(argv[1], "-h") == 0;
	int name_at = header ? 2 : 1;

	if (argc <= name_at) {
		fputs("usage: sqlc [-h] NAME file.sql...\n", stderr);
		return 1;
	}
	write_all(argv[name_at], header, argv + name_at + 1, argc - name_at - 1);
	return 0;
}

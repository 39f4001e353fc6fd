/* form_fill_cmd.c - a form filled from files: no database is needed. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "ctl/command.h"
#include "ctl/form_files.h"
#include "ctl/rule_files.h"

#define ANSWERS_MAX 20000
#define ANSWERS_DEEP 32
#define LINE_MOST 16 /* of parents */

struct answer {
	const char *path, *value;
	bool taken;
};

struct fill {
	struct arena *arena;
	const char *file; /* of the form */
	struct form_context context;
	struct form_save_context save;
	const struct json *edit, *contacts;
	struct answer *answers;
	size_t n;
	bool good;
};

/* ---------------------------------------------------------- answers --- */

static const char *
below(struct fill *f, const char *path, const char *key)
{
	if (path[0] == '\0')
		return key;
	return arena_printf(f->arena, "%s%c%s", path, path[0] == '/' ? '/' : '.', key);
}

static void
add_answer(struct fill *f, const char *path, const char *value)
{
	if (f->n == ANSWERS_MAX) {
		fprintf(stderr, "there are more than %d answers\n", ANSWERS_MAX);
		f->good = false;
		return;
	}
	f->answers[f->n].path = path;
	f->answers[f->n++].value = value;
}

/* Choices of one question are an array of texts. */
static const char *
joined(struct fill *f, const struct json *array)
{
	struct buf b;

	buf_init(&b, f->arena);
	for (size_t i = 0; i < json_count(array); i++) {
		if (i > 0)
			buf_putc(&b, ' ');
		buf_puts(&b, json_scalar(f->arena, json_at(array, i)));
	}
	return b.data;
}

static void
read_answers(struct fill *f, const char *path, const struct json *json, int depth)
{
	const struct json *value;
	const char *key;

	if (depth > ANSWERS_DEEP || !f->good)
		return;
	if (json_is_array(json) && !json_is_object(json_at(json, 0))) {
		add_answer(f, path, joined(f, json));
	} else if (json_is_array(json)) {
		for (size_t i = 0; i < json_count(json); i++)
			read_answers(f, arena_printf(f->arena, "%s[%zu]", path, i + 1),
			    json_at(json, i), depth + 1);
	} else if (json_is_object(json)) {
		for (size_t i = 0; json_member(json, i, &key, &value); i++)
			read_answers(f, below(f, path, key), value, depth + 1);
	} else {
		const char *text = json_scalar(f->arena, json);

		add_answer(f, path, text != NULL ? text : "");
	}
}

static void
refuse(struct fill *f, const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	f->good = false;
}

/* False while it has no place yet: an answer that comes later may make one. */
static bool
take_answer(struct fill *f, struct form_entry *entry, struct answer *answer)
{
	const char *name, *why = "";
	enum status status;

	if (form_make_place(entry, answer->path, &why) != OK)
		return false;
	name = form_name_of(entry, answer->path);
	if (name == NULL || !form_relevant(entry, answer->path))
		return false;
	status = form_put(entry, name, answer->value, &why);
	if (status == ERR_FORBIDDEN)
		status = form_put_picture(entry, name, answer->value, &why);
	if (status != OK || form_compute(entry, &why) != OK)
		refuse(f, answer->path, why);
	answer->taken = true;
	return true;
}

static void
take_answers(struct fill *f, struct form_entry *entry)
{
	bool any = true;

	while (any && f->good) {
		any = false;
		for (size_t i = 0; i < f->n && f->good; i++)
			if (!f->answers[i].taken)
				any |= take_answer(f, entry, &f->answers[i]);
	}
	for (size_t i = 0; i < f->n && f->good; i++) {
		const char *path = f->answers[i].path;

		if (form_value(entry, path) == NULL)
			refuse(f, path, "There is no such question.");
		else if (form_name_of(entry, path) == NULL)
			refuse(f, path, "This is no question: nobody can answer it.");
		else if (!form_relevant(entry, path))
			refuse(f, path, "This is not asked: it is not relevant.");
	}
}

/* ------------------------------------------------------------- files --- */

static const char *
media_file(void *with, struct arena *arena, const char *name, size_t *len)
{
	const struct fill *f = with;
	const struct form_media media = form_files_beside(f->file);

	return media.file(media.with, arena, name, len);
}

/* --------------------------------------------------------- contacts --- */

static const struct json *
listed(struct arena *arena, const struct json *list, const char *id)
{
	for (size_t i = 0; i < json_count(list); i++) {
		const char *one = json_scalar(arena, json_get(json_at(list, i), "_id"));

		if (one != NULL && strcmp(one, id) == 0)
			return json_at(list, i);
	}
	return NULL;
}

/* With his parents, where they are only named and are listed too. */
static void
write_contact(struct fill *f, struct buf *b, const struct json *contact, int depth)
{
	const struct json *value, *parent;
	const char *key, *id;

	buf_putc(b, '{');
	for (size_t i = 0; json_member(contact, i, &key, &value); i++) {
		if (i > 0)
			buf_putc(b, ',');
		buf_json(b, key);
		buf_putc(b, ':');
		id = json_scalar(f->arena, value);
		if (id == NULL)
			id = json_scalar(f->arena, json_get(value, "_id"));
		parent = strcmp(key, "parent") == 0 && id != NULL && depth < LINE_MOST
			     ? listed(f->arena, f->contacts, id)
			     : NULL;
		if (parent != NULL)
			write_contact(f, b, parent, depth + 1);
		else
			buf_puts(b, json_write(f->arena, value));
	}
	buf_putc(b, '}');
}

/* A contact that is chosen: of --contacts, or the content's own and those above him. */
static const struct json *
contact_named(void *with, struct arena *arena, const char *id)
{
	struct fill *f = with;
	const struct json *contact = listed(arena, f->contacts, id), *whole;
	struct buf b;

	if (contact != NULL) {
		buf_init(&b, arena);
		write_contact(f, &b, contact, 0);
		return json_parse(arena, b.data, b.len, &whole) == OK ? whole : contact;
	}
	contact = json_get(f->context.content, "contact");
	for (int depth = 0; contact != NULL && depth < LINE_MOST; depth++) {
		const char *one = json_scalar(arena, json_get(contact, "_id"));

		if (one != NULL && strcmp(one, id) == 0)
			return contact;
		contact = json_get(contact, "parent");
	}
	return NULL;
}

/* ------------------------------------------------------------ result --- */

static bool
print_problems(struct fill *f, struct form_entry *entry)
{
	const struct form_problem *problems;
	const char *why = "";
	size_t n;

	if (form_problems(entry, -1, &problems, &n, &why) != OK) {
		refuse(f, f->file, why);
		return true;
	}
	for (size_t i = 0; i < n; i++)
		refuse(f, problems[i].path, problems[i].words);
	return n > 0;
}

static void
print_documents(struct fill *f, struct form_entry *entry)
{
	struct form_saved saved = { .n = 0 };
	const char *why = "";

	if (form_save(entry, &f->save, &saved, &why) != OK) {
		refuse(f, f->file, why);
		return;
	}
	puts("[");
	for (size_t i = 0; i < saved.n; i++)
		printf("%s%s\n", saved.documents[i].json, i + 1 < saved.n ? "," : "");
	puts("]");
}

static void
fill(struct fill *f, const struct form *form)
{
	struct form_entry *entry;
	const char *why = "";
	enum status status;

	if (f->edit != NULL && form_contact_type(form) == NULL)
		status = form_from_fields(f->arena, form, &f->context,
		    json_get(f->edit, "fields"), &entry, &why);
	else
		status = form_begin(f->arena, form, &f->context, &entry, &why);
	if (status != OK) {
		refuse(f, f->file, why);
		return;
	}
	take_answers(f, entry);
	if (f->good && !print_problems(f, entry))
		print_documents(f, entry);
}

/* ------------------------------------------------------------- start --- */

static void
read_edit(struct fill *f)
{
	int64_t date;

	if (f->edit == NULL)
		return;
	f->context.edited = f->edit;
	f->save.edited = true;
	f->save.report_id = json_text(json_get(f->edit, "_id"));
	if (json_int(json_get(f->edit, "reported_date"), &date))
		f->save.reported_date = date;
}

static void
read_files(struct fill *f, int argc, char **argv)
{
	struct form_context *c = &f->context;
	const struct json *answers;

	c->content = form_file_json(f->arena, argc, argv, "content", &f->good);
	c->user = form_file_json(f->arena, argc, argv, "user", &f->good);
	c->contact_summary = form_file_json(f->arena, argc, argv, "summary", &f->good);
	c->user_contact_summary =
	    form_file_json(f->arena, argc, argv, "user-summary", &f->good);
	c->charts = form_file_json(f->arena, argc, argv, "charts", &f->good);
	f->edit = form_file_json(f->arena, argc, argv, "edit", &f->good);
	f->contacts = form_file_json(f->arena, argc, argv, "contacts", &f->good);
	if (f->contacts == NULL)
		f->contacts = json_get(c->content, "contacts");
	if (json_get(f->contacts, "contacts") != NULL)
		f->contacts = json_get(f->contacts, "contacts");
	answers = form_file_json(f->arena, argc, argv, "answers", &f->good);
	if (json_get(c->charts, "charts") != NULL)
		c->charts = json_get(c->charts, "charts");
	if (c->user == NULL)
		c->user = json_get(c->content, "user");
	ARENA_ARRAY(f->arena, f->answers, ANSWERS_MAX);
	read_answers(f, "", answers, 0);
	read_edit(f);
}

static int
run(struct arena *arena, int argc, char **argv)
{
	struct fill *f = arena_alloc(arena, sizeof *f);
	const struct form *form;
	int64_t now;

	f->arena = arena;
	f->good = true;
	f->file = command_word(argc, argv);
	f->context.zone = command_option(argc, argv, "tz");
	f->context.language = command_option(argc, argv, "language");
	f->context.file = media_file;
	f->context.contact = contact_named;
	f->context.with = f;
	if (f->file == NULL || f->context.zone == NULL) {
		fputs("Give FILE.xml --tz ZONE --now TIME\n", stderr);
		return EXIT_FAILURE;
	}
	if (!rule_zone(f->context.zone))
		return EXIT_FAILURE;
	if (!rule_time(
		arena, command_option(argc, argv, "now"), f->context.zone, &now)) {
		fputs("Give --now TIME: write it as 2024-03-01T22:30:00Z\n", stderr);
		return EXIT_FAILURE;
	}
	f->context.now_ms = f->save.version_ms = now / 1000;
	read_files(f, argc, argv);
	form = form_file_load(arena, f->file, stderr, &f->save.sha256);
	if (form == NULL || !f->good)
		return EXIT_FAILURE;
	fill(f, form);
	return f->good ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command form_fill_command = {
	.name = "form fill",
	.usage = "FILE.xml --content FILE --answers FILE --tz ZONE --now TIME\n"
		 "      [--user FILE] [--summary FILE] [--user-summary FILE]\n"
		 "      [--charts FILE] [--language NAME] [--contacts FILE]\n"
		 "      [--edit DOCUMENT]",
	.purpose = "print the report that a form makes of the answers in a file",
	.run = run,
};

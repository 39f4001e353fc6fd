/* config.c - see config.h. */

#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/network.h"

#define FILE_MAX ((size_t)64 * 1024)
#define SOCKET_PATH_MAX 107 /* sun_path without its NUL, unix(7) */
#define SECRET_MIN 20

struct key;

/* Puts the value in place, or says what to write instead. */
typedef const char *reader(
    struct arena *, const struct key *, char *value, void *place);

static reader read_text, read_socket, read_number, read_yes_no, read_url, read_word,
    read_secret, read_price, read_mail_server, read_address, read_networks;

static const struct key {
	const char *name;
	size_t offset; /* in struct config */
	reader *read;
	unsigned need;
	int min, max; /* of a number */
	const char *example;
} keys[] = {
	/* clang-format off */
	{ "database", offsetof(struct config, database), read_text,
	    CONFIG_DATABASE, 0, 0, "host=/run/postgresql dbname=aftercare" },
	{ "listen", offsetof(struct config, listen), read_socket,
	    CONFIG_LISTEN, 0, 0, "/run/aftercare/site.sock" },
	{ "children", offsetof(struct config, children), read_number,
	    0, 1, 256, "4" },
	{ "static_folder", offsetof(struct config, static_folder), read_text,
	    CONFIG_STATIC_FOLDER, 0, 0, "/usr/share/aftercare/static" },
	{ "workflow_folder", offsetof(struct config, workflow_folder), read_text,
	    CONFIG_WORKFLOW_FOLDER, 0, 0, "/usr/share/aftercare/workflows" },
	{ "catalogue_folder", offsetof(struct config, catalogue_folder), read_text,
	    CONFIG_CATALOGUE_FOLDER, 0, 0, "/usr/share/aftercare/locale" },
	{ "rapidpro_url", offsetof(struct config, rapidpro_url), read_url,
	    CONFIG_RAPIDPRO, 0, 0, "https://rapidpro.example.org" },
	{ "rapidpro_token", offsetof(struct config, rapidpro_token), read_word,
	    CONFIG_RAPIDPRO, 0, 0, "the API token of an administrator or editor" },
	{ "rapidpro_channel", offsetof(struct config, rapidpro_channel), read_text,
	    CONFIG_RAPIDPRO, 0, 0, "UUID or name of the channel" },
	{ "rapidpro_rate", offsetof(struct config, rapidpro_rate), read_number,
	    0, 60, 1000000, "2000" },
	{ "webhook_secret", offsetof(struct config, webhook_secret), read_secret,
	    CONFIG_WEBHOOK_SECRET, 0, 0, "what \"openssl rand -hex 20\" prints" },
	{ "webhook_secret_old", offsetof(struct config, webhook_secret_old), read_secret,
	    0, 0, 0, "the secret before" },
	{ "sms_price", offsetof(struct config, sms_price), read_price,
	    0, 0, 0, "USD 0.03" },
	{ "group_confirm_above", offsetof(struct config, group_confirm_above), read_number,
	    0, 1, 100000, "20" },
	{ "just_wrote_hours", offsetof(struct config, just_wrote_hours), read_number,
	    0, 0, 12, "2" },
	{ "held_after_hours", offsetof(struct config, held_after_hours), read_number,
	    0, 1, 168, "24" },
	{ "silent_minutes", offsetof(struct config, silent_minutes), read_number,
	    0, 15, 720, "90" },
	{ "mail_server", offsetof(struct config, mail_server), read_mail_server,
	    0, 0, 0, "smtps://mail.example.org:465" },
	{ "mail_user", offsetof(struct config, mail_user), read_word,
	    0, 0, 0, "the account at the mail server" },
	{ "mail_password", offsetof(struct config, mail_password), read_word,
	    0, 0, 0, "its password" },
	{ "mail_from", offsetof(struct config, mail_from), read_address,
	    0, 0, 0, "aftercare@example.org" },
	{ "site_url", offsetof(struct config, site_url), read_url,
	    0, 0, 0, "https://aftercare.example.org" },
	{ "subscription_networks", offsetof(struct config, subscription_networks), read_networks,
	    0, 0, 0, "10.20.0.0/16, 127.0.0.1" },
	{ "simulator", offsetof(struct config, simulator), read_yes_no,
	    0, 0, 0, "no" },
	{ "demo", offsetof(struct config, demo), read_yes_no,
	    0, 0, 0, "no" },
	/* clang-format on */
};

static const char *
read_text(struct arena *arena, const struct key *key, char *value, void *place)
{
	(void)key;
	*(const char **)place = arena_strdup(arena, value);
	return NULL;
}

/* Goes into an HTTP header, where a blank would end it. */
static const char *
read_word(struct arena *arena, const struct key *key, char *value, void *place)
{
	for (const char *c = value; *c != '\0'; c++)
		if (*c <= ' ' || *c >= 0x7f)
			return "write it without blanks and in plain letters";
	return read_text(arena, key, value, place);
}

/* "USD 0.03": a currency and so much of it. */
static const char *
read_price(struct arena *arena, const struct key *key, char *value, void *place)
{
	size_t currency = strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	const char *number = value + currency + 1;

	if (currency < 2 || currency > 5 || value[currency] != ' ' ||
	    strspn(number, "0123456789.") != strlen(number) || strlen(number) > 8 ||
	    strtod(number, NULL) <= 0)
		return "write a currency and a number, such as USD 0.03";
	return read_text(arena, key, value, place);
}

static const char *
read_secret(struct arena *arena, const struct key *key, char *value, void *place)
{
	if (strlen(value) < SECRET_MIN)
		return "make it at least 20 characters; \"openssl rand -hex 20\" "
		       "prints a good one";
	return read_word(arena, key, value, place);
}

static const char *
read_socket(struct arena *arena, const struct key *key, char *value, void *place)
{
	if (value[0] != '/')
		return "write the whole path of a socket, beginning with /";
	if (strlen(value) > SOCKET_PATH_MAX)
		return "choose a shorter path: a socket's has at most 107 bytes";
	return read_text(arena, key, value, place);
}

static const char *
read_number(struct arena *arena, const struct key *key, char *value, void *place)
{
	bool digits = strspn(value, "0123456789") == strlen(value);
	long n;

	errno = 0;
	n = digits ? strtol(value, NULL, 10) : -1;
	if (errno != 0 || n < key->min || n > key->max)
		return arena_printf(
		    arena, "write a whole number from %d to %d", key->min, key->max);
	*(int *)place = (int)n;
	return NULL;
}

static const char *
read_yes_no(struct arena *arena, const struct key *key, char *value, void *place)
{
	(void)arena;
	(void)key;
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return "write yes or no";
	*(bool *)place = value[0] == 'y';
	return NULL;
}

/* Host and, perhaps, port: "name", "name:8080", "[::1]:8080". */
static bool
good_authority(const char *text, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	size_t host = strspn(text, letters), digits;
	long port;

	if (text[0] == '[') {
		host = 1 + strspn(text + 1, "0123456789abcdefABCDEF:.");
		if (host < 3 || text[host++] != ']')
			return false;
	}
	if (host == 0 || host >= len)
		return host == len && len > 0;
	digits = strspn(text + host + 1, "0123456789");
	port = digits <= 5 ? strtol(text + host + 1, NULL, 10) : 0;
	return text[host] == ':' && host + 1 + digits == len && port >= 1 &&
	       port <= 65535;
}

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static const char *
read_url(struct arena *arena, const struct key *key, char *value, void *place)
{
	size_t len = strlen(value), scheme = 0;

	if (strncasecmp(value, "https://", 8) == 0)
		scheme = 8;
	else if (strncasecmp(value, "http://", 7) == 0)
		scheme = 7;
	else
		return "begin the address with https:// (or http:// on one machine)";
	while (len > scheme && value[len - 1] == '/')
		value[--len] = '\0';
	if (strpbrk(value, "?#@") != NULL ||
	    !good_authority(value + scheme, strcspn(value + scheme, "/")))
		return "write an address such as https://rapidpro.example.org";
	if (ends_with(value, "/api") || ends_with(value, "/api/v2"))
		return "leave out /api/v2: it is added";
	return read_word(arena, key, value, place);
}

/* An end of the line that is encrypted: smtp:// goes on with STARTTLS (ext/mail.h). */
static const char *
read_mail_server(struct arena *arena, const struct key *key, char *value, void *place)
{
	size_t scheme = 0;

	if (strncmp(value, "smtps://", 8) == 0)
		scheme = 8;
	else if (strncmp(value, "smtp://", 7) == 0)
		scheme = 7;
	if (scheme == 0 || strpbrk(value + scheme, "/?#@") != NULL ||
	    !good_authority(value + scheme, strlen(value + scheme)))
		return "write smtps://, or smtp:// for STARTTLS, a host and a port";
	return read_word(arena, key, value, place);
}

/* Of plain letters, as mail servers take it without more ado. */
static const char *
read_address(struct arena *arena, const struct key *key, char *value, void *place)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
	size_t name = strspn(value, letters);

	if (name == 0 || value[name] != '@' || strlen(value) > 254 ||
	    strspn(value + name + 1, letters) != strlen(value + name + 1) ||
	    strlen(value + name + 1) < 1)
		return "write an address such as aftercare@example.org";
	return read_text(arena, key, value, place);
}

static const char *
read_networks(struct arena *arena, const struct key *key, char *value, void *place)
{
	if (!network_list_is_good(value))
		return "write addresses or networks with commas between, such as "
		       "10.20.0.0/16, 127.0.0.1";
	return read_text(arena, key, value, place);
}

/* A file in the middle of being read. */
struct reading {
	struct arena *arena;
	struct config *config;
	struct buf complaints;
	int line;
	int lines[COUNT_OF(keys)]; /* where each key was given, 0 if not */
};

PRINTF(2, 3) static void complain(struct reading *r, const char *fmt, ...)
{
	va_list args;
	char text[512];

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	buf_printf(&r->complaints, "%s:%d: %s\n", r->config->file, r->line, text);
}

static char *
trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\r");
	len = strlen(text);
	while (len > 0 && strchr(" \t\r", text[len - 1]) != NULL)
		text[--len] = '\0';
	return text;
}

static void
drop_comment(char *line)
{
	for (char *c = line; *c != '\0'; c++)
		if (*c == '#' && (c == line || c[-1] == ' ' || c[-1] == '\t')) {
			*c = '\0';
			return;
		}
}

/* The key that looks most like a misspelt one: shares most of its beginning. */
static const char *
nearest_key(const char *name)
{
	size_t best = 0, longest = 0;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		size_t same = 0;

		while (name[same] != '\0' && name[same] == keys[i].name[same])
			same++;
		if (same > longest) {
			longest = same;
			best = i;
		}
	}
	return longest >= 3 ? keys[best].name : NULL;
}

static void
unknown_key(struct reading *r, const char *name)
{
	const char *near = nearest_key(name);
	struct buf all;

	if (near != NULL) {
		complain(r, "unknown key %.40s; did you mean %s?", name, near);
		return;
	}
	buf_init(&all, r->arena);
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		buf_printf(&all, "%s%s", i == 0 ? "" : ", ", keys[i].name);
	complain(r, "unknown key %.40s; the keys are: %s", name, all.data);
}

static void
take_value(struct reading *r, size_t i, char *value)
{
	const struct key *key = &keys[i];
	const char *remedy;

	if (r->lines[i] != 0) {
		complain(r, "%s is given twice, first in line %d; leave one", key->name,
		    r->lines[i]);
		return;
	}
	r->lines[i] = r->line;
	if (*value == '\0') {
		complain(r, "%s is empty; write a value such as %s, or drop the line",
		    key->name, key->example);
		return;
	}
	remedy = key->read(r->arena, key, value, (char *)r->config + key->offset);
	if (remedy != NULL)
		complain(r, "%s cannot be this; %s", key->name, remedy);
}

static void
take_line(struct reading *r, char *line)
{
	char *equals, *name;

	drop_comment(line);
	name = trim(line);
	if (*name == '\0')
		return;
	for (const char *c = name; *c != '\0'; c++)
		if (iscntrl((unsigned char)*c) && *c != '\t') {
			complain(
			    r, "there is a control character; write the line again");
			return;
		}
	equals = strchr(name, '=');
	if (equals == NULL || equals == name) {
		complain(r, "this is no setting; write it as key = value");
		return;
	}
	*equals = '\0';
	name = trim(name);
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(name, keys[i].name) == 0) {
			take_value(r, i, trim(equals + 1));
			return;
		}
	unknown_key(r, name);
}

/* Half of what mail needs would be found out on the day of the first trouble. */
static void
check_mail(struct reading *r)
{
	const struct config *c = r->config;

	if (c->mail_server != NULL && c->mail_from == NULL)
		complain(r, "mail_server needs mail_from; add a line: mail_from = "
			    "aftercare@example.org");
	if (c->mail_server == NULL &&
	    (c->mail_from != NULL || c->mail_user != NULL || c->mail_password != NULL))
		complain(r, "mail_from, mail_user and mail_password need mail_server; "
			    "add it or drop them");
	if ((c->mail_user == NULL) != (c->mail_password == NULL))
		complain(r, "mail_user and mail_password go together; give both");
}

static enum status
answer(const struct buf *complaints, const char **text)
{
	*text = complaints->data;
	return complaints->len == 0 ? OK : ERR_INVALID;
}

enum status
config_parse(struct arena *arena, const char *name, const char *text, size_t len,
    struct config *config, const char **complaints)
{
	struct reading r = { .arena = arena, .config = config };
	char *copy = arena_strndup(arena, text, len), *next = copy;

	*config = (struct config){ .file = arena_strdup(arena, name),
		.children = 4,
		.rapidpro_rate = 2000,
		.group_confirm_above = 20,
		.just_wrote_hours = 2,
		.held_after_hours = 24,
		.silent_minutes = 90,
		.subscription_networks = "" };
	buf_init(&r.complaints, arena);
	if (len > 0 && memchr(text, '\0', len) != NULL) {
		r.line = 1;
		complain(&r, "this is no text file; write it with a plain editor");
		return answer(&r.complaints, complaints);
	}
	for (char *line; (line = strsep(&next, "\n")) != NULL;) {
		r.line++;
		take_line(&r, line);
	}
	/* What is wrong with a value was said; nothing is missing because of it. */
	if (r.complaints.len == 0)
		check_mail(&r);
	return answer(&r.complaints, complaints);
}

static const char *
read_file(struct arena *arena, const char *path, size_t *len, const char **problem)
{
	char *text = arena_alloc(arena, FILE_MAX + 1);
	FILE *file = fopen(path, "re");

	*problem = NULL;
	*len = 0;
	if (file == NULL) {
		*problem = strerror(errno);
		return NULL;
	}
	*len = fread(text, 1, FILE_MAX + 1, file);
	if (ferror(file) != 0)
		*problem = strerror(errno);
	else if (*len > FILE_MAX)
		*problem = "larger than 64 KB";
	(void)fclose(file);
	return text;
}

enum status
config_load(struct arena *arena, const char *path, struct config *config,
    const char **complaints)
{
	const char *text, *problem;
	size_t len;

	*config = (struct config){ 0 };
	if (path == NULL)
		path = getenv("AFTERCARE_CONFIG");
	if (path == NULL || *path == '\0') {
		*complaints = "There is no configuration; name the file on the command "
			      "line or in AFTERCARE_CONFIG.\n";
		return ERR_INVALID;
	}
	text = read_file(arena, path, &len, &problem);
	if (problem != NULL) {
		*complaints = arena_printf(arena,
		    "%s: cannot be read (%s); check its name and its rights\n", path,
		    problem);
		return ERR_INVALID;
	}
	return config_parse(arena, path, text, len, config, complaints);
}

enum status
config_require(struct arena *arena, const struct config *config, unsigned needs,
    const char **complaints)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *const *value =
		    (const void *)((const char *)config + keys[i].offset);

		if ((keys[i].need & needs) != 0 && *value == NULL)
			buf_printf(&b, "%s: %s is missing; add a line: %s = %s\n",
			    config->file, keys[i].name, keys[i].name, keys[i].example);
	}
	return answer(&b, complaints);
}

bool
config_read(
    struct arena *arena, const char *path, unsigned needs, struct config *config)
{
	const char *complaints = "";

	if (config_load(arena, path, config, &complaints) == OK &&
	    config_require(arena, config, needs, &complaints) == OK)
		return true;
	fputs(complaints, stderr);
	return false;
}

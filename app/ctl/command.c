/* command.c - see command.h. */

#include "ctl/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"

#define LIST_MAX 64

const char *
command_option(int argc, char **argv, const char *name)
{
	for (int i = 0; i + 1 < argc; i++)
		if (strncmp(argv[i], "--", 2) == 0 && strcmp(argv[i] + 2, name) == 0)
			return argv[i + 1];
	return NULL;
}

bool
command_flag(int argc, char **argv, const char *name)
{
	for (int i = 0; i < argc; i++)
		if (strncmp(argv[i], "--", 2) == 0 && strcmp(argv[i] + 2, name) == 0)
			return true;
	return false;
}

const char *
command_word(int argc, char **argv)
{
	int i = 0;

	while (i < argc && strncmp(argv[i], "--", 2) == 0)
		i += 2;
	return i < argc ? argv[i] : NULL;
}

bool
command_config(
    struct arena *arena, int argc, char **argv, unsigned needs, struct config *config)
{
	return config_read(arena, command_option(argc, argv, "config"), needs, config);
}

struct db *
command_database(struct arena *arena, int argc, char **argv)
{
	const char *conninfo = command_option(argc, argv, "database");
	struct config config = { .file = "" };
	struct db *db;

	if (conninfo == NULL) {
		if (!command_config(arena, argc, argv, CONFIG_DATABASE, &config))
			return NULL;
		conninfo = config.database;
	}
	if (db_open(conninfo, &db) == OK)
		return db;
	fprintf(stderr,
	    "The database does not answer. Is it running, and is the address right?\n");
	return NULL;
}

enum status
command_transaction(struct arena *arena, int argc, char **argv, enum tx_mode mode,
    command_act *act, void *with)
{
	struct db *db = command_database(arena, argc, argv);
	struct tx *tx;
	enum status status;

	if (db == NULL)
		return ERR_UNAVAILABLE;
	status = tx_begin(db, arena, mode, &tx);
	if (status == OK) {
		status = act(tx, with);
		status = tx_end(tx, status);
	}
	db_close(db);
	return status;
}

int
command_look(struct arena *arena, int argc, char **argv, command_act *look, void *with)
{
	return command_transaction(arena, argc, argv, TX_READ, look, with) == OK
		   ? EXIT_SUCCESS
		   : EXIT_FAILURE;
}

int
command_change(
    struct arena *arena, int argc, char **argv, command_act *change, void *with)
{
	if (command_transaction(arena, argc, argv, TX_WRITE, change, with) == OK)
		return EXIT_SUCCESS;
	fputs("Nothing was changed.\n", stderr);
	return EXIT_FAILURE;
}

int64_t
command_number(int argc, char **argv, const char *list)
{
	const char *word = command_word(argc, argv);
	int64_t number = 0;

	if (word != NULL && strlen(word) <= 18 &&
	    strspn(word, "0123456789") == strlen(word))
		number = strtoll(word, NULL, 10);
	if (number == 0)
		fprintf(
		    stderr, "Say which one, by its number in: aftercarectl %s\n", list);
	return number;
}

const char *
command_list(struct arena *arena, const char *list)
{
	char *copy = arena_strdup(arena, list != NULL ? list : ""), *word;
	const char *between = strchr(copy, ';') != NULL ? ";" : ",";
	struct buf b;

	buf_init(&b, arena);
	buf_putc(&b, '{');
	for (int n = 0; (word = strsep(&copy, between)) != NULL && n < LIST_MAX;) {
		size_t len;

		word += strspn(word, " ");
		len = strlen(word);
		while (len > 0 && word[len - 1] == ' ')
			word[--len] = '\0';
		if (len == 0)
			continue;
		if (n++ > 0)
			buf_putc(&b, ',');
		/* The array's own quoting is that of JSON strings. */
		buf_json(&b, word);
	}
	buf_putc(&b, '}');
	return b.data;
}

bool
command_secret(const char *prompt, char *line, size_t size)
{
	struct termios shown, hidden;
	bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0, read;

	if (terminal) {
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		fputs(prompt, stderr);
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	}
	read = fgets(line, (int)size, stdin) != NULL;
	if (terminal) {
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		fputc('\n', stderr);
	}
	line[read ? strcspn(line, "\n") : 0] = '\0';
	return read;
}

/* form_check_cmd.c - what is wrong with a form: no database is needed. */

#include <stdio.h>
#include <stdlib.h>

#include "ctl/command.h"
#include "ctl/form_files.h"

static void
print_form(struct arena *arena, const char *path, const struct form *form)
{
	const struct form_question *questions;
	size_t n, asked = 0;

	form_questions(arena, form, NULL, &questions, &n);
	for (size_t i = 0; i < n; i++)
		asked +=
		    !questions[i].group && !questions[i].repeat && !questions[i].hidden;
	printf("%s: %s: %zu questions on %zu pages", path, form_id(form), asked,
	    form_pages(form));
	for (size_t i = 0; form_language(form, i) != NULL; i++)
		if (form_language(form, i)[0] != '\0')
			printf("%s%s", i == 0 ? ", in " : ", ", form_language(form, i));
	for (size_t i = 0; form_file(form, i) != NULL; i++)
		printf(", with %s", form_file(form, i));
	putchar('\n');
}

/* Without its files it is not the form that it will be. */
static bool
can_be_filled(struct arena *arena, const char *path, const struct form *form)
{
	const char *why;

	if (form_file(form, 0) != NULL || form_try(arena, form, &why) == OK)
		return true;
	printf("%s:0: %s\n", path, why);
	return false;
}

static int
run(struct arena *arena, int argc, char **argv)
{
	int code = EXIT_SUCCESS;

	if (argc == 0) {
		fputs("Give FILE.xml\n", stderr);
		return EXIT_FAILURE;
	}
	for (int i = 0; i < argc; i++) {
		const struct form *form = form_file_load(arena, argv[i], stdout, NULL);

		if (form != NULL && can_be_filled(arena, argv[i], form))
			print_form(arena, argv[i], form);
		else
			code = EXIT_FAILURE;
	}
	return code;
}

const struct command form_check_command = {
	.name = "form check",
	.usage = "FILE.xml ...",
	.purpose = "say what is wrong or not supported in a form, with its lines",
	.run = run,
};

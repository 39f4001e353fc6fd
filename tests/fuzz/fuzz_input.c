/* fuzz_input.c - a form's fields are as declared, or there is a fault that says so. */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "web/input.h"

struct form {
	const char *name, *note, *day, *way;
	int64_t number;
	bool tick;
};

static const char *const ways[] = { "sms", "call", NULL };
/* clang-format off */
static const struct input inputs[] = {
	INPUT_TEXT(struct form, name, .label = "Name", .min = 2, .max = 20, .required = true),
	INPUT_LINES(struct form, note, .label = "Note", .max = 40),
	INPUT_DATE(struct form, day, .label = "Day"),
	INPUT_CHOICE(struct form, way, ways, .label = "Way"),
	INPUT_NUMBER(struct form, number, .label = "Number", .min = -5, .max = 1000),
	INPUT_TICK(struct form, tick, .label = "Tick"),
	INPUT_END
};
/* clang-format on */

static bool
fine(const struct faults *faults, const char *field)
{
	return fault_for(faults, field) == NULL;
}

static void
check_texts(const struct form *form, const struct faults *faults)
{
	int64_t day;

	if (fine(faults, "name"))
		REQUIRE(text_length(form->name) >= 2 && text_length(form->name) <= 20 &&
			strpbrk(form->name, "\r\n") == NULL);
	if (fine(faults, "note"))
		REQUIRE(text_length(form->note) <= 40);
	if (fine(faults, "day") && *form->day != '\0')
		REQUIRE(
		    strlen(form->day) == 10 && clock_parse_date(form->day, &day) == OK);
	if (fine(faults, "way"))
		REQUIRE(*form->way == '\0' || strcmp(form->way, "sms") == 0 ||
			strcmp(form->way, "call") == 0);
}

/* Whatever was typed is there, trimmed, whether it is right or not. */
static void
check_kept(struct request *rq, const char *field, const char *kept)
{
	const char *typed = request_field(rq, field);

	REQUIRE(fuzz_is_text(kept));
	REQUIRE(strcmp(kept, text_trim(rq->arena, typed != NULL ? typed : "")) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	struct request rq = { .arena = arena, .method = POST, .body = text };
	struct faults faults = { .n = 0 };
	struct form form = { .number = 77 }; /* what stood there before */
	const char *typed, *number;

	input_read(&rq, inputs, &form, &faults);
	check_kept(&rq, "name", form.name);
	check_kept(&rq, "note", form.note);
	check_kept(&rq, "day", form.day);
	check_kept(&rq, "way", form.way);
	check_texts(&form, &faults);
	typed = request_field(&rq, "number");
	number = text_trim(arena, typed != NULL ? typed : "");
	if (fine(&faults, "number") && *number != '\0')
		REQUIRE(form.number >= -5 && form.number <= 1000 &&
			form.number == strtoll(number, NULL, 10));
	else
		REQUIRE(form.number == 0);
	typed = request_field(&rq, "tick");
	REQUIRE(form.tick == (typed != NULL && *typed != '\0'));
	for (size_t i = 0; i < faults.n; i++)
		REQUIRE(*faults.at[i].message != '\0');
	arena_free(arena);
	return 0;
}

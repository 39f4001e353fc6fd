/* words.c - see words.h. */

#include "site/words.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"

struct entry {
	const char *code, *words;
};

/* clang-format off */
static const struct entry tasks[] = {
	{ "problem", N_("Call about a possible problem") },
	{ "trace", N_("Find out how he is: nothing was heard of him") },
	{ "who", N_("Ask who sent this: the phone is shared") },
	{ "number", N_("Correct the phone number") },
	{ "visit", N_("See that he came to the clinic") },
	{ "handed-back", N_("Handed back by a supervisor") },
	{ "free", N_("Task") },
	{ "escalation", N_("Escalation") },
};

static const struct entry outcomes[] = {
	{ "needless", N_("no longer needed") },
	{ "reached-fine", N_("reached, no problem") },
	{ "reached-problem", N_("reached, has a problem") },
	{ "not-reached", N_("not reached") },
	{ "wrong-number", N_("wrong number") },
	{ "came", N_("came to the clinic") },
	{ "advice", N_("advice given") },
	{ "clinic", N_("to be seen at the clinic") },
	{ "refer", N_("referred") },
	{ "hand-back", N_("handed back") },
	{ "", N_("done") },
};

static const struct entry message_states[] = {
	{ "received", N_("Received") },
	{ "held", N_("Held") },
	{ "queued", N_("Waiting to send") },
	{ "sending", N_("Waiting to send") },
	{ "unsure", N_("Not certain") },
	{ "sent", N_("Sent") },
	{ "delivered", N_("Delivered") },
	{ "failed", N_("Not delivered") },
	{ "cancelled", N_("Not sent") },
};

static const struct entry columns[] = {
	{ "given_name", N_("First name") },
	{ "family_name", N_("Surname") },
	{ "birth_date", N_("Date of birth") },
	{ "birth_estimated", N_("Date of birth from an age") },
	{ "sex", N_("Sex") },
	{ "number", N_("Number on the card") },
	{ "language", N_("Language") },
	{ "phone_id", N_("Phone") },
	{ "phone_typed", N_("Phone as typed") },
	{ "phone_owner", N_("Whose phone") },
	{ "phone_owner_name", N_("Owner of the phone") },
	{ "phone2_id", N_("Second phone") },
	{ "phone2_typed", N_("Second phone as typed") },
	{ "phone2_owner_name", N_("Owner of the second phone") },
	{ "guardian_name", N_("Guardian’s name") },
	{ "guardian_relation", N_("Relation of the guardian") },
	{ "guardian_consent", N_("Consent of the guardian") },
	{ "lives_in", N_("Lives in") },
	{ "note", N_("Note") },
	{ "opted_out_at", N_("Opted out") },
	{ "opted_out_how", N_("How he opted out") },
	{ "anchor_date", N_("Date of the procedure") },
	{ "method", N_("Method") },
	{ "state", N_("State") },
	{ "status", N_("State") },
	{ "end_reason", N_("Reason") },
	{ "ended_at", N_("Ended") },
	{ "name", N_("Name") },
	{ "username", N_("User name") },
	{ "role", N_("Role") },
	{ "active", N_("Active") },
	{ "password_hash", N_("Password") },
	{ "place_id", N_("Facility") },
	{ "user_id", N_("Person") },
	{ "owner_id", N_("With") },
	{ "outcome", N_("Outcome") },
	{ "outcome_note", N_("Note") },
	{ "severity", N_("Severity") },
	{ "zone", N_("Time zone") },
	{ "region", N_("Country of the phones") },
	{ "opens", N_("Opens") },
	{ "closes", N_("Closes") },
	{ "checkin_time", N_("Hour of check-ins") },
	{ "quiet_from", N_("Quiet from") },
	{ "quiet_until", N_("Quiet until") },
	{ "emergency_phone", N_("Emergency number") },
	{ "body", N_("Text") },
};

static const struct entry objects[] = {
	{ "patient", N_("Client") },
	{ "enrolment", N_("Follow-up") },
	{ "place", N_("Facility") },
	{ "user_place", N_("Facility of a person") },
	{ "app_user", N_("Person") },
	{ "task", N_("Task") },
	{ "escalation", N_("Escalation") },
	{ "message", N_("Message") },
	{ "thread", N_("Thread") },
};

static const struct entry actions[] = {
	{ "read", N_("Saw") },
	{ "insert", N_("Added") },
	{ "update", N_("Changed") },
	{ "delete", N_("Removed") },
	{ "sign-in", N_("Signed in") },
	{ "sign-out", N_("Signed out") },
	{ "insert patient", N_("Registered") },
	{ "insert message", N_("Sent an SMS") },
	{ "insert enrolment", N_("Began") },
};
/* clang-format on */

static const char *
look_up(const struct entry *entries, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(entries[i].code, code) == 0)
			return gettext(entries[i].words);
	return NULL;
}

static const char *
or_itself(const char *words, const char *code)
{
	return words != NULL ? words : code;
}

const char *
words_task(const char *kind)
{
	return or_itself(look_up(tasks, COUNT_OF(tasks), kind), kind);
}

const char *
words_outcome(const char *outcome)
{
	return or_itself(look_up(outcomes, COUNT_OF(outcomes), outcome), outcome);
}

const char *
words_message_state(const char *state)
{
	return or_itself(
	    look_up(message_states, COUNT_OF(message_states), state), state);
}

const char *
words_column(const char *column)
{
	return or_itself(look_up(columns, COUNT_OF(columns), column), column);
}

const char *
words_columns(struct arena *arena, const char *list)
{
	const char *before = "";
	struct buf b;

	buf_init(&b, arena);
	for (const char *s = list; *s != '\0'; s += strspn(s, " ")) {
		size_t len = strcspn(s, " ");
		const char *column = arena_strndup(arena, s, len);

		s += len;
		/* The same change, told twice. */
		if (strstr(column, "_typed") != NULL)
			continue;
		buf_printf(&b, "%s%s", before, words_column(column));
		before = ", ";
	}
	return b.data;
}

const char *
words_object(const char *object)
{
	return or_itself(look_up(objects, COUNT_OF(objects), object), object);
}

const char *
words_action(const char *action, const char *object)
{
	char both[80];
	const char *words = NULL;
	size_t a = strlen(action), o = strlen(object);

	if (a + o + 2 <= sizeof both) {
		memcpy(both, action, a);
		both[a] = ' ';
		memcpy(both + a + 1, object, o + 1);
		words = look_up(actions, COUNT_OF(actions), both);
	}
	if (words == NULL)
		words = look_up(actions, COUNT_OF(actions), action);
	return or_itself(words, action);
}

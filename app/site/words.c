/* words.c - see words.h. */

#include "site/words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "core/workflow.h"

/* clang-format off */
static const struct i18n_row tasks[] = {
	{ "problem", N_("Call about wound problem") },
	{ "trace", N_("Trace: nothing heard of him") },
	{ "who", N_("Who sent this message?") },
	{ "number", N_("Check the phone number") },
	{ "visit", N_("Did he come to the facility?") },
	{ "call", N_("Call back") },
	{ "screening", N_("Call: positive in a screening") },
	{ "handed-back", N_("Handed back by a supervisor") },
	{ "free", N_("Task") },
	{ "rule", N_("Task of the programme") },
	{ "escalation", N_("Escalation") },
};

static const struct i18n_row outcomes[] = {
	{ "needless", N_("no longer needed") },
	{ "reached-fine", N_("reached, no problem") },
	{ "reached-problem", N_("reached, has a problem") },
	{ "not-reached", N_("not reached") },
	{ "not-found", N_("not found, no further tries") },
	{ "wrong-number", N_("wrong number") },
	{ "came", N_("came to the facility") },
	{ "confirmed", N_("confirmed case") },
	{ "refuted", N_("not a case") },
	{ "sent", N_("sent") },
	{ "sent-back", N_("sent back") },
	{ "lost", N_("lost to follow-up") },
	{ "reported", N_("form filled in") },
	{ "attributed", N_("filed with its client") },
	{ "advice", N_("advice given") },
	{ "clinic", N_("to be seen at the facility") },
	{ "refer", N_("referred") },
	{ "hand-back", N_("handed back") },
	{ "settled", N_("settled at the facility") },
	{ "merged", N_("merged with another case") },
	{ "cancelled", N_("called off") },
	{ "rejected", N_("refused") },
	{ "failed", N_("could not be done") },
	{ "entered-in-error", N_("entered by mistake") },
	{ "", N_("done") },
};

/* Lines of a trail: what the programme did, and what a person did ("by ..."). */
static const struct i18n_row events[] = {
	{ "created", N_("Opened by itself") },
	{ "created by", N_("Opened by") },
	{ "said", N_("He wrote") },
	{ "said by", N_("Added by") },
	{ "taken by", N_("Taken by") },
	{ "claimed by", N_("Claimed by") },
	{ "released by", N_("Released by") },
	{ "note by", N_("Note by") },
	{ "put-off by", N_("Snoozed by") },
	{ "lost by", N_("Lost to follow-up, decided by") },
	{ "heard", N_("Heard of again") },
	{ "heard by", N_("Heard of again, told by") },
	{ "not-reached by", N_("Not reached, tried by") },
	{ "not-found by", N_("Not found, closed by") },
	{ "reached-fine by", N_("Reached, no problem, by") },
	{ "reached-problem by", N_("Reached, has a problem, by") },
	{ "wrong-number by", N_("Wrong number, tried by") },
	{ "came by", N_("He came to the facility, seen by") },
	{ "confirmed by", N_("Confirmed as a case by") },
	{ "refuted by", N_("Found not to be a case by") },
	{ "late-screening", N_("Nobody had called in time: urgent, and a supervisor’s to see to") },
	{ "attributed by", N_("Filed with its client by") },
	{ "needless", N_("No longer needed") },
	{ "needless by", N_("Ended by") },
	{ "refer by", N_("Referred by") },
	{ "clinic by", N_("Asked to the facility by") },
	{ "advice by", N_("Advice given by") },
	{ "hand-back by", N_("Handed back by") },
	{ "settled by", N_("Settled at the facility by") },
	{ "not-settled by", N_("Not settled, needs a decision again, by") },
	{ "reopened by", N_("Opened again by") },
	{ "merged by", N_("Merged with another case by") },
	{ "joined by", N_("Another case was merged with it by") },
	{ "parted by", N_("The other case was taken out again by") },
	{ "assigned by", N_("Given to a colleague by") },
	{ "undone by", N_("Taken back by") },
	{ "woken", N_("Shown again") },
	{ "filed by", N_("Filed with its client by") },
	{ "resumed", N_("Taken up again") },
	{ "resumed by", N_("Taken up again by") },
	{ "not-his by", N_("A text of it was not his, says") },
	{ "off-duty", N_("Back in the queue, off duty") },
	{ "not-there", N_("Back in the queue, no supervisor there any more") },
	{ "handed-over by", N_("Taken over with the duty by") },
	{ "late-first", N_("The time to act was over") },
	{ "late-decision", N_("The time to decide was over") },
	{ "late-visit", N_("He was to have been seen by then") },
	{ "not-seen", N_("Nobody has seen him: he is looked for, and it needs a decision again") },
	{ "not-come", N_("He did not come, needs a decision again") },
	{ "not-come by", N_("He did not come, needs a decision again, by") },
	{ "sent-back", N_("He was sent back, needs a decision again") },
	{ "sent-back by", N_("He was sent back, needs a decision again, by") },
	{ "man-told by", N_("He was told where to go, by") },
	{ "man-not-reached by", N_("He could not be told where to go, tried by") },
	{ "place-told by", N_("The facility was told that he comes, by") },
	{ "settled", N_("Settled: he was seen") },
	{ "calmer by", N_("Less urgent without the text that was not his, says") },
	{ "asked-anew by", N_("Asked for otherwise by") },
	{ "unwanted by", N_("Not wanted any more, says") },
	{ "refused by", N_("Refused by") },
	{ "linked by", N_("Linked to a client by") },
	{ "status", N_("Its state changed") },
	{ "changed", N_("Changed by itself") },
};

static const struct i18n_row severities[] = {
	{ "severe", N_("Severe") },
	{ "moderate", N_("Moderate") },
	{ "mild", N_("Mild") },
	{ "ungraded", N_("Not graded") },
};

static const struct i18n_row message_states[] = {
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

static const struct i18n_row columns[] = {
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
	{ "opted_out_at", N_("Messages stopped") },
	{ "opted_out_how", N_("How he opted out") },
	{ "mail", N_("Mail address") },
	{ "open_days", N_("Days of the week") },
	{ "enrolment_id", N_("Follow-up") },
	{ "how", N_("How") },
	{ "reason", N_("Reason") },
	{ "ended_how", N_("How it ended") },
	{ "ended_by", N_("Ended by") },
	{ "given", N_("Agreed") },
	{ "seen_by", N_("Seen by") },
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
	{ "gateway_id", N_("Gateway of its texts") },
	{ "body", N_("Text") },
	{ "patient_id", N_("Client") },
	{ "thread_id", N_("Thread") },
	{ "enrolment_id", N_("Follow-up") },
	{ "task_id", N_("Task") },
	{ "message_id", N_("Message") },
	{ "kind", N_("Kind") },
	{ "who", N_("About") },
	{ "words", N_("Words") },
	{ "priority", N_("Priority") },
	{ "performer", N_("For") },
	{ "starts_at", N_("From") },
	{ "due_at", N_("Until") },
	{ "started_at", N_("Started") },
	{ "closed_at", N_("Closed") },
	{ "closed_by", N_("Closed by") },
	{ "raised_at", N_("Raised") },
	{ "raised_by", N_("Raised by") },
	{ "first_due", N_("To act until") },
	{ "first_at", N_("First acted") },
	{ "decide_due", N_("To decide until") },
	{ "decided_at", N_("Decided") },
	{ "decided_by", N_("Decided by") },
	{ "sign", N_("Sign") },
	{ "event", N_("Adverse event") },
	{ "grade", N_("Grade") },
	{ "refer_to", N_("Referred to") },
	{ "consent_at", N_("Consent") },
	{ "consent_by", N_("Consent seen by") },
	{ "last_sign_at", N_("Last sign of life") },
	{ "workflow", N_("Programme") },
	{ "workflow_version", N_("Version of the programme") },
	{ "created_at", N_("Made") },
	{ "created_by", N_("Made by") },
	{ "source", N_("Cause") },
	{ "direction", N_("Direction") },
	{ "author_id", N_("Writer") },
	{ "attributed_by", N_("Filed by") },
	{ "assigned_to", N_("With") },
	{ "not_patient", N_("No client") },
	{ "snoozed_until", N_("Snoozed until") },
	{ "what", N_("What") },
	{ "clients", N_("Clients in the file") },
	{ "registered", N_("Clients registered") },
	{ "appointments", N_("Appointments in the file") },
	{ "appointments_booked", N_("Appointments booked") },
	{ "parent_id", N_("Belongs to") },
};

static const struct i18n_row objects[] = {
	{ "answer", N_("Ready answer") },
	{ "screening", N_("Screening") },
	{ "screening_question", N_("Question of a screening") },
	{ "screening_answer", N_("Answer of a screening") },
	{ "answer_version", N_("Version of a ready answer") },
	{ "mailing", N_("Message to several") },
	{ "trace_attempt", N_("Attempt to find him") },
	{ "lost", N_("Lost to follow-up") },
	{ "opt_out", N_("No more messages") },
	{ "consent", N_("Consent") },
	{ "place_holiday", N_("Holiday of a facility") },
	{ "schedule_test", N_("Test of a step") },
	{ "text_version", N_("Version of the texts") },
	{ "setting_version", N_("Version of the settings") },
	{ "schedule_off", N_("Step that is switched off") },
	{ "patient", N_("Client") },
	{ "enrolment", N_("Follow-up") },
	{ "place", N_("Facility") },
	{ "user_place", N_("Facility of a person") },
	{ "app_user", N_("Person") },
	{ "task", N_("Task") },
	{ "escalation", N_("Escalation") },
	{ "message", N_("Message") },
	{ "thread", N_("Thread") },
	{ "import", N_("File of clients or appointments") },
	{ "patient-list", N_("List of clients, so many:") },
	{ "message-list", N_("List of messages, so many:") },
	{ "inbox", N_("Text that a program brought") },
	{ "delivery-list", N_("List of what did not arrive, so many:") },
	{ "indicator-list", N_("Indicators, so many lines:") },
	{ "delivery_deed", N_("Deed on an SMS that did not arrive") },
	{ "duty_shift", N_("Shift of duty") },
	{ "duty_handover", N_("Handing over of duty") },
	{ "reminder", N_("Late texts of a step") },
	{ "outbound_push", N_("Push to another system") },
	{ "outbound_event", N_("Push of a document") },
	{ "outbound_credential", N_("Secret of a push") },
	{ "mail_person", N_("Person told of troubles by mail") },
	{ "service_request", N_("Request from outside") },
	{ "mediator_party", N_("Who asks through the mediator") },
	{ "mediator", N_("What came through the mediator:") },
};

static const struct i18n_row actions[] = {
	{ "read", N_("Saw") },
	{ "insert", N_("Added") },
	{ "update", N_("Changed") },
	{ "delete", N_("Removed") },
	{ "mended", N_("Was understood though it was not FHIR") },
	{ "sign-in", N_("Signed in") },
	{ "sign-out", N_("Signed out") },
	{ "insert patient", N_("Registered") },
	{ "insert message", N_("Sent an SMS") },
	{ "insert enrolment", N_("Began") },
	{ "insert import", N_("Brought") },
	{ "update import", N_("Entered from") },
	{ "read patient-list", N_("Downloaded") },
	{ "read delivery-list", N_("Downloaded") },
	{ "read message-list", N_("Downloaded") },
};
/* clang-format on */

static const char *const endings[] = { ".title", ".label", ".action" };

const char *
words_task(const char *kind)
{
	return i18n_code(tasks, COUNT_OF(tasks), kind);
}

/* Without what only says where it belongs: "task.no-contact.title". */
static const char *
key_read(struct arena *arena, const char *key)
{
	size_t len = strlen(key), skip = strncmp(key, "task.", 5) == 0 ? 5 : 0;
	char *read;

	if (strchr(key, ' ') != NULL)
		return key;
	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		size_t end = strlen(endings[i]);

		if (len > skip + end && strcmp(key + len - end, endings[i]) == 0) {
			len -= end;
			break;
		}
	}
	read = arena_strndup(arena, key + skip, len - skip);
	for (char *c = read; *c != '\0'; c++)
		if (strchr("._-", *c) != NULL)
			*c = ' ';
	read[0] = (char)toupper((unsigned char)read[0]);
	return read;
}

const char *
words_text(struct arena *arena, const char *key)
{
	const char *text = workflow_text(
	    arena, i18n_language(), key, &(const struct workflow_words){ NULL });

	return text != NULL && *text != '\0' ? text : key_read(arena, key);
}

const char *
words_title(struct arena *arena, const char *kind, const char *title, const char *words)
{
	if (strcmp(kind, "free") == 0)
		return words;
	return *title != '\0' ? words_text(arena, title) : words_task(kind);
}

const char *
words_outcome(const char *outcome)
{
	return i18n_code(outcomes, COUNT_OF(outcomes), outcome);
}

const char *
words_event(const char *what, bool by_person)
{
	char key[40];
	const char *words;

	(void)snprintf(key, sizeof key, "%s%s", what, by_person ? " by" : "");
	words = i18n_code(events, COUNT_OF(events), key);
	if (words != key)
		return words;
	return by_person ? _("Changed by") : words_outcome(what);
}

const char *
words_priority(int priority)
{
	return priority == 1   ? _("at once")
	       : priority == 2 ? _("as soon as possible")
	       : priority == 3 ? _("urgent")
			       : _("routine");
}

const char *
words_severity(const char *severity)
{
	return i18n_code(severities, COUNT_OF(severities), severity);
}

const char *
words_message_state(const char *state)
{
	return i18n_code(message_states, COUNT_OF(message_states), state);
}

const char *
words_column(const char *column)
{
	return i18n_code(columns, COUNT_OF(columns), column);
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
	return i18n_code(objects, COUNT_OF(objects), object);
}

const char *
words_action(const char *action, const char *object)
{
	char both[80];
	const char *words = both;
	size_t a = strlen(action), o = strlen(object);

	if (a + o + 2 <= sizeof both) {
		memcpy(both, action, a);
		both[a] = ' ';
		memcpy(both + a + 1, object, o + 1);
		words = i18n_code(actions, COUNT_OF(actions), both);
	}
	return words != both ? words : i18n_code(actions, COUNT_OF(actions), action);
}

/* page.c - see page.h. */

#include "site/page.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/text.h"
#include "core/trouble.h"
#include "ext/phone.h"
#include "ext/secret.h"
#include "site/figures.h"

#define MAX_ASSET ((size_t)1024 * 1024)

static char assets[16] = "/s/0";

void
page_assets(const char *folder)
{
	static const char *const files[] = { "app.css", "app.js", "icon.svg",
		"messages.css", "messages.js", "picture.js" };
	struct arena *arena = arena_new();
	struct buf all;

	buf_init(&all, arena);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		const char *path = arena_printf(arena, "%s/%s", folder, files[i]),
			   *text;
		size_t len;

		if (file_read(arena, path, MAX_ASSET, &text, &len) == OK)
			buf_add(&all, text, len);
		else
			log_warn("no file %s in the static folder", files[i]);
	}
	(void)snprintf(assets, sizeof assets, "/s/%.8s", secret_hash(arena, all.data));
	arena_free(arena);
}

const struct session_resume *
page_user(struct request *rq)
{
	return rq->who;
}

const char *
page_phone(struct request *rq, const char *e164)
{
	return phone_shown(rq->arena, e164, page_user(rq)->region);
}

/* First letters of the last two words: titles such as "Sr" stand before them. */
const char *
page_initials(struct arena *arena, const char *name)
{
	const char *words[2] = { "", "" };
	char *initials = arena_alloc(arena, 3);

	for (const char *s = name; *s != '\0'; s += strcspn(s, " ")) {
		s += strspn(s, " ");
		if (*s == '\0')
			break;
		words[0] = words[1];
		words[1] = s;
	}
	for (size_t i = 0, n = 0; i < 2; i++)
		if ((unsigned char)words[i][0] > ' ' &&
		    (unsigned char)words[i][0] < 0x80)
			initials[n++] = (char)toupper((unsigned char)words[i][0]);
	return initials;
}

struct notice {
	const char *name, *kind, *words;
};

/* What ?notice=... says: a closed list, so no link can put words in our mouth. */
static const struct notice notices[] = {
	{ "saved", "green", "Saved." },
	{ "registered", "green", "Registered." },
	{ "sent", "green", "The message leaves in a few seconds." },
	{ "booked", "green", "Booked: he is reminded by SMS." },
	{ "booked-others", "green",
	    "Booked. Somebody else is expected at that very hour, too." },
	{ "moved-to", "green", "Changed: he is reminded of the new day." },
	{ "screening-started", "green",
	    "Started: the first wave is asked on its day, one after the other." },
	{ "screening-paused", "amber",
	    "Paused: nobody is asked anything until it goes on." },
	{ "screening-running", "green", "It goes on." },
	{ "screening-ended", "green", "Ended: nobody is asked any more." },
	{ "doses-published", "green",
	    "Published: what is due is found again for each child in a moment." },
	{ "dose-given", "green",
	    "Recorded: what is due next is told for its own day." },
	{ "dose-corrected", "green", "Corrected, and with it what is due next." },
	{ "dose-taken-back", "green", "Taken back: it is due as before." },
	{ "appointment-cancelled", "green",
	    "Cancelled: he is reminded of it no more. He is not told that it was." },
	{ "appointment-confirmed", "green", "Saved: he says he comes." },
	{ "appointment-change", "green",
	    "Saved: a task asks for another day for him." },
	{ "appointment-came", "green", "Saved: he came." },
	{ "appointment-missed", "green",
	    "Saved: he gets one SMS that he was missed, and is looked for." },
	{ "appointment-reopened", "green", "Taken back: it is as it was before." },
	{ "referral-seen", "green", "Saved: he was seen." },
	{ "referral-missed", "green",
	    "Saved. He is looked for, and his supervisor decides again." },
	{ "referral-back", "green", "Saved: his supervisor decides again." },
	{ "referral-told", "green", "Saved: it stands with the case." },
	{ "group-sent", "green",
	    "Sent: the texts leave behind those of nurses to one." },
	{ "group-asked", "green",
	    "A colleague has to confirm it now: it stands under Messages to several." },
	{ "group-done", "green", "Nothing is sent." },
	{ "group-over", "amber",
	    "Nothing was done a second time: it was decided before, or is too old." },
	{ "group-own", "amber", "Not done: that is for somebody else to decide." },
	{ "group-quiet", "amber", "Not sent: these are the facility’s quiet hours." },
	{ "group-nobody", "amber", "Not sent: nobody is left who may get it." },
	{ "answer-new", "green",
	    "Kept. It is offered once somebody else, a supervisor, has approved it." },
	{ "answer-approved", "green", "Approved: nurses are offered it from now on." },
	{ "answer-own", "amber",
	    "Not approved: whoever wrote it cannot approve it, and only the latest "
	    "words can be." },
	{ "answer-retired", "green", "Retired: nobody is offered it any more." },
	{ "answer-back", "green", "It is in use again, as far as it is approved." },
	{ "later", "green",
	    "The message leaves when the quiet hours end. Until then it can be taken "
	    "back." },
	{ "sent-closed", "green",
	    "The message leaves in a few seconds, and the conversation is closed." },
	{ "sent-snoozed", "green",
	    "The message leaves in a few seconds. The conversation comes back in two "
	    "hours, or when he writes." },
	{ "undone", "green", "Not sent. Your text is back in the box." },
	{ "too-late", "amber", "Too late to undo: the message has left." },
	{ "taken", "green", "This task is yours now." },
	{ "taken-by-other", "amber", "Somebody else took this first." },
	{ "done", "green", "Done." },
	{ "done-by-other", "amber",
	    "Somebody has finished this task meanwhile. Nothing was saved a second "
	    "time." },
	{ "draft-gone", "green",
	    "The draft is discarded. This is the form as it begins." },
	{ "form-more", "amber",
	    "Your answers led to one more question. Nothing is saved yet." },
	{ "choose", "amber",
	    "Choose somebody from those found, or clear what you looked for." },
	{ "put-off", "green", "Saved. It is shown again later." },
	{ "last-task", "green", "Saved. That was the last task for now." },
	{ "bulk-done", "green", "Done." },
	{ "bulk-some", "amber", "Done, but for some." },
	{ "bulk-undone", "green", "Taken back: the tasks are as before." },
	{ "bulk-left", "green", "Left as they are." },
	{ "bulk-none", "amber", "Not done: somebody has changed them meanwhile." },
	{ "none-ticked", "amber", "Tick the tasks first." },
	{ "nobody-ticked", "amber", "Tick the clients first." },
	{ "one-facility", "amber",
	    "These are clients of several facilities. Choose one facility, then tick "
	    "them." },
	{ "view-saved", "green", "Saved: it stands above the list." },
	{ "view-deleted", "green", "Deleted. The tasks are where they were." },
	{ "case-view-deleted", "green", "Deleted. The cases are where they were." },
	{ "assigned", "green", "Given to your colleague." },
	{ "linked", "green", "Linked: the task is about this client now." },
	{ "refused", "green", "Refused. Whoever asked for it is told why." },
	{ "task-made", "green", "The task is in the list." },
	{ "taken-back", "green", "Taken back: the task is open as before." },
	{ "taken-back-all", "green",
	    "Taken back: the task is open as before, and what it led to is "
	    "withdrawn." },
	{ "taken-back-said", "amber",
	    "Taken back: the task is open as before. Your words stay in the case that "
	    "was open already." },
	{ "undo-touched", "amber",
	    "Not taken back: somebody is at work on what it led to. Ask who has it." },
	{ "undo-told", "amber",
	    "Not taken back: the case that asked for it has its answer. A supervisor "
	    "can open it again." },
	{ "undo-late", "amber",
	    "Too late to undo: it is too long ago, or somebody has changed "
	    "the task since." },
	{ "closed", "green", "Closed." },
	{ "reopened", "green", "Open again." },
	{ "claimed", "green", "This case is yours now." },
	{ "claimed-by-other", "amber", "Somebody else claimed this case first." },
	{ "released", "green", "Released: anybody can take it." },
	{ "escalated", "green", "Escalated. A supervisor sees it now." },
	{ "decided", "green", "The decision is saved." },
	{ "cases-given", "green", "Given to a colleague." },
	{ "cases-left", "amber",
	    "None was given: somebody has changed them meanwhile, or the colleague "
	    "does "
	    "not work at their facility." },
	{ "merged", "green", "One case of both: the other is closed." },
	{ "undecided", "green", "Taken back: it is as before." },
	{ "undecided-late", "amber",
	    "Too late to undo: it is more than ten minutes ago, or somebody is at work "
	    "on "
	    "what was decided. Open the case again and say why." },
	{ "duty-planned", "green", "Planned." },
	{ "duty-copied", "green", "The next week is planned like this one." },
	{ "duty-copied-some", "amber",
	    "The next week is planned, but for what overlaps, is past, or is of "
	    "somebody who may not any more: look at it." },
	{ "duty-copied-none", "amber",
	    "Nothing was copied: there is nothing in this week, or the next is planned "
	    "already." },
	{ "duty-removed", "green",
	    "Removed. Who was on duty is not any more: his cases go back to the "
	    "queue." },
	{ "duty-past", "amber", "Not removed: this shift is over." },
	{ "duty-asked", "green",
	    "Asked. Until your colleague accepts, the duty and its cases stay with "
	    "you." },
	{ "duty-asked-before", "amber",
	    "You have asked a colleague already. Take that back first." },
	{ "duty-accepted", "green", "The duty is yours now, with its cases." },
	{ "duty-refused", "green", "Refused: your colleague is told why." },
	{ "duty-withdrawn", "green", "Taken back: the duty stays with you." },
	{ "duty-answered", "amber",
	    "Nothing was changed: it was answered or taken back before, or is too "
	    "old." },
	{ "retried", "green", "It will be sent again." },
	{ "opted-out", "green", "No more automatic messages to this client." },
	{ "lost", "green", "Decided. It can be taken back here." },
	{ "not-lost", "green", "Taken back: he is looked for again." },
	{ "paused", "green", "Paused: no automatic SMS until that day." },
	{ "unpaused", "green", "The automatic SMS go on." },
	{ "opted-in", "green", "Automatic messages start again." },
	{ "refiled", "green", "Filed so." },
	{ "noted", "green", "The note is in the conversation." },
	{ "note-withdrawn", "green", "Withdrawn. It can be put back from its page." },
	{ "note-stays", "amber", "Not done: this is not yours to do, or it is done." },
	{ "attributed", "green", "Filed with this client." },
	{ "number-gone", "green",
	    "Texts to this number have stopped. A task asks for his new number." },
	{ "linked", "green",
	    "This number’s messages are part of this conversation now." },
	{ "not-client", "green", "Marked as not a client." },
	{ "with-you", "green", "This conversation is with you." },
	{ "given-back", "green", "Given back: anybody can take it." },
	{ "given", "green", "Given to your colleague: it stands in her list." },
	{ "snoozed", "green", "Snoozed. It comes back by itself." },
	{ "awake", "green", "It waits again." },
	{ "several-closed", "green", "Closed." },
	{ "several-some", "amber", "Closed, but for some." },
	{ "several-none", "amber",
	    "Nothing was closed: something happened to them meanwhile." },
	{ "several-unticked", "amber", "Tick the conversations first." },
	{ "several-undone", "green", "Taken back: they wait as before." },
	{ "several-undone-some", "amber",
	    "Taken back, but for those to which something happened since." },
	{ "several-undo-late", "amber",
	    "Too late to undo: something has happened to each of them since." },
	{ "draft", "green", "Kept as your draft." },
	{ "plain", "green",
	    "Plain letters are in the box. Read it before you send it." },
	{ "not-sent", "amber",
	    "Not sent: no SMS may go to this client now. Your text is kept." },
	{ "none-chosen", "amber", "Tick the messages to send again." },
	{ "let-go", "green",
	    "Released: it leaves in a few seconds, or in the morning." },
	{ "dropped", "green", "It will not be sent." },
	{ "asked-again", "green", "Today’s question is sent once more." },
	{ "set-aside", "green", "Set aside: it is listed no more." },
	{ "calls-made", "green", "The tasks to call are in the list." },
	{ "retried-later", "green",
	    "It is night there: it will be sent again when the quiet hours end." },
	{ "deed-undone", "green", "Taken back." },
	{ "rapidpro-asked", "blue",
	    "RapidPro is asked in the next seconds. Look again to see what it says." },
	{ "mail-added", "green",
	    "Told from now on. Send a test, and see that it comes." },
	{ "mail-removed", "green", "Told no more." },
	{ "mail-tested", "green",
	    "A test is on its way. What became of it is told below." },
	{ "outbound-again", "green",
	    "It leaves again in a few seconds. What became of it is told below." },
	{ "outbound-not", "amber",
	    "Nothing was changed: it is on its way already, or was taken." },
	{ "deed-gone", "amber",
	    "Nothing was changed: somebody has decided already, or it is on its way." },
	{ "deed-stopped", "amber", "Not sent: this client wants no messages." },
	{ "deed-no-phone", "amber", "Not sent: this client has no phone number." },
	{ "deed-quiet", "amber",
	    "Not asked: it is night there, or soon. Call, or wait for tomorrow’s "
	    "question." },
	{ "deed-past", "amber",
	    "Not asked: its day has passed. If he is asked today, that question is in "
	    "his conversation." },
	{ "deed-answered", "green", "Not asked: he has answered meanwhile." },
	{ "on-its-way", "amber",
	    "Not sent again: it is on its way, has arrived, or may not be "
	    "sent." },
	{ "form-new", "green", "Kept: every form is begun from this version now." },
	{ "form-same", "blue",
	    "Nothing is new in it: the latest version says the same." },
	{ "form-retired", "green", "Retired: nobody begins this form any more." },
	{ "form-back", "green", "It is in use again." },
	{ "schedule-draft", "blue",
	    "A draft: nothing changes for anybody until it is published." },
	{ "schedule-there", "amber", "There is a draft already: it is this one." },
	{ "schedule-tried", "green",
	    "Tried: nothing was sent. As it stands it may be published." },
	{ "schedule-used", "green", "In use from now on." },
	{ "text-kept", "blue",
	    "Kept in the draft: nothing else is sent until it is published." },
	{ "schedule-test", "green", "It leaves to your phone in a few seconds." },
	{ "step-off", "green", "Switched off: it does not leave there any more." },
	{ "step-on", "green",
	    "Switched on: what is still to come leaves at its hour." },
	{ "hour-set", "green",
	    "Changed: check-ins leave at the new hour. It can be set back below." },
	{ "late-released", "green",
	    "Released: they leave in their turn, so many a minute." },
	{ "late-dropped", "green", "Dropped: they do not leave any more." },
	{ "late-gone", "amber",
	    "Nothing of it waits any more: somebody was faster, or its time is over." },
	{ "signed-out", "green", "You are signed out." },
	{ "follow-up-ended", "green", "The follow-up has ended." },
	{ "moved", "green", "Moved: the nurses there have a task." },
	{ "died", "green",
	    "Recorded: nothing is sent to him any more, and nobody looks for him." },
	{ "goes-on", "green", "The follow-up goes on." },
	{ "password-set", "green", "The new password is set." },
	{ "ended", "green", "That browser is signed out." },
	{ "password", "green", "Your password is changed." },
	{ "language", "green", "Your language is changed." },
};

static const struct notice *
notice_named(const char *name)
{
	for (size_t i = 0; name != NULL && i < COUNT_OF(notices); i++)
		if (strcmp(notices[i].name, name) == 0)
			return &notices[i];
	return NULL;
}

static const char *
place_line(struct request *rq, const struct session_resume *user)
{
	if (strcmp(user->role, "admin") == 0)
		return _("Administrator");
	if (user->place_count > 1)
		return arena_printf(rq->arena, "%s, %d %s", _("Supervisor"),
		    user->place_count, _("facilities"));
	return user->place_name;
}

/* "All times are Harare time": from the IANA name's last part. */
static const char *
times_line(struct request *rq, const char *zone)
{
	const char *city = strrchr(zone, '/') != NULL ? strrchr(zone, '/') + 1 : zone;
	char *shown = arena_strdup(rq->arena, city);

	if (strcmp(zone, "UTC") == 0)
		return _("All times are in UTC");
	for (char *c = shown; *c != '\0'; c++)
		if (*c == '_')
			*c = ' ';
	return arena_printf(rq->arena, "%s %s", _("All times are local to"), shown);
}

void
page_in_zone(struct request *rq, struct page *page, const char *zone)
{
	page->zone = zone;
	page->times = times_line(rq, zone);
}

static void
fill_user(struct request *rq, struct page *page, const struct session_resume *user)
{
	page->user_name = user->name;
	page->user_initials = page_initials(rq->arena, user->name);
	page->role = user->role;
	page->place_name = place_line(rq, user);
	page->csrf = user->csrf;
	page->expires = user->expires_at;
	page->keys = user->keys_on;
	page->language = user->language;
	page->region = user->region;
	page_in_zone(rq, page, user->zone);
	if (user->place_count > 1)
		page->times = _("Each facility’s times are its own local time");
	page->live = "/live";
	page->live_parts =
	    "n-tasks,n-messages,n-escalations,n-delivery,told-late,trouble";
}

/* On every page but Delivery, which tells more of it. */
static void
fill_trouble(struct request *rq, struct page *page, const char *kind)
{
	struct trouble_words words;

	if (*kind == '\0' || strcmp(page->section, "delivery") == 0)
		return;
	words = trouble_words(rq->arena, kind, "", "");
	page->trouble = kind;
	page->trouble_title = words.title;
	page->trouble_effect = words.effect;
}

static void
fill_counts(struct page *page, const struct nav_counts *counts)
{
	page->tasks = counts->tasks;
	page->messages = counts->messages;
	page->escalations = counts->escalations;
	page->delivery = counts->delivery;
	page->late = counts->late;
	page->rules = counts->rules;
	page->groups = counts->groups;
	page->told = counts->told;
	page->told_notice = counts->told_notice;
	page->told_due = counts->told_due;
	page->asked = counts->asked;
}

enum status
page_ask(struct request *rq, const struct nav_counts **counts)
{
	*counts = figures_nav(rq);
	return *counts != NULL ? OK : sql_nav_counts(rq->tx, tx_now(rq->tx), counts);
}

const char *
page_one_of(const char *asked, const char *const *words)
{
	for (size_t i = 0; asked != NULL && words[i] != NULL; i++)
		if (strcmp(asked, words[i]) == 0)
			return words[i];
	return words[0];
}

int64_t
page_number(struct request *rq, const char *name)
{
	const char *text = request_query(rq, name);
	int64_t n = 0;

	for (; text != NULL && *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || n > INT32_MAX)
			return 0;
		n = n * 10 + (*text - '0');
	}
	return n;
}

/* What was done about texts that did not arrive: one, or several at once. */
static const char *
deed_path(struct request *rq)
{
	const char *deeds = request_query(rq, "deeds"),
		   *kind = request_query(rq, "kind");
	int64_t one = page_number(rq, "deed");
	bool held = kind != NULL && strcmp(kind, "held") == 0;

	if (one != 0)
		return arena_printf(rq->arena, "/sms/%" PRId64 "/take-back%s", one,
		    held ? "?kind=held" : "");
	if (deeds == NULL || !text_is_uuid(deeds))
		return NULL;
	return arena_printf(rq->arena, "/delivery/take-back?deeds=%s%s", deeds,
	    held ? "&kind=held" : "");
}

/* The form of what the notice is about: of one task, or of several. */
static const char *
undo_path(struct request *rq)
{
	int64_t one = page_number(rq, "undo"), several = page_number(rq, "bulk");

	if (one != 0)
		return arena_printf(rq->arena, "/tasks/%" PRId64 "/undo", one);
	if (several != 0)
		return arena_printf(rq->arena, "/tasks/bulk/%" PRId64 "/undo", several);
	if (deed_path(rq) != NULL)
		return deed_path(rq);
	one = page_number(rq, "undo_case");
	if (one != 0)
		return arena_printf(rq->arena, "/escalations/%" PRId64 "/undo", one);
	one = page_number(rq, "reopen");
	several = page_number(rq, "several");
	if (one != 0)
		return arena_printf(rq->arena, "/messages/%" PRId64 "/open", one);
	return several != 0
		   ? arena_printf(rq->arena, "/messages/bulk/%" PRId64 "/undo", several)
		   : NULL;
}

enum status
page_numbers(
    struct request *rq, const char *name, size_t most, int64_t *numbers, size_t *n)
{
	const char *text;

	for (*n = 0; (text = request_field_at(rq, name, *n)) != NULL; (*n)++) {
		char *end;

		if (*n == most || *text < '1' || *text > '9' || strlen(text) > 18)
			return ERR_INVALID;
		numbers[*n] = strtoll(text, &end, 10);
		if (*end != '\0')
			return ERR_INVALID;
	}
	return OK;
}

void
page_open_with(struct request *rq, struct page *page, const struct nav_counts *counts,
    const char *title, const char *section)
{
	const struct notice *notice = notice_named(request_query(rq, "notice"));

	*page = (struct page){ .title = title,
		.section = section,
		.trouble = "",
		.role = "",
		.place_name = "",
		.csrf = "",
		.language = "en",
		.zone = "UTC",
		.region = "",
		.notice_kind = "green",
		.assets = assets,
		.user_initials = "" };
	if (notice != NULL) {
		page->notice = _(notice->words);
		page->notice_kind = notice->kind;
		page->undo = undo_path(rq);
	}
	page->now = rq->tx != NULL ? tx_now(rq->tx) : clock_wall();
	if (page_user(rq) != NULL)
		fill_user(rq, page, page_user(rq));
	if (counts != NULL) {
		figures_keep_nav(rq, counts);
		fill_counts(page, counts);
		fill_trouble(rq, page, counts->trouble);
	}
}

enum status
page_open(struct request *rq, struct page *page, const char *title, const char *section)
{
	const struct nav_counts *counts = NULL;

	if (page_user(rq) != NULL)
		TRY(page_ask(rq, &counts));
	page_open_with(rq, page, counts, title, section);
	return OK;
}

const char *
page_once(struct request *rq)
{
	return secret_uuid(rq->arena);
}

const char *
page_once_sent(struct request *rq)
{
	const char *once = request_field(rq, "once");

	return once != NULL && text_is_uuid(once) ? once : NULL;
}

enum status
page_done_before(struct request *rq, bool *done)
{
	const char *once = page_once_sent(rq);
	const struct once_get *before;
	enum status status;

	*done = false;
	if (once == NULL)
		return OK;
	status = sql_once_get(rq->tx, once, &before);
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	*done = true;
	return reply_see_other(rq, "%s", before->location);
}

enum status
page_done(struct request *rq, const char *fmt, ...)
{
	const char *once = page_once_sent(rq);
	char location[LOCATION_MAX];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(location, sizeof location, fmt, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof location)
		return ERR_INTERNAL;
	if (once != NULL && page_user(rq) != NULL)
		TRY(sql_once_keep(
		    rq->tx, once, page_user(rq)->id, tx_now(rq->tx), location));
	return page_led(rq, location);
}

enum status
page_led(struct request *rq, const char *location)
{
	TRY(reply_see_other(rq, "%s", location));
	if (page_is_fragment(rq)) {
		reply_header(rq, "X-Location", rq->reply.location);
		rq->reply.code = 204;
		rq->reply.location = NULL;
	}
	return OK;
}

const char *
page_tag(struct arena *arena, int64_t version, int64_t minute)
{
	return arena_printf(arena, "\"%" PRId64 "-%" PRId64 "\"", version, minute);
}

/* A tag of ours comes back as W/"..." where nginx has compressed the answer. */
bool
page_known(struct request *rq, const char *tag)
{
	const char *known = request_header(rq, "If-None-Match");

	reply_header(rq, "ETag", tag);
	if (known != NULL && strncmp(known, "W/", 2) == 0)
		known += 2;
	return known != NULL && strcmp(known, tag) == 0;
}

enum status
page_same(struct request *rq, bool *same)
{
	const struct live_version *version;

	TRY(sql_live_version(rq->tx, page_user(rq)->id, tx_now(rq->tx), &version));
	*same = page_known(rq, page_tag(rq->arena, version->version, version->minute));
	return OK;
}

void
page_polls(struct request *rq, struct page *page, const char *url, const char *parts)
{
	page->live = url;
	page->live_parts = arena_printf(rq->arena, "%s,%s", page->live_parts, parts);
}

bool
page_is_fragment(struct request *rq)
{
	return request_header(rq, "X-Fragment") != NULL;
}

bool
page_wants(struct request *rq, const char *part)
{
	const char *wanted = request_header(rq, "X-Fragment");
	size_t len = strlen(part);

	if (wanted == NULL)
		return false;
	if (strcmp(wanted, "1") == 0)
		return true;
	for (const char *s = wanted; *s != '\0'; s += strcspn(s, ",")) {
		s += strspn(s, ", ");
		if (strncmp(s, part, len) == 0 && (s[len] == ',' || s[len] == '\0'))
			return true;
	}
	return false;
}

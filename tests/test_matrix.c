/*
 * test_matrix.c - every address, asked by everybody about everything, by every
 * method, with and without the token of a form.
 *
 * The tables below say who may and with what answer; they are written by hand
 * and read nothing of the program's own tables of rights.  A route without a
 * row fails, and so does a row without a route.
 *
 * The same questions are put to a build from which the first wall is taken away
 * (tests/bare): there the answers are free, but nobody may read or change what
 * is not his.
 */

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/routes.h"
#include "core/access.h"
#include "db/query.h"
#include "ext/secret.h"
#include "matrix.h"
#include "site/routes.h"

/* Who may: letters of "nsa", or everybody, or everybody who has signed in. */
#define CARE "ns"
#define STAFF "nsa"
#define DOOR "*"

/* What :id stands for. */
enum which {
	NEVER, /* was never there; first, since others are compared with it */
	DELETED,
	OF_RIVERSIDE,
	OF_HILLVIEW, /* its sibling: the same district */
	OF_GOMO, /* of another programme */
	OF_PARENT, /* of the district above both */
	NOBODYS, /* an unknown number's: of every nurse and supervisor */
	ENDED, /* Riverside's, and over */
	OBJECTS
};
static const char *const which_words[] = { "never was", "deleted", "Riverside's",
	"Hillview's", "Gomo's", "the district's", "nobody's", "ended" };

struct object {
	int64_t ids[OBJECTS]; /* 0: there is no such thing */
	bool everybodys; /* of all who may: users and places are the admin's */
};
/* clang-format off */
static const struct object patient = { { 999, 417, 401, 405, 406, 408, 0, 409 }, false };
static const struct object thread = { { 999, 517, 501, 505, 506, 508, 510, 509 }, false };
/* Only what an unknown number wrote can be given to somebody. */
static const struct object unknown = { { 999, 517, 501, 505, 506, 508, 510, 509 }, false };
static const struct object task = { { 999, 817, 811, 812, 813, 815, 814, 816 }, false };
/* Whose words they are is said in the thread, not here. */
static const struct object call = { { 999, 817, 811, 812, 813, 815, 0, 816 }, false };
static const struct object silent = { { 999, 1307, 1301, 1302, 1303, 1305, 0, 1306 }, false };
static const struct object his_case = { { 999, 827, 821, 822, 823, 825, 824, 826 }, false };
static const struct object sent_to = { { 999, 1407, 1401, 1402, 1403, 1405, 1404, 1406 }, false };
static const struct object awaited = { { 999, 1427, 1421, 1422, 1423, 1425, 0, 1426 }, false };
/* A draft of a table of doses, and what is in use. */
static const struct object doses = { { 999, 998, 1452, 0, 0, 0, 0, 1451 }, true };
/* A draft of a screening, and one that runs; and the other way round. */
static const struct object screening = { { 999, 998, 1482, 0, 0, 0, 0, 1481 }, true };
static const struct object running = { { 999, 998, 1481, 0, 0, 0, 0, 1482 }, true };
static const struct object screened = { { 999, 998, 1481, 0, 0, 0, 0, 0 }, true };
/* messages */
static const struct object failed = { { 999, 727, 721, 722, 723, 725, 724, 726 }, false };
static const struct object said = { { 999, 717, 711, 712, 713, 715, 0, 716 }, false };
static const struct object held = { { 999, 737, 731, 732, 733, 735, 734, 736 }, false };
static const struct object note = { { 999, 1007, 1001, 1002, 1003, 1005, 1004, 1006 }, false };
static const struct object bulk = { { 999, 867, 861, 862, 863, 865, 864, 0 }, false };
static const struct object several = { { 999, 777, 771, 772, 773, 775, 774, 0 }, false };
static const struct object saved = { { 999, 877, 871, 872, 873, 875, 0, 0 }, false };
static const struct object kept = { { 999, 1417, 1411, 1412, 1413, 1415, 0, 0 }, false };
/* A draft, and what is in use: nothing changes that. */
static const struct object plan = { { 999, 998, 1422, 0, 0, 0, 0, 1421 }, true };
/* What is written to be said, and what is said. */
static const struct object wordings = { { 999, 998, 1522, 0, 0, 0, 0, 1521 }, true };
static const struct object pack = { { 999, 998, 1541, 0, 0, 0, 0, 0 }, true };
static const struct object form = { { 999, 998, 971, 972, 0, 0, 0, 0 }, true };
static const struct object group = { { 999, 917, 911, 912, 913, 915, 0, 916 }, false };
static const struct object shift = { { 999, 1347, 1341, 1342, 1343, 1345, 0, 1346 }, false };
static const struct object told = { { 999, 1367, 1361, 1362, 1363, 1365, 1364, 1366 }, false };
/* Whoever is asked, wherever she works. */
static const struct object handed = { { 999, 1357, 1351, 1352, 0, 0, 0, 1356 }, true };
static const struct object ready = { { 999, 998, 991, 992, 0, 0, 0, 0 }, true };
static const struct object report = { { 999, 887, 881, 882, 883, 885, 884, 886 }, false };
/* Of nobody there is nothing to ask a form about. */
static const struct object his_report = { { 999, 887, 881, 882, 883, 885, 0, 886 }, false };
static const struct object draft = { { 999, 1337, 1331, 1332, 1333, 1335, 1334, 1336 }, false };
static const struct object picture = { { 999, 1347, 1341, 1342, 1343, 1345, 1344, 1346 }, false };
static const struct object import = { { 999, 857, 851, 852, 853, 855, 0, 856 }, false };
static const struct object pushed = { { 999, 998, 1511, 0, 0, 0, 0, 0 }, true };
static const struct object colleague = { { 999, REMOVED, TENDAI, JOYCE, ALICE, DORA, PLACELESS, DISABLED }, true };
static const struct object place = { { 999, REMOVED_PLACE, RIVERSIDE, HILLVIEW, GOMO, MAZOWE, 0, CLOSED }, true };
/* clang-format on */

struct row {
	enum method method;
	const char *path, *may;
	int code; /* for those who may */
	const struct object *object;
	/*
	 * Of a POST, one that works.  Here and in the others @ is the digit that
	 * tells the objects apart, $ a facility of the person who asks, # a
	 * patient there, ~ the person.
	 */
	const char *body;
	/* The same with something of another facility in it: never a 303. */
	const char *hostile;
	const char *query;
	bool shows_all; /* the trail holds what was written, whosever it is */
	const char *first; /* what has to have happened before, by the owner's hand */
	/* Answers that are others than code. */
	int ended; /* about what is over */
	int above; /* about the district, or to its nurse where nothing is asked about */
	int taken; /* about a thread that is somebody's already */
	const char *file; /* of a POST that brings one */
	bool gives_away; /* the client it is about is another facility's afterwards */
	bool
	    gives_back; /* a text that does not leave is its author's draft, whoever she is */
};

#define CHILD                                                                   \
	"given_name=Matrix&birth_date=2031-02-01&sex=female&guardian_name=Ruth" \
	"&guardian_relation=mother&phone=0775550100&language=en&consent=1&country=ZA"
#define DOSE_LINE                                                                  \
	"vaccine=Words&number=2&due_n=6&due_unit=weeks&least_n=6&least_unit=weeks" \
	"&latest_unit=months&edits=1"
#define SCREENING_ABOUT                                                            \
	"follow=any&per_day=5&from_hour=08:00&to_hour=17:00&again_hours=24&again_" \
	"most=1&task_hours=4&found-en=Words&edits=1"
#define SCREENING_QUESTION \
	"was=1&number=1&ask-en=Words&code-1=1&label-1=Yes&leads-1=positive&edits=1"
#define DOSE_ABOUT                                                                     \
	"title=Words&source=Words&dated=2031&before_days=3&after_days=7&after_times=2" \
	"&hour=10:00&edits=1"
#define REGISTER                                                                       \
	"given_name=Matrix&family_name=Row&number=X-77@&birth_known=date"              \
	"&birth_date=1995-05-05&sex=male&language=en&phone=0775550100&phone_owner=own" \
	"&anchor_date=2031-03-02&method=surgical&consent=1"

#define STEP                                                                    \
	"was=day_1&after=1&unit=days&weekday=0&text=day&shared_text=shared_day" \
	"&silent_text=&asks=1&hour=12:00&edits=1"

#define EDIT                                                                        \
	"given_name=Matrix&family_name=Row&number=X-77@&birth_date=1995-05-05&sex=" \
	"male"                                                                      \
	"&language=en&phone_owner=own&version=1"
#define ROSTER "user=207&rank=3&first=2031-03-20&last=2031-03-21&from=07:30&until=16:30"
#define CONSENT "who=patient&given=yes&language=en&how=signed"
#define PLACE                                                               \
	"zone=Africa/Harare&region=ZW&language=en&opens=07:30&closes=16:30" \
	"&checkin_time=07:00&quiet_from=20:00&quiet_until=06:00"            \
	"&emergency_phone=0772000109&version=1"
#define GROUP "language=&waits=&body-en=Words"
#define ANSWER "title=Matrix&sign=&body-en=Words"
#define PASSWORD "password=four+plain+new+words"
#define SEEN "last_seen=999999"
/* Of the draft of tests/matrix.sql, as its page says it. */
#define WORDS_SEEN \
	"seen=49446a0372f1a5bf638dfc26a8d5785ec1d1a9544fbfd53fb457ec5e8eaf2112"
/* Of the form of tests/matrix.sql. */
#define FILLED                               \
	"page=0&version=1&asked=q1&q1=Words" \
	"&asked=q2&q2-find=secret&q2=patient-401&asked=q3&q3="
#define NEW_FORM                                                                      \
	"<h:html xmlns=\"http://www.w3.org/2002/xforms\" "                            \
	"xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>Brought</h:title>" \
	"<model><instance><x id=\"x\"><a/></x></instance></model></h:head><h:body>"   \
	"<input ref=\"/x/a\"><label>A</label></input></h:body></h:html>"
#define CLIENTS                                                                 \
	"First name,Age,Mobile phone,Date of the procedure,Method,Date on the " \
	"consent form\nMatrix,30,0775550100,2031-03-02,surgical,2031-03-02\n"
#define VISITS "Number on the card,Day,Hour\nR-2318,2031-03-12,09:00\n"

/* clang-format off */
static const struct row rows[] = {
	{ GET,	"/",		STAFF,	303 },
	{ GET,	"/live",	STAFF,	200 },
	{ GET,	"/sign-in",	DOOR,	200 },
	{ POST,	"/sign-in",	DOOR,	200, .body = "username=rudo&password=wrong" },
	{ POST,	"/sign-out",	STAFF,	303, .body = "" },

	{ GET,	"/tasks",		CARE,	200 },
	{ GET,	"/tasks/print",		CARE,	200 },
	{ GET,	"/tasks/new",		CARE,	200, .hostile = "patient_id=405" },
	{ POST,	"/tasks/new",		CARE,	303,
	    .body = "title=Call&patient_id=#&day=2031-03-04&hour=10:00&to=0",
	    .hostile = "title=Call&patient_id=405&day=2031-03-04&hour=10:00&to=0" },
	{ POST,	"/tasks/bulk",		CARE,	303, .body = "op=take&id=814&v=1&sure=1",
	    .hostile = "op=take&id=812&v=1&sure=1" },
	{ POST,	"/tasks/bulk/:id/undo",	CARE,	303, &bulk, "",
	    .first = "SELECT set_config('app.user_id', '~', true);"
		     "UPDATE task SET owner_id = ~, status = 'accepted' WHERE id = ^ - 50;"
		     "UPDATE task_bulk SET user_id = ~, at = business_now() WHERE id = ^" },
	{ GET,	"/tracing",		CARE,	200 },
	{ POST,	"/tracing/nudge",	CARE,	303, .body = "id=#", .hostile = "id=405" },
	{ GET,	"/tracing/:id",		CARE,	200, &silent },
	{ POST,	"/tracing/:id",		CARE,	303, &silent,
	    "method=call&outcome=no-answer&again=2h&note=Words&version=1", .ended = 409 },
	{ GET,	"/patients/:id/lost",	CARE,	200, &patient },
	{ POST,	"/patients/:id/lost",	CARE,	303, &patient, "reason=moved&sure=1" },
	{ POST,	"/patients/:id/found",	CARE,	303, &patient, "",
	    .first = "INSERT INTO lost (place_id, patient_id, enrolment_id, at, user_id, reason, was_state) "
		     "SELECT place_id, id, id + 200, business_now(), 201, 'moved', 'finished' FROM patient WHERE id = ^" },
	{ GET,	"/tasks/views",		CARE,	200 },
	{ POST,	"/tasks/views",		CARE,	303, .body = "name=Words&due=now&who=me&kind=&q=",
	    .hostile = "name=Words&due=now&who=me&kind=&q=&place_id=104" },
	{ POST,	"/tasks/views/:id",	CARE,	303, &saved, "name=Words", .first = "UPDATE task_view SET user_id = ~ WHERE id = ^" },
	{ POST,	"/tasks/views/:id/delete", CARE, 303, &saved, "",
	    .first = "UPDATE task_view SET user_id = ~ WHERE id = ^" },
	{ GET,	"/tasks/:id",		CARE,	200, &task },
	{ POST,	"/tasks/:id/take",	CARE,	303, &task, "" },
	{ POST,	"/tasks/:id/release",	CARE,	303, &task, "",
	    .first = "UPDATE task SET owner_id = ~, status = 'accepted' WHERE id = ^",
	    .ended = 409 },
	{ POST,	"/tasks/:id/done",	CARE,	303, &call, "outcome=reached-fine&version=1",
	    .ended = 409 },
	{ POST,	"/tasks/:id/later",	CARE,	303, &task, "until=2h&reason=At+work&version=1",
	    .ended = 409 },
	{ POST,	"/tasks/:id/remark",	CARE,	303, &task, "add=Words" },
	{ POST,	"/tasks/:id/assign",	CARE,	303, &task, "to=~&version=1", .ended = 409 },
	{ POST,	"/tasks/:id/refuse",	CARE,	303, &task, "refusal=Words&version=1", .ended = 409,
	    .first = "UPDATE task SET kind = 'free', created_by = 214 WHERE id = ^" },
	{ POST,	"/tasks/:id/client",	CARE,	422, &task, "client=1&version=1", .ended = 409,
	    .first = "UPDATE task SET kind = 'free', created_by = 214 WHERE id = ^" },
	{ POST,	"/tasks/:id/reopen",	"s",	303, &task, "add=Words",
	    .first = "UPDATE task SET status = 'completed' WHERE id = ^" },
	{ POST,	"/tasks/:id/undo",	CARE,	303, &task, "" },
	{ GET,	"/tasks/:id/form",	CARE,	200, &call, .ended = 303 },
	{ POST,	"/tasks/:id/form",	CARE,	303, &call, FILLED "&go=save" },
	{ POST,	"/tasks/:id/form/draft", CARE,	200, &call, FILLED, .ended = 204 },
	{ GET,	"/reports/:id",		CARE,	200, &report },
	{ GET,	"/reports/:id/edit",	CARE,	200, &his_report },
	{ POST,	"/reports/:id/edit",	CARE,	303, &his_report, FILLED "&go=save&why=Matrix&report=2" },
	{ POST,	"/reports/:id/edit/draft", CARE, 200, &his_report, FILLED },
	/* A draft is its writer's; her own is in tests/test_pictures.c. */
	{ GET,	"/drafts/:id/picture",	CARE,	404, &draft, .query = "question=q3" },
	{ POST,	"/drafts/:id/picture",	CARE,	404, &draft, "question=q3", .file = "no picture" },
	{ GET,	"/pictures/:id",	CARE,	200, &picture },
	{ GET,	"/patients/new/forms/:name", CARE, 200 },
	{ POST,	"/patients/new/forms/:name", CARE, 303, .body = FILLED "&go=save" },
	{ POST,	"/patients/new/forms/:name/draft", CARE, 200, .body = FILLED },
	{ GET,	"/patients/:id/forms/:name", CARE, 200, &patient },
	{ POST,	"/patients/:id/forms/:name", CARE, 303, &patient, FILLED "&go=save" },
	{ POST,	"/patients/:id/forms/:name/draft", CARE, 200, &patient, FILLED },

	{ GET,	"/escalations",			CARE,	200 },
	{ GET,	"/escalations/raise",		CARE,	200, .query = "thread_id=510",
	    .hostile = "thread_id=505" },
	{ POST,	"/escalations/raise",		CARE,	303, .body = "thread_id=510&severity=severe&note=x",
	    .hostile = "thread_id=505&severity=severe&note=x" },
	{ POST,	"/escalations/bulk",		"s",	303, .body = "id=821&row=821&v=1&to=~",
	    .hostile = "id=821&row=821&v=1&to=208" },
	{ GET,	"/escalations/views",		CARE,	200 },
	{ POST,	"/escalations/views",		CARE,	303, .body = "name=Words&state=open&who=none",
	    .hostile = "name=Words&state=open&place=104" },
	{ POST,	"/escalations/views/:id",	CARE,	303, &kept, "name=Words", .first = "UPDATE case_view SET user_id = ~ WHERE id = ^" },
	{ POST,	"/escalations/views/:id/delete", CARE, 303, &kept, "",
	    .first = "UPDATE case_view SET user_id = ~ WHERE id = ^" },
	{ GET,	"/escalations/print",		CARE,	200, .query = "phones=1" },
	{ GET,	"/escalations/:id",		CARE,	200, &his_case },
	{ POST,	"/escalations/:id/claim",	"s",	303, &his_case, "", .ended = 409 },
	{ POST,	"/escalations/:id/release",	"s",	303, &his_case, "",
	    .first = "UPDATE task SET owner_id = ~, status = 'accepted' WHERE id = ^",
	    .ended = 409 },
	{ POST,	"/escalations/:id/note",	"s",	303, &his_case, "add=Words", .ended = 409 },
	{ POST,	"/escalations/:id/decide",	"s",	303, &his_case,
	    "outcome=advice&event=none&note=x&version=1", .ended = 409 },
	{ POST,	"/escalations/:id/merge",	"s",	303, &his_case,
	    "other=99821&version=1&other_version=1", .ended = 409, .first = "INSERT INTO task (id, place_id, patient_id, thread_id, kind, performer, source, priority, starts_at, due_at, created_at) "
	    "OVERRIDING SYSTEM VALUE SELECT 99821, place_id, patient_id, thread_id, kind, performer, 'other', 1, starts_at, due_at, created_at "
	    "FROM task WHERE id = ^; "
	    "INSERT INTO escalation (task_id, place_id, patient_id, severity, raised_at, first_due, decide_due) "
	    "SELECT 99821, place_id, patient_id, 'severe', raised_at, first_due, decide_due FROM escalation WHERE task_id = ^" },
	{ POST,	"/escalations/:id/undo",	"s",	303, &his_case, "",
	    .first = "UPDATE escalation SET decided_at = business_now(), outcome = 'clinic', decided_by = ~ WHERE task_id = ^" },
	{ POST,	"/escalations/:id/reopen",	"s",	303, &his_case, "add=Words",
	    .first = "UPDATE escalation SET decided_at = business_now(), outcome = 'advice', decided_by = 204 WHERE task_id = ^" },

	{ GET,	"/diary",			CARE,	200, .query = "from=2031-03-05" },
	{ GET,	"/diary/print",			CARE,	200, .query = "from=2031-03-05&phones=1" },
	{ GET,	"/patients/:id/appointments",	CARE,	200, &patient },
	{ POST,	"/patients/:id/appointments",	CARE,	303, &patient, "what=other&day=2031-03-06&hour=09:00&note=Words" },
	{ GET,	"/appointments/:id",		CARE,	200, &awaited },
	{ POST,	"/appointments/:id/move",	CARE,	303, &awaited, "day=2031-03-07&hour=09:00&version=1", .ended = 409 },
	{ POST,	"/appointments/:id/cancel",	CARE,	303, &awaited, "reason=Words&version=1", .ended = 409 },
	{ POST,	"/appointments/:id/say",	CARE,	303, &awaited, "what=change&version=1", .ended = 409 },
	{ GET,	"/doses",			CARE,	200, .query = "show=all" },
	{ GET,	"/children/new",		CARE,	200, .above = 403 },
	{ POST,	"/children/new",		CARE,	303, NULL, CHILD "&place_id=$", CHILD "&place_id=103", .above = 403 },
	{ GET,	"/children/:id",		CARE,	200, &patient, .query = "dose=146@" },
	{ POST,	"/children/:id/doses",		CARE,	303, &patient, "line=1451&given_on=2031-03-01&batch1451=Words" },
	{ POST,	"/children/:id/take-back",	CARE,	303, &patient, "dose=146@" },
	{ POST,	"/children/:id/texts",		CARE,	303, &patient, "named=1" },
	{ GET,	"/referrals",			CARE,	200 },
	{ GET,	"/referrals/:id",		CARE,	200, &sent_to },
	{ POST,	"/referrals/:id/visit",		CARE,	303, &sent_to, "told=missed&note=Words&version=1", .ended = 409 },
	{ POST,	"/referrals/:id/told",		CARE,	303, &sent_to, "man_told=call", .ended = 409 },
	{ GET,	"/duty",			"s",	200 },
	{ POST,	"/duty/hand-over",		"s",	303, .body = "to=207&note=Words", .hostile = "to=206" },
	{ POST,	"/duty/hand-over/:id/accept",	"s",	303, &handed, "",
	    .first = "UPDATE duty_handover SET to_id = ~ WHERE id = ^" },
	{ POST,	"/duty/hand-over/:id/refuse",	"s",	303, &handed, "reason=Words",
	    .first = "UPDATE duty_handover SET to_id = ~ WHERE id = ^" },
	{ POST,	"/duty/hand-over/:id/withdraw",	"s",	303, &handed, "",
	    .first = "UPDATE duty_handover SET from_id = ~, to_id = 207 WHERE id = ^" },
	{ POST,	"/duty/notices/:id/seen",	"s",	303, &told, "",
	    .first = "UPDATE case_notice SET user_id = ~ WHERE id = ^" },
	{ GET,	"/duty/roster",			"sa",	200 },
	{ POST,	"/duty/roster",			"sa",	303, .body = ROSTER "&at=$", .hostile = ROSTER "&at=102" },
	{ POST,	"/duty/roster/copy",		"sa",	303, .body = "place=$&week=2031-03-03", .hostile = "place=102&week=2031-03-03" },
	{ POST,	"/duty/roster/:id/remove",	"sa",	303, &shift, "" },

	{ GET,	"/patients/new",		CARE,	200, .above = 403 },
	{ POST,	"/patients/new",		CARE,	303, .body = REGISTER "&place_id=$",
	    .hostile = REGISTER "&place_id=102", .above = 403 },
	{ GET,	"/patients/new/phone",		CARE,	200, .query = "phone=0775550111" },
	{ GET,	"/patients/new/guardian",	CARE,	200, .query = "age=15", .above = 403 },
	{ GET,	"/patients/:id/registered",	CARE,	200, &patient },
	{ GET,	"/patients/:id/welcome",	CARE,	200, &patient },

	{ GET,	"/imports/new",			CARE,	200, .above = 403 },
	{ POST,	"/imports/new",			CARE,	303, .body = "place_id=$", .file = CLIENTS,
	    .hostile = "place_id=102", .above = 403 },
	{ GET,	"/imports/template",		CARE,	200, .above = 403 },
	{ GET,	"/imports/appointments/new",	CARE,	200, .above = 403 },
	{ POST,	"/imports/appointments/new",	CARE,	303, .body = "place_id=$", .file = VISITS,
	    .hostile = "place_id=102", .above = 403 },
	{ GET,	"/imports/appointments/template", CARE,	200, .above = 403 },
	{ GET,	"/imports/:id",			CARE,	200, &import, .above = 403 },
	{ POST,	"/imports/:id",			CARE,	303, &import, "lines=2", .above = 403 },
	{ GET,	"/imports/:id/mend",		CARE,	200, &import, .above = 403 },

	{ GET,	"/patients",			CARE,	200 },
	{ GET,	"/patients/download",		CARE,	200, .query = "state=all" },
	{ GET,	"/patients/:id",		CARE,	200, &patient },
	{ POST,	"/patients/:id/opt-out",	CARE,	303, &patient, "reason=asked" },
	{ POST,	"/patients/:id/opt-in",		CARE,	303, &patient, "" },
	{ GET,	"/patients/:id/consent",	CARE,	200, &patient },
	{ POST,	"/patients/:id/consent",	CARE,	303, &patient, CONSENT, .ended = 422 },
	{ GET,	"/patients/:id/course",		CARE,	200, &patient },
	{ POST,	"/patients/:id/end",		CARE,	303, &patient, "how=healed&note=seen", .ended = 409 },
	{ POST,	"/patients/:id/move",		CARE,	303, &patient, "to=110&told=his+mother+lives+there", .gives_away = true },
	{ POST,	"/patients/:id/death",		CARE,	303, &patient, "died_on=2031-03-03&cause=his+brother+called&sure=1", .gives_back = true },
	{ POST,	"/patients/:id/again",		CARE,	303, &patient, "",
	    .first = "UPDATE enrolment SET state = 'stopped', end_how = 'healed', ended_at = business_now() WHERE patient_id = ^" },

	{ GET,	"/patients/:id/pause",		CARE,	200, &patient },
	{ POST,	"/patients/:id/pause",		CARE,	303, &patient, "days=3&reason=ward", .ended = 409 },
	{ POST,	"/patients/:id/unpause",	CARE,	303, &patient, "",
	    .first = "UPDATE enrolment SET paused_until = '2031-03-09', pause_reason = 'ward', paused_by = 201 WHERE patient_id = ^" },

	{ GET,	"/patients/:id/edit",		CARE,	200, &patient },
	{ POST,	"/patients/:id/edit",		CARE,	303, &patient, EDIT },
	{ GET,	"/patients/:id/phone",		CARE,	200, &patient },
	{ POST,	"/patients/:id/phone",		CARE,	303, &patient,
	    "phone=0775550109&phone_owner=own&version=1" },

	{ GET,	"/messages",			CARE,	200 },
	{ GET,	"/messages/:id",		CARE,	200, &thread },
	{ GET,	"/messages/:id/link",		CARE,	200, &unknown, .taken = 404 },
	{ POST,	"/messages/:id/reply",		CARE,	303, &thread, "body=Hello&" SEEN },
	{ POST,	"/messages/:id/draft",		CARE,	303, &thread, "body=Hello" },
	{ POST,	"/messages/bulk",		CARE,	303, .body = "id=510&seen=999999&act=1&sure=1",
	    .hostile = "id=505" },
	{ POST,	"/messages/bulk/:id/undo",	CARE,	303, &several, "",
	    .first = "UPDATE thread_bulk SET user_id = ~ WHERE id = ^" },
	{ POST,	"/messages/:id/close",		CARE,	303, &thread, SEEN },
	{ POST,	"/messages/:id/open",		CARE,	303, &thread, "",
	    .first = "UPDATE thread SET state = 'closed', waiting_since = NULL WHERE id = ^" },
	{ GET,	"/messages/:id/snooze",		CARE,	200, &thread },
	{ POST,	"/messages/:id/snooze",		CARE,	303, &thread, "until=2h&reason=later&" SEEN },
	{ POST,	"/messages/:id/wake",		CARE,	303, &thread, "",
	    .first = "UPDATE thread SET state = 'snoozed', waiting_since = NULL, snoozed_until = business_now() + interval '1 hour' "
		     "WHERE id = ^" },
	{ GET,	"/messages/:id/assign",		CARE,	200, &thread },
	{ POST,	"/messages/:id/assign",		CARE,	303, &thread, "to=me" },
	{ POST,	"/messages/:id/escalate",	CARE,	303, &thread, "body=Hello" },
	{ POST,	"/messages/:id/attribute",	CARE,	303, &unknown, "patient=none",
	    .hostile = "patient=405&message=711", .taken = 422 },
	{ POST,	"/messages/:id/link",		CARE,	303, &unknown, "patient_id=#",
	    .hostile = "patient_id=405", .taken = 422 },
	{ POST,	"/messages/:id/note",		CARE,	303, &thread, "note=Hello" },
	{ GET,	"/notes/:id",			CARE,	200, &note },
	{ POST,	"/notes/:id",			CARE,	303, &note, "note=Hello&version=1",
	    .first = "UPDATE thread_note SET user_id = ~ WHERE id = ^" },
	{ POST,	"/notes/:id/withdraw",		CARE,	303, &note, "withdrawn=1",
	    .first = "UPDATE thread_note SET user_id = ~ WHERE id = ^" },
	{ POST,	"/sms/:id/undo",		CARE,	303, &held, "",
	    .first = "UPDATE message SET author_id = ~ WHERE id = ^" },
	{ POST,	"/sms/:id/retry",		CARE,	303, &failed, "" },

	{ GET,	"/patients/:id/why",		CARE,	200, &patient },
	{ POST,	"/patients/:id/why",		CARE,	303, &patient, "" },
	{ GET,	"/rules",			"sa",	200 },

	{ GET,	"/delivery",			STAFF,	200 },
	{ GET,	"/delivery/download",		CARE,	200 },
	{ GET,	"/late",			"sa",	200 },
	{ POST,	"/late",			"sa",	303, .body = "place=101&step=day_9&deed=drop" },
	{ POST,	"/delivery/several",		CARE,	303, .body = "id=721&sure=1", .query = "deed=again" },
	{ POST,	"/delivery/take-back",		CARE,	303, .body = "", .query = "deeds=a0000000-0000-4000-8000-000000001021" },
	{ POST,	"/sms/:id/release",		CARE,	303, &held, "",
	    .first = "UPDATE outbox SET state = 'held' WHERE id = (SELECT outbox_id FROM message WHERE id = ^)" },
	{ POST,	"/sms/:id/drop",		CARE,	303, &held, "",
	    .first = "UPDATE outbox SET state = 'held' WHERE id = (SELECT outbox_id FROM message WHERE id = ^)" },
	{ POST,	"/sms/:id/ask",			CARE,	303, &failed, "" },
	{ POST,	"/sms/:id/aside",		CARE,	303, &failed, "note=Hello" },
	{ POST,	"/sms/:id/call",		CARE,	303, &failed, "" },
	{ POST,	"/sms/:id/take-back",		CARE,	303, &failed, "" },

	{ GET,	"/messages/new",		CARE,	200, .query = "q=matrix" },
	{ POST,	"/messages/new",		CARE,	303, .body = GROUP "&place=$",
	    .hostile = GROUP "&place=102", .above = 404 },
	{ GET,	"/messages/groups",		CARE,	200 },
	{ GET,	"/messages/groups/:id",		CARE,	200, &group },
	{ POST,	"/messages/groups/:id/send",	CARE,	303, &group, "" },
	{ POST,	"/messages/groups/:id/confirm",	CARE,	303, &group, "" },
	{ POST,	"/messages/groups/:id/refuse",	CARE,	303, &group, "reason=Words" },
	{ POST,	"/messages/groups/:id/drop",	CARE,	303, &group, "" },
	{ GET,	"/messages/:id/answers",	CARE,	200, &thread },
	{ GET,	"/admin/answers",		"sa",	200 },
	{ GET,	"/admin/answers/new",		"sa",	200 },
	{ POST,	"/admin/answers/new",		"sa",	303, .body = ANSWER },
	{ GET,	"/admin/answers/:id",		"sa",	200, &ready },
	{ POST,	"/admin/answers/:id",		"sa",	303, &ready, ANSWER },
	{ POST,	"/admin/answers/:id/approve",	"s",	303, &ready, "number=1&good_until=2031-09-01" },
	{ POST,	"/admin/answers/:id/retire",	"sa",	303, &ready, "" },
	{ POST,	"/admin/answers/:id/return",	"sa",	303, &ready, "" },

	{ GET,	"/admin/users",			"a",	200 },
	{ GET,	"/admin/users/new",		"a",	200 },
	{ POST,	"/admin/users/new",		"a",	303,
	    .body = "name=New+One&username=newone&role=nurse&place=103&language=en&" PASSWORD },
	{ GET,	"/admin/users/:id",		"a",	200, &colleague },
	{ POST,	"/admin/users/:id",		"a",	303, &colleague,
	    "name=New+Name&role=nurse&place=102&language=en&version=1" },
	{ POST,	"/admin/users/:id/password",	"a",	303, &colleague, PASSWORD },
	{ POST,	"/admin/users/:id/disable",	"a",	303, &colleague, "version=1" },
	{ POST,	"/admin/users/:id/enable",	"a",	303, &colleague, "version=1" },

	{ GET,	"/admin/mail",			"a",	200 },
	{ POST,	"/admin/mail",			"a",	303, .body = "name=Watcher&address=second%40example.org" },
	{ POST,	"/admin/mail/remove",		"a",	303, .body = "id=1031" },
	{ POST,	"/admin/mail/test",		"a",	303, .body = "id=1031" },
	{ GET,	"/admin/outbound",		"a",	200 },
	{ GET,	"/admin/outbound/:id",		"a",	200, &pushed },
	{ POST,	"/admin/outbound/:id/again",	"a",	303, &pushed, "" },
	{ GET,	"/admin/places",		"a",	200 },
	{ GET,	"/admin/places/new",		"a",	200 },
	{ POST,	"/admin/places/new",		"a",	303, .body = "name=New+Clinic&" PLACE },
	{ GET,	"/admin/places/:id",		"a",	200, &place, .above = 404 },
	{ POST,	"/admin/places/:id",		"a",	303, &place, "name=Another+Clinic&" PLACE,
	    .above = 404 },
	{ POST,	"/admin/places/:id/hour",	"a",	303, &place, "version=1&to=17:00&agree=1", .above = 404 },
	{ GET,	"/admin/places/:id/days",	"a",	200, &place, .above = 404 },
	{ POST,	"/admin/places/:id/days",	"a",	303, &place, "version=1&d1=1&d6=1", .above = 404 },
	{ POST,	"/admin/places/:id/holidays",	"a",	303, &place, "day=2031-04-18&name=Feast", .above = 404 },
	{ POST,	"/admin/places/:id/holidays/drop", "a",	303, &place, "holiday=1051", .above = 404 },

	{ GET,	"/readings/:id",		CARE,	200, &said },
	{ POST,	"/readings/:id",		CARE,	303, &said, "as=person" },

	{ GET,	"/filings/:id",			CARE,	200, &said },
	/* Filed otherwise than was seen: nothing is changed, and the page says so. */
	{ POST,	"/filings/:id",			CARE,	409, &said, "patient=none" },

	{ GET,	"/admin/rapidpro",		"a",	200 },
	{ POST,	"/admin/rapidpro",		"a",	303, .body = "" },
	{ GET,	"/admin/texts",			"a",	200, .query = "of=sent&only=1" },
	{ GET,	"/admin/texts/words",		"a",	200, .query = "text=task.soon" },
	{ POST,	"/admin/texts/words",		"a",	303, .body = "text=task.soon&body-en=Words&" WORDS_SEEN },
	{ GET,	"/admin/texts/versions",	"a",	200 },
	{ POST,	"/admin/texts/versions",	"a",	303, .body = "from=1521" },
	{ GET,	"/admin/texts/versions/:id",	"a",	200, &wordings },
	{ POST,	"/admin/texts/versions/:id/publish", "a", 303, &wordings, "reason=Words&" WORDS_SEEN, .ended = 409 },
	{ POST,	"/admin/texts/versions/:id/drop", "a",	303, &wordings, "", .ended = 409 },
	{ GET,	"/admin/settings",		"a",	200, .query = "from=1" },
	{ POST,	"/admin/settings",		"a",	303, .body = "reason=Words&seen=1&answer_hours=36" },
	{ GET,	"/admin/workflows",		"a",	200 },
	{ GET,	"/admin/workflows/:id",		"a",	200, &pack, .query = "with=latest" },
	{ POST,	"/admin/workflows/:id/texts",	"a",	303, &pack, "" },
	{ GET,	"/admin/triage",		"a",	200 },
	{ POST,	"/admin/triage",		"a",	200, .body = "text=1&language=en&question=checkin" },

	{ GET,	"/admin/forms",			"a",	200 },
	{ GET,	"/admin/forms/new",		"a",	200 },
	{ POST,	"/admin/forms/new",		"a",	303, .body = "name=brought", .file = NEW_FORM },
	{ GET,	"/admin/forms/:id",		"a",	200, &form },
	{ GET,	"/admin/forms/:id/preview",	"a",	200, &form },
	{ POST,	"/admin/forms/:id/preview",	"a",	200, &form, "" },
	{ GET,	"/admin/forms/:id/file",	"a",	200, &form },
	{ POST,	"/admin/forms/:id/retire",	"a",	303, &form, "" },
	{ POST,	"/admin/forms/:id/return",	"a",	303, &form, "" },

	{ GET,	"/admin/screenings",		"a",	200 },
	{ POST,	"/admin/screenings/new",	"a",	303, .body = "title=Words&from=1481" },
	{ GET,	"/admin/screenings/:id",	"a",	200, &screening },
	{ POST,	"/admin/screenings/:id/about",	"a",	303, &screening, SCREENING_ABOUT, .ended = 409 },
	{ GET,	"/admin/screenings/:id/question", "a",	200, &screening, .query = "n=1", .ended = 404 },
	{ POST,	"/admin/screenings/:id/question", "a",	303, &screening, SCREENING_QUESTION, .ended = 409 },
	{ POST,	"/admin/screenings/:id/remove",	"a",	303, &screening, "was=1&edits=1", .ended = 409 },
	{ POST,	"/admin/screenings/:id/drop",	"a",	303, &screening, "", .ended = 409 },
	{ GET,	"/admin/screenings/:id/check",	"a",	200, &screening, .ended = 404 },
	{ POST,	"/admin/screenings/:id/start",	"a",	303, &screening, "edits=1", .ended = 409 },
	{ POST,	"/admin/screenings/:id/turn",	"a",	303, &running, "goal=paused", .ended = 409 },
	{ GET,	"/screenings",			STAFF,	200 },
	{ GET,	"/screenings/:id",		STAFF,	200, &screened },
	{ GET,	"/screenings/:id/download",	STAFF,	200, &screened },

	{ GET,	"/admin/doses",			"a",	200 },
	{ POST,	"/admin/doses/new",		"a",	303, .body = "from=1451&country=ZB&title=Words" },
	{ GET,	"/admin/doses/:id",		"a",	200, &doses, .query = "line=1452" },
	{ POST,	"/admin/doses/:id/line",	"a",	303, &doses, DOSE_LINE, .ended = 409 },
	{ POST,	"/admin/doses/:id/about",	"a",	303, &doses, DOSE_ABOUT, .ended = 409 },
	{ POST,	"/admin/doses/:id/remove",	"a",	303, &doses, "line=1452&edits=1", .ended = 409 },
	{ POST,	"/admin/doses/:id/drop",	"a",	303, &doses, "", .ended = 409 },
	{ POST,	"/admin/doses/:id/publish",	"a",	303, &doses, "edits=1", .ended = 409 },
	{ GET,	"/admin/schedules",		"a",	200 },
	{ POST,	"/admin/schedules/new",		"a",	303, .body = "from=1421" },
	{ GET,	"/admin/schedules/off",		"a",	200, .query = "place=101&step=day_1" },
	{ POST,	"/admin/schedules/off",		"a",	303, .body = "place=101&step=day_1&state=off&reason=Words" },
	{ GET,	"/admin/schedules/:id",		"a",	200, &plan, .query = "step=day_1" },
	{ POST,	"/admin/schedules/:id/step",	"a",	303, &plan, STEP, .ended = 409 },
	{ POST,	"/admin/schedules/:id/limit",	"a",	303, &plan, "per_day=2&edits=1", .ended = 409 },
	{ POST,	"/admin/schedules/:id/remove",	"a",	303, &plan, "was=day_1&edits=1", .ended = 409 },
	{ POST,	"/admin/schedules/:id/drop",	"a",	303, &plan, "", .ended = 409 },
	{ GET,	"/admin/schedules/:id/test",	"a",	200, &plan, .query = "step=day_1" },
	{ POST,	"/admin/schedules/:id/test",	"a",	303, &plan, "step=day_1&mobile=%2B263772000199&what=en+own" },
	{ GET,	"/admin/schedules/:id/compare",	"a",	200, &plan, .query = "with=pack" },
	{ GET,	"/admin/schedules/:id/dry-run",	"a",	200, &plan },
	{ POST,	"/admin/schedules/:id/dry-run",	"a",	303, &plan, "" },
	{ GET,	"/admin/schedules/:id/dry-run/file", "a", 200, &plan },
	{ POST,	"/admin/schedules/:id/publish",	"a",	303, &plan, "whom=all&edits=1", .ended = 409 },

	{ GET,	"/indicators",			STAFF,	200 },
	{ GET,	"/indicators/download",		STAFF,	200, .query = "from=2031-02-01&until=2031-03-31" },
	{ GET,	"/indicators/men",		CARE,	200, .query = "code=men&from=2031-02-01&until=2031-03-31" },
	{ GET,	"/indicators/facilities",	STAFF,	200, .query = "from=2031-02-01&until=2031-03-31" },
	{ GET,	"/indicators/facilities/download", STAFF, 200, .query = "from=2031-02-01&until=2031-03-31" },
	{ GET,	"/indicators/hours",		STAFF,	200, .query = "from=2031-02-01&until=2031-03-31&by=place" },
	{ GET,	"/indicators/who",		STAFF,	200 },
	{ GET,	"/indicators/who/download",	STAFF,	200 },
	{ GET,	"/indicators/events",		CARE,	200, .query = "from=2031-02-01&until=2031-03-31" },
	{ GET,	"/indicators/events/download",	CARE,	200, .query = "from=2031-02-01&until=2031-03-31" },
	{ GET,	"/indicators/quality",		CARE,	200 },
	{ GET,	"/audit",			"a",	200, .shows_all = true },

	{ GET,	"/account",			STAFF,	200 },
	{ POST,	"/account",			STAFF,	303, .body = "language=en" },
	{ POST,	"/account/password",		STAFF,	422, .body = "old=wrong&new=four+plain+new+words" },
	{ POST,	"/account/sessions",		STAFF,	303, .body = "session=x" },
	{ GET,	"/help",			DOOR,	200 },
	{ GET,	"/health/site",			DOOR,	200 },
};
/* clang-format on */

/* What only people of the place may read, on whatever page. */
static const struct {
	int64_t place;
	const char *words[10];
} secrets[] = {
	{ RIVERSIDE, { "qz101qz", "Tinashe", "Mutasa", "Kudzai", "Chikwanha", "R-23",
			 "R-24", "550142", "550188", "550172" } },
	{ HILLVIEW, { "qz102qz", "Nkosana", "Khumalo", "H-2307", "550163" } },
	{ GOMO, { "qz103qz", "Lovemore", "Banda", "G-2301", "712345678" } },
	{ MAZOWE, { "qz104qz", "Dumisani", "Gumbo", "M-2401", "550171" } },
};

static const char *const words[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE",
	"OPTIONS", "BREW" };

/* Of the form: only with the first is it one of ours, sent by a page of ours. */
enum token { RIGHT, NONE, OTHERS, ELSEWHERE, TOKENS };

/* One question. */
struct ask {
	const struct person *person;
	const char *path;
	const struct row *row; /* NULL: the address does not take this method */
	const struct object *object; /* what :id of the path is; NULL without one */
	enum which which;
	size_t word;
	enum token token;
};

static long cases, foreign_bytes, foreign_rows;
static int wrongs;
static char first_wrong[1024];

PRINTF(1, 2)
static void
complain(const char *fmt, ...)
{
	char line[1024];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	if (wrongs++ == 0)
		memcpy(first_wrong, line, sizeof line);
	if (wrongs <= 40)
		fprintf(stderr, "matrix: %s\n", line);
}

static void
nothing_wrong(void)
{
	int found = wrongs;

	wrongs = 0;
	ck_assert_msg(found == 0, "%d wrong, first: %s", found, first_wrong);
}

/* Whether the first wall is missing from this build. */
static bool
bare(void)
{
	return role_may("nobody", USER_MANAGE);
}

static const struct row *
row_of(const struct row *from, size_t n, enum method method, const char *path)
{
	for (size_t i = 0; i < n; i++)
		if (from[i].method == method && strcmp(from[i].path, path) == 0)
			return &from[i];
	return NULL;
}

static const struct row *
row_for(enum method method, const char *path)
{
	return row_of(rows, COUNT_OF(rows), method, path);
}

static const char *
word_of(enum method method)
{
	return method == GET ? "GET" : "POST";
}

START_TEST(every_route_has_its_row)
{
	size_t n = 0;

	for (const struct route *r = routes; r->path != NULL; r++, n++)
		ck_assert_msg(row_for(r->method, r->path) != NULL,
		    "no row in the matrix for %s %s", word_of(r->method), r->path);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bool found = false;

		for (const struct route *r = routes; r->path != NULL; r++)
			found =
			    found || row_of(&rows[i], 1, r->method, r->path) != NULL;
		ck_assert_msg(found, "no route for the matrix' %s %s",
		    word_of(rows[i].method), rows[i].path);
	}
	ck_assert_uint_eq(n, COUNT_OF(rows));
}
END_TEST

/* The i-th path of the route table, each counted once; NULL past the last. */
static const char *
address(size_t i)
{
	for (const struct route *r = routes; r->path != NULL; r++) {
		bool seen = false;

		for (const struct route *s = routes; s < r; s++)
			seen = seen || strcmp(s->path, r->path) == 0;
		if (!seen && i-- == 0)
			return r->path;
	}
	return NULL;
}

static bool
may(const struct row *row, const struct person *person)
{
	return strcmp(row->may, DOOR) == 0 || strchr(row->may, person->role) != NULL;
}

static bool
is_his(const struct ask *a)
{
	static const int64_t places[OBJECTS] = {
		[OF_RIVERSIDE] = RIVERSIDE,
		[OF_HILLVIEW] = HILLVIEW,
		[OF_GOMO] = GOMO,
		[OF_PARENT] = MAZOWE,
		[ENDED] = RIVERSIDE,
	};

	if (a->object == NULL)
		return true;
	if (a->which == NEVER || a->which == DELETED)
		return false;
	return a->object->everybodys || a->person->role == 'a' || a->which == NOBODYS ||
	       works_at(a->person, places[a->which]);
}

static int
expected(const struct ask *a)
{
	bool post = strcmp(words[a->word], "POST") == 0;

	if (a->row == NULL)
		return 405;
	if (post && a->token == ELSEWHERE)
		return 403;
	if (!may(a->row, a->person))
		return a->person->role != '-' ? 403 : post ? 401 : 303;
	if (post && a->token != RIGHT && strcmp(a->row->may, DOOR) != 0)
		return 403;
	if (!is_his(a))
		return 404;
	if (a->which == ENDED && a->row->ended != 0)
		return a->row->ended;
	if (a->row->above != 0 &&
	    (a->object != NULL ? a->which == OF_PARENT : a->person->place == MAZOWE))
		return a->row->above;
	return a->object == &unknown && a->which != NOBODYS ? a->row->taken
							    : a->row->code;
}

static int64_t
id_of(const struct ask *a)
{
	return a->object != NULL ? a->object->ids[a->which] : 0;
}

/* The path with its id, the form of tests/matrix.sql and the query. */
static const char *
path_with(const char *path, int64_t id, const char *query)
{
	const char *at = strstr(path, ":id"), *name = strstr(path, ":name");

	if (name != NULL)
		return path_with(arena_printf(site_arena(), "%.*smatrix%s",
				     (int)(name - path), path, name + 5),
		    id, query);

	if (at == NULL)
		return arena_printf(site_arena(), "%s%s%s", path,
		    query != NULL ? "?" : "", query != NULL ? query : "");
	return arena_printf(
	    site_arena(), "%.*s%" PRId64 "%s", (int)(at - path), path, id, at + 3);
}

static const char *
filled_in(const char *text, const struct person *person, int64_t id)
{
	struct buf b;

	buf_init(&b, site_arena());
	for (const char *c = text != NULL ? text : ""; *c != '\0'; c++) {
		if (*c == '@')
			buf_int(&b, id % 10);
		else if (*c == '^')
			buf_int(&b, id);
		else if (*c == '$')
			buf_int(&b, person->place);
		else if (*c == '#')
			buf_int(&b, person->patient);
		else if (*c == '~')
			buf_int(&b, person->id);
		else
			buf_putc(&b, *c);
	}
	return b.data;
}

static const char *
token_of(const struct ask *a)
{
	switch (a->token) {
	case NONE:
		return "x=";
	case OTHERS:
		return site_csrf(TENDAI);
	default:
		return a->person->id != NOBODY ? site_csrf(a->person->id)
					       : "_csrf=none";
	}
}

static struct request *
send_it(const struct ask *a)
{
	const char *query = a->row != NULL ? a->row->query : NULL;
	const char *body =
	    filled_in(a->row != NULL ? a->row->body : "", a->person, id_of(a));

	cases++;
	return site_ask(&(struct site_ask){ .method = request_method(words[a->word]),
	    .user = a->person->id,
	    .path = path_with(a->path, id_of(a), query),
	    .body = arena_printf(site_arena(), "%s&%s", token_of(a), body),
	    .file = a->row != NULL ? a->row->file : NULL,
	    .origin = a->token == ELSEWHERE ? "http://elsewhere.test" : NULL });
}

static const char *
named(const struct ask *a)
{
	static const char *const tokens[] = { "", " without a token",
		" with another's token", " from elsewhere" };

	return arena_printf(site_arena(), "%s %s by %s about %s%s", words[a->word],
	    a->path, a->person->name,
	    a->object != NULL ? which_words[a->which] : "nothing", tokens[a->token]);
}

/* What the page says was wrong, for the message of a failed test. */
static const char *
words_of(const struct request *rq)
{
	const char *main =
	    rq->reply.body.data != NULL ? strstr(rq->reply.body.data, "<main") : NULL;

	return main != NULL ? arena_strndup(site_arena(), main, strnlen(main, 400))
			    : "";
}

static const char *
or_nothing(const char *text)
{
	return text != NULL ? text : "";
}

/* Nobody reads a word about the patients of another place. */
static void
keeps_to_his_own(
    const struct request *rq, const struct person *person, const char *what)
{
	for (size_t i = 0; i < COUNT_OF(secrets); i++) {
		for (size_t k = 0;
		     k < COUNT_OF(secrets[i].words) && secrets[i].words[k] != NULL;
		     k++) {
			const char *word = secrets[i].words[k];

			if (works_at(person, secrets[i].place))
				break;
			if (!site_shows(rq, word) &&
			    strstr(or_nothing(rq->reply.headers.data), word) == NULL &&
			    strstr(or_nothing(rq->reply.location), word) == NULL)
				continue;
			foreign_bytes += (long)strlen(word);
			complain("%s: shows %s", what, word);
		}
	}
}

/* An answer as it is compared: without the id that was asked for. */
struct answer {
	int code;
	const char *page, *headers, *location;
};

static struct answer
answer_of(const struct ask *a, const struct request *rq)
{
	struct answer answer = { .code = rq->reply.code,
		.page = rq->reply.body.data != NULL ? site_page(rq) : "",
		.headers = or_nothing(rq->reply.headers.data),
		.location = or_nothing(rq->reply.location) };
	const char *id = arena_printf(site_arena(), "%" PRId64, id_of(a));
	const char *at = strstr(answer.location, id);

	if (a->object != NULL && at != NULL)
		answer.location = arena_printf(site_arena(), "%.*sID%s",
		    (int)(at - answer.location), answer.location, at + strlen(id));
	return answer;
}

static bool
same_answer(const struct answer *a, const struct answer *b)
{
	return a->code == b->code && strcmp(a->page, b->page) == 0 &&
	       strcmp(a->headers, b->headers) == 0 &&
	       strcmp(a->location, b->location) == 0;
}

/* One question and its answer; never is what was said about nothing. */
static void
try(const struct ask *a, const struct answer *never)
{
	struct request *rq = send_it(a);
	struct answer answer = answer_of(a, rq);
	struct ask nothing = *a;

	if (!bare() && answer.code != expected(a))
		complain("%s: %d instead of %d: %s", named(a), answer.code, expected(a),
		    words_of(rq));
	if (a->row == NULL || !a->row->shows_all || !may(a->row, a->person))
		keeps_to_his_own(rq, a->person, named(a));
	nothing.which = NEVER;
	/* The same bytes, whether it belongs to somebody else or does not exist. */
	if (!bare() && expected(a) == expected(&nothing) && !is_his(a) &&
	    !same_answer(&answer, never))
		complain("%s: one can tell it from what never was", named(a));
}

/* What he may do, he may do; all the others change nothing. */
static bool
is_to_write(const struct ask *a)
{
	return !bare() && strcmp(words[a->word], "POST") == 0 && expected(a) < 400;
}

/* The next question about this address; false past the last. */
static bool
next_ask(struct ask *a)
{
	bool post;

	do {
		post = strcmp(words[a->word], "POST") == 0;
		/* Without the first wall nobody reads a token. */
		if (post && !bare() && a->token + 1 < TOKENS) {
			a->token++;
			continue;
		}
		a->token = RIGHT;
		if (a->object != NULL && a->which + 1 < OBJECTS) {
			a->which++;
			continue;
		}
		a->which = NEVER;
		if (++a->word == COUNT_OF(words))
			return false;
		a->row = row_for(request_method(words[a->word]), a->path);
	} while (a->object != NULL && id_of(a) == 0);
	return true;
}

static struct ask
first_ask(const char *path, const struct person *person)
{
	const struct row *get = row_for(GET, path), *post = row_for(POST, path);

	return (struct ask){ .person = person,
		.path = path,
		.row = get,
		.object = get != NULL ? get->object : post->object };
}

static void
changes_nothing_strange(const struct person *person, const struct row *row,
    const char *what, const char *strange)
{
	/* The administrator moves what belongs to places and people. */
	if (row != NULL && row->gives_back && strncmp(strange, "draft ", 6) == 0)
		return;
	if (*strange == '\0' ||
	    (person->role == 'a' && row != NULL && may(row, person)))
		return;
	foreign_rows++;
	complain(
	    "%s by %s changed what is not his: %.300s", what, person->name, strange);
}

static bool
gives_away(const char *path)
{
	const struct row *post = row_for(POST, path);

	return post != NULL && post->gives_away;
}

/* Everything that must not change anything, then a look at everything. */
static void
try_what_he_may_not(const char *path, const struct person *person)
{
	struct ask a = first_ask(path, person);
	struct answer never[TOKENS];
	const char *touched, *strange;

	do {
		if (is_to_write(&a))
			continue;
		if (a.which == NEVER) {
			struct request *rq = send_it(&a);

			never[a.token] = answer_of(&a, rq);
		}
		try(&a, &never[a.token]);
	} while (next_ask(&a));
	touched = matrix_settle(person, bare() && gives_away(path), &strange);
	changes_nothing_strange(person, row_for(POST, path), path, strange);
	/* Of those who come by it is noted that they did. */
	touched += strspn(touched, " ");
	while (!bare() && *touched != '\0') {
		size_t len = strcspn(touched, " ");

		if (strstr("audit presence session sign_in_failure task_presence",
			arena_strndup(site_arena(), touched, len)) == NULL)
			complain("%s by %s wrote to %s", path, person->name, touched);
		touched += len + (touched[len] == ' ');
	}
}

static void
try_what_he_may(const char *path, const struct person *person)
{
	struct ask a = first_ask(path, person);
	const char *strange;

	do {
		if (!is_to_write(&a))
			continue;
		if (a.row->first != NULL)
			site_sql("%s", filled_in(a.row->first, person, id_of(&a)));
		try(&a, NULL);
		(void)matrix_settle(person, a.row->gives_away, &strange);
		changes_nothing_strange(person, a.row, named(&a), strange);
	} while (next_ask(&a));
}

/* MATRIX_EVERY=4: a quarter of the people at each address, others at the next. */
static size_t
every(void)
{
	const char *asked = getenv("MATRIX_EVERY");
	long n = asked != NULL ? strtol(asked, NULL, 10) : 1;

	return n > 1 ? (size_t)n : 1;
}

START_TEST(each_as_everybody)
{
	const char *path = address((size_t)_i);

	for (size_t i = (size_t)_i % every(); i < people_count; i += every()) {
		try_what_he_may_not(path, &people[i]);
		if (!bare())
			try_what_he_may(path, &people[i]);
		site_forget();
	}
	nothing_wrong();
}
END_TEST

/* One that Sr Rudo might ask about. */
static int64_t
hers(const struct row *row)
{
	if (row->object == NULL)
		return 0;
	return row->object->ids[row->object == &unknown ? NOBODYS : OF_RIVERSIDE];
}

static const struct person *
rudo(void)
{
	const struct person *p = people;

	while (p->id != RUDO)
		p++;
	return p;
}

/* Her own form about her own client, with something of another place in it. */
static void
takes_nothing_of_elsewhere(const struct row *row)
{
	const char *strange;
	const char *hostile = filled_in(row->hostile, rudo(), 1);
	struct request *rq;

	if (row->hostile == NULL)
		return;
	cases++;
	rq = row->file != NULL ? site_upload(RUDO, row->path, hostile, row->file)
	     : row->method == POST
		 ? site_post(RUDO, path_with(row->path, hers(row), NULL), hostile)
		 : site_get(RUDO, path_with(row->path, hers(row), hostile));
	if (rq->reply.code < 400 || rq->reply.code >= 500)
		complain("%s with %s: %d", row->path, hostile, rq->reply.code);
	keeps_to_his_own(rq, rudo(), row->path);
	(void)matrix_settle(rudo(), false, &strange);
	if (*strange != '\0')
		complain("%s with %s: changed %s", row->path, hostile, strange);
}

START_TEST(nothing_of_elsewhere_is_taken_in)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		takes_nothing_of_elsewhere(&rows[i]);
	nothing_wrong();
}
END_TEST

/* A form's key that is none of ours never gets as far as the database. */
START_TEST(a_strange_key_is_none)
{
	static const char *const keys[] = { "", "x",
		"Tinashe-Tinashe-Tinashe-Tinashe-1234",
		"01b2c3d4e5f6-7a8b-9c0d-1e2f3a4b5c6d-" };

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct request *rq = site_post(RUDO, "/messages/501/reply",
		    arena_printf(site_arena(), "body=Hello&%s&once=%s", SEEN, keys[i]));

		ck_assert_msg(
		    rq->reply.code == 303, "\"%s\": %d", keys[i], rq->reply.code);
	}
}
END_TEST

/* What the script asks in the background gets an answer without a page. */
static void
tells_strangers_nothing(const struct row *row)
{

	if (row->method != GET || strcmp(row->may, DOOR) == 0)
		return;
	for (size_t i = 0; i < 3; i++) {
		struct site_ask ask = { .user = people[i].id,
			.path = path_with(row->path, hers(row), row->query),
			.fragment = "1",
			.poll = i == 1 };
		struct request *rq = site_ask(&ask);

		cases++;
		ck_assert_msg(rq->reply.code == 401 && rq->reply.body.len == 0,
		    "GET %s by %s: %d", row->path, people[i].name, rq->reply.code);
	}
}

START_TEST(a_stranger_polls_nothing)
{
	for (size_t i = 0; i < COUNT_OF(rows) && !bare(); i++)
		tells_strangers_nothing(&rows[i]);
}
END_TEST

/*
 * The other way round: where row security is off and the first wall too, the
 * matrix sees it.
 */
START_TEST(a_hole_would_be_found)
{
	const long bytes = foreign_bytes, changed = foreign_rows, before = cases;

	if (!bare())
		return;
	site_sql("ALTER TABLE task DISABLE ROW LEVEL SECURITY;"
		 "ALTER TABLE task_presence DISABLE ROW LEVEL SECURITY;"
		 "ALTER TABLE task_event DISABLE ROW LEVEL SECURITY");
	try_what_he_may_not("/tasks/:id", rudo());
	try_what_he_may_not("/tasks/:id/take", rudo());
	site_sql("ALTER TABLE task ENABLE ROW LEVEL SECURITY;"
		 "ALTER TABLE task_presence ENABLE ROW LEVEL SECURITY;"
		 "ALTER TABLE task_event ENABLE ROW LEVEL SECURITY");
	ck_assert_int_gt(foreign_bytes, bytes);
	ck_assert_int_gt(foreign_rows, changed);
	foreign_bytes = bytes;
	foreign_rows = changed;
	cases = before;
	wrongs = 0;
}
END_TEST

/* Machines: a session's cookie counts for nothing, the secret for one thing. */
#define SECRET "the-webhook-secret-of-the-matrix-01"

struct api_row {
	enum method method;
	const char *path;
	int stranger, knows; /* without and with the secret */
	const char *body;
};
/* clang-format off */
static const struct api_row api_rows[] = {
	{ POST,	"/hooks/rapidpro",	401,	200, "{\"event\":\"matrix\"}" },
	{ GET,	"/health/live",		200,	200, "" },
	{ GET,	"/health/ready",	503,	503, "" },
	{ GET,	"/metrics",		200,	200, "" },
	{ POST,	"/auth/token",		400,	400, "" },
	{ GET,	"/fhir/:rest",		401,	401, "" },
	{ POST,	"/fhir/:rest",		401,	401, "{}" },
	{ PUT,	"/fhir/:rest",		401,	401, "{}" },
	{ PATCH, "/fhir/:rest",		401,	401, "[]" },
	{ DELETE, "/fhir/:rest",	401,	401, "" },
	{ OTHER, "/fhir/:rest",		401,	401, "" },
	{ GET,	"/fhir",		401,	401, "" },
	{ POST,	"/fhir",		401,	401, "{}" },
	{ POST,	"/api/v2/sms/rapidpro/incoming-messages", 403, 200,
	    "{\"id\":\"m\",\"from\":\"+263771230000\",\"content\":\"1\"}" },
	{ GET,	"/api/sms",		401,	401, "" },
	{ POST,	"/api/sms",		401,	401, "{}" },
	{ POST,	"/api/v2/records",	401,	401, "{}" },
	{ GET,	"/api/v2/export/messages", 401, 401, "" },
	{ GET,	"/api/v2/monitoring",	200,	200, "" },
	{ POST,	"/mediator/:rest",	401,	401, "{}" },
	{ GET,	"/api/v1/contacts-by-phone", 401, 401, "" },
	{ POST,	"/api/v1/contacts-by-phone", 401, 401, "{}" },
};
/* clang-format on */

static const char *
api_header(struct request *rq, const char *name)
{
	return strcmp(name, "Authorization") == 0 ? rq->header_source : NULL;
}

static void
ask_api(struct db *db, const struct api_row *row, size_t word,
    const char *authorization, int code)
{
	static char token[128];
	struct request rq = { .arena = site_arena(),
		.method = request_method(words[word]),
		.path = row->path,
		.query = "",
		.cookie =
		    arena_printf(site_arena(), "%s=%s", COOKIE_PLAIN, site_cookie(ADA)),
		.content_type = "application/json",
		.body = row->body,
		.body_len = strlen(row->body),
		.address = "192.0.2.1",
		.host = "here",
		.origin = "",
		.header = api_header,
		.header_source = token };

	(void)snprintf(token, sizeof token, "%s", authorization);
	cases++;
	dispatch(db, &api, &rq);
	keeps_to_his_own(&rq, &people[0], row->path);
	if (rq.reply.code != code)
		complain("%s %s with \"%s\": %d instead of %d", words[word], row->path,
		    authorization, rq.reply.code, code);
}

static const struct api_row *
api_row_of(enum method method, const char *path)
{
	for (size_t i = 0; i < COUNT_OF(api_rows); i++)
		if (api_rows[i].method == method && strcmp(api_rows[i].path, path) == 0)
			return &api_rows[i];
	return NULL;
}

/* What this method is answered at the row's address. */
static int
api_code(const struct api_row *row, size_t word, bool knows)
{
	const struct api_row *asked =
	    api_row_of(request_method(words[word]), row->path);

	if (asked == NULL)
		return 405;
	return knows ? asked->knows : asked->stranger;
}

static void
api_row_holds(struct db *db, const struct api_row *row)
{
	static const char *const wrong[] = { "", "Token wrong", ("Bearer " SECRET),
		"Token ", ("Token " SECRET "2") };
	const char *strange;

	for (size_t w = 0; w < COUNT_OF(words); w++)
		for (size_t i = 0; i < COUNT_OF(wrong); i++)
			ask_api(db, row, w, wrong[i], api_code(row, w, false));
	ck_assert_str_eq(matrix_settle(&people[0], false, &strange), "");
	for (size_t w = 0; w < COUNT_OF(words); w++)
		ask_api(db, row, w, "Token " SECRET, api_code(row, w, true));
	ck_assert_str_eq(matrix_settle(&people[0], false, &strange),
	    row->method == POST && row->knows == 200 ? "inbox" : "");
}

START_TEST(machines_have_their_own_door)
{
	static struct config config = { .webhook_secret = SECRET };
	const char *host = getenv("PGHOST");
	size_t n = 0;
	struct db *db;

	ck_assert_int_eq(db_open(arena_printf(site_arena(),
				     "host=%s user=aftercare_api dbname=aftercare",
				     host != NULL ? host : ""),
			     &db),
	    OK);
	api_secrets(&config);
	for (const struct route *r = api.routes; r->path != NULL; r++, n++) {
		const struct api_row *row = api_row_of(r->method, r->path);

		ck_assert_msg(row != NULL, "no row in the matrix for the api's %s %s",
		    word_of(r->method), r->path);
		api_row_holds(db, row);
	}
	ck_assert_uint_eq(n, COUNT_OF(api_rows));
	db_close(db);
	nothing_wrong();
}
END_TEST

static void
begin(void)
{
	cases = foreign_bytes = foreign_rows = 0;
	matrix_begin();
	site_script("tests/matrix_marks.sql");
	matrix_keep();
}

static void
begin_one(void)
{
	const char *strange;

	wrongs = 0;
	(void)matrix_settle(&people[0], false, &strange);
	site_forget();
}

static void
end(void)
{
	matrix_end();
	printf("figure walls.%sforeign_bytes %ld bytes\n", bare() ? "bare_" : "",
	    foreign_bytes);
	printf("figure walls.%sforeign_rows %ld rows\n", bare() ? "bare_" : "",
	    foreign_rows);
	printf("figure walls.%scases %ld requests\n", bare() ? "bare_" : "", cases);
	(void)fflush(stdout);
}

TCase *
matrix_tests(void)
{
	TCase *tc = tcase_create("matrix");
	int n = 0;

	while (address((size_t)n) != NULL)
		n++;
	tcase_set_tags(tc, "unsanitized");
	tcase_set_timeout(tc, 120);
	tcase_add_unchecked_fixture(tc, begin, end);
	tcase_add_checked_fixture(tc, begin_one, NULL);
	tcase_add_test(tc, every_route_has_its_row);
	tcase_add_loop_test(tc, each_as_everybody, 0, n);
	tcase_add_test(tc, nothing_of_elsewhere_is_taken_in);
	tcase_add_test(tc, a_strange_key_is_none);
	tcase_add_test(tc, a_stranger_polls_nothing);
	tcase_add_test(tc, machines_have_their_own_door);
	tcase_add_test(tc, a_hole_would_be_found);
	return tc;
}

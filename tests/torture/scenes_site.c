/* scenes_site.c - every route of the site, asked for something that it does. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../matrix.h"
#include "ask.h"
#include "ext/secret.h"
#include "site/routes.h"

#define REGISTER                                                                       \
	"given_name=Matrix&family_name=Row&number=X-771&birth_known=date"              \
	"&birth_date=1995-05-05&sex=male&language=en&phone=0775550100&phone_owner=own" \
	"&anchor_date=2031-03-02&method=surgical&consent=1&place_id=101"
#define PLACE                                                               \
	"zone=Africa/Harare&region=ZW&language=en&opens=07:30&closes=16:30" \
	"&checkin_time=07:00&quiet_from=20:00&quiet_until=06:00"            \
	"&emergency_phone=0772000109&version=1"
#define PASSWORD "four plain new words"
#define TYPED "four+plain+new+words"
#define SEEN "last_seen=999999"
/* Of the draft of tests/matrix.sql, as its page says it. */
#define WORDS_SEEN \
	"seen=49446a0372f1a5bf638dfc26a8d5785ec1d1a9544fbfd53fb457ec5e8eaf2112"
#define FILLED                               \
	"page=0&version=1&asked=q1&q1=Words" \
	"&asked=q2&q2-find=moyo&q2=patient-401&asked=q3&q3="
#define TRIED                                                                         \
	"language=en&asked=q1&q1=Words&kept=%3Cmatrix%3E%3Cwords%3ETried%3C%2Fwords%" \
	"3E"                                                                          \
	"%3Cmeta%3E%3CinstanceID%2F%3E%3C%2Fmeta%3E%3C%2Fmatrix%3E"
/* The form that registers somebody: new, or with the phone of another. */
#define ENROLS 1
#define ENROLLED(name, phone)                                                    \
	"place=101&page=0&version=0&asked=q1&q1=" name "&asked=q2&q2=2001-05-05" \
	"&asked=q3&q3=" phone "&go=save"
#define ENROL_FORM                                                                  \
	"<h:html xmlns=\"http://www.w3.org/2002/xforms\" "                          \
	"xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>Enrol</h:title>" \
	"<model><instance><enrols id=\"enrols\"><person db-doc=\"true\"><type>"     \
	"person</type><name/><date_of_birth/><phone/></person></enrols></instance>" \
	"</model></h:head><h:body>"                                                 \
	"<input ref=\"/enrols/person/name\"><label>Name</label></input>"            \
	"<input ref=\"/enrols/person/date_of_birth\"><label>Born</label></input>"   \
	"<input ref=\"/enrols/person/phone\"><label>Phone</label></input>"          \
	"</h:body></h:html>"

#define DEEDS "a0000000-0000-4000-8000-000000001021"
#define BOUNDARY "----torture"
#define FIELD(name) \
	"--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"" name "\""
#define FILE_OF_CLIENTS                                                              \
	FIELD("_csrf")                                                               \
	"\r\n\r\ncsrf-of-201\r\n" FIELD("place_id") "\r\n\r\n101\r\n" FIELD(         \
	    "file") "; filename=\"register.csv\"\r\n"                                \
		    "Content-Type: text/csv\r\n\r\n"                                 \
		    "First name,Age,Mobile phone,Date of the procedure,Method,Date " \
		    "on the "                                                        \
		    "consent "                                                       \
		    "form\nMatrix,30,0775550100,2031-03-02,surgical,2031-03-02\n"    \
		    "\r\n--" BOUNDARY "--\r\n"
#define FILE_OF_VISITS                                                       \
	FIELD("_csrf")                                                       \
	"\r\n\r\ncsrf-of-201\r\n" FIELD("place_id") "\r\n\r\n101\r\n" FIELD( \
	    "file") "; filename=\"visits.csv\"\r\n"                          \
		    "Content-Type: text/csv\r\n\r\n"                         \
		    "Number on the card,Day,Hour\nR-2318,2031-03-12,09:00\n" \
		    "\r\n--" BOUNDARY "--\r\n"

#define FORM                                                                        \
	FIELD("_csrf")                                                              \
	"\r\n\r\ncsrf-of-205\r\n" FIELD("name") "\r\n\r\nbrought\r\n" FIELD(        \
	    "file") "; filename=\"brought.xml\"\r\n"                                \
		    "Content-Type: text/xml\r\n\r\n"                                \
		    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "              \
		    "xmlns:h=\"http://www.w3.org/1999/"                             \
		    "xhtml\"><h:head><h:title>Brought"                              \
		    "</h:title><model><instance><x "                                \
		    "id=\"x\"><a/></x></instance></model>"                          \
		    "</h:head><h:body><input ref=\"/x/a\"><label>A</label></input>" \
		    "</h:body></h:html>\r\n--" BOUNDARY "--\r\n"

/* The smallest PNG, one grey point, for question 3 of the form of tests/matrix.sql. */
#define PICTURE                                                                   \
	FIELD("_csrf")                                                            \
	"\r\n\r\ncsrf-of-201\r\n" FIELD("question") "\r\n\r\nq3\r\n" FIELD(       \
	    "file") "; filename=\"point.png\"\r\nContent-Type: image/png\r\n\r\n" \
		    "\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01" \
		    "\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x0a" \
		    "IDATx\xda"                                                   \
		    "ch\x00\x00\x00\x82\x00\x81\xda"                              \
		    "E\x08;\x00\x00"                                              \
		    "\x00\x00IEND\xae"                                            \
		    "B`\x82"                                                      \
		    "\r\n--" BOUNDARY "--\r\n"
#define DRAFT_IS_HERS "UPDATE form_draft SET user_id = 201 WHERE id = 1331"

static const struct way_in {
	enum method method;
	const char *route; /* as the table has it */
	int user;
	int id;
	int code;
	const char *body; /* of a POST, the query of a GET */
	const char *first;
	const char *query; /* of a POST */
	bool shows; /* a POST that changes nothing */
	size_t len; /* of a body that is no text */
} ways_in[] = {
	/* clang-format off */
	{ GET,	"/",		RUDO,	0, 303 },
	{ GET,	"/live",	RUDO,	0, 200 },
	{ GET,	"/sign-in",	NOBODY,	0, 200 },
	{ POST,	"/sign-in",	NOBODY,	0, 303, "username=tendai&password=" TYPED },
	{ POST,	"/sign-out",	RUDO,	0, 303, "" },

	{ GET,	"/tasks",		RUDO,	0, 200 },
	{ GET,	"/tasks",		NOMSA,	0, 200, "who=all&group=person" },
	{ POST,	"/tasks/bulk",		NOMSA,	0, 200, "op=give&whose=none", .shows = true },
	{ GET,	"/tasks/print",		RUDO,	0, 200 },
	{ GET,	"/tasks/new",		RUDO,	0, 200, "patient_id=401" },
	{ POST,	"/tasks/new",		RUDO,	0, 303, "title=Call&patient_id=401&day=2031-03-04&hour=10:00&to=202" },
	{ POST,	"/tasks/bulk",		RUDO,	0, 303, "op=later&id=811&v=1&until=tomorrow&reason=x&sure=1" },
	{ POST,	"/tasks/bulk/:id/undo",	RUDO,	861, 303, "",
	    "SELECT set_config('app.user_id', '201', true); UPDATE task SET owner_id = 201, status = 'accepted' WHERE id = 811;"
	    "UPDATE task_bulk SET at = business_now() WHERE id = 861" },
	{ GET,	"/tracing",			RUDO,	0, 200 },
	{ POST,	"/tracing/nudge",		RUDO,	0, 303, "id=401" },
	{ GET,	"/tracing/:id",			RUDO,	1301, 200 },
	{ POST,	"/tracing/:id",			RUDO,	1301, 303,
	    "method=call&outcome=no-answer&again=2h&note=Words&version=1" },
	{ GET,	"/patients/:id/lost",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/lost",		RUDO,	401, 303, "reason=moved&sure=1" },
	{ POST,	"/patients/:id/found",		RUDO,	401, 303, "",
	    "INSERT INTO lost (place_id, patient_id, enrolment_id, at, user_id, reason, was_state) "
	    "VALUES (101, 401, 601, business_now(), 201, 'moved', 'active')" },
	{ GET,	"/tasks/views",		NOMSA,	0, 200, "due=now&kind=problem" },
	{ POST,	"/tasks/views",		NOMSA,	0, 303, "name=Calls&due=now&kind=problem&q=moyo&place_id=101" },
	{ POST,	"/tasks/views/:id",	NOMSA,	871, 303, "name=Words" },
	{ POST,	"/tasks/views/:id/delete", NOMSA, 871, 303, "" },
	{ GET,	"/tasks/:id",		RUDO,	811, 200 },
	{ POST,	"/tasks/:id/take",	RUDO,	811, 303, "" },
	{ POST,	"/tasks/:id/release",	RUDO,	811, 303, "",
	    "UPDATE task SET owner_id = 201, status = 'accepted' WHERE id = 811" },
	{ POST,	"/tasks/:id/done",	RUDO,	811, 303, "outcome=reached-fine&version=1" },
	{ POST,	"/tasks/:id/later",	RUDO,	811, 303, "until=own&day=2031-03-05&hour=10:00&reason=At+work&version=1" },
	{ POST,	"/tasks/:id/remark",	RUDO,	811, 303, "add=Words" },
	{ POST,	"/tasks/:id/assign",	RUDO,	811, 303, "to=202&reason=He+knows+him&version=1" },
	{ POST,	"/tasks/:id/refuse",	RUDO,	811, 303, "refusal=Words&version=1",
	    "UPDATE task SET kind = 'free', created_by = 214 WHERE id = 811" },
	{ POST,	"/tasks/:id/client",	RUDO,	811, 303, "client=401&version=1",
	    "UPDATE task SET kind = 'free', created_by = 214, patient_id = NULL, place_id = 101, enrolment_id = NULL WHERE id = 811" },
	{ POST,	"/tasks/:id/reopen",	NOMSA,	811, 303, "add=Words",
	    "UPDATE task SET status = 'completed' WHERE id = 811" },
	{ GET,	"/tasks/:id/form",	RUDO,	811, 200 },
	{ POST,	"/tasks/:id/form",	RUDO,	811, 303, FILLED "&go=save" },
	{ POST,	"/tasks/:id/form/draft", RUDO,	811, 200, FILLED },
	{ GET,	"/reports/:id",		RUDO,	881, 200 },
	{ GET,	"/reports/:id/edit",	RUDO,	881, 200 },
	{ POST,	"/reports/:id/edit",	RUDO,	881, 303, FILLED "&go=save&why=Torture&report=2" },
	{ POST,	"/reports/:id/edit/draft", RUDO, 881, 200, FILLED },
	{ GET,	"/drafts/:id/picture",	RUDO,	1331, 200, "question=q3", DRAFT_IS_HERS },
	{ POST,	"/drafts/:id/picture",	RUDO,	1331, 303, PICTURE, DRAFT_IS_HERS, .len = sizeof PICTURE - 1 },
	{ GET,	"/pictures/:id",	RUDO,	1341, 200 },
	{ GET,	"/patients/new/forms/:name", RUDO, 0, 200 },
	{ POST,	"/patients/new/forms/:name", RUDO, 0, 303, FILLED "&go=save" },
	{ POST,	"/patients/new/forms/:name", RUDO, ENROLS, 303, ENROLLED("Simba+Dube", "0775550155") },
	{ POST,	"/patients/new/forms/:name", RUDO, ENROLS, 422, ENROLLED("Simba+Dube", "0775550142") },
	{ POST,	"/patients/new/forms/:name/draft", RUDO, 0, 200, FILLED },
	{ GET,	"/patients/:id/forms/:name", RUDO, 401, 200 },
	{ POST,	"/patients/:id/forms/:name", RUDO, 401, 303, FILLED "&go=save" },
	{ POST,	"/patients/:id/forms/:name/draft", RUDO, 401, 200, FILLED },
	{ POST,	"/tasks/:id/undo",	RUDO,	811, 303, "",
	    "SELECT set_config('app.user_id', '201', true); UPDATE task SET owner_id = 201, status = 'accepted' WHERE id = 811" },

	{ GET,	"/escalations",			NOMSA,	0, 200 },
	{ GET,	"/escalations/raise",		RUDO,	0, 200, "thread_id=510" },
	{ POST,	"/escalations/raise",		RUDO,	0, 303, "thread_id=510&severity=severe&note=x" },
	{ POST,	"/escalations/bulk",		NOMSA,	0, 303, "id=821&row=821&v=1&to=204" },
	{ GET,	"/escalations/views",		NOMSA,	0, 200, "state=late&who=none" },
	{ POST,	"/escalations/views",		NOMSA,	0, 303, "name=Late&state=late&severity=severe&clock=first&who=none&place=101" },
	{ POST,	"/escalations/views/:id",	NOMSA,	1411, 303, "name=Words", "UPDATE case_view SET user_id = 204 WHERE id = 1411" },
	{ POST,	"/escalations/views/:id/delete", NOMSA,	1411, 303, "", "UPDATE case_view SET user_id = 204 WHERE id = 1411" },
	{ GET,	"/escalations/print",		NOMSA,	0, 200, "phones=1" },
	{ GET,	"/escalations/:id",		NOMSA,	821, 200 },
	{ POST,	"/escalations/:id/claim",	NOMSA,	821, 303, "" },
	{ POST,	"/escalations/:id/release",	NOMSA,	821, 303, "",
	    "UPDATE task SET owner_id = 204, status = 'accepted' WHERE id = 821" },
	{ POST,	"/escalations/:id/note",	NOMSA,	821, 303, "add=Words" },
	{ POST,	"/escalations/:id/decide",	NOMSA,	821, 303, "outcome=advice&event=none&note=x&version=1" },
	{ POST,	"/escalations/:id/decide",	NOMSA,	821, 303,
	    "outcome=refer&refer_to=Hospital&event=none&man_told=call&place_told=Sr+Moyo&place_told_how=call&version=1" },
	{ POST,	"/escalations/:id/merge",	NOMSA,	821, 303, "other=99821&version=1&other_version=1",
	    "INSERT INTO task (id, place_id, patient_id, thread_id, kind, performer, source, priority, starts_at, due_at, created_at) "
	    "OVERRIDING SYSTEM VALUE SELECT 99821, place_id, patient_id, thread_id, kind, performer, 'other', 1, starts_at, due_at, created_at "
	    "FROM task WHERE id = 821; "
	    "INSERT INTO escalation (task_id, place_id, patient_id, severity, raised_at, first_due, decide_due) "
	    "SELECT 99821, place_id, patient_id, 'severe', raised_at, first_due, decide_due FROM escalation WHERE task_id = 821" },
	{ POST,	"/escalations/:id/undo",	NOMSA,	821, 303, "",
	    "UPDATE escalation SET decided_at = business_now(), outcome = 'clinic', event = 'none', decided_by = 204; "
	    "UPDATE task SET status = 'on-hold', owner_id = 204 WHERE id = 821" },
	{ POST,	"/escalations/:id/reopen",	NOMSA,	821, 303, "add=Words",
	    "UPDATE escalation SET decided_at = business_now(), outcome = 'advice', decided_by = 204" },

	{ GET,	"/diary",			RUDO,	0, 200, "from=2031-03-05" },
	{ GET,	"/diary/print",			RUDO,	0, 200, "from=2031-03-05&phones=1" },
	{ GET,	"/patients/:id/appointments",	RUDO,	401, 200 },
	{ POST,	"/patients/:id/appointments",	RUDO,	401, 303, "what=other&day=2031-03-12&hour=09:00&note=Words" },
	{ GET,	"/appointments/:id",		RUDO,	1421, 200 },
	{ POST,	"/appointments/:id/move",	RUDO,	1421, 303, "day=2031-03-12&hour=09:00&note=Words&version=1" },
	{ POST,	"/appointments/:id/cancel",	RUDO,	1421, 303, "reason=Words&version=1" },
	{ POST,	"/appointments/:id/say",	RUDO,	1421, 303, "what=change&version=1" },
	{ POST,	"/appointments/:id/say",	RUDO,	1421, 303, "what=came&version=1",
	    "UPDATE appointment SET status = 'missed', missed_at = business_now() WHERE id = 1421" },
	{ GET,	"/doses",			RUDO,	0, 200, "show=all" },
	{ GET,	"/children/new",		RUDO,	0, 200 },
	{ POST,	"/children/new",		RUDO,	0, 303, "given_name=Torture&birth_date=2031-02-01&sex=female&guardian_name=Ruth"
	    "&guardian_relation=mother&phone=0775550100&language=en&consent=1&country=ZA" },
	{ GET,	"/children/:id",		RUDO,	401, 200, "dose=1461" },
	{ POST,	"/children/:id/doses",		RUDO,	401, 303, "line=1451&given_on=2031-03-01&batch1451=Words" },
	{ POST,	"/children/:id/take-back",	RUDO,	401, 303, "dose=1461" },
	{ POST,	"/children/:id/texts",		RUDO,	401, 303, "named=1" },
	{ GET,	"/referrals",			RUDO,	0, 200 },
	{ GET,	"/referrals/:id",		RUDO,	1401, 200 },
	{ POST,	"/referrals/:id/visit",		RUDO,	1401, 303, "told=missed&note=Words&version=1" },
	{ POST,	"/referrals/:id/told",		RUDO,	1401, 303, "man_told=call" },
	{ GET,	"/duty",			NOMSA,	0, 200 },
	{ POST,	"/duty/hand-over",		NOMSA,	0, 303, "to=207&note=Words" },
	{ POST,	"/duty/hand-over/:id/accept",	NOMSA,	1351, 303, "",
	    "UPDATE task SET owner_id = 207, status = 'accepted' WHERE id = 821" },
	{ POST,	"/duty/hand-over/:id/refuse",	NOMSA,	1351, 303, "reason=Words" },
	{ POST,	"/duty/hand-over/:id/withdraw",	NOMSA,	1351, 303, "",
	    "UPDATE duty_handover SET from_id = 204, to_id = 207 WHERE id = 1351" },
	{ POST,	"/duty/notices/:id/seen",	NOMSA,	1361, 303, "" },
	{ GET,	"/duty/roster",			NOMSA,	0, 200 },
	{ POST,	"/duty/roster",			NOMSA,	0, 303, "user=207&rank=3&first=2031-03-20&last=2031-03-21&from=07:30&until=16:30&at=101" },
	{ POST,	"/duty/roster/copy",		NOMSA,	0, 303, "place=101&week=2031-03-03" },
	{ POST,	"/duty/roster/:id/remove",	NOMSA,	1341, 303, "" },

	{ GET,	"/patients/new",		RUDO,	0, 200 },
	{ POST,	"/patients/new",		RUDO,	0, 303, REGISTER },
	{ GET,	"/patients/new/phone",		RUDO,	0, 200, "phone=0775550111" },
	{ GET,	"/patients/new/guardian",	RUDO,	0, 200, "age=15" },
	{ GET,	"/patients/:id/registered",	RUDO,	401, 200 },
	{ GET,	"/patients/:id/welcome",	RUDO,	401, 200 },

	{ GET,	"/imports/new",			RUDO,	0, 200 },
	{ POST,	"/imports/new",			RUDO,	0, 303, FILE_OF_CLIENTS },
	{ GET,	"/imports/template",		RUDO,	0, 200 },
	{ GET,	"/imports/appointments/new",	RUDO,	0, 200 },
	{ POST,	"/imports/appointments/new",	RUDO,	0, 303, FILE_OF_VISITS },
	{ GET,	"/imports/appointments/template", RUDO,	0, 200 },
	{ GET,	"/imports/:id",			RUDO,	851, 200 },
	{ GET,	"/imports/:id",			RUDO,	858, 200 },
	{ POST,	"/imports/:id",			RUDO,	858, 303, "lines=2" },
	{ POST,	"/imports/:id",			RUDO,	851, 303, "lines=2" },
	{ GET,	"/imports/:id/mend",		RUDO,	851, 200 },

	{ GET,	"/patients/download",		RUDO,	0, 200, "state=all" },
	{ GET,	"/patients",			RUDO,	0, 303, "q=Tinashe" },
	{ GET,	"/patients/:id",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/opt-out",	RUDO,	401, 303, "reason=asked" },
	{ POST,	"/patients/:id/opt-in",		RUDO,	401, 303, "",
	    "UPDATE patient SET opted_out_at = business_now() WHERE id = 401" },
	{ GET,	"/patients/:id/consent",	RUDO,	401, 200 },
	{ POST,	"/patients/:id/consent",	RUDO,	401, 303,
	    "who=patient&given=yes&language=en&how=signed" },
	{ GET,	"/patients/:id/course",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/end",		RUDO,	401, 303, "how=healed&note=seen" },
	{ POST,	"/patients/:id/move",		RUDO,	401, 303, "to=103&told=his+mother+lives+there" },
	{ POST,	"/patients/:id/death",		RUDO,	401, 303, "died_on=2031-03-02&cause=his+brother+called&sure=1",
	    "UPDATE enrolment SET anchor_date = '2031-02-28' WHERE patient_id = 401" },
	{ POST,	"/patients/:id/again",		RUDO,	401, 303, "",
	    "UPDATE enrolment SET state = 'stopped', end_how = 'healed', ended_at = business_now() WHERE patient_id = 401" },

	{ GET,	"/patients/:id/pause",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/pause",		RUDO,	401, 303, "days=3&reason=ward" },
	{ POST,	"/patients/:id/unpause",	RUDO,	401, 303, "",
	    "UPDATE enrolment SET paused_until = '2031-03-09', pause_reason = 'ward', paused_by = 201 WHERE patient_id = 401" },

	{ GET,	"/patients/:id/edit",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/edit",		RUDO,	401, 303,
	    "given_name=Matrix&family_name=Row&number=X-771&birth_date=1995-05-05&sex=male"
	    "&language=en&phone_owner=own&version=1" },
	{ GET,	"/patients/:id/phone",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/phone",		RUDO,	401, 303, "phone=0775550109&phone_owner=own&version=1" },

	{ GET,	"/messages",			RUDO,	0, 200 },
	{ GET,	"/messages/:id",		RUDO,	501, 200 },
	{ GET,	"/messages/:id/link",		RUDO,	510, 200 },
	{ POST,	"/messages/:id/reply",		RUDO,	501, 303, "body=Hello&" SEEN },
	{ POST,	"/messages/:id/draft",		RUDO,	501, 303, "body=Hello" },
	{ POST,	"/messages/bulk",		RUDO,	0, 303, "id=510&seen=999999&act=999999&sure=1",
	    "UPDATE thread SET state = 'waiting', urgency = 0, waiting_since = business_now() WHERE id = 510;"
	    "UPDATE task SET status = 'completed', closed_at = business_now() WHERE thread_id = 510" },
	{ POST,	"/messages/bulk/:id/undo",	RUDO,	771, 303, "",
	    "UPDATE thread SET state = 'closed', waiting_since = NULL WHERE id = 501;"
	    "INSERT INTO thread_event (thread_id, place_id, at, user_id, what)"
	    " SELECT 501, 101, at, user_id, 'closed' FROM thread_bulk WHERE id = 771" },
	{ POST,	"/messages/:id/close",		RUDO,	501, 303, SEEN },
	{ POST,	"/messages/:id/open",		RUDO,	501, 303, "",
	    "UPDATE thread SET state = 'closed', waiting_since = NULL WHERE id = 501" },
	{ GET,	"/messages/:id/snooze",		RUDO,	501, 200 },
	{ POST,	"/messages/:id/snooze",		RUDO,	501, 303, "until=2h&reason=later&" SEEN },
	{ POST,	"/messages/:id/wake",		RUDO,	501, 303, "",
	    "UPDATE thread SET state = 'snoozed', waiting_since = NULL, snoozed_until = business_now() + interval '1 hour' WHERE id = 501" },
	{ GET,	"/messages/:id/assign",		RUDO,	501, 200 },
	{ POST,	"/messages/:id/assign",		RUDO,	501, 303, "to=me" },
	{ POST,	"/messages/:id/escalate",	RUDO,	501, 303, "body=Hello" },
	{ POST,	"/messages/:id/attribute",	RUDO,	510, 303, "patient=none" },
	{ POST,	"/messages/:id/link",		RUDO,	510, 303, "patient_id=401" },
	{ POST,	"/messages/:id/note",		RUDO,	501, 303, "note=Hello" },
	{ GET,	"/notes/:id",			RUDO,	1001, 200 },
	{ POST,	"/notes/:id",			RUDO,	1001, 303, "note=Hello&version=1" },
	{ POST,	"/notes/:id/withdraw",		RUDO,	1001, 303, "withdrawn=1" },
	{ POST,	"/sms/:id/undo",		RUDO,	731, 303, "",
	    "UPDATE message SET author_id = 201 WHERE author_id IS NOT NULL" },
	{ POST,	"/sms/:id/retry",		RUDO,	721, 303, "" },

	{ GET,	"/patients/:id/why",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/why",		RUDO,	401, 303, "" },
	{ GET,	"/rules",			NOMSA,	0, 200 },

	{ GET,	"/delivery",			RUDO,	0, 200 },
	{ GET,	"/delivery/download",		RUDO,	0, 200 },
	{ GET,	"/late",			NOMSA,	0, 200 },
	{ POST,	"/late",			NOMSA,	0, 303, "place=101&step=day_9&deed=drop",
	    "INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at, state, late_until) SELECT 601, 401, 101, "
	    "'day_9', 9, business_now()::date, business_now(), 'held', business_now() + interval '1 hour'" },
	{ POST,	"/delivery/several",		RUDO,	0, 303, "id=721&sure=1", .query = "deed=aside" },
	{ POST,	"/delivery/take-back",		RUDO,	0, 303, "",
	    "UPDATE message SET set_aside_at = business_now() WHERE id = 721",
	    .query = "deeds=" DEEDS },
	{ POST,	"/sms/:id/release",		RUDO,	731, 303, "",
	    "UPDATE outbox SET state = 'held' WHERE id = (SELECT outbox_id FROM message WHERE id = 731)" },
	{ POST,	"/sms/:id/drop",		RUDO,	731, 303, "",
	    "UPDATE outbox SET state = 'held' WHERE id = (SELECT outbox_id FROM message WHERE id = 731)" },
	{ POST,	"/sms/:id/ask",			RUDO,	721, 303, "",
	    "UPDATE message SET state = 'sent' WHERE id = 721" },
	{ POST,	"/sms/:id/aside",		RUDO,	721, 303, "note=Hello" },
	{ POST,	"/sms/:id/call",		RUDO,	721, 303, "" },
	{ POST,	"/sms/:id/take-back",		RUDO,	721, 303, "",
	    "UPDATE message SET set_aside_at = business_now() WHERE id = 721" },

	{ GET,	"/readings/:id",		RUDO,	711, 200 },
	{ POST,	"/readings/:id",		RUDO,	711, 303, "as=person" },
	{ GET,	"/filings/:id",			RUDO,	711, 200 },
	{ POST,	"/filings/:id",			RUDO,	711, 303, "patient=none&seen=401" },
	{ GET,	"/admin/rapidpro",	ADA,	0, 200 },
	{ POST,	"/admin/rapidpro",	ADA,	0, 303, "", "UPDATE feed SET polled_at = business_now() WHERE name = 'flows'" },
	{ GET,	"/admin/texts",		ADA,	0, 200, "of=answers" },
	{ GET,	"/admin/texts/words",	ADA,	0, 200, "text=day_2" },
	{ POST,	"/admin/texts/words",	ADA,	0, 303, "text=task.soon&body-en=Words&body-sn=Words&" WORDS_SEEN },
	{ GET,	"/admin/texts/versions",	ADA,	0, 200 },
	{ POST,	"/admin/texts/versions",	ADA,	0, 303, "from=1521", "DELETE FROM text_version WHERE id = 1522" },
	{ GET,	"/admin/texts/versions/:id",	ADA,	1522, 200 },
	{ POST,	"/admin/texts/versions/:id/publish", ADA, 1522, 303, "reason=Words&" WORDS_SEEN },
	{ POST,	"/admin/texts/versions/:id/drop", ADA,	1522, 303, "" },
	{ GET,	"/admin/settings",	ADA,	0, 200, "from=1" },
	{ POST,	"/admin/settings",	ADA,	0, 303, "reason=Words&seen=1&answer_hours=36" },
	{ GET,	"/admin/workflows",	ADA,	0, 200 },
	{ GET,	"/admin/workflows/:id",	ADA,	1541, 200, "with=latest" },
	{ POST,	"/admin/workflows/:id/texts",	ADA,	1541, 303, "", "DELETE FROM text_version WHERE id = 1522" },
	{ GET,	"/admin/triage",		ADA,	0, 200 },
	{ POST,	"/admin/triage",		ADA,	0, 200, "text=1&language=en&question=checkin", .shows = true },
	{ GET,	"/messages/new",		RUDO,	0, 200, "q=tinashe" },
	{ POST,	"/messages/new",		RUDO,	0, 303, "place=101&language=&waits=&body-en=Words" },
	{ GET,	"/messages/groups",		RUDO,	0, 200 },
	{ GET,	"/messages/groups/:id",		RUDO,	911, 200 },
	{ POST,	"/messages/groups/:id/send",	RUDO,	911, 303, "",
	    "UPDATE mailing SET created_by = 201, state = 'draft', asked_at = NULL WHERE id = 911" },
	{ POST,	"/messages/groups/:id/confirm",	RUDO,	911, 303, "" },
	{ POST,	"/messages/groups/:id/refuse",	RUDO,	911, 303, "reason=Words" },
	{ POST,	"/messages/groups/:id/drop",	RUDO,	911, 303, "",
	    "UPDATE mailing SET created_by = 201 WHERE id = 911" },
	{ GET,	"/messages/:id/answers",	RUDO,	501, 200, "q=matrix" },
	{ GET,	"/admin/answers",		ADA,	0, 200 },
	{ GET,	"/admin/answers/new",		ADA,	0, 200 },
	{ POST,	"/admin/answers/new",		ADA,	0, 303, "title=Matrix&sign=&body-en=Words" },
	{ GET,	"/admin/answers/:id",		ADA,	991, 200 },
	{ POST,	"/admin/answers/:id",		ADA,	991, 303, "title=Matrix&sign=&body-en=Words" },
	{ POST,	"/admin/answers/:id/approve",	NOMSA,	992, 303, "number=1&good_until=2031-09-01" },
	{ POST,	"/admin/answers/:id/retire",	NOMSA,	991, 303, "" },
	{ POST,	"/admin/answers/:id/return",	ADA,	991, 303, "",
	    "UPDATE answer SET retired_at = business_now(), retired_by = 205 WHERE id = 991" },
	{ GET,	"/admin/forms",			ADA,	0, 200 },
	{ GET,	"/admin/forms/new",		ADA,	0, 200 },
	{ POST,	"/admin/forms/new",		ADA,	0, 303, FORM },
	{ GET,	"/admin/forms/:id",		ADA,	971, 200 },
	{ GET,	"/admin/forms/:id/preview",	ADA,	971, 200, "language=en" },
	{ POST,	"/admin/forms/:id/preview",	ADA,	971, 200, TRIED, .shows = true },
	{ GET,	"/admin/forms/:id/file",	ADA,	971, 200 },
	{ POST,	"/admin/forms/:id/retire",	ADA,	971, 303, "" },
	{ POST,	"/admin/forms/:id/return",	ADA,	972, 303, "" },

	{ GET,	"/admin/screenings",		ADA,	0, 200 },
	{ POST,	"/admin/screenings/new",	ADA,	0, 303, "title=Words&from=1481" },
	{ GET,	"/admin/screenings/:id",	ADA,	1482, 200 },
	{ POST,	"/admin/screenings/:id/about",	ADA,	1482, 303, "follow=any&per_day=5&from_hour=08:00&to_hour=17:00&again_hours=24&again_most=1"
	    "&task_hours=4&found-en=Words&place=101&edits=1" },
	{ GET,	"/admin/screenings/:id/question", ADA,	1482, 200, "n=1" },
	{ POST,	"/admin/screenings/:id/question", ADA,	1482, 303, "was=1&number=1&ask-en=Words&again-en=Words"
	    "&code-1=1&label-1=Yes&words-1=yes&leads-1=positive&edits=1" },
	{ POST,	"/admin/screenings/:id/remove",	ADA,	1482, 303, "was=1&edits=1" },
	{ POST,	"/admin/screenings/:id/drop",	ADA,	1482, 303, "" },
	{ GET,	"/admin/screenings/:id/check",	ADA,	1482, 200 },
	{ POST,	"/admin/screenings/:id/start",	ADA,	1482, 303, "edits=1" },
	{ POST,	"/admin/screenings/:id/turn",	ADA,	1481, 303, "goal=ended" },
	{ GET,	"/screenings",			NOMSA,	0, 200 },
	{ GET,	"/screenings/:id",		NOMSA,	1481, 200 },
	{ GET,	"/screenings/:id/download",	NOMSA,	1481, 200 },
	{ GET,	"/admin/doses",			ADA,	0, 200 },
	{ POST,	"/admin/doses/new",		ADA,	0, 303, "from=1451&country=ZB&title=Words" },
	{ GET,	"/admin/doses/:id",		ADA,	1452, 200, "line=1452" },
	{ POST,	"/admin/doses/:id/line",	ADA,	1452, 303, "vaccine=Words&number=2&due_n=6&due_unit=weeks&least_n=6&least_unit=weeks"
	    "&latest_unit=months&edits=1" },
	{ POST,	"/admin/doses/:id/about",	ADA,	1452, 303, "title=Words&source=Words&dated=2031&before_days=3&after_days=7&after_times=2"
	    "&hour=10:00&edits=1" },
	{ POST,	"/admin/doses/:id/remove",	ADA,	1452, 303, "line=1452&edits=1" },
	{ POST,	"/admin/doses/:id/drop",	ADA,	1452, 303, "" },
	{ POST,	"/admin/doses/:id/publish",	ADA,	1452, 303, "edits=1" },
	{ GET,	"/admin/schedules",		ADA,	0, 200 },
	{ POST,	"/admin/schedules/new",		ADA,	0, 303, "from=pack", "DELETE FROM schedule_version WHERE id = 1422" },
	{ GET,	"/admin/schedules/off",		ADA,	0, 200, "place=101&step=day_1" },
	{ POST,	"/admin/schedules/off",		ADA,	0, 303, "place=101&step=day_1&state=off&reason=Words" },
	{ GET,	"/admin/schedules/:id",		ADA,	1422, 200, "step=day_1&shared=1&on-1=2031-03-04" },
	{ POST,	"/admin/schedules/:id/step",	ADA,	1422, 303,
	    "was=day_1&after=1&unit=days&anchor=visit&weekday=0&text=&body-en=Words&shared_text=shared_day&silent_text=&edits=1"
	    "&spread_minutes=60&silence-wrote=1&silence_days=2&silence_forms=matrix&clear-outcome=1" },
	{ POST,	"/admin/schedules/:id/step",	ADA,	1422, 303,
	    "was=&name=survey&after=1&unit=days&weekday=0&text=day&shared_text=shared_day&silent_text=&edits=1"
	    "&flow=5e0a3c1b-4d2f-4a77-9b36-0f1c2d3e4a5b&param-0=who&value-0=Words",
	    "INSERT INTO gateway_flow VALUES ('5e0a3c1b-4d2f-4a77-9b36-0f1c2d3e4a5b', 'Survey', false) ON CONFLICT DO NOTHING" },
	{ POST,	"/admin/schedules/:id/limit",	ADA,	1422, 303, "per_day=2&edits=1" },
	{ POST,	"/admin/schedules/:id/remove",	ADA,	1422, 303, "was=day_1&edits=1" },
	{ POST,	"/admin/schedules/:id/drop",	ADA,	1422, 303, "" },
	{ GET,	"/admin/schedules/:id/test",	ADA,	1422, 200, "step=day_1" },
	{ POST,	"/admin/schedules/:id/test",	ADA,	1422, 303, "step=day_1&mobile=%2B263772000199&what=en+own" },
	{ GET,	"/admin/schedules/:id/compare",	ADA,	1422, 200 },
	{ GET,	"/admin/schedules/:id/dry-run",	ADA,	1422, 200, "day=2031-03-04" },
	{ POST,	"/admin/schedules/:id/dry-run",	ADA,	1422, 303, "",
	    "UPDATE schedule_version SET tried_edits = NULL, tried_at = NULL WHERE id = 1422" },
	{ GET,	"/admin/schedules/:id/dry-run/file", ADA, 1422, 200, "day=2031-03-04" },
	{ POST,	"/admin/schedules/:id/publish",	ADA,	1422, 303, "whom=all&edits=1" },

	{ GET,	"/admin/users",			ADA,	0, 200 },
	{ GET,	"/admin/users/new",		ADA,	0, 200 },
	{ POST,	"/admin/users/new",		ADA,	0, 303,
	    "name=New+One&username=newone&role=nurse&place=103&language=en&password=" TYPED },
	{ GET,	"/admin/users/:id",		ADA,	JOYCE, 200 },
	{ POST,	"/admin/users/:id",		ADA,	JOYCE, 303,
	    "name=New+Name&role=nurse&place=102&language=en&version=1" },
	{ POST,	"/admin/users/:id/password",	ADA,	JOYCE, 303, "password=" TYPED },
	{ POST,	"/admin/users/:id/disable",	ADA,	JOYCE, 303, "version=1" },
	{ POST,	"/admin/users/:id/enable",	ADA,	DISABLED, 303, "version=1",
	    "UPDATE app_user SET active = false WHERE id = 209" },

	{ GET,	"/admin/mail",			ADA,	0, 200 },
	{ POST,	"/admin/mail",			ADA,	0, 303, "name=Watcher&address=second@example.org" },
	{ POST,	"/admin/mail/remove",		ADA,	0, 303, "id=1031" },
	{ POST,	"/admin/mail/test",		ADA,	0, 303, "id=1031" },
	{ GET,	"/admin/outbound",		ADA,	0, 200, "doc=patient-401" },
	{ GET,	"/admin/outbound/:id",		ADA,	1511, 200 },
	{ POST,	"/admin/outbound/:id/again",	ADA,	1511, 303, "" },
	{ GET,	"/admin/places",		ADA,	0, 200 },
	{ GET,	"/admin/places/new",		ADA,	0, 200 },
	{ POST,	"/admin/places/new",		ADA,	0, 303, "name=New+Clinic&" PLACE },
	{ GET,	"/admin/places/:id",		ADA,	GOMO, 200 },
	{ POST,	"/admin/places/:id",		ADA,	GOMO, 303, "name=Gomo+Clinic&" PLACE },
	{ POST,	"/admin/places/:id/hour",	ADA,	GOMO, 303, "version=1&to=17:00&agree=1" },
	{ GET,	"/admin/places/:id/days",	ADA,	GOMO, 200 },
	{ POST,	"/admin/places/:id/days",	ADA,	GOMO, 303, "version=1&d1=1&d6=1" },
	{ POST,	"/admin/places/:id/holidays",	ADA,	GOMO, 303, "day=2031-04-18&name=Feast" },
	{ POST,	"/admin/places/:id/holidays/drop", ADA,	GOMO, 303, "holiday=9001",
	    .first = "INSERT INTO place_holiday (id, place_id, day, name, created_at) OVERRIDING SYSTEM VALUE "
		"VALUES (9001, 103, '2031-04-18', 'Feast', business_now())" },

	{ GET,	"/indicators",			RUDO,	0, 200 },
	{ GET,	"/indicators/download",		RUDO,	0, 200 },
	{ GET,	"/indicators/men",		RUDO,	0, 200, "code=men&from=2031-02-01&until=2031-03-31" },
	{ GET,	"/indicators/facilities",	NOMSA,	0, 200, "from=2031-02-01&until=2031-03-31" },
	{ GET,	"/indicators/facilities/download", NOMSA, 0, 200, "from=2031-02-01&until=2031-03-31" },
	{ GET,	"/indicators/hours",		NOMSA,	0, 200, "from=2031-02-01&until=2031-03-31&by=place" },
	{ GET,	"/indicators/who",		ADA,	0, 200 },
	{ GET,	"/indicators/who/download",	ADA,	0, 200 },
	{ GET,	"/indicators/events",		RUDO,	0, 200 },
	{ GET,	"/indicators/events/download",	RUDO,	0, 200 },
	{ GET,	"/indicators/quality",		RUDO,	0, 200 },
	{ GET,	"/audit",			ADA,	0, 200 },

	{ GET,	"/account",			RUDO,	0, 200 },
	{ POST,	"/account",			RUDO,	0, 303, "language=en", .shows = true },
	{ POST,	"/account/password",		TENDAI,	0, 303, "old=" TYPED "&new=five+plain+new+words+now" },
	{ POST,	"/account/sessions",		RUDO,	0, 303, "session=x", .shows = true },
	{ GET,	"/help",			NOBODY,	0, 200 },
	{ GET,	"/health/site",			NOBODY,	0, 200 },
	/* clang-format on */
};
#define COUNT COUNT_OF(ways_in)

/* What a form does not change although it is taken. */
static const int users[] = { RUDO, TENDAI, NOMSA, ADA };

static const char *
token(int user)
{
	static char text[SECRET_TOKEN_LENGTH + 1];

	(void)snprintf(text, sizeof text, "%0*d", SECRET_TOKEN_LENGTH, user);
	return text;
}

/* Everybody has signed in; Sr Tendai has a password. */
static void
prepare(const struct scene *scene)
{
	struct arena *arena = arena_new();
	const char *hash = "";

	(void)scene;
	torture_script("tests/matrix.sql");
	torture_sql("INSERT INTO form (id, name) OVERRIDING SYSTEM VALUE VALUES (979, "
		    "'enrols')");
	torture_sql("INSERT INTO form_version (form_id, number, title, xml, sha256, "
		    "created_at) "
		    "VALUES (979, 1, 'Enrol', $$" ENROL_FORM
		    "$$, repeat('e', 64), business_now())");
	for (size_t i = 0; i < COUNT_OF(users); i++)
		torture_sql(arena_printf(arena,
		    "SELECT session_open(%d, '%s', 'csrf-of-%d', business_now(), "
		    "'12 h', '192.0.2.1', 'test')",
		    users[i], secret_hash(arena, token(users[i])), users[i]));
	if (secret_password_hash(arena, PASSWORD, &hash) != OK)
		exit(3);
	torture_sql(arena_printf(arena,
	    "UPDATE app_user SET password_hash = '%s' WHERE id = %d", hash, TENDAI));
	arena_free(arena);
}

static void
play(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	ask(scene->detail, db, arena, e);
}

static const char *
path_of(struct arena *arena, const struct way_in *way)
{
	const char *at = strstr(way->route, ":id");
	const char *query = way->method == GET ? way->body : way->query;
	const char *path = way->route, *name;

	if (at != NULL)
		path = arena_printf(arena, "%.*s%d%s", (int)(at - way->route),
		    way->route, way->id, at + 3);
	name = strstr(path, ":name");
	if (name != NULL)
		path = arena_printf(arena, "%.*s%s%s", (int)(name - path), path,
		    at == NULL && way->id == ENROLS ? "enrols" : "matrix", name + 5);
	return query != NULL ? arena_printf(arena, "%s?%s", path, query) : path;
}

static const char *
body_of(struct arena *arena, const struct way_in *way)
{
	if (way->method == GET)
		return "";
	if (strncmp(way->body, "--", 2) == 0)
		return way->body;
	return arena_printf(arena, "_csrf=csrf-of-%d%s%s", way->user,
	    *way->body != '\0' ? "&" : "", way->body);
}

/* A route without a scene is none that was tortured. */
static void
check_completeness(void)
{
	for (const struct route *r = routes; r->path != NULL; r++) {
		bool there = false;

		for (size_t i = 0; i < COUNT; i++)
			there = there || (ways_in[i].method == r->method &&
					     strcmp(ways_in[i].route, r->path) == 0);
		if (there)
			continue;
		fprintf(stderr, "no scene for the route %s\n", r->path);
		exit(EXIT_FAILURE);
	}
}

const struct scene *
site_scenes(size_t *n)
{
	static struct scene scenes[COUNT];
	static struct asking askings[COUNT];
	static struct arena *arena;

	check_completeness();
	if (arena == NULL)
		arena = arena_new();
	for (size_t i = 0; i < COUNT; i++) {
		const struct way_in *way = &ways_in[i];
		const char *name = arena_printf(
		    arena, "%s %s", way->method == GET ? "GET" : "POST", way->route);

		askings[i] = (struct asking){ .program = &site,
			.method = way->method,
			.path = path_of(arena, way),
			.body = body_of(arena, way),
			.body_len = way->len,
			.type = way->method == POST && *way->body == '-'
				    ? "multipart/form-data; boundary=" BOUNDARY
				    : "application/x-www-form-urlencoded",
			.cookie = way->user == NOBODY
				      ? ""
				      : arena_printf(arena, "%s=%s", COOKIE_PLAIN,
					    token(way->user)),
			.code = way->code };
		scenes[i] = (struct scene){ .name = name,
			.user = "aftercare_site",
			.first = way->first,
			.writes = way->method == POST && !way->shows,
			.prepare = prepare,
			.play = play,
			.detail = &askings[i] };
	}
	*n = COUNT;
	return scenes;
}

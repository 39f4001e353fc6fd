/* test_escalation_pages.c - cases: raised, claimed by one, decided, followed up. */

#include <string.h>

#include "site_test.h"

/* Cases: severe and late, moderate and claimed, one of Gomo, one of nobody yet. */
enum { LATE = 751, CLAIMED = 752, GOMO_CASE = 753, UNKNOWN = 754 };

static void
begin(void)
{
	site_test_begin();
	site_sql(
	    "INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE VALUES (390, "
	    "'+263715550121');"
	    "INSERT INTO thread (id, kind, phone_id) OVERRIDING SYSTEM VALUE VALUES "
	    "(590, 'unknown', 390);"
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, "
	    "  body, state, at, reads, urgency, sign) OVERRIDING SYSTEM VALUE VALUES "
	    "  (801, 505, 102, 405, 304, 'in', 'reply', 'pus & fever', 'received', "
	    "   business_now() - interval '84 min', 'words', 3, 'pus'),"
	    "  (802, 501, 101, 401, 301, 'in', 'reply', 'It bleeds', 'received', "
	    "   business_now() - interval '5 min', 'words', 2, 'bleeding');"
	    "INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, "
	    "kind, performer, "
	    "  source, priority, who, anchor_date, words, owner_id, status, starts_at, "
	    "due_at, "
	    "  created_at) OVERRIDING SYSTEM VALUE "
	    "SELECT t.id, p.place_id, p.id, t.thread, p.id + 200, 'escalation', "
	    "'supervisor', "
	    "  'e' || t.id, t.priority, coalesce(p.given_name || ' ' || p.family_name, "
	    "  '+263715550121'), e.anchor_date, t.words, t.owner, CASE WHEN t.owner IS "
	    "NULL THEN "
	    "  'requested' ELSE 'accepted' END, business_now(), business_now() + "
	    "t.due, "
	    "  business_now() - interval '80 min' "
	    "FROM (VALUES (751, 405, 505, 1, 'pus & fever', NULL::int8, interval '-12 "
	    "min'),"
	    "  (752, 402, 502, 2, 'Redness', 207, '3 h 5 min'),"
	    "  (753, 406, 506, 2, 'Swelling', NULL, '1 h'),"
	    "  (754, NULL, 590, 2, 'My son is crying', NULL, '1 h 52 min')) "
	    "  t (id, patient, thread, priority, words, owner, due) "
	    "LEFT JOIN patient p ON p.id = t.patient LEFT JOIN enrolment e ON "
	    "e.patient_id = p.id;"
	    "INSERT INTO escalation (task_id, place_id, patient_id, severity, "
	    "message_id, raised_at, "
	    "  raised_by, first_due, first_at, decide_due) "
	    "SELECT t.id, t.place_id, t.patient_id, CASE t.id WHEN 751 THEN 'severe' "
	    "WHEN 754 THEN "
	    "  'ungraded' ELSE 'moderate' END, CASE t.id WHEN 751 THEN 801 END, "
	    "t.created_at, "
	    "  CASE t.id WHEN 752 THEN 201 END, t.due_at, "
	    "  CASE t.id WHEN 752 THEN t.created_at + interval '11 min' END, "
	    "  t.due_at + interval '4 h' FROM task t;"
	    "INSERT INTO task_event (task_id, place_id, at, user_id, what) "
	    "  VALUES (752, 101, business_now() - interval '3 seconds', 207, "
	    "'claimed');");
}

static const char *
value(int id, const char *column)
{
	return site_text(
	    "SELECT %s FROM task JOIN escalation ON task_id = id WHERE id = %d", column,
	    id);
}

static struct request *
act(int64_t user, int id, const char *verb, const char *body)
{
	return site_post(
	    user, arena_printf(site_arena(), "/escalations/%d/%s", id, verb), body);
}

static struct request *
decide(int id, const char *body)
{
	return act(NOMSA, id, "decide",
	    arena_printf(site_arena(), "%s&version=%s", body, value(id, "version")));
}

START_TEST(the_queue_has_the_most_urgent_clock_first)
{
	struct request *rq = site_get(NOMSA, "/escalations");
	const char *html = rq->reply.body.data;
	const char *late = strstr(html, "id=\"esc-751\""),
		   *unknown = strstr(html, "id=\"esc-754\"");
	const char *claimed = strstr(html, "id=\"esc-752\"");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(late != NULL && unknown != NULL && claimed != NULL);
	ck_assert(late < unknown && unknown < claimed);
	ck_assert(!site_shows(rq, "Lovemore"));
	ck_assert(site_shows(rq, "12 min late"));
	ck_assert(site_shows(rq, "to first action"));
	ck_assert(site_shows(rq, "to decision"));
	ck_assert(site_shows(rq, "<progress max="));
	ck_assert(site_shows(rq, "“pus &amp; fever”"));
	ck_assert(site_shows(rq, "3 open across 2 facilities"));
	/* The first of them is open on the right; nothing is chosen for her. */
	ck_assert(site_shows(rq, "action=\"/escalations/751/decide\""));
	ck_assert(!site_shows(rq, " checked"));
	ck_assert_str_eq(rq->reply.shown, "escalation");
	ck_assert(site_shows(rq, "<b>11 min</b><span>median to first action"));
	ck_assert(site_shows(rq, "077 555 0163"));
	/* And what he answered on each day. */
	ck_assert_int_eq(site_count(rq, "<ol class=\"days\">"), 1);
}
END_TEST

START_TEST(views_and_filters)
{
	ck_assert_int_eq(
	    site_count(site_get(NOMSA, "/escalations?state=late"), "<tr id=\"esc-"), 1);
	ck_assert_int_eq(site_count(site_get(NOMSA, "/escalations?state=unclaimed"),
			     "<tr id=\"esc-"),
	    2);
	ck_assert_int_eq(
	    site_count(site_get(PETER, "/escalations?state=mine"), "<tr id=\"esc-"), 1);
	ck_assert_int_eq(site_count(site_get(NOMSA, "/escalations?severity=moderate"),
			     "<tr id=\"esc-"),
	    1);
	ck_assert_int_eq(
	    site_count(site_get(NOMSA, "/escalations?place=102"), "<tr id=\"esc-"), 1);
	ck_assert(site_shows(
	    site_get(NOMSA, "/escalations?severity=mild"), "No case fits this filter"));
	ck_assert(
	    site_shows(site_get(NOMSA, "/escalations?state=closed"), "No case here"));
}
END_TEST

START_TEST(paper_has_phones_when_they_are_asked_for)
{
	struct request *rq = site_get(NOMSA, "/escalations?severity=severe");

	ck_assert(site_shows(
	    rq, "href=\"/escalations/print?state=open&amp;severity=severe\""));
	rq = site_get(NOMSA, "/escalations/print?state=open&severity=severe");
	ck_assert_int_eq(site_count(rq, "<tr><td"), 1);
	ck_assert(site_shows(rq, "Nkosana<span class=\"sub\">H-2307"));
	ck_assert(!site_shows(rq, "Khumalo"));
	ck_assert(!site_shows(rq, "077 555 0163"));
	ck_assert(site_shows(rq,
	    "href=\"/escalations/print?state=open&amp;severity=severe&amp;phones=1\""));
	rq = site_get(NOMSA, "/escalations/print?phones=1");
	ck_assert_int_eq(site_count(rq, "<tr><td"), 3);
	ck_assert(site_shows(rq, "Nkosana Khumalo"));
	ck_assert(site_shows(rq, "077 555 0163"));
	ck_assert(site_shows(rq, "071 555 0121"));
	rq = site_get(NOMSA, "/escalations/print");
	ck_assert(site_shows(rq, "a number ending in 121"));
	ck_assert(site_shows(
	    site_get(NOMSA, "/escalations/print?state=closed"), "No case here"));
}
END_TEST

/* Those of a page with three rows, of which the first is LATE's. */
static struct request *
give(int64_t user, const char *ticked, const char *to)
{
	return site_post(user, "/escalations/bulk?state=open&place=102",
	    arena_printf(site_arena(),
		"row=751&v=%s&row=752&v=%s&row=754&v=%s&%s&to=%s",
		value(LATE, "version"), value(CLAIMED, "version"),
		value(UNKNOWN, "version"), ticked, to));
}

START_TEST(several_are_given_to_a_colleague)
{
	struct request *rq = site_get(NOMSA, "/escalations");

	ck_assert_int_eq(site_count(rq, "name=\"id\" value="), 3);
	ck_assert(site_shows(rq, "<option value=\"207\">Dr Peter Sithole"));
	ck_assert(!site_shows(rq, "<option value=\"203\""));
	ck_assert_int_eq(
	    site_count(site_get(JOYCE, "/escalations"), "name=\"id\" value="), 0);
	rq = give(NOMSA, "id=754&id=751", "207");
	ck_assert_str_eq(rq->reply.location,
	    "/escalations?state=open&place=102&notice=cases-given&given=2&left=0");
	ck_assert(site_shows(
	    site_get(NOMSA, rq->reply.location), "2 cases given to a colleague."));
	ck_assert_str_eq(
	    value(LATE, "concat_ws(' ', owner_id, status, first_at)"), "207 accepted");
	ck_assert_str_eq(value(UNKNOWN, "owner_id"), "207");
	ck_assert(site_shows(site_get(NOMSA, "/escalations/751"), "Given to a "));
}
END_TEST

START_TEST(who_was_first_keeps_his)
{
	struct request *rq;
	const char *stale =
	    arena_printf(site_arena(), "row=751&v=%s&row=754&v=%s&id=751&id=754&to=204",
		value(LATE, "version"), value(UNKNOWN, "version"));

	ck_assert_int_eq(act(PETER, LATE, "claim", "")->reply.code, 303);
	rq = site_post(NOMSA, "/escalations/bulk", stale);
	ck_assert_str_eq(rq->reply.location,
	    "/escalations?state=open&notice=cases-given&given=1&left=1");
	ck_assert(site_shows(site_get(NOMSA, rq->reply.location),
	    "1 was left: somebody has changed it meanwhile"));
	ck_assert_str_eq(value(LATE, "owner_id"), "207");
	ck_assert_str_eq(value(UNKNOWN, "owner_id"), "204");
	/* He works elsewhere. */
	site_sql("DELETE FROM user_place WHERE (user_id, place_id) = (207, 102)");
	rq = give(NOMSA, "id=751", "207");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "notice=cases-left"));
	ck_assert(site_shows(site_get(NOMSA, rq->reply.location), "None was given"));
}
END_TEST

START_TEST(giving_asks_for_what_is_missing)
{
	struct request *rq = give(NOMSA, "id=754", "");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Give to: choose somebody."));
	rq = site_post(
	    NOMSA, "/escalations/bulk", "row=754&v=1&row=751&v=1&id=751&to=203");
	ck_assert(site_shows(rq, "Give to: choose somebody."));
	ck_assert_int_eq(site_count(rq, "form=\"give\" checked"), 1);
	rq = give(NOMSA, "x=1", "207");
	ck_assert(site_shows(rq, "Cases: tick those that are to be given."));
	ck_assert(site_shows(rq, "<option value=\"207\" selected"));
	ck_assert_int_eq(give(JOYCE, "id=751", "207")->reply.code, 403);
	ck_assert_int_eq(
	    site_post(NOMSA, "/escalations/bulk", "row=751&id=751&to=207")->reply.code,
	    422);
	ck_assert_str_eq(value(LATE, "owner_id"), "");
}
END_TEST

START_TEST(an_open_queue_is_kept_fresh)
{
	struct site_ask ask = { .user = NOMSA,
		.path = "/escalations?state=open",
		.fragment = "tiles,queue",
		.poll = true };
	struct request *rq = site_ask(&ask);

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<template><tbody id=\"queue\""));
	/* A look by itself is no reading of a case. */
	ck_assert_ptr_null(rq->reply.shown);
	ask.tag = site_header(rq, "ETag");
	ck_assert_int_eq(site_ask(&ask)->reply.code, 304);
	ck_assert_int_eq(act(PETER, LATE, "claim", "")->reply.code, 303);
	rq = site_ask(&ask);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Peter S."));
}
END_TEST

START_TEST(a_nurse_looks_on_and_raises)
{
	struct request *rq = site_get(JOYCE, "/escalations/751");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "A supervisor decides what happens next"));
	ck_assert(!site_shows(rq, "/decide"));
	ck_assert(!site_shows(rq, "/claim"));
	ck_assert(!site_shows(rq, "Brian Mutasa"));
	ck_assert_int_eq(act(JOYCE, LATE, "claim", "")->reply.code, 403);
	ck_assert_int_eq(act(JOYCE, LATE, "decide", "outcome=advice")->reply.code, 403);
	ck_assert_int_eq(act(JOYCE, LATE, "note", "add=x")->reply.code, 403);
	ck_assert_int_eq(act(JOYCE, LATE, "reopen", "add=x")->reply.code, 403);
	ck_assert_int_eq(act(JOYCE, LATE, "release", "")->reply.code, 403);
	ck_assert_int_eq(site_get(ADA, "/escalations")->reply.code, 403);
	/* What belongs to others is not there. */
	ck_assert_int_eq(site_get(JOYCE, "/escalations/752")->reply.code, 404);
	ck_assert_int_eq(site_get(NOMSA, "/escalations/753")->reply.code, 404);
	ck_assert_int_eq(act(NOMSA, GOMO_CASE, "claim", "")->reply.code, 404);
	ck_assert_int_eq(
	    act(NOMSA, GOMO_CASE, "decide", "outcome=advice&event=none&version=1")
		->reply.code,
	    404);
	ck_assert_str_eq(value(GOMO_CASE, "version"), "1");
}
END_TEST

START_TEST(the_first_to_claim_has_it)
{
	struct request *rq = act(NOMSA, LATE, "claim", "");

	ck_assert_str_eq(rq->reply.location, "/escalations/751?notice=claimed");
	ck_assert_str_eq(value(LATE, "owner_id"), "204");
	/* The first clock stops, the second one counts. */
	ck_assert_str_eq(
	    value(LATE, "first_at IS NOT NULL AND due_at = decide_due"), "true");
	ck_assert_int_eq(act(NOMSA, LATE, "claim", "")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task_event WHERE what = 'claimed' "
			"AND task_id = 751"),
	    1);
	rq = act(NOMSA, CLAIMED, "claim", "");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Dr Peter Sithole claimed this 3 s ago."));
	ck_assert(site_shows(rq, "id=\"case\""));
	/* Only who has it lets it go. */
	ck_assert_int_eq(act(NOMSA, CLAIMED, "release", "")->reply.code, 409);
	ck_assert_int_eq(act(PETER, CLAIMED, "release", "")->reply.code, 303);
	ck_assert_str_eq(value(CLAIMED, "owner_id"), "");
}
END_TEST

START_TEST(a_note_is_a_first_action)
{
	struct request *rq = act(NOMSA, LATE, "note", "add=");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Note: please fill this in."));
	rq = act(NOMSA, LATE, "note", "add=Called+twice");
	ck_assert_str_eq(rq->reply.location, "/escalations/751?notice=saved");
	ck_assert_str_eq(value(LATE, "first_at IS NOT NULL"), "true");
	ck_assert(site_shows(site_get(NOMSA, "/escalations/751"), "Called twice"));
}
END_TEST

START_TEST(a_decision_is_complete_or_not_made)
{
	struct request *rq = decide(LATE, "note=my+words&refer_to=");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "What happens next: choose one of the four."));
	ck_assert(site_shows(rq, "Adverse event: choose one, or None."));
	ck_assert(site_shows(rq, "my words</textarea>"));
	ck_assert(site_shows(rq, "<title>Error:"));
	rq = decide(LATE, "outcome=refer&event=IN&timing=B&mark=none");
	ck_assert(site_shows(rq, "Grade: choose how bad it is."));
	ck_assert(site_shows(rq, "Refer to: write where he is to go."));
	ck_assert(site_shows(rq, "value=\"refer\" data-key=\"1\" checked"));
	rq = decide(LATE, "outcome=hand-back");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Note for the nurse: write what she is to do."));
	ck_assert_str_eq(value(LATE, "version"), "1");
	ck_assert_str_eq(value(LATE, "first_at"), "");
}
END_TEST

START_TEST(advice_closes_the_case)
{
	struct request *rq =
	    decide(LATE, "outcome=advice&event=none&note=All+is+normal&then=next");

	/* The other open one that is nobody else's. */
	ck_assert_str_eq(
	    rq->reply.location, "/escalations/754?notice=decided&undo_case=751");
	ck_assert_str_eq(value(LATE, "status"), "completed");
	ck_assert_str_eq(value(LATE, "escalation.outcome"), "advice");
	ck_assert_str_eq(value(LATE, "decided_by"), "204");
	rq = site_get(NOMSA, "/escalations?state=closed");
	ck_assert_int_eq(site_count(rq, "<tr id=\"esc-"), 1);
	ck_assert(site_shows(rq, "advice given"));
	ck_assert_int_eq(decide(LATE, "outcome=advice&event=none")->reply.code, 409);
}
END_TEST

/* What the register wants of an adverse event, in its codes and the reader's words. */
START_TEST(an_adverse_event_has_its_codes)
{
	struct request *rq = decide(LATE, "outcome=advice&event=IN");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Grade: choose how bad it is."));
	ck_assert(site_shows(rq, "When did it begin: choose one."));
	ck_assert(site_shows(rq, "Reported at once: choose the first that is true"));
	ck_assert(site_shows(rq, "<option value=\"IN\" selected"));
	rq = decide(LATE, "outcome=advice&event=XX&grade=mild&timing=B&mark=none");
	ck_assert(site_shows(rq, "Adverse event: choose one, or None."));
	rq = decide(LATE, "outcome=advice&event=IN&grade=mild&timing=Z&mark=flu");
	ck_assert(site_shows(rq, "When did it begin: choose one."));
	ck_assert(site_shows(rq, "Reported at once: choose the first"));
	ck_assert_str_eq(value(LATE, "escalation.event"), "");
	ck_assert_int_eq(
	    decide(LATE, "outcome=clinic&event=IN&grade=severe&timing=B&mark=tetanus")
		->reply.code,
	    303);
	ck_assert_str_eq(
	    value(LATE, "concat_ws(' ', escalation.event, grade, mark, serious, "
			"notifiable)"),
	    "IN-B severe tetanus f t");
	rq = site_get(NOMSA, "/escalations/751");
	ck_assert(
	    site_shows(rq, "IN-B: infection, up to 7 days after, Severe. Tetanus"));
	ck_assert(site_shows(rq, "Notifiable: tell the Ministry"));
	site_sql("UPDATE app_user SET language = 'sw' WHERE id = 207");
	ck_assert(site_shows(site_get(PETER, "/escalations/751"), "IN-B: maambukizi"));
}
END_TEST

START_TEST(no_adverse_event_has_none)
{
	ck_assert_int_eq(decide(LATE, "outcome=clinic&event=none&grade=severe&timing=B&"
				      "mark=death")
			     ->reply.code,
	    303);
	ck_assert_str_eq(
	    value(LATE, "concat_ws(' ', escalation.event, grade, mark, serious, "
			"notifiable)"),
	    "none   f f");
}
END_TEST

/* For ten minutes it is as if she had not decided: the deadline, too. */
START_TEST(a_decision_is_taken_back)
{
	const char *due;
	struct request *rq =
	    decide(LATE, "outcome=advice&event=none&note=All+is+normal&then=next");

	ck_assert_str_eq(
	    rq->reply.location, "/escalations/754?notice=decided&undo_case=751");
	ck_assert(site_shows(
	    site_get(NOMSA, rq->reply.location), "action=\"/escalations/751/undo\""));
	due = value(LATE, "decide_due");
	site_later("9 min");
	/* It is hers to take back, and nobody else's. */
	ck_assert_str_eq(act(PETER, LATE, "undo", "")->reply.location,
	    "/escalations/751?notice=undecided-late");
	ck_assert_str_eq(act(NOMSA, LATE, "undo", "")->reply.location,
	    "/escalations/751?notice=undecided");
	ck_assert_str_eq(
	    value(LATE, "concat_ws(' ', open, decided_at, "
			"escalation.outcome, escalation.event, note, due_at = "
			"decide_due)"),
	    "t    t");
	ck_assert_str_eq(value(LATE, "decide_due"), due);
	ck_assert(site_shows(site_get(NOMSA, "/escalations/751"), "Taken back by"));
	ck_assert_str_eq(act(NOMSA, LATE, "undo", "")->reply.location,
	    "/escalations/751?notice=undecided-late");
}
END_TEST

START_TEST(a_deadline_that_had_passed_is_written_once)
{
	site_later("5 h");
	ck_assert_int_eq(decide(LATE, "outcome=advice&event=none")->reply.code, 303);
	ck_assert_int_eq(act(NOMSA, LATE, "undo", "")->reply.code, 303);
	ck_assert_int_eq(act(NOMSA, LATE, "note", "add=Called")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task_event "
				     "WHERE task_id = 751 AND what = 'late-decision'"),
	    1);
}
END_TEST

START_TEST(a_deadline_that_passes_after_undo_is_written)
{
	ck_assert_int_eq(decide(LATE, "outcome=clinic&event=none")->reply.code, 303);
	ck_assert_int_eq(act(NOMSA, LATE, "undo", "")->reply.code, 303);
	site_later("5 h");
	ck_assert_int_eq(act(NOMSA, LATE, "note", "add=Called")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task_event "
				     "WHERE task_id = 751 AND what = 'late-decision'"),
	    1);
}
END_TEST

START_TEST(what_a_decision_led_to_goes_with_it)
{
	ck_assert_int_eq(decide(LATE, "outcome=clinic&event=none")->reply.code, 303);
	site_rules();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'visit' AND open"), 1);
	ck_assert(site_shows(
	    site_get(NOMSA, "/escalations/751"), "action=\"/escalations/751/undo\""));
	ck_assert(!site_shows(
	    site_get(PETER, "/escalations/751"), "action=\"/escalations/751/undo\""));
	ck_assert_int_eq(act(NOMSA, LATE, "undo", "")->reply.code, 303);
	site_rules();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'visit' AND open"), 0);
	/* Who has begun with it is not stopped by it. */
	ck_assert_int_eq(
	    decide(LATE, "outcome=hand-back&note=Call+him")->reply.code, 303);
	ck_assert_int_eq(
	    site_post(JOYCE,
		arena_printf(site_arena(), "/tasks/%d/take",
		    (int)site_number("SELECT id FROM task WHERE kind = 'handed-back'")),
		"version=1")
		->reply.code,
	    303);
	ck_assert_str_eq(act(NOMSA, LATE, "undo", "")->reply.location,
	    "/escalations/751?notice=undecided-late");
	ck_assert_str_eq(value(LATE, "escalation.outcome"), "hand-back");
	ck_assert(site_shows(
	    site_get(NOMSA, "/escalations/751?notice=undecided-late"), "Too late"));
}
END_TEST

START_TEST(after_ten_minutes_it_is_opened_again_instead)
{
	ck_assert_int_eq(decide(LATE, "outcome=advice&event=none")->reply.code, 303);
	site_later("11 min");
	ck_assert(!site_shows(
	    site_get(NOMSA, "/escalations/751"), "action=\"/escalations/751/undo\""));
	ck_assert_str_eq(act(NOMSA, LATE, "undo", "")->reply.location,
	    "/escalations/751?notice=undecided-late");
	ck_assert_str_eq(value(LATE, "open"), "false");
}
END_TEST

/* The number that is nobody's is his: its case is about the same. */
static void
same_number(void)
{
	site_sql("UPDATE thread SET phone_id = 304 WHERE id = 590");
}

static struct request *
merge(int64_t user, int id, int other)
{
	return act(user, id, "merge",
	    arena_printf(site_arena(), "other=%d&version=%s&other_version=%s", other,
		value(id, "version"), value(other, "version")));
}

static const char *
urgency(int id)
{
	return value(id,
	    "concat_ws(' ', open, severity, sign, priority, due_at, decide_due, "
	    "decide_checked, escalation.outcome, merged_into)");
}

START_TEST(two_cases_are_one)
{
	struct request *rq;

	ck_assert(!site_shows(site_get(NOMSA, "/escalations/751"), "/merge\""));
	same_number();
	rq = site_get(NOMSA, "/escalations/751");
	ck_assert(site_shows(rq, "action=\"/escalations/751/merge\""));
	ck_assert(site_shows(rq, "A case of his number"));
	rq = site_get(NOMSA, "/escalations/754");
	ck_assert(site_shows(rq, "Another case of his"));
	ck_assert(!site_shows(site_get(JOYCE, "/escalations/751"), "/merge\""));
	/* His stays, wherever she was. */
	rq = merge(NOMSA, UNKNOWN, LATE);
	ck_assert_str_eq(
	    rq->reply.location, "/escalations/751?notice=merged&undo_case=754");
	ck_assert_str_eq(
	    value(UNKNOWN, "concat_ws(' ', open, task.outcome, merged_into)"),
	    "f merged 751");
	ck_assert_str_eq(
	    value(LATE, "concat_ws(' ', open, owner_id, due_at = decide_due)"),
	    "t 204 t");
	rq = site_get(NOMSA, rq->reply.location);
	ck_assert(site_shows(rq, "action=\"/escalations/754/undo\""));
	ck_assert(site_shows(rq, "Merged with this one"));
	ck_assert(site_shows(rq, "My son is crying"));
	ck_assert(site_shows(rq, "Another case was merged with it by"));
	rq = site_get(PETER, "/escalations/754");
	ck_assert(site_shows(rq, "href=\"/escalations/751\">The case that goes on"));
	ck_assert(!site_shows(rq, "action=\"/escalations/754/undo\""));
	ck_assert(site_shows(site_get(PETER, "/escalations?state=closed"), "esc-754"));
}
END_TEST

START_TEST(the_one_case_is_as_urgent_as_both)
{
	const char *numbers;

	same_number();
	site_sql("UPDATE task SET priority = 4 WHERE id = 751;"
		 "UPDATE escalation SET severity = 'mild' WHERE task_id = 751;"
		 "UPDATE escalation SET sign = 'pain', decide_due = business_now() + "
		 "interval '1 minute' WHERE task_id = 754");
	numbers = value(UNKNOWN, "decide_due");
	ck_assert_int_eq(merge(NOMSA, LATE, UNKNOWN)->reply.code, 303);
	ck_assert_str_eq(
	    value(
		LATE, "concat_ws(' ', severity, sign, priority, due_at = decide_due)"),
	    "ungraded pain 2 t");
	ck_assert_str_eq(value(LATE, "decide_due"), numbers);
}
END_TEST

START_TEST(merging_is_taken_back)
{
	const char *his, *numbers;

	same_number();
	site_sql("UPDATE task SET priority = 4 WHERE id = 751;"
		 "UPDATE escalation SET severity = 'mild', first_at = raised_at WHERE "
		 "task_id = 751; UPDATE task SET due_at = decide_due FROM escalation "
		 "WHERE task_id = 751 AND id = 751;"
		 "UPDATE escalation SET decide_due = business_now() + interval "
		 "'1 minute' WHERE task_id = 754");
	his = urgency(LATE);
	numbers = value(UNKNOWN, "decide_due");
	ck_assert_int_eq(merge(NOMSA, LATE, UNKNOWN)->reply.code, 303);
	ck_assert_str_ne(urgency(LATE), his);
	site_later("9 min");
	ck_assert_str_eq(act(PETER, UNKNOWN, "undo", "")->reply.location,
	    "/escalations/754?notice=undecided-late");
	ck_assert_str_eq(act(NOMSA, UNKNOWN, "undo", "")->reply.location,
	    "/escalations/754?notice=undecided");
	ck_assert_str_eq(urgency(LATE), his);
	ck_assert_str_eq(
	    value(UNKNOWN, "concat_ws(' ', open, merged_into, due_at = decide_due)"),
	    "t t");
	ck_assert_str_eq(value(UNKNOWN, "decide_due"), numbers);
	ck_assert(site_shows(
	    site_get(NOMSA, "/escalations/751"), "action=\"/escalations/751/merge\""));
}
END_TEST

START_TEST(merging_that_was_built_on_is_opened_again)
{
	same_number();
	ck_assert_int_eq(merge(NOMSA, LATE, UNKNOWN)->reply.code, 303);
	ck_assert_int_eq(decide(LATE, "outcome=advice&event=none")->reply.code, 303);
	ck_assert_str_eq(act(NOMSA, UNKNOWN, "undo", "")->reply.location,
	    "/escalations/754?notice=undecided-late");
	ck_assert_int_eq(
	    act(PETER, UNKNOWN, "reopen", "add=Another+matter")->reply.code, 303);
	ck_assert_str_eq(
	    value(UNKNOWN, "concat_ws(' ', open, merged_into, due_at = decide_due)"),
	    "t t");
	ck_assert(
	    !site_shows(site_get(NOMSA, "/escalations/751"), "Merged with this one"));
}
END_TEST

START_TEST(what_is_not_about_the_same_stays_apart)
{
	const char *his = urgency(LATE);

	ck_assert_int_eq(merge(NOMSA, LATE, CLAIMED)->reply.code, 409);
	ck_assert_int_eq(merge(NOMSA, LATE, LATE)->reply.code, 409);
	ck_assert_int_eq(merge(NOMSA, LATE, GOMO_CASE)->reply.code, 404);
	same_number();
	ck_assert_int_eq(
	    act(NOMSA, LATE, "merge", "other=754&version=1&other_version=9")
		->reply.code,
	    409);
	ck_assert_int_eq(act(NOMSA, LATE, "merge", "other=754")->reply.code, 422);
	ck_assert_int_eq(merge(JOYCE, LATE, UNKNOWN)->reply.code, 403);
	/* Somebody decided meanwhile. */
	site_sql("UPDATE escalation SET decided_at = business_now(), outcome = "
		 "'clinic', decided_by = 207 WHERE task_id = 754");
	ck_assert(!site_shows(site_get(NOMSA, "/escalations/751"), "/merge\""));
	ck_assert_int_eq(merge(NOMSA, LATE, UNKNOWN)->reply.code, 409);
	ck_assert_str_eq(urgency(LATE), his);
	ck_assert_str_eq(value(UNKNOWN, "open"), "true");
}
END_TEST

START_TEST(a_referral_is_followed_to_the_visit)
{
	struct request *rq =
	    decide(LATE, "outcome=refer&event=IN&timing=B&mark=none&grade=severe&"
			 "refer_to=Gomo+Hospital&then=stay");
	int64_t visit;

	ck_assert_str_eq(
	    rq->reply.location, "/escalations/751?notice=decided&undo_case=751");
	ck_assert_str_eq(value(LATE, "open"), "true");
	/* Whether he went is his own facility's to find out, until the deadline. */
	site_rules();
	visit = site_number(
	    "SELECT id FROM task WHERE kind = 'visit' AND open AND place_id = 102");
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', status, priority, due_at - created_at, "
		      "words) FROM task WHERE kind = 'visit'"),
	    "requested 2 04:00:00 Find out whether he was seen: referred to Gomo "
	    "Hospital");
	rq = site_get(NOMSA, "/escalations?state=visit");
	ck_assert_int_eq(site_count(rq, "<tr id=\"esc-"), 1);
	ck_assert(site_shows(rq, "waiting for visit"));
	/* He did not come: the supervisor decides again. */
	ck_assert_int_eq(
	    site_post(JOYCE, arena_printf(site_arena(), "/tasks/%d/done", (int)visit),
		"outcome=not-reached&again=stop&note=Not+at+home&version=1")
		->reply.code,
	    303);
	ck_assert_str_eq(value(LATE, "decided_at"), "");
	ck_assert_str_eq(value(LATE, "open"), "true");
	ck_assert(site_shows(site_get(NOMSA, "/escalations/751"), "Not at home"));
	/* Asked to the facility, he comes: the case is settled. */
	ck_assert_int_eq(
	    decide(LATE, "outcome=clinic&event=IN&timing=B&mark=none&grade=mild")
		->reply.code,
	    303);
	site_rules();
	ck_assert_str_eq(
	    site_text("SELECT string_agg(status, ', ' ORDER BY id) FROM task WHERE "
		      "kind = 'visit'"),
	    "completed, requested");
	visit = site_number("SELECT id FROM task WHERE kind = 'visit' AND open");
	ck_assert_int_eq(
	    site_post(JOYCE, arena_printf(site_arena(), "/tasks/%d/done", (int)visit),
		"outcome=came&note=Dressed&version=1")
		->reply.code,
	    303);
	ck_assert_str_eq(value(LATE, "status"), "completed");
	ck_assert_str_eq(value(LATE, "task.outcome"), "settled");
	ck_assert_str_eq(value(LATE, "grade"), "mild");
	site_rules();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE open AND kind = 'visit'"), 0);
}
END_TEST

/* The same decision twice on one day is asked of the facility twice. */
START_TEST(each_decision_is_a_visit_of_its_own)
{
	for (int i = 1; i <= 3; i++) {
		ck_assert_int_eq(
		    decide(
			LATE, "outcome=clinic&event=IN&timing=B&mark=none&grade=mild")
			->reply.code,
		    303);
		site_rules();
		ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE kind = "
					     "'visit'"),
		    i);
		ck_assert_int_eq(
		    site_number("SELECT count(*) FROM task WHERE kind = 'visit' AND "
				"open"),
		    1);
		ck_assert_str_eq(site_text("SELECT words FROM task WHERE kind = "
					   "'visit' AND open"),
		    "To be seen at the facility");
		if (i == 2) /* the supervisor thinks again */
			ck_assert_int_eq(
			    act(NOMSA, LATE, "reopen", "add=No")->reply.code, 303);
		else if (i == 1)
			ck_assert_int_eq(
			    site_post(JOYCE,
				arena_printf(site_arena(), "/tasks/%d/done",
				    (int)site_number("SELECT id FROM task "
						     "WHERE kind = "
						     "'visit' AND open")),
				"outcome=not-reached&again=stop&note="
				"Not+at+home&version=1")
				->reply.code,
			    303);
	}
	ck_assert_str_eq(value(LATE, "open"), "true");
}
END_TEST

START_TEST(handing_back_gives_the_nurse_a_task)
{
	struct request *rq;

	ck_assert_int_eq(
	    decide(LATE, "outcome=hand-back&note=Wash+it")->reply.code, 303);
	rq = site_get(JOYCE, "/tasks");
	ck_assert(site_shows(rq, "Handed back by a supervisor"));
	ck_assert(site_shows(rq, "Wash it"));
	ck_assert_int_eq(decide(LATE, "outcome=advice&event=none")->reply.code, 409);
}
END_TEST

START_TEST(two_supervisors_decide_once)
{
	struct request *rq;

	ck_assert_int_eq(act(PETER, LATE, "claim", "")->reply.code, 303);
	rq = act(
	    NOMSA, LATE, "decide", "outcome=advice&event=none&note=my+words&version=1");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Dr Peter Sithole claimed this"));
	ck_assert(site_shows(rq, "my words</textarea>"));
	ck_assert_str_eq(value(LATE, "open"), "true");
	ck_assert_int_eq(decide(LATE, "outcome=advice&event=none")->reply.code, 303);
	rq =
	    act(PETER, LATE, "decide", "outcome=advice&event=none&note=mine&version=2");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Sr Nomsa Dlamini closed this case at 08:0"));
	ck_assert(site_shows(rq, "mine</blockquote>"));
}
END_TEST

START_TEST(sent_twice_is_decided_once)
{
	const char *body = "outcome=hand-back&note=Wash&then=stay&version=1"
			   "&once=6f1c2d0e-5b1a-4c1e-9a57-1d2f3b4c5d6e";

	ck_assert_int_eq(act(NOMSA, LATE, "decide", body)->reply.code, 303);
	ck_assert_str_eq(act(NOMSA, LATE, "decide", body)->reply.location,
	    "/escalations/751?notice=decided&undo_case=751");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'handed-back'"), 1);
}
END_TEST

START_TEST(a_case_can_be_opened_again)
{
	struct request *rq = act(NOMSA, LATE, "reopen", "add=too+early");

	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "too early"));
	ck_assert_int_eq(decide(LATE, "outcome=hand-back&note=Wash")->reply.code, 303);
	ck_assert_int_eq(act(NOMSA, LATE, "reopen", "add=")->reply.code, 422);
	rq = act(NOMSA, LATE, "reopen", "add=He+called+again");
	ck_assert_str_eq(rq->reply.location, "/escalations/751?notice=reopened");
	ck_assert_str_eq(value(LATE, "decided_at"), "");
	/* What was asked of the nurse is not wanted any more. */
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE kind = 'handed-back'"),
	    "cancelled");
	ck_assert_int_eq(decide(LATE, "outcome=advice&event=none")->reply.code, 303);
	ck_assert_int_eq(act(NOMSA, LATE, "reopen", "add=Again")->reply.code, 303);
	ck_assert_str_eq(value(LATE, "open"), "true");
}
END_TEST

START_TEST(escalating_takes_two_presses)
{
	struct request *rq = site_post(RUDO, "/escalations/raise", "thread_id=501");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "It bleeds</textarea>"));
	ck_assert(site_shows(rq, "value=\"moderate\" checked"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM escalation WHERE patient_id = 401"), 0);
	rq = site_get(RUDO, "/escalations/raise?patient_id=401");
	ck_assert(site_shows(rq, "name=\"patient_id\" value=\"401\""));
	rq = site_post(RUDO, "/escalations/raise", "thread_id=501&severity=&note=");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "How bad is it: choose one"));
	rq = site_post(RUDO, "/escalations/raise",
	    "thread_id=501&severity=moderate&sign=bleeding&note=It+bleeds");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=escalated");
	ck_assert_str_eq(
	    site_text("SELECT message_id FROM escalation WHERE patient_id = 401 "
		      "AND raised_by = 201 AND sign = 'bleeding'"),
	    "802");
	/* A second one joins the first. */
	rq = site_post(RUDO, "/escalations/raise",
	    "patient_id=401&severity=severe&note=Worse+now");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "?notice=escalated"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM escalation WHERE patient_id = 401"), 1);
	ck_assert_str_eq(
	    site_text("SELECT severity FROM escalation WHERE patient_id = 401"),
	    "severe");
	/* Nobody raises for other facilities. */
	ck_assert_int_eq(site_post(ALICE, "/escalations/raise",
			     "thread_id=501&severity=severe&note=x")
			     ->reply.code,
	    404);
	ck_assert_int_eq(
	    site_get(ADA, "/escalations/raise?thread_id=501")->reply.code, 403);
}
END_TEST

/* He writes again while everybody waits for his visit: that needs a decision. */
START_TEST(new_words_wake_a_decided_case)
{
	ck_assert_int_eq(
	    decide(LATE, "outcome=refer&event=none&refer_to=Gomo+Hospital")->reply.code,
	    303);
	ck_assert_int_eq(site_post(JOYCE, "/escalations/raise",
			     "patient_id=405&severity=severe&note=He+faints")
			     ->reply.code,
	    303);
	ck_assert_str_eq(value(LATE, "decided_at"), "");
	ck_assert(site_shows(site_get(NOMSA, "/escalations/751"), "He faints"));
}
END_TEST

TCase *
escalation_pages_tests(void)
{
	TCase *tc = tcase_create("escalation_pages");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, the_queue_has_the_most_urgent_clock_first);
	tcase_add_test(tc, views_and_filters);
	tcase_add_test(tc, paper_has_phones_when_they_are_asked_for);
	tcase_add_test(tc, several_are_given_to_a_colleague);
	tcase_add_test(tc, who_was_first_keeps_his);
	tcase_add_test(tc, giving_asks_for_what_is_missing);
	tcase_add_test(tc, an_open_queue_is_kept_fresh);
	tcase_add_test(tc, a_nurse_looks_on_and_raises);
	tcase_add_test(tc, the_first_to_claim_has_it);
	tcase_add_test(tc, a_note_is_a_first_action);
	tcase_add_test(tc, a_decision_is_complete_or_not_made);
	tcase_add_test(tc, advice_closes_the_case);
	tcase_add_test(tc, an_adverse_event_has_its_codes);
	tcase_add_test(tc, no_adverse_event_has_none);
	tcase_add_test(tc, a_decision_is_taken_back);
	tcase_add_test(tc, a_deadline_that_had_passed_is_written_once);
	tcase_add_test(tc, a_deadline_that_passes_after_undo_is_written);
	tcase_add_test(tc, what_a_decision_led_to_goes_with_it);
	tcase_add_test(tc, after_ten_minutes_it_is_opened_again_instead);
	tcase_add_test(tc, two_cases_are_one);
	tcase_add_test(tc, the_one_case_is_as_urgent_as_both);
	tcase_add_test(tc, merging_is_taken_back);
	tcase_add_test(tc, merging_that_was_built_on_is_opened_again);
	tcase_add_test(tc, what_is_not_about_the_same_stays_apart);
	tcase_add_test(tc, a_referral_is_followed_to_the_visit);
	tcase_add_test(tc, each_decision_is_a_visit_of_its_own);
	tcase_add_test(tc, handing_back_gives_the_nurse_a_task);
	tcase_add_test(tc, two_supervisors_decide_once);
	tcase_add_test(tc, sent_twice_is_decided_once);
	tcase_add_test(tc, a_case_can_be_opened_again);
	tcase_add_test(tc, escalating_takes_two_presses);
	tcase_add_test(tc, new_words_wake_a_decided_case);
	return tc;
}

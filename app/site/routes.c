/* routes.c - what the site answers, and who may ask. */

#include "site/routes.h"

#include "core/access.h"
#include "site/pages.h"

/* clang-format off */
const struct route routes[] = {
	{ GET,	"/",		SIGNED_IN,	home },
	{ GET,	"/live",	SIGNED_IN,	live, .polls = true },
	{ GET,	"/sign-in",	ANYONE,		sign_in_show },
	{ POST,	"/sign-in",	ANYONE,		sign_in },
	{ POST,	"/sign-out",	SIGNED_IN,	sign_out },

	/* task_pages.c: who opens a task is noted */
	{ GET,	"/tasks",			TASK_WORK,	task_list, .polls = true },
	{ GET,	"/tasks/print",			TASK_WORK,	task_print },
	{ GET,	"/tasks/new",			TASK_WORK,	task_new },
	{ POST,	"/tasks/new",			TASK_WORK,	task_create },
	{ POST,	"/tasks/bulk",			TASK_WORK,	task_bulk },
	{ POST,	"/tasks/bulk/:id/undo",		TASK_WORK,	task_bulk_undo },
	{ GET,	"/tasks/:id",			TASK_WORK,	task_show, .writes = true },
	{ POST,	"/tasks/:id/take",		TASK_WORK,	task_pick },
	{ POST,	"/tasks/:id/release",		TASK_WORK,	task_give_back },
	{ POST,	"/tasks/:id/done",		TASK_WORK,	task_done },
	{ POST,	"/tasks/:id/later",		TASK_WORK,	task_later },

	/* trace_pages.c */
	{ GET,	"/tracing",			TASK_WORK,	trace_list },
	{ POST,	"/tracing/nudge",		MESSAGE_SEND,	trace_nudge },
	{ GET,	"/tracing/:id",			TASK_WORK,	trace_show },
	{ POST,	"/tracing/:id",			TASK_WORK,	trace_save },

	/* lost_pages.c */
	{ GET,	"/patients/:id/lost",		PATIENT_WRITE,	patient_lost },
	{ POST,	"/patients/:id/lost",		PATIENT_WRITE,	patient_lose },
	{ POST,	"/patients/:id/found",		PATIENT_WRITE,	patient_find_again },

	/* task_view_pages.c */
	{ GET,	"/tasks/views",			TASK_WORK,	task_view_list },
	{ POST,	"/tasks/views",			TASK_WORK,	task_view_save },
	{ POST,	"/tasks/views/:id",		TASK_WORK,	task_view_rename },
	{ POST,	"/tasks/views/:id/delete",	TASK_WORK,	task_view_delete },

	/* task_act_pages.c */
	{ POST,	"/tasks/:id/remark",		TASK_WORK,	task_remark },
	{ POST,	"/tasks/:id/assign",		TASK_WORK,	task_give },
	{ POST,	"/tasks/:id/refuse",		TASK_WORK,	task_refuse },
	{ POST,	"/tasks/:id/client",		TASK_WORK,	task_link_client },
	{ POST,	"/tasks/:id/reopen",		TASK_REOPEN,	task_open_again },
	{ POST,	"/tasks/:id/undo",		TASK_WORK,	task_take_back },

	/* form_pages.c: who opens a task's form is noted */
	{ GET,	"/tasks/:id/form",		TASK_WORK,	form_task, .writes = true },
	{ POST,	"/tasks/:id/form",		TASK_WORK,	form_task_send },
	{ POST,	"/tasks/:id/form/draft",	TASK_WORK,	form_task_draft },
	{ GET,	"/patients/new/forms/:name",	PATIENT_WRITE,	form_new },
	{ POST,	"/patients/new/forms/:name",	PATIENT_WRITE,	form_new_send },
	{ POST,	"/patients/new/forms/:name/draft", PATIENT_WRITE, form_new_draft },
	{ GET,	"/patients/:id/forms/:name",	PATIENT_WRITE,	form_patient },
	{ POST,	"/patients/:id/forms/:name",	PATIENT_WRITE,	form_patient_send },
	{ POST,	"/patients/:id/forms/:name/draft", PATIENT_WRITE, form_patient_draft },

	{ GET,	"/reports/:id/edit",		PATIENT_WRITE,	form_report },
	{ POST,	"/reports/:id/edit",		PATIENT_WRITE,	form_report_send },
	{ POST,	"/reports/:id/edit/draft",	PATIENT_WRITE,	form_report_draft },

	/* picture_pages.c */
	{ GET,	"/drafts/:id/picture",		PATIENT_WRITE,	picture_bring },
	{ POST,	"/drafts/:id/picture",		PATIENT_WRITE,	picture_take, .upload = true },
	{ GET,	"/pictures/:id",		PATIENT_READ,	picture_show },

	/* escalation_pages.c, case_view_pages.c */
	{ GET,	"/escalations",			ESCALATION_READ, escalation_list, .polls = true },
	{ GET,	"/escalations/print",		ESCALATION_READ, case_print },
	{ POST,	"/escalations/bulk",		ESCALATION_DECIDE, case_give },
	{ GET,	"/escalations/views",		ESCALATION_READ, case_view_list },
	{ POST,	"/escalations/views",		ESCALATION_READ, case_view_save },
	{ POST,	"/escalations/views/:id",	ESCALATION_READ, case_view_rename },
	{ POST,	"/escalations/views/:id/delete", ESCALATION_READ, case_view_delete },
	{ GET,	"/escalations/raise",		ESCALATION_RAISE, escalation_ask },
	{ POST,	"/escalations/raise",		ESCALATION_RAISE, escalation_new },
	{ GET,	"/escalations/:id",		ESCALATION_READ, escalation_show },
	{ POST,	"/escalations/:id/claim",	ESCALATION_DECIDE, case_claim },
	{ POST,	"/escalations/:id/release",	ESCALATION_DECIDE, case_release },
	{ POST,	"/escalations/:id/note",	ESCALATION_DECIDE, case_note },
	{ POST,	"/escalations/:id/decide",	ESCALATION_DECIDE, case_decide },
	{ POST,	"/escalations/:id/merge",	ESCALATION_DECIDE, case_merge },
	{ POST,	"/escalations/:id/undo",	ESCALATION_DECIDE, case_undo },
	{ POST,	"/escalations/:id/reopen",	ESCALATION_DECIDE, case_reopen },

	/* referral_pages.c */
	{ GET,	"/referrals",			ESCALATION_READ, referral_list },
	{ GET,	"/referrals/:id",		ESCALATION_READ, referral_show },
	{ POST,	"/referrals/:id/visit",		ESCALATION_RAISE, referral_visit },
	{ POST,	"/referrals/:id/told",		ESCALATION_RAISE, referral_say },

	/* diary_pages.c */
	{ GET,	"/diary",			PATIENT_READ,	diary_show },
	{ GET,	"/diary/print",			PATIENT_READ,	diary_print },

	/* dose_pages.c, child_pages.c */
	{ GET,	"/doses",			PATIENT_READ,	dose_list },
	{ GET,	"/children/new",		PATIENT_WRITE,	child_new },
	{ POST,	"/children/new",		PATIENT_WRITE,	child_create },
	{ GET,	"/children/:id",		PATIENT_WRITE,	child_show },
	{ POST,	"/children/:id/doses",		PATIENT_WRITE,	child_give },
	{ POST,	"/children/:id/take-back",	PATIENT_WRITE,	child_take_back },
	{ POST,	"/children/:id/texts",		PATIENT_WRITE,	child_name_texts },
	/* appointment_pages.c */
	{ GET,	"/patients/:id/appointments",	PATIENT_WRITE,	appointment_new },
	{ POST,	"/patients/:id/appointments",	PATIENT_WRITE,	appointment_create },
	{ GET,	"/appointments/:id",		PATIENT_WRITE,	appointment_open },
	{ POST,	"/appointments/:id/move",	PATIENT_WRITE,	appointment_shift },
	{ POST,	"/appointments/:id/cancel",	PATIENT_WRITE,	appointment_drop },
	{ POST,	"/appointments/:id/say",	PATIENT_WRITE,	appointment_say },

	/* register_pages.c */
	{ GET,	"/patients/new",		PATIENT_WRITE,	patient_new },
	{ POST,	"/patients/new",		PATIENT_WRITE,	patient_create },
	{ GET,	"/patients/new/phone",		PATIENT_WRITE,	patient_new_phone },
	{ GET,	"/patients/new/guardian",	PATIENT_WRITE,	patient_new_guardian },
	{ GET,	"/patients/:id/registered",	PATIENT_READ,	patient_registered },
	{ GET,	"/patients/:id/welcome",	PATIENT_READ,	patient_welcome },

	/* import_pages.c */
	{ GET,	"/imports/new",			PATIENT_WRITE,	import_new },
	{ POST,	"/imports/new",			PATIENT_WRITE,	import_take, .upload = true },
	{ GET,	"/imports/template",		PATIENT_WRITE,	import_template_file },
	{ GET,	"/imports/appointments/new",	PATIENT_WRITE,	import_appointments_new },
	{ POST,	"/imports/appointments/new",	PATIENT_WRITE,	import_appointments_take, .upload = true },
	{ GET,	"/imports/appointments/template", PATIENT_WRITE, import_appointments_template },
	{ GET,	"/imports/:id",			PATIENT_WRITE,	import_show },
	{ POST,	"/imports/:id",			PATIENT_WRITE,	import_register },
	{ GET,	"/imports/:id/mend",		PATIENT_WRITE,	import_mend_file },

	/* patient_pages.c: who took a list away is noted before it leaves */
	{ GET,	"/patients",			PATIENT_READ,	patient_list },
	{ GET,	"/patients/download",		PATIENT_READ,	patient_download, .writes = true },
	{ GET,	"/patients/:id",		PATIENT_READ,	patient_show },
	{ POST,	"/patients/:id/opt-out",	PATIENT_WRITE,	patient_stop },
	{ POST,	"/patients/:id/opt-in",		PATIENT_WRITE,	patient_resume },
	{ GET,	"/patients/:id/consent",	PATIENT_READ,	consent_show },
	{ POST,	"/patients/:id/consent",	PATIENT_WRITE,	consent_save },

	/* patient_edit_pages.c */
	{ GET,	"/patients/:id/edit",		PATIENT_WRITE,	patient_edit },
	{ POST,	"/patients/:id/edit",		PATIENT_WRITE,	patient_edit_save },
	{ GET,	"/patients/:id/phone",		PATIENT_WRITE,	patient_phone },
	{ POST,	"/patients/:id/phone",		PATIENT_WRITE,	patient_phone_save },

	/* pause_pages.c */
	{ GET,	"/patients/:id/pause",		PATIENT_WRITE,	patient_pause },
	{ POST,	"/patients/:id/pause",		PATIENT_WRITE,	patient_pause_save },
	{ POST,	"/patients/:id/unpause",	PATIENT_WRITE,	patient_unpause },

	{ GET,	"/patients/:id/course",		PATIENT_WRITE,	patient_course },
	{ POST,	"/patients/:id/end",		PATIENT_WRITE,	patient_end },
	{ POST,	"/patients/:id/move",		PATIENT_WRITE,	patient_move },
	{ POST,	"/patients/:id/death",		PATIENT_WRITE,	patient_death },
	{ POST,	"/patients/:id/again",		PATIENT_WRITE,	patient_again },

	/* thread_pages.c: presence is noted when a conversation is opened */
	{ GET,	"/messages",			MESSAGE_READ,	thread_list, .polls = true },
	{ GET,	"/messages/:id",		MESSAGE_READ,	thread_show, .writes = true },
	{ GET,	"/messages/:id/link",		MESSAGE_SEND,	thread_link_show },

	/* note_pages.c */
	{ POST,	"/messages/:id/note",		MESSAGE_SEND,	thread_note },
	{ GET,	"/notes/:id",			MESSAGE_READ,	note_open },
	{ POST,	"/notes/:id",			MESSAGE_SEND,	note_save },
	{ POST,	"/notes/:id/withdraw",		MESSAGE_SEND,	note_take_away },

	/* reply_pages.c */
	{ POST,	"/messages/:id/reply",		MESSAGE_SEND,	thread_reply },
	{ POST,	"/messages/:id/draft",		MESSAGE_SEND,	thread_draft },
	{ POST,	"/messages/:id/escalate",	ESCALATION_RAISE, thread_escalate },
	{ POST,	"/messages/:id/attribute",	MESSAGE_SEND,	thread_attribute },
	{ POST,	"/messages/:id/link",		MESSAGE_SEND,	thread_link },
	{ POST,	"/sms/:id/undo",		MESSAGE_SEND,	sms_undo },
	{ POST,	"/sms/:id/retry",		DELIVERY_RETRY,	sms_retry },

	/* mailing_pages.c */
	{ GET,	"/messages/new",		MESSAGE_SEND,	mailing_new },
	{ POST,	"/messages/new",		MESSAGE_SEND,	mailing_create },
	{ GET,	"/messages/groups",		MESSAGE_SEND,	mailing_list },
	{ GET,	"/messages/groups/:id",		MESSAGE_SEND,	mailing_show },
	{ POST,	"/messages/groups/:id/send",	MESSAGE_SEND,	mailing_send_now },
	{ POST,	"/messages/groups/:id/confirm",	MESSAGE_SEND,	mailing_agree },
	{ POST,	"/messages/groups/:id/refuse",	MESSAGE_SEND,	mailing_disagree },
	{ POST,	"/messages/groups/:id/drop",	MESSAGE_SEND,	mailing_throw },

	/* answer_pages.c */
	{ GET,	"/messages/:id/answers",	MESSAGE_SEND,	answer_offer },
	{ GET,	"/admin/answers",		ANSWER_WRITE,	answer_list },
	{ GET,	"/admin/answers/new",		ANSWER_WRITE,	answer_new },
	{ POST,	"/admin/answers/new",		ANSWER_WRITE,	answer_save_new },
	{ GET,	"/admin/answers/:id",		ANSWER_WRITE,	answer_show },
	{ POST,	"/admin/answers/:id",		ANSWER_WRITE,	answer_save },
	{ POST,	"/admin/answers/:id/approve",	ANSWER_APPROVE,	answer_allow },
	{ POST,	"/admin/answers/:id/retire",	ANSWER_WRITE,	answer_retire },
	{ POST,	"/admin/answers/:id/return",	ANSWER_WRITE,	answer_return },

	/* thread_act_pages.c */
	{ POST,	"/messages/bulk",		MESSAGE_SEND,	thread_bulk },
	{ POST,	"/messages/bulk/:id/undo",	MESSAGE_SEND,	thread_bulk_undo },
	{ POST,	"/messages/:id/close",		MESSAGE_SEND,	thread_close },
	{ POST,	"/messages/:id/open",		MESSAGE_SEND,	thread_open_again },
	{ GET,	"/messages/:id/snooze",		MESSAGE_SEND,	thread_snooze_ask },
	{ POST,	"/messages/:id/snooze",		MESSAGE_SEND,	thread_snooze },
	{ POST,	"/messages/:id/wake",		MESSAGE_SEND,	thread_wake_now },
	{ GET,	"/messages/:id/assign",		MESSAGE_SEND,	thread_assign_ask },
	{ POST,	"/messages/:id/assign",		MESSAGE_SEND,	thread_assign },

	/* duty_pages.c, duty_roster_pages.c */
	{ GET,	"/duty",			ESCALATION_DECIDE, duty_show },
	{ POST,	"/duty/hand-over",		ESCALATION_DECIDE, duty_hand_over },
	{ POST,	"/duty/hand-over/:id/accept",	ESCALATION_DECIDE, duty_accept_one },
	{ POST,	"/duty/hand-over/:id/refuse",	ESCALATION_DECIDE, duty_refuse_one },
	{ POST,	"/duty/hand-over/:id/withdraw",	ESCALATION_DECIDE, duty_withdraw_one },
	{ POST,	"/duty/notices/:id/seen",	ESCALATION_DECIDE, duty_notice_seen },
	{ GET,	"/duty/roster",			DUTY_PLAN,	roster_show },
	{ POST,	"/duty/roster",			DUTY_PLAN,	roster_add },
	{ POST,	"/duty/roster/copy",		DUTY_PLAN,	roster_copy },
	{ POST,	"/duty/roster/:id/remove",	DUTY_PLAN,	roster_remove },

	/* user_pages.c */
	{ GET,	"/admin/users",			USER_MANAGE,	user_list },
	{ GET,	"/admin/users/new",		USER_MANAGE,	user_new },
	{ POST,	"/admin/users/new",		USER_MANAGE,	user_save_new },
	{ GET,	"/admin/users/:id",		USER_MANAGE,	user_show },
	{ POST,	"/admin/users/:id",		USER_MANAGE,	user_save },
	{ POST,	"/admin/users/:id/password",	USER_MANAGE,	user_password },
	{ POST,	"/admin/users/:id/disable",	USER_MANAGE,	user_stop },
	{ POST,	"/admin/users/:id/enable",	USER_MANAGE,	user_start },

	/* place_pages.c */
	{ GET,	"/admin/places",		PLACE_MANAGE,	place_list },
	{ GET,	"/admin/places/new",		PLACE_MANAGE,	place_new },
	{ POST,	"/admin/places/new",		PLACE_MANAGE,	place_save_new },
	{ GET,	"/admin/places/:id",		PLACE_MANAGE,	place_show },
	{ POST,	"/admin/places/:id",		PLACE_MANAGE,	place_save },

	/* send_hour_pages.c */
	{ GET,	"/indicators/hours",		INDICATOR_READ,	send_hour_show },
	{ POST,	"/admin/places/:id/hour",	PLACE_MANAGE,	place_hour_save },

	/* opening_pages.c */
	{ GET,	"/admin/places/:id/days",	PLACE_MANAGE,	opening_show },
	{ POST,	"/admin/places/:id/days",	PLACE_MANAGE,	opening_save },
	{ POST,	"/admin/places/:id/holidays",	PLACE_MANAGE,	opening_holiday_add },
	{ POST,	"/admin/places/:id/holidays/drop", PLACE_MANAGE, opening_holiday_drop },

	/* reading_pages.c */
	{ GET,	"/readings/:id",		MESSAGE_READ,	reading_open },
	{ POST,	"/readings/:id",		MESSAGE_SEND,	reading_save },

	/* gateway_pages.c */
	{ GET,	"/admin/rapidpro",		PLACE_MANAGE,	gateway_show },
	{ POST,	"/admin/rapidpro",		PLACE_MANAGE,	gateway_again },

	/* mail_pages.c */
	{ GET,	"/admin/mail",			PLACE_MANAGE,	mail_show },
	{ POST,	"/admin/mail",			PLACE_MANAGE,	mail_add_person },
	{ POST,	"/admin/mail/remove",		PLACE_MANAGE,	mail_remove_person },
	{ POST,	"/admin/mail/test",		PLACE_MANAGE,	mail_test_person },

	/* outbound_pages.c */
	{ GET,	"/admin/outbound",		PLACE_MANAGE,	outbound_show },
	{ GET,	"/admin/outbound/:id",		PLACE_MANAGE,	outbound_event_show },
	{ POST,	"/admin/outbound/:id/again",	PLACE_MANAGE,	outbound_send_again },

	/* filing_pages.c */
	{ GET,	"/filings/:id",			MESSAGE_READ,	filing_open },
	{ POST,	"/filings/:id",			MESSAGE_SEND,	filing_save },

	/* text_pages.c */
	{ GET,	"/admin/texts",			FORM_MANAGE,	text_list },

	/* text_edit_pages.c, text_version_pages.c */
	{ GET,	"/admin/texts/words",		FORM_MANAGE,	text_edit },
	{ POST,	"/admin/texts/words",		FORM_MANAGE,	text_save },
	{ GET,	"/admin/texts/versions",	FORM_MANAGE,	text_versions },
	{ POST,	"/admin/texts/versions",	FORM_MANAGE,	text_restore },
	{ GET,	"/admin/texts/versions/:id",	FORM_MANAGE,	text_version_show },
	{ POST,	"/admin/texts/versions/:id/publish", FORM_MANAGE, text_publish },
	{ POST,	"/admin/texts/versions/:id/drop", FORM_MANAGE,	text_drop },

	/* setting_pages.c */
	{ GET,	"/admin/settings",		FORM_MANAGE,	setting_show },
	{ POST,	"/admin/settings",		FORM_MANAGE,	setting_save },

	/* workflow_pages.c */
	{ GET,	"/admin/workflows",		FORM_MANAGE,	workflow_list },
	{ GET,	"/admin/workflows/:id",		FORM_MANAGE,	workflow_show },
	{ POST,	"/admin/workflows/:id/texts",	FORM_MANAGE,	workflow_texts },

	/* triage_pages.c */
	{ GET,	"/admin/triage",		FORM_MANAGE,	triage_page },
	{ POST,	"/admin/triage",		FORM_MANAGE,	triage_try },

	/* form_admin_pages.c */
	{ GET,	"/admin/forms",			FORM_MANAGE,	form_admin_list },
	{ GET,	"/admin/forms/new",		FORM_MANAGE,	form_admin_new },
	{ POST,	"/admin/forms/new",		FORM_MANAGE,	form_admin_upload, .upload = true },
	{ GET,	"/admin/forms/:id",		FORM_MANAGE,	form_admin_show },
	{ GET,	"/admin/forms/:id/preview",	FORM_MANAGE,	form_admin_preview },
	{ POST,	"/admin/forms/:id/preview",	FORM_MANAGE,	form_admin_try },
	{ GET,	"/admin/forms/:id/file",	FORM_MANAGE,	form_admin_file },
	{ POST,	"/admin/forms/:id/retire",	FORM_MANAGE,	form_admin_retire },
	{ POST,	"/admin/forms/:id/return",	FORM_MANAGE,	form_admin_return },

	/* screening_pages.c, screening_question_pages.c, screening_start_pages.c */
	{ GET,	"/admin/screenings",		SCHEDULE_MANAGE, screening_list },
	{ POST,	"/admin/screenings/new",	SCHEDULE_MANAGE, screening_begin },
	{ GET,	"/admin/screenings/:id",	SCHEDULE_MANAGE, screening_show },
	{ POST,	"/admin/screenings/:id/about",	SCHEDULE_MANAGE, screening_save },
	{ GET,	"/admin/screenings/:id/question", SCHEDULE_MANAGE, screening_question },
	{ POST,	"/admin/screenings/:id/question", SCHEDULE_MANAGE, screening_question_save },
	{ POST,	"/admin/screenings/:id/remove",	SCHEDULE_MANAGE, screening_question_remove },
	{ POST,	"/admin/screenings/:id/drop",	SCHEDULE_MANAGE, screening_drop },
	{ GET,	"/admin/screenings/:id/check",	SCHEDULE_MANAGE, screening_look },
	{ POST,	"/admin/screenings/:id/start",	SCHEDULE_MANAGE, screening_go },
	{ POST,	"/admin/screenings/:id/turn",	SCHEDULE_MANAGE, screening_turned },
	/* screening_yield_pages.c: numbers, without a name */
	{ GET,	"/screenings",			INDICATOR_READ,	screening_all },
	{ GET,	"/screenings/:id",		INDICATOR_READ,	screening_result },
	{ GET,	"/screenings/:id/download",	INDICATOR_READ,	screening_download },

	/* dose_table_pages.c */
	{ GET,	"/admin/doses",			SCHEDULE_MANAGE, dose_table_list },
	{ POST,	"/admin/doses/new",		SCHEDULE_MANAGE, dose_table_begin },
	{ GET,	"/admin/doses/:id",		SCHEDULE_MANAGE, dose_table_show },
	{ POST,	"/admin/doses/:id/line",	SCHEDULE_MANAGE, dose_table_save_line },
	{ POST,	"/admin/doses/:id/about",	SCHEDULE_MANAGE, dose_table_save_about },
	{ POST,	"/admin/doses/:id/remove",	SCHEDULE_MANAGE, dose_table_remove_line },
	{ POST,	"/admin/doses/:id/drop",	SCHEDULE_MANAGE, dose_table_drop },
	{ POST,	"/admin/doses/:id/publish",	SCHEDULE_MANAGE, dose_table_publish },
	/* schedule_pages.c, schedule_try_pages.c */
	{ GET,	"/admin/schedules",		SCHEDULE_MANAGE, schedule_list },
	{ POST,	"/admin/schedules/new",		SCHEDULE_MANAGE, schedule_begin },
	{ GET,	"/admin/schedules/off",		SCHEDULE_MANAGE, schedule_off_show },
	{ POST,	"/admin/schedules/off",		SCHEDULE_MANAGE, schedule_off_switch },
	{ GET,	"/admin/schedules/:id",		SCHEDULE_MANAGE, schedule_show },
	{ POST,	"/admin/schedules/:id/step",	SCHEDULE_MANAGE, schedule_save_step },
	{ POST,	"/admin/schedules/:id/limit",	SCHEDULE_MANAGE, schedule_save_limit },
	{ POST,	"/admin/schedules/:id/remove",	SCHEDULE_MANAGE, schedule_remove_step },
	{ POST,	"/admin/schedules/:id/drop",	SCHEDULE_MANAGE, schedule_drop },
	{ GET,	"/admin/schedules/:id/test",	SCHEDULE_MANAGE, schedule_test_show },
	{ POST,	"/admin/schedules/:id/test",	SCHEDULE_MANAGE, schedule_test_post },
	{ GET,	"/admin/schedules/:id/compare",	SCHEDULE_MANAGE, schedule_compare },
	{ GET,	"/admin/schedules/:id/dry-run",	SCHEDULE_MANAGE, schedule_tried },
	{ POST,	"/admin/schedules/:id/dry-run",	SCHEDULE_MANAGE, schedule_try },
	{ GET,	"/admin/schedules/:id/dry-run/file", SCHEDULE_MANAGE, schedule_tried_file },
	{ POST,	"/admin/schedules/:id/publish",	SCHEDULE_MANAGE, schedule_put_in_use },

	/* audit_pages.c */
	{ GET,	"/audit",			AUDIT_READ,	audit_list },

	/* account_pages.c, help_pages.c */
	{ GET,	"/account",			SIGNED_IN,	account_show },
	{ POST,	"/account",			SIGNED_IN,	account_save },
	{ POST,	"/account/password",		SIGNED_IN,	account_password },
	{ POST,	"/account/sessions",		SIGNED_IN,	account_session_end },
	{ GET,	"/help",			ANYONE,		help_show },
	{ GET,	"/health/site",			ANYONE,		health_site },

	/* report_pages.c */
	{ GET,	"/reports/:id",			PATIENT_READ,	report_page },

	/* indicator_pages.c */
	{ GET,	"/indicators",			INDICATOR_READ,	indicator_show },
	{ GET,	"/indicators/download",		INDICATOR_READ,	indicator_download, .writes = true },
	{ GET,	"/indicators/men",		PATIENT_READ,	indicator_people },

	/* indicator_compare_pages.c */
	{ GET,	"/indicators/facilities",	INDICATOR_READ,	indicator_compare },
	{ GET,	"/indicators/facilities/download", INDICATOR_READ, indicator_compare_download, .writes = true },

	/* indicator_event_pages.c */
	{ GET,	"/indicators/who",		INDICATOR_READ,	indicator_by_who },
	{ GET,	"/indicators/who/download",	INDICATOR_READ,	indicator_by_who_download, .writes = true },
	{ GET,	"/indicators/events",		PATIENT_READ,	indicator_events },
	{ GET,	"/indicators/events/download",	PATIENT_READ,	indicator_events_download, .writes = true },
	{ GET,	"/indicators/quality",		PATIENT_READ,	indicator_quality },

	/* rule_pages.c */
	{ GET,	"/patients/:id/why",		RULE_ASK,	rule_why },
	{ POST,	"/patients/:id/why",		RULE_ASK,	rule_why_ask },
	{ GET,	"/rules",			RULE_WATCH,	rule_list },

	/* delivery_pages.c */
	{ GET,	"/delivery",			DELIVERY_READ,	delivery_show },
	{ GET,	"/delivery/download",		DELIVERY_RETRY,	delivery_download, .writes = true },

	/* late_pages.c */
	{ GET,	"/late",			LATE_DECIDE,	late_show },
	{ POST,	"/late",			LATE_DECIDE,	late_settle },

	/* delivery_deeds.c */
	{ POST,	"/sms/:id/release",		DELIVERY_RETRY,	delivery_release_one },
	{ POST,	"/sms/:id/drop",		DELIVERY_RETRY,	delivery_drop_one },
	{ POST,	"/sms/:id/ask",			DELIVERY_RETRY,	delivery_ask_one },
	{ POST,	"/sms/:id/aside",		DELIVERY_RETRY,	delivery_aside_one },
	{ POST,	"/sms/:id/call",		DELIVERY_RETRY,	delivery_call_one },
	{ POST,	"/sms/:id/take-back",		DELIVERY_RETRY,	delivery_undo_one },

	/* delivery_several.c */
	{ POST,	"/delivery/several",		DELIVERY_RETRY,	delivery_several },
	{ POST,	"/delivery/take-back",		DELIVERY_RETRY,	delivery_several_undo },

	{ .path = NULL }
};
/* clang-format on */

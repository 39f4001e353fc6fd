/* pages.h - every handler of the site, by file. */

#ifndef SITE_PAGES_H
#define SITE_PAGES_H

#include "web/dispatch.h"

/* session_pages.c */
handler home, sign_in_show, sign_in, sign_out, live;

/* task_list_pages.c */
handler task_list, task_print, task_pick, task_give_back;

/* task_pages.c */
handler task_show;

/* task_outcome_pages.c */
handler task_done, task_later;

/* task_new_pages.c */
handler task_new, task_create;

/* task_bulk_pages.c */
handler task_bulk, task_bulk_undo;

/* trace_pages.c */
handler trace_list, trace_show, trace_save;

/* trace_nudge_pages.c */
handler trace_nudge;

/* lost_pages.c */
handler patient_lost, patient_lose, patient_find_again;

/* picture_pages.c */
handler picture_bring, picture_take, picture_show;

/* task_view_pages.c */
handler task_view_list, task_view_save, task_view_rename, task_view_delete;

/* task_act_pages.c */
handler task_remark, task_give, task_refuse, task_link_client, task_open_again,
    task_take_back;

/* form_pages.c */
handler form_task, form_task_send, form_task_draft, form_patient, form_patient_send,
    form_patient_draft, form_new, form_new_send, form_new_draft, form_report,
    form_report_send, form_report_draft;

/* duty_pages.c, duty_roster_pages.c */
handler duty_show, duty_hand_over, duty_accept_one, duty_refuse_one, duty_withdraw_one,
    duty_notice_seen, roster_show, roster_add, roster_copy, roster_remove;

/* case_view_pages.c */
handler case_view_list, case_view_save, case_view_rename, case_view_delete;

/* indicator_compare_pages.c */
handler indicator_compare, indicator_compare_download;

/* escalation_pages.c */
handler escalation_list, escalation_show, escalation_ask, escalation_new, case_claim,
    case_print, case_give, case_release, case_note, case_decide, case_merge, case_undo,
    case_reopen;

/* dose_pages.c, child_pages.c */
handler dose_list, child_new, child_create, child_show, child_give, child_take_back,
    child_name_texts;
/* screening_pages.c, screening_question_pages.c, screening_start_pages.c, screening_yield_pages.c */
handler screening_list, screening_begin, screening_show, screening_save, screening_drop,
    screening_question, screening_question_save, screening_question_remove,
    screening_look, screening_go, screening_turned, screening_all, screening_result,
    screening_download;
/* dose_table_pages.c */
handler dose_table_list, dose_table_begin, dose_table_show, dose_table_save_line,
    dose_table_save_about, dose_table_remove_line, dose_table_drop, dose_table_publish;
/* diary_pages.c, appointment_pages.c */
handler diary_show, diary_print, appointment_new, appointment_create, appointment_open,
    appointment_shift, appointment_drop, appointment_say;

/* referral_pages.c */
handler referral_list, referral_show, referral_visit, referral_say;

/* register_pages.c */
handler patient_new, patient_new_phone, patient_new_guardian, patient_create,
    patient_registered, patient_welcome;

/* import_pages.c */
handler import_new, import_take, import_template_file, import_show, import_register,
    import_mend_file, import_appointments_new, import_appointments_take,
    import_appointments_template;

/* patient_pages.c */
handler patient_list, patient_download, patient_show, patient_stop, patient_resume;

/* course_pages.c */
handler patient_course, patient_end, patient_move, patient_death, patient_again;

/* patient_edit_pages.c */
handler patient_edit, patient_edit_save, patient_phone, patient_phone_save;

/* pause_pages.c */
handler patient_pause, patient_pause_save, patient_unpause;

/* note_pages.c */
handler thread_note, note_open, note_save, note_take_away;

/* thread_pages.c */
handler thread_list, thread_show, thread_link_show;

/* reply_pages.c */
handler thread_reply, thread_draft, thread_escalate, thread_attribute, thread_link,
    sms_undo, sms_retry;

/* thread_act_pages.c */
handler thread_close, thread_open_again, thread_wake_now, thread_snooze_ask,
    thread_snooze, thread_assign_ask, thread_assign, thread_bulk, thread_bulk_undo;

/* mailing_pages.c */
handler mailing_new, mailing_create, mailing_list, mailing_show, mailing_send_now,
    mailing_agree, mailing_disagree, mailing_throw;

/* answer_pages.c */
handler answer_offer, answer_list, answer_new, answer_save_new, answer_show,
    answer_save, answer_allow, answer_retire, answer_return;

/* user_pages.c */
handler user_list, user_new, user_save_new, user_show, user_save, user_stop, user_start,
    user_password;

/* place_pages.c */
handler place_list, place_new, place_save_new, place_show, place_save;

/* opening_pages.c */
handler opening_show, opening_save, opening_holiday_add, opening_holiday_drop;

/* gateway_pages.c */
handler gateway_show, gateway_again;

/* mail_pages.c */
handler mail_show, mail_add_person, mail_remove_person, mail_test_person;

/* outbound_pages.c */
handler outbound_show, outbound_event_show, outbound_send_again;

/* consent_pages.c */
handler consent_show, consent_save;

/* audit_pages.c */
handler audit_list;

/* indicator_pages.c */
handler indicator_show, indicator_download, indicator_people;

/* send_hour_pages.c */
handler send_hour_show, place_hour_save;

/* indicator_event_pages.c */
handler indicator_by_who, indicator_by_who_download, indicator_events,
    indicator_events_download, indicator_quality;

/* account_pages.c */
handler account_show, account_save, account_password, account_session_end;

/* help_pages.c */
handler help_show, health_site;

/* form_admin_pages.c */
handler form_admin_list, form_admin_new, form_admin_upload, form_admin_show,
    form_admin_preview, form_admin_try, form_admin_file, form_admin_retire,
    form_admin_return;

/* reading_pages.c */
handler reading_open, reading_save;

/* filing_pages.c */
handler filing_open, filing_save;

/* schedule_pages.c, schedule_try_pages.c */
handler schedule_list, schedule_begin, schedule_show, schedule_save_step,
    schedule_save_limit, schedule_remove_step, schedule_drop, schedule_compare,
    schedule_tried, schedule_try, schedule_tried_file, schedule_put_in_use;

/* schedule_off_pages.c */
handler schedule_off_show, schedule_off_switch;

/* schedule_test_pages.c */
handler schedule_test_show, schedule_test_post;

/* text_pages.c */
handler text_list;

/* text_edit_pages.c, text_version_pages.c */
handler text_edit, text_save, text_versions, text_restore, text_version_show,
    text_publish, text_drop;

/* setting_pages.c */
handler setting_show, setting_save;

/* workflow_pages.c */
handler workflow_list, workflow_show, workflow_texts;

/* triage_pages.c */
handler triage_page, triage_try;

/* report_pages.c */
handler report_page;

/* rule_pages.c */
handler rule_why, rule_why_ask, rule_list;

/* delivery_pages.c */
handler delivery_show, delivery_download;

/* late_pages.c */
handler late_show, late_settle;

/* delivery_deeds.c */
handler delivery_release_one, delivery_drop_one, delivery_ask_one, delivery_aside_one,
    delivery_call_one, delivery_undo_one;

/* delivery_several.c */
handler delivery_several, delivery_several_undo;

#endif

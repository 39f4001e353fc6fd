-- What thread_who, thread_hand and thread_joins want of a conversation.
id, kind, phone_id, patient_id, state, waiting_since, urgency, last_at, last_words, last_direction,
failed, not_patient, assigned_to, snoozed_until, snooze_reason

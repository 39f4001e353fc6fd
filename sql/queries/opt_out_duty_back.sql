-- He gets messages after all: what is open about his wound says no more that he gets none.
-- in:  patient_id int8, words text, note text
-- out: none
UPDATE task
   SET words = replace(replace(words, ' / ' || :'words', ''), :'words', ''), version = version + 1, event = 'not-his', event_note = :'note'
 WHERE patient_id = :patient_id AND open AND kind IN ('problem', 'escalation') AND position(:'words' IN words) > 0;

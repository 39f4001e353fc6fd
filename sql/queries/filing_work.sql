-- Open work of a patient that a text made, or that had its words added; untouched: nobody has begun it and nothing else
-- was added.  A case that was there before anybody knew whose it was had the same words added when it was filed.
-- in:  message_id int8, patient_id int8, body text
-- out: many id int8, made bool, untouched bool
SELECT t.id, made.yes,
       made.yes AND t.owner_id IS NULL AND e.first_at IS NULL
       AND NOT EXISTS (SELECT FROM task_event v WHERE v.task_id = t.id
            AND (v.user_id IS NOT NULL AND v.what <> 'filed' OR v.what = 'said' AND v.note <> left(:'body', 500)))
       AND (SELECT count(*) FILTER (WHERE v.what = 'said') <= count(*) FILTER (WHERE v.what = 'filed')
              FROM task_event v WHERE v.task_id = t.id)
  FROM task t
  LEFT JOIN escalation e ON e.task_id = t.id
 CROSS JOIN LATERAL (SELECT t.source ~ ('^(problem|escalation|call):message:' || :message_id || '(:patient:[0-9]+)?$')) made (yes)
 WHERE t.patient_id = :patient_id AND t.open AND t.kind IN ('problem', 'escalation', 'call')
   AND (made.yes OR EXISTS (SELECT FROM task_event v WHERE v.task_id = t.id AND v.what = 'said' AND v.note = left(:'body', 500))
        OR EXISTS (SELECT FROM task_cause c WHERE c.task_id = t.id AND c.message_id = :message_id AND c.ended_at IS NULL))
 ORDER BY t.id;

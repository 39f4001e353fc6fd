-- Of reminders whose moment has come and whose step says so: those that something keeps back, and what.
-- in:  reminder_ids int8[], now timestamptz
-- out: many id int8, why text
SELECT r.id, h.why
  FROM (SELECT v.plan, array_agg(r.enrolment_id) AS ids, array_agg(r.step) AS steps, array_agg(r.due_at) AS dues
          FROM unnest(:'reminder_ids'::int8[]) i (id) JOIN reminder r ON r.id = i.id JOIN schedule_version v ON v.id = r.version_id
         GROUP BY v.id) one
 CROSS JOIN LATERAL schedule_hushed(one.ids, one.steps, one.dues, one.plan, :'now') h
  JOIN reminder r ON r.enrolment_id = h.enrolment_id AND r.step = h.step
 ORDER BY r.id;

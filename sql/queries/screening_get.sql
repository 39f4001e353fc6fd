-- One screening.
-- in:  id int8
-- out: one id int8, title text, number int4, state text, places int8[], sex text, age_from int4?, age_to int4?, follow text, since text,
--      since_from int4?, since_to int4?, starts_on date?, per_day int4, from_hour text, to_hour text, again_hours int4, again_most int4,
--      task_hours int4, thanks jsonb, found jsonb, started_at timestamptz?, started_by text, ended_at timestamptz?, edits int4
SELECT s.id, s.title, s.number, s.state, s.places, s.sex, s.age_from, s.age_to, s.follow, s.since, s.since_from, s.since_to, s.starts_on,
       s.per_day, left(s.from_hour::text, 5), left(s.to_hour::text, 5), s.again_hours, s.again_most, s.task_hours, s.thanks, s.found,
       s.started_at, coalesce(u.name, ''), s.ended_at, s.edits
  FROM screening s LEFT JOIN app_user u ON u.id = s.started_by
 WHERE s.id = :id;

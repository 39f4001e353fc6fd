-- All screenings, the latest first, with the sums of the facilities that whoever asks may see.
-- in:  now timestamptz
-- out: many id int8, title text, number int4, state text, started_at timestamptz?, ended_at timestamptz?, people int8, waiting int8, positive int8, late int8
SELECT s.id, s.title, s.number, s.state, s.started_at, s.ended_at, coalesce(n.people, 0), coalesce(n.waiting, 0),
       coalesce(n.positive, 0), coalesce(n.late, 0)
  FROM screening s LEFT JOIN screening_sums(:'now') n ON n.screening_id = s.id
 ORDER BY s.state = 'ended', s.id DESC;

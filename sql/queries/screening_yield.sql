-- What came of it, by facility and wave.
-- in:  id int8, now timestamptz
-- out: many place_name text, wave int4, day date?, people int8, asked int8, delivered int8, failed int8, answered int8, silent int8, with_nurse int8,
--      opted_out int8, positive int8, late int8, done int8, confirmed int8, refuted int8
SELECT place_name, wave, day, people, asked, delivered, failed, answered, silent, with_nurse, opted_out, positive, late, done, confirmed, refuted
  FROM screening_yield(:id, :'now') ORDER BY place_name, wave = 0, wave;

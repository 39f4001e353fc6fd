-- Questions by the local hour in which they left, and those answered within so many hours: of all (place_id and day are 0,
-- language is ""), of each facility, of each language, of each day of the follow-up; -1 is a small number that is hidden.
-- in:  only_place int8, first_day date, last_day date, language text, from_day int4, until_day int4, within int4, now timestamptz
-- out: many place_id int8, place_name text, language text, day int4, hour int4, asked int8, answered int8, mean_day int8
SELECT coalesce(s.place_id, 0), coalesce(pl.name, ''), coalesce(s.language, ''), coalesce(s.day, 0), s.hour, s.asked, s.answered, s.mean_day
  FROM send_hours(:only_place, :'first_day', :'last_day', :'language', :from_day, :until_day, :within, :'now') s
  LEFT JOIN place pl ON pl.id = s.place_id
 ORDER BY pl.name, s.place_id, s.language, s.day, s.hour;

-- Which days are counted for whoever asks, whether small numbers are hidden from him, and whether it is too much at once.
-- in:  only_place int8, first_day date, last_day date
-- out: one blurs bool, first_day date, last_day date, too_many bool
SELECT s.blurs, s.first_day, s.last_day, indicator_too_many(:only_place, s.first_day, s.last_day)
  FROM (SELECT b.blurs, indicator_first(:'first_day', b.blurs) AS first_day, indicator_last(:'last_day', b.blurs) AS last_day
          FROM (SELECT indicator_blurs() AS blurs) b) s;

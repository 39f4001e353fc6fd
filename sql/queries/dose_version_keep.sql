-- Where a draft's table comes from, and when what is due is told.
-- in:  id int8, title text, source text, dated text, checked bool, before_days int4, after_days int4, after_times int4, hour text
-- out: none
UPDATE dose_version
   SET title = :'title', source = :'source', dated = :'dated', checked = :checked, before_days = :before_days, after_days = :after_days,
       after_times = :after_times, hour = :'hour'::time
 WHERE id = :id;

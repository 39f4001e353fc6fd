-- How many parts of each kind a pack has, and what they are called: of a step, form or text once, whatever is said of it.
-- in:  id int8
-- out: many kind text, parts int8, names text
SELECT p.kind, count(*), string_agg(p.called, ', ' ORDER BY p.called)
  FROM (SELECT DISTINCT w.kind, CASE w.kind WHEN 'step' THEN split_part(w.name, '.', 1)
               WHEN 'form' THEN split_part(regexp_replace(w.name, '^forms/', ''), '.', 1)
               WHEN 'text' THEN split_part(w.name, '/', 2) ELSE w.name END AS called
          FROM workflow_part w WHERE w.version_id = :id) p
 GROUP BY p.kind ORDER BY p.kind;

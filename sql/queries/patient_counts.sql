-- How many patients each view of the list holds, by the rules of the list.
-- in:
-- out: one active int8, finished int8, stopped int8, everybody int8
SELECT active, finished, stopped, everybody FROM patients_held();

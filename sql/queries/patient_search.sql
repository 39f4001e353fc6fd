-- Patients of the user's places by words of a name or number, or digits of a phone.
-- in:  needle text, digits text, most int4
-- out: many id int8, exact bool
SELECT s.id, s.exact
  FROM patient_search(:'needle', :'digits', :most) s;

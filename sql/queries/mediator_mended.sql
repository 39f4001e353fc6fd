-- What was understood though it was not as R4 has it.
-- in:  what text, which int8?, faults text[], address text
-- out: none
SELECT mediator_mended(:'what', :which, :'faults', :'address');

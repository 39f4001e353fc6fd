-- Archive a flow, or bring it back.
-- in:  uuid uuid, archived bool, moment timestamptz
-- out: none
UPDATE sim.flow SET archived = :archived, modified_on = :'moment' WHERE uuid = :'uuid';

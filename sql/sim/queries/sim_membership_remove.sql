-- Take a contact out of a group, or out of every one.
-- in:  contact_id int8, group_id int8?
-- out: none
DELETE FROM sim.membership
 WHERE contact_id = :contact_id AND (:group_id::bigint IS NULL OR group_id = :group_id);

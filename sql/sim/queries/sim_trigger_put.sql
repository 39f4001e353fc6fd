-- Let a keyword, or any message, start a flow.
-- in:  type text, keyword text?, only_word bool, flow_id int8
-- out: none
INSERT INTO sim.flow_trigger (type, keyword, only_word, flow_id)
VALUES (:'type', :'keyword', :only_word, :flow_id)
    ON CONFLICT (type, keyword) DO UPDATE
   SET flow_id = excluded.flow_id, only_word = excluded.only_word;

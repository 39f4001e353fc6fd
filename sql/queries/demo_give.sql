-- What the demonstration's script has to know.
-- in:  steps text, texts text, password text, workflow text, version text
-- out: none
SELECT set_config('demo.steps', :'steps', true), set_config('demo.texts', :'texts', true),
       set_config('demo.password', :'password', true), set_config('demo.workflow', :'workflow', true),
       set_config('demo.version', :'version', true);

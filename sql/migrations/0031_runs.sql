-- A text that a run told first stands at the time at which the flow read it, which may
-- be minutes after RapidPro got it.  So that its copies by other roads, which know the
-- time, find it, it says so until one of them has come.
ALTER TABLE message ADD by_run boolean NOT NULL DEFAULT false;

-- Of m and p: why a silent man gets no nudge; '' for whoever may, and for any other message.
CASE WHEN NOT m.traces THEN ''
	           WHEN NOT EXISTS (SELECT FROM task x WHERE x.patient_id = p.id AND x.open AND x.kind = 'trace') THEN 'heard'
	           WHEN EXISTS (SELECT FROM trace_attempt a WHERE a.patient_id = p.id AND a.method = 'text' AND a.withdrawn_at IS NULL
	                           AND a.at > :'now'::timestamptz - make_interval(hours => :nudge_hours)) THEN 'nudged'
	           ELSE '' END

-- The clinic: places, people, phones, conversations, work, and what goes out
-- and comes in.  Who may see which rows is in 0002_access.sql.

-- Business time -----------------------------------------------------------

-- Everything that decides by time asks this and nothing else; a demonstration
-- moves it forward, a real clinic leaves it at zero.
CREATE TABLE business_clock (
	one	boolean PRIMARY KEY DEFAULT true CHECK (one),
	advance	interval NOT NULL DEFAULT '0' CHECK (advance >= '0')
);
INSERT INTO business_clock DEFAULT VALUES;

CREATE FUNCTION business_now() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public AS
$$ SELECT transaction_timestamp() + advance FROM business_clock $$;

-- Places and users --------------------------------------------------------

CREATE TABLE place (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	parent_id	bigint REFERENCES place,
	kind		text NOT NULL CHECK (kind IN ('programme', 'district', 'facility')),
	name		text NOT NULL UNIQUE CHECK (length(name) BETWEEN 2 AND 80),
	zone		text NOT NULL DEFAULT 'UTC',	-- IANA name
	region		text NOT NULL DEFAULT 'ZW' CHECK (region ~ '^[A-Z]{2}$'), -- for phones typed locally
	language	text NOT NULL DEFAULT 'en',
	opens		time NOT NULL DEFAULT '07:30',
	closes		time NOT NULL DEFAULT '16:30',
	checkin_time	time NOT NULL DEFAULT '07:00',
	quiet_from	time NOT NULL DEFAULT '20:00',
	quiet_until	time NOT NULL DEFAULT '06:00',
	emergency_phone	text NOT NULL DEFAULT '',
	active		boolean NOT NULL DEFAULT true,
	version		integer NOT NULL DEFAULT 1
);

-- Grows with every change that a page of the place may show: an open page asks
-- for nothing else while the number stands still.
CREATE TABLE place_version (
	place_id	bigint PRIMARY KEY REFERENCES place ON DELETE CASCADE,
	version		bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 50);

CREATE FUNCTION place_version_start() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public AS
$$ BEGIN INSERT INTO place_version (place_id) VALUES (NEW.id); RETURN NULL; END $$;
CREATE TRIGGER place_version_start AFTER INSERT ON place
	FOR EACH ROW EXECUTE FUNCTION place_version_start();

CREATE TABLE app_user (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	username	text NOT NULL UNIQUE CHECK (username = lower(username) AND length(username) BETWEEN 2 AND 60),
	name		text NOT NULL CHECK (length(name) BETWEEN 2 AND 80),
	role		text NOT NULL CHECK (role IN ('nurse', 'supervisor', 'admin')),
	password_hash	text NOT NULL,
	language	text NOT NULL DEFAULT 'en',
	keys_on		boolean NOT NULL DEFAULT true,
	active		boolean NOT NULL DEFAULT true,
	created_at	timestamptz NOT NULL,
	signed_in_at	timestamptz,
	version		integer NOT NULL DEFAULT 1
);

CREATE TABLE user_place (
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	place_id	bigint NOT NULL REFERENCES place,
	PRIMARY KEY (user_id, place_id)
);

CREATE TABLE session (
	token_hash	text PRIMARY KEY,	-- the cookie itself is kept nowhere
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	csrf		text NOT NULL,
	created_at	timestamptz NOT NULL,
	seen_at		timestamptz NOT NULL,
	expires_at	timestamptz NOT NULL,	-- however busy it is
	address		text NOT NULL DEFAULT '',
	device		text NOT NULL DEFAULT ''
);
CREATE INDEX session_of_user ON session (user_id);

-- Failed sign-ins, for slowing guesses down by account and by address.
CREATE TABLE sign_in_failure (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	username	text NOT NULL,
	address		text NOT NULL,
	at		timestamptz NOT NULL
);
CREATE INDEX sign_in_failure_username ON sign_in_failure (username, at);
CREATE INDEX sign_in_failure_address ON sign_in_failure (address, at);

-- A form's own key: pressed twice, or sent again after a lost answer, it leads
-- to the result of the first time.
CREATE TABLE once (
	key		uuid PRIMARY KEY,
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	at		timestamptz NOT NULL,
	location	text NOT NULL
);
CREATE INDEX once_at ON once (at);

-- Patients ------------------------------------------------------------------

-- One phone is one contact of RapidPro, whoever uses it.
CREATE TABLE phone (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	e164		text NOT NULL UNIQUE CHECK (e164 ~ '^\+[1-9][0-9]{5,14}$'),
	contact_uuid	uuid UNIQUE,		-- RapidPro's, once known
	failed_at	timestamptz,		-- last text that did not arrive
	failure		text,
	stopped_at	timestamptz		-- the contact is blocked or stopped there
);

CREATE TABLE patient (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	place_id	bigint NOT NULL REFERENCES place,
	number		text NOT NULL,		-- on the clinic card
	given_name	text NOT NULL CHECK (length(given_name) BETWEEN 1 AND 80),
	family_name	text NOT NULL DEFAULT '' CHECK (length(family_name) <= 80),
	folded		text NOT NULL,		-- both names and number for searching
	sex		text NOT NULL DEFAULT 'male' CHECK (sex IN ('male', 'female', 'other', 'unknown')),
	birth_date	date NOT NULL,
	birth_estimated	boolean NOT NULL DEFAULT false,	-- from an age
	language	text NOT NULL,
	phone_id	bigint REFERENCES phone,
	phone_typed	text NOT NULL DEFAULT '',	-- as he dials it
	phone_owner	text NOT NULL DEFAULT 'own' CHECK (phone_owner IN ('own', 'shared', 'guardian', 'other')),
	phone_owner_name text NOT NULL DEFAULT '',
	phone2_id	bigint REFERENCES phone,
	phone2_typed	text NOT NULL DEFAULT '',
	phone2_owner_name text NOT NULL DEFAULT '',
	guardian_name	text NOT NULL DEFAULT '',
	guardian_relation text NOT NULL DEFAULT '',
	lives_in	text NOT NULL DEFAULT '',
	note		text NOT NULL DEFAULT '',
	opted_out_at	timestamptz,
	opted_out_how	text NOT NULL DEFAULT '',	-- 'sms' or 'nurse', and why
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,
	version		integer NOT NULL DEFAULT 1,
	UNIQUE (id, place_id),
	UNIQUE (place_id, number)
);
CREATE INDEX patient_phone ON patient (phone_id);
CREATE INDEX patient_phone2 ON patient (phone2_id);
CREATE INDEX patient_place ON patient (place_id, created_at DESC);

CREATE TABLE enrolment (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	workflow	text NOT NULL,
	workflow_version text NOT NULL,
	anchor_date	date NOT NULL,		-- of the procedure, in the place's zone
	method		text NOT NULL DEFAULT '',
	consent_at	timestamptz NOT NULL,
	consent_by	bigint REFERENCES app_user,
	guardian_consent boolean NOT NULL DEFAULT false,
	state		text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'finished', 'stopped', 'withdrawn')),
	ended_at	timestamptz,
	end_reason	text NOT NULL DEFAULT '',
	last_sign_at	timestamptz,		-- of life, through any channel
	created_at	timestamptz NOT NULL,
	UNIQUE (id, place_id),
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE UNIQUE INDEX enrolment_active ON enrolment (patient_id, workflow) WHERE state = 'active';
CREATE INDEX enrolment_patient ON enrolment (patient_id, created_at DESC);
CREATE INDEX enrolment_silent ON enrolment (last_sign_at) WHERE state = 'active';

-- What is sent out ----------------------------------------------------------

-- One row is one call to RapidPro: a text, or a flow start for up to a hundred.
CREATE TABLE outbox (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key		uuid NOT NULL UNIQUE,	-- the intent: RapidPro drops its repeat
	kind		text NOT NULL CHECK (kind IN ('text', 'checkin')),
	place_id	bigint REFERENCES place,
	phone_id	bigint REFERENCES phone,	-- of a text
	body		text NOT NULL,
	params		jsonb NOT NULL DEFAULT '{}',
	state		text NOT NULL DEFAULT 'ready' CHECK (state IN
			('ready', 'leased', 'unsure', 'accepted', 'done', 'parked', 'cancelled')),
	priority	smallint NOT NULL DEFAULT 5,	-- 1 a nurse, 3 an automatic answer, 7 bulk
	clinical	boolean NOT NULL DEFAULT false,	-- words of a person: never resent in doubt
	run_at		timestamptz NOT NULL,
	good_until	timestamptz,		-- later it is not sent but recorded as missed
	owner		uuid,
	attempt		integer NOT NULL DEFAULT 0,
	lease_until	timestamptz,
	sent_at		timestamptz,		-- when the last attempt was about to leave
	looked		integer NOT NULL DEFAULT 0,	-- times it was looked up since
	start_uuid	uuid,			-- RapidPro's flow start
	reason		text NOT NULL DEFAULT '',
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,
	finished_at	timestamptz
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX outbox_ready ON outbox (priority, run_at, id) WHERE state = 'ready';
CREATE INDEX outbox_due ON outbox (run_at, id) WHERE state IN ('unsure', 'accepted');
CREATE INDEX outbox_lease ON outbox (lease_until) WHERE state = 'leased';
-- One in flight a contact: what makes the guarded send safe to repeat.
CREATE UNIQUE INDEX outbox_in_flight ON outbox (phone_id)
	WHERE kind = 'text' AND state IN ('leased', 'unsure', 'accepted');
CREATE INDEX outbox_start ON outbox (start_uuid) WHERE start_uuid IS NOT NULL;
CREATE INDEX outbox_parked ON outbox (place_id, finished_at) WHERE state = 'parked';

-- Conversations ---------------------------------------------------------------

-- With one patient; or with one number, unknown or shared and not yet resolved.
CREATE TABLE thread (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind		text NOT NULL CHECK (kind IN ('patient', 'unknown', 'shared')),
	place_id	bigint REFERENCES place,	-- NULL: nobody's yet, every nurse sees it
	patient_id	bigint UNIQUE,
	phone_id	bigint REFERENCES phone,
	state		text NOT NULL DEFAULT 'quiet' CHECK (state IN ('quiet', 'waiting', 'snoozed', 'closed')),
	waiting_since	timestamptz,		-- of the first unanswered message
	snoozed_until	timestamptz,
	urgency		smallint NOT NULL DEFAULT 0 CHECK (urgency BETWEEN 0 AND 3), -- 0 none 1 review 2 amber 3 red
	last_at		timestamptz,
	last_message_id	bigint,			-- what a reply compares itself with
	last_words	text NOT NULL DEFAULT '',
	last_direction	text NOT NULL DEFAULT '',
	failed		boolean NOT NULL DEFAULT false,	-- the last text out did not arrive
	assigned_to	bigint REFERENCES app_user,
	not_patient	boolean NOT NULL DEFAULT false,	-- a person said so
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE,
	CHECK ((kind = 'patient') = (patient_id IS NOT NULL)),
	CHECK ((state = 'waiting') = (waiting_since IS NOT NULL))
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX thread_number ON thread (phone_id) WHERE patient_id IS NULL;
CREATE INDEX thread_waiting ON thread (place_id, urgency DESC, waiting_since) WHERE state = 'waiting';
CREATE INDEX thread_recent ON thread (place_id, last_at DESC);

CREATE TABLE message (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	thread_id	bigint NOT NULL REFERENCES thread,
	place_id	bigint REFERENCES place,
	patient_id	bigint,
	phone_id	bigint NOT NULL REFERENCES phone,
	direction	text NOT NULL CHECK (direction IN ('in', 'out')),
	kind		text NOT NULL CHECK (kind IN ('nurse', 'automatic', 'checkin', 'reply', 'call')),
	body		text NOT NULL CHECK (length(body) BETWEEN 1 AND 4096),
	author_id	bigint REFERENCES app_user,
	state		text NOT NULL CHECK (state IN ('received', 'held', 'queued', 'sending',
			'unsure', 'sent', 'delivered', 'failed', 'cancelled')),
	reason		text NOT NULL DEFAULT '',
	at		timestamptz NOT NULL,	-- received, or written
	sent_at		timestamptz,
	delivered_at	timestamptz,
	outbox_id	bigint REFERENCES outbox,
	rapidpro_id	text,			-- RapidPro's id of the message
	-- What an incoming message was read as.
	reads		text NOT NULL DEFAULT '' CHECK (reads IN ('', 'fine', 'problem', 'stop', 'start', 'courtesy', 'words')),
	urgency		smallint NOT NULL DEFAULT 0,
	sign		text NOT NULL DEFAULT '',
	matched		text NOT NULL DEFAULT '',	-- the word that decided
	attributed_by	bigint REFERENCES app_user,	-- who said whose it is
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX message_thread ON message (thread_id, at, id);
CREATE INDEX message_outbox ON message (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE UNIQUE INDEX message_rapidpro ON message (rapidpro_id) WHERE rapidpro_id IS NOT NULL;
-- To recognise a text that comes by two roads.
CREATE INDEX message_phone_at ON message (phone_id, at);
CREATE INDEX message_failed ON message (place_id, at DESC) WHERE state IN ('failed', 'unsure');

-- The schedule ----------------------------------------------------------------

-- One dated send for one patient.
CREATE TABLE reminder (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	enrolment_id	bigint NOT NULL,
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	step		text NOT NULL,		-- of the workflow's schedule
	day		integer NOT NULL,
	due_date	date NOT NULL,		-- in the place's zone
	due_at		timestamptz NOT NULL,	-- computed from it; the moment decides
	state		text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'sent', 'skipped', 'missed')),
	reason		text NOT NULL DEFAULT '',	-- why it was not sent
	message_id	bigint REFERENCES message,
	UNIQUE (enrolment_id, step),
	FOREIGN KEY (enrolment_id, place_id) REFERENCES enrolment (id, place_id) ON UPDATE CASCADE,
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX reminder_due ON reminder (due_at, id) WHERE state = 'planned';

-- One asked day and its answer.
CREATE TABLE checkin (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	reminder_id	bigint NOT NULL UNIQUE REFERENCES reminder ON DELETE CASCADE,
	enrolment_id	bigint NOT NULL,
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	day		integer NOT NULL,
	asked_at	timestamptz NOT NULL,
	message_id	bigint NOT NULL REFERENCES message,
	answer		text NOT NULL DEFAULT '' CHECK (answer IN ('', 'fine', 'problem', 'words')),
	answer_message_id bigint REFERENCES message,
	answered_at	timestamptz,
	FOREIGN KEY (enrolment_id, place_id) REFERENCES enrolment (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX checkin_patient ON checkin (patient_id, asked_at DESC);
CREATE INDEX checkin_place ON checkin (place_id, asked_at);
CREATE INDEX checkin_message ON checkin (message_id);

-- Work --------------------------------------------------------------------------

-- The list that nurses look at all day: one index scan, no join.
CREATE TABLE task (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	place_id	bigint REFERENCES place,	-- NULL: nobody's yet, as its thread
	patient_id	bigint,
	thread_id	bigint REFERENCES thread,
	enrolment_id	bigint REFERENCES enrolment,
	kind		text NOT NULL CHECK (kind IN ('problem', 'trace', 'who', 'number', 'visit', 'handed-back', 'free', 'escalation')),
	source		text NOT NULL UNIQUE,	-- its cause: the same cause makes one task
	status		text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'accepted',
			'in-progress', 'on-hold', 'completed', 'cancelled', 'failed')), -- FHIR R4
	open		boolean NOT NULL GENERATED ALWAYS AS
			(status NOT IN ('completed', 'cancelled', 'failed')) STORED,
	priority	smallint NOT NULL CHECK (priority BETWEEN 1 AND 4), -- 1 stat 2 asap 3 urgent 4 routine
	performer	text NOT NULL DEFAULT 'nurse' CHECK (performer IN ('nurse', 'supervisor')),
	who		text NOT NULL DEFAULT '',	-- name or number, as the list shows it
	anchor_date	date,			-- for "day 3 of 13"
	words		text NOT NULL DEFAULT '',	-- his own, or why the task is there
	owner_id	bigint REFERENCES app_user,
	starts_at	timestamptz NOT NULL,	-- not shown before
	due_at		timestamptz NOT NULL,
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,	-- NULL: by itself
	started_at	timestamptz,
	closed_at	timestamptz,
	closed_by	bigint REFERENCES app_user,
	outcome		text NOT NULL DEFAULT '',
	outcome_note	text NOT NULL DEFAULT '',
	version		integer NOT NULL DEFAULT 1,
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE,
	CHECK (open = (closed_at IS NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);
CREATE INDEX task_list ON task (place_id, performer, priority, due_at, id) WHERE open;
CREATE INDEX task_patient ON task (patient_id, created_at DESC);
CREATE INDEX task_thread ON task (thread_id) WHERE open;
CREATE INDEX task_done ON task (place_id, closed_at DESC) WHERE NOT open;

-- A task with a severity and clocks; same id.
CREATE TABLE escalation (
	task_id		bigint PRIMARY KEY REFERENCES task ON DELETE CASCADE,
	place_id	bigint REFERENCES place,
	patient_id	bigint,
	severity	text NOT NULL CHECK (severity IN ('severe', 'moderate', 'mild', 'ungraded')),
	sign		text NOT NULL DEFAULT '',
	message_id	bigint REFERENCES message,	-- the words it is about
	raised_by	bigint REFERENCES app_user,	-- NULL: automatic
	raised_at	timestamptz NOT NULL,
	first_due	timestamptz NOT NULL,	-- somebody has to act
	first_at	timestamptz,		-- stopped by the first claim, note or answer
	decide_due	timestamptz NOT NULL,
	decided_at	timestamptz,
	decided_by	bigint REFERENCES app_user,
	outcome		text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'advice', 'clinic', 'refer', 'hand-back')),
	event		text NOT NULL DEFAULT '',	-- adverse event, 'none' or its kind
	grade		text NOT NULL DEFAULT '',
	refer_to	text NOT NULL DEFAULT '',
	note		text NOT NULL DEFAULT ''
);
CREATE INDEX escalation_place ON escalation (place_id, raised_at DESC);

-- The trail of a task.
CREATE TABLE task_event (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	task_id		bigint NOT NULL REFERENCES task ON DELETE CASCADE,
	place_id	bigint REFERENCES place,
	at		timestamptz NOT NULL,
	user_id		bigint REFERENCES app_user,	-- NULL: by itself
	what		text NOT NULL,		-- 'created', 'taken', 'released', 'note', 'done'...
	note		text NOT NULL DEFAULT ''
);
CREATE INDEX task_event_task ON task_event (task_id, at, id);

-- Drafts and presence: one person, one thread.
CREATE TABLE draft (
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	thread_id	bigint NOT NULL REFERENCES thread ON DELETE CASCADE,
	body		text NOT NULL CHECK (length(body) <= 4096),
	saved_at	timestamptz NOT NULL,
	PRIMARY KEY (user_id, thread_id)
);
CREATE TABLE presence (
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	thread_id	bigint NOT NULL REFERENCES thread ON DELETE CASCADE,
	seen_at		timestamptz NOT NULL,
	last_seen_message bigint NOT NULL DEFAULT 0,	-- for "new since you last looked"
	PRIMARY KEY (user_id, thread_id)
);

-- What comes from RapidPro -------------------------------------------------------

-- Raw, kept before anybody reads it, each thing once.
CREATE TABLE inbox (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source		text NOT NULL CHECK (source IN ('webhook', 'message', 'run')),
	key		text NOT NULL UNIQUE,
	body		text NOT NULL CHECK (length(body) <= 65536),
	received_at	timestamptz NOT NULL,
	state		text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'parked')),
	attempt		integer NOT NULL DEFAULT 0,
	reason		text NOT NULL DEFAULT '',
	done_at		timestamptz
) WITH (fillfactor = 80);
CREATE INDEX inbox_new ON inbox (id) WHERE state = 'new';
CREATE INDEX inbox_received ON inbox (received_at);

-- How far a feed has been read for certain.
CREATE TABLE feed (
	name		text PRIMARY KEY,
	checkpoint	timestamptz,
	read_at		timestamptz,
	swept_at	timestamptz
);
INSERT INTO feed (name) VALUES ('runs'), ('messages');

CREATE TABLE run (
	uuid		uuid PRIMARY KEY,
	phone_id	bigint REFERENCES phone,
	outbox_id	bigint REFERENCES outbox,
	flow		text NOT NULL DEFAULT '',
	created_at	timestamptz NOT NULL,
	modified_at	timestamptz NOT NULL,
	exited_at	timestamptz,
	exit_type	text NOT NULL DEFAULT '',
	responded	boolean NOT NULL DEFAULT false
);
CREATE INDEX run_phone ON run (phone_id, created_at DESC);

-- What we know of RapidPro: shared by all workers.
CREATE TABLE gateway (
	one		boolean PRIMARY KEY DEFAULT true CHECK (one),
	send_flow	uuid,		-- "Aftercare guarded send"; NULL: the look-up ladder
	checkin_flow	uuid,
	checked_at	timestamptz,
	reached_at	timestamptz,	-- last answer of any kind
	paused_until	timestamptz,	-- 429 or a broken line
	token_refused_at timestamptz,
	failures	integer NOT NULL DEFAULT 0,	-- in a row
	last_failure	text NOT NULL DEFAULT '',
	inbound_at	timestamptz,
	clock_skew_ms	bigint NOT NULL DEFAULT 0
);
INSERT INTO gateway DEFAULT VALUES;

-- Calls to RapidPro in the last hour, by the minute: the budget.
CREATE TABLE gateway_call (
	minute		timestamptz NOT NULL,
	scope		text NOT NULL,	-- v2, v2.contacts, v2.messages, v2.runs
	calls		integer NOT NULL,
	PRIMARY KEY (minute, scope)
) WITH (fillfactor = 50);

CREATE TABLE worker (
	id		uuid PRIMARY KEY,	-- of one process, from its start to its end
	host		text NOT NULL,
	started_at	timestamptz NOT NULL,
	seen_at		timestamptz NOT NULL
);

-- Audit ----------------------------------------------------------------------------

CREATE TABLE audit (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at		timestamptz NOT NULL,
	user_id		bigint,
	place_id	bigint,
	action		text NOT NULL,	-- read, insert, update, delete, sign-in...
	object		text NOT NULL,	-- the table's name
	object_id	bigint,
	address		text NOT NULL DEFAULT '',
	change		jsonb		-- {column: [before, after]}
);
CREATE INDEX audit_at ON audit (at DESC, id DESC);
CREATE INDEX audit_object ON audit (object, object_id, at DESC);
CREATE INDEX audit_user ON audit (user_id, at DESC);

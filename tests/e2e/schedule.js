/*
 * schedule.js - an administrator and the schedule: a version from its draft to its use, with
 * the script and without, wide and narrow; and the men in follow-up whom the worker moves.
 *
 *   PARTS=schedule tests/e2e/loop.sh
 */
'use strict';

const { same, check, see, eachSize, until, someone, sql, run } = require('./desk.js');
const { accessible } = require('./axe.js');

const SURVEY = '5e0a3c1b-4d2f-4a77-9b36-0f1c2d3e4a5b';
const PLAIN = { javaScriptEnabled: false };
const press = (page, name) => page.getByRole('button', { name, exact: true }).first().click();
const follow = (page, name) => page.getByRole('link', { name, exact: true }).first().click();
const count = (where) => Number(sql(`SELECT count(*) FROM reminder WHERE ${where}`));
let farai, plain, outbox;

const steps = {
	async 'a draft, a step moved out of the quiet hours, and what is wrong'() {
		outbox = sql('SELECT count(*) FROM outbox');
		farai = await someone('farai', '/admin/schedules');
		await see(farai, 'main >> text=In use is what came with the programme.');
		await press(farai, 'Write the next version');
		await see(farai, '.notices >> text=A draft');
		same(await farai.locator('tr[id^=step-]').count(), 14, 'steps');
		await follow(farai, 'Change day_2');
		await farai.getByLabel('Hour', { exact: true }).fill('21:10');
		await farai.getByLabel('Ask again').fill('99');
		await press(farai, 'Keep the step');
		await see(farai, '.problems >> text=please enter up to 72 hours');
		same(await farai.getByLabel('Hour', { exact: true }).inputValue(), '21:10', 'what was typed');
		await eachSize(farai, 'schedule-wrong');
		await accessible(farai, 'a step that is wrong');
		await farai.getByLabel('Ask again').fill('3');
		await farai.getByLabel('Spread over').fill('7');
		await press(farai, 'Keep the step');
		await see(farai, '.problems >> text=Spread over: please enter 10 to 240 minutes');
		await farai.getByLabel('Spread over').fill('60');
		await farai.getByLabel('Not in the quiet hours').check();
		await farai.getByLabel('If it is late', { exact: true }).selectOption({ label: 'It waits for a supervisor' });
		await farai.getByLabel('If it is late, until').fill('30');
		await press(farai, 'Keep the step');
		await see(farai, '#step-day_2 >> text=again after 3 h');
		await see(farai, '#step-day_2 >> text=if late held until 30 h after it');
		await see(farai, '#step-day_2 >> text=spread over 60 min');
		await see(farai, 'main >> text=spread, the last at 06:55');
		await see(farai, 'main >> text=in the quiet hours');
		await eachSize(farai, 'schedule-draft');
		await accessible(farai, 'a draft');
	},

	async 'without a script: a step of its own words, and one less'() {
		plain = await someone('farai', '/admin/schedules', PLAIN);
		await follow(plain, 'Go on with the draft');
		await follow(plain, 'Add a step');
		await plain.getByLabel('Name', { exact: true }).fill('later');
		await plain.getByLabel('How long', { exact: true }).fill('3');
		await plain.getByLabel('Unit').selectOption('weeks');
		await plain.getByLabel('Day of the week').selectOption({ label: 'Monday, or the next' });
		await plain.getByLabel('Text', { exact: true }).selectOption({ label: 'Its own words, written below' });
		await plain.locator('#edit summary', { hasText: 'Its own words' }).click();
		await plain.getByLabel('English').fill('Hello {first_name}, {clinic} wishes you well.');
		await plain.locator('#edit summary', { hasText: 'After what it is not sent' }).click();
		await plain.locator('#silence_on').getByLabel('he comes to an appointment').check();
		await plain.locator('#clear_on').getByLabel('a case of his is decided').check();
		await press(plain, 'Keep the step');
		await see(plain, '.problems >> text=Silent for a time: please enter 1 to 365 days.');
		await plain.locator('#clear_on').scrollIntoViewIfNeeded();
		await eachSize(plain, 'schedule-silence');
		await plain.getByLabel('Silent for', { exact: true }).fill('2');
		await eachSize(plain, 'schedule-step-plain');
		await press(plain, 'Keep the step');
		await see(plain, '#step-later >> text=not for 2 days after: he comes to an appointment');
		await see(plain, '#step-later >> text=not any more after: a case of his is decided');
		await see(plain, '#step-later >> text=Week 3, Monday or the next');
		await see(plain, '#step-later >> text=who reads it gets English');
		await press(plain, 'Remove day_13');
		same(await plain.locator('#step-day_13').count(), 0, 'it is gone');
		await plain.getByLabel('Automatic texts a client gets').fill('99');
		await press(plain, 'Keep');
		await see(plain, '.problems >> text=Automatic texts a day');
		await plain.getByLabel('Automatic texts a client gets').fill('1');
		await press(plain, 'Keep');
		same(await plain.locator('#per_day').inputValue(), '1', 'so many a day');
		await follow(plain, 'Change day_2');
		await plain.getByLabel('How long', { exact: true }).fill('1');
		await press(plain, 'Keep the step');
		await see(plain, 'main >> text=not sent: too many on one day');
		await eachSize(plain, 'schedule-too-many');
		await follow(plain, 'Change day_2');
		await plain.getByLabel('How long', { exact: true }).fill('2');
		await press(plain, 'Keep the step');
		await plain.getByLabel('Automatic texts a client gets').fill('2');
		await press(plain, 'Keep');
		await plain.getByLabel('Shares his phone').check();
		await press(plain, 'Show');
		await see(plain, '#sum >> text=14 texts, 14 SMS');
	},

	async 'a text to my own phone'() {
		await plain.locator('#step-later').getByRole('link', { name: 'Test later on my phone' }).click();
		await plain.getByLabel('Your own number').fill('12');
		await plain.locator('#what button').first().click();
		await see(plain, '.problems');
		await plain.getByLabel('Your own number').fill('+263 77 299 0001');
		await plain.locator('#what button').first().click();
		await see(plain, '.notices >> text=It leaves to your phone');
		await see(plain, '#sent >> text=Test: Hello Tinashe');
		await until('it is sent', async () => {
			await follow(plain, 'Look again');
			return /Sent|Delivered/.test(await plain.locator('#sent').innerText());
		});
		await eachSize(plain, 'schedule-test');
		await farai.goto(plain.url());
		await accessible(farai, 'a test on my phone');
		await farai.goto('/admin/schedules');
		await follow(farai, 'Go on with the draft');
		outbox = sql('SELECT count(*) FROM outbox');
	},

	async 'a dry run, its file, and what would change'() {
		await farai.reload();
		await press(farai, 'Dry run');
		await see(farai, '.notices >> text=nothing was sent');
		await see(farai, '#sum-now >> text=SMS');
		await eachSize(farai, 'schedule-dry-run');
		await accessible(farai, 'a dry run');
		const file = await (await farai.request.get(await farai.getByRole('link', { name: 'As a file (CSV)' }).getAttribute('href'))).text();

		check(file.split('\n').length > 3, 'the day has clients');
		check(!file.includes(sql('SELECT given_name FROM patient ORDER BY id LIMIT 1')), 'and nobody is named');
		same(sql('SELECT count(*) FROM outbox WHERE id > 0'), outbox, 'nothing left');
		await follow(farai, 'Draft of version 1');
		await follow(farai, 'Compare');
		await see(farai, 'main >> text=4 steps differ.');
		await eachSize(farai, 'schedule-compare');
		await accessible(farai, 'two versions');
	},

	async 'published for everybody: moved, none doubled'() {
		const before = count("state = 'planned' AND step = 'day_2'");

		await plain.goto(farai.url().replace(/compare.*/, 'dry-run'));
		await plain.getByLabel(/^Also/).check();
		await press(plain, 'Publish it');
		await see(plain, 'main >> text=Version 1 is in use.');
		await until('every facility is moved', () => sql('SELECT count(*) FROM schedule_move') === '0');
		same(count("state = 'planned' AND step = 'day_2'"), before, 'as many as before');
		same(count("state = 'planned' AND step = 'day_2' AND version_id IS NULL"), 0, 'all by the new version');
		same(count("state = 'planned' AND step = 'day_13'"), 0, 'none of what is gone');
		check(count("state = 'planned' AND step = 'later'") > 0, 'what is new is planned');
		await plain.goto('/admin/schedules');
		await eachSize(plain, 'schedule-list');
		await press(plain, 'Restore');
		await see(plain, '#step-day_13');
	},

	async 'a step is off at a facility, and on again'() {
		await plain.goto('/admin/schedules');
		await follow(plain, 'Steps that are switched off');
		await see(plain, 'main >> text=Every step is on');
		await plain.getByLabel('Facility').selectOption({ index: 1 });
		await plain.getByLabel('Step', { exact: true }).selectOption('day_3');
		await press(plain, 'Show what it stops');
		await see(plain, '#count >> text=It is on. Off,');
		check(!(await plain.locator('#count').innerText()).includes('Off, 0 texts'), 'it stops something');
		await plain.getByLabel('Reason').fill('The clinic calls them on that day');
		await eachSize(plain, 'schedule-off-count');
		await press(plain, 'Switch it off');
		await see(plain, '.notices >> text=Switched off');
		await see(plain, '#off >> text=The clinic calls them on that day');
		await eachSize(plain, 'schedule-off');
		await farai.goto('/admin/schedules/off');
		await accessible(farai, 'steps that are off');
		await plain.goto('/admin/schedules');
		await follow(plain, 'Go on with the draft');
		await see(plain, '#step-day_3 >> text=switched off at');
		await plain.getByLabel('Facility', { exact: true }).selectOption({ label: (await plain.locator('#step-day_3 .late').innerText()).replace('switched off at ', '') });
		await press(plain, 'Show');
		await see(plain, 'main >> text=not sent: switched off at the facility');
		await eachSize(plain, 'schedule-off-preview');
		await farai.goto('/admin/schedules/off');
		await farai.locator('#off a').first().click();
		await see(farai, '#count >> text=On again,');
		await farai.getByLabel('Reason').fill('They asked for it');
		await press(farai, 'Switch it on');
		await see(farai, '.notices >> text=Switched on');
		await see(farai, '#off >> text=They asked for it');
	},

	async 'what is late waits for the supervisor'() {
		const late = sql(`UPDATE reminder SET due_at = business_now() - interval '5 hours' WHERE id = (SELECT r.id FROM reminder r
			JOIN user_place up USING (place_id) JOIN app_user u ON u.id = up.user_id AND u.username = 'nomsa'
			JOIN enrolment e ON e.id = r.enrolment_id AND e.state = 'active' JOIN patient p ON p.id = r.patient_id AND p.phone_id IS NOT NULL
			WHERE r.state = 'planned' AND r.step = 'day_2' AND r.version_id IS NOT NULL LIMIT 1) RETURNING id`).split('\n')[0];

		await until('it is held', () => sql(`SELECT state FROM reminder WHERE id = ${late}`) === 'held');
		const nomsa = await someone('nomsa', '/delivery');

		await see(nomsa, 'main >> text=1 wait for a decision');
		await follow(nomsa, 'Look at them');
		await eachSize(nomsa, 'schedule-late');
		await accessible(nomsa, 'late texts');
		await nomsa.locator('#late button').first().click();
		await see(nomsa, '.notices >> text=Released');
		check(sql(`SELECT state FROM reminder WHERE id = ${late}`) !== 'held', 'it is released');
	},

	async 'a text that counts from his last visit'() {
		await plain.goto('/admin/schedules');
		await follow(plain, 'Go on with the draft');
		await follow(plain, 'Add a step');
		await plain.getByLabel('Name', { exact: true }).fill('seen');
		await plain.getByLabel('How long', { exact: true }).fill('2');
		await plain.getByLabel('Unit').selectOption({ label: 'days before' });
		await plain.getByLabel('Counts from').selectOption({ label: 'His last visit' });
		await press(plain, 'Keep the step');
		await see(plain, '.problems >> text=Before: only of a date in a report');
		await plain.getByLabel('Unit').selectOption({ label: 'days after' });
		await eachSize(plain, 'schedule-anchor-step');
		await press(plain, 'Keep the step');
		await see(plain, '#step-seen >> text=2 days after his last visit');
		await see(plain, 'main >> text=not before that day is known');
		await plain.getByLabel('Day of his last visit').fill(sql("SELECT (business_now() + interval '3 days')::date"));
		await press(plain, 'Show');
		check(!(await plain.locator('main').innerText()).includes('not before that day is known'), 'it is known');
		await eachSize(plain, 'schedule-anchor-preview');
		await farai.goto(plain.url());
		await accessible(farai, 'days that are chosen');
		await press(plain, 'Dry run');
		await plain.getByLabel(/^Also/).check();
		await press(plain, 'Publish it');
		await until('every facility is moved', () => sql('SELECT count(*) FROM schedule_move') === '0');
		same(count("step = 'seen'"), 0, 'nobody has come yet');
		const his = sql(`INSERT INTO appointment (place_id, patient_id, day, hour, at, asks_at, what, status, booked_at, changed_at, came_on)
			SELECT p.place_id, p.id, d.day, '09:00', business_now(), business_now(), 'check', 'attended', business_now(), business_now(), d.day
			FROM patient p JOIN place pl ON pl.id = p.place_id JOIN enrolment e ON e.patient_id = p.id AND e.state = 'active'
			JOIN user_place up ON up.place_id = p.place_id JOIN app_user u ON u.id = up.user_id AND u.username = 'rudo'
			CROSS JOIN LATERAL (SELECT (business_now() AT TIME ZONE pl.zone)::date AS day) d
			WHERE p.opted_out_at IS NULL AND e.paused_until IS NULL ORDER BY p.id DESC LIMIT 1 RETURNING patient_id`).split('\n')[0];
		await until('it is planned', () => count(`patient_id = ${his} AND step = 'seen' AND state = 'planned'`) === 1);
		const rudo = await someone('rudo', `/patients/${his}`);

		await see(rudo, '#dated >> text=2 days after his last visit');
		await see(rudo, '#dated >> text=planned');
		await rudo.locator('#dated').scrollIntoViewIfNeeded();
		await eachSize(rudo, 'schedule-dated');
		await accessible(rudo, 'texts that count from another day');
	},

	async 'a flow of RapidPro instead of a text'() {
		plain = plain || await someone('farai', '/admin/schedules', PLAIN);
		farai = farai || await someone('farai', '/admin/schedules');
		sql(`INSERT INTO sim.flow (uuid, name, type, expires, definition, results, created_on, modified_on)
			SELECT '${SURVEY}', 'Malaria survey', type, expires, definition || '{"uuid": "${SURVEY}", "name": "Malaria survey"}',
			results, created_on, modified_on FROM sim.flow WHERE name = 'Aftercare check-in' ON CONFLICT DO NOTHING`);
		await until('the worker knows the flow', () => sql("SELECT count(*) FROM gateway_flow WHERE name = 'Malaria survey'") === '1', 60000);
		await plain.goto('/admin/schedules');
		await press(plain, 'Write the next version');
		await follow(plain, 'Add a step');
		await plain.getByLabel('Name', { exact: true }).fill('survey');
		await plain.getByLabel('How long', { exact: true }).fill('5');
		await plain.locator('#edit summary', { hasText: 'A flow of RapidPro' }).click();
		await plain.getByLabel('Flow', { exact: true }).selectOption({ label: 'Malaria survey' });
		await plain.getByLabel('Name 1', { exact: true }).fill('intent');
		await plain.getByLabel('Value 1', { exact: true }).fill('Hello {first_name}, does anybody at home have a fever?');
		await press(plain, 'Keep the step');
		await see(plain, '.problems >> text=“intent” cannot be a name');
		await plain.locator('#params').scrollIntoViewIfNeeded();
		await eachSize(plain, 'schedule-flow-wrong');
		await plain.getByLabel('Name 1', { exact: true }).fill('text');
		await press(plain, 'Keep the step');
		await see(plain, '#step-survey >> text=Flow “Malaria survey”');
		await see(plain, '#step-survey >> text=told text: Hello {first_name}');
		await see(plain, '#sum >> text=of which 1 is a flow');
		await plain.locator('#step-survey').scrollIntoViewIfNeeded();
		await eachSize(plain, 'schedule-flow-draft');
		await farai.goto(plain.url().split('?')[0] + '?step=survey');
		await accessible(farai, 'a flow as a step');
		await press(plain, 'Dry run');
		await plain.getByLabel(/^Also/).check();
		await press(plain, 'Publish it');
		await until('every facility is moved', () => sql('SELECT count(*) FROM schedule_move') === '0');
		const [his, thread] = sql(`UPDATE reminder SET due_at = business_now() WHERE id = (SELECT r.id FROM reminder r
			JOIN user_place up USING (place_id) JOIN app_user u ON u.id = up.user_id AND u.username = 'rudo'
			JOIN enrolment e ON e.id = r.enrolment_id AND e.state = 'active' AND e.last_sign_at IS NOT NULL
			JOIN patient p ON p.id = r.patient_id AND p.phone_id IS NOT NULL AND p.phone_owner = 'own' AND p.opted_out_at IS NULL
			WHERE r.state = 'planned' AND r.step = 'survey' AND NOT EXISTS (SELECT FROM patient o WHERE o.phone_id = p.phone_id AND o.id <> p.id)
			LIMIT 1) RETURNING patient_id, (SELECT id FROM thread t WHERE t.patient_id = reminder.patient_id)`).split('\n')[0].split('|');
		await until('it has started', () => sql(`SELECT m.state FROM message m JOIN outbox o ON o.id = m.outbox_id
			WHERE m.patient_id = ${his} AND o.kind = 'flow'`) === 'sent', 90000);
		same(sql(`SELECT count(*) FROM sim.run r JOIN sim.flow f ON f.id = r.flow_id WHERE f.name = 'Malaria survey'`), '1', 'runs');
		const rudo = await someone('rudo', `/messages/${thread}`);

		await see(rudo, 'main >> text=Flow “Malaria survey” started');
		await rudo.getByText('Flow “Malaria survey” started').scrollIntoViewIfNeeded();
		await eachSize(rudo, 'schedule-flow-thread');
		await accessible(rudo, 'a flow in the conversation');
		sql(`UPDATE sim.flow SET archived = true, modified_on = now() WHERE name = 'Malaria survey'`);
		await until('the worker knows that it is archived', () => sql("SELECT archived FROM gateway_flow WHERE name = 'Malaria survey'") === 't', 60000);
		await farai.goto('/admin/rapidpro');
		await see(farai, 'main >> text=The flow is in the archive: the step that starts it is not sent');
		await eachSize(farai, 'schedule-flow-archived');
		await accessible(farai, 'a flow in the archive');
	},
};

run(steps);

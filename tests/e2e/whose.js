/*
 * whose.js - whose a text is: two nurses at one shared phone, what was filed wrongly put
 * right, a number that nobody has, one that somebody else has now, a call that is asked for.
 *
 *   PARTS=whose tests/e2e/loop.sh
 */
'use strict';

const { execFileSync } = require('child_process');
const path = require('path');
const { check, same, see, gone, eachSize, until, someone, reply, ledger, data, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
const STRANGER = '+263773999001';
let tendai, rudo, first, second, phone;

function sql(words) {
	return execFileSync('psql', ['-h', path.resolve(data, 'run', 'pg'), '-U', 'postgres', '-d', 'aftercare', '-qAtX',
		'-v', 'ON_ERROR_STOP=1', '-c', words], { encoding: 'utf8' }).trim();
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const latest = (e164) => sql(`SELECT coalesce(max(m.id), 0) FROM message m JOIN phone p ON p.id = m.phone_id
	WHERE p.e164 = '${e164}' AND m.direction = 'in'`);
const owner = (message) => sql(`SELECT coalesce(patient_id, 0) FROM message WHERE id = ${message}`);
const openWork = (man) => sql(`SELECT count(*) FROM task WHERE open AND patient_id = ${man.id} AND kind IN ('problem', 'escalation')`);
const threadOf = (message) => sql(`SELECT thread_id FROM message WHERE id = ${message}`);

/* What a phone writes, when it has come: its id. */
async function writes(e164, text) {
	const before = latest(e164);

	await reply(e164, text);
	await until('it has come', () => latest(e164) !== before);
	return latest(e164);
}

const steps = {
	async 'two have one phone, and each is asked for his code'() {
		const rows = sql(`SELECT p.id || '|' || p.given_name || '|' || trim(p.given_name || ' ' || p.family_name) || '|' || t.id || '|' || ph.e164
			FROM patient p JOIN thread t ON t.patient_id = p.id JOIN phone ph ON ph.id = p.phone_id
			WHERE p.phone_owner = 'shared' ORDER BY p.id LIMIT 2`).split('\n').map((row) => row.split('|'));

		[first, second] = rows.map(([id, given, name, thread, e164]) => ({ id, given, name, thread, e164 }));
		phone = first.e164;
		same(second.e164, phone, 'one phone');
		tendai = await someone('tendai');
		rudo = await someone('rudo', '/', PLAIN);
		await tendai.goto(`/messages/${first.thread}`);
		await see(tendai, `#thread li:has-text("${first.given[0]}1 = ")`);
		check(!(await tendai.locator('#thread li.auto .bubble').allTextContents()).some((text) => text.includes(first.given)),
			'no name is sent to it');
	},

	async 'one files it, the other is too late'() {
		const text = await writes(phone, 'Can I bath');
		const thread = threadOf(text);

		await rudo.goto(`/messages/${thread}`);
		await tendai.goto(`/messages/${thread}`);
		await see(tendai, '#who >> text=/Who (is this|are these) about/');
		await eachSize(tendai, 'whose-shared');
		await tendai.locator('#who').getByRole('button', { name: first.name }).click();
		await see(tendai, '.notices >> text=Filed with this client.');
		await see(tendai, '#who >> text=is taken to be his until');
		same(owner(text), first.id);
		await eachSize(tendai, 'whose-taken');
		await rudo.locator('#who').getByRole('button', { name: second.name }).click();
		await see(rudo, '.problems >> text=Nothing was filed');
		same(owner(text), first.id);
		/* What comes next is his, until somebody says that it is to be asked. */
		const next = await writes(phone, 'and with soap');
		same(owner(next), first.id);
		await tendai.reload();
		await see(tendai, '#thread >> text=taken to be his, like the text before');
		await press(tendai, 'Ask again');
		await see(tendai, '#thread >> text=is asked again, says you');
		same(owner(await writes(phone, 'what about salt')), '0');
	},

	async 'what was filed wrongly goes to the other with what followed from it'() {
		const text = await writes(phone, `${first.given[0]}1`);

		same(owner(text), first.id, 'his code says whose it is');
		check(openWork(first) !== '0', 'he has a task');
		await tendai.goto(`/messages/${first.thread}`);
		await tendai.locator(`#m-${text}`).getByRole('link', { name: 'Not from him?' }).click();
		await see(tendai, 'h1:has-text("Who is this about?")');
		await eachSize(tendai, 'whose-filing');
		await rudo.goto(`/filings/${text}`);
		await eachSize(rudo, 'whose-filing-plain');
		const before = openWork(first);
		await press(tendai, second.name);
		await see(tendai, '.notices >> text=Filed with this client.');
		same(owner(text), second.id);
		check(openWork(first) < before, 'what nobody had begun is gone');
		check(openWork(second) !== '0', 'the other has it');
		await tendai.goto(`/messages/${first.thread}`);
		await see(tendai, '#thread >> text=was not his, says you');
		/* She had seen it as it was. */
		await press(rudo, 'Nobody of them: ask again');
		await see(rudo, '.problems >> text=Nothing was changed');
		await eachSize(rudo, 'whose-filing-late');
		same(owner(text), second.id);
	},

	async 'two answers in one text are each his own'() {
		const text = await writes(phone, `${first.given[0]}0 ${second.given[0]}1`);

		same(owner(text), second.id, 'it stands where the problem is');
		await tendai.goto(`/messages/${first.thread}`);
		await see(tendai, '#thread >> text=with this client’s answer in it');
	},

	async 'a number that nobody has is no client\'s until it tells of a danger'() {
		const text = await writes(STRANGER, 'Buy cheap airtime');
		const thread = threadOf(text);
		const state = () => sql(`SELECT state || ' ' || not_patient FROM thread WHERE id = ${thread}`);

		await tendai.goto(`/messages/${thread}`);
		await press(tendai, 'Not a client');
		await see(tendai, 'text=It is a client after all');
		await writes(STRANGER, 'Cheap airtime again');
		check(/ true$/.test(state()) && !/^waiting/.test(state()), 'it waits for nobody');
		await writes(STRANGER, 'My brother is bleeding heavily');
		same(state(), 'waiting false', 'it is back');
		/* It is his new number, and he is welcomed there. */
		await tendai.goto(`/messages/${thread}/link?q=${encodeURIComponent(second.name)}`);
		await eachSize(tendai, 'whose-link');
		await tendai.locator(`button[name="new_number"][value="${second.id}"]`).click();
		await see(tendai, '#thread >> text=bleeding heavily');
		same(sql(`SELECT e164 FROM phone ph JOIN patient p ON p.phone_id = ph.id WHERE p.id = ${second.id}`), STRANGER);
		await until('he is welcomed there', async () => (await ledger(STRANGER, 'STOP')).length);
	},

	async 'a stranger is answered by one and registered by the other, and has one conversation'() {
		const number = '+263773999002', thread = threadOf(await writes(number, 'I was at your clinic on Monday'));

		await Promise.all([tendai, rudo].map((page) => page.goto(`/messages/${thread}`)));
		await tendai.locator('#text').fill('Who are you, please?');
		await press(tendai, 'Send');
		await see(tendai, '#thread li:has-text("Who are you, please?")');
		await rudo.getByRole('link', { name: 'Register a client' }).click();
		await rudo.getByLabel('First name').fill('Shingai');
		await rudo.getByLabel('Surname').fill('Guta');
		await rudo.getByLabel('or age in years').fill('31');
		await rudo.getByLabel('Language of his SMS').selectOption({ label: 'English' });
		await rudo.getByLabel('Method').selectOption({ index: 1 });
		await rudo.getByLabel('He agrees to get SMS').check();
		await press(rudo, 'Save');
		await see(rudo, 'h1:has-text("Shingai Guta is registered")');
		const his = sql(`SELECT t.id FROM thread t JOIN patient p ON p.id = t.patient_id WHERE p.family_name = 'Guta'`);
		/* On the page that she still has open it is nobody's. */
		await Promise.all([
			tendai.waitForResponse((answer) => answer.request().method() === 'POST'),
			press(tendai, 'Not a client'),
		]);
		await tendai.waitForLoadState();
		await eachSize(tendai, 'whose-registered-meanwhile');
		same(sql(`SELECT not_patient FROM thread WHERE id = ${his}`), 'f');
		for (const page of [tendai, rudo]) {
			await page.goto(`/messages/${his}`);
			await see(page, '#thread >> text=I was at your clinic on Monday');
			await see(page, '#thread >> text=Who are you, please?');
		}
		await until('it is sent', async () => (await ledger(number, 'Who are you, please?')).length === 1, 40000);
	},

	async 'somebody else has his number now, or has it not'() {
		const text = await writes(STRANGER, 'wrong number, I am Peter the baker');

		await rudo.goto(`/filings/${text}`);
		await press(rudo, 'Somebody else has this number now');
		await see(rudo, '#who >> text=This client has no number.');
		await eachSize(rudo, 'whose-no-number');
		same(await rudo.locator('#thread').getByText('I am Peter the baker').count(), 0, 'what he said is not there');
		const next = await writes(STRANGER, 'please stop this');
		same(owner(next), '0', 'it is nobody\'s');
		await tendai.goto(`/messages/${threadOf(next)}`);
		same(await tendai.locator('#thread').getByText('bleeding heavily').count(), 0, 'nothing of before is there');
		await rudo.goto(`/messages/${second.thread}`);
		await press(rudo, 'It is his after all');
		await gone(rudo, '#who >> text=This client has no number.');
		same(owner(await writes(STRANGER, 'it is me after all')), second.id);
	},

	async 'a call that is asked for is one task with its number, and nothing answers it'() {
		const before = (await ledger(phone)).length;
		const text = await writes(phone, 'You have a missed call from 0771234567');

		same(owner(text), first.id, 'he has the phone alone now');
		await writes(phone, 'Please Call Me: 0771234567');
		const tasks = sql(`SELECT string_agg(id::text, ' ') FROM task WHERE open AND patient_id = ${first.id} AND dial = '+263771234567'`);
		check(/^\d+$/.test(tasks), 'one task');
		await tendai.goto(`/tasks/${tasks}`);
		await see(tendai, 'main >> text=077 123 4567');
		await eachSize(tendai, 'whose-call');
		same((await ledger(phone)).length, before, 'nothing was sent to it');
		await tendai.context().close();
		await rudo.context().close();
	},
};

run(steps);

/*
 * tracing.js - who is silent: a nurse without a script and a supervisor with one look for
 * the same man; he is asked once more, given up with a name, and heard of after all.
 *
 *   PARTS=tracing tests/e2e/loop.sh
 */
'use strict';

const { check, same, see, gone, eachSize, until, someone, reply, ledger, sql, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
let tendai, nomsa, him;

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

const steps = {
	async 'both find him in the list'() {
		await until('the rules have made a task of his silence', () => Number(sql(`SELECT count(*) FROM task t
			JOIN patient p ON p.id = t.patient_id JOIN place pl ON pl.id = p.place_id
			WHERE t.open AND t.kind = 'trace' AND pl.name LIKE 'Msasa%'`)));
		const [task, id, name, e164] = sql(`SELECT t.id, p.id, trim(p.given_name || ' ' || p.family_name), ph.e164 FROM task t
			JOIN patient p ON p.id = t.patient_id JOIN place pl ON pl.id = p.place_id JOIN phone ph ON ph.id = p.phone_id
			WHERE t.open AND t.kind = 'trace' AND pl.name LIKE 'Msasa%' ORDER BY t.id LIMIT 1`).split('|');

		him = { task, id, name, e164, row: `#trace-${task}` };
		tendai = await someone('tendai', '/tasks', PLAIN);
		nomsa = await someone('nomsa', '/tracing');
		await tendai.locator('#views').getByRole('link', { name: 'Tracing' }).click();
		await see(tendai, `${him.row} >> text=${him.name}`);
		await see(tendai, `${him.row} >> text=None yet`);
		await see(nomsa, `${him.row} >> text=${him.name}`);
		await eachSize(nomsa, 'tracing-list');
	},

	async 'what the nurse tried the supervisor sees'() {
		await tendai.locator(him.row).getByRole('link', { name: /^Start/ }).click();
		await press(tendai, 'Save');
		await see(tendai, 'text=Way: choose how you looked for him.');
		await tendai.getByLabel('Call to his next of kin').check();
		await tendai.getByLabel('Visited, not found').check();
		await tendai.getByLabel('Note').fill('His aunt says he is at work.');
		await press(tendai, 'Save');
		await see(tendai, 'text=is no outcome of');
		same(await tendai.getByLabel('Note').inputValue(), 'His aunt says he is at work.', 'nothing typed is lost');
		await tendai.getByLabel('Not reached: try again').check();
		await press(tendai, 'Save');
		await see(tendai, '.notices >> text=It is shown again later');
		await nomsa.goto('/tracing?due=later');
		await see(nomsa, `${him.row} >> text=Call to his next of kin: not reached`);
		await nomsa.locator(him.row).getByRole('link', { name: /^Start/ }).click();
		await see(nomsa, 'text=His aunt says he is at work.');
		await eachSize(nomsa, 'tracing-attempt');
	},

	async 'he is asked once more, after a look, and once'() {
		const before = (await ledger(him.e164)).length;

		await nomsa.goto('/tracing?due=later');
		await nomsa.locator(him.row).locator('input.box').check();
		await press(nomsa, 'Ask them by SMS now');
		await see(nomsa, 'text=1 client of whom nothing is heard');
		await eachSize(nomsa, 'tracing-nudge');
		same((await ledger(him.e164)).length, before, 'looking sends nothing');
		await press(nomsa, 'Send to 1 client');
		await see(nomsa, '.notices');
		await until('it has left', async () => (await ledger(him.e164)).length === before + 1);
		await tendai.goto('/tracing?due=later');
		await see(tendai, `${him.row} >> text=Text message: sent`);
		await tendai.locator(him.row).locator('input.box').check();
		await press(tendai, 'Ask them by SMS now');
		await see(tendai, 'text=was written to a short while ago');
	},

	async 'given up by name, asked twice, taken back, given up'() {
		await tendai.goto(`/tracing/${him.task}`);
		await tendai.getByRole('link', { name: 'Lost to follow-up…' }).click();
		await see(tendai, 'text=What it does not end');
		await tendai.getByLabel('Nobody there knows him').check();
		await press(tendai, 'Go on');
		await see(tendai, `text=Is ${him.name} lost to follow-up?`);
		await press(tendai, 'Yes, he is lost to follow-up');
		await see(tendai, 'h2:has-text("He is lost to follow-up")');
		await nomsa.goto(`/patients/${him.id}/lost`);
		await see(nomsa, 'text=Decided by Sr Tendai');
		await eachSize(nomsa, 'tracing-lost');
		await press(nomsa, 'Take it back');
		await see(nomsa, '.notices >> text=Taken back: he is looked for again.');
		await nomsa.getByLabel('Has moved away, nobody knows where to').check();
		await press(nomsa, 'Go on');
		await press(nomsa, 'Yes, he is lost to follow-up');
		await tendai.goto('/tracing?due=lost');
		await see(tendai, `#lost-${him.id} >> text=${him.name}`);
	},

	async 'a late word of his ends it, and says so'() {
		await reply(him.e164, '0');
		await until('he is in follow-up again', () => sql(`SELECT count(*) FROM lost WHERE patient_id = ${him.id} AND ended_how = 'heard'`) === '1');
		await nomsa.goto('/tracing?due=heard');
		await see(nomsa, `#lost-${him.id} >> text=A message came on`);
		await eachSize(nomsa, 'tracing-heard');
		await nomsa.goto('/tracing?due=lost');
		await gone(nomsa, `#lost-${him.id}`);
		await tendai.goto(`/messages/${sql(`SELECT id FROM thread WHERE patient_id = ${him.id}`)}`);
		await see(tendai, 'text=Heard of again: he is not lost to follow-up any more');
	},
};

run(steps);

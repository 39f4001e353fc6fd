/*
 * cases.js - a supervisor and a nurse with one case: a decision with the codes of an adverse
 * event, taken back with what it led to; and a number's case that is his, merged with his
 * own, without a script and on a narrow screen; several given to a colleague, and on paper.
 *
 *   PARTS=cases tests/e2e/loop.sh
 */
'use strict';

const { PASSWORD, data, check, same, see, gone, eachSize, until, context, someone, someoneQuiet, handset, ctl, sql, shot, run } = require('./desk.js');
const { accessible } = require('./axe.js');

const PLAIN = { javaScriptEnabled: false };
const STRANGER = '+263773999002';
let nomsa, tendai, man, his, numbers;

const press = (page, name) => page.getByRole('button', { name }).first().click();
const save = (page) => page.locator('#case').getByRole('button', { name: 'Save', exact: true }).click();
const caseOf = (where) => sql(`SELECT coalesce(max(k.id), 0) FROM task k JOIN thread t ON t.id = k.thread_id
	JOIN phone p ON p.id = t.phone_id WHERE k.kind = 'escalation' AND k.open AND ${where}`);
const visits = () => Number(sql(`SELECT count(*) FROM task WHERE open AND kind = 'visit' AND patient_id = ${man.patient}`));

/* Of a page without script, in one that has it. */
async function isCleanCopy(page, name) {
	const twin = await (await context()).newPage();
	const html = (await page.content()).replace(/<script[^]*?<\/script>/g, '');

	await twin.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
	await twin.goto(page.url());
	await accessible(twin, name);
	await twin.context().close();
}

/* What a phone writes, until it is a case. */
async function alarm(e164, words) {
	const phone = await handset(e164);

	await phone.reply(words);
	await phone.close();
	return until('there is a case', () => Number(caseOf(`p.e164 = '${e164}'`)), 40000);
}

async function decides(page) {
	await page.getByLabel('See at facility today').check();
	await page.getByLabel('Adverse event').selectOption({ label: 'IN: infection' });
	await page.getByLabel('Grade').selectOption({ label: 'Severe' });
	await page.getByLabel('Note for the nurse').fill('Clean it and look again.');
	await save(page);
	/* Half of it is not enough, and nothing is lost. */
	await see(page, '.problems >> text=When did it begin: choose one.');
	same(await page.getByLabel('Note for the nurse').inputValue(), 'Clean it and look again.');
	await page.getByLabel('When did it begin?').selectOption({ label: 'B: up to 7 days after' });
	await page.getByLabel('Reported at once').selectOption({ label: 'Tetanus' });
	await save(page);
	await see(page, '.notices >> text=The decision is saved.');
	await see(page, '#case >> text=IN-B: infection, up to 7 days after, Severe. Tetanus');
	await see(page, '#case >> text=Notifiable');
}

const steps = {
	async 'a decision with its codes is taken back with what it led to'() {
		man = someoneQuiet(0);
		his = await alarm(man.e164, 'I am bleeding');
		nomsa = await someone('nomsa', `/escalations/${his}`);
		tendai = await someone('tendai', '/tasks');
		check(!await nomsa.locator('#case input[type=radio]:checked').count(), 'nothing is chosen for her');
		await eachSize(nomsa, 'cases-open');
		await decides(nomsa);
		await eachSize(nomsa, 'cases-decided');
		await accessible(nomsa, 'decided');
		await until('the nurse has a visit', () => visits() === 1, 40000);
		await press(nomsa, 'Undo');
		await see(nomsa, '.notices >> text=Taken back: it is as before.');
		await see(nomsa, '#case >> text=What happens next?');
		await until('the visit is gone', () => visits() === 0, 40000);
	},

	async 'without a script: a number’s case is merged with his own, and taken back'() {
		const plain = await someone('nomsa', '/', { ...PLAIN, viewport: { width: 320, height: 640 } });

		numbers = await alarm(STRANGER, 'Blood on the bandage');
		await plain.goto(`/escalations/${his}`);
		same(await plain.getByRole('button', { name: /^Merge/ }).count(), 0, 'nobody knows that it is his');
		sql(`UPDATE patient SET phone2_id = (SELECT id FROM phone WHERE e164 = '${STRANGER}') WHERE id = ${man.patient}`);
		await plain.reload();
		await see(plain, '#case >> text=A case of his number');
		await shot(plain, 'cases-merge-plain');
		await press(plain, /^Merge/);
		await see(plain, '.notices >> text=One case of both');
		await see(plain, '#case >> text=Merged with this one');
		same(caseOf(`k.id = ${numbers}`), '0', 'the other is closed');
		await press(plain, 'Undo');
		await see(plain, '.notices >> text=Taken back: it is as before.');
		same(caseOf(`k.id = ${numbers}`), String(numbers), 'both are open');
		await plain.context().close();
	},

	async 'the nurse reads both in the one that goes on'() {
		await nomsa.goto(`/escalations/${numbers}`);
		await see(nomsa, '#case >> text=Another case of his');
		await eachSize(nomsa, 'cases-merge');
		await accessible(nomsa, 'merge');
		await press(nomsa, /^Merge/);
		await nomsa.waitForURL(new RegExp(`/escalations/${his}\\?`));
		await see(nomsa, '.notices >> text=One case of both');
		await eachSize(nomsa, 'cases-merged');
		await accessible(nomsa, 'merged');
		await tendai.goto(`/escalations/${his}`);
		await see(tendai, '#case >> text=Merged with this one');
		await see(tendai, '#case >> text=Blood on the bandage');
		same(await tendai.getByRole('button', { name: 'Undo' }).count(), 0, 'it is not hers to undo');
		await tendai.goto(`/escalations/${numbers}`);
		await see(tendai, '#case >> text=The case that goes on');
		await tendai.context().close();
		await gone(nomsa, '#case >> role=button[name=/^Merge/]');
	},

	async 'without a script: several are given to a colleague, and who was first keeps hers'() {
		await ctl(['user', 'add', 'chipo', '--name', 'Dr Chipo Mhere', '--role', 'supervisor', '--places',
			'Msasa Road Clinic', '--config', `${data}/ctl.conf`], `${PASSWORD}\n`);
		const chipo = await someone('chipo', '/escalations');
		const plain = await someone('nomsa', '/escalations', PLAIN);
		const row = (page, id) => page.locator(`#esc-${id}`);
		const [first, elsewhere] = ['=', '<>'].map((is) => sql(`SELECT min(k.id) FROM task k JOIN place p ON p.id = k.place_id
			WHERE k.kind = 'escalation' AND k.open AND k.owner_id IS NULL AND p.name ${is} 'Msasa Road Clinic'`));

		for (const id of [his, first, elsewhere])
			await row(plain, id).getByRole('checkbox').check();
		await eachSize(plain, 'cases-ticked');
		await isCleanCopy(plain, 'ticked');
		await press(plain, /^Give$/);
		await see(plain, '.problems >> text=Give to: choose somebody.');
		same(await plain.getByRole('checkbox', { checked: true }).count(), 3, 'what was ticked is ticked');
		await row(chipo, first).getByRole('button', { name: 'Claim' }).click();
		await see(chipo, '.notices >> text=This case is yours now.');
		await plain.getByLabel('Give to').selectOption({ label: 'Dr Chipo Mhere' });
		await press(plain, /^Give$/);
		await see(plain, '.notices >> text=1 case given to a colleague. 2 were left');
		await chipo.goto('/escalations?state=mine');
		await see(chipo, `#esc-${his}`);
		await see(chipo, `#esc-${first}`);
		same(await row(chipo, elsewhere).count(), 0, 'not of another facility');
		await chipo.getByRole('link', { name: 'Print list' }).click();
		await gone(chipo, 'main >> text=+263');
		await chipo.getByRole('link', { name: 'With phones and surnames' }).click();
		await see(chipo, 'main td.num');
		await eachSize(chipo, 'cases-print');
		await accessible(chipo, 'print');
		await chipo.context().close();
		await plain.context().close();
	},
};

run(steps);

/*
 * duty.js - two supervisors and a nurse over one case that is late: the roster is planned and
 * copied, who is first is told on the page that is open, the second without a script on a
 * narrow screen, and duty is handed over with the case, refused and accepted.
 *
 *   PARTS=duty tests/e2e/loop.sh
 */
'use strict';

const { PASSWORD, data, check, same, see, gone, eachSize, fits, until, comes, context, someone, handset, advance, ctl, sql, shot, run } = require('./desk.js');
const { accessible } = require('./axe.js');

const PLACE = 'Msasa Road Clinic';
const HERS = '+263772000001';
const PLAIN = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } };
let nomsa, his;

const press = (page, name) => page.getByRole('button', { name }).first().click();
const today = () => sql(`SELECT (business_now() AT TIME ZONE zone)::date FROM place WHERE name = '${PLACE}'`);
const owner = () => sql(`SELECT coalesce((SELECT username FROM app_user u WHERE u.id = t.owner_id), '') FROM task t WHERE t.id = ${his}`);

/* Of a page without script, in one that has it. */
async function isCleanCopy(page, name) {
	const twin = await (await context({ viewport: PLAIN.viewport })).newPage();
	const html = (await page.content()).replace(/<script[^]*?<\/script>/g, '');

	await twin.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
	await twin.goto(page.url());
	await accessible(twin, name);
	await twin.context().close();
}

async function plans(page, who, order, from, until_) {
	await page.getByLabel('Who').selectOption({ label: who });
	await page.getByLabel('Order').selectOption({ index: order - 1 });
	await page.getByLabel('First day').fill(today());
	await page.getByLabel('Last day').fill(today());
	await page.getByLabel('From', { exact: true }).fill(from);
	await page.getByLabel('Until', { exact: true }).fill(until_);
	await press(page, /^Plan$/);
}

const steps = {
	async 'the roster is planned: what cannot be is said, and the gaps are shown'() {
		await ctl(['user', 'add', 'chipo', '--name', 'Dr Chipo Mhere', '--role', 'supervisor', '--places',
			PLACE, '--config', `${data}/ctl.conf`], `${PASSWORD}\n`);
		nomsa = await someone('nomsa', '/duty');
		await see(nomsa, 'main >> text=No roster: all supervisors are told.');
		await nomsa.getByRole('link', { name: 'Plan the roster' }).click();
		await nomsa.getByLabel('Facility', { exact: true }).selectOption({ label: PLACE });
		await press(nomsa, 'Show');
		await see(nomsa, 'main >> text=Nobody is planned in this week.');
		await plans(nomsa, 'Dr Nomsa Dlamini', 1, '00:00', '23:30');
		await see(nomsa, '.notices >> text=Planned.');
		await plans(nomsa, 'Dr Chipo Mhere', 1, '00:00', '23:30');
		await see(nomsa, '.problems >> text=is planned at');
		same(await nomsa.getByLabel('Until', { exact: true }).inputValue(), '23:30', 'nothing that was typed is lost');
		await plans(nomsa, 'Dr Chipo Mhere', 2, '00:00', '23:30');
		await see(nomsa, '.notices >> text=Planned.');
		await see(nomsa, 'main >> text=Nobody is planned:');
		await eachSize(nomsa, 'duty-roster');
		await accessible(nomsa, 'roster');
		await press(nomsa, 'Plan the next week like this one');
		await see(nomsa, '.notices >> text=The next week is planned like this one.');
		await nomsa.goto('/duty');
		await eachSize(nomsa, 'duty-now');
		await accessible(nomsa, 'duty');
	},

	async 'she wants to be told by SMS, too'() {
		await nomsa.goto('/account');
		await nomsa.getByLabel('Text me about late cases').check();
		await press(nomsa, /^Save$/);
		await see(nomsa, '.problems >> text=Mobile number: where shall the texts go?');
		await nomsa.getByLabel('Mobile number').fill('0772 000001');
		await press(nomsa, /^Save$/);
		await see(nomsa, '.problems >> text=Mobile number: begin with + and the country');
		same(await nomsa.getByLabel('Mobile number').inputValue(), '0772 000001', 'nothing that was typed is lost');
		await nomsa.getByLabel('Mobile number').fill(HERS);
		await press(nomsa, /^Save$/);
		await see(nomsa, '.notices');
		same(await nomsa.getByLabel('Mobile number').inputValue(), '+263 77 200 0001', 'the number stands with its country');
		await eachSize(nomsa, 'duty-account');
		await accessible(nomsa, 'account');
	},

	async 'who is first is told on the page that is open, and says that she has seen it'() {
		his = Number(sql(`SELECT t.id FROM task t JOIN escalation e ON e.task_id = t.id JOIN place p ON p.id = t.place_id
			WHERE t.open AND e.severity = 'severe' AND p.name = '${PLACE}'`));
		await nomsa.context().close();
		await advance('31m');
		nomsa = await someone('nomsa', '/patients');
		await comes(nomsa, '#told-late >> text=A case that you were told of is late', 40000);
		await shot(nomsa, 'duty-told');
		await accessible(nomsa, 'told');
		await press(nomsa, 'Seen, open it');
		await nomsa.waitForURL(new RegExp(`/escalations/${his}$`));
		const phone = await handset(HERS);
		await until('she has one text', async () => (await phone.texts()).length === 1);
		const [text] = await phone.texts();
		check(/^Aftercare: a case at Msasa Road Clinic is late \(severe\)\. Please open Aftercare\.$/.test(text.trim()), `it says where, and nothing of the man: ${text}`);
		await phone.reply('I am coming');
		await comes(nomsa, 'text=SMS: ', 40000);
		await shot(nomsa, 'duty-texted');
		const twin = await someone('nomsa', '/messages');
		await see(twin, 'main >> text=I am coming');
		await see(twin, 'main >> text=Dr Nomsa Dlamini');
		await shot(twin, 'duty-answered');
		await twin.context().close();
		await phone.reply('STOP');
		await until('STOP ends the texts', () => sql("SELECT texts FROM app_user WHERE username = 'nomsa'") === 'f');
		await phone.close();
		await see(nomsa, '#case >> text=Who is told when it is late');
		await see(nomsa, '#case >> text=Seen at');
		await see(nomsa, '#case >> text=Next, if nobody acts:');
		await gone(nomsa, '#told-late >> text=is late');
		await eachSize(nomsa, 'duty-case');
		await accessible(nomsa, 'case');
	},

	async 'the second is told, claims it and hands her duty over: without a script, narrow'() {
		await advance('16m');
		const chipo = await someone('chipo', '/messages', PLAIN);

		await until('the second is told', async () => {
			await chipo.reload();
			return chipo.locator('#told-late >> text=is late').first().isVisible();
		}, 40000);
		await shot(chipo, 'duty-second');
		await fits(chipo, 'told, narrow');
		await isCleanCopy(chipo, 'told, narrow');
		await press(chipo, 'Seen, open it');
		await chipo.locator('#case').getByRole('button', { name: 'Claim' }).click();
		await see(chipo, '.notices >> text=This case is yours now.');
		await chipo.goto('/duty');
		await see(chipo, 'main >> text=Your open cases');
		await press(chipo, /^Hand over$/);
		await see(chipo, '.problems >> text=Hand over to: choose a colleague from the list.');
		await chipo.getByLabel('Hand over to').selectOption({ label: 'Dr Nomsa Dlamini' });
		await chipo.getByLabel('Note').fill('He is on his way to you.');
		await press(chipo, /^Hand over$/);
		await see(chipo, '.notices >> text=Until your colleague accepts');
		await fits(chipo, 'asked, narrow');
		await shot(chipo, 'duty-asked');
		await isCleanCopy(chipo, 'asked, narrow');
		same(owner(), 'chipo', 'it stays until it is accepted');
		await chipo.context().close();
	},

	async 'her colleague refuses, is asked again, and accepts: the case is hers'() {
		nomsa = await someone('nomsa', '/patients');
		await comes(nomsa, '#told-late >> text=A colleague hands duty over to you.', 40000);
		await nomsa.locator('#told-late').getByRole('link', { name: 'Answer' }).click();
		await see(nomsa, 'main >> text=Dr Chipo Mhere hands duty over to you');
		await see(nomsa, 'main >> text=He is on his way to you.');
		await eachSize(nomsa, 'duty-offer');
		await accessible(nomsa, 'offer');
		await nomsa.getByLabel('Or refuse, because').fill('I am in theatre until ten');
		await press(nomsa, 'Refuse');
		await see(nomsa, '.notices >> text=Refused: your colleague is told why.');
		const chipo = await someone('chipo', '/duty');

		await see(chipo, 'main >> text=Refused: I am in theatre until ten');
		await chipo.getByLabel('Hand over to').selectOption({ label: 'Dr Nomsa Dlamini' });
		await press(chipo, /^Hand over$/);
		await see(chipo, 'main >> text=You have asked Dr Nomsa Dlamini');
		await nomsa.goto('/duty');
		await press(nomsa, 'Accept');
		await see(nomsa, '.notices >> text=The duty is yours now, with its cases.');
		same(owner(), 'nomsa', 'it is hers');
		await nomsa.goto(`/escalations/${his}`);
		await see(nomsa, '#case >> text=Taken over with the duty by');
		await chipo.reload();
		await see(chipo, 'main >> text=Cases taken over: 1.');
		await chipo.context().close();
	},

	async 'the nurse sees who is on duty and who was told'() {
		const tendai = await someone('tendai', `/escalations/${his}`);

		await see(tendai, 'main >> text=On duty:');
		await see(tendai, '#case >> text=Who is told when it is late');
		same(await tendai.locator('main a[href="/duty"]').count(), 0, 'planning is not hers');
		await eachSize(tendai, 'duty-nurse');
		await accessible(tendai, 'nurse');
		same((await tendai.request.get('/duty')).status(), 403, 'nor handing over');
		await tendai.context().close();
	},
};

run(steps);

/*
 * messages.js - writing to clients: ready answers, length, the quiet hours, and messages
 * to several, by two nurses, a supervisor and the administrator.
 *
 *   node tests/e2e/messages.js http://127.0.0.1:PORT FOLDER-OF-ITS-DATA [part of a step's name]
 */
'use strict';

const { check, same, see, gone, until, comes, someone, reply, ledger, advance, sql, shot, run } = require('./desk.js');

const box = (page) => page.locator('#text');
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const plain = { javaScriptEnabled: false };

let tendai, rudo;

/* The conversation of a client of the demonstration. */
async function open(page, name) {
	await page.goto(`/patients?q=${encodeURIComponent(name)}&state=all`);
	if (!/patients\/\d+/.test(page.url()))
		await page.locator(`main a.main-link:has-text("${name}")`).first().click();
	await page.locator('main').getByRole('link', { name: 'Message', exact: true }).click();
	await box(page).waitFor();
}

/* The clinic's clock goes on to this hour; sessions do not last so long. */
async function on(hour, minute) {
	const [, h, m] = (await advance('1m')).match(/(\d\d):(\d\d) \(UTC\)/).map(Number);

	await advance(`${((hour - 2 - h) * 60 + minute - m + 2880) % 1440}m`);
	await tendai?.context().close();
	tendai = await someone('tendai');
}

/* Of the conversation that is open, as RapidPro has it: the page shows it as it is dialled. */
const number = (page) => sql(`SELECT ph.e164 FROM thread t JOIN patient p ON p.id = t.patient_id JOIN phone ph ON ph.id = p.phone_id
	WHERE t.id = ${page.url().match(/messages\/(\d+)/)[1]}`);

const steps = {
	async 'the administrator writes an answer, a supervisor approves it, a nurse is offered it'() {
		const admin = await someone('farai', '/admin/answers');

		await see(admin, 'text=Offered until');
		await admin.getByRole('link', { name: 'New answer' }).click();
		await admin.getByLabel('Title').fill('Open again');
		await admin.getByLabel('English').fill('{first_name}, {clinic} is open again. – {nurse}');
		await see(admin, '#body-en-count >> text=/of 160, 1 SMS/');
		await press(admin, 'Keep it');
		await see(admin, '.notices >> text=/once somebody else, a supervisor, has approved it/');
		await see(admin, 'text=Not offered: nobody has approved it yet');
		await shot(admin, 'messages-answer-new');
		const nomsa = await someone('nomsa', new URL(admin.url()).pathname);
		await press(nomsa, 'I approve these words');
		await see(nomsa, '.notices >> text=nurses are offered it from now on');
		await shot(nomsa, 'messages-answer-approved');
		await nomsa.context().close();
		await admin.context().close();
		tendai = await someone('tendai');
		rudo = await someone('rudo');
	},

	async 'a slash opens the answers, words narrow them, Enter takes one, and it can be changed'() {
		await open(tendai, 'Brighton Hove');
		await box(tendai).fill('Hello.\n');
		await box(tendai).press('Control+End');
		await tendai.keyboard.type('/');
		await see(tendai, 'dialog.answer-window');
		await tendai.locator('dialog input').fill('open again');
		await see(tendai, 'dialog li:visible >> text=Open again');
		same(await tendai.locator('dialog li:visible').count(), 1);
		await shot(tendai, 'messages-answers-window');
		await tendai.keyboard.press('Enter');
		await until('the words are in the box', async () => (await box(tendai).inputValue()).length > 'Hello.\n'.length, 10000);
		const text = await box(tendai).inputValue();
		check(/^Hello\.\nBrighton, Msasa Road Clinic is open again\. - Tendai M\.$/.test(text), `inserted: ${text}`);
		await tendai.keyboard.type(' Come at nine.');
		/* Escape gives back the slash that was meant. */
		await box(tendai).fill('');
		await tendai.keyboard.type('/');
		await see(tendai, 'dialog.answer-window');
		await tendai.keyboard.press('Escape');
		await until('the slash is back', async () => (await box(tendai).inputValue()) === '/', 5000);
		await box(tendai).fill(text + ' Come at nine.');
		const phone = number(tendai);
		await box(tendai).press('Control+Enter');
		await see(tendai, '#thread >> text=Come at nine.');
		await until('it is sent', async () => (await ledger(phone, 'Come at nine.')).length === 1, 30000);
	},

	async 'the letter that costs more is named, and made plain'() {
		await open(tendai, 'Brighton Hove');
		await box(tendai).fill('Ça va? ‘Right’ – fine');
		await see(tendai, '#count >> text=/of 160, 1 SMS/');
		await box(tendai).fill('Voilà, tête');
		await see(tendai, '#count >> text=/of 70, 1 SMS.*“ê” makes it cost more/');
		await press(tendai, 'Use plain letters');
		same(await box(tendai).inputValue(), 'Voilà, tete');
		await see(tendai, '#count >> text=/of 160, 1 SMS/');
		await box(tendai).fill('');
	},

	async 'without a script answers come into the draft, and are looked for on a page'() {
		const page = await someone('rudo', '/', plain);

		await open(page, 'Brighton Hove');
		await box(page).fill('Good morning.');
		await page.locator('.ready button').first().click();
		check((await box(page).inputValue()).startsWith('Good morning. '), 'what was typed stays');
		await press(page, 'All answers');
		await page.getByLabel('Find in the answers').fill('open again');
		await press(page, 'Find');
		same(await page.locator('.answers button').count(), 1);
		await shot(page, 'messages-answers-page');
		await page.locator('.answers button').click();
		check((await box(page).inputValue()).endsWith('Rudo C.'), 'it is in the box');
		await box(page).fill('Only this, without a script.');
		const phone = number(page);
		await press(page, 'Send');
		await see(page, '#thread >> text=Only this, without a script.');
		await until('it is sent', async () => (await ledger(phone, 'Only this, without')).length === 1, 30000);
		await page.context().close();
	},

	async 'a message to several: looked at, asked for, confirmed by another, sent once'() {
		await tendai.goto('/messages');
		await tendai.getByRole('link', { name: 'New message' }).click();
		await tendai.getByLabel('English').fill('Dear {first_name}, {clinic} is closed tomorrow.');
		await tendai.getByLabel('Shona').fill('{first_name}, kiriniki yakavharwa mangwana.');
		await press(tendai, 'Look at it');
		await see(tendai, 'text=Who does not get it, and why');
		await see(tendai, 'text=/wants no messages\\. Simba/');
		await see(tendai, 'text=/USD 0\\.\\d\\d/');
		const people = Number(await tendai.locator('#group-people').textContent());
		check(people > 5, `${people} get it`);
		const at = new URL(tendai.url()).pathname;
		await press(tendai, 'Ask a colleague to confirm it');
		await see(tendai, 'text=You cannot confirm your own.');
		await shot(tendai, 'messages-group-asked');
		await gone(tendai, '#n-groups');
		/* It comes into the open page of whoever may confirm it. */
		await comes(rudo, '#n-groups >> text=To confirm');
		await shot(rudo, 'messages-group-counted');
		await rudo.locator('#n-groups a').click();
		await rudo.locator('a.main-link:has-text("is closed tomorrow")').first().click();
		same(await rudo.locator('#group-people').textContent(), String(people));
		await rudo.locator('summary:has-text("Everybody who gets it")').click();
		await see(rudo, 'text=Dear Brighton, Msasa Road Clinic is closed tomorrow.');
		await shot(rudo, 'messages-group-confirm');
		await press(rudo, `Confirm: send to ${people} clients`);
		await see(rudo, '#group-progress');
		await open(rudo, 'Brighton Hove');
		const phone = number(rudo);
		await see(rudo, '#thread >> text=Dear Brighton, Msasa Road Clinic is closed tomorrow.');
		await until('it is sent', async () => (await ledger(phone, 'Dear Brighton')).length === 1, 60000);
		await tendai.goto(at);
		await see(tendai, 'text=confirmed by Rudo Chikafu');
		await shot(tendai, 'messages-group-sent');
	},

	async 'to those who are ticked in the list of clients'() {
		await tendai.goto('/patients');
		for (const name of ['Brighton Hove', 'Learnmore Chirwa'])
			await tendai.getByLabel(`Select ${name}`, { exact: true }).check();
		await press(tendai, 'Message to those I ticked');
		await see(tendai, '#chosen >> text=2 clients were chosen:');
		await shot(tendai, 'messages-chosen');
		await tendai.getByLabel('English').fill('Bring your card on Friday.');
		await tendai.getByLabel('Shona').fill('Uyai nekadhi neChishanu.');
		await press(tendai, 'Look at it');
		await see(tendai, 'text=2 clients who were chosen');
		await press(tendai, 'Send to 2 clients');
		await open(tendai, 'Brighton Hove');
		await see(tendai, '#thread >> text=Bring your card on Friday.');
	},

	async 'another is refused with a reason'() {
		await tendai.goto('/messages/new');
		await tendai.getByLabel('English').fill('Nobody should get this.');
		await tendai.getByLabel('Shona').fill('Nobody should get this.');
		await press(tendai, 'Look at it');
		const at = new URL(tendai.url()).pathname;
		await press(tendai, 'Ask a colleague to confirm it');
		await rudo.goto(at);
		await rudo.getByLabel('Or refuse it, because').fill('The clinic is open');
		await press(rudo, 'Refuse');
		await tendai.goto(at);
		await see(tendai, 'text=Rudo Chikafu: The clinic is open');
	},

	async 'the same words share a call, and everybody has them once'() {
		await tendai.goto('/messages/new');
		await tendai.getByLabel('English').fill('We open at nine on Monday.');
		await tendai.getByLabel('Shona').fill('Tinovhura nanine neMuvhuro.');
		await press(tendai, 'Look at it');
		const at = new URL(tendai.url()).pathname;
		const people = Number(await tendai.locator('#group-people').textContent());
		await press(tendai, 'Ask a colleague to confirm it');
		await rudo.goto(at);
		await press(rudo, `Confirm: send to ${people} clients`);
		await until('all are told to have arrived', async () => {
			await rudo.goto(at);
			return (await rudo.locator('#group-progress').textContent()).includes(`${people} delivered`);
		}, 90000);
		const all = await (await fetch(new URL('/sim/ledger.json', rudo.url()))).json();
		const got = all.rows.filter((sms) => /We open at nine|Tinovhura nanine/.test(sms.text)).map((sms) => sms.urn);
		same(got.length, people);
		same(new Set(got).size, people);
	},

	async 'who has just written at night is answered at once, and the other sees it arrive'() {
		await on(21, 30);
		await rudo.context().close();
		rudo = await someone('rudo');
		for (const page of [tendai, rudo])
			await open(page, 'Brighton Hove');
		await reply(number(tendai), 'Are you awake?');
		await comes(tendai, 'button:has-text("Send now")');
		await shot(tendai, 'messages-now');
		await box(tendai).fill('Yes, and so is the clinic’s phone.');
		await press(tendai, 'Send now');
		const to = number(tendai);
		await until('it is sent', async () => (await ledger(to, 'so is the clinic')).length === 1, 30000);
		await comes(rudo, rudo.locator('#thread li.out:has-text("so is the clinic") >> text=Delivered'));
		same((await ledger(to, 'so is the clinic')).length, 1);
	},

	async 'in the quiet hours a text waits for their end, and is taken back until then'() {
		await open(tendai, 'Learnmore Chirwa');
		await see(tendai, '#send:has-text("Send at 06:00 tomorrow")');
		same(await tendai.getByRole('button', { name: 'Send now' }).count(), 0);
		await box(tendai).fill('First thought of the evening.');
		await tendai.locator('#send').click();
		await see(tendai, '#thread >> text=Leaves at 06:00 tomorrow');
		await shot(tendai, 'messages-quiet');
		await press(tendai, 'Take back to change it');
		await see(tendai, '.notices >> text=Your text is back in the box');
		same(await box(tendai).inputValue(), 'First thought of the evening.');
		await box(tendai).fill('Second thought of the evening.');
		await tendai.locator('#send').click();
		await see(tendai, '#thread >> text=Leaves at 06:00 tomorrow');
		const phone = number(tendai);
		same((await ledger(phone, 'thought of the evening')).length, 0);
		await on(6, 5);
		await until('it is sent', async () => (await ledger(phone, 'Second thought')).length === 1, 60000);
		same((await ledger(phone, 'First thought')).length, 0);
	},
};

run(steps);

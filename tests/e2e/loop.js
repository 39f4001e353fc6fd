/*
 * loop.js - the day of a nurse, as she would click it: against nginx,
 * PostgreSQL, the worker and the simulator of a demonstration that runs.
 *
 *   node tests/e2e/loop.js http://127.0.0.1:PORT FOLDER-OF-ITS-DATA [part of a step's name]
 */
'use strict';

const { PASSWORD, check, same, see, gone, until, context, signIn, someone, signOut, handset,
	ledger, ctl, advance, base, data, shot, run } = require('./desk.js');

const MAN = { name: 'Tafadzwa Nyathi', given: 'Tafadzwa', family: 'Nyathi', dials: '0773 111 201', number: '+263773111201' };
const QUIET = { name: 'Itai Shumba', given: 'Itai', family: 'Shumba', dials: '+263 77 311 1202', number: '+263773111202' };
const BROKEN = { name: 'Gift Marange', given: 'Gift', family: 'Marange', dials: '077-311-1203', number: '+263773111203' };
const FIRST = { name: 'Joseph Tembo', given: 'Joseph', family: 'Tembo', dials: '0773111204', number: '+263773111204' };
const SECOND = { name: 'Peter Tembo', given: 'Peter', family: 'Tembo', dials: '00263773111204', number: '+263773111204' };

const STOPS = { name: 'Luke Sango', given: 'Luke', family: 'Sango', dials: '0773 111 205', number: '+263773111205' };

let nurse;
let before; /* the last SMS of the demonstration's past */

/* The thread of somebody, by the button of his record. */
async function openThread(page, man) {
	await page.goto(`/patients/${man.id}`);
	await page.getByRole('link', { name: 'Message', exact: true }).click();
	await page.getByLabel(`Reply by SMS to ${man.name}`).waitFor();
}

const box = (page) => page.locator('#text');
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const line = (page, text) => page.locator('#thread li').filter({ hasText: text });

async function fill(page, man) {
	await page.getByLabel('First name').fill(man.given);
	await page.getByLabel('Surname').fill(man.family);
	await page.getByLabel('or age in years').fill('26');
	await page.getByLabel('Mobile phone').fill(man.dials);
	await page.getByLabel('Language of his SMS').selectOption({ label: 'English' });
	await page.getByLabel('Method').selectOption({ index: 1 });
	await page.getByLabel('He agrees to get SMS').check();
}

async function register(page, man) {
	await page.goto('/patients/new');
	await fill(page, man);
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await see(page, `h1:has-text("${man.name} is registered")`);
	man.id = page.url().match(/patients\/(\d+)/)[1];
}

const steps = {
	async 'a nurse signs in, and nobody else does'() {
		nurse = await (await context()).newPage();
		before = (await (await fetch(`${base}/sim/ledger.json`)).json()).rows.at(-1).seq;
		await nurse.goto('/patients/new');
		check(nurse.url().includes('/sign-in'), 'a stranger is asked to sign in');
		await nurse.getByLabel('User name').fill('Tendai');
		await nurse.getByLabel('Password').fill('wrong morning clinic');
		await nurse.getByRole('button', { name: 'Sign in' }).click();
		await see(nurse, 'text=User name or password is not right');
		same(await nurse.getByLabel('User name').inputValue(), 'tendai');
		await nurse.getByLabel('Password').fill(PASSWORD);
		await nurse.getByRole('button', { name: 'Sign in' }).click();
		await see(nurse, 'h1:has-text("Register a client")');
		await see(nurse, 'text=Sr Tendai Marufu');
	},

	async 'what is typed wrong is said, and nothing typed is lost'() {
		const values = () => nurse.locator('main form').evaluate((form) => Object.fromEntries(
			[...new FormData(form)].filter(([name]) => !/^(_csrf|once)$/.test(name))));

		await fill(nurse, { ...MAN, dials: '0773 111' });
		await nurse.getByLabel('Lives in').fill('Mbare, by the “old” market <1>');
		await nurse.getByLabel('Second phone', { exact: true }).fill('nothing');
		await nurse.getByLabel('Note').fill('Speaks\nslowly');
		await nurse.locator('#phone-check .wrong').waitFor();
		const typed = await values();
		await nurse.getByRole('button', { name: 'Save', exact: true }).click();
		await see(nurse, '.problems');
		same(await values(), typed, 'nothing is lost');
		same(await nurse.locator('.problems a').evaluateAll((all) => all.map((a) => a.hash)), ['#phone', '#phone2']);
		check((await nurse.title()).startsWith('Error: '), 'the title says it');
		await shot(nurse, 'register-faults');
		await nurse.getByLabel('Second phone', { exact: true }).fill('');
	},

	async 'he is registered, and his welcome is delivered while he sits here'() {
		const phone = await handset(MAN.number);

		await nurse.getByLabel('Mobile phone').fill(MAN.dials);
		await nurse.getByLabel('Surname').click();
		await see(nurse, 'text=Reads as 077 311 1201');
		await nurse.getByRole('button', { name: 'Save', exact: true }).click();
		await see(nurse, `h1:has-text("${MAN.name} is registered")`);
		MAN.id = nurse.url().match(/patients\/(\d+)/)[1];
		await see(nurse, '#welcome >> text="Delivered"');
		await shot(nurse, 'registered');
		await phone.screen.getByText('will text you each day').waitFor();
		const texts = await ledger(MAN.number);
		same(texts.length, 1, 'one welcome');
		same(texts[0].status, 'delivered');
		await phone.close();
	},

	async 'a number that never delivers is said while he sits here, with the reason'() {
		const phone = await handset(BROKEN.number, 'wrong');

		await register(nurse, BROKEN);
		await see(nurse, '#welcome >> text=/Welcome SMS not delivered: .{10}/');
		await see(nurse, '#welcome >> text=Correct the number now');
		await shot(nurse, 'registered-fails');
		await phone.close();
	},

	async 'a known number is a question, never a refusal'() {
		await register(nurse, FIRST);
		await nurse.getByRole('link', { name: 'Register another' }).click();
		await fill(nurse, SECOND);
		await see(nurse, `#phone-check >> text=${FIRST.name}`);
		await shot(nurse, 'register-known');
		await nurse.getByRole('button', { name: 'Save', exact: true }).click();
		await see(nurse, '.problems');
		await nurse.getByLabel('Typed wrong, I will correct it').check();
		/* The page before shows problems too: it is not to be mistaken for the answer. */
		await Promise.all([nurse.waitForEvent('framenavigated'),
			nurse.getByRole('button', { name: 'Save', exact: true }).click()]);
		await see(nurse, '.problems');
		same(await nurse.getByLabel('First name').inputValue(), SECOND.given);
		same(await nurse.getByLabel('Mobile phone').inputValue(), SECOND.dials);
		await nurse.getByLabel('Two people share this phone').check();
		await nurse.getByRole('button', { name: 'Save', exact: true }).click();
		await see(nurse, `h1:has-text("${SECOND.name} is registered")`);
		SECOND.id = nurse.url().match(/patients\/(\d+)/)[1];
		await nurse.getByRole('link', { name: 'Open his record' }).click();
		await see(nurse, 'text=Shared phone');
		await see(nurse, `text=${FIRST.name}`);
	},

	async 'he is found by a part of his name and by any form of his phone'() {
		await register(nurse, QUIET);
		await register(nurse, STOPS);
		const find = async (q) => {
			await nurse.getByLabel('Find a client by name').fill(q);
			await nurse.getByLabel('Find a client by name').press('Enter');
		};

		for (const q of ['tafad', 'Nyathi Tafadzwa', '0773111201', '+263 77 311 1201', '111201']) {
			await nurse.goto('/');
			await find(q);
			await see(nurse, `h1:has-text("${MAN.name}")`);
		}
		await shot(nurse, 'patient-new');
		await find('tembo');
		await see(nurse, `#patients >> text=${FIRST.name}`);
		await see(nurse, `#patients >> text=${SECOND.name}`);
		same(await nurse.locator('#patients tr').count(), 2);
		await shot(nurse, 'patients');
	},

	async 'a day later his phone asks him how he is'() {
		const phone = await handset(MAN.number);
		const before = (await phone.texts()).length;

		/* People are asked at seven in the morning, which comes after midnight. */
		const hour = (Number((await advance('1d')).match(/(\d\d):\d\d \(UTC\)/)[1]) + 2) % 24;
		if (hour < 8)
			await advance(`${8 - hour}h`);
		await until('the check-in arrives', async () => (await phone.texts()).length > before);
		const texts = await phone.texts();
		same(texts.length, before + 1, 'one check-in');
		check(/1 = yes, 0 = no/.test(texts[before]), `it says what to answer: ${texts[before]}`);
		await phone.close();
	},

	async 'his 0 is filed and costs nobody anything'() {
		const phone = await handset(MAN.number);

		await phone.reply('0.');
		await signIn(nurse, 'tendai', `/patients/${MAN.id}`);
		await until('the strip shows the 0', async () => {
			await nurse.reload();
			return /^10/.test(await nurse.locator('.days.long li').nth(1).textContent());
		});
		await see(nurse, 'section:has(#o-title) >> text=None.');
		await shot(nurse, 'patient');
		await phone.close();
	},

	async 'his 1 is a task and a case on her open page within 20 seconds'() {
		await advance('1d');
		await signIn(nurse, 'tendai', '/tasks');
		await see(nurse, 'h1');
		await nurse.evaluate(() => { window.neverReloaded = true; });
		const cases = Number(await nurse.locator('#n-escalations').getAttribute('data-n'));
		const phone = await handset(MAN.number);
		await phone.reply('1');
		const row = await see(nurse, `#tasks tr:has-text("${MAN.name}"):has-text("Call about wound problem")`, 20000);
		check((await row.textContent()).includes('“1”'), 'his own words are quoted');
		await until('the case is counted', async () =>
			Number(await nurse.locator('#n-escalations').getAttribute('data-n')) === cases + 1, 20000);
		check(await nurse.evaluate(() => window.neverReloaded), 'the page was not loaded again');
		await shot(nurse, 'today');
		await nurse.getByRole('link', { name: 'Escalations' }).click();
		await see(nurse, `#queue tr:has-text("${MAN.name}")`);
		same((await phone.texts()).filter((t) => /Which is it|clinic is closed/.test(t)).length, 1, 'one answer by itself');
		await phone.close();
	},

	async 'his words wait in Messages until somebody answers'() {
		const phone = await handset(MAN.number);

		await nurse.goto('/messages');
		await phone.reply('Can I wash with salt water?');
		await see(nurse, `#inbox li:has-text("${MAN.name}"):has-text("salt water")`, 25000);
		await shot(nurse, 'messages');
		await nurse.locator('#inbox a').filter({ hasText: MAN.name }).click();
		await see(nurse, '#thread >> text=Can I wash with salt water?');
		await nurse.goto('/messages');
		await see(nurse, `#inbox a.waits:has-text("${MAN.name}")`);
		await phone.close();
	},

	async 'the counter is right for plain letters and for others, with and without the script'() {
		const table = [
			['Yes, with clean water.', '22 of 160, 1 SMS'],
			['x'.repeat(160), '160 of 160, 1 SMS'],
			['x'.repeat(161), '161 of 306, 2 SMS'],
			['{}'.repeat(40), '160 of 160, 1 SMS'],
			['ê' + 'x'.repeat(69), '70 of 70, 1 SMS'],
			['ê' + 'x'.repeat(70), '71 of 134, 2 SMS'],
		];

		await openThread(nurse, MAN);
		for (const [text, count] of table) {
			await box(nurse).fill(text);
			check((await nurse.locator('#count').textContent()).startsWith(count), `${text}: ${count}`);
		}
		await see(nurse, '#draft-state >> text=/Draft saved/');
		await nurse.reload();
		same(await box(nurse).inputValue(), table[5][0], 'the draft is here after a reload');
		const html = await (await nurse.context().request.get(nurse.url())).text();
		check(html.includes(table[5][1]), 'the server counts alike');
		await press(nurse, 'Use plain letters');
		check((await nurse.locator('#count').textContent()).startsWith('71 of 160, 1 SMS'), 'plain letters cost less');
		await box(nurse).fill('');
	},

	async 'she answers, takes it back, and sends it after all'() {
		const text = 'Yes, boil the water first and let it cool.';

		await box(nurse).fill(text);
		await press(nurse, 'Send');
		await see(line(nurse, text), 'text=/Held, leaves in/');
		same(await box(nurse).inputValue(), '');
		await shot(nurse, 'thread-undo');
		await line(nurse, text).getByRole('button', { name: 'Undo' }).click();
		await until('the text is back', async () => await box(nurse).inputValue() === text);
		same((await ledger(MAN.number, text)).length, 0, 'nothing has left');
		await press(nurse, 'Send');
		await see(line(nurse, text), 'text=/Held, leaves in/');
		await see(line(nurse, text).last(), 'text="Delivered"', 45000);
		await shot(nurse, 'thread');
		same((await ledger(MAN.number, text)).length, 1);
		await nurse.goto('/messages');
		await gone(nurse, `#inbox a.waits:has-text("${MAN.name}")`);
	},

	async 'a double click is one SMS, and so is the way back'() {
		const twice = 'Pressed twice, sent once.', back = 'Sent, then back, then sent again.';
		const plain = await someone('tendai', '/', { javaScriptEnabled: false });

		await openThread(nurse, MAN);
		await box(nurse).fill(twice);
		await nurse.locator('#send').dblclick();
		await see(line(nurse, twice), 'text=/Held, leaves in/');
		same(await line(nurse, twice).count(), 1);

		await openThread(plain, MAN);
		await box(plain).fill(back);
		const [post] = await Promise.all([plain.waitForRequest((rq) => rq.method() === 'POST'), press(plain, 'Send')]);
		await see(plain, `#thread >> text=${back}`);
		await plain.goBack();
		/* Where a browser still has the text, the nurse presses again. */
		if (await box(plain).inputValue() === back)
			await press(plain, 'Send');
		/* Or it sends the form once more by itself, after a question. */
		const again = await plain.request.post(post.url(), { data: post.postData(), maxRedirects: 0,
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
		same(again.status(), 303, 'the second time is shown what the first did');
		await openThread(plain, MAN);
		same(await line(plain, back).count(), 1);
		for (const text of [twice, back])
			await until('it is delivered', async () => {
				const sent = await ledger(MAN.number, text);
				return sent.length > 0 && sent[0].status === 'delivered';
			}, 30000);
		for (const text of [twice, back])
			same((await ledger(MAN.number, text)).length, 1, text);
		await plain.context().close();
	},

	async 'of two nurses at once one is sent, the other is told and keeps her text'() {
		const other = await someone('rudo');
		const mine = 'Answer of the first nurse.', hers = 'Answer of the second nurse.';

		await openThread(nurse, MAN);
		await openThread(other, MAN);
		await see(other, '#presence:has-text("Tendai Marufu")');
		await box(nurse).fill(mine);
		await box(other).fill(hers);
		await Promise.all([press(nurse, 'Send'), press(other, 'Send')]);
		const clashed = await Promise.race([nurse, other].map((page) =>
			page.locator('.problems').waitFor().then(() => page)));
		const [kept, sent] = clashed === nurse ? [mine, hers] : [hers, mine];
		await see(clashed, '.problems >> text=/answered .* ago/');
		same(await box(clashed).inputValue(), kept);
		await see(clashed, `#thread >> text=${sent}`);
		await shot(clashed, 'thread-clash');
		await until('the first is delivered', async () =>
			(await ledger(MAN.number, sent)).some((sms) => sms.status === 'delivered'), 30000);
		same((await ledger(MAN.number, sent)).length, 1);
		same((await ledger(MAN.number, kept)).length, 0);
		await press(clashed, 'Keep as draft');
		await see(clashed, '.notices >> text=/[Dd]raft/');
		same(await box(clashed).inputValue(), kept);
		await other.context().close();
	},

	async 'a draft survives signing out'() {
		await openThread(nurse, QUIET);
		await box(nurse).fill('Half a sentence, to be');
		await see(nurse, '#draft-state >> text=/Draft saved/');
		await signOut(nurse);
		await signIn(nurse, 'tendai', '/messages?view=all');
		await see(nurse, `#inbox li:has-text("${QUIET.name}"):has-text("Draft")`);
		await openThread(nurse, QUIET);
		same(await box(nurse).inputValue(), 'Half a sentence, to be');
		await box(nurse).fill('');
		await until('the draft is gone', async () => {
			await nurse.waitForTimeout(200);
			const html = await (await nurse.context().request.get(nurse.url())).text();
			return !html.includes('Half a sentence');
		});
	},

	async 'a reply from a shared phone asks whom it is about'() {
		const phone = await handset(FIRST.number);

		await phone.reply('0');
		await nurse.goto('/messages');
		await until('it waits', async () => {
			await nurse.reload();
			return await nurse.locator('#inbox li:has-text("Shared phone")').filter({ hasText: 'Tembo' }).count();
		});
		await nurse.locator('#inbox li:has-text("Shared phone") a').filter({ hasText: 'Tembo' }).click();
		await see(nurse, '#who >> text=/Who is this about: “0”/');
		await shot(nurse, 'thread-shared');
		await nurse.locator('#who').getByRole('button', { name: SECOND.name }).click();
		await see(nurse, '.notices >> text=Filed with this client.');
		await nurse.goto(`/patients/${SECOND.id}`);
		check(/^20/.test(await nurse.locator('.days.long li').nth(2).textContent()), 'his strip has it');
		await nurse.goto(`/patients/${FIRST.id}`);
		check(!/^20/.test(await nurse.locator('.days.long li').nth(2).textContent()), 'the other man\'s has not');
		await phone.close();
	},

	async 'STOP ends the programme\'s messages and is confirmed once, START undoes it'() {
		const phone = await handset(STOPS.number);
		const said = async (words) => (await phone.texts()).filter((t) => t.includes(words)).length;

		await phone.reply('Stop!');
		await until('it is confirmed', () => said('no more automatic texts'));
		await phone.reply('STOP');
		await nurse.goto(`/patients/${STOPS.id}`);
		await see(nurse, '.title >> text=Messages stopped');
		await see(nurse, 'text=/None since .*: he wanted no more/');
		await phone.reply('START');
		await until('it is undone', () => said('You will get our texts again'));
		same(await said('no more automatic texts'), 1, 'confirmed once');
		await nurse.reload();
		await gone(nurse, '.title >> text=Messages stopped');
		await phone.close();
	},

	async 'a supervisor claims the case, another is too late, she decides and it is closed'() {
		await ctl(['user', 'add', 'chipo', '--name', 'Dr Chipo Mhere', '--role', 'supervisor', '--places',
			'Msasa Road Clinic', '--config', `${data}/ctl.conf`], `${PASSWORD}\n`);
		const first = await someone('nomsa'), second = await someone('chipo');
		const row = (page) => page.locator(`#queue tr:has-text("${MAN.name}")`);

		check(first.url().endsWith('/escalations'), 'the day of a supervisor begins with her cases');
		await row(first).getByRole('button', { name: 'Claim' }).click();
		await see(first, '.notices >> text=This case is yours now.');
		await row(second).getByRole('button', { name: 'Claim' }).click();
		await see(second, 'text=/Dr Nomsa Dlamini|Somebody else claimed this case first/ >> visible=true');
		await row(first).getByRole('link', { name: MAN.name }).click();
		await see(first, '#case >> text=What happens next?');
		await first.getByLabel('Note for the nurse').fill('Watch it for two days.');
		await first.locator('#case').getByRole('button', { name: 'Save', exact: true }).click();
		await see(first, '.problems');
		same(await first.getByLabel('Note for the nurse').inputValue(), 'Watch it for two days.');
		await first.getByLabel('Advice given, solved').check();
		await first.getByLabel('Adverse event').selectOption({ label: 'OT: other' });
		await first.getByLabel('Grade').selectOption({ label: 'Mild' });
		await first.getByLabel('When did it begin?').selectOption({ label: 'B: up to 7 days after' });
		await first.getByLabel('Reported at once').selectOption({ label: 'None of these' });
		await shot(first, 'escalations');
		await first.locator('#case').getByRole('button', { name: 'Save', exact: true }).click();
		await see(first, '.notices >> text=The decision is saved.');
		await first.goto('/escalations?state=closed');
		await row(first).getByRole('link', { name: MAN.name }).click();
		await see(first, '#case >> text=/advice given/i');
		await first.goto('/escalations');
		same(await row(first).count(), 0);
		await first.context().close();
		await second.context().close();
	},

	async 'she calls him, and the task is done with what came of it'() {
		await nurse.goto('/tasks');
		await nurse.locator(`#tasks tr:has-text("${MAN.name}")`).getByRole('link', { name: /^Start/ }).click();
		await see(nurse, 'h1:has-text("Call about wound problem")');
		await shot(nurse, 'task');
		/* On a slow line she presses Save before the question comes that her answer leads to. */
		await nurse.route('**/draft', async (route) => {
			await new Promise((soon) => { setTimeout(soon, 800); });
			await route.continue();
		});
		await nurse.getByLabel('Reached, no problem').check();
		await press(nurse, 'Save');
		await see(nurse, '#say >> text=Your answers led to one more question.');
		await shot(nurse, 'form-more');
		await nurse.unroute('**/draft');
		await nurse.getByLabel('By phone').check();
		await nurse.getByLabel('Note', { exact: true }).fill('He is better.');
		await press(nurse, 'Save');
		await see(nurse, '.notices >> text=Done.');
		await nurse.goto('/tasks?due=done');
		await see(nurse, `#tasks tr:has-text("${MAN.name}")`);
	},

	async 'seven silent days are a tracing task, and a sign of life clears it'() {
		await advance('5d');
		await signIn(nurse, 'tendai', '/tasks?kind=trace');
		const row = nurse.locator(`#tasks tr:has-text("${QUIET.name}")`);
		await until('the task is here', async () => {
			await nurse.reload();
			return await row.count();
		}, 30000);
		await see(row, 'text=Trace: nothing heard of him');
		await shot(nurse, 'today-trace');
		const task = await row.locator('a').first().getAttribute('href');
		const phone = await handset(QUIET.number);
		await phone.reply('I am well, I had no airtime');
		await until('it is cleared', async () => {
			await nurse.reload();
			return await row.count() === 0;
		});
		await nurse.goto(task);
		await see(nurse, 'text=no longer needed');
		await see(nurse, 'text=/A message came on/');
		await shot(nurse, 'task-cleared');
		await phone.close();
	},

	async 'nobody got any SMS twice'() {
		const all = await (await fetch(`${base}/sim/ledger.json`)).json();
		const ours = all.rows.filter((sms) => sms.seq > before);
		const asked = ours.filter((sms) => sms.flow === 'Aftercare check-in')
			.map((sms) => `${sms.contact} ${sms.at.slice(0, 10)} ${sms.text}`);

		same(all.repeated, 0);
		check(asked.length > 100, 'check-ins were sent');
		same(asked.filter((sms, i) => asked.indexOf(sms) !== i), [], 'a check-in is asked once a day');
		same(ours.filter((sms) => !['Aftercare check-in', 'Aftercare group text'].includes(sms.flow) && !sms.intent), [], 'each text has an intent');
		for (const man of [MAN, QUIET, STOPS])
			same((await ledger(man.number, 'will text you each day')).length, 1, `${man.name} is welcomed once`);
	},
};

run(steps);

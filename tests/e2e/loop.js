/*
 * loop.js - the day of a nurse, as she would click it: against nginx,
 * PostgreSQL, the worker and the simulator of a demonstration that runs.
 *
 *   node tests/e2e/loop.js http://127.0.0.1:PORT FOLDER-OF-ITS-DATA [part of a step's name]
 */
'use strict';

const { PASSWORD, check, same, see, gone, until, context, signIn, someone, signOut, handset,
	ledger, ctl, advance, data, shot, run } = require('./desk.js');

const MAN = { name: 'Tafadzwa Nyathi', given: 'Tafadzwa', family: 'Nyathi', dials: '0773 111 201', number: '+263773111201' };
const QUIET = { name: 'Itai Shumba', given: 'Itai', family: 'Shumba', dials: '+263 77 311 1202', number: '+263773111202' };
const BROKEN = { name: 'Gift Marange', given: 'Gift', family: 'Marange', dials: '077-311-1203', number: '+263773111203' };
const FIRST = { name: 'Joseph Tembo', given: 'Joseph', family: 'Tembo', dials: '0773111204', number: '+263773111204' };
const SECOND = { name: 'Peter Tembo', given: 'Peter', family: 'Tembo', dials: '00263773111204', number: '+263773111204' };

let nurse;

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
		await phone.screen.getByText('Hello Tafadzwa').waitFor();
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
		await nurse.getByRole('button', { name: 'Save', exact: true }).click();
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
		for (const q of ['tafad', 'Nyathi Tafadzwa', '0773111201', '+263 77 311 1201', '111201']) {
			await nurse.getByLabel('Find a client by name').fill(q);
			await nurse.getByLabel('Find a client by name').press('Enter');
			await see(nurse, `#patients >> text=${MAN.name}`);
			same(await nurse.locator('#patients tr').count(), 1, q);
		}
		await shot(nurse, 'patients');
		await nurse.getByRole('link', { name: MAN.name }).click();
		await see(nurse, `h1:has-text("${MAN.name}")`);
	},

	async 'a day later his phone asks him how he is'() {
		const phone = await handset(MAN.number);
		const before = (await phone.texts()).length;

		await advance('1d');
		await until('the check-in arrives', async () => (await phone.texts()).length > before);
		const texts = await phone.texts();
		same(texts.length, before + 1, 'one check-in');
		check(/0.*1/s.test(texts[before]), `it says what to answer: ${texts[before]}`);
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
		await see(nurse, 'text=None. Nothing is waiting for you here.');
		await shot(nurse, 'patient');
		await phone.close();
	},
};

run(steps);

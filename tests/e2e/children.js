/*
 * children.js - a nurse without a script registers a child and records its doses, its
 * caregiver is told before and on the day, and an administrator publishes another table.
 *
 *   PARTS=children tests/e2e/loop.sh
 */
'use strict';

const { accessible } = require('./axe.js');
const { check, same, see, eachSize, until, someone, ledger, advance, sql, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
const RUTH = { dials: '0773 111 601', number: '+263773111601' };
let tendai, nomsa, id, ahead;

const press = (where, name) => where.getByRole('button', { name, exact: true }).click();
/* "2026-11-26": so many days from today, where the clinic is. */
const day = (n) => sql(`SELECT (business_now() AT TIME ZONE 'Africa/Harare')::date + ${n}`);
const row = (page, dose) => page.locator(`tr:has-text("${dose}")`).first();
const weekday = () => new Date(day(0)).getUTCDay();
const due = (vaccine) => sql(`SELECT number || ' ' || due_on FROM dose_due WHERE child_id = ${id} AND vaccine = '${vaccine}'`);

const steps = {
	async 'the list has who is due and who is late'() {
		nomsa = await someone('nomsa', '/diary');
		await nomsa.getByRole('link', { name: 'Children', exact: true }).click();
		await see(nomsa, 'tr:has-text("Anesu Moyo") >> text=Penta 1');
		await eachSize(nomsa, 'children-list');
		await accessible(nomsa, 'the list of children');
		await nomsa.getByRole('link', { name: /^Late/ }).click();
		await see(nomsa, 'tr:has-text("Tawanda Moyo") >> text=MR 1');
		await eachSize(nomsa, 'children-late');
	},

	async 'a child is registered, and what cannot be is said'() {
		tendai = await someone('tendai', '/children/new', PLAIN);
		await tendai.getByLabel('First name', { exact: true }).fill('Mary');
		await tendai.getByLabel('Surname').fill('Phiri');
		ahead = [1, 1, 1, 1, 1, 3, 2][weekday()]; /* six weeks old on the next day that is open */
		await tendai.getByLabel('Date of birth').fill(day(ahead - 42));
		await tendai.getByLabel('Caregiver’s name').fill('Ruth Phiri');
		await tendai.getByLabel('Mobile phone').fill('12');
		await tendai.getByLabel('Language of the SMS').selectOption({ label: 'English' });
		await tendai.getByLabel('Table of doses').selectOption({ label: 'Malawi' });
		await press(tendai, 'Save');
		await see(tendai, '.problems >> text=Mobile phone: this number is too short');
		await see(tendai, '.problems >> text=Consent: tick this');
		same(await tendai.getByLabel('First name', { exact: true }).inputValue(), 'Mary', 'nothing typed is lost');
		await eachSize(tendai, 'children-new');
		await tendai.getByLabel('Mobile phone').fill(RUTH.dials);
		await tendai.getByLabel('The caregiver agrees').check();
		await tendai.getByLabel('first name may stand in them').check();
		await press(tendai, 'Save');
		await see(tendai, 'h1:has-text("Mary Phiri")');
		id = tendai.url().match(/children\/(\d+)/)[1];
		await see(tendai, 'text=To be checked against the ministry');
	},

	async 'doses are recorded together, corrected and taken back'() {
		const birth = day(ahead - 42);

		await row(tendai, 'BCG 1').getByRole('checkbox').check();
		await row(tendai, 'OPV 0').getByRole('checkbox').check();
		await row(tendai, 'BCG 1').getByLabel('Batch of BCG 1').fill('BC77');
		await tendai.getByLabel('Given on').fill(day(0));
		await press(tendai, 'Record what is ticked');
		await see(tendai, '.problems >> text=OPV 0: it is not given any more at the age of that day');
		check(await row(tendai, 'BCG 1').getByRole('checkbox').isChecked(), 'what was ticked stays');
		same(await row(tendai, 'BCG 1').getByLabel('Batch of BCG 1').inputValue(), 'BC77', 'and its batch');
		await tendai.getByLabel('Given on').fill(birth);
		await press(tendai, 'Record what is ticked');
		await see(tendai, '#notice >> text=Recorded');
		await see(tendai, 'text=batch BC77');
		await eachSize(tendai, 'children-card');
		await nomsa.goto(`/children/${id}`);
		await accessible(nomsa, 'the doses of a child');
		await tendai.getByRole('link', { name: 'Correct BCG 1' }).click();
		await eachSize(tendai, 'children-correct');
		await tendai.getByLabel('Given on').fill(day(ahead - 41));
		await press(tendai, 'Save');
		await see(tendai, '#notice >> text=Corrected');
		await tendai.getByRole('link', { name: 'Correct BCG 1' }).click();
		await press(tendai, 'It was not given: take it back');
		await see(tendai, '#notice >> text=Taken back');
		same(due('BCG'), `1 ${birth}`, 'it is due again');
		await row(tendai, 'BCG 1').getByRole('checkbox').check();
		await tendai.getByLabel('Given on').fill(birth);
		await press(tendai, 'Record what is ticked');
		await see(tendai, '#notice >> text=Recorded');
	},

	async 'the caregiver is told on the day, and no more when it is recorded'() {
		const date = day(ahead).split('-').reverse().join('/');

		await advance(`${ahead}d`);
		if (Number(sql("SELECT extract(hour FROM business_now() AT TIME ZONE 'Africa/Harare')")) < 10)
			await advance('4h');
		await until('one SMS tells of it', async () => (await ledger(RUTH.number, date)).length === 1);
		check((await ledger(RUTH.number, date))[0].text.startsWith('Mary: A visit'), 'by the name that was agreed to');
		tendai = await someone('tendai', `/children/${id}`, PLAIN);
		for (const dose of ['OPV 1', 'PCV 1', 'Penta 1', 'Rota 1'])
			await row(tendai, dose).getByRole('checkbox').check();
		await press(tendai, 'Record what is ticked');
		await see(tendai, '#notice >> text=Recorded');
		same(due('Penta'), `2 ${day(28)}`, 'four weeks later');
		await advance('8d');
		same(String((await ledger(RUTH.number, date)).length), '1', 'nothing more is told of that day');
	},

	async 'an administrator writes the next table'() {
		const farai = await someone('farai', '/admin/schedules');

		await farai.getByRole('link', { name: 'Tables of doses' }).click();
		await eachSize(farai, 'children-tables');
		await farai.getByLabel('Like').selectOption({ label: 'Malawi, version 1' });
		await farai.getByLabel('Country code').fill('MW');
		await farai.getByLabel('Country', { exact: true }).fill('Malawi');
		await press(farai, 'Begin a draft');
		await farai.getByRole('link', { name: 'Change Penta 2' }).click();
		await farai.getByLabel('Days after the dose before it').fill('x');
		await press(farai, 'Keep the dose');
		await see(farai, '.problems >> text=write a whole number');
		await farai.getByLabel('Days after the dose before it').fill('35');
		await eachSize(farai, 'children-table');
		await accessible(farai, 'a table of doses');
		await press(farai, 'Keep the dose');
		await see(farai, '#notice >> text=Saved');
		await press(farai, 'Publish this version');
		await see(farai, '#notice >> text=Published');
		await until('Penta 2 is due a week later', () => due('Penta') === `2 ${sql(`SELECT given_on + 35 FROM dose WHERE child_id = ${id} AND vaccine = 'Penta'`)}`);
	},
};

run(steps);

/*
 * diary.js - who is expected: a nurse without a script and a supervisor with one book him,
 * he wants another day and says that he comes, does not, is missed and looked for.
 *
 *   PARTS=diary tests/e2e/loop.sh
 */
'use strict';

const { accessible } = require('./axe.js');
const { check, same, see, gone, eachSize, until, someone, someoneQuiet, reply, ledger, advance, sql, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
let tendai, nomsa, him, other, agreed;

const press = (where, name) => where.getByRole('button', { name, exact: true }).click();
/* "2026-11-26": so many days from today, where the clinic is. */
const day = (n) => sql(`SELECT (business_now() AT TIME ZONE 'Africa/Harare')::date + ${n}`);
const status = (who) => sql(`SELECT status FROM appointment WHERE patient_id = ${who.patient} ORDER BY id DESC LIMIT 1`);

async function both(path) {
	tendai = await someone('tendai', path, PLAIN);
	nomsa = await someone('nomsa', path);
}

/* In whatever language: the day agreed stands in each. */
async function told(who, times) {
	const date = agreed.split('-').reverse().join('/');

	await until(`${times} SMS tell of ${date}`, async () => (await ledger(who.e164, date)).length === times);
}

const steps = {
	async 'booked from his record, and what cannot be is said'() {
		him = someoneQuiet(0);
		other = someoneQuiet(1);
		him.name = sql(`SELECT trim(given_name || ' ' || family_name) FROM patient WHERE id = ${him.patient}`);
		await both(`/patients/${him.patient}`);
		await tendai.getByRole('link', { name: 'Book', exact: true }).click();
		await tendai.getByLabel('Day', { exact: true }).fill(day(4)); /* a Saturday */
		await tendai.getByLabel('Hour', { exact: true }).fill('2 pm');
		await tendai.getByLabel('Remark').fill('Brings his card');
		await press(tendai, 'Book');
		await see(tendai, '.problems >> text=Hour: write hours and minutes');
		await tendai.getByLabel('Hour', { exact: true }).fill('14:00');
		await press(tendai, 'Book');
		await see(tendai, '.problems >> text=closed on this day of the week. It opens next Mon');
		same(await tendai.getByLabel('Remark').inputValue(), 'Brings his card', 'nothing typed is lost');
		await eachSize(tendai, 'diary-book');
		agreed = day(2);
		await tendai.getByLabel('Day', { exact: true }).fill(agreed);
		await press(tendai, 'Book');
		await see(tendai, '#notice >> text=Booked');
		await see(tendai, 'text=to be sent');
		await eachSize(tendai, 'diary-appointment');
		await nomsa.reload();
		await see(nomsa, 'section:has(#a-title) >> text=14:00');
		await nomsa.goto(`/messages/${him.thread}`);
		await see(nomsa, 'text=Appointment booked by Tendai');
	},

	async 'others are booked from a file, without a script'() {
		const third = someoneQuiet(2);
		const number = sql(`SELECT number FROM patient WHERE id = ${third.patient}`);
		const rows = (text) => ({ name: 'visits.csv', mimeType: 'text/csv',
			buffer: Buffer.from(`Number on the card,Day,Hour,What for,Bed\r\n${text}`) });
		const bring = async (text) => {
			await tendai.goto('/diary');
			await tendai.getByRole('link', { name: 'Book from a file' }).click();
			await tendai.getByLabel('File').setInputFiles(rows(text));
			await press(tendai, 'Check the file');
		};

		await both('/imports/appointments/new');
		await accessible(nomsa, 'bringing appointments');
		await eachSize(nomsa, 'diary-bring');
		await bring(`${number},${day(2)},9:30,Another visit,4\r\nNOBODY,${day(2)},9:30,,4\r\n${number},${day(4)},9:30,,4\r\n`);
		await see(tendai, '#i-faulty');
		await see(tendai, 'text=/has NOBODY/');
		await see(tendai, 'text=closed on this day of the week');
		await eachSize(tendai, 'diary-file');
		await press(tendai, 'Book 1 appointment');
		await see(tendai, 'text=1 appointment is booked, by');
		await eachSize(tendai, 'diary-file-done');
		await bring(`${number},${day(2)},09:30,,\r\n`);
		await see(tendai, 'text=All of this file is booked already');
		same(sql(`SELECT count(*) FROM appointment WHERE patient_id = ${third.patient}`), '1', 'once');
		await nomsa.goto(`/diary?from=${day(2)}`);
		await see(nomsa, 'td >> text=09:30');
	},

	async 'the diary has him, on the screen and on paper'() {
		await nomsa.goto('/tasks');
		await nomsa.locator('#views').getByRole('link', { name: 'Diary' }).click();
		await see(nomsa, 'h1:has-text("Diary")');
		await nomsa.getByLabel('Day', { exact: true }).fill(day(2));
		await press(nomsa, 'Filter');
		await see(nomsa, `tr:has-text("${him.name}") >> text=Brings his card`);
		await eachSize(nomsa, 'diary');
		await accessible(nomsa, 'the diary');
		await nomsa.getByRole('link', { name: 'On paper' }).click();
		check(!(await nomsa.locator('main').textContent()).includes(him.name), 'paper has no surname');
		await nomsa.getByRole('link', { name: 'With phones and surnames' }).click();
		await see(nomsa, `text=${him.name}`);
	},

	async 'reminded the day before, once, he wants another day'() {
		await advance('1d');
		await told(him, 1);
		await reply(him.e164, '9');
		await until('he wants another day', () => status(him) === 'wants-change');
		await both('/diary?show=change');
		await see(nomsa, `tr:has-text("${him.name}") >> text=Wants another day`);
		await eachSize(nomsa, 'diary-change');
		await tendai.locator(`tr:has-text("${him.name}")`).getByRole('link', { name: 'Open' }).click();
		agreed = day(2);
		await tendai.getByLabel('Day', { exact: true }).fill(agreed);
		await tendai.getByLabel('Hour', { exact: true }).fill('10:00');
		await press(tendai, 'Change');
		await see(tendai, '#notice >> text=Changed');
		await nomsa.goto(`/messages/${him.thread}`);
		await see(nomsa, 'text=He wants another day for his appointment');
		await see(nomsa, 'text=Appointment changed by Tendai');
	},

	async 'reminded of the new one, he says that he comes'() {
		await advance('1d');
		await told(him, 1);
		await reply(him.e164, '8');
		await until('he says so', () => status(him) === 'confirmed');
		await both('/diary');
		await see(nomsa, `tr:has-text("${him.name}") >> text=Says he comes`);
	},

	async 'who came is said with one press'() {
		await tendai.goto(`/patients/${other.patient}/appointments`);
		await tendai.getByLabel('Day', { exact: true }).fill(day(0));
		await tendai.getByLabel('Hour', { exact: true }).fill('16:00');
		await press(tendai, 'Book');
		await press(tendai, 'He came');
		await see(tendai, '#notice >> text=Saved: he came.');
		same(status(other), 'attended', 'he came');
		await tendai.goto('/diary');
		await see(tendai, 'td .tag:has-text("Came")');
	},

	async 'asked about first, then missed and looked for'() {
		await advance('2d');
		await until('somebody is to be asked', () => sql(`SELECT count(*) FROM task WHERE open AND patient_id = ${him.patient}
			AND source LIKE 'appointment:%'`) === '1');
		same(sql(`SELECT count(*) FROM task WHERE open AND patient_id = ${him.patient} AND source LIKE 'trace:appointment:%'`), '0',
			'nobody looks for him yet');
		await both('/diary?show=unsaid');
		await see(nomsa, `tr:has-text("${him.name}") >> text=He did not come`);
		await eachSize(nomsa, 'diary-unsaid');
		await tendai.goto(`/tasks/${sql(`SELECT task_id FROM appointment WHERE patient_id = ${him.patient}`)}`);
		await see(tendai, 'h1:has-text("Did he come to his appointment?")');
		await eachSize(tendai, 'diary-task');
		await press(tendai, 'He did not come');
		await see(tendai, '#notice >> text=is looked for');
		await told(him, 2);
		await nomsa.goto('/diary?show=missed');
		await see(nomsa, `tr:has-text("${him.name}") >> text=Missed, 1 day late`);
		await nomsa.goto('/tracing');
		await see(nomsa, `text=${him.name}`);
	},

	async 'a word of his ends the search'() {
		await reply(him.e164, 'I was at work, I come on Monday');
		await until('nobody looks for him', () => sql(`SELECT count(*) FROM task WHERE open AND patient_id = ${him.patient}
			AND source LIKE 'trace:appointment:%'`) === '0');
		await nomsa.reload();
		await gone(nomsa, `main >> text=${him.name}`);
		same(status(him), 'missed', 'that he did not come stays known');
	},
};

run(steps);

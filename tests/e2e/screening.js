/*
 * screening.js - case finding: an administrator without a script writes a screening, looks how
 * many people and SMS it is and starts it; phones answer; a nurse sees the questions and the
 * answers, records a confirmed case, and it counts.
 *
 *   PARTS=screening tests/e2e/loop.sh
 */
'use strict';

const { accessible } = require('./axe.js');
const { check, same, see, eachSize, until, someone, reply, ledger, advance, sql, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
const COUGH = 'Have you had a cough for two weeks or more? Reply 1 = yes, 0 = no.';
const DAYS = 'For how many days? Reply with the number.';
let farai, tendai, id, men;

const press = (where, name) => where.getByRole('button', { name, exact: true }).click();
/* The same words in each language: what is tested is no translation. */
async function everyLanguage(page, legend, words) {
	for (const box of await page.getByRole('group', { name: legend, exact: true }).locator('textarea').all())
		await box.fill(words);
}
const asked = (man) => sql(`SELECT coalesce(string_agg(concat_ws(' ', a.number, a.state, nullif(a.answer, '')), ', ' ORDER BY a.number), '')
	FROM screening_ask a JOIN screening_person p ON p.id = a.person_id WHERE p.screening_id = ${id} AND p.patient_id = ${man.patient}`);
const got = async (man, words) => (await ledger(man.number, words)).length;

const steps = {
	async 'an administrator writes a question, and what is wrong is said'() {
		farai = await someone('farai', '/admin/schedules', PLAIN);
		await farai.getByRole('link', { name: 'Case finding' }).click();
		await farai.getByLabel('Name').fill('Cough, end of year');
		await press(farai, 'Begin a draft');
		id = farai.url().match(/screenings\/(\d+)/)[1];
		await see(farai, 'text=Questions: there are none. Add the first.');
		await eachSize(farai, 'screening-empty');
		await farai.getByRole('link', { name: 'Add a question' }).click();
		await everyLanguage(farai, 'What is asked', COUGH);
		await everyLanguage(farai, 'If the answer is not understood', 'Please reply with 1 or 0 only.');
		await farai.locator('#code-1').fill('x');
		await farai.locator('#words-1').fill('yes, hongu, yebo, ndiyo');
		await farai.locator('#leads-1').selectOption({ label: 'question 2' });
		await press(farai, 'Keep the question');
		await see(farai, '.problems >> text=Answer 1, reply: write one digit');
		same(await farai.locator('#words-1').inputValue(), 'yes, hongu, yebo, ndiyo', 'nothing typed is lost');
		await farai.locator('#code-1').fill('1');
		await eachSize(farai, 'screening-question');
		await press(farai, 'Keep the question');
		await see(farai, '#problems >> text=the answer 1 leads to question 2');
		await farai.getByRole('link', { name: 'Add a question' }).click();
		await everyLanguage(farai, 'What is asked', DAYS);
		await everyLanguage(farai, 'If the answer is not understood', 'Please reply with a number only.');
		await farai.locator('#code-1').fill('#');
		await farai.locator('#label-1').fill('Days');
		await farai.locator('#words-1').fill('');
		for (const cell of ['code-2', 'label-2', 'words-2'])
			await farai.locator(`#${cell}`).fill('');
		await press(farai, 'Keep the question');
		await see(farai, '#notice >> text=Saved');
	},

	async 'whom it asks and when, checked and started'() {
		await farai.getByLabel('Follow-up').selectOption({ label: 'Both' });
		await farai.getByLabel('From', { exact: true }).fill('06:30');
		await farai.getByLabel('Until', { exact: true }).fill('06:00');
		await farai.getByLabel('People a day').fill('500');
		await farai.getByLabel('Hours for an answer').fill('6');
		await farai.getByLabel('Hours for the task').fill('4');
		await everyLanguage(farai, 'What a positive is told', 'A nurse of {clinic} calls you. If you are very ill, call {emergency}.');
		await everyLanguage(farai, 'Thanks', 'Thank you for telling us.');
		await press(farai, 'Keep');
		await see(farai, '.problems >> text=it is not after the hour from which is asked');
		same(await farai.getByLabel('People a day').inputValue(), '500', 'nothing typed is lost');
		await farai.getByLabel('Until', { exact: true }).fill('19:30');
		await press(farai, 'Keep');
		await see(farai, '#notice >> text=Saved');
		await eachSize(farai, 'screening-draft');
		await farai.getByRole('link', { name: 'Check it' }).click();
		await see(farai, 'h2:has-text(" SMS")');
		await eachSize(farai, 'screening-check');
		const seen = await someone('farai', `/admin/screenings/${id}/check`);
		await accessible(seen, 'the check of a screening');
		await seen.goto(`/admin/screenings/${id}/question?n=1`);
		await accessible(seen, 'a question of a screening');
		await seen.goto(`/admin/screenings/${id}`);
		await accessible(seen, 'a draft of a screening');
		await press(farai, 'Start it');
		await see(farai, '#notice >> text=Started');
	},

	async 'a wave is asked, and phones answer'() {
		const find = () => sql(`SELECT p.patient_id || '|' || ph.e164 || '|' || c.given_name FROM screening_person p
			JOIN screening_ask a ON a.person_id = p.id AND a.state = 'open' JOIN message m ON m.id = a.message_id AND m.state IN ('sent', 'delivered')
			JOIN patient c ON c.id = p.patient_id AND c.phone_owner = 'own' JOIN phone ph ON ph.id = c.phone_id
			JOIN user_place up ON up.place_id = p.place_id JOIN app_user u ON u.id = up.user_id AND u.username = 'tendai'
			WHERE p.screening_id = ${id} AND NOT EXISTS (SELECT FROM patient o WHERE o.id <> c.id AND (o.phone_id = ph.id OR o.phone2_id = ph.id))
			AND NOT EXISTS (SELECT FROM checkin k WHERE k.patient_id = p.patient_id AND k.asked_at > a.asked_at)
			ORDER BY a.asked_at DESC, a.id LIMIT 3`).split('\n').filter(Boolean).map((row) => {
			const [patient, number, given] = row.split('|');
			return { patient, number, given };
		});

		for (let i = 0; i < 40 && find().length < 3; i++) {
			await advance('1h');
			await new Promise((done) => setTimeout(done, 1500));
		}
		men = find();
		same(men.length, 3, 'three are asked and have not answered');
		same(await got(men[0], COUGH), 1, 'once');
		await reply(men[0].number, '1');
		await until('the second question follows', () => got(men[0], DAYS));
		await reply(men[0].number, '21 days');
		await until('he is told what happens', () => got(men[0], 'A nurse of'));
		await reply(men[1].number, 'No');
		await until('he is thanked', () => got(men[1], 'Thank you for telling us'));
		await reply(men[2].number, 'Who is this?');
		await until('he is told how to answer', () => got(men[2], 'Please reply with 1 or 0 only'));
		same(asked(men[2]), '1 open', 'and his words are no answer');
	},

	async 'a nurse calls the positive, and it counts'() {
		tendai = await someone('tendai', '/tasks?kind=screening', PLAIN);
		await eachSize(tendai, 'screening-tasks');
		await tendai.locator(`tr:has-text("${men[0].given}")`).getByRole('link', { name: 'Call: positive in a screening', exact: true }).click();
		await see(tendai, '#asked >> text=21 days');
		await see(tendai, `#asked >> text=${COUGH}`);
		await eachSize(tendai, 'screening-task');
		const seen = await someone('tendai', new URL(tendai.url()).pathname);
		await accessible(seen, 'the task of a positive');
		await press(tendai, 'Save');
		await see(tendai, '.problems >> text=choose what happened');
		await tendai.getByLabel('Confirmed case').check();
		await tendai.getByLabel('Note').fill('Sputum taken.');
		await press(tendai, 'Save');
		await see(tendai, '#notice');
		const nomsa = await someone('nomsa', '/indicators');
		await nomsa.getByRole('link', { name: 'Case finding' }).click();
		await nomsa.getByRole('link', { name: 'Cough, end of year' }).click();
		await see(nomsa, '#yield tr:has-text("All")');
		const row = await nomsa.locator('#yield tr:has-text("All") td').allTextContents();
		check(Number(row[7]) >= 1 && Number(row[9]) === 1 && Number(row[10]) === 1, `positive, done and confirmed: ${row}`);
		await eachSize(nomsa, 'screening-yield');
		await accessible(nomsa, 'what came of a screening');
		await nomsa.goto('/screenings');
		await eachSize(nomsa, 'screening-all');
	},

	async 'paused and ended, nobody is asked any more'() {
		farai = await someone('farai', `/admin/screenings/${id}`, PLAIN);
		await eachSize(farai, 'screening-running');
		await press(farai, 'Pause it');
		await see(farai, '#notice >> text=Paused');
		await press(farai, 'End it');
		await see(farai, '#notice >> text=Ended');
		const before = sql(`SELECT count(*) FROM screening_ask WHERE tries > 0`);
		await advance('1d');
		await new Promise((done) => setTimeout(done, 2000));
		same(sql(`SELECT count(*) FROM screening_ask WHERE tries > 0`), before, 'nobody is asked any more');
		same(sql(`SELECT count(*) FROM (SELECT FROM screening_ask a JOIN message m ON m.patient_id = a.patient_id AND m.body LIKE '%two weeks or more%'
			AND m.direction = 'out' GROUP BY a.patient_id HAVING count(DISTINCT m.id) > 2) x`), '0', 'asked once, and once more at most');
		farai = await someone('farai', '/admin/screenings', PLAIN);
		await eachSize(farai, 'screening-list');
	},
};

run(steps);

/*
 * referral.js - a man who bleeds is sent to another facility: its nurse sees who he is and what
 * it is about until she has said that he came, and not a page more; one who does not come, to
 * his own, without a script; and what he writes meanwhile is no visit.
 *
 *   PARTS=referral tests/e2e/loop.sh
 */
'use strict';

const { check, same, see, eachSize, until, someone, someoneQuiet, handset, sql, shot, run } = require('./desk.js');
const { accessible } = require('./axe.js');

const PLAIN = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } };
let man, other, his, referral;

const save = (page) => page.getByRole('button', { name: 'Save', exact: true }).last().click();
const caseOf = (e164) => Number(sql(`SELECT coalesce(max(k.id), 0) FROM task k JOIN thread t ON t.id = k.thread_id
	JOIN phone p ON p.id = t.phone_id WHERE k.kind = 'escalation' AND k.open AND p.e164 = '${e164}'`));
const state = (id) => sql(`SELECT concat_ws(' ', told, ending, missed_at IS NOT NULL) FROM referral WHERE id = ${id}`);

async function alarm(e164, words) {
	const phone = await handset(e164);

	await phone.reply(words);
	await phone.close();
	return until('there is a case', () => caseOf(e164), 40000);
}

const nameOf = (patient) => sql(`SELECT trim(given_name || ' ' || family_name) FROM patient WHERE id = ${patient}`);
const decide = (page) => page.locator('#case').getByRole('button', { name: 'Save', exact: true }).first().click();

const steps = {
	async 'a supervisor sends him to another facility, and says what is known'() {
		man = someoneQuiet(0);
		man.name = nameOf(man.patient);
		his = await alarm(man.e164, 'I am bleeding');
		const nomsa = await someone('nomsa', `/escalations/${his}`);

		check(!await nomsa.locator('#sent').isVisible(), 'what is asked of a referral is not shown for other decisions');
		await nomsa.getByLabel('Refer to hospital').check();
		check(await nomsa.locator('#sent').isVisible(), 'and is when he is referred');
		check(!await nomsa.locator('#sent input[value]:not([value=""]):not([type=hidden])').count(), 'nothing is filled in for her');
		await nomsa.getByLabel('Adverse event').selectOption({ label: 'None' });
		await nomsa.getByLabel('Who there was told').fill('Sr Mokoena');
		await decide(nomsa);
		await see(nomsa, '.problems >> text=Refer to: write where he is to go.');
		await see(nomsa, '.problems >> text=How they were told: choose one.');
		same(await nomsa.getByLabel('Who there was told').first().inputValue(), 'Sr Mokoena');
		await nomsa.getByLabel('Refer to one of our facilities').selectOption({ label: 'Protea Street Clinic' });
		await nomsa.locator('#transport').selectOption({ label: 'Ambulance' });
		await nomsa.locator('#place_told_how').selectOption({ label: 'by phone' });
		await nomsa.getByLabel('Note for the nurse').fill('Look at the stitches.');
		await eachSize(nomsa, 'referral-form');
		await decide(nomsa);
		await see(nomsa, '#case >> text=Nobody has told him yet.');
		await see(nomsa, '#case >> text=Sr Mokoena there was told by phone');
		await eachSize(nomsa, 'referral-case');
		await accessible(nomsa, 'a case with a referral');
		await nomsa.getByText('Told him, told the facility').click();
		await nomsa.locator('#say-man').selectOption({ label: 'by phone' });
		await nomsa.locator('#case details').getByRole('button', { name: 'Save' }).click();
		await see(nomsa, '#case >> text=He was told by phone');
		referral = Number(sql(`SELECT max(id) FROM referral WHERE case_id = ${his}`));
		await nomsa.context().close();
	},

	async 'the nurse there sees who he is, and what it is about'() {
		const thandi = await someone('thandi', '/tasks');

		await thandi.locator(`main a:has-text("${man.name}")`).first().click();
		await thandi.getByRole('link', { name: 'Open the referral' }).click();
		await see(thandi, 'main >> text=I am bleeding');
		await see(thandi, 'main >> text=Look at the stitches.');
		await eachSize(thandi, 'referral-show');
		await accessible(thandi, 'a referral');
		await thandi.getByLabel('Seen at Protea Street Clinic').check();
		await thandi.getByLabel('Seen by').fill('Sr Mokoena');
		await save(thandi);
		await see(thandi, '.problems >> text=Adverse event: choose one, or None.');
		same(await thandi.getByLabel('Seen by').inputValue(), 'Sr Mokoena');
		await thandi.getByLabel('What was found: adverse event').selectOption({ label: 'BL: bleeding' });
		await thandi.getByLabel('Grade').selectOption({ label: 'Moderate' });
		await thandi.getByLabel('When did it begin?').selectOption({ index: 2 });
		await thandi.getByLabel('What was done').fill('One stitch');
		await save(thandi);
		await see(thandi, '.notices >> text=Saved: he was seen.');
		await until('his case has heard of it', () => state(referral).startsWith('seen seen'), 40000);
		same((await thandi.request.get(`/referrals/${referral}`)).status(), 404);
		await thandi.context().close();
	},

	async 'his own facility has it in his case'() {
		const tendai = await someone('tendai', `/escalations/${his}`);

		await see(tendai, '#case >> text=Protea Street Clinic, Sr Mokoena');
		await see(tendai, '#case >> text=One stitch');
		await shot(tendai, 'referral-seen');
		await tendai.goto('/referrals?view=seen');
		await see(tendai, `main >> text=${man.name}`);
		await eachSize(tendai, 'referral-list');
		await accessible(tendai, 'the referrals');
		await tendai.context().close();
	},

	async 'without a script: he did not come, is looked for, and decided about again'() {
		other = someoneQuiet(1);
		his = await alarm(other.e164, 'pus and it is painful');
		const nomsa = await someone('nomsa', `/escalations/${his}`, PLAIN);

		await nomsa.getByLabel('See at facility today').check();
		await nomsa.getByLabel('Adverse event').selectOption({ label: 'None' });
		await decide(nomsa);
		await see(nomsa, '#case >> text=Nobody has told him yet.');
		referral = Number(sql(`SELECT max(id) FROM referral WHERE case_id = ${his}`));
		const tendai = await someone('tendai', `/referrals/${referral}`, PLAIN);

		await tendai.getByLabel('He did not come').check();
		await tendai.getByLabel('Note').fill('No money for the bus.');
		await shot(tendai, 'referral-missed-320');
		await save(tendai);
		await see(tendai, '.notices >> text=He is looked for');
		same(state(referral), 'missed  t');
		const traces = () => Number(sql(`SELECT count(*) FROM task WHERE kind = 'trace' AND open AND source = 'trace:referral:${referral}'`));

		same(traces(), 1);
		const phone = await handset(other.e164);

		await phone.reply('I am at home');
		await phone.close();
		await until('he is not looked for any more', () => traces() === 0, 40000);
		same(state(referral), 'missed  t');
		await nomsa.goto(`/escalations/${his}`);
		await see(nomsa, '#case >> text=No money for the bus.');
		await see(nomsa, '#case >> text=What happens next?');
		await nomsa.context().close();
		await tendai.context().close();
	},
};

run(steps);

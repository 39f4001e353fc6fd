/*
 * automatic.js - what the clinic says by itself, STOP and START, holidays, consent, and
 * words that tell on a phone that others read; with two nurses at once.
 *
 *   PARTS=automatic tests/e2e/loop.sh
 */
'use strict';

const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { check, same, see, gone, eachSize, until, comes, someone, reply, ledger, advance, data, shot, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
const TEXTS = path.join(__dirname, '..', '..', 'workflows', 'vmmc', 'texts');
let tendai, rudo, men;

/* The database of the demonstration, as whoever runs it. */
function sql(words) {
	return execFileSync('psql', ['-h', path.resolve(data, 'run', 'pg'), '-U', 'postgres', '-d', 'aftercare', '-qAtX',
		'-v', 'ON_ERROR_STOP=1', '-c', words], { encoding: 'utf8' }).trim();
}

/* In follow-up at the first clinic, each with a phone of his own, nothing open about them. */
function quietMen() {
	return sql(`SELECT t.id, p.id, ph.e164, p.language FROM thread t JOIN patient p ON p.id = t.patient_id
		JOIN phone ph ON ph.id = p.phone_id JOIN place pl ON pl.id = p.place_id
		JOIN enrolment e ON e.patient_id = p.id AND e.state = 'active'
		WHERE pl.name LIKE 'Msasa%' AND p.opted_out_at IS NULL AND p.phone_owner = 'own' AND t.state <> 'waiting'
		AND NOT EXISTS (SELECT FROM patient o WHERE o.id <> p.id AND (o.phone_id = ph.id OR o.phone2_id = ph.id))
		AND NOT EXISTS (SELECT FROM task k WHERE k.patient_id = p.id AND k.open)
		AND NOT EXISTS (SELECT FROM automatic_answer a WHERE a.phone_id = ph.id)
		ORDER BY e.anchor_date DESC, p.id`).split('\n').map((row) => {
		const [thread, patient, e164, language] = row.split('|');
		return { thread, patient, e164, language };
	});
}

/* What he is told, up to what is filled in. */
const words = (man, key) =>
	JSON.parse(fs.readFileSync(path.join(TEXTS, `${man.language}.json`), 'utf8'))[key].split('{')[0].trim();
const told = async (man, key) => (await ledger(man.e164, words(man, key))).length;
const hears = (man, key, times) => until(`he is told ${key}`, async () => await told(man, key) === times, 40000);

async function says(man, text) {
	await reply(man.e164, text);
	await until('it is in his conversation', () => sql(`SELECT count(*) FROM message WHERE thread_id = ${man.thread}
		AND direction = 'in' AND body = '${text.replace(/'/g, "''")}'`) !== '0', 40000);
}

/* The clinics' clock goes on to this hour of Harare; sessions do not last so long. */
async function on(hour) {
	const [, h, m] = (await advance('1m')).match(/(\d\d):(\d\d) \(UTC\)/).map(Number);

	await advance(`${((hour - 2 - h) * 60 - m + 2880) % 1440}m`);
	await tendai?.context().close();
	await rudo?.context().close();
	tendai = await someone('tendai', '/messages');
	rudo = await someone('rudo', '/messages');
}

async function both(man, look) {
	for (const page of [tendai, rudo]) {
		await page.goto(`/messages/${man.thread}`);
		await look(page);
	}
}

const steps = {
	async 'the administrator says on which days the clinic is open, and the holidays'() {
		const admin = await someone('farai', '/admin/places', PLAIN);

		men = quietMen();
		check(men.length >= 5, `there are ${men.length} quiet men`);
		await admin.getByRole('link', { name: 'Msasa Road Clinic' }).click();
		await admin.getByRole('link', { name: 'Days of the week and holidays' }).click();
		await admin.getByLabel('Saturday').check();
		await admin.getByLabel('Sunday').check();
		await admin.getByRole('button', { name: 'Save', exact: true }).click();
		check(await admin.getByLabel('Sunday').isChecked(), 'open on Sundays');
		await admin.getByLabel('Day', { exact: true }).fill(sql("SELECT (business_now() AT TIME ZONE 'Africa/Harare')::date + 1"));
		await admin.getByLabel('What day it is').fill('Heroes’ Day');
		await admin.getByRole('button', { name: 'Add a holiday' }).click();
		await see(admin, 'li:has-text("Heroes’ Day")');
		await eachSize(admin, 'automatic-days');
		await admin.context().close();
	},

	async 'who writes at night is told so once, and both nurses see why'() {
		const [man] = men;
		/* Of today, so that tomorrow is the holiday: an hour that is still to come. */
		sql(`UPDATE place SET opens = '03:00', closes = '03:01' WHERE name LIKE 'Msasa%'`);
		tendai = await someone('tendai');
		rudo = await someone('rudo');
		await says(man, 'Can I bath with the bandage on');
		await hears(man, 'outside_hours', 1);
		await both(man, async (page) => {
			await see(page, '#thread li.auto:has-text("because the facility was closed at that hour")');
			await see(page, '#thread li.in-sms:has-text("Can I bath")');
		});
		await eachSize(rudo, 'automatic-night');
		await says(man, 'Please tell me');
		await until('it waits', () => sql(`SELECT state FROM thread WHERE id = ${man.thread}`) === 'waiting');
		same(await told(man, 'outside_hours'), 1, 'not twice in so many hours');
	},

	async 'our own words that come back are answered by nobody but a nurse'() {
		const man = men[1];

		await says(man, 'Is it normal');
		await hears(man, 'outside_hours', 1);
		await says(man, `Auto reply: ${sql(`SELECT body FROM message WHERE thread_id = ${man.thread} AND kind = 'automatic' ORDER BY id DESC LIMIT 1`)}`);
		await both(man, (page) => see(page, '#thread li.event:has-text("his text was one of ours that came back")'));
		await shot(tendai, 'automatic-echo');
		same(await told(man, 'outside_hours'), 1);
	},

	async 'STOP is confirmed once, and undone by a nurse while the other looks'() {
		const man = men[2];

		await tendai.goto(`/messages/${man.thread}`);
		await rudo.goto(`/messages/${man.thread}`);
		await says(man, 'STOP');
		await hears(man, 'stopped', 1);
		for (const page of [tendai, rudo])
			await comes(page, 'h2:has-text("No SMS can be sent: this client asked us to stop")');
		await eachSize(rudo, 'automatic-stopped');
		await rudo.getByRole('button', { name: 'He wants messages again' }).click();
		await see(rudo, '[role=status]:has-text("Automatic messages start again."), .notice:has-text("Automatic messages start again.")');
		await see(rudo, '#text');
		await tendai.reload();
		await see(tendai, '#thread li.event:has-text("The messages were started again by Rudo")');
		await see(tendai, '#text');
		await says(man, 'stop please');
		await until('he is out again', () => sql(`SELECT count(*) FROM opt_out WHERE patient_id = ${man.patient}`) === '2');
		same(await told(man, 'stopped'), 1, 'confirmed once in so many hours');
		await tendai.goto(`/patients/${man.patient}/consent`);
		same(await tendai.locator('li:has-text("stopped by his SMS")').count(), 2);
		await eachSize(tendai, 'automatic-stops');
	},

	async 'on a holiday he is told so; when it is none any more he is asked which sign'() {
		const [day, open] = [men[3], men[4]];
		const admin = await someone('farai', '/admin/places');

		sql(`UPDATE place SET opens = '07:30', closes = '16:30' WHERE name LIKE 'Msasa%'`);
		await on(10);
		/* It was added yesterday, or past midnight today. */
		if (sql("SELECT count(*) FROM place_holiday WHERE day = (business_now() AT TIME ZONE 'Africa/Harare')::date") === '0')
			await on(10);
		await says(day, 'Good morning sister');
		await hears(day, 'outside_hours', 1);
		await both(day, (page) => see(page, '#thread li.auto:has-text("because the facility was closed: Heroes’ Day")'));
		await admin.context().close();
		const again = await someone('farai', '/admin/places');
		await again.getByRole('link', { name: 'Msasa Road Clinic' }).click();
		await again.getByRole('link', { name: 'Days of the week and holidays' }).click();
		await see(again, 'text=Closed now, a holiday: Heroes’ Day.');
		await again.getByRole('button', { name: /^Remove / }).click();
		await see(again, 'text=None from today on.');
		await again.context().close();
		await says(open, '1');
		await hears(open, 'which_sign', 1);
		await both(open, (page) => see(page, '#thread li.auto:has-text("because he wrote that there is a problem")'));
		same(await told(open, 'outside_hours'), 0);
	},

	async 'a word that tells is named before it goes to a phone that others read'() {
		const [thread, given] = sql(`SELECT t.id, p.given_name FROM thread t JOIN patient p ON p.id = t.patient_id JOIN place pl ON pl.id = p.place_id
			JOIN enrolment e ON e.patient_id = p.id AND e.state = 'active'
			WHERE pl.name LIKE 'Msasa%' AND p.phone_owner = 'shared' AND p.opted_out_at IS NULL ORDER BY p.id LIMIT 1`).split('|');

		for (const [page, body] of [[rudo, `${given}, come after the surgery`], [await someone('tendai', '/', PLAIN), 'The surgery is healing well']]) {
			const tells = body.startsWith(given) ? `surgery, ${given}` : 'surgery';
			await page.goto(`/messages/${thread}`);
			await page.locator('#text').fill(body);
			await page.getByRole('button', { name: 'Send', exact: true }).click();
			await see(page, `.problems:has-text("Others read this phone: “${tells}”")`);
			same(sql(`SELECT count(*) FROM message WHERE thread_id = ${thread} AND body = '${body}'`), '0');
			same((await page.locator('#text').inputValue()).trim(), body, 'what was typed is still there');
			await eachSize(page, page === rudo ? 'automatic-tells' : 'automatic-tells-plain');
			await page.getByRole('button', { name: 'Send anyway' }).click();
			await see(page, `#thread li.out:has-text("${body}")`);
			same(sql(`SELECT count(*) FROM message WHERE thread_id = ${thread} AND body = '${body}'`), '1');
		}
	},

	async 'a no to the consent form stops his messages on the other nurse’s page'() {
		const man = men[0];

		await tendai.goto(`/messages/${man.thread}`);
		await rudo.goto(`/patients/${man.patient}`);
		await rudo.getByRole('link', { name: 'Consent and stopped messages' }).click();
		await eachSize(rudo, 'automatic-consent');
		await rudo.getByRole('button', { name: 'Refused' }).click();
		await see(rudo, 'text=He does not agree to the messages.');
		await comes(tendai, 'h2:has-text("No SMS can be sent: this client wants no messages")');
		await comes(tendai, 'aside >> text=He does not agree to the messages.');
		await rudo.getByRole('button', { name: 'Agreed' }).click();
		await gone(rudo, 'text=He does not agree to the messages.');
		await tendai.getByRole('button', { name: 'He wants messages again' }).click();
		await see(tendai, '#text');
	},
};

run(steps);

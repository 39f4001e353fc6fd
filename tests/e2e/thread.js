/*
 * thread.js - a conversation with everything in it, read by two nurses, with a script and
 * without; and a flow of RapidPro that waits for an answer while a nurse writes.
 *
 *   PARTS=thread tests/e2e/loop.sh
 */
'use strict';

const { check, same, see, gone, eachSize, until, someone, someoneQuiet, reply, rapidpro, ledger, sql, shot, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
const ONCE = `e2e-${Date.now()}`; /* the flows drop a key that they have seen */
let tendai, rudo, man, other, plain;

const waitsIn = (e164) => sql(`SELECT coalesce((SELECT f.name FROM sim.run r JOIN sim.flow f ON f.id = r.flow_id
	JOIN sim.contact c ON c.id = r.contact_id JOIN sim.urn u ON u.contact_id = c.id
	WHERE u.urn = 'tel:${e164}' AND r.waits_at IS NOT NULL), '')`);

/* A flow is started by its name, as somebody else in the workspace would. */
async function starts(name, e164, params) {
	const res = await rapidpro('flow_starts', { flow: sql(`SELECT uuid FROM sim.flow WHERE name = '${name}'`), urns: [`tel:${e164}`], params });

	same(res.status, 201, 'RapidPro takes the start');
	await until(`${name} waits`, () => waitsIn(e164) === name);
	/* The list of runs has told us. */
	await until('we know that it waits', () => sql(`UPDATE feed SET polled_at = NULL WHERE name = 'runs'; SELECT count(*) FROM run r JOIN phone p ON p.id = r.phone_id
		WHERE p.e164 = '${e164}' AND r.flow = '${name}' AND r.exited_at IS NULL AND r.put_aside_at IS NULL`) !== '0', 40000);
}

async function writes(page, who, text) {
	await page.goto(`/messages/${who.thread}`);
	await page.locator('#text').fill(text);
	await page.getByRole('button', { name: 'Send', exact: true }).click();
	await see(page, `#thread li:has-text("${text}")`);
}

/* Somebody else's flow in the same workspace: it asks, and takes whatever he says next. */
function addSurvey() {
	sql(`INSERT INTO sim.flow (uuid, name, type, expires, definition, results, created_on, modified_on)
		SELECT 'aaaaaaaa-0000-4000-8000-00000000000a', 'Malaria survey', type, expires,
		jsonb_set(jsonb_set(definition, '{name}', '"Malaria survey"'), '{uuid}', '"aaaaaaaa-0000-4000-8000-00000000000a"'),
		results, created_on, modified_on FROM sim.flow WHERE name = 'Aftercare check-in' ON CONFLICT DO NOTHING`);
}

const steps = {
	async 'a note is for colleagues, and new to the other nurse'() {
		man = someoneQuiet(0);
		other = someoneQuiet(1);
		tendai = await someone('tendai', `/messages/${man.thread}`);
		rudo = await someone('rudo', `/messages/${man.thread}`);
		await tendai.locator('#text').fill('Half an answer');
		await tendai.locator('#note-box summary').click();
		await tendai.locator('#note').fill('He wants to be called after five.');
		await tendai.getByRole('button', { name: 'Keep the note' }).click();
		await see(tendai, '.notice:has-text("The note is in the conversation"), [role=status]:has-text("The note is in")');
		await see(tendai, '#thread li.note:has-text("He wants to be called after five.")');
		same(await tendai.locator('#text').inputValue(), 'Half an answer', 'what was typed is still there');
		await rudo.goto(`/messages/${man.thread}`);
		await see(rudo, '#thread li.note:has-text("He wants to be called after five.")');
		await see(rudo, '#unread:has-text("New since you last looked")');
		await eachSize(rudo, 'thread-note');
		same((await ledger(man.e164, 'after five')).length, 0, 'a note never leaves');
		await rudo.reload();
		await gone(rudo, '#unread');
	},

	async 'it is changed by who wrote it, and what it said stays'() {
		await tendai.locator('#thread li.note').getByRole('link', { name: 'Change' }).click();
		await tendai.getByLabel('Note', { exact: true }).fill('He wants to be called after six.');
		await tendai.getByRole('button', { name: 'Save', exact: true }).click();
		await see(tendai, '#thread li.note:has-text("after six")');
		await rudo.goto(`/messages/${man.thread}`);
		await rudo.locator('#thread li.note').getByRole('link', { name: 'Show' }).click();
		await see(rudo, 'h2:has-text("What it said before")');
		await see(rudo, 'text=He wants to be called after five.');
		same(await rudo.locator('textarea').count(), 0, 'a colleague does not change it');
	},

	async 'the same without a script'() {
		plain = await someone('rudo', `/messages/${man.thread}`, PLAIN);
		await plain.locator('#text').fill('Typed first');
		await plain.locator('#note-box summary').click();
		await plain.locator('#note').fill('Without a script');
		await plain.getByRole('button', { name: 'Keep the note' }).click();
		await see(plain, '#thread li.note:has-text("Without a script")');
		same((await plain.locator('#text').inputValue()).trim(), 'Typed first', 'what was typed is a draft');
		await eachSize(plain, 'thread-plain');
		await plain.locator('#thread li.note:has-text("Without a script")').getByRole('link', { name: 'Change' }).click();
		await plain.getByRole('button', { name: 'Withdraw the note' }).click();
		await see(plain, '#thread li.note:has-text("This note was withdrawn.")');
		await gone(plain, 'text=Without a script');
	},

	async 'fine days are one line that opens'() {
		const days = sql(`SELECT count(*) FROM checkin WHERE patient_id = ${man.patient} AND answer = 'fine'`);
		const [thread] = sql(`SELECT t.id FROM thread t JOIN checkin c ON c.patient_id = t.patient_id JOIN place pl
			ON pl.id = t.place_id WHERE pl.name LIKE 'Msasa%' AND c.answer = 'fine' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`).split('\n');
		check(Number(days) >= 0, 'the demonstration has check-ins');
		for (const page of [rudo, plain]) {
			await page.goto(`/messages/${thread}`);
			const fold = page.locator('#thread li.fold', { hasText: /^Days \d+ to \d+: no problem/ }).first();
			await fold.waitFor();
			same(await fold.locator('li.auto').first().isVisible(), false, 'folded');
			await fold.locator('summary').click();
			same(await fold.locator('li.auto').first().isVisible(), true, 'unfolded');
			await shot(page, page === plain ? 'thread-fold-plain' : 'thread-fold');
		}
	},

	async 'his texts are paused, and folded on his record'() {
		const [thread, patient] = sql(`SELECT t.id, t.patient_id FROM thread t JOIN place pl ON pl.id = t.place_id
			JOIN reminder r ON r.patient_id = t.patient_id AND r.state = 'planned' AND r.due_at > business_now() + interval '2 hours'
			JOIN enrolment e ON e.id = r.enrolment_id AND e.state = 'active'
			WHERE pl.name LIKE 'Msasa%' GROUP BY 1, 2 ORDER BY 1 LIMIT 1`).split('|');
		/* Whoever has fine days to fold, also when they are over. */
		const fine = sql(`SELECT c.patient_id FROM checkin c JOIN place pl ON pl.id = c.place_id
			WHERE pl.name LIKE 'Msasa%' AND c.answer = 'fine' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`);

		check(thread && patient && fine, 'somebody is asked, and somebody was fine');
		for (const page of [rudo, plain]) {
			await page.goto(`/messages/${thread}`);
			await page.locator('#about a', { hasText: 'Pause…' }).click();
			await page.getByLabel('Because').fill('He is on the ward');
			await eachSize(page, page === plain ? 'thread-pause-plain' : 'thread-pause');
			await page.getByRole('button', { name: 'Pause', exact: true }).click();
			await see(page, 'text=Paused: no automatic SMS until that day.');
			await see(page, '#thread >> text=/No automatic SMS until .* by you: He is on the ward/');
			await see(page, '#about >> text=/Paused until .*: He is on the ward/');
			await shot(page, page === plain ? 'thread-paused-plain' : 'thread-paused');
			await page.goto(`/patients/${fine}`);
			await page.locator('#timeline summary', { hasText: /^Days \d+ to \d+: no problem/ }).first().click();
			await see(page, '#timeline details[open] >> text=/Day \\d+ check-in/');
			await eachSize(page, page === plain ? 'thread-record-plain' : 'thread-record');
			await page.goto(`/patients/${patient}`);
			await page.getByRole('button', { name: 'Start them again now' }).click();
			await see(page, 'text=The automatic SMS go on.');
		}
	},

	async 'our question that waits is put aside when a nurse writes'() {
		await starts('Aftercare check-in', man.e164, { checkin: ONCE, text: 'Day 5. Any problem? 0 or 1' });
		await rudo.goto(`/messages/${man.thread}`);
		await see(rudo, '#flow:has-text("The question of the check-in waits for an answer.")');
		await shot(rudo, 'thread-flow-waits');
		await writes(rudo, man, 'How is the wound today?');
		await until('it leaves', async () => (await ledger(man.e164, 'How is the wound today?')).length === 1, 30000);
		same(waitsIn(man.e164), '', 'no flow waits any more');
		await rudo.reload();
		await see(rudo, '#thread li.event:has-text("was put aside: your conversation goes on here")');
		await shot(rudo, 'thread-put-aside');
		/* What he says now is said to her. */
		await reply(man.e164, 'It is dry, thank you');
		await see(rudo, '#thread li.in-sms:has-text("It is dry, thank you")', 40000);
		same(sql(`SELECT count(*) FROM sim.run r JOIN sim.contact c ON c.id = r.contact_id JOIN sim.urn u ON u.contact_id = c.id
			JOIN sim.flow f ON f.id = r.flow_id WHERE u.urn = 'tel:${man.e164}' AND f.name = 'Aftercare check-in' AND r.responded
			AND r.params->>'checkin' = '${ONCE}'`), '0', 'the flow did not take it');
	},

	async 'so is somebody else’s, and without our flow for texts too'() {
		addSurvey();
		for (const words of ['First words to him', 'Second words to him']) {
			if (words.startsWith('Second')) {
				sql("UPDATE sim.flow SET archived = true, modified_on = now() WHERE name = 'Aftercare guarded send'");
				await until('we know that it is gone', () => sql('UPDATE feed SET polled_at = NULL WHERE name = \'flows\'; SELECT send_flow IS NULL FROM gateway') === 't', 90000);
				/* For a minute it may come back. */
				sql("UPDATE gateway SET flow_missed_at = flow_missed_at - interval '1 minute'");
			}
			await starts('Malaria survey', other.e164, { checkin: `${ONCE} ${words}`, text: 'Did you sleep under a net? yes or no' });
			await writes(rudo, other, words);
			await until('it leaves', async () => (await ledger(other.e164, words)).length === 1, 60000);
			same(waitsIn(other.e164), '', 'the survey waits no more');
		}
		await rudo.goto(`/messages/${other.thread}`);
		same(await rudo.locator('#thread li.event:has-text("“Malaria survey” of RapidPro waited for an answer and was put aside")').count(), 2);
		await reply(other.e164, 'yes sister');
		await until('it is in the conversation', async () => {
			await rudo.reload();
			return rudo.locator('#thread li.in-sms:has-text("yes sister")').count();
		}, 30000);
		sql("UPDATE sim.flow SET archived = false, modified_on = now() WHERE name = 'Aftercare guarded send'");
	},
};

run(steps);

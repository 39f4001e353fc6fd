/*
 * delivery.js - what does not arrive, in the hands of two nurses at once: one by one and
 * several, sent again, called instead, set aside, held and let go, and taken back; questions
 * that were cut off; and what is wrong with the line, on every page and by mail.  With a
 * script and without.
 *
 *   PARTS=delivery tests/e2e/loop.sh
 */
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const net = require('net');
const path = require('path');
const { check, same, see, gone, eachSize, until, comes, goes, someone, someoneQuiet, reply, fate, rapidpro, ledger, advance, sql, data, shot, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
const WORDS = 'Please come and show us the wound';
let tendai, rudo, men;

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const row = (page, man) => page.locator(`#undelivered tr:has-text("${man.name}")`);
const state = (man) => sql(`SELECT coalesce((SELECT m.state FROM message m WHERE m.thread_id = ${man.thread} AND m.body LIKE '${WORDS}%'
	ORDER BY m.id DESC LIMIT 1), '')`);
const tasks = (man) => Number(sql(`SELECT count(*) FROM task WHERE open AND patient_id = ${man.patient} AND kind = 'free'`));

/* The eight seconds of Undo are another part's; what is due leaves at the worker's next look, and what became of it is asked. */
const hurry = () => sql(`UPDATE outbox SET run_at = business_now() WHERE state = 'ready' AND kind = 'text'
	AND body LIKE '%${WORDS}%' AND run_at > business_now();
	UPDATE feed SET polled_at = NULL WHERE name IN ('runs', 'messages') AND polled_at < business_now() - interval '1 second'`);

async function writes(page, man, text) {
	await page.goto(`/messages/${man.thread}`);
	await page.locator('#text').fill(text);
	await press(page, 'Send');
	await see(page, `#thread li:has-text("${text}")`);
}

/* The last text of each. */
async function become(some, what) {
	await until(`their texts are ${what}`, () => hurry() === '' && some.every((man) => state(man) === what), 40000);
}

async function tick(page, ...some) {
	for (const man of some)
		await row(page, man).getByRole('checkbox').check();
}

/* Another day of the clinic: sessions do not last so long. */
async function dayLater(how) {
	await Promise.all([tendai, rudo].map((page) => page?.context().close()));
	await advance(how);
	[tendai, rudo] = await Promise.all([someone('tendai'), someone('rudo', '/', PLAIN)]);
}

/* Who of the first clinic was asked today, has a phone of his own, and has not answered. */
function asked() {
	return sql(`SELECT p.id, k.message_id, trim(p.given_name || ' ' || p.family_name), ph.e164, ph.contact_uuid, m.body
		FROM checkin k JOIN message m ON m.id = k.message_id JOIN patient p ON p.id = k.patient_id JOIN phone ph ON ph.id = p.phone_id
		JOIN place pl ON pl.id = p.place_id JOIN run r ON r.outbox_id = m.outbox_id AND r.phone_id = ph.id AND r.exited_at IS NULL
		WHERE pl.name LIKE 'Msasa%' AND k.answer = '' AND m.state IN ('sent', 'delivered') AND m.kind = 'checkin'
		AND k.asked_at > business_now() - interval '12 hours' AND p.opted_out_at IS NULL
		AND NOT EXISTS (SELECT FROM patient o WHERE o.id <> p.id AND (o.phone_id = ph.id OR o.phone2_id = ph.id))
		ORDER BY p.id`).split('\n').map((line) => {
		const [patient, message, name, e164, contact, question] = line.split('|');
		return { patient, message, name, e164, contact, question };
	});
}

/* Somebody ends it in RapidPro, and the feed of runs tells us. */
async function cutOff(...some) {
	const res = await rapidpro('contact_actions', { contacts: some.map((man) => man.contact), action: 'interrupt' });

	check(res.ok, `RapidPro answers ${res.status}`);
	await until('we know that they were cut off', () => sql(`UPDATE feed SET polled_at = NULL WHERE name = 'runs'; SELECT count(*) FROM run r
		JOIN message m ON m.outbox_id = r.outbox_id AND m.phone_id = r.phone_id
		WHERE m.id IN (${some.map((man) => man.message)}) AND r.exit_type = 'interrupted'`) === String(some.length), 40000);
}

const question = (page, man) => page.locator(`main tbody tr:has-text("${man.name}")`);
/* Today: the words of another day may be the same. */
const times = async (man) => {
	const today = sql("SELECT to_char(business_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')");

	return (await ledger(man.e164, man.question)).filter((sms) => sms.at.startsWith(today)).length;
};

/* What a server of mail is told, each mail as it came. */
function mailServer() {
	const mails = [];
	const server = net.createServer((line) => {
		let text = '', inside = false;
		const say = (words) => line.write(`${words}\r\n`);

		line.setEncoding('utf8');
		line.on('error', () => {});
		line.on('data', (bytes) => {
			for (text += bytes; text.includes(inside ? '\r\n.\r\n' : '\r\n');) {
				const end = text.indexOf(inside ? '\r\n.\r\n' : '\r\n');
				const said = text.slice(0, end);

				text = text.slice(end + (inside ? 5 : 2));
				if (inside)
					mails.push(said.replace(/=\r\n/g, ''));
				say(inside ? '250 taken' : /^DATA/i.test(said) ? '354 go on' : /^QUIT/i.test(said) ? '221 bye' : '250 yes');
				inside = !inside && /^DATA/i.test(said);
			}
		});
		say('220 here');
	});

	return new Promise((done) => server.listen(0, '127.0.0.1', () => done({ server, mails, port: server.address().port })));
}

/* One more worker, which knows a server of mail. */
function mailingWorker(port) {
	const conf = path.join(data, 'worker-mail.conf');

	fs.writeFileSync(conf, `${fs.readFileSync(path.join(data, 'worker.conf'), 'utf8')}
mail_server = smtp://127.0.0.1:${port}
mail_from = aftercare@example.org
`);
	/* It ends with this journey, however that ends. */
	return spawn('setpriv', ['--pdeathsig', 'TERM', path.join(path.dirname(process.env.AFTERCARECTL), 'worker'), conf],
		{ stdio: ['ignore', 'ignore', fs.openSync(path.join(data, 'log', 'worker-mail.log'), 'a')] });
}

const looks = () => sql(`UPDATE feed SET polled_at = NULL WHERE name = 'troubles'`);
const fault = (name, probability, endpoint) => sql(probability ?
	`INSERT INTO sim.fault (name, endpoint, probability) VALUES ('${name}', '${endpoint}', ${probability})` : `DELETE FROM sim.fault WHERE name = '${name}'`);

const steps = {
	async 'what did not arrive is listed for both, by its reason'() {
		men = [0, 1, 2].map(someoneQuiet);
		for (const man of men)
			man.name = sql(`SELECT trim(given_name || ' ' || family_name) FROM patient WHERE id = ${man.patient}`);
		sql('UPDATE sim.setting SET failed_ms = 100'); /* five minutes of the network's patience */
		[tendai, rudo] = await Promise.all([someone('tendai', '/messages'), someone('rudo', '/delivery', PLAIN)]);
		await Promise.all(men.map((man) => fate(man.e164, 'undeliverable')));
		for (const man of men)
			await writes(tendai, man, WORDS);
		await become(men, 'failed');
		await Promise.all([tendai.goto('/delivery'), rudo.reload()]);
		for (const page of [tendai, rudo])
			for (const man of men)
				await see(page, `#undelivered tr:has-text("${man.name}"):has-text("${WORDS}")`);
		await eachSize(tendai, 'delivery-failed');
	},

	async 'several are sent again after a question, but for what a colleague set aside meanwhile'() {
		const [first, second, third] = men;

		await Promise.all([first, second].map((man) => fate(man.e164, 'normal')));
		await tick(tendai, first, second, third);
		await press(tendai, 'Send again');
		await see(tendai, 'h1:has-text("Send again?")');
		same(await tendai.locator('main form li').count(), 3, 'each is named');
		await see(tendai, 'main >> text=SMS to pay for: 3.');
		await eachSize(tendai, 'delivery-question');
		await row(rudo, third).locator('summary').click();
		await row(rudo, third).getByLabel('Why').fill('He is on his way');
		await row(rudo, third).getByRole('button', { name: 'Set aside' }).click();
		await see(rudo, '.notices >> text=Set aside: it is listed no more.');
		await press(tendai, 'Send again');
		await see(tendai, '.notices >> text=It will be sent again.');
		await become([first, second], 'delivered');
		for (const man of [first, second])
			same((await ledger(man.e164, WORDS)).length, 2, 'the first, and once again');
		same((await ledger(third.e164, WORDS)).length, 1, 'not what was set aside');
		await tendai.goto('/delivery');
		for (const man of men)
			await gone(tendai, row(tendai, man).first());
	},

	async 'what was set aside is taken back, and the second of two is told'() {
		const third = men[2];

		await rudo.locator('#notice').getByRole('button', { name: 'Undo' }).click();
		await see(rudo, '.notices >> text=Taken back.');
		await see(rudo, `#undelivered tr:has-text("${third.name}"):has-text("${WORDS}")`);
		await tendai.goto('/delivery');
		await row(tendai, third).getByRole('button', { name: 'Call instead' }).click();
		await see(tendai, '.notices >> text=/task/i');
		same(tasks(third), 1, 'one task to call him');
		await row(rudo, third).getByRole('button', { name: 'Call instead' }).click();
		await see(rudo, '.notices >> text=Nothing was changed: somebody has decided already');
		same(tasks(third), 1, 'still one');
	},

	async 'several become tasks to call, once for each'() {
		const some = men.slice(0, 2);

		await Promise.all(some.map((man) => fate(man.e164, 'undeliverable')));
		for (const man of some)
			await writes(tendai, man, `${WORDS} today`);
		await become(some, 'failed');
		await rudo.goto('/delivery');
		await tick(rudo, ...some);
		await press(rudo, 'Call instead');
		await see(rudo, 'h1:has-text("Call instead?")');
		await eachSize(rudo, 'delivery-call-plain');
		await tendai.goto('/delivery');
		await tick(tendai, some[0]);
		await press(tendai, 'Call instead');
		await press(tendai, 'Make the tasks');
		await see(tendai, '.notices >> text=The tasks to call are in the list.');
		await press(rudo, 'Make the tasks');
		await see(rudo, '.notices >> text=The tasks to call are in the list.');
		for (const man of some)
			same(tasks(man), 1, 'one task each');
		await rudo.goto('/tasks');
		for (const man of some)
			await see(rudo, `#tasks tr:has-text("${man.name}"):has-text("Call: an SMS did not reach this client")`);
	},

	async 'several are set aside with a reason, and all taken back at once'() {
		const some = men.slice(0, 2);

		for (const man of some)
			await writes(tendai, man, `${WORDS} tomorrow`);
		await become(some, 'failed');
		await tendai.goto('/delivery');
		await tick(tendai, ...some);
		await press(tendai, 'Set aside');
		await see(tendai, 'h1:has-text("Set aside?")');
		await tendai.getByLabel('Why').fill('Both came this morning');
		await press(tendai, 'Set aside');
		await see(tendai, '.notices >> text=Set aside: it is listed no more.');
		same(await row(tendai, some[0]).count(), 0);
		await tendai.locator('#notice').getByRole('button', { name: 'Undo' }).click();
		await see(tendai, '.notices >> text=Taken back.');
		await rudo.goto('/delivery');
		for (const page of [tendai, rudo])
			for (const man of some)
				await see(page, `#undelivered tr:has-text("${man.name}"):has-text("tomorrow")`);
	},

	async 'a wrong number is corrected by one, and the other sends again to the new one'() {
		const man = someoneQuiet(0), number = '+263773110441';

		man.name = sql(`SELECT trim(given_name || ' ' || family_name) FROM patient WHERE id = ${man.patient}`);
		await fate(man.e164, 'wrong');
		await writes(tendai, man, `${WORDS} on Monday`);
		await become([man], 'failed');
		/* As a network says it that says why. */
		sql(`UPDATE message SET reason = 'number not in use' WHERE thread_id = ${man.thread} AND state = 'failed'`);
		await Promise.all([tendai, rudo].map((page) => page.goto('/delivery')));
		await row(rudo, man).getByRole('link', { name: /^Correct the number/ }).click();
		await rudo.getByLabel('Mobile phone').fill('0773 110 441');
		await press(rudo, 'Save number');
		await row(tendai, man).getByRole('button', { name: /^Send again/ }).click();
		await see(tendai, '.notices >> text=It will be sent again.');
		await until('it is sent', async () => { hurry(); return (await ledger(number, 'on Monday')).length === 1; }, 40000);
		same((await ledger(man.e164, 'on Monday')).length, 1, 'to the old one once');
		await rudo.goto(`/messages/${man.thread}`);
		await see(rudo, '#thread >> text=on Monday');
	},

	async 'what waited for a day is held: dropped, held again, and let go by the other'() {
		const some = men.slice(0, 2);
		const held = (page, man) => page.locator(`main tr:has-text("${man.name}")`);

		await Promise.all(some.map((man) => fate(man.e164, 'normal')));
		for (const man of some) {
			await writes(tendai, man, `${WORDS} at nine`);
			sql(`UPDATE outbox SET created_at = created_at - interval '25 hours', run_at = run_at - interval '25 hours'
				WHERE state = 'ready' AND body LIKE '%at nine%'`);
		}
		/* A message is also called held while it can be taken back. */
		await until('both are held', () => sql(`SELECT count(*) FROM outbox WHERE state = 'held' AND body LIKE '%at nine%'`) === '2');
		await rudo.goto('/delivery?kind=held');
		await tendai.goto('/delivery?kind=held');
		await eachSize(tendai, 'delivery-held');
		await press(tendai, 'Drop all');
		await see(tendai, 'h1:has-text("Drop these?")');
		await tendai.getByLabel('Why').fill('Nine has passed');
		await press(tendai, 'Drop');
		await see(tendai, '.notices >> text=It will not be sent.');
		await held(rudo, some[0]).getByRole('button', { name: /^Release/ }).click();
		await see(rudo, '.notices >> text=Nothing was changed: somebody has decided already');
		await tendai.locator('#notice').getByRole('button', { name: 'Undo' }).click();
		await see(tendai, '.notices >> text=Taken back.');
		await rudo.goto('/delivery?kind=held');
		await press(rudo, 'Release all');
		await see(rudo, 'h1:has-text("Release these?")');
		await press(rudo, 'Release');
		await see(rudo, '.notices >> text=Released: it leaves in a few seconds');
		await become(some, 'delivered');
		for (const man of some)
			same((await ledger(man.e164, 'at nine')).length, 1, 'once');
	},

	async 'a question that was cut off is asked again by one of two, and answered'() {
		await dayLater('1d');
		men = asked();
		check(men.length >= 6, `${men.length} were asked`);
		const [first, ...others] = men.slice(0, 3);
		await cutOff(first, ...others);
		await Promise.all([tendai, rudo].map((page) => page.goto('/delivery?kind=interrupted')));
		for (const page of [tendai, rudo])
			for (const man of [first, ...others])
				await see(question(page, man), 'text=It was cut off: something else began in RapidPro.');
		await eachSize(tendai, 'delivery-cut-off');
		await question(tendai, first).getByRole('button', { name: /^Ask again/ }).click();
		await see(tendai, '.notices >> text=Today’s question is sent once more.');
		await question(rudo, first).getByRole('button', { name: /^Ask again/ }).click();
		await see(rudo, '.notices >> text=Nothing was changed: somebody has decided already');
		await until('he is asked once more', async () => await times(first) === 2, 30000);
		await reply(first.e164, '0');
		await until('it is the answer of today', () => sql(`SELECT answer FROM checkin WHERE patient_id = ${first.patient} ORDER BY asked_at DESC LIMIT 1`) === 'fine', 30000);
		same(await times(first), 2, 'not a third time');
		await Promise.all([tendai, rudo].map((page) => page.goto('/delivery?kind=interrupted')));
		for (const page of [tendai, rudo])
			same(await question(page, first).count(), 0);
	},

	async 'the rest are asked at once, but for whom the other calls'() {
		const [, second, third] = men;

		await press(rudo, 'Ask today’s again');
		await see(rudo, 'h1:has-text("Ask again?")');
		same(await rudo.locator('main form li').count(), 2, 'each is named');
		await eachSize(rudo, 'delivery-ask-plain');
		await question(tendai, second).getByRole('button', { name: /^Call instead/ }).click();
		await see(tendai, '.notices >> text=/task/i');
		await press(rudo, 'Ask again');
		await see(rudo, '.notices >> text=Today’s question is sent once more.');
		await until('he is asked once more', async () => await times(third) === 2, 30000);
		same(await times(second), 1, 'he is called');
		await tendai.goto('/delivery?kind=interrupted');
		for (const man of men)
			same(await question(tendai, man).count(), 0, 'nothing is left to do');
	},

	async 'when its day has passed today’s is asked; what has not begun is set aside by one'() {
		const late = men[3];

		await cutOff(late);
		await dayLater('1d');
		const today = asked().find((man) => man.patient === late.patient);
		const idle = asked().find((man) => man.patient === men[4].patient);
		await cutOff(today);
		/* RapidPro took it, and nothing came of it; for the while of this step nothing is swept up. */
		sql(`DELETE FROM run r USING message m WHERE m.id = ${idle.message} AND r.outbox_id = m.outbox_id AND r.phone_id = m.phone_id;
			UPDATE message SET state = 'queued', rapidpro_id = NULL WHERE id = ${idle.message};
			UPDATE feed SET polled_at = business_now() WHERE name = 'sweep'`);
		await Promise.all([tendai, rudo].map((page) => page.goto('/delivery?kind=interrupted')));
		for (const page of [tendai, rudo]) {
			await see(question(page, late), `button:has-text("Its day has passed: ask today’s")`);
			await see(question(page, idle), 'text=RapidPro took it, and it has not begun.');
		}
		await shot(tendai, 'delivery-day-passed');
		await question(rudo, idle).getByRole('button', { name: /^Set aside/ }).click();
		await see(rudo, '.notices >> text=Set aside: it is listed no more.');
		await rudo.goto('/delivery?kind=interrupted');
		await question(rudo, late).getByRole('button', { name: /^Its day has passed/ }).click();
		await see(rudo, '.notices >> text=Today’s question is sent once more.');
		await question(tendai, late).getByRole('button', { name: /^Its day has passed/ }).click();
		await see(tendai, '.notices >> text=Nothing was changed: somebody has decided already');
		await until('he is asked once more', async () => await times(today) === 2, 30000);
		await tendai.goto('/delivery?kind=interrupted');
		same(await question(tendai, idle).count(), 0);
	},

	async 'what is wrong with the line stands on every page, and is mailed to whom the administrator names'() {
		const { server, mails, port } = await mailServer();
		const worker = mailingWorker(port);
		const told = (words) => mails.filter((mail) => mail.includes(words)).length;
		const [man] = asked();

		man.thread = sql(`SELECT id FROM thread WHERE patient_id = ${man.patient}`);
		try {
			await dayLater('2h');
			/* The cases of the days that went by are another part's. */
			sql(`UPDATE case_notice SET seen_at = business_now() WHERE seen_at IS NULL;
				UPDATE trouble SET ended_at = business_now() WHERE kind = 'unheard' AND ended_at IS NULL`);
			const admin = await someone('farai', '/admin/mail');
			const other = await someone('thandi', '/tasks');
			await admin.getByLabel('Name').fill('Ada Line');
			await admin.getByLabel('Address').fill('ada@example.org');
			await press(admin, 'Tell this person too');
			await see(admin, 'text=ada@example.org');
			await Promise.all([tendai.goto(`/messages/${man.thread}`), rudo.goto('/tasks')]);
			const acts = await tendai.locator('#acts').boundingBox();
			/* At this hour somebody has always written, and nobody has for two hours. */
			sql(`DELETE FROM usual_hour; INSERT INTO usual_hour (place_id, weekend, hour, days, heard)
				SELECT id, w, h, 10, 10 FROM place, generate_series(0, 23) h, unnest(ARRAY[true, false]) w WHERE name LIKE 'Msasa%'`);
			looks();
			await comes(tendai, '#trouble:has-text("No SMS has come in")');
			same(await tendai.locator('#acts').boundingBox(), acts, 'nothing moves under her hand');
			await shot(tendai, 'delivery-silence');
			await rudo.reload();
			await see(rudo, '#trouble:has-text("No SMS has come in")');
			await eachSize(rudo, 'delivery-silence-plain');
			await until('it is mailed', () => told('No SMS has come in') === 1, 40000);
			check(!(await other.locator('#trouble').textContent()).trim(), 'another facility is not silent');
			/* Of what is written nobody knows whether it left, and what follows waits for it: that weighs more. */
			fault('reset', 1, 'flow_starts');
			await writes(tendai, man, `${WORDS} by noon`);
			hurry();
			await until('nobody knows whether it left', () => sql(`SELECT state FROM outbox WHERE body LIKE '%by noon'`) === 'unsure', 40000);
			await writes(tendai, man, `${WORDS} by noon, please`);
			hurry();
			sql(`UPDATE outbox SET created_at = created_at - interval '20 minutes' WHERE body LIKE '%by noon%'`);
			await until('it waits', () => { looks(); return sql(`SELECT count(*) FROM trouble WHERE kind = 'waiting' AND ended_at IS NULL`) === '1'; }, 40000);
			for (const page of [tendai, other])
				await comes(page, '#trouble:has-text("Messages leave too slowly")');
			await rudo.reload();
			await see(rudo, '#trouble:has-text("Messages leave too slowly")');
			await until('it is mailed', () => told('Messages leave too slowly') === 1, 40000);
			/* It leaves, somebody writes, and ten minutes go by. */
			fault('reset', 0);
			await reply(man.e164, 'I am here');
			await until('both leave', async () => {
				/* For 75 seconds a call that was cut off may still be carried out, and the next waits: another part's. */
				sql(`UPDATE outbox SET run_at = business_now(), hold_until = business_now() WHERE state IN ('ready', 'unsure', 'accepted')
					AND body LIKE '%by noon%' AND (run_at > business_now() + interval '3 seconds' OR hold_until > business_now())`);
				return (await ledger(man.e164, 'by noon')).length === 2;
			}, 60000);
			same((await ledger(man.e164, 'by noon, please')).length, 1, 'each once');
			await until('it is over', () => {
				sql(`UPDATE trouble SET seen_at = seen_at - interval '11 minutes' WHERE ended_at IS NULL`);
				looks();
				return sql('SELECT count(*) FROM trouble WHERE ended_at IS NULL') === '0';
			}, 40000);
			for (const page of [tendai, other])
				await goes(page, '#trouble p');
			await rudo.reload();
			same(await rudo.locator('#trouble p').count(), 0);
			await until('that is mailed too', () => told('No SMS has come in') === 2 && told('Messages leave too slowly') === 2, 40000);
			check(!mails.some((mail) => mail.includes(man.name) || mail.includes(man.e164.slice(4)) || mail.includes(WORDS)), 'nothing of a patient');
			await admin.reload();
			await see(admin, 'text=No SMS has come in');
			await shot(admin, 'delivery-mail');
			await admin.context().close();
			await other.context().close();
		} finally {
			worker.kill('SIGTERM');
			server.close();
		}
	},

	async 'what came while the line was dark is found once, in order, with its times'() {
		const man = asked()[1], texts = ['Said in the dark', 'Said in the dark again', 'Said as it became light'];
		const lines = (page) => page.locator('#thread .in-sms .bubble').filter({ hasText: /^Said / });

		fault('webhook_lost', 1, '');
		fault('reset', 1, '');
		for (const text of texts.slice(0, 2))
			await reply(man.e164, text);
		await dayLater('30m');
		await Promise.all([tendai, rudo].map((page) => page.goto(`/messages/${sql(`SELECT id FROM thread WHERE patient_id = ${man.patient}`)}`)));
		same(await lines(tendai).count(), 0, 'nothing is known of it');
		await reply(man.e164, texts[2]);
		fault('webhook_lost', 0);
		fault('reset', 0);
		await comes(tendai, lines(tendai).nth(2), 90000);
		await rudo.reload();
		for (const page of [tendai, rudo]) {
			same((await lines(page).allTextContents()).map((text) => text.trim()), texts, 'each once, in order');
			same(await page.locator('#thread .in-sms:has-text("Said in the dark") >> text=/arrived late/').count(), 2);
		}
		await shot(tendai, 'delivery-dark');
	},
};

run(steps);

/*
 * delivery.js - what does not arrive, in the hands of two nurses at once: one by one and
 * several, sent again, called instead, set aside, held and let go, and taken back; with a
 * script and without.
 *
 *   PARTS=delivery tests/e2e/loop.sh
 */
'use strict';

const { check, same, see, gone, until, someone, someoneQuiet, handset, ledger, sql, shot, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
const WORDS = 'Please come and show us the wound';
let tendai, rudo, men;

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const row = (page, man) => page.locator(`#undelivered tr:has-text("${man.name}")`);
const state = (man) => sql(`SELECT coalesce((SELECT m.state FROM message m WHERE m.thread_id = ${man.thread} AND m.body LIKE '${WORDS}%'
	ORDER BY m.id DESC LIMIT 1), '')`);
const tasks = (man) => Number(sql(`SELECT count(*) FROM task WHERE open AND patient_id = ${man.patient} AND kind = 'free'`));

/* The eight seconds of Undo are another part's; what is due leaves at the worker's next look. */
const hurry = () => sql(`UPDATE outbox SET run_at = business_now() WHERE state = 'ready' AND kind = 'text'
	AND body LIKE '%${WORDS}%'`);

async function fate(man, words) {
	await (await handset(man.e164, words)).close();
}

async function writes(page, man, text) {
	await page.goto(`/messages/${man.thread}`);
	await page.locator('#text').fill(text);
	await press(page, 'Send');
	await see(page, `#thread li:has-text("${text}")`);
}

/* The last text of each. */
async function become(some, what) {
	hurry();
	await until(`their texts are ${what}`, () => some.every((man) => state(man) === what), 40000);
}

async function tick(page, ...some) {
	for (const man of some)
		await row(page, man).getByRole('checkbox').check();
}

async function narrow(page, name) {
	for (const [width, height] of [[1366, 768], [320, 640]]) {
		await page.setViewportSize({ width, height });
		check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} at ${width}`);
		await shot(page, `delivery-${name}-${width}`);
	}
	await page.setViewportSize({ width: 1366, height: 768 });
}

const steps = {
	async 'what did not arrive is listed for both, by its reason'() {
		men = [0, 1, 2].map(someoneQuiet);
		for (const man of men)
			man.name = sql(`SELECT trim(given_name || ' ' || family_name) FROM patient WHERE id = ${man.patient}`);
		sql('UPDATE sim.setting SET failed_ms = 100'); /* five minutes of the network's patience */
		[tendai, rudo] = await Promise.all([someone('tendai', '/messages'), someone('rudo', '/delivery', PLAIN)]);
		await Promise.all(men.map((man) => fate(man, 'undeliverable')));
		for (const man of men)
			await writes(tendai, man, WORDS);
		await become(men, 'failed');
		await Promise.all([tendai.goto('/delivery'), rudo.reload()]);
		for (const page of [tendai, rudo])
			for (const man of men)
				await see(page, `#undelivered tr:has-text("${man.name}"):has-text("${WORDS}")`);
		await narrow(tendai, 'failed');
	},

	async 'several are sent again after a question, but for what a colleague set aside meanwhile'() {
		const [first, second, third] = men;

		await Promise.all([first, second].map((man) => fate(man, 'normal')));
		await tick(tendai, first, second, third);
		await press(tendai, 'Send again');
		await see(tendai, 'h1:has-text("Send again?")');
		same(await tendai.locator('main form li').count(), 3, 'each is named');
		await see(tendai, 'main >> text=SMS to pay for: 3.');
		await narrow(tendai, 'question');
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

		await Promise.all(some.map((man) => fate(man, 'undeliverable')));
		for (const man of some)
			await writes(tendai, man, `${WORDS} today`);
		await become(some, 'failed');
		await rudo.goto('/delivery');
		await tick(rudo, ...some);
		await press(rudo, 'Call instead');
		await see(rudo, 'h1:has-text("Call instead?")');
		await narrow(rudo, 'call-plain');
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

	async 'what waited for a day is held: dropped, held again, and let go by the other'() {
		const some = men.slice(0, 2);
		const held = (page, man) => page.locator(`main tr:has-text("${man.name}")`);

		await Promise.all(some.map((man) => fate(man, 'normal')));
		for (const man of some) {
			await writes(tendai, man, `${WORDS} at nine`);
			sql(`UPDATE outbox SET created_at = created_at - interval '25 hours', run_at = run_at - interval '25 hours'
				WHERE state = 'ready' AND body LIKE '%at nine%'`);
		}
		/* A message is also called held while it can be taken back. */
		await until('both are held', () => sql(`SELECT count(*) FROM outbox WHERE state = 'held' AND body LIKE '%at nine%'`) === '2');
		await rudo.goto('/delivery?kind=held');
		await tendai.goto('/delivery?kind=held');
		await narrow(tendai, 'held');
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
};

run(steps);

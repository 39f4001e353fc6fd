/*
 * desk.js - what the tests of the whole system share: a browser whose pages
 * fail the test when they complain, signing in, the simulator's phones and
 * ledger, the demonstration's clock, and counting what was checked.
 */
'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const { execFile, execFileSync } = require('child_process');
const { launch } = require('./browser.js');

const ROOT = path.join(__dirname, '..', '..');
const CTL = process.env.AFTERCARECTL || path.join(ROOT, 'build', 'gcc', 'aftercarectl');
const PASSWORD = 'quiet morning clinic';
const PATIENCE = 15000;
/* A refusal that the page shows in words is no fault of the page. */
const REFUSED = /Failed to load resource: the server responded with a status of (401|409|413|422)/;
const NOWHERE = '/no-such-page';

const [base, data] = process.argv.slice(2);
const faults = [];
let browser, sessions = {}, checks = 0, failed = 0;

function check(truth, words) {
	assert(truth, words);
	checks++;
}

function same(actual, expected, words) {
	assert.deepStrictEqual(actual, expected, words);
	checks++;
}

/* Whether it becomes visible, in time. */
async function see(where, what, ms = PATIENCE) {
	const it = typeof what === 'string' ? where.locator(what) : where.getByText(what);

	await it.first().waitFor({ state: 'visible', timeout: ms });
	checks++;
	return it.first();
}

/* Nothing is wider than the window; of a page that is coming, once it is there. */
async function fits(page, words) {
	const isNarrow = () => page.evaluate((width) => document.documentElement.scrollWidth <= Math.min(width, innerWidth),
		page.viewportSize().width);

	check(await isNarrow().catch(async (error) => {
		if (!/context was destroyed/.test(error.message))
			throw error;
		await page.waitForLoadState();
		return isNarrow();
	}), words);
}

const SIZES = [[1366, 768], [320, 640]];

/* Wide and narrow: nothing is wider than the window. */
async function eachSize(page, name) {
	for (const [width, height] of SIZES) {
		await page.setViewportSize({ width, height });
		await fits(page, `${name} at ${width}`);
		await shot(page, `${name}-${width}`);
	}
	await page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] });
}

async function gone(where, what, ms = PATIENCE) {
	const it = typeof what === 'string' ? where.locator(what) : where.getByText(what);

	await it.first().waitFor({ state: 'hidden', timeout: ms });
	checks++;
}

/* Until a question about the outside world is answered with anything true. */
async function until(words, ask, ms = PATIENCE) {
	const end = Date.now() + ms;

	for (;;) {
		const answer = await ask();
		if (answer) {
			checks++;
			return answer;
		}
		assert(Date.now() < end, `not within ${ms / 1000} s: ${words}`);
		await new Promise((done) => setTimeout(done, 100));
	}
}

/* What others did, on a page that stays open: she comes back to its window, and it asks at once. */
async function comes(page, what, ms = PATIENCE * 2) {
	const it = typeof what === 'string' ? page.locator(what) : what;

	await until(`on the open page: ${what}`, async () => {
		await page.evaluate(() => dispatchEvent(new Event('focus')));
		await page.waitForTimeout(300);
		return it.first().isVisible();
	}, ms).catch(async (error) => {
		error.message += `; it ends: ${(await page.innerText('main')).slice(-400)}`;
		throw error;
	});
	return it.first();
}

async function goes(page, what, ms = PATIENCE * 2) {
	const it = typeof what === 'string' ? page.locator(what) : what;

	await until(`gone from the open page: ${what}`, async () => {
		await page.evaluate(() => dispatchEvent(new Event('focus')));
		await page.waitForTimeout(300);
		return !(await it.first().isVisible());
	}, ms);
}

/* The browser. */

function listen(page) {
	page.on('pageerror', (e) => faults.push(`${page.url()}: ${e.message}`));
	page.on('console', (m) => {
		if (m.type() === 'error' && !REFUSED.test(m.text()) && !m.location().url.endsWith(NOWHERE))
			faults.push(`${page.url()}: ${m.text()}`);
	});
}

async function context(options = {}) {
	const c = await browser.newContext({ baseURL: base, viewport: { width: 1366, height: 768 },
		reducedMotion: 'reduce', ...options });

	c.setDefaultTimeout(PATIENCE);
	c.on('page', listen);
	if (options.javaScriptEnabled !== false)
		await c.addInitScript(() => document.addEventListener('securitypolicyviolation', (e) =>
			console.error(`refused by the policy: ${e.violatedDirective} ${e.blockedURI}`)));
	return c;
}

async function signIn(page, username, to = '/') {
	await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
	await page.getByLabel('User name').fill(username);
	await page.getByLabel('Password').fill(PASSWORD);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.locator('header.bar details.me').waitFor();
	await page.waitForLoadState();
}

/* A browser of somebody's own, signed in: once, until the clock has gone on. */
async function someone(username, to = '/', options = {}) {
	if (!sessions[username]) {
		const page = await (await context()).newPage();

		await signIn(page, username);
		sessions[username] = await page.context().storageState();
		await page.context().close();
	}
	const page = await (await context({ ...options, storageState: sessions[username] })).newPage();
	await page.goto(to);
	await page.locator('header.bar details.me').waitFor();
	return page;
}

async function signOut(page) {
	await page.locator('details.me summary').click();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await see(page, 'main >> text=Sign in');
}

/* The simulator. */

/* A handset: opens the phones, puts this one on the table. */
async function handset(number, fate) {
	const page = await (await context()).newPage();

	await page.goto('/sim/phones');
	await page.getByLabel('Show a phone').fill(number);
	await page.getByRole('button', { name: 'Show', exact: true }).click();
	const phone = page.locator(`section[id="p${number}"]`);
	await phone.waitFor();
	if (fate) {
		await phone.getByText('This phone').click();
		await phone.getByLabel('Delivery').selectOption(fate);
		await phone.getByRole('button', { name: 'Set' }).click();
		await phone.waitFor();
	}
	return {
		page, number,
		screen: phone.locator('.screen'),
		async reply(text) {
			await phone.getByLabel('Reply').fill(text);
			await phone.getByRole('button', { name: 'Send' }).click();
			await phone.locator('.screen li.in').filter({ hasText: text }).last().waitFor();
		},
		/* The texts it got, oldest first. */
		texts: () => phone.locator('.screen li.out p').allTextContents(),
		close: () => page.context().close(),
	};
}

/* What the page of the phones does, without the page. */
async function phone(deed, number, fields) {
	const res = await fetch(`${base}/sim/phones/${deed}`, { method: 'POST', redirect: 'manual',
		body: new URLSearchParams({ urn: `tel:${number}`, ...fields }) });

	same(res.status, 303, `the phone ${number} does it: ${deed}`);
}

const reply = (number, text) => phone('reply', number, { text });
const fate = (number, words) => phone('set', number, { fate: words, delay_s: 0 });

/* Whoever else works with RapidPro. */
const rapidpro = (path, body) => fetch(`${base}/sim/api/v2/${path}.json`, { method: 'POST',
	headers: { Authorization: `Token ${fs.readFileSync(`${data}/worker.conf`, 'utf8').match(/rapidpro_token = (\S+)/)[1]}`,
		'Content-Type': 'application/json' },
	body: JSON.stringify(body) });

/* Every SMS asked for: to this number, with these words. */
async function ledger(number, words = '') {
	const answer = await fetch(`${base}/sim/ledger.json`);
	const all = await answer.json();

	same(all.repeated, 0, 'no intent left twice');
	return all.rows.filter((sms) => sms.urn === `tel:${number}` && sms.text.includes(words));
}

/* The outside. */

function ctl(args, input) {
	return new Promise((done, fail) => {
		const child = execFile(CTL, args, { cwd: ROOT }, (e, out, err) =>
			e ? fail(new Error(`aftercarectl ${args.join(' ')}: ${out}${err}`)) : done(out));

		child.stdin.end(input);
	});
}

function advance(how) {
	sessions = {};
	return ctl(['demo', 'advance', how, '--data', data]);
}

/* The database, ours and the simulator's, as whoever runs them. */
function sql(words) {
	return execFileSync('psql', ['-h', path.resolve(data, 'run', 'pg'), '-U', 'postgres', '-d', 'aftercare', '-qAtX',
		'-v', 'ON_ERROR_STOP=1', '-c', words], { encoding: 'utf8' }).trim();
}

/* Somebody of the first clinic with a phone of his own, whom nobody has written to for a while. */
function someoneQuiet(n) {
	const [thread, patient, e164] = sql(`SELECT t.id, p.id, ph.e164 FROM thread t JOIN patient p ON p.id = t.patient_id
		JOIN phone ph ON ph.id = p.phone_id JOIN place pl ON pl.id = p.place_id
		WHERE pl.name LIKE 'Msasa%' AND p.opted_out_at IS NULL AND t.state <> 'waiting' AND ph.contact_uuid IS NOT NULL
		AND NOT EXISTS (SELECT FROM patient o WHERE o.id <> p.id AND (o.phone_id = ph.id OR o.phone2_id = ph.id))
		AND NOT EXISTS (SELECT FROM task k WHERE k.patient_id = p.id AND k.open)
		AND EXISTS (SELECT FROM enrolment e WHERE e.patient_id = p.id)
		ORDER BY t.id DESC OFFSET ${n} LIMIT 1`).split('|');

	return { thread, patient, e164 };
}

async function shot(page, name) {
	if (!process.env.SHOTS)
		return;
	fs.mkdirSync(process.env.SHOTS, { recursive: true });
	await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) });
}

/*
 * Runs the steps in their order, those named on the command line or all.  What
 * a page complained about fails the step during which it did.
 */
async function run(steps) {
	const only = process.argv[4] || '';

	browser = await launch();
	for (const name of Object.keys(steps).filter((n) => n.includes(only))) {
		const began = Date.now();
		try {
			await steps[name]();
			assert.deepStrictEqual(faults.splice(0), []);
			console.log(`ok      ${name}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
		} catch (e) {
			failed++;
			console.log(`FAILED  ${name}\n${e.stack}`);
			for (const c of browser.contexts())
				for (const page of c.pages())
					await shot(page, `failed-${++failed}`).catch(() => {});
			break; /* what follows builds upon it */
		}
	}
	await browser.close();
	console.log(failed ? 'failed' : `${checks} checks passed`);
	process.exit(failed ? 1 : 0);
}

module.exports = { NOWHERE, base, data, PASSWORD, check, same, see, gone, fits, eachSize, until, comes, goes, context, signIn, someone,
	signOut, someoneQuiet, handset, reply, fate, rapidpro, ledger, ctl, advance, sql, shot, run };

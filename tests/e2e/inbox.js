/*
 * inbox.js - the list of conversations in the hands of two nurses at once: its views,
 * putting off, handing over, closing several, who is there, and that a line somebody
 * is at work in stays as it is.
 *
 *   node tests/e2e/inbox.js http://127.0.0.1:8080 FOLDER [WORDS]
 */
'use strict';

const { check, same, see, gone, fits, until, comes, someone, reply, advance, shot, run } = require('./desk');

/* Numbers that nobody knows: every nurse sees what they write. */
const NUMBER = '+26377311990';
const shown = (n) => `077 311 990${n}`;
let tendai, rudo;

const row = (page, n) => page.locator(`#inbox li:has-text("${shown(n)}")`);
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const counted = async (page, view) => Number(await page.locator(`#v-${view} .count`).getAttribute('data-v'));
const box = (page) => page.locator('#text');

const says = (n, text) => reply(NUMBER + n, text);

const minuteAfter = (at) => new Date(Date.parse(`2026-01-01T${at}Z`) + 60000).toISOString().slice(11, 16);

/* It waits in her list. */
async function waits(page, n) {
	await until(`${shown(n)} waits`, async () => {
		await page.goto('/messages');
		return await row(page, n).locator('a.waits').count();
	});
}

async function open(page, n) {
	await page.goto(`/messages?q=${NUMBER.slice(4)}${n}`);
	await row(page, n).locator('a').click();
	await see(page, '#thread');
}

const steps = {
	async 'each view is a bookmark, with the length of its list'() {
		tendai = await someone('tendai', '/messages');
		rudo = await someone('rudo', '/messages');
		await says(1, 'Is this the clinic? One asks.');
		await waits(tendai, 1);
		for (const view of ['waiting', 'mine', 'nobody', 'snoozed', 'closed', 'all']) {
			await tendai.locator(`#v-${view}`).click();
			await see(tendai, `#v-${view}[aria-current]`);
			const url = tendai.url(), n = await counted(tendai, view);
			if (view !== 'waiting' && n <= 50)
				same(await tendai.locator('#inbox > li').count(), n, view);
			await tendai.goto(url);
			await see(tendai, `#v-${view}[aria-current]`);
			await shot(tendai, `inbox-${view}`);
		}
		await tendai.goto('/messages');
		await shot(tendai, 'inbox');
	},

	async 'of two who take it one has it, the other is told who'() {
		await open(tendai, 1);
		await open(rudo, 1);
		await box(rudo).fill('Typed before she was told.');
		await see(rudo, '#draft-state >> text=/Draft saved/');
		await press(tendai, 'Take');
		await see(tendai, '.notices >> text=This conversation is with you.');
		await rudo.locator('#acts button', { hasText: /^Take$/ }).click();
		await see(rudo, '.problems >> text=/Tendai Marufu took this conversation/');
		same(await box(rudo).inputValue(), 'Typed before she was told.');
		await shot(rudo, 'inbox-taken');
		await see(rudo, '#acts >> text=Take over');
		await tendai.goto('/messages?view=mine');
		await see(tendai, `#inbox >> text=${shown(1)}`);
		await box(rudo).fill('');
	},

	async 'it is handed over with a note'() {
		await open(tendai, 1);
		await press(tendai, 'Give to…');
		await see(tendai, 'h1:has-text("Give this conversation to a colleague?")');
		await tendai.getByLabel('Give to').selectOption({ label: await tendai.getByLabel('Give to')
			.locator('option', { hasText: 'Rudo' }).textContent() });
		await tendai.getByLabel('What she should know').fill('She speaks his language');
		await shot(tendai, 'inbox-give');
		await press(tendai, 'Give');
		await see(tendai, '.notices >> text=Given to your colleague');
		await rudo.goto('/messages?view=mine');
		await see(rudo, `#inbox >> text=${shown(1)}`);
	},

	async 'put off until a moment that is told before and after, woken by his message on an open page'() {
		await open(rudo, 1);
		await press(rudo, 'Snooze…');
		await see(rudo, 'text=/in 2 hours, at \\d\\d:\\d\\d/');
		const at = (await rudo.locator('label:has-text("in 2 hours") span').textContent()).match(/\d\d:\d\d/)[0];
		await rudo.getByLabel('Because').fill('He comes at noon');
		await shot(rudo, 'inbox-snooze');
		await press(rudo, 'Snooze');
		const told = await (await see(rudo, '#presence:has-text("Snoozed until"):has-text("He comes at noon")')).textContent();
		/* The minute may have passed between the two pages. */
		check(told.includes(at) || told.includes(minuteAfter(at)), `${at} was said before, then ${told}`);
		await shot(rudo, 'inbox-snoozed-thread');
		await tendai.goto('/messages?view=snoozed');
		await see(tendai, `#inbox li:has-text("${shown(1)}"):has-text("Snoozed until"):has-text("He comes at noon")`);
		await tendai.goto('/messages');
		same(await tendai.locator(`#inbox a.waits:has-text("${shown(1)}")`).count(), 0);
		await tendai.evaluate(() => { window.neverReloaded = true; });
		await says(1, 'I cannot come at noon');
		await comes(tendai, `#inbox a.waits:has-text("${shown(1)}"):has-text("cannot come")`);
		check(await tendai.evaluate(() => window.neverReloaded), 'the page was not loaded again');
	},

	async 'it comes back at its time, and nobody had to look'() {
		await open(rudo, 1);
		await press(rudo, 'Snooze…');
		await rudo.getByLabel('Because').fill('Again later');
		await press(rudo, 'Snooze');
		await see(rudo, '#presence:has-text("Snoozed until")');
		await advance('3h');
		rudo = await someone('rudo', '/messages');
		tendai = await someone('tendai', '/messages');
		await waits(rudo, 1);
		await open(rudo, 1);
		await gone(rudo, '#presence:has-text("Snoozed until")');
	},

	async 'who looks and who writes is seen in the list'() {
		await tendai.goto('/messages');
		await tendai.mouse.move(1200, 500);
		await open(rudo, 1);
		await box(rudo).fill('I am writing to');
		await see(rudo, '#draft-state >> text=/Draft saved/');
		await comes(tendai, `#inbox li:has-text("${shown(1)}"):has-text("is writing")`);
		await shot(tendai, 'inbox-writing');
		await box(rudo).fill('');
	},

	async 'a line that is ticked or in focus stays as it is while others come'() {
		await says(2, 'Two says hello');
		await says(3, 'Three says hello');
		await waits(tendai, 2);
		await waits(tendai, 3);
		await tendai.mouse.move(1200, 500);
		const two = row(tendai, 2), three = row(tendai, 3);
		await two.locator('input').check();
		await tendai.mouse.move(1200, 500);
		await tendai.evaluate(() => document.activeElement.blur());
		for (const line of [two, three])
			await line.evaluate((el) => { el.mine = true; });
		await says(2, 'Two says more');
		await says(3, 'Three says more');
		await comes(tendai, `#inbox li:has-text("${shown(3)}"):has-text("Three says more")`);
		check(await two.evaluate((el) => el.mine && el.querySelector('input').checked), 'the ticked line is the same, and ticked');
		check(!(await three.evaluate((el) => Boolean(el.mine))), 'its neighbour is new');
		/* While the keyboard is in the list nothing in it moves; what is new is offered. */
		await three.locator('a').focus();
		await says(4, 'Four says hello');
		await comes(tendai, '#inbox-fresh');
		check(await three.evaluate((el) => el.contains(document.activeElement)), 'the focus stays');
		await tendai.locator('#inbox-fresh').click();
		await see(tendai, `#inbox li:has-text("${shown(4)}")`);
		check(await two.locator('input').isChecked(), 'still ticked');
	},

	async 'several are closed after a page that names them, and opened again'() {
		await says(5, 'There is a lot of blood');
		await waits(tendai, 5);
		for (const n of [2, 3, 5])
			await row(tendai, n).locator('input').check();
		await press(tendai, 'Close those I ticked');
		await see(tendai, 'h1:has-text("Close these conversations?")');
		await see(tendai, `form li:has-text("${shown(2)}")`);
		await see(tendai, `.say li:has-text("${shown(5)}"):has-text("A possible problem")`);
		await shot(tendai, 'inbox-several');
		await press(tendai, 'Close 2 conversations');
		await see(tendai, '.notices >> text=2 conversations closed.');
		await shot(tendai, 'inbox-several-closed');
		same(await tendai.locator(`#inbox a.waits:has-text("${shown(2)}")`).count(), 0);
		same(await tendai.locator(`#inbox a.waits:has-text("${shown(5)}")`).count(), 1);
		await tendai.locator('#notice').getByRole('button', { name: 'Undo' }).click();
		await see(tendai, '.notices >> text=Taken back: they wait as before.');
		for (const n of [2, 3])
			await see(tendai, `#inbox a.waits:has-text("${shown(n)}")`);
	},

	async 'what was said is found, and leads to where it was said'() {
		await tendai.goto('/messages');
		await tendai.getByLabel('Name, number, or words that were said').fill('cannot noon');
		await tendai.getByLabel('Name, number, or words that were said').press('Enter');
		await see(tendai, `#inbox li:has-text("${shown(1)}"):has-text("I cannot come at noon")`);
		await shot(tendai, 'inbox-found');
		await row(tendai, 1).locator('a').click();
		await see(tendai, '#thread >> text=I cannot come at noon');
	},

	async 'closed and opened again by two without a script'() {
		const a = await someone('tendai', '/', { javaScriptEnabled: false });
		const b = await someone('rudo', '/', { javaScriptEnabled: false });

		await open(a, 3);
		await open(b, 3);
		await see(b, '#presence:has-text("Tendai Marufu")');
		await box(b).fill('Typed without a script.');
		await press(a, 'Close');
		await see(a, '.notices >> text=Closed.');
		await press(b, 'Close');
		await see(b, '.problems >> text=/Tendai Marufu closed this conversation/');
		same(await box(b).inputValue(), 'Typed without a script.');
		await press(b, 'Open again');
		await see(b, '.notices >> text=Open again.');
		same(await box(b).inputValue(), 'Typed without a script.');
		await press(b, 'Snooze…');
		await b.getByLabel('on the day and at the hour I write').check();
		await b.getByLabel('Because').fill('No script, but a reason');
		await press(b, 'Snooze');
		await see(b, '.problems >> text=Day: choose the day');
		await shot(b, 'inbox-snooze-fault');
		await b.getByLabel('in 2 hours').check();
		await press(b, 'Snooze');
		await see(b, '#presence:has-text("No script, but a reason")');
		await press(b, 'Wake');
		await see(b, '.notices >> text=It waits again.');
		await a.goto('/messages');
		await row(a, 3).locator('input').check();
		await press(a, 'Close those I ticked');
		await press(a, 'Close 1 conversation');
		await see(a, '.notices >> text=1 conversation closed.');
		await a.context().close();
		await b.context().close();
	},

	async 'narrow, nothing is wider than the window'() {
		const page = await someone('tendai', '/messages', { viewport: { width: 320, height: 640 } });

		for (const path of ['/messages', '/messages?view=snoozed', '/messages?q=hello']) {
			await page.goto(path);
			await fits(page, path);
		}
		await shot(page, 'inbox-narrow');
		await open(page, 1);
		await fits(page, 'a conversation');
		await shot(page, 'inbox-narrow-thread');
		await press(page, 'Snooze…');
		await page.waitForURL(/\/snooze(\?|$)/);
		await fits(page, 'snooze');
		await shot(page, 'inbox-narrow-snooze');
		await page.context().close();
	},
};

run(steps);

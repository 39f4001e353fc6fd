/*
 * colleagues.js - two nurses in one conversation at once: a reading put right on both
 * screens, drafts that are each person's own, who is writing, what came while she wrote,
 * sending and putting off, Undo, the way to the beginning of a long talk; and the
 * administrator who tries a text.
 *
 *   PARTS=colleagues tests/e2e/loop.sh
 */
'use strict';

const { check, same, see, gone, until, comes, goes, someone, someoneQuiet, reply, ledger, sql, shot, run } = require('./desk.js');

const PLAIN = { javaScriptEnabled: false };
let tendai, rudo, man, talker;

const box = (page) => page.locator('#text');
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const line = (page, text) => page.locator('#thread li').filter({ hasText: text });
const open = async (page, who) => {
	await page.goto(`/messages/${who.thread}`);
	await box(page).waitFor();
};
const tasks = (who) => Number(sql(`SELECT count(*) FROM task WHERE patient_id = ${who.patient} AND open`));

/* Says it, and waits until it is in the conversation. */
async function says(who, text) {
	await reply(who.e164, text);
	await until(`“${text}” is there`, () => sql(`SELECT count(*) FROM message WHERE thread_id = ${who.thread} AND body = '${text}'`) !== '0', 40000);
}

const steps = {
	async 'a reading that is wrong is put right, and both screens say so'() {
		[man, talker] = [someoneQuiet(0), someoneQuiet(1)];
		tendai = await someone('tendai', `/messages/${man.thread}`);
		rudo = await someone('rudo', `/messages/${man.thread}`);
		await rudo.evaluate(() => { window.neverReloaded = true; });
		await says(man, 'I lost my red card');
		for (const page of [tendai, rudo])
			await comes(page, line(page, 'red card').locator('text=Possible problem'));
		check(tasks(man) >= 2, 'a task and a case');
		await line(tendai, 'red card').getByRole('link', { name: 'Not so?' }).click();
		await see(tendai, 'h1:has-text("How it was read")');
		await see(tendai, 'main dd q:text-is("red")');
		await shot(tendai, 'colleagues-reading');
		const stale = await someone('rudo', new URL(tendai.url()).pathname);
		await press(tendai, 'Not so: somebody reads it');
		await see(tendai, '.notices >> text=Filed so.');
		await gone(line(tendai, 'red card').first(), 'text=Possible problem');
		await goes(rudo, line(rudo, 'red card').locator('text=Possible problem'));
		check(await rudo.evaluate(() => window.neverReloaded), 'the page was not loaded again');
		same(tasks(man), 0, 'what was made of it has gone');
		/* The colleague who had the same page open is told, and nothing is done twice. */
		await press(stale, 'Not so: somebody reads it');
		await see(stale, '.problems >> text=/a colleague was first/');
		await see(stale, 'text=Tendai Marufu');
		await shot(stale, 'colleagues-reading-late');
		await press(stale, 'It is a problem');
		await see(line(stale, 'red card'), 'text=Possible problem');
		await comes(tendai, line(tendai, 'red card').locator('text=Possible problem'));
		check(tasks(man) >= 2, 'a task and a case again');
		await stale.context().close();
	},

	async 'what was filed by itself is undone without a script, while the other looks'() {
		const plain = await someone('rudo', '/', PLAIN);
		const waits = `#inbox a.waits[href*="/messages/${talker.thread}"]`;

		await open(tendai, talker);
		await says(talker, 'thanks');
		await comes(tendai, line(tendai, 'thanks').locator('text=read as: thanks'));
		same(await tendai.locator(waits).count(), 0, 'it waits for nobody');
		await box(tendai).fill('Half a word to him');
		await open(plain, talker);
		await line(plain, 'thanks').getByRole('link', { name: 'Not so?' }).click();
		await press(plain, 'Not so: somebody reads it');
		await gone(line(plain, 'thanks').last(), 'text=read as: thanks');
		await goes(tendai, line(tendai, 'thanks').locator('text=read as: thanks'));
		await comes(tendai, waits);
		same(await box(tendai).inputValue(), 'Half a word to him', 'what she types stays');
		await shot(tendai, 'colleagues-filing-undone');
		await box(tendai).fill('');
		await until('her draft is gone', () => sql(`SELECT count(*) FROM draft WHERE thread_id = ${talker.thread} AND body <> ''`) === '0');
		await plain.context().close();
	},

	async 'a draft is hers alone, and the same in two windows of hers'() {
		const second = await tendai.context().newPage();

		await open(tendai, talker);
		await box(tendai).fill('Words of the first window');
		await see(tendai, '#draft-state >> text=/Draft saved/');
		await open(second, talker);
		same(await box(second).inputValue(), 'Words of the first window');
		await open(rudo, talker);
		same(await box(rudo).inputValue(), '', 'nobody sees it');
		await box(rudo).fill('Words of the other nurse');
		await see(rudo, '#draft-state >> text=/Draft saved/');
		await box(second).fill('Words of the second window');
		await until('it is kept', () => sql(`SELECT count(*) FROM draft WHERE thread_id = ${talker.thread} AND body = 'Words of the second window'`) === '1');
		await second.close({ runBeforeUnload: false });
		await open(tendai, talker);
		same(await box(tendai).inputValue(), 'Words of the second window', 'the last that was written');
		await rudo.reload();
		same(await box(rudo).inputValue(), 'Words of the other nurse');
		await tendai.goto('/messages?view=all');
		await see(tendai, `#inbox li:has(a[href*="/messages/${talker.thread}"]):has-text("Draft")`);
	},

	async 'each sees that the other is writing'() {
		await open(tendai, talker);
		await tendai.mouse.move(1200, 500);
		await box(rudo).fill('Words of the other nurse, and more');
		await see(rudo, '#draft-state >> text=/Draft saved/');
		await comes(tendai, '#presence:has-text("Rudo Chikafu"):has-text("is writing an answer")');
		await shot(tendai, 'colleagues-writing');
		await box(rudo).fill('');
		await box(tendai).fill('');
	},

	async 'what he says while she writes is shown before her words leave'() {
		const plain = await someone('rudo', '/', PLAIN), text = 'Come on Tuesday at ten, please.';

		await open(plain, talker);
		await box(plain).fill(text);
		await says(talker, 'I cannot come on Tuesday');
		await press(plain, 'Send');
		await see(plain, '.problems >> text=/A message came .* ago/');
		same((await box(plain).inputValue()).trim(), text, 'her words are there');
		await see(plain, '#thread >> text=I cannot come on Tuesday');
		await shot(plain, 'colleagues-clash');
		same((await ledger(talker.e164, text)).length, 0);
		await box(plain).fill('Then come on Friday at ten, please.');
		await press(plain, 'Send anyway');
		await until('it is sent', async () => (await ledger(talker.e164, 'on Friday at ten')).length === 1, 40000);
		same((await ledger(talker.e164, text)).length, 0, 'the first words never left');
		await plain.context().close();
	},

	async 'sent and put off in one press; his next message wakes it on the other screen'() {
		await says(talker, 'Friday is good, which door?');
		await rudo.goto('/messages');
		await comes(rudo, `#inbox a.waits[href*="/messages/${talker.thread}"]`);
		await open(tendai, talker);
		await box(tendai).fill('The blue door at the back.');
		await tendai.getByRole('button', { name: /^Send, look again at \d\d:\d\d$/ }).click();
		await see(tendai, '.notices >> text=/comes back in two hours, or when he writes/');
		await see(tendai, '#presence:has-text("Snoozed until"):has-text("answered, look again")');
		await shot(tendai, 'colleagues-send-snooze');
		await until('it is sent once', async () => (await ledger(talker.e164, 'The blue door')).length === 1, 40000);
		await rudo.goto('/messages?view=snoozed');
		await see(rudo, `#inbox a[href*="/messages/${talker.thread}"]`);
		await rudo.goto('/messages');
		same(await rudo.locator(`#inbox a.waits[href*="/messages/${talker.thread}"]`).count(), 0);
		await rudo.evaluate(() => { window.neverReloaded = true; });
		await says(talker, 'It is closed, what now');
		await comes(rudo, `#inbox li:has(a.waits[href*="/messages/${talker.thread}"]):has-text("what now")`);
		check(await rudo.evaluate(() => window.neverReloaded), 'the page was not loaded again');
	},

	async 'for 8 seconds her words can be taken back, and her colleague sees them go'() {
		const text = 'Knock at the window, please.';

		await open(tendai, talker);
		await box(tendai).fill(text);
		await press(tendai, 'Send and close');
		await see(line(tendai, text), 'text=/Held, leaves in [1-8] s/');
		await open(rudo, talker);
		await see(line(rudo, text), 'text=Tendai M.');
		same(await line(rudo, text).getByRole('button', { name: 'Undo' }).count(), 0, 'it is not hers to take back');
		await line(tendai, text).getByRole('button', { name: 'Undo' }).click();
		await until('the text is back', async () => await box(tendai).inputValue() === text);
		await goes(rudo, line(rudo, text).locator('.bubble'));
		await tendai.goto('/messages');
		await see(tendai, `#inbox a.waits[href*="/messages/${talker.thread}"]`);
		await open(tendai, talker);
		await press(tendai, 'Send');
		await see(line(tendai, text), 'text=/Held, leaves in/');
		await until('it is sent', async () => (await ledger(talker.e164, text)).length === 1, 40000);
		await gone(line(tendai, text).first(), 'text=Undo');
		same((await ledger(talker.e164, text)).length, 1);
	},

	async 'a long talk leads to its beginning while the other answers and he writes, each line once'() {
		const plain = await someone('rudo', '/', PLAIN), MANY = 330;
		const lines = async (page, words) => (await page.locator('#thread .bubble').allTextContents()).filter((t) => t.startsWith(words));
		const news = (n) => Array.from({ length: n }, (_, i) => `While she reads ${i + 1}`);
		let said = 0;

		sql(`INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, reads)
			SELECT t.id, t.place_id, t.patient_id, p.phone_id, 'in', 'reply', 'Long ago ' || n, 'received',
			       business_now() - interval '400 days' + n / 2 * interval '1 hour', 'words'
			  FROM thread t JOIN patient p ON p.id = t.patient_id, generate_series(1, ${MANY}) n WHERE t.id = ${talker.thread}`);
		for (const [page, other] of [[tendai, rudo], [plain, tendai]]) {
			const found = [];
			let pages = 0;
			await rudo.goto('/tasks');
			await open(page, talker);
			for (;; pages++) {
				found.unshift(...await lines(page, 'Long ago'));
				const earlier = page.locator('#earlier a');
				if (await earlier.count() === 0)
					break;
				await Promise.all([page.waitForURL(/before=/), earlier.click()]);
				await page.waitForLoadState();
				check(pages < 12, 'it ends');
				if (pages === 1) {
					await says(talker, `While she reads ${++said}`);
					await open(other, talker);
					await box(other).fill(`While she reads ${++said}`);
					await press(other, 'Send');
					await see(other, `#thread li:has-text("While she reads ${said}")`);
					await says(talker, `While she reads ${++said}`);
				}
			}
			same(found, Array.from({ length: MANY }, (_, i) => `Long ago ${i + 1}`), 'nothing twice, nothing left out');
			check(pages >= 6, `${pages} times further up`);
			await shot(page, page === plain ? 'colleagues-beginning-plain' : 'colleagues-beginning');
			/* What came meanwhile is new to her, once. */
			await page.getByRole('link', { name: 'Back to the newest' }).click();
			await see(page, '#unread:has-text("New since you last looked")');
			same(await page.locator('#unread').count(), 1);
			same(await lines(page, 'While she reads'), news(said), 'in order, each once');
			await shot(page, page === plain ? 'colleagues-new-plain' : 'colleagues-new');
			await open(page, talker);
			same(await page.locator('#unread').count(), 0, 'she has seen it');
		}
		await plain.context().close();
	},

	async 'the administrator tries a text, sees what would be done, and nothing is'() {
		const before = sql('SELECT count(*), max(id) FROM message');

		for (const options of [{}, PLAIN]) {
			const admin = await someone('farai', '/admin/triage', options);
			for (const [text, language, verdict, word] of [['no pain but bleeding', 'English', 'AMBER', 'bleeding'],
				['kwete', 'Shona', 'FINE', 'kwete'], ['I do not have swelling', 'English', 'REVIEW', 'swelling'],
				['handisi kugona kuita weti', 'Shona', 'RED', 'weti']]) {
				await admin.getByLabel('The SMS as it came').fill(text);
				await admin.getByLabel('His language').selectOption({ label: language });
				await press(admin, 'See what would happen');
				await see(admin, `#result dd:text-is("${verdict}")`);
				await see(admin, `#result q:has-text("${word}")`);
				check(await admin.locator('#result ol li').count() > 0, 'what would be done');
				same((await admin.getByLabel('The SMS as it came').inputValue()).trim(), text, 'it can be changed');
			}
			await shot(admin, options === PLAIN ? 'colleagues-triage-plain' : 'colleagues-triage');
			await admin.context().close();
		}
		same(sql('SELECT count(*), max(id) FROM message'), before, 'nothing is stored');
		/* Said by a man it is read as it was foretold, before both nurses. */
		for (const page of [tendai, rudo])
			await open(page, man);
		await says(man, 'no pain but bleeding');
		for (const page of [tendai, rudo])
			await comes(page, line(page, 'no pain but bleeding').locator('text=Possible problem'));
		await see(line(tendai, 'no pain but bleeding'), 'text=bleeding');
	},
};

run(steps);

/*
 * gateway.js - a clinic's texts leave by a phone that comes for them: the setting, what a
 * nurse sees of each, what failed, and how the line is.  This page is the phone.
 *
 *   PARTS=gateway tests/e2e/loop.sh
 */
'use strict';

const { execFileSync } = require('child_process');
const { check, same, see, comes, eachSize, someone, someoneQuiet, sql, base, data, until, run } = require('./desk.js');
const { accessible } = require('./axe.js');

const press = (page, name) => page.getByRole('button', { name, exact: true }).last().click();
const token = execFileSync(process.env.AFTERCARECTL, ['demo', 'token', '--data', data],
	{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const clinic = () => sql("SELECT id FROM place WHERE name LIKE 'Msasa%'");
let farai, tendai, man, handed = [];

/* It comes once, and says this of what it has. */
async function fetches(updates = []) {
	const reply = await fetch(`${base}/api/sms`, { method: 'POST', body: JSON.stringify({ messages: [], updates }),
		headers: { 'Content-Type': 'application/json', Authorization: `Basic ${Buffer.from(`phone:${token}`).toString('base64')}` } });

	same(reply.status, 200, 'the answer');
	handed = (await reply.json()).messages;
	return handed;
}
const writes = async (words) => {
	await tendai.locator('#text').fill(words);
	await tendai.keyboard.press('Control+Enter');
	await see(tendai, `#thread >> text=${words}`);
	// The time for Undo passes.
	sql(`UPDATE outbox SET run_at = business_now() WHERE state = 'ready' AND body = '${words}'`);
};
const his = () => handed.filter((t) => t.to === man.e164);

const steps = {
	async 'the administrator says by whom a clinic’s texts leave'() {
		man = someoneQuiet(0);
		farai = await someone('farai', `/admin/places/${clinic()}`);
		await farai.getByLabel('Texts leave by').selectOption({ label: 'the gateway of Demonstration client' });
		await eachSize(farai, 'gateway-place');
		await accessible(farai, 'a facility with a gateway');
		await press(farai, 'Save');
		await see(farai, '.notices');
		await farai.goto('/audit');
		await see(farai, 'main >> text=Gateway of its texts');
	},

	async 'a nurse’s words are handed to the phone, and she sees how far they have come'() {
		tendai = await someone('tendai', `/messages/${man.thread}`);
		await writes('Please keep it dry');
		await until('the phone has it', async () => (await fetches()).some((t) => t.content === 'Please keep it dry'));
		same(his().length, 1, 'texts to one phone at once');
		await comes(tendai, 'text=Handed to the gateway');
		await eachSize(tendai, 'gateway-handed');
		const [first] = his();
		same((await fetches([{ id: first.id, status: 'PENDING' }])).length, 0, 'what is offered again');
		await comes(tendai, 'text=The gateway has it');
		await fetches([{ id: first.id, status: 'SENT' }, { id: first.id, status: 'DELIVERED' }]);
		await comes(tendai, '#thread li:has-text("Please keep it dry") >> text=Delivered');
		check(sql(`SELECT state FROM outbox WHERE key = '${first.id}'`) === 'done', 'it is over');
	},

	async 'what the phone could not send says why, and is sent again'() {
		await writes('Come on Friday');
		await until('the phone has it', async () => (await fetches()).some((t) => t.content === 'Come on Friday'));
		const [text] = his();
		await fetches([{ id: text.id, status: 'FAILED', reason: 'no-service' }]);
		await comes(tendai, 'text=the gateway could not send it: no-service');
		await eachSize(tendai, 'gateway-failed');
		await tendai.goto('/delivery');
		await see(tendai, 'main >> text=Not sent by the gateway');
		await eachSize(tendai, 'gateway-delivery');
		await accessible(tendai, 'what the gateway could not send');
		await tendai.goto(`/messages/${man.thread}`);
		await press(tendai, 'Send again');
		await until('the phone has it again', async () => (await fetches()).some((t) => t.content === 'Come on Friday' && t.id !== text.id));
		await fetches([{ id: his()[0].id, status: 'SENT' }]);
	},

	async 'a phone that does not come is seen'() {
		const nomsa = await someone('nomsa', '/delivery');

		await writes('Nobody fetches this');
		await nomsa.reload();
		await see(nomsa, '#health >> text=The gateway of Demonstration client');
		await see(nomsa, '#health >> text=Last came for texts');
		await nomsa.locator('#health').scrollIntoViewIfNeeded();
		await eachSize(nomsa, 'gateway-health');
		await accessible(nomsa, 'how the gateway is');
		sql(`UPDATE client SET fetched_at = business_now() - interval '12 minutes';
			UPDATE outbox SET run_at = business_now() - interval '11 minutes' WHERE body = 'Nobody fetches this';
			UPDATE feed SET polled_at = NULL WHERE name = 'troubles'`);
		await until('it is a trouble', () => sql(`SELECT 1 FROM trouble WHERE kind = 'gateway' AND ended_at IS NULL`));
		await nomsa.goto('/delivery');
		await see(nomsa, 'text=The gateway does not send the messages');
		await eachSize(nomsa, 'gateway-trouble');
		await fetches();
		await farai.goto(`/admin/places/${clinic()}`);
		await farai.getByLabel('Texts leave by').selectOption({ label: 'RapidPro' });
		await press(farai, 'Save');
		await see(farai, '.notices');
	},
};

run(steps);

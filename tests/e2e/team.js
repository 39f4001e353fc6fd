/*
 * team.js - a supervisor and her team: who has how much and who does not come, a filter of the
 * queue that is kept under a name, the facilities beside each other, and how the line is; with
 * the script and without, wide and narrow.
 *
 *   PARTS=team tests/e2e/loop.sh
 */
'use strict';

const { same, check, see, gone, eachSize, comes, someone, sql, shot, run } = require('./desk.js');
const { accessible } = require('./axe.js');

const PLAIN = { javaScriptEnabled: false };
let nomsa, plain;

const press = (page, name) => page.getByRole('button', { name }).first().click();
const follow = (page, name) => page.getByRole('link', { name }).first().click();
const idOf = (user) => sql(`SELECT id FROM app_user WHERE username = '${user}'`);
const rows = (page) => page.locator('#queue tr').count();

const steps = {
	async 'who does not come is first, with what she has, and it is given away'() {
		const rudo = idOf('rudo');

		nomsa = await someone('nomsa', '/tasks?who=all&group=person');
		await see(nomsa, 'h1:has-text("Tasks by colleague")');
		await see(nomsa, `#team-${idOf('nomsa')} >> text=here now`);
		sql(`UPDATE app_user SET signed_in_at = NULL WHERE id = ${rudo}; DELETE FROM session WHERE user_id = ${rudo};
			UPDATE task SET owner_id = ${rudo}, status = 'accepted' WHERE id IN (SELECT k.id FROM task k
			JOIN user_place up ON up.place_id = k.place_id AND up.user_id = ${rudo} WHERE k.open AND k.kind <> 'escalation'
			AND k.owner_id IS NULL AND k.starts_at <= business_now() AND k.status = 'requested' LIMIT 3)`);
		await comes(nomsa, '#stuck >> text=has work and does not come');
		same(await nomsa.locator('#team tr').nth(1).getAttribute('id'), `team-${rudo}`, 'after what nobody has');
		await see(nomsa, `#team-${rudo} >> text=has never signed in`);
		await eachSize(nomsa, 'team-load');
		await accessible(nomsa, 'load of the team');
		await nomsa.locator(`#team-${rudo}`).getByRole('button').click();
		await see(nomsa, 'main >> text=Give');
		await eachSize(nomsa, 'team-give');
		await accessible(nomsa, 'what is given away');
		const to = nomsa.locator('select[name=to]');

		await to.selectOption(idOf('nomsa'));
		await nomsa.locator('main button.go').first().click();
		await see(nomsa, '.notices');
		same(sql(`SELECT count(*) FROM task WHERE open AND kind <> 'escalation' AND owner_id = ${rudo}`), '0', 'all are given');
		await press(nomsa, /^Undo/);
		await see(nomsa, '.notices >> text=Taken back');
		await see(nomsa, `#team-${rudo} >> text=does not come`);
	},

	async 'a filter of the queue is kept, counted, renamed'() {
		await nomsa.goto('/escalations');
		await nomsa.getByLabel('Clock', { exact: true }).selectOption({ label: 'waiting for a first action' });
		await nomsa.getByLabel('With', { exact: true }).selectOption({ label: 'With nobody yet' });
		await press(nomsa, 'Filter');
		await nomsa.waitForURL(/clock=first&who=none/);
		const n = await rows(nomsa);

		await follow(nomsa, 'Save this filter');
		await see(nomsa, 'main >> text=Open, waiting for a first action, with nobody yet');
		await nomsa.getByLabel('Name', { exact: true }).fill('Nobody’s yet');
		await eachSize(nomsa, 'team-save-view');
		await accessible(nomsa, 'a view that is saved');
		await press(nomsa, 'Save');
		await see(nomsa, '.notices >> text=Saved: it stands above the list.');
		await see(nomsa, `#views a[aria-current] >> text=Nobody’s yet ${n}`);
		await eachSize(nomsa, 'team-view');
		await accessible(nomsa, 'the queue with a saved view');
		/* What she claims leaves it, on the open page too. */
		if (n > 0) {
			await nomsa.locator('#queue').getByRole('button', { name: /^Claim/ }).first().click();
			await see(nomsa, '.notices >> text=This case is yours now.');
			await see(nomsa, `#views >> text=Nobody’s yet ${n - 1}`);
		}
		await follow(nomsa, 'Saved views');
		await nomsa.getByLabel('New name of Nobody’s yet').fill('Unclaimed');
		await press(nomsa, /^Rename/);
		await see(nomsa, 'main >> text=Unclaimed');
		await eachSize(nomsa, 'team-views');
	},

	async 'without a script: of one facility, and of one that is not hers any more'() {
		const place = sql('SELECT min(place_id) FROM user_place WHERE user_id = ' + idOf('nomsa'));

		plain = await someone('nomsa', '/escalations', PLAIN);
		await plain.getByLabel('Facility', { exact: true }).selectOption(place);
		await press(plain, 'Filter');
		await follow(plain, 'Save this filter');
		await plain.getByLabel('Name', { exact: true }).fill(' ');
		await press(plain, 'Save');
		await see(plain, '.problems >> text=Name: please fill this in.');
		await plain.getByLabel('Name', { exact: true }).fill('There');
		await press(plain, 'Save');
		await see(plain, '#views a[aria-current] >> text=There');
		sql(`DELETE FROM user_place WHERE place_id = ${place} AND user_id = ${idOf('nomsa')}`);
		await plain.reload();
		await see(plain, 'main >> text=You do not work at this facility');
		await shot(plain, 'team-elsewhere');
		await follow(plain, 'Saved views');
		await see(plain, 'main >> text=not your facility any more');
		await eachSize(plain, 'team-gone');
		await plain.getByRole('button', { name: /^Delete.*There/ }).click();
		await see(plain, '.notices >> text=Deleted. The cases are where they were.');
		sql(`INSERT INTO user_place (user_id, place_id) VALUES (${idOf('nomsa')}, ${place})`);
	},

	async 'the facilities stand beside each other, and lead to their men'() {
		await plain.goto('/indicators');
		await follow(plain, 'This quarter');
		await follow(plain, 'Facilities compared');
		await see(plain, 'h1:has-text("Facilities compared")');
		await see(plain, 'th:has-text("All together")');
		await see(plain, 'svg[role=img]');
		await nomsa.goto(plain.url());
		await eachSize(nomsa, 'team-compare');
		await accessible(nomsa, 'facilities compared');
		await nomsa.emulateMedia({ media: 'print' });
		await shot(nomsa, 'team-compare-print');
		await nomsa.emulateMedia({ media: 'screen' });
		const names = (await nomsa.locator('main tbody th').allTextContents()).slice(0, -1);

		same(names.join(), [...names].sort((a, b) => (a < b ? -1 : 1)).join(), 'by name');
		const file = await (await nomsa.request.get(await nomsa.getByRole('link', { name: 'Download CSV' }).getAttribute('href'))).text();

		check(names.every((name) => file.includes(name)), 'the file has all of them');
		await plain.locator('main tbody tr').first().getByRole('link').first().click();
		await see(plain, 'h1:has-text("Men followed up")');
		await plain.context().close();
		/* A nurse sees hers, the administrator the numbers. */
		const tendai = await someone('tendai', '/indicators/facilities');

		await see(tendai, 'main >> text=Facilities stand by name');
		await accessible(tendai, 'her own facility');
		await tendai.context().close();
		const farai = await someone('farai', '/indicators/facilities');

		await see(farai, 'th:has-text("All together")');
		same(await farai.locator('main tbody a').count(), 0, 'no way to a man');
		await farai.context().close();
	},

	async 'how the line is, on an open page'() {
		await nomsa.goto('/delivery');
		await see(nomsa, '#health >> text=Last SMS in');
		await eachSize(nomsa, 'team-line');
		await accessible(nomsa, 'the line');
		const farai = await someone('farai', '/delivery');

		await see(farai, '#health >> text=Waiting to leave');
		await eachSize(farai, 'team-line-admin');
		await accessible(farai, 'the line for the administrator');
		sql(`INSERT INTO trouble (kind, began_at, seen_at, ended_at) VALUES ('unreachable', business_now() - interval '2 hours',
			business_now() - interval '1 hour', business_now() - interval '1 hour')`);
		await gone(farai, '#health >> text=no break is on record', 60000);
		await gone(nomsa, '#health >> text=no break is on record', 60000);
		const rudo = await someone('rudo', '/delivery');

		same(await rudo.locator('#health').count(), 0, 'a nurse has the line above');
		await rudo.context().close();
		await farai.context().close();
	},
};

run(steps);

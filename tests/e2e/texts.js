/*
 * texts.js - an administrator says a text in other words: from a draft to what is sent by it,
 * with the script and without; two at once; an earlier version restored.
 *
 *   PARTS=texts tests/e2e/loop.sh
 */
'use strict';

const { same, see, eachSize, someone, sql, run } = require('./desk.js');
const { accessible } = require('./axe.js');

const PLAIN = { javaScriptEnabled: false };
const SIGNS = 'Any bleeding, swelling, pus, pain, redness, wound opening or other problem? Reply';
const press = (page, name) => page.getByRole('button', { name, exact: true }).last().click();
const follow = (page, name) => page.getByRole('link', { name, exact: true }).first().click();
const versions = () => Number(sql('SELECT count(*) FROM text_version WHERE published_at IS NOT NULL'));
let farai, plain;

const steps = {
	async 'what is wrong is kept in the draft, and not published'() {
		farai = await someone('farai', '/admin/texts');
		await follow(farai, 'day_2');
		await see(farai, 'h1 >> text=Text day_2');
		await farai.getByLabel('English', { exact: true }).fill(`Off with the bandage, ${SIGNS} 1 = yes, 2 = no.`);
		await see(farai, '#body-en-count >> text=of 160');
		await press(farai, 'Keep it in the draft');
		await see(farai, '.notices >> text=Kept in the draft');
		await see(farai, 'main >> text=its codes are 12');
		await eachSize(farai, 'text-wrong');
		await accessible(farai, 'a text that is wrong');
		await follow(farai, 'Look at the draft');
		await farai.getByLabel('Why').fill('The bandage comes off in the morning');
		await press(farai, 'Publish');
		await see(farai, '.problems >> text=Something of it has to be put right first');
		same(await farai.getByLabel('Why').inputValue(), 'The bandage comes off in the morning', 'what was typed');
		await eachSize(farai, 'text-refused');
		await accessible(farai, 'a draft that is refused');
		same(versions(), 0, 'published');
	},

	async 'two at once: the later one is told, and has both before him'() {
		plain = await someone('farai', '/admin/texts/words?text=day_2', PLAIN);
		await farai.goto('/admin/texts/words?text=day_2');
		await farai.getByLabel('English', { exact: true }).fill(`Take the bandage off this evening. ${SIGNS} 1 = yes, 0 = no.`);
		await press(farai, 'Keep it in the draft');
		await see(farai, '.notices >> text=Kept in the draft');
		await plain.getByLabel('English', { exact: true }).fill(`Take the bandage off this morning. ${SIGNS} 1 = yes, 0 = no.`);
		await press(plain, 'Keep it in the draft');
		await see(plain, '.problems >> text=Somebody has changed this text meanwhile');
		await see(plain, 'main >> text=this evening');
		await press(plain, 'Keep it in the draft');
		await see(plain, '.notices >> text=Kept in the draft');
		same(sql(`SELECT body FROM text_wording WHERE language = 'en'`).includes('this morning'), true, 'the later words');
	},

	async 'published: the preview of the schedule has it, and so does the list'() {
		await follow(plain, 'Look at the draft');
		await plain.getByLabel('Why').fill('The bandage comes off in the morning');
		await press(plain, 'Publish');
		await see(plain, '.notices >> text=In use from now on');
		await see(plain, '#versions >> text=The bandage comes off in the morning');
		same(versions(), 1, 'published');
		await farai.goto('/admin/texts');
		await see(farai, 'main >> text=Take the bandage off this morning.');
		await see(farai, 'main >> text=Changed here');
		await eachSize(farai, 'texts-changed');
		await farai.goto('/admin/schedules');
		await farai.getByRole('button', { name: 'Write the next version' }).click();
		await see(farai, 'main >> text=Take the bandage off this morning.');
		await press(farai, 'Drop the draft');
	},

	async 'the programme’s own words again, by the list of versions'() {
		await farai.goto('/admin/texts/versions');
		await press(farai, 'Restore the programme’s own words');
		await see(farai, '.notices >> text=A draft');
		await see(farai, '#changes >> text=Today take off the bandage.');
		await farai.getByLabel('Why').fill('As it was');
		await press(farai, 'Publish');
		await see(farai, 'main >> text=Version 2 is in use.');
		await eachSize(farai, 'text-versions');
		await accessible(farai, 'versions of the texts');
		await farai.goto('/admin/texts');
		same(await farai.locator('main >> text=Changed here').count(), 0, 'texts in other words');
	},
};

run(steps);

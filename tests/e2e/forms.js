/*
 * forms.js - every form of the programme, filled by keyboard alone and without script,
 * in two languages, each of its pages accessible.
 *
 *   node tests/e2e/forms.js http://127.0.0.1:PORT FOLDER-OF-ITS-DATA [part of a step's name]
 */
'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const { check, same, see, context, someone, shot, run } = require('./desk.js');
const axe = require('./axe.js');

const FOLDER = path.join(__dirname, '..', '..', 'workflows', 'vmmc', 'forms');
const PLAIN = { javaScriptEnabled: false };

const TODAY = new Date().toLocaleDateString('en-GB', { timeZone: 'Africa/Harare' });

/*
 * What is done on each page, in the order of the page: CHOICE of a question, or a text
 * behind an equals sign.  A page that is over ends with a bar.
 */
const FORMS = {
	potential_ae: ['call/what/reached-problem', '|', 'wound/signs/bleeding', 'wound/signs/pus', 'wound/onset/yesterday',
		'wound/pain_level/7', 'wound/severity/moderate', 'wound/adverse/yes', 'wound/advice=Press on it',
		'wound/to_return/yes', 'wound/escalate/no'],
	no_contact: ['call/what/not-reached', 'call/said=It rang', '|', 'again/when/2h'],
	tracing: ['call/what/reached-fine', 'call/said=He is at work', '|', `call/visit_date=${TODAY}`],
	client_review: ['call/what/came', '|', 'visit/seen_by/facility', 'visit/provider=Sr Moyo', 'visit/found/mild', '|',
		'ae/type/IN', 'ae/timing/B', 'ae/treatment=Cleaned', 'ae/events/none'],
	check_number: ['call/what/reached-fine'],
	client_visit: ['visit/seen_by/team', 'visit/found/none', '|', 'more/said=All well'],
	referral_for_care: ['send/refer_where/here', 'send/soon/now', 'send/signs/swelling', 'send/severity/moderate',
		'send/told/yes', 'send/transport=Bus'],
	hand_over: ['over/open=His wound was not seen', 'over/next_step=Call at nine', 'over/to=Rudo'],
	enroll: ['him/given_name=Munashe', 'him/family_name=Dziva', 'him/born=7/5/2001', 'him/language/en', '|',
		'reach/phone=0773 111 777', 'reach/whose/own', '|', 'care/how/surgical', 'care/consent/yes'],
};

/* The words of a form in a language, by the ids of its texts. */
function words(form, language) {
	const xml = fs.readFileSync(path.join(FOLDER, `${form}.xml`), 'utf8');
	const part = xml.split(`<translation lang="${language}"`)[1].split('</translation>')[0];
	const plain = (text) => text.replace(/<output [^>]*>/g, '').replace(/&gt;/g, '>').replace(/&amp;/g, '&').trim();

	return new Map([...part.matchAll(/<text id="\/\w+\/([^"]+)"><value>(.*)<\/value><\/text>/g)]
		.map(([, id, text]) => [id, plain(text)]));
}

/* Everything that is typed or pressed, when the keyboard has come to it: what hides it. */
function hidden() {
	const found = [];

	for (const it of document.querySelectorAll('#fill input:not([type=hidden]), #fill textarea, #fill select, #fill button, #fill summary')) {
		it.focus();
		if (document.activeElement !== it || it.tabIndex < 0)
			continue;
		const at = it.getBoundingClientRect();
		const top = document.elementFromPoint(at.left + at.width / 2, at.top + Math.min(at.height, 20) / 2);
		if (!top || !(it.contains(top) || top.contains(it) || it.labels && [...it.labels].some((label) => label.contains(top))))
			found.push(`${it.outerHTML.slice(0, 80)} under ${top ? top.outerHTML.slice(0, 60) : 'nothing'}`);
	}
	return found;
}

/* What a screen of 1366 by 768 shows at 200 %, and one of 1280 by 1024 at 400 % (WCAG 1.4.4, 1.4.10). */
const LARGE = [['200 %', 683, 384], ['400 %', 320, 256]];
let twin;
async function large(name) {
	for (const [size, width, height] of LARGE) {
		await twin.setViewportSize({ width, height });
		const over = await twin.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
		check(over <= 0, `${name} at ${size} is ${over} px too wide`);
		same(await twin.evaluate(hidden), [], `${name} at ${size}: what is hidden from who types`);
		await shot(twin, `form-${name.replace(/\W+/g, '-')}-${size.replace(/\W+/g, '-')}`);
	}
	await twin.setViewportSize({ width: 1366, height: 768 });
	/* Or the text alone. */
	const over = await twin.evaluate(() => {
		document.documentElement.style.fontSize = '200%';
		return document.scrollingElement.scrollWidth - innerWidth;
	});
	check(over <= 0, `${name} with text of 200 % is ${over} px too wide`);
	await twin.evaluate(() => document.documentElement.removeAttribute('style'));
}

/* What a browser without script shows is looked at by axe in one that has it. */
async function accessible(page, name) {
	const html = (await page.content()).replace(/<script[^]*?<\/script>/g, '');

	twin = twin || await (await context()).newPage();
	await twin.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
	await twin.goto(page.url());
	await twin.unrouteAll();
	await axe.accessible(twin, name);
	await large(name);
}

/* By keyboard --------------------------------------------------------------------- */

/* Tab goes on until it is at this element, or at another of its group of choices. */
async function tabTo(page, it, name) {
	for (let i = 0; i < 200; i++) {
		if (await it.evaluate((e) => e === document.activeElement ||
		    (e.type === 'radio' && document.activeElement.name === e.name)))
			return;
		await page.keyboard.press('Tab');
	}
	assert.fail(`the keyboard does not reach ${name}`);
}

async function choose(page, it, name) {
	await tabTo(page, it, name);
	if (await it.getAttribute('type') !== 'radio') {
		await page.keyboard.press('Space');
	} else {
		await page.keyboard.press('Space');
		for (let i = 0; i < 20 && !(await it.evaluate((e) => e === document.activeElement)); i++)
			await page.keyboard.press('ArrowDown');
	}
	check(await it.isChecked(), `${name} is chosen`);
}

async function write(page, it, text, name) {
	await tabTo(page, it, name);
	await page.keyboard.press('Control+A');
	await page.keyboard.type(text);
}

async function go(page, button, name) {
	await tabTo(page, button, name);
	await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')]);
	await page.waitForLoadState();
}

/* One thing that is done on a page. */
async function act(page, form, texts, what) {
	const sheet = page.locator('#fill');
	const [field, text] = what.split('=');
	const label = (id) => {
		assert(texts.has(`${id}:label`), `${form}: there is no ${id}`);
		return texts.get(`${id}:label`);
	};

	if (text === undefined) {
		const question = field.slice(0, field.lastIndexOf('/')), choice = field.slice(question.length + 1);
		const group = sheet.locator('fieldset').filter({ has: page.locator('legend', { hasText: label(question) }) }).last();
		const it = texts.has(`${field}:label`) ? group.getByLabel(label(field), { exact: true }) :
			group.locator(`input[value="${choice}"]`);
		await choose(page, it, field);
	} else if (text.includes('/')) {
		const group = sheet.locator('fieldset, [role=group]').filter({ hasText: label(field) }).last();
		for (const [i, part] of text.split('/').entries())
			await write(page, group.locator('input:not([type=hidden])').nth(i), part, field);
	} else {
		await write(page, sheet.getByLabel(label(field)).first(), text, field);
	}
}

/* Of the second one the name and the phone are known: it is asked who he is. */
async function another(page) {
	await see(page, '#same_phone');
	await see(page, '#same_name');
	await accessible(page, 'enroll, somebody like him');
	await shot(page, 'form-enroll-known');
	await choose(page, page.locator('input[name="same_phone"][value="shared"]'), 'another on this phone');
	await choose(page, page.locator('input[name="same_name"][value="other"]'), 'another of this name');
	await go(page, page.locator('#form-acts button[value="save"]'), 'Save');
}

/* Whether the question of what is done next stands on the page. */
async function asks(page, texts, what) {
	const id = what.split('=')[0], question = what.includes('=') ? id : id.slice(0, id.lastIndexOf('/'));

	return await page.locator('#fill').getByText(texts.get(`${question}:label`)).count() > 0;
}

/* Everything but the last Save; the last page is looked at by axe too. */
async function answer(page, form, language, patient, answers = FORMS[form]) {
	const texts = words(form, language);
	let number = 1;

	if (form === 'enroll') {
		await page.goto('/patients/new');
		await go(page, page.locator('main a[href^="/patients/new/forms/enroll"]'), 'Fill in');
	} else {
		await page.goto(`/patients/${patient}/forms/${form}`);
	}
	await see(page, '#fill');
	if (language !== 'en') {
		await go(page, page.locator(`button[name="language"][value="${language}"]`), language);
		await see(page, '#fill');
	}
	for (const [i, what] of answers.entries()) {
		if (what !== '|') {
			await act(page, form, texts, what);
			continue;
		}
		await accessible(page, `${form}, page ${number}, ${language}`);
		await shot(page, `form-${form}-${language}-${number++}`);
		await go(page, page.locator('#form-acts button.go'), 'Continue or Save');
		same(await page.locator('.problems').count(), 0, `${form}: nothing is wrong so far`);
		/* An answer has led to more on this page, which may be left out. */
		if (!await asks(page, texts, answers[i + 1]))
			await go(page, page.locator('#form-acts button.go'), 'Continue');
	}
	await accessible(page, `${form}, page ${number}, ${language}`);
	await shot(page, `form-${form}-${language}-${number}`);
}

async function fill(page, form, language, patient) {
	await answer(page, form, language, patient);
	await go(page, page.locator('#form-acts button[value="save"]'), 'Save');
	if (await page.locator('#fill').count() > 0 && await page.locator('.problems').count() === 0)
		await go(page, page.locator('#form-acts button[value="save"]'), 'Save, after what was asked besides');
	if (form === 'enroll' && language !== 'en')
		await another(page);
	same(await page.locator('.problems').allTextContents(), [], `${form} is saved`);
	check(!page.url().includes('/forms/'), `${form}: ${page.url()} is another page`);
}

async function somebody(page, i) {
	await page.goto('/patients');
	const ids = await page.locator('#patients a[href^="/patients/"]').evaluateAll((all) =>
		[...new Set(all.map((a) => a.pathname.match(/^\/patients\/(\d+)$/)).filter(Boolean).map((m) => m[1]))]);

	check(ids.length > i, 'there are clients');
	return ids[i];
}

const steps = {};
let page;

for (const form of Object.keys(FORMS))
	for (const [i, language] of ['en', 'sn'].entries())
		steps[`by keyboard without script: ${form} in ${language}`] = async () => {
			page = page || await someone('tendai', '/patients', PLAIN);
			await fill(page, form, language, await somebody(page, i));
		};

/* Pressed in impatience, on a line that answers late. */
steps['sent six times in one moment: one client, and each leads to him'] = async () => {
	page = page || await someone('tendai', '/patients', PLAIN);
	await answer(page, 'enroll', 'en', 0, FORMS.enroll.map((what) =>
		what.replace('Munashe', 'Tawanda').replace('111 777', '111 778')));
	const fields = await page.locator('#fill').evaluate((form) =>
		new URLSearchParams(new FormData(form, form.querySelector('#form-acts button[value="save"]'))).toString());
	const led = await Promise.all([...Array(6)].map(() => page.request.post(page.url().split('?')[0], { data: fields,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, maxRedirects: 0 })));

	same([...new Set(led.map((answer) => answer.status()))], [303], 'each is answered');
	const places = [...new Set(led.map((answer) => answer.headers().location))];
	same(places.length, 1, `each leads to the same: ${places}`);
	check(/\/patients\/\d+\/registered$/.test(places[0]), `${places[0]} is his page`);
	/* A search that finds one client opens him. */
	await page.goto('/patients?q=0773111778');
	same(new URL(page.url()).pathname, places[0].replace('/registered', ''), 'he is there once');
};

run(steps);

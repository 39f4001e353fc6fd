/*
 * forms.js - every form of the programme, filled by keyboard alone and without script,
 * in two languages, each of its pages accessible; then what becomes of a form that is
 * begun: drafts, colleagues, versions, changes.
 *
 *   node tests/e2e/forms.js http://127.0.0.1:PORT FOLDER-OF-ITS-DATA [part of a step's name]
 */
'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const { data, check, same, see, gone, eachSize, until, context, someone, signIn, signOut, sql, shot, run } = require('./desk.js');
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

/* What is begun -------------------------------------------------------------------- */

/* A form of the administrator's: MORE is what its second version asks besides. */
const WOUND = (more) => `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Wound check</h:title><model><itext>
 <translation lang="en"><text id="q"><value>How is the wound?</value></text><text id="bad"><value>Open</value></text></translation>
 <translation lang="sn"><text id="q"><value>Ronda rakaita sei?</value></text><text id="bad"><value>Rakavhurika</value></text></translation>
 </itext><instance><wound_check id="wound_check"><wound/><seen/><more/></wound_check></instance>
 <bind nodeset="/wound_check/seen" relevant="/wound_check/wound = 'bad'"/></model></h:head><h:body>
 <select1 ref="/wound_check/wound"><label ref="jr:itext('q')"/><item><label>Closed</label><value>good</value></item>
 <item><label ref="jr:itext('bad')"/><value>bad</value></item></select1>
 <input ref="/wound_check/seen"><label>What do you see?</label></input>
 ${more}</h:body></h:html>`;

let admin;
async function bring(xml, name = 'wound_check.xml') {
	admin = admin || await someone('farai', '/admin/forms');
	await admin.goto('/admin/forms/new');
	await admin.getByLabel('File').setInputFiles({ name, mimeType: 'text/xml', buffer: Buffer.from(xml) });
	await admin.getByRole('button', { name: 'Check and keep it' }).click();
	await admin.waitForLoadState();
}

steps['begun: an administrator brings a form: refused with its lines, then looked at in each language'] = async () => {
	await bring(WOUND('<rank ref="/wound_check/more"/>'));
	await see(admin, 'text=Nothing is kept yet');
	await see(admin, 'text=the control <rank> is not supported');
	await shot(admin, 'form-refused');
	await bring('PK\x03\x04 a workbook', 'wound_check.xlsx');
	await see(admin, 'text=it is the workbook (.xlsx)');
	await bring(WOUND(''));
	await see(admin, 'h1 >> text=Wound check');
	await admin.getByRole('link', { name: 'Preview', exact: true }).click();
	await admin.getByText('Open', { exact: true }).click();
	await admin.getByRole('button', { name: 'See what follows' }).last().click();
	await see(admin, 'text=What do you see?');
	await admin.getByLabel('What do you see?').fill('A gap');
	await admin.getByRole('button', { name: 'Shona' }).click();
	await see(admin, 'text=Ronda rakaita sei?');
	same(await admin.getByLabel('What do you see?').inputValue(), 'A gap', 'the other language keeps what is tried');
	await shot(admin, 'form-preview');
	await admin.getByLabel('What do you see?').press('Enter');
	await admin.waitForLoadState();
	check(await admin.getByLabel('Rakavhurika').isChecked(), 'so does Enter');
};

/* The processes that answer nurses; their parent begins new ones. */
function answering() {
	const all = fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).flatMap((pid) => {
		try {
			return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').endsWith(`/site\0${data}/site.conf\0`) ?
				[{ pid, parent: fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) \S /, '').split(' ')[0] }] : [];
		} catch {
			return []; /* gone meanwhile */
		}
	});

	return all.filter((it) => all.some((other) => other.pid === it.parent)).map((it) => Number(it.pid));
}

const kept = (words) => until(`the draft has “${words}”`, () =>
	sql(`SELECT count(*) FROM form_draft WHERE instance LIKE '%${words}%'`) === '1', 40000);

let nurse, patient;
steps['begun: a draft outlives Enter, killed processes, a sign-out and a new version'] = async () => {
	const words = () => nurse.getByLabel('What do you see?');

	nurse = await someone('tendai', '/patients');
	patient = await somebody(nurse, 2);
	await nurse.goto(`/patients/${patient}/forms/wound_check`);
	await nurse.getByText('Open', { exact: true }).click();
	/* What an answer opens comes while she is at it, and her hand stays where it is. */
	await words().pressSequentially('A small', { delay: 150 });
	await kept('A small');
	await words().pressSequentially(' gap', { delay: 150 });
	await kept('A small gap');
	check(await words().evaluate((e) => e === document.activeElement), 'the server’s answers leave her in her field');
	await bring(WOUND('<input ref="/wound_check/more"><label>Is it warm?</label></input>'));
	await see(admin, 'text=Preview of version 2');
	const died = answering();
	check(died.length > 0, 'there are processes to kill');
	for (const pid of died)
		process.kill(pid, 'SIGKILL');
	await words().fill('A small gap, dry');
	await kept('A small gap, dry');
	await shot(nurse, 'form-draft');
	await signOut(nurse);
	await signIn(nurse, 'tendai', `/patients/${patient}/forms/wound_check`);
	same(await words().inputValue(), 'A small gap, dry', 'it is there again');
	same(await nurse.getByText('Is it warm?').count(), 0, 'it is of the version in which it was begun');
	/* A second window of hers: who is behind is told so, and nothing of the other is lost. */
	const second = await nurse.context().newPage();
	await second.goto(`/patients/${patient}/forms/wound_check`);
	await second.getByLabel('What do you see?').fill('Of the second window');
	await kept('Of the second window');
	await words().fill('Of the first window');
	await see(nurse, '#draft >> text=/Open in another tab/', 40000);
	await second.close();
	/* Another begins the new one. */
	const other = await someone('rudo', `/patients/${patient}/forms/wound_check`);
	await see(other, 'text=Is it warm?');
	await other.context().close();
	/* Enter leads on: neither another language nor “Discard the draft”. */
	await nurse.reload();
	await words().fill('A gap, dry');
	await Promise.all([nurse.waitForURL(/\/patients\/\d+\?notice=saved/, { timeout: 40000 }), words().press('Enter')]);
	same(sql(`SELECT count(*) || ' ' || max(fields->>'seen') FROM report WHERE form = 'wound_check'`), '1 A gap, dry', 'it is saved as it was typed');
};

steps['begun: a report that is changed says from what to what, and by whom'] = async () => {
	const id = sql(`SELECT max(id) FROM report WHERE form = 'wound_check'`);
	const other = await someone('rudo', `/reports/${id}`);

	await other.getByRole('link', { name: 'Change' }).click();
	await other.getByLabel('What do you see?').fill('Nothing any more');
	await other.getByLabel('Why it is changed').fill('He came in');
	await other.getByRole('button', { name: 'Save' }).last().click();
	await see(other, 'text=Nothing any more', 40000);
	await see(other, 'text=He came in');
	await shot(other, 'form-changed');
	await other.goto(`/patients/${patient}`);
	await see(other, /What do you see\?: from “A gap, dry” to “Nothing any more”/);
	await see(other, /Rudo/);
	await shot(other, 'form-changed-timeline');
	same(sql(`SELECT count(*) FROM report_version WHERE report_id = ${id}`), '1', 'what it said before is kept');
	await other.context().close();
};

/* A form that asks for a picture. */
const PHOTO = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
 <h:title>Photo of the wound</h:title><model><instance><wound_photo id="wound_photo"><words/><photo/></wound_photo></instance>
 <bind nodeset="/wound_photo/photo" type="binary" required="true()"/></model></h:head><h:body>
 <input ref="/wound_photo/words"><label>What is seen?</label></input>
 <upload ref="/wound_photo/photo" mediatype="image/*"><label>The wound</label></upload></h:body></h:html>`;
const PICTURES = path.join(__dirname, '..', 'pictures');
const button = (at, name) => at.getByRole('button', { name });
const drawn = (at) => at.locator('img.picture').first().evaluate((img) => img.decode().then(() => [img.naturalWidth, img.naturalHeight]));

/* As large as a telephone's: 4,000 by 3,000 points of some colours. */
async function photo(at) {
	const url = await at.evaluate(() => {
		const canvas = document.createElement('canvas'), context = canvas.getContext('2d');

		canvas.width = 4000;
		canvas.height = 3000;
		for (let i = 0; i < 4000; i++) {
			context.fillStyle = `hsl(${i % 360} 60% ${30 + i % 50}%)`;
			context.fillRect((i * 37) % 4000, (i * 91) % 3000, 160, 120);
		}
		return canvas.toDataURL('image/jpeg', 0.98);
	});

	return Buffer.from(url.split(',')[1], 'base64');
}

steps['begun: a picture is made small, kept with the draft, and shown in the report'] = async () => {
	await bring(PHOTO, 'wound_photo.xml');
	nurse = nurse || await someone('tendai', '/patients');
	patient = patient || await somebody(nurse, 2);
	await nurse.goto(`/patients/${patient}/forms/wound_photo`);
	await nurse.getByLabel('What is seen?').fill('A little pus');
	await button(nurse, /^Choose a picture…/).click();
	await see(nurse, 'h1:has-text("The wound")');
	const file = await photo(nurse);
	await nurse.getByLabel('Picture', { exact: true }).setInputFiles({ name: 'IMG_2044.jpg', mimeType: 'image/jpeg', buffer: file });
	await see(nurse, '#chosen canvas');
	const size = await nurse.locator('#file').evaluate((field) => field.files[0].size);
	check(size < file.length / 2, `${size} bytes are sent of ${file.length}`);
	await eachSize(nurse, 'forms-picture');
	await axe.accessible(nurse, 'a picture that is brought');
	await button(nurse, 'Keep the picture').click();
	await see(nurse, 'img.picture');
	same(await drawn(nurse), [320, 240], 'the form shows a small one');
	same(await nurse.getByLabel('What is seen?').inputValue(), 'A little pus', 'what she typed is still there');
	await eachSize(nurse, 'forms-pictured');
	await axe.accessible(nurse, 'a form with a picture');
	/* Taken away it is asked for again; another is brought. */
	await button(nurse, /^Take it away/).click();
	await gone(nurse, 'img.picture');
	await button(nurse, 'Save').last().click();
	await see(nurse, 'text=Nothing is saved yet: 1 thing to correct.');
	await button(nurse, /^Choose a picture…/).click();
	await nurse.getByLabel('Picture', { exact: true }).setInputFiles({ name: 'IMG_2045.jpg', mimeType: 'image/jpeg', buffer: file });
	await see(nurse, '#chosen canvas');
	await button(nurse, 'Keep the picture').click();
	await see(nurse, 'img.picture');
	await Promise.all([nurse.waitForURL(/\/patients\/\d+\?notice=saved/, { timeout: 40000 }), button(nurse, 'Save').last().click()]);
	const report = sql(`SELECT max(id) FROM report WHERE form = 'wound_photo'`);
	const other = await someone('rudo', `/reports/${report}`);
	same(await drawn(other), [320, 240], 'a colleague sees it');
	await eachSize(other, 'forms-picture-report');
	await axe.accessible(other, 'a report with a picture');
	const whole = await other.request.get(await other.locator('a:has(img.picture)').getAttribute('href'));
	same([whole.status(), whole.headers()['content-type'], whole.headers()['cache-control']], [200, 'image/jpeg', 'no-store'], 'the whole one');
	await other.context().close();
};

steps['begun: a picture without script, and what is none is refused in words'] = async () => {
	const plain = await someone('rudo', `/patients/${patient}/forms/wound_photo`, PLAIN);
	const choose = (name) => plain.getByLabel('Picture', { exact: true }).setInputFiles(path.join(PICTURES, name));

	await plain.getByLabel('What is seen?').fill('Dry');
	await button(plain, /^Choose a picture…/).click();
	for (const [name, words] of [['cut.jpg', 'damaged and cannot be read'], ['bomb.png', 'larger than 8 MB or 50 million points']]) {
		await choose(name);
		await button(plain, 'Keep the picture').click();
		await see(plain, `.problems:has-text("${words}")`);
	}
	await shot(plain, 'forms-picture-refused');
	await plain.getByLabel('Picture', { exact: true }).setInputFiles({ name: 'large.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(9000000, 7) });
	await button(plain, 'Keep the picture').click();
	await see(plain, 'h1:has-text("This is too large to be sent at once")');
	/* Nothing is lost: the draft is where it was. */
	await plain.goto(`/patients/${patient}/forms/wound_photo`);
	same(await plain.getByLabel('What is seen?').inputValue(), 'Dry');
	await button(plain, /^Choose a picture…/).click();
	await choose('turned.jpg');
	await button(plain, 'Keep the picture').click();
	await see(plain, 'img.picture');
	same(await drawn(plain), [20, 40], 'as its camera was held');
	await button(plain, 'Save').last().click();
	await see(plain, 'main');
	same(sql(`SELECT string_agg(fields->>'words', ', ' ORDER BY id) FROM report WHERE form = 'wound_photo'`), 'A little pus, Dry');
	await plain.context().close();
};

steps['begun: a colleague on the same task sees who fills it in, and a retired form is begun by nobody'] = async () => {
	const task = sql(`SELECT k.id FROM task k JOIN place p ON p.id = k.place_id WHERE k.open AND k.kind = 'problem'
		AND p.name LIKE 'Msasa%' ORDER BY k.id LIMIT 1`);
	await nurse.goto(`/tasks/${task}/form`);
	await nurse.locator('#fill textarea').first().fill('He does not pick up');
	await kept('He does not pick up');
	const other = await someone('rudo', `/tasks/${task}/form`);
	await see(other, /Tendai Marufu has been filling this in for/);
	same(await other.locator('#fill textarea').first().inputValue(), '', 'but not what she writes');
	await shot(other, 'form-colleague');
	nurse.once('dialog', (it) => it.accept());
	await nurse.reload();
	await nurse.getByText('Discard the draft').click();
	await nurse.getByRole('button', { name: 'Yes, begin again' }).click();
	await see(nurse, 'text=The draft is discarded.', 40000);
	await admin.goto('/admin/forms');
	await admin.getByRole('link', { name: 'Wound check' }).click();
	await admin.getByRole('button', { name: 'Retire it' }).click();
	await see(admin, 'text=nobody begins it any more', 40000);
	same((await other.request.get(`/patients/${patient}/forms/wound_check`)).status(), 404, 'it is begun no more');
	await other.context().close();
};

run(steps);

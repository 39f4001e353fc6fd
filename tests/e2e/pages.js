/*
 * pages.js - every page that the site answers, as each role that may see it:
 * accessible, within its width, light, and without a complaint of the browser;
 * then the main jobs with the script switched off.
 *
 *   node tests/e2e/pages.js http://127.0.0.1:PORT FOLDER-OF-ITS-DATA [part of a step's name]
 */
'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const { NOWHERE, check, same, see, until, context, signIn, someone, ledger, handset, sql, shot, run } = require('./desk.js');
const { accessible, told } = require('./axe.js');

const FIRST_LOAD = 25 * 1024, NEXT_LOAD = 10 * 1024;
const WIDE = { width: 1366, height: 768 }, NARROW = { width: 320, height: 640 };
const CLINIC = ['nurse', 'supervisor'], ADMIN = ['admin'], ALL = [...CLINIC, ...ADMIN];
const USERS = { nurse: 'tendai', supervisor: 'nomsa', admin: 'farai' };

/* Who may see what, as the product is meant; app/core/access.c has to agree. */
const MAY = {
	ANYONE: ALL, SIGNED_IN: ALL,
	PATIENT_READ: CLINIC, PATIENT_WRITE: CLINIC, MESSAGE_READ: CLINIC, MESSAGE_SEND: CLINIC,
	TASK_WORK: CLINIC, ESCALATION_READ: CLINIC, ESCALATION_RAISE: CLINIC,
	ESCALATION_DECIDE: ['supervisor'], DELIVERY_READ: ALL, DELIVERY_RETRY: CLINIC,
	USER_MANAGE: ADMIN, PLACE_MANAGE: ADMIN, FORM_MANAGE: ADMIN, AUDIT_READ: ADMIN,
	INDICATOR_READ: ALL, RULE_ASK: CLINIC, RULE_WATCH: ['supervisor', ...ADMIN],
	ANSWER_WRITE: ['supervisor', ...ADMIN], ANSWER_APPROVE: ['supervisor'],
	DUTY_PLAN: ['supervisor', ...ADMIN], SCHEDULE_MANAGE: ADMIN, LATE_DECIDE: ['supervisor', ...ADMIN],
};
/* Answers to the script, no pages of their own. */
const PARTS = ['/live', '/patients/new/phone', '/patients/new/guardian', '/patients/:id/welcome'];
/* Files to be saved, and what a machine asks. */
const FILES = ['/imports/template', '/imports/appointments/template', '/imports/:id/mend', '/patients/download', '/delivery/download', '/health/site',
	'/admin/forms/:id/file', '/indicators/download', '/indicators/facilities/download', '/indicators/who/download',
	'/indicators/events/download', '/admin/schedules/:id/dry-run/file', '/screenings/:id/download'];
/* What belongs to a form that asks for a picture: forms.js looks at it. */
const PICTURED = ['/drafts/:id/picture', '/pictures/:id'];
/* Pages that need a question to be pages, and further faces of the others. */
const ASKED = {
	'/messages/:id/link': (id) => `/messages/${id.unknown}/link`,
	'/escalations/print': () => '/escalations/print?phones=1',
	'/escalations/raise': (id) => `/escalations/raise?patient_id=${id.patients}`,
	'/patients/new/forms/:name': () => '/patients/new/forms/enroll',
	'/admin/texts/words': () => '/admin/texts/words?text=day_2',
};
const FACES = {
	'/tasks': ['/tasks?due=upcoming', '/tasks?due=done', '/tasks?q=nobody+of+this+name', '/tasks?who=all&group=person', '/tasks/views?kind=trace&who=me'],
	'/tracing': ['/tracing?due=later', '/tracing?due=decide', '/tracing?due=lost', '/tracing?due=heard', '/tracing?show=minors&who=none'],
	'/messages': ['/messages?view=mine', '/messages?view=nobody', '/messages?view=snoozed', '/messages?view=closed', '/messages?view=all', '/messages?q=hello'],
	'/messages/:id/link': ['/messages/:unknown/link?q=moyo'],
	'/messages/:id/answers': ['/messages/:id/answers?q=nothing+like+this'],
	'/patients': ['/patients?state=all', '/patients?q=nobody+of+this+name', '/patients?state=stopped'],
	'/patients/:id': ['/patients/:id?show=sms', '/patients/:id?show=changes'],
	'/patients/:id/forms/:name': ['/patients/:id/forms/potential_ae', '/patients/:id/forms/referral_for_care?language=sn',
		'/patients/:id/forms/hand_over?check=1'],
	'/patients/new/forms/:name': ['/patients/new/forms/enroll?check=1&language=sn'],
	'/indicators': ['/indicators?from=2020-01-01&until=2020-01-31'],
	'/indicators/hours': ['/indicators/hours?by=place&days=1-3&within=12', '/indicators/hours?language=sn'],
	'/indicators/facilities': ['/indicators/facilities?from=2020-01-01&until=2020-01-31'],
	'/admin/screenings/:id/question': ['/admin/screenings/:id/question?n=1'],
	'/admin/schedules/:id': ['/admin/schedules/:id?step=day_3', '/admin/schedules/:id?step=&shared=1&silent=1'],
	'/admin/schedules/:id/test': ['/admin/schedules/:id/test?step=day_3'],
	'/admin/schedules/:id/compare': ['/admin/schedules/:id/compare?with=pack'],
	'/admin/texts': ['/admin/texts?of=read', '/admin/texts?of=answers', '/admin/texts?of=steps', '/admin/texts?of=sent&only=1'],
	'/admin/texts/words': ['/admin/texts/words?text=welcome', '/admin/texts/words?text=form.tracing.title'],
	'/admin/texts/versions/:id': ['/admin/texts/versions/:id?with=pack'],
	'/admin/settings': ['/admin/settings?from=1', '/admin/settings?from=programme'],
	'/admin/workflows/:id': ['/admin/workflows/:id?with=latest'],
	'/admin/outbound': ['/admin/outbound?doc=message-9', '/admin/outbound?doc=nothing'],
	'/admin/triage': ['/admin/triage?words=en', '/admin/triage?words=sn'],
	'/escalations': ['/escalations?state=closed', '/escalations?state=mine', '/escalations/views?state=late&who=none', '/escalations?state=open&place=999'],
	'/diary': ['/diary?show=change', '/diary?show=unsaid', '/diary?show=missed', '/diary?from=2026-12-24&status=cancelled&what=other', '/diary?from=2020-01-01'],
	'/diary/print': ['/diary/print?show=days&phones=1'],
	'/referrals': ['/referrals?view=open', '/referrals?view=late', '/referrals?view=missed', '/referrals?view=seen'],
	'/delivery': ['/delivery?kind=held', '/delivery?kind=interrupted', '/delivery?kind=expired', '/delivery?kind=queued', '/delivery?kind=unmatched'],
};

/* The routes, from where they are. */
function pages() {
	const file = path.join(__dirname, '..', '..', 'app', 'site', 'routes.c');
	const all = [...fs.readFileSync(file, 'utf8').matchAll(/\{ GET,\s+"([^"]+)",\s+(\w+),/g)]
		.map(([, url, needs]) => ({ url, needs }));

	check(all.length > 10, 'the routes are read');
	for (const page of all)
		check(MAY[page.needs], `${page.url}: who may see it? ${page.needs} is not known here`);
	return all.filter((page) => ![...PARTS, ...FILES, ...PICTURED].includes(page.url));
}

/* A file of clients, by the template's headings; it says what day it is there. */
async function clients(page, rows) {
	const template = await (await page.request.get('/imports/template')).text();
	const today = template.match(/\d{4}-\d\d-\d\d/)[0];

	return `First name,Surname,Age,Mobile phone,Whose phone,Date of the procedure,Method,Date on the consent form,Bed\r\n${
		rows.map((row) => `${row},${today},surgical,${today},4\r\n`).join('')}`;
}

async function bring(page, text, name = 'register.csv') {
	await page.goto('/imports/new');
	await page.getByLabel('File').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
	await page.getByRole('button', { name: 'Check the file' }).click();
}

/* What a saved file holds. */
async function saved(page, link) {
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()]);

	return fs.readFileSync(await file.path(), 'utf8');
}

/* What a list's links lead to, so that ":id" can be filled in. */
async function idsFor(page, role) {
	const lists = role === 'admin' ? { 'admin/users': '/admin/users', 'admin/places': '/admin/places',
		'admin/forms': '/admin/forms', 'admin/answers': '/admin/answers', 'admin/schedules': '/admin/schedules', 'admin/doses': '/admin/doses' } :
		{ tasks: '/tasks', tracing: '/tracing', messages: '/messages', 'messages/groups': '/messages/groups', patients: '/patients', children: '/doses?show=all', escalations: '/escalations',
			...(role === 'supervisor' && { 'admin/answers': '/admin/answers' }) };
	const ids = {};

	if (role === 'admin') {
		/* A draft to look at. */
		await page.goto('/admin/schedules');
		if (await page.getByRole('button', { name: 'Write the next version' }).count())
			await page.getByRole('button', { name: 'Write the next version' }).click();
	}
	if (role === 'admin') {
		ids['admin/screenings'] = sql(`INSERT INTO screening (title, number, begun_at) VALUES ('A draft', 1, business_now()) RETURNING id`);
		sql(`INSERT INTO screening_question (screening_id, number, ask) VALUES (${ids['admin/screenings']}, 1, '{"en": "Do you cough? 1 or 0"}')`);
	}
	if (role === 'admin') {
		/* Other words, of which some are wrong, and the programme has new ones. */
		ids['admin/texts/versions'] = sql(`INSERT INTO text_version (workflow, number, created_at, changed_at)
			VALUES ('vmmc', 1, business_now(), business_now()) RETURNING id`);
		sql(`INSERT INTO text_wording (version_id, name, language, body, programme, changed_at) VALUES
			(${ids['admin/texts/versions']}, 'welcome', 'en', 'After the surgery: {clinc}.', 'As it was.', business_now()),
			(${ids['admin/texts/versions']}, 'day_2', 'sn', 'Nhasi.', '', business_now())`);
	}
	if (role === 'admin') {
		/* A number that is another one; two packs before the one in use. */
		sql(`INSERT INTO setting_version (workflow, number, plan, published_at, reason)
			SELECT 'vmmc', 1, '{"answer_hours": 36, "clocks.severe.first_minutes": 20}', business_now(), 'Supervisors answer sooner here'
			WHERE NOT EXISTS (SELECT FROM setting_version)`);
		ids['admin/workflows'] = sql(`INSERT INTO workflow_version (workflow, number, version, preset, hash, since)
			SELECT 'vmmc', coalesce(max(number), 0) + 1, 'of before', '2022-guide', repeat('a', 64), business_now() FROM workflow_version RETURNING id`);
		sql(`INSERT INTO workflow_part SELECT ${ids['admin/workflows']}, p.kind, p.name, replace(p.body, 'the clinic', 'us') FROM workflow_part p
			WHERE p.version_id = (SELECT min(id) FROM workflow_version) AND p.name NOT LIKE '%bleeding%'`);
		sql(`INSERT INTO workflow_version (workflow, number, version, preset, hash, since)
			SELECT 'vmmc', max(number) + 1, '2022-guide.1', '2022-guide', repeat('b', 64), business_now() FROM workflow_version`);
		sql(`INSERT INTO workflow_part SELECT (SELECT max(id) FROM workflow_version), p.kind, p.name, p.body FROM workflow_part p
			WHERE p.version_id = (SELECT min(id) FROM workflow_version)`);
	}
	if (role === 'admin') {
		sql(`INSERT INTO outbound_push (name, settings, url, auth, username, credential, cron, per_minute, changed_at, status, error)
			VALUES ('to-emr', '{}', 'https://emr.example.org/push', 'none', '', '', '', 600, business_now(), 'off', 'the receiver answered 410')`);
		ids['admin/outbound'] = sql(`INSERT INTO outbound_event (push_id, doc, form, subject, body, hash, fields, state, made_at, run_at, finished_at, attempt, reason)
			SELECT id, 'message-9', '1', 1, '{"name": "x"}', 'x', '{name,extra.group}', 'dead', business_now(), business_now(), business_now(), 1,
			'the receiver answered 422' FROM outbound_push RETURNING id`);
		sql(`INSERT INTO outbound_attempt VALUES (${ids['admin/outbound']}, 1, business_now(), business_now(), 'the receiver answered 422'),
			(${ids['admin/outbound']}, 2, business_now(), NULL, '')`);
	}
	/* One that is over, so that nobody is asked anything. */
	ids.screenings = sql(`INSERT INTO screening (title, number, state, begun_at, started_at, ended_at)
		VALUES ('For ${role}', 1, 'ended', business_now(), business_now(), business_now()) RETURNING id`);
	if (role !== 'admin') {
		/* One that waits for a second person, so that there is one to look at. */
		await page.goto('/messages/new');
		await page.locator('#body-en').fill('The clinic is closed tomorrow.');
		await page.locator('#body-sn').fill('Kiriniki yakavharwa mangwana.');
		await page.getByRole('button', { name: 'Look at it' }).click();
		await page.locator('#group-people').waitFor();
	}
	for (const [noun, list] of Object.entries(lists)) {
		await page.goto(list);
		const links = await page.locator(`main a[href^="/${noun}/"]`).evaluateAll((all) =>
			all.map((a) => (a.getAttribute('href').match(/\/(\d+)(\?|$)/) || [])[1]).filter(Boolean));
		check(links.length > 0, `${list} leads to somebody`);
		ids[noun] = links[0];
	}
	if (ids.messages) {
		await page.goto('/messages');
		const link = page.locator('#inbox a:has-text("Not registered")').first();
		ids.unknown = (await link.getAttribute('href')).match(/\d+/)[0];
		await bring(page, await clients(page, ['Simba,Ncube,31,0773 111 380,own', 'Themba,Ncube,8,0773 111 381,own',
			'Thabo,Dube,30,0773 111 380,own']));
		ids.imports = page.url().match(/imports\/(\d+)$/)[1];
		ids.notes = await noted(page, ids.messages);
		ids.readings = await read(page);
		ids.filings = ids.readings;
	}
	if (ids.patients) {
		ids.reports = await reported(page, ids.patients);
		ids.referrals = await expected(page, ids.escalations);
		ids.appointments = await booked(page, ids.patients);
	}
	return ids;
}

/* Who is asked to the facility: of this case, unless somebody is already. */
async function expected(page, id) {
	const link = page.locator('main a[href^="/referrals/"]').first();

	await page.goto('/referrals?view=open');
	if (!await link.count()) {
		const nomsa = await someone('nomsa', `/escalations/${id}`);

		await nomsa.getByLabel('See at facility today').check();
		await nomsa.getByLabel('Adverse event').selectOption({ label: 'None' });
		await nomsa.locator('#case').getByRole('button', { name: 'Save', exact: true }).click();
		await see(nomsa, '#case >> text=Open the referral');
		await nomsa.context().close();
		await page.reload();
	}
	return (await link.getAttribute('href')).match(/\d+/)[0];
}

/* He is expected on the next day on which his facility is open. */
async function booked(page, patient) {
	const template = await (await page.request.get('/imports/template')).text();
	const today = Date.parse(template.match(/\d{4}-\d\d-\d\d/)[0]);

	await page.goto(`/patients/${patient}/appointments`);
	for (let day = 1; day < 9 && !page.url().includes('/appointments/'); day++) {
		await page.getByLabel('Day').fill(new Date(today + day * 864e5).toISOString().slice(0, 10));
		await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'),
			page.getByRole('button', { name: 'Book', exact: true }).click()]);
		await page.waitForLoadState();
	}
	return page.url().match(/appointments\/(\d+)/)[1];
}

/* A text of somebody in some conversation: where it says how it was read. */
async function read(page) {
	await page.goto('/messages?view=all');
	const threads = await page.locator('#inbox a[href^="/messages/"]').evaluateAll((all) =>
		all.map((a) => a.getAttribute('href')));

	for (const thread of threads) {
		await page.goto(thread);
		const link = page.locator('#thread a[href^="/readings/"]').last();
		if (await link.count())
			return (await link.getAttribute('href')).match(/\d+/)[0];
	}
	throw new Error('no conversation leads to how a text was read');
}

/* A note in this conversation. */
async function noted(page, thread) {
	await page.goto(`/messages/${thread}`);
	await page.locator('#note-box summary').click();
	await page.locator('#note').fill('He sounds worried.');
	await page.getByRole('button', { name: 'Keep the note' }).click();
	await page.waitForURL(/notice=/);
	return (await page.locator('#thread li.note a').last().getAttribute('href')).match(/\d+/)[0];
}

/* A report about him, filled in as a nurse does. */
async function reported(page, patient) {
	await page.goto(`/patients/${patient}/forms/hand_over`);
	for (const box of await page.locator('#questions textarea, #questions input[type=text]').all())
		await box.fill('Words');
	for (const choice of await page.locator('#questions fieldset .choice:first-child').all())
		await choice.click();
	await page.locator('#form-acts button[value=save]').click();
	await page.goto(`/patients/${patient}/forms/hand_over`);
	return (await page.locator('aside a[href^="/reports/"]').first().getAttribute('href')).match(/\d+/)[0];
}

function address(url, ids) {
	if (ASKED[url])
		return ASKED[url](ids);
	return url.replace(':unknown', ids.unknown).replace(':name', 'client_visit').replace(/^\/(.+?)\/:id/, (_, noun) => {
		assert(ids[noun], `${url}: no list gives its id`);
		return `/${noun}/${ids[noun]}`;
	});
}

async function within(page, name) {
	const over = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);

	check(over <= 0, `${name} scrolls sideways by ${over} px at ${page.viewportSize().width}`);
}

/* Bytes on the line, heads included. */
async function scale(page) {
	const line = await page.context().newCDPSession(page);
	const urls = new Map();
	const weight = { page: 0, assets: 0 };

	await line.send('Network.enable');
	line.on('Network.requestWillBeSent', (e) => urls.set(e.requestId, e.request.url));
	line.on('Network.loadingFinished', (e) => {
		if (new URL(urls.get(e.requestId)).pathname.startsWith('/s/'))
			weight.assets += e.encodedDataLength;
		else
			weight.page += e.encodedDataLength;
	});
	return weight;
}

const label = (url) => url.replace(/^\//, '').replace(/\W+/g, '-') || 'start';

/* All pages of a role, wide and narrow. */
async function look(role) {
	const page = role ? await someone(USERS[role], '/account') : await (await context()).newPage();
	const ids = role ? await idsFor(page, role) : {};
	const mine = pages().filter(({ needs }) => role ? MAY[needs].includes(role) : needs === 'ANYONE');
	const urls = mine.flatMap(({ url }) => [address(url, ids), ...(FACES[url] || []).map((face) => address(face, ids))]);
	const heavy = [];
	const fresh = await context({ storageState: await page.context().storageState() });
	const first = await fresh.newPage();
	const weight = await scale(first);
	let assets = 0;

	for (const url of [...urls, NOWHERE]) {
		weight.page = weight.assets = 0;
		const answer = await first.goto(url, { waitUntil: 'load' });
		assets = Math.max(assets, weight.assets);
		if (answer.request().redirectedFrom())
			continue; /* where it leads is a page of its own */
		same(answer.status(), url === NOWHERE ? 404 : 200, url);
		heavy.push([weight.page, url]);
		check(weight.page <= NEXT_LOAD, `${url} weighs ${weight.page} bytes`);
		check(weight.page + assets <= FIRST_LOAD, `${url} weighs ${weight.page} with ${assets} of assets`);
		for (const size of [WIDE, NARROW]) {
			await first.setViewportSize(size);
			await within(first, url);
			await accessible(first, url);
			await shot(first, `page-${role || 'nobody'}-${label(url)}-${size.width}`);
		}
	}
	check(assets > 5000, 'the stylesheet and the script were weighed');
	heavy.sort((a, b) => b[0] - a[0]);
	console.log(`        heaviest: ${heavy[0][1]} ${heavy[0][0]} bytes, assets ${assets}; ${told()}`);
	await fresh.close();
	await page.context().close();
}

/* Number 1 of any noun: who may see none of them is refused it, there or not. */
const FIRST = new Proxy({}, { get: () => 1 });

/* Whom one role may not see, the other neither finds. */
async function refused(role) {
	const page = await someone(USERS[role], '/account');

	for (const { url, needs } of pages().filter((p) => !MAY[p.needs].includes(role))) {
		const answer = await page.request.get(address(url, FIRST), { maxRedirects: 0 });
		same(answer.status(), 403, `${url} needs ${needs}`);
	}
	await page.context().close();
}

const PLAIN = { javaScriptEnabled: false };
const MAN = { name: 'Noah Gwatidzo', number: '+263773111290' };

const steps = {
	'pages that anybody may see': () => look(null),
	'pages of a nurse': () => look('nurse'),
	'pages of a supervisor': () => look('supervisor'),
	'pages of an administrator': () => look('admin'),
	async 'pages of others are refused'() {
		for (const role of ALL)
			await refused(role);
	},

	async 'the faces of a conversation are accessible too'() {
		const page = await someone('tendai');

		for (const tag of ['Possible problem', 'Shared phone', 'Not registered']) {
			await page.goto('/messages');
			await page.locator(`#inbox a:has-text("${tag}")`).first().click();
			await page.locator('#text').waitFor();
			for (const size of [WIDE, NARROW]) {
				await page.setViewportSize(size);
				await within(page, tag);
				await accessible(page, tag);
				await shot(page, `page-thread-${label(tag.toLowerCase())}-${size.width}`);
			}
			await page.setViewportSize(WIDE);
		}
		await page.context().close();
	},

	async 'without script: a supervisor follows a number to its men'() {
		const page = await (await context(PLAIN)).newPage();

		await signIn(page, 'nomsa', '/indicators');
		await page.getByRole('link', { name: 'This quarter' }).click();
		await see(page, 'text=You see many facilities');
		await see(page, 'svg[role=img]');
		await shot(page, 'indicators-supervisor');
		await page.locator('tr:has-text("Men followed up")').getByRole('link').first().click();
		await see(page, 'h1:has-text("Men followed up")');
		await page.setViewportSize(NARROW);
		await within(page, 'the men behind a number');
		await page.setViewportSize(WIDE);
		await page.locator('main table a').first().click();
		await see(page, '#t-title');
		await page.goto('/indicators');
		const file = await saved(page, 'Download CSV');
		check(file.includes('"Men followed up"') || file.includes(',Men followed up,'), 'the file has the indicators');
		check(!/,[1-4],\d*,/.test(file), 'no small number is in the file');
		await page.getByLabel('From', { exact: true }).fill('2030-01-02');
		await page.getByLabel('until', { exact: true }).fill('2030-01-01');
		await page.getByRole('button', { name: 'Show', exact: true }).click();
		await see(page, 'text=it is before From');
		same(await page.getByLabel('From', { exact: true }).inputValue(), '2030-01-02', 'what was typed');
		await page.context().close();
	},

	async 'without script: signing in, registering, seeing the welcome arrive'() {
		const page = await (await context(PLAIN)).newPage();

		await signIn(page, 'tendai', '/patients/new');
		await page.getByLabel('First name').fill('Noah');
		await page.getByLabel('Surname').fill('Gwatidzo');
		await page.getByLabel('or age in years').fill('16');
		await page.getByLabel('Mobile phone').fill('0773 111 290');
		await page.getByLabel('Language of his SMS').selectOption({ label: 'English' });
		await page.getByLabel('He agrees to get SMS').check();
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await see(page, '.problems');
		await see(page, 'text=He is 16: a guardian must agree too');
		await page.getByLabel('Guardian’s name').fill('Mrs Gwatidzo');
		await page.getByLabel('Relation', { exact: true }).selectOption({ index: 1 });
		await page.getByLabel('The guardian has signed').check();
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await see(page, `h1:has-text("${MAN.name} is registered")`);
		MAN.id = page.url().match(/patients\/(\d+)/)[1];
		await until('the welcome is delivered', async () => {
			await page.goto(`/patients/${MAN.id}/registered`);
			return await page.locator('#welcome >> text="Delivered"').count();
		}, 30000);
		await page.context().close();
	},

	async 'without script: registering those who stand in a file, and mending the rest'() {
		const page = await someone('tendai', '/patients/new', PLAIN);

		await page.getByRole('link', { name: 'Register from a file' }).click();
		await see(page, 'h1:has-text("Register from a file")');
		await bring(page, 'PK\x03\x04', 'register.xlsx');
		await see(page, '.problems >> text=This is a workbook of a spreadsheet');
		await shot(page, 'import-refused');
		await bring(page, await clients(page, ['Tawanda,Sithole,31,0773 111 291,own', '=cmd,Banda,8,0773 111 292,own',
			'Farai,Ndlovu,22,0773 111 293,own', 'Tafara,Ndlovu,26,0773 111 293,own']));
		await see(page, 'text="Columns that were not read, and are not kept: Bed"');
		await see(page, '#i-faulty');
		await see(page, 'text=/he is 8/');
		same(await page.getByText('has the same phone').count(), 2);
		await shot(page, 'import-report');
		const mend = await saved(page, 'Download to mend');
		check(mend.includes("'=cmd,Banda,") && mend.includes('he is 8'), 'the row to mend, and harmless');
		check(!mend.includes('Tawanda'), 'only the rows to mend');
		await page.getByRole('button', { name: 'Register 3 clients' }).click();
		await see(page, 'text=3 clients are registered, by');
		await shot(page, 'import-done');
		await bring(page, mend.replace(',8,', ',28,'));
		await page.getByRole('button', { name: 'Register 1 client' }).click();
		await see(page, 'text=1 client is registered, by');
		for (const number of ['291', '292', '293'])
			await until(`the welcome to ${number}`, async () => (await ledger(`+263773111${number}`)).length ===
				(number === '293' ? 2 : 1), 30000);
		await page.goto('/patients?state=all');
		const list = await saved(page, 'Download for a spreadsheet');
		check(/Tawanda Sithole,[^,]+,077 311 1291,,/.test(list), 'the list has him, his phone as dialled');
		check(list.includes("'=cmd Banda,"), 'and nothing that a spreadsheet would run');
		await page.context().close();
	},

	async 'a file that is too large is refused in words'() {
		const page = await someone('tendai', '/imports/new');

		await bring(page, `First name\r\n${'x'.repeat(300000)}`);
		await see(page, 'h1:has-text("This is too large to be sent at once")');
		await page.getByRole('link', { name: 'Back to bringing a file' }).click();
		await see(page, 'h1:has-text("Register from a file")');
		await page.context().close();
	},

	async 'a form of nearly 1 MB is kept, a larger one refused in words'() {
		const page = await someone('farai', '/admin/forms/new');
		const form = (bytes) => ({ name: 'long_form.xml', mimeType: 'text/xml', buffer: Buffer.from(
			'<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>' +
			'<h:title>A long form</h:title><model><instance><long_form id="long_form"><seen/></long_form>' +
			`</instance></model></h:head><h:body><!--${'x'.repeat(bytes)}--><input ref="/long_form/seen">` +
			'<label>Seen?</label></input></h:body></h:html>') });

		for (const [bytes, words] of [[1200000, 'This is too large to be sent at once'], [1000000, 'A long form']]) {
			await page.goto('/admin/forms/new');
			await page.getByLabel('File').setInputFiles(form(bytes));
			await page.getByRole('button', { name: 'Check and keep it' }).click();
			await see(page, `h1:has-text("${words}")`);
		}
		await page.getByRole('button', { name: 'Retire it' }).click();
		await see(page, 'text=nobody begins it any more');
		await page.context().close();
	},

	async 'without script: answering, taking it back, sending it'() {
		const phone = await handset(MAN.number);
		const page = await someone('tendai', '/messages', PLAIN);
		const text = 'It may itch a little.';

		await phone.reply('It itches, what can I do?');
		await until('he waits', async () => {
			await page.goto('/messages');
			return await page.locator(`#inbox a.waits:has-text("${MAN.name}")`).count();
		});
		await page.locator(`#inbox a.waits:has-text("${MAN.name}")`).click();
		await page.locator('#text').fill('Half a thought');
		await page.getByRole('button', { name: 'Keep as draft' }).click();
		await see(page, '.notices >> text=/[Dd]raft/');
		same(await page.locator('#text').inputValue(), 'Half a thought');
		await page.locator('#text').fill(text);
		await page.getByRole('button', { name: 'Send', exact: true }).click();
		await see(page, `#thread li:has-text("${text}") >> text=/Held/`);
		await page.getByRole('button', { name: 'Undo' }).click();
		await until('the text is back', async () => await page.locator('#text').inputValue() === text);
		same((await ledger(MAN.number, text)).length, 0);
		await page.getByRole('button', { name: 'Send', exact: true }).click();
		/* A page that is still on its way cannot be loaded again. */
		await see(page, `#thread li:has-text("${text}") >> text=/Held/`);
		await until('it is delivered', async () => {
			await page.reload();
			return await page.locator(`#thread li:has-text("${text}") >> text="Delivered"`).count();
		}, 30000);
		same((await ledger(MAN.number, text)).length, 1);
		await phone.close();
		await page.context().close();
	},

	async 'without script: claiming a case and deciding it'() {
		const phone = await handset(MAN.number);
		const page = await someone('nomsa', '/escalations', PLAIN);
		const row = page.locator(`#queue tr:has-text("${MAN.name}")`);

		await phone.reply('1');
		await until('the case is there', async () => {
			await page.reload();
			return await row.count();
		});
		await row.getByRole('button', { name: 'Claim' }).click();
		await see(page, '.notices >> text=This case is yours now.');
		await row.getByRole('link', { name: MAN.name }).click();
		await page.getByLabel('See at facility today').check();
		await page.getByLabel('Adverse event').selectOption({ label: 'OT: other' });
		await page.getByLabel('Grade').selectOption({ label: 'Mild' });
		await page.getByLabel('When did it begin?').selectOption({ label: 'B: up to 7 days after' });
		await page.getByLabel('Reported at once').selectOption({ label: 'None of these' });
		await page.getByLabel('Note for the nurse').fill('Clean it and look again.');
		await page.locator('#case').getByRole('button', { name: 'Save', exact: true }).click();
		await see(page, '.notices >> text=The decision is saved.');
		await page.context().close();

		const nurse = await someone('tendai', '/tasks', PLAIN);
		const task = nurse.locator(`#tasks tr:has-text("${MAN.name}"):has-text("Did he come to the facility?")`);
		await until('his visit is asked for', async () => {
			await nurse.reload();
			return await task.count();
		});
		await task.getByRole('link', { name: /^Start/ }).click();
		await nurse.getByLabel('He was seen').check();
		/* What his answer leads to is asked before anything is saved. */
		await nurse.getByRole('button', { name: 'Save', exact: true }).click();
		await nurse.getByLabel('A nurse or doctor of this facility').check();
		await nurse.getByLabel('None', { exact: true }).check();
		await nurse.getByRole('button', { name: 'Save', exact: true }).click();
		await see(nurse, '.notices >> text=Done.');
		await nurse.context().close();
		await phone.close();
	},

	async 'by keyboard alone: two tasks put off, one taken back'() {
		const page = await someone('tendai', '/tasks');
		const rows = page.locator('#tasks tr:not(.group)');
		const before = await rows.count();
		const press = async (...keys) => {
			for (const key of keys)
				await page.keyboard.press(key);
		};

		check(before >= 2, 'there are two tasks to do');
		await press('j', 'x', 'j', 'x', 's');
		await see(page, 'h1:has-text("Show these tasks again later?")');
		same(await page.locator('main li').count(), 2);
		await page.getByLabel('Because').focus();
		await page.keyboard.type('A storm is coming');
		await press('Enter');
		await see(page, '.notices >> text=2 tasks are shown again');
		same(await rows.count(), before - 2);
		await press('z');
		await see(page, '.notices >> text=Taken back: the tasks are as before.');
		same(await rows.count(), before);
		const all = page.getByLabel('Select all that are shown');
		await all.check();
		same(await page.locator('#tasks input:checked').count(), before);
		await all.uncheck();
		await press('j', 'x', 'c');
		await see(page, '#tasks >> text=You');
		check(await page.locator('#tasks input:checked').count() === 1, 'what was ticked stays ticked');
		await press('Enter');
		await see(page, 'h2:has-text("What happened?"), h2:has-text("To do")');
		await page.context().close();
	},

	async 'by keyboard alone: a filter kept as a tab'() {
		const page = await someone('nomsa', '/tasks');
		const press = async (...keys) => {
			for (const key of keys)
				await page.keyboard.press(key);
		};

		await page.getByLabel('Kind of task').focus();
		await page.keyboard.type('Check');
		await press('Tab', 'Tab', 'Enter');
		await page.waitForURL(/kind=number/);
		await page.getByRole('link', { name: 'Save this filter' }).focus();
		await press('Enter');
		await see(page, 'main >> text=To do now, Check the phone number');
		await page.getByLabel('Name', { exact: true }).focus();
		await page.keyboard.type('Numbers');
		await press('Enter');
		await see(page, '.notices >> text=Saved: it stands above the list.');
		const tab = await see(page, '#views a[aria-current]:has-text("Numbers")');
		same(Number(await tab.locator('.count').textContent()),
			await page.locator('#tasks tr:not(.group)').count(), 'the tab counts the rows');
		await shot(page, 'tasks-saved-view');
		await page.context().close();
	},

	async 'without script: a tab renamed and deleted, tasks taken at once and given back'() {
		const page = await someone('nomsa', '/tasks', PLAIN);

		await page.getByRole('link', { name: 'Saved views' }).click();
		await page.getByLabel('New name of Numbers').fill('Phones');
		await page.getByRole('button', { name: /^Rename/ }).click();
		await see(page, '.notices >> text=Saved.');
		await shot(page, 'tasks-views');
		await page.getByRole('button', { name: /^Delete/ }).click();
		await see(page, '.notices >> text=Deleted.');
		await page.goto('/tasks?who=none');
		for (const box of (await page.locator('#tasks tr:has(button:has-text("Take")) input.box').all()).slice(0, 2))
			await box.check();
		await page.locator('#bulk').getByRole('button', { name: 'Take', exact: true }).click();
		await page.getByRole('button', { name: 'Take them' }).click();
		await see(page, '.notices >> text=2 tasks taken.');
		await page.getByRole('button', { name: 'Undo' }).click();
		await see(page, '.notices >> text=Taken back: the tasks are as before.');
		check(new URL(page.url()).searchParams.get('who') === 'none', 'back to the list of nobody');
		await page.context().close();
	},

	/* What nobody has is shared out, and taken back, with and without the script. */
	async 'who has how much, and all of it given to a colleague'() {
		for (const how of [{}, PLAIN]) {
			const page = await someone('nomsa', '/tasks', how);

			await page.getByRole('link', { name: 'By colleague' }).click();
			await see(page, 'h1:has-text("Tasks by colleague")');
			const row = page.locator('#team-0');
			const before = await row.innerText();
			const due = parseInt(await row.locator('td').first().innerText(), 10);
			await shot(page, how === PLAIN ? 'tasks-team-plain' : 'tasks-team');
			await row.getByRole('button', { name: /^Give/ }).click();
			await see(page, 'h1:has-text("Give these tasks to a colleague?")');
			const named = await page.locator('main form li').count();
			check(named >= due && due > 0, `all that is due is named: ${named}, ${due}`);
			await page.getByLabel('Give to').selectOption({ label: 'Dr Nomsa Dlamini (you)' });
			await page.getByRole('button', { name: 'Give them' }).click();
			await see(page, `.notices >> text=${named} task`);
			await see(page, 'h1:has-text("Tasks by colleague")');
			check(/^With nobody yet\s+0\b/.test(await row.innerText()), 'nobody has none any more');
			await page.getByRole('button', { name: 'Undo' }).click();
			await see(page, '.notices >> text=Taken back: the tasks are as before.');
			same(await row.innerText(), before);
			await page.context().close();
		}
	},

	async 'without script: a task made, put off and taken back'() {
		const page = await someone('tendai', '/tasks', PLAIN);

		await page.getByRole('link', { name: 'New task' }).click();
		await page.getByLabel('What is to be done').fill('Bring the form');
		await page.getByLabel('Client', { exact: true }).fill('ZW-1007');
		await page.getByLabel('Due day').fill(sql(`SELECT (business_now() + interval '2 days')::date`));
		await page.getByRole('button', { name: 'Save' }).click();
		await see(page, 'h1:has-text("Bring the form")');
		await page.getByLabel('because').fill('He travels');
		await page.getByRole('button', { name: 'Snooze' }).click();
		await see(page, '.notices >> text=It is shown again');
		await page.getByRole('button', { name: 'Undo' }).click();
		await see(page, '.notices >> text=Taken back');
		await page.context().close();
	},
};

run(steps);

/*
 * asked.js - what another program asks of the nurses by FHIR: one does it, one refuses it
 * with a reason, and one is not wanted any more while it is in hand.
 *
 *   PARTS=asked tests/e2e/loop.sh
 */
'use strict';

const { execFileSync } = require('node:child_process');
const { same, see, gone, eachSize, comes, someone, sql, run } = require('./desk.js');
const { accessible } = require('./axe.js');

const [base, data] = process.argv.slice(2);
const token = execFileSync(process.env.AFTERCARECTL, ['demo', 'token', '--data', data],
	{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const PLAIN = { javaScriptEnabled: false };
let tendai, asked = 0;

async function fhir(method, path, body, type = 'application/fhir+json') {
	const answer = await fetch(`${base}/fhir/${path}`, { method, body: body && JSON.stringify(body),
		headers: { Authorization: `Bearer ${token}`, 'Content-Type': type } });

	return { http: answer.status, ...await answer.json() };
}

const read = (request) => fhir('GET', `ServiceRequest/${request.id}`);
const workOf = async (request) => (await fhir('GET', `Task?focus=ServiceRequest/${request.id}`)).entry[0].resource;

async function ask(words, more = {}) {
	const made = await fhir('POST', 'ServiceRequest', { resourceType: 'ServiceRequest', status: 'active', intent: 'order',
		identifier: [{ system: 'urn:emr', value: `asked-${++asked}` }], priority: 'asap', code: { text: words },
		reasonCode: [{ text: 'Fever since Sunday, 38.9 °C' }], requester: { display: 'Dr Dube, District Hospital' },
		subject: { reference: `Patient/${sql(`SELECT min(p.id) FROM patient p JOIN user_place up ON up.place_id = p.place_id
			JOIN app_user u ON u.id = up.user_id AND u.username = 'tendai'`)}` },
		note: [{ text: 'He lives far away: call him before he comes.' }], ...more });

	same(made.http, 201, JSON.stringify(made));
	return made;
}

// Nobody here knows him.
const STRANGER = () => ({ subject: { reference: '#he' }, performer: [{ reference: `Organization/${
		sql("SELECT min(up.place_id) FROM user_place up JOIN app_user u ON u.id = up.user_id AND u.username = 'tendai'")}` }],
	contained: [{ resourceType: 'Patient', id: 'he', name: [{ text: 'Simba Nyoni' }], birthDate: '2001-05-06',
		telecom: [{ system: 'phone', value: '0775 551 234' }] }] });

const steps = {
	async 'it comes to her list, and is done'() {
		tendai = await someone('tendai', '/tasks');
		const request = await ask('Look at the wound today');

		await comes(tendai, '#tasks >> text=Look at the wound today');
		await tendai.getByRole('link', { name: 'Look at the wound today', exact: true }).click();
		await see(tendai, 'dd:has-text("Dr Dube, District Hospital, through")');
		await see(tendai, 'dd:has-text("as soon as possible")');
		await see(tendai, 'dd:has-text("Fever since Sunday")');
		await eachSize(tendai, 'asked');
		await accessible(tendai, 'what was asked');
		await tendai.getByRole('button', { name: 'Take', exact: true }).click();
		await see(tendai, 'text=With you');
		same((await workOf(request)).status, 'accepted', 'taken');
		await tendai.getByLabel('Reached, no problem').check();
		await tendai.getByLabel('Note', { exact: true }).fill('The wound is clean, he drinks more.');
		await tendai.getByRole('button', { name: 'Save', exact: true }).click();
		await tendai.waitForURL(/notice=done/);
		same((await read(request)).status, 'completed', 'done');
		same((await workOf(request)).output[1].valueString, 'The wound is clean, he drinks more.', 'what came of it');
	},

	async 'it is refused with a reason, without a script'() {
		const request = await ask('Remove the stitches');
		const plain = await someone('tendai', `/tasks/${(await workOf(request)).id}`, PLAIN);

		await plain.getByLabel('It cannot be done here, because').fill('We have no scissors this week.');
		await plain.getByRole('button', { name: 'Refuse' }).click();
		await see(plain, 'text=Refused. Whoever asked for it is told why.');
		same((await read(request)).status, 'revoked', 'refused');
		same((await read(request)).extension[0].valueCodeableConcept.text, 'We have no scissors this week.', 'why');
		await plain.goto(`${base}/tasks/${(await workOf(request)).id}`);
		await see(plain, 'b:has-text("refused")');
		await eachSize(plain, 'asked-refused');
		await plain.context().close();
	},

	async 'somebody whom nobody knew is a client'() {
		const request = await ask('Read his blood pressure', { ...STRANGER(), priority: 'routine' });
		const task = await workOf(request);

		await tendai.goto(`${base}/tasks/${task.id}`);
		await tendai.getByLabel('Is he a client here?').fill('nobody of this name');
		await tendai.getByRole('button', { name: 'Find', exact: true }).click();
		await see(tendai, 'text=No client of this facility found');
		await tendai.getByLabel('Is he a client here?').fill('moyo');
		await tendai.getByRole('button', { name: 'Find', exact: true }).click();
		await see(tendai, 'button:has-text("It is he")');
		await eachSize(tendai, 'asked-find');
		await accessible(tendai, 'who he is');
		await tendai.getByRole('button', { name: /^It is he/ }).first().click();
		await see(tendai, 'text=Linked: the task is about this client now.');
		await eachSize(tendai, 'asked-linked');
		same((await read(request)).contained, undefined, 'he is pointed to');
		same((await workOf(request)).for.reference, (await read(request)).subject.reference, 'of whom it is');
		await tendai.goto(`${base}/tasks`);
		await see(tendai, '#tasks >> text=Asked by Dr Dube, District Hospital');
		await eachSize(tendai, 'asked-list');
	},

	async 'it is not wanted any more while she has it'() {
		const request = await ask('Weigh him', STRANGER());
		const task = await workOf(request);

		await tendai.goto(`${base}/tasks/${task.id}`);
		await see(tendai, 'dd:has-text("Simba Nyoni, 2001-05-06")');
		await eachSize(tendai, 'asked-stranger');
		await tendai.getByRole('button', { name: 'Take', exact: true }).click();
		await see(tendai, 'text=With you');
		await tendai.goto(`${base}/tasks`);
		const gone_ = await fhir('PATCH', `ServiceRequest/${request.id}`, [{ op: 'replace', path: '/status', value: 'revoked' },
			{ op: 'add', path: '/extension', value: [{ url: 'http://hl7.org/fhir/StructureDefinition/request-statusReason',
				valueCodeableConcept: { text: 'He came to us' } }] }], 'application/json-patch+json');

		same(gone_.status, 'revoked', JSON.stringify(gone_));
		await comes(tendai, '#unwanted >> text=does not want this any more');
		await see(tendai, '#unwanted >> text=He came to us');
		await eachSize(tendai, 'asked-unwanted');
		await accessible(tendai, 'not wanted any more');
		await tendai.locator('#unwanted a').click();
		await see(tendai, 'b:has-text("called off")');
		await eachSize(tendai, 'asked-called-off');
		await tendai.goto(`${base}/tasks`);
		await gone(tendai, '#unwanted p');
	},
};

run(steps);

// Three libraries that know nothing of Aftercare, and a walk by the CapabilityStatement: each
// through a proxy that keeps what is answered, so that every body is held against R4.
//   BODIES=FOLDER keeps them
'use strict';
const { execFileSync } = require('node:child_process');
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { finds, types } = require('./fhir_finds.js');
const { faultsOf } = require('./fhir_valid.js');

const [base, data, only] = process.argv.slice(2);
const token = execFileSync(process.env.AFTERCARECTL, ['demo', 'token', '--data', data],
	{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const bodies = [];
let fhir; // the proxy's address

async function proxy() {
	const server = http.createServer((req, res) => {
		const onward = http.request(`${base}${req.url}`, { method: req.method, headers: { ...req.headers, 'accept-encoding': 'identity' } }, (answer) => {
			let body = '';
			answer.setEncoding('utf8');
			answer.on('data', (part) => { body += part; });
			answer.on('end', () => {
				if (req.url.startsWith('/fhir') && !req.url.includes('.well-known'))
					bodies.push({ what: `${req.method} ${req.url}`, status: answer.statusCode, type: answer.headers['content-type'], body });
				res.writeHead(answer.statusCode, answer.headers);
				res.end(body);
			});
		});
		req.pipe(onward);
	});
	await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
	fhir = `http://127.0.0.1:${server.address().port}/fhir`;
	return server;
}

const newTask = (code, more) => ({ resourceType: 'Task', status: 'requested', intent: 'order', code: { text: code },
	for: { reference: 'Patient/2' }, ...more });
const bundle = (type, entry) => ({ resourceType: 'Bundle', type, entry });
const refused = (status, expression) => (e) => {
	const response = e.response ?? e;
	const outcome = e.outcome ?? response.data ?? JSON.parse(e.body ?? '{}');
	return (!e.response || response.status === status) && (!expression || outcome.issue[0].expression[0] === expression);
};

async function kit() {
	const { Client } = await import('fhir-kit-client');
	const client = new Client({ baseUrl: fhir, customHeaders: { Authorization: `Bearer ${token}` } });
	const says = await client.capabilityStatement();
	assert.strictEqual(says.fhirVersion, '4.0.1');
	const made = await client.create({ resourceType: 'Task', body: newTask('Look at the wound') });
	let task = await client.read({ resourceType: 'Task', id: made.id });
	assert.strictEqual(task.status, 'requested');
	task = await client.patch({ resourceType: 'Task', id: made.id,
		jsonPatch: [{ op: 'test', path: '/status', value: 'requested' }, { op: 'replace', path: '/status', value: 'ready' }] });
	assert.strictEqual(task.status, 'ready');
	task.priority = 'stat';
	task = await client.update({ resourceType: 'Task', id: made.id, body: task });
	assert.strictEqual(task.priority, 'stat');
	const found = await client.search({ resourceType: 'Task', searchParams: { patient: 'Patient/2', status: 'ready,requested', priority: 'stat' } });
	assert(found.entry.some((e) => e.resource.id === made.id));
	const old = await client.vread({ resourceType: 'Task', id: made.id, version: made.meta.versionId });
	assert.strictEqual(old.status, 'requested');
	const history = await client.history({ resourceType: 'Task', id: made.id });
	assert.strictEqual(history.entry.length, 3);
	let page = await client.search({ resourceType: 'Patient', searchParams: { _count: 15 } }), patients = 0;
	for (; page; page = await client.nextPage({ bundle: page }))
		patients += page.entry.length;
	assert(patients > 40, `${patients} clients`);
	const many = await client.batch({ body: bundle('batch', [
		{ request: { method: 'GET', url: `Task/${made.id}` } }, { request: { method: 'GET', url: 'Task/999999999' } }]) });
	assert.deepStrictEqual(many.entry.map((e) => e.response.status), ['200 OK', '404 Not Found']);
	const whole = await client.transaction({ body: bundle('transaction', [
		{ resource: { ...task, priority: 'routine' }, request: { method: 'PUT', url: `Task/${made.id}`, ifMatch: `W/"${task.meta.versionId}"` } }]) });
	assert.strictEqual(whole.entry[0].resource.priority, 'routine');
	task = whole.entry[0].resource;
	await assert.rejects(client.update({ resourceType: 'Task', id: made.id, body: { ...task, status: 'draft' } }),
		refused(422, 'Task.status'));
	await assert.rejects(client.delete({ resourceType: 'Task', id: made.id }), refused(405));
}

// Which never sends If-Match, but tests in its patches; and asks without a slash for a bundle.
async function medplum() {
	const { MedplumClient } = require('@medplum/core');
	const client = new MedplumClient({ baseUrl: fhir.replace(/fhir$/, ''), fhirUrlPath: 'fhir', fetch, cacheTime: 0, accessToken: token });
	assert.strictEqual((await client.get(client.fhirUrl('metadata'))).fhirVersion, '4.0.1');
	const made = await client.createResource(newTask('Weigh him'));
	const once = { identifier: [{ system: 'urn:medplum', value: `m${Date.now()}` }] };
	const first = await client.createResourceIfNoneExist(newTask('Once', once), `identifier=urn:medplum|${once.identifier[0].value}`);
	const second = await client.createResourceIfNoneExist(newTask('Once', once), `identifier=urn:medplum|${once.identifier[0].value}`);
	assert.strictEqual(first.id, second.id);
	assert.strictEqual((await client.readResource('Task', made.id)).status, 'requested');
	let task = await client.patchResource('Task', made.id, [{ op: 'test', path: '/meta/versionId', value: made.meta.versionId },
		{ op: 'replace', path: '/status', value: 'ready' }]);
	assert.strictEqual(task.status, 'ready');
	await assert.rejects(client.patchResource('Task', made.id, [{ op: 'test', path: '/meta/versionId', value: made.meta.versionId },
		{ op: 'replace', path: '/status', value: 'cancelled' }]), (e) => Boolean(e.outcome));
	task = await client.updateResource({ ...task, priority: 'asap' });
	assert.strictEqual(task.priority, 'asap');
	const found = await client.searchResources('Task', { patient: 'Patient/2', priority: 'asap', _sort: '-_lastUpdated' });
	assert(found.some((t) => t.id === made.id));
	let pages = 0;
	for await (const page of client.searchResourcePages('Patient', '_count=15'))
		pages += page.length > 0;
	assert(pages >= 3);
	assert.strictEqual((await client.readHistory('Task', made.id)).entry.length, 3);
	assert.strictEqual((await client.readVersion('Task', made.id, made.meta.versionId)).status, 'requested');
	assert((await client.validateResource(newTask('Any'))).issue.every((i) => i.severity === 'information'));
	const done = await client.executeBatch(bundle('transaction', [
		{ fullUrl: 'urn:uuid:0c2b9b67-5c1d-4d6e-9f0c-6a2f60d9a001', request: { method: 'POST', url: 'ServiceRequest' },
			resource: { resourceType: 'ServiceRequest', status: 'active', intent: 'order', code: { text: 'Look at it' }, subject: { reference: 'Patient/2' } } },
		{ request: { method: 'POST', url: 'Task' }, resource: newTask('Look at it', { focus: { reference: 'urn:uuid:0c2b9b67-5c1d-4d6e-9f0c-6a2f60d9a001' } }) }]));
	assert.deepStrictEqual(done.entry.map((e) => e.response.status), ['201 Created', '201 Created']);
	await assert.rejects(client.updateResource({ ...task, status: 'draft' }), refused(422, 'Task.status'));
	await assert.rejects(client.deleteResource('Task', made.id), (e) => e.outcome.issue[0].code === 'not-supported');
}

// Which asks for application/json, and misspells Prefer.
async function smart() {
	const server = http.createServer(), request = { headers: { host: 'here' }, url: '/', socket: {} };
	const storage = { get: async () => undefined, set: async (key, value) => value, unset: async () => true };
	const client = require('fhirclient')(request, new http.ServerResponse(request), storage)
		.client({ serverUrl: fhir, tokenResponse: { access_token: token } });
	const made = await client.create(newTask('Read his pulse'));
	assert.strictEqual((await client.request(`Task/${made.id}`)).status, 'requested');
	let task = await client.patch(`Task/${made.id}`, [{ op: 'replace', path: '/status', value: 'ready' }]);
	assert.strictEqual(task.status, 'ready');
	task = await client.update({ ...task, priority: 'urgent' });
	assert.strictEqual(task.priority, 'urgent');
	const found = await client.request(`Task?patient=Patient/2&status=ready&_count=2`, { pageLimit: 0, flat: true });
	assert(found.some((t) => t.id === made.id));
	const done = await client.request({ url: '', method: 'POST', headers: { 'content-type': 'application/json' },
		body: JSON.stringify(bundle('transaction', [{ request: { method: 'PUT', url: `Task/${made.id}`, ifMatch: `W/"${task.meta.versionId}"` },
			resource: { ...task, priority: 'stat' } }])) });
	assert.strictEqual(done.entry[0].resource.priority, 'stat');
	await assert.rejects(client.update({ ...task, status: 'draft' }), (e) => e.status === 422 || e.response?.status === 422 || e.statusCode === 422);
	await assert.rejects(client.delete(`Task/${made.id}`));
	server.close();
}

async function ask(method, url, body, headers) {
	const answer = await fetch(`${fhir}${url}`, { method, body: typeof body === 'object' ? JSON.stringify(body) : body,
		headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/fhir+json' } : {}), ...headers } });
	const text = await answer.text();
	return { status: answer.status, etag: answer.headers.get('etag'), body: text ? JSON.parse(text) : undefined };
}
const STRICT = { Prefer: 'handling=strict' };

async function refusals(type) {
	const may = type.interaction.map((i) => i.code);
	const doors = { create: ['POST', ''], update: ['PUT', '/1'], delete: ['DELETE', '/1'], patch: ['PATCH', '/1'],
		vread: ['GET', '/1/_history/1'], 'history-instance': ['GET', '/1/_history'], 'history-type': ['GET', '/_history'] };
	for (const [code, [method, at]] of Object.entries(doors))
		if (!may.includes(code))
			assert.strictEqual((await ask(method, `/${type.type}${at}`, method === 'GET' || method === 'DELETE' ? undefined : '{}')).status, 405, `${type.type} ${code}`);
	const may_not = ['text', 'in', 'above', 'of-type', 'exact', 'identifier'];
	for (const { name } of type.searchParam)
		for (const modifier of may_not)
			assert.strictEqual((await ask('GET', `/${type.type}?${name}:${modifier}=1`)).status, 400, `${type.type} ${name}:${modifier}`);
	for (const query of ['nix=1', '_has:Task:patient:status=ready', '_filter=x', '_text=x', '_content=x', '_list=x', 'patient.name=Moyo'])
		assert.strictEqual((await ask('GET', `/${type.type}?${query}`, undefined, STRICT)).status, 400, `${type.type}?${query}`);
	const lenient = await ask('GET', `/${type.type}?nix=1&_count=1`);
	assert(!lenient.body.link[0].url.includes('nix'), 'what is not used is not in the link');
	assert.strictEqual((await ask('GET', `/${type.type}/0`)).status, 404);
	assert.strictEqual((await ask('GET', `/${type.type}?_include=Nothing:x`, undefined, STRICT)).status, 400);
}

// What the CapabilityStatement says, does; what it does not say, is refused.
async function crawl() {
	const says = (await ask('GET', '/metadata')).body;
	const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'];
	for (const type of says.rest[0].resource) {
		const all = (await ask('GET', `/${type.type}?_count=4`)).body;
		for (const entry of (all.entry ?? []).filter((e) => e.search.mode === 'match')) {
			const one = await ask('GET', entry.fullUrl.slice(fhir.length));
			assert.deepStrictEqual({ ...one.body, meta: 0 }, { ...entry.resource, meta: 0 });
			const part = (await ask('GET', `/${type.type}/${entry.resource.id}?_elements=status`)).body;
			assert.strictEqual(part.meta.tag[0].code, 'SUBSETTED');
			assert(Object.keys(part).every((k) => k in one.body), `${type.type}: a part of it`);
			if (one.etag)
				assert.strictEqual((await ask('GET', `/${type.type}/${entry.resource.id}`, undefined, { 'If-None-Match': one.etag })).status, 304);
		}
		for (const p of type.searchParam) {
			const values = { date: prefixes.map((x) => `${x}2026-11-21`), number: prefixes.filter((x) => !['sa', 'eb', 'ap'].includes(x)).map((x) => `${x}30`),
				reference: ['1', `${fhir}/Patient/1`], string: ['moyo'], token: ['x', 'a|b', '|b', 'a|'], uri: ['http://x'] }[p.type];
			for (const value of values) {
				const found = await ask('GET', `/${type.type}?${p.name}=${encodeURIComponent(value)}&_count=2&_total=accurate`, undefined, STRICT);
				assert.strictEqual(found.status, 200, `${type.type}?${p.name}=${value}: ${JSON.stringify(found.body)}`);
				assert(found.body.link[0].url.includes(`${p.name}=`));
			}
			const form = await ask('POST', `/${type.type}/_search`, `${p.name}=1`.replace(/=1$/, `=${encodeURIComponent(values[0])}`),
				{ 'Content-Type': 'application/x-www-form-urlencoded' });
			assert.strictEqual(form.status, 200, `POST ${type.type} ${p.name}`);
		}
		for (const query of ['_sort=_lastUpdated', '_sort=-_lastUpdated&_count=2', '_summary=true', '_summary=text', '_summary=data', '_summary=count', '_elements=status', '_count=0', '_pretty=true&_count=1', '_sort=_id', '_sort=-_id&_count=2'])
			assert.strictEqual((await ask('GET', `/${type.type}?${query}`, undefined, STRICT)).status, 200, `${type.type}?${query}`);
		for (const include of type.searchInclude ?? [])
			assert.strictEqual((await ask('GET', `/${type.type}?_include=${include}&_count=3`, undefined, STRICT)).status, 200);
		for (const include of type.searchRevInclude ?? [])
			assert.strictEqual((await ask('GET', `/${type.type}?_revinclude=${include}&_count=3`, undefined, STRICT)).status, 200);
		await refusals(type);
	}
	assert.strictEqual((await ask('GET', '/Observation')).status, 404);
	assert.strictEqual((await ask('GET', '/Task', undefined, { Accept: 'application/fhir+xml' })).status, 406);
	assert.strictEqual((await ask('POST', '/Task', '<Task/>', { 'Content-Type': 'application/fhir+xml' })).status, 415);
	assert.strictEqual((await ask('POST', '/Task', '{')).status, 400);
	assert.strictEqual((await ask('GET', '/Task/_history?_count=50')).status, 200);
	assert.strictEqual((await ask('GET', '/Subscription/$status')).status, 200);
}

async function every(type, query) {
	const found = [];
	for (let url = `/${type}?${query}`; url;) {
		const answer = await ask('GET', url, undefined, STRICT);
		assert.strictEqual(answer.status, 200, `${type}?${query}: ${JSON.stringify(answer.body)}`);
		found.push(...(answer.body.entry ?? []).map((e) => e.resource));
		url = answer.body.link.find((l) => l.relation === 'next')?.url.slice(fhir.length);
	}
	return found;
}

// Any queries against what each resource says of itself.
async function queries_of(type, n) {
	const all = await every(type, '_count=50&_sort=_lastUpdated');
	let some = 0;
	for (const { query, fits } of finds(type, all, n, fhir)) {
		const sort = ['', '&_sort=_id', '&_sort=-_id', '&_sort=_lastUpdated', '&_sort=-_lastUpdated'][some % 5];
		const found = await every(type, `${query}&_count=50${sort}`);
		// The clinic goes on meanwhile: one that is another by now is held against itself.
		const byId = new Map(found.map((r) => [r.id, r]));
		assert.strictEqual(byId.size, found.length, `${type}?${query}${sort}: one came twice`);
		for (const r of found)
			assert(fits(r), `${query} found ${type}/${r.id}`);
		for (const r of all.filter(fits))
			if (!byId.has(r.id))
				assert(!fits((await ask('GET', `/${type}/${r.id}`)).body), `${query} did not find ${type}/${r.id}`);
		const keys = found.map((r) => (sort.includes('_last') ? r.meta.lastUpdated : r.id.padStart(20, '0')));
		if (sort.includes('-'))
			keys.reverse();
		assert.deepStrictEqual(keys, [...keys].sort(), `${type}?${query}${sort}`);
		some += found.length > 0 && found.length < all.length;
	}
	return some;
}

async function queries() {
	const hook = http.createServer((req, res) => { res.writeHead(req.url.charCodeAt(req.url.length - 1) % 2 ? 200 : 422).end(); });
	await new Promise((resolve) => { hook.listen(0, '127.0.0.1', resolve); });
	assert.strictEqual((await ask('POST', '/Subscription', { resourceType: 'Subscription', status: 'requested', reason: 'All', criteria: 'Task?',
		channel: { type: 'rest-hook', endpoint: `http://127.0.0.1:${hook.address().port}/`, payload: 'application/fhir+json' } })).status, 201);
	for (const [i, status] of ['requested', 'ready', 'draft'].entries())
		for (const [k, priority] of ['routine', 'urgent', 'asap', 'stat'].entries())
			await ask('POST', '/Task', newTask('Any', { status, priority, restriction: { period: { end: `2027-01-0${1 + (4 * i + k) % 9}T10:00:00+02:00` } } }));
	for (let i = 0; i < 6; i++)
		await ask('POST', '/ServiceRequest', { resourceType: 'ServiceRequest', status: 'active', intent: 'order', code: { text: 'Look at it' },
			subject: { reference: `Patient/${2 + i % 3}` }, ...(i % 2 ? { identifier: [{ system: 'urn:by-chance', value: `${Date.now()}-${i}` }] } : {}),
			...(i % 3 ? { authoredOn: ['2026-11', '2026-11-20', '2026-11-20T23:30:00+02:00', '2026'][i % 4] } : {}) });
	const form = (await ask('GET', '/Questionnaire?identifier=urn:aftercare:form%7Chand_over')).body.entry[0].resource.url;
	for (let i = 0; i < 6; i++)
		assert.strictEqual((await ask('POST', '/QuestionnaireResponse', { resourceType: 'QuestionnaireResponse', questionnaire: form,
			status: ['completed', 'amended'][i % 2], subject: { reference: `Patient/${1 + i % 3}` }, item: [{ linkId: 'over', item: [
				{ linkId: 'over.open', answer: [{ valueString: `Dressing ${i}` }] },
				{ linkId: 'over.next_step', answer: [{ valueString: 'Call him' }] }] }] })).status, 201);
	for (let i = 0; i < 60 && ((await ask('GET', '/AuditEvent?outcome:not=4')).body.entry ?? []).length < 5; i++)
		await new Promise((resolve) => { setTimeout(resolve, 500); });
	const some = {};
	for (const type of types)
		some[type] = await queries_of(type, type === 'Task' ? 400 : 60);
	assert(some.Task > 100 && some.Patient > 10 && some.Communication > 10 && some.ServiceRequest > 5 && some.AuditEvent > 10, JSON.stringify(some));
	hook.close();
	console.log(`queries that find some: ${JSON.stringify(some)}`);
}

// Everything that was answered, whatever the rest was about.
async function valid() {
	const folder = process.env.BODIES, faults = [];
	assert(bodies.length > (only ? 0 : 500), `${bodies.length} bodies`);
	for (const [i, { what, status, type, body }] of bodies.entries()) {
		if (status === 204 || status === 304 || body === '')
			continue;
		assert(/^application\/fhir\+json; charset=utf-8$/i.test(type), `${what}: ${type}`);
		if (folder)
			fs.writeFileSync(path.join(folder, `${i}.json`), body);
		faults.push(...faultsOf(JSON.parse(body)).map((f) => `${what} ${status}: ${f}`));
	}
	assert.deepStrictEqual(faults.slice(0, 20), []);
	console.log(`${bodies.length} bodies are valid`);
}

(async () => {
	const server = await proxy();
	for (const step of [kit, medplum, smart, crawl, queries, valid])
		if (!only || step.name.includes(only) || step === valid) {
			await step();
			console.log(`ok ${step.name}`);
		}
	server.close();
	process.exit(0);
})().catch((e) => {
	console.error(e);
	process.exit(1);
});

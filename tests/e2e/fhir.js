// The doors of machines as others use them: the examples of docs/fhir.md and docs/cht.md as they
// stand there, and a client library that knows nothing of Aftercare.
'use strict';
const { execFile, execFileSync } = require('node:child_process');
const { promisify } = require('node:util');
const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const [base, data, only] = process.argv.slice(2);
const fhir = `${base}/fhir`;
const token = execFileSync(process.env.AFTERCARECTL, ['demo', 'token', '--data', data],
	{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

// Somebody else's program: keeps what it is told.
async function receiver(told) {
	const server = http.createServer((req, res) => {
		let body = '';
		req.on('data', (part) => { body += part; });
		req.on('end', () => {
			told.push({ method: req.method, url: req.url, headers: req.headers, body });
			res.end('{}');
		});
	});
	await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
	return server;
}

const blocksOf = (page) => [...fs.readFileSync(page, 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map((m) => m[1]);

async function examples() {
	const blocks = blocksOf('docs/fhir.md');
	assert(blocks.length >= 5);
	const folder = fs.mkdtempSync(path.join(data, 'fhir-'));
	const told = [], server = await receiver(told);
	const hook = `http://127.0.0.1:${server.address().port}/hook`;
	await promisify(execFile)('bash', ['-eu', '-c', blocks.join('\n') + '\necho "$SUB $SECRET" > sub.txt'],
		{ cwd: folder, env: { ...process.env, BASE: fhir, TOKEN: token, HOOK: hook } });
	const [id, secret] = fs.readFileSync(path.join(folder, 'sub.txt'), 'utf8').trim().split(' ');
	const sleeps = () => told.find((t) => t.body.includes('Ask how he sleeps'));
	for (let i = 0; i < 240 && !sleeps(); i++)
		await new Promise((resolve) => { setTimeout(resolve, 500); });
	const call = sleeps(), task = JSON.parse(call.body);
	assert.strictEqual(`${call.method} ${call.url}`, `PUT /hook/Task/${task.id}`);
	assert.strictEqual(call.headers['x-signature'], crypto.createHmac('sha256', secret).update(call.body).digest('hex'));
	assert.strictEqual(call.headers['x-aftercare-event'], task.meta.versionId);
	assert.strictEqual(call.headers.authorization, 'Bearer of-the-receiver');
	const list = execFileSync(process.env.AFTERCARECTL, ['subscription', 'list', '--config', path.join(data, 'ctl.conf')], { encoding: 'utf8' });
	assert(list.includes(hook), list);
	const gone = await fetch(`${fhir}/Subscription/${id}`, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
	assert.strictEqual(gone.status, 204);
	server.close();
	fs.rmSync(folder, { recursive: true });
}

// The same of docs/cht.md.
async function doors() {
	const blocks = blocksOf('docs/cht.md');
	assert(blocks.length >= 1);
	const him = await (await fetch(`${fhir}/Patient/1`, { headers: { Authorization: `Bearer ${token}` } })).json();
	await promisify(execFile)('bash', ['-eu', '-c', blocks.join('\n')],
		{ env: { ...process.env, BASE: base, TOKEN: token, PHONE: him.telecom[0].value } });
}

async function library() {
	const { Client } = await import('fhir-kit-client');
	const client = new Client({ baseUrl: fhir, customHeaders: { Authorization: `Bearer ${token}` } });
	const says = await client.capabilityStatement();
	assert.strictEqual(says.fhirVersion, '4.0.1');
	const made = await client.create({ resourceType: 'Task', body: { resourceType: 'Task', status: 'requested', intent: 'order',
		code: { text: 'Look at the wound' }, for: { reference: 'Patient/2' } } });
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
	assert.strictEqual(patients, 40);
	const many = await client.batch({ body: { resourceType: 'Bundle', type: 'batch', entry: [
		{ request: { method: 'GET', url: `Task/${made.id}` } }, { request: { method: 'GET', url: 'Task/999999999' } }] } });
	assert.deepStrictEqual(many.entry.map((e) => e.response.status), ['200 OK', '404 Not Found']);
	const whole = await client.transaction({ body: { resourceType: 'Bundle', type: 'transaction', entry: [
		{ resource: { ...task, priority: 'routine' }, request: { method: 'PUT', url: `Task/${made.id}`, ifMatch: `W/"${task.meta.versionId}"` } }] } });
	assert.strictEqual(whole.entry[0].resource.priority, 'routine');
	task = whole.entry[0].resource;
	await assert.rejects(client.update({ resourceType: 'Task', id: made.id, body: { ...task, status: 'draft' } }),
		(e) => e.response.status === 422 && e.response.data.issue[0].expression[0] === 'Task.status');
	await assert.rejects(client.delete({ resourceType: 'Task', id: made.id }), (e) => e.response.status === 405);
}

(async () => {
	for (const step of [examples, doors, library])
		if (!only || step.name.includes(only)) {
			await step();
			console.log(`ok ${step.name}`);
		}
})().catch((e) => {
	console.error(e);
	process.exit(1);
});

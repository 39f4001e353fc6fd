// The door of FHIR as others use it: the examples of docs/fhir.md as they stand there, and a
// client library that knows nothing of Aftercare.
'use strict';
const { execFileSync } = require('node:child_process');
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const [base, data, only] = process.argv.slice(2);
const fhir = `${base}/fhir`;
const token = execFileSync(process.env.AFTERCARECTL, ['demo', 'token', '--data', data],
	{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

function examples() {
	const text = fs.readFileSync('docs/fhir.md', 'utf8');
	const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((m) => m[1]);
	assert(blocks.length >= 4);
	const folder = fs.mkdtempSync(path.join(data, 'fhir-'));
	execFileSync('bash', ['-eu', '-c', blocks.join('\n')],
		{ cwd: folder, env: { ...process.env, BASE: fhir, TOKEN: token }, stdio: ['ignore', 'inherit', 'inherit'] });
	fs.rmSync(folder, { recursive: true });
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
	await assert.rejects(client.update({ resourceType: 'Task', id: made.id, body: { ...task, status: 'draft' } }),
		(e) => e.response.status === 422 && e.response.data.issue[0].expression[0] === 'Task.status');
	await assert.rejects(client.delete({ resourceType: 'Task', id: made.id }), (e) => e.response.status === 405);
}

(async () => {
	for (const step of [examples, library])
		if (!only || step.name.includes(only)) {
			await step();
			console.log(`ok ${step.name}`);
		}
})().catch((e) => {
	console.error(e);
	process.exit(1);
});

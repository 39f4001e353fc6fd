// The doors of machines as others use them: the examples of docs/fhir.md and docs/cht.md as they
// stand there, and clients with keys.
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

// "aftercarectl" as the administrator calls it.
const ctl = { PATH: `${path.resolve(path.dirname(process.env.AFTERCARECTL))}:${process.env.PATH}`, AFTERCARE_CONFIG: path.join(data, 'ctl.conf') };

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
	await promisify(execFile)('bash', ['-eu', '-c', blocks.join('\n') + '\necho "$SUB $SECRET $TOPIC" > sub.txt'],
		{ cwd: folder, env: { ...process.env, ...ctl, BASE: fhir, TOKEN: token, HOOK: hook } });
	const [id, secret, topic] = fs.readFileSync(path.join(folder, 'sub.txt'), 'utf8').trim().split(' ');
	const sleeps = () => told.find((t) => t.body.includes('Ask how he sleeps'));
	for (let i = 0; i < 240 && !sleeps(); i++)
		await new Promise((resolve) => { setTimeout(resolve, 500); });
	const notes = told.filter((t) => t.url === '/hook' && t.body).map((t) => JSON.parse(t.body));
	const types = notes.map((n) => n.entry[0].resource.parameter.find((p) => p.name === 'type').valueCode);
	// The clinic goes on meanwhile.
	assert.strictEqual(types[0], 'handshake');
	assert(types.slice(1).every((t) => t === 'event-notification'), types.join());
	assert.strictEqual(notes[0].entry[0].resource.parameter[0].valueReference.reference, `${fhir}/Subscription/${topic}`);
	const call = sleeps(), task = JSON.parse(call.body);
	assert.strictEqual(`${call.method} ${call.url}`, `PUT /hook/Task/${task.id}`);
	assert.strictEqual(call.headers['x-signature'], crypto.createHmac('sha256', secret).update(call.body).digest('hex'));
	assert.strictEqual(call.headers['x-aftercare-event'], task.meta.versionId);
	assert.strictEqual(call.headers.authorization, 'Bearer of-the-receiver');
	const list = execFileSync(process.env.AFTERCARECTL, ['subscription', 'list', '--config', path.join(data, 'ctl.conf')], { encoding: 'utf8' });
	assert(list.includes(hook), list);
	for (const which of [id, topic]) {
		const gone = await fetch(`${fhir}/Subscription/${which}`, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
		assert.strictEqual(gone.status, 204);
	}
	server.close();
	fs.rmSync(folder, { recursive: true });
}

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// A token of five minutes, by a text that is signed with this key.
async function granted(at, name, alg, key, scope) {
	const text = `${base64({ alg, typ: 'JWT', kid: alg })}.${base64({ iss: name, sub: name, aud: at,
		exp: Math.floor(Date.now() / 1000) + 300, jti: crypto.randomUUID() })}`;
	const signed = crypto.sign('sha384', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
	const answer = await fetch(at, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', scope,
		client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: `${text}.${signed}` }) });
	return { status: answer.status, ...await answer.json() };
}

// Clients with keys, which they have brought or show at an address.
async function keys() {
	const { Client } = await import('fhir-kit-client');
	const pairs = { ES384: crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' }), RS384: crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }) };
	const set = JSON.stringify({ keys: Object.entries(pairs).map(([kid, pair]) => ({ ...pair.publicKey.export({ format: 'jwk' }), kid })) });
	const file = path.join(data, 'jwks.json');
	fs.writeFileSync(file, set);
	const server = http.createServer((req, res) => { res.end(set); });
	await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
	const add = (name, ...how) => execFileSync('aftercarectl', ['client', 'add', name, '--name', name, '--role', 'nurse',
		'--places', 'Msasa Road Clinic', '--scopes', 'system/Task.crus', ...how], { env: { ...process.env, ...ctl }, stdio: 'ignore' });
	add('by-value', '--jwks', file);
	add('by-address', '--jwks-url', `http://127.0.0.1:${server.address().port}/jwks.json`);
	const { tokenUrl } = await new Client({ baseUrl: fhir }).smartAuthMetadata();
	for (const name of ['by-value', 'by-address'])
		for (const alg of ['ES384', 'RS384']) {
			let got;
			for (let i = 0; i < 60 && got?.status !== 200; i++) {
				got = await granted(tokenUrl.href, name, alg, pairs[alg].privateKey, 'system/*.read');
				if (got.status !== 200)
					await new Promise((resolve) => { setTimeout(resolve, 500); });
			}
			assert.strictEqual(got.scope, 'system/Task.read', JSON.stringify(got));
			const client = new Client({ baseUrl: fhir, bearerToken: got.access_token });
			assert.strictEqual((await client.search({ resourceType: 'Task' })).type, 'searchset');
			await assert.rejects(client.search({ resourceType: 'Patient' }), (e) => e.response.status === 403);
		}
	const got = await granted(tokenUrl.href, 'by-value', 'RS384', crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'system/Task.rs');
	assert.strictEqual(`${got.status} ${got.error}`, '400 invalid_client');
	server.close();
}

// The same of docs/cht.md.
async function doors() {
	const blocks = blocksOf('docs/cht.md');
	assert(blocks.length >= 1);
	const him = await (await fetch(`${fhir}/Patient/1`, { headers: { Authorization: `Bearer ${token}` } })).json();
	const folder = fs.mkdtempSync(path.join(data, 'cht-'));
	const told = [], server = await receiver(told);
	// A text that is to leave by this client's gateway, while its clinic's do.
	const sql = (words) => execFileSync('psql', ['-h', path.resolve(data, 'run', 'pg'), '-U', 'postgres', '-d', 'aftercare', '-qAtX', '-v', 'ON_ERROR_STOP=1', '-c', words], { encoding: 'utf8' }).trim();
	const client = sql("SELECT id FROM app_user WHERE username = 'demo-client'");
	const where = sql('SELECT place_id FROM patient WHERE id = 1');
	sql(`UPDATE place SET gateway_id = ${client} WHERE id = ${where}; UPDATE place SET quiet_from = '00:00', quiet_until = '00:00' WHERE id = ${where};
		WITH o AS (INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, run_at, created_at)
			SELECT gen_random_uuid(), 'text', place_id, phone_id, 'By the gateway', 1, business_now(), business_now() FROM patient WHERE id = 1 RETURNING *)
		INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
		SELECT t.id, o.place_id, 1, o.phone_id, 'out', 'automatic', o.body, 'queued', o.created_at, o.id FROM o JOIN thread t ON t.patient_id = 1`);
	await promisify(execFile)('bash', ['-eu', '-c', blocks.join('\n')], { cwd: folder, env: { ...process.env, ...ctl, BASE: base, TOKEN: token,
		PHONE: him.telecom[0].value, HOOK: `http://127.0.0.1:${server.address().port}` } });
	const [handed] = JSON.parse(fs.readFileSync(path.join(folder, 'handed.json'), 'utf8')).messages;
	assert.strictEqual(sql(`SELECT m.state FROM message m JOIN outbox o ON o.id = m.outbox_id WHERE o.key = '${handed.id}'`), 'sent');
	sql(`UPDATE place SET gateway_id = NULL WHERE id = ${where}`);
	// What was written by him is pushed, as its settings say.
	const problem = () => told.find((t) => t.body.includes(him.telecom[0].value));
	for (let i = 0; i < 240 && !problem(); i++)
		await new Promise((resolve) => { setTimeout(resolve, 500); });
	const call = problem(), body = JSON.parse(call.body);
	assert.strictEqual(`${call.method} ${call.url}`, 'POST /problems');
	assert.strictEqual(call.headers.authorization, 'Token 0815-of-the-record');
	assert.strictEqual(call.headers['content-type'], 'application/json');
	assert.deepStrictEqual(body.phones, [`tel:${him.telecom[0].value}`]);
	assert.strictEqual(body.said, '1');
	assert(body.client.name && body.seconds > 1e9, call.body);
	const show = execFileSync(process.env.AFTERCARECTL, ['outbound', 'list', '--config', path.join(data, 'ctl.conf')], { encoding: 'utf8' });
	assert(show.includes('/problems') && !show.includes('0815'), show);
	execFileSync(process.env.AFTERCARECTL, ['outbound', 'remove', 'problems', '--config', path.join(data, 'ctl.conf')]);
	server.close();
	fs.rmSync(folder, { recursive: true });
}

(async () => {
	for (const step of [examples, keys, doors])
		if (!only || step.name.includes(only)) {
			await step();
			console.log(`ok ${step.name}`);
		}
})().catch((e) => {
	console.error(e);
	process.exit(1);
});

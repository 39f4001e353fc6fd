'use strict';
// How long an evaluation takes: of the reference's rules alone on Node with all documents
// at hand (pure), of everything between PouchDB and PouchDB (full), and ours, from the
// program's start to its end. One process for each, so that its memory is its own.
// Prints seconds of the evaluation of all patients, of a second one, of one changed
// patient, of all with reading and writing; the most memory in MB; and how long all of
// its threads and processes computed for the first.
//
//	node measure.js pure|full|ours|one FOLDER NOW	(one: ours with one evaluator)

const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { command } = require('./ours.js');

const [, , how, folder, now] = process.argv;

async function seconds(what) {
	const began = performance.now();
	await what();
	return (performance.now() - began) / 1000;
}

const own = () => process.resourceUsage().maxRSS / 1024;

function prepare() {
	const { pack } = require('./bundle.js');
	const { BUNDLE, settingsOf, userOf } = require('./reference.js');
	const [core] = Object.values(require(BUNDLE));
	const [file, one] = ['file.json', 'one.json'].map(name => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
	require('./clock.js').stop(now);
	return { core, file, one, settings: settingsOf(pack(folder), userOf(file.user), {}) };
}

async function pure() {
	const { core, file, one, settings } = prepare();
	core.RulesEmitter.initialize(settings);
	const all = () => core.RulesEmitter.getEmissionsFor(file.contacts, file.reports, []);
	const { user, system } = process.cpuUsage();
	const first = await seconds(all);
	const after = process.cpuUsage();
	return [
		first,
		await seconds(all),
		await seconds(() => core.RulesEmitter.getEmissionsFor(one.contacts, one.reports, [])),
		first,
		own(),
		(after.user + after.system - user - system) / 1e6,
	];
}

async function full() {
	const { core, file, one, settings } = prepare();
	const PouchDB = require('pouchdb');
	PouchDB.plugin(require('pouchdb-adapter-memory'));
	const db = new PouchDB('measured', { adapter: 'memory' });
	await db.bulkDocs(core.ddocs);
	await db.bulkDocs([...file.contacts, ...file.reports]);
	const engine = core.RulesEngineCore(db);
	await engine.initialize(settings);
	const fetch = () => engine.fetchTasksFor();
	const first = await seconds(fetch),
		again = await seconds(fetch);
	const [{ _id: id }] = one.contacts;
	await db.put({ ...(await db.get(id)), name: 'Changed' });
	return [
		first,
		again,
		await seconds(async () => {
			await engine.updateEmissionsFor([id]);
			await fetch();
		}),
		first,
		own(),
		0,
	];
}

// What a process and its children have now; what two of them share is counted once.
function memory(pid) {
	try {
		const mb = Number(/Pss:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
		return fs
			.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
			.split(' ')
			.filter(Boolean)
			.reduce((sum, child) => sum + memory(child), mb);
	} catch {
		return 0; // it has just ended
	}
}

// Its own seconds of each evaluation, computing for the first, those of the whole, and MB.
function program(file, times, more) {
	const began = performance.now();
	const one = { zone: process.env.TZ, times };
	const [name, ...args] = command(path.join(folder, 'tasks.js'), path.join(folder, file), one, false);
	const child = spawn(name, [...args, '--timing', ...more], { stdio: ['ignore', fs.openSync('/dev/null', 'w'), 'pipe'] });
	let text = '',
		most = 0;
	const watch = setInterval(() => {
		most = Math.max(most, memory(child.pid));
	}, 50);
	child.stderr.on('data', data => {
		text += data;
	});
	return new Promise((resolve, reject) =>
		child.on('close', status => {
			clearInterval(watch);
			const each = [...text.matchAll(/^evaluated \d+ patients in ([\d.]+) s, ([\d.]+) s of computing$/gm)];
			if (status !== 0) reject(new Error(text));
			else
				resolve({
					each: each.map(([, one]) => Number(one)),
					computing: Number(each[0][2]),
					whole: (performance.now() - began) / 1000,
					most,
				});
		}),
	);
}

// What is measured is what becomes of the patients' tasks; what is written, for the whole.
async function ours(...more) {
	const first = await program('file.json', [now], ['--quiet', ...more]);
	const twice = await program('file.json', [now, now], ['--quiet', ...more]);
	const one = await program('one.json', [now, now], ['--quiet', ...more]);
	const whole = await program('file.json', [now], more);
	return [first.each[0], twice.each[1], one.each[1], whole.whole, first.most, first.computing];
}

const one = () => ours('--evaluators', '1');

({ pure, full, ours, one })[how]().then(
	figures => console.log(figures.map(one => one.toFixed(6)).join(' ')),
	error => {
		console.error(error);
		process.exitCode = 1;
	},
);

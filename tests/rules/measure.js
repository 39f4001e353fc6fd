'use strict';
// How long an evaluation takes: of the reference's rules alone on Node with all documents
// at hand (pure), of everything between PouchDB and PouchDB (full), and ours, from the
// program's start to its end. One process for each, so that its memory is its own.
// Prints seconds of the evaluation of all patients, of a second one, of one changed
// patient, of all with reading and writing, and the most memory in MB.
//
//	node measure.js pure|full|ours FOLDER NOW

const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');

const [, , how, folder, now] = process.argv;

async function seconds(what) {
	const began = performance.now();
	await what();
	return (performance.now() - began) / 1000;
}

const own = () => process.resourceUsage().maxRSS / 1024;

function prepare() {
	const { pack } = require('./bundle.js');
	const [core] = Object.values(require('cht-conf-test-harness/dist/all-chts-bundle.dev.js'));
	const [file, one] = ['file.json', 'one.json'].map(name => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
	require('./clock.js').stop(now);
	return {
		core,
		file,
		one,
		settings: {
			rules: pack(folder),
			rulesAreDeclarative: true,
			enableTasks: true,
			enableTargets: false,
			targets: [],
			taskSchedules: [],
			monthStartDate: 1,
			contact: file.user,
			user: { _id: `org.couchdb.user:${file.user._id}` },
			chtScriptApi: {},
		},
	};
}

async function pure() {
	const { core, file, one, settings } = prepare();
	core.RulesEmitter.initialize(settings);
	const all = () => core.RulesEmitter.getEmissionsFor(file.contacts, file.reports, []);
	const first = await seconds(all);
	return [
		first,
		await seconds(all),
		await seconds(() => core.RulesEmitter.getEmissionsFor(one.contacts, one.reports, [])),
		first,
		own(),
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
	];
}

// The most that a process and its children have had so far.
function memory(pid) {
	try {
		const mb = Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
		return fs
			.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
			.split(' ')
			.filter(Boolean)
			.reduce((sum, child) => sum + memory(child), mb);
	} catch {
		return 0; // it has just ended
	}
}

// Its own seconds of each evaluation, those of the whole, and MB.
function program(file, ...times) {
	const began = performance.now();
	const child = spawn(
		path.join(process.env.PROGRAMS, 'aftercarectl'),
		[
			'rules',
			'eval',
			'--tasks',
			path.join(folder, 'tasks.js'),
			'--docs',
			path.join(folder, file),
			'--tz',
			process.env.TZ,
			...times,
			'--timing',
		],
		{ stdio: ['ignore', fs.openSync('/dev/null', 'w'), 'pipe'] },
	);
	let text = '',
		most = 0;
	const watch = setInterval(() => {
		most = Math.max(most, memory(child.pid));
	}, 20);
	child.stderr.on('data', data => {
		text += data;
	});
	return new Promise((resolve, reject) =>
		child.on('close', status => {
			clearInterval(watch);
			if (status !== 0) reject(new Error(text));
			else
				resolve({
					each: [...text.matchAll(/^evaluated \d+ patients in ([\d.]+) s$/gm)].map(([, one]) => Number(one)),
					whole: (performance.now() - began) / 1000,
					most,
				});
		}),
	);
}

async function ours() {
	const first = await program('file.json', '--now', now);
	const twice = await program('file.json', '--now', now, '--then', now);
	const one = await program('one.json', '--now', now, '--then', now);
	return [first.each[0], twice.each[1], one.each[1], first.whole, first.most];
}

({ pure, full, ours })[how]().then(
	figures => console.log(figures.map(one => one.toFixed(6)).join(' ')),
	error => {
		console.error(error);
		process.exitCode = 1;
	},
);

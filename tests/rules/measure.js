'use strict';
// How long the reference takes on Node: its rules alone, with all documents at hand
// (pure), and everything between PouchDB and PouchDB (full). One process for each, so that
// its memory is its own. Prints: seconds of the first evaluation of all patients, of a
// second one, of one changed patient, and the most memory in MB.
//
//	node measure.js pure|full FOLDER FILE.json NOW

const fs = require('node:fs');
const { pack } = require('./bundle.js');

const [, , how, folder, name, now] = process.argv;
const [core] = Object.values(require('cht-conf-test-harness/dist/all-chts-bundle.dev.js'));
const file = JSON.parse(fs.readFileSync(name, 'utf8'));
const changed = file.contacts[Math.floor(file.contacts.length / 2)];
const settings = { rules: pack(folder), rulesAreDeclarative: true, enableTasks: true, enableTargets: false, targets: [], taskSchedules: [], monthStartDate: 1,
	contact: file.user, user: { _id: 'org.couchdb.user:nurse' }, chtScriptApi: {} };

async function seconds(what) {
	const began = performance.now();
	await what();
	return (performance.now() - began) / 1000;
}

async function pure() {
	core.RulesEmitter.initialize(settings);
	const all = () => core.RulesEmitter.getEmissionsFor(file.contacts, file.reports, []);
	const own = file.reports.filter(report => report.fields.patient_id === changed._id);
	return [await seconds(all), await seconds(all), await seconds(() => core.RulesEmitter.getEmissionsFor([changed], own, []))];
}

async function full() {
	const PouchDB = require('pouchdb');
	PouchDB.plugin(require('pouchdb-adapter-memory'));
	const db = new PouchDB('measured', { adapter: 'memory' });
	await db.bulkDocs(core.ddocs);
	await db.bulkDocs([...file.contacts, ...file.reports]);
	const engine = core.RulesEngineCore(db);
	await engine.initialize(settings);
	const fetch = () => engine.fetchTasksFor();
	const first = await seconds(fetch), again = await seconds(fetch);
	await db.put({ ...await db.get(changed._id), name: 'Changed' });
	return [first, again, await seconds(async () => {
		await engine.updateEmissionsFor([changed._id]);
		await fetch();
	})];
}

async function main() {
	require('./clock.js').stop(now);
	const times = await (how === 'pure' ? pure() : full());
	console.log([...times.map(one => one.toFixed(6)), (process.resourceUsage().maxRSS / 1024).toFixed(0)].join(' '));
}

main().catch(error => {
	console.error(error);
	process.exit(1);
});

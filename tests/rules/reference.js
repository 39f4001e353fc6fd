'use strict';
// The Community Health Toolkit's own engine on one FILE.json, as an oracle.
// Everything that decides anything is its code from npm: how documents become containers,
// what is emitted, what becomes of emissions. Only what stands around it is ours: documents
// in memory instead of PouchDB, and a clock that stands still.
//
//	TZ=ZONE node reference.js DIR/tasks.js FILE.json --now TIME [--then TIME ...]

const fs = require('node:fs');
const path = require('node:path');
const { pack } = require('./bundle.js');
const clock = require('./clock.js');
const { Store } = require('./store.js');

const BUNDLE = require.resolve('cht-conf-test-harness/dist/all-chts-bundle.dev.js');
let core, engine, store;
let seen = {};
let turn = 0;

const told = error => String(error?.message ?? error) || 'Error';

// What was emitted is taken down before the engine takes it apart. When a rule throws, the
// engine gives up the whole evaluation: here, nothing of it is stored. (To let it reject
// would end the engine's queue for good: the phone starts the app anew, we do not.)
function listen() {
	const own = core.RulesEmitter.getEmissionsFor;
	core.RulesEmitter.getEmissionsFor = async (...documents) => {
		try {
			const all = await own(...documents);
			seen.emissions = all.tasks.map(emission => seen.show(emission));
			return all;
		} catch (error) {
			seen.error = told(error);
			store.closed = true;
			return { tasks: [], targets: [] };
		}
	};
}

function load() {
	delete require.cache[BUNDLE];
	[core] = Object.values(require(BUNDLE));
	store = new Store(core.ddocs);
	engine = core.RulesEngineCore(store);
	listen();
}

const settingsOf = (rules, user, cht) => ({
	rules,
	rulesAreDeclarative: true,
	enableTasks: true,
	enableTargets: false,
	targets: [],
	taskSchedules: [],
	monthStartDate: 1,
	contact: user.contact,
	user: user.settings,
	chtScriptApi: cht,
});

// The engine hashes its settings; a number of their own makes all that was calculated before out of date.
async function prepare(rules, user, cht) {
	if (!core) load();
	const number = ++turn;
	const settings = { ...settingsOf(rules, user, cht), toJSON: () => number };
	if (engine.isEnabled && core.RulesEmitter.isEnabled()) engine.rulesConfigChange(settings);
	else await engine.initialize(settings);
}

// What rules say to the console is nobody's answer.
const said = {};
function silence(on) {
	for (const name of ['log', 'info', 'warn', 'error', 'debug'])
		if (on) [said[name], console[name]] = [console[name], () => {}];
		else console[name] = said[name];
}

async function step(rules, user, now, show) {
	clock.stop(now);
	seen = { emissions: [], error: null, show };
	store.closed = false;
	try {
		await prepare(rules, user, {});
		await engine.fetchTasksFor();
		await store.settled();
	} catch (error) {
		core = null; // its queue is spoilt
		seen.error ??= told(error);
		const kept = store;
		load();
		store.take(kept);
	}
	return seen;
}

// FILE's user is the contact of whoever is logged in.
const userOf = contact => ({ contact, settings: { _id: `org.couchdb.user:${contact?._id ?? 'default'}` } });

async function run(rules, file, times, show) {
	const user = userOf(file.user);
	const results = [];
	if (!core) load();
	store.clear();
	store.add('contact', file.contacts ?? []);
	store.add('report', file.reports ?? []);
	store.add('task', file.tasks ?? []);
	const steps = [...times.map(now => ({ now })), ...(file.steps ?? [])];
	silence(true);
	try {
		for (const one of steps) {
			store.add('contact', one.contacts ?? []);
			store.add('report', one.reports ?? []);
			store.remove(one.delete ?? []);
			const { emissions, error } = await step(rules, user, one.now, show);
			results.push({
				now: new Date(clock.read(one.now)).toISOString(),
				error,
				emissions: error ? [] : emissions,
				tasks: store.all('task'),
			});
		}
	} finally {
		silence(false);
		clock.go();
	}
	return results;
}

function options(given) {
	const [tasks, file, ...rest] = given;
	const times = [];
	for (let i = 0; i < rest.length; i += 2) {
		if (rest[i] !== '--now' && rest[i] !== '--then') throw new Error(`what is ${rest[i]}?`);
		times.push(rest[i + 1]);
	}
	return { dir: path.dirname(path.resolve(tasks)), file, times };
}

async function main() {
	const { dir, file, times } = options(process.argv.slice(2));
	const results = await run(pack(dir), JSON.parse(fs.readFileSync(file, 'utf8')), times, plain);
	console.log(JSON.stringify(results, null, '\t'));
}

// An emission as JSON, its documents by their id.
const plain = emission => JSON.parse(JSON.stringify({ ...emission, doc: emission.doc?.contact?._id }));

if (require.main === module) main();

module.exports = { run, plain, userOf, settingsOf, BUNDLE };

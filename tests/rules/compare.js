'use strict';
// Our engine beside the reference, case after case: emissions, documents, what throws.
//
//	SEED=n			the first case; CASES=n how many, or LONG=n for how many seconds
//	ONE=NAME		one case again; its files are left in FAILED
//	CONTROL=1		spoils answers of ours: each must be found
//	PROGRAMS=FOLDER		where aftercarectl lies
//	SHOW=n			of how many differences the files are left
//	FAILED=FOLDER		where the files of a failing case are left (build/rules)

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Cases, KINDS, write } = require('./cases.js');
const { run, plain } = require('./reference.js');
const { pack, compile } = require('./bundle.js');
const { first, departed } = require('./difference.js');
const ours = require('./ours.js');

const { ONE, CONTROL } = process.env;
const asked = (name, other) => (process.env[name] ? Number(process.env[name]) : other);
const seed = asked('SEED', (Math.floor(Date.now() / 1000) % 1000000) + 1);
const most = asked('CASES', Infinity);
const seconds = asked('LONG', process.env.CASES ? Infinity : 60);
const failed = process.env.FAILED ?? path.resolve(__dirname, '../../build/rules');
const SHOWN = asked('SHOW', 5);
const AT_ONCE = 3;

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'aftercare-rules-cases.'));
process.env.TMPDIR = work; // the reference's compile step has one name for what it writes
process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

const cases = new Cases(work);
const counts = { cases: 0, steps: 0, emissions: 0, documents: 0, thrown: 0, apart: 0, differences: 0, spoilt: 0, explained: 0 };

// What is left of answers as JSON.
async function reference(one, bundle = one.bundle) {
	process.env.TZ = one.zone;
	return JSON.parse(JSON.stringify(await run(bundle, one.file, one.times, plain)));
}

function count(theirs) {
	counts.cases++;
	for (const step of theirs) {
		counts.steps++;
		counts.emissions += step.emissions.length;
		counts.documents += step.tasks.length;
		counts.thrown += step.error ? 1 : 0;
	}
}

// Changes one thing in ours, each time another.
function spoil(results) {
	const step = results.findLast(one => one.tasks.length && one.emissions.length);
	if (!step) return;
	const doc = step.tasks.at(-1),
		emission = step.emissions[0];
	[
		() => (doc.emission.dueDate = '2000-01-01'),
		() => (doc.state = 'Odd'),
		() => step.tasks.pop(),
		() => doc.stateHistory?.push({ state: 'Odd' }),
		() => step.emissions.push(emission),
		() => (emission.date = 'spoilt'),
		() => (emission.deleted = 1),
		() => (step.error = 'spoilt'),
	][counts.spoilt % 8]();
	counts.spoilt++;
}

function show(one, difference, theirs, our) {
	if (counts.differences > SHOWN || CONTROL) return;
	const folder = path.join(failed, one.name);
	fs.cpSync(one.folder, folder, { recursive: true });
	const file = path.join(folder, 'file.json');
	const command = ours.command(path.join(folder, 'tasks.js'), file, one, true);
	write(folder, {
		'file.json': JSON.stringify(one.file, null, '\t'),
		'reference.json': JSON.stringify(theirs, null, '\t'),
		'ours.json': JSON.stringify(our, null, '\t'),
		'difference.txt': `${difference}\n${command.join(' ')}\n`,
	});
	console.log(
		`case ${one.name} (${one.zone}), ${difference}\n    its files: ${path.relative(process.cwd(), folder)}; again: ONE=${one.name} tests/rules/run.sh`,
	);
}

const tasksOf = one => path.join(one.folder, 'tasks.js');

// Every fourth is asked with the departures as well, and each in which a rule throws;
// targets are run without them only.
const departs = (one, theirs) => !one.targets && (one.seed % 4 === 0 || theirs.some(step => step.error));

// Whoever asks why sees what the evaluation sees: each emission, each failure.
function explained(step, answers) {
	const rules = answers.flatMap(answer => answer.rules);
	const failures = [...answers.flatMap(answer => answer.failures), ...rules.map(rule => rule.failure)].filter(Boolean);
	const sorted = list => list.map(one => JSON.stringify(one)).sort();
	const events = rules.flatMap(rule => rule.events.map(event => [event.id, event.resolved, event.deleted]));
	const emissions = step.emissions.map(one => [one._id, !!one.resolved, !!one.deleted]);
	const both = { events: [events, emissions], failures: [failures, step.failures].map(list => list.map(one => one.message)) };
	counts.explained += emissions.length;
	for (const [name, [said, seen]] of Object.entries(both))
		if (sorted(said).join() !== sorted(seen).join()) return `asked why, other ${name}: ${sorted(said)} for ${sorted(seen)}`;
	return null;
}

async function judge(one, theirs, apart, file, asking) {
	const like = await asking;
	if (CONTROL) spoil(like);
	let difference = first(theirs, like),
		our = like;
	if (!difference && departs(one, theirs)) {
		our = await ours.ask(tasksOf(one), file, one, false);
		difference = departed(theirs, apart, our);
		if (!difference) difference = explained(our[0], await ours.why(tasksOf(one), file, one));
	}
	if (difference) counts.differences++;
	if (difference || ONE) show(one, difference ?? 'no difference', theirs, our);
	fs.rmSync(file);
}

// Ours is asked first, so that both work at the same time.
async function both(one) {
	const file = path.join(work, `${one.name}.json`);
	fs.writeFileSync(file, JSON.stringify(one.file));
	const asking = ours.ask(tasksOf(one), file, one, true);
	asking.catch(() => {}); // it is told when it is judged
	const theirs = await reference(one);
	const apart =
		departs(one, theirs) && theirs.some(step => step.error) ? await reference(one, pack(one.folder, true)) : null;
	count(theirs);
	counts.apart += apart ? 1 : 0;
	return { judged: judge(one, theirs, apart, file, asking) };
}

// What stands in for the reference's compile step must do what that does; and what it
// compiles, as it lies in an app_settings.json, must do the same in ours.
async function compiled(one) {
	const settings = path.join(work, `${one.name}-settings.json`),
		file = path.join(work, `${one.name}.json`);
	const rules = await compile(one.folder);
	const theirs = await reference(one, rules);
	write(work, {
		[path.basename(settings)]: JSON.stringify({ tasks: { rules, isDeclarative: true } }),
		[path.basename(file)]: JSON.stringify(one.file),
	});
	const packed = first(theirs, await reference(one));
	if (packed) throw new Error(`case ${one.name} is another when the reference compiles it: ${packed}`);
	const difference = first(theirs, await ours.ask(settings, file, one, true));
	if (difference) throw new Error(`case ${one.name}, compiled: ${difference}`);
}

function* chosen() {
	if (ONE) {
		yield cases.named(ONE);
		return;
	}
	const began = performance.now();
	for (let n = 0; n < most && performance.now() - began < seconds * 1000; n++)
		yield n < KINDS.length ? cases.programme(KINDS[n], seed) : cases.generated(seed + n);
}

async function main() {
	console.log(`seed ${seed}`);
	if (process.env.COMPILED && !ONE)
		for (const one of [cases.generated(seed), ...KINDS.map(kind => cases.programme(kind, seed))]) await compiled(one);
	const running = new Set();
	for (const one of chosen()) {
		const { judged } = await both(one);
		running.add(judged);
		judged.then(
			() => running.delete(judged),
			() => {},
		);
		if (running.size >= AT_ONCE) await Promise.race(running);
	}
	await Promise.all(running);
	console.log(
		`${counts.steps} evaluations, ${counts.emissions} emissions, ${counts.documents} documents, ${counts.thrown} times a rule threw, ${counts.apart} cases with each definition apart, ${counts.explained} emissions explained${CONTROL ? `, ${counts.spoilt} spoilt` : ''}`,
	);
	console.log(`figure rules.cases ${counts.cases} cases\nfigure rules.differences ${counts.differences} differences`);
	process.exitCode = (CONTROL ? counts.spoilt === 0 || counts.differences !== counts.spoilt : counts.differences) ? 1 : 0;
}

main().catch(error => {
	console.error(error);
	process.exit(2);
});

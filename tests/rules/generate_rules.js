'use strict';
// A programme's tasks.js out of a seed: every way of writing a rule that the CHT knows,
// the proper ones often, the odd ones often enough. Nothing in here may show what differs
// between JavaScript engines by their nature (their own error texts, time, chance).

const FORMS = ['A', 'B', 'visit', 'f1', 'f2'];
const TYPES = ['person', 'clinic', 'patient', 'health_center'];

const text = JSON.stringify;
const list = items => `[${items.join(', ')}]`;
const object = entries => `{ ${entries.filter(Boolean).join(', ')} }`;

// One function, in one of the ways to write it; an arrow has no `this` of its own.
function fn(r, args, body) {
	if (/\bthis\b/.test(body)) return r.pick([`function (${args}) { ${body} }`, `function named(${args}) { ${body} }`]);
	return r.weighed([
		[5, `function (${args}) { ${body} }`],
		[5, `(${args}) => { ${body} }`],
		[1, `(function (${args}) { 'use strict'; ${body} })`],
		[
			1,
			`(${args}) => { const all = [...c.reports]; void all; ${body} }`.replace('[...c.reports]', `[${args.split(',')[0]}]`),
		],
	]);
}

function truth(r, report) {
	const forBoth = [
		'true',
		'false',
		'1',
		'""',
		'c.reports.length > 1',
		'c.tasks.length > 0',
		'!!c.contact',
		'c.contact && c.contact.name !== "nobody"',
		'user && user.name === "Nurse"',
		'user?.roles?.includes("x") ?? true',
		'helpers.isOdd(c.reports.length)',
		'Utils.now().getDate() > 3',
		'new Date().getTime() % 2 === 0',
		'Utils.getMostRecentReport(c.reports, "A") !== null',
		'Utils.getMostRecentTimestamp(c.reports, ["A", "B"]) > 0',
		'!Utils.isFormSubmittedInWindow(c.reports, "f1", Utils.now().getTime() - 30 * Utils.MS_IN_DAY, Utils.now().getTime())',
		'(this.seen = (this.seen || 0) + 1) % 2 === 1',
		'(this.last = c.reports.length) >= 0',
		'count.next() % 3 !== 0',
		'c.reports.some(x => x.form === "visit" && !x.deleted)',
		'typeof this.definition === "object"',
		'Object.keys(this).length > 0',
		'this.definition.events.length > 0',
		'String(c.contact?.type).length > 3',
		'c.contact.type === "person"',
		'c.tasks.every(t => t.state !== "Failed")',
		'new Set(c.reports.map(x => x.form)).size > 1',
		'c.constructor !== Object',
		'Object.keys(c).join() === "contact,reports,tasks"',
		'new Date(2024, 2, 10).getHours() === 0',
	];
	const forReport = [
		'r.fields && r.fields.v > 2',
		'Utils.getField(r, "visit.outcome") === "yes"',
		'Utils.getField(r, "v")',
		'Utils.fieldsMatch(r, { "visit.outcome": "yes" })',
		'r.form === "A" || r.form === "B"',
		'c.reports.indexOf(r) === c.reports.length - 1',
		'Utils.isFirstReportNewer(r, c.reports[0])',
		'Utils.isFirstReportNewer(Utils.getMostRecentReport(c.reports, "A"), r)',
		'Utils.getMostRecentReport(c.reports, r.form, { v: 3 }) === r',
		'Utils.isDateValid(new Date(r.reported_date))',
		'!r.deleted',
		'r.fields.v !== 4',
		'Utils.getMostRecentReport(c.reports, r.form) === r',
		'Utils.getMostRecentReport(c.reports, ["A", "B", "visit", "f1"]) !== r',
		'Utils.getLmpDate(r).getTime() < Utils.now().getTime()',
		'this.report = r',
	];
	return r.pick(report && r.chance(0.6) ? forReport : forBoth);
}

function appliesIf(r, appliesTo) {
	const report = appliesTo !== 'contacts';
	const args = appliesTo === 'scheduled_tasks' ? 'c, r, i' : 'c, r';
	let what = r.chance(0.45) ? 'true' : truth(r, report);
	if (appliesTo === 'scheduled_tasks' && r.chance(0.6))
		what = r.pick(['r.scheduled_tasks[i].state !== "sent"', 'i % 2 === 0', 'r.scheduled_tasks[i].group > 1', 'true']);
	const before = r.weighed([
		[12, ''],
		[1, 'if (c.contact && c.contact.name === "trouble") throw new Error("no rule for trouble"); '],
		[2, 'this.once = this.once || c.reports.length; '],
	]);
	return fn(r, args, `${before}return ${what};`);
}

function dueDate(r, appliesTo) {
	const what =
		appliesTo === 'scheduled_tasks' && r.chance(0.6)
			? 'new Date(r.scheduled_tasks[si].due)'
			: r.pick([
					'Utils.addDate(Utils.getLmpDate(r), 84)',
					'Utils.addDate(null, this.seen || 1)',
					'Utils.addDate(new Date(r ? r.reported_date : c.contact.reported_date), event.days || 2)',
					'Utils.addDate(null, 3)',
					'new Date(r ? r.reported_date : 0)',
					'new Date(2024, 2, 31)',
					'new Date(2024, 2, 10, 0, 30)',
					'r && r.reported_date',
					'"2024-03-11"',
					'"2024-03-30T23:30:00Z"',
					'undefined',
					'null',
					'new Date("nothing")',
					'NaN',
					'0',
					'Utils.now()',
					'Utils.addDate(Utils.now(), -(event.start || 1))',
					'r && r.scheduled_tasks && new Date(r.scheduled_tasks[si || 0].due)',
					'helpers.nextMonth(Utils.now())',
					'this.due || (this.due = Utils.addDate(Utils.now(), 5))',
					'new Date(Utils.now().getFullYear(), Utils.now().getMonth() + 1, 0)',
					'Utils.addDate(new Date(c.contact.reported_date), 40)',
					'new Date(new Date().setHours(0, 0, 0, 0))',
					'base',
				]);
	return fn(r, 'event, c, r, si', `return ${what};`);
}

// With the reference's own resolvedIf anything but a Date ends the evaluation.
const properDate = (r, appliesTo) =>
	fn(
		r,
		'event, c, r, si',
		`return ${
			appliesTo === 'scheduled_tasks' && r.chance(0.6)
				? 'new Date(r.scheduled_tasks[si].due)'
				: r.pick([
						'Utils.addDate(null, this.seen || 1)',
						'Utils.addDate(null, (this.asked = (this.asked || 0) + 1))',
						'Utils.addDate(null, 3)',
						'new Date(2024, 2, 31)',
						'Utils.now()',
						'Utils.addDate(r ? new Date(r.reported_date) : null, event.start + 4)',
						'helpers.nextMonth(Utils.now())',
						'new Date(r ? r.reported_date : 0)',
						'new Date("nothing")',
					])
		};`,
	);

function event(r, i, dated, appliesTo) {
	const id = r.weighed([
		[10, `id: ${text(`e${i}`)}`],
		[3, ''],
		[1, 'id: 0'],
		[1, 'id: ""'],
		[1, 'id: 7'],
		[2, 'id: "e"'],
	]);
	const number = () =>
		r.weighed([
			[10, String(r.int(0, 4))],
			[4, String(r.int(0, 14))],
			[2, String(r.int(0, 70))],
			[1, String(r.int(100, 260))],
			[1, '1.5'],
			[1, `-${r.int(1, 5)}`],
			[0.5, '"2"'],
		]);
	const due = r.weighed([
		[
			8,
			`days: ${r.weighed([
				[8, String(r.int(0, 5))],
				[4, String(r.int(0, 14))],
				[3, `-${r.int(1, 30)}`],
				[2, String(r.int(20, 200))],
				[0.5, '"2"'],
				[0.5, '2.7'],
				[0.5, 'undefined'],
			])}`,
		],
		[5, `dueDate: ${dated && r.chance(0.97) ? properDate(r, appliesTo) : dueDate(r, appliesTo)}`],
		[0.4, `days: 3, dueDate: ${properDate(r)}`],
		[0.2, ''],
	]);
	return object([
		id,
		due,
		r.chance(0.92) && `start: ${number()}`,
		r.chance(0.92) && `end: ${number()}`,
		r.chance(0.1) && `more: { deep: [1, [2, { x: 3 }]] }`,
	]);
}

function resolvedIf(r, appliesTo) {
	const report = appliesTo !== 'contacts';
	const what = r.pick([
		truth(r, report),
		'this.definition.defaultResolvedIf(c, r, event, dueDate)',
		'this.definition.defaultResolvedIf(c, r, event, dueDate, Utils)',
		'Utils.isFormSubmittedInWindow(c.reports, "f2", Utils.addDate(dueDate, -event.start).getTime(), Utils.addDate(dueDate, event.end + 1).getTime())',
		'Utils.isFormSubmittedInWindow(c.reports, "A", 0, Utils.now().getTime(), 1)',
		'this.seen > 1',
		'undefined',
		'null',
		'{ by: "somebody" }',
		'"yes"',
		'0',
		'dueDate < new Date()',
		'c.reports.some(x => x.form === "f1" && x.reported_date > (r ? r.reported_date : 0))',
		'si !== undefined && r.scheduled_tasks[si].state === "cleared"',
		'this.report && this.report._id',
		'new Date(0)',
		'c.reports.filter(x => x.form === "f1")',
		'arguments.length',
		'event.id === "e0"',
		'count.next() % 2 === 0',
	]);
	const args = 'c, r, event, dueDate, si';
	return what.includes('arguments') ? `function (${args}) { return ${what}; }` : fn(r, args, `return ${what};`);
}

function modifyContent(r) {
	const what = r.pick([
		'content.is_task = true;',
		'content.visit = event.id; content.n = c.reports.length;',
		'content.due = Utils.addDate(null, 1);',
		'content.nothing = undefined; content.none = null; content.not = NaN; content.bad = new Date("nothing");',
		'content.f = function () {}; content.list = [1, undefined, () => 1];',
		'delete content.contact;',
		'content.contact = { _id: "other", name: "Other" };',
		'content.contact = Object.assign({}, content.contact, { phone: "1" });',
		'return { all: "new" };',
		'content.last = r ? r._id : c.contact._id;',
		'content.source = "else"; content.source_id = undefined;',
		'if (c.contact) c.contact.seen = (c.contact.seen || 0) + 1; content.seen = c.contact && c.contact.seen;',
		'content.days = event.days; content.start = event.start;',
		'content.form = this.definition.actions[0].form; content.name = this.definition.name;',
		'content.seen = this.seen;',
		'content.asked = this.asked; content.keys = Object.keys(this).join();',
		'content.tasks = c.tasks.map(t => `${t.emission._id} ${t.state}`).join();',
		'content.period = r && r.fields && Utils.getLmpDate(r);',
		'content.reports = c.reports.map(x => x._id).join();',
		'content.custom = this.definition.custom; content.more = this.definition.events.map(e => e.more);',
		'content.contact = null;',
		'content.recent = Utils.getMostRecentReport(c.reports, ["A", "B", "visit", "f1", "f2"])?._id;',
		'content.times = ["A", "f1"].map(form => Utils.getMostRecentTimestamp(c.reports, form));',
		'content.text = `${helpers.label} ${Utils.now().toISOString()}`;',
		'content["é \\u2028 \\" "] = "\\ud83d\\ude00";',
		'content.big = 1e21; content.zero = -0; content.small = 1e-7;',
		'content.inner = { a: { b: [{ c: r && r.fields }] } };',
		'content.map = new Map([[1, 2]]); content.re = /x/g;',
		'content.local = new Date(2024, 2, 31, 12).toISOString();',
		'content.json = { toJSON() { return "own"; } };',
		'content[2] = "two"; content[1] = "one";',
	]);
	return fn(r, 'content, c, r, event', what);
}

function action(r, resolves) {
	const type =
		resolves && r.chance(0.97)
			? r.pick(['', 'type: "report"'])
			: r.weighed([
					[5, ''],
					[4, 'type: "report"'],
					[2, 'type: "contact"'],
					[0.3, 'type: ""'],
				]);
	const form = type.includes('contact') && r.chance(0.8) ? '' : `form: ${text(r.pick(FORMS))}`;
	return object([
		type,
		r.chance(resolves ? 0.99 : 0.95) && form,
		r.chance(0.4) && `label: ${text(r.pick(['Do it', 'action.label', '']))}`,
		r.chance(0.4) && `modifyContent: ${modifyContent(r)}`,
	]);
}

function priority(r) {
	return r.weighed([
		[2, '{ level: "high", label: "urgent" }'],
		[1, '{ level: "medium", label: [{ locale: "en", content: "soon" }] }'],
		[0.5, '{ level: 3 }'],
		[0.5, '5'],
		[0.3, 'undefined'],
		[0.2, '{}'],
		[
			3,
			fn(
				r,
				'c, r, event, dueDate, si',
				`return ${r.pick([
					'{ level: c.reports.length, label: "n" }',
					'{ level: "high", label: `${event.id}` }',
					'7',
					'undefined',
					'null',
					'0',
					'"high"',
					'{ level: Number(dueDate), label: typeof dueDate }',
					'si === undefined ? { level: 1.25 } : { level: 2, label: si }',
					'{ level: this.seen, label: undefined }',
					'{ label: "only" }',
					'{ label: `${si}` }',
					'{ level: si }',
					'[1, 2]',
				])};`,
			),
		],
	]);
}

function contactLabel(r) {
	return r.weighed([
		[2, '"Somebody"'],
		[1, '""'],
		[
			4,
			fn(
				r,
				'c, r',
				`return ${r.pick(['c.contact && c.contact.name', '"Label of " + (r ? r.form : "a contact")', 'undefined', '""', '0', '{ deep: 1 }', 'this.seen', 'helpers.label'])};`,
			),
		],
	]);
}

function definition(r, i) {
	const appliesTo = r.weighed([
		[50, 'reports'],
		[26, 'contacts'],
		[24, 'scheduled_tasks'],
		[0.4, 'report'],
	]);
	const types = appliesTo === 'contacts' ? TYPES : FORMS;
	const asks = r.chance(0.45) ? resolvedIf(r, appliesTo) : '';
	const dated = !asks || asks.includes('efaultResolvedIf') || asks.includes('addDate(dueDate');
	const own = r.weighed([
		[20, types],
		[1, [...types, undefined]],
		[0.5, []],
	]);
	const chosen = own.filter(() => r.chance(0.6)).map(type => (type === undefined ? 'undefined' : text(type)));
	const parts = [
		r.chance(0.99) && `name: ${text(r.chance(0.12) ? 'd0' : `d${i}`)}`,
		r.chance(0.05)
			? `get title() { return ${text(`task.d${i}`)}; }`
			: r.chance(0.97) && `title: ${text(`task.d${i}.title`)}`,
		r.chance(0.6) && `icon: ${text(r.pick(['icon-a', 'icon-b']))}`,
		`appliesTo: ${text(appliesTo)}`,
		r.chance(0.55) && `appliesToType: ${r.chance(0.02) ? text(types[0]) : list(chosen)}`,
		r.chance(appliesTo === 'scheduled_tasks' ? 0.9 : 0.6) && `appliesIf: ${appliesIf(r, appliesTo)}`,
		r.chance(0.15) && `contactLabel: ${contactLabel(r)}`,
		asks && `resolvedIf: ${r.chance(0.01) ? '"true"' : asks}`,
		r.chance(0.3) && `priority: ${priority(r)}`,
		`events: ${r.weighed([
			[12, list(r.times(1, 3, j => event(r, j, dated, appliesTo)))],
			[4, 'sharedEvents'],
			[0.5, '[]'],
		])}`,
		`actions: ${r.weighed([
			[14, list(r.times(1, 3, j => action(r, dated && j === 0)))],
			[4, 'sharedActions'],
			[0.1, '[]'],
		])}`,
		r.chance(0.03) && 'defaultResolvedIf: () => true',
		r.chance(0.05) && 'custom: { a: [1, [2, 3]], b: { c: new Date(0) } }',
		r.chance(0.012) && 'nothing: { inner: null }',
	];
	// Their order is the definition's own, and nothing may hang on it.
	for (let k = parts.length - 1; k > 0; k--) {
		const other = r.int(0, k);
		[parts[k], parts[other]] = [parts[other], parts[k]];
	}
	return `\t${object(parts)}`;
}

const HELPERS = [
	`const label = require('./label');
module.exports = {
	label,
	isOdd: n => n % 2 === 1,
	nextMonth: date => new Date(date.getFullYear(), date.getMonth() + 1, 1),
};`,
	`exports.isOdd = function (n) { return (n & 1) === 1; };
exports.nextMonth = function (date) { var d = new Date(date); d.setMonth(d.getMonth() + 1); return d; };
exports.label = require('../lib/label.js') + (require('../tasks') instanceof Array ? '' : ' of a circle');`,
	`class Helpers {
	#label = require('./label/index.js');
	get label() { return this.#label; }
	isOdd(n) { return [1, 3, 5, 7, 9].includes(n % 10); }
	nextMonth(date) { return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)); }
}
module.exports = new Helpers();`,
];

// Who is bound to one definition stays with it when another one has it as well.
const SHARED_EVENT =
	'{ id: "s", start: 1, end: 3, dueDate: function () { this.asked = (this.asked || 0) + 1; return Utils.addDate(null, this.asked); } }';
const SHARED_ACTION =
	'{ form: "f1", modifyContent: function (content) { this.acted = (this.acted || 0) + 1; content.acted = this.acted; content.of = this.definition.name; } }';

function top(r) {
	const lines = [
		r.pick([
			"const helpers = require('./lib/helpers');",
			"const helpers = require('./lib/helpers.js');",
			'var helpers = require("./lib/helpers");',
		]),
		r.pick([
			"const count = require('./lib/count');",
			'const count = { n: 0, next() { return this.n++; } };',
			'let n = 0; const count = { next: () => ++n };',
		]),
		`const base = ${r.pick(['Utils.now()', 'new Date()', 'Utils.addDate(null, 2)', 'c.reports[0] && new Date(c.reports[0].reported_date)', 'c.contact && c.contact.reported_date', 'new Date(Date.now() - 86400000)'])};`,
		`const sharedEvents = ${list([...(r.chance(0.6) ? [SHARED_EVENT] : []), ...r.times(1, 2, j => event(r, j, true))])};`,
		`const sharedActions = ${list([...(r.chance(0.6) ? [SHARED_ACTION] : []), ...r.times(1, 2, j => action(r, j === 0))])};`,
	];
	if (r.chance(0.02))
		lines.push(
			'emit("task", new Task({ _id: `own~${c.contact && c.contact._id}`, doc: c, contact: c.contact, date: Utils.addDate(null, 1), title: "own", resolved: false, actions: [] }));',
		);
	if (r.chance(0.1)) lines.push('count.next(); count.next();');
	if (r.chance(0.02)) lines.push('if (c.contact.name === "trouble") throw new Error("no programme for trouble");');
	if (r.chance(0.05)) lines.push("const settings = require('./lib/settings.json'); sharedEvents[0].end = settings.end;");
	return lines;
}

function targets(r) {
	return r.weighed([
		[12, 'module.exports = [];'],
		[
			2,
			`module.exports = [{ id: 'all', type: 'count', goal: -1, appliesTo: 'reports', passesIf: (c, r) => !!r.form, idType: 'report', date: 'reported' }];`,
		],
		[
			1,
			`module.exports = [{ id: 'persons', type: 'count', goal: -1, appliesTo: 'contacts', appliesToType: ['person'], date: 'now',
	appliesIf: function (c) { this.n = 1; if (c.contact) c.contact.counted = true; return true; } }];`,
		],
		[
			0.2,
			`module.exports = [{ id: 'bad', appliesTo: 'contacts', appliesIf: c => { if (c.contact.name === 'trouble') throw new Error('no target for trouble'); } }];`,
		],
	]);
}

function rules(r) {
	const definitions = r.times(1, 4, i => definition(r, i));
	const whole = `[\n${definitions.join(',\n')}\n]`;
	const last = r.weighed([
		[10, `module.exports = ${whole};`],
		[1, `module.exports = c.contact ? ${whole} : [];`],
		[1, `const list = ${whole};\nlist.push({ ...list[0], name: 'again' });\nmodule.exports = list;`],
		[1, `module.exports = ${whole}.map(one => Object.assign(Object.create({ icon: 'inherited' }), one));`],
		[0.1, 'module.exports = undefined;'],
	]);
	return {
		'tasks.js': `${top(r).join('\n')}\n${last}\n`,
		'targets.js': `${targets(r)}\n`,
		'lib/helpers.js': `${r.pick(HELPERS)}\n`,
		'lib/label/index.js': `module.exports = require('../settings.json').label;\n`,
		'lib/label.js': `module.exports = require('./settings').label;\n`,
		'lib/settings.json': `${text({ label: r.pick(['One', 'Zwei', 'Trois']), end: r.int(1, 9) })}\n`,
		'lib/count.js': 'let n = 0;\nmodule.exports = { next: () => n++ };\n',
	};
}

// What the emissions of these rules may be called, after the document they come from.
function names(files) {
	return files['tasks.js']
		.split('\n')
		.filter(line => line.startsWith('\t{'))
		.flatMap(line => {
			const name = /\bname: "(d\d)"/.exec(line)?.[1];
			const ids = [...line.matchAll(/\{ id: "?(\w+)/g)].map(([, id]) => id);
			const more = line.includes('scheduled_tasks') ? ['-0', '-1'] : [''];
			return [...ids, '0', '1'].flatMap(id => more.map(end => `${id}~${name}${end}`));
		});
}

module.exports = { rules, names, FORMS, TYPES };

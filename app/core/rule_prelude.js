// rule_prelude.js - what runs a programme's tasks.js, inside the evaluator's JavaScript.
//
// rule_child.c calls what the last line returns: load, at, evaluate, unchanged ...
// A rule may put anything in place of what it can reach (Array.prototype.push, JSON ...),
// so everything that is used after the first rule ran was taken into a constant before,
// lists of ours have no prototype, and unchanged() tells whether a rule left traces.
(function (native) {
'use strict';
const { apply, construct, ownKeys, getOwnPropertyDescriptor, defineProperty, getPrototypeOf } = Reflect;
const { assign, create, keys, freeze, is } = Object;
const { isArray } = Array;
const { parse, stringify } = JSON;
const { floor, max, abs, round } = Math;
const RealDate = Date, RealError = Error, RealString = String;
// A method's own `call` nobody can replace, and it costs nothing.
const closed = method => Object.defineProperty(method, 'call', { value: Function.prototype.call });
const closedOf = (from, ...names) => names.map(name => closed(from[name]));
const bind = closed(Function.prototype.bind), own = closed(Object.prototype.hasOwnProperty), exec = closed(RegExp.prototype.exec);
const [sort, splice, sliceList, placeIn] = closedOf(Array.prototype, 'sort', 'splice', 'slice', 'indexOf');
const [textIndexOf, textLastIndexOf, slice, split] = closedOf(String.prototype, 'indexOf', 'lastIndexOf', 'slice', 'split');
const [memoGet, memoSet, memoClear] = closedOf(Map.prototype, 'get', 'set', 'clear');
const [getTime, getFullYear, getMonth, getDate, setDate, setHours, setFullYear, dateToString] = closedOf(Date.prototype,
	'getTime', 'getFullYear', 'getMonth', 'getDate', 'setDate', 'setHours', 'setFullYear', 'toString');

// ------------------------------------------------------------- the clock that stands ---

let now = 0;

// V8, where programmes were tried, takes 2024-02-30 for the 1st of March.
const OVERFULL = /^(\d{4}-\d\d-)(29|30|31)((?:T.*)?)$/;
function dateOf(text) {
	const made = new RealDate(text);
	if (typeof text !== 'string' || !isNaN(getTime.call(made)))
		return made;
	const m = exec.call(OVERFULL, text);
	const first = m && new RealDate(`${m[1]}01${m[3]}`);
	if (!m || isNaN(getTime.call(first)))
		return made;
	if (m[3] === '' || exec.call(/(Z|[-+]\d\d:?\d\d)$/, m[3]))
		return new RealDate(getTime.call(first) + (m[2] - 1) * 86400000);
	setDate.call(first, +m[2]);
	return first;
}

const StandingDate = function Date(year, month, day, hour, minute, second, ms) {
	const given = arguments.length;
	if (new.target === undefined)
		return dateToString.call(new RealDate(now));
	if (new.target === StandingDate && given < 2)
		return given === 0 ? new RealDate(now) : typeof year === 'string' ? dateOf(year) : new RealDate(year);
	return construct(RealDate, given === 0 ? [now] : arguments,
	    new.target === StandingDate ? RealDate : new.target);
};
const hidden = value => ({ value, enumerable: false, writable: true, configurable: true });
defineProperty(StandingDate, 'prototype', { value: RealDate.prototype, writable: false });
defineProperty(StandingDate, 'UTC', hidden(RealDate.UTC));
defineProperty(StandingDate, 'parse', hidden(text => getTime.call(dateOf(`${text}`))));
defineProperty(StandingDate, 'now', hidden(() => now));
defineProperty(RealDate.prototype, 'constructor', hidden(StandingDate));
defineProperty(globalThis, 'Date', hidden(StandingDate));

// A format that is given nothing formats the present.
const formats = Intl.DateTimeFormat.prototype;
const formatOf = closed(getOwnPropertyDescriptor(formats, 'format').get);
const formatToParts = closed(formats.formatToParts);
defineProperty(formats, 'format', { ...getOwnPropertyDescriptor(formats, 'format'), get() {
	const format = formatOf.call(this);
	return at => format(at === undefined ? now : at);
} });
defineProperty(formats, 'formatToParts', hidden(function (at) {
	return formatToParts.call(this, at === undefined ? now : at);
}));

// A phone has them; nothing that comes after the evaluation matters any more.
for (const name of ['setTimeout', 'setInterval', 'setImmediate'])
	defineProperty(globalThis, name, hidden(() => 0));
for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate'])
	defineProperty(globalThis, name, hidden(() => { }));

// ------------------------------------------------------------------------- Utils ---

const addDays = (day, days) => {
	setDate.call(day, getDate.call(day) + days);
	setHours.call(day, 0, 0, 0, 0);
	return day;
};
const addDate = (day, days) => addDays(new RealDate(day ? day.getTime() : now), days);

function getField(report, path) {
	const names = split.call(path, '.');
	let value = report.fields;
	for (let i = 0; i < names.length; i++) {
		if (value === undefined || value === null)
			return undefined;
		value = value[names[i]];
	}
	return value;
}
function fieldsMatch(report, wanted) {
	const paths = keys(wanted);
	for (let i = 0; i < paths.length; i++)
		if (getField(report, paths[i]) !== wanted[paths[i]])
			return false;
	return true;
}
// Holes are passed over, as by forEach and indexOf.
function each(list, what) {
	if (!isArray(list))
		return list.forEach(what);
	for (let i = 0, n = list.length; i < n; i++)
		if (i in list)
			what(list[i]);
}
function holds(list, value) {
	for (let i = 0; i < list.length; i++)
		if (list[i] === value && i in list)
			return true;
	return false;
}
function getMostRecentReport(reports, forms, fields) {
	let latest = null;
	const wanted = isArray(forms) ? forms : [forms];
	each(reports, report => {
		if (holds(wanted, report.form) && !report.deleted &&
		    (!latest || report.reported_date > latest.reported_date) &&
		    (!fields || (report.fields && fieldsMatch(report, fields))))
			latest = report;
	});
	return latest;
}
function isFormSubmittedInWindow(reports, form, start, end, count) {
	let found = false;
	each(reports, report => {
		if (!found && report.form === form && report.reported_date >= start && report.reported_date <= end &&
		    (!count || (report.fields && report.fields.follow_up_count > count)))
			found = true;
	});
	return found;
}
function isFirstReportNewer(first, second) {
	if (!first || !first.reported_date)
		return null;
	return !second || !second.reported_date || first.reported_date > second.reported_date;
}
const Utils = {
	isTimely: () => true,
	addDate,
	getLmpDate: doc => addDate(new RealDate(doc.reported_date), (doc.fields.last_menstrual_period || 4) * -7),
	getSchedule: name => {
		const all = program.schedules || [];
		for (let i = 0; i < all.length; i++)
			if (all[i].name === name)
				return all[i];
		return undefined;
	},
	getMostRecentTimestamp: (reports, forms, fields) => {
		const report = getMostRecentReport(reports, forms, fields);
		return report && report.reported_date;
	},
	getMostRecentReport,
	isFormSubmittedInWindow,
	isFirstReportNewer,
	isDateValid: day => !isNaN(day.getTime()),
	getField,
	fieldsMatch,
	MS_IN_DAY: 86400000,
	now: () => new RealDate(now),
};

// What a phone knows besides: here there are no permissions and no extensions.
const cht = { v1: {
	hasPermissions: () => false,
	hasAnyPermission: () => false,
	getExtensionLib: () => undefined,
	getResource: () => undefined,
	translate: key => key,
	analytics: { getTargetDocs: () => [] },
} };

class Contact { }
class Task { constructor(x) { assign(this, x); } }
class Target { constructor(x) { assign(this, x); } }

// --------------------------------------------------------------------- the modules ---

let program = create(null); // what load() was given
let user; // lent to everybody, as are Utils and cht: unchanged() looks at them
let compiled = create(null); // path -> function of the seven names -> function of the module

function load(text) {
	const given = parse(text);
	const errors = [];
	program = given;
	user = given.user === null ? undefined : parse(given.user);
	lent = watched(reach([user, given.schedules]));
	compiled = create(null);
	for (const path of keys(given.files))
		try {
			if (slice.call(path, -5) === '.json')
				parse(given.files[path]);
			else
				compiled[path] = native.compile(path, given.files[path], given.compiled);
		} catch (error) {
			const line = split.call(given.files[path], '\n')[error.line - 1];
			const foreign = line !== undefined && exec.call(/^\s*(import|export)\b/, line);
			errors.push({ file: path, line: error.line || 0, message: foreign ?
				`${foreign[1]} is not known here: write require('...') and module.exports` : messageOf(error) });
		}
	return stringify({ errors });
}

function requireEntry(scope, entry) {
	const loaded = create(null);
	const load = path => {
		if (loaded[path])
			return loaded[path].exports;
		const module = loaded[path] = { exports: {}, id: path, filename: path, loaded: false };
		if (slice.call(path, -5) === '.json') {
			module.exports = parse(program.files[path]);
			return module.exports;
		}
		const known = program.links[path];
		const require = name => {
			if (!own.call(known, name)) {
				const error = new RealError(`Cannot find module '${name}'`);
				error.code = 'MODULE_NOT_FOUND';
				throw error;
			}
			return load(known[name]);
		};
		try {
			const run = compiled[path](scope.c, Task, Target, Utils, scope.user, cht, scope.emit);
			apply(run, module.exports, [module, module.exports, require, 'index.js', '/']);
			module.loaded = true;
		} catch (error) {
			delete loaded[path];
			throw error;
		}
		return module.exports;
	};
	return load(entry);
}

// ---------------------------------------------------------- definitions and `this` ---

function defaultResolvedIf(contact, report, event, dueDate) {
	const actions = this.definition.actions;
	let form;
	for (let i = 0; i < actions.length; i++)
		if (!actions[i].type || actions[i].type === 'report') {
			form = actions[i].form;
			break;
		}
	if (!form)
		throw new RealError('Could not find the default resolving form!');
	let start = getTime.call(addDate(dueDate, -event.start));
	if (report)
		start = max(start, report.reported_date + 1);
	return isFormSubmittedInWindow(contact.reports, form, start, getTime.call(addDate(dueDate, event.end + 1)));
}

function bindAll(thing, context) {
	const names = keys(thing);
	for (let i = 0; i < names.length; i++) {
		const value = thing[names[i]];
		if (typeof value === 'function')
			thing[names[i]] = bind.call(value, context);
		else if (typeof value === 'object')
			bindAll(value, context);
	}
}
// As there, a list in a list becomes an object with numbers for keys.
function copyOf(thing, inList) {
	const list = isArray(thing);
	const copy = list && !inList ? sliceList.call(thing) : { ...thing };
	const names = keys(copy);
	for (let i = 0; i < names.length; i++) {
		const value = copy[names[i]];
		if (typeof value === 'object' && value !== null)
			copy[names[i]] = copyOf(value, list);
	}
	return copy;
}
function prepare(definition, more) {
	const d = { ...definition, ...more };
	const context = {};
	if (typeof d.resolvedIf !== 'function' && more)
		d.resolvedIf = (contact, report, event, dueDate) => d.defaultResolvedIf(contact, report, event, dueDate);
	bindAll(d, context);
	context.definition = copyOf(d, false);
	return d;
}

// ------------------------------------------------------------------------- emitting ---

function typeOf(d, c, r) {
	if (d.appliesTo !== 'contacts')
		return r.form;
	return c.contact.type === 'contact' ? c.contact.contact_type : c.contact.type;
}
function listHas(list, value) {
	return isArray(list) ? holds(list, value) : list.indexOf(value) !== -1;
}

function emitTasks(d, c, r, put) {
	if (d.appliesToType && !listHas(d.appliesToType, typeOf(d, c, r)))
		return;
	if (d.appliesTo !== 'scheduled_tasks') {
		if (!d.appliesIf || d.appliesIf(c, r))
			emitForEvents(d, c, r, undefined, put);
		return;
	}
	if (!r || !d.appliesIf || !r.scheduled_tasks)
		return;
	for (let i = 0; i < r.scheduled_tasks.length; i++)
		if (d.appliesIf(c, r, i))
			emitForEvents(d, c, r, i, put);
}

function dueOf(d, c, r, event, si) {
	if (event.dueDate)
		return event.dueDate(event, c, r, si);
	let base;
	if (r)
		base = new RealDate(si === undefined ? r.reported_date : r.scheduled_tasks[si].due);
	else
		base = c.contact && c.contact.reported_date ? new RealDate(c.contact.reported_date) : new RealDate(now);
	return addDays(base, event.days);
}

function actionsOf(d, c, r, event) {
	if (!isArray(d.actions))
		return d.actions.map(action => action);
	const actions = sliceList.call(d.actions);
	for (let i = 0; i < actions.length; i++) {
		if (!(i in actions))
			continue;
		const a = actions[i];
		const content = { source: 'task', source_id: r ? r._id : c.contact && c.contact._id, contact: c.contact };
		if (a.modifyContent)
			a.modifyContent(content, c, r, event);
		actions[i] = { type: a.type || 'report', form: a.form, label: a.label || 'Follow up', content };
	}
	return actions;
}

function emitForEvents(d, c, r, si, put) {
	for (let i = 0; i < d.events.length; i++) {
		const event = d.events[i];
		const due = dueOf(d, c, r, event, si);
		const of = r ? r._id : c.contact && c.contact._id;
		const task = { _id: `${of}~${event.id || i}~${d.name}`, deleted: undefined, doc: c, contact: undefined, icon: undefined,
			date: due, readyStart: undefined, readyEnd: undefined, title: undefined, resolved: undefined, actions: undefined,
			priority: undefined, priorityLabel: undefined };
		task.deleted = !!((c.contact && c.contact.deleted) || r ? r.deleted : false);
		const label = typeof d.contactLabel === 'function' ? d.contactLabel(c, r) : d.contactLabel;
		task.contact = label ? { name: label } : c.contact;
		task.icon = d.icon;
		task.readyStart = event.start || 0;
		task.readyEnd = event.end || 0;
		task.title = d.title;
		task.resolved = d.resolvedIf(c, r, event, due, si);
		task.actions = actionsOf(d, c, r, event);
		if (si !== undefined)
			task._id += '-' + si;
		const priority = typeof d.priority === 'function' ? d.priority(c, r, event, due, si) : d.priority;
		if (priority) {
			task.priority = priority.level;
			task.priorityLabel = priority.label;
		}
		put(task, !!label);
	}
}

function emitDefinition(definition, c, put, watcher, number) {
	const d = prepare(definition, { defaultResolvedIf });
	const look = watcher ? watcher(d, number) : emitTasks;
	switch (d.appliesTo) {
	case 'reports':
	case 'scheduled_tasks':
		for (let i = 0; i < c.reports.length; i++)
			look(d, c, c.reports[i], put);
		break;
	case 'contacts':
		if (c.contact)
			look(d, c, undefined, put);
		break;
	default:
		throw new RealError(`appliesTo is ${quoted(d.appliesTo)}: it must be contacts, reports or scheduled_tasks`);
	}
}

// Targets are not ours, but what they do to the documents the tasks see.
function runTarget(definition, c, emit) {
	const t = prepare(definition, null);
	const one = r => {
		if (t.appliesToType && !listHas(t.appliesToType, typeOf(t, c, r)))
			return;
		if (t.appliesIf && !t.appliesIf(c, r))
			return;
		let ids = typeof t.idType === 'function' ? t.idType(c, r) : t.idType === 'report' ? r && r._id : c.contact._id;
		if (!isArray(ids))
			ids = [ids];
		for (let i = 0; i < ids.length; i++) {
			const pass = !t.passesIf || !!t.passesIf(c, r);
			const instance = { _id: `${ids[i]}~${t.id}`, deleted: !!(r ? r.deleted : c.contact.deleted), type: t.id, pass };
			instance.date = typeof t.date === 'function' ? t.date(c, r) || now : t.date === 'reported' ? (r || c.contact).reported_date : now;
			if (t.groupBy)
				instance.groupBy = t.groupBy(c, r);
			if (t.emitCustom)
				t.emitCustom(emit, instance, c, r);
		}
	};
	if (!c.contact)
		return;
	if (t.appliesTo === 'contacts')
		one(undefined);
	else if (t.appliesTo === 'reports')
		for (let i = 0; i < c.reports.length; i++)
			one(c.reports[i]);
	else
		throw new RealError(`a target's appliesTo is ${quoted(t.appliesTo)}: it must be contacts or reports`);
}

// ------------------------------------------------------------------ windows, states ---

const ISO = /^([-+]\d{6}|\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?)?\s*(Z|[-+]\d\d(?::?\d\d)?)?$/;

// A text as the reference takes it: a date alone is a local day.
function momentOfText(text) {
	const m = exec.call(ISO, text);
	if (!m)
		return new RealDate(text);
	const n = i => (m[i] === undefined ? 0 : +m[i]);
	const year = +m[1], month = m[2] === undefined ? 1 : +m[2], day = m[3] === undefined ? 1 : +m[3];
	const ms = m[7] === undefined ? 0 : floor(+`0.${m[7]}` * 1000);
	const made = new RealDate(2000, month - 1, 1, n(4), n(5), n(6), ms);
	setFullYear.call(made, year, month - 1, day);
	if (month > 12 || getMonth.call(made) !== month - 1 && n(4) < 24 || n(4) > 24 || n(5) > 59 || n(6) > 59)
		return new RealDate(NaN);
	if (m[8] === undefined)
		return made;
	const zone = m[8] === 'Z' ? 0 : (m[8][0] === '-' ? -1 : 1) * (+slice.call(m[8], 1, 3) * 60 + +(slice.call(m[8], m[8].length > 5 ? 4 : 3) || 0));
	return new RealDate(RealDate.UTC(year, month - 1, day, n(4), n(5), n(6), ms) - zone * 60000);
}
function momentOf(value) {
	if (value === undefined)
		return new RealDate(now);
	if (typeof value === 'number')
		return new RealDate(value);
	if (typeof value === 'string')
		return momentOfText(value);
	if (value instanceof RealDate)
		return new RealDate(getTime.call(value));
	if (isArray(value))
		return value.length === 0 ? new RealDate(now) :
		    new RealDate(value[0], value[1] || 0, value[2] === undefined ? 1 : value[2], value[3] || 0, value[4] || 0, value[5] || 0, value[6] || 0);
	if (value !== null && typeof value === 'object')
		return typeof value.valueOf() === 'number' ? new RealDate(value.valueOf()) : keys(value).length === 0 ? new RealDate(now) : new RealDate(NaN);
	return new RealDate(NaN);
}
const pad = (n, width) => {
	let text = RealString(abs(n));
	while (text.length < width)
		text = '0' + text;
	return (n < 0 ? '-' : '') + text;
};
const dayText = day => {
	const year = getFullYear.call(day);
	return `${year > 9999 ? `+${year}` : pad(year, 4)}-${pad(getMonth.call(day) + 1, 2)}-${pad(getDate.call(day), 2)}`;
};
const whole = n => (n < 0 ? -round(-n) : round(n)) || 0;
function moved(day, days) {
	const other = new RealDate(getTime.call(day));
	setDate.call(other, getDate.call(other) + whole(days));
	return other;
}

// Many share a day, and a day so many days from it.
const MEMO_MAX = 4000;
function memo(make) {
	const known = new Map();
	let count = 0;
	return key => {
		let value = memoGet.call(known, key);
		if (value === undefined) {
			if (++count > MEMO_MAX) {
				memoClear.call(known);
				count = 1;
			}
			memoSet.call(known, key, value = make(key));
		}
		return value;
	};
}
const timeOfDay = memo(text => getTime.call(momentOfText(text)));
const timeOfText = text => (typeof text === 'string' && text.length === 10 ? timeOfDay(text) : getTime.call(momentOfText(text)));
const daysFrom = memo(ms => memo(days => dayText(moved(new RealDate(ms), days))));

function windowOf(task) {
	if (task.startDate || task.endDate)
		return { dueDate: task.dueDate, startDate: task.startDate, endDate: task.endDate };
	const due = getTime.call(momentOf(task.date));
	if (isNaN(due))
		return null;
	const on = daysFrom(due);
	const startDate = on(whole(-task.readyStart)), endDate = on(whole(+task.readyEnd));
	return { dueDate: on(0), startDate, endDate };
}

let today = '', farPast = 0, farFuture = 0; // as of now

function isTimely(window) {
	return !!window && farPast < timeOfText(window.endDate) && farFuture > timeOfText(window.startDate);
}
function stateOf(task, window) {
	if (task.resolved)
		return 'Completed';
	if (task.deleted)
		return 'Cancelled';
	if ((!task.date && !task.dueDate) || !window || window.startDate > window.endDate)
		return 'invalid';
	if (window.startDate > today)
		return 'Draft';
	return window.endDate < today ? 'Failed' : 'Ready';
}

// ------------------------------------------------------------------- one container ---

const quoted = value => (typeof value === 'string' ? `"${value}"` : typeof value === 'object' && value ? 'an object' : RealString(value));

function messageOf(error) {
	try {
		if (typeof error === 'object' && error !== null && error.message !== undefined)
			return slice.call(error.name ? `${error.name}: ${error.message}` : `${error.message}`, 0, 2000);
		return slice.call(RealString(error), 0, 2000);
	} catch {
		return 'something that cannot be shown was thrown';
	}
}
// The first of our files in an error's stack: "name@tasks.js:12:3".
function placeOf(error) {
	try {
		const lines = split.call(RealString(error.stack), '\n');
		for (let i = 0; i < lines.length; i++) {
			const column = textLastIndexOf.call(lines[i], ':');
			const line = textLastIndexOf.call(lines[i], ':', column - 1);
			const file = slice.call(lines[i], textIndexOf.call(lines[i], '@') + 1, line);
			if (line > 0 && own.call(program.files, file))
				return { file, line: +slice.call(lines[i], line + 1, column) };
		}
	} catch { }
	return { file: null, line: 0 };
}
function failure(rule, error) {
	const place = placeOf(error);
	return { __proto__: null, rule: typeof rule === 'string' ? rule : null, file: place.file, line: place.line, message: messageOf(error) };
}

let current = null; // the rule that runs: asked for after it was stopped

// What JSON leaves of it.
function withoutContact(action) {
	const copy = { ...action };
	if (copy.content)
		copy.content = { ...copy.content, contact: undefined };
	return copy;
}

// What the task keeps of an emission; it inherits nothing that a rule could have put there.
function kept(task, window) {
	const doc = { __proto__: null, _id: task._id, title: task.title, icon: task.icon, deleted: task.deleted, resolved: task.resolved,
		actions: undefined, priority: task.priority, priorityLabel: task.priorityLabel, contact: undefined,
		dueDate: undefined, startDate: undefined, endDate: undefined, forId: undefined };
	const actions = task.actions;
	if (isArray(actions)) {
		doc.actions = sliceList.call(actions);
		for (let i = 0; i < actions.length; i++) {
			const action = actions[i];
			if (!doc.forId && action && action.content)
				doc.forId = action.content.contact && action.content.contact._id;
			if (i in actions)
				doc.actions[i] = withoutContact(action);
		}
	}
	if (task.contact)
		doc.contact = { name: task.contact.name };
	if (window && (task.date || task.dueDate)) {
		doc.dueDate = window.dueDate;
		doc.startDate = window.startDate;
		doc.endDate = window.endDate;
	}
	return doc;
}

// JSON.stringify asks everything for toJSON: nobody may have put one there.
const untouched = freeze([Object, Array, String, Number, Boolean].map(one => one.prototype));
const dateToJson = RealDate.prototype.toJSON;
function jsonTouched() {
	for (let i = 0; i < untouched.length; i++)
		if ('toJSON' in untouched[i])
			return true;
	return RealDate.prototype.toJSON !== dateToJson;
}

const UNFIT = /\\u0000|\\ud[89a-f]/;
const TOO_LONG = 4 * 1024 * 1024;
const clean = text => (exec.call(UNFIT, text) ? native.clean(text) : text);
const LETTERS = freeze({ __proto__: null, Draft: 'D', Ready: 'R', Completed: 'C', Failed: 'F', Cancelled: 'X', invalid: 'I' });

// An id as the other side takes it, whatever a rule has made of it: "-" is none.
function idOf(id) {
	if (id === undefined)
		return '-';
	return stringify(typeof id === 'string' || id === null || (typeof id === 'number' && abs(id) < 9e15) ? id : RealString(id));
}

// An emission as rule_child.h has it.
function written({ rule, task, labelled }) {
	const window = windowOf(task);
	const state = LETTERS[stateOf(task, window)];
	const of = task.doc && task.doc.contact && task.doc.contact._id;
	const at = task.contact && task.contact._id;
	const requester = idOf(of);
	const owner = labelled && program.keepOwner || at === of ? requester : idOf(at);
	const id = stringify(RealString(task._id));
	const timely = isTimely(window) ? 1 : 0;
	const text = stringify(kept(task, window));
	const raw = program.raw ? `\n${stringify({ __proto__: null, ...task, doc: of })}` : '';
	if (text.length + raw.length > TOO_LONG)
		throw new RealError('the task is too large');
	return `E${state}${timely} ${stringify(rule)} ${id} ${requester} ${owner}\n${text}${raw}\n`;
}

function isSorted(list) {
	for (let i = 0; i < list.length; i++) {
		const at = list[i].reported_date;
		if (typeof at !== 'number' || (i > 0 && list[i - 1].reported_date > at))
			return false;
	}
	return true;
}
// Dates that are no numbers are equal to all others, and then the way of sorting
// decides: V8's for short lists, a run from the start and then one after the other.
function sortByDate(list) {
	const compare = (a, b) => a.reported_date - b.reported_date || 0;
	if (isSorted(list))
		return;
	if (list.length > 63 || list.length < 2) {
		sort.call(list, compare);
		return;
	}
	const falling = compare(list[1], list[0]) < 0;
	let run = 2;
	while (run < list.length && compare(list[run], list[run - 1]) < 0 === falling)
		run++;
	for (let low = 0, high = run - 1; falling && low < high; low++, high--) {
		const other = list[low];
		list[low] = list[high];
		list[high] = other;
	}
	for (let start = run; start < list.length; start++) {
		const moved = list[start];
		let left = 0, right = start;
		while (left < right) {
			const middle = left + ((right - left) >> 1);
			if (compare(moved, list[middle]) < 0)
				right = middle;
			else
				left = middle + 1;
		}
		splice.call(list, start, 1);
		splice.call(list, left, 0, moved);
	}
}

function containerOf(text) {
	const c = parse(text);
	sortByDate(c.reports);
	return c;
}

// What is one patient's own of the seven names that a module sees.
function scopeFor({ contact, reports, tasks }, emit) {
	const c = new Contact();
	c.contact = contact;
	c.reports = reports;
	c.tasks = tasks;
	return { c, user, emit };
}

// only: the place of the one definition that is wanted, or -1 for all.
function evaluate(text, only) {
	const c = containerOf(text);
	const key = RealString(c.key);
	const emitted = create(null), failures = create(null);
	let count = 0, failed = 0, rule = null;
	const put = (task, labelled) => {
		emitted[count++] = { rule, task, labelled };
	};
	const emit = (what, task) => {
		if (what === 'task' && task)
			put(task, !!(task.contact && !task.contact._id && c.contact));
	};
	const attempt = what => {
		try {
			what();
			return true;
		} catch (error) {
			failures[failed++] = failure(rule, error);
			return false;
		}
	};
	current = null;
	runAll(scopeFor(c, emit), attempt, only, name => { current = rule = name; }, put);
	current = null;
	if (program.isolate && only < 0 && jsonTouched())
		return 'changed';
	let lines = '', n = 0;
	for (let i = 0; i < count; i++) {
		current = rule = emitted[i].rule;
		attempt(() => {
			const one = written(emitted[i]);
			if (lines.length + one.length > TOO_LONG || ++n > 10000)
				throw new RealError('all tasks of this patient together are too large');
			lines += one;
		});
	}
	for (let i = 0; i < failed; i++)
		lines += `F${stringify(failures[i])}\n`;
	return clean(`P${stringify(key)}\n${lines}`);
}

// watcher: what looks on while somebody wants to know why; else nobody does.
function runAll(scope, attempt, only, name, put, watcher) {
	let definitions, targets;
	if (!program.entry) {
		attempt(() => compiled[program.compiled](scope.c, Task, Target, Utils, scope.user, cht, scope.emit));
		return;
	}
	const good = attempt(() => {
		definitions = requireEntry(scope, program.entry);
		if (program.targets)
			targets = requireEntry(scope, program.targets);
	});
	if (!good)
		return;
	for (let i = 0; targets && i < targets.length; i++) {
		name(`target ${targets[i] && targets[i].id}`);
		const going = attempt(() => runTarget(targets[i], scope.c, scope.emit));
		name(null);
		if (!going && !program.isolate)
			return;
	}
	for (let i = 0; definitions && i < definitions.length; i++) {
		const definition = definitions[i];
		if (only >= 0 && only !== i)
			continue;
		name(definition && typeof definition.name === 'string' ? definition.name : null);
		const going = attempt(() => emitDefinition(definition, scope.c, put, watcher, i));
		name(null);
		if (!going && !program.isolate)
			return;
	}
}

// How many definitions there are: for trying them one by one.
function countOf(text) {
	let n = 0;
	try {
		n = requireEntry(scopeFor(containerOf(text), () => { }), program.entry).length;
	} catch { }
	return RealString(n);
}

// ---------------------------------------------------------------------- why, or why not ---

//include rule_explain.js

// ------------------------------------------------- what is told to other systems ---

//include rule_outbound.js

// ------------------------------------------------------- what the CHT's schema refuses ---

const isText = value => typeof value === 'string' && value !== '';
const isCount = value => typeof value === 'number' && value >= 0;
const isFunction = value => typeof value === 'function';
const isObject = value => typeof value === 'object' && value !== null && !isArray(value);
const KEYS = {
	task: ['name', 'title', 'icon', 'appliesTo', 'appliesToType', 'appliesIf', 'contactLabel', 'resolvedIf', 'events', 'priority', 'actions'],
	event: ['id', 'days', 'dueDate', 'start', 'end'],
	action: ['type', 'form', 'label', 'modifyContent'],
	priority: ['level', 'label'],
};

// tell() takes what is wrong; the callers say where.
function checkKeys(thing, kind, tell) {
	for (const key of keys(thing))
		if (!KEYS[kind].includes(key))
			tell(`has a key "${key}" that is not known; known are ${KEYS[kind].join(', ')}`);
}
function checkEvent(event, several, tell) {
	checkKeys(event, 'event', tell);
	if (several && event.id === undefined)
		tell('has no id; with more than one event each needs its own');
	if (event.id !== undefined && !isText(event.id) && typeof event.id !== 'number')
		tell('id is not a text');
	if ((event.days === undefined) === (event.dueDate === undefined))
		tell('needs either days or dueDate, and not both');
	if (event.days !== undefined && typeof event.days !== 'number')
		tell('days is not a number');
	if (event.dueDate !== undefined && !isFunction(event.dueDate))
		tell('dueDate is not a function');
	for (const key of ['start', 'end'])
		if (!isCount(event[key]))
			tell(`${key} is missing, or is not a number of 0 or more`);
}
function checkAction(action, tell) {
	checkKeys(action, 'action', tell);
	if (action.type !== undefined && action.type !== 'report' && action.type !== 'contact')
		tell('type is neither "report" nor "contact"');
	if (action.type === 'contact' && action.form !== undefined)
		tell('form is not for an action of type "contact"');
	if (action.type !== 'contact' && !isText(action.form))
		tell('form is missing');
	if (action.label !== undefined && typeof action.label !== 'string')
		tell('label is not a text');
	if (action.modifyContent !== undefined && !isFunction(action.modifyContent))
		tell('modifyContent is not a function');
}
function checkPriority(priority, tell) {
	if (priority === undefined || isFunction(priority))
		return;
	if (!isObject(priority)) {
		tell('priority is neither an object nor a function');
		return;
	}
	checkKeys(priority, 'priority', what => tell(`priority ${what}`));
	if (priority.level !== 'high' && priority.level !== 'medium')
		tell('priority.level is neither "high" nor "medium"');
	if (priority.label !== undefined && typeof priority.label !== 'string')
		tell('priority.label is not a text');
}
function checkList(task, key, checkOne, tell) {
	const list = task[key];
	if (!isArray(list) || list.length === 0) {
		tell(`${key} is missing, or is not a list with at least one in it`);
		return;
	}
	list.forEach((one, i) => {
		const tellOne = what => tell(`${key}[${i}] ${what}`);
		if (isObject(one))
			checkOne(one, list.length > 1, tellOne);
		else
			tellOne('is not an object');
	});
}
function checkTask(task, tell) {
	checkKeys(task, 'task', tell);
	for (const key of ['name', 'title'])
		if (!isText(task[key]))
			tell(`${key} is missing`);
	if (task.icon !== undefined && typeof task.icon !== 'string')
		tell('icon is not a text');
	if (!['contacts', 'reports', 'scheduled_tasks'].includes(task.appliesTo))
		tell('appliesTo is none of "contacts", "reports", "scheduled_tasks"');
	if (task.appliesToType !== undefined &&
	    (!isArray(task.appliesToType) || task.appliesToType.length === 0 || !task.appliesToType.every(isText)))
		tell('appliesToType is not a list of texts with at least one in it');
	if (task.appliesIf !== undefined && !isFunction(task.appliesIf))
		tell('appliesIf is not a function');
	if (task.contactLabel !== undefined && !isFunction(task.contactLabel) && typeof task.contactLabel !== 'string')
		tell('contactLabel is neither a text nor a function');
	checkList(task, 'events', checkEvent, tell);
	checkList(task, 'actions', (action, several, tellOne) => checkAction(action, tellOne), tell);
	checkPriority(task.priority, tell);
	const byReport = isArray(task.actions) && task.actions.some(action => isObject(action) && action.type === 'report');
	if (task.resolvedIf === undefined ? !byReport : !isFunction(task.resolvedIf))
		tell('resolvedIf is missing; it may be left out only where an action says type: "report"');
	const ids = isArray(task.events) ? task.events.filter(isObject).map(event => event.id).filter(id => id !== undefined) : [];
	if (new Set(ids).size < ids.length)
		tell('two events have the same id');
}

// Where in all files this text stands, as far as ${fits} says so of what is before it.
function placesOf(needle, fits) {
	const places = [];
	for (const file of keys(program.files)) {
		const text = program.files[file];
		for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1))
			if (fits(slice.call(text, max(0, at - 40), at)))
				places.push({ file, line: slice.call(text, 0, at).split('\n').length });
	}
	return places;
}
function literalsOf(key, value) {
	const before = new RegExp(`(^|[^\\w$])["']?${key}["']?\\s*:\\s*$`);
	return ['\'', '"', '`'].flatMap(quote => placesOf(`${quote}${value}${quote}`, text => before.test(text)));
}
function functionsOf(task) {
	const things = [task, ...[task.events, task.actions].filter(isArray).flat().filter(isObject)];
	return things.flatMap(thing => keys(thing).map(key => thing[key]).filter(isFunction));
}
// A definition stands where its name is written, or its title, or a function of its own;
// where none of them stands in one place only, nobody knows.
function placeOfTask(tasks, i) {
	const task = tasks[i];
	for (const key of ['name', 'title']) {
		if (!isObject(task) || !isText(task[key]))
			continue;
		const places = literalsOf(key, task[key]);
		const alike = tasks.filter(other => isObject(other) && other[key] === task[key]);
		if (places.length === 1 || (places.length === alike.length && places.length > 0))
			return places[places.length === 1 ? 0 : alike.indexOf(task)];
	}
	for (const one of isObject(task) ? functionsOf(task) : []) {
		const places = placesOf(RealString(one), () => true);
		if (places.length === 1)
			return places[0];
	}
	return null;
}
function placeOfList() {
	const places = placesOf('module.exports', () => true).filter(place => place.file === program.entry);
	return places.length > 0 ? places[places.length - 1] : { file: program.entry, line: 0 };
}

// Evaluates the modules once, for nobody, and looks at what they export.
function check() {
	const errors = [], forms = [], rules = [], uses = [];
	const names = new Set();
	const tell = (place, words) => errors.push({ ...place, message: words });
	try {
		const tasks = requireEntry({ c: { contact: {}, reports: [], tasks: [] }, user: {}, emit() { } }, program.entry);
		if (!isArray(tasks))
			tell(placeOfList(), 'module.exports is not a list of tasks');
		else
			tasks.forEach((task, i) => {
				const place = placeOfTask(tasks, i), number = `number ${i + 1}`;
				const of = !isObject(task) || !isText(task.name) ? `task ${number}` : `task "${task.name}"${place ? '' : `, ${number}`}`;
				const say = words => tell(place || { file: program.entry, line: 0 }, `${of}${words}`);
				if (!isObject(task)) {
					say(' is not an object');
					return;
				}
				checkTask(task, what => say(`: ${what}`));
				for (const action of (isArray(task.actions) ? task.actions : []).filter(isObject))
					if (isText(action.form)) {
						forms.push({ ...(place || { file: program.entry, line: 0 }), message: action.form });
						if (isText(task.name))
							uses.push({ ...(place || { file: program.entry, line: 0 }), message: `${action.form} ${task.name}` });
					}
				if (names.has(task.name))
					say(': another task has this name');
				names.add(task.name);
				if (isText(task.name))
					rules.push({ ...(place || { file: program.entry, line: 0 }), message: task.name });
			});
	} catch (error) {
		const place = placeOf(error);
		errors.push({ file: place.file || program.entry, line: place.line, message: messageOf(error) });
	}
	return native.clean(stringify({ errors, forms, rules, uses }));
}

// ----------------------------------------------------------------- traces of a rule ---

// Every object that a program can reach without having made it, and what it holds.
const realm = [];
let lent = [];
const met = new Set();

// What is met for the first time.
function reach(queue) {
	const found = [];
	while (queue.length > 0) {
		const thing = queue.pop();
		if ((typeof thing !== 'object' && typeof thing !== 'function') || thing === null || met.has(thing))
			continue;
		met.add(thing);
		found.push(thing);
		queue.push(getPrototypeOf(thing));
		for (const key of ownKeys(thing)) {
			const held = getOwnPropertyDescriptor(thing, key);
			queue.push(held.value, held.get, held.set);
		}
	}
	return found;
}
const watched = things => things.map(thing => ({ thing, above: getPrototypeOf(thing),
	held: ownKeys(thing).map(key => ({ key, ...getOwnPropertyDescriptor(thing, key) })) }));

const LEGACY = ['input', '$_', 'multiline', '$*', 'lastMatch', '$&', 'lastParen', '$+', 'leftContext', '$`', 'rightContext', '$\''];
for (let i = 1; i < 10; i++)
	LEGACY.push(`$${i}`);
for (const key of LEGACY)
	delete RegExp[key];
delete globalThis.SharedArrayBuffer;
delete globalThis.WebAssembly;
delete globalThis.Atomics;
const builtIn = reach([globalThis, function* () { }, async function () { }, async function* () { },
	[][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), ''[Symbol.iterator](),
	/x/[Symbol.matchAll](''), Int8Array]);
// Nobody sets anything on a method: it is simply closed.
const isMethod = thing => typeof thing === 'function' && !own.call(thing, 'prototype');
builtIn.filter(isMethod).forEach(freeze);
realm.push(...watched(builtIn.filter(thing => !isMethod(thing))), ...watched(reach([Utils, cht, Contact, Task, Target])));
freeze(realm);

function sameAs(known) {
	const { thing, held } = known;
	if (getPrototypeOf(thing) !== known.above || ownKeys(thing).length !== held.length)
		return false;
	for (let i = 0; i < held.length; i++) {
		const today = getOwnPropertyDescriptor(thing, held[i].key);
		if (!today || !is(today.value, held[i].value) || today.get !== held[i].get || today.set !== held[i].set)
			return false;
	}
	return true;
}
function unchanged() {
	for (let i = 0; i < realm.length; i++)
		if (!sameAs(realm[i]))
			return 'false';
	for (let i = 0; i < lent.length; i++)
		if (!sameAs(lent[i]))
			return 'false';
	return 'true';
}

function at(text) {
	now = +text;
	const day = new RealDate(now);
	today = dayText(day);
	farPast = getTime.call(moved(day, -60));
	farFuture = getTime.call(moved(day, 180));
	return '';
}

// What is read from files at its first use is read before the walls stand.
function warm() {
	new RealDate(2024, 5, 1).toLocaleString('en', { timeZoneName: 'long' });
	return new RealDate(2024, 5, 1).toString();
}

// "3 {...}": one definition, by its place.
function onlyOne(what, text) {
	const end = textIndexOf.call(text, ' ');
	return what(slice.call(text, end + 1), +slice.call(text, 0, end));
}

return { load, at, warm, check, unchanged, count: countOf, current: () => current === null ? '' : RealString(current),
	evaluate: text => evaluate(text, -1),
	one: text => onlyOne(evaluate, text),
	outbound, outboundCheck,
	explain: text => explain(text, -1),
	explainOne: text => onlyOne(explain, text) };
})

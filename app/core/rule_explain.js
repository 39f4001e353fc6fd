// rule_explain.js - why there is, or is no, task: this text stands inside
// rule_prelude.js, whose names it uses, and is not on the way of an evaluation.
//
// The rules run as they always do. Looked at is what a definition is asked on its way:
// its own functions are called as before, with what they are always given, and
// `this.definition` is a copy from before anything was put around them.

const SAID_MAX = 2000; // reports and tasks that are named for one patient; then how many more
const listed = (text, one) => (text === '' ? one : `${text},${one}`);

// What is said is written at once, as text: so no rule has a part in it.
const jsonOf = value => (typeof value === 'string' ? stringify(slice.call(value, 0, 500)) : typeof value === 'boolean' ? `${value}` :
    typeof value === 'number' && abs(value) < 9e15 ? `${floor(value)}` : 'null');
const momentText = value => jsonOf(typeof value === 'string' ? getTime.call(dateOf(value)) : value);
const idText = value => (value === undefined || value === null || typeof value === 'object' ? 'null' : jsonOf(RealString(value)));

function textOf(list, writeOne) {
	let text = '';
	for (let i = 0; isArray(list) && i < list.length && i < SAID_MAX; i++)
		text = listed(text, writeOne(list[i] || {}));
	return `[${text}]`;
}
const reportText = report => `{"id":${idText(report._id)},"form":${idText(report.form)},"date":${momentText(report.reported_date)}}`;
function taskText(task) {
	const history = isArray(task.stateHistory) ? task.stateHistory : [];
	const last = history.length > 0 && history[history.length - 1] || {};
	return `{"id":${idText((task.emission || {})._id)},"state":${idText(task.state)},"since":${momentText(last.timestamp)}}`;
}
function failureText(rule, error) {
	const known = failure(rule, error);
	return `{"rule":${idText(known.rule)},"file":${idText(known.file)},"line":${jsonOf(known.line)},"message":${stringify(known.message)}}`;
}

// One definition's way: counts and lists of what was looked at.
function makeNote(definition, number) {
	return { __proto__: null, definition, number, report: -1, fits: true, asked: false, other: 0, no: '', none: '', more: 0, events: '', failure: 'null' };
}
function noteText(note) {
	const { name, appliesTo, types } = note.definition;
	return `{"rule":${idText(name)},"number":${note.number},"on":${idText(appliesTo)},"types":${types},` +
	    `"other":${note.other},"no":[${note.no}],"none":[${note.none}],"more":${note.more},"events":[${note.events}],"failure":${note.failure}}`;
}

// Puts itself around what ${d} is asked: d is nobody's but ours.
function watch(d, note) {
	const { appliesToType, appliesIf } = d;
	if (appliesToType)
		d.appliesToType = { indexOf: value => {
			note.fits = listHas(appliesToType, value);
			return note.fits ? 0 : -1;
		} };
	if (typeof appliesIf === 'function')
		d.appliesIf = function () {
			note.asked = true;
			return apply(appliesIf, d, arguments);
		};
}

// ${known} are the reports as they came; ${put} takes what is emitted, and its at() the
// definition that comes next.
function makeWatcher(known, put) {
	let said = 0;
	return (d, number) => {
		const types = isArray(d.appliesToType) ? textOf(d.appliesToType, idText) : 'null';
		const note = makeNote({ name: d.name, appliesTo: d.appliesTo, types }, number);
		watch(d, note);
		put.at(note);
		return (definition, c, report) => {
			let emitted = 0;
			note.report = report === undefined ? -1 : placeIn.call(known, report);
			note.fits = true;
			note.asked = false;
			emitTasks(definition, c, report, (task, labelled) => {
				const events = definition.events, i = emitted++ % (events.length || 1);
				put(task, labelled, idText(events[i] && events[i].id || i));
			});
			if (emitted > 0)
				return;
			if (!note.fits)
				note.other++;
			else if (said++ >= SAID_MAX)
				note.more++;
			else if (note.asked || d.appliesTo !== 'scheduled_tasks')
				note.no = listed(note.no, note.report);
			else
				note.none = listed(note.none, note.report);
		};
	};
}

function eventText(one) {
	const { task } = one;
	const window = windowOf(task), state = stateOf(task, window), doc = kept(task, window);
	written(one);
	return `{"report":${one.report},"event":${one.event},"id":${idText(RealString(task._id))},"title":${idText(doc.title)},` +
	    `"due":${idText(doc.dueDate)},"start":${idText(doc.startDate)},"end":${idText(doc.endDate)},"resolved":${!!task.resolved},` +
	    `"deleted":${!!task.deleted},"state":${jsonOf(state === 'invalid' ? 'Cancelled' : state)},` +
	    `"reason":${state === 'invalid' ? '"invalid"' : 'null'},"timely":${isTimely(window)}}`;
}

// As evaluate(), with what was looked at on the way; only: the one definition, or -1.
function explain(text, only) {
	const c = containerOf(text);
	const known = sliceList.call(c.reports), reports = textOf(known, reportText), tasks = textOf(c.tasks, taskText);
	const loose = makeNote({ types: 'null' }, -1);
	const emitted = create(null), notes = create(null);
	let count = 0, noted = 0, note = loose, rule = null, failures = '';
	const put = (task, labelled, event) => {
		emitted[count++] = { rule, task, labelled, note, report: note.report, event };
	};
	put.at = next => {
		notes[noted++] = note = next;
	};
	const fail = (of, error) => {
		if (of === loose || of.failure !== 'null')
			failures = listed(failures, failureText(rule, error));
		else
			of.failure = failureText(rule, error);
	};
	const attempt = what => {
		try {
			what();
			return true;
		} catch (error) {
			fail(note, error);
			return false;
		}
	};
	const name = next => {
		current = rule = next;
		note = loose;
	};
	current = null;
	runAll(scopeFor(c, (what, task) => {
		if (what === 'task' && task)
			put(task, !!(task.contact && !task.contact._id && c.contact), 'null');
	}), attempt, only, name, put, makeWatcher(known, put));
	for (let i = 0; i < count; i++) {
		const one = emitted[i];
		current = rule = one.rule;
		try {
			if (i < SAID_MAX)
				one.note.events = listed(one.note.events, eventText(one));
			else
				one.note.more++;
		} catch (error) {
			fail(one.note, error);
		}
	}
	current = null;
	if (loose.events !== '')
		notes[noted++] = loose;
	let rules = '';
	for (let i = 0; i < noted; i++)
		rules = listed(rules, noteText(notes[i]));
	return clean(`{"reports":${reports},"tasks":${tasks},"rules":[${rules}],"failures":[${failures}]}`);
}

'use strict';
// A case out of a seed: a programme's rules, the documents they look at, a zone, and when
// somebody looks. What is drawn at random are mostly the borders: midnights and one
// millisecond beside them, days on which the clock changes, ends of the windows.

const { Random } = require('./random.js');
const { rules, names, FORMS, TYPES } = require('./generate_rules.js');

const DAY = 86400000;
const HOUR = 3600000;
// Where the clock changes by night, by day, at midnight itself, and not at all.
const ZONES = {
	'Africa/Harare': ['2024-02-29', '2023-12-31', '2024-08-15'],
	'Europe/London': ['2024-03-31', '2024-10-27', '2024-06-30'],
	'America/New_York': ['2024-03-10', '2024-11-03', '2023-12-31'],
	'America/Havana': ['2024-03-10', '2024-11-03', '2024-01-31'],
	'Asia/Kathmandu': ['2024-04-13', '2024-02-29', '2024-09-30'],
	UTC: ['2024-02-28', '2024-12-31', '2024-07-31'],
};

const midnight = (time, days) => {
	const date = new Date(time);
	date.setDate(date.getDate() + days);
	return date.setHours(0, 0, 0, 0);
};

function moment(r, around) {
	return r.weighed([
		[4, () => midnight(around, r.int(-12, 12)) + r.int(0, DAY - 1)],
		[3, () => midnight(around, r.int(-12, 12)) + r.pick([0, 0, 1, -1, HOUR, 2 * HOUR, 90 * 60000])],
		[2, () => midnight(around, r.int(-70, 20)) + r.int(0, 23) * HOUR],
		[
			1,
			() => midnight(around, r.pick([-260, -181, -180, -179, -62, -61, -60, -59, 60, 100, 180])) + r.pick([0, 1, 12 * HOUR]),
		],
	])();
}

function contact(r, id, around) {
	const doc = {
		_id: id,
		type: r.pick(TYPES),
		name: r.weighed([
			[8, r.pick(['Tendai', 'Rudo', 'Farai', 'Чинуа'])],
			[1, 'trouble'],
			[1, undefined],
		]),
	};
	if (r.chance(0.2)) {
		doc.contact_type = doc.type;
		doc.type = 'contact';
	}
	if (r.chance(0.8)) doc.reported_date = moment(r, around);
	if (r.chance(0.5)) doc.patient_id = r.pick(['10001', '10002', '10003', `p-${id}`]);
	if (r.chance(0.15)) doc.place_id = r.pick(['10002', '20001', 'h1']);
	if (r.chance(0.5)) doc.parent = { _id: 'place', parent: { _id: 'district' } };
	if (r.chance(0.03)) doc.deleted = r.pick([true, false]);
	if (r.chance(0.1)) doc.muted = new Date(around).toISOString();
	return doc;
}

function fields(r) {
	const all = {
		v: r.pick([0, 1, 2, 3, 4, 5, '3']),
		follow_up_count: r.pick([0, 1, 2, '2']),
		last_menstrual_period: r.pick([undefined, 0, 4, 10, '12']),
	};
	if (r.chance(0.5)) all.visit = { outcome: r.pick(['yes', 'no', '']), when: { day: r.int(1, 28) } };
	return all;
}

function scheduled(r, around) {
	return r.times(0, 4, i => ({
		due: new Date(moment(r, around)).toISOString(),
		state: r.pick(['scheduled', 'sent', 'cleared', 'pending']),
		group: i,
		type: 'Reminder',
	}));
}

// The subject by one of the four properties, at the top or in the fields, or by several.
function subject(r, doc, people) {
	const wanted = r.weighed([
		[8, () => r.pick(people)._id],
		[3, () => r.pick(['10001', '10002', '10003', '20001'])],
		[1, () => r.pick(['h1', 'h2', '17'])],
		[0.6, () => undefined],
		[0.2, () => 10001],
	])();
	const put = value => {
		const property = r.weighed([
			[6, 'patient_id'],
			[3, 'patient_uuid'],
			[1, 'place_id'],
			[1, 'place_uuid'],
		]);
		if (r.chance(0.6)) (doc.fields ??= {})[property] = value;
		else doc[property] = value;
	};
	if (wanted === undefined && r.chance(0.5)) return;
	put(wanted);
	if (r.chance(0.15)) put(r.pick([...people.map(one => one._id), '', null, 'h2']));
}

function report(r, id, people, dates, around) {
	const doc = {
		_id: id,
		type: 'data_record',
		form: r.weighed([
			[12, r.pick(FORMS)],
			[1, undefined],
		]),
	};
	doc.reported_date = r.weighed([
		[4, () => r.pick(dates)],
		[8, () => moment(r, around)],
		[0.3, () => undefined],
		[0.2, () => new Date(moment(r, around)).toISOString()],
		[0.2, () => String(moment(r, around))],
		[0.2, () => null],
	])();
	if (r.chance(0.9)) doc.fields = fields(r);
	subject(r, doc, people);
	if (r.chance(0.35)) doc.scheduled_tasks = scheduled(r, around);
	if (r.chance(0.08)) doc.deleted = r.pick([true, true, false, 'yes', 0]);
	return doc;
}

// What closes a task of another report: about the same person, on a border of some window.
function answer(r, id, to) {
	const { scheduled_tasks: _, ...doc } = structuredClone(to);
	return {
		...doc,
		_id: id,
		form: r.pick(FORMS),
		reported_date: r.weighed([
			[6, () => midnight(to.reported_date, r.int(-3, 9)) + r.pick([0, 0, 0, 1, -1])],
			[2, () => to.reported_date + r.pick([0, 0, 1])],
		])(),
	};
}

const day = time => {
	const date = new Date(time);
	const two = n => String(n).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

// One that an earlier evaluation may have left, mostly of an emission that comes again.
function task(r, called, people, reports, now, i) {
	const from = r.chance(0.7) && reports.length ? r.pick(reports) : r.pick(people);
	const emission = `${from._id}~${r.chance(0.9) && called.length ? r.pick(called) : '0~gone'}`;
	const authored = r.weighed([
		[8, now - r.int(1, 40) * DAY],
		[2, now],
		[1, now + 1],
		[1, now + r.int(1, 9) * DAY],
		[1, now - 1],
	]);
	const state = r.weighed([
		[5, 'Ready'],
		[4, 'Draft'],
		[2, 'Completed'],
		[2, 'Failed'],
		[2, 'Cancelled'],
		[0.2, 'Odd'],
	]);
	const start = now + r.int(-20, 10) * DAY;
	const who = r.chance(0.7) ? (from.fields?.patient_id ?? from.patient_id ?? from._id) : r.pick(people)._id;
	const doc = {
		_id: `task~org.couchdb.user:nurse~${emission}~${authored}${r.chance(0.1) ? `-${i}` : ''}`,
		type: 'task',
		authoredOn: authored,
		stateHistory: r.chance(0.95) ? [{ state, timestamp: authored }] : undefined,
		user: 'org.couchdb.user:nurse',
		requester: r.weighed([
			[12, who],
			[1, 'h1'],
			[1, undefined],
			[0.5, 'gone'],
		]),
		owner: r.weighed([
			[10, who],
			[2, undefined],
		]),
		emission: {
			_id: emission,
			title: 'old',
			icon: 'old',
			deleted: r.chance(0.03),
			resolved: r.chance(0.1),
			actions: [],
			contact: { name: 'old' },
			dueDate: day(start),
			startDate: day(start),
			endDate: day(start + r.int(-1, 15) * DAY),
			forId: who,
		},
		state,
	};
	if (r.chance(0.05)) for (const key of ['dueDate', 'startDate', 'endDate']) if (r.chance(0.6)) delete doc.emission[key];
	return doc;
}

// The same emission's document from another phone.
function twin(r, doc, i) {
	const authoredOn = doc.authoredOn + r.pick([0, DAY, -DAY, 1]);
	return {
		...structuredClone(doc),
		_id: `task~org.couchdb.user:nurse~${doc.emission._id}~${authoredOn}-t${i}`,
		authoredOn,
		state: r.chance(0.6) ? doc.state : r.pick(['Ready', 'Draft', 'Failed', 'Completed']),
	};
}

function edited(r, doc) {
	const copy = structuredClone(doc);
	const what = r.pick(['name', 'form', 'fields', 'deleted', 'reported_date', 'subject']);
	if (what === 'form') copy.form = r.pick(FORMS);
	else if (what === 'fields') copy.fields = { ...copy.fields, ...fields(r) };
	else if (what === 'deleted') copy.deleted = true;
	else if (what === 'reported_date') copy.reported_date = (Number(copy.reported_date) || 0) + r.pick([1, DAY, -DAY]);
	else if (what === 'subject') copy.patient_id = r.pick(['c1', '10001']);
	else copy.name = 'Renamed';
	return copy;
}

function steps(r, file, dates, from) {
	let now = from;
	const contacts = [...file.contacts],
		reports = [...file.reports];
	return r.times(0, 4, i => {
		now += r.weighed([
			[6, r.int(1, 3) * DAY],
			[3, r.int(0, 30) * HOUR],
			[3, r.pick([7, 30, 59, 60, 61]) * DAY],
			[1, 1],
			[0.5, 0],
			[1, -r.int(1, 5) * DAY],
			[1, r.pick([120, 181]) * DAY],
		]);
		if (r.chance(0.3)) now = midnight(now, 0) + r.pick([0, 0, -1]);
		const one = { now: new Date(now).toISOString() };
		if (r.chance(0.6))
			one.reports = [
				...r.times(0, 2, j => report(r, `s${i}${j}`, contacts, dates, now)),
				...(reports.length && r.chance(0.4) ? [edited(r, r.pick(reports))] : []),
			];
		if (r.chance(0.3)) one.contacts = r.chance(0.5) ? [edited(r, r.pick(contacts))] : [contact(r, `n${i}`, now)];
		if (r.chance(0.25)) one.delete = [r.pick([...contacts, ...reports])._id];
		reports.push(...(one.reports ?? []));
		return one;
	});
}

const zoneOf = seed => new Random(seed * 7 + 1).pick(Object.keys(ZONES));

// Some cases share their rules, since to write them down costs more than to evaluate them.
const SHARED = 4;
const rulesOf = seed => Math.floor(seed / SHARED);

// To be called with TZ = zoneOf(seed).
function generate(seed) {
	const files = rules(new Random(rulesOf(seed)));
	const called = names(files);
	const r = new Random(seed);
	const zone = zoneOf(seed);
	const around = midnight(`${r.pick(ZONES[zone])}T12:00:00`, 0);
	const now = r.weighed([
		[3, () => midnight(around, r.int(-5, 5)) + r.int(0, DAY - 1)],
		[1, () => midnight(around, r.int(-3, 3)) + r.pick([0, -1, 1, 2 * HOUR])],
	])();
	const dates = r.times(1, 3, () => moment(r, around));
	const ids = ['c1', ...['c2', '12', 'c3', '7', 'clinic'].filter(() => r.chance(0.4))];
	const contacts = ids.map(id => contact(r, id, around));
	const id = i => `${r.chance(0.06) ? '' : r.pick('qrst')}${100 + i}`; // in another order than they come
	const reports = r.times(0, 7, i => report(r, id(i), contacts, dates, around));
	reports.push(
		...reports
			.filter(one => typeof one.reported_date === 'number' && r.chance(0.5))
			.map((one, i) => answer(r, id(50 + i), one)),
	);
	const file = {
		contacts,
		reports,
		tasks: r.chance(0.6) ? r.times(0, 7, i => task(r, called, contacts, reports, now, i)) : [],
	};
	file.tasks.push(...file.tasks.filter(() => r.chance(0.25)).map((doc, i) => twin(r, doc, i)));
	const tasks = new Map(file.tasks.map(doc => [doc._id, doc]));
	file.tasks = [...tasks.values()];
	if (r.chance(0.95)) file.user = { _id: 'nurse', name: 'Nurse', type: 'person', parent: { _id: 'place', name: 'Clinic' } };
	const times = [
		new Date(now).toISOString(),
		...(r.chance(0.3) ? [new Date(now + r.int(0, 20) * DAY + r.int(0, 23) * HOUR).toISOString()] : []),
	];
	file.steps = steps(r, file, dates, Date.parse(times.at(-1)));
	// What is in a file is what JSON leaves.
	return {
		seed,
		zone,
		rules: files,
		targets: files['targets.js'].includes('id:'),
		file: JSON.parse(JSON.stringify(file)),
		times,
	};
}

module.exports = { generate, zoneOf, rulesOf };

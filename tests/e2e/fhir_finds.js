// Queries by chance, each with what a Task has to be for it: said once more, without a database.
'use strict';

let seed = Number(process.env.SEED ?? 1);
const chance = (n) => {
	seed = (seed * 48271) % 2147483647;
	return seed % n;
};
const one = (list) => list[chance(list.length)];

// A date is from its first moment to before its last, by how much of it is written.
function span(text) {
	const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(T.*)?$/.exec(text);
	if (parts[4]) {
		const from = Date.parse(text);
		return [from, from + (text.includes('.') ? 1 : 1000)];
	}
	const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
	const end = parts[3] ? [year, month - 1, day + 1] : parts[2] ? [year, month, 1] : [year + 1, 0, 1];
	return [Date.UTC(year, month - 1, day), Date.UTC(...end)];
}

const within = {
	eq: ([a, b], [from, until]) => from <= a && b <= until,
	ne: ([a, b], [from, until]) => !(from <= a && b <= until),
	gt: ([, b], [, until]) => b > until,
	lt: ([a], [from]) => a < from,
	ge: ([a, b], [from, until]) => b > until || (from <= a && b <= until),
	le: ([a, b], [from, until]) => a < from || (from <= a && b <= until),
	sa: ([a], [, until]) => a >= until,
	eb: ([, b], [from]) => b <= from,
};

const tokens = { status: (t) => [['http://hl7.org/fhir/task-status', t.status]], intent: (t) => [['http://hl7.org/fhir/request-intent', t.intent]],
	priority: (t) => [['http://hl7.org/fhir/request-priority', t.priority ?? '']],
	code: (t) => (t.code?.coding ?? []).map((c) => [c.system, c.code]),
	performer: (t) => (t.performerType ?? []).flatMap((p) => p.coding.map((c) => [c.system, c.code])),
	'business-status': (t) => (t.businessStatus?.coding ?? []).map((c) => [c.system, c.code]),
	identifier: (t) => (t.identifier ?? []).map((i) => [i.system, i.value]) };
const references = { patient: (t) => t.for?.reference, subject: (t) => t.for?.reference, owner: (t) => t.owner?.reference,
	requester: (t) => t.requester?.reference, location: (t) => t.location?.reference };
const dates = { 'authored-on': (t) => t.authoredOn, modified: (t) => t.lastModified, 'due-date': (t) => t.restriction?.period?.end,
	'not-before': (t) => t.restriction?.period?.start, _lastUpdated: (t) => t.meta.lastUpdated };

function token(tasks, name) {
	const of = tokens[name], not = ['status', 'code', 'priority', 'performer'].includes(name) && chance(3) === 0;
	const values = [...Array(1 + chance(name === 'identifier' ? 1 : 3))].map(() => of(one(tasks))[0]).filter(Boolean);
	if (values.length === 0)
		return undefined;
	const how = values.map(() => chance(3)); // code, system|code, system|
	const hit = (t) => of(t).some(([system, code]) => values.some(([s, c], i) => (how[i] === 0 ? c === code : s === system && (how[i] === 2 || c === code))));
	return { query: `${name}${not ? ':not' : ''}=${encodeURIComponent(values.map(([s, c], i) => [c, `${s}|${c}`, `${s}|`][how[i]]).join(','))}`,
		fits: (t) => hit(t) !== not };
}

function reference(tasks, name, fhir) {
	const of = references[name];
	if (chance(4) === 0) {
		const missing = chance(2) === 0;
		return { query: `${name}:missing=${missing}`, fits: (t) => !of(t) === missing };
	}
	const is = of(one(tasks)), how = chance(3);
	if (!is)
		return undefined;
	return { query: `${name}=${encodeURIComponent([is, is.split('/')[1], `${fhir}/${is}`][how])}`, fits: (t) => of(t)?.split('/')[1] === is.split('/')[1] };
}

function date(tasks, name) {
	const of = dates[name], at = of(one(tasks)), prefix = one(Object.keys(within));
	if (!at)
		return undefined;
	const whole = new Date(Date.parse(at)).toISOString();
	const value = one([whole.slice(0, 4), whole.slice(0, 7), whole.slice(0, 10), `${whole.slice(0, 19)}Z`]);
	return { query: `${name}=${chance(4) === 0 && prefix === 'eq' ? '' : prefix}${value}`, fits: (t) => of(t) !== undefined && within[prefix](span(of(t)), span(value)) };
}

// So many of one to three conditions each.
function finds(tasks, n, fhir) {
	const all = [];
	while (all.length < n) {
		const parts = [...Array(1 + chance(3))].map(() => {
			const kind = one([tokens, tokens, references, dates]), name = one(Object.keys(kind));
			return (kind === tokens ? token : kind === references ? reference : date)(tasks, name, fhir);
		}).filter(Boolean);
		const names = parts.map((p) => p.query.split(/[:=]/)[0]);
		if (parts.length > 0 && new Set(names).size === names.length)
			all.push({ query: parts.map((p) => p.query).join('&'), fits: (t) => parts.every((p) => p.fits(t)) });
	}
	return all;
}

module.exports = { finds };

// Queries by chance, each with what a resource has to be for it: said once more, without a database.
'use strict';

let seed = Number(process.env.SEED ?? 1);
const chance = (n) => {
	seed = (seed * 48271) % 2147483647;
	return seed % n;
};
const one = (list) => (list.length > 0 ? list[chance(list.length)] : undefined);

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

const of = (reference) => (reference ? [reference.reference] : []);
const unversioned = (text) => text.split('/').slice(0, 2).join('/');
const codings = (concept) => (concept?.coding ?? []).map((c) => [c.system, c.code]);
const identifiers = (r) => (r.identifier ?? []).map((i) => [i.system, i.value]);
const changed = { _lastUpdated: (r) => r.meta.lastUpdated };
const person = { tokens: {}, references: {}, dates: changed };
const place = { tokens: {}, references: { partof: (r) => of(r.partOf) }, dates: changed };

// By what each type is searched; every value has to be one that the resource shows.
const types = {
	Task: {
		tokens: { status: (t) => [['http://hl7.org/fhir/task-status', t.status]], intent: (t) => [['http://hl7.org/fhir/request-intent', t.intent]],
			priority: (t) => [['http://hl7.org/fhir/request-priority', t.priority ?? '']], code: (t) => codings(t.code),
			performer: (t) => (t.performerType ?? []).flatMap(codings), 'business-status': (t) => codings(t.businessStatus), identifier: identifiers },
		references: { patient: (t) => of(t.for), subject: (t) => of(t.for), owner: (t) => of(t.owner), requester: (t) => of(t.requester),
			location: (t) => of(t.location), 'part-of': (t) => (t.partOf ?? []).flatMap(of) },
		dates: { 'authored-on': (t) => t.authoredOn, modified: (t) => t.lastModified, 'due-date': (t) => t.restriction?.period?.end,
			'not-before': (t) => t.restriction?.period?.start, ...changed },
		not: ['status', 'code', 'priority', 'performer'] },
	Patient: {
		tokens: { identifier: identifiers, gender: (p) => [['http://hl7.org/fhir/administrative-gender', p.gender]],
			active: (p) => [['http://hl7.org/fhir/special-values', String(p.active)]],
			phone: (p) => (p.telecom ?? []).map((t) => [undefined, t.value]) },
		references: { organization: (p) => of(p.managingOrganization) }, dates: { birthdate: (p) => p.birthDate, ...changed }, not: ['gender'] },
	Communication: {
		tokens: { identifier: identifiers, status: (m) => [['http://hl7.org/fhir/event-status', m.status]] },
		references: { patient: (m) => of(m.subject), subject: (m) => of(m.subject) },
		dates: { received: (m) => m.received, sent: (m) => m.sent, ...changed }, not: ['status'] },
	ServiceRequest: {
		tokens: { identifier: identifiers, status: (s) => [['http://hl7.org/fhir/request-status', s.status]] },
		references: { patient: (s) => of(s.subject), subject: (s) => of(s.subject) },
		dates: { authored: (s) => s.authoredOn, ...changed }, not: ['status'] },
	Procedure: { tokens: {}, references: { patient: (p) => of(p.subject), subject: (p) => of(p.subject) },
		dates: { date: (p) => p.performedDateTime, ...changed } },
	Questionnaire: { tokens: {}, references: {}, dates: changed },
	QuestionnaireResponse: {
		tokens: { status: (r) => [['http://hl7.org/fhir/questionnaire-answers-status', r.status]] },
		references: { patient: (r) => of(r.subject), subject: (r) => of(r.subject) }, dates: changed, not: ['status'] },
	AuditEvent: {
		tokens: { subtype: (a) => a.subtype.map((c) => [c.system, c.code]), outcome: (a) => [['http://hl7.org/fhir/audit-event-outcome', a.outcome]] },
		references: { agent: (a) => a.agent.flatMap((g) => of(g.who)).filter(Boolean), entity: (a) => a.entity.flatMap((e) => of(e.what)).map(unversioned),
			patient: (a) => a.entity.flatMap((e) => of(e.what)).filter((w) => w.startsWith('Patient/')) },
		dates: { date: (a) => a.recorded, ...changed }, not: ['subtype', 'outcome'] },
	PractitionerRole: { tokens: { role: (r) => r.code.flatMap(codings) },
		references: { practitioner: (r) => of(r.practitioner), location: (r) => (r.location ?? []).flatMap(of) }, dates: changed, not: ['role'] },
	Practitioner: person, Device: person, Organization: place, Location: place,
};

const missing = (name, has) => {
	const is = chance(2) === 0;
	return { query: `${name}:missing=${is}`, fits: (r) => has(r) !== is };
};

function token(type, all, name) {
	const values_of = type.tokens[name], not = type.not?.includes(name) && chance(3) === 0;
	if (chance(5) === 0)
		return missing(name, (r) => values_of(r).length > 0);
	const values = [...Array(1 + chance(name === 'identifier' ? 1 : 3))].map(() => one(values_of(one(all)))).filter(Boolean);
	if (values.length === 0)
		return undefined;
	const how = values.map(([system]) => (system ? chance(3) : 0)); // code, system|code, system|
	const hit = (r) => values_of(r).some(([system, code]) => values.some(([s, c], i) => (how[i] === 0 ? c === code : s === system && (how[i] === 2 || c === code))));
	return { query: `${name}${not ? ':not' : ''}=${encodeURIComponent(values.map(([s, c], i) => [c, `${s}|${c}`, `${s}|`][how[i]]).join(','))}`,
		fits: (r) => hit(r) !== Boolean(not) };
}

function reference(type, all, name, fhir) {
	const values_of = type.references[name];
	if (chance(4) === 0)
		return missing(name, (r) => values_of(r).length > 0);
	const is = one(values_of(one(all))), how = chance(3);
	if (!is || is.startsWith('#'))
		return undefined;
	return { query: `${name}=${encodeURIComponent([is, is.split('/')[1], `${fhir}/${is}`][how])}`,
		fits: (r) => values_of(r).some((v) => (how === 0 ? v.split('/')[1] === is.split('/')[1] : v === is)) };
}

function date(type, all, name) {
	const value_of = type.dates[name], at = value_of(one(all)), prefix = one(Object.keys(within));
	if (chance(6) === 0)
		return missing(name, (r) => value_of(r) !== undefined);
	if (!at)
		return undefined;
	const whole = new Date(Date.parse(at)).toISOString();
	const value = one([whole.slice(0, 4), whole.slice(0, 7), whole.slice(0, 10), `${whole.slice(0, 19)}Z`]);
	return { query: `${name}=${chance(4) === 0 && prefix === 'eq' ? '' : prefix}${value}`,
		fits: (r) => value_of(r) !== undefined && within[prefix](span(value_of(r)), span(value)) };
}

// So many of one to three conditions each.
function finds(name, resources, n, fhir) {
	const all = [], type = types[name], makers = { tokens: token, references: reference, dates: date };
	const kinds = ['tokens', 'tokens', 'references', 'dates'].filter((k) => Object.keys(type[k]).length > 0);
	while (all.length < n) {
		const parts = [...Array(1 + chance(3))].map(() => {
			const kind = one(kinds);
			return makers[kind](type, resources, one(Object.keys(type[kind])), fhir);
		}).filter(Boolean);
		const names = parts.map((p) => p.query.split(/[:=]/)[0]);
		if (parts.length > 0 && new Set(names).size === names.length)
			all.push({ query: parts.map((p) => p.query).join('&'), fits: (r) => parts.every((p) => p.fits(r)) });
	}
	return all;
}

module.exports = { finds, types: Object.keys(types) };

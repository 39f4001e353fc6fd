'use strict';
// The first difference of two answers, in plain words.

const said = value => {
	const text = value === undefined ? 'nothing' : JSON.stringify(value);
	return text.length > 160 ? `${text.slice(0, 160)}…` : text;
};

function inside(a, b, where) {
	if (a === b) return null;
	if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b))
		return `${where.join('.')}: the reference has ${said(a)}, ours ${said(b)}`;
	// In documents the order of keys is what decides whether one was changed.
	const keys = Object.keys(a),
		others = Object.keys(b);
	for (const key of keys)
		if (!(key in b)) return `${[...where, key].join('.')}: ours has none, the reference ${said(a[key])}`;
	for (const key of others)
		if (!(key in a)) return `${[...where, key].join('.')}: the reference has none, ours ${said(b[key])}`;
	for (const key of keys) {
		const difference = inside(a[key], b[key], [...where, key]);
		if (difference) return difference;
	}
	if (keys.join('\n') !== others.join('\n'))
		return `${where.join('.')}: the keys come in the order ${said(keys)} in the reference, ${said(others)} in ours`;
	return null;
}

function lists(name, a, b) {
	const ids = list => list.map(one => one._id);
	const missing = ids(a).find(id => !ids(b).includes(id)),
		more = ids(b).find(id => !ids(a).includes(id));
	if (missing !== undefined) return `${name} ${missing} is missing in ours`;
	if (more !== undefined) return `${name} ${more} is in ours only`;
	if (a.length !== b.length) return `${a.length} times ${name} in the reference, ${b.length} in ours`;
	for (let i = 0; i < a.length; i++) {
		const difference = a[i]._id === b[i]._id ? inside(a[i], b[i], []) : `comes in another order: ${b[i]._id} in ours`;
		if (difference) return `${name} ${a[i]._id}, ${difference}`;
	}
	return null;
}

const threw = step => (step.error ? `throws ${said(step.error)}` : 'does not throw');

function inStep(step, other) {
	if (!step.error !== !other.error) return `the reference ${threw(step)}, ours ${threw(other)}`;
	if (step.now !== other.now) return `it is ${step.now} in the reference, ${other.now} in ours`;
	return lists('emission', step.emissions, other.emissions) ?? lists('document', step.tasks, other.tasks);
}

function first(theirs, ours) {
	if (theirs.length !== ours.length) return `${theirs.length} steps in the reference, ${ours.length} in ours`;
	for (const [i, step] of theirs.entries()) {
		const difference = inStep(step, ours[i]);
		if (difference) return `step ${i + 1} (${step.now}): ${difference}`;
	}
	return null;
}

// With both departures: a document that had no owner for its label has the one it is about
// (where the reference finds the owner later, it stands last there);
// and where an exception ends all, it is told, and the emissions are those of the
// reference's emitter for each definition apart. What happens to tasks then is ours alone.
function departed(theirs, apart, ours) {
	const until = theirs.findIndex(step => step.error);
	if (until >= 0 && ours[until].failures.length === 0)
		return `with the departures, step ${until + 1}: the reference ${threw(theirs[until])}, and ours tells nobody`;
	const difference = until < 0 ? null : lists('emission', apart[until].emissions, ours[until].emissions);
	if (difference)
		return `with the departures, step ${until + 1}: where ${said(theirs[until].error)} was thrown, each definition apart: ${difference}`;
	const count = until < 0 ? theirs.length : until;
	const known = theirs.slice(0, count);
	const late = new Set();
	const owned = ours.slice(0, count).map((step, i) => ({
		...step,
		tasks: step.tasks.map(doc => {
			const other = known[i].tasks.find(one => one._id === doc._id);
			const { owner, ...rest } = doc;

			if (!other || owner === undefined) return doc;
			if (other.owner === undefined && owner === doc.requester) {
				late.add(doc._id);
				return rest;
			}
			return late.has(doc._id) ? { ...rest, owner } : doc;
		}),
	}));
	const other = first(known, owned);
	return other && `with the departures, ${other}`;
}

module.exports = { first, departed };

'use strict';
// Documents in memory, behind the few calls of PouchDB that the reference makes. As there,
// a document is what JSON leaves of it, whoever reads gets a copy of his own, and a new
// document whose id exists is a conflict, which the reference does not look at.

class Store {
	constructor(ddocs) {
		this.views = new Map();
		this.clear();
		const text = ddocs.map(ddoc => ddoc.views?.tasks_by_contact?.map).find(map => map);
		this.keysOf = new Function('doc', 'emit', `(${text})(doc)`);
	}

	clear() {
		this.docs = { contact: new Map(), report: new Map(), task: new Map() };
		this.closed = false;
		this.versions = new WeakMap();
		this.local = new Map();
		this.pending = [];
	}

	take(other) {
		this.docs = other.docs;
	}

	add(kind, docs) {
		for (const doc of docs) this.docs[kind].set(doc._id, JSON.stringify(doc));
	}

	remove(ids) {
		for (const id of ids) for (const docs of Object.values(this.docs)) docs.delete(id);
	}

	all(kind) {
		return [...this.docs[kind].values()].map(text => JSON.parse(text));
	}

	// For one that came from here it is known what it was.
	read(kind) {
		return [...this.docs[kind]].map(([id, text]) => {
			const doc = JSON.parse(text);
			this.versions.set(doc, text);
			return { id, doc };
		});
	}

	tasks({ startkey, endkey, keys }) {
		const wanted = key => (keys ? keys.includes(key) : key >= startkey && key <= endkey);
		const rows = [];
		for (const { id, doc } of this.read('task'))
			this.keysOf(doc, key => {
				if (typeof key === 'string' && wanted(key)) rows.push({ id, key, doc });
			});
		return rows;
	}

	async query(view, params) {
		switch (view) {
			case 'medic-client/contacts_by_type':
				return { rows: this.read('contact') };
			case 'medic-client/reports_by_subject':
				return { rows: this.read('report') };
			case 'medic-client/tasks_by_contact':
				return { rows: this.tasks(params) };
			default:
				throw new Error(`no view ${view} here`);
		}
	}

	async write(docs) {
		if (this.closed) return;
		const texts = docs.map(doc => JSON.stringify(doc));
		docs.forEach((doc, i) => {
			const { _id: id } = doc;
			if (this.docs.task.has(id) && this.docs.task.get(id) !== this.versions.get(doc)) return;
			this.docs.task.set(id, texts[i]);
			this.versions.set(doc, texts[i]);
		});
	}

	bulkDocs(docs) {
		const done = this.write(docs);
		this.pending.push(done);
		return done;
	}

	// The reference does not wait for the last of what it writes.
	async settled() {
		await Promise.all(this.pending.splice(0));
	}

	async get(id) {
		throw Object.assign(new Error(`no ${id}`), { status: 404 });
	}

	// What it keeps about its own calculations; every turn here begins anew.
	async put() {
		return { rev: '1' };
	}
}

module.exports = { Store };

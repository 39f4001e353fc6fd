'use strict';
// The cases that are compared: of the generator, and of the three programmes. Each is
// { name, zone, times, file, folder, bundle }.

const fs = require('node:fs');
const path = require('node:path');
const { generate, zoneOf, rulesOf } = require('./generate.js');
const { KINDS, documents, settle } = require('./programmes.js');
const { pack } = require('./bundle.js');
const { Random } = require('./random.js');

const DAY = 86400000;

function write(folder, files) {
	for (const [name, text] of Object.entries(files)) {
		fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
		fs.writeFileSync(path.join(folder, name), text);
	}
}

class Cases {
	constructor(work) {
		this.work = work;
		this.packed = new Map();
	}

	place(name, fill) {
		if (!this.packed.has(name)) {
			const folder = path.join(this.work, name);
			fill(folder);
			this.packed.set(name, { folder, bundle: pack(folder) });
		}
		return this.packed.get(name);
	}

	generated(seed) {
		process.env.TZ = zoneOf(seed);
		const { rules, ...one } = generate(seed);
		return { name: String(seed), ...one, ...this.place(`rules-${rulesOf(seed)}`, folder => write(folder, rules)) };
	}

	programme(kind, seed) {
		const r = new Random(seed);
		const zone = r.pick(['Africa/Harare', 'Europe/London', 'America/New_York']);
		process.env.TZ = zone;
		const now = Date.parse(
			r.pick([
				'2024-03-09T20:00:00Z',
				'2024-03-30T23:30:00Z',
				'2024-10-26T22:00:00Z',
				'2024-12-31T21:59:59Z',
				'2024-07-15T12:00:00Z',
			]),
		);
		const times = [0, r.int(1, 3), r.int(4, 20), r.int(21, 70)].map(days => new Date(now + days * DAY).toISOString());
		return {
			name: `${kind}-${seed}`,
			seed,
			zone,
			times,
			file: documents(kind, seed, 6, now),
			...this.place(kind, folder => settle(kind, folder)),
		};
	}

	// NUMBER, or PROGRAMME-NUMBER, as it was called when it failed.
	named(name) {
		const [, kind, number] = /^(?:(\w+)-)?(\d+)$/.exec(name);
		return kind ? this.programme(kind, Number(number)) : this.generated(Number(number));
	}
}

module.exports = { Cases, KINDS, write };

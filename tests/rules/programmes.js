'use strict';
// People and reports as three real kinds of programme have them (their rules are in
// programmes/), for the differential test and for the bench.

const fs = require('node:fs');
const path = require('node:path');
const { Random } = require('./random.js');

const DAY = 86400000;
const NAMES = ['Tendai', 'Rudo', 'Farai', 'Nyasha', 'Tatenda', 'Kudzai'];

const person = (id, name, type, reported, more) => ({
	_id: id,
	type: 'contact',
	contact_type: type,
	name,
	reported_date: reported,
	parent: { _id: 'clinic', parent: { _id: 'district' } },
	...more,
});
const report = (id, form, who, date, fields, more) => ({
	_id: id,
	type: 'data_record',
	form,
	reported_date: date,
	from: '+263770000000',
	fields: { patient_id: who, ...fields },
	...more,
});
const day = time => new Date(time).toISOString().slice(0, 10);

const KINDS = {
	follow_up(r, id, now) {
		const since = now - r.int(0, 60) * DAY - r.int(0, DAY - 1);
		const reports = [
			report(
				`${id}-e`,
				'enroll',
				id,
				since,
				{ is_minor: r.pick(['yes', 'no', 'no']), enrollment_location: r.pick(['', 'Site A', 'Site B']) },
				{
					scheduled_tasks: [2, 7, 14].map(days => ({
						due: new Date(since + days * DAY).toISOString(),
						type: days === 7 ? 'visit' : 'reminder',
						state: r.pick(['sent', 'scheduled', 'cleared']),
					})),
				},
			),
		];
		for (let i = 0; i < 4; i++) {
			const form = r.weighed([
				[4, '0'],
				[1, '1'],
				[2, 'no_contact'],
				[2, 'client_review'],
				[1, 'referral_for_care'],
				[1, 'tracing'],
				[1, 'client_visit'],
			]);
			reports.push(
				report(`${id}-${i}`, form, id, since + r.int(0, 30 * DAY), {
					n: { client_ok: r.pick(['yes', 'no', 'yes_not_ok']), symptoms: r.pick(['', 'pus']) },
					review: { tracing_method: r.pick(['phone', 'no', 'sms']) },
				}),
			);
		}
		return { contact: person(id, r.pick(NAMES), 'client', since, r.chance(0.2) ? { last_seen: day(now) } : {}), reports };
	},
	pregnancy(r, id, now) {
		const since = now - r.int(0, 250) * DAY;
		const reports = [
			report(`${id}-p`, 'pregnancy', id, since, {
				lmp_date: r.chance(0.7) ? day(since - r.int(30, 100) * DAY) : r.pick(['', 'unknown']),
				last_menstrual_period: r.pick([undefined, 6, '8']),
				risk_factors: r.pick(['', 'anaemia', 'anaemia twins']),
				danger: r.pick(['yes', 'no', 'no']),
			}),
		];
		for (let i = 0; i < 3; i++)
			reports.push(
				report(
					`${id}-v${i}`,
					r.pick(['pregnancy_home_visit', 'pregnancy_home_visit', 'pregnancy_danger_sign']),
					id,
					since + r.int(1, 200) * DAY + r.int(0, DAY),
					{ danger: r.pick(['yes', 'no']) },
				),
			);
		if (r.chance(0.4)) {
			const birth = since + r.int(150, 240) * DAY;
			reports.push(
				report(`${id}-b`, 'delivery', id, birth, { delivery_date: r.chance(0.8) ? day(birth - r.int(0, 5) * DAY) : '' }),
				report(`${id}-n`, 'pnc', id, birth + r.int(1, 9) * DAY, {}),
			);
		}
		return {
			contact: person(id, r.pick(NAMES), 'person', since, r.chance(0.03) ? { date_of_death: day(now) } : {}),
			reports,
		};
	},
	language(r, id, now) {
		return { contact: person(id, r.pick(NAMES), 'person', now), reports: [] };
	},
	immunisation(r, id, now) {
		const born = now - r.int(0, 800) * DAY;
		const reports = r.times(0, 5, i =>
			report(`${id}-${i}`, r.pick(['vaccination', 'vaccination', 'growth']), id, born + r.int(0, 500) * DAY, {
				given: r.pick(['bcg', 'penta1 penta2', 'penta3', 'measles1']),
				reaction: r.pick(['', 'fever', 'pain fever', 'feverish']),
				measure: { done: r.pick(['yes', 'no']) },
			}),
		);
		return {
			contact: person(
				id,
				r.pick(NAMES),
				r.pick(['child', 'child', 'person']),
				born,
				r.chance(0.9) ? { date_of_birth: day(born) } : {},
			),
			reports,
		};
	},
};

function documents(kind, seed, patients, now) {
	const r = new Random(seed);
	const file = { contacts: [], reports: [], tasks: [], user: { _id: 'nurse', name: 'Nurse', type: 'person' }, steps: [] };
	for (let i = 0; i < patients; i++) {
		const { contact, reports } = KINDS[kind](r, `${kind}-${i}`, now);
		file.contacts.push(contact);
		file.reports.push(...reports);
	}
	return JSON.parse(JSON.stringify(file));
}

// A programme's folder as it lies on somebody's machine, with the modules it asks for.
function settle(kind, folder) {
	fs.cpSync(path.join(__dirname, 'programmes', kind), folder, { recursive: true });
	for (const file of [
		'moment/package.json',
		'moment/moment.js',
		'luxon/package.json',
		'luxon/build/node/luxon.js',
		'luxon/build/cjs-browser/luxon.js',
	])
		fs.cpSync(path.join(__dirname, 'node_modules', file), path.join(folder, 'node_modules', file));
}

// node programmes.js KIND FOLDER PATIENTS SEED NOW: a programme there, and FOLDER/file.json; one of the patients alone in one.json.
function main([kind, folder, patients, seed, now]) {
	settle(kind, folder);
	const file = documents(kind, Number(seed), Number(patients), Date.parse(now));
	const { _id: id } = file.contacts[Math.floor(file.contacts.length / 2)];
	const one = {
		...file,
		contacts: file.contacts.filter(doc => doc._id === id),
		reports: file.reports.filter(doc => doc.fields.patient_id === id),
	};
	fs.writeFileSync(path.join(folder, 'file.json'), JSON.stringify(file));
	fs.writeFileSync(path.join(folder, 'one.json'), JSON.stringify(one));
}

if (require.main === module) main(process.argv.slice(2));

module.exports = { KINDS: Object.keys(KINDS), documents, settle };

// What programmes use of the language and its library: two JavaScript engines must agree on it.
const moment = require('moment');
const { DateTime } = require('luxon');

const dates = [
	'2024-03-05',
	'2024-03-05T10:00',
	'2024-03-05T10:00:00',
	'2024-03-05T10:00:00Z',
	'2024-03-05T10:00:00.123+02:00',
	'2024-03-05T24:00:00',
	'2024-02-30',
	'2024-13-01',
	'2024-03',
	'2024',
	'2024-03-05 10:00:00',
	'Mar 5, 2024',
	'5 March 2024',
	'2024/03/05',
	'03/05/2024',
	'3/5/2024 10:30',
	'Tue, 05 Mar 2024 10:00:00 GMT',
	'Tue Mar 05 2024 10:00:00 GMT+0200',
	'',
	'nothing',
	'yes',
	'-',
	'1709280000000',
	'2024-03-31T01:30:00',
	'2024-10-27T01:30:00',
	'2024-03-10T02:30:00',
	'2024-11-03T01:30:00',
	'2024-03-10T00:30:00',
];

const expressions = {
	sorted: () => [3, 20, 100, undefined, 1].sort(),
	stable: () =>
		Array.from({ length: 40 }, (_, i) => ({ i, k: i % 3 }))
			.sort((a, b) => a.k - b.k)
			.map(({ i }) => i),
	names: () => ['Zodwa', 'anna', 'Ébène', 'Anna', 'zodwa'].sort((a, b) => a.localeCompare(b)),
	objectOrder: () => Object.keys({ b: 1, 2: 1, a: 1, 1: 1 }),
	entries: () => Object.fromEntries(Object.entries({ a: 1, b: [2] }).map(([k, v]) => [v, k])),
	flat: () => [[1, [2]], [3]].flat(2).concat([1, 2].flatMap(x => [x, x * 2])),
	all: () => [...'a1b22'.matchAll(/(?<letter>[a-z])(?<n>\d+)/g)].map(m => `${m.groups.letter}${m.groups.n}`),
	behind: () => 'US$30 and 40'.match(/(?<=\$)\d+/)[0],
	unicode: () => [
		/\p{L}+/u.exec('Чинуа 1')[0],
		'ﬁ'.normalize('NFKD'),
		'İ'.toLowerCase().length,
		'👩‍⚕️'.length,
		[...'👩‍⚕️'].length,
	],
	padded: () => ['7'.padStart(3, '0'), 'x'.repeat(3), ' a '.trimEnd(), 'a-b'.replace(/-/g, '+'), 'abc'.at?.(-1)],
	numbers: () => [
		0.1 + 0.2,
		(1.005).toFixed(2),
		(25).toString(36),
		Number('0x1f'),
		Number(''),
		parseInt('08', 10),
		parseFloat('1.5kg'),
		1e21,
		(1234.5678).toPrecision(3),
		Math.round(-0.5),
		Math.round(2.5),
		Number.MAX_SAFE_INTEGER + 2,
	],
	optional: () => [null?.a, undefined?.[0], { a: null }.a ?? 'other', { f: null }.f?.()],
	spread: () => ({ ...{ a: 1, b: 2 }, ...null, ...'xy' }),
	classes: () => {
		class A {
			#p = 1;
			static s = 2;
			get p() {
				return this.#p + A.s;
			}
		}
		return new (class extends A {
			get p() {
				return super.p * 2;
			}
		})().p;
	},
	generators: () => {
		function* g() {
			let n = 0;
			while (n < 3) yield n++;
		}
		return [...g(), ...new Set([1, 1, 2]), ...new Map([[1, 2]]).values()];
	},
	labels: () => {
		outer: for (let i = 0; ; i++) for (let j = 0; j < 3; j++) if (i * j === 4) break outer;
		return typeof outer;
	},
	hoisting: () => {
		var f = typeof later;
		function later() {}
		return f;
	},
	closures: () => {
		const fs = [];
		for (let i = 0; i < 3; i++) fs.push(() => i);
		return fs.map(f => f());
	},
	json: () => JSON.stringify({ u: undefined, f() {}, d: new Date(0), n: NaN, nested: { toJSON: () => 1 } }, null, 1),
	types: () => [
		typeof console,
		typeof console.log,
		typeof setTimeout,
		typeof Promise,
		typeof Symbol,
		typeof BigInt,
		typeof globalThis,
		typeof module,
		typeof exports,
		typeof require,
	],
	logged: () => {
		console.log('a', 1);
		console.warn('b');
		console.error('c');
		console.info('d');
		console.debug('e');
		return 'fine';
	},
	sloppy: () => {
		function who() {
			return this === undefined ? 'nobody' : 'somebody';
		}
		return who();
	},
	argumentsOf: () =>
		(function (a) {
			arguments[0] = 2;
			return a;
		})(1),
	strings: () => [
		String(new Date(2024, 2, 5, 10)),
		new Date(2024, 2, 5).toDateString(),
		new Date(NaN).toString(),
		new Date(0).toISOString(),
		new Date(2024, 2, 5, 10).toUTCString(),
	],
	shown: () => [
		new Date(2024, 2, 5).toLocaleDateString('en-GB'),
		new Date(2024, 2, 5).toLocaleDateString('en-US'),
		new Date(2024, 2, 5, 10).toLocaleDateString('en-GB', {
			weekday: 'long',
			month: 'long',
			day: 'numeric',
			year: 'numeric',
		}),
		(1234567.891).toLocaleString('en-US'),
	],
	zone: () => [
		Intl.DateTimeFormat().resolvedOptions().timeZone,
		new Date(2024, 0, 1).getTimezoneOffset(),
		new Date(2024, 6, 1).getTimezoneOffset(),
	],
	months: () =>
		[0, 1, 11, 12, 25, -1].map(n => {
			const d = new Date(2024, 0, 31);
			d.setMonth(d.getMonth() + n);
			return d.toISOString();
		}),
	far: () =>
		[new Date(1920, 0, 1), new Date(50, 0, 1), new Date(1965, 5, 5), new Date(2060, 6, 1), new Date(8.64e15 + 1)].map(d =>
			d.getTime(),
		),
	ages: () => [
		Math.floor((new Date() - new Date('1990-05-17')) / 31557600000),
		new Date(new Date() - new Date('1990-05-17')).getUTCFullYear() - 1970,
	],
	moments: () => [
		moment('2024-03-05').format('dddd D MMMM YYYY HH:mm Z'),
		moment('2024-01-31').add(1, 'month').format(),
		moment([2024, 2, 31]).subtract(1, 'month').format('L'),
		moment('2024-03-31').diff('2024-03-30', 'hours'),
		moment().startOf('isoWeek').format(),
		moment.duration(90, 'minutes').humanize(),
		moment('31/12/2023', 'DD/MM/YYYY', true).isValid(),
		moment('2024-02-30').isValid(),
		moment.utc(0).format(),
		moment().fromNow(),
		moment().calendar(),
	],
	luxons: () => [
		DateTime.local(2024, 3, 5).toFormat('cccc d LLLL yyyy HH:mm ZZ'),
		DateTime.fromISO('2024-03-31T01:30').toISO(),
		DateTime.fromISO('2024-01-31').plus({ months: 1 }).toISODate(),
		DateTime.local().startOf('week').toISO(),
		DateTime.fromISO('2024-03-30').diff(DateTime.fromISO('2024-03-31'), 'hours').hours,
		DateTime.fromFormat('31/12/2023', 'dd/LL/yyyy').toISODate(),
		DateTime.local().zoneName,
		DateTime.local(2024, 3, 5).toLocaleString(DateTime.DATE_MED),
		DateTime.fromISO('2024-02-30').isValid,
	],
	thrown: () => {
		try {
			null.x;
		} catch (e) {
			return [e instanceof TypeError, e.name, typeof e.stack];
		}
		return 'not';
	},
	errors: () => {
		class Own extends Error {
			constructor(m) {
				super(m);
				this.name = 'Own';
			}
		}
		try {
			throw new Own('mine');
		} catch ({ name, message }) {
			return [name, message];
		}
		return 'not';
	},
	deep: () => {
		let d = 0;
		(function down() {
			if (d++ < 2000) down();
		})();
		return d;
	},
	bigints: () => String(2n ** 64n),
	lookups: () => [
		[1, NaN].includes(NaN),
		[1, NaN].indexOf(NaN),
		Object.is(-0, 0),
		[, 1].length,
		'abc'.substr(-2, 1),
		[1, 2, 3].lastIndexOf(3),
		[3, 1].concat(2).reverse(),
	],
	dates: () => dates.map(text => new Date(text).getTime()),
	parsed: () => dates.map(text => Date.parse(text)),
};

const answers = {};
for (const [name, ask] of Object.entries(expressions)) {
	try {
		answers[name] = ask();
	} catch (error) {
		answers[name] = `throws ${error.name}`;
	}
}

module.exports = [
	{
		name: 'language',
		title: 'task.language',
		appliesTo: 'contacts',
		events: [{ id: 'now', days: 0, start: 900, end: 900 }],
		actions: Object.keys(expressions).map(name => ({
			form: name,
			modifyContent: content => {
				content.answer = answers[name];
			},
		})),
	},
];

'use strict';
// workflows/vmmc/tasks.js on clients written by hand, both presets:  node tests/rules/vmmc.js [PART OF A NAME]

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ask } = require('./ours');

const source = path.resolve(__dirname, '../../workflows/vmmc');
const base = fs.mkdtempSync(path.join(os.tmpdir(), 'aftercare-vmmc.'));
process.on('exit', () => fs.rmSync(base, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.on(signal, () => process.exit(1));
}

// A copy of the programme with another preset.
function programme(preset) {
	const folder = path.join(base, preset);
	if (!fs.existsSync(folder)) {
		fs.cpSync(source, folder, { recursive: true });
		const file = path.join(folder, 'workflow.json');
		const pack = JSON.parse(fs.readFileSync(file, 'utf8'));
		fs.writeFileSync(file, JSON.stringify({ ...pack, preset }));
	}
	return path.join(folder, 'tasks.js');
}

// "2024-03-01 08:00" on the clocks of a zone, in milliseconds.
function moment(zone, text) {
	const shown = Date.parse(`${text.replace(' ', 'T')}:00Z`);
	const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
	let at = shown;
	for (let i = 0; i < 2; i++) {
		at += shown - Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
	}
	return at;
}

const HIM = {
	_id: 'patient-1',
	type: 'person',
	name: 'Tinashe Moyo',
	patient_id: 'R-1',
	date_of_birth: '1995-05-05',
	enrollment_location: 'Riverside',
	reported_date: '2024-03-01 10:00',
};
const BOY = { ...HIM, date_of_birth: '2008-01-05' };
const enroll = fields => ['enroll', '2024-03-01 10:00', { enrollment_date: '2024-03-01', state: 'active', asked: 5, ...fields }];
const NUMBER = { _id: 'number-7', type: 'number', name: '+263775550188', phone: '+263775550188', phone_shared: 'yes' };

const one = '2022-guide';
const other = '2024-practice';

// name; what differs from HIM in Harare with the guide's preset; the reports as form, local
// time and fields; then when it is looked at and which tasks there are: rule, state, due date.
const cases = [
	{
		name: 'six silent days are not seven, until midnight',
		reports: [enroll()],
		looks: [
			['2024-03-07T23:59:59', ''],
			['2024-03-08T00:00:00', 'tracing Ready 2024-03-08 medium'],
		],
	},
	{
		name: 'a silent client is traced so long and no longer',
		reports: [enroll()],
		looks: [
			['2024-04-22T23:59:59', 'tracing Ready 2024-03-08 medium'],
			['2024-04-23T00:00:00', 'tracing Failed 2024-03-08 medium'],
		],
	},
	{
		name: 'days count from the last sign',
		reports: [enroll(), ['0', '2024-03-03 23:30']],
		looks: [
			['2024-03-09T23:59:59', ''],
			['2024-03-10T00:00:00', 'tracing Ready 2024-03-10 medium'],
		],
	},
	{
		name: 'a sign that is no report counts too',
		reports: [enroll({ last_sign: '2024-03-05 12:00' })],
		looks: [
			['2024-03-11T12:00:00', ''],
			['2024-03-12T00:00:00', 'tracing Ready 2024-03-12 medium'],
		],
	},
	{
		name: 'a text ends the tracing, and silence begins anew',
		reports: [enroll()],
		looks: [['2024-03-08T07:00:00', 'tracing Ready 2024-03-08 medium']],
		steps: [
			{ now: '2024-03-08T09:00:00', reports: [['', '2024-03-08 08:59', { text: 'I was away' }]], tasks: 'tracing Cancelled 2024-03-08 medium' },
			{ now: '2024-03-15T00:00:00', tasks: 'tracing Cancelled 2024-03-08 medium, tracing Ready 2024-03-15 medium' },
		],
	},
	{
		name: 'a call that reaches him completes nothing twice',
		reports: [enroll()],
		looks: [['2024-03-08T07:00:00', 'tracing Ready 2024-03-08 medium']],
		steps: [
			{
				now: '2024-03-08T12:00:00',
				reports: [['no_contact', '2024-03-08 11:00', { n: { client_ok: 'no' }, reached: 'no' }]],
				tasks: 'in-person-tracing Ready 2024-03-08 medium, tracing Completed 2024-03-08 medium',
			},
			{
				now: '2024-03-20T12:00:00',
				tasks: 'in-person-tracing Ready 2024-03-08 medium, tracing Completed 2024-03-08 medium',
			},
		],
	},
	{
		name: 'past day 14 nobody is traced',
		reports: [enroll(), ['0', '2024-03-09 08:00']],
		looks: [['2024-03-20T12:00:00', '']],
	},
	{
		name: 'on day 14 somebody still is',
		reports: [enroll(), ['0', '2024-03-08 08:00']],
		looks: [['2024-03-15T00:00:00', 'tracing Ready 2024-03-15 medium']],
	},
	{
		name: 'who finished after his silence is still traced',
		reports: [enroll({ state: 'finished', ended_on: '2024-03-16' })],
		looks: [['2024-03-17T12:00:00', 'tracing Ready 2024-03-08 medium']],
	},
	{
		name: 'who finished before is not',
		reports: [enroll({ state: 'finished', ended_on: '2024-03-05' })],
		looks: [['2024-03-17T12:00:00', '']],
	},
	{
		name: 'nor who was stopped',
		reports: [enroll({ state: 'stopped', ended_on: '2024-03-12' })],
		looks: [['2024-03-13T12:00:00', '']],
	},
	{
		name: 'nor whom nobody has asked',
		reports: [enroll({ asked: 0 })],
		looks: [['2024-03-13T12:00:00', '']],
	},
	{
		name: 'nor who wants no texts',
		contact: { muted: '2024-03-02T10:00:00.000Z' },
		reports: [enroll()],
		looks: [['2024-03-13T12:00:00', '']],
	},
	{
		name: 'only the latest enrolment counts',
		reports: [
			enroll({ state: 'finished', ended_on: '2024-03-16' }),
			['enroll', '2024-03-20 10:00', { enrollment_date: '2024-03-19', state: 'active', asked: 3 }],
		],
		looks: [
			['2024-03-25T23:00:00', ''],
			['2024-03-26T00:00:00', 'tracing Ready 2024-03-26 medium'],
		],
	},
	{
		name: 'the day of the procedure counts, not that of the registration',
		reports: [['enroll', '2024-03-04 10:00', { enrollment_date: '2024-03-01', state: 'active', asked: 5 }]],
		looks: [['2024-03-08T00:00:00', 'tracing Ready 2024-03-08 medium']],
	},
	{
		name: 'a month ends in between, in a leap year',
		reports: [['enroll', '2024-02-26 10:00', { enrollment_date: '2024-02-26', state: 'active', asked: 5 }]],
		looks: [
			['2024-03-03T23:59:59', ''],
			['2024-03-04T00:00:00', 'tracing Ready 2024-03-04 medium'],
		],
	},
	{
		name: 'a year ends in between',
		reports: [['enroll', '2024-12-28 10:00', { enrollment_date: '2024-12-28', state: 'active', asked: 5 }]],
		looks: [['2025-01-04T00:00:00', 'tracing Ready 2025-01-04 medium']],
	},
	{
		name: 'clocks go forward at the midnight on which it is due',
		zone: 'Africa/Cairo',
		reports: [['enroll', '2024-04-19 10:00', { enrollment_date: '2024-04-19', state: 'active', asked: 5 }]],
		looks: [
			['2024-04-25T23:59:59', ''],
			['2024-04-26T01:00:00', 'tracing Ready 2024-04-26 medium'],
		],
	},
	{
		name: 'clocks go back in between, and a text of the last hour counts for its day',
		zone: 'Africa/Cairo',
		reports: [
			['enroll', '2024-10-25 10:00', { enrollment_date: '2024-10-25', state: 'active', asked: 5 }],
			['0', '2024-10-28 23:30'],
		],
		looks: [
			['2024-11-03T23:59:59', ''],
			['2024-11-04T00:00:00', 'tracing Ready 2024-11-04 medium'],
		],
	},
	{
		name: 'under age is first, in the guide on the same day',
		contact: BOY,
		reports: [enroll()],
		looks: [
			['2024-03-07T12:00:00', ''],
			['2024-03-08T00:00:00', 'tracing-minor Ready 2024-03-08 high'],
		],
	},
	{
		name: 'of age on the day of the procedure is of age',
		contact: { date_of_birth: '2006-03-01' },
		reports: [enroll()],
		looks: [['2024-03-08T00:00:00', 'tracing Ready 2024-03-08 medium']],
	},
	{
		name: 'a day younger is not',
		contact: { date_of_birth: '2006-03-02' },
		reports: [enroll()],
		looks: [['2024-03-08T00:00:00', 'tracing-minor Ready 2024-03-08 high']],
	},
	{
		name: 'in practice it is day 4',
		preset: other,
		reports: [enroll()],
		looks: [
			['2024-03-04T23:59:59', ''],
			['2024-03-05T00:00:00', 'tracing Ready 2024-03-05 medium'],
		],
	},
	{
		name: 'and under age a day sooner',
		preset: other,
		contact: BOY,
		reports: [enroll()],
		looks: [
			['2024-03-03T23:59:59', ''],
			['2024-03-04T00:00:00', 'tracing-minor Ready 2024-03-05 high'],
		],
	},

	{
		name: 'a 1 is a call, at once',
		reports: [enroll(), ['1', '2024-03-03 09:00', { urgency: 'amber' }]],
		looks: [['2024-03-03T09:00:01', 'problem-call Ready 2024-03-03 7']],
	},
	{
		name: 'so are danger words, and more so',
		reports: [enroll(), ['', '2024-03-03 09:00', { urgency: 'red', text: 'blood everywhere' }]],
		looks: [['2024-03-03T09:00:01', 'problem-call Ready 2024-03-03 10']],
	},
	{
		name: 'a 0 and other words are not',
		reports: [enroll(), ['0', '2024-03-03 09:00'], ['', '2024-03-03 10:00', { urgency: 'review', text: 'thanks' }]],
		looks: [['2024-03-03T12:00:00', '']],
	},
	{
		name: 'what comes later is about the same, until somebody called',
		reports: [enroll(), ['1', '2024-03-03 09:00'], ['1', '2024-03-03 09:05'], ['', '2024-03-03 09:06', { urgency: 'amber' }]],
		looks: [['2024-03-03T12:00:00', 'problem-call Ready 2024-03-03 7']],
		steps: [
			{
				now: '2024-03-03T13:00:00',
				reports: [['potential_ae', '2024-03-03 12:30', { ae: { described: 'no' }, reached: 'yes', case: 'no' }]],
				tasks: 'problem-call Completed 2024-03-03 7',
			},
			{
				now: '2024-03-04T09:00:00',
				reports: [['1', '2024-03-04 08:00', { urgency: 'amber' }]],
				tasks: 'problem-call Completed 2024-03-03 7, problem-call Ready 2024-03-04 7',
			},
		],
	},
	{
		name: 'what a supervisor advises is told to him, what he gives back is another call',
		reports: [
			enroll(),
			['1', '2024-03-03 09:00', { urgency: 'amber' }],
			['potential_ae', '2024-03-03 10:00', { decision: 'advice', case: 'yes', ae: { described: 'yes' } }],
		],
		looks: [['2024-03-03T11:00:00', 'problem-call Ready 2024-03-03 7']],
		steps: [
			{
				now: '2024-03-03T12:00:00',
				reports: [['hand_back', '2024-03-03 11:30', { decision: 'hand-back', case: 'yes', ae: { described: 'yes' } }]],
				tasks: 'problem-call Completed 2024-03-03 7',
			},
		],
	},
	{
		name: 'a problem is called about whether he wants texts or not, and after day 14',
		contact: { muted: '2024-03-02T10:00:00.000Z' },
		reports: [enroll(), ['1', '2024-03-20 09:00']],
		looks: [['2024-03-20T10:00:00', 'problem-call Ready 2024-03-20 7']],
	},

	{
		name: 'to be seen here',
		reports: [enroll({ asked: 0 }), ['referral_for_care', '2024-03-05 09:00', { refer_to: '', own_facility: 'yes', case: 'yes' }]],
		looks: [
			['2024-03-05T10:00:00', 'client-review Ready 2024-03-05 medium'],
			['2024-03-27T00:00:00', 'client-review Failed 2024-03-05 medium'],
		],
	},
	{
		name: 'he was seen',
		reports: [
			enroll(),
			['referral_for_care', '2024-03-05 09:00', { refer_to: '' }],
			['client_visit', '2024-03-06 09:00', {}],
		],
		looks: [['2024-03-06T10:00:00', 'client-review Completed 2024-03-05 medium']],
	},
	{
		name: 'a problem found by tracing is reviewed',
		contact: BOY,
		reports: [enroll(), ['no_contact', '2024-03-05 09:00', { n: { client_ok: 'yes_not_ok' }, reached: 'yes' }]],
		looks: [['2024-03-05T10:00:00', 'client-review Ready 2024-03-05 high']],
	},
	{
		name: 'not where a supervisor has it',
		reports: [enroll(), ['no_contact', '2024-03-05 09:00', { n: { client_ok: 'yes_not_ok' }, reached: 'yes', case: 'yes' }]],
		looks: [['2024-03-05T10:00:00', '']],
	},
	{
		name: 'sent elsewhere: did he go?',
		reports: [enroll(), ['referral_for_care', '2024-03-05 22:30', { refer_to: 'Central Hospital' }]],
		looks: [
			['2024-03-06T23:59:59', 'attended Draft 2024-03-07 medium'],
			['2024-03-07T00:00:00', 'attended Ready 2024-03-07 medium'],
		],
	},
	{
		name: 'he did not, and is asked again',
		reports: [
			enroll(),
			['referral_for_care', '2024-03-05 09:00', { refer_to: 'Central Hospital' }],
			['client_review', '2024-03-07 09:00', { review: { seen: 'no', tracing_method: 'phone' }, reached: 'yes' }],
		],
		looks: [
			['2024-03-08T12:00:00', 'attended Completed 2024-03-07 medium, referral-follow-up Draft 2024-03-09 medium'],
			['2024-03-09T00:00:00', 'attended Completed 2024-03-07 medium, referral-follow-up Ready 2024-03-09 medium'],
		],
	},
	{
		name: 'he is not to be found, and is visited',
		reports: [
			enroll(),
			['client_review', '2024-03-07 09:00', { review: { seen: 'no', tracing_method: 'no' }, reached: 'no' }],
		],
		looks: [['2024-03-07T12:00:00', 'in-person-tracing Ready 2024-03-07 medium']],
	},
	{
		name: 'a visit to his home ends with what was found',
		reports: [
			enroll(),
			['no_contact', '2024-03-08 09:00', { n: { client_ok: 'no' }, reached: 'no' }],
			['tracing', '2024-03-09 09:00', { t: { outcome: 'ok' }, reached: 'yes' }],
		],
		looks: [['2024-03-09T12:00:00', 'in-person-tracing Completed 2024-03-08 medium']],
	},
	{
		name: 'or with a word from him',
		reports: [
			enroll(),
			['no_contact', '2024-03-08 09:00', { n: { client_ok: 'no' }, reached: 'no' }],
			['0', '2024-03-08 10:00'],
		],
		looks: [['2024-03-08T12:00:00', 'in-person-tracing Completed 2024-03-08 medium']],
	},
	{
		name: 'nobody goes where texts are not wanted',
		contact: { muted: '2024-03-02T10:00:00.000Z' },
		reports: [enroll(), ['no_contact', '2024-03-08 09:00', { n: { client_ok: 'no' }, reached: 'no' }]],
		looks: [['2024-03-08T12:00:00', '']],
	},

	{
		name: 'the welcome failed',
		reports: [enroll({ welcome: 'failed', welcome_at: '2024-03-01 10:00' })],
		looks: [['2024-03-01T10:00:30', 'check-number Ready 2024-03-01 medium']],
	},
	{
		name: 'or takes too long',
		reports: [enroll({ welcome: 'sent', welcome_at: '2024-03-01 10:00' })],
		looks: [
			['2024-03-01T10:14:59', ''],
			['2024-03-01T10:15:00', 'check-number Ready 2024-03-01 medium'],
			['2024-03-09T00:00:00', 'check-number Failed 2024-03-01 medium, tracing Ready 2024-03-08 medium'],
		],
	},
	{
		name: 'it arrived, or he wrote',
		reports: [enroll({ welcome: 'delivered', welcome_at: '2024-03-01 10:00' })],
		looks: [['2024-03-01T12:00:00', '']],
	},
	{
		name: 'a number from which he writes is right',
		reports: [enroll({ welcome: 'sent', welcome_at: '2024-03-01 10:00' }), ['', '2024-03-01 10:05', { text: 'ok' }]],
		looks: [['2024-03-01T12:00:00', '']],
	},
	{
		name: 'somebody else answers: the number first, then his home',
		reports: [enroll(), ['no_contact', '2024-03-08 09:00', { n: { client_ok: 'no' }, reached: 'no', wrong_number: 'yes' }]],
		looks: [['2024-03-08T10:00:00', 'check-number Ready 2024-03-08 medium, tracing Completed 2024-03-08 medium']],
		steps: [
			{
				now: '2024-03-09T10:00:00',
				reports: [['check_number', '2024-03-09 09:00', { number: { right: 'no' }, reached: 'no' }]],
				tasks:
					'check-number Completed 2024-03-08 medium, in-person-tracing Ready 2024-03-09 medium, tracing Completed 2024-03-08 medium',
			},
		],
	},

	{
		name: 'a shared phone asks who',
		contact: NUMBER,
		reports: [['0', '2024-03-03 09:00', { whose: 'nobody' }], ['1', '2024-03-03 09:10', { whose: 'nobody', urgency: 'amber' }]],
		looks: [['2024-03-03T12:00:00', 'who-sent Ready 2024-03-03 high, who-sent Ready 2024-03-03 medium']],
	},
	{
		name: 'not of a number that is nobody',
		contact: { ...NUMBER, phone_shared: 'no' },
		reports: [['1', '2024-03-03 09:00', { whose: 'nobody' }]],
		looks: [['2024-03-03T12:00:00', '']],
	},
	{
		name: 'until it is known whose it is',
		contact: NUMBER,
		reports: [['0', '2024-03-03 09:00', { whose: 'nobody' }, 'message-1']],
		looks: [['2024-03-03T12:00:00', 'who-sent Ready 2024-03-03 medium']],
		steps: [{ now: '2024-03-03T13:00:00', delete: ['message-1'], tasks: 'who-sent Cancelled 2024-03-03 medium' }],
	},
];

// The first and the last second of each rule's task, in both presets: at the end of a leap
// February and of a year, where a clock change takes the midnight of the third day away, and
// where it makes the hour before it come twice.
const later = (day, n) => new Date(Date.parse(day) + n * 86400000).toISOString().slice(0, 10);
const spots = [
	['Africa/Harare', '2024-02-27'],
	['Africa/Harare', '2024-12-30'],
	['America/Santiago', '2024-09-06', 1],
	['America/Santiago', '2024-04-05'],
];
const asked0 = day => ['enroll', `${day} 08:00`, { enrollment_date: day, state: 'active', asked: 0 }];
const silent = { [one]: [7, 7, 0], [other]: [4, 4, 1] };
// rule; days until it is due; days before that on which it may be done; days after; priority; what it comes of
const of = preset => [
	['problem-call', 0, 0, 45, '7', day => [asked0(day), ['1', `${day} 09:00`]]],
	['tracing', silent[preset][0], 0, 45, 'medium', day => [['enroll', `${day} 09:00`, { enrollment_date: day, state: 'active', asked: 5 }]]],
	['tracing-minor', silent[preset][1], silent[preset][2], 45, 'high', day => [['enroll', `${day} 09:00`, { enrollment_date: day, state: 'active', asked: 5 }]], BOY],
	['client-review', 0, 1, 21, 'medium', day => [asked0(day), ['referral_for_care', `${day} 09:00`, { refer_to: '' }]]],
	['client-review', 0, 1, 21, 'high', day => [asked0(day), ['referral_for_care', `${day} 09:00`, { refer_to: '', severity: 'severe' }]]],
	['attended', 2, 0, 21, 'medium', day => [asked0(day), ['referral_for_care', `${day} 09:00`, { refer_to: 'Gomo' }]]],
	['referral-follow-up', 2, 0, 21, 'medium', day => [asked0(day), ['client_review', `${day} 09:00`, { review: { seen: 'no', tracing_method: 'phone' } }]]],
	['in-person-tracing', 0, 1, 45, 'medium', day => [asked0(day), ['no_contact', `${day} 09:00`, { n: { client_ok: 'no' } }]]],
	['check-number', 0, 0, 7, 'medium', day => [asked0(day), ['follow_up', `${day} 09:00`, { wrong_number: 'yes' }]]],
	['who-sent', 0, 0, 45, 'medium', day => [['0', `${day} 09:00`, { whose: 'nobody' }]], NUMBER],
];
for (const preset of [one, other]) {
	for (const [zone, day, missing] of spots) {
		for (const [rule, days, lead, open, priority, reports, contact] of of(preset)) {
			const due = later(day, days);
			const first = later(due, -lead);
			const says = state => `${rule} ${state} ${due} ${priority}`;
			const hour = missing && first === later(day, 2) ? '01:00:00' : '00:00:00';
			// A task that has to be announced is a draft until then; tracing is not announced.
			const before = rule.startsWith('tracing') ? '' : says('Draft');
			cases.push({
				name: `${preset}: ${rule} ${priority} from ${day}, ${zone}`,
				preset,
				zone,
				contact,
				reports: reports(day),
				looks: [
					days > lead ? [`${later(first, -1)}T23:59:59`, before] : [`${day}T09:00:01`, says('Ready')],
					days > lead ? [`${first}T${hour}`, says('Ready')] : [`${day}T23:59:59`, says('Ready')],
					[`${later(due, open)}T23:59:59`, says('Ready')],
					[`${later(due, open + 1)}T00:00:00`, says('Failed')],
				],
			});
		}
	}
}

// What a nurse wrote in a form of the programme says as much as what came of a task.
const forms = [
	['no_contact', { n: { client_ok: 'yes' } }, ''],
	['no_contact', { n: { client_ok: 'seen' } }, ''],
	['no_contact', { n: { client_ok: 'yes_not_ok' } }, 'client-review Ready 2024-03-07 medium'],
	['tracing', { t: { outcome: 'ok' } }, ''],
	['tracing', { t: { outcome: 'reviewed' } }, ''],
	['tracing', { t: { outcome: 'potential_ae' } }, 'client-review Ready 2024-03-07 medium'],
	['client_review', { review: { seen: 'yes' } }, ''],
	['client_review', { review: { seen: 'no', tracing_method: 'phone' } }, 'referral-follow-up Draft 2024-03-09 medium'],
	['client_review', { review: { seen: 'no', tracing_method: 'no' } }, 'in-person-tracing Ready 2024-03-07 medium, tracing Ready 2024-03-08 medium'],
	['potential_ae', { ae: { described: 'yes' } }, 'client-review Ready 2024-03-07 medium, tracing Ready 2024-03-08 medium'],
	// He was reached: to be seen, unless he was not asked to come or it is a case.
	['potential_ae', { ae: { described: 'yes', asked_to_return: 'yes' }, reached: 'yes' }, 'client-review Ready 2024-03-07 medium'],
	['potential_ae', { ae: { described: 'yes', asked_to_return: 'no' }, reached: 'yes' }, ''],
	['potential_ae', { ae: { described: 'yes', asked_to_return: 'yes' }, case: 'yes', reached: 'yes' }, ''],
	// Of no task, about somebody whom a supervisor has in hand already.
	['potential_ae', { ae: { described: 'yes' }, case: 'yes' }, 'tracing Ready 2024-03-08 medium'],
	['no_contact', { n: { client_ok: 'yes_not_ok' }, case: 'yes' }, ''],
];
for (const [form, fields, tasks] of forms) {
	cases.push({
		name: `a form says it: ${form} ${JSON.stringify(fields)}`,
		reports: [enroll(), [form, '2024-03-07 09:00', fields]],
		looks: [['2024-03-08T12:00:00', tasks]],
	});
	cases.push({
		name: `and ends the call about a problem: ${form} ${JSON.stringify(fields)}`,
		reports: [enroll({ asked: 0 }), ['1', '2024-03-06 09:00'], [form, '2024-03-06 10:00', fields]],
		looks: [['2024-03-06T12:00:00', null]],
		check: got => ['potential_ae', 'client_review'].includes(form) === got.includes('problem-call Completed'),
	});
}

// Wherever a text is a local time in a document it becomes a number.
const numbers = (zone, value) =>
	typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(value)
		? moment(zone, value)
		: value && typeof value === 'object' && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numbers(zone, inner)]))
			: value;

function report(zone, subject, [form, time, fields, id]) {
	return {
		_id: id ?? `${form || 'words'}-${time}`,
		type: 'data_record',
		form,
		reported_date: moment(zone, time),
		fields: { patient_id: subject, whose: 'number', ...numbers(zone, fields ?? {}) },
	};
}

const shown = task =>
	[task.emission._id.split('~')[2], task.state, task.emission.dueDate, task.emission.priority].filter(Boolean).join(' ');

async function run({ name, preset = one, zone = 'Africa/Harare', contact, reports, looks, steps = [], check }) {
	const him = numbers(zone, contact?._id ? contact : { ...HIM, ...contact });
	const of = list => (list ?? []).map(entry => report(zone, him.patient_id ?? him._id, entry));
	const file = path.join(base, `${name.replace(/\W/g, '-').slice(0, 200)}.json`);
	fs.writeFileSync(
		file,
		JSON.stringify({
			contacts: [him],
			reports: of(reports),
			steps: steps.map(step => ({ now: step.now, reports: of(step.reports), delete: step.delete ?? [] })),
		}),
	);
	const answers = await ask(programme(preset), file, { zone, times: looks.map(look => look[0]), seed: name });
	const expected = [...looks, ...steps.map(step => [step.now, step.tasks])];
	return expected.flatMap(([now, tasks], i) => {
		const got = answers[i].tasks.map(shown).sort().join(', ');
		const failed = answers[i].failures.map(f => `${f.rule} ${f.file}:${f.line} ${f.message}`).join('; ');
		return (tasks === null ? check(got) : got === tasks) && !failed ? [] : [`${name}: at ${now}\n  wanted  ${tasks}\n  got     ${got} ${failed}`];
	});
}

(async () => {
	const chosen = cases.filter(one_ => one_.name.includes(process.argv[2] ?? ''));
	const wrong = [];
	const left = [...chosen];
	const lane = async () => {
		for (let next = left.shift(); next; next = left.shift()) {
			wrong.push(...(await run(next)));
		}
	};
	await Promise.all([lane(), lane(), lane()]);
	for (const line of wrong) {
		console.error(line);
	}
	console.log(`${chosen.length} tests of the programme's rules, ${wrong.length} failed`);
	process.exitCode = wrong.length || !chosen.length ? 1 : 0;
})();

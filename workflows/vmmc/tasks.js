// What this programme's nurses have to do, as rules in the way of the CHT (docs/rules.md).
// Every number is in workflow.json, under the preset that is chosen there; made_at_once
// names the rules whose task is there with the text that it comes of, and theirs from the
// next look on.  What stands below a task's title is the first action's content.words.
const parameters = require('./lib/parameters');
const { field, isAlarm, isMessage, after, followed, heardAfter, foundProblem, isWrongNumber } = require('./lib/reports');
const { isMinor, isLost, nameAndPlace } = require('./lib/client');

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

const minorsFirst = contact =>
	contact.contact && isMinor(contact, { reported_date: contact.contact.reported_date, fields: {} })
		? { level: 'high', label: 'task.minor' }
		: { level: 'medium' };

const severeFirst = (contact, report) =>
	field(report, 'severity') === 'severe' ? { level: 'high', label: 'task.urgent' } : minorsFirst(contact);

// One sentence after the other, of those that are there.
const sentences = (...parts) => parts.filter(Boolean).join('. ');

// With words(contact, report), what is to be known besides the title.
const rule = (name, form, days, lead, open, { words, ...rest }) =>
	Object.assign(
		{
			name,
			icon: `icon-${name}`,
			title: `task.${name}.title`,
			appliesTo: 'reports',
			events: [{ id: name, days, start: lead, end: open }],
			actions: [
				{
					type: 'report',
					form,
					label: `task.${name}.action`,
					modifyContent: (content, contact, report) => {
						content.words = words ? words(contact, report) : '';
					},
				},
			],
		},
		rest,
	);

// A call about the wound was made, or a clinician sees to it.  What a supervisor advises is
// still to be told to him.
const DEALT_WITH = ['potential_ae', 'client_review', 'client_visit', 'referral_for_care', 'hand_back'];
const dealtWith = (contact, report, before) =>
	contact.reports.some(
		other =>
			DEALT_WITH.includes(other.form) &&
			field(other, 'decision') !== 'advice' &&
			after(report, other) &&
			(!before || !after(before, other)),
	);

// One call about the wound at a time: what comes later is about the same.
const joinsEarlier = (contact, report) =>
	contact.reports.some(
		other =>
			isAlarm(other) &&
			(after(other, report) || (other.reported_date === report.reported_date && other._id < report._id)) &&
			report.reported_date < Utils.addDate(new Date(other.reported_date), parameters.problem_open_days + 1).getTime() &&
			!dealtWith(contact, other, report),
	);

// What Aftercare has made at once is one call, and so it is here.
const isMade = (contact, report) =>
	(contact.tasks || []).some(task => task.emission._id === `${report._id}~problem-call~problem-call`);

const problemCall = rule('problem-call', 'potential_ae', 0, 0, parameters.problem_open_days, {
	appliesIf: (contact, report) =>
		isMessage(report) &&
		field(report, 'whose') !== 'nobody' &&
		(isMade(contact, report) || (isAlarm(report) && !joinsEarlier(contact, report))),
	resolvedIf: (contact, report) => dealtWith(contact, report),
	priority: (contact, report) =>
		field(report, 'urgency') === 'red' ? { level: 10, label: 'task.urgent' } : { level: 7, label: 'task.soon' },
	actions: [
		{
			type: 'report',
			form: 'potential_ae',
			label: 'task.problem-call.action',
			modifyContent: (content, contact, report) => {
				content.words = field(report, 'text') || report.form;
				content.sign = field(report, 'sign') || '';
			},
		},
	],
});

// A doctor or nurse of this facility sees him.  A supervisor's decision makes its own task, with a deadline.
const clientReview = rule('client-review', 'client_review', 0, parameters.review_lead_days, parameters.review_open_days, {
	appliesToType: ['referral_for_care', 'no_contact', 'potential_ae', 'tracing'],
	appliesIf: (contact, report) =>
		report.form === 'referral_for_care' ? !field(report, 'refer_to') && !field(report, 'decision') : foundProblem(report),
	resolvedIf: (contact, report) => followed(contact, report, ['client_review', 'client_visit', 'no_contact', 'referral_for_care']),
	priority: severeFirst,
	actions: [
		{
			type: 'report',
			form: 'client_review',
			label: 'task.client-review.action',
			modifyContent: (content, contact, report) => {
				content.words = sentences(report.form === 'referral_for_care' && 'To be seen at the facility', field(report, 'note'));
				content[`is_${report.form}_ctx`] = true;
			},
		},
	],
});

// He was sent elsewhere: half of those who are never go.
const attended = rule('attended', 'client_review', parameters.attended_days, 0, parameters.attended_open_days, {
	appliesToType: ['referral_for_care'],
	appliesIf: (contact, report) => Boolean(field(report, 'refer_to')) && !field(report, 'decision'),
	resolvedIf: (contact, report) => followed(contact, report, ['client_review', 'client_visit', 'referral_for_care']),
	priority: severeFirst,
	words: (contact, report) => sentences(`Referred to ${field(report, 'refer_to')}`, field(report, 'note')),
});

// He was reached and had not been seen: ask again.
const referralFollowUp = rule('referral-follow-up', 'client_review', parameters.referral_again_days, 0, parameters.referral_open_days, {
	appliesToType: ['client_review'],
	appliesIf: (contact, report) =>
		field(report, 'review.seen') === 'no' && field(report, 'review.tracing_method') !== 'no' && field(report, 'case') !== 'yes',
	resolvedIf: (contact, report) => followed(contact, report, ['client_review', 'client_visit', 'referral_for_care']),
	priority: minorsFirst,
});

// No call reaches him: somebody goes there.
const inPersonTracing = rule('in-person-tracing', 'tracing', 0, parameters.in_person_lead_days, parameters.in_person_open_days, {
	appliesToType: ['no_contact', 'client_review', 'check_number'],
	appliesIf: (contact, report) =>
		!(contact.contact && contact.contact.muted) &&
		!isLost(contact) &&
		field(report, 'case') !== 'yes' &&
		(field(report, 'n.client_ok') === 'no' || field(report, 'review.tracing_method') === 'no' || field(report, 'number.right') === 'no') &&
		!isWrongNumber(report),
	resolvedIf: (contact, report) => heardAfter(contact, report) || followed(contact, report, ['tracing', 'client_review']),
	contactLabel: nameAndPlace,
	priority: minorsFirst,
	words: (contact, report) => field(report, 'note') || '',
});

const noMessageSince = (contact, report) => !contact.reports.some(other => isMessage(other) && after(report, other));

// The first text did not arrive while he was still there, or somebody else answers.
const checkNumber = rule('check-number', 'check_number', 0, 0, parameters.number_open_days, {
	appliesToType: ['enroll', 'no_contact', 'potential_ae', 'client_review', 'follow_up'],
	appliesIf: (contact, report) => {
		if (report.form !== 'enroll') {
			return isWrongNumber(report);
		}
		const welcome = field(report, 'welcome');
		return (
			field(report, 'state') === 'active' &&
			Boolean(welcome) &&
			field(report, 'welcome_at') - report.reported_date < DAY &&
			(welcome === 'failed' ||
				(welcome !== 'delivered' &&
					Utils.now().getTime() - field(report, 'welcome_at') >= parameters.welcome_minutes * MINUTE)) &&
			noMessageSince(contact, report)
		);
	},
	resolvedIf: (contact, report) => followed(contact, report, ['check_number']) || !noMessageSince(contact, report),
	priority: { level: 'medium', label: 'task.soon' },
	words: (contact, report) =>
		report.form === 'enroll'
			? 'The welcome SMS did not arrive: check the number.'
			: field(report, 'note') || 'Somebody else answers this number.',
});

// Several have this phone, and he did not say who he is.
const whoSent = rule('who-sent', 'who_sent', 0, 0, parameters.who_open_days, {
	appliesIf: (contact, report) =>
		field(report, 'whose') === 'nobody' && contact.contact.phone_shared === 'yes' && contact.contact.not_client !== 'yes',
	resolvedIf: () => false,
	contactLabel: contact => contact.contact.phone,
	words: (contact, report) => field(report, 'text'),
	priority: (contact, report) => (isAlarm(report) ? { level: 'high', label: 'task.urgent' } : { level: 'medium', label: 'task.soon' }),
});

module.exports = [
	problemCall,
	...require('./lib/silence'),
	clientReview,
	attended,
	referralFollowUp,
	inPersonTracing,
	checkNumber,
	whoSent,
];

// What this programme's nurses have to do, as rules in the way of the CHT (docs/rules.md).
// Every number is in workflow.json, under the preset that is chosen there; made_by_core
// names the rules whose tasks Aftercare makes by itself; tracing stands there for both of its.
const parameters = require('./lib/parameters');
const { field, isAlarm, isMessage, after, followed, heardAfter, foundProblem } = require('./lib/reports');
const { isMinor, nameAndPlace } = require('./lib/client');

const MINUTE = 60 * 1000;

const minorsFirst = contact =>
	contact.contact && isMinor(contact, { reported_date: contact.contact.reported_date, fields: {} })
		? { level: 'high', label: 'task.minor' }
		: undefined;

const rule = (name, form, days, lead, open, rest) =>
	Object.assign(
		{
			name,
			icon: `icon-${name}`,
			title: `task.${name}.title`,
			appliesTo: 'reports',
			events: [{ id: name, days, start: lead, end: open }],
			actions: [{ type: 'report', form, label: `task.${name}.action` }],
		},
		rest,
	);

// A call about the wound was made, or a clinician has it in hand.
const DEALT_WITH = ['potential_ae', 'client_review', 'client_visit', 'referral_for_care', 'hand_back'];
const dealtWith = (contact, report, before) =>
	contact.reports.some(
		other => DEALT_WITH.includes(other.form) && after(report, other) && (!before || !after(before, other)),
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

const problemCall = rule('problem-call', 'potential_ae', 0, 0, parameters.problem_open_days, {
	appliesIf: (contact, report) => isAlarm(report) && field(report, 'whose') !== 'nobody' && !joinsEarlier(contact, report),
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

// A doctor or nurse of this facility sees him.
const clientReview = rule('client-review', 'client_review', 0, parameters.review_lead_days, parameters.review_open_days, {
	appliesToType: ['referral_for_care', 'no_contact', 'potential_ae', 'tracing'],
	appliesIf: (contact, report) =>
		report.form === 'referral_for_care' ? !field(report, 'refer_to') : foundProblem(report),
	resolvedIf: (contact, report) => followed(contact, report, ['client_review', 'client_visit', 'no_contact', 'referral_for_care']),
	priority: minorsFirst,
	actions: [
		{
			type: 'report',
			form: 'client_review',
			label: 'task.client-review.action',
			modifyContent: (content, contact, report) => {
				content[`is_${report.form}_ctx`] = true;
			},
		},
	],
});

// He was sent elsewhere: half of those who are never go.
const attended = rule('attended', 'client_review', parameters.attended_days, 0, parameters.attended_open_days, {
	appliesToType: ['referral_for_care'],
	appliesIf: (contact, report) => Boolean(field(report, 'refer_to')),
	resolvedIf: (contact, report) => followed(contact, report, ['client_review', 'client_visit', 'referral_for_care']),
	priority: minorsFirst,
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
		field(report, 'case') !== 'yes' &&
		(field(report, 'n.client_ok') === 'no' || field(report, 'review.tracing_method') === 'no' || field(report, 'number.right') === 'no') &&
		field(report, 'wrong_number') !== 'yes',
	resolvedIf: (contact, report) => heardAfter(contact, report) || followed(contact, report, ['tracing', 'client_review']),
	contactLabel: nameAndPlace,
	priority: minorsFirst,
});

const noMessageSince = (contact, report) => !contact.reports.some(other => isMessage(other) && after(report, other));

// The first text did not arrive while he was still there, or somebody else answers.
const checkNumber = rule('check-number', 'check_number', 0, 0, parameters.number_open_days, {
	appliesToType: ['enroll', 'no_contact', 'potential_ae', 'client_review', 'follow_up'],
	appliesIf: (contact, report) => {
		if (report.form !== 'enroll') {
			return field(report, 'wrong_number') === 'yes';
		}
		const welcome = field(report, 'welcome');
		return (
			field(report, 'state') === 'active' &&
			(welcome === 'failed' ||
				(Boolean(welcome) &&
					welcome !== 'delivered' &&
					Utils.now().getTime() - field(report, 'welcome_at') >= parameters.welcome_minutes * MINUTE)) &&
			noMessageSince(contact, report)
		);
	},
	resolvedIf: (contact, report) => followed(contact, report, ['check_number']) || !noMessageSince(contact, report),
	priority: { level: 'medium', label: 'task.soon' },
});

// Several have this phone, and he did not say who he is.
const whoSent = rule('who-sent', 'who_sent', 0, 0, parameters.who_open_days, {
	appliesIf: (contact, report) =>
		field(report, 'whose') === 'nobody' && contact.contact.phone_shared === 'yes' && contact.contact.not_client !== 'yes',
	resolvedIf: () => false,
	contactLabel: contact => contact.contact.phone,
	priority: (contact, report) => (isAlarm(report) ? { level: 'high', label: 'task.urgent' } : { level: 'medium', label: 'task.soon' }),
});

const byCore = name => parameters.made_by_core.includes(name);

module.exports = [
	problemCall,
	...(byCore('tracing') ? [] : require('./lib/silence')),
	clientReview,
	attended,
	referralFollowUp,
	inPersonTracing,
	checkNumber,
	whoSent,
].filter(definition => !byCore(definition.name));

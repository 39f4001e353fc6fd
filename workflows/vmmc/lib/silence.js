// Nothing is heard of him though he is asked: a call, for those under age first.
const { silent_days, minor_silent_days, minor_lead_days, trace_open_days } = require('./parameters');
const { isLatest, isMinor, lastSign, silentUntil, isFollowed, nameAndPlace } = require('./client');
const { field } = require('./reports');

const tracing = (name, minors, days, lead, priority) => ({
	name,
	icon: 'icon-silence',
	title: `task.${name}.title`,
	appliesTo: 'reports',
	appliesToType: ['enroll'],
	// It is made when it is due and not before: most men are never silent so long.
	appliesIf: (contact, enrolment) => {
		const due = silentUntil(contact, enrolment, days);
		return (
			isLatest(contact, enrolment) &&
			isMinor(contact, enrolment) === minors &&
			isFollowed(contact, enrolment, due) &&
			field(enrolment, 'asked') !== 0 &&
			Utils.now() >= Utils.addDate(due, -lead)
		);
	},
	resolvedIf: (contact, enrolment) =>
		contact.reports.some(
			report =>
				report.form === 'no_contact' &&
				report.reported_date > Math.max(lastSign(contact, enrolment), enrolment.reported_date),
		),
	contactLabel: nameAndPlace,
	...priority,
	events: [
		{
			id: 'silence',
			dueDate: (event, contact, enrolment) => silentUntil(contact, enrolment, days),
			start: lead,
			end: trace_open_days,
		},
	],
	actions: [
		{
			type: 'report',
			form: 'no_contact',
			label: 'task.tracing.action',
			modifyContent: (content, contact, enrolment) => {
				content.words = `Nothing heard for ${days} days, though he was asked.`;
				content.is_task = true;
				content.silent_days = days;
				content.last_sign = lastSign(contact, enrolment);
			},
		},
	],
});

module.exports = [
	tracing('tracing', false, silent_days, 0, { priority: { level: 'medium' } }),
	tracing('tracing-minor', true, minor_silent_days, minor_lead_days, {
		priority: { level: 'high', label: 'task.minor' },
	}),
];

// Follow-up by text messages after a small operation: who does not answer is called, who
// may have a problem is seen, who cannot be reached is visited.
const { WINDOW, FORMS } = require('./lib/constants');
const { answered, newest, isNewer, nameAndPlace } = require('./lib/reports');

const closedBy = (c, event, dueDate, forms) =>
	forms.some(form =>
		Utils.isFormSubmittedInWindow(
			c.reports,
			form,
			Utils.addDate(dueDate, -event.start).getTime(),
			Utils.addDate(dueDate, event.end + 1).getTime(),
		),
	);

const lostContact = (name, day, start, minorsOnly) => ({
	name,
	icon: 'icon-silence',
	title: `task.${name}.title`,
	appliesTo: 'reports',
	appliesToType: minorsOnly ? [FORMS.ENROL] : [FORMS.ENROL, FORMS.REVIEW],
	appliesIf: function (contact, report) {
		if (minorsOnly) {
			return Utils.getField(report, 'is_minor') === 'yes';
		}
		return report.form === FORMS.ENROL || Utils.getField(report, 'review.tracing_method') === 'no';
	},
	resolvedIf: function (contact, report, event, dueDate) {
		const seen = contact.contact && contact.contact.last_seen;
		if (seen && Utils.isTimely(new Date(seen), event)) {
			return true;
		}
		return answered(contact.reports, report) || closedBy(contact, event, dueDate, [FORMS.SILENT, '0', '1']);
	},
	priority: minorsOnly ? { level: 'high', label: 'task.minor.priority' } : undefined,
	contactLabel: nameAndPlace,
	events: [{ id: `${name}-day-${day}`, days: day, start, end: WINDOW.SILENT }],
	actions: [
		{
			type: 'report',
			form: FORMS.SILENT,
			label: 'No answer',
			modifyContent: function (content, contact, report, event) {
				content.is_task = true;
				content.task_shows_on_day = event.days;
			},
		},
	],
});

module.exports = [
	lostContact('no-contact', 4, 0, false),
	lostContact('no-contact-minor', 4, 3, true),
	{
		name: 'client-review',
		icon: 'icon-review',
		title: 'task.client-review.title',
		appliesTo: 'reports',
		appliesToType: [FORMS.SILENT, FORMS.REFERRAL],
		appliesIf: (contact, report) => report.form === FORMS.REFERRAL || Utils.getField(report, 'n.client_ok') === 'yes_not_ok',
		resolvedIf: function (contact, report) {
			const last = newest(contact.reports, [FORMS.REVIEW, FORMS.SILENT, FORMS.REFERRAL]);
			return last && last._id !== report._id && isNewer(last, report);
		},
		events: [{ days: 0, start: 1, end: WINDOW.REVIEW }],
		actions: [
			{
				form: FORMS.REVIEW,
				modifyContent: (content, contact, report) => {
					content[report.form === FORMS.REFERRAL ? 'is_referral_ctx' : 'is_no_contact_ctx'] = true;
					content.symptoms = Utils.getField(report, 'n.symptoms') ?? '';
				},
			},
		],
	},
	{
		name: 'tracing',
		icon: 'icon-walk',
		title: 'task.tracing.title',
		appliesTo: 'reports',
		appliesToType: [FORMS.REVIEW, FORMS.SILENT],
		contactLabel: contact => contact.contact && contact.contact.name,
		appliesIf: function (contact, report) {
			this.method = Utils.getField(report, 'review.tracing_method') || Utils.getField(report, 'n.client_ok');
			return this.method === 'no';
		},
		resolvedIf: function (contact, report, event, dueDate) {
			const after = contact.reports.some(
				other => other.form === FORMS.REVIEW && other.reported_date - report.reported_date > 1000,
			);
			return after || closedBy(contact, event, dueDate, [FORMS.TRACING, FORMS.VISIT, '0', '1']);
		},
		events: [{ id: 'in-person', days: 0, start: 1, end: WINDOW.SILENT }],
		actions: [
			{ type: 'report', form: FORMS.TRACING, label: 'Visit' },
			{
				type: 'contact',
				modifyContent: content => {
					content.edit_id = content.contact && content.contact._id;
				},
			},
		],
	},
	{
		name: 'attended',
		icon: 'icon-clinic',
		title: 'task.attended.title',
		appliesTo: 'scheduled_tasks',
		appliesIf: (contact, report, i) =>
			report.form === FORMS.ENROL &&
			report.scheduled_tasks[i].type === 'visit' &&
			report.scheduled_tasks[i].state !== 'cleared',
		events: [{ id: 'visit', days: 2, start: 2, end: 5 }],
		priority: (contact, report, event, dueDate, i) => ({ level: i + 1, label: `visit ${i + 1}` }),
		actions: [{ type: 'report', form: FORMS.VISIT }],
	},
];

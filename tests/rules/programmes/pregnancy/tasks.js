// Care in pregnancy: visits by weeks since the last period, danger signs, the birth and after.
const extras = require('./lib/extras');
const { DateTime } = require('luxon');
const { isAlive, pregnancyIsOver, lastPeriod, visitsSince, addDays, MAX_DAYS } = extras;

const today = Utils.addDate(null, 0);
const WEEKS = [12, 20, 26, 30, 34, 36, 38, 40];

class Visit {
	constructor(week) {
		this.id = `pregnancy-visit-week-${week}`;
		this.start = week > 30 ? 6 : 7;
		this.end = week > 30 ? 7 : 14;
		this.week = week;
		this.dueDate = (event, contact, report) => addDays(lastPeriod(contact, report), week * 7);
	}
}

const followUpContent = (content, contact, report) => {
	Object.assign(content, {
		t_pregnancy_id: report._id,
		t_weeks: Math.floor((today - lastPeriod(contact, report)) / (7 * Utils.MS_IN_DAY)),
	});
	content.t_period = DateTime.fromJSDate(lastPeriod(contact, report)).toFormat('yyyy-LL-dd');
};

module.exports = [
	{
		name: 'pregnancy-visit',
		icon: 'icon-mother',
		title: 'task.pregnancy_visit.title',
		appliesTo: 'reports',
		appliesToType: ['pregnancy'],
		appliesIf: (contact, report) =>
			isAlive(contact) && !pregnancyIsOver(contact, report) && extras.isLatest(contact, report),
		events: WEEKS.map(week => new Visit(week)),
		resolvedIf: (contact, report, event, dueDate) =>
			pregnancyIsOver(contact, report) ||
			visitsSince(contact, report).some(
				visit =>
					visit.reported_date >= Utils.addDate(dueDate, -event.start).getTime() &&
					visit.reported_date <= Utils.addDate(dueDate, event.end + 1).getTime(),
			),
		priority: function (contact, report) {
			const risks = (Utils.getField(report, 'risk_factors') || '').split(' ').filter(Boolean);
			return risks.length > 1
				? { level: 'high', label: 'task.risk' }
				: risks.length
					? { level: 'medium', label: [{ locale: 'en', content: risks[0] }] }
					: undefined;
		},
		actions: [{ form: 'pregnancy_home_visit', modifyContent: followUpContent }],
	},
	{
		name: 'danger-signs',
		icon: 'icon-danger',
		title: 'task.danger_signs.title',
		appliesTo: 'reports',
		appliesToType: ['pregnancy', 'pregnancy_home_visit', 'pregnancy_danger_sign'],
		appliesIf: function (contact, report) {
			return Utils.fieldsMatch(report, { danger: 'yes' }) && isAlive(contact);
		},
		resolvedIf: function (contact, report, event, dueDate) {
			this.checked = (this.checked || 0) + 1;
			return this.definition.defaultResolvedIf(contact, report, event, dueDate, Utils);
		},
		events: [
			{ id: 'danger-1', days: 1, start: 1, end: 3 },
			{ id: 'danger-4', days: 4, start: 0, end: 4 },
		],
		actions: [
			{
				type: 'report',
				form: 'pregnancy_danger_sign',
				modifyContent: function (content) {
					content.checked = this.checked;
				},
			},
		],
	},
	{
		name: 'birth',
		icon: 'icon-birth',
		title: 'task.birth.title',
		appliesTo: 'reports',
		appliesToType: ['pregnancy'],
		appliesIf: (contact, report) => isAlive(contact) && extras.isLatest(contact, report),
		resolvedIf: pregnancyIsOver,
		events: [
			{
				id: 'birth',
				start: 14,
				end: 28,
				dueDate: (event, contact, report) => {
					const expected = DateTime.fromJSDate(lastPeriod(contact, report)).plus({ days: MAX_DAYS });
					return expected.startOf('day').toJSDate();
				},
			},
		],
		actions: [{ form: 'delivery', label: 'action.delivery', modifyContent: followUpContent }],
	},
	...[3, 7, 42].map(day => ({
		name: `after-birth-${day}`,
		icon: 'icon-child',
		title: 'task.after_birth.title',
		appliesTo: 'reports',
		appliesToType: ['delivery'],
		appliesIf: contact => isAlive(contact),
		events: [
			{
				id: `day-${day}`,
				start: day === 3 ? 2 : 3,
				end: 4,
				dueDate: (event, contact, report) => {
					const birth = Utils.getField(report, 'delivery_date');
					return addDays(birth ? new Date(birth) : new Date(report.reported_date), day);
				},
			},
		],
		actions: [{ form: 'pnc' }],
	})),
];

// Vaccines by age, growth, and who is told when a child is late: everything hangs on the contact.
const moment = require('moment');
const schedule = require('./lib/schedule.json');
const { ageInMonths, doses, isChild, missed } = require('./lib/children');

const vaccineEvents = schedule.map(({ vaccine, weeks, start, end }) => ({
	id: vaccine,
	start,
	end,
	vaccine,
	dueDate: (event, contact) => moment(contact.contact.date_of_birth).add(weeks, 'weeks').startOf('day').toDate(),
}));

const score = (contact, event, dueDate) => {
	const late = moment().diff(moment(dueDate), 'days');
	return Math.max(0, Math.min(10, 3 + late / 7 + missed(contact, schedule).length));
};

module.exports = [
	{
		name: 'vaccine-due',
		icon: 'icon-vaccine',
		title: 'task.vaccine.title',
		appliesTo: 'contacts',
		appliesToType: ['person', 'child'],
		appliesIf: contact => isChild(contact) && ageInMonths(contact) < 24 && !contact.contact.date_of_death,
		events: vaccineEvents,
		resolvedIf: (contact, report, event) => doses(contact).includes(event.vaccine),
		priority: (contact, report, event, dueDate) => ({
			level: Number(score(contact, event, dueDate).toFixed(2)),
			label: moment(dueDate).format('D MMM'),
		}),
		actions: [
			{
				type: 'report',
				form: 'vaccination',
				label: 'Vaccinate',
				modifyContent: (content, contact, report, event) => {
					content.t_vaccine = event.vaccine;
					content.t_age = ageInMonths(contact);
					content.t_missed = missed(contact, schedule).join(' ');
				},
			},
			{
				type: 'contact',
				label: 'Edit',
				modifyContent: (content, contact) => {
					content.edit_id = contact.contact._id;
				},
			},
		],
	},
	{
		name: 'growth',
		icon: 'icon-scale',
		title: 'task.growth.title',
		appliesTo: 'contacts',
		appliesToType: ['child'],
		appliesIf: function (contact) {
			this.last = Utils.getMostRecentReport(contact.reports, 'growth', { 'measure.done': 'yes' });
			return isChild(contact);
		},
		events: [
			{
				id: 'monthly',
				start: 3,
				end: 12,
				dueDate: function (event, contact) {
					const from = this.last ? moment(this.last.reported_date) : moment(contact.contact.date_of_birth);
					return from.clone().add(1, 'month').endOf('month').startOf('day').toDate();
				},
			},
		],
		contactLabel: contact => `${contact.contact.name}, ${ageInMonths(contact)} months`,
		actions: [{ form: 'growth' }],
	},
	{
		name: 'reaction',
		icon: 'icon-danger',
		title: 'task.reaction.title',
		appliesTo: 'reports',
		appliesToType: ['vaccination'],
		appliesIf: (contact, report) => /(^| )fever( |$)/.test(Utils.getField(report, 'reaction') || ''),
		events: [{ id: 'reaction', days: 2, start: 2, end: 2 }],
		priority: { level: 'high', label: 'fever' },
		actions: [{ form: 'reaction_follow_up', type: 'report' }],
	},
	{
		name: 'registration',
		icon: 'icon-person',
		title: 'task.registration.title',
		appliesTo: 'contacts',
		appliesToType: ['child', 'person'],
		appliesIf: contact => !contact.contact.date_of_birth,
		resolvedIf: contact => Boolean(contact.contact.date_of_birth),
		events: [{ days: 7, start: 7, end: 30 }],
		actions: [{ type: 'contact' }],
	},
];

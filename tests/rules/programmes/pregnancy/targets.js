const { isAlive } = require('./lib/extras');
module.exports = [
	{
		id: 'births-this-month',
		type: 'count',
		icon: 'icon-birth',
		goal: 20,
		translation_key: 'targets.births.title',
		appliesTo: 'reports',
		appliesToType: ['delivery'],
		appliesIf: isAlive,
		date: 'reported',
	},
	{
		id: 'pregnancies-with-visit',
		type: 'percent',
		icon: 'icon-mother',
		goal: 80,
		translation_key: 'targets.visits.title',
		appliesTo: 'reports',
		appliesToType: ['pregnancy'],
		passesIf: c => c.reports.some(({ form }) => form === 'pregnancy_home_visit'),
		idType: 'contact',
		date: 'now',
	},
];

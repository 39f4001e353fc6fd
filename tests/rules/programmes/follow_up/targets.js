module.exports = [
	{
		id: 'enrolled',
		type: 'count',
		icon: 'icon-person',
		goal: -1,
		translation_key: 'targets.enrolled.title',
		appliesTo: 'reports',
		appliesToType: ['enroll'],
		date: 'reported',
	},
];

const moment = require('moment');

exports.isChild = ({ contact }) => !!contact && !!contact.date_of_birth && moment().diff(contact.date_of_birth, 'years') < 5;
exports.ageInMonths = ({ contact }) => moment().diff(moment(contact.date_of_birth), 'months');
exports.doses = ({ reports }) =>
	reports
		.filter(({ form, deleted }) => form === 'vaccination' && !deleted)
		.flatMap(report => (Utils.getField(report, 'given') || '').split(' '))
		.filter(Boolean);
exports.missed = (contact, schedule) => {
	const given = new Set(exports.doses(contact));
	const weeks = moment().diff(moment(contact.contact.date_of_birth), 'weeks');
	return schedule.filter(({ vaccine, weeks: due }) => due < weeks && !given.has(vaccine)).map(({ vaccine }) => vaccine);
};

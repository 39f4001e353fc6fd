// Who he is, and since when nothing has been heard of him.
const { adult_age, follow_up_days } = require('./parameters');
const { field, isSign, after } = require('./reports');

// "2024-03-01" as the midnight with which that day begins at the facility.
const dayOf = text => {
	const [year, month, day] = text.split('-').map(Number);
	return new Date(year, month - 1, day);
};

const enrolments = contact => contact.reports.filter(report => report.form === 'enroll');

// Only the latest enrolment is followed up.
const isLatest = (contact, enrolment) => !enrolments(contact).some(other => after(enrolment, other));

const anchorOf = enrolment =>
	field(enrolment, 'enrollment_date') ? dayOf(field(enrolment, 'enrollment_date')) : new Date(enrolment.reported_date);

const isMinor = (contact, enrolment) => {
	const { date_of_birth, is_minor } = contact.contact || {};
	if (!date_of_birth) {
		return is_minor === 'yes';
	}
	const of_age = dayOf(date_of_birth);
	of_age.setFullYear(of_age.getFullYear() + adult_age);
	return of_age > anchorOf(enrolment);
};

// Somebody has decided that he is lost to follow-up.
const isLost = contact =>
	enrolments(contact).some(enrolment => isLatest(contact, enrolment) && field(enrolment, 'state') === 'stopped');

// The last moment at which he was heard of, 0 if never.
const lastSign = (contact, enrolment) =>
	Math.max(
		0,
		field(enrolment, 'last_sign') || 0,
		...contact.reports.filter(report => isSign(report) && after(enrolment, report)).map(report => report.reported_date),
	);

// The day on which so many days without a sign are full.
const silentUntil = (contact, enrolment, days) => {
	const last = lastSign(contact, enrolment);
	return Utils.addDate(last > 0 ? new Date(last) : anchorOf(enrolment), days);
};

// Whether he is still to be heard of on that day.
const isFollowed = (contact, enrolment, day) => {
	const ended = field(enrolment, 'ended_on');
	return (
		!contact.contact.muted &&
		!['stopped', 'withdrawn'].includes(field(enrolment, 'state')) &&
		!(ended && dayOf(ended) < day) &&
		day <= Utils.addDate(anchorOf(enrolment), follow_up_days + 1)
	);
};

const nameAndPlace = contact => {
	const { name, enrollment_location } = contact.contact;
	return enrollment_location ? `${name} (${enrollment_location})` : name;
};

module.exports = { isLatest, isMinor, isLost, lastSign, silentUntil, isFollowed, nameAndPlace };

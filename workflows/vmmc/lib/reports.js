// What a client's reports say (docs/rules.md has every field).
const field = (report, path) => Utils.getField(report, path);

const isMessage = report => report.form === '0' || report.form === '1' || report.form === '';

// Whoever filled in a form has spoken to him, or seen him.
const REACHED = {
	reached: ['yes'],
	'n.client_ok': ['yes', 'yes_not_ok', 'seen'],
	't.outcome': ['ok', 'potential_ae', 'reviewed'],
	'review.seen': ['yes'],
	'review.tracing_method': ['phone'],
};
const isReached = report => Object.entries(REACHED).some(([path, words]) => words.includes(field(report, path)));

// He answered, was spoken to, or was seen.
const isSign = report => isMessage(report) || report.form === 'client_visit' || isReached(report);

const isWrongNumber = report => field(report, 'wrong_number') === 'yes';

const isAlarm = report =>
	isMessage(report) && (report.form === '1' || ['amber', 'red'].includes(field(report, 'urgency')));

const after = (report, other) => other.reported_date > report.reported_date;

// Whether one of these forms came later than a report.
const followed = (contact, report, forms) =>
	contact.reports.some(other => forms.includes(other.form) && after(report, other));

const heardAfter = (contact, report) => contact.reports.some(other => isSign(other) && after(report, other));

// The form says that he has a problem that somebody has to look at, and no case of a
// supervisor came of it.
const foundProblem = report =>
	field(report, 'case') !== 'yes' &&
	field(report, 'ae.asked_to_return') !== 'no' &&
	(field(report, 'n.client_ok') === 'yes_not_ok' ||
		field(report, 't.outcome') === 'potential_ae' ||
		field(report, 'ae.described') === 'yes');

module.exports = { field, isMessage, isSign, isWrongNumber, isAlarm, after, followed, heardAfter, foundProblem };

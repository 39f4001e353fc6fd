const luxon = require('luxon');
const MAX_DAYS = 280;

const isAlive = contact => Boolean(contact && contact.contact && !contact.contact.date_of_death);
const addDays = (date, days) => Utils.addDate(new Date(date), days);
const lastPeriod = (contact, report) => {
	const told = Utils.getField(report, 'lmp_date');
	return told && luxon.DateTime.fromISO(told).isValid ? luxon.DateTime.fromISO(told).toJSDate() : Utils.getLmpDate(report);
};
const births = contact => contact.reports.filter(report => report.form === 'delivery');
function pregnancyIsOver(contact, report) {
	return (
		births(contact).some(birth => birth.reported_date > report.reported_date) ||
		(Date.now() - lastPeriod(contact, report).getTime()) / Utils.MS_IN_DAY > MAX_DAYS + 60
	);
}
const visitsSince = (contact, report) =>
	contact.reports.filter(({ form, reported_date: date }) => form === 'pregnancy_home_visit' && date > report.reported_date);
const isLatest = (contact, report) => Utils.getMostRecentReport(contact.reports, 'pregnancy') === report;

module.exports = { MAX_DAYS, isAlive, addDays, lastPeriod, pregnancyIsOver, visitsSince, isLatest };

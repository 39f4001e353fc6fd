const newest = (reports, forms) => Utils.getMostRecentReport(reports, forms);
const isNewer = (one, other) => Utils.isFirstReportNewer(one, other);
const answered = (reports, since) =>
	reports.filter(({ form }) => ['0', '1'].includes(form)).some(({ reported_date: date }) => date >= since.reported_date);
const nameAndPlace = (contact, report) => {
	if (!contact.contact?.name) {
		return undefined;
	}
	const place = Utils.getField(report, 'enrollment_location');
	return place ? `${contact.contact.name} (${place})` : contact.contact.name;
};
module.exports = { newest, isNewer, answered, nameAndPlace };

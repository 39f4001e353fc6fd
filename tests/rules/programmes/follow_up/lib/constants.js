exports.FORMS = Object.freeze({
	ENROL: 'enroll',
	SILENT: 'no_contact',
	REVIEW: 'client_review',
	REFERRAL: 'referral_for_care',
	TRACING: 'tracing',
	VISIT: 'client_visit',
});
exports.WINDOW = { SILENT: 45, REVIEW: 21 };

/* consent.c - see consent.h. */

#include "core/consent.h"

#include <string.h>

#include "base/i18n.h"
#include "core/opt_out.h"
#include "core/workflow.h"

#define VERSION_UNKNOWN "before" /* signed when versions were not kept yet */

enum consent_want
consent_wanted(const struct consent_state *s, const char *current_version)
{
	if (!s->needed)
		return CONSENT_NOT_NEEDED;
	if (s->at == 0)
		return CONSENT_NEVER;
	if (!s->given)
		return CONSENT_REFUSED;
	if (*current_version == '\0' || strcmp(s->version, VERSION_UNKNOWN) == 0 ||
	    strcmp(s->version, current_version) == 0)
		return CONSENT_GOOD;
	return CONSENT_OLDER;
}

static bool
is_one_of(const char *word, const char *const *list)
{
	while (*list != NULL && strcmp(*list, word) != 0)
		list++;
	return *list != NULL;
}

enum status
consent_say(struct tx *tx, const struct consent_said *s)
{
	static const char *const who[] = { "patient", "guardian", "phone-owner", NULL };
	static const char *const how[] = { "signed", "spoken", NULL };
	const char *version = workflow()->consent_version;
	const struct consent_add *row;
	enum status status;
	bool changed;

	if (!is_one_of(s->who, who) || !is_one_of(s->how, how) ||
	    !is_one_of(s->language, workflow()->languages))
		return ERR_INVALID;
	status = sql_consent_add(tx, s->patient_id, s->who, s->given,
	    *version != '\0' ? version : VERSION_UNKNOWN, s->language, s->how, s->name,
	    s->user_id, tx_now(tx), &row);
	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	if (s->given)
		return OK;
	return opt_out_begin(tx,
	    &(struct opt_out){ .patient_id = s->patient_id,
		.user_id = s->user_id,
		.reason = strcmp(s->who, "phone-owner") == 0 ? "phone" : "programme",
		.note = "" },
	    &changed);
}

const char *
consent_want_words(const char *who, enum consent_want want)
{
	/* clang-format off */
	static const struct { const char *who; enum consent_want want; const char *words; } all[] = {
		{ "patient", CONSENT_NEVER, N_("He has not agreed to the messages yet: ask him.") },
		{ "patient", CONSENT_OLDER, N_("The consent form is a new one: read it to him at the next contact.") },
		{ "patient", CONSENT_REFUSED, N_("He does not agree to the messages.") },
		{ "guardian", CONSENT_NEVER, N_("His guardian has not agreed yet: ask her.") },
		{ "guardian", CONSENT_OLDER, N_("The consent form is a new one: read it to his guardian at the next contact.") },
		{ "guardian", CONSENT_REFUSED, N_("His guardian does not agree to the messages.") },
		{ "phone-owner", CONSENT_NEVER, N_("Whose phone it is has not agreed to messages for him yet: ask.") },
		{ "phone-owner", CONSENT_OLDER, N_("The consent form is a new one: read it to whose phone it is at the next contact.") },
		{ "phone-owner", CONSENT_REFUSED, N_("Whose phone it is does not want messages for him.") },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i].want == want && strcmp(all[i].who, who) == 0)
			return all[i].words;
	return "";
}

/* phone_pages.c - the handsets: what reaches them, and what people send. */

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "gen/sim_phones.h"
#include "sim/program.h"
#include "sim/view.h"
#include "web/input.h"

#define HISTORY 60 /* texts shown of one phone */
#define TEXT_MAX 1600
#define DUPLICATE_MS 5000

/* What a form sent, and what was wrong with it; empty when nothing was. */
struct phone_form {
	const char *urn, *number, *text, *wrong;
};

const char *
view_time(struct arena *a, int64_t at)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct local_time t;

	if (at == 0)
		return "";
	t = clock_local(at, "UTC");
	return arena_printf(
	    a, "%d %s %02d:%02d", t.day, months[t.month - 1], t.hour, t.minute);
}

const char *
view_number(const char *urn)
{
	return strncmp(urn, "tel:", 4) == 0 ? urn + 4 : urn;
}

static enum status
read_history(struct request *rq, const char *urn, struct text_view_rows *history)
{
	struct sim_phone_history_rows rows;
	struct text_view *texts;

	TRY(sql_sim_phone_history(rq->tx, urn, HISTORY, &rows));
	ARENA_ARRAY(rq->arena, texts, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		texts[i] = (struct text_view){ .direction = rows.at[i].direction,
			.text = rows.at[i].text,
			.at = view_time(rq->arena, rows.at[i].at) };
	*history = (struct text_view_rows){ .at = texts, .n = rows.n };
	return OK;
}

static enum status
show(struct request *rq, const struct phone_form *form)
{
	struct phones_view view = { .typed = form->number, .wrong = NULL };
	struct sim_phone_list_rows rows;
	struct phone_view *phones;

	if (form->urn[0] == '\0')
		view.wrong = form->wrong;
	TRY(sql_sim_phone_list(rq->tx, &rows));
	TRY(sql_sim_phone_choices(rq->tx, &view.choices));
	ARENA_ARRAY(rq->arena, phones, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct sim_phone_list *row = &rows.at[i];
		bool mine = strcmp(row->urn, form->urn) == 0;

		phones[i] = (struct phone_view){ .urn = row->urn,
			.number = view_number(row->urn),
			.name = row->name,
			.waits_in = row->waits_in,
			.fate = row->fate,
			.coming = row->coming,
			.delay_ms = row->delay_ms,
			.typed = mine ? form->text : "",
			.wrong = mine ? form->wrong : NULL };
		TRY(read_history(rq, row->urn, &phones[i].history));
	}
	view.phones = (struct phone_view_rows){ .at = phones, .n = rows.n };
	render_sim_phones(reply_html(rq, form->wrong != NULL ? 422 : 200), &view);
	return OK;
}

enum status
phones_show(struct request *rq)
{
	return show(rq, &(struct phone_form){ .urn = "", .number = "", .text = "" });
}

/* E.164 from what was typed; NULL if it is none. */
static const char *
urn_of(struct arena *a, const char *typed)
{
	struct buf b;

	buf_init(&b, a);
	buf_puts(&b, "tel:");
	for (const char *s = typed; *s != '\0'; s++)
		if (strchr(" -()./", *s) == NULL)
			buf_putc(&b, *s);
	if (b.len < 12 || b.len > 20 || b.data[4] != '+' || b.data[5] == '0' ||
	    strspn(b.data + 5, "0123456789") != b.len - 5)
		return NULL;
	return b.data;
}

enum status
phones_add(struct request *rq)
{
	const char *typed = request_field(rq, "number");
	const char *urn = typed != NULL ? urn_of(rq->arena, typed) : NULL;

	if (urn == NULL)
		return show(rq,
		    &(struct phone_form){ .urn = "",
			.number = typed != NULL ? typed : "",
			.text = "",
			.wrong = "Write the number with + and the country code, such "
				 "as +255712345678." });
	TRY(sql_sim_phone_put(rq->tx, urn, tx_now(rq->tx)));
	return reply_see_other(rq, "/sim/phones");
}

/* The phone that a form is about; ERR_INVALID if it names none. */
static enum status
phone_of_form(struct request *rq, const char **urn)
{
	const char *sent = request_field(rq, "urn");

	*urn = sent != NULL ? urn_of(rq->arena, view_number(sent)) : NULL;
	return *urn != NULL ? OK : ERR_INVALID;
}

static const char *
fault_of_text(const char *text)
{
	if (text_length(text) > TEXT_MAX)
		return "A reply has at most 1600 letters, please shorten it.";
	if (text[strspn(text, " \t\r\n")] == '\0')
		return "Write something to send.";
	return NULL;
}

enum status
phones_reply(struct request *rq)
{
	const char *urn, *text = request_field(rq, "text");
	const struct sim_fault_strikes *twice;
	const struct sim_message_receive *message;
	const struct sim_contact_for *contact;

	TRY(phone_of_form(rq, &urn));
	if (text == NULL)
		text = "";
	if (fault_of_text(text) != NULL)
		return show(rq, &(struct phone_form){ .urn = urn,
				    .number = "",
				    .text = text,
				    .wrong = fault_of_text(text) });
	TRY(sql_sim_phone_put(rq->tx, urn, tx_now(rq->tx)));
	TRY(sql_sim_contact_for(rq->tx, urn, tx_now(rq->tx), &contact));
	TRY(sql_sim_message_receive(rq->tx, contact->id, urn,
	    text_trim(rq->arena, text), tx_now(rq->tx), &message));
	TRY(sql_sim_fault_strikes(rq->tx, "inbound_duplicate", "phones", &twice));
	if (twice->amount != INT4_NULL)
		TRY(sql_sim_message_receive_again(rq->tx, message->id,
		    twice->amount > 0 ? twice->amount : DUPLICATE_MS));
	return reply_see_other(rq, "/sim/phones#p%s", view_number(urn));
}

enum status
phones_missed(struct request *rq)
{
	const struct sim_contact_for *contact;
	const char *urn;

	TRY(phone_of_form(rq, &urn));
	TRY(sql_sim_contact_for(rq->tx, urn, tx_now(rq->tx), &contact));
	TRY(sql_sim_channel_event_add(
	    rq->tx, "call-in-missed", contact->id, tx_now(rq->tx)));
	return reply_see_other(rq, "/sim/phones#p%s", view_number(urn));
}

struct phone_switches {
	const char *fate;
	int64_t delay_s;
};

enum status
phones_set(struct request *rq)
{
	static const char *const fates[] = { "normal", "undeliverable", "wrong", "off",
		NULL };
	/* clang-format off */
	static const struct input inputs[] = {
		INPUT_CHOICE(struct phone_switches, fate, fates, .label = "Delivery",
		    .required = true),
		INPUT_NUMBER(struct phone_switches, delay_s, .label = "Delay", .max = 86400),
		INPUT_END
	};
	/* clang-format on */
	struct phone_switches switches;
	struct faults faults = { .n = 0 };
	const char *urn;

	TRY(phone_of_form(rq, &urn));
	input_read(rq, inputs, &switches, &faults);
	if (faults.n > 0)
		return show(rq, &(struct phone_form){ .urn = urn,
				    .number = "",
				    .text = "",
				    .wrong = faults.at[0].message });
	TRY(sql_sim_phone_put(rq->tx, urn, tx_now(rq->tx)));
	TRY(sql_sim_phone_set(rq->tx, urn, (int32_t)switches.delay_s * 1000,
	    switches.fate, tx_now(rq->tx)));
	return reply_see_other(rq, "/sim/phones#p%s", view_number(urn));
}

enum status
phones_hide(struct request *rq)
{
	const char *urn;

	TRY(phone_of_form(rq, &urn));
	TRY(sql_sim_phone_hide(rq->tx, urn));
	return reply_see_other(rq, "/sim/phones");
}

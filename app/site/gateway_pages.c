/* gateway_pages.c - whether the line to RapidPro is set up right, as the workers know it. */

#include "site/gateway_pages.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/rapidpro.h"
#include "core/schedule.h"
#include "gen/gateway.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define LINES_MOST 20 /* and one for each flow that a step starts */
#define WEBHOOK_LATE (10 * MINUTE)
#define SKEW_MOST_MS 60000 /* a wrong clock beyond this is told */

/* clang-format off */
static const struct i18n_row failures[] = {
	{ "not-reached", N_("there is no connection") },
	{ "unsure",      N_("it does not answer in time, or with an error of its own") },
};
static const struct i18n_row scopes[] = {
	{ "v2",          N_("All else") },
	{ "v2.contacts", N_("Reading contacts") },
	{ "v2.messages", N_("Reading messages") },
	{ "v2.runs",     N_("Reading runs of flows") },
};
/* clang-format on */

/* clang-format off */
static const struct i18n_row thing_words[] = {
	{ "channel", N_("Channel") },
	{ "field",   N_("Contact field") },
	{ "group",   N_("Group") },
};
/* clang-format on */

const char *
gateway_thing_words(const char *kind)
{
	return i18n_code(thing_words, COUNT_OF(thing_words), kind);
}

const char *
gateway_scope(const char *scope)
{
	return i18n_code(scopes, COUNT_OF(scopes), scope);
}

struct looking {
	struct request *rq;
	const struct gateway_report *r;
	struct gateway_line *at;
	size_t n, wrong;
};

static void
line(struct looking *l, const char *what, enum gateway_verdict state, const char *said,
    const char *remedy)
{
	l->wrong += state == GATEWAY_WRONG;
	l->at[l->n++] = (struct gateway_line){ what, state, said,
		state == GATEWAY_RIGHT ? "" : remedy };
}

static const char *
moment(const struct looking *l, int64_t at)
{
	return show_moment(l->rq->arena, at, tx_now(l->rq->tx), page_user(l->rq)->zone);
}

static void
look_worker(struct looking *l)
{
	if (l->r->workers > 0)
		line(l, _("Worker"), GATEWAY_RIGHT,
		    arena_printf(l->rq->arena,
			i18n_many("%lld program runs that talks to RapidPro",
			    "%lld programs run that talk to RapidPro",
			    (unsigned long)l->r->workers),
			(long long)l->r->workers),
		    "");
	else
		line(l, _("Worker"), GATEWAY_WRONG,
		    _("None has been seen for a minute: nothing leaves and nothing "
		      "comes in"),
		    _("Start aftercare-worker on the server."));
}

static void
look_reached(struct looking *l)
{
	const struct gateway_report *r = l->r;

	if (r->failures > 0)
		line(l, _("RapidPro"), GATEWAY_WRONG,
		    arena_printf(l->rq->arena,
			i18n_many("%d call has failed: %s",
			    "%d calls in a row have failed: %s",
			    (unsigned long)r->failures),
			(int)r->failures,
			i18n_code(failures, COUNT_OF(failures), r->last_failure)),
		    _("See whether RapidPro runs, whether this server reaches it, and "
		      "whether rapidpro_url in worker.conf is right. What is to be "
		      "sent waits."));
	else if (r->reached_at == 0)
		line(l, _("RapidPro"), GATEWAY_UNKNOWN, _("It has not been asked yet"),
		    _("Wait half a minute and look again."));
	else
		line(l, _("RapidPro"), GATEWAY_RIGHT,
		    arena_printf(l->rq->arena, _("It answers; last %s"),
			moment(l, r->reached_at)),
		    "");
	if (r->paused_until > tx_now(l->rq->tx))
		line(l, _("Pause"), GATEWAY_WRONG,
		    arena_printf(l->rq->arena, _("Nothing is asked of it until %s"),
			moment(l, r->paused_until)),
		    _("It is over by itself. If it comes again and again, more is "
		      "asked of RapidPro than it allows: lower rapidpro_rate."));
}

static void
look_token(struct looking *l)
{
	if (l->r->token_refused_at != 0)
		line(l, _("Token"), GATEWAY_WRONG,
		    arena_printf(l->rq->arena, _("RapidPro refuses it since %s"),
			moment(l, l->r->token_refused_at)),
		    _("Copy the API token of an administrator or editor of the "
		      "workspace into rapidpro_token of worker.conf, and start the "
		      "worker again."));
	else if (l->r->checked_at == 0)
		line(l, _("Token"), GATEWAY_UNKNOWN, _("RapidPro has not answered yet"),
		    "");
	else
		line(l, _("Token"), GATEWAY_RIGHT, _("RapidPro takes it"), "");
}

static void
look_clock(struct looking *l)
{
	int64_t skew = l->r->clock_skew_ms;
	const char *said = arena_printf(l->rq->arena,
	    _("RapidPro’s is %lld s from ours"), (long long)(skew / 1000));

	if (l->r->checked_at == 0)
		line(l, _("Clock"), GATEWAY_UNKNOWN, _("RapidPro has not answered yet"),
		    "");
	else
		line(l, _("Clock"),
		    skew < -SKEW_MOST_MS || skew > SKEW_MOST_MS ? GATEWAY_WRONG
								: GATEWAY_RIGHT,
		    said, _("Let both servers follow a time server."));
}

static void
look_flow(struct looking *l, const char *name, bool there, const char *effect)
{
	if (l->r->checked_at == 0)
		line(l, name, GATEWAY_UNKNOWN, _("RapidPro has not answered yet"), "");
	else if (there)
		line(l, name, GATEWAY_RIGHT, _("The flow is there"), "");
	else
		line(l, name, GATEWAY_WRONG,
		    arena_printf(l->rq->arena,
			_("The flow is missing, or in the archive: %s"), effect),
		    _("In RapidPro import workflows/vmmc/flows.json (Settings, "
		      "Import), or restore the flow from the archive."));
}

static void
look_flows(struct looking *l)
{
	const struct gateway_report *r = l->r;

	look_flow(l, RAPIDPRO_SEND_FLOW, r->send_flow,
	    _("texts leave with less certainty that each leaves once"));
	look_flow(l, RAPIDPRO_CHECKIN_FLOW, r->checkin_flow,
	    _("the day’s questions leave as single texts"));
	look_flow(l, RAPIDPRO_GROUP_FLOW, r->group_flow,
	    _("messages to several leave more slowly"));
	look_flow(l, RAPIDPRO_INCOMING_FLOW, r->incoming_flow,
	    _("what clients write comes later, by the feeds alone"));
}

static bool
looked_before(const struct schedule_steps *steps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(steps->at[i].flow, steps->at[n].flow) == 0)
			return true;
	return false;
}

static void
look_step(struct looking *l, const struct gateway_flow_list_rows *flows,
    const struct schedule_step *s)
{
	const char *against = schedule_flow_against(flows, s),
		   *what = arena_printf(l->rq->arena, _("Flow “%s”"), s->flow_name);

	if (flows->n == 0)
		line(l, what, GATEWAY_UNKNOWN, _("RapidPro has not answered yet"), "");
	else if (against == NULL)
		line(l, what, GATEWAY_RIGHT, _("The flow is there"), "");
	else
		line(l, what, GATEWAY_WRONG,
		    strcmp(against, SCHEDULE_FLOW_ARCHIVED) == 0
			? _("The flow is in the archive: the step that starts it is "
			    "not sent")
			: _("The flow is not there any more: the step that starts it "
			    "is not sent"),
		    _("Restore it in RapidPro, or let the step start another one "
		      "under Schedules."));
}

/* What the schedule in use starts. */
static enum status
look_steps(struct looking *l)
{
	struct gateway_flow_list_rows flows;
	struct schedule_steps steps;
	int64_t version_id;

	TRY(schedule_used(l->rq->tx, &steps, &version_id));
	TRY(sql_gateway_flow_list(l->rq->tx, &flows));
	for (size_t i = 0; i < steps.n; i++)
		if (*steps.at[i].flow != '\0' && !looked_before(&steps, i))
			look_step(l, &flows, &steps.at[i]);
	return OK;
}

/* A text that is here without it has come by the slow road. */
static void
look_webhook(struct looking *l)
{
	static const char remedy[] =
	    N_("On the server: aftercarectl rapidpro check --set-globals --address "
	       "https://…, which tells the flows our address and secret.");
	const struct gateway_report *r = l->r;

	if (r->webhook_at == 0)
		line(l, _("Webhook"), GATEWAY_UNKNOWN,
		    _("It has told us of nothing yet"),
		    _("Send an SMS to the clinic’s number: it is told of within "
		      "seconds."));
	else if (r->inbound_at > r->webhook_at + WEBHOOK_LATE)
		line(l, _("Webhook"), GATEWAY_WRONG,
		    arena_printf(l->rq->arena,
			_("It last told us of something %s; since then texts have come "
			  "by the slow road"),
			moment(l, r->webhook_at)),
		    _(remedy));
	else
		line(l, _("Webhook"), GATEWAY_RIGHT,
		    arena_printf(l->rq->arena, _("It last told us of something %s"),
			moment(l, r->webhook_at)),
		    "");
}

/* The workspace ------------------------------------------------------------------- */

static const struct gateway_things *
thing(const struct gateway_things_rows *things, const char *kind, const char *key)
{
	for (size_t i = 0; i < things->n; i++)
		if (strcmp(things->at[i].kind, kind) == 0 &&
		    (key == NULL ? things->at[i].used
				 : strcmp(things->at[i].key, key) == 0))
			return &things->at[i];
	return NULL;
}

static void
look_channel(struct looking *l, const struct gateway_things_rows *things)
{
	const struct gateway_things *channel = thing(things, "channel", NULL);
	struct arena *arena = l->rq->arena;

	if (channel == NULL)
		line(l, _("Channel"), GATEWAY_WRONG,
		    _("RapidPro has no channel of the name that stands in worker.conf"),
		    _("Connect it in RapidPro (Settings, Channels), or write its name "
		      "or UUID into rapidpro_channel and start the worker again."));
	else if (channel->seen_at == 0)
		line(l, _("Channel"), GATEWAY_RIGHT,
		    arena_printf(arena, "%s, %s", channel->name, channel->about), "");
	else
		line(l, _("Channel"), GATEWAY_RIGHT,
		    arena_printf(arena, _("%s, %s; RapidPro last heard of it %s"),
			channel->name, channel->about, moment(l, channel->seen_at)),
		    "");
}

static void
look_fields(struct looking *l, const struct gateway_things_rows *things)
{
	static const struct {
		const char *key, *effect;
	} needed[] = {
		{ "last_intent", N_("a repeated text is not recognised") },
		{ "last_checkin",
		    N_("a repeated question of the day is not recognised") },
		{ "last_group_text",
		    N_("a repeated message to several is not recognised") },
	};

	for (size_t i = 0; i < COUNT_OF(needed); i++) {
		const char *what =
		    arena_printf(l->rq->arena, _("Contact field %s"), needed[i].key);

		if (thing(things, "field", needed[i].key) != NULL)
			line(l, what, GATEWAY_RIGHT, _("It is there"), "");
		else
			line(l, what, GATEWAY_WRONG,
			    arena_printf(l->rq->arena, _("It is missing: %s"),
				_(needed[i].effect)),
			    _("In RapidPro import workflows/vmmc/flows.json (Settings, "
			      "Import): it brings the field."));
	}
}

/* As it was last read; what it has besides is listed beneath. */
static enum status
look_workspace(struct looking *l, struct gateway_view *v)
{
	const struct gateway_things *workspace;

	TRY(sql_gateway_things(l->rq->tx, &v->things));
	workspace = thing(&v->things, "workspace", "");
	if (workspace == NULL) {
		line(l, _("Workspace"), GATEWAY_UNKNOWN,
		    _("Channels and fields have not been read yet"), "");
		return OK;
	}
	v->told_at = workspace->told_at;
	if (strcmp(workspace->about, "anonymous") == 0)
		line(l, _("Workspace"), GATEWAY_WRONG,
		    _("It hides phone numbers from us: nobody can be written to"),
		    _("Ask whoever runs RapidPro to end the anonymous mode of the "
		      "workspace."));
	else
		line(l, _("Workspace"), GATEWAY_RIGHT, workspace->name, "");
	look_channel(l, &v->things);
	look_fields(l, &v->things);
	return OK;
}

static enum status
look(struct request *rq, struct gateway_view *v)
{
	struct looking l = { .rq = rq };

	TRY(sql_gateway_report(rq->tx, tx_now(rq->tx), &v->report));
	TRY(sql_gateway_calls(rq->tx, tx_now(rq->tx), &v->calls));
	l.r = v->report;
	ARENA_ARRAY(rq->arena, l.at, LINES_MOST + SCHEDULE_STEPS_MOST);
	look_worker(&l);
	look_reached(&l);
	look_token(&l);
	look_clock(&l);
	TRY(look_workspace(&l, v));
	look_flows(&l);
	TRY(look_steps(&l));
	look_webhook(&l);
	v->lines = (struct gateway_lines){ l.at, l.n };
	v->wrong = l.wrong;
	return OK;
}

enum status
gateway_show(struct request *rq)
{
	struct gateway_view v = { .told_at = 0 };
	struct page page;

	TRY(look(rq, &v));
	TRY(page_open(rq, &page, _("RapidPro check"), "delivery"));
	render_gateway(reply_html(rq, 200), &page, &v);
	return OK;
}

enum status
gateway_again(struct request *rq)
{
	TRY(sql_gateway_ask_again(rq->tx));
	return page_done(rq, "/admin/rapidpro?notice=rapidpro-asked");
}

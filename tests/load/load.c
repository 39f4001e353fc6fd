/*
 * load.c - asks a site as many browsers do, and writes down each answer.
 *
 *	load --url URL --script FILE [--rate R] [--clients N] [--seconds S]
 *	    [--out FILE] [--seed N]
 *
 * With --rate so many requests are begun each second, whatever becomes of those
 * before (at most N at once, 64 unless said), and each is timed from the moment
 * planned for it: a site that halts is not spared.  Without it N clients ask
 * again as soon as they are answered.  The script is told in script.h.
 *
 * Connections are kept as browsers keep them.  Where a kept one turns out to be
 * closed before any byte of the answer, the request goes out again on a new one,
 * a POST too, as browsers do it; "tries" of the result is then more than 1.
 *
 * The results, a line each: when planned (us since 1970), how long (us), code (0:
 * no answer), "ok", "wrong" or "error", tries, name, key.  At the end, for all
 * and for each name:
 *
 *	load NAME COUNT RATE P50 P99 MAX OK WRONG ERROR RETRIED
 *
 * with the rate a second and the times in milliseconds.
 */

#include <curl/curl.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "script.h"

#define CLIENTS_DEFAULT 64
#define CLIENTS_MAX 512
#define STOCK_MAX 4096
#define ANSWER_SECONDS 40L
#define COMPLAINTS_MAX 20

enum verdict { FINE, WRONG, BROKEN, VERDICTS };
static const char *const verdicts[] = { "ok", "wrong", "error" };

struct client {
	struct load *load;
	CURL *easy;
	struct curl_slist *headers;
	struct arena *arena; /* of one request */
	struct buf body;
	struct shot shot;
	bool fetches; /* the form's page, not yet the request itself */
	int64_t planned;
	unsigned tries;
	struct client *next; /* of the idle */
};

/* A form that lies open before somebody. */
struct open_form {
	struct shot shot;
	struct arena *arena; /* holds what was taken from its page */
	int64_t due;
};

struct result {
	const char *name;
	uint32_t us;
	bool retried;
	enum verdict verdict;
};

struct load {
	const char *url, *script_path, *out_path;
	struct script script;
	double rate; /* 0: as fast as the clients go */
	int clients, seconds;
	uint64_t seed, random;
	FILE *out;
	unsigned long n, begun;
	int64_t wall; /* what the wall's clock is ahead of ours */
	CURLM *multi;
	struct client client[CLIENTS_MAX];
	struct client *idle;
	int busy, timer, complaints;
	struct open_form stock[STOCK_MAX]; /* a ring, the oldest first */
	unsigned first, open;
	struct result *results;
	size_t nresults, room;
	int64_t began, ends, last;
	int64_t planned; /* of the next request */
};

static volatile sig_atomic_t told_to_stop;

static void
stop(int sig)
{
	(void)sig;
	told_to_stop = 1;
}

/* Which request is next. */

/* xorshift64*: the same seed, the same requests. */
static uint64_t
draw(struct load *l)
{
	l->random ^= l->random >> 12;
	l->random ^= l->random << 25;
	l->random ^= l->random >> 27;
	return l->random * UINT64_C(2685821657736338717);
}

static void
draw_shot(struct load *l, struct shot *shot)
{
	unsigned at = (unsigned)(draw(l) % l->script.weight);
	uint64_t a = draw(l), b = draw(l);
	struct ask *ask = l->script.asks;

	for (; at >= ask->weight; ask = ask->next)
		at -= ask->weight;
	*shot = (struct shot){ .ask = ask,
		.person = ask->person,
		.turn = ask->person->turn++,
		.n = ++l->n };
	ask->person = ask->person->peer;
	(void)snprintf(shot->uuid, sizeof shot->uuid,
	    "%08x-%04x-4%03x-%04x-%012" PRIx64, (unsigned)(a >> 32),
	    (unsigned)(a >> 16 & 0xffff), (unsigned)(a & 0xfff),
	    (unsigned)(0x8000 | (b >> 48 & 0x3fff)), b & UINT64_C(0xffffffffffff));
}

static void
copy_taken(struct arena *arena, struct shot *shot)
{
	for (unsigned i = 0; i < shot->ntaken; i++) {
		struct taken *taken = &shot->taken[i];

		taken->name = arena_strdup(arena, taken->name);
		taken->value = arena_strdup(arena, taken->value);
	}
}

/* The oldest open form, if it has been read for long enough. */
static bool
form_due(struct load *l, struct client *c, int64_t now)
{
	struct open_form *form = &l->stock[l->first];

	if (l->open == 0 || form->due > now)
		return false;
	c->shot = form->shot;
	copy_taken(c->arena, &c->shot);
	l->first = (l->first + 1) % STOCK_MAX;
	l->open--;
	return true;
}

static struct open_form *
lay_open(struct load *l, struct client *c)
{
	struct open_form *form = &l->stock[(l->first + l->open) % STOCK_MAX];

	if (l->open == STOCK_MAX)
		return NULL;
	if (form->arena == NULL)
		form->arena = arena_new();
	arena_reset(form->arena);
	form->shot = c->shot;
	form->due = clock_monotonic() + l->script.think * (SECOND / 1000);
	l->open++;
	return form;
}

static bool
keep_form(struct load *l, struct client *c)
{
	struct open_form *form = lay_open(l, c);

	return form != NULL && script_take(form->arena, &form->shot, c->body.data);
}

/* The page is still there, and its button is pressed once more. */
static void
send_again(struct load *l, struct client *c)
{
	struct open_form *form = lay_open(l, c);

	if (form == NULL)
		return;
	form->shot.again++;
	copy_taken(form->arena, &form->shot);
}

/* One request. */

static size_t
take_body(char *data, size_t size, size_t n, void *client)
{
	struct client *c = client;

	buf_add(&c->body, data, size * n);
	return size * n;
}

/* Before each time the request is sent. */
static int
note_try(void *client, char *ip, char *local_ip, int port, int local_port)
{
	struct client *c = client;

	(void)ip;
	(void)local_ip;
	(void)port;
	(void)local_port;
	c->tries++;
	buf_init(&c->body, c->arena);
	return CURL_PREREQFUNC_OK;
}

static void
begin(struct load *l, struct client *c, int64_t planned)
{
	const struct ask *ask;
	const char *path, *body = NULL;

	arena_reset(c->arena);
	c->planned = planned;
	c->tries = 0;
	c->fetches = false;
	if (!form_due(l, c, clock_monotonic())) {
		draw_shot(l, &c->shot);
		c->fetches = c->shot.ask->form != NULL;
	}
	ask = c->shot.ask;
	path = script_fill(c->arena, &c->shot, c->fetches ? ask->form : ask->path);
	if (!c->fetches && ask->body != NULL)
		body = script_fill(c->arena, &c->shot, ask->body);
	curl_slist_free_all(c->headers);
	c->headers = NULL;
	for (unsigned i = 0; i < ask->nheaders; i++)
		c->headers = curl_slist_append(
		    c->headers, script_fill(c->arena, &c->shot, ask->headers[i]));
	buf_init(&c->body, c->arena);
	(void)curl_easy_setopt(
	    c->easy, CURLOPT_URL, arena_printf(c->arena, "%s%s", l->url, path));
	(void)curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->headers);
	(void)curl_easy_setopt(c->easy, CURLOPT_COOKIE, c->shot.person->cookie);
	(void)curl_easy_setopt(
	    c->easy, CURLOPT_ACCEPT_ENCODING, ask->gzip ? "gzip" : NULL);
	(void)curl_easy_setopt(c->easy, CURLOPT_HTTPGET, 1L);
	if (body != NULL) {
		(void)curl_easy_setopt(c->easy, CURLOPT_POST, 1L);
		(void)curl_easy_setopt(
		    c->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
		(void)curl_easy_setopt(c->easy, CURLOPT_POSTFIELDS, body);
	}
	(void)curl_easy_setopt(
	    c->easy, CURLOPT_CUSTOMREQUEST, c->fetches ? NULL : ask->method);
	(void)curl_multi_add_handle(l->multi, c->easy);
	l->busy++;
}

static const char *
leads_to(struct client *c)
{
	const char *url = NULL;
	size_t len = strlen(c->load->url);

	(void)curl_easy_getinfo(c->easy, CURLINFO_REDIRECT_URL, &url);
	if (url == NULL)
		return "";
	return strncmp(url, c->load->url, len) == 0 ? url + len : url;
}

static bool
expected(struct client *c, long code)
{
	const struct ask *ask = c->shot.ask;

	if (c->fetches)
		return code == 200;
	for (unsigned i = 0; i < ask->ncodes; i++)
		if (ask->codes[i] == code)
			return code / 100 != 3 || ask->location == NULL ||
			       strncmp(leads_to(c), ask->location,
				   strlen(ask->location)) == 0;
	return false;
}

static enum verdict
judge(struct load *l, struct client *c, CURLcode ended, long code)
{
	const char *holds = c->shot.ask->holds;

	if (ended != CURLE_OK || code >= 500 || code == 0)
		return BROKEN;
	if (!expected(c, code))
		return WRONG;
	if (c->fetches)
		return keep_form(l, c) ? FINE : WRONG;
	return holds == NULL || strstr(c->body.data, holds) != NULL ? FINE : WRONG;
}

static void
complain(struct load *l, struct client *c, CURLcode ended, long code)
{
	if (l->complaints++ >= COMPLAINTS_MAX)
		return;
	fprintf(stderr, "%s at %.3f s: %s, code %ld, to %s, tries %u, key %s\n",
	    c->shot.ask->name, (double)(c->planned - l->began) / (double)SECOND,
	    curl_easy_strerror(ended), code, leads_to(c), c->tries, c->shot.uuid);
}

static const char *
result_name(const struct client *c)
{
	if (c->fetches)
		return c->shot.ask->form_name;
	return c->shot.again > 0 ? c->shot.ask->again_name : c->shot.ask->name;
}

static struct result *
new_result(struct load *l)
{
	if (l->nresults == l->room) {
		l->room = l->room * 2 + 4096;
		l->results = realloc(l->results, l->room * sizeof *l->results);
		if (l->results == NULL)
			abort();
	}
	return &l->results[l->nresults++];
}

static void
finish(struct load *l, struct client *c, CURLcode ended)
{
	int64_t now = clock_monotonic();
	const struct ask *ask = c->shot.ask;
	struct result *result = new_result(l);
	long code = 0;

	(void)curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &code);
	*result = (struct result){ .name = result_name(c),
		.us = (uint32_t)(now - c->planned),
		.retried = c->tries > 1,
		.verdict = judge(l, c, ended, code) };
	if (result->verdict != FINE)
		complain(l, c, ended, code);
	if (result->verdict == BROKEN && !c->fetches && c->shot.again < ask->again)
		send_again(l, c);
	if (l->out != NULL)
		fprintf(l->out, "%" PRId64 " %u %ld %s %u %s %s\n",
		    c->planned + l->wall, result->us, ended == CURLE_OK ? code : 0,
		    verdicts[result->verdict], c->tries, result->name, c->shot.uuid);
	l->last = now;
	(void)curl_multi_remove_handle(l->multi, c->easy);
	c->next = l->idle;
	l->idle = c;
	l->busy--;
}

/* The run. */

static void
begin_due(struct load *l)
{
	int64_t now = clock_monotonic();

	while (l->idle != NULL && l->planned <= now && l->planned < l->ends &&
	       !told_to_stop) {
		struct client *c = l->idle;

		l->idle = c->next;
		begin(l, c, l->planned);
		if (l->rate > 0)
			l->planned = l->began + (int64_t)((double)++l->begun / l->rate *
							  (double)SECOND);
		else
			l->planned = now = clock_monotonic();
	}
}

static void
reap(struct load *l)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(l->multi, &left)) != NULL) {
		struct client *c = NULL;

		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &c);
		finish(l, c, message->data.result);
	}
}

/* Sleeps until an answer comes or the next request is due, to the microsecond. */
static void
sleep_until_due(struct load *l)
{
	struct curl_waitfd timer = { .fd = l->timer, .events = CURL_WAIT_POLLIN };
	int64_t wait = l->planned - clock_monotonic();
	const struct itimerspec when = { .it_value = {
					     .tv_sec = wait / SECOND,
					     .tv_nsec = wait % SECOND * 1000,
					 } };
	bool due = l->idle != NULL && l->planned < l->ends && !told_to_stop;

	if (due && wait <= 0)
		return;
	if (due)
		(void)timerfd_settime(l->timer, 0, &when, NULL);
	(void)curl_multi_poll(l->multi, &timer, due ? 1 : 0, 1000, NULL);
}

static void
run(struct load *l)
{
	int running;

	l->began = l->planned = l->last = clock_monotonic();
	l->wall = clock_wall() - l->began;
	l->ends = l->began + l->seconds * SECOND;
	for (;;) {
		begin_due(l);
		(void)curl_multi_perform(l->multi, &running);
		reap(l);
		if (l->busy == 0 &&
		    (told_to_stop ||
			(l->rate > 0 ? l->planned : clock_monotonic()) >= l->ends))
			return;
		sleep_until_due(l);
	}
}

/* What it came to. */

static int
by_time(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* Of sorted times, in milliseconds: the smallest that this share does not pass. */
static double
share(const uint32_t *us, size_t n, double part)
{
	size_t i = (size_t)ceil(part * (double)n);

	return n > 0 ? us[i > 0 ? i - 1 : 0] / 1000.0 : 0;
}

static void
sum_up(const struct load *l, const char *name)
{
	uint32_t *us = calloc(l->nresults + 1, sizeof *us);
	size_t n = 0, counts[VERDICTS] = { 0 }, retried = 0;

	if (us == NULL)
		abort();
	for (size_t i = 0; i < l->nresults; i++) {
		const struct result *r = &l->results[i];

		if (name != NULL && r->name != name)
			continue;
		us[n++] = r->us;
		counts[r->verdict]++;
		retried += r->retried;
	}
	qsort(us, n, sizeof *us, by_time);
	printf("load %s %zu %.1f %.3f %.3f %.3f %zu %zu %zu %zu\n",
	    name != NULL ? name : "all", n,
	    (double)n / ((double)(l->last - l->began) / (double)SECOND),
	    share(us, n, 0.5), share(us, n, 0.99), share(us, n, 1), counts[FINE],
	    counts[WRONG], counts[BROKEN], retried);
	free(us);
}

static void
sum_up_all(const struct load *l)
{
	sum_up(l, NULL);
	for (const struct ask *ask = l->script.asks; ask != NULL; ask = ask->next) {
		sum_up(l, ask->name);
		if (ask->form != NULL)
			sum_up(l, ask->form_name);
		if (ask->again > 0)
			sum_up(l, ask->again_name);
	}
}

static bool
read_options(struct load *l, int argc, char **argv)
{
	static const struct option options[] = { { "url", 1, NULL, 'u' },
		{ "script", 1, NULL, 's' }, { "rate", 1, NULL, 'r' },
		{ "clients", 1, NULL, 'c' }, { "seconds", 1, NULL, 't' },
		{ "out", 1, NULL, 'o' }, { "seed", 1, NULL, 'n' }, { 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 'u':
			l->url = optarg;
			break;
		case 's':
			l->script_path = optarg;
			break;
		case 'r':
			l->rate = strtod(optarg, NULL);
			break;
		case 'c':
			l->clients = (int)strtol(optarg, NULL, 10);
			break;
		case 't':
			l->seconds = (int)strtol(optarg, NULL, 10);
			break;
		case 'o':
			l->out_path = optarg;
			break;
		case 'n':
			l->seed = strtoull(optarg, NULL, 10);
			break;
		default:
			return false;
		}
	return l->url != NULL && l->script_path != NULL && l->clients > 0 &&
	       l->clients <= CLIENTS_MAX;
}

static void
make_clients(struct load *l)
{
	(void)curl_global_init(CURL_GLOBAL_NOTHING);
	l->multi = curl_multi_init();
	/* All of them stay open. */
	(void)curl_multi_setopt(l->multi, CURLMOPT_MAXCONNECTS, (long)l->clients);
	for (int i = 0; i < l->clients; i++) {
		struct client *c = &l->client[i];

		*c = (struct client){ .load = l,
			.easy = curl_easy_init(),
			.arena = arena_new(),
			.next = l->idle };
		l->idle = c;
		(void)curl_easy_setopt(c->easy, CURLOPT_PRIVATE, c);
		(void)curl_easy_setopt(c->easy, CURLOPT_NOSIGNAL, 1L);
		(void)curl_easy_setopt(c->easy, CURLOPT_PROXY, "");
		(void)curl_easy_setopt(c->easy, CURLOPT_TIMEOUT, ANSWER_SECONDS);
		(void)curl_easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, take_body);
		(void)curl_easy_setopt(c->easy, CURLOPT_WRITEDATA, c);
		(void)curl_easy_setopt(c->easy, CURLOPT_PREREQFUNCTION, note_try);
		(void)curl_easy_setopt(c->easy, CURLOPT_PREREQDATA, c);
	}
}

int
main(int argc, char **argv)
{
	static struct load l = { .clients = CLIENTS_DEFAULT, .seconds = 10, .seed = 1 };

	if (!read_options(&l, argc, argv)) {
		fputs("usage: load --url URL --script FILE [--rate R] [--clients N] "
		      "[--seconds S] [--out FILE] [--seed N]\n",
		    stderr);
		return EXIT_FAILURE;
	}
	if (script_read(arena_new(), l.script_path, &l.script) != OK)
		return EXIT_FAILURE;
	if (l.out_path != NULL && (l.out = fopen(l.out_path, "w")) == NULL) {
		perror(l.out_path);
		return EXIT_FAILURE;
	}
	l.random = l.seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	l.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	(void)signal(SIGINT, stop);
	(void)signal(SIGTERM, stop);
	make_clients(&l);
	run(&l);
	sum_up_all(&l);
	return l.out == NULL || fclose(l.out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

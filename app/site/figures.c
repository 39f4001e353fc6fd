/* figures.c - see figures.h. */

#include "site/figures.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define MOST 256 /* users; a few hundred bytes each */

enum kind { NAV = 1, TASKS = 2, TODAY = 4, PATIENTS = 8, CASES = 16, THREADS = 32 };

static struct figures {
	struct figures_of of;
	unsigned has; /* of enum kind */
	struct nav_counts nav;
	struct task_counts tasks;
	struct today_figures today;
	struct patient_counts patients;
	struct escalation_counts cases;
	struct thread_tally threads;
	char last_closer[128];
	char trouble[16];
} all[MOST];

static struct figures *
room_of(const struct session_resume *user)
{
	return &all[(uint64_t)user->id % MOST];
}

/* Only of those whose places are counted: an administrator has none. */
static bool
may_keep(const struct request *rq)
{
	const struct session_resume *user = rq->who;

	return user != NULL && rq->tx != NULL && rq->method == GET &&
	       user->place_count > 0 && strcmp(user->role, "admin") != 0;
}

static bool
same(const struct figures *f, const struct session_resume *user, int64_t now)
{
	const struct figures_of *of = &f->of;

	return f->has != 0 && of->user_id == user->id && of->version == user->version &&
	       of->place_id == user->place_id && of->place_count == user->place_count &&
	       strcmp(of->role, user->role) == 0 && of->at <= now && now < of->until;
}

static struct figures *
kept(const struct request *rq, enum kind kind)
{
	const struct session_resume *user = rq->who;
	struct figures *f;

	if (!may_keep(rq))
		return NULL;
	f = room_of(user);
	return same(f, user, tx_now(rq->tx)) && (f->has & kind) != 0 ? f : NULL;
}

/* Where the navigation's are there, and this is not. */
static struct figures *
room(const struct request *rq, enum kind kind)
{
	struct figures *f = kept(rq, NAV);

	if (f == NULL || (f->has & kind) != 0)
		return NULL;
	f->has |= kind;
	return f;
}

const struct figures_of *
figures_stand(const struct request *rq)
{
	const struct figures *f = kept(rq, NAV);

	return f != NULL ? &f->of : NULL;
}

const struct nav_counts *
figures_nav(const struct request *rq)
{
	const struct figures *f = kept(rq, NAV);

	return f != NULL ? &f->nav : NULL;
}

const struct task_counts *
figures_tasks(const struct request *rq)
{
	const struct figures *f = kept(rq, TASKS);

	return f != NULL ? &f->tasks : NULL;
}

const struct today_figures *
figures_today(const struct request *rq)
{
	const struct figures *f = kept(rq, TODAY);

	return f != NULL ? &f->today : NULL;
}

const struct patient_counts *
figures_patients(const struct request *rq)
{
	const struct figures *f = kept(rq, PATIENTS);

	return f != NULL ? &f->patients : NULL;
}

const struct escalation_counts *
figures_cases(const struct request *rq)
{
	const struct figures *f = kept(rq, CASES);

	return f != NULL ? &f->cases : NULL;
}

const struct thread_tally *
figures_threads(const struct request *rq)
{
	const struct figures *f = kept(rq, THREADS);

	return f != NULL ? &f->threads : NULL;
}

void
figures_keep_nav(const struct request *rq, const struct nav_counts *nav)
{
	const struct session_resume *user = rq->who;
	struct figures *f;
	int64_t now;

	if (!may_keep(rq) || kept(rq, NAV) != NULL)
		return;
	f = room_of(user);
	now = tx_now(rq->tx);
	*f = (struct figures){ .of = { .user_id = user->id,
				   .version = user->version,
				   .place_id = user->place_id,
				   .place_count = user->place_count,
				   .at = now,
				   .until = now - now % MINUTE + MINUTE },
		.has = NAV,
		.nav = *nav };
	if (nav->until != 0 && nav->until < f->of.until)
		f->of.until = nav->until;
	(void)snprintf(f->of.role, sizeof f->of.role, "%s", user->role);
	(void)snprintf(f->trouble, sizeof f->trouble, "%s", nav->trouble);
	f->nav.trouble = f->trouble;
}

void
figures_keep_tasks(const struct request *rq, const struct task_counts *tasks)
{
	struct figures *f = room(rq, TASKS);

	if (f != NULL)
		f->tasks = *tasks;
}

void
figures_keep_today(const struct request *rq, const struct today_figures *today)
{
	struct figures *f = room(rq, TODAY);

	if (f != NULL)
		f->today = *today;
}

void
figures_keep_patients(const struct request *rq, const struct patient_counts *patients)
{
	struct figures *f = room(rq, PATIENTS);

	if (f != NULL)
		f->patients = *patients;
}

void
figures_keep_threads(const struct request *rq, const struct thread_tally *threads)
{
	struct figures *f = room(rq, THREADS);

	if (f != NULL)
		f->threads = *threads;
}

void
figures_keep_cases(const struct request *rq, const struct escalation_counts *cases)
{
	struct figures *f;

	if (strlen(cases->last_closer) >= sizeof f->last_closer)
		return;
	f = room(rq, CASES);
	if (f == NULL)
		return;
	f->cases = *cases;
	(void)snprintf(f->last_closer, sizeof f->last_closer, "%s", cases->last_closer);
	f->cases.last_closer = f->last_closer;
}

/* import_check.c - see import_check.h. */

#include "site/import_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ext/phone.h"
#include "site/page.h"
#include "site/show.h"

/* A row while it is checked, and what the rows after it are compared with. */
struct candidate {
	const struct import_line *line;
	const char *number, *name_key, *e164, *birth_date;
	bool estimated, own;
	int64_t born; /* day number */
	const char *name, *phone, *words;
	const char *known; /* who has this phone already, "" for nobody */
	const struct candidate *sharer; /* another row with this phone */
	size_t sharers;
	struct registration registration;
};

struct checker {
	struct request *rq;
	struct register_view open; /* the facility and the choices, of all rows */
	struct import_dates dates;
	struct candidate *at;
	size_t n;
};

static const char *
cell(const struct import_line *line, const char *field)
{
	return import_cell(&import_clients, line, field);
}

/* ----------------------------------------------- cells as the form has them --- */

/* The code of what somebody wrote, as a code or as the page calls it. */
static const char *
coded(struct arena *arena, const struct option_rows *options, const char *typed)
{
	const char *folded = text_fold(arena, typed);

	for (size_t i = 0; i < options->n; i++)
		if (*folded != '\0' &&
		    (strcmp(folded, text_fold(arena, options->at[i].value)) == 0 ||
			strcmp(folded, text_fold(arena, options->at[i].label)) == 0))
			return options->at[i].value;
	return typed;
}

static const char *
sex(struct arena *arena, const struct option_rows *options, const char *typed)
{
	const char *folded = text_fold(arena, typed);

	if (*folded == '\0' || strcmp(folded, "m") == 0)
		return "male";
	return strcmp(folded, "f") == 0 ? "female" : coded(arena, options, typed);
}

static bool
is_yes(struct arena *arena, const char *typed)
{
	static const char *const words[] = { "yes", "y", "x", "1", "true" };
	const char *folded = text_fold(arena, typed);

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(folded, words[i]) == 0)
			return true;
	return strcmp(folded, text_fold(arena, _("yes"))) == 0 && *folded != '\0';
}

static const char *
dated(struct arena *arena, const char *typed)
{
	char iso[11];

	(void)clock_read_typed(typed, iso);
	return *iso != '\0' ? arena_strdup(arena, iso) : typed;
}

/* One row as the form's fields. */
struct source {
	const struct checker *checker;
	const struct import_line *line;
};

static const char *
phone_owner(const struct source *s)
{
	const char *typed = cell(s->line, "phone_owner");

	return *typed == '\0'
		   ? "own"
		   : coded(s->checker->rq->arena, &s->checker->open.owners, typed);
}

/* Whoever says that a phone is not his own has answered who uses it. */
static const char *
answer(const struct source *s, const char *name)
{
	struct phone phone;

	if (strcmp(phone_owner(s), "own") == 0)
		return NULL;
	if (strcmp(name, "same_phone") == 0)
		return "shared";
	if (phone_read(s->checker->rq->arena, cell(s->line, "phone"),
		s->checker->open.place->region, &phone) == PHONE_EMPTY)
		return NULL;
	return phone.e164;
}

static const char *
typed_in_row(void *from, const char *name)
{
	const struct source *s = from;
	const struct register_view *open = &s->checker->open;
	struct arena *arena = s->checker->rq->arena;
	const char *typed = cell(s->line, name);

	if (strcmp(name, "place_id") == 0)
		return arena_printf(arena, "%" PRId64, open->place->id);
	if (strcmp(name, "consent") == 0)
		return cell(s->line, "consent_date");
	if (strcmp(name, "same_phone") == 0 || strcmp(name, "asked_phone") == 0)
		return answer(s, name);
	if (strcmp(name, "guardian_consent") == 0)
		return is_yes(arena, typed) ? "1" : NULL;
	if (strcmp(name, "sex") == 0)
		return sex(arena, &open->sexes, typed);
	if (strcmp(name, "phone_owner") == 0)
		return phone_owner(s);
	if (strcmp(name, "guardian_relation") == 0)
		return coded(arena, &open->relations, typed);
	if (strcmp(name, "method") == 0)
		return coded(arena, &open->methods, typed);
	if (strcmp(name, "language") == 0)
		return *typed == '\0' ? open->place->language
				      : coded(arena, &open->languages, typed);
	if (strstr(name, "_date") != NULL)
		return dated(arena, typed);
	return typed;
}

/* ----------------------------------------------------------------- dates --- */

static const char *const date_fields[] = { "birth_date", "anchor_date",
	"consent_date" };

/* ----------------------------------------------------------------- words --- */

static const char *
choices(struct arena *arena, const struct option_rows *options)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < options->n; i++) {
		if (*options->at[i].value == '\0')
			continue;
		buf_printf(&b, "%s%s",
		    b.len == 0            ? ""
		    : i + 1 == options->n ? _(" or ")
					  : ", ",
		    options->at[i].value);
	}
	return b.data;
}

static const char *
who_uses(struct arena *arena, const struct phone_check *check)
{
	const struct patient_phone_users *user = check->users.at;

	if (check->users.n == 0)
		return _("a client of another facility");
	return arena_printf(arena, "%s, %s",
	    show_name(arena, user->given_name, user->family_name), user->number);
}

static const char *
one_of_these(struct arena *arena, const char *field, const struct option_rows *options)
{
	return arena_printf(arena, _("%s: write %s."),
	    import_heading(&import_clients, field), choices(arena, options));
}

/* A file cannot tick a box nor answer a question: what to do instead. */
static const char *
words_for(struct arena *arena, const struct register_view *v, const struct fault *f)
{
	if (strcmp(f->field, "sex") == 0)
		return one_of_these(arena, f->field, &v->sexes);
	if (strcmp(f->field, "phone_owner") == 0)
		return one_of_these(arena, f->field, &v->owners);
	if (strcmp(f->field, "guardian_relation") == 0)
		return one_of_these(arena, f->field, &v->relations);
	if (strcmp(f->field, "method") == 0)
		return one_of_these(arena, f->field, &v->methods);
	if (strcmp(f->field, "language") == 0)
		return arena_printf(arena, "%s %s",
		    one_of_these(arena, f->field, &v->languages),
		    _("Its name will do too."));
	if (strcmp(f->field, "guardian_consent") == 0)
		return _("Consent of the guardian: write yes when the guardian has "
			 "signed. Without it he cannot be registered.");
	if (strcmp(f->field, "consent") == 0)
		return _("Date on the consent form: please give it. Without his "
			 "consent he cannot be registered.");
	if (strcmp(f->field, "same_phone") == 0)
		return arena_printf(arena,
		    _("Mobile phone: %s is already the phone of %s. If both use it, "
		      "write shared under “Whose phone”. If it is the same person, "
		      "leave this row out."),
		    v->phone.shown, who_uses(arena, &v->phone));
	if (strcmp(f->field, "same_name") == 0)
		return arena_printf(arena,
		    _("Name: %s, %s, of this name and age is registered already. If "
		      "this is another person, register him by himself."),
		    show_name(arena, v->namesakes.at[0].given_name,
			v->namesakes.at[0].family_name),
		    v->namesakes.at[0].number);
	if (strcmp(f->field, "phone") == 0 && v->phone.doubtful)
		return _("Mobile phone: no such number is known in its country. If it "
			 "is right, register him by himself.");
	return f->message;
}

/* Digits that a spreadsheet has thrown away: 2.63776E+11. */
static bool
is_rounded(const char *typed)
{
	const char *after = typed + strspn(typed, "0123456789.,");

	return after > typed && (*after == 'E' || *after == 'e') && after[1] == '+';
}

static void
check_rounded(const struct import_line *line, const char *field, const char *words,
    struct faults *faults)
{
	if (is_rounded(cell(line, field)))
		fault_add(faults, field, words);
}

static const char *
join(struct arena *arena, const char *a, const char *b)
{
	return *a == '\0' ? b : arena_printf(arena, "%s %s", a, b);
}

/* ------------------------------------------------------------ other rows --- */

static bool
same_person(const struct candidate *a, const struct candidate *b)
{
	int64_t apart = a->born > b->born ? a->born - b->born : b->born - a->born;

	return strcmp(a->name_key, b->name_key) == 0 &&
	       (apart == 0 || ((a->estimated || b->estimated) && apart <= 366));
}

/* Two rows of the file with one phone: allowed, and said at both. */
static void
share(struct candidate *one, const struct candidate *other)
{
	one->registration.shared = true;
	if (one->own)
		one->registration.facts.phone_owner = "shared";
	if (one->sharers++ == 0)
		one->sharer = other;
}

static const char *
warning_of(struct arena *arena, const struct candidate *one)
{
	const char *words = "";

	if (*one->known != '\0')
		words =
		    arena_printf(arena, _("He shares the phone of %s."), one->known);
	if (one->sharers == 1)
		words = join(arena, words,
		    arena_printf(arena,
			_("Line %zu, %s, has the same phone: they are registered as "
			  "sharing it."),
			one->sharer->line->line, one->sharer->name));
	else if (one->sharers > 1)
		words = join(arena, words,
		    arena_printf(arena,
			_("%zu other rows have the same phone, first line %zu, %s: "
			  "they are registered as sharing it."),
			one->sharers, one->sharer->line->line, one->sharer->name));
	return words;
}

/* With the rows before it that will be registered. */
static void
compare(struct checker *c, struct candidate *new)
{
	struct arena *arena = c->rq->arena;

	for (size_t i = 0; i < c->n; i++) {
		const struct candidate *old = &c->at[i];

		if (*old->words != '\0')
			continue;
		if (*new->number != '\0' && strcmp(old->number, new->number) == 0)
			new->words = arena_printf(arena,
			    _("Number on the card: line %zu, %s, has the same."),
			    old->line->line, old->name);
		else if (same_person(old, new))
			new->words = arena_printf(arena,
			    _("Name: line %zu is of the same name and age. Leave one "
			      "of them out."),
			    old->line->line);
		if (*new->words != '\0')
			return;
	}
	for (size_t i = 0; i < c->n; i++) {
		struct candidate *old = &c->at[i];

		if (*old->words != '\0' || strcmp(old->e164, new->e164) != 0)
			continue;
		share(old, new);
		share(new, old);
	}
}

/* ------------------------------------------------------------- one row --- */

static enum status
check_number(struct checker *c, const char *number, struct faults *faults)
{
	struct patient_of_number_rows known;

	if (*number == '\0')
		return OK;
	TRY(sql_patient_of_number(c->rq->tx, c->open.place->id, number, &known));
	if (known.n > 0)
		fault_add(faults, "number",
		    arena_printf(c->rq->arena,
			_("Number on the card: %s has it already. Check the card, or "
			  "leave it empty."),
			show_name(c->rq->arena, known.at[0].given_name,
			    known.at[0].family_name)));
	return OK;
}

static enum status
read_row(struct checker *c, const struct import_line *line, struct register_view *view)
{
	struct source source = { c, line };

	*view = c->open;
	for (size_t i = 0; i < COUNT_OF(date_fields); i++) {
		const char *fault =
		    import_date_fault(c->rq->arena, &c->dates, line, date_fields[i]);

		if (fault != NULL)
			fault_add(&view->faults, date_fields[i], fault);
	}
	check_rounded(line, "phone",
	    _("Mobile phone: the spreadsheet has rounded this number, and its last "
	      "digits are lost. Make the column text and write it again."),
	    &view->faults);
	check_rounded(line, "phone2",
	    _("Second phone: the spreadsheet has rounded this number, and its last "
	      "digits are lost. Make the column text and write it again."),
	    &view->faults);
	TRY(register_form_check(c->rq, view, typed_in_row, &source));
	return check_number(c, view->form.number, &view->faults);
}

static enum status
check_row(struct checker *c, const struct import_line *line)
{
	struct arena *arena = c->rq->arena;
	struct candidate *new = &c->at[c->n];
	struct register_view view;

	TRY(read_row(c, line, &view));
	*new = (struct candidate){ .line = line,
		.number = view.form.number,
		.name_key = view.name_key,
		.e164 = view.phone.e164,
		.estimated = view.estimated,
		.own = strcmp(view.form.phone_owner, "own") == 0,
		.name = show_name(arena, view.form.given_name, view.form.family_name),
		.phone = *view.phone.shown != '\0' ? view.phone.shown : view.form.phone,
		.words = "",
		.known = "" };
	for (size_t i = 0; i < view.faults.n; i++)
		new->words = join(
		    arena, new->words, words_for(arena, &view, &view.faults.at[i]));
	if (*new->words == '\0') {
		TRY(clock_parse_date(view.birth_date, &new->born));
		new->registration =
		    register_form_registration(&view, page_user(c->rq)->id);
		/* Behind what somebody waits for who sits with a nurse. */
		new->registration.welcome = OUTBOX_BULK;
		if (new->registration.shared)
			new->known = who_uses(arena, &view.phone);
		compare(c, new);
	}
	c->n++;
	return OK;
}

/* -------------------------------------------------------------- report --- */

const char *
import_lines(struct arena *arena, const struct import_row_rows *of)
{
	const struct import_row *rows = of->at;
	const size_t n = of->n;
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < n;) {
		size_t last = i;

		while (last + 1 < n &&
		       rows[last + 1].line->line == rows[last].line->line + 1)
			last++;
		buf_printf(&b, "%s%zu", i > 0 ? "," : "", rows[i].line->line);
		if (last > i)
			buf_printf(&b, "-%zu", rows[last].line->line);
		i = last + 1;
	}
	return b.data;
}

static void
report_of(const struct checker *c, struct import_report *report)
{
	struct import_row *good, *faulty, *warned;

	ARENA_ARRAY(c->rq->arena, good, c->n);
	ARENA_ARRAY(c->rq->arena, faulty, c->n);
	ARENA_ARRAY(c->rq->arena, warned, c->n);
	*report = (struct import_report){
		.good.at = good, .faulty.at = faulty, .warned.at = warned
	};
	for (size_t i = 0; i < c->n; i++) {
		const struct candidate *from = &c->at[i];
		const struct import_row row = { .line = from->line,
			.name = from->name,
			.phone = from->phone,
			.words = from->words,
			.warning = warning_of(c->rq->arena, from),
			.registration = from->registration };

		if (*row.words != '\0')
			faulty[report->faulty.n++] = row;
		else
			good[report->good.n++] = row;
		if (*row.words == '\0' && *row.warning != '\0')
			warned[report->warned.n++] = row;
	}
	report->lines = import_lines(c->rq->arena, &report->good);
}

enum status
import_check_clients(struct request *rq, int64_t place_id,
    const struct import_file *file, struct import_report *report)
{
	struct checker c = { .rq = rq };

	TRY(register_form_open(rq, &c.open));
	if (!register_form_place(&c.open, place_id))
		return ERR_NOT_FOUND;
	c.dates = import_dates(file, date_fields, COUNT_OF(date_fields));
	ARENA_ARRAY(rq->arena, c.at, file->n);
	for (size_t i = 0; i < file->n; i++)
		TRY(check_row(&c, &file->at[i]));
	report_of(&c, report);
	return OK;
}

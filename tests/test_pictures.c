/*
 * test_pictures.c - pictures that forms ask for: drawn anew, kept with the draft and
 * then the report, seen by who may, and refused in words.
 */

#include <inttypes.h>
#include <string.h>

#include "base/file.h"
#include "core/form_picture.h"
#include "site_test.h"

#define FORM "/patients/401/forms/wound"
#define SECRET "Taken at home by Tinashe" /* in turned.jpg, by its camera */

/* clang-format off */
#define WOUND \
	"<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>Wound</h:title><model>" \
	"<instance><wound id=\"wound\"><see/><photo/><more><side/></more><kept/><meta><instanceID/></meta></wound></instance>" \
	"<bind nodeset=\"/wound/see\" type=\"string\"/>" \
	"<bind nodeset=\"/wound/photo\" type=\"binary\" required=\"true()\" relevant=\"/wound/see != ''no''\"/>" \
	"<bind nodeset=\"/wound/more/side\" type=\"binary\"/>" \
	"<bind nodeset=\"/wound/kept\" type=\"string\" calculate=\"if(/wound/photo = '''', ''none'', ''one'')\"/>" \
	"</model></h:head><h:body>" \
	"<input ref=\"/wound/see\"><label>What do you see?</label></input>" \
	"<upload ref=\"/wound/photo\" mediatype=\"image/*\"><label>The wound</label><hint>In daylight</hint></upload>" \
	"<repeat nodeset=\"/wound/more\"><upload ref=\"/wound/more/side\" mediatype=\"image/*\"><label>From the side</label></upload></repeat>" \
	"</h:body></h:html>"
/* clang-format on */

static void
begin(void)
{
	site_test_begin();
	site_sql(
	    "INSERT INTO form (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'wound')");
	site_sql("INSERT INTO form_version (form_id, number, title, xml, sha256, "
		 "created_at) SELECT 1, 1, 'Wound', x, encode(sha256(convert_to(x, "
		 "'UTF8')), 'hex'), business_now() FROM (VALUES ('%s')) v (x)",
	    WOUND);
}

static const char *
file_of(const char *name, size_t *len)
{
	const char *bytes;

	ck_assert_int_eq(file_read(site_arena(),
			     arena_printf(site_arena(), "tests/pictures/%s", name),
			     PICTURE_BYTES, &bytes, len),
	    OK);
	return bytes;
}

static struct request *
brings(
    int64_t user, const char *path, const char *question, const char *file, size_t len)
{
	return site_ask(&(struct site_ask){ .method = POST,
	    .user = user,
	    .path = path,
	    .body = arena_printf(
		site_arena(), "%s&question=%s&language=en", site_csrf(user), question),
	    .file = file,
	    .file_len = len });
}

static struct request *
brings_file(int64_t user, const char *path, const char *question, const char *name)
{
	size_t len;
	const char *bytes = file_of(name, &len);

	return brings(user, path, question, bytes, len);
}

static const char *
sent(const struct request *rq, const char *rest)
{
	return arena_printf(site_arena(), "page=0&version=%s&task=0&in=en&%s",
	    site_value(rq, "version"), rest);
}

/* To the page where the picture is brought: "/drafts/7/picture". */
static const char *
opens(int64_t user, const char *question, const char *rest)
{
	struct request *rq = site_get(user, FORM);
	char *path;

	rq = site_post(user, FORM,
	    sent(rq, arena_printf(site_arena(), "%spicture=%s", rest, question)));
	ck_assert_int_eq(rq->reply.code, 303);
	path = arena_strdup(site_arena(), rq->reply.location);
	ck_assert_ptr_nonnull(
	    strstr(path, arena_printf(site_arena(), "/picture?question=%s", question)));
	ck_assert_int_eq(site_get(user, path)->reply.code, 200);
	path[strcspn(path, "?")] = '\0';
	return path;
}

static int
edge(const char *bytes, size_t len, int *height)
{
	/* SOF0 or SOF2 of a JPEG says how large it is. */
	for (size_t i = 2; i + 9 < len;) {
		const unsigned char *s = (const unsigned char *)bytes + i;

		if (s[0] == 0xff && (s[1] == 0xc0 || s[1] == 0xc2)) {
			*height = s[5] << 8 | s[6];
			return s[7] << 8 | s[8];
		}
		i += 2 + (size_t)(s[2] << 8 | s[3]);
	}
	return 0;
}

START_TEST(is_drawn_anew)
{
	struct picture p;
	enum picture_fault fault;
	size_t len;
	const char *bytes = file_of("turned.jpg", &len);
	int height = 0;

	ck_assert(memmem(bytes, len, SECRET, strlen(SECRET)) != NULL);
	ck_assert_int_eq(picture_draw(site_arena(), bytes, len, &p, &fault), OK);
	/* 40 by 20, turned as its camera was held. */
	ck_assert_int_eq(p.width, 20);
	ck_assert_int_eq(p.height, 40);
	ck_assert_int_eq(edge(p.whole.jpeg, p.whole.len, &height), 20);
	ck_assert_int_eq(height, 40);
	ck_assert(memmem(p.whole.jpeg, p.whole.len, SECRET, strlen(SECRET)) == NULL);
	ck_assert(memmem(p.whole.jpeg, p.whole.len, "Exif", 4) == NULL);
	ck_assert(memmem(p.small.jpeg, p.small.len, "Exif", 4) == NULL);
	/* No longer than is kept; what was transparent is white. */
	bytes = file_of("clear.png", &len);
	ck_assert_int_eq(picture_draw(site_arena(), bytes, len, &p, &fault), OK);
	ck_assert_int_eq(p.width, PICTURE_EDGE);
	ck_assert_int_eq(p.height, 8);
	ck_assert_int_eq(edge(p.small.jpeg, p.small.len, &height), PICTURE_SMALL);
	ck_assert_int_eq(height, 1);
	/* As text, and back. */
	ck_assert_uint_eq(
	    picture_of_text(site_arena(), picture_text(site_arena(), p.small)).len,
	    p.small.len);
}
END_TEST

START_TEST(what_is_none_is_refused)
{
	static const struct {
		const char *file;
		enum picture_fault fault;
	} cases[] = {
		{ "cut.jpg", PICTURE_DAMAGED },
		{ "bomb.png", PICTURE_TOO_LARGE },
	};
	struct picture p;
	enum picture_fault fault;
	const char *bytes;
	size_t len;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bytes = file_of(cases[i].file, &len);
		ck_assert_int_eq(
		    picture_draw(site_arena(), bytes, len, &p, &fault), ERR_INVALID);
		ck_assert_msg(fault == cases[i].fault, "%s: %d", cases[i].file, fault);
	}
	ck_assert_int_eq(
	    picture_draw(site_arena(), "GIF89a", 6, &p, &fault), ERR_INVALID);
	ck_assert_int_eq(fault, PICTURE_KIND);
	ck_assert_int_eq(picture_draw(site_arena(), "", 0, &p, &fault), ERR_INVALID);
	ck_assert_int_eq(fault, PICTURE_KIND);
	bytes = arena_alloc(site_arena(), PICTURE_BYTES + 1);
	ck_assert_int_eq(
	    picture_draw(site_arena(), bytes, PICTURE_BYTES + 1, &p, &fault),
	    ERR_INVALID);
}
END_TEST

START_TEST(is_kept_and_then_the_reports)
{
	const char *path = opens(RUDO, "q2", "asked=q1&q1=Red+all+around&");
	struct request *rq = site_get(RUDO, FORM);

	/* What she typed before is kept, and nothing can be saved without it. */
	ck_assert(site_shows(rq, "Red all around"));
	ck_assert(site_shows(rq, "Choose a picture"));
	rq = site_post(
	    RUDO, FORM, sent(rq, "asked=q1&q1=Red+all+around&asked=q2&q2=&go=save"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Answer this question."));

	rq = brings_file(RUDO, path, "q2", "turned.jpg");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, FORM "?page=1#q2-field");
	ck_assert_int_eq(site_number("SELECT count(*) FROM picture WHERE width = 20 "
				     "AND draft_id IS NOT NULL AND patient_id = 401"),
	    1);
	rq = site_get(RUDO, FORM);
	ck_assert(site_shows(rq, "<img class=\"picture\" src=\"/pictures/1?small=1\""));
	ck_assert(site_shows(rq, "value=\"picture-1.jpg\""));
	ck_assert(site_shows(rq, "Another picture"));

	/* The page sends its name back, and another's is not taken. */
	rq = site_post(RUDO, FORM,
	    sent(rq, "asked=q1&q1=Red+all+around&asked=q2&q2=picture-1.jpg&asked=q4.1&"
		     "q4.1=&go=save"));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM picture p JOIN report r ON r.id = "
			"p.report_id WHERE p.draft_id IS NULL AND p.patient_id = 401 "
			"AND r.fields ->> 'photo' = 'picture-1.jpg' "
			"AND r.fields ->> 'kept' = 'one'"),
	    1);
	rq = site_get(RUDO, arena_printf(site_arena(), "/reports/%" PRId64,
				site_number("SELECT max(id) FROM report")));
	ck_assert(site_shows(rq, "<img class=\"picture\" src=\"/pictures/1?small=1\""));
	/* Whoever may see the report may see it, whole and small. */
	rq = site_get(TENDAI, "/pictures/1");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(rq->reply.type, "image/jpeg");
	ck_assert(memcmp(rq->reply.body.data, "\xff\xd8\xff", 3) == 0);
	ck_assert_str_eq(rq->reply.shown, "patient");
	ck_assert_int_eq(rq->reply.shown_id, 401);
	ck_assert_int_eq(site_get(NOMSA, "/pictures/1?small=1")->reply.code, 200);
	ck_assert_int_eq(site_get(JOYCE, "/pictures/1")->reply.code, 404);
	ck_assert_int_eq(site_get(JOYCE, "/pictures/1?small=1")->reply.code, 404);
	ck_assert_int_eq(site_get(ADA, "/pictures/1")->reply.code, 403);
	ck_assert_int_eq(site_get(RUDO, "/pictures/2")->reply.code, 404);
}
END_TEST

START_TEST(of_a_draft_is_its_writers)
{
	const char *path = opens(RUDO, "q2", "");

	ck_assert_int_eq(brings_file(RUDO, path, "q2", "turned.jpg")->reply.code, 303);
	ck_assert_int_eq(site_get(RUDO, "/pictures/1")->reply.code, 200);
	ck_assert_int_eq(site_get(TENDAI, "/pictures/1")->reply.code, 404);
	ck_assert_int_eq(
	    brings_file(TENDAI, path, "q2", "turned.jpg")->reply.code, 404);
	ck_assert_int_eq(
	    site_get(TENDAI, arena_printf(site_arena(), "%s?question=q2", path))
		->reply.code,
	    404);
	/* Only what asks for one. */
	ck_assert_int_eq(brings_file(RUDO, path, "q1", "turned.jpg")->reply.code, 404);
	ck_assert_int_eq(brings_file(RUDO, path, "q99", "turned.jpg")->reply.code, 404);
	/* With the draft it is gone. */
	ck_assert_int_eq(site_post(RUDO, FORM, "discard=1")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM picture"), 0);
	ck_assert_int_eq(brings_file(RUDO, path, "q2", "turned.jpg")->reply.code, 404);
}
END_TEST

/* The other's picture is not named by typing. */
START_TEST(a_name_is_not_typed)
{
	struct request *rq;
	const char *path = opens(RUDO, "q2", "");

	ck_assert_int_eq(brings_file(RUDO, path, "q2", "turned.jpg")->reply.code, 303);
	rq = site_get(TENDAI, FORM);
	rq = site_post(
	    TENDAI, FORM, sent(rq, "asked=q1&q1=x&asked=q2&q2=picture-1.jpg&go=save"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
	/* Taken away, it is asked for again. */
	rq = site_get(RUDO, FORM);
	rq = site_post(RUDO, FORM, sent(rq, "asked=q2&q2=picture-1.jpg&clear=q2"));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(!site_shows(site_get(RUDO, FORM), "/pictures/1"));
	ck_assert_int_eq(form_picture_id("picture-12.jpg"), 12);
	ck_assert_int_eq(form_picture_id("picture-.jpg"), 0);
	ck_assert_int_eq(form_picture_id("picture-12.jpgx"), 0);
	ck_assert_int_eq(form_picture_id("picture-9999999999999999999.jpg"), 0);
	ck_assert_int_eq(form_picture_id("12"), 0);
}
END_TEST

START_TEST(a_fault_is_said_and_nothing_is_lost)
{
	struct request *rq;
	const char *path = opens(RUDO, "q2", "asked=q1&q1=Swollen&");

	rq = brings(RUDO, path, "q2", "no picture at all", 0);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "neither a JPEG nor a PNG"));
	ck_assert(site_shows(rq, "<h1>The wound</h1>"));
	rq = brings_file(RUDO, path, "q2", "cut.jpg");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "damaged and cannot be read"));
	rq = brings_file(RUDO, path, "q2", "bomb.png");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "larger than 8 MB or 50 million points"));
	rq = brings(RUDO, path, "q2", "", 0);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "choose a file that is not empty"));
	ck_assert(site_shows(site_get(RUDO, FORM), "Swollen"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM picture"), 0);
	/* So many, and no more. */
	site_sql("INSERT INTO picture (draft_id, user_id, place_id, patient_id, at, "
		 "width, height, jpeg, small) SELECT d.id, d.user_id, d.place_id, "
		 "d.patient_id, business_now(), 1, 1, 'x', 'x' FROM form_draft d, "
		 "generate_series(1, %d)",
	    FORM_PICTURES_MAX);
	rq = brings_file(RUDO, path, "q2", "turned.jpg");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "40 were brought for this draft already"));
}
END_TEST

/* Each of a repeat, and what a report showed before it was changed. */
START_TEST(several_and_earlier_ones)
{
	struct request *rq;
	const char *path = opens(RUDO, "q2", ""), *report;

	ck_assert_int_eq(brings_file(RUDO, path, "q2", "turned.jpg")->reply.code, 303);
	rq = site_get(RUDO, FORM);
	ck_assert_int_eq(site_post(RUDO, FORM, sent(rq, "add=r3"))->reply.code, 303);
	for (int i = 1; i <= 2; i++)
		ck_assert_int_eq(
		    brings_file(
			RUDO, path, arena_printf(site_arena(), "q4.%d", i), "clear.png")
			->reply.code,
		    303);
	rq = site_get(RUDO, FORM);
	rq = site_post(RUDO, FORM,
	    sent(rq,
		"asked=q1&q1=&asked=q2&q2=picture-1.jpg&asked=q4.1&q4.1=picture-2.jpg&"
		"asked=q4.2&q4.2=picture-3.jpg&go=save"));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM picture WHERE report_id IS NOT NULL"), 3);
	report = arena_printf(site_arena(), "/reports/%" PRId64,
	    site_number("SELECT max(id) FROM report"));
	rq = site_get(RUDO, report);
	for (int i = 1; i <= 3; i++)
		ck_assert(site_shows(
		    rq, arena_printf(site_arena(), "src=\"/pictures/%d?small=1\"", i)));

	rq = site_post(RUDO, arena_printf(site_arena(), "%s/edit", report),
	    "page=0&version=0&report=1&in=en&picture=q2");
	ck_assert_int_eq(rq->reply.code, 303);
	path = arena_strndup(
	    site_arena(), rq->reply.location, strcspn(rq->reply.location, "?"));
	ck_assert_int_eq(brings_file(RUDO, path, "q2", "clear.png")->reply.code, 303);
	rq = site_get(RUDO, arena_printf(site_arena(), "%s/edit", report));
	rq = site_post(RUDO, arena_printf(site_arena(), "%s/edit", report),
	    arena_printf(site_arena(),
		"page=0&version=%s&report=1&in=en&asked=q2&q2=picture-4.jpg&asked=q1&"
		"q1=&"
		"asked=q4.1&q4.1=picture-2.jpg&asked=q4.2&q4.2=picture-3.jpg&"
		"go=save&why=Clearer",
		site_value(rq, "version")));
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(RUDO, report);
	ck_assert(site_shows(rq, "src=\"/pictures/4?small=1\""));
	ck_assert(site_shows(rq, "<a href=\"/pictures/1\">"));
	ck_assert_int_eq(site_get(TENDAI, "/pictures/1")->reply.code, 200);
	ck_assert_int_eq(site_get(TENDAI, "/pictures/4")->reply.code, 200);
}
END_TEST

TCase *
pictures_tests(void)
{
	TCase *tc = tcase_create("pictures");

	tcase_set_tags(tc, "unsanitized");
	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, is_drawn_anew);
	tcase_add_test(tc, what_is_none_is_refused);
	tcase_add_test(tc, is_kept_and_then_the_reports);
	tcase_add_test(tc, of_a_draft_is_its_writers);
	tcase_add_test(tc, a_name_is_not_typed);
	tcase_add_test(tc, a_fault_is_said_and_nothing_is_lost);
	tcase_add_test(tc, several_and_earlier_ones);
	return tc;
}

/* test_import_pages.c - registering those who stand in a file. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "core/patient.h"
#include "site/import_file.h"
#include "site_test.h"

#define HEADINGS                                                                \
	"Number on the card,First name,Surname,Date of birth,Age,Mobile phone," \
	"Whose phone,Date of the procedure,Method,Date on the consent form\r\n"
/* Of a man who can be registered, but for his number, names and phone. */
#define REST ",own,02/03/2031,surgical,2031-03-02\r\n"

static struct request *
brought(const char *file)
{
	return site_upload(RUDO, "/imports/new", "", file);
}

/* The page about a file that is taken. */
static struct request *
seen(const char *file)
{
	struct request *rq = brought(file);

	ck_assert_msg(rq->reply.code == 303, "%d: %.3000s", rq->reply.code,
	    rq->reply.body.data != NULL ? strstr(rq->reply.body.data, "<main") : "");
	return site_get(RUDO, rq->reply.location);
}

static const char *
path_of_newest(void)
{
	return arena_printf(site_arena(), "/imports/%s",
	    site_text("SELECT id FROM import ORDER BY id DESC LIMIT 1"));
}

static struct request *
agreed(const char *lines)
{
	return site_post(RUDO, path_of_newest(),
	    arena_printf(site_arena(),
		"lines=%s&once=0f1c2d0e-5b1a-4c1e-9a57-1d2f3b4c5d6e", lines));
}

static int64_t
patients(void)
{
	return site_number("SELECT count(*) FROM patient");
}

START_TEST(the_page_and_its_template)
{
	struct request *rq = site_get(RUDO, "/imports/new");
	const char *template;

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "enctype=\"multipart/form-data\""));
	ck_assert(site_shows(rq, "at most 2000 rows and 250 KB"));
	ck_assert(!site_shows(rq, "name=\"place_id\""));
	ck_assert(site_shows(site_get(NOMSA, "/imports/new"), "name=\"place_id\""));
	ck_assert(site_shows(site_get(RUDO, "/patients/new"), "/imports/new"));
	rq = site_get(RUDO, "/imports/template");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(rq->reply.type, "text/csv; charset=utf-8");
	ck_assert_str_eq(site_header(rq, "Content-Disposition"),
	    "attachment; filename=\"register.csv\"");
	template = rq->reply.body.data;
	ck_assert(strstr(template, "2031-03-03") != NULL);
	/* With nothing but its example it is no register. */
	rq = brought(template);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "There is no client in this file"));
	/* Another name at its place, and its row is one that can be registered. */
	rq = seen(arena_printf(site_arena(), "%.*sT-1%s",
	    (int)(strstr(template, "EXAMPLE") - template), template,
	    strstr(template, "EXAMPLE") + 7));
	ck_assert(site_shows(rq, "Register 1 client<"));
}
END_TEST

START_TEST(two_are_registered)
{
	int64_t before = patients();
	struct request *rq =
	    seen(HEADINGS "T-1,Tonderai,Nhamo,22/05/2002,,0775550193" REST
			  ",Simba,Ncube,,30,0775550194" REST);

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Register 2 clients"));
	ck_assert(site_shows(rq, "Tonderai Nhamo"));
	ck_assert(site_shows(rq, "077 555 0193"));
	ck_assert(site_shows(rq, "Wed 22 May 2002"));
	ck_assert(site_shows(rq, "Sun 2 Mar 2031"));
	ck_assert_str_eq(site_value(rq, "lines"), "2-3");
	/* Seeing is not registering. */
	ck_assert_int_eq(patients(), before);
	rq = agreed("2-3");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, path_of_newest());
	ck_assert_int_eq(patients(), before + 2);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(number || ' ' || folded, ',' ORDER BY number) "
		      "FROM patient WHERE given_name IN ('Simba', 'Tonderai')"),
	    "T-1 tonderai nhamo t-1,T-2 simba ncube t-2");
	/* As the page does it: followed up with a schedule, and welcomed. */
	ck_assert_str_eq(
	    site_text(
		"SELECT e.anchor_date || ' ' || e.method || ' ' || e.consent_by || "
		"' ' || (e.consent_at AT TIME ZONE 'Africa/Harare')::date FROM "
		"enrolment e JOIN patient p ON p.id = e.patient_id WHERE p.number = "
		"'T-1'"),
	    "2031-03-02 surgical 201 2031-03-02");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM reminder r JOIN patient p ON p.id = "
			"r.patient_id WHERE p.number = 'T-1'"),
	    13);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM outbox WHERE state = 'ready' AND priority = 7"),
	    2);
	/* What was used is kept no longer. */
	ck_assert_str_eq(site_text("SELECT clients || ' ' || registered || ' ' || "
				   "(content LIKE '%%Nhamo%%') FROM import"),
	    "0 2 false");
	rq = site_get(RUDO, path_of_newest());
	ck_assert(site_shows(rq, "2 clients are registered, by Sr Rudo Makoni."));
	ck_assert(!site_shows(rq, "name=\"lines\""));
}
END_TEST

START_TEST(twice_is_once)
{
	int64_t before = patients();

	(void)seen(HEADINGS ",Tonderai,Nhamo,,27,0775550193" REST);
	ck_assert_int_eq(agreed("2")->reply.code, 303);
	ck_assert_int_eq(agreed("2")->reply.code, 303);
	/* From another page too, by somebody else. */
	ck_assert_int_eq(
	    site_post(TENDAI, path_of_newest(), "lines=2")->reply.code, 303);
	ck_assert_int_eq(patients(), before + 1);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
	/* The same file again: he is known by now. */
	ck_assert(site_shows(seen(HEADINGS ",Tonderai,Nhamo,,27,0775550193" REST),
	    "is already the phone of Tonderai Nhamo, R-2332"));
}
END_TEST

/* A row of its own for each thing that can be wrong. */
START_TEST(what_is_to_be_mended)
{
	static const struct {
		const char *row, *words;
	} rows[] = {
		{ ",,Nhamo,,27,0775550193,own,02/03/2031,surgical,2031-03-02",
		    "First name: please fill this in." },
		{ ",A,,,,0775550193,own,02/03/2031,surgical,2031-03-02",
		    "Date of birth: please give it, or his age in years." },
		{ ",A,,05/22/2002,,0775550193,own,02/03/2031,surgical,2031-03-02",
		    "Date of birth: “05/22/2002” cannot be read. Write the day first" },
		{ ",A,,22/05/02,,0775550193,own,02/03/2031,surgical,2031-03-02",
		    "“22/05/02” cannot be read" },
		{ ",A,,04/03/2031,,0775550193,own,02/03/2031,surgical,2031-03-02",
		    "Date of birth: this cannot be" },
		{ ",A,,,8,0775550193,own,02/03/2031,surgical,2031-03-02", "he is 8" },
		{ ",A,,,16,0775550193,own,02/03/2031,surgical,2031-03-02",
		    "Guardian’s name: he is 16, please give who agrees for him. "
		    "Relation of the guardian: write mother, father or other. "
		    "Consent of the guardian: write yes when" },
		{ ",A,,,27,0775 55,own,02/03/2031,surgical,2031-03-02", "too short" },
		{ ",A,,,27,2.63776E+11,own,02/03/2031,surgical,2031-03-02",
		    "the spreadsheet has rounded this number" },
		{ ",A,,,27,0242700000,own,02/03/2031,surgical,2031-03-02", "landline" },
		{ ",A,,,27,,own,02/03/2031,surgical,2031-03-02",
		    "Mobile phone: please fill this in." },
		{ ",A,,,27,0775550193,mine,02/03/2031,surgical,2031-03-02",
		    "Whose phone: write own, shared, guardian or other." },
		{ ",A,,,27,0775550193,other,02/03/2031,surgical,2031-03-02",
		    "please say whose phone it is" },
		{ ",A,,,27,0775550193,own,04/03/2031,surgical,2031-03-02",
		    "Date of the procedure: this day is still to come" },
		{ ",A,,,27,0775550193,own,17/02/2031,surgical,2031-03-02",
		    "more than 13 days ago" },
		{ ",A,,,27,0775550193,own,30/02/2031,surgical,2031-03-02",
		    "“30/02/2031” cannot be read" },
		{ ",A,,,27,0775550193,own,02/03/2031,laser,2031-03-02",
		    "Method: write surgical or device." },
		{ ",A,,,27,0775550193,own,02/03/2031,surgical,",
		    "Date on the consent form: please give it. Without" },
		{ ",A,,,27,0775550193,own,02/03/2031,surgical,yes",
		    "Date on the consent form: “yes” cannot be read" },
		{ ",A,,,27,0775550193,own,02/03/2031,surgical,2031-03-04",
		    "Date on the consent form: this day is still to come" },
		{ "R-2318,A,,,27,0775550193,own,02/03/2031,surgical,2031-03-02",
		    "Number on the card: Tinashe Moyo has it already" },
		{ ",A,,,27,0775550142,own,02/03/2031,surgical,2031-03-02",
		    "077 555 0142 is already the phone of Tinashe Moyo, R-2318" },
		{ ",A,,,27,+254712345678,own,02/03/2031,surgical,2031-03-02",
		    "the phone of a client of another facility" },
		{ ",tinashe,Mòyo,,24,0775550193,own,02/03/2031,surgical,2031-03-02",
		    "Name: Tinashe Moyo, R-2318, of this name and age" },
	};
	int64_t before = patients();

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct request *rq =
		    seen(arena_printf(site_arena(), HEADINGS "%s\r\n", rows[i].row));

		ck_assert_msg(site_shows(rq, rows[i].words), "%s: %s", rows[i].row,
		    strstr(rq->reply.body.data, "<main"));
		ck_assert_msg(!site_shows(rq, "name=\"lines\""), "%s", rows[i].row);
		ck_assert_msg(site_shows(rq, "Line 2</span>"), "%s", rows[i].row);
		/* Nobody is talked into it either. */
		ck_assert_int_eq(agreed("2")->reply.code, 409);
		ck_assert_int_eq(agreed("")->reply.code, 409);
	}
	ck_assert_int_eq(patients(), before);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM phone WHERE e164 = '+263775550193'"), 0);
}
END_TEST

/* What no row can be told apart for, or a machine could not. */
START_TEST(files_refused)
{
	static const struct {
		const char *file, *words;
	} files[] = {
		{ "", "File: please choose one that is not empty." },
		{ "PK\x03\x04 workbook", "This is a workbook of a spreadsheet" },
		{ "\xff\xfe"
		  "F",
		    "written in UTF-16" },
		{ "First name\nJos\xe9\n",
		    "Line 2: there are letters that are not UTF-8" },
		{ "First name,Age\nTonderai\n",
		    "Line 2: 1 cells, but the heading has 2" },
		{ "First name,Surname\nA,B\n",
		    "The column “Mobile phone” is missing." },
		{ "First name,Phone,Mobile\nA,1,2\n", "Columns 2 and 3 hold the same" },
		{ "First name,Phone,MC date,Method,Consent date\nA,1,2,3,4\n",
		    "The column “Date of birth” is missing, and “Age” too." },
		{ HEADINGS, "There is no client in this file" },
		{ HEADINGS ",,,,,,,,,\r\n", "There is no client in this file" },
		{ HEADINGS "\"A", "Line 2, column 1: the quotation mark" },
	};

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct request *rq = brought(files[i].file);

		ck_assert_msg(
		    rq->reply.code == 422, "%s: %d", files[i].words, rq->reply.code);
		ck_assert_msg(site_count(rq, files[i].words) >= 2,
		    "%s: not in the summary and at the field", files[i].words);
	}
	ck_assert_int_eq(site_number("SELECT count(*) FROM import"), 0);
	/* Of another facility, without a file, as an ordinary form, and no form at all. */
	ck_assert_int_eq(
	    site_upload(RUDO, "/imports/new", "place_id=102", HEADINGS)->reply.code,
	    422);
	ck_assert_int_eq(site_post(RUDO, "/imports/new", "")->reply.code, 422);
	ck_assert_int_eq(
	    site_post(RUDO, "/imports/new", "file=First+name")->reply.code, 422);
	ck_assert_int_eq(
	    site_upload(RUDO, "/patients/new", "", "\xff")->reply.code, 400);
	ck_assert_int_eq(
	    site_upload(RUDO, "/imports/new", "a=1&a=2", HEADINGS)->reply.code, 400);
	ck_assert_int_eq(site_post(RUDO, "/imports/new", "a=\xff")->reply.code, 400);
	/* With the token of somebody else. */
	ck_assert_int_eq(site_ask(&(struct site_ask){ .method = POST,
				      .user = RUDO,
				      .path = "/imports/new",
				      .body = site_csrf(TENDAI),
				      .file = HEADINGS })
			     ->reply.code,
	    403);
}
END_TEST

START_TEST(too_many)
{
	struct buf b;

	buf_init(&b, site_arena());
	buf_puts(&b, HEADINGS);
	for (int i = 0; i <= IMPORT_ROWS; i++)
		buf_puts(&b, ",A,,,27,0775550193" REST);
	ck_assert(site_shows(brought(b.data), "more than 2000 rows"));
}
END_TEST

/* Columns by other names, in another order, with other separators. */
START_TEST(as_registers_come)
{
	struct request *rq = seen("\xef\xbb\xbf"
				  "MC Date;HIV status;dob;FIRST NAME;cell;"
				  "Mc method;Consent date;SMS language;Gender\r\n"
				  "2.3.2031;secret;1-2-1999;Tonderai;'+263 77 555 0193;"
				  "Surgical;2/3/2031;Shona;M\r\n"
				  ";;;;;;;;\r\n");

	ck_assert(site_shows(rq, "Register 1 client<"));
	ck_assert(site_shows(rq, "Mon 1 Feb 1999"));
	ck_assert(site_shows(rq, "not kept:</p>") || site_shows(rq, "HIV status"));
	/* What is not registered is not kept. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM import WHERE content LIKE '%%secret%%'"),
	    0);
	ck_assert_int_eq(agreed("2")->reply.code, 303);
	ck_assert_str_eq(site_text("SELECT language || ' ' || sex || ' ' || birth_date "
				   "FROM patient WHERE given_name = 'Tonderai'"),
	    "sn male 1999-02-01");
}
END_TEST

/* Where one date can only be month first, none is guessed. */
START_TEST(month_first)
{
	struct request *rq = seen(HEADINGS
	    ",Tonderai,,05/22/2002,,0775550193" REST
	    ",Simba,,30/01/2001,,0775550194,own,2031-03-02,surgical,2031-03-02\r\n"
	    ",Themba,,,27,0775550195" REST);

	ck_assert(site_shows(rq, "Register 1 client<"));
	ck_assert(site_shows(rq,
	    "“02/03/2031” may be written month first, as “05/22/2002” "
	    "in line 2 is. Write it as 2031-03-02, if that is the day."));
	ck_assert_str_eq(site_value(rq, "lines"), "3");
}
END_TEST

/* One phone in two rows is shared, one man in two rows is one. */
START_TEST(rows_among_themselves)
{
	struct request *rq = seen(HEADINGS "T-1,Tonderai,Nhamo,,27,0775550193" REST
					   "T-1,Simba,Ncube,,30,0775550194" REST
					   ",tonderai,NHAMO,,27,0775550195" REST
					   ",Peter,Sibanda,,40,+263775550193" REST);

	ck_assert(site_shows(
	    rq, "Number on the card: line 2, Tonderai Nhamo, has the same."));
	ck_assert(site_shows(rq, "Name: line 2 is of the same name and age."));
	ck_assert(site_shows(rq, "Line 5, Peter Sibanda, has the same phone"));
	ck_assert(site_shows(rq, "Line 2, Tonderai Nhamo, has the same phone"));
	ck_assert_str_eq(site_value(rq, "lines"), "2,5");
	ck_assert_int_eq(agreed("2,5")->reply.code, 303);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM patient p JOIN phone ph ON ph.id = p.phone_id "
		"WHERE e164 = '+263775550193' AND phone_owner = 'shared'"),
	    2);
}
END_TEST

/* A known phone is taken only where the file says that it is not his alone. */
START_TEST(a_known_phone)
{
	struct request *rq = seen(HEADINGS
	    ",Tonderai,Nhamo,,27,0775550142,shared,02/03/2031,surgical,2031-03-02\r\n");

	ck_assert(site_shows(rq, "He shares the phone of Tinashe Moyo, R-2318."));
	ck_assert_int_eq(agreed("2")->reply.code, 303);
	ck_assert_str_eq(site_text("SELECT string_agg(phone_owner, ' ') FROM patient "
				   "WHERE phone_id = 301"),
	    "shared shared");
}
END_TEST

/* The next free number is none that stands in the file. */
START_TEST(numbers_of_the_file_come_first)
{
	(void)seen(HEADINGS ",Tonderai,Nhamo,,27,0775550193" REST
			    "R-2332,Simba,Ncube,,30,0775550194" REST);
	ck_assert_int_eq(agreed("2-3")->reply.code, 303);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(given_name || ' ' || number, ',' ORDER BY number) "
		"FROM patient WHERE given_name IN ('Simba', 'Tonderai')"),
	    "Simba R-2332,Tonderai R-2333");
}
END_TEST

/* As the database counts, so does who has asked it once. */
START_TEST(numbers_without_asking)
{
	static const char *const numbers[][2] = {
		{ "R-2332", "R-2333" },
		{ "R-0099", "R-0100" },
		{ "R-999", "R-1000" },
		{ "9", "10" },
		{ "R9", "R10" },
		{ "A", "A1" },
	};

	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		ck_assert_str_eq(
		    patient_number_after(site_arena(), numbers[i][0]), numbers[i][1]);
	(void)seen(HEADINGS ",Tonderai,Nhamo,,27,0775550193" REST
			    ",Simba,Ncube,,30,0775550194" REST
			    ",Themba,Dube,,30,0775550195" REST);
	site_sql("UPDATE patient SET number = 'R-2399' WHERE id = %d", FARAI);
	ck_assert_int_eq(agreed("2-4")->reply.code, 303);
	ck_assert_str_eq(site_text("SELECT string_agg(number, ' ' ORDER BY number) "
				   "FROM patient WHERE number > 'R-2399'"),
	    "R-2400 R-2401 R-2402");
}
END_TEST

/* Somebody at another desk, who does not end before others begin. */
static struct db *desk;

static struct tx *
begun(const char *does)
{
	struct tx *tx;

	if (desk == NULL)
		ck_assert_int_eq(db_open(getenv("OWNER_DATABASE"), &desk), OK);
	ck_assert_int_eq(tx_begin(desk, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_script(tx, does), OK);
	return tx;
}

static void
end_desk(void)
{
	db_close(desk);
	desk = NULL;
	site_test_end();
}

static const char *
registered_alone(void)
{
	struct request *rq;

	(void)seen(HEADINGS ",Simba,Ncube,,30,0775550194" REST);
	rq = agreed("2");
	ck_assert_int_eq(rq->reply.code, 303);
	return site_text("SELECT number FROM patient WHERE given_name = 'Simba'");
}

/* Two files at one facility: nobody waits, and nobody has another's number. */
START_TEST(numbers_while_others_register)
{
	struct tx *tx = begun("SELECT patient_next_number(101, 3)");
	int64_t began = clock_monotonic();
	const char *number = registered_alone();

	ck_assert_str_eq(number, "R-2335");
	ck_assert_int_lt(clock_monotonic() - began, 4 * SECOND);
	tx_rollback(tx);
	/* Those that are in a file, too; what begins otherwise is nobody's concern. */
	tx = begun("SELECT patient_numbers_given(101, '{R-2340,R-2338,Z-9999,R-}')");
	ck_assert_str_eq(site_text("SELECT patient_next_number(101)"), "R-2341");
	ck_assert_str_eq(site_text("SELECT patient_next_number(102, 2)"),
	    site_text("SELECT patient_next_number(102)"));
	tx_rollback(tx);
	ck_assert_str_eq(site_text("SELECT patient_next_number(101)"), "R-2336");
}
END_TEST

/* Named while somebody asks, they could be overlooked: that moment is waited for. */
START_TEST(numbers_of_a_file_wait_for_who_asks)
{
	static const char names[] = "SET LOCAL lock_timeout = '100ms'; "
				    "SELECT patient_numbers_given(101, '{R-2340}')";
	struct tx *asks = begun("SELECT pg_advisory_xact_lock("
				"hashtext('patient_next_number'), 101)");
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert(tx_script(tx, names) != OK);
	tx_rollback(tx);
	tx_rollback(asks);
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_script(tx, names), OK);
	tx_rollback(tx);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"),
	    0);
}
END_TEST

/* Who asked and failed leaves nothing behind that others would wait for. */
START_TEST(asking_in_vain)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert(tx_script(tx, "SELECT patient_next_number(101, 2147483647)") != OK);
	tx_rollback(tx);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"),
	    0);
}
END_TEST

/* What changes between seeing and agreeing is seen again first. */
START_TEST(changed_meanwhile)
{
	int64_t before = patients();
	struct request *rq;

	(void)seen(HEADINGS "T-1,Tonderai,Nhamo,,27,0775550193" REST
			    "T-2,Simba,Ncube,,30,0775550194" REST);
	site_sql("UPDATE patient SET number = 'T-2' WHERE id = %d", BRIAN);
	rq = agreed("2-3");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Nobody is registered yet"));
	ck_assert(site_shows(rq, "Brian Mutasa has it already"));
	ck_assert_int_eq(patients(), before);
	ck_assert_int_eq(agreed("2")->reply.code, 303);
	ck_assert_int_eq(patients(), before + 1);
}
END_TEST

/* All or nobody: the last one fails, and nothing is left of the first. */
START_TEST(all_or_nobody)
{
	int64_t before = patients();

	(void)seen(HEADINGS "T-1,Tonderai,Nhamo,,27,0775550193" REST
			    "T-2,Simba,Ncube,,30,0775550194" REST);
	site_sql("CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
		 "IF NEW.number = 'T-2' THEN RAISE unique_violation; END IF; RETURN "
		 "NEW; END $$;"
		 "CREATE TRIGGER fails BEFORE INSERT ON patient FOR EACH ROW EXECUTE "
		 "FUNCTION fails()");
	ck_assert_int_eq(agreed("2-3")->reply.code, 409);
	site_sql("DROP FUNCTION fails() CASCADE");
	ck_assert_int_eq(patients(), before);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM import WHERE registered_at IS NULL"), 1);
	ck_assert_int_eq(agreed("2-3")->reply.code, 303);
	ck_assert_int_eq(patients(), before + 2);
}
END_TEST

START_TEST(what_is_left_is_mended_and_brought_again)
{
	struct request *rq;
	const char *file;

	(void)seen(HEADINGS ",Tonderai,Nhamo,,27,0775550193" REST
			    ",=cmd,\"Ncube, S\",,30,0775 55" REST);
	ck_assert_int_eq(agreed("2")->reply.code, 303);
	rq = site_get(RUDO, path_of_newest());
	ck_assert(site_shows(rq, "Download to mend"));
	rq = site_get(RUDO, arena_printf(site_arena(), "%s/mend", path_of_newest()));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(site_header(rq, "Content-Disposition"),
	    "attachment; filename=\"to-mend.csv\"");
	file = rq->reply.body.data;
	ck_assert(strstr(file, ",What to mend\r\n") != NULL);
	ck_assert(strstr(file, "Tonderai") == NULL);
	/* Harmless in a spreadsheet, and the same man when it comes back. */
	ck_assert(strstr(file, ",'=cmd,\"Ncube, S\",") != NULL);
	ck_assert(strstr(file, "too short") != NULL);
	rq = seen(file);
	ck_assert(site_shows(rq, "=cmd Ncube, S"));
	ck_assert(!site_shows(rq, "not kept:</p>"));
}
END_TEST

/* As the worker does it each hour. */
static void
clean(void)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_clean(tx, tx_now(tx)), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

/* A file belongs to its facility, waits a day, and is one a person. */
START_TEST(kept_for_a_day)
{
	const char *path;

	(void)seen(HEADINGS ",Tonderai,Nhamo,,27,0775550193" REST);
	path = path_of_newest();
	ck_assert_int_eq(site_get(TENDAI, path)->reply.code, 200);
	ck_assert_int_eq(site_get(JOYCE, path)->reply.code, 404);
	(void)seen(HEADINGS ",Simba,Ncube,,30,0775550194" REST);
	ck_assert_int_eq(site_get(RUDO, path)->reply.code, 404);
	ck_assert_int_eq(site_number("SELECT count(*) FROM import"), 1);
	clean();
	ck_assert_int_eq(site_number("SELECT count(*) FROM import"), 1);
	path = path_of_newest();
	ck_assert_int_eq(site_get(RUDO, path)->reply.code, 200);
	/* Nor does anybody get it where no worker has thrown it away. */
	site_later("1 day 1 minute");
	ck_assert_int_eq(site_get(RUDO, path)->reply.code, 404);
	ck_assert_int_eq(
	    site_get(RUDO, arena_printf(site_arena(), "%s/mend", path))->reply.code,
	    404);
	ck_assert_int_eq(agreed("2")->reply.code, 404);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE given_name = 'Simba'"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM import"), 1);
	clean();
	ck_assert_int_eq(site_number("SELECT count(*) FROM import"), 0);
}
END_TEST

/* The trail says who brought, saw and registered, and nothing of the rows. */
START_TEST(the_trail)
{
	(void)seen(HEADINGS ",Tonderai,Nhamo,,27,0775550193" REST);
	ck_assert_int_eq(agreed("2")->reply.code, 303);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(action || ' ' || coalesce(change::text, ''), ', ' "
		"ORDER BY id) FROM audit WHERE object = 'import' AND user_id = %d",
		RUDO),
	    "insert {\"clients\": [null, 1]}, read , update {\"registered\": [null, "
	    "1]}");
	ck_assert(site_shows(site_get(ADA, "/audit?object=import"), "Entered from"));
}
END_TEST

/* After dark their phones would ring. */
START_TEST(at_night)
{
	site_later("12 hours");
	ck_assert(site_shows(
	    seen(HEADINGS ",Tonderai,Nhamo,,27,0775550193" REST), "It is night there"));
}
END_TEST

TCase *
import_pages_tests(void)
{
	TCase *tc = tcase_create("import_pages");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, site_test_begin, end_desk);
	tcase_add_test(tc, the_page_and_its_template);
	tcase_add_test(tc, two_are_registered);
	tcase_add_test(tc, twice_is_once);
	tcase_add_test(tc, what_is_to_be_mended);
	tcase_add_test(tc, files_refused);
	tcase_add_test(tc, too_many);
	tcase_add_test(tc, as_registers_come);
	tcase_add_test(tc, month_first);
	tcase_add_test(tc, rows_among_themselves);
	tcase_add_test(tc, a_known_phone);
	tcase_add_test(tc, numbers_of_the_file_come_first);
	tcase_add_test(tc, numbers_without_asking);
	tcase_add_test(tc, numbers_while_others_register);
	tcase_add_test(tc, numbers_of_a_file_wait_for_who_asks);
	tcase_add_test(tc, asking_in_vain);
	tcase_add_test(tc, changed_meanwhile);
	tcase_add_test(tc, all_or_nobody);
	tcase_add_test(tc, what_is_left_is_mended_and_brought_again);
	tcase_add_test(tc, kept_for_a_day);
	tcase_add_test(tc, the_trail);
	tcase_add_test(tc, at_night);
	return tc;
}

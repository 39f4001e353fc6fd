/* workflow_pages.h - what templates/workflow.html shows. */

#ifndef SITE_WORKFLOW_PAGES_H
#define SITE_WORKFLOW_PAGES_H

#include "gen/sql.h"

/* A part of the programme that is in use. */
struct workflow_use {
	const char *what; /* "Texts" */
	const char *version; /* "Version 3"; "the programme’s own" */
	const char *about; /* "212 in 4 languages"; "" */
	int64_t since; /* 0: not known */
	const char *who; /* "" */
	const char *path; /* where it is changed; "" */
};
struct workflow_uses {
	const struct workflow_use *at;
	size_t n;
};

/* What is to be put right. */
struct workflow_wrong {
	const char *what, *remedy;
	const char *path, *link; /* "": it is nothing of a page */
};
struct workflow_wrongs {
	const struct workflow_wrong *at;
	size_t n;
};

struct workflow_list_view {
	struct workflow_uses uses;
	struct workflow_wrongs wrongs;
	struct workflow_version_list_rows packs;
};

struct workflow_kind_row {
	const char *title; /* "Texts" */
	int64_t parts;
	const char *names; /* of files and steps; "" where they are too many */
};
struct workflow_kind_rows {
	const struct workflow_kind_row *at;
	size_t n;
};

/* A part that two packs say otherwise. */
struct workflow_change {
	const char *heading; /* of the rows that begin here; NULL: as before */
	const char *name;
	const char *was, *is; /* "" for a file, and where there is none */
	bool added, removed;
	bool file;
};
struct workflow_change_rows {
	const struct workflow_change *at;
	size_t n;
};

struct workflow_view {
	const struct workflow_version_get *version;
	struct workflow_kind_rows kinds;
	struct workflow_change_rows changes;
	struct workflow_forms_kept_rows forms; /* its forms that are kept here */
	const char *other; /* "version 2"; "": there is none to compare with */
	size_t texts; /* that it says otherwise than the programme does now */
	bool used;
};

#endif

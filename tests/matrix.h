/* matrix.h - who and what tests/matrix.sql adds to the site's three facilities. */

#ifndef MATRIX_H
#define MATRIX_H

#include "site_test.h"

enum {
	TARIRO = 208, /* supervisor of Gomo alone */
	DISABLED = 209, /* nurse at Riverside; her session was open when it happened */
	ASLEEP = 210, /* nurse at Riverside; her session is 21 minutes idle */
};

/* Everything anew, by people who are all signed in, or were. */
void matrix_begin(void);

#endif

/* phone_lib.h - the C side of a C++ library; only phone.c includes it. */

#ifndef EXT_PHONE_LIB_H
#define EXT_PHONE_LIB_H

#ifdef __cplusplus
extern "C" {
#endif

enum phone_lib_fault {
	PHONE_LIB_GOOD,
	PHONE_LIB_NOT_A_NUMBER,
	PHONE_LIB_TOO_SHORT,
	PHONE_LIB_TOO_LONG,
	PHONE_LIB_NOT_VALID
};

enum phone_lib_kind {
	PHONE_LIB_OTHER,
	PHONE_LIB_MOBILE,
	PHONE_LIB_FIXED,
	PHONE_LIB_FIXED_OR_MOBILE
};

struct phone_lib {
	enum phone_lib_fault fault;
	enum phone_lib_kind kind;
	char e164[24];
	char national[48];
	char international[48];
	char region[4];
};

/* Takes UTF-8 and never throws; what does not fit is no number. */
void phone_lib_read(const char *typed, const char *region, struct phone_lib *);

#ifdef __cplusplus
}
#endif

#endif

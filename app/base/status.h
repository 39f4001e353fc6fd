/* status.h - how every function that can fail says so. */

#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
	OK = 0,
	ERR_INVALID, /* the input is wrong: tell whoever sent it */
	ERR_FORBIDDEN, /* known, but not allowed */
	ERR_NOT_FOUND, /* no such thing, or none this person may see */
	ERR_CONFLICT, /* somebody else was first: look again */
	ERR_UNAVAILABLE, /* something we lean on is down: worth another try */
	ERR_INTERNAL /* our own mistake, logged where it was noticed */
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))

/*
 * Leave early with any failure.  Only where nothing but arena memory is held:
 * a function that owns a descriptor or a library's handle has one "out:" label.
 */
#define TRY(call)                                 \
	do {                                      \
		enum status try_status_ = (call); \
		if (try_status_ != OK)            \
			return try_status_;       \
	} while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Whether the address sanitizer is in this program. */
#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined __SANITIZE_ADDRESS__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* "conflict" and so on: a word for a log line, never for a page. */
const char *status_word(enum status);

#endif

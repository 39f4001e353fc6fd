/*
 * js.h - JavaScript: a prelude of ours, and texts in and out.
 *
 * The library starts threads, and its program is somebody else's: only a process
 * that was made for it and walled in (ext/sandbox.h) calls this.
 */

#ifndef EXT_JS_H
#define EXT_JS_H

#include "base/arena.h"

struct js;

enum js_end { JS_DONE, JS_THREW, JS_STOPPED };

/*
 * The prelude is the text of a function: it is given an object with compile and
 * clean, and answers an object whose functions take and give one text.  What runs
 * longer than ${limit_ms} is stopped.  NULL if the prelude is wrong.
 */
struct js *js_new(const char *prelude, int limit_ms);
/* Everything anew: objects, prelude and all. */
void js_renew(struct js *);
/* ${answer} is the text, or what was thrown; NULL after JS_STOPPED. */
MUST_CHECK enum js_end js_call(struct js *, struct arena *, const char *function,
    const char *text, const char **answer);

#endif

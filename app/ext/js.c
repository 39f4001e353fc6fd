/* js.c - see js.h; the only file that knows JavaScriptCore. */

#include "ext/js.h"

#include <JavaScriptCore/JavaScript.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Exported by the library since 2013, and in none of its public headers. */
typedef bool (*js_should_stop)(JSContextRef, void *);
void JSContextGroupSetExecutionTimeLimit(
    JSContextGroupRef, double seconds, js_should_stop, void *);

struct js {
	JSContextGroupRef group;
	JSGlobalContextRef context;
	JSObjectRef functions;
	const char *prelude;
	bool stopped;
};

static char *
text_of(JSContextRef context, JSValueRef value)
{
	JSValueRef thrown = NULL;
	JSStringRef string = JSValueToStringCopy(context, value, &thrown);
	size_t size;
	char *text;

	if (string == NULL || thrown != NULL)
		return strdup("something that cannot be shown");
	size = JSStringGetMaximumUTF8CStringSize(string);
	text = malloc(size);
	if (text == NULL)
		abort();
	(void)JSStringGetUTF8CString(string, text, size);
	JSStringRelease(string);
	return text;
}

static JSValueRef
value_of(JSContextRef context, const char *text)
{
	JSStringRef string = JSStringCreateWithUTF8CString(text);
	JSValueRef value = JSValueMakeString(context, string);

	JSStringRelease(string);
	return value;
}

static JSValueRef
run(JSContextRef context, const char *source, const char *file, JSValueRef *thrown)
{
	JSStringRef script = JSStringCreateWithUTF8CString(source);
	JSStringRef url = JSStringCreateWithUTF8CString(file);
	JSValueRef value = JSEvaluateScript(context, script, NULL, url, 1, thrown);

	JSStringRelease(url);
	JSStringRelease(script);
	return value;
}

/* -------------------------------------------- what the prelude may call --- */

#define BUNDLE "(function(c,Task,Target,Utils,user,cht,emit){"
#define MODULE BUNDLE "return function(module,exports,require,__filename,__dirname){"

/*
 * compile(path, source, whole): a function of the seven names around the source,
 * in which they and the source's own may have the same name.
 */
static JSValueRef
compile(JSContextRef context, JSObjectRef function, JSObjectRef self, size_t count,
    const JSValueRef args[], JSValueRef *thrown)
{
	JSValueRef value;
	struct arena *arena;
	char *path, *source;
	bool whole;

	(void)function;
	(void)self;
	if (count < 3)
		return JSValueMakeUndefined(context);
	path = text_of(context, args[0]);
	source = text_of(context, args[1]);
	whole = JSValueIsString(context, args[2]);
	arena = arena_new();
	value = run(context,
	    arena_printf(arena, "%s%s\n%s", whole ? BUNDLE : MODULE, source,
		whole ? "})" : "}})"),
	    path, thrown);
	arena_free(arena);
	free(source);
	free(path);
	return value != NULL ? value : JSValueMakeUndefined(context);
}

/* U+0000 and half characters, which JavaScript allows in a text, as U+FFFD. */
static void
clean_escapes(char *text)
{
	for (char *at = text; *at != '\0'; at++) {
		if (*at != '\\')
			continue;
		at++;
		if (*at != 'u')
			continue;
		if (strncmp(at, "u0000", 5) == 0 ||
		    (at[1] == 'd' && at[2] != '\0' &&
			strchr("89abcdef", at[2]) != NULL))
			memcpy(at, "ufffd", 5);
	}
}

static JSValueRef
clean(JSContextRef context, JSObjectRef function, JSObjectRef self, size_t count,
    const JSValueRef args[], JSValueRef *thrown)
{
	char *text = text_of(context, count > 0 ? args[0] : NULL);
	JSValueRef value;

	(void)function;
	(void)self;
	(void)thrown;
	clean_escapes(text);
	value = value_of(context, text);
	free(text);
	return value;
}

static const struct {
	const char *name;
	JSObjectCallAsFunctionCallback call;
} natives[] = {
	{ "compile", compile },
	{ "clean", clean },
};

static JSObjectRef
make_natives(JSContextRef context)
{
	JSObjectRef object = JSObjectMake(context, NULL, NULL);

	for (size_t i = 0; i < COUNT_OF(natives); i++) {
		JSStringRef name = JSStringCreateWithUTF8CString(natives[i].name);

		JSObjectSetProperty(context, object, name,
		    JSObjectMakeFunctionWithCallback(context, name, natives[i].call),
		    kJSPropertyAttributeReadOnly, NULL);
		JSStringRelease(name);
	}
	return object;
}

/* ---------------------------------------------------------------- a realm --- */

static bool
should_stop(JSContextRef context, void *js)
{
	(void)context;
	((struct js *)js)->stopped = true;
	return true;
}

static bool
make_realm(struct js *js)
{
	JSValueRef thrown = NULL, prelude, object, given[1];

	js->context = JSGlobalContextCreateInGroup(js->group, NULL);
	prelude = run(js->context, js->prelude, "prelude", &thrown);
	if (thrown != NULL || !JSValueIsObject(js->context, prelude))
		return false;
	given[0] = make_natives(js->context);
	object = JSObjectCallAsFunction(js->context,
	    JSValueToObject(js->context, prelude, NULL), NULL, 1, given, &thrown);
	if (thrown != NULL || !JSValueIsObject(js->context, object))
		return false;
	js->functions = JSValueToObject(js->context, object, NULL);
	JSValueProtect(js->context, js->functions);
	return true;
}

struct js *
js_new(const char *prelude, int limit_ms)
{
	struct js *js = calloc(1, sizeof *js);

	if (js == NULL)
		abort();
	js->prelude = prelude;
	js->group = JSContextGroupCreate();
	JSContextGroupSetExecutionTimeLimit(
	    js->group, (double)limit_ms / 1000, should_stop, js);
	return make_realm(js) ? js : NULL;
}

void
js_renew(struct js *js)
{
	JSValueUnprotect(js->context, js->functions);
	JSGlobalContextRelease(js->context);
	if (!make_realm(js))
		abort();
}

enum js_end
js_call(struct js *js, struct arena *arena, const char *name, const char *text,
    const char **answer)
{
	JSStringRef key = JSStringCreateWithUTF8CString(name);
	JSValueRef thrown = NULL, value, given[1];
	char *said;

	value = JSObjectGetProperty(js->context, js->functions, key, NULL);
	JSStringRelease(key);
	given[0] = value_of(js->context, text);
	js->stopped = false;
	value = JSObjectCallAsFunction(js->context,
	    JSValueToObject(js->context, value, NULL), NULL, 1, given, &thrown);
	*answer = NULL;
	if (js->stopped)
		return JS_STOPPED;
	said = text_of(js->context, thrown != NULL ? thrown : value);
	*answer = arena_strdup(arena, said);
	free(said);
	return thrown != NULL ? JS_THREW : JS_DONE;
}

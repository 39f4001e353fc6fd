/* fhir_issue.c - see fhir_issue.h. */

#include "api/fhir_issue.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

void
fhir_issue_add(struct fhir_issues *issues, const char *code, const char *expression,
    const char *fmt, ...)
{
	char words[600];
	va_list args;

	if (issues->n == FHIR_ISSUES_MAX)
		return;
	va_start(args, fmt);
	(void)vsnprintf(words, sizeof words, fmt, args);
	va_end(args);
	/* What was cut off may end within a letter. */
	issues->at[issues->n++] = (struct fhir_issue){ .code = code,
		.expression = text_cleaned(issues->arena, expression),
		.words = text_cleaned(issues->arena, words) };
}

void
fhir_issues_write(struct buf *b, const struct fhir_issues *issues)
{
	buf_puts(b, "{\"resourceType\":\"OperationOutcome\",\"issue\":[");
	for (size_t i = 0; i < issues->n; i++) {
		const struct fhir_issue *issue = &issues->at[i];

		buf_printf(b, "%s{\"severity\":\"error\",\"code\":\"%s\",",
		    i > 0 ? "," : "", issue->code);
		buf_puts(b, "\"diagnostics\":");
		buf_json(b, issue->words);
		if (*issue->expression != '\0') {
			buf_puts(b, ",\"expression\":[");
			buf_json(b, issue->expression);
			buf_putc(b, ']');
		}
		buf_putc(b, '}');
	}
	if (issues->n == 0)
		buf_puts(b, "{\"severity\":\"information\",\"code\":\"informational\","
			    "\"diagnostics\":\"All is well.\"}");
	buf_puts(b, "]}");
}

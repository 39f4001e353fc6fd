/*
 * mailbox.h - a mail server for the torture: a child process that takes any mail, and
 * counts those of one Message-ID once, as whoever reads them does.
 */

#ifndef TORTURE_MAILBOX_H
#define TORTURE_MAILBOX_H

/* Started once; ends with the process that started it. */
void mailbox_begin(void);
int mailbox_port(void);
/* Nothing has arrived yet. */
void mailbox_reset(void);
/* How many mails have arrived; one that came twice is one. */
int mailbox_mails(void);

#endif

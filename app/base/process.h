/* process.h - what a program owes to those whose words are in its memory. */

#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

/*
 * The first thing of every main(): from here no core file is written, nor
 * handed to a program that collects them, and nobody but root may read the
 * memory of this process or of its children (prctl(2), PR_SET_DUMPABLE).
 */
void process_keep_private(void);

#endif

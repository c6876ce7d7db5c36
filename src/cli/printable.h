/** Text out of a store, which may be damaged, for a terminal. */
#ifndef WALRAS_CLI_PRINTABLE_H
#define WALRAS_CLI_PRINTABLE_H

/** Puts '?' in the place of control characters and of bytes that are not UTF-8; returns `text`. */
char *cli_make_printable(char *text);

#endif

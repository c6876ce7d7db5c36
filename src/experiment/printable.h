/** Text of a config or a store, which may hold anything, for a terminal. */
#ifndef WALRAS_EXPERIMENT_PRINTABLE_H
#define WALRAS_EXPERIMENT_PRINTABLE_H

/** Puts '?' in the place of control characters and of bytes that are not UTF-8; returns `text`. */
char *config_make_printable(char *text);

#endif

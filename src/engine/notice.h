/** A line on standard error from inside a run, for what a user must know but no trial fails by. */
#ifndef WALRAS_ENGINE_NOTICE_H
#define WALRAS_ENGINE_NOTICE_H

/** "walras: message", in one write. */
void walras_notice(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

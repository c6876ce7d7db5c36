/** One writer at a time: STORE.lock names the host, process and boot that holds a store; locks of the dead are recognised. */
#ifndef WALRAS_STORE_LOCK_H
#define WALRAS_STORE_LOCK_H

#include "walras/status.h"

/** Takes the lock of `store`. A live holder, or one on another host, is an error that names it and says what to do. */
walras_status walras_lock_take(const char *store, walras_error *error);
/** Gives the lock back; harmless when it is not there. */
void walras_lock_release(const char *store);

#endif

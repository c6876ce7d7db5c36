/** One writer at a time: STORE.lock names the host, process and boot that holds a store; locks of the dead are recognised. */
#ifndef WALRAS_STORE_LOCK_H
#define WALRAS_STORE_LOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "walras/status.h"

/** Takes the lock of `store`. A live holder, or one on another host, is an error that names it and says what to do. */
walras_status walras_lock_take(const char *store, walras_error *error);
/** Who holds the lock, "process 12 on host"; false when nobody does, or a process that is gone. */
bool walras_lock_holder(const char *store, char *text, size_t size);
/** Gives the lock back; harmless when it is not there. */
void walras_lock_release(const char *store);

#endif

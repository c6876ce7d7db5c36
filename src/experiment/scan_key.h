/** Which keys a config has given already, group by group. */
#ifndef WALRAS_EXPERIMENT_SCAN_KEY_H
#define WALRAS_EXPERIMENT_SCAN_KEY_H

#include "experiment/scan.h"

/** Notes that `name` (kept by the caller) is given in a group. Returns the place where it was given before, or NULL. */
const config_place *config_scan_key(config_scan *scan, int64_t group, const char *name, config_place place);

#endif

#define ADVANCE herd_advance_baseline
#include "models/steering-the-herd/advance.inc"

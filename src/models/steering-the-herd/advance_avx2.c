#define ADVANCE herd_advance_avx2
#include "models/steering-the-herd/advance.inc"

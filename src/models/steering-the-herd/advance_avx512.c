#define ADVANCE herd_advance_avx512
#include "models/steering-the-herd/advance.inc"

#define ADD one_step_add_avx2
#include "models/ai-economist/moments.inc"

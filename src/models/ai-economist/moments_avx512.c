#define ADD one_step_add_avx512
#include "models/ai-economist/moments.inc"

#define ADD one_step_add_baseline
#include "models/ai-economist/moments.inc"

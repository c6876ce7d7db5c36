#define STEP(name) magentic_##name##_avx512
#include "models/magentic-marketplace/steps.inc"

#define STEP(name) magentic_##name##_baseline
#include "models/magentic-marketplace/steps.inc"

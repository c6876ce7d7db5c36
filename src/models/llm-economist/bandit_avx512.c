#define KERNELS economist_bandit_avx512
#include "models/llm-economist/bandit.inc"

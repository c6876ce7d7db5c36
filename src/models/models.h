/** The registry: one line per model. Adding a model adds its line here and its folder beside this file, nothing else. */
#ifndef WALRAS_MODELS_MODELS_H
#define WALRAS_MODELS_MODELS_H

#include "walras/model.h"

/* X(name of the declaration in src/models/<slug>/model.c) */
#ifdef WALRAS_FEW_MODELS /* a build that only tries the engine: see CMakeLists.txt */
#define WALRAS_MODELS(X) X(walras_model_noise) X(walras_model_magentic_marketplace)
#else
#define WALRAS_MODELS(X)                                                                                                         \
  X(walras_model_noise)                                                                                                          \
  X(walras_model_magentic_marketplace)                                                                                           \
  X(walras_model_facility_location)                                                                                              \
  X(walras_model_position_auctions)                                                                                              \
  X(walras_model_information_acquisition)                                                                                        \
  X(walras_model_beyond_preferences)                                                                                             \
  X(walras_model_ai_economist)                                                                                                   \
  X(walras_model_off_switch)                                                                                                     \
  X(walras_model_llm_economist)                                                                                                  \
  X(walras_model_causal_games)                                                                                                   \
  X(walras_model_steering_the_herd)                                                                                              \
  X(walras_model_spo)                                                                                                            \
  X(walras_model_risk_averse_equilibrium)                                                                                        \
  X(walras_model_gtalign)                                                                                                        \
  X(walras_model_inpo)                                                                                                           \
  X(walras_model_dno)                                                                                                            \
  X(walras_model_nash_mirror_prox)                                                                                               \
  X(walras_model_vr_halpern)
#endif

#define WALRAS_DECLARE_MODEL(model) extern const walras_model model;
WALRAS_MODELS(WALRAS_DECLARE_MODEL)
#undef WALRAS_DECLARE_MODEL

#endif

/** The public API of walras: what a model author may use, nothing else. */
#ifndef WALRAS_H
#define WALRAS_H

#include "walras/elementary.h"
#include "walras/exchange.h"
#include "walras/integer.h"
#include "walras/metric.h"
#include "walras/model.h"
#include "walras/population.h"
#include "walras/random.h"
#include "walras/schema.h"
#include "walras/status.h"
#include "walras/trial.h"

#endif

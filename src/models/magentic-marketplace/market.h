/** A market: requests, businesses, and who can serve whom. Money is int64 in units of 1e-4 of the currency; built once per trial. */
#ifndef WALRAS_MAGENTIC_MARKET_H
#define WALRAS_MAGENTIC_MARKET_H

#include "models/magentic-marketplace/parameters.h"

enum { MAGENTIC_UNITS = 10000, MAGENTIC_UNITS_PER_CENT = 100 };

/** Random streams: 0-63 construction, 64 and up the journeys. */
enum magentic_stream {
  STREAM_PRICE_LEVEL,
  STREAM_ITEM_ORDER,
  STREAM_PAIR_STEPS,
  STREAM_REQUEST_ORDER,
  STREAM_REQUEST,
  STREAM_BUSINESS,
  STREAM_BUSINESS_PRICE,
  STREAM_ATTACKER,
  STREAM_WORDS,
  STREAM_ABSTRACT_MATCH,
  STREAM_ABSTRACT_OTHER,
  STREAM_ABSTRACT_IDENTITY,
  STREAM_CONSUMER = 64,
  STREAM_CONTACT,
  STREAM_REPLY,
  STREAM_LATENCY,
  STREAM_CAPTURE,
  STREAM_ARM,
  STREAM_BATCH_ORDER,
  STREAM_RANDOM_SEARCH,
  STREAM_PROFILE,
  STREAM_DEMAND,
  STREAM_LOTTERY,
  STREAM_RECHOICE
};

struct magentic_market {
  int64_t requests, businesses, items;
  /* requests */
  int64_t *item_start;      /* [requests + 1] into item and item_reference */
  int64_t *item;            /* item numbers */
  int64_t *item_reference;  /* reference price of each */
  int64_t *reference_value; /* [requests] T */
  uint64_t *required;       /* [requests] bit mask of amenities */
  double *price_deviation;  /* [requests] s: standard deviation of a bundle price, synthetic markets only (else 0), in units */
  /* businesses */
  double *rating;
  uint64_t *amenities;
  int64_t *menu_start; /* [businesses + 1] into menu_item and menu_price */
  int64_t *menu_item, *menu_price;
  int64_t *menu_mean; /* rounded half to even */
  double *latency_factor;
  uint8_t *attack;   /* kind */
  int64_t *capacity; /* sales per round, 0 = no limit; NULL where no business has a limit */
  /* complete pairs, by request, lowest business first; the price is what the business asks for the bundle */
  int64_t *complete_start; /* [requests + 1] */
  int64_t *complete_business, *complete_price;
  uint8_t *complete_fit;
  /* texts; NULL where the search needs none */
  char **document, **query;
};

/** Builds the market of a scenario in the trial's arena: the same on every rank. */
walras_status magentic_market_build(walras_trial *trial, const struct magentic_parameters *parameters,
                                    struct magentic_market **market);

/* The sources; each fills requests, businesses and texts, then magentic_market_build finds the complete pairs. */
walras_status magentic_generate(walras_trial *trial, const struct magentic_parameters *parameters,
                                struct magentic_market *market);
walras_status magentic_preset(walras_trial *trial, const struct magentic_parameters *parameters, struct magentic_market *market);
walras_status magentic_read_file(walras_trial *trial, const struct magentic_parameters *parameters,
                                 struct magentic_market *market);
/** How many consumers the market file at `path` holds. */
walras_status magentic_file_requests(const char *path, int64_t *requests, walras_error *error);
/** Allocates the arrays for given sizes; `items` and `menu_entries` are the lengths of the ragged parts. */
walras_status magentic_market_allocate(walras_trial *trial, struct magentic_market *market, int64_t requests, int64_t businesses,
                                       int64_t request_items, int64_t menu_entries);
/** Synthetic texts for the lexical search. */
walras_status magentic_write_texts(walras_trial *trial, const struct magentic_parameters *parameters,
                                   struct magentic_market *market);

/** Price of request's items at a business; items that are not on its menu at the menu's mean. `covered` gets how many are. */
int64_t magentic_bundle_price(const struct magentic_market *market, int64_t request, int64_t business, int64_t *covered);

#endif

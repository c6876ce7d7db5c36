#include "numerics/games/signaling.h"

#include <assert.h>
#include <stddef.h>

#include "numerics/games/zero_sum.h"

enum { MOST = WALRAS_SIGNALING_MOST, REALS = (MOST + 1) * (2 * MOST + 1) };

static double payoff_of(const walras_signaling *game, const double *payoff, int64_t type, int64_t message, int64_t action) {
  return payoff[(type * game->messages + message) * game->actions + action];
}

bool walras_signaling_supportable(const walras_signaling *game, int64_t message, int64_t action, double tolerance) {
  double shortfall[MOST * MOST], reals[REALS], value;
  int64_t basic[MOST];
  for (int64_t type = 0; type < game->types; type++)
    for (int64_t other = 0; other < game->actions; other++)
      shortfall[type * game->actions + other] =
          payoff_of(game, game->receiver, type, message, action) - payoff_of(game, game->receiver, type, message, other);
  /* Against a single other action, and for a single type, the best belief is a type. */
  return walras_zero_sum_small(game->types, game->actions, shortfall, reals, basic, &value, NULL, NULL) && value >= -tolerance;
}

typedef struct search {
  const walras_signaling *game;
  double tolerance;
  bool supportable[MOST][MOST]; /* message, action */
  bool best[MOST][MOST];        /* type, message: best against the replies */
  walras_pbe candidate;
  int64_t most, count;
  walras_pbe *found;
  int64_t *counts;
} search;

/* After a message that is sent: no action does better in the sum over its senders. */
static bool is_reply_best(const search *s, int64_t message) {
  const walras_signaling *const game = s->game;
  double weight = 0.0, value[MOST] = {0.0};
  for (int64_t type = 0; type < game->types; type++) {
    if (s->candidate.message[type] != message)
      continue;
    weight += game->prior[type];
    for (int64_t action = 0; action < game->actions; action++)
      value[action] += game->prior[type] * payoff_of(game, game->receiver, type, message, action);
  }
  const int64_t reply = s->candidate.reply[message];
  if (!(weight > 0.0))
    return s->supportable[message][reply];
  for (int64_t action = 0; action < game->actions; action++)
    if (value[action] > value[reply] + s->tolerance * weight)
      return false;
  return true;
}

static walras_pbe_kind kind_of(const search *s) {
  const int8_t *const message = s->candidate.message;
  int64_t equal = 0, pairs = 0;
  for (int64_t type = 0; type < s->game->types; type++)
    for (int64_t other = 0; other < type; other++) {
      equal += message[type] == message[other];
      pairs++;
    }
  return equal == 0 ? WALRAS_PBE_SEPARATING : equal == pairs ? WALRAS_PBE_POOLING : WALRAS_PBE_SEMI;
}

static void try_candidate(search *s) {
  for (int64_t message = 0; message < s->game->messages; message++)
    if (!is_reply_best(s, message))
      return;
  s->candidate.kind = kind_of(s);
  s->counts[s->candidate.kind]++;
  if (s->count < s->most)
    s->found[s->count] = s->candidate;
  s->count++;
}

/* The first digit from `from` on that is allowed, or `base`. */
static int64_t next_allowed(const bool allowed[MOST], int64_t from, int64_t base) {
  while (from < base && !allowed[from])
    from++;
  return from;
}

/* Numbers of `count` digits below `base`, each allowed at its place, in ascending order: the first one, and the one after. */
static bool first_number(int8_t *digit, int64_t count, int64_t base, bool allowed[MOST][MOST]) {
  for (int64_t place = 0; place < count; place++) {
    const int64_t first = next_allowed(allowed[place], 0, base);
    if (first == base)
      return false;
    digit[place] = (int8_t)first;
  }
  return true;
}

static bool next_number(int8_t *digit, int64_t count, int64_t base, bool allowed[MOST][MOST]) {
  for (int64_t place = count - 1; place >= 0; place--) {
    const int64_t next = next_allowed(allowed[place], digit[place] + 1, base);
    digit[place] = (int8_t)(next < base ? next : next_allowed(allowed[place], 0, base));
    if (next < base)
      return true;
  }
  return false;
}

static void mark_best_messages(search *s) {
  const walras_signaling *const game = s->game;
  for (int64_t type = 0; type < game->types; type++) {
    double most = payoff_of(game, game->sender, type, 0, s->candidate.reply[0]);
    for (int64_t message = 1; message < game->messages; message++) {
      const double payoff = payoff_of(game, game->sender, type, message, s->candidate.reply[message]);
      most = payoff > most ? payoff : most;
    }
    for (int64_t message = 0; message < game->messages; message++)
      s->best[type][message] = payoff_of(game, game->sender, type, message, s->candidate.reply[message]) >= most - s->tolerance;
  }
}

int64_t walras_signaling_equilibria(const walras_signaling *game, double tolerance, int64_t most, walras_pbe *found,
                                    int64_t counts[3]) {
  search s = {.game = game, .tolerance = tolerance, .most = most, .found = found, .counts = counts};
  assert(game->types <= MOST && game->messages <= MOST && game->actions <= MOST);
  counts[0] = counts[1] = counts[2] = 0;
  for (int64_t message = 0; message < game->messages; message++)
    for (int64_t action = 0; action < game->actions; action++)
      s.supportable[message][action] = walras_signaling_supportable(game, message, action, tolerance);
  /* A reply that no belief supports is in no equilibrium, nor is a message that is not best against the replies. */
  walras_pbe *const c = &s.candidate;
  for (bool more = first_number(c->reply, game->messages, game->actions, s.supportable); more;
       more = next_number(c->reply, game->messages, game->actions, s.supportable)) {
    mark_best_messages(&s);
    for (bool other = first_number(c->message, game->types, game->messages, s.best); other;
         other = next_number(c->message, game->types, game->messages, s.best))
      try_candidate(&s);
  }
  return s.count;
}

#include "models/ai-economist/gtb_policy.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "models/ai-economist/gtb_actions.h"

void gtb_random_actions(const gtb_world *w, uint8_t *actions) {
  const walras_stream stream = gtb_step_stream(w, GTB_STREAM_POLICY);
  walras_words words = {{0}};
  for (int32_t i = 0; i < w->setting->agents; i++) {
    if (i % 4 == 0)
      words = walras_draw(&stream, w->environment, (uint32_t)i / 4);
    const gtb_choices choices = gtb_choices_of(w, i);
    actions[i] = (uint8_t)gtb_choice(w->setting, &choices, (int32_t)gtb_bounded(words.word[i % 4], (uint32_t)choices.count));
  }
}

void gtb_random_planner(const gtb_world *w, uint8_t *actions) {
  const walras_stream stream = gtb_step_stream(w, GTB_STREAM_PLANNER);
  for (int bracket = 0; bracket < w->setting->taxes.brackets; bracket++)
    actions[bracket] = (uint8_t)walras_bounded(&stream, w->environment, (uint32_t)bracket, (uint64_t)w->setting->planner_actions);
}

void gtb_random_rates(const gtb_world *w, double low, double high, double *rates) {
  const walras_stream stream = gtb_step_stream(w, GTB_STREAM_PLANNER);
  walras_fill_uniform_draws(&stream, w->environment, 0, w->setting->taxes.brackets, rates);
  for (int bracket = 0; bracket < w->setting->taxes.brackets; bracket++)
    rates[bracket] = low + (high - low) * rates[bracket];
}

/* The next token of a script: an action, or -1. */
static int32_t token_action(const gtb_setting *s, const char *token, size_t length) {
  static const char single[] = ".BLRUD";
  const char *found = length == 1 ? strchr(single, token[0]) : NULL;
  if (found != NULL)
    return found - single < 2 ? (int32_t)(found - single) : gtb_move_action(s, (int)(found - single) - 2);
  if (length < 3 || length > 4 || strchr("ba", token[0]) == NULL || strchr("WS", token[1]) == NULL)
    return -1;
  int32_t price = 0;
  for (size_t k = 2; k < length; k++) {
    if (!isdigit((unsigned char)token[k]))
      return -1;
    price = 10 * price + (token[k] - '0');
  }
  if (price > s->price_most)
    return -1;
  return gtb_order_action(s, token[1] == 'S' ? GTB_STONE : GTB_WOOD, token[0] == 'b' ? GTB_BID : GTB_ASK, price);
}

walras_status gtb_script_parse(const gtb_setting *s, const char *script, int64_t agent, uint8_t *actions, int64_t room,
                               int64_t *count, walras_error *error) {
  *count = 0;
  for (const char *at = script + strspn(script, " \t\n"); *at != '\0';) {
    const size_t length = strcspn(at, " \t\n");
    const int32_t action = token_action(s, at, length);
    if (action < 0)
      return WALRAS_FAIL(
          error, WALRAS_ERROR_PARAMETER,
          "scripts: \"%.*s\", token %lld of agent %lld, is none of . L R U D B bWp bSp aWp aSp with a price p up to %d",
          (int)(length < 20 ? length : 20), at, (long long)*count, (long long)agent, s->price_most);
    if (*count == room)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "scripts: agent %lld has more than the %lld tokens of an episode",
                         (long long)agent, (long long)room);
    if (actions != NULL)
      actions[*count] = (uint8_t)action;
    ++*count;
    at += length;
    at += strspn(at, " \t\n");
  }
  return WALRAS_OK;
}

#include "models/dno/pairs.h"

static bool passes(const dno_pair_rule *rule, const dno_candidates *c, int64_t winner, int64_t loser) {
  const bool teacher_wins = winner == c->students;
  if (winner == loser || c->responses[winner] == c->responses[loser])
    return false;
  if (rule->every_student_below_the_teacher)
    return teacher_wins;
  if (rule->teacher_over_students_only && !teacher_wins)
    return false;
  const int64_t margin = teacher_wins ? rule->margin_teacher : rule->margin_student;
  return c->scores[winner] >= rule->positive_min_score && c->scores[winner] - c->scores[loser] >= margin;
}

static enum dno_pair_kind kind_of(const dno_candidates *c, int64_t winner, int64_t loser) {
  if (winner == c->students)
    return PAIR_TEACHER_OVER_STUDENT;
  return loser == c->students ? PAIR_STUDENT_OVER_TEACHER : PAIR_STUDENT_OVER_STUDENT;
}

int64_t dno_pairs_find(const dno_pair_rule *rule, const dno_candidates *candidates, dno_pair *pairs, int64_t *counts) {
  int64_t found = 0;
  for (int64_t winner = 0; winner <= candidates->students; winner++)
    for (int64_t loser = 0; loser <= candidates->students; loser++) {
      if (!passes(rule, candidates, winner, loser))
        continue;
      pairs[found++] = (dno_pair){
          .prompt = candidates->prompt, .winner = candidates->responses[winner], .loser = candidates->responses[loser]};
      counts[kind_of(candidates, winner, loser)]++;
    }
  return found;
}

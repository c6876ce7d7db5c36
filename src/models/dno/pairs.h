/** Large-margin pairs of responses from the scores of an annotator (Rosset et al. 2024, Algorithm 2). */
#ifndef WALRAS_MODELS_DNO_PAIRS_H
#define WALRAS_MODELS_DNO_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

/** Who beats whom in a pair. */
enum dno_pair_kind { PAIR_TEACHER_OVER_STUDENT, PAIR_STUDENT_OVER_TEACHER, PAIR_STUDENT_OVER_STUDENT, PAIR_KINDS };

/** A preferred and a rejected response to a prompt. */
typedef struct dno_pair {
  int64_t prompt;
  int32_t winner, loser;
} dno_pair;

typedef struct dno_pair_rule {
  int64_t positive_min_score;           /**< points that the winner must reach */
  int64_t margin_teacher;               /**< points between them when the winner is the teacher's */
  int64_t margin_student;               /**< and when it is a student's */
  bool teacher_over_students_only;      /**< drop the pairs that a student's response wins */
  bool every_student_below_the_teacher; /**< no scores: the teacher's response beats each student's */
} dno_pair_rule;

/** One prompt's candidates: the students' responses in the order drawn, then the teacher's. */
typedef struct dno_candidates {
  int64_t prompt;
  int64_t students;         /**< K >= 1 */
  const int32_t *responses; /**< [K + 1] */
  const int64_t *scores;    /**< [K + 1] points; not read under every_student_below_the_teacher */
} dno_candidates;

/** Room that dno_pairs_find needs for K students: every ordered pair of candidates. */
static inline int64_t dno_pairs_most(int64_t students) {
  return students * (students + 1);
}

/** Writes the pairs [<= dno_pairs_most(K)], winners in candidate order, and adds them to the counts [PAIR_KINDS]. Equal responses never pair.
 *  Returns how many. */
int64_t dno_pairs_find(const dno_pair_rule *rule, const dno_candidates *candidates, dno_pair *pairs, int64_t *counts);

#endif

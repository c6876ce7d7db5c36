/* Refusals name the parameter, its place and what to do; tables of log-odds are read as written. */
#include "position_auctions.h"

#include <unistd.h>

static void more_ads_than_positions_or_none_are_refused(void) {
  REFUSED("max_ads", "positions=3", "max_ads=4");
  REFUSED("max_ads", "max_ads=0");
  REFUSED("positions", "positions=65");
}

static void tables_of_a_wrong_shape_or_entry_are_refused_with_their_place(void) {
  REFUSED("row 2 has 1 columns", "instance=list", "ctr_logit=([0.0,1.0],[0.5])", "values=[1.0,1.0]");
  REFUSED("ctr_logit", "instance=list", "ctr_logit=([0.0,\"nan\"],[0.5,0.1])", "values=[1.0,1.0]");
  REFUSED("ctr_logit", "instance=list", "ctr_logit=([0.0,101.0],[0.5,0.1])", "values=[1.0,1.0]");
  REFUSED("ctr_logit", "instance=list", "ctr_logit=((0.0,\"inf\"),(0.5,0.1))", "values=[1.0,1.0]");
  REFUSED("ctr_logit", "instance=list", "values=[1.0,1.0]");
  REFUSED("ctr_logit", "ctr_logit=([0.0])");
  REFUSED("advertisers = 3", TWO_ADS, "advertisers=3");
  REFUSED("positions = 1", TWO_ADS, "positions=1");
}

static void values_must_be_one_for_each_advertiser_and_not_negative(void) {
  REFUSED("values", "instance=list", "ctr_logit=([0.0,1.0],[0.5,0.1])", "values=[1.0,-1.0]");
  REFUSED("values: 3 for 2 advertisers", "instance=list", "ctr_logit=([0.0,1.0],[0.5,0.1])", "values=[1.0,1.0,1.0]");
  REFUSED("values", "values=[1.0]");
}

static void many_positions_of_the_exact_cascade_are_refused_in_favour_of_greedy(void) {
  REFUSED("greedy", "user_model=cascade", "positions=25");
  REFUSED("compare_optimum", "user_model=cascade", "positions=25", "mechanism=greedy", "compare_optimum=true");
  RUN(run, "user_model=cascade", "positions=25", "mechanism=greedy", "misreport_grid=4");
  CU_ASSERT(metric(&run, "welfare") > 0.0 && metric(&run, "welfare") <= metric(&run, "lp_bound"));
  end_run(&run);
}

static void revenue_needs_a_law_that_has_virtual_values(void) {
  REFUSED("value_distribution", TWO_ADS, "mechanism=revenue_optimal");
  REFUSED("value_distribution", "value_distribution=none");
  REFUSED("value_shape = 1", "mechanism=revenue_optimal", "value_distribution=pareto", "value_shape=1.0");
  REFUSED("value_cap", "mechanism=revenue_optimal", "value_distribution=equal_revenue_truncated", "value_cap=1.0");
}

static void combinations_without_an_effect_are_refused(void) {
  REFUSED("two_matching", "mechanism=two_matching");
  REFUSED("logit_scale", "logit_scale=2.0");
  REFUSED("context_sd", TWO_ADS, "context_sd=0.5");
  REFUSED("logit_mean", TWO_ADS, "logit_mean=0.5");
  REFUSED("auctions = 2", TWO_ADS, "auctions=2");
  REFUSED("auctions = 2", "instance=cosine", "auctions=2");
  REFUSED("curve_advertiser", "auctions=2", "curve_advertiser=1");
  REFUSED("curve_advertiser = 21", "curve_advertiser=21");
  REFUSED("audited_auctions = 2", "audited_auctions=2");
  REFUSED("brute_force", "brute_force=true");
  REFUSED("brute_force", "brute_force=true", "advertisers=3", "positions=3", "compare_optimum=false");
}

static void drawn_log_odds_beyond_the_limit_are_an_error(void) {
  REFUSED("logit_mean", "logit_mean=95", "context_sd=20");
}

static const char *write_table(char path[32], const char *text, char setting[64]) {
  strcpy(path, "/tmp/walras_ctr_XXXXXX");
  const int file = mkstemp(path);
  CU_ASSERT_FATAL(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
  close(file);
  snprintf(setting, 64, "ctr_file=%s", path);
  return path;
}

static void a_file_of_log_odds_is_the_same_as_the_list(void) {
  char path[32], setting[64];
  write_table(path, "# two ads\n0, -1\n\n 0.5,2e-1\r\n", setting);
  RUN(filed, "instance=list", setting, "values=[1.0,0.6]");
  RUN(listed, TWO_ADS);
  CU_ASSERT(same_records(&filed, &listed));
  end_run(&filed);
  end_run(&listed);
  unlink(path);
}

static void mistakes_of_a_file_are_named_with_their_line(void) {
  static const char *const files[][2] = {{"0,1\n2\n", ":2: 1 columns"},
                                         {"0,1\n2,x\n", ":2: column 2 is no number"},
                                         {"0,1\n2,\n", ":2: column 2 is no number"},
                                         {"0,nan\n", ":1: column 2: a log-odds"},
                                         {"0,inf\n", ":1: column 2: a log-odds"},
                                         {"0 1\n", ":1: column 1 is no number"},
                                         {"# nothing\n", "0 rows"}};
  for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
    char path[32], setting[64];
    write_table(path, files[f][0], setting);
    REFUSED(files[f][1], "instance=list", setting);
    unlink(path);
  }
  REFUSED("cannot be read", "instance=list", "ctr_file=/nowhere/ctr.csv");
  REFUSED("only one of", TWO_ADS, "ctr_file=/nowhere/ctr.csv");
}

static void drawn_values_over_a_given_table_make_many_auctions(void) {
  RUN(run, "instance=list", "ctr_logit=([0.0,-1.0],[0.5,0.2])", "auctions=1000");
  CU_ASSERT(metric(&run, "welfare") > 0.2 && metric(&run, "welfare") < 0.5);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(more_ads_than_positions_or_none_are_refused),
                  UNIT(tables_of_a_wrong_shape_or_entry_are_refused_with_their_place),
                  UNIT(values_must_be_one_for_each_advertiser_and_not_negative),
                  UNIT(many_positions_of_the_exact_cascade_are_refused_in_favour_of_greedy),
                  UNIT(revenue_needs_a_law_that_has_virtual_values), UNIT(combinations_without_an_effect_are_refused),
                  UNIT(drawn_log_odds_beyond_the_limit_are_an_error), UNIT(a_file_of_log_odds_is_the_same_as_the_list),
                  UNIT(mistakes_of_a_file_are_named_with_their_line), UNIT(drawn_values_over_a_given_table_make_many_auctions))

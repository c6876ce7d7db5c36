/* walras diff A B. */
#include "store/diff.h"

#include "cli/cli.h"

int cli_diff(const cli_line *line) {
  int64_t most, differences = 0;
  walras_error error = {0};
  if (!cli_integer(line, "--most", 0, INT64_MAX, 3, &most))
    return CLI_USAGE;
  if (walras_store_diff(line->operands[0], line->operands[1], stdout, most, &differences, &error) != WALRAS_OK) {
    cli_complain_error(&error);
    return CLI_USAGE;
  }
  printf("%lld difference%s\n", (long long)differences, cli_plural(differences));
  return differences == 0 ? CLI_OK : CLI_DIFFERENCE;
}

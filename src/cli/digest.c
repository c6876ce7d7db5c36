/* walras digest STORE. */
#include "store/digest.h"

#include "cli/cli.h"

int cli_digest(const cli_line *line) {
  char digest[WALRAS_DIGEST_SIZE];
  walras_error error = {0};
  if (walras_store_digest(line->operands[0], digest, &error) != WALRAS_OK) {
    cli_complain_error(&error);
    return CLI_USAGE;
  }
  printf("%s  %s\n", digest, line->operands[0]);
  return CLI_OK;
}

/** Pieces of JSON, added to a text. */
#ifndef WALRAS_CLI_JSON_H
#define WALRAS_CLI_JSON_H

#include "experiment/text.h"

/** A string in quotes with what must be escaped. The bytes are UTF-8. */
void cli_json_string(config_text *text, const char *string);
/** The fewest digits that read back equal; null for what is not finite. */
void cli_json_number(config_text *text, double value);
/** `, "key": ` in front of a value; `key` is a literal. */
#define CLI_JSON_KEY(text, key) config_text_bytes((text), ", \"" key "\": ", sizeof ", \"" key "\": " - 1)

#endif

/** Text that grows, and values in config syntax. */
#ifndef WALRAS_EXPERIMENT_TEXT_H
#define WALRAS_EXPERIMENT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Zero-initialise before use; release with config_text_free or config_text_take. */
typedef struct config_text {
  char *bytes; /**< zero-terminated once anything was added */
  size_t length, capacity;
  bool exhausted; /**< memory ended: the text is incomplete */
} config_text;

void config_text_bytes(config_text *text, const char *bytes, size_t length);
void config_text_add(config_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

void config_text_decimal(config_text *text, int64_t value); /**< digits alone */
/** Decimal; with the suffix L when `wide` or outside 32 bits. */
void config_text_integer(config_text *text, int64_t value, bool wide);
/** The fewest digits that read back equal, always with a point; infinities as "inf" and "-inf" in quotes. */
void config_text_real(config_text *text, double value);
/** At most so many (1 to 17) significant digits in the form of printf's %g, rounded from the fewest digits that read back equal. */
void config_text_significant(config_text *text, double value, int most);
/** In quotes, with libconfig's escapes. */
void config_text_string(config_text *text, const char *string);

/** Hands the text over (free it); NULL when memory was exhausted. The object is empty afterwards. */
char *config_text_take(config_text *text);

void config_text_free(config_text *text);

/** True when `integer` must carry the suffix L. */
bool config_integer_is_wide(int64_t integer);

#endif

/** Errors are values: a status, and a message with the place and the values that broke. */
#ifndef WALRAS_STATUS_H
#define WALRAS_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum walras_status {
  WALRAS_OK = 0,
  WALRAS_ERROR_PARAMETER, /**< a parameter value or combination is not allowed */
  WALRAS_ERROR_MEMORY,    /**< an allocation failed, or a size overflows */
  WALRAS_ERROR_RANGE,     /**< a draw address, count or index is outside its field */
  WALRAS_ERROR_NUMERIC,   /**< a result that must be finite is not, or an iteration did not converge */
  WALRAS_ERROR_MODEL,     /**< a model's own error */
  WALRAS_ERROR_INPUT,     /**< a file that a user gave is wrong (config, market file, store) */
  WALRAS_ERROR_IO,        /**< the operating system refused a read or write */
  WALRAS_ERROR_STATE,     /**< a call out of order, or ranks of one group that disagree */
  WALRAS_STOPPED          /**< ended early on request; not a failure of the trial */
} walras_status;

enum { WALRAS_MESSAGE_SIZE = 512 };

/** Where and why something failed. Zero-initialise before use; owned by the caller. */
typedef struct walras_error {
  walras_status status;
  int line;         /**< source line that reported the error */
  const char *file; /**< source file that reported the error; a string literal */
  char message[WALRAS_MESSAGE_SIZE];
} walras_error;

/** Fills `error` (may be NULL) and returns `status`. A first error is kept: later calls do not overwrite it.
 *  Messages longer than WALRAS_MESSAGE_SIZE - 1 bytes lose characters in the middle: place and reason stay. */
walras_status walras_error_set(walras_error *error, walras_status status, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** Forgets an error so that the object can be used again. */
void walras_error_clear(walras_error *error);

/** The status as words, for messages: "parameter", "memory", ... */
const char *walras_status_name(walras_status status);

/** Reports and returns in one expression: `return WALRAS_FAIL(error, WALRAS_ERROR_RANGE, "...", ...);` */
#define WALRAS_FAIL(error, status, ...) walras_error_set((error), (status), __FILE__, __LINE__, __VA_ARGS__)

#ifdef __cplusplus
}
#endif
#endif

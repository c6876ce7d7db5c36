/** A folder that is built beside its place and moved there whole: what stops in the middle leaves nothing that looks finished. */
#ifndef WALRAS_CLI_CRATE_FOLDER_H
#define WALRAS_CLI_CRATE_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "walras/status.h"

/** A file in it. */
typedef struct crate_file {
  char *name; /**< below the folder, with '/' between folders */
  char *id;   /**< the same as a URI reference: reserved characters and what is not UTF-8 are percent-encoded */
  int64_t bytes;
  char sha256[65]; /**< lower-case hexadecimal */
} crate_file;

typedef struct crate_folder {
  char *target; /**< where it will be */
  char *path;   /**< where it is built: TARGET.part-XXXXXX */
  crate_file *files;
  int64_t file_count;
} crate_folder;

/** Starts a folder that will be `target`, which must not exist or be empty. Errors: not empty, no folder, its parent missing or not
 *  writable. */
walras_status crate_folder_begin(const char *target, crate_folder *folder, walras_error *error);

/** `wanted` when it is a path of plain names below the folder that is not taken, else a free name in `files/`. Owned by the caller; NULL: no
 *  memory. */
char *crate_folder_free_name(const crate_folder *folder, const char *wanted);

/** Adds a file of this text as the last of the list. */
walras_status crate_folder_add_text(crate_folder *folder, const char *name, const char *text, walras_error *error);
/** Adds a copy of the file `from`, or with `link` another name of it. A file that changes while it is read is an error. */
walras_status crate_folder_add_file(crate_folder *folder, const char *name, const char *from, bool link, walras_error *error);

/** The path of a name in the folder while it is built; the caller's to free. */
char *crate_folder_path(const crate_folder *folder, const char *name);

/** Brings everything to the disk and moves the folder to its place. */
walras_status crate_folder_finish(crate_folder *folder, walras_error *error);

/** Removes what was not finished, and frees the list. Harmless after crate_folder_finish, and on a zero-initialised one. */
void crate_folder_free(crate_folder *folder);

#endif

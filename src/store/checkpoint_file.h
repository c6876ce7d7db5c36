/**
 * One file of a checkpoint: the state of one trial between two of its rounds, laid out by global index, so that any number of processes
 * can write it and any other number can read it. Each process moves the blocks that it holds, straight from and to their memory.
 *
 * The file: a header (mark and table of pieces, with a CRC over both), the CRCs of every block, the pieces' data. The header is written
 * last, when all the rest is on the disk. CRCs are seeded with trial and generation: blocks that an earlier checkpoint left in the same
 * file, or that a later one had begun to write over, do not match.
 */
#ifndef WALRAS_STORE_CHECKPOINT_FILE_H
#define WALRAS_STORE_CHECKPOINT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "walras/status.h"

/** Which state this is. */
typedef struct walras_checkpoint_mark {
  uint64_t experiment; /**< tells experiments apart */
  int64_t trial;
  int64_t round;      /**< the one that comes next */
  int64_t generation; /**< of the trial's checkpoints, from 1 */
  double seconds;     /**< that the trial has taken so far */
} walras_checkpoint_mark;

/** One array of the state, cut in blocks; all but the last have `block_bytes` bytes. */
typedef struct walras_checkpoint_piece {
  const char *name; /**< unique; at most 47 bytes of it stand in the file */
  int64_t bytes;    /**< in all, over all processes */
  int64_t block_bytes;
  int64_t first_block, end_block; /**< those of this process */
  void *data;                     /**< of block first_block */
} walras_checkpoint_piece;

/** A file under way: same mark and, up to the blocks held, same pieces on every process. */
typedef struct walras_checkpoint_file {
  const char *path;
  int file;
  const walras_checkpoint_mark *mark;
  const walras_checkpoint_piece *pieces;
  int64_t count; /**< of pieces */
  int threads;   /**< that move blocks at the same time */
} walras_checkpoint_file;

/** The file's size; -1 when it overflows. */
int64_t walras_checkpoint_bytes(const walras_checkpoint_piece *pieces, int64_t count);

/** Opens the file for writing; creates it, with room for all pieces and known to the folder's disk, if `create`.
 *  Errors: WALRAS_ERROR_IO, with the path. */
walras_status walras_checkpoint_open(walras_checkpoint_file *checkpoint, bool create, walras_error *error);
void walras_checkpoint_close(walras_checkpoint_file *checkpoint);

/** Writes this process's blocks and their CRCs; on return they are on the disk. No copy of the state is made. */
walras_status walras_checkpoint_write(const walras_checkpoint_file *checkpoint, walras_error *error);

/** Writes the header, by one process, after all have written: now, and not before, this is the file's checkpoint. */
walras_status walras_checkpoint_finish(const walras_checkpoint_file *checkpoint, walras_error *error);

/** The mark of the file at `path`; false when there is none or its header is not whole. Says nothing of the blocks. */
bool walras_checkpoint_look(const char *path, walras_checkpoint_mark *mark);

/** Opens the file for reading, and compares its header with the mark and the pieces: WALRAS_ERROR_STATE with the first difference. */
walras_status walras_checkpoint_open_to_read(walras_checkpoint_file *checkpoint, walras_error *error);

/** Reads this process's blocks and compares their CRCs: WALRAS_ERROR_INPUT with the piece that is damaged. With `load` false nothing
 *  in the pieces' memory changes. */
walras_status walras_checkpoint_read(const walras_checkpoint_file *checkpoint, bool load, walras_error *error);

#endif

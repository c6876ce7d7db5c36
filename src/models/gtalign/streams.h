/** Streams of draws. */
#ifndef WALRAS_GTALIGN_STREAMS_H
#define WALRAS_GTALIGN_STREAMS_H

enum gtalign_stream {
  STREAM_TYPES,    /**< by type: draw 0 the time cost, draw 2 the cost of a question back */
  STREAM_FEATURES, /**< by pair of interactions, one in each half of a chunk: both normals of block 0 are features' noise */
  STREAM_COINS,    /**< by interaction: words of block 0: question, action, answer, type */
  STREAM_PROMPTS,  /**< learning, round = update, by prompt: block 0 the feature's noise, block 1 words: question, type */
  STREAM_GROUPS,   /**< by prompt, block g/2: words of responses g and g + 1: action, answer */
  STREAM_IMITATED, /**< as STREAM_PROMPTS, of updates that imitate */
  STREAM_MATRICES, /**< mode decide, by interaction: block k the errors of cell k */
  STREAM_WEIGHTS   /**< first weights of a hidden layer, by type */
};

#endif

package dev.purereducer.commit;

/** How large a state, an event and all that one turn writes may become. */
record FoldLimits(long maxStateBytes, long maxEventBytes, long maxTurnBytes) {
  static FoldLimits of(CommitConfig config) {
    return new FoldLimits(
        config.maxStateBytes().asLongValue(),
        config.maxEventBytes().asLongValue(),
        config.maxBatchBytes().asLongValue());
  }
}

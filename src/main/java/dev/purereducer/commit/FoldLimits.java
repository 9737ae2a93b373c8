package dev.purereducer.commit;

/** How large a state and an event may become. */
record FoldLimits(long maxStateBytes, long maxEventBytes) {
  static FoldLimits of(CommitConfig config) {
    return new FoldLimits(
        config.maxStateBytes().asLongValue(), config.maxEventBytes().asLongValue());
  }
}

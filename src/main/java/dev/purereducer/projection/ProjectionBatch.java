package dev.purereducer.projection;

import java.util.List;

/** Events that came together, and the watermarks once all of them are projected or set aside. */
record ProjectionBatch(List<ConsumedEvent> events, List<Watermark> watermarks) {}

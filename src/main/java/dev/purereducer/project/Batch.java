package dev.purereducer.project;

import java.util.List;

/** Events that came together, and the watermarks once all of them are projected or set aside. */
record Batch(List<Arrival> arrivals, List<Watermark> watermarks) {}

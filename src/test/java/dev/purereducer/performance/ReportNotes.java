package dev.purereducer.performance;

import dev.purereducer.performance.Report.NumberFormats;
import java.util.List;

/** Explanations in the report: how it is measured and what the checks guarantee. */
final class ReportNotes {
  static final List<String> PARAGRAPHS = List.of(
      "The service runs as a packaged process beside PostgreSQL and Kafka, all on this machine."
          + " PostgreSQL has its default durability (`fsync`, `synchronous_commit` and"
          + " `full_page_writes` on, checked at every start) and the settings "
          + PostgresSettings.recommended()
          + ", also for the reference, and preallocated write-ahead log segments, as a server that"
          + " has run for a while. Producers use `acks=all`. The load comes from one thread of a"
          + " further process, which shares the processors: HTTP/1.1 over keep-alive connections with"
          + " one request in flight on each. Before a measurement, every connection has had a response"
          + " to a read of a missing workflow, and the machine is idle.",
      "Before the first workload, the service is warmed up for about "
          + Benchmark.WARM_UP_SECONDS
          + " s with the same kinds of load on other workflows, which are not counted. The longest"
          + " workloads run first, so that the short ones meet a service that has run for a while."
          + " For bursts and fixed rates, latency starts when an action is due, so it includes the wait"
          + " for a free connection (no coordinated omission); for closed loops it starts when the"
          + " request is sent. The projection lag is measured by a client: on the response to a POST,"
          + " it sends a GET with that version as `min_version`; the time until the read model responds"
          + " is the lag.",
      "A virtual machine shares its processors with others on its host. `machine_pause_max_ms` is the"
          + " longest pause of a thread that only sorts 256 characters repeatedly for a second before a"
          + " workload, on the idle machine: the highest latencies cannot be below it."
          + " `machine_sorts_per_second` is its speed: two runs are comparable if it is the same."
          + " `processors_stolen` is the number of processors that the host gave to others during the"
          + " workload.",
      "After each workload the stores are compared with the acknowledged actions: every state is the"
          + " fold of its history; state, history, topic and read model have exactly the acknowledged"
          + " actions; and each action has its own version. The suite fails if a check fails. A missed"
          + " target is reported and does not fail the suite.");

  private ReportNotes() {}

  static String summary(Report report) {
    var targets = report.results().stream().flatMap(it -> it.targets().stream()).toList();
    long failed = report.results().stream().filter(it -> !it.passed()).count();
    return ("%d of %d targets met; %s. The published figures were measured"
            + " with mocks, without a database or a broker.")
        .formatted(
            targets.stream().filter(Target::isMet).count(),
            targets.size(),
            failed == 0 ? "all checks passed" : failed + " workloads failed their checks");
  }

  static String reference(Reference reference) {
    if (!reference.isMeasured()) {
      return "No reference was measured.";
    }
    return "The same PostgreSQL before the service starts, with %s:".formatted(reference.client())
        + " one textbook transaction per action (dedup insert, select, conditional update, outbox"
        + " insert; an update with a version conflict counts as done)."
        + " Over 50 workflows %s/s with %d clients,"
            .formatted(NumberFormats.text(reference.perSecond()), reference.clients())
        + " the best number of clients; on one workflow %s/s."
            .formatted(NumberFormats.text(reference.oneKeyPerSecond()));
  }
}

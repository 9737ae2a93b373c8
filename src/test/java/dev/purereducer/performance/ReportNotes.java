package dev.purereducer.performance;

import java.util.List;

/** What a reader of the report must know to judge it. */
final class ReportNotes {
  static final List<String> PARAGRAPHS = List.of(
      "The service runs as its own packaged process, beside a PostgreSQL and a Kafka broker of"
          + " their own, all on this machine. PostgreSQL has its default durability (`fsync`,"
          + " `synchronous_commit` and `full_page_writes` on, checked at every start) and "
          + PostgresSettings.recommended()
          + " besides, also for the yardstick, and log files to use again, as a server that has run"
          + " for a while has; producers wait for `acks=all`. The load comes from one"
          + " thread of a further process, which takes its share of the processors: HTTP/1.1 over"
          + " keep-alive connections, one request under way on each; every connection has had one"
          + " answer, to a read of nothing, and the machine has come to rest before it is measured.",
      "Before the first workload, the service is warmed up for about "
          + Benchmark.WARM_UP_SECONDS
          + " s with the same kinds of load, on other workflows; none of it is counted. The longest"
          + " workloads run first, so that the short ones meet a service that has run for a while."
          + " Where many actions are sent at once or paced, latency counts from the moment an action"
          + " was due, so waiting for a free connection counts (no coordinated omission); where callers send"
          + " on their answer, from the moment they sent. The lag is measured from outside: on the"
          + " answer to a POST, a GET with its version as `min_version` is sent, and the time until"
          + " that is answered from the read model is the lag.",
      "Processors of a virtual machine are shared with others on its host. `machine_pause_max_ms` is"
          + " the longest that a thread was stopped which did nothing but sort 256 characters again and"
          + " again for a second before a workload, with everything at rest: the slowest answers cannot be"
          + " expected below it. `machine_sorts_per_second` is how often it did: two runs can be compared"
          + " as far as it is the same."
          + " `processors_stolen` is how many of the processors others had while the workload ran.",
      "After each run the stores are held to what callers were told: every state is the fold of its"
          + " history, and as many actions were acknowledged as stand in state, history, topic and"
          + " read model, each caller having a version of its own. A run that fails this fails the"
          + " suite. A target that is missed is shown, and fails nothing.");

  private ReportNotes() {}

  static String summary(Report report) {
    var targets = report.results().stream().flatMap(it -> it.targets().stream()).toList();
    long failed = report.results().stream().filter(it -> !it.passed()).count();
    return "%d of %d targets met; %s. The reference measured mocks, without a database or a broker."
        .formatted(
            targets.stream().filter(Target::isMet).count(),
            targets.size(),
            failed == 0 ? "all checks passed" : failed + " workloads failed their checks");
  }

  static String yardstick(Reference yardstick) {
    if (!yardstick.isMeasured()) {
      return "No yardstick was measured.";
    }
    return "The same PostgreSQL, before the service starts, from clients that do nothing else: %s,"
            .formatted(yardstick.client())
        + " one textbook transaction an action (dedup insert, select, conditional update, outbox"
        + " insert; updates that lost their race count as done)."
        + " Over 50 workflows %s/s with %d clients,"
            .formatted(Measurements.text(yardstick.perSecond()), yardstick.clients())
        + " which did best; on one workflow %s/s."
            .formatted(Measurements.text(yardstick.oneKeyPerSecond()));
  }
}
